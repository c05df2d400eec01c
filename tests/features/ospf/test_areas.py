"""Areas: what goes between them, what stays out, virtual links, and what comes from outside."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import format_ipv4, parse_ipv4
from tests.features.wired import chain, network, routes

P2P = "interface {port}\n ip ospf network point-to-point\n"


def line(areas: list[int], more: dict[int, str] | None = None, platform: str = "c7200") -> Lab:
    """R1 - R2 - …; `areas` of the links; loopback n (192.168.n.1/32 in OSPF) is in the area of the link before it."""
    count = len(areas) + 1
    lab = chain(count, platform=platform)
    for i in range(1, count + 1):
        text = ""
        if i > 1:
            text += P2P.format(port="Fa0/1")
        if i < count:
            text += P2P.format(port="Fa0/0")
        text += "router ospf 1\n timers throttle spf 10 100 1000\n timers throttle lsa 0 10 1000\n"
        text += f" network 192.168.{i}.1 0.0.0.0 area {areas[max(i - 2, 0)]}\n"
        for n, area in enumerate(areas, 1):
            if i in (n, n + 1):
                text += f" network 10.0.{n}{n + 1}.0 0.0.0.255 area {area}\n"
        assert lab[f"R{i}"].configure(text + (more or {}).get(i, "")) == ""
    lab.run(60)
    return lab


def kinds(lab: Lab, node: str) -> dict[str, tuple[str, int]]:
    """Prefix -> (kind, metric) of the OSPF routes."""
    table = lab[node].device.vrfs.default.v4
    return {str(route.prefix): (route.kind, route.metric) for route in table if route.source.name == "ospf"}


def test_inter_area_routes() -> None:
    lab = line([0, 1])
    assert kinds(lab, "R3") == {
        "10.0.12.0/24": ("inter", 2), "192.168.1.1/32": ("inter", 3), "192.168.2.1/32": ("inter", 2),
    }  # fmt: skip
    assert "O IA" in lab["R3"].cli("show ip route ospf")
    assert kinds(lab, "R1")["192.168.3.1/32"] == ("inter", 3)


def test_an_area_that_does_not_touch_the_backbone_needs_a_virtual_link() -> None:
    lab = line([0, 1, 2])
    assert "192.168.1.1/32" not in kinds(lab, "R4")
    assert lab["R2"].configure("router ospf 1\n area 1 virtual-link 192.168.3.1\n") == ""
    assert lab["R3"].configure("router ospf 1\n area 1 virtual-link 192.168.2.1\n") == ""
    lab.run(60)
    assert kinds(lab, "R4")["192.168.1.1/32"] == ("inter", 4)
    assert kinds(lab, "R1")["192.168.4.1/32"] == ("inter", 4)
    said = lab["R2"].cli("show ip ospf neighbor")
    assert "OSPF_VL0" in said
    assert "100 percent" in lab["R4"].cli("ping 192.168.1.1 source Loopback0")
    assert "via interface FastEthernet0/0\n" in lab["R2"].cli("show ip ospf virtual-links")
    lab["R3"].configure("interface Fa0/1\n shutdown\n")
    lab.run(20)
    down = lab["R2"].cli("show ip ospf virtual-links").splitlines()
    assert down[0] == "Virtual Link OSPF_VL0 to router 192.168.3.1 is down"
    assert "  Transit area 1" in down and "        0           65535     no          no            Base" in down
    lab["R3"].configure("interface Fa0/1\n no shutdown\n")
    lab.run(90)
    assert kinds(lab, "R4")["192.168.1.1/32"] == ("inter", 4)
    lab["R2"].configure("router ospf 1\n no area 1 virtual-link 192.168.3.1\n")
    lab.run(60)
    assert "192.168.4.1/32" not in kinds(lab, "R1")
    assert "Adjacency State FULL (Hello suppressed)" in lab["R3"].cli("show ip ospf virtual-links")  # it hears nothing of it
    lab["R3"].configure("router ospf 1\n no area 1 virtual-link 192.168.2.1\n")
    lab.run(60)
    assert "192.168.1.1/32" not in kinds(lab, "R4")


@pytest.mark.parametrize(("other", "joined"), [("cisco", True), ("wrong", False)])
def test_virtual_links_have_keys_of_their_own(other: str, joined: bool) -> None:
    lab = line([0, 1, 2])
    tail = "authentication message-digest message-digest-key 1 md5"
    lab["R2"].configure(f"router ospf 1\n area 1 virtual-link 192.168.3.1 {tail} cisco\n")
    lab["R3"].configure(f"router ospf 1\n area 1 virtual-link 192.168.2.1 {tail} {other}\n")
    lab.run(90)
    assert ("192.168.1.1/32" in kinds(lab, "R4")) is joined


STUB = [
    (" area 1 stub\n", " area 1 stub\n", {"0.0.0.0/0": ("inter", 2), "192.168.1.1/32": ("inter", 3)}),
    (" area 1 stub no-summary\n", " area 1 stub\n", {"0.0.0.0/0": ("inter", 2)}),
    (" area 1 stub no-summary\n area 1 default-cost 50\n", " area 1 stub\n", {"0.0.0.0/0": ("inter", 51)}),
    (" area 1 nssa\n", " area 1 nssa\n", {"192.168.1.1/32": ("inter", 3)}),
    (" area 1 nssa no-summary\n", " area 1 nssa\n", {"0.0.0.0/0": ("inter", 2)}),
    (
        " area 1 nssa default-information-originate\n", " area 1 nssa\n",
        {"0.0.0.0/0": ("nssa 2", 1), "192.168.1.1/32": ("inter", 3)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("border", "inside", "expected"), STUB)
def test_kinds_of_areas(border: str, inside: str, expected: dict[str, tuple[str, int]]) -> None:
    """R1 brings in 172.16.0.0/16; of the backbone R3 has what the kind of its area lets in."""
    outside = "ip route 172.16.0.0 255.255.0.0 Null0\nrouter ospf 1\n redistribute static subnets\n"
    lab = line([0, 1], {1: outside, 2: border, 3: inside})
    found = kinds(lab, "R3")
    assert {prefix: found.get(prefix) for prefix in expected} == expected
    assert "172.16.0.0/16" not in found
    assert ("192.168.1.1/32" in found) == ("192.168.1.1/32" in expected)
    assert kinds(lab, "R2")["172.16.0.0/16"] == ("external 2", 20)


def test_nssa_brings_in_and_its_border_translates() -> None:
    outside = "ip route 172.16.0.0 255.255.0.0 Null0\nrouter ospf 1\n redistribute static subnets metric-type 1 tag 7\n"
    lab = line([0, 1], {2: " area 1 nssa\n", 3: f" area 1 nssa\n{outside}"})
    assert kinds(lab, "R2")["172.16.0.0/16"] == ("nssa 1", 22)  # by its loopback, the forwarding address
    assert kinds(lab, "R1")["172.16.0.0/16"] == ("external 1", 23)
    route = lab["R1"].device.vrfs.default.v4.best(next(iter(p for p in prefixes(lab, "R1") if str(p) == "172.16.0.0/16")))
    assert route.tag == 7
    assert format_ipv4(route.paths[0].learned_from) == "192.168.2.1"
    lab["R3"].configure("no ip route 172.16.0.0 255.255.0.0 Null0\n")
    lab.run(30)
    assert "172.16.0.0/16" not in kinds(lab, "R1")


def test_ranges_are_of_what_is_inside() -> None:
    """Not of what comes from outside of an NSSA: that is held together by `summary-address` (test_summaries.py)."""
    outside = "ip route 172.16.1.0 255.255.255.0 Null0\nrouter ospf 1\n redistribute static subnets\n"
    ranges = " area 1 range 172.16.0.0 255.255.0.0\n area 1 range 192.168.0.0 255.255.0.0\n"
    lab = line([0, 1], {2: f" area 1 nssa\n{ranges}", 3: f" area 1 nssa\n{outside}"})
    known = kinds(lab, "R1")
    assert known["172.16.1.0/24"] == ("external 2", 20) and known["192.168.0.0/16"] == ("inter", 3)
    assert "172.16.0.0/16" not in known
    lab["R2"].configure("router ospf 1\n area 1 range 172.16.0.0 255.255.0.0 not-advertise\n")
    lab.run(20)
    assert kinds(lab, "R1")["172.16.1.0/24"] == ("external 2", 20)


@pytest.mark.parametrize("lines", ["area 1 nssa", "area 1 stub"])
def test_an_area_that_is_closed_keeps_nothing_from_outside(lines: str) -> None:
    """Types 4 and 5 leave its databases at once, type 7 when it is opened again. What its boundary router told the rest
    of the system stays there unused until it is old: nobody but it could take it back, and it is not heard any more."""
    outside = "ip route 172.16.{0}.0 255.255.255.0 Null0\nrouter ospf 1\n redistribute static subnets\n"
    lab = line([0, 1, 1], {1: outside.format(1), 3: outside.format(3)})
    assert kinds(lab, "R4")["172.16.1.0/24"][0] == kinds(lab, "R1")["172.16.3.0/24"][0] == "external 2"

    def databases(node: str) -> set[int]:
        process = lab[node].device.engine("ospf").processes[1]
        found = {kind for area in process.areas.values() for kind in area.lsdb.kinds} | set(process.lsdb.kinds)
        return found & {4, 5, 7}

    for node in ("R2", "R3", "R4"):
        lab[node].configure(f"router ospf 1\n {lines}\n")
    lab.run(60)
    opened = {7} if "nssa" in lines else set()
    assert databases("R3") == databases("R4") == opened
    assert kinds(lab, "R4").get("0.0.0.0/0", ("", 0))[0] == ("" if opened else "inter")
    translated = {"172.16.3.0/24"} if opened else set()
    assert {prefix for prefix in kinds(lab, "R1") if prefix.startswith("172")} == translated
    own = "172.16.3.0      192.168.3.1"
    assert own in lab["R1"].cli("show ip ospf database")
    assert "Routing Bit Set" not in lab["R1"].cli("show ip ospf database external adv-router 192.168.3.1")
    lab.run(3700)
    assert own not in lab["R1"].cli("show ip ospf database")
    for node in ("R2", "R3", "R4"):
        lab[node].configure(f"router ospf 1\n no {lines}\n")
    lab.run(60)
    assert databases("R3") == databases("R4") == {4, 5}
    assert kinds(lab, "R4")["172.16.1.0/24"][0] == kinds(lab, "R1")["172.16.3.0/24"][0] == "external 2"


def prefixes(lab: Lab, node: str):  # type: ignore[no-untyped-def]
    return [route.prefix for route in lab[node].device.vrfs.default.v4]


def test_ranges_hold_areas_together() -> None:
    lab = line([0, 1], {2: " area 1 range 192.168.0.0 255.255.0.0\n"})
    assert kinds(lab, "R1")["192.168.0.0/16"] == ("inter", 3)
    assert "192.168.3.1/32" not in kinds(lab, "R1")
    assert kinds(lab, "R2")["192.168.0.0/16"][0] == "summary"
    lab["R2"].configure("router ospf 1\n area 1 range 192.168.0.0 255.255.0.0 not-advertise\n")
    lab.run(20)
    assert not {"192.168.0.0/16", "192.168.3.1/32"} & kinds(lab, "R1").keys()
    lab["R2"].configure("router ospf 1\n area 1 range 192.168.0.0 255.255.0.0 cost 77\n")
    lab.run(20)
    assert kinds(lab, "R1")["192.168.0.0/16"] == ("inter", 78)


def test_filter_lists() -> None:
    lists = "ip prefix-list NO deny 192.168.1.1/32\nip prefix-list NO permit 0.0.0.0/0 le 32\n"
    lab = line([0, 1], {2: f"{lists}router ospf 1\n area 1 filter-list prefix NO in\n"})
    assert "192.168.1.1/32" not in kinds(lab, "R3")
    assert "192.168.2.1/32" in kinds(lab, "R3")
    lab["R2"].configure("router ospf 1\n no area 1 filter-list prefix NO in\n area 0 filter-list prefix NO out\n")
    lab.run(20)
    assert "192.168.1.1/32" not in kinds(lab, "R3")


EXTERNAL = [
    ("redistribute static subnets", {"172.16.1.0/24": ("external 2", 20), "172.17.0.0/16": ("external 2", 20)}),
    ("redistribute static", {"172.17.0.0/16": ("external 2", 20)}),
    ("redistribute static subnets metric 5 metric-type 1", {
        "172.16.1.0/24": ("external 1", 7), "172.17.0.0/16": ("external 1", 7)}),
    ("redistribute static subnets route-map TYPE", {
        "172.16.1.0/24": ("external 1", 22), "172.17.0.0/16": ("external 2", 20)}),
    ("default-metric 9\n redistribute static subnets", {
        "172.16.1.0/24": ("external 2", 9), "172.17.0.0/16": ("external 2", 9)}),
    ("redistribute static subnets\n summary-address 172.16.0.0 255.254.0.0", {"172.16.0.0/15": ("external 2", 20)}),
    ("redistribute static subnets\n summary-address 172.16.0.0 255.254.0.0 not-advertise", {}),
    ("default-information originate", {"0.0.0.0/0": ("external 2", 1)}),
    ("default-information originate metric 30 metric-type 1", {"0.0.0.0/0": ("external 1", 32)}),
]  # fmt: skip
TYPES = (
    "ip prefix-list ONE permit 172.16.1.0/24\nroute-map TYPE permit 10\n match ip address prefix-list ONE\n"
    " set metric-type type-1\nroute-map TYPE permit 20\n set metric-type type-2\n"
)
STATICS = "ip route 172.16.1.0 255.255.255.0 Null0\nip route 172.17.0.0 255.255.0.0 Null0\n"


@pytest.mark.parametrize(("lines", "expected"), EXTERNAL)
def test_what_comes_from_outside(lines: str, expected: dict[str, tuple[str, int]]) -> None:
    default = "ip route 0.0.0.0 0.0.0.0 Null0\n" if "default-information" in lines else ""
    lab = chain(3, "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n")
    for node, port in (("R1", "Fa0/0"), ("R2", "Fa0/0"), ("R2", "Fa0/1"), ("R3", "Fa0/1")):
        lab[node].configure(P2P.format(port=port))
    lab["R1"].configure(f"{STATICS}{TYPES}{default}router ospf 1\n {lines}\n")
    lab.run(60)
    found = {prefix: kind for prefix, kind in kinds(lab, "R3").items() if kind[0].startswith("external")}
    assert found == expected


def test_a_summary_that_goes_gives_its_routes_back() -> None:
    lab = line([0], {1: f"{STATICS}router ospf 1\n redistribute static subnets\n summary-address 172.16.0.0 255.254.0.0\n"})
    assert "172.16.0.0/15" in kinds(lab, "R2")
    lab["R1"].configure("router ospf 1\n no summary-address 172.16.0.0 255.254.0.0\n")
    lab.run(60)
    assert kinds(lab, "R2").keys() >= {"172.16.1.0/24", "172.17.0.0/16"} and "172.16.0.0/15" not in kinds(lab, "R2")
    assert "Null0" not in lab["R1"].cli("show ip route ospf")


def test_the_default_route_goes_with_the_one_it_stands_for() -> None:
    lab = line([0], {1: "ip route 0.0.0.0 0.0.0.0 Null0\nrouter ospf 1\n default-information originate\n"})
    assert "0.0.0.0/0" in kinds(lab, "R2")
    lab["R1"].configure("no ip route 0.0.0.0 0.0.0.0 Null0\n")
    lab.run(20)
    assert "0.0.0.0/0" not in kinds(lab, "R2")
    lab["R1"].configure("router ospf 1\n default-information originate always\n")
    lab.run(20)
    assert kinds(lab, "R2")["0.0.0.0/0"] == ("external 2", 1)


def test_the_forwarding_address_is_the_next_hop_on_a_network_of_ours() -> None:
    """R1 and R2 are on one segment with R3, which speaks no OSPF: R2 goes to it without R1."""
    segment = "interface Fa0/0\n ip address 10.0.0.{n} 255.255.255.0\n no shutdown\n"
    ospf = "router ospf 1\n network 10.0.0.0 0.0.0.255 area 0\n"
    lab = network(
        {
            "R1": segment.format(n=1) + ospf + " redistribute static subnets\nip route 172.16.0.0 255.255.0.0 10.0.0.3\n",
            "R2": segment.format(n=2) + ospf,
            "R3": segment.format(n=3),
        },
        "R1:Fa0/0 R2:Fa0/0 R3:Fa0/0",
    )
    lab.run(80)
    route = lab["R2"].device.vrfs.default.v4.lookup(parse_ipv4("172.16.0.1"))
    assert [format_ipv4(path.next_hop or 0) for path in route.paths] == ["10.0.0.3"]


def test_max_metric_makes_a_router_the_last_resort() -> None:
    lab = line([0, 0])
    lab["R2"].configure("router ospf 1\n max-metric router-lsa\n")
    lab.run(20)
    assert routes(lab, "R1", "ospf 1")["192.168.3.1/32"] == (110, 1 + 65535 + 1)
    assert routes(lab, "R1", "ospf 1")["192.168.2.1/32"] == (110, 2)


def test_distances_and_lists_are_of_the_table_only() -> None:
    lab = line([0, 0])
    lab["R2"].configure("access-list 7 deny 192.168.1.1\naccess-list 7 permit any\nrouter ospf 1\n distribute-list 7 in\n")
    lab["R3"].configure("router ospf 1\n distance 95\n")
    lab.run(20)
    assert "192.168.1.1/32" not in routes(lab, "R2", "ospf 1")
    assert routes(lab, "R3", "ospf 1")["192.168.1.1/32"] == (95, 3)  # its LSA went on: a hole in the middle
    lab["R3"].configure("router ospf 1\n no distance 95\n distance ospf intra-area 44\n")
    lab.run(20)
    assert routes(lab, "R3", "ospf 1")["192.168.1.1/32"] == (44, 3)


def test_prefix_suppression_hides_what_only_joins_routers() -> None:
    lab = line([0, 0])
    lab["R2"].configure("router ospf 1\n prefix-suppression\n")
    lab["R1"].configure("router ospf 1\n prefix-suppression\n")
    lab["R3"].configure("router ospf 1\n prefix-suppression\n")
    lab.run(20)
    assert kinds(lab, "R3").keys() == {"192.168.1.1/32", "192.168.2.1/32"}


def test_equal_costs_share() -> None:
    ring = {
        f"R{n}": f"interface Loopback0\n ip address 192.168.{n}.1 255.255.255.255\n"
        + "".join(
            f"interface Fa0/{slot}\n ip address 10.0.{wire}.{n} 255.255.255.0\n no shutdown\n"
            " ip ospf network point-to-point\n"
            for slot, wire in enumerate((n, n % 4 + 1))
        )
        + "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n"
        for n in (1, 2, 3, 4)
    }
    lab = network(ring, *(f"R{n}:Fa0/1 R{n % 4 + 1}:Fa0/0" for n in (1, 2, 3, 4)))
    lab.run(60)
    route = lab["R1"].device.vrfs.default.v4.lookup(parse_ipv4("192.168.3.1"))
    assert len(route.paths) == 2
    lab["R1"].configure("router ospf 1\n maximum-paths 1\n")
    lab.run(5)
    route = lab["R1"].device.vrfs.default.v4.lookup(parse_ipv4("192.168.3.1"))
    assert len(route.paths) == 1


def test_the_last_resort_for_the_first_minutes() -> None:
    """`max-metric router-lsa on-startup` counts from the start of the process, not from the line."""
    lab = line([0, 0])
    lab["R2"].configure("router ospf 1\n max-metric router-lsa on-startup 300\n")
    lab.run(20)
    assert routes(lab, "R1", "ospf 1")["192.168.3.1/32"] == (110, 3)
    said = " Router is not originating router-LSAs with maximum metric\n    Condition: on startup for 300 seconds, State: inactive\n"
    assert said in lab["R2"].cli("show ip ospf")
    lab["R2"].cli("write memory")
    lab["R2"].reload()
    lab.run(120)
    assert routes(lab, "R1", "ospf 1")["192.168.3.1/32"] == (110, 1 + 65535 + 1)
    shown = lab["R2"].cli("show ip ospf")
    assert " maximum metric, Time remaining: 00:03:20\n    Condition: on startup for 300 seconds, State: active\n" in shown
    lab.run(300)
    assert routes(lab, "R1", "ospf 1")["192.168.3.1/32"] == (110, 3)
    assert (
        " Originating router-LSAs with maximum metric\n    Condition: on startup for 300 seconds, State: inactive\n"
        "    Unset reason: timer expired, Originated for 300 seconds\n    Unset time: 00:05:00.000, Time elapsed: 00:01:40.000\n"
    ) in lab["R2"].cli("show ip ospf")


def test_connected_networks_of_the_process_are_not_told_twice() -> None:
    lab = line([0, 0])
    lab["R1"].configure(
        "interface Loopback7\n ip address 192.168.77.1 255.255.255.0\nrouter ospf 1\n redistribute connected subnets\n"
    )
    lab.run(20)
    found = kinds(lab, "R3")
    assert found["192.168.77.0/24"] == ("external 2", 20)
    assert len(lab["R1"].device.engine("ospf").processes[1].lsdb) == 1
