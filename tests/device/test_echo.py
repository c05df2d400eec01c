"""Routers on cables: echo, forwarding, and the errors that come back."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given, settings

from iosemu.cli.context import Change
from iosemu.device.device import Device
from iosemu.device.interface import InterfaceConfig
from iosemu.device.passage import PASS, Passage, Point
from iosemu.device.rib import Path, Route
from iosemu.device.sources import named
from iosemu.types import Prefix, parse_ipv4
from iosemu.wire import icmp, ipv4
from iosemu.wire.icmp import Icmp, Quote
from tests.device.bench import Bench, echo, static


def three_in_a_row() -> tuple[Bench, Device, Device, Device]:
    """A 10.0.1.1 – .2 M 10.0.2.2 – .3 B, default routes at the ends."""
    bench = Bench()
    a, m, b = bench.router(), bench.router(), bench.router()
    bench.cable(bench.port(a, "Fa0/0", "10.0.1.1"), bench.port(m, "Fa0/0", "10.0.1.2"))
    bench.cable(bench.port(m, "Fa0/1", "10.0.2.2"), bench.port(b, "Fa0/0", "10.0.2.3"))
    static(a, "0.0.0.0/0", "10.0.1.2")
    static(b, "0.0.0.0/0", "10.0.2.2")
    bench.run(1)
    return bench, a, m, b


def warm(bench: Bench, a: Device, target: str = "10.0.2.3") -> None:
    """Send until all neighbours are known and the middle forwards on bytes."""
    for number in range(5):
        echo(a, target, number)
        bench.run(2)
    bench.frames.clear()


def test_first_echo_is_lost_to_arp() -> None:
    bench = Bench()
    one, two = bench.router(), bench.router()
    bench.cable(bench.port(one, "Fa0/0", "10.0.0.1"), bench.port(two, "Fa0/0", "10.0.0.2"))
    heard: list[int] = []
    one.ip.icmp.on_reply(one.vrfs.default, 7, lambda message, packet: heard.append(message.sequence))
    for number in range(3):
        assert echo(one, "10.0.0.2", number)
        bench.run(2)
    assert heard == [1, 2]
    assert one.ip.stats.encapsulation_failed == 1


def test_forwarding_counts_and_lowers_the_ttl() -> None:
    bench, a, m, _ = three_in_a_row()
    heard: list[int] = []
    a.ip.icmp.on_reply(a.vrfs.default, 7, lambda message, packet: heard.append(packet.ttl))
    warm(bench, a)
    before = m.ip.stats.forwarded
    echo(a, "10.0.2.3", 9)
    bench.run(1)
    assert heard[-1] == 254
    assert m.ip.stats.forwarded == before + 2
    assert m.vrfs.default.v4.fast


@settings(deadline=None, max_examples=20)
@given(src=st.one_of(st.integers(0xE000_0000, 0xFFFF_FFFF), st.sampled_from((0xE000_0001, 0xFFFF_FFFF))))
def test_a_group_sends_nothing(src: int) -> None:
    """Not on the fast path either, once the way is known."""
    bench, a, m, _ = three_in_a_row()
    warm(bench, a)
    assert m.vrfs.default.v4.fast
    before = m.ip.stats.forwarded
    passage = Passage(ipv4.IPv4(src, parse_ipv4("10.0.2.3"), 200, b"x", 60, 0, 7), a.vrfs.default)
    passage.out, passage.next_hop = next(iter(a.interfaces.values())), parse_ipv4("10.0.1.2")
    a.ip.output(passage)
    bench.run(1)
    assert m.ip.stats.forwarded == before


@settings(deadline=None, max_examples=60)
@given(
    ttl=st.integers(2, 255),
    tos=st.integers(0, 255),
    ident=st.integers(1, 65535),
    payload=st.binary(max_size=200),
    src=st.integers(0x0A000101, 0x0A0001FE).filter(lambda address: address != 0x0A000102),
    protocol=st.integers(2, 255),
)
def test_fast_path_gives_the_same_bytes_as_records(
    ttl: int, tos: int, ident: int, payload: bytes, src: int, protocol: int
) -> None:
    bench, a, m, _b = WARM
    packet = ipv4.IPv4(src, parse_ipv4("10.0.2.3"), protocol, payload, ttl, tos, ident)
    frames = []
    for slow in (False, True):
        middle = m.interfaces[next(name for name in m.interfaces if name.unit == (0, 0))]
        if slow:
            end = middle.set_stage(Point.IN_ACL, lambda passage, iface: PASS)
        bench.frames.clear()
        forwarded = m.ip.stats.forwarded
        again = Passage(ipv4.IPv4.decode(packet.encode()), a.vrfs.default)
        again.out, again.next_hop = next(iter(a.interfaces.values())), parse_ipv4("10.0.1.2")
        a.ip.output(again)
        bench.run(0.0015)
        assert m.ip.stats.forwarded == forwarded + 1
        frames.append([data for port, data in bench.frames if port == "R2:FastEthernet0/1"])
        if slow:
            end()
        echo(a, "10.0.2.3")
        bench.run(2)
    assert frames[0] == frames[1]
    assert len(frames[0]) == 1


def _warm_row() -> tuple[Bench, Device, Device, Device]:
    row = three_in_a_row()
    warm(row[0], row[1])
    return row


WARM = _warm_row()


def errors_of(device: Device) -> list[tuple[Icmp, Quote, ipv4.IPv4]]:
    heard: list[tuple[Icmp, Quote, ipv4.IPv4]] = []
    device.ip.icmp.on_error(lambda message, quote, passage: heard.append((message, quote, passage.packet)))
    return heard


def test_ttl_runs_out_in_the_middle() -> None:
    bench, a, m, _ = three_in_a_row()
    warm(bench, a)
    heard = errors_of(a)
    echo(a, "10.0.2.3", 3, ttl=1)
    bench.run(1)
    (message, quote, packet) = heard[0]
    assert (message.type, message.code) == (icmp.TIME_EXCEEDED, icmp.TTL)
    assert packet.src == parse_ipv4("10.0.1.2")
    assert (quote.dst, quote.ttl) == (parse_ipv4("10.0.2.3"), 1)
    assert m.ip.stats.bad_hops == 1


def test_unreachables_come_twice_a_second_at_most() -> None:
    bench, a, m, _ = three_in_a_row()
    warm(bench, a)
    heard = errors_of(a)
    for number in range(4):
        echo(a, "172.16.0.1", number)
        bench.run(0.3)
    assert [(message.type, message.code) for message, _, _ in heard] == [(icmp.UNREACHABLE, icmp.HOST)] * 2
    assert m.ip.stats.no_route == 4


def test_no_ip_unreachables_is_silent() -> None:
    bench, a, m, _ = three_in_a_row()
    warm(bench, a)
    next(iter(m.interfaces.values())).config.unreachables = False
    heard = errors_of(a)
    echo(a, "172.16.0.1")
    bench.run(1)
    assert heard == []


def test_too_big_with_df_tells_the_mtu() -> None:
    bench, a, m, _ = three_in_a_row()
    warm(bench, a)
    out = list(m.interfaces.values())[1]
    out.config.ip_mtu = 1400
    m.interface_changed(out)
    heard = errors_of(a)
    echo(a, "10.0.2.3", 3, size=1401, df=True)
    bench.run(1)
    message = heard[0][0]
    assert (message.type, message.code, message.mtu) == (icmp.UNREACHABLE, icmp.FRAGMENTATION_NEEDED, 1400)
    assert m.ip.stats.not_fragmented == 1


def test_too_big_without_df_is_cut_and_put_together() -> None:
    bench, a, m, b = three_in_a_row()
    warm(bench, a)
    out = list(m.interfaces.values())[1]
    out.config.ip_mtu = 600
    m.interface_changed(out)
    heard: list[int] = []
    a.ip.icmp.on_reply(a.vrfs.default, 7, lambda message, packet: heard.append(len(message.payload)))
    echo(a, "10.0.2.3", 3, size=1500)
    bench.run(1)
    echo(a, "10.0.2.3", 3, size=1500)
    bench.run(1)
    assert heard[-1] == 1472
    assert m.ip.stats.fragments_made >= 3
    assert b.ip.stats.reassembled >= 1


def test_lost_fragment_times_out() -> None:
    bench, a, _m, b = three_in_a_row()
    warm(bench, a)
    heard = errors_of(a)
    first = ipv4.IPv4(parse_ipv4("10.0.1.1"), parse_ipv4("10.0.2.3"), ipv4.UDP, b"x" * 64, 64, 0, 77)
    first.flags_offset = ipv4.MORE_FRAGMENTS
    a.ip.send(a.vrfs.default, first)
    bench.run(20)
    assert [(message.type, message.code) for message, _, _ in heard] == [(icmp.TIME_EXCEEDED, icmp.REASSEMBLY)]
    assert b.ip.stats.reassembly_timeouts == 1


def test_redirect_to_a_better_neighbour() -> None:
    bench = Bench()
    a, m, b = bench.router(), bench.router(), bench.router()
    ports = [bench.port(device, "Fa0/0", f"10.0.1.{n}") for n, device in ((1, a), (2, m), (3, b))]
    bench.cable(*ports)
    bench.port(b, "Lo0", "3.3.3.3", 32)
    static(a, "3.3.3.3/32", "10.0.1.2")
    static(m, "3.3.3.3/32", "10.0.1.3")
    for device in (a, m, b):
        for iface in device.interfaces.values():
            iface.update_state()
    heard = errors_of(a)
    for number in range(4):
        echo(a, "3.3.3.3", number)
        bench.run(2)
    redirects = [message for message, _, _ in heard if message.type == icmp.REDIRECT]
    assert redirects
    assert redirects[0].rest == parse_ipv4("10.0.1.3")


def test_port_and_protocol_unreachable() -> None:
    bench, a, _, b = three_in_a_row()
    warm(bench, a)
    heard = errors_of(a)
    a.ip.udp.send(a.vrfs.default, 0, 4000, parse_ipv4("10.0.2.3"), 4001, b"hello")
    bench.run(1)
    a.ip.send(a.vrfs.default, ipv4.IPv4(0, parse_ipv4("10.0.2.3"), 200, b"hello"))
    bench.run(1)
    assert [message.code for message, _, _ in heard] == [icmp.PORT, icmp.PROTOCOL]
    assert b.ip.udp.no_port == 1
    assert b.ip.stats.unknown_protocol == 1


def test_datagram_reaches_its_port() -> None:
    bench, a, _, b = three_in_a_row()
    warm(bench, a)
    got: list[bytes] = []
    close = b.ip.udp.listen(4001, lambda udp, passage, iface: got.append(udp.payload))
    a.ip.udp.send(a.vrfs.default, 0, 4000, parse_ipv4("10.0.2.3"), 4001, b"hello")
    bench.run(1)
    close()
    a.ip.udp.send(a.vrfs.default, 0, 4000, parse_ipv4("10.0.2.3"), 4001, b"again")
    bench.run(1)
    assert got == [b"hello"]


def test_multicast_only_for_those_who_joined() -> None:
    bench, a, m, _ = three_in_a_row()
    group = parse_ipv4("224.0.0.10")
    got: list[int] = []
    m.ip.register(88, lambda passage, iface: got.append(passage.packet.src))
    out, into = next(iter(a.interfaces.values())), next(iter(m.interfaces.values()))
    for joined in (False, True):
        if joined:
            m.ip.join(into, group)
        assert a.ip.send(a.vrfs.default, ipv4.IPv4(0, group, 88, b"hello", 1), out)
        bench.run(1)
    assert got == [parse_ipv4("10.0.1.1")]
    assert bench.frames[-1][1][:6].hex() == "01005e00000a"


def test_directed_broadcast_is_dropped_unless_allowed() -> None:
    bench, a, m, b = three_in_a_row()
    warm(bench, a)
    out = list(m.interfaces.values())[1]
    counts = []
    for allowed in (False, True):
        out.config.directed_broadcast = allowed
        m.interface_changed(out)
        before = b.ip.stats.broadcasts_in
        echo(a, "10.0.2.255")
        bench.run(1)
        counts.append(b.ip.stats.broadcasts_in - before)
    assert counts == [0, 1]


def test_flows_stay_on_one_of_several_paths() -> None:
    bench = Bench()
    a = bench.router()
    one, two = bench.port(a, "Fa0/0", "10.0.1.1"), bench.port(a, "Fa0/1", "10.0.2.1")
    for iface in (one, two):
        other = bench.router()
        bench.cable(iface, bench.port(other, "Fa0/0"))
    prefix = Prefix.parse("10.9.0.0/16")
    paths = (Path(parse_ipv4("10.0.1.2"), one), Path(parse_ipv4("10.0.2.2"), two))
    a.vrfs.default.v4.update(named("rip"), prefix, Route(prefix, named("rip"), 120, 1, paths))
    entry = a.ip.route(a.vrfs.default, parse_ipv4("10.9.1.1"))
    assert entry is not None
    used = {entry.hop(src, parse_ipv4("10.9.1.1"))[0] for src in range(0x0A000001, 0x0A000040)}
    assert used == {one, two}
    assert len({entry.hop(7, 9)[0] for _ in range(5)}) == 1


def test_tagged_subinterfaces_are_apart() -> None:
    bench = Bench()
    a, b = bench.router(), bench.router()
    bench.cable(bench.port(a, "Fa0/0"), bench.port(b, "Fa0/0"))
    for device, host in ((a, 1), (b, 2)):
        for vlan in (10, 20):
            sub = bench.port(device, f"Fa0/0.{vlan}")
            sub.config.dot1q = vlan
            device.commit([Change(sub, InterfaceConfig, ("dot1q",), None, vlan)])
            sub.config.address = (parse_ipv4(f"10.0.{vlan}.{host}"), 24)
            sub.carrier(True)
            device.interface_changed(sub)
    heard: list[int] = []
    a.ip.icmp.on_reply(a.vrfs.default, 7, lambda message, packet: heard.append(packet.src))
    for number in range(2):
        for vlan in (10, 20):
            echo(a, f"10.0.{vlan}.2", number)
            bench.run(2)
    assert heard == [parse_ipv4("10.0.10.2"), parse_ipv4("10.0.20.2")]
    assert {frame[12:16].hex() for _, frame in bench.frames} == {"8100000a", "81000014"}
