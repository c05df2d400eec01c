"""What interfaces tells in shows of others (see `device/tells.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.tells import IpFacts
    from iosemu.features.interface.engine import InterfaceEngine


def ip_interface(engine: InterfaceEngine, iface: Interface, facts: IpFacts) -> None:
    if iface.config.adjust_mss is not None:
        facts.input_features.append("TCP Adjust MSS")
        facts.output_features.append("TCP Adjust MSS")
