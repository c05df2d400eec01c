"""QoS at work: a stage at each end of an interface with a policy, and the queues before its line.

in:   classified, policed, marked behind the input access list
out:  classified (by the clear header that `qos pre-classify` has kept), policed, marked; then, fragment by fragment, it
      waits in the queue of its class
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.engine import Engine
from iosemu.device.events import CountersCleared, LoadIntervalChanged
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Drop, Marks, Passage, Point, Verdict
from iosemu.features.interface.rates import load_interval
from iosemu.features.qos.classify import NO_LINE, Classifier
from iosemu.features.qos.egress import Egress
from iosemu.features.qos.model import QosConfig, QosInterface
from iosemu.features.qos.multipoint import Multipoint
from iosemu.features.qos.policy import Attached, ClassState, attach
from iosemu.records import replace
from iosemu.types import InterfaceName

if TYPE_CHECKING:
    from iosemu.cli.context import Change

# bytes around a datagram; Ethernet: 14
_FRAMING = {"Serial": 4, "Tunnel": 0, "Virtual-Access": 0, "Loopback": 0, "Null": 0}


class QosEngine(Engine):
    def start(self) -> None:
        self.classifier = Classifier(self.host.device[QosConfig], self.host.peer("acl"))
        self.inputs: dict[InterfaceName, Attached] = {}
        self.outputs: dict[InterfaceName, Attached] = {}
        self.queues: dict[InterfaceName, Egress] = {}
        self.multipoint = Multipoint(self.host)
        self.host.device.bus.listen(CountersCleared, self._cleared)
        self.host.device.bus.listen(LoadIntervalChanged, self._paced)
        for iface in tuple(self.host.device.interfaces.values()):
            self._apply(iface)

    def stop(self) -> None:
        for egress in self.queues.values():
            egress.flush()
        self.multipoint.stop()

    def changed(self, change: Change) -> None:
        if isinstance(change.owner, Interface):
            self._apply(change.owner)
        else:
            for iface in tuple(self.host.device.interfaces.values()):
                self._apply(iface)

    def interface_changed(self, iface: Interface) -> None:
        egress = self.queues.get(iface.name)
        if iface.removed:
            self._unqueue(iface)
            self.inputs.pop(iface.name, None)
            self.outputs.pop(iface.name, None)
            self.multipoint.leave(iface)
        elif any(each.kbps != iface.bandwidth for each in self._attached(iface)):  # what percentages refer to
            self._apply(iface)
        elif egress is not None and not iface.line_up:
            egress.flush()

    # what stands where

    def _apply(self, iface: Interface) -> None:
        """Make what works on an interface agree with its lines. A policy that is gone takes them along."""
        slot = iface.get(QosInterface)
        if slot is None:
            return
        policies = self.host.device[QosConfig].policies
        slot.input, slot.output = (name if name in policies else "" for name in (slot.input, slot.output))
        self._input(iface, slot)
        self._output(iface, slot)
        self.multipoint.agree(iface, slot)
        self._pace(iface)
        iface.set_stage(Point.IN_QOS, self._comes, bool(slot.input))
        iface.set_stage(Point.OUT_QOS, self._leaves, bool(slot.output or slot.pre_classify or slot.groups))

    def _input(self, iface: Interface, slot: QosInterface) -> None:
        config, now = self.host.device[QosConfig], self.host.now
        old = self.inputs.pop(iface.name, None)
        if slot.input:
            old = old if old is not None and old.name == slot.input else None
            self.inputs[iface.name] = attach(config, config.policies[slot.input], iface.bandwidth, now, old, False)

    def _output(self, iface: Interface, slot: QosInterface) -> None:
        config, now = self.host.device[QosConfig], self.host.now
        old = self.outputs.pop(iface.name, None)
        self._unqueue(iface)
        if slot.output:
            old = old if old is not None and old.name == slot.output else None
            made = attach(config, config.policies[slot.output], iface.bandwidth, now, old, True)
            self.outputs[iface.name] = made
            if made.level is not None:
                self.queues[iface.name] = Egress(self.host, iface, made.level, framing(iface))

    def _unqueue(self, iface: Interface) -> None:
        egress = self.queues.pop(iface.name, None)
        if egress is not None:
            egress.end()

    def _attached(self, iface: Interface) -> list[Attached]:
        """All policies there, those of far ends too."""
        ends = self.multipoint.ends.get(iface.name, {}).values()
        found = [self.inputs.get(iface.name), self.outputs.get(iface.name), *(end.attached for end in ends)]
        return [each for each in found if each is not None]

    def _cleared(self, event: CountersCleared) -> None:
        iface = self.host.device.interfaces.get(event.iface)
        for each in self._attached(iface) if iface is not None else ():
            for state in each.walk():
                state.clear()

    def _paced(self, event: LoadIntervalChanged) -> None:
        iface = self.host.device.interfaces.get(event.iface)
        if iface is not None:
            self._pace(iface)

    def _pace(self, iface: Interface) -> None:
        for each in self._attached(iface):
            each.pace(self.host.now, load_interval(iface))

    # datagrams

    def _comes(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        attached = self.inputs.get(iface.name)
        if attached is None or passage.origin is not None:  # what was opened here has come in already
            return PASS
        return self._pass(attached, passage, iface)

    def attached(self, passage: Passage, iface: Interface) -> Attached | None:
        """The output policy of a datagram: that of the far end it goes to, or of the interface."""
        return self.multipoint.policy(iface, passage.next_hop) or self.outputs.get(iface.name)

    def _leaves(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        attached = self.attached(passage, iface)
        verdict = self._pass(attached, passage, iface) if attached is not None else PASS
        slot = iface.get(QosInterface)
        if verdict is PASS and slot is not None and slot.pre_classify:
            inside = passage.marks.inside if passage.marks is not None else None
            passage.marks = Marks(inside=inside or passage.packet, clear=passage.packet)
        return verdict

    def _pass(self, attached: Attached, passage: Passage, iface: Interface) -> Verdict | Drop:
        """Through a policy, and those nested in its classes."""
        inner: Attached | None = attached
        while inner is not None:
            state = self._class_of(inner, passage, iface)
            reason = self._treat(state, passage, iface)
            if reason is not None:
                return Drop(reason)
            if inner.level is not None:
                passage.place = state.queue
            inner = state.child
        return PASS

    def _class_of(self, attached: Attached, passage: Passage, iface: Interface) -> ClassState:
        clear = passage.marks.clear if passage.marks is not None else None
        packet = passage.packet if clear is None else clear
        size = passage.packet.length + framing(iface)
        for state in attached.classes:
            line = self.classifier.find(state.name, packet, passage, iface)
            if line is None:
                continue
            state.packets += 1
            state.bytes += size
            state.offered.note(self.host.now, size)
            if line != NO_LINE:
                matched = state.line(line)
                matched.packets += 1
                matched.bytes += size
                matched.offered.note(self.host.now, size)
            return state
        raise AssertionError("class-default takes everything")

    def _treat(self, state: ClassState, passage: Passage, iface: Interface) -> Reason | None:
        """`drop`, `police`, `set`. Why it goes no further, if it does not."""
        now, size = self.host.now, passage.packet.length + framing(iface)
        if state.config.drop:
            state.drops += 1
            state.dropped.note(now, size)
            return Reason.CLASS_DROP
        if state.policer is not None:
            colour = state.policer.colour(now, size)
            state.conformed[colour].note(now, size)
            word, value = state.policer.action(colour)
            if word == "drop":
                state.dropped.note(now, size)
                return Reason.POLICED
            if word.startswith("set-"):
                _mark(passage, word.split("-")[1], value)
        for mark, value in state.config.marks.items():
            state.marked[mark] = state.marked.get(mark, 0) + 1
            _mark(passage, mark, value)
        return None


def framing(iface: Interface) -> int:
    """Bytes that the layer beneath puts around a datagram, as policies count them."""
    return _FRAMING.get(iface.kind, 14) + (4 if iface.name.sub is not None and not iface.config.native else 0)


def _mark(passage: Passage, mark: str, value: int) -> None:
    packet = passage.packet
    if mark in ("dscp", "ip dscp"):
        passage.packet = replace(packet, tos=packet.tos & 3 | value << 2)
    elif mark in ("precedence", "ip precedence", "prec"):
        passage.packet = replace(packet, tos=packet.tos & 0x1F | value << 5)
    elif mark == "cos":
        passage.cos = value
    else:
        passage.group = value
