"""The client (RFC 8907): a question goes to one server after the other until one answers.

A server has `timeout` seconds for the connection, and as many for each answer; then, or when the connection fails, or
when its answer cannot be read, the next one is asked. Once a server has spoken the conversation stays with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from iosemu.device.engine import Host
from iosemu.device.sockets.machine import End
from iosemu.features.system.servers import ServersEngine
from iosemu.features.tacacs.events import (
    Answered,
    PacketReceived,
    PacketSent,
    RequestQueued,
    ServerUsed,
    TimedOut,
    TimerStarted,
    Unreadable,
)
from iosemu.features.tacacs.model import Place, TacacsConfig
from iosemu.features.tacacs.state import ServerState
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4
from iosemu.wire import Malformed
from iosemu.wire.tacacs import (
    SINGLE_CONNECTION,
    Account,
    Acct,
    Authen,
    Author,
    Body,
    Continue,
    Kind,
    Packet,
    Reply,
    Request,
    Response,
    Start,
    Stream,
    Taken,
    sealed,
)

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.sockets.tcp import Connection

WANTS = (Authen.GETDATA, Authen.GETUSER, Authen.GETPASS)
_DECIDES: dict[Kind, tuple[int, ...]] = {
    Kind.AUTHENTICATION: (Authen.PASS, Authen.FAIL, *WANTS),
    Kind.AUTHORIZATION: (Author.PASS_ADD, Author.PASS_REPL, Author.FAIL),
    Kind.ACCOUNTING: (Acct.SUCCESS,),
}


@dataclass(slots=True)
class Server:
    """What counts for one now."""

    place: Place
    name: str
    secret: bytes
    timeout: int
    single: bool


class TacacsUser(Protocol):
    def replied(self, talk: Talk) -> None:
        """`talk.reply` is what a server says: the end, or (`talk.wants`) a question. None: nobody can tell."""


@dataclass(slots=True)
class Talk:
    """A question on its way, or a conversation about who somebody is."""

    number: int
    what: Start | Request | Account
    servers: list[Server]
    user: TacacsUser
    ident: int  # AAA's session
    source: IPv4
    session: int
    at: int = 0  # which server
    sequence: int = 0
    pipe: Pipe | None = None
    following: Continue | None = None  # what goes out next in place of `what`
    reply: Reply | Response | Taken | None = None
    heard: bool = False  # this server has spoken
    done: bool = False

    @property
    def server(self) -> Server:
        return self.servers[self.at]

    @property
    def kind(self) -> Kind:
        return self.what.kind

    @property
    def wants(self) -> bool:
        """The server waits for an answer."""
        return isinstance(self.reply, Reply) and self.reply.status in WANTS


@dataclass(slots=True)
class Pipe:
    """A connection to a server, and who uses it."""

    engine: TacacsEngine
    place: Place
    connection: Connection | None = None
    open: bool = False
    lasting: bool = False  # the server keeps it open
    fresh: bool = True  # nothing was sent yet
    talks: dict[int, Talk] = field(default_factory=dict)  # by session
    stream: Stream = field(default_factory=Stream)

    def opened(self, connection: Connection) -> None:
        self.engine.reached(self)

    def readable(self, connection: Connection) -> None:
        try:
            packets = self.stream.take(connection.read())
        except Malformed:
            packets = []
            connection.abort()
        for packet in packets:
            self.engine.received(self, packet)
        if connection.finished:
            connection.close()

    def acknowledged(self, connection: Connection) -> None:
        """Nothing waits for that."""

    def ended(self, connection: Connection) -> None:
        self.engine.lost(self, connection.end)


class TacacsEngine(ServersEngine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.states: dict[Place, ServerState] = {}
        self.talks: dict[int, Talk] = {}
        self.lasting: dict[Place, Pipe] = {}  # connections that are kept
        self.serial = 0

    def start(self) -> None:
        self._agree()

    def changed(self, change: Change) -> None:
        self._agree()

    @property
    def config(self) -> TacacsConfig:
        return self.host.device[TacacsConfig]

    # servers

    def _agree(self) -> None:
        """State of servers comes and goes with them."""
        self.keys_agree()
        wanted = {server.place: server for server in self.all_servers()}
        for place in [place for place in self.states if place not in wanted]:
            del self.states[place]
        for place in wanted:
            self.states.setdefault(place, ServerState(place))
        for place, pipe in tuple(self.lasting.items()):
            if (place not in wanted or not wanted[place].single) and pipe.connection is not None:
                pipe.connection.close()

    def all_servers(self) -> list[Server]:
        """As the group `tacacs+` has them."""
        config = self.config
        found = [self.named(name) for name in config.servers]
        return [each for each in (*found, *(self.hosted(address) for address in config.hosts)) if each is not None]

    def named(self, name: str) -> Server | None:
        """None where there is none of this name, or it has no address."""
        found = self.config.servers.get(name)
        return self._effective(found.address, name) if found is not None and found.address is not None else None

    def hosted(self, address: IPv4) -> Server | None:
        return self._effective(address, "") if address in self.config.hosts else None

    def _effective(self, address: IPv4, name: str) -> Server:
        config = self.config
        own = config.servers[name] if name else config.hosts[address]
        return Server((address, own.port), name, self.secret(own), own.timeout or config.timeout, own.single)

    def state(self, place: Place) -> ServerState:
        """Of one that is not configured any more: nobody reads it."""
        return self.states.get(place) or ServerState(place)

    # asking

    def ask(
        self,
        what: Start | Request | Account,
        servers: list[Server],
        user: TacacsUser,
        ident: int = 0,
        source: InterfaceName | None = None,
    ) -> Talk | None:
        """None: there is no server."""
        if not servers:
            return None
        self.serial += 1
        talk = Talk(
            self.serial, what, servers, user, ident, self.source_of(source),
            self.host.rng.getrandbits(32),
        )  # fmt: skip
        self.talks[talk.number] = talk
        self._queued(talk)
        self._connect(talk)
        return talk

    def go_on(self, talk: Talk, text: bytes) -> None:
        """What the server wanted to know."""
        talk.following, talk.reply = Continue(text), None
        self._queued(talk)
        self._send(talk)

    def quit(self, talk: Talk) -> None:
        """Nobody waits for the answer any more."""
        if not talk.done:
            self._end(talk)

    def _queued(self, talk: Talk) -> None:
        what = talk.what
        arguments = () if isinstance(what, Start) else tuple(what.arguments)
        more = talk.following is not None
        self.host.emit(RequestQueued(talk.kind, talk.ident, more, what.user, arguments))

    def _connect(self, talk: Talk) -> None:
        """To the server whose turn it is."""
        device, server = self.host.device, talk.server
        self.host.emit(ServerUsed(server.place[0], talk.at > 0))
        pipe = self.lasting.get(server.place) if server.single else None
        if pipe is not None and pipe.open:
            self._join(talk, pipe)
            self._send(talk)
            return
        pipe = Pipe(self, server.place)
        self._join(talk, pipe)
        pipe.connection = device.ip.tcp.connect(device.vrfs.default, *server.place, pipe, src=talk.source)
        if pipe.connection is None:  # nobody is told before `ask` has returned
            self.state(server.place).unreached += 1
            self.host.after(0.0, self._unrouted, talk.number)
            return
        self._wait(talk)

    def _unrouted(self, number: int) -> None:
        self._failed(self.talks[number])

    def _join(self, talk: Talk, pipe: Pipe) -> None:
        talk.pipe = pipe
        pipe.talks[talk.session] = talk

    def _wait(self, talk: Talk) -> None:
        pipe = talk.pipe
        assert pipe is not None
        seconds = talk.server.timeout
        self.host.emit(TimerStarted(talk.kind, talk.ident, self._handle(pipe), seconds, not pipe.open))
        self._stop_waiting(talk)
        self.host.after(float(seconds), self._timed_out, talk.number)

    def _stop_waiting(self, talk: Talk) -> None:
        for method in (self._timed_out, self._unrouted):
            self.host.cancel(method, talk.number)

    @staticmethod
    def _handle(pipe: Pipe) -> int:
        return pipe.connection.tcb if pipe.connection is not None else 0

    def reached(self, pipe: Pipe) -> None:
        pipe.open = True
        self.state(pipe.place).opens += 1
        for talk in tuple(pipe.talks.values()):
            self._send(talk, waits=False)

    def _send(self, talk: Talk, waits: bool = True) -> None:
        pipe, server = talk.pipe, talk.server
        assert pipe is not None and pipe.connection is not None
        talk.sequence += 1
        body: Body = talk.following or talk.what
        flags = SINGLE_CONNECTION if server.single and pipe.fresh else 0
        data = sealed(body, talk.kind, talk.sequence, talk.session, server.secret, flags).encode()
        first, pipe.fresh = pipe.fresh, False
        if waits:
            self._wait(talk)
        pipe.connection.write(data)
        self.state(pipe.place).sent += 1
        self.host.emit(PacketSent(talk.kind, talk.ident, len(data), first))

    # answers

    def received(self, pipe: Pipe, packet: Packet) -> None:
        talk = pipe.talks.get(packet.session)
        state = self.state(pipe.place)
        state.received += 1
        if talk is None or packet.kind != talk.kind or packet.sequence != talk.sequence + 1:
            return
        self._stop_waiting(talk)
        size = len(packet.encode())
        self.host.emit(PacketReceived(talk.kind, talk.ident, self._handle(pipe), size))
        if packet.flags & SINGLE_CONNECTION and talk.server.single and not talk.heard:
            pipe.lasting = True
            self.lasting[pipe.place] = pipe
        try:
            body = packet.opened(talk.server.secret)
        except Malformed:
            state.errors += 1
            self.host.emit(Unreadable(talk.kind, len(packet.body), _claimed(packet, talk.server.secret)))
            self._failed(talk)
            return
        assert isinstance(body, (Reply, Response, Taken))  # sequence numbers of answers are even
        arguments = tuple(body.arguments) if isinstance(body, Response) else ()
        self.host.emit(Answered(talk.kind, talk.ident, body.status, arguments))
        if body.status not in _DECIDES[talk.kind]:
            self._failed(talk)
            return
        talk.heard, talk.sequence, talk.reply = True, packet.sequence, body
        self._lives(pipe.place, talk.kind, True)
        if not talk.wants:
            self._end(talk)
        talk.user.replied(talk)

    def _lives(self, place: Place, kind: Kind, answers: bool) -> None:
        state = self.state(place)
        state.alive = answers
        if kind == Kind.AUTHENTICATION:
            state.failed_logins = 0 if answers else state.failed_logins + 1
        elif kind == Kind.AUTHORIZATION:
            state.failed_rights = 0 if answers else state.failed_rights + 1

    def _timed_out(self, number: int) -> None:
        talk = self.talks[number]
        pipe = talk.pipe
        assert pipe is not None
        self.host.emit(TimedOut(talk.kind, talk.ident, self._handle(pipe), not pipe.open))
        state = self.state(pipe.place)
        if pipe.open:
            state.timeouts += 1
        else:
            state.unreached += 1
        self._failed(talk)

    def lost(self, pipe: Pipe, why: End) -> None:
        """The connection is over, whoever has ended it."""
        state = self.state(pipe.place)
        state.closes += pipe.open
        if self.lasting.get(pipe.place) is pipe:
            del self.lasting[pipe.place]
        talks = tuple(pipe.talks.values())
        if talks:
            if not pipe.open:
                state.unreached += 1
            elif why is not End.CLOSED:
                state.errors += 1
        pipe.open, pipe.connection = False, None
        for talk in talks:
            self._failed(talk)

    def _failed(self, talk: Talk) -> None:
        """This server does not help: the next one, unless it has spoken already."""
        self._stop_waiting(talk)
        self._lives(talk.server.place, talk.kind, False)
        self._leave(talk, abruptly=True)
        if talk.heard or talk.at + 1 == len(talk.servers):
            talk.reply = None
            self._end(talk)
            talk.user.replied(talk)
            return
        talk.at, talk.sequence, talk.session = talk.at + 1, 0, self.host.rng.getrandbits(32)
        self._connect(talk)

    def _leave(self, talk: Talk, abruptly: bool = False) -> None:
        """The connection is closed, unless others use it."""
        pipe, talk.pipe = talk.pipe, None
        if pipe is None:
            return
        del pipe.talks[talk.session]
        connection = pipe.connection
        if connection is None or pipe.talks or (pipe.lasting and not abruptly):
            return
        if abruptly:
            self.state(pipe.place).aborts += pipe.open
            connection.abort()
        else:
            connection.close()

    def _end(self, talk: Talk) -> None:
        talk.done = True
        self._stop_waiting(talk)
        self.talks.pop(talk.number, None)
        self._leave(talk)

    # counters

    def clear(self) -> None:
        for place in self.states:
            self.states[place] = ServerState(place)


def _claimed(packet: Packet, secret: bytes) -> int:
    """How long a body says that it is."""
    data = packet.turned(secret).ljust(6, b"\0")
    if packet.kind == Kind.AUTHENTICATION:
        return 6 + int.from_bytes(data[2:4], "big") + int.from_bytes(data[4:6], "big")
    if packet.kind == Kind.ACCOUNTING:
        return 5 + int.from_bytes(data[0:2], "big") + int.from_bytes(data[2:4], "big")
    return 6 + data[1] + int.from_bytes(data[2:4], "big") + int.from_bytes(data[4:6], "big")
