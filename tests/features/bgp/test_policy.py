"""What a neighbour is told and what is taken from it: lists, expressions, route maps, in IOS's order."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from tests.features.bgp.world import best, iface, loopback, member
from tests.features.wired import network

NETS = "".join(f"ip route 172.16.{n}.0 255.255.255.0 Null0\n" for n in range(1, 5))
MORE = "".join(f" network 172.16.{n}.0 mask 255.255.255.0\n" for n in range(1, 5))


def two(out: str = "", into: str = "", lists1: str = "", lists2: str = "", asns: tuple[int, int] = (65001, 65002)) -> Lab:
    """R1 tells 172.16.1.0/24 … 172.16.4.0/24; lines about the neighbour, and lists and maps of each router."""
    one = loopback("1.1.1.1") + iface("Fa0/0", "10.0.12.1") + NETS + lists1
    one += f"router bgp {asns[0]}\n neighbor 10.0.12.2 remote-as {asns[1]}\n{out}{MORE}"
    other = loopback("2.2.2.2") + iface("Fa0/0", "10.0.12.2") + lists2
    other += f"router bgp {asns[1]}\n neighbor 10.0.12.1 remote-as {asns[0]}\n{into}"
    lab = network({"R1": one, "R2": other}, "R1:Fa0/0 R2:Fa0/0")
    assert lab.refused_lines() == []
    lab.run(60)
    return lab


def told(lab: Lab) -> list[str]:
    """Which of the four came."""
    return [str(n) for n in range(1, 5) if best(lab, "R2", f"172.16.{n}.0/24") is not None]


def path(lab: Lab, n: int = 1) -> str:
    """Of 172.16.n.0/24 at R2, as `show ip bgp` has it."""
    line = next(line for line in lab["R2"].cli("show ip bgp").splitlines() if f"172.16.{n}.0" in line)
    return " ".join(line.split()[1:])


def test_prefix_and_access_lists_and_their_counts() -> None:
    lists = "ip prefix-list ODD seq 5 permit 172.16.1.0/24\nip prefix-list ODD seq 10 permit 172.16.3.0/24\n"
    lab = two(" neighbor 10.0.12.2 prefix-list ODD out\n", " neighbor 10.0.12.1 distribute-list 5 in\n",
              lists, "access-list 5 deny 172.16.3.0\naccess-list 5 permit any\n")  # fmt: skip
    assert told(lab) == ["1"]
    shown = lab["R2"].cli("show ip bgp neighbors 10.0.12.1")
    assert "    distribute-list:                    n/a          1\n" in shown
    assert "    prefix-list:                          2        n/a\n" in lab["R1"].cli("show ip bgp neighbors 10.0.12.2")


def test_an_undefined_list_permits_and_an_undefined_map_does_not() -> None:
    assert told(two(" neighbor 10.0.12.2 prefix-list NONE out\n neighbor 10.0.12.2 filter-list 9 out\n")) == list("1234")
    assert told(two(" neighbor 10.0.12.2 route-map NONE out\n")) == []


def test_expressions_of_as_paths() -> None:
    """`^$` is what begins here, `_65009_` what has come through that AS."""
    maps = "ip prefix-list ONE permit 172.16.1.0/24\nroute-map LONG permit 10\n match ip address prefix-list ONE\n"
    maps += " set as-path prepend 65009 65009\nroute-map LONG permit 20\n"
    lists = "ip as-path access-list 1 deny _65009_\nip as-path access-list 1 permit .*\nip as-path access-list 2 permit ^$\n"
    lab = two(" neighbor 10.0.12.2 route-map LONG out\n", " neighbor 10.0.12.1 filter-list 1 in\n", maps, lists)
    assert told(lab) == ["2", "3", "4"]
    lab["R2"].configure("router bgp 65002\n no neighbor 10.0.12.1 filter-list 1 in\n")
    lab["R2"].cli("clear ip bgp 10.0.12.1 soft in")
    lab.run(5)
    assert path(lab) == "172.16.1.0/24 10.0.12.1 0 0 65001 65009 65009 i"
    assert "172.16.1.0" in lab["R2"].cli("show ip bgp regexp _65009$")
    assert "172.16.2.0" not in lab["R2"].cli("show ip bgp regexp 65009")
    assert "172.16.1.0" not in lab["R2"].cli("show ip bgp filter-list 1")
    assert lab["R2"].cli("show ip bgp filter-list 2") == ""


def test_a_map_sets_all_that_it_can() -> None:
    maps = """ip bgp-community new-format
route-map SET permit 10
 set metric 50
 set origin egp 7
 set community 65001:100 no-export
route-map IN permit 10
 set local-preference 250
 set weight 77
 set metric +5
 set community 65002:1 additive
