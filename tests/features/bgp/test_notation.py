"""Numbers of four octets: 65538, or 1.2 (RFC 5396). Both are always understood, one of them is shown."""

from __future__ import annotations

from iosemu.features.bgp.events import AdjacencyChanged
from iosemu.lab.lab import Lab
from tests.features.bgp.world import best, heard, iface, loopback, path_of, up
from tests.features.wired import network

DOT = " bgp asnotation dot\n"


def pair(more1: str = "", more2: str = "", release: str = "") -> Lab:
    """AS 65538 (1.2) – AS 131077 (2.5), that tells 172.16.1.0/24; R2 has lines of both notations."""
    one = loopback("1.1.1.1") + iface("Fa0/0", "10.0.12.1")
    one += f"router bgp 1.2\n neighbor 10.0.12.2 remote-as 2.5\n{more1}"
    two = loopback("2.2.2.2") + iface("Fa0/0", "10.0.12.2")
    two += f"router bgp 2.5\n network 2.2.2.2 mask 255.255.255.255\n neighbor 10.0.12.1 remote-as 1.2\n{more2}"
    lab = network({"R1": one, "R2": two}, "R1:Fa0/0 R2:Fa0/0", release=release)
    assert lab.refused_lines() == []
    up(lab, "R1", "10.0.12.2")
    return lab


def test_the_notation_is_changed_and_changed_back() -> None:
    lab = pair()
    r1 = lab["R1"]
    plain = [line for line in r1.running_config() if "131077" in line or "65538" in line]
    assert plain == ["router bgp 65538", " neighbor 10.0.12.2 remote-as 131077"]
    assert "local AS number 65538\n" in r1.cli("show ip bgp summary")
    assert r1.configure("router bgp 65538\n bgp asnotation dot\n") == ""
    lab.run(1)
    config = r1.running_config()
    at = config.index("router bgp 1.2")
    assert config[at + 1 : at + 4] == [" bgp asnotation dot", " bgp log-neighbor-changes", " neighbor 10.0.12.2 remote-as 2.5"]
    shown = r1.cli("show ip bgp summary")
    assert "local AS number 1.2\n" in shown and "10.0.12.2       4          2.5 " in shown
    assert "2.5 i" in r1.cli("show ip bgp").splitlines()[-1]
    assert "  2.5\n    10.0.12.2 from" in r1.cli("show ip bgp 2.2.2.2")
    assert "BGP neighbor is 10.0.12.2,  remote AS 2.5, external link" in r1.cli("show ip bgp neighbors 10.0.12.2")
    assert 'Known via "bgp 1.2", distance 20' in r1.cli("show ip route 2.2.2.2")
    assert 'Routing Protocol is "bgp 1.2"' in r1.cli("show ip protocols")
    # the session stays; the same numbers in both notations are the same
    downs = heard(lab, "R1", AdjacencyChanged)
    assert r1.configure("router bgp 1.2\n neighbor 10.0.12.2 remote-as 131077\n") == ""
    lab.run(2)
    assert path_of(lab, "R1", "2.2.2.2/32") == "131077" and not downs
    assert r1.configure("router bgp 3.3\n") == "BGP is already running; AS is 1.2\n"
    assert r1.cli("clear ip bgp 196611") == "% BGP: No neighbors with AS 3.3\n"
    r1.configure("router bgp 1.2\n no bgp asnotation dot\n")
    lab.run(1)
    assert "router bgp 65538" in r1.running_config() and "local AS number 65538\n" in r1.cli("show ip bgp summary")


def test_expressions_look_at_what_is_shown() -> None:
    lists = "ip as-path access-list 1 permit ^2\\.5$\nip as-path access-list 2 permit ^131077$\n"
    lab = pair(DOT + " neighbor 10.0.12.2 filter-list 1 in\n" + lists)
    r1 = lab["R1"]
    assert best(lab, "R1", "2.2.2.2/32") is not None
    assert "2.5 i" in r1.cli("show ip bgp regexp ^2\\.5$") and "2.5 i" not in r1.cli("show ip bgp regexp 131077")
    assert "2.2.2.2" in r1.cli("show ip bgp filter-list 1") and "2.2.2.2" not in r1.cli("show ip bgp filter-list 2")
    r1.configure("router bgp 65538\n neighbor 10.0.12.2 filter-list 2 in\n")
    r1.cli("clear ip bgp * soft in")
    lab.run(3)
    assert best(lab, "R1", "2.2.2.2/32") is None
    r1.configure("router bgp 65538\n no bgp asnotation dot\n")
    r1.cli("clear ip bgp * soft in")
    lab.run(3)
    assert best(lab, "R1", "2.2.2.2/32") is not None


LINES = """\
router bgp 1.2
 bgp asnotation dot
 bgp log-neighbor-changes
 bgp confederation identifier 64086.59904
 bgp confederation peers 65001 1.3{}
 neighbor SPOKES peer-group
 neighbor SPOKES remote-as 1.3
 neighbor 10.0.12.2 remote-as 2.5
 neighbor 10.0.12.2 local-as 4.1 no-prepend
 neighbor 10.0.12.2 description remote-as 65538
""".format(" ")
OTHERS = ["redistribute bgp 1.2 subnets", "set as-path prepend 1.2 65001 1.2", "distribute-list 5 out bgp 1.2", "match source-protocol bgp 1.2"]


def test_lines_read_back() -> None:
    text = LINES + "router ospf 1\n redistribute bgp 65538 subnets\n distribute-list 5 out bgp 65538\n"
    text += "route-map M permit 10\n match source-protocol bgp 1.2\n set as-path prepend 1.2 65001 65538\n"
    lab = network({"R1": text})
    assert lab.refused_lines() == []
    config = lab["R1"].running_config()
    block = config[config.index("router bgp 1.2") :]
    assert block[: len(LINES.splitlines())] == LINES.splitlines()
    assert all(f" {line}" in config for line in OTHERS)
    again = network({"R1": "\n".join(config)})
    assert again.refused_lines() == [] and again["R1"].running_config() == config


def test_old_releases() -> None:
    """12.4(24)T knows nothing but dots, and its predecessors no such numbers."""
    r1 = network({"R1": ""}, platform="c3725")["R1"]
    assert "Invalid input" in r1.configure("router bgp 1.2\n") and "Invalid" in r1.configure("router bgp 65538\n")
    r1 = pair(release="12.4(24)T")["R1"]
    assert "router bgp 1.2" in r1.running_config() and "local AS number 1.2\n" in r1.cli("show ip bgp summary")
    assert "Invalid input" in r1.configure("router bgp 65538\n")
    assert "Invalid input" in r1.configure("router bgp 1.2\n bgp asnotation dot\n")
