"""Is it this user? The methods of a list of `aaa authentication login`, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.aaa.asking import Login, Said, Seat
from iosemu.features.aaa.groups import ask
from iosemu.features.aaa.methods import Answer, authenticate
from iosemu.features.aaa.model import AaaConfig
from iosemu.features.line.model import LinesConfig
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.features.aaa.engine import AaaEngine
    from iosemu.features.ezvpn.server import Guest, Server


class Trial:
    """A name and a password on their way through the methods; data, which waits where a server is asked."""

    def __init__(self, server: Server, guest: Guest, listed: str, name: str, password: str) -> None:
        self.server = server
        self.guest = guest
        config = server.device[AaaConfig]
        self.methods = list(config.login.get(listed, ())) if config.new_model else []
        self.name = name
        self.password = password
        self.at = 0

    def run(self) -> bool | None:
        """From the method at hand on. None: a server was asked, and the server of clients will hear of it."""
        device = self.server.device
        line = device[LinesConfig].console
        while self.at < len(self.methods):
            method = self.methods[self.at]
            if method.startswith("group"):
                seat = Seat(line, format_ipv4(self.guest.sa.remote))
                if ask(device, method, Login(seat, self.name, self.password), self):
                    return None
            else:
                answer = authenticate(device, line, method, self.name, self.password)
                if answer is not Answer.ERROR:
                    return self._local(answer is Answer.PASS) if method.startswith("local") else answer is Answer.PASS
            self.at += 1
        return False

    def _local(self, passed: bool) -> bool:
        aaa: AaaEngine = self.server.device.engine("aaa")
        passed = passed and not aaa.is_locked(self.name)
        aaa.tried(self.name, passed)
        return passed

    def said(self, said: Said) -> None:
        """A server has answered, or none of them has."""
        result = said.passed
        if result is None:
            self.at += 1
            result = self.run()
        if result is not None:
            self.server.judged(self.guest, result)
