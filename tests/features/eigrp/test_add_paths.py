"""`add-paths`: a hub tells its spokes of every equal way to a subnet behind other spokes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import Prefix, parse_ipv4
from tests.features.wired import network

BASE = """interface Gi0/0
 ip address 192.0.2.{n} 255.255.255.0
 no shutdown
interface Loopback0
 ip address 172.16.{n}.1 255.255.255.0
{lan}interface Tunnel0
 ip address 10.0.0.{n} 255.255.255.0
 no ip redirects
 ip nhrp network-id 1
{nhrp} tunnel source Gi0/0
 tunnel mode gre multipoint
router eigrp LAB
 address-family ipv4 unicast autonomous-system 1
{af}  network 10.0.0.0 0.0.0.255
  network 172.16.0.0
  network 192.168.9.0
"""
LAN = "interface Loopback1\n ip address 192.168.9.{n} 255.255.255.0\n"
SPOKE = " ip nhrp nhs 10.0.0.1 nbma 192.0.2.1 multicast\n ip nhrp registration timeout 20\n"
HUB_AF = "  af-interface Tunnel0\n   no split-horizon\n   no next-hop-self\n   {line}\n  exit-af-interface\n"
TUNNEL = "router eigrp LAB\n address-family ipv4 unicast autonomous-system 1\n  af-interface Tunnel0\n   "
SITE = Prefix.parse("192.168.9.0/24")
TWO, THREE, FOUR = (parse_ipv4(f"10.0.0.{n}") for n in (2, 3, 4))


def cloud(line: str = "add-paths 4", owners: tuple[int, ...] = (2, 3, 4)) -> Lab:
    """R1 is the hub, `owners` have the subnet in common, R5 has it not."""
    texts = {}
    for n in range(1, 6):
        lan = LAN.replace("{n}", str(n)) if n in owners else ""
        nhrp = " ip nhrp map multicast dynamic\n" if n == 1 else SPOKE
        texts[f"R{n}"] = BASE.format(n=n, lan=lan, nhrp=nhrp, af=HUB_AF.format(line=line) if n == 1 else "")
    lab = network(texts, " ".join(f"R{n}:Gi0/0" for n in range(1, 6)), platform="iosv")
    lab.run(40)
    return lab


@pytest.fixture(scope="module")
def settled() -> Iterator[Lab]:
    yield cloud()


def hops(lab: Lab, node: str = "R5") -> set[int]:
    route = lab[node].device.vrfs.default.v4.best(SITE)
    return {path.next_hop for path in route.paths if path.next_hop} if route is not None else set()


def test_the_spoke_has_all_ways_by_one_neighbour(settled: Lab) -> None:
    assert hops(settled) == {TWO, THREE, FOUR}
    shown = settled["R5"].cli("show ip eigrp topology").split("P 192.168.9.0/24")[1].split("P ")[0]
    assert shown.startswith(", 3 successors") and [f"via 10.0.0.{n} (" in shown for n in (2, 3, 4)] == [True] * 3
    entry = settled["R5"].cli("show ip eigrp topology 192.168.9.0/24")
    assert "3 Successor(s)" in entry and entry.count(", from 10.0.0.1, ") == 3
    table = settled["R5"].cli("show ip route 192.168.9.0")
    assert all(f"10.0.0.{n}, from 10.0.0.1, " in table for n in (2, 3, 4))
    assert "   add-paths 4" in settled["R1"].running_config()


def test_the_owners_keep_their_own(settled: Lab) -> None:
    assert all(hops(settled, f"R{n}") == set() for n in (2, 3, 4))


@pytest.mark.parametrize(("line", "count"), [("no add-paths", 1), ("add-paths 1", 2), ("add-paths 2", 3)])
def test_as_many_beside_the_first(line: str, count: int) -> None:
    lab = cloud(line)
    assert len(hops(lab)) == count


def test_next_hop_self_and_the_line_itself_take_effect_at_once() -> None:
    lab = cloud()
    lab["R1"].configure(TUNNEL + "no add-paths\n")
    lab.run(3)
    assert len(hops(lab)) == 1 and "add-paths" not in "\n".join(lab["R1"].running_config())
    lab["R1"].configure(TUNNEL + "add-paths 4\n")
    lab.run(3)
    assert hops(lab) == {TWO, THREE, FOUR}
    lab["R1"].configure(TUNNEL + "next-hop-self\n")
    lab.run(3)
    assert hops(lab) == {parse_ipv4("10.0.0.1")}


@pytest.mark.parametrize("owner", [2, 3, 4])
def test_a_way_that_goes_and_comes_back(owner: int) -> None:
    """The first of them or another: the rest stay in use throughout."""
    lab = cloud()
    lab[f"R{owner}"].configure("interface Loopback1\n shutdown\n")
    for _ in range(20):
        lab.run(0.2)
        assert len(hops(lab)) >= 2
    assert hops(lab) == {TWO, THREE, FOUR} - {parse_ipv4(f"10.0.0.{owner}")}
    lab[f"R{owner}"].configure("interface Loopback1\n no shutdown\n")
    lab.run(5)
    assert hops(lab) == {TWO, THREE, FOUR}


def test_all_ways_go() -> None:
    lab = cloud()
    for n in (2, 3, 4):
        lab[f"R{n}"].configure("interface Loopback1\n shutdown\n")
    lab.run(10)
    assert hops(lab) == set()
    assert all("192.168.9.0" not in lab[f"R{n}"].cli("show ip eigrp topology all-links") for n in (1, 5))


def test_it_heals_after_loss_and_a_reload() -> None:
    lab = cloud()
    links = list(lab.links.values())
    for link in links:
        link.loss = 0.4
    for n in (2, 3):
        lab[f"R{n}"].configure("interface Loopback1\n shutdown\n")
        lab.run(7)
    lab["R3"].configure("interface Loopback1\n no shutdown\n")
    lab.run(7)
    for link in links:
        link.loss = 0
    lab.run(120)
    assert hops(lab) == {THREE, FOUR}
    lab["R2"].configure("interface Loopback1\n no shutdown\n")
    lab["R1"].cli("write memory")
    lab["R1"].power_off()
    lab.run(30)
    assert hops(lab) == set()
    lab["R1"].power_on()
    lab.run(120)
    assert hops(lab) == {TWO, THREE, FOUR}


def test_a_release_without_it_refuses_the_line() -> None:
    lab = network({"R1": ""}, platform="c7200", release="15.2(4)M7")
    inside = "router eigrp LAB\n address-family ipv4 unicast autonomous-system 1\n  af-interface default\n   "
    assert "% Invalid input" in lab["R1"].configure(inside + "add-paths 4\n")
    assert "% Invalid input" in network({"R1": ""}, platform="iosv")["R1"].configure(inside + "add-paths 5\n")
