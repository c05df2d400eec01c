"""NVI0, the interface that older releases have as soon as anything is translated: it is there to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.drivers import LoopbackDriver
from iosemu.device.interface import Interface
from iosemu.features.nat.model import NatInterface
from iosemu.types import InterfaceName

if TYPE_CHECKING:
    from iosemu.device.device import Device

NVI0 = InterfaceName("NVI", (0,))


class NviDriver(LoopbackDriver):
    @property
    def lender(self) -> Interface | None:
        """Whose address it shows: the first interface that translates. Nothing is routed by it."""
        for iface in self.iface.device:
            slot = iface.get(NatInterface)
            if slot is not None and (slot.inside or slot.outside) and iface.address is not None:
                return iface
        return None


def make(device: Device) -> None:
    """It stays until the router is switched off."""
    if NVI0 not in device.interfaces and device.software.nat_nvi:
        iface = device.add_port(NVI0)
        iface.update_state()
