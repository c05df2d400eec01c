"""Interfaces move between routing instances; nothing of one is seen in the other."""

from __future__ import annotations

from iosemu.device.rib import Path, Route
from iosemu.device.sources import named
from iosemu.types import Prefix, parse_ipv4
from iosemu.wire import ipv4
from tests.device.bench import Bench, echo

A = parse_ipv4("10.0.0.1")


def test_an_interface_takes_its_addresses_and_neighbours_along() -> None:
    bench = Bench()
    device, far = bench.router(), bench.router()
    port = bench.port(device, "Fa0/0", "10.0.0.1")
    bench.cable(port, bench.port(far, "Fa0/0", "10.0.0.2"))
    for _ in range(2):
        echo(device, "10.0.0.2")
        bench.run(3)
    red, default = device.vrfs.create("RED"), device.vrfs.default
    assert device.ip.arp.neighbours(port) and len(default.v4)
    port.vrf = red
    assert not device.ip.arp.neighbours(port)
    assert len(default.v4) == 0 and not default.v4.is_own(A) and not default.v4.broadcasts
    assert red.v4.is_own(A) and [str(route.prefix) for route in red.v4] == ["10.0.0.0/24", "10.0.0.1/32"]
    assert device.ip.route(default, parse_ipv4("10.0.0.2")) is None
    assert device.ip.source_for(red, parse_ipv4("10.0.0.2")) == A
    device.vrfs.remove("RED")
    assert port.vrf is default and default.v4.is_own(A) and device.vrfs.get("RED") is None


def test_the_same_addresses_in_two_instances() -> None:
    """Each neighbour hears only of its own side, and is answered there."""
    bench = Bench()
    device = bench.router()
    ends = []
    for number, name in enumerate(("RED", "BLUE")):
        port = bench.port(device, f"Fa0/{number}")
        port.vrf = device.vrfs.create(name)
        port.config.address = (A, 24)
        device.interface_changed(port)
        far = bench.router()
        bench.cable(port, bench.port(far, "Fa0/0", "10.0.0.2"))
        ends.append((port, far))
    for port, far in ends:
        assert device.ip.send(port.vrf, ipv4.IPv4(0, parse_ipv4("10.0.0.2"), 200, b"first"))
        bench.run(3)
        got: list[bytes] = []
        far.ip.register(200, lambda passage, iface, got=got: got.append(passage.packet.payload))
        others = [other for other, _ in ends if other is not port]
        before = [other.counters.out_packets for other in others]
        assert device.ip.send(port.vrf, ipv4.IPv4(0, parse_ipv4("10.0.0.2"), 200, b"mine"))
        assert echo(far, "10.0.0.1")
        bench.run(1)
        assert got == [b"mine"]
        assert [other.counters.out_packets for other in others] == before
    assert not device.ip.send(device.vrfs.default, ipv4.IPv4(0, parse_ipv4("10.0.0.2"), 200, b"nobody"))


def test_a_route_may_lead_by_an_interface_of_another_instance() -> None:
    bench = Bench()
    device, far = bench.router(), bench.router()
    port = bench.port(device, "Fa0/0", "10.0.0.1")
    bench.cable(port, bench.port(far, "Fa0/0", "10.0.0.2"))
    red = device.vrfs.create("RED")
    prefix = Prefix.parse("192.168.0.0/16")
    red.v4.update("static", prefix, Route(prefix, named("static"), 1, 0, (Path(parse_ipv4("10.0.0.2"), port),)))
    entry = device.ip.route(red, parse_ipv4("192.168.1.1"))
    assert entry is not None and entry.interface is port and entry.interface.vrf is not red
