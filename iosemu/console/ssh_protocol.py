"""What asyncssh asks its user, answered by a router. Only `Keyring` is for others: it makes the connections."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from copy import copy
from functools import partial
from typing import TYPE_CHECKING

import asyncssh
from asyncssh.packet import SSHPacketLogger

from iosemu.features.login.contract import Admission, Questions
from iosemu.features.ssh import algorithms
from iosemu.features.ssh.call import Gone
from iosemu.features.ssh.scp import ScpSession, wanted
from iosemu.features.ssh.server import SshCommand, SshTerminal

if TYPE_CHECKING:
    from iosemu.console.ssh import Door
    from iosemu.features.ssh.call import Call

Seat = SshTerminal | SshCommand | ScpSession

SOFTWARE = "Cisco-1.25"
_PACKET = 32_768  # bytes of one message
_WINDOW = 65_536  # that a caller may send before it is told to go on
_AHEAD = 16_384  # bytes that have come and were not used: the caller must wait
_IGNORE = 2  # SSH_MSG_IGNORE
_COUNTS = re.compile("ctr|gcm|chacha")  # ciphers that need no such message
_ENDS = re.compile(rb"[\r\n]")
_HIGH = 16_384  # bytes that wait for the caller's window until the session hears of it
NO_MORE_TRIES = 14  # RFC 4253, 11.1: no more authentication methods available

asyncssh.set_log_level("CRITICAL")  # what callers do is no news of ours
asyncssh.set_sftp_log_level("CRITICAL")


class Keyring:
    """Makes connections. What they are made of is kept as long as the router's keys and settings are the same."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[object, asyncssh.SSHServerConnectionOptions]] = {}

    def connection(self, door: Door) -> Connection:
        loop = asyncio.get_running_loop()
        return Connection(door, loop, copy(self._options(door)))

    def _options(self, door: Door) -> asyncssh.SSHServerConnectionOptions:
        call = door.call
        assert call is not None and call.engine.pair is not None  # the router answered
        device, key = call.engine.host.device, call.engine.pair.key
        settings = (algorithms.kex(device), algorithms.ciphers(device), algorithms.macs(device))
        fingerprint = (key.n, settings, call.engine.config.timeout)
        known = self._made.get(door.node)
        if known is not None and known[0] == fingerprint:
            return known[1]
        kex, ciphers, macs = settings
        options = asyncssh.SSHServerConnectionOptions(
            config=None,
            server_host_keys=[asyncssh.import_private_key("\n".join(key.private_pem_plain()))],
            server_version=SOFTWARE,
            kex_algs=kex, encryption_algs=ciphers, mac_algs=macs, compression_algs=["none"],
            gss_host=None, host_based_auth=False, public_key_auth=False, password_auth=True, kbdint_auth=True,
            allow_pty=True, line_editor=False, encoding=None, x11_forwarding=False, agent_forwarding=False,
            allow_scp=False, sftp_factory=None, rdns_lookup=False, window=_WINDOW, max_pktsize=_PACKET,
            login_timeout=call.engine.config.timeout, keepalive_interval=0, tcp_keepalive=True,
        )  # fmt: skip
        self._made[door.node] = fingerprint, options
        return options


class Connection(asyncssh.SSHServerConnection):
    """One connection; `door` has its bytes."""

    def __init__(
        self, door: Door, loop: asyncio.AbstractEventLoop, options: asyncssh.SSHServerConnectionOptions
    ) -> None:
        self.door = door
        self.sessions: list[Session] = []
        options.protocol_factory = partial(Server, self)
        super().__init__(loop, options)

    def choose_server_host_key(self, peer_host_key_algs: list[bytes]) -> bool:  # type: ignore[override]  # a sequence
        """The key remembers which signature it was chosen for, so each connection has one of its own."""
        chosen: bool = super().choose_server_host_key(peer_host_key_algs)
        self._server_host_key = copy(self._server_host_key)
        return chosen

    def send_packet(self, pkttype: int, *args: bytes, handler: SSHPacketLogger | None = None) -> None:
        """The library puts a message of nothing before each other one, for the sake of CBC (RFC 4251, 9.3.1): it would
        double the work, and no router does."""
        if pkttype != _IGNORE or not _COUNTS.search(str(self.get_extra_info("send_cipher") or "")):
            super().send_packet(pkttype, *args, handler=handler)

    async def reload_config(self) -> None:
        """There is no configuration but the router's."""

    @property
    def talking(self) -> bool:
        """Is there something that the caller has still to take?"""
        return any(session.channel.waiting for session in self.sessions)



