"""An interface: configuration slots, line state, counters, the stages a packet passes, and the driver beneath."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Container
from functools import partial
from typing import TYPE_CHECKING, Protocol

from iosemu.device.claims import Claim, Taken, claim
from iosemu.device.drops import Reason
from iosemu.device.events import LeavesVrf, LineProtocol, LinkState
from iosemu.device.passage import Passage, Point, Stage
from iosemu.device.slots import Slotted
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4, Mac, Prefix

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.fast import ByBytes
    from iosemu.device.rib import RoutingTable
    from iosemu.device.v6.interface import Interface6
    from iosemu.device.vrf import Vrf
    from iosemu.sim.link import Link


@dataclass(slots=True)
class LeaseLine:
    """What `ip address dhcp` was typed with: whose MAC address the client names itself by, and its host name."""

    client_id: InterfaceName | None = None
    hostname: str = ""


@dataclass(slots=True)
class InterfaceConfig:
    """What every interface can be told; None means the default of its kind."""

    description: str = ""
    shutdown: bool = False
    vrf: str = ""  # its routing and forwarding instance, "" for the global one
    address: tuple[IPv4, int] | None = None  # primary address, prefix length
    secondaries: dict[IPv4, int] = field(default_factory=dict)  # address -> prefix length
    unnumbered: InterfaceName | None = None  # whose address is borrowed
    leased: LeaseLine | None = None  # a server gives the primary address, which no running-config tells
    negotiated: bool = False  # so does the other end of a tunnel
    mtu: int | None = None  # bytes
    ip_mtu: int | None = None  # bytes
    bandwidth: int | None = None  # kbit/s
    delay: int | None = None  # tens of microseconds
    dot1q: int | None = None  # VLAN of a subinterface
    native: bool = False
    mac: int | None = None  # instead of the burnt-in address
    keepalive: int | None = 10  # seconds; None or 0: no keepalives
    redirects: bool = True  # send ICMP redirects
    unreachables: bool = True  # send ICMP unreachables
    proxy_arp: bool = True
    directed_broadcast: bool = False
    adjust_mss: int | None = None  # bytes, put into TCP SYNs that pass
    route_cache: bool = True  # False: what leaves by it is forwarded by the process

    @property
    def given(self) -> bool:
        """Is the primary address another's to give?"""
        return self.leased is not None or self.negotiated


@dataclass(slots=True)
class Defaults:
    """Per kind of interface: MTU in bytes, bandwidth in kbit/s, delay in microseconds."""

    mtu: int
    bandwidth: int
    delay: int


DEFAULTS = {
    "Ethernet": Defaults(1500, 10_000, 1000),
    "FastEthernet": Defaults(1500, 100_000, 100),
    "GigabitEthernet": Defaults(1500, 1_000_000, 10),
    "TenGigabitEthernet": Defaults(1500, 10_000_000, 10),
    "Serial": Defaults(1500, 1544, 20_000),
    "Loopback": Defaults(1514, 8_000_000, 5000),
    "Tunnel": Defaults(17916, 100, 50_000),
    "Null": Defaults(1500, 10_000_000, 0),
    "NVI": Defaults(1514, 56, 5000),
}
VIRTUAL = frozenset({"Loopback", "NVI", "Tunnel", "Null", "Virtual-Template", "Virtual-Access", "BVI", "Dialer"})


PROTOCOLS = ("Other", "ARP", "IPv6", "CDP")  # but IP, as `show interfaces accounting` lists them


