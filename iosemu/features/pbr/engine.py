"""Policy routing at work, as an input stage (and a hook for packets made here)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, IpFacts
from iosemu.device.interface import Interface, Order
from iosemu.features.pbr.events import PolicyRejected, PolicyRouted
from iosemu.features.pbr.model import PbrConfig, PbrInterface
from iosemu.features.policy import api as policy
from iosemu.features.policy.model import RouteMapEntry
from iosemu.types import InterfaceName, IPv4, is_multicast
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.bind import Change

_STAGE = "policy"
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
        if slot is None:
            return
        if slot.route_map:
            iface.add_stage(iface.input_stages, Order.IN_POLICY, _STAGE, self._stage)
        else:
            iface.remove_stage(iface.input_stages, _STAGE)

    def ip_facts(self, iface: Interface, facts: IpFacts) -> None:
        slot = iface.get(PbrInterface)
        if slot is not None and slot.route_map:
            facts.policy_map = slot.route_map
            facts.input_features.append("Policy Routing")

    def _apply_local(self) -> None:
        config = self.host.device.get(PbrConfig)
        self.host.device.ip.local_policy = self._local if config is not None and config.local_map else None

    def _stage(self, packet: ipv4.IPv4, iface: Interface) -> ipv4.IPv4 | None:
        """Packets for ourselves and those that expire here are not policy routed."""
        device = self.host.device
        ip = device.ip
        if packet.ttl <= 1 or is_multicast(packet.dst) or ip.is_own(packet.dst) or ip.is_broadcast(packet.dst):
            return packet
        hop = self.decide(packet, iface, iface[PbrInterface].route_map)
        if hop is None:
            return packet
        packet.ttl -= 1
        ip.stats.forwarded += 1
        out, next_hop = hop
        ip.output(packet, out, next_hop, came=iface)
        return None

    def _local(self, packet: ipv4.IPv4) -> Hop | None:
        if is_multicast(packet.dst) or self.host.device.ip.is_own(packet.dst):
            return None
        return self.decide(packet, None, self.host.device[PbrConfig].local_map)

    def decide(self, packet: ipv4.IPv4, iface: Interface | None, name: str) -> Hop | None:
        """Where the map sends the packet; None: normal routing. Sets precedence and DF as the entry says."""
        for sequence, entry in policy.entries_of(self.host.device, name):
            if not self._matches(packet, iface, entry):
                continue
            if not entry.permit:
                break
            entry.policy_packets += 1
            entry.policy_bytes += packet.length
            if entry.set_precedence is not None:
                packet.tos = packet.tos & 0x1F | entry.set_precedence << 5
            if entry.set_df is not None:
                packet.flags_offset = packet.flags_offset & ~ipv4.DONT_FRAGMENT | entry.set_df << 14
            hop = self._hop(packet, entry)
            if hop is not None:
                self.host.emit(PolicyRouted(packet, iface, name, sequence, *hop))
            else:
                self.host.emit(PolicyRejected(packet, iface, name, True))
            return hop
        self.host.emit(PolicyRejected(packet, iface, name, False))
        return None

    def _matches(self, packet: ipv4.IPv4, iface: Interface | None, entry: RouteMapEntry) -> bool:
        if entry.match_acls:
            acl = self.host.peer("acl")
            if all(acl.matches(str(name), packet, iface) is False for name in entry.match_acls):  # undefined: permits
                return False
        if entry.match_length is not None:
            low, high = entry.match_length
            return low <= packet.length <= high
        return True

    def _hop(self, packet: ipv4.IPv4, entry: RouteMapEntry) -> Hop | None:
        """`set ip next-hop`, `set interface`; the default forms only where there is no explicit route."""
        hop = self._next_hop(entry.set_next_hops) or self._interface(entry.set_interfaces, packet.dst)
        if hop is not None:
            return hop
        if not entry.set_default_next_hops and not entry.set_default_interfaces:
            return None
        route = self.host.device.table().lookup(packet.dst)
        if route is not None and route.prefix.length > 0:
            return None
        return self._next_hop(entry.set_default_next_hops) or self._interface(entry.set_default_interfaces, packet.dst)

    def _next_hop(self, addresses: list[IPv4]) -> Hop | None:
        """The first next hop that is on a connected line that is up."""
        for address in addresses:
            route = self.host.device.table().lookup(address)
            if route is not None and route.source == "connected":
                for path in route.paths:
                    if path.interface is not None and path.interface.line_up:
                        return path.interface, address
        return None

    def _interface(self, names: Sequence[InterfaceName], dst: IPv4) -> Hop | None:
        for name in names:
            iface = next((i for i in self.host.device.interfaces.values() if i.name == name), None)
            if iface is not None and iface.line_up:
                return iface, dst
        return None
