"""Any datagram survives being cut, shuffled and put together again."""

from __future__ import annotations

from random import Random

import hypothesis.strategies as st
from hypothesis import given, settings

from iosemu.device.interface import Interface
from iosemu.device.passage import Passage
from iosemu.device.reassembly import fragments
from iosemu.records import replace
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from tests.device.bench import Bench

BENCH = Bench()
DEVICE = BENCH.router()
PORT = BENCH.port(DEVICE, "Fa0/0", "10.0.0.1")


def add(piece: ipv4.IPv4, port: Interface = PORT) -> ipv4.IPv4 | None:
    return port.device.ip.reassembly.add(Passage(piece, port.vrf, port), port)


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
    results = [add(piece) for piece in pieces]
    assert results[:-1] == [None] * (len(pieces) - 1)
    assert results[-1] == packet


def test_a_copy_is_ignored_an_overlap_takes_the_datagram_with_it() -> None:
    packet = ipv4.IPv4(1, parse_ipv4("10.0.0.1"), 200, bytes(range(200)), 60, 0, 5)
    first, second, third = fragments(packet, 20 + 80)
    overlap = replace(second, payload=packet.payload[72:152], flags_offset=second.flags_offset - 1)
    assert [add(piece) for piece in (first, first, third)] == [None, None, None]
    assert add(second) == packet
    lost = DEVICE.ip.stats.not_reassembled
    assert [add(piece) for piece in (first, third, overlap)] == [None, None, None]
    assert DEVICE.ip.stats.not_reassembled == lost + 1
    DEVICE.ip.reassembly.close()


def test_pieces_that_cannot_be() -> None:
    packet = ipv4.IPv4(1, parse_ipv4("10.0.0.1"), 200, bytes(24), 60, 0, 6)
    lost = DEVICE.ip.stats.not_reassembled
    assert add(replace(packet, payload=bytes(7), flags_offset=ipv4.MORE_FRAGMENTS)) is None  # not in words of 8
    assert add(replace(packet, payload=b"", flags_offset=3)) is None
    assert add(replace(packet, flags_offset=0x1FFF)) is None  # behind the end of any datagram
    assert DEVICE.ip.stats.not_reassembled == lost + 3
    assert add(replace(packet, flags_offset=2)) is None  # the end is at 40
    assert add(replace(packet, flags_offset=4 | ipv4.MORE_FRAGMENTS)) is None
    assert DEVICE.ip.stats.not_reassembled == lost + 4


def test_eight_thousand_tiny_pieces_are_put_together_once() -> None:
    """The last comes first, then the others in order: what used to be copied again for each piece."""
    payload = bytes(65512)
    packet = ipv4.IPv4(1, parse_ipv4("10.0.0.1"), 200, payload, 60, 0, 7)
    pieces = list(fragments(packet, 28))
    joined = 0

    class Counted(bytes):
        def __len__(self) -> int:
            nonlocal joined
            joined += 1
            return bytes.__len__(self)

    for piece in pieces:
        piece.payload = Counted(piece.payload)
    assert all(add(piece) is None for piece in (pieces[-1], *pieces[:-2]))
    assert add(pieces[-2]) == packet
    assert joined < 10 * len(pieces)


def test_a_router_that_is_off_does_not_finish_its_datagrams() -> None:
    bench = Bench()
    device = bench.router()
    port = bench.port(device, "Fa0/0", "10.0.0.1")
    packet = ipv4.IPv4(parse_ipv4("10.0.0.2"), parse_ipv4("10.0.0.1"), 200, bytes(100), 60, 0, 8)
    add(next(iter(fragments(packet, 68))), port)
    device.power_off()
    bench.run(60)
    assert device.ip.stats.reassembly_timeouts == 0
    assert len(device.vrfs.default.v4) == 0


def test_later_fragments_keep_only_copied_options() -> None:
    packet = ipv4.IPv4(1, 2, 200, bytes(100), options=bytes((148, 4, 0, 0, 7, 3, 4, 0)))
    first, second, *_ = fragments(packet, 76)
    assert first.options == packet.options
    assert second.options == bytes((148, 4, 0, 0))


def test_too_many_pieces_push_the_oldest_out() -> None:
    before = DEVICE.ip.stats.not_reassembled
    for ident in range(100, 170):
        packet = ipv4.IPv4(1, parse_ipv4("10.0.0.1"), 200, bytes(100), 60, 0, ident)
        add(next(iter(fragments(packet, 68))))
    assert DEVICE.ip.stats.not_reassembled == before + 6


def test_pieces_out_of_an_sa_are_of_one_datagram_only_with_each_other() -> None:
    """RFC 4301 section 7: a forged first piece in the clear does not get what came protected behind it."""
    packet = ipv4.IPv4(1, parse_ipv4("10.0.0.1"), 200, bytes(range(200)), 60, 0, 9)
    first, second = fragments(packet, 20 + 104)
    forged = replace(first, payload=bytes(len(first.payload)))
    sa = object()

    def opened(piece: ipv4.IPv4) -> ipv4.IPv4 | None:
        return DEVICE.ip.reassembly.add(Passage(piece, PORT.vrf, PORT, sa), PORT)

    assert [add(forged), opened(second), opened(first)] == [None, None, packet]
    DEVICE.ip.reassembly.close()
