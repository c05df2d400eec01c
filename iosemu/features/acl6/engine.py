"""IPv6 access lists at work: on interfaces, and for whoever matches IPv6 packets with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.engine import Engine, Host
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Drop, Passage, Point, Verdict
from iosemu.features.acl.compile import Compiled
from iosemu.features.acl.events import EntryLogged6, ListsChanged
from iosemu.features.acl.flow_log import FlowLog
from iosemu.features.acl6.model import Acl6Config, TrafficFilters
from iosemu.types import Prefix
from iosemu.wire import icmpv6, ipv4
from iosemu.wire.ipv6 import ICMPV6, NO_NEXT_HEADER, IPv6

if TYPE_CHECKING:
    from iosemu.cli.context import Change

_NEIGHBOURS = frozenset({icmpv6.NEIGHBOR_SOLICITATION, icmpv6.NEIGHBOR_ADVERTISEMENT})


def is_neighbour_discovery(packet: ipv4.IPv4) -> bool:
    """The end of each list permits it (RFC 4890 says why)."""
    return packet.protocol == ICMPV6 and packet.payload[:1] != b"" and packet.payload[0] in _NEIGHBOURS


class Acl6Engine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._lists: dict[str, Compiled] = {}  # those that are there
        self._stale: dict[str, Compiled] = {}  # changed lists; their counters live on
        self.log = FlowLog(host, EntryLogged6)

    def start(self) -> None:
        self.host.peer("acl").wide = self
        for iface in self.host.device.interfaces.values():
            self._apply(iface)

    def changed(self, change: Change) -> None:
        if change.record is Acl6Config:
            known = self._stale | self._lists
            lists = self.host.device[Acl6Config].lists
            self._stale = {name: compiled for name, compiled in known.items() if name in lists}
            self._lists.clear()
            self.host.emit(ListsChanged())
        elif isinstance(change.owner, Interface):
            self._apply(change.owner)

    def get(self, name: str) -> Compiled | None:
        """The list of this name; None if it is not defined."""
        found = self._lists.get(name)
        if found is None and (config := self.host.device[Acl6Config].lists.get(name)) is not None:
            found = self._lists[name] = Compiled(config, self._stale.pop(name, None))
        return found

    def matches(
        self, name: str, packet: ipv4.IPv4, counted: bool = True, iface: Interface | None = None
    ) -> bool | None:
        """permit or deny; None if the list is not defined or has no entry."""
        compiled = self.get(name)
        if compiled is None or not compiled.rules:
            return None
        rule = compiled.find(packet)
        if rule is None:
            return is_neighbour_discovery(packet)
        rule.matches += counted
        if counted and rule.log:
            self.log.note(compiled, rule, packet, iface)
        return rule.permit

    def matches_prefix(self, name: str, prefix: Prefix, counted: bool = True) -> bool | None:
        """For lists that filter routes: the network is the source, the mask the destination."""
        return self.matches(name, IPv6(prefix.network, prefix.mask, NO_NEXT_HEADER, b""), counted)

    def clear_counters(self, name: str | None = None) -> None:
        """Of one list, or of all."""
        for each in [name] if name is not None else list(self.host.device[Acl6Config].lists):
            compiled = self.get(each)
            for rule in compiled.rules if compiled is not None else ():
                rule.matches = 0

    # interfaces

    def _apply(self, iface: Interface) -> None:
        filters = iface.get(TrafficFilters)
        if filters is not None:
            iface.v6.set_stage(Point.IN_ACL, self._inbound, bool(filters.inbound))
            iface.v6.set_stage(Point.OUT_ACL, self._outbound, bool(filters.outbound))

    def _inbound(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        return self._judge(passage, iface, iface[TrafficFilters].inbound)

    def _outbound(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        if passage.came is None and passage.origin is None:
            return PASS  # made here
        return self._judge(passage, iface, iface[TrafficFilters].outbound)

    def _judge(self, passage: Passage, iface: Interface, name: str) -> Verdict | Drop:
        packet = passage.packet
        if self.matches(name, packet, iface=iface) is not False:
            return PASS
        if isinstance(packet, IPv6):
            self.host.device.ip6.icmp.unreachable(packet, passage.came or iface, icmpv6.PROHIBITED)
        return Drop(Reason.ACCESS_LIST)
