"""Telnet for programs of the host (RFC 854): one port for each console, one for the virtual terminals of each router.

At a console port sits whoever connects, with everybody else who looks at that console. A caller of the other port comes
to a virtual terminal as one from another router would: `line vty` says whether and how.
"""

from __future__ import annotations

import asyncio
import codecs
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from iosemu.cli.keys import Keyboard
from iosemu.device.sockets.gone import Gone
from iosemu.lab.errors import LabError
from iosemu.types import IPv4, parse_ipv4
from iosemu.wire.telnet import DO, ECHO, SUPPRESS_GO_AHEAD, WILL, WINDOW_SIZE, Telnet

if TYPE_CHECKING:
    from iosemu.console.router import RouterConsole
    from iosemu.console.server import Server
    from iosemu.device.sockets.tcp import TcpUser
    from iosemu.device.vrf import Vrf

MOST_AT_CONSOLE = 4  # callers of one console port
MOST_CALLERS = 500  # of all ports together
MOST_BEHIND = 1 << 20  # bytes that a caller has not taken before it is let go
MOST_UNREAD = 65_536  # bytes that have come and were not used: the caller must wait
_IDLE, _EVERY, _PROBES = 60, 15, 4  # TCP keepalives: seconds until the first, between them, and how many are missed
PORT = 23
_BACKLOG = 256  # connections that wait to be taken: a script opens many at once


async def listen(host: str, port: int, caller: Callable[[], asyncio.Protocol]) -> asyncio.AbstractServer:
    """Each who connects is one `caller`. Raises LabError."""
    try:
        return await asyncio.get_running_loop().create_server(caller, host, port, backlog=_BACKLOG)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)
        raise LabError(f"cannot listen at {host} port {port}: {why}") from None
    except OverflowError:
        raise LabError(f"{port} is no port") from None


class Ports:
    """Listens at `host`: console ports from `consoles` on, virtual terminals from `terminals` on, a port a router."""

    def __init__(self, host: str, consoles: int, terminals: int) -> None:
        self.host = host
        self.consoles, self.terminals = consoles, terminals
        self.callers: set[Caller] = set()
        self._listeners: list[asyncio.AbstractServer] = []
        self.server: Server

    async def start(self, server: Server) -> None:
        self.server = server
        server.after_work.append(self._look)
        server.rack.replaced.append(self._replaced)
        for number, name in enumerate(server.rack.consoles):
            for port, kind in ((self.consoles, ConsoleCaller), (self.terminals, TerminalCaller)):
                self._listeners.append(await listen(self.host, port + number, partial(kind, self, name)))

    async def stop(self) -> None:
        for listener in self._listeners:
            listener.close()
        for caller in tuple(self.callers):
            caller.let_go()

    def _look(self) -> None:
        for caller in tuple(self.callers):
            caller.look()

    def _replaced(self) -> None:
        for caller in tuple(self.callers):
            caller.replaced()


