"""The server of SSH for callers from the network: a TCP connection, whose messages (RFC 4252, 4254, 4256) become a
`Call`, tries to come in, and sessions on the virtual lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from iosemu.features.login.contract import Admission
from iosemu.features.ssh import algorithms
from iosemu.features.ssh.scp import ScpSession, wanted
from iosemu.features.ssh.server import SshCommand, SshTerminal
from iosemu.features.ssh.transport import BY_APPLICATION, NO_MORE_TRIES, PROTOCOL_ERROR, Broken, Transport
from iosemu.wire import Malformed
from iosemu.wire.ssh import Msg, Reader, string, uint32

if TYPE_CHECKING:
    from iosemu.device.sockets.tcp import Connection
    from iosemu.device.vrf import Vrf
    from iosemu.features.ssh.call import Call
    from iosemu.features.ssh.engine import SshEngine
    from iosemu.types import IPv4

WINDOW = 65_536  # octets that a caller may send of a channel before it is told to go on
PACKET = 32_768  # octets of one message
MOST_CHANNELS = 10
MOST_BEHIND = 1 << 20  # octets that a caller has not taken before it is let go
_METHODS = ["keyboard-interactive", "password"]
_ENDS = re.compile(rb"[\r\n]")
_UNKNOWN_CHANNEL, _NO_ROOM = 3, 4
_SERVICES = (b"ssh-userauth", b"ssh-connection")


class LabTerminal(SshTerminal):
    """The shell of a caller from the network."""

    def _use_waiting(self) -> None:
        super()._use_waiting()
        if isinstance(self.channel, ServedChannel):
            self.channel.pump()


class ServedChannel:
    """A session of the caller, and what it is written to."""

    def __init__(self, served: Served, number: int, theirs: int, window: int, packet: int) -> None:
        self.served = served
        self.number = number
        self.theirs = theirs
        self.window = window  # octets that the caller takes
        self.packet = min(max(packet, 1), PACKET)
        self.size = (0, 0)
        self.seat: SshTerminal | SshCommand | ScpSession | None = None
        self.finished = False  # the caller has sent its last
        self._came = bytearray()
        self._used = 0  # octets that the caller has not been told of
        self._buffer = bytearray()
        self._status: int | None = None  # of one that is over
        self._over = False
        self._pumping = False

    # out

    @property
    def waiting(self) -> int:
        return len(self._buffer) + self.served.waiting

    def write(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > MOST_BEHIND:
            self.served.hang_up()
        else:
            self.flush()

    def close(self, status: int) -> None:
        self._status = status
        self.flush()

    def flush(self) -> None:
        served = self.served
        while self._buffer and self.window and not self._over:
            piece = bytes(self._buffer[: min(self.window, self.packet)])
            del self._buffer[: len(piece)]
            self.window -= len(piece)
            served.send(Msg.DATA, self.theirs, piece)
        if self._status is not None and not self._buffer and not self._over:
            self._over = True
            served.send(Msg.CHANNEL_REQUEST, self.theirs, b"exit-status", False, uint32(self._status))
            served.send(Msg.EOF, self.theirs)
            served.send(Msg.CLOSE, self.theirs)

    def adjusted(self, octets: int) -> None:
        self.window = min(self.window + octets, (1 << 32) - 1)
        self.flush()
        if self.seat is not None:
            self.seat.taken()

    # in

    def received(self, data: bytes) -> None:
        if len(self._came) + len(data) > WINDOW:
            raise Broken(PROTOCOL_ERROR, "more than the window")
        self._came += data
        self.pump()

    def pump(self) -> None:
        """What has come is used, line by line, as far as it can be."""
        seat = self.seat
        if seat is None or self._pumping:
            return
        self._pumping = True
        try:
            while self._came and not seat.full:
                found = _ENDS.search(self._came) if seat.by_line else None
                size = found.end() if found is not None else len(self._came)
                piece = bytes(self._came[:size])
                del self._came[:size]
                self._used += size
                seat.received(piece)
        finally:
            self._pumping = False
        if self._used > WINDOW // 2:
            self.served.send(Msg.WINDOW_ADJUST, self.theirs, self._used)
            self._used = 0
        if self.finished and not self._came and seat.idle:
            seat.end()

    def gone(self) -> None:
        self._over = True
        if self.seat is not None:
            self.seat.gone()


class Served:
    """A caller. What is needed of a `call.Caller`, of a TCP user, and of who waits for a verdict."""

    def __init__(self, engine: SshEngine, connection: Connection) -> None:
        self.engine = engine
        self.connection: Connection | None = connection
        self.remote: tuple[IPv4, int] = connection.remote
        self.local: tuple[IPv4, int] = connection.local
        self.vrf: Vrf = connection.vrf
        self.call: Call | None = None
        self.channels: dict[int, ServedChannel] = {}
        self.inside = False  # who it is, is clear
        self._name: str | None = None  # that tries to come in
        self._judging = False
        self._admission: Admission | None = None  # that the caller has still to hear of
        self._service = b""
        device, pair = engine.host.device, engine.pair
        assert pair is not None  # it answers only with a key
        hello = f"SSH-{engine.version if engine.version != '1.5' else '2.0'}-Cisco-1.25"
        self.transport = Transport(hello, algorithms.server_offer(device), engine.host.rng, pair.key)

    # the connection

    @property
    def waiting(self) -> int:
        return self.connection.waiting if self.connection is not None else 0

    def opened(self, connection: Connection) -> None:
        self.engine.host.after(float(self.engine.config.timeout), self._too_late, background=True)
        self._flush()

    def readable(self, connection: Connection) -> None:
        try:
            for number, values in self.transport.receive(connection.read()):
                self._message(number, values)
        except Broken as broken:
            self._fail(broken)
        except Malformed as error:
            self._fail(Broken(PROTOCOL_ERROR, str(error)))
        self._flush()
        if connection.finished:
            self._end()

    def acknowledged(self, connection: Connection) -> None:
        for channel in tuple(self.channels.values()):
            if channel.seat is not None:
                channel.seat.taken()

    def ended(self, connection: Connection) -> None:
        self._end()

    def send(self, number: int, *values: Any) -> None:
        self.transport.send(number, *values)
        self._flush()

    def _flush(self) -> None:
        if self.connection is not None and self.transport.out:
            data = bytes(self.transport.out)
            self.transport.out.clear()
            self.connection.write(data)

    def _fail(self, broken: Broken) -> None:
        if broken.reason:  # else the caller has said goodbye itself
            self.transport.disconnect(broken.reason, str(broken))
        self._end()

    def _too_late(self) -> None:
        if not self.inside:
            self._fail(Broken(BY_APPLICATION, "Login timeout"))

    def hang_up(self) -> None:
        self._end()

    def _end(self) -> None:
        connection, self.connection = self.connection, None
        if connection is None:
            return
        self.engine.host.cancel(self._too_late)
        data = bytes(self.transport.out)
        if data:
            connection.write(data)
        connection.close()
        for channel in tuple(self.channels.values()):
            channel.gone()
        self.channels.clear()
        if self.call is not None:
            self.call.ended()

    # messages

    def _message(self, number: int, values: list[Any]) -> None:
        if self.connection is None:
            return
        if number == Msg.SERVICE_REQUEST:
            if values[0] not in _SERVICES:
                raise Broken(PROTOCOL_ERROR, "no such service")
            self._service = values[0]
            self.send(Msg.SERVICE_ACCEPT, values[0])
        elif number == Msg.USERAUTH_REQUEST and self._service:
            self._authenticate(*values)
        elif number == Msg.INFO_RESPONSE and self._name is not None and not self.inside:
            self._responded(values[1], values[0])
        elif not self.inside:
            raise Broken(PROTOCOL_ERROR, f"message {number} before the login")
        elif number == Msg.GLOBAL_REQUEST:
            if values[1]:
                self.send(Msg.REQUEST_FAILURE)
        elif number == Msg.CHANNEL_OPEN:
            self._open(*values[:4])
        elif number >= Msg.CHANNEL_OPEN:
            channel = self.channels.get(values[0])
            if channel is None:
                raise Broken(PROTOCOL_ERROR, "no such channel")
            self._of_channel(channel, number, values)

    # who it is

    def _authenticate(self, user: bytes, service: bytes, method: bytes, rest: bytes) -> None:
        if self.inside or self._judging:
            return
        assert self.call is not None  # made before the connection was open
        fresh, self._name = self._name is None, user.decode("utf-8", "replace")
        questions = self.call.begin(self._name, self.transport.cipher, self.transport.mac)
        if fresh:
            banner = self.call.banner()
            if banner:
                self.send(Msg.USERAUTH_BANNER, banner.replace("\n", "\r\n").encode("utf-8", "replace"), b"")
        if not questions.password and not questions.name:
            self._come_in()
        elif method == b"password":
            reader = Reader(rest)
            if reader.field("?"):
                raise Broken(PROTOCOL_ERROR, "no passwords are changed here")
            self._judge(reader.string())
        elif method == b"keyboard-interactive":
            prompt = string(b"Password: ") + b"\0"
            self.send(Msg.INFO_REQUEST, b"", b"", b"", 1, prompt)
        else:
            self.send(Msg.USERAUTH_FAILURE, _METHODS, False)

    def _responded(self, rest: bytes, count: int) -> None:
        if count != 1:
            self.send(Msg.USERAUTH_FAILURE, _METHODS, False)
        elif not self._judging:
            self._judge(Reader(rest).string())

    def _judge(self, password: bytes) -> None:
        assert self.call is not None and self._name is not None  # somebody tries
        self._judging = True
        admission = self.call.judge(self._name, password.decode("utf-8", "replace"), self)
        if admission is not None:
            self.judged(admission)

    @property
    def abandoned(self) -> bool:
        return self.connection is None

    def judged(self, admission: Admission) -> None:
        self._admission = admission
        self.engine.host.after(admission.delay, self._tell)

    def _tell(self) -> None:
        self._judging = False
        admission, self._admission = self._admission, None
        if self.connection is None or self.call is None or admission is None:
            return
        if admission.accepted:
            self._come_in()
        elif self.call.given_up:
            self._fail(Broken(NO_MORE_TRIES, "Too many authentication failures"))
        else:
            self.send(Msg.USERAUTH_FAILURE, _METHODS, False)

    def _come_in(self) -> None:
        self.inside = True
        self.engine.host.cancel(self._too_late)
        self.send(Msg.USERAUTH_SUCCESS)

    # channels

    def _open(self, kind: bytes, theirs: int, window: int, packet: int) -> None:
        if kind != b"session" or len(self.channels) >= MOST_CHANNELS:
            why = _UNKNOWN_CHANNEL if kind != b"session" else _NO_ROOM
            self.send(Msg.OPEN_FAILURE, theirs, why, b"refused", b"")
            return
        number = next(each for each in range(MOST_CHANNELS) if each not in self.channels)
        self.channels[number] = ServedChannel(self, number, theirs, window, packet)
        self.send(Msg.OPEN_CONFIRMATION, theirs, number, WINDOW, PACKET, b"")

    def _of_channel(self, channel: ServedChannel, number: int, values: list[Any]) -> None:
        if number == Msg.DATA:
            channel.received(values[1])
        elif number == Msg.WINDOW_ADJUST:
            channel.adjusted(values[1])
        elif number == Msg.CHANNEL_REQUEST:
            self._request(channel, *values[1:])
        elif number == Msg.EOF:
            channel.finished = True
            channel.pump()
        elif number == Msg.CLOSE:
            del self.channels[channel.number]
            if channel.seat is None or channel._status is None:
                self.send(Msg.CLOSE, channel.theirs)
            channel.gone()

    def _request(self, channel: ServedChannel, kind: bytes, answer: bool, rest: bytes) -> None:
        done = False
        reader = Reader(rest)
        if kind == b"pty-req":
            reader.string()
            channel.size = reader.uint32(), reader.uint32()
            done = True
        elif kind == b"window-change":
            channel.size = reader.uint32(), reader.uint32()
            if channel.seat is not None:
                channel.seat.resized(channel.size)
        elif kind == b"break" and channel.seat is not None:
            channel.seat.interrupt()
            done = True
        elif kind == b"signal" and channel.seat is not None and reader.string() == b"INT":
            channel.seat.interrupt()
        elif kind in (b"shell", b"exec") and channel.seat is None:
            done = self._sit(channel, reader.string().decode("utf-8", "replace") if kind == b"exec" else None)
        if answer:
            self.send(Msg.CHANNEL_SUCCESS if done else Msg.CHANNEL_FAILURE, channel.theirs)
        if kind in (b"shell", b"exec") and done and channel.seat is not None:
            channel.seat.begin()

    def _sit(self, channel: ServedChannel, command: str | None) -> bool:
        call = self.call
        line = call.line_for_session() if call is not None else None
        if call is None or line is None:
            return False
        transfer = wanted(command) if command is not None else None
        if command is None:
            channel.seat = LabTerminal(call, line, channel, channel.size)
        elif transfer is not None:
            channel.seat = ScpSession(call, line, channel, *transfer)
        else:
            channel.seat = SshCommand(call, line, channel, command)
        return True
