"""`tftp-server`: files of the flash, to whom the list of each permits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.device.flash import name_of
from iosemu.device.sockets.tftp import Given, Server
from iosemu.features.system.processes import number_of
from iosemu.features.tftp.model import TftpConfig
from iosemu.types import IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.cli.context import Change


class TftpEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.server: Server | None = None
        self.last_host = self.last_file = ""  # that users named, and are offered

    def start(self) -> None:
        self._agree()

    def changed(self, change: Change) -> None:
        self._agree()

    @property
    def config(self) -> TftpConfig:
        return self.host.device[TftpConfig]

    def _agree(self) -> None:
        if self.config.served and self.server is None:
            self.server = Server(self.host, self)
        elif not self.config.served and self.server is not None:
            self.server.close()
            self.server = None

    @property
    def process(self) -> int:
        return number_of(self.host.device, "tftp")

    def give(self, name: str, remote: IPv4) -> Given | None:
        lists = self.host.peer("acl")
        for url, served in self.config.served.items():
            file = name_of(url)
            if name not in (served.alias or file, url):
                continue
            if served.acl and lists.matches_prefix(served.acl, Prefix.of(remote, 32)) is False:
                continue
            found: bytes | None = self.host.device.flash.get(file) if file else None
            return Given(url, found) if found is not None else None
        return None

    def may_take(self, name: str, remote: IPv4) -> int | None:
        return None

    def take(self, name: str, data: bytes) -> None: ...
