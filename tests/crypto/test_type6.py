"""Type 6 passwords: texts of routers and of other encoders open here, and what is sealed here opens again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iosemu.crypto.type6 import is_sealed, seal, unseal

KNOWN = [
    ("fe_a`iJYE\\DZYJhDhTP[`MYaTgRH_MAAB", "Cisco123", "Cisco123"),  # of a router
    ("NdUI^_YP[VEPG[MT_bfTEFNZYFCYe\\R\\M", "cisco123", "password"),  # Cisco's encoder: it seals the end of the text too
    ("XOUDEUYHeLGdB`UAZKX\\GK[iEgCWMZXEXN^dTGZ[UAAAB", "mySecretMasterkey", "mySecretPassword"),
    ("EEZSHGVTieg[VWEXaMCHDEePCPUKBNKKWLYN^^NSi[AAB", "mySecretMasterkey", "mySecretPassword"),
    ("DWa[AI`YVfIEBP\\A]\\EIDBQ^HhVZhXAAB", "demo", "password"),
]


@pytest.mark.parametrize(("text", "master", "plain"), KNOWN)
def test_known_texts_open(text: str, master: str, plain: str) -> None:
    assert is_sealed(text) and unseal(text, master) == plain
    with pytest.raises(ValueError, match="not of this master key"):
        unseal(text, master + "x")


def test_a_known_text_is_made() -> None:
    salt = bytes.fromhex("f8d7d73f3ef5b1df")
    assert seal("Cisco123", "Cisco123", salt) == KNOWN[0][0]


@given(st.text(max_size=80).filter(lambda text: not text.endswith("\0")), st.text(min_size=1, max_size=20), st.binary(min_size=8, max_size=8))
@settings(max_examples=60)
def test_what_is_sealed_opens(plain: str, master: str, salt: bytes) -> None:
    text = seal(plain, master, salt)
    assert is_sealed(text) and unseal(text, master) == plain


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_anything_else_is_refused(text: str) -> None:
    if not is_sealed(text):
        with pytest.raises(ValueError, match="type 6"):
            unseal(text, "master")
