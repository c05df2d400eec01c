"""What Wireshark needs to decrypt this router's IKEv2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.events import KeyMaterial

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.ikev2.engine import Ikev2Engine
    from iosemu.features.ikev2.sa import IkeSa

_CIPHERS = {"3des": "3DES [RFC2451]", "aes": "AES-CBC-{} [RFC3602]", "gcm": "AES-GCM-{} with 16 octet ICV [RFC5282]"}
_HASHES = {
    "": "NONE [RFC4306]", "md5": "HMAC_MD5_96 [RFC2403]", "sha1": "HMAC_SHA1_96 [RFC2404]",
    "sha256": "HMAC_SHA2_256_128 [RFC4868]", "sha384": "HMAC_SHA2_384_192 [RFC4868]",
    "sha512": "HMAC_SHA2_512_256 [RFC4868]",
}  # fmt: skip


def key_material(sa: IkeSa) -> KeyMaterial:
    """A row of Wireshark's IKEv2 decryption table. The SA must have its keys."""
    assert sa.keys is not None and sa.suite is not None
    cipher = _CIPHERS.get(sa.suite.cipher, "NULL [RFC2410]").format(sa.suite.key_bits)
    one, two = sa.keys.initiator, sa.keys.responder
    return KeyMaterial(
        "ikev2_decryption_table",
        (
            sa.spi_i.hex(), sa.spi_r.hex(), one.key.hex(), two.key.hex(), cipher, one.auth_key.hex(),
            two.auth_key.hex(), _HASHES[sa.suite.integrity],
        ),
    )  # fmt: skip


def keys(device: Device) -> Iterator[KeyMaterial]:
    """One row for each SA that has keys."""
    if "ikev2" not in device.engines:
        return
    engine: Ikev2Engine = device.engine("ikev2")
    for sa in engine.life.sas.values():
        if sa.keys is not None:
            yield key_material(sa)
