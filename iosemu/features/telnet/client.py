"""Conversations with other hosts: `telnet`, `resume`, `disconnect`. One at a time has the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import (
    AskKey,
    Context,
    Interrupted,
    Process,
    ProcessBody,
    Refused,
    Request,
    Through,
    Wait,
    Write,
)
from iosemu.device.sockets.machine import End
from iosemu.features.dns.lookup import resolve
from iosemu.features.line.model import LinesConfig
from iosemu.features.ping.six import source6
from iosemu.features.ping.target import BadSource, address6, source_address
from iosemu.features.telnet.engine import PORT, TelnetEngine
from iosemu.features.telnet.events import ConversationBegun, ConversationEnded
from iosemu.features.telnet.model import TelnetConfig
from iosemu.records import dataclass
from iosemu.types import MAX_IPV4, InterfaceName, IPv4, format_ip
from iosemu.wire.telnet import ECHO, SUPPRESS_GO_AHEAD, Telnet

if TYPE_CHECKING:
    from iosemu.cli.session import Session
    from iosemu.device.sockets.tcp import Connection
    from iosemu.device.vrf import Vrf

MOST = 16  # conversations of one session
_FAILURES = {
    End.REFUSED: "% Connection refused by remote host",
    End.RESET: "% Connection reset by remote host",
    End.TIMED_OUT: "% Connection timed out; remote host not responding",
    End.UNREACHABLE: "% Destination unreachable; gateway or host down",
}


class Conversation:
    """The user of a TCP connection; `process` has the keyboard while the conversation is in front."""

    by_telnet = True

    def __init__(self, session: Session, number: int, name: str, address: IPv4, port: int) -> None:
        self.session = session
        self.number = number
        self.name = name
        self.address = address
        self.port = port
        self.used_at = session.clock.now
        self.typed_at = session.clock.now
        self.idle = False  # it ended because nothing was typed for too long
        self.process: Process | None = None
        self.connection: Connection | None = None
        self.telnet = Telnet(frozenset({SUPPRESS_GO_AHEAD}), frozenset({ECHO, SUPPRESS_GO_AHEAD}))
        self.end: End | None = None
        self._held = ""  # text that came while somebody else had the screen

    @property
    def host(self) -> str:
        return format_ip(self.address)

    @property
    def waiting(self) -> int:
        """Bytes that have come and were not shown."""
        return len(self._held) + (self.connection.unread if self.connection is not None else 0)

    def opened(self, connection: Connection) -> None:
        self._poke()

    def readable(self, connection: Connection) -> None:
        if self.process is None and not connection.finished:
            return  # put aside: the window closes until somebody looks
        self._take(connection)
        if self.process is not None and isinstance(self.process.question, Through):
            self.show()
        if connection.finished:
            connection.close()

    def acknowledged(self, connection: Connection) -> None:
        """Nothing waits for that."""

    def _take(self, connection: Connection) -> None:
        data = self.telnet.receive(connection.read())
        reply = self.telnet.take_reply()
        if reply:
            connection.write(reply)
        self._held += data.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
        self.used_at = self.session.clock.now

    def ended(self, connection: Connection) -> None:
        self.end = connection.end
        self._poke()

    def show(self) -> None:
        """What has come, on the screen."""
        if self.connection is not None and self.connection.unread:
            self._take(self.connection)
        text, self._held = self._held, ""
        self.session.write(text)

    def send(self, text: str) -> None:
        if self.connection is not None:
            self.used_at = self.typed_at = self.session.clock.now
            data = text.replace("\r", "\r\0") if self.telnet.speaks or self.port == PORT else text.replace("\r", "\r\n")
            self.connection.write(Telnet.escape(data.encode("latin-1", "replace")))

    def time_out(self) -> None:
        """Nobody uses it (session-timeout)."""
        self.idle = True
        if self.connection is not None:
            self.connection.close()
        self.end = self.end or End.CLOSED
        self._poke()

    def _poke(self) -> None:
        if self.process is not None:
            self.process.poke()


def call(
    ctx: Context, host: str, port: int = PORT, source: InterfaceName | None = None, address: IPv4 | None = None,
    vrf: Vrf | None = None,
) -> ProcessBody:  # fmt: skip
    """`telnet HOST [PORT]`, in the global VRF if not told otherwise. `address` where it is known already."""
    vrf = vrf or ctx.device.vrfs.default
    own = ctx.device[TelnetConfig].source
    conversation = yield from reach(ctx, Dialled("telnet", Conversation, own, True), host, port, source, address, vrf)
    if conversation is not None:
        yield Write("Open\n")
        yield from begin(ctx, conversation)


@dataclass(slots=True)
class Dialled:
    """How a protocol calls: what `transport output` names it, what makes its conversations, the interface that its
    configuration names as source, and whether it tells of its trying."""

    protocol: str
    make: Callable[[Session, int, str, IPv4, int], Conversation]
    source: InterfaceName | None
    told: bool


def reach(
    ctx: Context, dialled: Dialled, host: str, port: int, source: InterfaceName | None, address: IPv4 | None, vrf: Vrf
) -> Generator[Request, Any, Conversation | None]:
    """A conversation whose connection is open; None: whoever has typed was told why there is none."""
    session = ctx.session
    assert session is not None  # typed in exec
    line = ctx.device[LinesConfig].by_name(session.line)
    if not line.allows(dialled.protocol):
        yield Write(f"% {dialled.protocol} connections not permitted from this terminal\n")
        return None
    engine: TelnetEngine = ctx.device.engine("telnet")
    mine = engine.of(session)
    if len(mine) >= min(MOST, line.session_limit or MOST):
        yield Write("% All connections in use\n")
        return None
    if address is None:
        address = address6(host)
    if address is None:
        try:
            address = yield from resolve(ctx, host, vrf.name)
        except Interrupted:
            yield Write("\n")
    if address is None:
        return None
    numbers = {each.number for each in mine}
    number = next(each for each in range(1, MOST + 1) if each not in numbers)
    conversation = dialled.make(session, number, host, address, port)
    conversation.process = ctx.process
    stack = ctx.device.ip6 if address > MAX_IPV4 else ctx.device.ip
    lead = "\n" if dialled.told else ""
    if dialled.told:
        yield Write(_trying(host, address, port))
    try:
        src = _source(ctx, vrf, source, dialled.source, address)
    except BadSource as bad:
        yield Write(f"{lead}{bad}")
        return None
    if not engine.lets_out(line, (address, port), src or stack.source_for(vrf, address) or 0):
        yield Write(f"{lead}% Connections to that host not permitted from this terminal\n\n")
        return None
    connection = stack.tcp.connect(vrf, address, port, conversation, src=src, tos=0xC0)
    if connection is None:
        yield Write(f"{lead}{_FAILURES[End.UNREACHABLE]}\n\n")
        return None
    conversation.connection = connection
    try:
        if conversation.end is None:
            yield Wait(None)
    except (Interrupted, GeneratorExit) as stopped:
        conversation.process = None
        connection.abort()
        if isinstance(stopped, GeneratorExit):
            raise
        yield Write("\n")
        return None
    if conversation.end is not None:
        conversation.process = None
        yield Write(f"{lead}{_FAILURES.get(conversation.end, _FAILURES[End.UNREACHABLE])}\n\n")
        return None
    return conversation


def begin(ctx: Context, conversation: Conversation) -> ProcessBody:
    """It is one of the session's, and has the keyboard."""
    engine: TelnetEngine = ctx.device.engine("telnet")
    engine.conversations.setdefault(conversation.session, []).append(conversation)
    engine.host.emit(
        ConversationBegun(
            conversation.session.line, conversation.number, conversation.address, conversation.port,
            conversation.by_telnet,
        )
    )  # fmt: skip
    yield from _converse(engine, conversation)


