"""An output policy on bytes: the same classes, counters, policers, marks and queues, without a record of the datagram
as long as nobody needs one (a class that looks at more than ToS, a queue in which it waits, a drop).
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from iosemu.device.passage import Passage
from iosemu.wire.ipv4 import IPv4

if TYPE_CHECKING:
    from iosemu.device.fib import FastPath
    from iosemu.device.interface import Interface
    from iosemu.features.qos.engine import QosEngine
    from iosemu.features.qos.policy import Attached
    from iosemu.features.qos.queueing import Queue

_HEADER = Struct("!BHHHBBHII")  # from ToS on
# bytes around a datagram; Ethernet: 14
_FRAMING = {"Serial": 4, "Tunnel": 0, "Virtual-Access": 0, "Loopback": 0, "Null": 0}
_MARKS = frozenset({"dscp", "ip dscp", "precedence", "ip precedence", "prec"})  # those that stand in the header


def framing(iface: Interface) -> int:
    """Bytes that the layer beneath puts around a datagram, as policies count them."""
    return _FRAMING.get(iface.kind, 14) + (4 if iface.name.sub is not None and not iface.config.native else 0)


def quick(attached: Attached) -> bool:
    """Does it mark nothing but the header?"""
    marks = {mark for state in attached.walk() for mark in state.config.marks}
    for state in attached.walk():
        if state.policer is not None:
            config = state.policer.config
            words = config.conform, config.exceed, config.violate
            marks |= {word.split("-")[1] for word in words if word.startswith("set-")}
    return marks <= _MARKS


class QuickOutput:
    """See `device.fast.ByBytes`."""

    __slots__ = ("attached", "engine", "framing", "iface")

    def __init__(self, engine: QosEngine, iface: Interface, attached: Attached) -> None:
        self.engine = engine
        self.iface = iface
        self.attached = attached
        self.framing = framing(iface)

    def treat(self, frame: bytes, at: int, end: int, came: Interface, path: FastPath) -> int:
        now, size = self.engine.host.device.scheduler.now, end - at + self.framing
        tos = frame[at + 1]
        queue: Queue | None = None
        inner: Attached | None = self.attached
        while inner is not None:
            found = inner.by_tos.get(tos)
            if found is None:
                passage = self._passage(frame, at, end, came, path, tos)
                found = self.engine.class_of(inner, passage.packet, passage, self.iface)
                if inner.plain:
                    inner.by_tos[tos] = found
            state, line = found
            state.count(line, now, size)
            before = tos
            tos = state.treat(now, size, tos)
            if tos < 0:
                passage = self._passage(frame, at, end, came, path, before)
                self.engine.host.device.ip.drop(passage, self.iface, state.reason)
                return -1
            if inner.level is not None:
                queue = state.queue
            inner = state.child
        if queue is None or queue.egress is None or queue.egress.passes(queue, end - at, now):
            return tos
        passage = self._passage(frame, at, end, came, path, tos)
        passage.place = queue
        queue.put(passage)
        return -1

    def _passage(self, frame: bytes, at: int, end: int, came: Interface, path: FastPath, tos: int) -> Passage:
        """What it is in the whole stack by now."""
        _, _, ident, flags, ttl, protocol, _, src, dst = _HEADER.unpack_from(frame, at + 1)
        packet = IPv4(src, dst, protocol, frame[at + 20 : end], ttl - 1, tos, ident, flags)
        return Passage(packet, came.vrf, came, None, self.iface, path.next_hop)
