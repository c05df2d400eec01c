"""Hands the configuration to the TCP of the router; it holds for connections that are opened from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.features.tcp.model import TcpConfig

if TYPE_CHECKING:
    from iosemu.cli.context import Change


class TcpEngine(Engine):
    def start(self) -> None:
        self._agree()

    def changed(self, change: Change) -> None:
        self._agree()

    def _agree(self) -> None:
        config, tcp = self.host.device[TcpConfig], self.host.device.ip.tcp
        tcp.mss = config.mss
        tcp.path_mtu_discovery = config.path_mtu_discovery
        tcp.keepalives_in, tcp.keepalives_out = config.keepalives_in, config.keepalives_out
        settings = tcp.settings
        settings.window, settings.synwait = config.window, config.synwait
        settings.timestamps, settings.nagle = config.timestamp, config.nagle
