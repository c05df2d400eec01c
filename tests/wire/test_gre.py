"""GRE headers: which bits a receiver minds (RFC 2784 section 2.3, RFC 2890)."""

from __future__ import annotations

import pytest

from iosemu.wire import Malformed, gre


@pytest.mark.parametrize("bit", [0x4000, 0x0800, 0x0400])
def test_bits_1_to_5_are_discarded(bit: int) -> None:
    """All but key and sequence number."""
    with pytest.raises(Malformed):
        gre.Gre.decode(bit.to_bytes(2, "big") + b"\x08\0payload")


@pytest.mark.parametrize("bit", [0x0200, 0x0100, 0x0080, 0x0008])
def test_the_rest_of_reserved0_is_ignored(bit: int) -> None:
    assert gre.Gre.decode(bit.to_bytes(2, "big") + b"\x08\0payload") == gre.Gre(gre.IPV4, b"payload")


def test_options_come_back() -> None:
    packet = gre.Gre(gre.IPV4, b"payload", 77, 3, True)
    assert gre.Gre.decode(packet.encode()) == packet
