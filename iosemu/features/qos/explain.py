"""Which class of which policy a datagram is in, and what that does to it; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import POLICY, Dropped, Finding, Line, said
from iosemu.device.passage import Point
from iosemu.features.qos.model import QosInterface
from iosemu.features.qos.policy import Attached, ClassState
from iosemu.features.qos.words import dscp, police_rates

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage


def _classes(attached: Attached | None, passage: Passage, iface: Interface) -> Iterator[tuple[Attached, ClassState]]:
    """The class of a datagram in a policy and in those nested in it."""
    classifier = iface.device.engine("qos").classifier
    clear = passage.marks.clear if passage.marks is not None else None
    packet = passage.packet if clear is None else clear
    while attached is not None:
        found = next(
            state for state in attached.classes if classifier.find(state.name, packet, passage, iface) is not None
        )
        yield attached, found
        attached = found.child


def _attached(passage: Passage, iface: Interface, outward: bool) -> Attached | None:
    engine = iface.device.engine("qos")
    found: Attached | None = engine.attached(passage, iface) if outward else engine.inputs.get(iface.name)
    return found


def _words(state: ClassState) -> str:
    config = state.config
    does = [f"set {mark} {dscp(value) if mark.endswith('dscp') else value}" for mark, value in config.marks.items()]
    does += ["drop"] * config.drop
    does += [f"police {police_rates(config.police)}"] if config.police is not None else []
    does += ["priority"] * config.priority
    does += [f"shape {config.shape}"] if config.shape else []
    return ", ".join(does) or "nothing"


def _stage(passage: Passage, iface: Interface, outward: bool) -> Finding | None:
    found = list(_classes(_attached(passage, iface, outward), passage, iface))
    if not found:
        return None
    classes = [f"class {state.name} of policy {attached.name}: {_words(state)}" for attached, state in found]
    return Finding(f"{iface.text} {'out' if outward else 'in'}: {', in it '.join(classes)}", _line(iface, outward))


def _line(iface: Interface, outward: bool) -> list[Line]:
    return said(iface.device, iface.get(QosInterface), "output" if outward else "input")


def _inbound(passage: Passage, iface: Interface) -> Finding | None:
    return None if passage.origin is not None else _stage(passage, iface, False)


def _outbound(passage: Passage, iface: Interface) -> Finding | None:
    return _stage(passage, iface, True)


STAGES = {Point.IN_QOS: _inbound, Point.OUT_QOS: _outbound}


def _dropped(dropped: Dropped) -> Iterator[Finding]:
    iface, passage = dropped.at, dropped.passage
    if iface is None:
        return
    outward = passage.out is iface
    for attached, state in _classes(_attached(passage, iface, outward), passage, iface):
        config, policed = state.config, dropped.reason is Reason.POLICED
        if not (config.drop if not policed else state.policer is not None):
            continue
        field = "police" if policed else "drop"
        lines = said(iface.device, config, field) + _line(iface, outward)
        does = f"polices to {police_rates(config.police)}" if policed and config.police is not None else "drops"
        where = f"{'out of' if outward else 'into'} {iface.text} of {iface.device.node}"
        text = f"class {state.name} of policy {attached.name}, {where}, {does} what is in it"
        yield Finding(text, lines, f"{iface.device.node}: another action for that class, or a class before it", POLICY)
        return


DROPS = {Reason.POLICED: _dropped, Reason.CLASS_DROP: _dropped}
