"""Policy routing at work, as an input stage (and a hook for packets made here)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.fib import Kind
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Passage, Point, Verdict
from iosemu.device.sources import CONNECTED
from iosemu.features.pbr.events import PolicyRejected, PolicyRouted
from iosemu.features.pbr.model import PbrConfig, PbrInterface
from iosemu.features.policy import api as policy
from iosemu.features.policy.model import RouteMapEntry
from iosemu.features.policy.packets import fits
from iosemu.records import replace
from iosemu.types import InterfaceName, IPv4, is_multicast
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.rib import RoutingTable

Hop = tuple[Interface, IPv4]


class PbrEngine(Engine):
    def start(self) -> None:
        for iface in self.host.device.interfaces.values():
            self._apply(iface)
        self._apply_local()

    def changed(self, change: Change) -> None:
        if isinstance(change.owner, Interface):
            self._apply(change.owner)
        else:
            self._apply_local()

    def _apply(self, iface: Interface) -> None:
        slot = iface.get(PbrInterface)
        if slot is not None:
            iface.set_stage(Point.IN_POLICY, self._stage, bool(slot.route_map))

    def _apply_local(self) -> None:
        config = self.host.device.get(PbrConfig)
        self.host.device.ip.route_own(self._local, config is not None and bool(config.local_map))

    def _stage(self, passage: Passage, iface: Interface) -> Verdict:
        """Packets for ourselves and those that expire here are not policy routed."""
        packet, table = passage.packet, passage.vrf.v4
        to_us = is_multicast(packet.dst) or table.is_own(packet.dst) or table.is_broadcast(packet.dst)
        if packet.ttl > 1 and not to_us:
            self.decide(passage, iface, iface[PbrInterface].route_map)
        return PASS

    def _local(self, passage: Passage) -> None:
        if not is_multicast(passage.packet.dst) and not passage.vrf.v4.is_own(passage.packet.dst):
            self.decide(passage, None, self.host.device[PbrConfig].local_map)

    def decide(self, passage: Passage, iface: Interface | None, name: str) -> None:
        """Sets where the map sends the packet, or nothing: normal routing. Precedence and DF are as the entry says."""
        packet, came = passage.packet, iface.name if iface is not None else None
        for sequence, entry in policy.entries_of(self.host.device, name):
            if not fits(self.host.device, packet, entry, iface):
                continue
            count = policy.counts_of(self.host.device).of(name, sequence, entry)
            count.times += 1
            count.size += packet.length
            if not entry.permit:
                self.host.emit(PolicyRejected(packet, came, name, sequence, False))
                return
            if entry.set_precedence is not None:
                packet = replace(packet, tos=packet.tos & 0x1F | entry.set_precedence << 5)
            if entry.set_df is not None:
                flags = packet.flags_offset & ~ipv4.DONT_FRAGMENT | entry.set_df << 14
                packet = replace(packet, flags_offset=flags)
            passage.packet = packet
            hop = self.way(passage, entry)
            if hop is not None:
                passage.out, passage.next_hop = hop
                self.host.emit(PolicyRouted(packet, came, name, sequence, passage.out.name, passage.next_hop))
            else:
                self.host.emit(PolicyRejected(packet, came, name, sequence, True))
            return
        self.host.emit(PolicyRejected(packet, came, name))

    def way(self, passage: Passage, entry: RouteMapEntry) -> Hop | None:
        """Where an entry that matches sends it; it may be looked up in another VRF from then on."""
        return self._elsewhere(passage, entry) or self._hop(passage, entry)

    def matching(self, packet: ipv4.IPv4, entry: RouteMapEntry) -> bool:
        """Does an entry match? Counts nothing."""
        return fits(self.host.device, packet, entry, counted=False)

    def _elsewhere(self, passage: Passage, entry: RouteMapEntry) -> Hop | None:
        """`set vrf`, `set global`: the destination is looked up there; `set ip vrf | global next-hop`: the hop is."""
        vrfs, packet = self.host.device.vrfs, passage.packet
        for named, name, hops in (
            (bool(entry.set_vrf), entry.set_vrf, None),
            (entry.set_global, "", None),
            (bool(entry.set_vrf_hops), entry.set_hops_vrf, entry.set_vrf_hops),
            (bool(entry.set_global_hops), "", entry.set_global_hops),
        ):
            vrf = vrfs.routed(name) if named else None
            if vrf is None:
                continue
            if hops is not None:
                hop = self._next_hop(vrf.v4, hops)
            else:
                passage.vrf = vrf
                found = vrf.v4.find(packet.dst)
                ways = found is not None and found.kind in (Kind.ATTACHED, Kind.NEXT_HOP)
                hop = found.hop(packet.src, packet.dst) if found is not None and ways else None
            if hop is not None or hops is None:
                return hop
        return None

    def _hop(self, passage: Passage, entry: RouteMapEntry) -> Hop | None:
        """`set ip next-hop`, then the one of `recursive`, `set interface`; the default forms only where there is no
        explicit route."""
        table, dst = passage.vrf.v4, passage.packet.dst
        hops = entry.set_next_hops
        hop = self._next_hop(table, self._tracked(entry))
        hop = hop or self._next_hop(table, hops, entry.set_verified) or self._recursive(table, entry.set_recursive_hop)
        hop = hop or self._interface(entry.set_interfaces, dst)
        if hop is not None:
            return hop
        if not entry.set_default_next_hops and not entry.set_default_interfaces:
            return None
        route = table.lookup(dst)
        if route is not None and route.prefix.length > 0:
            return None
        return self._next_hop(table, entry.set_default_next_hops) or self._interface(entry.set_default_interfaces, dst)

    def _next_hop(self, table: RoutingTable, addresses: list[IPv4], verified: bool = False) -> Hop | None:
        """The first next hop that is on a connected line that is up; `verified`: that CDP has heard of there."""
        for address in addresses:
            route = table.lookup(address)
            if route is not None and route.source is CONNECTED:
                for path in route.paths:
                    iface = path.interface
                    if iface is not None and iface.line_up and not (verified and not self._heard(iface, address)):
                        return iface, address
        return None

    def _tracked(self, entry: RouteMapEntry) -> list[IPv4]:
        """The next hops of `verify-availability … track` whose objects are up, in their order."""
        if not entry.set_tracked_hops:
            return []
        up = self.host.peer("track").up
        return [hop.address for _, hop in sorted(entry.set_tracked_hops.items()) if up(hop.track)]

    def _heard(self, iface: Interface, address: IPv4) -> bool:
        neighbors = self.host.peer("cdp").neighbors.values()
        return any(each.iface is iface and address in each.packet.addresses for each in neighbors)

    @staticmethod
    def _recursive(table: RoutingTable, address: IPv4 | None) -> Hop | None:
        """By the way that the routing table has to it."""
        found = table.find(address) if address is not None else None
        if found is None or address is None or found.kind not in (Kind.ATTACHED, Kind.NEXT_HOP):
            return None
        return found.hop(address, address)

    def _interface(self, names: Sequence[InterfaceName], dst: IPv4) -> Hop | None:
        for name in names:
            iface = self.host.device.interface(name)
            if iface is not None and iface.line_up:
                return iface, dst
        return None