"""
    lab = two(" neighbor 10.0.12.2 route-map SET out\n neighbor 10.0.12.2 send-community\n",
              " neighbor 10.0.12.1 route-map IN in\n", maps, maps)  # fmt: skip
    assert path(lab) == "172.16.1.0/24 10.0.12.1 55 250 77 65001 e"
    entry = lab["R2"].cli("show ip bgp 172.16.1.0")
    assert "      Community: 65001:100 65002:1 no-export\n" in entry
    assert "Origin EGP, metric 55, localpref 250, weight 77, valid, external, best\n" in entry
    assert "not advertised to EBGP peer" in entry


def test_communities_are_told_only_to_whom_they_are_meant_for() -> None:
    maps = "route-map SET permit 10\n set community 655\n"
    lab = two(" neighbor 10.0.12.2 route-map SET out\n", lists1=maps)
    assert "Community" not in lab["R2"].cli("show ip bgp 172.16.1.0")


def test_community_lists_match_and_delete() -> None:
    maps = """ip prefix-list ONE permit 172.16.1.0/24
ip prefix-list TWO permit 172.16.2.0/24
route-map SET permit 10
 match ip address prefix-list ONE
 set community 65001:1 65001:2
route-map SET permit 20
 match ip address prefix-list TWO
 set community 65001:1
route-map SET permit 30
"""
    lists = """ip bgp-community new-format
ip community-list 1 permit 65001:1
ip community-list expanded TWOS permit _65001:2_
route-map IN deny 10
 match community 1 exact-match
route-map IN permit 20
 match community TWOS
 set comm-list TWOS delete
 set local-preference 300
route-map IN permit 30
"""
    lab = two(" neighbor 10.0.12.2 route-map SET out\n neighbor 10.0.12.2 send-community both\n",
              " neighbor 10.0.12.1 route-map IN in\n", maps, lists)  # fmt: skip
    assert told(lab) == ["1", "3", "4"]
    assert "      Community: 65001:1\n" in lab["R2"].cli("show ip bgp 172.16.1.0")
    r2 = lab["R2"]
    assert "172.16.1.0" in r2.cli("show ip bgp community 65001:1") and r2.cli("show ip bgp community 65001:2") == ""
    assert "172.16.1.0" in r2.cli("show ip bgp community-list 1") and "172.16.3.0" not in r2.cli("show ip bgp community")
    assert r2.cli("show ip bgp community-list TWOS") == ""


def test_next_hops_of_maps() -> None:
    lab = two(" neighbor 10.0.12.2 route-map HOP out\n", lists1="route-map HOP permit 10\n set ip next-hop 10.0.12.77\n")
    assert "10.0.12.77 from 10.0.12.1 (1.1.1.1)" in lab["R2"].cli("show ip bgp 172.16.1.0")
    lab = two(" neighbor 10.0.12.2 route-map HOP out\n", " neighbor 10.0.12.1 route-map HOP in\n",
              "route-map HOP permit 10\n set ip next-hop 10.0.12.77\n",
              "route-map HOP permit 10\n set ip next-hop peer-address\n")  # fmt: skip
    assert "    10.0.12.1 from 10.0.12.1 (1.1.1.1)" in lab["R2"].cli("show ip bgp 172.16.1.0")


def test_entries_may_go_on() -> None:
    maps = """ip prefix-list ONE permit 172.16.1.0/24
route-map IN permit 10
 match ip address prefix-list ONE
 set local-preference 200
 continue 30
route-map IN deny 20
 match ip address prefix-list ONE
route-map IN permit 30
 set weight 9
"""
    lab = two(into=" neighbor 10.0.12.1 route-map IN in\n", lists2=maps)
    assert path(lab) == "172.16.1.0/24 10.0.12.1 0 200 9 65001 i" and path(lab, 2).split()[2:] == ["0", "9", "65001", "i"]


def test_route_types_and_local_preference() -> None:
    """Inside an AS the local preference is told, and may be matched."""
    maps = "route-map IN permit 10\n match local-preference 100\n match route-type internal\n set weight 5\n"
    lab = two(into=" neighbor 10.0.12.1 route-map IN in\n", lists2=maps, asns=(65001, 65001))
    assert path(lab) == "172.16.1.0/24 10.0.12.1 0 100 5 i"
    lab["R2"].configure("route-map IN permit 10\n no match route-type\n match route-type external\n")
    lab["R2"].cli("clear ip bgp * soft in")
    lab.run(5)
    assert told(lab) == [] and member(lab, "R2", "10.0.12.1").accepted == 0


def test_policy_counts_when_it_is_asked_for() -> None:
    """A new map in acts at a refresh, not by itself; out with the next clear."""
    lab = two()
    lab["R2"].configure("route-map IN permit 10\n set weight 5\nrouter bgp 65002\n neighbor 10.0.12.1 route-map IN in\n")
    lab.run(60)
    assert path(lab) == "172.16.1.0/24 10.0.12.1 0 0 65001 i"
    lab["R2"].cli("clear ip bgp 10.0.12.1 in")
    lab.run(5)
    assert path(lab) == "172.16.1.0/24 10.0.12.1 0 5 65001 i"
    assert "  Refresh Epoch 2\n" in lab["R2"].cli("show ip bgp 172.16.1.0")
    lab["R1"].configure("route-map OUT permit 10\n set metric 9\nrouter bgp 65001\n neighbor 10.0.12.2 route-map OUT out\n")
    lab["R1"].cli("clear ip bgp * soft out")
    lab.run(60)
    assert path(lab) == "172.16.1.0/24 10.0.12.1 9 5 65001 i"
