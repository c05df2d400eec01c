"""A TACACS+ server on a PC: clients that may ask, users with their passwords, what they get and may type, a log,
and what it was told of them. It answers as tac_plus does: names and passwords are asked for, command rules are read in
order, the first that fits decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iosemu.cli.regex import Expression
from iosemu.lab.pc.session import Answer, Call, Command, Usage
from iosemu.lab.pc.words import number, prefix
from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix, format_ipv4
from iosemu.wire import Malformed
from iosemu.wire.tacacs import (
    ABORT,
    ASCII,
    LOGIN,
    NOECHO,
    PORT,
    SINGLE_CONNECTION,
    START,
    STOP,
    UNENCRYPTED,
    WATCHDOG,
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
    Service,
    Start,
    Stream,
    Taken,
    octets,
    sealed,
    text_of,
)

if TYPE_CHECKING:
    from iosemu.device.claims import Claim
    from iosemu.device.device import Device
    from iosemu.device.sockets.tcp import Connection
    from iosemu.device.vrf import Vrf

PAP = 2  # authen_type: the password comes with the start
MOST_LINES = 1000  # of the log, and of what it was told
MOST_SESSIONS = 64  # at once on one connection
_GREETING = b"\nUser Access Verification\n\nUsername: "
_STEPS = {START: "start", STOP: "stop", WATCHDOG: "update"}
_NAMES = {Kind.AUTHENTICATION: "AUTHEN", Kind.AUTHORIZATION: "AUTHOR", Kind.ACCOUNTING: "ACCT"}
_SAYS = ("priv-lvl", "autocmd", "cli-view-name", "timeout", "idletime", "acl")


@dataclass(slots=True)
class Rule:
    permit: bool
    command: str  # the first word
    arguments: str  # a pattern that the others must fit, "" for all

    def fits(self, words: list[str]) -> bool:
        if self.command not in ("*", words[0]):
            return False
        return not self.arguments or Expression(self.arguments).search(" ".join(words[1:]))

    def __str__(self) -> str:
        said = ("permit" if self.permit else "deny", self.command, self.arguments)
        return " ".join(each for each in said if each)


@dataclass(slots=True)
class TacacsUser:
    password: str
    says: list[str] = field(default_factory=list)  # ``priv-lvl=15``
    rules: list[Rule] = field(default_factory=list)  # none: everything is permitted


@dataclass(slots=True)
class Inquest:
    """Who is it? One session of authentication."""

    start: Start
    name: str = ""
    asked: int = 0  # the status of what was asked last


class Peer:
    """A client's connection."""

    def __init__(self, server: PcTacacs, address: IPv4, secret: bytes) -> None:
        self.server = server
        self.address = address
        self.secret = secret
        self.stream = Stream()
        self.inquests: dict[int, Inquest] = {}  # by session
        self.single = False

    def opened(self, connection: Connection) -> None:
        """The client speaks first."""

    def acknowledged(self, connection: Connection) -> None:
        """Nothing waits for that."""

    def ended(self, connection: Connection) -> None:
        self.server.peers.pop(self, None)

    def readable(self, connection: Connection) -> None:
        try:
            for packet in self.stream.take(connection.read()):
                self._heard(connection, packet)
        except Malformed as fault:
            self.server.say(self.address, f"Error: {fault}")
            connection.abort()
            return
        if connection.finished:
            connection.close()

    def _heard(self, connection: Connection, packet: Packet) -> None:
        if packet.sequence == 1 and packet.flags & SINGLE_CONNECTION:
            self.single = True
        kind = Kind(packet.kind)
        try:
            said = packet.opened(self.secret)
        except Malformed:
            where = "/START" if kind is Kind.AUTHENTICATION and packet.sequence == 1 else ""
            self.server.say(self.address, f"Error: Invalid {_NAMES[kind]}{where} packet (check keys)")
            self._reply(connection, packet, _error(kind))
            connection.close()
            return
        answer = self._answer(packet.session, said)
        if answer is not None:
            self._reply(connection, packet, answer)

    def _answer(self, session: int, said: Body) -> Body | None:
        server = self.server
        if isinstance(said, Start):
            if len(self.inquests) >= MOST_SESSIONS:
                self.inquests.pop(next(iter(self.inquests)))
            inquest = self.inquests[session] = Inquest(said, text_of(said.user))
            return self._decided(session, server.begin(self.address, inquest))
        if isinstance(said, Continue):
            found = self.inquests.get(session)
            if found is None or said.flags & ABORT:
                self.inquests.pop(session, None)
                return None
            return self._decided(session, server.go_on(self.address, found, text_of(said.message)))
        if isinstance(said, Request):
            return server.authorize(self.address, said)
        return server.account(self.address, said) if isinstance(said, Account) else None

    def _decided(self, session: int, reply: Reply) -> Reply:
        if reply.status not in (Authen.GETUSER, Authen.GETPASS):
            del self.inquests[session]
        return reply

    def _reply(self, connection: Connection, asked: Packet, body: Body) -> None:
        flags = SINGLE_CONNECTION if self.single and asked.sequence == 1 else 0
        secret = b"" if asked.flags & UNENCRYPTED else self.secret
        reply = sealed(body, asked.kind, (asked.sequence + 1) % 256, asked.session, secret, flags, asked.version)
        connection.write(reply.encode())