@dataclass(slots=True)
class Counters:
    """Since power-on or the last `clear counters`. `drops` counts by reason.

    `cached` are the packets and bytes, in and out, that the fast path forwarded; `others` those of protocols other than
    IP, by name: packets in, bytes in, packets out, bytes out.
    """

    in_packets: int = 0
    in_bytes: int = 0
    in_multicasts: int = 0
    in_broadcasts: int = 0
    out_packets: int = 0
    out_bytes: int = 0
    resets: int = 0
    carrier_transitions: int = 0
    last_input: float | None = None  # virtual time
    last_output: float | None = None
    cleared: float | None = None
    drops: dict[Reason, int] = field(default_factory=dict)
    cached_in: int = 0
    cached_in_bytes: int = 0
    cached_out: int = 0
    cached_out_bytes: int = 0
    others: dict[str, list[int]] = field(default_factory=dict)  # of those that were seen

    def note(self, protocol: str, size: int, out: bool) -> None:
        """A frame of a protocol other than IP, one of `PROTOCOLS`."""
        counts = self.others.get(protocol)
        if counts is None:
            counts = self.others[protocol] = [0, 0, 0, 0]
        counts[2 * out] += 1
        counts[2 * out + 1] += size

    def clear(self, now: float) -> None:
        """`clear counters`: everything but the times of the last packets begins again."""
        self.in_packets = self.in_bytes = self.in_multicasts = self.in_broadcasts = 0
        self.out_packets = self.out_bytes = self.resets = self.carrier_transitions = 0
        self.cached_in = self.cached_in_bytes = self.cached_out = self.cached_out_bytes = 0
        self.drops.clear()
        self.others.clear()
        self.cleared = now


StageEntry = tuple[Point, Stage]

FrameTap = Callable[["Interface", bool, bytes], object]
"""Sees each frame of an interface (on a tunnel each datagram inside): interface, is it going out, bytes."""


class Driver(Protocol):
    """The layer beneath IP. Ethernet, HDLC, loopback and null are the device's; a feature registers others by kind."""

    def line_protocol(self) -> bool:
        """Should the line protocol be up, the interface being up itself?"""

    def send(self, passage: Passage) -> None:
        """Encapsulate and transmit, or drop; `passage.next_hop` may be a multicast or broadcast address."""

    def receive(self, frame: bytes) -> None:
        """A frame came from the link."""


class Stacked(ABC):
    """A driver whose interface stands on another one: it is born up, and its line protocol is told before the rest."""

    @property
    @abstractmethod
    def log_severity(self) -> int:
        """Of the message that the interface is up, or down."""

    @abstractmethod
    def stands_on(self) -> Interface | None:
        """The interface (no subinterface) that carries it now."""


class Staged:
    """Has the stages that datagrams of one family pass on an interface."""

    device: Device

    def __init__(self) -> None:
        super().__init__()
        self.input_stages: list[StageEntry] = []
        self.routed_stages: list[StageEntry] = []  # of what came in here and goes on
        self.output_stages: list[StageEntry] = []

    def set_stage(self, point: Point, stage: Stage, wanted: bool = True) -> Callable[[], None]:
        """`stage` looks at datagrams here, at this point of the order of operations, or no more (unless `wanted`, or
        when what it returns is called). Raises Taken when another looks there."""
        there = self.stage(point)
        if there is not None and there != stage:
            raise Taken(point)
        if point < Point.ROUTED:
            stages = self.input_stages
        else:
            stages = self.routed_stages if point == Point.ROUTED else self.output_stages
        stages[:] = [entry for entry in stages if entry[0] != point]
        if wanted:
            stages.append((point, stage))
            stages.sort(key=lambda entry: entry[0])
        self.device.paths_changed()
        return partial(self._end_stage, point, stage)

    def _end_stage(self, point: Point, stage: Stage) -> None:
        if self.stage(point) == stage:
            self.set_stage(point, stage, False)

    def stage(self, point: Point) -> Stage | None:
        """Who looks there."""
        entries = (*self.input_stages, *self.routed_stages, *self.output_stages)
        return next((stage for at, stage in entries if at == point), None)

    @property
    def plain(self) -> bool:
        """Does nobody look at what comes in?"""
        return not self.input_stages and not self.routed_stages


