"""Lines of interfaces that name a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf3.model import Ospf3Interface

if TYPE_CHECKING:
    from iosemu.device.device import Device


def forget(device: Device, number: int) -> None:
    """The process is gone, and `ipv6 ospf N area A` with it."""
    for iface in device:
        slot = iface.get(Ospf3Interface)
        if slot is not None and slot.joined is not None and slot.joined.process == number:
            slot.joined = None
