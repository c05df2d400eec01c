"""What Wireshark needs to decrypt this router's ESP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.events import KeyMaterial
from iosemu.features.ipsec.desk import key_rows
from iosemu.features.ipsec.show_sa import engine_of

if TYPE_CHECKING:
    from iosemu.device.device import Device


def keys(device: Device) -> Iterator[KeyMaterial]:
    """Rows of the ESP SA table for all SAs alive."""
    engine = engine_of(device)
    if engine is not None:
        for pair in engine.sadb.pairs():
            for row in key_rows(pair):
                yield KeyMaterial("esp_sa", row)
