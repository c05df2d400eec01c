"""Networks that share their address, and summaries that come and go: routes are those of a fresh start."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from iosemu.lab.lab import Lab
from iosemu.types import mask_of
from iosemu.wire.ospf_lsa import EXTERNAL, NSSA, SUMMARY
from tests.features.ospf.nets import FAST
from tests.features.wired import log_of, network

QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # labs are too slow to shrink
LENGTHS = (8, 16, 20, 24, 31, 32)
P2P = " ip ospf network point-to-point\n no shutdown\n"


def dotted(length: int) -> str:
    mask = mask_of(length)
    return ".".join(str(mask >> shift & 255) for shift in (24, 16, 8, 0))


def static(length: int) -> str:
    return f"ip route 60.0.0.0 {dotted(length)} Null0"


def summary(length: int, told: bool = True) -> str:
    return f"summary-address 60.0.0.0 {dotted(length)}{'' if told else ' not-advertise'}"


def world(nssa: bool, r3: str = "", r2: str = "") -> Lab:
    """R1 - area 0 - R2 - area 1 - R3, which brings in what is static; `r2` and `r3` end their process's lines."""
    area = " area 1 nssa\n" if nssa else ""
    configs = {
        "R1": f"int Fa0/0\n ip address 10.0.12.1 255.255.255.0\n{P2P}router ospf 1\n{FAST} network 10.0.0.0 0.0.255.255 area 0\n",
        "R2": f"int Fa0/0\n ip address 10.0.12.2 255.255.255.0\n{P2P}int Fa0/1\n ip address 10.0.23.2 255.255.255.0\n{P2P}"
        f"router ospf 1\n{FAST}{area} network 10.0.12.0 0.0.0.255 area 0\n network 10.0.23.0 0.0.0.255 area 1\n{r2}",
        "R3": f"int Fa0/1\n ip address 10.0.23.3 255.255.255.0\n{P2P}"
        f"router ospf 1\n{FAST}{area} network 10.0.0.0 0.0.255.255 area 1\n redistribute static subnets\n{r3}",
    }  # fmt: skip
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/1")
    lab.run(30)
    return lab


def routes_of(lab: Lab, node: str) -> dict[str, tuple[str, int, int]]:
    """Those to 60.0.0.0 of OSPF: kind, metric, tag."""
    table = lab[node].device.vrfs.default.v4
    return {
        str(route.prefix): (route.kind, route.metric, route.tag)
        for route in table if route.source.name == "ospf" and route.prefix.network >> 24 == 60
    }  # fmt: skip


def advertised(lab: Lab, node: str) -> set[tuple[int, int, int, int, bytes]]:
    """What its databases hold of these: type, link-state ID, who, options, body."""
    process = next(iter(lab[node].device.engine("ospf").processes.values()))
    now = lab.now
    return {
        (*entry.lsa.key, entry.lsa.options, bytes(entry.lsa.data[18:])) for _, entry in process.flooding.all()
        if entry.lsa.kind in (EXTERNAL, NSSA, SUMMARY) and entry.lsa.lsid >> 24 == 60 and entry.age(now) < 3600
    }  # fmt: skip


def same(lab: Lab, fresh: Lab) -> None:
    for node in ("R1", "R2", "R3"):
        assert routes_of(lab, node) == routes_of(fresh, node), node
        assert advertised(lab, node) == advertised(fresh, node), node


@pytest.mark.parametrize("nssa", [False, True])
def test_a_network_of_another_length_takes_the_place_of_the_old_one(nssa: bool) -> None:
    lab = world(nssa)
    lab["R3"].configure(static(16))
    lab.run(10)
    assert routes_of(lab, "R1").keys() == {"60.0.0.0/16"}
    lab["R3"].configure(f"{static(24)}\nno {static(16)}")
    lab.run(10)
    assert routes_of(lab, "R1").keys() == routes_of(lab, "R2").keys() == {"60.0.0.0/24"}
    lab["R3"].configure(f"{static(8)}\nno {static(24)}")
    lab.run(10)
    assert routes_of(lab, "R1").keys() == routes_of(lab, "R2").keys() == {"60.0.0.0/8"}


