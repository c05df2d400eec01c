"""QoS at work: a stage at each end of an interface with a policy, and the queues before its line.

in:   classified, policed, marked behind the input access list
out:  classified (by the clear header that `qos pre-classify` has kept), policed, marked; then, fragment by fragment, it
      waits in the queue of its class
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.events import CountersCleared, LoadIntervalChanged
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Drop, Marks, Passage, Point, Verdict
from iosemu.features.interface.rates import load_interval
from iosemu.features.qos.classify import Classifier
from iosemu.features.qos.egress import Egress
from iosemu.features.qos.model import QosConfig, QosInterface
from iosemu.features.qos.multipoint import Multipoint
from iosemu.features.qos.policy import Attached, ClassState, attach
from iosemu.features.qos.quick import QuickOutput, framing, quick
from iosemu.records import replace
from iosemu.types import InterfaceName

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.wire.ipv4 import IPv4


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
        made = self.outputs.get(iface.name)
        alone = made is not None and not slot.pre_classify and not slot.groups
        iface.by_bytes = QuickOutput(self, iface, made) if made is not None and alone and quick(made) else None
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
        clear = passage.marks.clear if passage.marks is not None else None
        now, size = self.host.now, passage.packet.length + framing(iface)
        inner: Attached | None = attached
        while inner is not None:
            packet = passage.packet
            state, line = self.class_of(inner, packet if clear is None else clear, passage, iface)
            state.count(line, now, size)
            tos = state.treat(now, size, packet.tos, passage)
            if tos < 0:
                return Drop(state.reason)
            if tos != packet.tos:
                passage.packet = replace(packet, tos=tos)
            if inner.level is not None:
                passage.place = state.queue
            inner = state.child
        return PASS

    def class_of(
        self, attached: Attached, packet: IPv4, passage: Passage, iface: Interface
    ) -> tuple[ClassState, int]:
        """The class of a datagram, and the line of its class map."""
        for state in attached.classes:
            line = self.classifier.find(state.name, packet, passage, iface)
            if line is not None:
                return state, line
        raise AssertionError("class-default takes everything")
