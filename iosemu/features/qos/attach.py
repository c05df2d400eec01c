"""Where a policy may be attached, and where not: in the words of IOS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.qos.model import PolicyMap, QosConfig
from iosemu.features.qos.policy import guaranteed

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface


def refusal(device: Device, iface: Interface, direction: str, policy: PolicyMap) -> str | None:
    """Why `policy` cannot be attached; None: it can."""
    classes = policy.classes.values()
    children = device[QosConfig].policies
    waits = [each for each in classes if each.queues]
    nested = [children[each.child] for each in classes if each.child in children]
    if direction == "input":
        if any(each.shape for each in waits):
            return "GTS : Can be enabled as an output feature only"
        if waits or any(each.queues for each in nested):
            return "CBWFQ : Can be enabled as an output feature only"
        if any("cos" in each.marks for policy in (policy, *nested) for each in policy.classes.values()):
            return "set cos : Can be enabled as an output feature only"
        return None
    unshaped = [each for each in waits if not each.shape]
    if unshaped and iface.subinterface:
        return "CBWFQ : Not supported on subinterfaces"
    if unshaped and iface.kind == "Tunnel":
        return "Class Based Weighted Fair Queueing not supported on this interface"
    for each in classes:
        child = children.get(each.child)
        if child is not None and child.queues and not (each.shape or each.guaranteed or each.priority):
            return "CBWFQ : Hierarchy supported only if shaping is configured in this class"
    left = available = iface.bandwidth * (1.0 if device.software.hqf else 0.75)
    for each in policy.ordered():
        wanted = guaranteed(each, iface.bandwidth)
        if wanted > left + 1e-6:
            asked = f"requested bandwidth {wanted:.0f} (kbps), available only {left:.0f} (kbps)"
            return f"I/f {iface.text} class {each.name} {asked}"
        left -= wanted
    return None if available else "Class Based Weighted Fair Queueing not supported on this interface"