def _trying(host: str, address: IPv4, port: int) -> str:
    where = format_ip(address)
    tail = "" if port == PORT else f", {port}"
    plain = host == where or address > MAX_IPV4
    return f"Trying {where}{tail} ... " if plain else f"Trying {host} ({where}{tail})... "


def _source(ctx: Context, vrf: Vrf, source: InterfaceName | None, name: InterfaceName | None, address: int) -> int:
    """The one typed must fit; the one of the configuration counts where it is in the VRF."""
    if address > MAX_IPV4:
        own = ctx.device.interfaces.get(name) if name is not None else None
        source = source or (name if own is not None and own.wide and own.v6.vrf is vrf else None)
        return source6(vrf, source, address) if source is not None else 0
    if source is None:
        own = ctx.device.interfaces.get(name) if name is not None else None
        source = name if own is not None and own.vrf is vrf else None
    return source_address(vrf, source, "") if source is not None else 0


def resume(engine: TelnetEngine, session: Session, conversation: Conversation) -> ProcessBody:
    """Go back to it."""
    mine = engine.of(session)
    mine.remove(conversation)
    mine.append(conversation)  # the last one is where an empty line leads
    yield Write(f"[Resuming connection {conversation.number} to {conversation.name} ... ]\n")
    yield from _converse(engine, conversation)