class Server(asyncssh.SSHServer):
    """Who may come in."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.door = connection.door

    @property
    def call(self) -> Call:
        assert self.door.call is not None  # a connection is made for one
        return self.door.call

    def begin_auth(self, username: str) -> bool:
        cipher = str(self.connection.get_extra_info("send_cipher") or "")
        mac = str(self.connection.get_extra_info("send_mac") or "")
        questions = self.door.asked(partial(self.call.begin, username, cipher, mac), Questions(password=True))
        banner = self.door.asked(self.call.banner, "") if self.call.failures == 0 else ""
        if banner:
            self.connection.send_auth_banner(banner.replace("\n", "\r\n"))
        return questions.password or questions.name

    def password_auth_supported(self) -> bool:
        return True

    async def validate_password(self, username: str, password: str) -> bool:  # type: ignore[override]  # it may wait
        return await self._judged(username, password)

    def kbdint_auth_supported(self) -> bool:
        return True

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        return "", "", "", [("Password: ", False)]

    async def validate_kbdint_response(self, username: str, responses: list[str]) -> bool:  # type: ignore[override]
        return len(responses) == 1 and await self._judged(username, responses[0])

    async def _judged(self, name: str, password: str) -> bool:
        verdict = Verdict()
        refused: Admission | None = Admission(False)
        admission = self.door.asked(partial(self.call.judge, name, password, verdict), refused)
        if admission is None:
            try:
                admission = await verdict.future
            finally:
                verdict.abandoned = True
        speed = self.door.ports.server.rack.pace.speed
        if admission.delay and speed > 0:
            await asyncio.sleep(admission.delay / speed)
        if not admission.accepted and (self.call.given_up or not self.door.alive):
            self.connection.disconnect(NO_MORE_TRIES, "Too many authentication failures")
        return admission.accepted

    def session_requested(self) -> Session:
        return Session(self.connection)


class Verdict:
    """Waits for what becomes of a try, while the lab goes on."""

    def __init__(self) -> None:
        self.future: asyncio.Future[Admission] = asyncio.get_running_loop().create_future()
        self.abandoned = False

    def __reduce__(self) -> tuple[type[Gone], tuple[()]]:
        return Gone, ()

    def judged(self, admission: Admission) -> None:
        if not self.future.done():
            self.future.set_result(admission)


class Channel:
    """What a session of the router writes to. What is written in one turn of the loop goes out at its end, as one."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()

    def __reduce__(self) -> tuple[type[Gone], tuple[()]]:
        return Gone, ()

    @property
    def waiting(self) -> int:
        chan = self.session.chan
        size: int = chan.get_write_buffer_size() if chan is not None else 0
        return size + len(self._buffer)

    def write(self, data: bytes) -> None:
        if not self._buffer:
            self._loop.call_soon(self._flush)
        self._buffer += data
        if self.waiting > self.session.most_behind:
            self.session.connection.door.abort()

    def _flush(self) -> None:
        data, chan, door = bytes(self._buffer), self.session.chan, self.session.connection.door
        self._buffer.clear()
        if data and chan is not None and not chan.is_closing() and not door.transport.is_closing():
            chan.write(data)
            if door.behind:
                door.abort()

    def close(self, status: int) -> None:
        self._flush()
        if self.session.chan is not None:
            self.session.chan.exit(status)