class Caller(asyncio.Protocol):
    """A connection of the host. Nothing that it does or leaves undone keeps the lab waiting."""

    transport: asyncio.Transport

    def __init__(self, ports: Ports, node: str) -> None:
        self.ports = ports
        self.node = node

    @property
    def server(self) -> Server:
        return self.ports.server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # it is a stream
        self.transport = transport
        watch(transport.get_extra_info("socket"))
        if len(self.ports.callers) >= MOST_CALLERS:
            transport.abort()
            return
        self.ports.callers.add(self)
        self.use(self.begin)

    def use(self, action: Callable[[], None]) -> None:
        self.server.use(action, self.server.rack.lab.nodes.get(self.node))

    def data_received(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.use(partial(self.take, data))

    def connection_lost(self, error: Exception | None) -> None:
        self.ports.callers.discard(self)
        self.use(self.end)

    def send(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() > MOST_BEHIND:
            self.transport.abort()
        else:
            self.transport.write(data)

    def let_go(self) -> None:
        self.transport.close()

    # what kind of caller it is

    def begin(self) -> None:
        """It has called."""

    def take(self, data: bytes) -> None:
        """It has sent something."""

    def end(self) -> None:
        """It has gone."""

    def look(self) -> None:
        """Time has passed."""

    def replaced(self) -> None:
        """There is another lab in the place of the old one."""
        self.let_go()


class ConsoleCaller(Caller):
    """At the console line, with whoever else is there."""

    def __init__(self, ports: Ports, node: str) -> None:
        super().__init__(ports, node)
        self.telnet = Telnet(frozenset({ECHO, SUPPRESS_GO_AHEAD}), frozenset({SUPPRESS_GO_AHEAD, WINDOW_SIZE}))
        self.keyboard = Keyboard()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._console: RouterConsole | None = None

    def begin(self) -> None:
        here = [each for each in self.ports.callers if isinstance(each, ConsoleCaller) and each.node == self.node]
        if len(here) > MOST_AT_CONSOLE:
            self.transport.abort()
            return
        for verb, option in ((WILL, ECHO), (WILL, SUPPRESS_GO_AHEAD), (DO, WINDOW_SIZE)):
            self.telnet.ask(verb, option)
        self.send(self.telnet.take_reply())
        self._sit()

    def _sit(self) -> None:
        self._console = self.server.rack.consoles.get(self.node)
        if self._console is None:
            self.let_go()
        else:
            self._console.join(self._write)

    def _write(self, text: str) -> None:
        self.send(Telnet.escape(text.replace("\n", "\r\n").encode("utf-8", "surrogateescape")))

    def take(self, data: bytes) -> None:
        text = self._decoder.decode(self.telnet.receive(data))
        self.send(self.telnet.take_reply())
        console = self._console
        if console is None:
            return
        if self.telnet.window is not None:
            width, self.telnet.window = self.telnet.window[0], None
            if width:
                console.resize(self._write, min(max(width, 20), 1000))
        for key in self.keyboard.keys(text):
            console.key(key)

    def end(self) -> None:
        if self._console is not None:
            self._console.part(self._write)

    def replaced(self) -> None:
        self._sit()


class TerminalCaller(Caller):
    """At a virtual terminal. To the router it is a TCP connection, of which it is this end."""

    vrf: Vrf

    def __init__(self, ports: Ports, node: str) -> None:
        super().__init__(ports, node)
        self.remote: tuple[IPv4, int] = 0, 0
        self.local: tuple[IPv4, int] = 0, PORT
        self.user: TcpUser | None = None
        self.finished = False  # the caller has sent its last
        self._came = bytearray()
        self._running = False

    # what the router asks of a connection

    @property
    def unread(self) -> int:
        return len(self._came)

    @property
    def waiting(self) -> int:
        """Bytes that the caller has not taken yet."""
        return self.transport.get_write_buffer_size()

    def read(self) -> bytes:
        data = bytes(self._came)
        self._came.clear()
        if not self.transport.is_closing():
            self.transport.resume_reading()
        return data

    def write(self, data: bytes) -> None:
        self.send(data)

    def close(self, half: bool = False) -> None:
        self.transport.close()

    def abort(self) -> None:
        self.transport.abort()

    def __reduce__(self) -> tuple[type[Gone], tuple[Any, ...]]:
        """No program of the host is saved: in its place stands one that has gone."""
        return Gone, (self.remote, self.local, self.vrf, self.user)

    # the caller

    def begin(self) -> None:
        device = self.server.rack.lab[self.node].device
        self.remote = address_of(self.transport.get_extra_info("peername"))
        self.local = address_of(self.transport.get_extra_info("sockname"))[0], PORT
        if device.running:
            self.vrf = device.vrfs.default
            engine = device.engine("telnet")
            self.user = engine.accept(self) if engine.admits(self) else None
        if self.user is None:
            self.transport.abort()  # as a router's reset
            return
        self.transport.set_write_buffer_limits(high=MOST_UNREAD)
        self.user.opened(self)  # type: ignore[arg-type]  # all of a connection that a terminal uses

    def take(self, data: bytes) -> None:
        self._came += data
        if len(self._came) > MOST_UNREAD:
            self.transport.pause_reading()
        self._readable()

    def eof_received(self) -> bool:
        self.finished = True
        self.use(self._readable)
        return False

    def resume_writing(self) -> None:
        self.use(self._acknowledged)

    def _readable(self) -> None:
        if self.user is not None:
            self.user.readable(self)  # type: ignore[arg-type]  # see `begin`

    def _acknowledged(self) -> None:
        if self.user is not None:
            self.user.acknowledged(self)  # type: ignore[arg-type]  # see `begin`

    def end(self) -> None:
        user, self.user = self.user, None
        if user is not None:
            user.ended(self)  # type: ignore[arg-type]  # see `begin`

    def look(self) -> None:
        """A router that lost its power says nothing more."""
        node = self.server.rack.lab.nodes.get(self.node)
        if self.user is not None and (node is None or not node.device.running):
            self.transport.abort()


def address_of(name: object) -> tuple[IPv4, int]:
    """0 for one of IPv6."""
    if isinstance(name, tuple) and len(name) == 2:
        with suppress(ValueError):
            return parse_ipv4(str(name[0])), int(name[1])
    return 0, 0


def watch(connection: socket.socket) -> None:
    """A caller that has vanished without a word is noticed."""
    with suppress(OSError, AttributeError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _IDLE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _EVERY)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _PROBES)
