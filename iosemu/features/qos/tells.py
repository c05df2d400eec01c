"""What QoS tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.qos.model import QosInterface

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.qos.engine import QosEngine


def queueing_strategy(engine: QosEngine, iface: Interface) -> str:
    if iface.name in engine.queues:
        return "Class-based queueing"
    slot = iface.get(QosInterface)
    return "fifo (QOS pre-classification)" if slot is not None and slot.pre_classify else ""