def _error(kind: Kind) -> Body:
    text = b"Illegal packet"
    if kind is Kind.AUTHENTICATION:
        return Reply(Authen.ERROR, text)
    return Response(Author.ERROR, message=text) if kind is Kind.AUTHORIZATION else Taken(Acct.ERROR, text)


class PcTacacs:
    def __init__(self, device: Device) -> None:
        self.device = device
        self.clients: dict[Prefix, str] = {}  # secrets
        self.users: dict[str, TacacsUser] = {}
        self.port = 0  # while it runs
        self.log: list[str] = []
        self.told: list[str] = []
        self.peers: dict[Peer, Connection] = {}
        self._listening: Claim | None = None

    def run(self, port: int) -> None:
        self.stop()
        self._listening = self.device.ip.tcp.listen(port, self)
        self.port = port

    def stop(self) -> None:
        if self._listening is not None:
            self._listening()
        for connection in tuple(self.peers.values()):
            connection.abort()
        self._listening, self.port = None, 0

    def lines(self) -> list[str]:
        """The script that makes it what it is."""
        found = [f"tac_plus client {client} {secret}" for client, secret in self.clients.items()]
        for name, user in self.users.items():
            found.append(" ".join(("tac_plus user", name, user.password, *user.says)))
            found += [f"tac_plus cmd {name} {rule}" for rule in user.rules]
        if self.port:
            found.append("tac_plus" + (f" -p {self.port}" if self.port != PORT else ""))
        return found

    def say(self, client: IPv4, text: str) -> None:
        self.log.append(f"{format_ipv4(client)}: {text}")
        del self.log[:-MOST_LINES]

    # connections

    def admits(self, connection: Connection) -> bool:
        return True

    def accept(self, connection: Connection) -> Peer | None:
        address = connection.remote[0]
        fits = [client for client in self.clients if address in client]
        if not fits:
            self.say(address, "Error: no such client")
            return None
        secret = self.clients[max(fits, key=lambda each: each.length)]
        peer = Peer(self, address, secret.encode("utf-8", "surrogateescape"))
        self.peers[peer] = connection
        return peer

    def key(self, remote: IPv4, vrf: Vrf) -> bytes | None:
        return None

    # who is it?

    def begin(self, client: IPv4, inquest: Inquest) -> Reply:
        start = inquest.start
        if start.action != LOGIN or start.type not in (ASCII, PAP):
            return Reply(Authen.FAIL, b"Not supported")
        if start.type == PAP:
            return self._judged(client, inquest, text_of(start.data))
        return self._asked(inquest)

    @staticmethod
    def _asked(inquest: Inquest) -> Reply:
        if not inquest.name:
            inquest.asked = Authen.GETUSER
            return Reply(Authen.GETUSER, _GREETING)
        inquest.asked = Authen.GETPASS
        return Reply(Authen.GETPASS, b"Password: ", flags=NOECHO)

    def go_on(self, client: IPv4, inquest: Inquest, text: str) -> Reply:
        if inquest.asked == Authen.GETUSER:
            if not text:
                return Reply(Authen.FAIL)
            inquest.name = text
            return self._asked(inquest)
        return self._judged(client, inquest, text)

    def _judged(self, client: IPv4, inquest: Inquest, password: str) -> Reply:
        start, name = inquest.start, inquest.name
        enabling = start.service == Service.ENABLE
        user = self.users.get(f"$enab{start.level}$" if enabling else name)
        good = user is not None and user.password == password
        what = f"enable {start.level} query" if enabling else "login query"
        where = f"{text_of(start.port)} from {text_of(start.remote)}"
        self.say(client, f"{what} for '{name}' {where} {'accepted' if good else 'rejected'}")
        return Reply(Authen.PASS if good else Authen.FAIL)

    # what may they?

    def authorize(self, client: IPv4, asked: Request) -> Response:
        pairs = [text_of(each) for each in asked.arguments]
        name = text_of(asked.user)
        user = self.users.get(name)
        words = [pair.partition("=")[2] for pair in pairs if pair.startswith(("cmd=", "cmd-arg="))]
        if user is None or "service=shell" not in pairs:
            self.say(client, f"authorization query for '{name}' {text_of(asked.port)} rejected")
            return Response(Author.FAIL)
        if not words or not words[0]:
            self.say(client, f"authorization query for '{name}' {text_of(asked.port)} accepted")
            return Response(Author.PASS_ADD, [octets(each) for each in user.says])
        good = not user.rules or next((rule.permit for rule in user.rules if rule.fits(words)), False)
        told = " ".join(words)
        self.say(client, f"authorize_cmd for '{name}' {told}: {'permitted' if good else 'denied'}")
        return Response(Author.PASS_ADD if good else Author.FAIL)

    # what did they?

    def account(self, client: IPv4, record: Account) -> Taken:
        step = next((word for flag, word in _STEPS.items() if record.flags & flag), str(record.flags))
        who = (text_of(each) or "unknown" for each in (record.user, record.port, record.remote))
        self.told.append("\t".join((format_ipv4(client), *who, step, *map(text_of, record.arguments))))
        del self.told[:-MOST_LINES]
        return Taken(Acct.SUCCESS)


