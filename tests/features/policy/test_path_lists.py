# ruff: noqa: W291  # IOS ends lines with blanks
"""AS path lists, community lists, and the clauses of route maps about BGP: typed, shown, matched."""

from __future__ import annotations

import pytest

from iosemu.features.policy.paths import (
    as_path_permits,
    communities_permit,
    communities_text,
    community_number,
    matches_pattern,
)
from iosemu.lab.lab import Lab
from tests.features.wired import network


def router(text: str = "") -> Lab:
    return network({"R1": text, "R2": ""}, "R1:Fa0/0 R2:Fa0/0")


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        ("^$", "", True), ("^$", "1", False), (".*", "", True), ("^65001$", "65001", True), ("^65001_", "65001 2", True),
        ("_65001_", "1 65001 2", True), ("_65001_", "165001", False), ("_65001$", "1 65001", True),
        ("_6500[1-3]_", "65004", False), ("^(65001_)+$", "65001 65001", True), ("_7_", "1 {7,8}", True),
        ("^65001_[0-9]+$", "65001 9", True), ("^65001_[0-9]+$", "65001 9 8", False), ("_(65010)_", "(65010) 1", True),
    ],
)  # fmt: skip
def test_expressions(pattern: str, path: str, found: bool) -> None:
    """`_` is a border: begin, end, blank, brace, bracket or comma."""
    assert matches_pattern(pattern, path) == found


def test_as_path_lists() -> None:
    lab = router("ip as-path access-list 1 deny _65009_\nip as-path access-list 1 permit ^65001\n")
    r1 = lab["R1"]
    assert [as_path_permits(r1.device, 1, path) for path in ("65001 65009", "65001 2", "3")] == [False, True, False]
    assert as_path_permits(r1.device, 2, "3")
    assert r1.cli("show ip as-path-access-list") == "AS path access list 1\n    deny _65009_\n    permit ^65001\n"
    assert "Malformed" in r1.configure("ip as-path access-list 3 permit (((\n")
    r1.configure("no ip as-path access-list 1 deny _65009_\n")
    assert "ip as-path access-list 1 permit ^65001" in r1.running_config() and as_path_permits(r1.device, 1, "65001 65009")
    r1.configure("no ip as-path access-list 1\n")
    assert not any("as-path" in line for line in r1.running_config())


@pytest.mark.parametrize(
    ("text", "number"),
    [("655", 655), ("10:1", 655361), ("no-export", 0xFFFFFF01), ("local-AS", 0xFFFFFF03), ("internet", 0), ("65536:1", None),
     ("1:65536", None), ("x", None), ("1:", None), ("4294967296", None)],
)  # fmt: skip
def test_numbers_of_communities(text: str, number: int | None) -> None:
    assert community_number(text) == number


def test_community_lists() -> None:
    lab = router("""ip bgp-community new-format
ip community-list 1 permit 10:1 10:2
ip community-list 1 deny 10:1
ip community-list 1 permit internet
ip community-list standard NONE permit no-export
ip community-list 100 permit _10:[12]_
ip community-list expanded BOTH permit 10:1.*10:2
""")
    r1 = lab["R1"]
    one, two, three = 655361, 655362, 655363
    verdicts = {name: [communities_permit(r1.device, name, have) for have in ((), (one,), (one, two), (three,))]
                for name in ("1", "NONE", "100", "BOTH", "nowhere")}  # fmt: skip
    assert verdicts == {
        "1": [True, False, True, True], "NONE": [False] * 4, "100": [False, True, True, False],
        "BOTH": [False, False, True, False], "nowhere": [True] * 4,
    }  # fmt: skip
    assert communities_permit(r1.device, "1", (one, two), exact=True)
    assert not communities_permit(r1.device, "NONE", (0xFFFFFF01, one), exact=True)
    assert r1.cli("show ip community-list") == """\
Community standard list 1
     permit 10:1 10:2
     deny 10:1
     permit internet
Community (expanded) access list 100
     permit _10:[12]_
Named Community expanded list BOTH
     permit 10:1.*10:2
Named Community standard list NONE
     permit no-export
"""
    assert "Invalid input" in r1.configure("ip community-list 1 permit 70000:1\n")
    assert "Invalid input" in r1.configure("ip community-list expanded 7 permit 10\n")
    r1.configure("no ip community-list 1\nno ip community-list standard NONE permit no-export\n")
    kept = [line for line in r1.running_config() if line.startswith("ip community-list")]
    assert kept == ["ip community-list 100 permit _10:[12]_", "ip community-list expanded BOTH permit 10:1.*10:2"]


def test_the_format_of_communities_is_the_routers() -> None:
    """Typed as AA:NN they are kept as numbers, and shown as `ip bgp-community` says."""
    lab = router("ip community-list 1 permit 10:1\nroute-map M permit 10\n set community 10:1 no-export additive\n")
    r1 = lab["R1"]
    assert "ip community-list 1 permit 655361" in r1.running_config()
    assert " set community 655361 no-export additive" in r1.running_config()
    r1.configure("ip bgp-community new-format\n")
    assert "ip community-list 1 permit 10:1" in r1.running_config()
    assert " set community 10:1 no-export additive" in r1.running_config()
    assert "    community 10:1 no-export additive\n" in r1.cli("show route-map")
    assert communities_text((655361, 0xFFFFFF01), False) == "655361 no-export"


def test_clauses_are_shown() -> None:
    lab = router("""route-map M permit 10
 match as-path 1 20
 match community 1 NAMED exact-match
 match local-preference 100 200
 match route-type external internal
 set as-path prepend 65001 65001
 set comm-list 1 delete
 set local-preference 200
 set metric +5
 set origin incomplete
 set weight 100
 set ip next-hop peer-address
""")
    assert lab["R1"].cli("show route-map M") == """\
route-map M, permit, sequence 10
  Match clauses:
    route-type external internal 
    as-path (as-path filter): 1 20 
    community (community-list filter): 1 NAMED exact-match
    local-preference 100 200 
  Set clauses:
    metric +5
    ip next-hop peer-address
    as-path prepend 65001 65001
    local-preference 200
    weight 100
    comm-list 1 delete
    origin incomplete
  Policy routing matches: 0 packets, 0 bytes
"""
    lab["R1"].configure("route-map M permit 10\n set metric 7\n no match community\n no match as-path 20\n")
    shown = lab["R1"].cli("show route-map M")
    assert "    metric 7\n" in shown and "community (" not in shown and "    as-path (as-path filter): 1 \n" in shown
    assert "Invalid input" in lab["R1"].configure("route-map M permit 10\n set metric +x\n")


def test_clauses_of_bgp_match_no_other_route() -> None:
    """What only BGP knows is not there in a route of EIGRP: the entry does not match."""
    lab = router("""ip as-path access-list 1 permit .*
route-map M permit 10
 match as-path 1
ip route 172.16.1.0 255.255.255.0 Null0
router rip
 version 2
 redistribute static route-map M
""")
    lab.run(5)
    assert "172.16.1.0" not in lab["R1"].cli("show ip rip database")
    lab["R1"].configure("route-map M permit 10\n no match as-path\n")
    lab.run(5)
    assert "172.16.1.0" in lab["R1"].cli("show ip rip database")
