"""Serial lines: HDLC, and the line protocol that follows SLARP keepalives."""

from __future__ import annotations

from iosemu.device.device import Device
from iosemu.device.events import LineProtocol
from iosemu.device.interface import Interface
from iosemu.sim.link import Link
from iosemu.types import parse_ipv4
from iosemu.wire import hdlc
from tests.device.bench import Bench, echo, static


def line(keepalive: int | None = 10) -> tuple[Bench, Device, Interface, Interface, Link]:
    bench = Bench()
    one, two = bench.router(), bench.router()
    a, b = bench.port(one, "Se1/0", "10.0.0.1", 30), bench.port(two, "Se1/0", "10.0.0.2", 30)
    b.config.keepalive = keepalive
    return bench, one, a, b, bench.cable(a, b)


def test_line_protocol_needs_keepalives_of_the_far_end() -> None:
    bench, _, a, b, _ = line()
    assert a.up
    assert not a.line_up
    bench.run(1)
    assert a.line_up
    assert b.line_up
    first = hdlc.Frame.decode(bench.frames[0][1])
    assert (first.address, first.protocol) == (hdlc.MULTICAST, hdlc.SLARP)
    assert hdlc.Slarp.decode(first.payload) == hdlc.Slarp(hdlc.KEEPALIVE, 1, 0)


def test_echo_needs_no_arp() -> None:
    bench, one, _, _, _ = line()
    bench.run(1)
    heard: list[int] = []
    one.ip.icmp.on_reply(one.vrfs.default, 7, lambda message, packet: heard.append(packet.src))
    echo(one, "10.0.0.2")
    bench.run(1)
    assert heard == [parse_ipv4("10.0.0.2")]


def test_three_missed_keepalives_take_it_down() -> None:
    bench, one, a, _, link = line()
    bench.run(25)
    changes: list[tuple[float, bool]] = []
    one.bus.listen(LineProtocol, lambda event: changes.append((bench.clock.now, event.up)))
    link.filters.append(lambda port, frame: False)
    bench.run(60)
    assert a.up
    assert changes == [(50.0, False)]
    link.filters.clear()
    bench.run(15)
    assert a.line_up


def test_one_end_without_keepalives() -> None:
    bench, _, a, b, _ = line(keepalive=None)
    bench.run(60)
    assert b.line_up
    assert not a.line_up


def test_fast_path_over_serial_lines() -> None:
    bench = Bench()
    a, m, b = bench.router(), bench.router(), bench.router()
    bench.cable(bench.port(a, "Se1/0", "10.0.1.1"), bench.port(m, "Se1/0", "10.0.1.2"))
    bench.cable(bench.port(m, "Se1/1", "10.0.2.2"), bench.port(b, "Se1/0", "10.0.2.3"))
    static(a, "0.0.0.0/0", "10.0.1.2")
    static(b, "0.0.0.0/0", "10.0.2.2")
    bench.run(1)
    static(a, "0.0.0.0/0", "10.0.1.2")
    heard: list[int] = []
    a.ip.icmp.on_reply(a.vrfs.default, 7, lambda message, packet: heard.append(packet.ttl))
    for number in range(3):
        echo(a, "10.0.2.3", number)
        bench.run(1)
    assert heard == [254, 254, 254]
    assert m.vrfs.default.v4.fast
