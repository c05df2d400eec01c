"""Applications for the tests: one that answers, one that notes."""

from __future__ import annotations

from iosemu.device.sockets.machine import End
from iosemu.device.sockets.tcp import Connection
from iosemu.device.vrf import Vrf
from iosemu.types import IPv4


class Note:
    """Keeps what comes, and says `sends` first."""

    def __init__(self, sends: bytes = b"", closes: bool = False) -> None:
        self.sends, self.closes = sends, closes
        self.got = bytearray()
        self.is_open = self.finished = False
        self.end: End | None = None

    def opened(self, connection: Connection) -> None:
        self.is_open = True
        if self.sends:
            connection.write(self.sends)
        if self.closes:
            connection.close(half=True)

    def readable(self, connection: Connection) -> None:
        self.got += connection.read()
        self.finished = connection.finished

    def acknowledged(self, connection: Connection) -> None:
        self.last_waiting = connection.waiting

    def ended(self, connection: Connection) -> None:
        assert self.end is None
        self.end = connection.end


class Echo(Note):
    """Sends back what comes, closes when the far end does."""

    def readable(self, connection: Connection) -> None:
        data = connection.read()
        self.got += data
        connection.write(data)
        if connection.finished:
            connection.close()


class Service:
    """Takes everybody with an Echo, unless it is told not to."""

    def __init__(self, secret: bytes | None = None, refuses: bool = False) -> None:
        self.secret, self.refuses = secret, refuses
        self.users: list[Echo] = []

    def admits(self, connection: Connection) -> bool:
        return not self.refuses

    def accept(self, connection: Connection) -> Echo | None:
        self.users.append(Echo())
        return self.users[-1]

    def key(self, remote: IPv4, vrf: Vrf) -> bytes | None:
        return self.secret
