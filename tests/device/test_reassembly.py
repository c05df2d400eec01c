"""Any datagram survives being cut, shuffled and put together again."""

from __future__ import annotations

from random import Random

import hypothesis.strategies as st
from hypothesis import given, settings

from iosemu.device.reassembly import fragments
from iosemu.records import replace
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from tests.device.bench import Bench

BENCH = Bench()
DEVICE = BENCH.router()
PORT = BENCH.port(DEVICE, "Fa0/0", "10.0.0.1")


@settings(max_examples=150, deadline=None)
@given(size=st.integers(1, 6000), mtu=st.integers(68, 1500), again=st.integers(68, 1500), order=st.randoms())
def test_round_trip_in_any_order(size: int, mtu: int, again: int, order: Random) -> None:
    payload = bytes(number * 7 & 255 for number in range(size))
    packet = ipv4.IPv4(1, parse_ipv4("10.0.0.1"), 200, payload, 60, 8, size & 0xFFFF | 1)
    pieces = [part for piece in fragments(packet, mtu) for part in fragments(piece, again)]
    assert all(piece.length <= min(mtu, again) for piece in pieces)
    assert all(ipv4.IPv4.decode(piece.encode()) == piece for piece in pieces)
    if len(pieces) == 1:
        assert pieces[0].payload == payload
        return
    order.shuffle(pieces)
    results = [DEVICE.ip.reassembly.add(piece, PORT) for piece in pieces]
    assert results[:-1] == [None] * (len(pieces) - 1)
    assert results[-1] == packet


def test_duplicates_and_overlaps_do_no_harm() -> None:
    packet = ipv4.IPv4(1, parse_ipv4("10.0.0.1"), 200, bytes(range(200)), 60, 0, 5)
    first, second, third = fragments(packet, 20 + 80)
    overlap = replace(second, payload=packet.payload[72:152], flags_offset=second.flags_offset - 1)
    add = DEVICE.ip.reassembly.add
    assert [add(piece, PORT) for piece in (first, first, third, overlap)] == [None, None, None, None]
    assert add(second, PORT) == packet


def test_later_fragments_keep_only_copied_options() -> None:
    packet = ipv4.IPv4(1, 2, 200, bytes(100), options=bytes((148, 4, 0, 0, 7, 3, 4, 0)))
    first, second, *_ = fragments(packet, 76)
    assert first.options == packet.options
    assert second.options == bytes((148, 4, 0, 0))


def test_too_many_pieces_push_the_oldest_out() -> None:
    before = DEVICE.ip.stats.not_reassembled
    for ident in range(100, 170):
        packet = ipv4.IPv4(1, parse_ipv4("10.0.0.1"), 200, bytes(100), 60, 0, ident)
        DEVICE.ip.reassembly.add(next(iter(fragments(packet, 68))), PORT)
    assert DEVICE.ip.stats.not_reassembled == before + 6
