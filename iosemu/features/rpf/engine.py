"""Looks at the sources of packets that come in (RFC 3704 sections 2.2 and 2.4).

What is counted follows measurements of IOL 17.15: a source that only another interface leads to is a suppressed drop of
the loose check; so is what the access list lets pass, and a list that is not defined permits.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.engine import Engine
from iosemu.device.fib import Kind
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Drop, Passage, Point, Verdict
from iosemu.features.rpf.model import RpfInterface
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change

_LIMITED = 0xFFFFFFFF
_INTERVAL = 30.0  # seconds that drops are counted together
_WINDOW = 300.0  # seconds that the drop rate is a mean of


class RpfEngine(Engine):
    def start(self) -> None:
        self._recent: dict[Interface, deque[list[int]]] = {}  # number of the interval, drops in it
        for iface in self.host.device.interfaces.values():
            self._apply(iface)

    def changed(self, change: Change) -> None:
        if isinstance(change.owner, Interface):
            self._apply(change.owner)

    def _apply(self, iface: Interface) -> None:
        slot = iface.get(RpfInterface)
        if slot is not None:
            iface.set_stage(Point.IN_RPF, self._stage, bool(slot.via))

    def _stage(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        config, packet = iface[RpfInterface], passage.packet
        good, by_here = self._reachable(packet, iface, config)
        if good and (by_here or config.via == "rx"):
            return PASS
        if good:  # loose: another interface leads there
            iface.drop(Reason.UNICAST_RPF_SUPPRESSED)
            return PASS
        if config.acl is not None and self.host.peer("acl").matches(str(config.acl), packet, iface) is not False:
            iface.drop(Reason.UNICAST_RPF_SUPPRESSED)
            return PASS
        recent = self._recent.setdefault(iface, deque(maxlen=int(_WINDOW / _INTERVAL)))
        interval = int(self.host.now // _INTERVAL)
        if not recent or recent[-1][0] != interval:
            recent.append([interval, 0])
        recent[-1][1] += 1
        return Drop(Reason.UNICAST_RPF)

    def drop_rate(self, iface: Interface) -> int:
        """Packets per second, over the last five minutes."""
        first = int((self.host.now - _WINDOW) // _INTERVAL)
        return int(sum(count for interval, count in self._recent.get(iface, ()) if interval > first) / _WINDOW)

    @staticmethod
    def _reachable(packet: ipv4.IPv4, iface: Interface, config: RpfInterface) -> tuple[bool, bool]:
        """Does the packet pass, and does this interface lead back to its source?"""
        if not packet.src and packet.dst == _LIMITED:
            return True, True  # a host that asks for its address
        entry = iface.table.find(packet.src)
        if entry is None or entry.kind is Kind.DROP:
            return False, False
        if entry.kind is Kind.RECEIVE:
            ping = packet.protocol == ipv4.ICMP and packet.dst in iface.table.receive
            own = config.allow_self_ping and ping
            return own, own
        if entry.by_default and not config.allow_default:
            return False, False
        outs = [out for out, _ in entry.hops] or [entry.interface]
        here = iface in outs
        return here or config.via == "any", here