def _converse(engine: TelnetEngine, conversation: Conversation) -> Generator[Request, Any, None]:
    """The keyboard belongs to the conversation until it ends or is put aside."""
    conversation.process = conversation.session.process
    _show_host(engine, conversation.session)
    engine.watch(conversation)
    try:
        while conversation.end is None:
            conversation.show()
            conversation.send((yield Through()))
    except Interrupted:
        yield Write("\n")
        return
    finally:
        conversation.process = None
    conversation.show()
    _forget(engine, conversation)
    if conversation.idle:
        yield Write(f"\n[Connection to {conversation.name} idle too long; timed out]\n")
        conversation.session.close()
        return
    yield Write(f"\n[Connection to {conversation.name} closed by foreign host]\n")


def _forget(engine: TelnetEngine, conversation: Conversation) -> None:
    mine = engine.of(conversation.session)
    if conversation in mine:
        mine.remove(conversation)
        engine.host.emit(ConversationEnded(conversation.session.line, conversation.number))
    if not mine:
        engine.conversations.pop(conversation.session, None)
    _show_host(engine, conversation.session)


def _show_host(engine: TelnetEngine, session: Session) -> None:
    """What `show users` tells of the line: the conversations, put aside or not."""
    session.talks = tuple(engine.of(session))


def hang_up(engine: TelnetEngine, session: Session) -> None:
    """The session is over: its conversations are closed."""
    for conversation in engine.conversations.pop(session, []):
        engine.host.emit(ConversationEnded(session.line, conversation.number))
        if conversation.connection is not None:
            conversation.connection.close()


def disconnect(engine: TelnetEngine, conversation: Conversation) -> ProcessBody:
    key = yield AskKey(f"Closing connection to {conversation.name} [confirm]")
    yield Write("\n")
    if key in "\r\ny":
        if conversation.connection is not None:
            conversation.connection.close()
        _forget(engine, conversation)


def leave(engine: TelnetEngine, session: Session) -> ProcessBody:
    """`exit` with conversations open."""
    key = yield AskKey("(You have open connections) [confirm]")
    yield Write("\n")
    if key in "\r\ny":
        for conversation in engine.of(session):
            yield Write(f"Closing: {conversation.name} !\n")
        hang_up(engine, session)
        session.close()


def chosen(engine: TelnetEngine, session: Session, number: int | None, name: str = "") -> Conversation:
    """By number or name; without either the last. Raises Refused."""
    mine = engine.of(session)
    if number is None and not name:
        if not mine:
            raise Refused("% No current connection")
        return mine[-1]
    found = next((one for one in mine if one.number == number or (name and one.name.lower() == name.lower())), None)
    if found is None:
        raise Refused(f"% {name or number} is not an open connection")
    return found
