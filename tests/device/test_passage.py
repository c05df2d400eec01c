"""A datagram's way through a router: the order of operations, one end for each passage, what it knows on the way."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from iosemu.device.device import Device
from iosemu.device.drops import Reason
from iosemu.device.interface import Interface
from iosemu.device.ip_events import PassageEnded
from iosemu.device.passage import PASS, TAKEN, Drop, Fate, Passage, Point, Stage, Verdict
from iosemu.features.interface.mss import follow
from iosemu.records import replace
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from iosemu.wire.tcp import SYN, Options, Tcp
from tests.device.bench import Bench, echo, static

NEAR, FAR, BEHIND = "10.0.1.1", "10.0.2.3", "10.9.1.1"
IN = [point for point in Point if point < Point.ROUTED]
OUT = [point for point in Point if point > Point.ROUTED]
# what IOS does with a datagram that is forwarded, in this order: each row is a stage and what it comes behind
ORDER = [
    (Point.IN_RPF, Point.IN_ACL, "the source is verified behind the access list"),
    (Point.IN_CLEAR, Point.IN_RPF, "clear text where ESP was expected is caught behind the checks of the source"),
    (Point.IN_QOS, Point.IN_CLEAR, "rates are checked behind decryption and its checks"),
    (Point.IN_MSS, Point.IN_QOS, "segment sizes are lowered behind the checks of rates"),
    (Point.IN_INSPECT, Point.IN_MSS, "a session begins with what the access list let in, in the clear"),
    (Point.IN_NAT, Point.IN_INSPECT, "sessions are followed by the addresses of the cable"),
    (Point.IN_ZONE, Point.IN_NAT, "what is for the router is known when it is translated"),
    (Point.IN_POLICY, Point.IN_ZONE, "policy routing is the last before the look-up"),
    (Point.ROUTED, Point.IN_POLICY, "traffic indications know the way that policy routing chose"),
    (Point.OUT_ZONE, Point.ROUTED, "zones are asked when the way is known, by the addresses of inside"),
    (Point.OUT_MSS, Point.OUT_ZONE, "segment sizes are lowered on the way out, too"),
    (Point.OUT_NAT, Point.OUT_MSS, "what leaves is translated when its way is known"),
    (Point.OUT_INSPECT, Point.OUT_NAT, "sessions are followed in the clear, by the addresses of the cable"),
    (Point.OUT_CRYPTO, Point.OUT_INSPECT, "what is sealed has its last contents"),
    (Point.OUT_ACL, Point.OUT_CRYPTO, "the access list on the way out sees ESP"),
    (Point.OUT_QOS, Point.OUT_ACL, "policies mark and count what the list lets out"),
]


class Row:
    """R1, R2, R3 in a row: 10.0.1.0/24 and 10.0.2.0/24, and 10.9.0.0/16 behind R3."""

    def __init__(self) -> None:
        self.bench = bench = Bench()
        self.a, self.m, self.b = (bench.router() for _ in range(3))
        self.into = bench.port(self.m, "Fa0/0", "10.0.1.2")
        self.out = bench.port(self.m, "Fa0/1", "10.0.2.2")
        bench.cable(bench.port(self.a, "Fa0/0", NEAR), self.into)
        bench.cable(self.out, bench.port(self.b, "Fa0/0", FAR))
        static(self.a, "0.0.0.0/0", "10.0.1.2")
        static(self.m, "10.9.0.0/16", FAR)
        static(self.b, "0.0.0.0/0", "10.0.2.2")
        for _ in range(3):
            echo(self.a, FAR)
            bench.run(3)


def recorder(seen: list[Point], point: Point, verdict: Verdict | Drop = PASS) -> Stage:
    def stage(passage: Passage, iface: Interface) -> Verdict | Drop:
        seen.append(point)
        return verdict

    return stage


def ended(device: Device) -> list[PassageEnded]:
    heard: list[PassageEnded] = []
    device.bus.listen(PassageEnded, heard.append)
    return heard


@pytest.mark.parametrize(("later", "earlier", "why"), ORDER)
def test_order_of_operations(later: Point, earlier: Point, why: str) -> None:
    row, seen = Row(), list[Point]()
    for point in Point:
        (row.into if point <= Point.ROUTED else row.out).set_stage(point, recorder(seen, point))
    echo(row.a, FAR)
    row.bench.run(0.004)
    assert seen.index(earlier) + 1 == seen.index(later), why
    assert len(seen) == len(Point)  # and no stage saw it twice


@pytest.mark.parametrize("point", list(Point))
def test_a_stage_that_drops_or_takes_is_the_last_and_has_its_name(point: Point) -> None:
    row, seen = Row(), list[Point]()
    for each in Point:
        verdict: Verdict | Drop = Drop(Reason.ACCESS_LIST) if each is point else PASS
        (row.into if each <= Point.ROUTED else row.out).set_stage(each, recorder(seen, each, verdict))
    heard = ended(row.m)
    echo(row.a, FAR)
    row.bench.run(0.004)
    assert seen == [each for each in Point if each <= point]
    at = row.into if point <= Point.ROUTED else row.out
    assert [(end.fate, end.at, end.reason) for end in heard] == [(Fate.DROPPED, at.name, Reason.ACCESS_LIST)]
    assert at.counters.drops[Reason.ACCESS_LIST] == 1
    assert heard[0].came == row.into.name


def test_stages_know_where_it_came_in_and_where_it_goes() -> None:
    row, seen = Row(), list[tuple[Interface | None, Interface | None, int]]()

    def look(passage: Passage, iface: Interface) -> Verdict:
        seen.append((passage.came, passage.out, passage.next_hop))
        return PASS

    for point, iface in ((Point.IN_ACL, row.into), (Point.ROUTED, row.into), (Point.OUT_ACL, row.out)):
        iface.set_stage(point, look)
    echo(row.a, BEHIND)
    row.bench.run(0.004)
    hop = parse_ipv4(FAR)
    assert seen[:3] == [(row.into, None, 0), (row.into, row.out, hop), (row.into, row.out, hop)]
    seen.clear()
    echo(row.m, FAR)
    row.bench.run(0.0005)
    assert seen == [(None, row.out, hop)]  # made here: nothing came in


def test_policy_routing_needs_no_route() -> None:
    row = Row()

    def choose(passage: Passage, iface: Interface) -> Verdict:
        passage.out, passage.next_hop = row.out, parse_ipv4(FAR)
        return PASS

    row.into.set_stage(Point.IN_POLICY, choose)
    before = row.m.ip.stats.forwarded
    echo(row.a, "172.31.1.1")
    row.bench.run(0.004)
    assert row.m.ip.stats.forwarded == before + 1
    assert any(packet.dst == parse_ipv4("172.31.1.1") for packet in row.bench.sent("R2:FastEthernet0/1"))


def test_a_passage_ends_once() -> None:
    row = Row()
    passage = Passage(ipv4.IPv4(1, 2, 200, b""), row.m.vrfs.default)
    row.m.ip.end(passage, Fate.SENT, row.out)
    with pytest.raises(RuntimeError, match="sent"):
        row.m.ip.drop(passage, row.out, Reason.NO_ROUTE)


ROW = Row()
HEARD = ended(ROW.m)
DESTINATIONS = [NEAR, "10.0.1.2", "10.0.1.9", "10.0.1.255", "10.0.2.2", FAR, "10.0.2.77", BEHIND, "172.31.1.1",
                "255.255.255.255", "224.0.0.1", "224.0.0.9", "127.0.0.1", "0.0.0.0", "10.0.2.255"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    dst=st.sampled_from(DESTINATIONS),
    src=st.sampled_from([NEAR, "10.0.1.9", "224.0.0.1", "0.0.0.0", "10.0.2.2"]),
    ttl=st.integers(0, 255),
    size=st.sampled_from([0, 8, 100, 1480, 1600, 4000]),
    flags=st.sampled_from([0, ipv4.DONT_FRAGMENT, ipv4.MORE_FRAGMENTS, 5]),
    protocol=st.sampled_from([1, 6, 17, 47, 50, 200]),
    options=st.sampled_from([b"", b"\x83\x07\x04\x0a\x00\x02\x03\x00", b"\x89\x07\x04\x0a\x09\x01\x01\x00"]),
    stages=st.dictionaries(st.sampled_from(list(Point)), st.sampled_from([PASS, TAKEN, Drop(Reason.ACCESS_LIST)])),
    made_here=st.booleans(),
)
def test_every_passage_ends_exactly_once(
    dst: str, src: str, ttl: int, size: int, flags: int, protocol: int, options: bytes,
    stages: dict[Point, Verdict | Drop], made_here: bool,
) -> None:  # fmt: skip
    ends = [
        (ROW.into if point <= Point.ROUTED else ROW.out).set_stage(point, recorder([], point, verdict))
        for point, verdict in stages.items()
    ]
    packet = ipv4.IPv4(parse_ipv4(src), parse_ipv4(dst), protocol, bytes(size), ttl, 0, 7, flags, options)
    passage = Passage(packet, ROW.m.vrfs.default, None if made_here else ROW.into)
    HEARD.clear()
    if made_here:
        ROW.m.ip.originate(passage)
    else:
        ROW.m.ip.carry(passage)
    ROW.bench.run(0.0001)
    assert passage.fate is not None
    assert sum(end.packet is passage.packet for end in HEARD) == 1
    ROW.m.ip.reassembly.close()
    for end in ends:
        end()


def test_what_was_told_of_a_datagram_stays_true() -> None:
    """Nobody changes a datagram that others have seen: not the hop count, the source, the segment size."""
    row, told = Row(), list[tuple[ipv4.IPv4, ipv4.IPv4]]()

    def keep(passage: Passage, iface: Interface) -> Verdict:
        told.append((passage.packet, replace(passage.packet)))
        return PASS

    for point in set(Point) - {Point.IN_MSS}:
        (row.into if point <= Point.ROUTED else row.out).set_stage(point, keep)
    row.into.config.adjust_mss = 600
    follow(row.into)
    made = ipv4.IPv4(0, parse_ipv4(FAR), ipv4.TCP, Tcp(1, 2, 0, 0, SYN, options=Options(mss=1460).encode()).encode(0, 0))
    told.append((made, replace(made)))
    row.a.ip.send(row.a.vrfs.default, made)
    row.bench.run(1)
    assert len(told) > len(Point) - 2 and all(packet == was for packet, was in told)
    assert len({packet.ttl for packet, _ in told}) == 2 and len({packet.payload for packet, _ in told}) == 2


def test_who_begins_to_listen_hears_of_what_is_forwarded() -> None:
    """Plain forwarding goes on bytes until somebody wants to hear how each datagram ends, and then again."""
    row = Row()
    for _ in range(2):
        echo(row.a, FAR)
        row.bench.run(1)
    cached = row.into.counters.cached_in
    heard: list[PassageEnded] = []
    stop = row.m.bus.listen(PassageEnded, heard.append)
    echo(row.a, FAR)
    row.bench.run(1)
    assert [event.fate for event in heard] == [Fate.SENT, Fate.SENT]  # there and back
    assert row.into.counters.cached_in == cached + 1
    stop()
    echo(row.a, FAR)
    row.bench.run(1)
    assert len(heard) == 2 and row.into.counters.cached_in == cached + 2
