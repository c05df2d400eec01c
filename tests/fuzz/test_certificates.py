"""Certificates, requests, lists, answers of responders, messages of SCEP, files of PKCS #12: whatever the octets are,
each reader gives a record or its one error, and what was read says the same again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

import hypothesis.strategies as st
import pytest

from iosemu.crypto import cms, ocsp, pkcs12
from iosemu.crypto.cms import BadMessage
from iosemu.crypto.pkcs12 import BadBundle, Bundle
from iosemu.crypto.rsa import BadKey, private_pem, read_private_pem
from iosemu.crypto.x509 import (
    BadCertificate,
    Extensions,
    Name,
    make_crl,
    make_request,
    name_of,
    read_certificate,
    read_crl,
    read_request,
    typed_name,
)
from iosemu.features.pki import scep
from iosemu.features.pki.scep import ScepMessage, Type
from tests.features.pki.authority import BEGINS, Authority, some_key
from tests.features.pki.test_ocsp import signed_answer

KEY = 5


@cache
def whole() -> dict[str, bytes]:
    """True ones of each kind."""
    authority, key = Authority(), some_key(KEY)
    name = Name.of(typed_name("CN=R2, OU=VPN, O=LAB"))
    cert = authority.issue(name, key.public_der())
    sealed = cms.seal(b"request", cert, "3des", Random(1))
    crl = make_crl(authority.name, BEGINS, datetime(2030, 1, 1), {3: BEGINS, 4: BEGINS}, 1, b"x" * 20, authority.key, "sha256")
    return {
        "certificate": cert.der,
        "authority": authority.certificate.der,
        "name": name.der,
        "request": make_request(name, key, "sha256", "secret", Extensions(key_usage=0x140)).der,
        "list": crl.der,
        "answer": signed_answer(authority, cert.serial),
        "message": ScepMessage(Type.PKCS_REQ, "ABC", b"n" * 16, sealed).encode(cert, key, "sha256"),
        "sealed": sealed,
        "bundle": cms.bundle((cert, authority.certificate), (crl.der,)),
        "file": pkcs12.make(Bundle(key, cert, (authority.certificate,)), "R2", "password", Random(2)),
        "key": "\n".join(private_pem(key, "3des", "password", Random(3))).encode(),
    }


def _private(data: bytes) -> object:
    return read_private_pem(data.decode("latin-1").splitlines(), "password")


READERS: dict[str, tuple[Callable[[bytes], object], type[ValueError]]] = {
    "certificate": (read_certificate, BadCertificate),
    "name": (name_of, BadCertificate),
    "request": (read_request, BadCertificate),
    "list": (read_crl, BadCertificate),
    "answer": (ocsp.read_response, BadCertificate),
    "message": (scep.read, BadMessage),
    "bundle": (cms.read_signed, BadMessage),
    "sealed": (lambda data: cms.open_sealed(data, some_key(KEY)), BadMessage),
    "file": (lambda data: pkcs12.read(data, "password"), BadBundle),
    "key": (_private, BadKey),
}


@pytest.mark.parametrize("kind", READERS)
def test_true_ones_are_read(kind: str) -> None:
    read, _ = READERS[kind]
    read(whole()[kind])


def damaged(kind: str) -> st.SearchStrategy[bytes]:
    change = st.tuples(st.integers(0, 3), st.integers(0, 4000), st.binary(min_size=1, max_size=4))

    def damage(changes: list[tuple[int, int, bytes]]) -> bytes:
        data = bytearray(whole()[kind])
        for how, at, piece in changes:
            where = at % (len(data) + 1)
            if how == 0:
                data[where : where + len(piece)] = piece
            elif how == 1:
                del data[where : where + at % 7]
            elif how == 2:
                data[where:where] = piece
            else:
                data[where:where] = data[where : where + at % 64]
        return bytes(data)

    others = st.sampled_from([name for name in whole() if name != kind]).map(whole().__getitem__)
    return st.one_of(st.lists(change, max_size=3).map(damage), st.binary(max_size=200), others)


@pytest.mark.parametrize("kind", READERS)
def test_any_octets(kind: str, feed: Callable[..., None]) -> None:
    read, wrong = READERS[kind]

    def target(data: bytes) -> None:
        try:
            found: Any = read(data)
        except wrong:
            return
        if hasattr(found, "der"):
            assert found.der == data and read(found.der) == found
        for name in ("subject", "issuer"):
            if hasattr(found, name) and getattr(found, name) is not None:
                assert getattr(found, name).text.isprintable()

    feed(damaged(kind), target)
