"""The client (RFC 2865, 2866): a question goes to one server after the other until somebody answers.

A server gets it `retransmit` times more when it keeps silent, `timeout` seconds apart. A reply whose authenticator does
not fit is as good as none. A dead server is passed over, unless all of them are dead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from iosemu.device.engine import Host
from iosemu.features.radius.events import (
    GivenUp,
    PacketReceived,
    PacketSent,
    Repeated,
    ReplyRefused,
    RequestMade,
    ServerAlive,
    ServerDead,
    TimedOut,
    TimerStarted,
)
from iosemu.features.radius.model import Place, RadiusConfig
from iosemu.features.radius.state import Counts, ServerState, Statistics
from iosemu.features.system.servers import ServersEngine
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4
from iosemu.wire import Malformed
from iosemu.wire.radius import (
    OLD_ACCESS_PORT,
    OLD_ACCOUNTING_PORT,
    Attr,
    Code,
    Packet,
    hide,
)

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.wire.udp import Udp

DEAD_TRIES, DEAD_TIME = 10, 10  # when nothing is said of them


@dataclass(slots=True)
class Server:
    """What counts for one now."""

    place: Place
    name: str
    secret: bytes
    timeout: int
    retransmit: int


@dataclass(slots=True)
class Query:
    """What is asked. Of the attributes User-Password is in clear and NAS-IP-Address empty: both hang on the server."""

    code: int
    attributes: list[tuple[int, bytes]]
    ident: int = 0  # AAA's session
    authorizing: bool = False  # to be counted so
    session: int = 0  # of accounting
    login: bool = False  # an Access-Request whose service type is left out

    @property
    def accounting(self) -> bool:
        return self.code == Code.ACCOUNTING_REQUEST


class RadiusUser(Protocol):
    def answered(self, transaction: Transaction) -> None:
        """`transaction.reply` is the answer; None: nobody has one."""


@dataclass(slots=True)
class Transaction:
    """A question on its way."""

    number: int
    query: Query
    servers: list[Server]
    user: RadiusUser
    deadtime: int  # minutes
    source: IPv4
    from_port: int
    id: int
    authenticator: bytes
    at: int = 0  # which server
    tries: int = 0
    since: float = 0.0  # when this server was asked
    begun: float = 0.0
    reply: Packet | None = None
    done: bool = False
    packet: Packet = field(default_factory=lambda: Packet(0, 0))

    @property
    def server(self) -> Server:
        return self.servers[self.at]


class RadiusEngine(ServersEngine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.states: dict[Place, ServerState] = {}
        self.transactions: dict[int, Transaction] = {}
        self.serial = 0
        self.statistics = Statistics(host.device.booted_at)
        self._ports: list[Claim] = []

    def start(self) -> None:
        self._agree()

    def changed(self, change: Change) -> None:
        self._agree()

    @property
    def config(self) -> RadiusConfig:
        return self.host.device[RadiusConfig]

    # servers

    def _agree(self) -> None:
        """State of servers comes and goes with them."""
        wanted = [server.place for server in self.all_servers()]
        self.keys_agree()
        self._hold(bool(wanted))
        for place in [place for place in self.states if place not in wanted]:
            self.host.cancel(self._revive, place)
            del self.states[place]
        for place in wanted:
            if place not in self.states:
                number = max((each.number for each in self.states.values()), default=0) + 1
                self.states[place] = ServerState(place, number, self.host.now, cleared=self.host.now)

    def _hold(self, wanted: bool) -> None:
        """Ports are open while there are servers."""
        if wanted and not self._ports:
            udp = self.host.device.ip.udp
            self._ports = [udp.listen(port, self._received) for port in (OLD_ACCESS_PORT, OLD_ACCOUNTING_PORT)]
        elif not wanted:
            for each in self._ports:
                each()
            self._ports = []

    def all_servers(self) -> list[Server]:
        """As the group `radius` has them."""
        config = self.config
        found = [self.named(name) for name in config.servers]
        return [each for each in (*found, *(self.hosted(place) for place in config.hosts)) if each is not None]

    def named(self, name: str) -> Server | None:
        """None where there is none of this name, or it has no address."""
        found = self.config.servers.get(name)
        if found is None or found.address is None:
            return None
        return self._effective((found.address, found.auth_port, found.acct_port), name)

    def hosted(self, place: Place) -> Server | None:
        return self._effective(place, "") if place in self.config.hosts else None

    def _effective(self, place: Place, name: str) -> Server:
        config = self.config
        own = config.servers[name] if name else config.hosts[place]
        return Server(
            place,
            name,
            self.secret(own),
            own.timeout or config.timeout,
            config.retransmit if own.retransmit is None else own.retransmit,
        )

    # asking

    def ask(
        self,
        query: Query,
        servers: list[Server],
        user: RadiusUser,
        deadtime: int | None = None,
        source: InterfaceName | None = None,
    ) -> Transaction | None:
        """`deadtime` (minutes) and `source` are those of the group, if it has its own. None: there is no server."""
        if not servers:
            return None
        alive = [each for each in servers if not self.states[each.place].dead] or servers
        port = OLD_ACCOUNTING_PORT if query.accounting else OLD_ACCESS_PORT
        self.serial += 1
        ids = self.statistics.last_id
        ids[port] = (ids[port] + 1) % 256
        transaction = Transaction(
            self.serial, query, alive, user, self.config.deadtime if deadtime is None else deadtime,
            self.source_of(source), port, ids[port],
            self.host.rng.randbytes(16), begun=self.host.now,
        )  # fmt: skip
        self.transactions[transaction.number] = transaction
        waiting = sum(each.from_port == port for each in self.transactions.values())
        longest = self.statistics.longest_queue
        longest[port] = max(longest[port], waiting)
        self.host.emit(
            RequestMade(query.ident, transaction.source, query.session, query.login, query.accounting)
        )
        self._send(transaction)
        return transaction

    def cancel(self, transaction: Transaction) -> None:
        """Nobody waits for the answer any more."""
        if not transaction.done:
            self._end(transaction)

    def counts(self, transaction: Transaction) -> Counts:
        state = self.states.get(transaction.server.place)
        if state is None:  # it is not configured any more
            return Counts()
        if transaction.query.accounting:
            return state.acct
        return state.author if transaction.query.authorizing else state.authen

    def _send(self, transaction: Transaction) -> None:
        """To the server whose turn it is."""
        device, query, server = self.host.device, transaction.query, transaction.server
        address, port = server.place[0], server.place[2 if query.accounting else 1]
        source = transaction.source or device.ip.source_for(device.vrfs.default, address) or 0
        first = not transaction.tries
        if first:
            transaction.packet = self._packet(transaction, source)
            transaction.since = self.host.now
        transaction.tries += 1
        counts, state = self.counts(transaction), self.states.get(server.place)
        counts.requests += 1
        counts.retransmissions += not first
        counts.failovers += first and transaction.at > 0
        if first:
            status = transaction.packet.number(Attr.ACCT_STATUS_TYPE)
            if status is not None:
                counts.sent[status] = counts.sent.get(status, 0) + 1
        if state is not None:
            state.asked(self.host.now)
        if first and not transaction.at:
            chosen = not transaction.source
            self.host.emit(
                PacketSent(
                    query.ident, address, port, source, chosen, transaction.from_port, transaction.packet
                )
            )
        elif not first or transaction.at:
            self.host.emit(
                Repeated(*server.place, transaction.from_port, transaction.id, over=first)
            )
        data = transaction.packet.encode()
        longest = self.statistics.longest_packet
        longest[transaction.from_port] = max(longest[transaction.from_port], len(data))
        device.ip.udp.send(device.vrfs.default, source, transaction.from_port, address, port, data)
        self.host.emit(TimerStarted(query.ident, server.timeout, query.accounting))
        self.host.after(float(server.timeout), self._timed_out, transaction.number)

    def _packet(self, transaction: Transaction, source: IPv4) -> Packet:
        query, secret = transaction.query, transaction.server.secret
        packet = Packet(query.code, transaction.id, transaction.authenticator)
        for kind, value in query.attributes:
            if kind == Attr.NAS_IP_ADDRESS:
                value = source.to_bytes(4, "big")
            elif kind == Attr.USER_PASSWORD:
                value = hide(value, secret, transaction.authenticator)
            packet.add(kind, value)
        if query.accounting:
            packet.seal(secret)
        return packet

    def _timed_out(self, number: int) -> None:
        transaction = self.transactions[number]
        query, server = transaction.query, transaction.server
        self.host.emit(TimedOut(query.ident, query.accounting))
        counts = self.counts(transaction)
        counts.timeouts += 1
        self._silent(transaction)
        if transaction.tries <= server.retransmit:
            self._send(transaction)
            return
        counts.failures += 1
        if transaction.at + 1 < len(transaction.servers):
            transaction.at, transaction.tries = transaction.at + 1, 0
            self._send(transaction)
            return
        self.host.emit(GivenUp(*server.place, transaction.from_port, transaction.id))
        self._end(transaction)
        transaction.user.answered(transaction)

    def _end(self, transaction: Transaction) -> None:
        transaction.done = True
        self.host.cancel(self._timed_out, transaction.number)
        self.transactions.pop(transaction.number, None)

    # dead or alive

    def _silent(self, transaction: Transaction) -> None:
        state, config = self.states.get(transaction.server.place), self.config
        if state is None or state.dead:
            return
        state.unanswered += 1
        now = self.host.now
        tries = config.dead_tries if config.dead_tries is not None else DEAD_TRIES
        seconds = config.dead_time if config.dead_time is not None else DEAD_TIME
        if state.unanswered < tries or (state.heard is not None and now - state.heard < seconds):
            return
        state.turn(now, dead=True)
        self.host.emit(ServerDead(*state.place))
        if transaction.deadtime:
            self.host.after(transaction.deadtime * 60.0, self._revive, state.place, background=True)
        else:
            self._revive(state.place)

    def _revive(self, place: Place) -> None:
        state = self.states.get(place)
        if state is not None and state.dead:
            state.turn(self.host.now, dead=False)
            self.host.emit(ServerAlive(*place))

    # answers

    def _received(self, datagram: Udp, passage: Passage, iface: Interface) -> None:
        port = datagram.dst_port
        source = passage.packet.src
        try:
            reply = Packet.decode(datagram.payload)
        except Malformed:
            self.statistics.malformed[port] += 1
            return
        transaction = self._whose(port, source, datagram.src_port, reply.id)
        if transaction is None or passage.vrf is not self.host.device.vrfs.default:
            self.statistics.unknown[port] += 1
            return
        query, server = transaction.query, transaction.server
        self.host.emit(PacketReceived(query.ident, source, datagram.src_port, port, reply))
        counts, request = self.counts(transaction), transaction.packet.authenticator
        if not reply.sealed(server.secret, request) or reply.signed(server.secret, request) is False:
            counts.incorrect += 1
            signature = reply.sealed(server.secret, request)
            self.host.emit(ReplyRefused(reply.id, len(datagram.payload), signature, query.accounting))
            return
        if not self._fits(query, reply):
            counts.unexpected += 1
            return
        self._answered(transaction, counts, reply)

    def _whose(self, port: int, source: IPv4, far: int, id: int) -> Transaction | None:
        for each in self.transactions.values():
            place = each.server.place
            asked = place[0], place[2 if each.query.accounting else 1]
            if (each.from_port, each.id) == (port, id) and asked == (source, far):
                return each
        return None

    @staticmethod
    def _fits(query: Query, reply: Packet) -> bool:
        if query.accounting:
            return reply.code == Code.ACCOUNTING_RESPONSE
        return reply.code in (Code.ACCESS_ACCEPT, Code.ACCESS_REJECT, Code.ACCESS_CHALLENGE)

    def _answered(self, transaction: Transaction, counts: Counts, reply: Packet) -> None:
        state = self.states.get(transaction.server.place)
        if state is not None:
            state.heard, state.unanswered = self.host.now, 0
            if state.dead:
                self.host.cancel(self._revive, state.place)
                self._revive(state.place)
        counts.accepts += reply.code == Code.ACCESS_ACCEPT
        counts.rejects += reply.code == Code.ACCESS_REJECT
        counts.challenges += reply.code == Code.ACCESS_CHALLENGE
        counts.successes += 1
        counts.answered(self.host.now - transaction.since)
        status = transaction.packet.number(Attr.ACCT_STATUS_TYPE)
        if status is not None:
            counts.told[status] = counts.told.get(status, 0) + 1
        transaction.reply = reply
        self._end(transaction)
        transaction.user.answered(transaction)

    # counters

    def clear(self) -> None:
        self.statistics = Statistics(self.host.now, self.statistics.last_id)
        for state in self.states.values():
            state.clear(self.host.now)
