"""What entries with `log` tell: a flow when it is new, and every five minutes how many packets it had since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.acl import events
from iosemu.records import dataclass
from iosemu.wire import ipv4
from iosemu.wire.ipv6 import ICMPV6

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.features.acl.compile import Compiled, Rule

LOG_INTERVAL = 300.0  # seconds between two messages of a flow
MOST_FLOWS = 4096  # flows that are remembered; what comes on top is only counted

_FlowKey = tuple[str, int, int, int, int, int, int]  # list, entry, protocol, addresses, ports


@dataclass(slots=True)
class _Flow:
    event: events.EntryLogged
    count: int = 0  # packets since it was last logged


class FlowLog:
    """That of the lists of one family; `event` is what it tells by."""

    def __init__(self, host: Host, event: type[events.EntryLogged] = events.EntryLogged) -> None:
        self.host = host
        self.event = event
        self.flows: dict[_FlowKey, _Flow] = {}
        self._missed = 0  # packets that the log should have told

    def note(
        self, compiled: Compiled, rule: Rule, packet: ipv4.IPv4, iface: Interface | None, threshold: int = 0
    ) -> None:
        """A packet that an entry fits; `threshold` packets are told before the five minutes are over (0: not)."""
        src_port, dst_port = _ports(packet)
        entry = rule.entry
        key = (compiled.name, entry.seq, packet.protocol, packet.src, packet.dst, src_port, dst_port)
        flow = self.flows.get(key)
        if flow is None and len(self.flows) >= MOST_FLOWS:
            if not self._missed:
                self.host.after(LOG_INTERVAL, self._tell_missed, background=True)
            self._missed += 1
            return
        if flow is None:
            came = iface if rule.log == "log-input" else None
            event = self.event(
                compiled.name, compiled.config.extended, entry.permit, packet.protocol, packet.src, packet.dst,
                src_port, dst_port, came.name if came is not None else None,
                getattr(came.driver, "last_source", None) if came is not None else None, 1, entry.seq,
            )  # fmt: skip
            self.flows[key] = _Flow(event)
            self.host.emit(event)
            self.host.after(LOG_INTERVAL, self._tell_again, key, background=True)
            return
        flow.count += 1
        if threshold and flow.count >= threshold:
            self._tell(flow)

    def _tell(self, flow: _Flow) -> None:
        flow.event.count, flow.count = flow.count, 0
        self.host.emit(flow.event)

    def _tell_missed(self) -> None:
        self.host.emit(events.LogMissed(self._missed))
        self._missed = 0

    def _tell_again(self, key: _FlowKey) -> None:
        flow = self.flows[key]
        if flow.count:
            self._tell(flow)
            self.host.after(LOG_INTERVAL, self._tell_again, key, background=True)
        else:
            del self.flows[key]


def _ports(packet: ipv4.IPv4) -> tuple[int, int]:
    """Ports, or type and code of ICMP; 0 where there are none (later fragments)."""
    data = packet.payload
    if packet.flags_offset & 0x1FFF or len(data) < 4:
        return 0, 0
    if packet.protocol in (ipv4.TCP, ipv4.UDP):
        return data[0] << 8 | data[1], data[2] << 8 | data[3]
    if packet.protocol in (ipv4.ICMP, ICMPV6):
        return data[0], data[1]
    return 0, 0
