"""The routing table: longest match, distances, recursion, what goes away with an interface."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from iosemu.device.device import Device
from iosemu.device.engine import Engine, Host
from iosemu.device.fib import Entry, Kind
from iosemu.device.interface import Interface
from iosemu.device.rib import Path, Route, RoutingTable
from iosemu.device.sources import CONNECTED, named
from iosemu.types import MAX_IPV6, Prefix, Prefix6, parse_ipv4, parse_ipv6
from tests.device.bench import Bench

PREFIXES = st.builds(Prefix.of, st.integers(0, 0xFFFFFFFF), st.integers(0, 32))
PREFIXES6 = st.builds(Prefix6.of, st.integers(0, MAX_IPV6), st.integers(0, 128))
BASE = parse_ipv6("2001:db8::")
RIP, STATIC = named("rip"), named("static")


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
@given(
    prefixes=st.one_of(st.lists(PREFIXES, max_size=30), st.lists(PREFIXES6, max_size=30)),
    gone=st.sets(st.integers(0, 29)),
    addresses=st.data(),
)
def test_longest_match_agrees_with_a_search(prefixes: list[Prefix], gone: set[int], addresses: st.DataObject) -> None:
    family = type(prefixes[0]) if prefixes else Prefix
    table = RoutingTable(DEVICE, "", family)
    for prefix in prefixes:
        table.update(RIP, prefix, Route(prefix, RIP, 120, 1, (Path(None, PORT),)))
    left = [prefix for number, prefix in enumerate(prefixes) if number not in gone]
    for prefix in set(prefixes) - set(left):
        table.update(RIP, prefix, None)
    left = list({*left})
    most = MAX_IPV6 if family is Prefix6 else 0xFFFFFFFF
    picks = [prefix.network + offset for prefix in prefixes for offset in (0, 1)] or [0]
    address = addresses.draw(st.one_of(st.sampled_from(picks), st.integers(0, most))) & most
    best = max((prefix for prefix in left if address in prefix), key=lambda prefix: prefix.length, default=None)
    found = table.lookup(address)
    assert (found.prefix if found is not None else None) == best
    assert [route.prefix for route in table] == sorted(left)
    table.withdraw(RIP)
    assert len(table) == 0


def test_prefixes_of_two_families_are_never_equal() -> None:
    four, six = Prefix(0, 0), Prefix6(0, 0)
    assert four != six and six != four and len({four, six}) == 2
    assert six == Prefix6.parse("::/0")
    assert str(Prefix6.parse("2001:DB8:0:1:ff::1/64")) == "2001:DB8:0:1::/64"
    assert not six.covers(four) and six.covers(Prefix6.parse("2001:db8::/32"))


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


class Table:
    """The table of a router with two live ports for one family: 10.0.1.0/24 and 10.0.2.0/24 are connected. An IPv6
    address is that of IPv4 behind 2001:db8::.
    """

    def __init__(self, family: type[Prefix]) -> None:
        self.bench, self.device, self.one, self.two = lone()
        self.family = family
        vrf = self.device.vrfs.default
        self.table = vrf.v6 if family is Prefix6 else vrf.v4
        if family is Prefix6:
            for text, iface in (("10.0.1.0/24", self.one), ("10.0.2.0/24", self.two)):
                prefix = self.prefix(text)
                self.table.update(f"connected {iface.text}", prefix, Route(prefix, CONNECTED, 0, 0, (Path(None, iface),)))

    def prefix(self, text: str) -> Prefix:
        four = Prefix.parse(text)
        if self.family is Prefix:
            return four
        return Prefix6(BASE | four.network, 96 + four.length) if four.length else Prefix6(0, 0)

    def address(self, text: str) -> int:
        return parse_ipv4(text) | (BASE if self.family is Prefix6 else 0)

    def static(self, prefix: str, next_hop: str = "", iface: Interface | None = None, distance: int = 1) -> None:
        parsed = self.prefix(prefix)
        path = Path(self.address(next_hop) if next_hop else None, iface)
        self.table.update(f"static {distance}", parsed, Route(parsed, STATIC, distance, 0, (path,)))

    def best(self, text: str) -> str | None:
        route = self.table.best(self.prefix(text))
        return f"{route.source} [{route.distance}/{route.metric}]" if route is not None else None

    def found(self, text: str) -> Entry | None:
        return self.table.find(self.address(text))


@pytest.fixture(params=[Prefix, Prefix6], ids=["IPv4", "IPv6"])
def rib(request: pytest.FixtureRequest) -> Table:
    return Table(request.param)


def test_lower_distance_wins_and_the_other_waits(rib: Table) -> None:
    rib.static("10.9.0.0/16", "10.0.1.9")
    rib.static("10.9.0.0/16", "10.0.2.9", distance=200)
    prefix = rib.prefix("10.9.0.0/16")
    rib.table.update(RIP, prefix, Route(prefix, RIP, 120, 2, (Path(rib.address("10.0.2.7"), None),)))
    assert rib.best("10.9.0.0/16") == "static [1/0]"
    assert rib.one.link is not None
    rib.one.link.cut()
    assert rib.best("10.9.0.0/16") == "rip [120/2]"
    rib.table.update(RIP, prefix, None)
    assert rib.best("10.9.0.0/16") == "static [200/0]"
    rib.one.link.repair()
    assert rib.best("10.9.0.0/16") == "static [1/0]"


def test_recursion_through_another_route(rib: Table) -> None:
    rib.static("10.9.0.0/16", "20.0.0.1")
    assert rib.best("10.9.0.0/16") is None
    rib.static("20.0.0.0/8", "10.0.1.9")
    entry = rib.found("10.9.1.1")
    assert entry is not None
    assert (entry.interface, entry.next_hop) == (rib.one, rib.address("10.0.1.9"))
    rib.table.update("static 1", rib.prefix("20.0.0.0/8"), None)
    assert rib.best("10.9.0.0/16") is None


def test_a_route_does_not_resolve_through_itself(rib: Table) -> None:
    rib.static("0.0.0.0/0", "10.0.1.9")
    rib.static("30.0.0.0/8", "30.0.0.1")
    assert rib.best("30.0.0.0/8") is None


def test_two_routes_that_need_each_other_settle(rib: Table) -> None:
    rib.static("0.0.0.0/0", "10.0.1.9")
    rib.static("20.0.0.0/8", "30.0.0.1")
    rib.static("30.0.0.0/8", "20.0.0.1")
    assert rib.best("0.0.0.0/0")
    assert rib.best("20.0.0.0/8") is None or rib.best("30.0.0.0/8") is None


def test_a_lost_path_leaves_the_others(rib: Table) -> None:
    prefix = rib.prefix("10.9.0.0/16")
    paths = (Path(rib.address("10.0.1.9"), rib.one), Path(rib.address("10.0.2.9"), rib.two))
    rib.table.update(RIP, prefix, Route(prefix, RIP, 120, 1, paths))
    assert rib.one.link is not None
    rib.one.link.cut()
    left = rib.table.best(prefix)
    assert left is not None
    assert left.paths == paths[1:]
    rib.one.link.repair()
    back = rib.table.best(prefix)
    assert back is not None
    assert back.paths == paths


def test_flows_are_spread_over_equal_paths_and_stay(rib: Table) -> None:
    prefix = rib.prefix("10.9.0.0/16")
    paths = (Path(rib.address("10.0.1.9"), rib.one), Path(rib.address("10.0.2.9"), rib.two))
    rib.table.update(RIP, prefix, Route(prefix, RIP, 120, 1, paths))
    entry = rib.found("10.9.1.1")
    assert entry is not None
    hops = [entry.hop(source, rib.address("10.9.1.1")) for source in range(64)]
    assert {iface for iface, _ in hops} == {rib.one, rib.two}
    assert hops == [entry.hop(source, rib.address("10.9.1.1")) for source in range(64)]


def test_permanent_route_outlives_its_interface(rib: Table) -> None:
    prefix = rib.prefix("10.9.0.0/16")
    route = Route(prefix, STATIC, 1, 0, (Path(None, rib.one),), permanent=True)
    rib.table.update("static 1", prefix, route)
    assert rib.one.link is not None
    rib.one.link.cut()
    assert rib.best("10.9.0.0/16")


def test_null_route_drops_and_override_replaces(rib: Table) -> None:
    rib.static("10.9.0.0/16", iface=rib.device.null0)
    entry = rib.found("10.9.1.1")
    assert entry is not None
    assert entry.kind is Kind.DROP
    prefix = rib.prefix("10.8.0.0/16")
    rib.static("10.8.0.0/16", "10.0.1.9")
    rib.table.override(prefix, rib.two, rib.address("10.0.2.5"))
    entry = rib.found("10.8.1.1")
    assert entry is not None
    assert (entry.interface, entry.next_hop) == (rib.two, rib.address("10.0.2.5"))
    rib.table.override(prefix, None)
    entry = rib.found("10.8.1.1")
    assert entry is not None
    assert entry.interface is rib.one


def test_equal_route_changes_nothing_and_age_stays(rib: Table) -> None:
    rib.static("10.9.0.0/16", "10.0.1.9")
    version = rib.table.version
    rib.bench.run(30)
    rib.static("10.9.0.0/16", "10.0.1.9")
    route = rib.table.best(rib.prefix("10.9.0.0/16"))
    assert route is not None
    assert rib.table.version == version
    assert route.since == 0.0
    rib.table.touch("static 1", route.prefix)
    assert route.since == 30.0


class Counting(Engine):
    bursts = 0

    def routes_changed(self) -> None:
        self.bursts += 1


def test_engines_hear_once_of_a_burst(rib: Table) -> None:
    rib.bench.run(1)
    engine = Counting(Host(rib.device, "counting", rib.device.rng("counting")))
    rib.device.engines["counting"] = engine
    heard: list[Prefix] = []
    stop = rib.table.listen(lambda prefix, old, new: heard.append(prefix))
    for number in range(5):
        rib.static(f"20.{number}.0.0/16", "10.0.1.9")
    rib.bench.run(0.1)
    stop()
    rib.static("21.0.0.0/16", "10.0.1.9")
    assert engine.bursts == 1
    assert heard == [rib.prefix(f"20.{number}.0.0/16") for number in range(5)]


def test_the_families_do_not_see_each_other() -> None:
    rib = Table(Prefix6)
    rib.static("0.0.0.0/0", "10.0.1.9")
    vrf = rib.device.vrfs.default
    assert vrf.v6.lookup(0) is not None and vrf.v4.lookup(parse_ipv4("99.0.0.1")) is None
