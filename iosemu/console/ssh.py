"""SSH for programs of the host (RFC 4251 to 4254): a port for the virtual terminals of each router.

asyncssh speaks the protocol, and is loaded when the first caller comes. Whether anybody answers, with which key, who
may come in and what they get is the router's affair (`features/ssh`). No caller reaches anything of the host: there
are shells, commands and files of the router (SCP), and no forwarding, no agent, no X11, no SFTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from iosemu.console.telnet import MOST_BEHIND, MOST_CALLERS, address_of, listen, watch
from iosemu.features.ssh.call import Gone
from iosemu.features.ssh.engine import PORT

if TYPE_CHECKING:
    from iosemu.console.server import Server
    from iosemu.console.ssh_protocol import Connection, Keyring, Session
    from iosemu.device.vrf import Vrf
    from iosemu.features.ssh.call import Call
    from iosemu.features.ssh.engine import SshEngine
    from iosemu.types import IPv4

T = TypeVar("T")

FLUSHING = 10.0  # wall seconds that a caller has for the router's last words
PARTING = 1.0  # and then to close the connection itself
_AGAIN = 0.05  # wall seconds until it is seen whether they are gone


class SshPorts:
    """Listens at `host` from port `base` on, a port for each router."""

    def __init__(self, host: str, base: int) -> None:
        self.host = host
        self.base = base
        self.doors: set[Door] = set()
        self.waiting: set[Session] = set()  # what their callers have sent was not used yet
        self._listeners: list[asyncio.AbstractServer] = []
        self._keyring: Keyring | None = None
        self.server: Server

    async def start(self, server: Server) -> None:
        self.server = server
        server.after_work.append(self._look)
        server.rack.replaced.append(self._replaced)
        for number, name in enumerate(server.rack.consoles):
            self._listeners.append(await listen(self.host, self.base + number, partial(Door, self, name)))

    async def stop(self) -> None:
        for listener in self._listeners:
            listener.close()
        for door in tuple(self.doors):
            door.abort()

    @property
    def keyring(self) -> Keyring:
        """What connections are made of; loads the library."""
        if self._keyring is None:
            from iosemu.console.ssh_protocol import Keyring

            self._keyring = Keyring()
        return self._keyring

    def _look(self) -> None:
        """Time has passed. A router that lost its power says nothing more."""
        nodes = self.server.rack.lab.nodes
        gone = {door.node for door in self.doors}
        gone -= {name for name in gone if name in nodes and nodes[name].device.running}
        for door in tuple(self.doors) if gone else ():
            if door.node in gone:
                door.abort()
        for session in tuple(self.waiting):
            session.look()

    def _replaced(self) -> None:
        """There is another lab in the place of the old one."""
        for door in tuple(self.doors):
            door.abort()


class Door(asyncio.Protocol):
    """A connection of the host: its bytes go through here to the protocol, and the router hears of a `Call`."""

    transport: asyncio.Transport
    vrf: Vrf

    def __init__(self, ports: SshPorts, node: str) -> None:
        self.ports = ports
        self.node = node
        self.remote: tuple[IPv4, int] = 0, 0
        self.local: tuple[IPv4, int] = 0, PORT
        self.call: Call | None = None
        self.connection: Connection | None = None
        self._closing = False

    def __reduce__(self) -> tuple[type[Gone], tuple[()]]:
        return Gone, ()

    # the lab

    def use(self, action: Callable[[], object]) -> None:
        server = self.ports.server
        server.use(action, server.rack.lab.nodes.get(self.node))

    def asked(self, question: Callable[[], T], otherwise: T) -> T:
        """What the router answers; `otherwise` where the call is over or a fault prevented it."""
        answers: list[T] = []
        self.use(lambda: answers.append(question()) if self.alive else None)
        return answers[0] if answers else otherwise

    @property
    def alive(self) -> bool:
        return self.call is not None and self.call in self.call.engine.calls

    # the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # it is a stream
        self.transport = transport
        watch(transport.get_extra_info("socket"))
        if len(self.ports.doors) >= MOST_CALLERS:
            transport.abort()
            return
        self.ports.doors.add(self)
        self.use(self._called)
        if self.call is None:
            transport.abort()  # as a router's reset
            return
        self.connection = self.ports.keyring.connection(self)
        self.connection.connection_made(transport)

    def _called(self) -> None:
        device = self.ports.server.rack.lab[self.node].device
        engine: SshEngine | None = device.engines.get("ssh")  # type: ignore[assignment]  # by its name
        if not device.running or engine is None:
            return
        self.remote = address_of(self.transport.get_extra_info("peername"))
        self.local = address_of(self.transport.get_extra_info("sockname"))[0], PORT
        self.vrf = device.vrfs.default
        self.call = engine.called(self)

    def data_received(self, data: bytes) -> None:
        if self.connection is None or self.transport.is_closing():
            return
        if self.behind:
            self.abort()  # it asks and asks and does not listen
        else:
            self.connection.data_received(data)

    @property
    def behind(self) -> bool:
        return self.transport.get_write_buffer_size() > MOST_BEHIND

    def eof_received(self) -> bool:
        if self.connection is not None:
            self.connection.eof_received()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        self.ports.doors.discard(self)
        if self.connection is not None:
            self.connection.connection_lost(error)
        if self.call is not None:
            self.use(self.call.ended)

    def hang_up(self) -> None:
        """The router ends the connection, once the caller has its last words."""
        if not self._closing:
            self._closing = True
            self._close(FLUSHING)

    def _close(self, left: float) -> None:
        connection = self.connection
        if self.transport.is_closing() or connection is None:
            return
        later = asyncio.get_running_loop().call_later
        if left > 0 and (connection.talking or self.transport.get_write_buffer_size()):
            later(_AGAIN, self._close, left - _AGAIN)
        else:
            later(PARTING, self.transport.close)

    def abort(self) -> None:
        self.transport.abort()
