"""The anti-replay window against a plain model; SPIs; wire form of ESP."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iosemu.features.ipsec.sadb import Replay, Sadb
from iosemu.wire import Malformed
from iosemu.wire.esp import Esp, in_udp
from tests.features.ipsec.world import World


@settings(deadline=None)  # a machine under load is no fault
@given(st.sampled_from([1, 32, 64, 128, 1024]), st.lists(st.integers(1, 300), max_size=200))
def test_window_agrees_with_a_set(size: int, numbers: list[int]) -> None:
    window, seen, highest = Replay(size), set[int](), 0
    for number in numbers:
        fresh = number not in seen and number > highest - size
        assert window.fresh(number) == fresh
        if fresh:
            window.seen(number)
            seen.add(number)
            highest = max(highest, number)


def test_sequence_number_zero_never_comes() -> None:
    window = Replay(64)
    assert not window.fresh(0)
    window.seen(3)
    assert not window.fresh(0)


def test_no_window_takes_anything() -> None:
    window = Replay(0)
    for number in (5, 5, 1, 0):
        assert window.fresh(number)
        window.seen(number)


def test_packets_that_fail_their_check_do_not_move_the_window() -> None:
    window = Replay(64)
    window.seen(1)
    assert window.fresh(4_000_000_000)  # forged: asked, never seen()
    assert window.fresh(2)


def test_spis_are_fresh_and_not_reserved() -> None:
    sadb = Sadb(Random(1), 1)
    spis = [sadb.spi() for _ in range(1000)]
    assert len(set(spis)) == 1000
    assert min(spis) >= 0x100
    assert [sadb.conn_id() for _ in range(3)] == [1, 2, 3]


@given(st.integers(1, 0xFFFFFFFF), st.integers(0, 0xFFFFFFFF), st.binary(max_size=40))
def test_wire_form(spi: int, sequence: int, body: bytes) -> None:
    packet = Esp(spi, sequence, body)
    assert Esp.decode(packet.encode()) == packet
    datagram = in_udp(4500, 1027, packet.encode())
    assert datagram[:8] == bytes.fromhex("11940403") + (len(datagram)).to_bytes(2, "big") + b"\0\0"


@pytest.mark.parametrize("data", [b"", bytes(7), bytes(20)])
def test_what_is_no_esp(data: bytes) -> None:
    with pytest.raises(Malformed):
        Esp.decode(data)


def test_what_refers_to_each_other_can_be_shown() -> None:
    world = World().protected()
    world.run(5)
    assert f"spi={world.e1.flows[0].pairs[0].inbound.spi}" in repr(world.e1.flows)
