"""What QoS tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.qos.model import QosInterface
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.qos.engine import QosEngine


def dmvpn_policy(engine: QosEngine, iface: Interface, nbma: str) -> str:
    ends = engine.multipoint.ends.get(iface.name, {})
    return next((end.attached.name for address, end in ends.items() if format_ipv4(address) == nbma), "")


def queueing_strategy(engine: QosEngine, iface: Interface) -> str:
    if iface.name in engine.queues:
        return "Class-based queueing"
    slot = iface.get(QosInterface)
    return "fifo (QOS pre-classification)" if slot is not None and slot.pre_classify else ""