class Session(asyncssh.SSHServerSession[bytes]):
    """A channel of the caller."""

    def __init__(self, connection: Connection) -> None:
        from iosemu.console.telnet import MOST_BEHIND

        self.connection = connection
        self.door = connection.door
        self.most_behind = MOST_BEHIND
        self.channel = Channel(self)
        self.chan: asyncssh.SSHServerChannel[bytes] | None = None
        self.size = (0, 0)
        self.seat: Seat | None = None
        self.finished = False  # the caller has sent its last
        self._came = bytearray()
        self._pumping = False  # there is more to use, and its turn will come
        self._paused = False  # too much has come

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self.chan = chan
        chan.set_write_buffer_limits(high=_HIGH)
        self.connection.sessions.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if self in self.connection.sessions:
            self.connection.sessions.remove(self)
        self.door.ports.waiting.discard(self)
        seat = self.seat
        if seat is not None:
            self.door.use(seat.gone)

    # what is wanted

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object
    ) -> bool:
        self.size = term_size[0], term_size[1]
        return True

    def shell_requested(self) -> bool:
        return self._sit(None)

    def exec_requested(self, command: str) -> bool:
        return self._sit(command)

    def subsystem_requested(self, subsystem: str) -> bool:
        return False

    def _sit(self, command: str | None) -> bool:
        if self.seat is None:
            self.seat = self.door.asked(partial(self._seat, command), None)
        return self.seat is not None

    def _seat(self, command: str | None) -> Seat | None:
        call = self.door.call
        line = call.line_for_session() if call is not None else None
        if call is None or line is None:
            return None
        if command is None:
            return SshTerminal(call, line, self.channel, self.size)
        transfer = wanted(command)
        if transfer is not None:
            return ScpSession(call, line, self.channel, *transfer)
        return SshCommand(call, line, self.channel, command)

    def session_started(self) -> None:
        if self.seat is not None:
            self.door.use(self.seat.begin)

    # what comes

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self._came += data
        if not self._pumping:
            self._pump()
            if self._came and not self._pumping:
                self.door.ports.waiting.add(self)

    def _pump(self) -> None:
        """A line at a time: between two of them others have their turn."""
        self._pumping = False
        seat = self.seat
        if seat is None or self.chan is None:
            return
        if self._came and not seat.full:
            found = _ENDS.search(self._came) if seat.by_line else None
            size = found.end() if found is not None else len(self._came)
            piece = bytes(self._came[:size])
            del self._came[:size]
            self._use(lambda seat: seat.received(piece))
            if self._came:
                self._pumping = True
                asyncio.get_running_loop().call_soon(self._pump)
        if self._paused != (len(self._came) > _AHEAD):
            self._paused = not self._paused
            if self._paused:
                self.chan.pause_reading()
            else:
                self.chan.resume_reading()

    def _use(self, action: Callable[[Seat], object]) -> None:
        seat = self.seat
        if seat is not None:
            self.door.use(partial(action, seat))

    def eof_received(self) -> bool:
        self.finished = True
        self.door.ports.waiting.add(self)
        self.look()
        return True  # what it has sent is carried out first

    def break_received(self, msec: int) -> bool:
        self._use(lambda seat: seat.interrupt())
        return True

    def signal_received(self, signal: str) -> None:
        if signal == "INT":
            self._use(lambda seat: seat.interrupt())

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        self.size = width, height
        self._use(lambda seat: seat.resized(self.size))

    def resume_writing(self) -> None:
        self._use(lambda seat: seat.taken())

    def look(self) -> None:
        """Time has passed, and something waits here."""
        if self._came and not self._pumping:
            self._pump()
        if self.finished and not self._came and self.seat is not None and self.seat.idle:
            self.door.use(self.seat.end)
        elif self._came or self.finished:
            return
        self.door.ports.waiting.discard(self)
