"""Hands `ip cef` to the device's IP stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.features.cef.model import CefConfig

if TYPE_CHECKING:
    from iosemu.cli.context import Change


class CefEngine(Engine):
    def start(self) -> None:
        self._agree()

    def changed(self, change: Change) -> None:
        self._agree()

    def _agree(self) -> None:
        device = self.host.device
        device.ip.cef = device[CefConfig].enabled
        device.paths_changed()