@pytest.mark.parametrize("nssa", [False, True])
def test_networks_that_share_their_address_have_host_bits_in_their_link_state_ids(nssa: bool) -> None:
    lab = world(nssa)
    lab["R3"].configure("\n".join(static(length) for length in (24, 8, 16)))
    lab.run(10)
    assert routes_of(lab, "R1").keys() == {"60.0.0.0/8", "60.0.0.0/16", "60.0.0.0/24"}
    ids = {format(lsid, "x") for kind, lsid, *_ in advertised(lab, "R1") if kind == EXTERNAL}
    assert ids == {"3c000000", "3c00ffff", "3c0000ff"}
    lab["R3"].configure(f"no {static(8)}")
    lab.run(10)
    assert routes_of(lab, "R1").keys() == {"60.0.0.0/16", "60.0.0.0/24"}
    ids = {format(lsid, "x") for kind, lsid, *_ in advertised(lab, "R1") if kind == EXTERNAL}
    assert ids == {"3c000000", "3c0000ff"}


@pytest.mark.parametrize(("nssa", "where", "kind"), [(False, "dummy area", 5), (True, "1", 7)])
def test_a_host_route_that_collides_is_not_told_and_that_is_said(nssa: bool, where: str, kind: int) -> None:
    lab = world(nssa)
    said = log_of(lab, "R3", "OSPF")
    lab["R3"].configure(f"{static(31)}\n{static(32)}")
    lab.run(10)
    assert routes_of(lab, "R1").keys() == {"60.0.0.0/31"}
    lab["R3"].configure(static(24))
    lab.run(10)
    assert routes_of(lab, "R1").keys() == {"60.0.0.0/31", "60.0.0.0/24"}
    assert [text for _, text in said] == [
        f"Process 1 area {where}: LSA origination prevented by LSA with same LSID but a different mask\n"
        f"  Existing Type {kind} LSA: LSID 60.0.0.0/31\n  New Destination: 60.0.0.0/32"
    ]
    lab["R3"].configure(f"no {static(24)}\nno {static(31)}")
    lab.run(10)
    assert routes_of(lab, "R1").keys() == {"60.0.0.0/32"}


def test_a_border_router_of_an_nssa_sums_up_what_it_translates() -> None:
    lab = world(True)
    lab["R3"].configure("\n".join(static(length) for length in (16, 24)))
    lab["R2"].configure(f"router ospf 1\n {summary(8)} tag 7")
    lab.run(10)
    assert routes_of(lab, "R1") == {"60.0.0.0/8": ("external 2", 20, 7)}
    assert routes_of(lab, "R2")["60.0.0.0/8"][0] == "summary"
    assert routes_of(lab, "R2").keys() == {"60.0.0.0/8", "60.0.0.0/16", "60.0.0.0/24"}
    assert "Forward Address: 0.0.0.0" in lab["R1"].cli("show ip ospf database external 60.0.0.0")
    assert "60.0.0.0/255.0.0.0 Metric 20" in lab["R2"].cli("show ip ospf summary-address")
    lab["R2"].configure(f"router ospf 1\n no {summary(8)}\n {summary(16, told=False)}")
    lab.run(10)
    assert not routes_of(lab, "R1")
    lab["R2"].configure(f"router ospf 1\n no {summary(16)}\n {summary(24, told=False)}")
    lab.run(10)
    assert routes_of(lab, "R1").keys() == {"60.0.0.0/16"}
    lab["R2"].configure(f"router ospf 1\n no {summary(24)}\n {summary(16)}")  # one is as wide as the summary itself
    lab.run(10)
    assert routes_of(lab, "R1").keys() == {"60.0.0.0/16"}
    assert routes_of(lab, "R2")["60.0.0.0/16"][0] == "nssa 2"
    lab["R3"].configure(f"no {static(16)}")
    lab.run(10)
    assert routes_of(lab, "R1").keys() == {"60.0.0.0/16"}
    assert routes_of(lab, "R2")["60.0.0.0/16"][0] == "summary"
    lab["R3"].configure(f"no {static(24)}")
    lab.run(10)
    assert not routes_of(lab, "R1") and not routes_of(lab, "R2")


