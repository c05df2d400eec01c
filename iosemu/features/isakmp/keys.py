"""What Wireshark needs to decrypt this router's ISAKMP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.events import KeyMaterial

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.isakmp.engine import IsakmpEngine
    from iosemu.features.isakmp.sa import IkeSa


def key_material(sa: IkeSa) -> KeyMaterial:
    """The initiator's cookie and the key of the negotiated cipher, in hexadecimal. The SA must have its keys."""
    assert sa.keys is not None
    return KeyMaterial("ikev1_decryption_table", (sa.cookie_i.hex(), sa.keys.encryption_key.hex()))


def keys(device: Device) -> Iterator[KeyMaterial]:
    """One row for each SA that has keys."""
    if "isakmp" not in device.engines:
        return
    engine: IsakmpEngine = device.engine("isakmp")
    for sa in engine.life.sas.values():
        if sa.keys is not None:
            yield key_material(sa)
