"""`ssh`: a conversation by SSH with another router, or with anything else that speaks it.

The host's key is believed, as IOS does; its signature is looked at.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Ask, Context, Interrupted, ProcessBody, Wait, Write
from iosemu.device.sockets.machine import End
from iosemu.features.ssh import algorithms
from iosemu.features.ssh.model import SshConfig
from iosemu.features.ssh.server import Utf8
from iosemu.features.ssh.transport import BY_APPLICATION, HOST_KEY, KEX_FAILED, PROTOCOL_ERROR, Broken, Transport
from iosemu.features.telnet.client import Conversation, Dialled, begin, reach
from iosemu.wire import Malformed
from iosemu.wire.ssh import Msg, string, uint32

if TYPE_CHECKING:
    from iosemu.cli.session import Session
    from iosemu.device.sockets.tcp import Connection
    from iosemu.device.vrf import Vrf
    from iosemu.types import IPv4

PROMPTS = 3  # for a password
HELLO = "SSH-2.0-Cisco-1.25"
_WINDOW, _PACKET = 65_536, 32_768
_TERMINAL = b"vt100"
_ROWS, _COLUMNS = 24, 80
_ABORTED = "[Connection to {} aborted: error status 0]\n"


class SshConversation(Conversation):
    """Its bytes are those of a channel."""

    by_telnet = False

    def __init__(
        self, transport: Transport, user: str, command: str, session: Session, number: int, name: str, address: IPv4,
        port: int,
    ) -> None:  # fmt: skip
        super().__init__(session, number, name, address, port)
        self.transport = transport
        self.user = user
        self.command = command
        self.asks = False  # the server wants a password
        self.talking = False  # there is a shell, or the command runs
        self.fault: Broken | None = None
        self.tries = 0
        self._decoder = Utf8()
        self._theirs = 0  # the server's number of the channel
        self._window = self._packet = 0  # octets that the server takes
        self._used = 0  # octets that it was not told of
        self._unsent = bytearray()

    def opened(self, connection: Connection) -> None:
        self._flush(connection)
        super().opened(connection)

    def _flush(self, connection: Connection) -> None:
        data = bytes(self.transport.out)
        if data:
            self.transport.out.clear()
            connection.write(data)

    def _take(self, connection: Connection) -> None:
        ready = self.transport.ready
        try:
            for number, values in self.transport.receive(connection.read()):
                self._message(number, values)
        except Broken as broken:
            self._broken(connection, broken)
        except Malformed as error:
            self._broken(connection, Broken(PROTOCOL_ERROR, str(error)))
        if self.transport.ready and not ready:
            self.transport.send(Msg.SERVICE_REQUEST, b"ssh-userauth")
        self._flush(connection)
        self.used_at = self.session.clock.now

    def _broken(self, connection: Connection, broken: Broken) -> None:
        self.fault = broken
        if broken.reason:
            self.transport.disconnect(broken.reason, str(broken))
        self._flush(connection)
        connection.close()
        self.end = self.end or End.CLOSED
        self._poke()

    def _message(self, number: int, values: list[Any]) -> None:
        send = self.transport.send
        if number == Msg.SERVICE_ACCEPT:
            send(Msg.USERAUTH_REQUEST, self.user.encode(), b"ssh-connection", b"none", b"")
        elif number == Msg.USERAUTH_BANNER:
            self._held += _lines(values[0].decode("utf-8", "replace"))
        elif number == Msg.USERAUTH_FAILURE:
            self.asks = True
            self._poke()
        elif number == Msg.USERAUTH_SUCCESS:
            send(Msg.CHANNEL_OPEN, b"session", 0, _WINDOW, _PACKET, b"")
        elif number == Msg.GLOBAL_REQUEST:
            if values[1]:
                send(Msg.REQUEST_FAILURE)
        elif number == Msg.OPEN_CONFIRMATION:
            _, self._theirs, self._window, self._packet = values[:4]
            self._begin()
        elif number == Msg.OPEN_FAILURE:
            raise Broken(BY_APPLICATION, "no channel")
        elif number == Msg.WINDOW_ADJUST:
            self._window += values[1]
            self._pour()
        elif number in (Msg.DATA, Msg.EXTENDED_DATA):
            self._heard(values[-1])
        elif number == Msg.CHANNEL_REQUEST:
            if values[2]:
                send(Msg.CHANNEL_FAILURE, self._theirs)
        elif number == Msg.CHANNEL_SUCCESS:
            self.talking = True
            self._poke()
        elif number == Msg.CHANNEL_FAILURE:
            raise Broken(BY_APPLICATION, "no shell")
        elif number == Msg.CLOSE:
            send(Msg.CLOSE, self._theirs)
            raise Broken(BY_APPLICATION, "disconnected by user")

    def _begin(self) -> None:
        session, send = self.session, self.transport.send
        size = uint32(session.width or _COLUMNS) + uint32(session.length or _ROWS)
        if self.command:
            send(Msg.CHANNEL_REQUEST, self._theirs, b"exec", True, string(self.command.encode()))
            return
        terminal = string(_TERMINAL) + size + uint32(0) * 2 + string(b"\0")
        send(Msg.CHANNEL_REQUEST, self._theirs, b"pty-req", False, terminal)
        send(Msg.CHANNEL_REQUEST, self._theirs, b"shell", True, b"")

    def _heard(self, data: bytes) -> None:
        self._held += _lines(self._decoder.decode(data))
        self._used += len(data)
        if self._used > _WINDOW // 2:
            self.transport.send(Msg.WINDOW_ADJUST, self._theirs, self._used)
            self._used = 0

    def tell(self, password: str) -> None:
        """The password that it asked for."""
        self.asks = False
        self.tries += 1
        connection = self.connection
        if connection is not None and self.end is None:
            rest = b"\0" + string(password.encode("utf-8", "surrogateescape"))
            self.transport.send(Msg.USERAUTH_REQUEST, self.user.encode(), b"ssh-connection", b"password", rest)
            self._flush(connection)

    def send(self, text: str) -> None:
        self.used_at = self.typed_at = self.session.clock.now
        self._unsent += text.encode("utf-8", "surrogateescape")
        self._pour()

    def _pour(self) -> None:
        while self._unsent and self._window:
            piece = bytes(self._unsent[: min(self._window, self._packet)])
            del self._unsent[: len(piece)]
            self._window -= len(piece)
            self.transport.send(Msg.DATA, self._theirs, piece)
        if self.connection is not None:
            self._flush(self.connection)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def connect(
    ctx: Context, host: str, user: str, port: int, cipher: str, mac: str, command: str, vrf: Vrf, version: int = 2
) -> ProcessBody:
    """`ssh -l USER HOST`."""
    session = ctx.session
    assert session is not None  # typed in exec
    user = user or session.username
    if not user:
        yield Write("% No user specified nor available for SSH client\n")
        return
    if version == 1:
        yield Write(_ABORTED.format(host))
        return
    engine = ctx.device.engine("ssh")
    transport = Transport(HELLO, algorithms.client_offer(ctx.device, cipher, mac), engine.host.rng)
    dialled = Dialled("ssh", partial(SshConversation, transport, user, command), ctx.device[SshConfig].source, False)
    found = yield from reach(ctx, dialled, host, port, None, None, vrf)
    if not isinstance(found, SshConversation):
        return
    try:
        yield from _log_in(found)
    except (Interrupted, GeneratorExit) as stopped:
        found.process = None
        if found.connection is not None:
            found.connection.abort()
        if isinstance(stopped, GeneratorExit):
            raise
        yield Write("\n")
        return
    if found.talking:
        yield from begin(ctx, found)
        return
    found.process = None
    if found.fault is not None and found.fault.reason in (KEX_FAILED, HOST_KEY, PROTOCOL_ERROR):
        yield Write(_ABORTED.format(host))
        return
    if found.tries:
        yield Write("% Authentication failed.\n")
    yield Write(f"\n[Connection to {host} closed by foreign host]\n")


def _log_in(found: SshConversation) -> ProcessBody:
    """Passwords are asked for while the server wants one."""
    while found.end is None and not found.talking:
        if not found.asks:
            yield Wait(None)
        elif found.tries >= PROMPTS:
            assert found.connection is not None  # it was reached
            found.connection.close()
            found.end = End.CLOSED
        else:
            found.show()
            found.tell((yield Ask("Password: " if found.tries else "\nPassword: ", echo=False)))
