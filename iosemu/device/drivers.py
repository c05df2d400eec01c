"""What lies beneath IP: Ethernet with 802.1Q, Cisco HDLC on serial lines, loopback, null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device import fast
from iosemu.device.claims import claim
from iosemu.device.drops import Reason
from iosemu.device.fib import Adjacency, FastPath
from iosemu.types import BROADCAST_MAC, IPv4, Mac, is_multicast
from iosemu.wire import Malformed, ethernet, hdlc, ipv6
from iosemu.wire.arp import Arp
from iosemu.wire.cdp import SNAP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iosemu.device.claims import Claim
    from iosemu.device.interface import Driver, Interface
    from iosemu.device.passage import Passage
    from iosemu.sim.scheduler import Timer

    EthernetUser = Callable[[ethernet.Frame, Interface], object]
    HdlcUser = Callable[[hdlc.Frame, Interface], object]

_IPV4 = b"\x08\x00"
_DOT1Q = b"\x81\x00"
_ARP = b"\x08\x06"
_IPV6 = b"\x86\xdd"
_REPLY = b"\0\0\1\0\0\0"  # of a configuration test protocol frame: nothing skipped, a reply, receipt number 0
_FRAMING = 18  # bytes of an Ethernet header with a tag
_LARGEST = 1518  # bytes that every port takes, however small its MTU
# of protocols other than IP, as they are counted
_NAMES = {ethernet.ARP: "ARP", hdlc.CDP: "CDP", ipv6.ETHERTYPE: "IPv6"}
_MISSED = 3  # keepalives without an answer that take a serial line down


def builtin_driver(iface: Interface) -> Driver:
    """The driver of a kind that the device itself knows; unknown kinds get one that never comes up."""
    if iface.kind.endswith("Ethernet"):
        return EthernetDriver(iface)
    if iface.kind == "Serial":
        return HdlcDriver(iface)
    if iface.kind == "Loopback":
        return LoopbackDriver(iface)
    if iface.kind == "Null":
        return NullDriver(iface)
    return AbsentDriver(iface)


def _protocol(ethertype: int, payload: bytes) -> str:
    """What `show interfaces accounting` calls it; the payload begins with LLC where `ethertype` is a length."""
    if ethertype < 1536 and payload[:8] == SNAP:
        return "CDP"
    return _NAMES.get(ethertype, "Other")


def multicast_mac(group: IPv4) -> Mac:
    """RFC 1112: the low 23 bits of the group behind 01:00:5e."""
    return 0x01005E000000 | group & 0x7FFFFF


class EthernetDriver:
    """Ethernet II; on a subinterface, frames go through the main interface with its tag."""

    multipoint = True

    def __init__(self, iface: Interface) -> None:
        self.iface = iface
        self.others: dict[int, EthernetUser] = {}  # EtherType (0: LLC) -> who
        self._mac, self._mac_bytes = 0, b"\0\0\0\0\0\0"  # the interface's address, in both forms
        self.last_source: Mac | None = None  # who sent the datagram that the stack is looking at
        self.last_cos: int | None = None  # and the 802.1p priority of its frame, if it had a tag
        self._keepalive: Timer | None = None

    def line_protocol(self) -> bool:
        if self.iface.name.sub is None:
            self._keep_alive()
            return True
        parent = self._parent()
        return parent is not None and parent.line_up  # with or without a VLAN

    def _keep_alive(self) -> None:
        """As long as it is up the interface sends loopback frames to itself, which the cable takes away."""
        iface = self.iface
        period = iface.config.keepalive
        if period and self._keepalive is None:
            self._keepalive = iface.device.scheduler.after(period, self._loop, background=True)
        elif not period and self._keepalive is not None:
            self._keepalive.cancel()
            self._keepalive = None

    def _loop(self) -> None:
        self._keepalive = None
        if self.iface.up and not self.iface.removed:
            self._put(self.iface.mac, ethernet.LOOPBACK, _REPLY)
            self._keep_alive()

    def _parent(self) -> Interface | None:
        return self.iface.device.interfaces.get(self.iface.name.parent)

    def send(self, passage: Passage) -> None:
        iface, next_hop = self.iface, passage.next_hop
        mac: Mac | None
        if passage.packet.wide:
            mac = iface.device.ip6.neighbours.resolve(passage, iface)
            if mac is not None:
                self._put(mac, ipv6.ETHERTYPE, passage.packet.encode())
            return
        if is_multicast(next_hop):
            mac = multicast_mac(next_hop)
        elif next_hop == 0xFFFFFFFF or iface.table.broadcasts.get(next_hop) is iface:
            mac = BROADCAST_MAC
        else:
            mac = iface.device.ip.arp.resolve(iface, next_hop)
            if mac is None:
                iface.device.ip.encapsulation_failed(passage, iface)
                return
        self._put(mac, ethernet.IPV4, passage.packet.encode(), passage.cos or 0)

    def send_arp(self, packet: Arp, to: Mac) -> bool:
        """False: it did not become a frame."""
        return self._put(to, ethernet.ARP, packet.encode())

    def take(self, ethertype: int, user: EthernetUser) -> Claim:
        """`user` gets the frames of that EtherType; 0: LLC. Raises Taken."""
        return claim(self.others, ethertype, user)

    def send_frame(self, dst: Mac, ethertype: int, payload: bytes) -> None:
        """A frame of another protocol; `ethertype` below 1536 is the length of an LLC payload."""
        self._put(dst, ethertype, payload)

    def fast_path(self, next_hop: IPv4) -> FastPath | None:
        """The rewrite for a resolved neighbour."""
        iface = self.iface
        table = iface.device.ip.arp.tables.get(iface)
        mac = iface.device.ip.arp.static.get((iface.vrf.name, next_hop))
        if mac is None:
            entry = table.get(next_hop) if table is not None else None
            mac = entry.mac if entry is not None else None
        if mac is None:
            return None
        head = mac.to_bytes(6, "big") + iface.mac.to_bytes(6, "big")
        if iface.name.sub is None:
            return FastPath(iface, iface, head + _IPV4, iface.ip_mtu, 60, None, next_hop)
        parent = self._parent()
        if parent is None:
            return None
        return FastPath(iface, parent, head + self._tag() + _IPV4, iface.ip_mtu, 60, iface.counters, next_hop)

    def adjacencies(self) -> Iterator[Adjacency]:
        """Of the neighbours that ARP knows or asks for."""
        iface = self.iface
        for address, mac in iface.device.ip.arp.neighbours(iface).items():
            head = b""
            if mac is not None:
                head = mac.to_bytes(6, "big") + iface.mac.to_bytes(6, "big")
                head += (b"" if iface.name.sub is None else self._tag()) + _IPV4
            yield Adjacency(address, head, "ARP")

    def _tag(self, cos: int = 0) -> bytes:
        config = self.iface.config
        return b"" if config.native else _DOT1Q + (cos << 13 | (config.dot1q or 0)).to_bytes(2, "big")

    def _put(self, dst: Mac, ethertype: int, payload: bytes, cos: int = 0) -> bool:
        iface = self.iface
        head = dst.to_bytes(6, "big") + iface.mac.to_bytes(6, "big")
        if iface.name.sub is None:
            frame = (head + ethertype.to_bytes(2, "big") + payload).ljust(60, b"\0")
            if ethertype != ethernet.IPV4:
                iface.counters.note(_protocol(ethertype, payload), len(frame), True)
            iface.transmit(frame, to_itself=ethertype == ethernet.LOOPBACK)
            return True
        parent = self._parent()
        if parent is None or not parent.up:
            return False
        frame = (head + self._tag(cos) + ethertype.to_bytes(2, "big") + payload).ljust(60, b"\0")
        counters = iface.counters
        counters.out_packets += 1
        counters.out_bytes += len(frame)
        counters.last_output = iface.device.scheduler.now
        if ethertype != ethernet.IPV4:
            for each in (counters, parent.counters):
                each.note(_protocol(ethertype, payload), len(frame), True)
        parent.transmit(frame)
        return True

    def receive(self, frame: bytes) -> None:
        iface = self.iface
        device = iface.device
        if len(frame) < 14:
            return
        counters = iface.counters
        if frame[0] & 1:
            counters.in_multicasts += 1
            if frame[:6] == b"\xff\xff\xff\xff\xff\xff":
                counters.in_broadcasts += 1
        else:
            if self._mac != iface.mac:
                self._mac, self._mac_bytes = iface.mac, iface.mac.to_bytes(6, "big")
            if frame[:6] != self._mac_bytes and frame[:6] not in iface.more_macs:
                return
        counters.in_packets += 1
        counters.in_bytes += len(frame)
        counters.last_input = device.scheduler.now
        kind = frame[12:14]
        if len(frame) > _LARGEST and len(frame) > iface.mtu + _FRAMING and iface.name.sub is None:
            iface.drop(Reason.TOO_LONG)
            return
        if kind == _DOT1Q and len(frame) >= 18:
            vlan = (frame[14] << 8 | frame[15]) & 0xFFF
            sub = iface.subinterfaces.get(vlan)
            if sub is not None and sub.up:
                if frame[16:18] != _IPV4:
                    counters.note(_protocol(frame[16] << 8 | frame[17], frame[18:26]), len(frame), False)
                if isinstance(sub.driver, EthernetDriver):
                    sub.driver.last_cos = frame[14] >> 5
                sub.driver.receive(frame[:12] + frame[16:])
                return
            if vlan or frame[16:18] == _DOT1Q:
                counters.note("Other", len(frame), False)
                iface.drop(Reason.UNKNOWN_VLAN)
                return
            frame = frame[:12] + frame[16:]  # a priority tag: as if there were none (802.1Q section 6.8)
            kind = frame[12:14]
        if kind != _IPV4:
            counters.note(_protocol(kind[0] << 8 | kind[1], frame[14:22]), len(frame), False)
        sub = iface.native
        if sub is not None and sub.up and kind in (_IPV4, _ARP, _IPV6):
            if isinstance(sub.driver, EthernetDriver):
                sub.driver.last_cos = None
            sub.driver.receive(frame)
        elif kind == _IPV4:
            if iface.plain and not frame[0] & 1 and fast.forward(device.ip, frame, 14, iface):
                return
            self.last_source = int.from_bytes(frame[6:12], "big")
            if iface.plain and not frame[0] & 1 and fast.deliver(device.ip, frame, 14, iface):
                return
            device.ip.receive_bytes(frame[14:], iface, bool(frame[0] & 1))
        elif kind == _ARP:
            try:
                packet = Arp.decode(frame[14:])
            except Malformed:
                iface.drop(Reason.MALFORMED)
                return
            device.ip.arp.receive(packet, iface)
        elif kind == _IPV6 and iface.wide:
            self.last_source = int.from_bytes(frame[6:12], "big")
            device.ip6.receive_bytes(frame[14:], iface, bool(frame[0] & 1))
        else:
            ethertype = int.from_bytes(kind, "big")
            handler = self.others.get(ethertype if ethertype >= 1536 else 0)
            if handler is not None:
                handler(ethernet.Frame.decode(frame), iface)
            else:
                iface.drop(Reason.UNKNOWN_PROTOCOL)


class HdlcDriver:
    """Cisco HDLC. With keepalives on, the line protocol is up while the far end answers them."""

    multipoint = False

    def __init__(self, iface: Interface) -> None:
        self.iface = iface
        self.others: dict[int, HdlcUser] = {}
        self.own = 0  # sequence number last sent
        self.seen = 0  # of the peer
        self.returned = 0  # own number that the peer last gave back
        self._alive = False
        self._timer: Timer | None = None

    def line_protocol(self) -> bool:
        self._follow()
        return not self.iface.config.keepalive or self._alive

    def _follow(self) -> None:
        """Start or stop keepalives with the carrier and the configuration."""
        iface = self.iface
        wanted = bool(iface.config.keepalive) and iface.enabled and iface.has_carrier and not iface.removed
        if wanted and self._timer is None:
            self.own = self.seen = self.returned = 0
            self._alive = False
            self._timer = iface.device.scheduler.after(0, self._tick, background=False)
        elif not wanted and self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._alive = False

    def _tick(self) -> None:
        iface = self.iface
        period = iface.config.keepalive
        self._timer = None
        if not period or iface.removed:
            return
        if self._alive and self.own - self.returned >= _MISSED:
            self._alive = False
            iface.counters.resets += 1  # the line is started anew
        self.own += 1
        self._timer = iface.device.scheduler.after(period, self._tick, background=True)
        self._put(hdlc.MULTICAST, hdlc.SLARP, hdlc.Slarp(hdlc.KEEPALIVE, self.own, self.seen).encode())
        iface.update_state()

    def send(self, passage: Passage) -> None:
        next_hop = passage.next_hop
        if passage.packet.wide:
            self._put(hdlc.UNICAST, ipv6.ETHERTYPE, passage.packet.encode())
            return
        address = hdlc.MULTICAST if is_multicast(next_hop) or next_hop == 0xFFFFFFFF else hdlc.UNICAST
        self._put(address, hdlc.IPV4, passage.packet.encode())

    def take(self, protocol: int, user: HdlcUser) -> Claim:
        """`user` gets the frames of that protocol. Raises Taken."""
        return claim(self.others, protocol, user)

    def send_frame(self, protocol: int, payload: bytes) -> None:
        """A frame of another protocol, to all."""
        self._put(hdlc.MULTICAST, protocol, payload)

    def adjacencies(self) -> Iterator[Adjacency]:
        """The far end."""
        yield Adjacency(None, hdlc.Frame(hdlc.UNICAST, hdlc.IPV4, b"").encode(), "P2P-ADJ")

    def fast_path(self, next_hop: IPv4) -> FastPath | None:
        iface = self.iface
        return FastPath(iface, iface, b"\x0f\x00\x08\x00", iface.ip_mtu, 0, None, next_hop)

    def _put(self, address: int, protocol: int, payload: bytes) -> None:
        if protocol != hdlc.IPV4:
            self.iface.counters.note(_NAMES.get(protocol, "Other"), 4 + len(payload), True)
        self.iface.transmit(bytes((address, 0)) + protocol.to_bytes(2, "big") + payload)

    def receive(self, frame: bytes) -> None:
        iface = self.iface
        device = iface.device
        counters = iface.counters
        counters.in_packets += 1
        counters.in_bytes += len(frame)
        counters.last_input = device.scheduler.now
        if len(frame) > _LARGEST and len(frame) > iface.mtu + 4:
            iface.drop(Reason.TOO_LONG)
            return
        if (
            frame[:4] == b"\x0f\x00\x08\x00"
            and iface.line_up
            and iface.plain
            and (fast.forward(device.ip, frame, 4, iface) or fast.deliver(device.ip, frame, 4, iface))
        ):
            return
        protocol = int.from_bytes(frame[2:4], "big")
        if protocol != hdlc.IPV4:
            counters.note(_NAMES.get(protocol, "Other"), len(frame), False)
        try:
            decoded = hdlc.Frame.decode(frame)
            if decoded.protocol == hdlc.SLARP:
                self._slarp(hdlc.Slarp.decode(decoded.payload))
                return
        except Malformed:
            iface.drop(Reason.MALFORMED)
            return
        if decoded.address == hdlc.MULTICAST:
            counters.in_multicasts += 1
        if not iface.line_up:
            return
        if decoded.protocol == hdlc.IPV4:
            device.ip.receive_bytes(decoded.payload, iface, decoded.address == hdlc.MULTICAST)
        elif decoded.protocol == ipv6.ETHERTYPE and iface.wide:
            device.ip6.receive_bytes(decoded.payload, iface)
        else:
            handler = self.others.get(decoded.protocol)
            if handler is not None:
                handler(decoded, iface)
            else:
                iface.drop(Reason.UNKNOWN_PROTOCOL)

    def _slarp(self, message: hdlc.Slarp) -> None:
        iface = self.iface
        if message.code == hdlc.REQUEST:
            own = iface.config.address
            if own is not None:
                mask = 0xFFFFFFFF << (32 - own[1]) & 0xFFFFFFFF
                self._put(hdlc.MULTICAST, hdlc.SLARP, hdlc.Slarp(hdlc.REPLY, own[0], mask).encode())
        elif message.code == hdlc.KEEPALIVE:
            self.seen = message.first
            self.returned = message.second
            if not self._alive and self._timer is not None:
                self._alive = True
                self.returned = max(self.returned, self.own)
                iface.update_state()


class LoopbackDriver:
    """Up while not shut down. A packet for an address of its subnet that is not ours goes nowhere."""

    def __init__(self, iface: Interface) -> None:
        self.iface = iface

    def line_protocol(self) -> bool:
        return True

    def send(self, passage: Passage) -> None:
        counters = self.iface.counters
        counters.out_packets += 1
        counters.out_bytes += passage.packet.length

    def receive(self, frame: bytes) -> None:
        """Nothing is attached."""


class NullDriver:
    """Swallows all."""

    def __init__(self, iface: Interface) -> None:
        self.iface = iface

    def line_protocol(self) -> bool:
        return True

    def send(self, passage: Passage) -> None:
        self.iface.device.ip.drop(passage, self.iface, Reason.NULL_INTERFACE)

    def receive(self, frame: bytes) -> None:
        """Nothing is attached."""


class AbsentDriver(NullDriver):
    """For a kind whose feature has not registered a driver (yet)."""

    def line_protocol(self) -> bool:
        return False