class Interface(Staged, Slotted):
    """One interface of a device. `iface[RecordType]` holds each feature's configuration."""

    def __init__(self, device: Device, name: InterfaceName) -> None:
        super().__init__()
        self.device = device
        self.name = name
        self.kind = name.kind
        self.cli_kind = self.kind if name.sub is None else f"{self.kind}-sub"
        self.cli_lock = ""
        self.derived: tuple[str, ...] = ()  # further lines of a clone, which it works by
        self.text = str(name)  # "FastEthernet0/0"
        self.index = 0  # ifIndex, set by the device
        self.mac = 0
        self.stand_ins: dict[IPv4, Mac] = {}  # whose ARP requests are answered here, with what
        self.more_addresses: Container[IPv4] = ()  # whose ARP requests are answered with the interface's own
        self.more_macs: frozenset[bytes] = frozenset()  # those, and the ones of its subinterfaces: frames are taken
        self.link: Link | None = None
        self.hold_queue = 40  # frames that may wait for the cable
        self.config = self[InterfaceConfig]
        self.counters = Counters()
        self.has_carrier = False
        self.up = False  # physical state as `show interfaces` says it
        self.line_up = False
        self.removed = False
        self.last_change = device.scheduler.now
        self.taps: list[FrameTap] = []
        self.subs: dict[int, Interface] = {}  # all subinterfaces, by their number
        self.subinterfaces: dict[int, Interface] = {}  # VLAN -> subinterface
        self.native: Interface | None = None  # the subinterface of untagged frames
        self.wide = False  # does IPv6 run here?
        self.by_bytes: ByBytes | None = None  # what its last output stage does, for the fast path
        self.seeks = False  # is an address being asked for? Then broadcasts are heard without one
        self._v6: Interface6 | None = None
        self._vrf = device.vrfs.default
        self.table: RoutingTable = self._vrf.v4
        self.driver: Driver = device.make_driver(self)

    # where it belongs

    @property
    def vrf(self) -> Vrf:
        return self._vrf

    @vrf.setter
    def vrf(self, vrf: Vrf) -> None:
        """Its addresses and neighbours leave the tables of the old one and come into those of the new."""
        if vrf is self._vrf:
            return
        self.device.bus.emit(LeavesVrf(self.name))
        self.device.ip.leaves_vrf(self)
        if self.wide and vrf.for6 is not self._vrf.for6:
            self.device.ip6.leaves_vrf(self)
        self._vrf, self.table = vrf, vrf.v4
        self.device.subnets.follow(self)
        self.device.interface_changed(self)

    @property
    def v6(self) -> Interface6:
        """Its IPv6, made on first use."""
        if self._v6 is None:
            from iosemu.device.v6.interface import Interface6

            self._v6 = Interface6(self)
        return self._v6

    @property
    def front(self) -> Vrf:
        """Where what it sends is routed on: another VRF only for a tunnel (`driver.front`)."""
        own: Vrf | None = getattr(self.driver, "front", None)
        return own if own is not None else self._vrf

    @property
    def stacked(self) -> Stacked | None:
        """Its driver, if it stands on another interface."""
        return self.driver if isinstance(self.driver, Stacked) else None

    # what it is called

    @property
    def subinterface(self) -> bool:
        return self.name.sub is not None

    @property
    def label(self) -> str:
        return f"{self.device.node}:{self.text}"

    def __repr__(self) -> str:
        return self.label

    def slot_created(self, record: type) -> None:
        self.device.slot_created(record)

    # configuration with defaults

    @property
    def defaults(self) -> Defaults:
        """Those of the kind; a driver may know better (`driver.defaults`)."""
        own: Defaults | None = getattr(self.driver, "defaults", None)
        return own if own is not None else DEFAULTS.get(self.kind, DEFAULTS["Ethernet"])

    @property
    def mtu(self) -> int:
        return self.config.mtu or self.defaults.mtu

    @property
    def ip_mtu(self) -> int:
        """Largest IP datagram sent unfragmented, bytes; a driver may know better (`driver.ip_mtu`)."""
        if self.config.ip_mtu is not None:
            return self.config.ip_mtu
        own: int | None = getattr(self.driver, "ip_mtu", None)
        return self.mtu if own is None else own

    @property
    def bandwidth(self) -> int:
        """kbit/s"""
        return self.config.bandwidth or self.defaults.bandwidth

    @property
    def delay(self) -> int:
        """microseconds"""
        return self.config.delay * 10 if self.config.delay is not None else self.defaults.delay

    @property
    def address(self) -> IPv4 | None:
        """The primary address, own or borrowed, whatever the line state."""
        config = self.config
        if config.address is None and config.unnumbered is not None:
            lender = self.device.interfaces.get(config.unnumbered)
            if lender is None or lender.vrf is not self._vrf:
                return None
            return lender.config.address[0] if lender.config.address else None
        return config.address[0] if config.address else None

    @property
    def prefix(self) -> Prefix | None:
        return Prefix.of(*self.config.address) if self.config.address else None

    @property
    def addresses(self) -> list[tuple[IPv4, int]]:
        """Primary and secondary (address, prefix length)."""
        own = self.config.address
        return ([own] if own else []) + list(self.config.secondaries.items())

    @property
    def is_multipoint(self) -> bool:
        """Does sending need a next hop (a shared segment, mGRE)?"""
        return bool(getattr(self.driver, "multipoint", False))

    # line state

    @property
    def enabled(self) -> bool:
        """Not administratively down (nor is the main interface of a subinterface)."""
        return not self.config.shutdown

    def carrier(self, up: bool) -> None:
        """The link tells: live or dead line."""
        if up != self.has_carrier:
            self.counters.carrier_transitions += 1
        self.has_carrier = up
        self.update_state()
        for sub in tuple(self.subs.values()):
            sub.carrier(up)

    def update_state(self, admin: bool = False) -> bool:
        """Work out physical and protocol state again, tell the bus and the engines what changed.

        `admin` says that a (no) shutdown is the cause. True if the engines were told.
        """
        up = self.enabled and not self.removed and (self.kind in VIRTUAL or self.has_carrier)
        line = up and self.driver.line_protocol()
        if up == self.up and line == self.line_up and not admin:
            return False
        was_up, was_line = self.up, self.line_up
        self.up, self.line_up = up, line
        if admin and not self.enabled:
            self.counters.resets += 1
        if up != was_up or admin:
            self.device.bus.emit(LinkState(self.name, up, admin))
        if line != was_line:
            self.last_change = self.device.scheduler.now
            self.device.bus.emit(LineProtocol(self.name, line))
        if line == was_line and up == was_up:
            return False
        self.device.interface_changed(self)
        return True

    def receive(self, frame: bytes) -> None:
        """A frame from the link; ignored unless the interface is up."""
        if self.up:
            if self.taps:
                self.tap(False, frame)
            self.driver.receive(frame)

    def transmit(self, frame: bytes, to_itself: bool = False) -> None:
        """Put a frame on the cable, counted; `to_itself`: its destination is the interface's own address."""
        counters = self.counters
        counters.out_packets += 1
        counters.out_bytes += len(frame)
        counters.last_output = self.device.scheduler.now
        if self.taps:
            self.tap(True, frame)
        if self.link is None:
            return
        if to_itself:
            self.link.show(self, frame)
        else:
            self.link.send(self, frame)

    def tap(self, outbound: bool, data: bytes) -> None:
        """Let those who capture on this interface see it."""
        for fn in tuple(self.taps):
            fn(self, outbound, data)

    def stand_in(self, address: IPv4, mac: Mac) -> Claim:
        """ARP for `address`, which others may have at other times, is answered with `mac`, and frames to that are
        taken, until what it returns is called. Raises Taken when it is answered with another."""
        self.device.ip.arp.forget(self, address)
        return claim(self.stand_ins, address, mac, self._macs_changed)

    def _macs_changed(self) -> None:
        """What comes to a subinterface comes to its port first."""
        self.more_macs = frozenset(mac.to_bytes(6, "big") for mac in self.stand_ins.values())
        port = self.device.interfaces.get(self.name.parent)
        if port is not None:
            here = (each for each in self.device.interfaces.values() if each.name.parent == port.name)
            port.more_macs = frozenset(mac.to_bytes(6, "big") for each in here for mac in each.stand_ins.values())

    # stages and drops

    def overflow(self) -> None:
        """The hold queue was full."""
        self.drop(Reason.OUTPUT_QUEUE)

    def drop(self, reason: Reason) -> None:
        drops = self.counters.drops
        drops[reason] = drops.get(reason, 0) + 1
        witness = self.device.ip.witness
        if witness is not None:
            witness.counted(self, reason)
