"""The DHCP server (RFC 2131 section 4.3): which address a client gets, and for how long.

An address that nobody had before is pinged first; meanwhile the client waits, and what it repeats is not answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.dhcp import events
from iosemu.features.dhcp.events import Method, Notice, Way, Why
from iosemu.features.dhcp.pools import Pools, Settings
from iosemu.records import dataclass
from iosemu.types import IPv4, mask_of
from iosemu.wire import dhcp, icmp, ipv4
from iosemu.wire.dhcp import CLIENT, SERVER, Dhcp, Kind
from iosemu.wire.icmp import Icmp
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.dhcp.engine import DhcpEngine

OFFERED = 60.0  # seconds that an address is kept for a client that has not asked for it
AFTER_PING = 1.0  # seconds between the end of the last ping and the offer
Place = tuple[str, IPv4]  # VRF, address


@dataclass(slots=True)
class Binding:
    """An address and its client. `until` is a virtual time, None for ever; `bound` is False of an offer."""

    vrf: str
    address: IPv4
    length: int
    pool: str
    key: bytes
    hardware: bytes
    interface: str
    until: float | None
    bound: bool = False
    manual: bool = False


@dataclass(slots=True)
class Conflict:
    method: Method
    at: float  # virtual time


@dataclass(slots=True)
class Check:
    """A ping of an address, and the message that waits for its end."""

    number: int
    message: Dhcp
    iface: Interface
    left: int  # pings
    ident: int = 0
    answered: bool = False


def key_of(message: Dhcp) -> bytes:
    """What names a client: its identifier, else its hardware address."""
    return message.options.get(dhcp.Option.CLIENT) or message.chaddr


class DhcpServer:
    def __init__(self, engine: DhcpEngine) -> None:
        self.engine = engine
        self.host = engine.host
        self.text = ""
        self.pools = Pools(self)
        self.bindings: dict[Place, Binding] = {}
        self.clients: dict[tuple[str, bytes], Binding] = {}  # pool, key
        self.conflicts: dict[Place, Conflict] = {}
        self.checks: dict[Place, Check] = {}
        self.received: Counter[int | None] = Counter()  # kinds; None: BOOTP
        self.sent: Counter[int | None] = Counter()
        self.malformed = self.expired = 0
        self._numbers = 0
        self._stop_pings: dict[Place, object] = {}

    # messages

    def take(self, message: Dhcp, iface: Interface, again: bool = False) -> bool:
        """A client's message. False: it is none of ours, and a relay agent may send it on."""
        if not again:
            self.received[message.kind] += 1
        if message.kind is None:
            return False  # BOOTP is not served
        client = key_of(message)
        self.host.emit(events.Asked(message, client, iface.name, message.giaddr, again))
        pool = self.pools.of(message, iface)
        if pool is None:
            if message.kind in (Kind.DISCOVER, Kind.REQUEST):
                self.host.emit(events.NoPool(message.giaddr or message.ciaddr or iface.address or 0))
                if message.kind == Kind.DISCOVER:
                    notice = events.Noticed(Notice.FAILURE, message.chaddr, relay=message.giaddr, why=Why.NO_POOL)
                    self.host.emit(notice)
            return False
        if message.kind == Kind.DISCOVER:
            self._discover(message, iface, pool)
        elif message.kind == Kind.REQUEST:
            self._request(message, iface, pool)
        elif message.kind == Kind.DECLINE:
            self._decline(message, pool)
        elif message.kind == Kind.RELEASE:
            self._release(message, pool)
        elif message.kind == Kind.INFORM:
            self._answer(Kind.ACK, message, iface, pool, None)
        return True

    def _discover(self, message: Dhcp, iface: Interface, pool: Settings) -> None:
        self.host.emit(events.Noticed(Notice.DISCOVER, message.chaddr, relay=message.giaddr))
        key = key_of(message)
        binding = self.clients.get((pool.name, key))
        if binding is not None and not self.pools.may_have(pool, binding.address, key):
            self.remove(binding)  # the pool is another one now
            binding = None
        if binding is not None:
            self.host.emit(events.Assigned(binding.address, key, known=True))
            if (binding.vrf, binding.address) not in self.checks:
                self._offer(message, iface, pool, binding)
            return
        wanted = message.number(dhcp.Option.ADDRESS)
        address = self.pools.choose(pool, key, wanted)
        if address is None:
            self.host.emit(events.Exhausted(pool.name))
            self.host.emit(events.Noticed(Notice.FAILURE, message.chaddr, relay=message.giaddr, why=Why.NO_ADDRESS))
            return
        binding = Binding(
            pool.vrf, address, pool.length, pool.name, key, message.chaddr, iface.text, self.host.now + OFFERED,
            manual=pool.manual,
        )  # fmt: skip
        self._add(binding)
        self.host.emit(events.Assigned(address, key))
        if pool.manual or not self.engine.config.ping_packets:
            self._offer(message, iface, pool, binding)
        else:
            self._check(message, iface, binding)

    def _add(self, binding: Binding) -> None:
        self.bindings[binding.vrf, binding.address] = binding
        self.clients[binding.pool, binding.key] = binding

    def _offer(self, message: Dhcp, iface: Interface, pool: Settings, binding: Binding) -> None:
        if not binding.bound:
            binding.until = self.host.now + OFFERED
            self._expect(binding)
        self._answer(Kind.OFFER, message, iface, pool, binding)

    def _request(self, message: Dhcp, iface: Interface, pool: Settings) -> None:
        key = key_of(message)
        binding = self.clients.get((pool.name, key))
        server = message.number(dhcp.Option.SERVER)
        if server is not None and not iface.table.is_own(server):
            if binding is not None and not binding.bound:
                self.remove(binding)  # it has chosen another server
            return
        requested = message.number(dhcp.Option.ADDRESS) or message.ciaddr
        if binding is None or not self.pools.may_have(pool, binding.address, key) or binding.address != requested:
            if binding is None and not server and not message.ciaddr and self.pools.within(pool, requested):
                return  # somebody else may know of it (section 4.3.2, INIT-REBOOT)
            if binding is not None:
                self.host.emit(events.Confused(requested, binding.address))
            self._refuse(message, iface, pool)
            return
        binding.bound = True
        binding.hardware, binding.interface = message.chaddr, iface.text
        binding.until = None if pool.lease is None else self.host.now + pool.lease
        self._expect(binding)
        self.host.emit(
            events.Noticed(
                Notice.ASSIGNMENT, message.chaddr, binding.address, binding.length, pool.lease, message.giaddr
            )
        )
        self._answer(Kind.ACK, message, iface, pool, binding)

    def _decline(self, message: Dhcp, pool: Settings) -> None:
        binding = self.clients.get((pool.name, key_of(message)))
        address = message.number(dhcp.Option.ADDRESS)
        if binding is None or binding.address != address:
            return
        self.remove(binding)
        self._conflict(Method.ARP, binding)

    def _release(self, message: Dhcp, pool: Settings) -> None:
        binding = self.clients.get((pool.name, key_of(message)))
        if binding is None or binding.address != message.ciaddr:
            return
        self.host.emit(
            events.Noticed(
                Notice.TERMINATION, binding.hardware, binding.address, binding.length, self.left(binding),
                why=Why.RELEASE,
            )
        )  # fmt: skip
        self.remove(binding)

    # answers

    def _answer(
        self, kind: Kind, message: Dhcp, iface: Interface, pool: Settings, binding: Binding | None
    ) -> None:
        address = binding.address if binding is not None else 0
        reply = Dhcp(
            dhcp.REPLY, message.xid, message.chaddr, message.htype, flags=message.flags, ciaddr=message.ciaddr,
            yiaddr=address, giaddr=message.giaddr, siaddr=pool.next_server, file=pool.bootfile,
        )  # fmt: skip
        own = iface.address or 0
        lease = pool.lease if binding is not None and kind != Kind.NAK else 0
        reply.options = pool.options(kind, message, own, lease, binding is not None)
        self._send(kind, reply, iface, key_of(message))

    def _refuse(self, message: Dhcp, iface: Interface, pool: Settings) -> None:
        reply = Dhcp(
            dhcp.REPLY, message.xid, message.chaddr, message.htype, flags=message.flags | dhcp.BROADCAST,
            giaddr=message.giaddr,
        )  # fmt: skip
        reply.options = pool.options(Kind.NAK, message, iface.address or 0, 0, False)
        self._send(Kind.NAK, reply, iface, key_of(message))

    def _send(self, kind: Kind, reply: Dhcp, iface: Interface, client: bytes) -> None:
        self.sent[kind] += 1
        own = iface.address or 0
        ip = iface.device.ip
        out: Interface | None = iface
        port = CLIENT
        if reply.giaddr:
            way, target, out, port = Way.RELAY, reply.giaddr, None, SERVER
        elif kind == Kind.NAK:
            way, target = Way.BROADCAST, 0xFFFFFFFF
        elif reply.ciaddr:
            way, target = Way.KNOWN, reply.ciaddr
            near = any((target ^ address) & mask_of(length) == 0 for address, length in iface.addresses)
            if near and "Ethernet" in iface.kind and len(reply.chaddr) == 6:
                ip.arp.learn(iface, target, int.from_bytes(reply.chaddr, "big"))
            out = iface if near else None
        elif reply.broadcast or len(reply.chaddr) != 6 or "Ethernet" not in iface.kind:
            way, target = Way.BROADCAST, 0xFFFFFFFF
        else:
            way, target = Way.UNICAST, reply.yiaddr
            mac = int.from_bytes(reply.chaddr, "big")
            ip.arp.learn(iface, target, mac)
            self.host.emit(events.ArpChanged(target, mac, iface.vrf.name))
        self.host.emit(events.Answered(kind, client, reply.yiaddr, reply.chaddr, way, reply.giaddr))
        ip.udp.sent += 1
        payload = Udp(SERVER, port, reply.encode()).encode(own, target)
        ip.send(iface.vrf, ipv4.IPv4(own, target, ipv4.UDP, payload, 255), out)

    # pings

    def _check(self, message: Dhcp, iface: Interface, binding: Binding) -> None:
        self._numbers = self._numbers % 0xFFFF + 1
        device = iface.device
        place = binding.vrf, binding.address
        check = Check(self._numbers, message, iface, self.engine.config.ping_packets, device.next_ident())
        self.checks[place] = check
        self.host.emit(events.Saved(check.number))
        vrf = device.vrfs.get(binding.vrf) or device.vrfs.default
        self._stop_pings[place] = device.ip.icmp.on_reply(vrf, check.ident, self._replied)
        self._ping(binding.vrf, binding.address)

    def _ping(self, name: str, address: IPv4) -> None:
        check = self.checks.get((name, address))
        if check is None:
            return
        if not check.left:
            self.host.after(AFTER_PING, self._checked, name, address)
            return
        check.left -= 1
        self.host.after(self.engine.config.ping_timeout / 1000, self._ping, name, address)
        device = self.host.device
        vrf = device.vrfs.get(name) or device.vrfs.default
        number = self.engine.config.ping_packets - check.left
        packet = ipv4.IPv4(0, address, ipv4.ICMP, b"", 255)
        device.ip.icmp.echo(vrf, packet, check.ident, number, bytes(8))

    def _replied(self, message: Icmp, packet: ipv4.IPv4) -> None:
        for (name, address), check in list(self.checks.items()):
            if check.ident == message.rest >> 16 and packet.src == address and message.type == icmp.ECHO_REPLY:
                binding = self.bindings[name, address]
                self._unchecked(name, address)
                self.remove(binding)
                self._conflict(Method.PING, binding)
                self.take(check.message, check.iface, again=True)

    def _checked(self, name: str, address: IPv4) -> None:
        """Nobody has it."""
        check = self._unchecked(name, address)
        if check is not None and check.iface.address is not None:
            self.host.emit(events.Reprocessed(check.number))
            self.take(check.message, check.iface, again=True)

    def _unchecked(self, name: str, address: IPv4) -> Check | None:
        check = self.checks.pop((name, address), None)
        self.host.cancel(self._ping, name, address)
        self.host.cancel(self._checked, name, address)
        stop = self._stop_pings.pop((name, address), None)
        if callable(stop):
            stop()
        return check

    def _conflict(self, method: Method, binding: Binding) -> None:
        if self.engine.config.conflict_logging:
            self.conflicts[binding.vrf, binding.address] = Conflict(method, self.host.now)
        self.host.emit(events.Conflicted(method, binding.address, binding.key))

    # ends

    def _expect(self, binding: Binding) -> None:
        """Its end, if it has one; an offer waits for its client."""
        if binding.until is None:
            self.host.cancel(self._expire, binding.vrf, binding.address)
        else:
            left = binding.until - self.host.now
            self.host.after(left, self._expire, binding.vrf, binding.address, background=True)

    def _expire(self, vrf: str, address: IPv4) -> None:
        binding = self.bindings.get((vrf, address))
        if binding is not None:
            self.expired += binding.bound
            self.remove(binding, expired=binding.bound)

    def remove(self, binding: Binding, expired: bool = False) -> None:
        """The address can be given again."""
        place = binding.vrf, binding.address
        self._unchecked(*place)
        self.host.cancel(self._expire, *place)
        if self.bindings.pop(place, None) is not None:
            self.clients.pop((binding.pool, binding.key), None)
            self._forget_station(binding)
            self.host.emit(events.Returned(binding.address, binding.pool, expired))

    def _forget_station(self, binding: Binding) -> None:
        device = self.host.device
        mac = int.from_bytes(binding.hardware, "big")
        for iface, table in device.ip.arp.tables.items():
            entry = table.get(binding.address)
            if entry is not None and entry.mac == mac and iface.vrf.name == binding.vrf:
                device.ip.arp.forget(iface, binding.address)
                self.host.emit(events.ArpChanged(binding.address, None, binding.vrf))
                return

    def left(self, binding: Binding) -> int | None:
        """Seconds of the lease, None for ever."""
        return None if binding.until is None else max(0, int(binding.until - self.host.now))

    def agree(self) -> None:
        """Pools have come or gone, or are others: what was given of those that are gone is forgotten."""
        for binding in list(self.bindings.values()):
            pool = self.pools.named(binding.pool)
            if pool is None or not self.pools.may_have(pool, binding.address, binding.key, given=True):
                self.remove(binding)

    def in_order(self, vrf: str) -> Iterator[Binding]:
        """Of a VRF, by address: those that clients have."""
        for place in sorted(self.bindings):
            if place[0] == vrf and self.bindings[place].bound:
                yield self.bindings[place]
