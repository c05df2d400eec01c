"""Takes packets off interfaces into buffers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.device.interface import FrameTap, Interface
from iosemu.features.capture.events import Action, PointChanged
from iosemu.features.capture.model import Buffer, Capture, Frame, Match, Point
from iosemu.types import InterfaceName
from iosemu.wire import Malformed, ipv4, pcap

if TYPE_CHECKING:
    from iosemu.features.acl.engine import AclEngine

_IPV4, _DOT1Q = b"\x08\x00", b"\x81\x00"
_RAW_IP = 101  # LINKTYPE_RAW


def ip_offset(kind: str, data: bytes) -> int | None:
    """Where the IPv4 header begins in a frame of an interface of this kind; None: there is none."""
    if kind in ("Tunnel", "Virtual-Access"):
        return 0
    if kind == "Serial":
        return 4 if data[2:4] == _IPV4 else None
    if data[12:14] == _DOT1Q:
        return 18 if data[16:18] == _IPV4 else None
    return 14 if data[12:14] == _IPV4 else None


def vlan_of(data: bytes) -> int | None:
    """The 802.1Q tag of an Ethernet frame."""
    return (data[14] << 8 | data[15]) & 0xFFF if data[12:14] == _DOT1Q and len(data) >= 18 else None


class _Tap:
    """What a point or capture has in an interface."""

    __slots__ = ("_engine", "_owner")

    def __init__(self, engine: CaptureEngine, owner: Point | Capture) -> None:
        self._engine = engine
        self._owner = owner

    def see(self, iface: Interface, outbound: bool, data: bytes) -> None:
        self._engine.seen(self._owner, iface, outbound, data)


class CaptureEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.buffers: dict[str, Buffer] = {}
        self.points: dict[str, Point] = {}
        self.captures: dict[str, Capture] = {}
        self._taps: dict[str, tuple[FrameTap, list[Interface]]] = {}  # point or capture -> its tap, and where it is

    def stop(self) -> None:
        self._taps.clear()

    def new_buffer(self, name: str, size: int, element: int) -> Buffer:
        """`size` in bytes."""
        return Buffer(name, size, element, base=self.host.rng.randrange(0x0D00000, 0x0F00000) << 4)

    # interfaces

    def _physical(self, name: InterfaceName | None) -> list[Interface]:
        """Where frames of that interface (None: of all) are seen: a subinterface's pass its main interface."""
        device = self.host.device
        if name is None:
            return [iface for iface in device.interfaces.values() if iface.name.sub is None]
        iface = device.interfaces.get(name.parent)
        return [iface] if iface is not None else []

    def _attach(self, owner: Point | Capture, names: list[InterfaceName | None]) -> None:
        tap = _Tap(self, owner).see
        places = [iface for name in names for iface in self._physical(name)]
        for iface in places:
            iface.taps.append(tap)
        self._taps[owner.name] = tap, places

    def _detach(self, name: str) -> None:
        tap, places = self._taps.pop(name)
        for iface in places:
            iface.taps.remove(tap)

    # start and stop

    def start_point(self, point: Point) -> None:
        point.active = True
        self._attach(point, [point.interface])
        self._begin(point.name, self.buffers[point.buffer])

    def start_capture(self, capture: Capture) -> None:
        capture.active = True
        capture.started = self.host.now
        self._attach(capture, list(capture.interfaces))
        self._begin(capture.name, capture.buffer)

    def _begin(self, name: str, buffer: Buffer) -> None:
        self.host.emit(PointChanged(name, Action.ENABLE))
        if buffer.limits.duration:
            self.host.after(buffer.limits.duration, self._over, name)

    def end(self, owner: Point | Capture) -> None:
        """Stop it; no error when it does not run."""
        if owner.active:
            owner.active = False
            self._detach(owner.name)
            self.host.cancel(self._over, owner.name)
            self.host.emit(PointChanged(owner.name, Action.DISABLE))

    def _over(self, name: str) -> None:
        owner = self.points.get(name) or self.captures.get(name)
        if owner is not None:
            self.end(owner)

    # packets

    def seen(self, owner: Point | Capture, iface: Interface, outbound: bool, data: bytes) -> None:
        """A frame passed where this one listens."""
        at = ip_offset(iface.kind, data)
        packet: ipv4.IPv4 | None = None
        if at is not None:
            try:
                packet = ipv4.IPv4.decode(data[at:])
            except Malformed:
                at = None
        if isinstance(owner, Point):
            buffer, wanted = self.buffers[owner.buffer], self._point_wants(owner, iface, outbound, data, packet)
        else:
            buffer, wanted = owner.buffer, self._capture_wants(owner, iface, outbound, data, packet)
        if not wanted:
            return
        local = packet is not None and iface.table.is_own(packet.src if outbound else packet.dst)
        raw = iface.kind in ("Tunnel", "Virtual-Access")
        frame = Frame(self.host.now, data, len(data), iface.name.short, outbound, packet, local, raw)
        if not buffer.add(frame):
            self.end(owner)

    def _point_wants(
        self, point: Point, iface: Interface, outbound: bool, data: bytes, packet: ipv4.IPv4 | None
    ) -> bool:
        if packet is None or not self._on(point.interface, iface, data):
            return False
        if point.direction not in ("both", "from-us") and (point.direction == "out") != outbound:
            return False
        own = iface.table.is_own
        from_us = outbound and own(packet.src)
        if point.path == "cef":
            if from_us:  # what the router makes itself is process switched
                return False
        else:
            for_us = not outbound and (own(packet.dst) or packet.dst >> 28 == 14 or packet.dst == 0xFFFFFFFF)
            if point.direction == "from-us":
                return from_us and self._passes(self.buffers[point.buffer].filter, packet)
            if not from_us and not for_us:
                return False
        return self._passes(self.buffers[point.buffer].filter, packet)

    def _capture_wants(
        self, capture: Capture, iface: Interface, outbound: bool, data: bytes, packet: ipv4.IPv4 | None
    ) -> bool:
        for name, direction in capture.interfaces.items():
            if self._on(name, iface, data) and direction in ("both", "out" if outbound else "in"):
                break
        else:
            return False
        if capture.access_list:
            return packet is not None and self._passes(capture.access_list, packet)
        return capture.match is not None and _matches(capture.match, packet)

    @staticmethod
    def _on(name: InterfaceName | None, iface: Interface, data: bytes) -> bool:
        """Does a frame seen on a main interface belong to the interface named?"""
        if name is None:
            return True
        if name.parent != iface.name:
            return False
        if name.sub is None:
            return True
        sub = iface.device.interfaces.get(name)
        return sub is not None and (vlan_of(data) == sub.config.dot1q or (sub.config.native and vlan_of(data) is None))

    def _passes(self, access_list: str, packet: ipv4.IPv4) -> bool:
        """An access list that is not defined passes everything."""
        if not access_list:
            return True
        acl: AclEngine = self.host.peer("acl")
        compiled = acl.get(access_list)
        return compiled is None or compiled.permits(packet)

    # export

    def export(self, buffer: Buffer, path: str) -> str:
        """Write the buffer into a file of the flash as a capture file; what went wrong, or ""."""
        frames = buffer.frames
        kinds = {_link_type(frame) for frame in frames}
        if len(kinds) > 1:  # several link layers do not fit into one file: leave the network layer, as IOS does
            packets = [pcap.Packet(frame.time, frame.packet.encode()) for frame in frames if frame.packet is not None]
            kind = _RAW_IP
        else:
            packets = [pcap.Packet(frame.time, frame.data) for frame in frames]
            kind = kinds.pop() if kinds else pcap.LinkType.ETHERNET
        return self.host.device.flash.store(path, pcap.encode(packets, kind))


def _link_type(frame: Frame) -> int:
    if frame.raw:
        return _RAW_IP
    return pcap.LinkType.C_HDLC if frame.iface.startswith("Se") else pcap.LinkType.ETHERNET


def _matches(match: Match, packet: ipv4.IPv4 | None) -> bool:
    if match.everything:
        return True
    if packet is None or (match.protocol is not None and packet.protocol != match.protocol):
        return False
    source, destination = match.source, match.destination
    return packet.src & source[1] == source[0] and packet.dst & destination[1] == destination[0]
