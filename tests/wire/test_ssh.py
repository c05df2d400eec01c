"""Fields and messages of SSH: RFC 4251's examples, and what nobody sends."""

from __future__ import annotations

import pytest

from iosemu.wire import Malformed
from iosemu.wire.ssh import KexInit, Msg, Reader, decode, encode, mpint


@pytest.mark.parametrize(
    ("number", "octets"),
    [(0, "00000000"), (0x9A378F9B2E332A7, "0000000809a378f9b2e332a7"), (0x80, "000000020080")],
)
def test_numbers(number: int, octets: str) -> None:
    """RFC 4251, section 5."""
    assert mpint(number).hex() == octets and Reader(bytes.fromhex(octets)).mpint() == number


def test_messages_come_back() -> None:
    said = encode(Msg.CHANNEL_REQUEST, 7, b"shell", True, b"")
    assert said.hex() == "6200000007" + "00000005" + b"shell".hex() + "01"
    assert decode(said) == (Msg.CHANNEL_REQUEST, [7, b"shell", True, b""])
    init = KexInit(bytes(16), [["a", "b"], ["c"], *[[]] * 8], True)
    assert KexInit.decode(init.encode()) == init


@pytest.mark.parametrize("octets", ["", "63", "6300000001ff", "c8", "5e0000000000000005", "33000000020aff00"])
def test_nonsense(octets: str) -> None:
    with pytest.raises(Malformed):
        decode(bytes.fromhex(octets))


def test_no_negative_numbers() -> None:
    with pytest.raises(Malformed):
        Reader(bytes.fromhex("0000000180")).mpint()