def test_what_is_brought_in_and_what_is_translated_are_one_summary() -> None:
    lab = world(True)
    lab["R3"].configure(static(16))
    lab["R2"].configure(f"{static(24)}\nrouter ospf 1\n redistribute static metric 5 subnets\n {summary(8)}")
    lab.run(10)
    assert routes_of(lab, "R1") == {"60.0.0.0/8": ("external 2", 5, 0)}
    lab["R2"].configure(f"no {static(24)}")
    lab.run(10)
    assert routes_of(lab, "R1") == {"60.0.0.0/8": ("external 2", 20, 0)}
    lab["R3"].configure(f"no {static(16)}")
    lab.run(10)
    assert not routes_of(lab, "R1")


def _where() -> list[str]:
    """Lines that may be there or not, with the router they stand on."""
    found = [f"R3 {static(length)}" for length in LENGTHS]
    found += [f"R3+{summary(length)}" for length in (8, 16, 24)]
    found += [f"R2+{summary(length)}" for length in (8, 20)] + [f"R2+{summary(24, told=False)}"]
    return found + [f"R2+area 1 range 60.0.0.0 {dotted(length)}" for length in (12, 16)]


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(st.booleans(), st.lists(st.lists(st.sampled_from(_where()), min_size=1, max_size=4), min_size=1, max_size=5))
def test_random_lines_give_what_a_fresh_start_gives(nssa: bool, steps: list[list[str]]) -> None:
    lab, there = world(nssa), {}
    for step in steps:
        for each in step:
            node, of_process, line = each[:2], each[2] == "+", each[3:]
            gone = there.pop(each, None) is not None
            if not gone:
                there[each] = None
            lab[node].configure(("router ospf 1\n " if of_process else "") + ("no " if gone else "") + line)
        lab.run(12)

    def lines(node: str, mark: str) -> str:
        return "".join(f"{' ' if mark == '+' else ''}{each[3:]}\n" for each in there if each[:3] == node + mark)

    fresh = world(nssa, lines("R3", "+") + lines("R3", " "), lines("R2", "+"))
    same(lab, fresh)


@settings(max_examples=6, deadline=None, phases=QUICK)
@given(st.lists(st.tuples(st.integers(3, 5), st.sampled_from((0, 12, 16, 24, 32))), min_size=1, max_size=6), st.booleans())
def test_random_networks_of_an_area_give_what_a_fresh_start_gives(steps: list[tuple[int, int]], ranged: bool) -> None:
    """Type 3: loopbacks of one address and many lengths, on several routers."""

    def loopback(length: int) -> str:
        lines = "interface Loopback0\n ip ospf network point-to-point\n"
        return lines + (f" ip address 60.0.0.1 {dotted(length)}\n" if length else " no ip address\n")

    def lab_with(lengths: dict[int, int]) -> Lab:
        configs = {
            f"R{n}": (loopback(lengths[n]) if n > 2 else "") + f"int Fa0/0\n ip address 10.0.0.{n} 255.255.255.0\n no shutdown\n"
            f"router ospf 1\n router-id 1.1.1.{n}\n{FAST} network 10.0.0.0 0.0.0.255 area 1\n network 60.0.0.0 0.255.255.255 area 1\n"
            for n in range(2, 6)
        }
        configs["R2"] += f" network 10.0.12.0 0.0.0.255 area 0\nint Fa0/1\n ip address 10.0.12.2 255.255.255.0\n{P2P}"
        if ranged:
            configs["R2"] += "router ospf 1\n area 1 range 60.0.0.0 255.252.0.0\n"
        configs["R1"] = f"int Fa0/1\n ip address 10.0.12.1 255.255.255.0\n{P2P}router ospf 1\n{FAST} network 10.0.0.0 0.0.255.255 area 0\n"
        lab = network(configs, "R2:Fa0/0 R3:Fa0/0 R4:Fa0/0 R5:Fa0/0", "R1:Fa0/1 R2:Fa0/1")
        lab.run(70)
        return lab

    lengths = dict.fromkeys((3, 4, 5), 0)
    lab = lab_with(lengths)
    for router, length in steps:
        lengths[router] = length
        lab[f"R{router}"].configure(loopback(length))
        lab.run(12)
    fresh = lab_with(lengths)
    for node in ("R1", "R2"):
        assert routes_of(lab, node) == routes_of(fresh, node), node
        assert advertised(lab, node) == advertised(fresh, node), node
