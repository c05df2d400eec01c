"""What holds of any traffic: no two translations are known by the same from outside, and what comes back is for whom
it was."""

from __future__ import annotations

import random

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from iosemu.features.nat.ports import Ports
from iosemu.features.nat.rewrite import back, flow_of, parts, requoted, rewritten
from iosemu.wire import icmp, ipv4, tcp
from iosemu.wire.icmp import Icmp, Quote
from iosemu.wire.udp import Udp
from tests.features.nat.world import OVERLOAD, POOL, World

ADDRESS = st.integers(0x01000000, 0xDFFFFFFF)
PORT = st.integers(0, 65535)


@st.composite
def datagrams(draw: st.DrawFn) -> ipv4.IPv4:
    src, dst, data = draw(ADDRESS), draw(ADDRESS), draw(st.binary(max_size=40))
    kind = draw(st.sampled_from((ipv4.TCP, ipv4.UDP, ipv4.ICMP, ipv4.GRE)))
    if kind == ipv4.TCP:
        payload = tcp.Tcp(draw(PORT), draw(PORT), 1, 2, draw(st.integers(0, 63)), 4128, data).encode(src, dst)
    elif kind == ipv4.UDP:
        payload = Udp(draw(PORT), draw(PORT), data).encode(src, dst)
        if draw(st.booleans()):
            payload = payload[:6] + b"\0\0" + payload[8:]  # without a checksum
    elif kind == ipv4.ICMP:
        payload = Icmp(draw(st.sampled_from((icmp.ECHO, icmp.ECHO_REPLY))), 0, draw(PORT) << 16 | 7, data).encode()
    else:
        payload = data
    return ipv4.IPv4(src, dst, kind, payload, 64, 0, draw(PORT))


def right(packet: ipv4.IPv4) -> None:
    """Its checksums are."""
    assert ipv4.IPv4.decode(packet.encode()) == packet
    if packet.protocol == ipv4.TCP:
        tcp.Tcp.decode(packet.payload, packet.src, packet.dst)
    elif packet.protocol == ipv4.UDP:
        Udp.decode(packet.payload, packet.src, packet.dst)
    elif packet.protocol == ipv4.ICMP:
        Icmp.decode(packet.payload)


@given(datagrams(), ADDRESS, ADDRESS, PORT, PORT)
@settings(max_examples=300)
def test_there_and_back(packet: ipv4.IPv4, src: int, dst: int, first: int, second: int) -> None:
    old = flow_of(packet)
    assert old is not None and back(back(old)) == old
    ports = (first, first) if packet.protocol == ipv4.ICMP else (first, second)
    if packet.protocol == ipv4.GRE:
        ports = (0, 0)
    new = old[:1] + b"".join(x.to_bytes(n, "big") for x, n in ((src, 4), (dst, 4), (ports[0], 2), (ports[1], 2)))
    there = rewritten(packet, old, new)
    assert flow_of(there) == new
    right(there)
    again = rewritten(there, new, old)
    right(again)
    assert (again.src, again.dst, again.payload[:6]) == (packet.src, packet.dst, packet.payload[:6])
    mess = ipv4.IPv4(9, 8, ipv4.ICMP, Icmp(icmp.TIME_EXCEEDED, 0, 0, packet.encode()).encode())
    if len(packet.payload) >= 8:
        told = requoted(mess, 7, 6, old, new)
        quote = Quote.decode(Icmp.decode(told.payload).payload)
        assert (quote.src, quote.dst) == (src, dst)
        assert ipv4.IPv4.decode(Icmp.decode(told.payload).payload).encode() == there.encode()


@given(st.integers(0, 2**32))
@settings(max_examples=100)
def test_a_port_has_one_owner(seed: int) -> None:
    chance, ports = random.Random(seed), Ports()
    held: list[tuple[int, int, int]] = []  # port, wanted, owner
    for _ in range(200):
        if held and chance.random() < 0.4:
            port, _, _ = held.pop(chance.randrange(len(held)))
            ports.release(17, 1, port)
            continue
        wanted, owner = chance.choice((1, 2, 500, 511, 512, 600, 1023)), chance.randrange(600)
        got = ports.take(17, 1, wanted, owner, lambda *_: False)
        if got is not None:
            assert all(each == owner for port, _, each in held if port == got)
            assert (got <= 511) == (wanted <= 511)
            held.append((got, wanted, owner))
    for port, _, _ in held:
        ports.release(17, 1, port)
    assert len(ports) == 0


@pytest.mark.parametrize("rules", [OVERLOAD, POOL, OVERLOAD + "ip nat inside source static 10.1.1.2 203.0.113.30\n"])
def test_what_goes_out_comes_back_to_who_sent_it(rules: str) -> None:
    world, chance = World(rules), random.Random(1)
    world.resolve("203.0.113.10", "203.0.113.11", "203.0.113.30")
    for _ in range(120):
        who = chance.choice("AB")
        port, far = chance.choice((500, 5000, 5001, 5002)), chance.choice((53, 514))
        src = f"10.1.1.{'AB'.index(who) + 1}"
        out = world.udp(who, src, port, chance.choice(("203.0.113.9", "198.51.100.1")), far)
        assert out is not None and out[0].startswith("203.0.113.")
        answer = world.udp("S", out[2], out[3], out[0], out[1], who)
        assert answer == (out[2], out[3], src, port)
        if chance.random() < 0.05:
            world.lab.run(chance.choice((30, 200, 400)))
        entries = list(world.n.device.engine("nat").table)
        owners: dict[tuple[int, int, int], tuple[int, int]] = {}
        for entry in entries:
            protocol, _, _, _, _ = parts(entry.inner)
            known = owners.setdefault((protocol, *entry.global_), entry.local)
            assert known == entry.local, "two hosts known by the same address and port"
