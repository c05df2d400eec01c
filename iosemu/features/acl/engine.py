"""Access lists at work: on interfaces, counted, logged; and for the features that match packets with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from iosemu.device.drops import Reason
from iosemu.device.engine import Engine, Host
from iosemu.device.interface import Interface
from iosemu.device.ip_events import PacketHandled, Step
from iosemu.device.passage import PASS, Drop, Passage, Point, Verdict
from iosemu.features.acl import events
from iosemu.features.acl.compile import Compiled, Rule
from iosemu.features.acl.flow_log import FlowLog
from iosemu.features.acl.model import AccessGroups, AclConfig
from iosemu.features.acl.reflexive import Reflexives
from iosemu.types import Prefix, Prefix6
from iosemu.wire import icmp, ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change


class Opening(Protocol):
    """Whoever lets pass what lists would deny: answers of sessions."""

    def opens(self, passage: Passage, name: str) -> bool:
        """Does a datagram go by the list `name` without being looked at?"""


class Foresight(Protocol):
    """Whoever will put another datagram in the place of one that comes in."""

    def foreseen(self, passage: Passage, iface: Interface) -> Passage | None:
        """What it will be; None: it stays as it is."""


class WideLists(Protocol):
    """The lists of IPv6."""

    def matches_prefix(self, name: str, prefix: Prefix, counted: bool = True) -> bool | None:
        """As `AclEngine.matches_prefix`."""


class AclEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._lists: dict[str, Compiled] = {}  # those that are there
        self._stale: dict[str, Compiled] = {}  # changed lists; their counters live on
        self.log = FlowLog(host)
        self.reflexive = Reflexives(host)
        self.openings: list[Opening] = []
        self.foresight: Foresight | None = None
        self.wide: WideLists | None = None

    @property
    def config(self) -> AclConfig:
        return self.host.device[AclConfig]

    def start(self) -> None:
        self.reflexive.agree(self.config)
        for iface in self.host.device.interfaces.values():
            self._apply(iface)

    def stop(self) -> None:
        self._lists.clear()
        self._stale.clear()
        self.log.flows.clear()
        self.reflexive.lists.clear()

    def tables(self) -> Iterator[Collection[Any]]:
        """What it holds, each table of objects of one class."""
        yield self._lists.values()
        yield from (compiled.rules for compiled in self._lists.values())
        yield self.log.flows.values()
        yield from (each.entries.values() for each in self.reflexive.lists.values())

    def changed(self, change: Change) -> None:
        if change.record is AclConfig:
            known = self._stale | self._lists
            self._stale = {name: compiled for name, compiled in known.items() if self.config.find(name) is not None}
            self._lists.clear()
            self.reflexive.agree(self.config)
            self.host.device.paths_changed()
            self.host.emit(events.ListsChanged())
        elif isinstance(change.owner, Interface):
            self._apply(change.owner)

    # lists

    def get(self, name: str) -> Compiled | None:
        """The list of this name or number; None if it is not defined."""
        found = self._lists.get(name)
        if found is None and (config := self.config.find(name)) is not None:
            found = self._lists[name] = Compiled(config, self._stale.pop(name, None), self.reflexive.lists)
        return found

    def matches(self, name: str, packet: ipv4.IPv4, iface: Interface | None = None) -> bool | None:
        """permit or deny, counted (and logged); None if the list is not defined or has no entry."""
        compiled = self.get(name)
        if compiled is None or not compiled.rules:
            return None
        rule = self._found(compiled, packet, iface)
        return rule is not None and rule.permit

    def _found(self, compiled: Compiled, packet: ipv4.IPv4, iface: Interface | None) -> Rule | None:
        rule = compiled.find(packet)
        if rule is not None:
            rule.matches += 1
            if rule.log:
                self.log.note(compiled, rule, packet, iface, self.config.log_threshold)
        return rule

    def matches_prefix(self, name: str, prefix: Prefix, counted: bool = True) -> bool | None:
        """For lists that filter routes: a standard list looks at the network, an extended one also at the mask; those
        of IPv6 are asked about prefixes of IPv6."""
        if isinstance(prefix, Prefix6):
            return self.wide.matches_prefix(name, prefix, counted) if self.wide is not None else None
        packet = ipv4.IPv4(prefix.network, prefix.mask, 0, b"")
        if counted:
            return self.matches(name, packet)
        compiled = self.get(name)
        return compiled.permits(packet) if compiled is not None else None

    def clear_counters(self, name: str | None = None) -> None:
        """Of one list, or of all."""
        names = [name] if name is not None else [*self._lists, *self._stale]
        for each in names:
            compiled = self.get(each)
            if compiled is not None:
                for rule in compiled.rules:
                    rule.matches = 0

    # interfaces

    def lets_out(self, packet: ipv4.IPv4, iface: Interface) -> bool:
        """Would the list of an interface let a datagram leave by it? Nothing is counted."""
        groups = iface.get(AccessGroups)
        compiled = self.get(groups.outbound) if groups is not None and groups.outbound else None
        return compiled is None or compiled.permits(packet)

    def _apply(self, iface: Interface) -> None:
        groups = iface.get(AccessGroups)
        if groups is None:
            return
        iface.set_stage(Point.IN_ACL, self._inbound, bool(groups.inbound))
        iface.set_stage(Point.OUT_ACL, self._outbound, bool(groups.outbound))

    def _inbound(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        if passage.origin is not None:
            return PASS  # it came in a security association: its ESP datagram was looked at
        return self._judge(passage, iface, iface[AccessGroups].inbound, None)

    def _outbound(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        if passage.came is None and passage.origin is None:
            return PASS  # made here; but our IKE and ESP are looked at
        return self._judge(passage, iface, iface[AccessGroups].outbound, iface)

    def _judge(self, passage: Passage, iface: Interface, name: str, leaves: Interface | None) -> Verdict | Drop:
        packet = passage.packet
        compiled = self.get(name)
        if compiled is None or not compiled.rules:
            return PASS
        if self.openings and self._opened(passage, iface, name, leaves is None):
            return PASS
        rule = self._found(compiled, packet, iface)
        if rule is not None and rule.permit:
            if rule.stateful:
                own = rule.entry.reflect_timeout
                self.reflexive.passed(rule.entry, packet, self.config.reflexive_timeout if own is None else own)
            return PASS
        came = passage.came or passage.vrf.v4.receive.get(packet.src, iface)  # the answer goes back that way
        if self.host.device.bus.wants(PacketHandled):
            out = leaves.name if leaves is not None else None
            self.host.emit(PacketHandled(Step.DENIED, packet, came.name, out, 0))
        self.host.device.ip.icmp.unreachable(packet, came, icmp.ADMINISTRATIVELY_PROHIBITED)
        return Drop(Reason.ACCESS_LIST)

    def _opened(self, passage: Passage, iface: Interface, name: str, entering: bool) -> bool:
        """Is it of a session? One that begins inside knows it by the addresses that it will have there."""
        if any(opening.opens(passage, name) for opening in self.openings):
            return True
        later = self.foresight.foreseen(passage, iface) if entering and self.foresight is not None else None
        return later is not None and any(opening.opens(later, name) for opening in self.openings)