_USAGE = """tac_plus [-p PORT] | tac_plus stop
tac_plus client A.B.C.D[/L] SECRET | tac_plus user NAME PASSWORD [priv-lvl=N] [autocmd=COMMAND] …
tac_plus cmd NAME permit|deny COMMAND|* [PATTERN]
tac_plus no client A.B.C.D[/L] | tac_plus no user NAME | tac_plus no cmd NAME
tac_plus log | tac_plus acct | tac_plus clear"""


def tac_plus(call: Call) -> Answer:
    words = call.words
    server = call.shell.tacacs
    if server is None:
        server = call.shell.tacacs = PcTacacs(call.shell.device)
    if not words or words[0] == "-p":
        if len(words) not in (0, 2):
            raise Usage(_USAGE)
        server.run(number(words[1], 1, 65535) if words else PORT)
        return None
    known = {"client": _client, "user": _user, "cmd": _cmd, "no": _no}
    if words[0] in known:
        return known[words[0]](server, words[1:])
    if len(words) > 1 or words[0] not in ("stop", "log", "acct", "clear"):
        raise Usage(_USAGE)
    if words[0] == "stop":
        server.stop()
    elif words[0] == "clear":
        server.log, server.told = [], []
    else:
        return list(server.log if words[0] == "log" else server.told)
    return None


def _client(server: PcTacacs, words: list[str]) -> Answer:
    if len(words) != 2:
        raise Usage(_USAGE)
    server.clients[prefix(words[0])] = words[1]
    return None


_SAID = re.compile(r"[a-z][a-z-]*[=*].+")


def _pairs(words: list[str]) -> list[str]:
    """A value may have several words: ``autocmd=show users``."""
    found: list[str] = []
    for word in words:
        if _SAID.fullmatch(word) or not found:
            found.append(word)
        else:
            found[-1] += f" {word}"
    return found


def _user(server: PcTacacs, words: list[str]) -> Answer:
    pairs = _pairs(words[2:])
    if len(words) < 2 or not all(_SAID.fullmatch(said) and len(said) < 240 for said in pairs):
        raise Usage(_USAGE)
    for said in pairs:
        name = re.split(r"[=*]", said)[0]
        if name not in _SAYS:
            raise Usage(f"tac_plus: unknown attribute {name} ({', '.join(_SAYS)})")
    rules = server.users[words[0]].rules if words[0] in server.users else []
    server.users[words[0]] = TacacsUser(words[1], pairs, rules)
    return None


def _cmd(server: PcTacacs, words: list[str]) -> Answer:
    if len(words) < 3 or words[1] not in ("permit", "deny"):
        raise Usage(_USAGE)
    user = server.users.get(words[0])
    if user is None:
        raise Usage(f"tac_plus: there is no user {words[0]}")
    pattern = " ".join(words[3:])
    try:
        Expression(pattern)
    except ValueError as fault:
        raise Usage(f"tac_plus: {fault}") from None
    user.rules.append(Rule(words[1] == "permit", words[2], pattern))
    return None


def _no(server: PcTacacs, words: list[str]) -> Answer:
    if len(words) == 2 and words[0] == "client" and server.clients.pop(prefix(words[1]), None) is not None:
        return None
    if len(words) == 2 and words[0] == "user" and server.users.pop(words[1], None) is not None:
        return None
    if len(words) == 2 and words[0] == "cmd" and words[1] in server.users:
        server.users[words[1]].rules.clear()
        return None
    raise Usage(f"tac_plus: there is no {' '.join(words)}")


COMMANDS: dict[str, tuple[Command, str]] = {
    "tac_plus": (tac_plus, "client A.B.C.D SECRET | user NAME PASSWORD … | cmd … | log | acct: a TACACS+ server"),
}
