"""The routing table: longest match, distances, recursion, what goes away with an interface."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given, settings

from iosemu.device.device import Device
from iosemu.device.engine import Engine, Host
from iosemu.device.fib import Kind
from iosemu.device.interface import Interface
from iosemu.device.rib import Path, Route, RoutingTable
from iosemu.types import Prefix, parse_ipv4
from tests.device.bench import Bench, static

PREFIXES = st.builds(Prefix.of, st.integers(0, 0xFFFFFFFF), st.integers(0, 32))


def lone() -> tuple[Bench, Device, Interface, Interface]:
    """A router with two live ports: Fa0/0 10.0.1.1/24, Fa0/1 10.0.2.1/24."""
    bench = Bench()
    device = bench.router()
    ports = [bench.port(device, f"Fa0/{n}", f"10.0.{n + 1}.1") for n in (0, 1)]
    for iface in ports:
        bench.cable(iface, bench.port(bench.router(), "Fa0/0"))
    return bench, device, ports[0], ports[1]


def text(device: Device) -> dict[str, str]:
    return {str(route.prefix): f"{route.source} [{route.distance}/{route.metric}]" for route in device.vrfs.default.v4}


@settings(max_examples=150, deadline=None)
@given(prefixes=st.lists(PREFIXES, max_size=30), gone=st.sets(st.integers(0, 29)), addresses=st.data())
def test_longest_match_agrees_with_a_search(prefixes: list[Prefix], gone: set[int], addresses: st.DataObject) -> None:
    table = RoutingTable(DEVICE)
    for prefix in prefixes:
        table.update("rip", prefix, Route(prefix, "rip", 120, 1, (Path(None, PORT),)))
    left = [prefix for number, prefix in enumerate(prefixes) if number not in gone]
    for prefix in set(prefixes) - set(left):
        table.update("rip", prefix, None)
    left = list({*left})
    picks = [prefix.network + offset for prefix in prefixes for offset in (0, 1)] or [0]
    address = addresses.draw(st.one_of(st.sampled_from(picks), st.integers(0, 0xFFFFFFFF))) & 0xFFFFFFFF
    best = max((prefix for prefix in left if address in prefix), key=lambda prefix: prefix.length, default=None)
    found = table.lookup(address)
    assert (found.prefix if found is not None else None) == best
    assert [route.prefix for route in table] == sorted(left)
    table.withdraw("rip")
    assert len(table) == 0


_, DEVICE, PORT, _ = lone()


def test_connected_and_local_routes_follow_the_line() -> None:
    _, device, one, _ = lone()
    assert text(device)["10.0.1.0/24"] == "connected [0/0]"
    assert text(device)["10.0.1.1/32"] == "local [0/0]"
    assert one.link is not None
    one.link.cut()
    assert "10.0.1.0/24" not in text(device)
    one.link.repair()
    assert "10.0.1.1/32" in text(device)


def test_no_local_routes_before_release_15() -> None:
    bench = Bench()
    device = bench.router("c3725")
    bench.cable(bench.port(device, "Fa0/0", "10.0.1.1"), bench.port(bench.router(), "Fa0/0"))
    assert list(text(device)) == ["10.0.1.0/24"]
    entry = device.ip.route(device.vrfs.default, parse_ipv4("10.0.1.1"))
    assert entry is not None
    assert entry.kind is Kind.RECEIVE


def test_lower_distance_wins_and_the_other_waits() -> None:
    _, device, one, _ = lone()
    static(device, "10.9.0.0/16", "10.0.1.9")
    static(device, "10.9.0.0/16", "10.0.2.9", distance=200)
    prefix = Prefix.parse("10.9.0.0/16")
    device.vrfs.default.v4.update("rip", prefix, Route(prefix, "rip", 120, 2, (Path(parse_ipv4("10.0.2.7"), None),)))
    assert text(device)["10.9.0.0/16"] == "static [1/0]"
    assert one.link is not None
    one.link.cut()
    assert text(device)["10.9.0.0/16"] == "rip [120/2]"
    device.vrfs.default.v4.update("rip", prefix, None)
    assert text(device)["10.9.0.0/16"] == "static [200/0]"
    one.link.repair()
    assert text(device)["10.9.0.0/16"] == "static [1/0]"


def test_recursion_through_another_route() -> None:
    _, device, one, _ = lone()
    static(device, "10.9.0.0/16", "20.0.0.1")
    assert "10.9.0.0/16" not in text(device)
    static(device, "20.0.0.0/8", "10.0.1.9")
    entry = device.ip.route(device.vrfs.default, parse_ipv4("10.9.1.1"))
    assert entry is not None
    assert (entry.interface, entry.next_hop) == (one, parse_ipv4("10.0.1.9"))
    device.vrfs.default.v4.update("static 1", Prefix.parse("20.0.0.0/8"), None)
    assert "10.9.0.0/16" not in text(device)


def test_a_route_does_not_resolve_through_itself() -> None:
    _, device, _, _ = lone()
    static(device, "0.0.0.0/0", "10.0.1.9")
    static(device, "30.0.0.0/8", "30.0.0.1")
    assert "30.0.0.0/8" not in text(device)


def test_two_routes_that_need_each_other_settle() -> None:
    _, device, _, _ = lone()
    static(device, "0.0.0.0/0", "10.0.1.9")
    static(device, "20.0.0.0/8", "30.0.0.1")
    static(device, "30.0.0.0/8", "20.0.0.1")
    found = text(device)
    assert "0.0.0.0/0" in found
    assert not {"20.0.0.0/8", "30.0.0.0/8"} <= set(found)


def test_a_lost_path_leaves_the_others() -> None:
    _, device, one, two = lone()
    prefix = Prefix.parse("10.9.0.0/16")
    paths = (Path(parse_ipv4("10.0.1.9"), one), Path(parse_ipv4("10.0.2.9"), two))
    device.vrfs.default.v4.update("rip", prefix, Route(prefix, "rip", 120, 1, paths))
    assert one.link is not None
    one.link.cut()
    left = device.vrfs.default.v4.best(prefix)
    assert left is not None
    assert left.paths == paths[1:]
    one.link.repair()
    back = device.vrfs.default.v4.best(prefix)
    assert back is not None
    assert back.paths == paths


def test_permanent_route_outlives_its_interface() -> None:
    _, device, one, _ = lone()
    prefix = Prefix.parse("10.9.0.0/16")
    route = Route(prefix, "static", 1, 0, (Path(None, one),), permanent=True)
    device.vrfs.default.v4.update("static 1", prefix, route)
    assert one.link is not None
    one.link.cut()
    assert "10.9.0.0/16" in text(device)


def test_null_route_drops_and_override_replaces() -> None:
    _, device, one, two = lone()
    static(device, "10.9.0.0/16", iface=device.null0)
    entry = device.ip.route(device.vrfs.default, parse_ipv4("10.9.1.1"))
    assert entry is not None
    assert entry.kind is Kind.DROP
    prefix = Prefix.parse("10.8.0.0/16")
    static(device, "10.8.0.0/16", "10.0.1.9")
    device.vrfs.default.v4.override(prefix, two, parse_ipv4("10.0.2.5"))
    entry = device.ip.route(device.vrfs.default, parse_ipv4("10.8.1.1"))
    assert entry is not None
    assert (entry.interface, entry.next_hop) == (two, parse_ipv4("10.0.2.5"))
    device.vrfs.default.v4.override(prefix, None)
    entry = device.ip.route(device.vrfs.default, parse_ipv4("10.8.1.1"))
    assert entry is not None
    assert entry.interface is one


def test_equal_route_changes_nothing_and_age_stays() -> None:
    bench, device, _, _ = lone()
    static(device, "10.9.0.0/16", "10.0.1.9")
    version = device.vrfs.default.v4.version
    bench.run(30)
    static(device, "10.9.0.0/16", "10.0.1.9")
    route = device.vrfs.default.v4.best(Prefix.parse("10.9.0.0/16"))
    assert route is not None
    assert device.vrfs.default.v4.version == version
    assert route.since == 0.0
    device.vrfs.default.v4.touch("static 1", route.prefix)
    assert route.since == 30.0


class Counting(Engine):
    bursts = 0

    def routes_changed(self) -> None:
        self.bursts += 1


def test_engines_hear_once_of_a_burst() -> None:
    bench, device, _, _ = lone()
    bench.run(1)
    engine = Counting(Host(device, "counting", device.rng("counting")))
    device.engines["counting"] = engine
    heard: list[str] = []
    stop = device.vrfs.default.v4.listen(lambda prefix, old, new: heard.append(str(prefix)))
    for number in range(5):
        static(device, f"20.{number}.0.0/16", "10.0.1.9")
    bench.run(0.1)
    stop()
    static(device, "21.0.0.0/16", "10.0.1.9")
    assert engine.bursts == 1
    assert heard == [f"20.{number}.0.0/16" for number in range(5)]
