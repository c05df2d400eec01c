"""The hammer, a few strokes each; `make hammer` counts to millions."""

from __future__ import annotations

from collections import Counter

import pytest

from iosemu.lab.catalog import shipped
from iosemu.wire import Malformed
from tests.fuzz import hammer
from tests.fuzz.exchanges import Exchanges
from tests.fuzz.mutate import fragments, mended
from tests.fuzz.samples import frames, layers


def test_decoders() -> None:
    tally = hammer.decoders(4000, 1)
    assert not tally.faults
    assert tally.notes["refused as malformed"] > 500 and tally.notes["packets decoded"] > 500


@pytest.mark.parametrize("name", ["dmvpn-ipsec", "dmvpn-phase1-odr", "dmvpn-phase1-rip", "dmvpn-phase3-eigrp"])
def test_running_labs(name: str) -> None:
    assert not hammer.labs(300, 1, name).faults


@pytest.mark.parametrize("name", sorted(shipped())[::3])
def test_lines(name: str) -> None:
    tally = hammer.lines(200, 1, name)
    assert not tally.faults
    assert tally.notes["configurations read back"]


def test_frames_of_all_protocols_are_there() -> None:
    """Of every shipped protocol, tagged and untagged, so that none goes unhammered."""
    exchanges = Exchanges()
    kinds = Counter(exchanges.kind(frame) for frame in frames())
    protocols = {kind.split()[0] for kind in kinds}
    assert protocols >= {"ARP", "CDP", "EIGRP", "ESP", "ICMP", "IKE", "NHRP", "RIP", "UDP"}
    assert {f"IKE main mode {number}" for number in range(1, 7)} <= set(kinds)
    assert {f"EIGRP {what}" for what in ("hello", "update", "query", "reply", "acknowledgment")} <= set(kinds)
    assert any(frame[12:14] == b"\x81\x00" for frame in frames()) and any(frame[12:14] == b"\x08\x00" for frame in frames())
    assert "" not in kinds


def test_true_frames_need_no_mending() -> None:
    for frame in frames():
        records = [record for _, record in layers(frame)]
        assert records
        if frame[12:14] != b"\x81\x00":  # checksums of UDP are left out, which is as right
            assert [type(record) for _, record in layers(mended(frame))] == [type(record) for record in records]


def test_mending_makes_broken_checksums_right() -> None:
    """A changed address of an EIGRP packet inside GRE is decoded again once it is mended."""
    for frame in frames():
        if Exchanges().kind(frame) == "EIGRP update" and len(list(layers(frame))) > 4:
            broken = frame[:-3] + bytes((frame[-3] ^ 1,)) + frame[-2:]
            with pytest.raises(Malformed):
                list(layers(broken))
            assert len(list(layers(mended(broken)))) > 4
            return
    raise AssertionError("no such frame")


def test_fragments_are_pieces_of_the_datagram() -> None:
    from random import Random

    frame = next(frame for frame in frames() if frame[12:14] == b"\x08\x00" and len(frame) > 400)
    pieces = fragments(frame, Random(1))
    assert len(pieces) > 1
    for piece in pieces:
        assert piece[34:] in frame
