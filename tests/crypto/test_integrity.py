"""HMAC against RFC 2202 and RFC 4231, truncation as ESP carries it."""

from __future__ import annotations

import pytest

from iosemu.crypto.integrity import HASHES, Hmac

JEFE = {  # key "Jefe": RFC 2202 test case 2, RFC 4231 test case 2
    "md5": "750c783e6ab0b503eaa86e310a5db738",
    "sha1": "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
    "sha256": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "sha384": "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
    "sha512": "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
    "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
}


@pytest.mark.parametrize("name", HASHES)
def test_jefe(name: str) -> None:
    mac = Hmac(name, b"Jefe")
    data = b"what do ya want for nothing?"
    for _ in range(2):
        assert mac.full(data).hex() == JEFE[name]
    assert mac.icv(data) == mac.full(data)[: HASHES[name].icv]


def test_truncations() -> None:
    assert {name: spec.icv for name, spec in HASHES.items()} == {
        "md5": 12, "sha1": 12, "sha256": 16, "sha384": 24, "sha512": 32
    }  # fmt: skip
