"""`ip dns server`: answers from the table of hosts, from what was told, and by asking the router's own name servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.dns.engine import STATIC_TTL, Answer
from iosemu.features.dns.events import AnswerCame, QueryCame, QueryDone, QueryRead, QuerySentOn
from iosemu.features.dns.model import Zone
from iosemu.features.dns.resolver import Frames, Lookup, framed
from iosemu.records import dataclass
from iosemu.types import IPv4, parse_ipv4
from iosemu.wire import Malformed, dns

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.sockets.tcp import Connection
    from iosemu.device.vrf import Vrf
    from iosemu.features.dns.engine import DnsEngine
    from iosemu.wire.udp import Udp

MOST_WAITING = 400  # who waits for an answer that others are asked for
MOST_CALLERS = 16  # over TCP
IDLE = 30.0  # seconds that a caller may say nothing


@dataclass(slots=True)
class Client:
    """Who asks: over UDP, or over a connection. `everybody`: all were asked, so only who knows answers."""

    vrf: Vrf
    address: IPv4
    port: int
    local: IPv4
    connection: Connection | None
    came_at: float
    everybody: bool = False


class DnsServer:
    """Counters are [over UDP, over TCP]."""

    def __init__(self, engine: DnsEngine) -> None:
        self.engine = engine
        self.received = [0, 0]
        self.dropped = [0, 0]
        self.replied = [0, 0]
        self.waiting: dict[tuple[str, int], SentOn] = {}  # by name in small letters, type
        self.clients = 0  # who wait
        self.most_waiting = self.refused = 0
        self.callers: dict[int, Caller] = {}  # by the handles of their connections
        ip = engine.host.device.ip
        self._listening = ip.udp.listen(dns.PORT, self._datagram), ip.tcp.listen(dns.PORT, self)

    def close(self) -> None:
        for end in self._listening:
            end()
        for sent in list(self.waiting.values()):
            sent.lookup.cancel()
        for caller in list(self.callers.values()):
            caller.connection.abort()

    # callers

    def _datagram(self, datagram: Udp, passage: Passage, iface: Interface) -> None:
        packet, vrf = passage.packet, passage.vrf
        mine = vrf.v4.is_own(packet.dst)
        local = packet.dst if mine else iface.address or 0
        client = Client(vrf, packet.src, datagram.src_port, local, None, self.engine.host.now, not mine)
        self.query(datagram.payload, client)

    def admits(self, connection: Connection) -> bool:
        return len(self.callers) < MOST_CALLERS

    def accept(self, connection: Connection) -> Caller | None:
        if not self.admits(connection):
            return None
        caller = self.callers[connection.tcb] = Caller(self, connection)
        self.touch(connection)
        return caller

    def key(self, remote: IPv4, vrf: Vrf) -> bytes | None:
        return None

    def touch(self, connection: Connection) -> None:
        self.engine.host.after(IDLE, self.idle, connection.tcb, background=True)

    def idle(self, tcb: int) -> None:
        caller = self.callers.get(tcb)
        if caller is not None:
            caller.connection.abort()

    def gone(self, connection: Connection) -> None:
        self.callers.pop(connection.tcb, None)
        self.engine.host.cancel(self.idle, connection.tcb)

    # questions

    def query(self, data: bytes, client: Client) -> None:
        over = client.connection is not None
        self.received[over] += 1
        try:
            head = dns.Message.decode_head(data)
        except Malformed:
            self.dropped[over] += 1
            return
        if head.response:
            self.dropped[over] += 1
            return
        emit = self.engine.host.emit
        emit(QueryCame(head.id, "TCP" if over else "UDP"))
        try:
            query = dns.Message.decode(data)
        except Malformed:
            self._refuse(head, client, dns.FORMAT_ERROR)
            return
        if query.opcode:
            self._refuse(query, client, dns.NOT_IMPLEMENTED)
        elif len(query.questions) != 1:
            self._refuse(query, client, dns.FORMAT_ERROR)
        else:
            asked = query.questions[0]
            emit(QueryRead(query.id, asked.type, asked.name, client.address, client.port))
            self._look(query, asked, client)

    def _look(self, query: dns.Message, asked: dns.Question, client: Client) -> None:
        if asked.kind != dns.IN:
            self._refuse(query, client, dns.NOT_IMPLEMENTED)
            return
        found = self._own(asked)
        if found is None:
            answer = self.engine.remembered(asked.name, asked.type)
            if answer is not None:
                found = dns.Message(0, answers=list(self._aged(answer)))
        if found is not None:
            self._reply(query, found, client, relayed=False)
        elif not query.recursion_desired:
            self._refuse(query, client, dns.REFUSED)
        elif not self.engine.config.servers:
            self._refuse(query, client, dns.SERVER_FAILURE)
        else:
            self._send_on(query, asked, client)

    def _aged(self, answer: Answer) -> Iterator[dns.Record]:
        left = max(1, round(answer.until - self.engine.host.now))
        for record in answer.records:
            yield dns.Record(record.name, record.type, min(record.ttl, left), record.data, record.kind)

    # what is configured here

    def _own(self, asked: dns.Question) -> dns.Message | None:
        """An answer from `ip host`, or what a zone of ours says of a name; None: not ours to say."""
        name = asked.name.lower()
        zone = self._zone_of(name)
        hosts = {known.lower(): addresses for known, addresses in self.engine.config.hosts.items()}
        address = _reversed(name)
        if address is not None and asked.type in (dns.PTR, dns.ANY):
            pointers = [known for known, addresses in self.engine.config.hosts.items() if address in addresses]
            if pointers:
                return dns.Message(0, answers=list(_pointers(asked.name, pointers)))
        if name in hosts:
            found = dns.Message(0, authoritative=zone is not None)
            if asked.type in (dns.A, dns.ANY):
                found.answers = [dns.Record(asked.name, dns.A, STATIC_TTL, a.to_bytes(4, "big")) for a in hosts[name]]
            elif zone is not None:
                found.authority = [_soa(*zone)]
            return found
        if zone is None:
            return None
        found = dns.Message(0, authoritative=True)
        if name == zone[0].lower():
            if asked.type in (dns.SOA, dns.ANY):
                found.answers = [_soa(*zone)]
                return found
        elif not any(known.endswith(f".{name}") for known in hosts):
            found.rcode = dns.NO_SUCH_NAME
        found.authority = [_soa(*zone)]
        return found

    def _zone_of(self, name: str) -> tuple[str, Zone] | None:
        """The nearest zone above a name that we are the primary server of."""
        found = [
            (zone, values) for zone, values in self.engine.config.zones.items()
            if name == zone.lower() or name.endswith(f".{zone.lower()}")
        ]  # fmt: skip
        return max(found, key=lambda each: len(each[0]), default=None)

    # what others know

    def _send_on(self, query: dns.Message, asked: dns.Question, client: Client) -> None:
        key = asked.name.lower(), asked.type
        sent = self.waiting.get(key)
        if sent is not None and any(other.id == query.id and same(who, client) for other, who in sent.clients):
            return  # asked again
        if self.clients >= MOST_WAITING:
            self.refused += 1
            self.dropped[client.connection is not None] += 1
            return
        self.clients += 1
        self.most_waiting = max(self.most_waiting, self.clients)
        if sent is not None:
            sent.clients.append((query, client))  # so servers that ask each other come to an end
            return
        sent = self.waiting[key] = SentOn(self, key)
        sent.clients.append((query, client))
        sent.lookup = self.engine.ask([asked.name], asked.type, self.engine.config.servers, sent)

    def told(self, sent: SentOn, reply: dns.Message | None) -> None:
        del self.waiting[sent.key]
        self.clients -= len(sent.clients)
        if reply is not None:
            key = sent.key
            self.engine.host.emit(AnswerCame(reply.id, key[1], sent.lookup.name, sent.lookup.server))
        for query, client in sent.clients:
            if reply is None:
                self._refuse(query, client, dns.SERVER_FAILURE)
            else:
                self._reply(query, reply, client, relayed=True)

    # answers

    def _refuse(self, query: dns.Message, client: Client, rcode: int) -> None:
        if client.everybody:
            self.dropped[0] += 1
        else:
            self._reply(query, dns.Message(0, rcode=rcode), client, relayed=False)

    def _reply(self, query: dns.Message, found: dns.Message, client: Client, relayed: bool) -> None:
        if client.everybody and not found.answers:
            self.dropped[0] += 1
            return
        answer = dns.Message(
            query.id, query.questions, found.answers, found.authority, found.additional if not relayed else [],
            True, query.opcode, found.authoritative and not relayed, False, query.recursion_desired, True, 0,
            found.rcode,
        )  # fmt: skip
        engine = self.engine
        over = client.connection is not None
        engine.host.emit(
            QueryDone(query.id, engine.host.now - client.came_at, client.address, client.port, relayed)
        )
        self.replied[over] += 1
        if client.connection is not None:
            client.connection.write(framed(answer.encode()))
        else:
            payload = answer.encode(dns.MAX_UDP)
            engine.host.device.ip.udp.send(client.vrf, client.local, dns.PORT, client.address, client.port, payload)


class SentOn:
    """A question that the router's own name servers are asked, and who wants to know."""

    def __init__(self, server: DnsServer, key: tuple[str, int]) -> None:
        self.server = server
        self.key = key
        self.clients: list[tuple[dns.Message, Client]] = []
        self.lookup: Lookup

    def asking(self, lookup: Lookup, server: IPv4) -> None:
        self.lookup = lookup
        self.server.engine.host.emit(QuerySentOn(lookup.id, lookup.type, server))

    def answered(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.server.told(self, lookup.reply)


class Caller:
    """The user of a connection."""

    def __init__(self, server: DnsServer, connection: Connection) -> None:
        self.server = server
        self.connection = connection
        self.frames = Frames()

    def opened(self, connection: Connection) -> None:
        """They speak first."""

    def readable(self, connection: Connection) -> None:
        self.server.touch(connection)
        for data in self.frames.take(connection.read()):
            remote, local = connection.remote, connection.local
            now = self.server.engine.host.now
            self.server.query(data, Client(connection.vrf, *remote, local[0], connection, now))
        if connection.finished:
            connection.close()

    def acknowledged(self, connection: Connection) -> None:
        """Nothing waits for that."""

    def ended(self, connection: Connection) -> None:
        self.server.gone(connection)


def same(one: Client, other: Client) -> bool:
    return (one.vrf, one.address, one.port, one.connection) == (other.vrf, other.address, other.port, other.connection)


def _reversed(name: str) -> IPv4 | None:
    """The address that a name below in-addr.arpa stands for."""
    if not name.endswith(".in-addr.arpa"):
        return None
    try:
        return parse_ipv4(".".join(reversed(name.removesuffix(".in-addr.arpa").split("."))))
    except ValueError:
        return None


def _pointers(owner: str, names: list[str]) -> Iterator[dns.Record]:
    for name in names:
        try:
            yield dns.Record(owner, dns.PTR, STATIC_TTL, dns.pack_name(name))
        except ValueError:
            continue  # `ip host` takes names that are none of DNS


def _soa(name: str, zone: Zone) -> dns.Record:
    times = (0, zone.refresh, zone.retry, zone.expire, zone.minimum)  # nobody counts versions of what is typed
    data = dns.pack_name(zone.primary) + dns.pack_name(zone.mailbox) + b"".join(t.to_bytes(4, "big") for t in times)
    return dns.Record(name, dns.SOA, zone.minimum, data)
