"""Hands the limits of ICMP and `ip source-route` to the device's IP stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.features.ip.model import IpConfig

if TYPE_CHECKING:
    from iosemu.cli.context import Change


class IpEngine(Engine):
    def start(self) -> None:
        self._agree()

    def changed(self, change: Change) -> None:
        self._agree()

    def _agree(self) -> None:
        device = self.host.device
        device.ip.source_route = device[IpConfig].source_route
        config, layer = device[IpConfig], device.ip.icmp
        layer.interval = (config.unreachable_rate or 0) / 1000
        layer.df_interval = (config.df_rate or 0) / 1000
