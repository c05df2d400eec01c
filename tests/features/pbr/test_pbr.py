"""Policy routing: two ways from R2 to R5's loopback, by R3 (the routing table's) and by R4 (the policy's)."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import log_of, network

PORT = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"
CONFIGS = {
    "R1": PORT.format("Fa0/0", "10.0.12.1") + "interface Lo0\n ip address 1.1.1.1 255.255.255.255\n"
    "interface Lo1\n ip address 1.1.2.1 255.255.255.255\nip route 0.0.0.0 0.0.0.0 10.0.12.2\n",
    "R2": PORT.format("Fa0/0", "10.0.12.2") + PORT.format("Fa0/1", "10.0.23.2") + PORT.format("Fa1/0", "10.0.24.2")
    + "ip route 5.5.5.5 255.255.255.255 10.0.23.3\nip route 1.1.0.0 255.255.0.0 10.0.12.1\n",
    "R3": PORT.format("Fa0/0", "10.0.23.3") + PORT.format("Fa0/1", "10.0.35.3")
    + "ip route 5.5.5.5 255.255.255.255 10.0.35.5\nip route 0.0.0.0 0.0.0.0 10.0.23.2\n",
    "R4": PORT.format("Fa0/0", "10.0.24.4") + PORT.format("Fa0/1", "10.0.45.4")
    + "ip route 5.5.5.5 255.255.255.255 10.0.45.5\nip route 0.0.0.0 0.0.0.0 10.0.24.2\n",
    "R5": PORT.format("Fa0/0", "10.0.35.5") + PORT.format("Fa0/1", "10.0.45.5")
    + "interface Lo0\n ip address 5.5.5.5 255.255.255.255\nip route 0.0.0.0 0.0.0.0 10.0.35.3\n",
}  # fmt: skip
CABLES = ("R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/0", "R2:Fa1/0 R4:Fa0/0", "R3:Fa0/1 R5:Fa0/0", "R4:Fa0/1 R5:Fa0/1")
POLICY = "access-list 1 permit 1.1.1.1\nroute-map PBR permit 10\n match ip address 1\n set ip next-hop 10.0.24.4\n"
APPLY = "interface Fa0/0\n ip policy route-map PBR\n"


@pytest.fixture
def diamond() -> Lab:
    lab = network(CONFIGS, *CABLES)
    lab.run(5)
    for source in ("Loopback0", "Loopback1"):
        lab["R1"].cli(f"ping 5.5.5.5 source {source}")  # MAC addresses
    lab["R2"].cli("ping 10.0.24.4")
    return lab


def way(lab: Lab, source: str, node: str = "R1") -> str:
    """The router behind R2 that a trace meets, `-` if none answered."""
    said = lab[node].cli(f"traceroute 5.5.5.5 source {source} probe 2 timeout 1")
    met = re.search(r"10\.0\.(23\.3|24\.4) ", said)
    return {"23.3": "R3", "24.4": "R4"}[met[1]] if met else "-"


def test_only_what_matches_takes_the_other_way(diamond: Lab) -> None:
    assert way(diamond, "Loopback0") == "R3"
    diamond["R2"].configure(POLICY + APPLY)
    assert way(diamond, "Loopback0") == "R4"
    assert way(diamond, "Loopback1") == "R3"
    diamond["R2"].configure("interface Fa0/0\n no ip policy route-map PBR\n")
    assert way(diamond, "Loopback0") == "R3"


def test_counters(diamond: Lab) -> None:
    diamond["R2"].configure(POLICY + APPLY)
    diamond["R1"].cli("ping 5.5.5.5 source Loopback0 repeat 10 size 200")
    diamond["R1"].cli("ping 5.5.5.5 source Loopback1")
    assert "Policy routing matches: 10 packets, 2000 bytes" in diamond["R2"].cli("show route-map PBR")


def test_a_next_hop_that_is_down_is_passed_over(diamond: Lab) -> None:
    diamond["R2"].configure(POLICY + APPLY)
    diamond.link("R2", "R4").cut()
    diamond.run(2)
    assert way(diamond, "Loopback0") == "R3"
    diamond.link("R2", "R4").repair()
    diamond.run(5)
    diamond["R2"].configure(
        "route-map PBR permit 10\n no set ip next-hop 10.0.24.4\n set ip next-hop 10.0.99.9 10.0.24.4\n"
    )
    diamond["R2"].cli("ping 10.0.24.4")
    assert way(diamond, "Loopback0") == "R4"


def test_a_next_hop_that_cdp_must_know(diamond: Lab) -> None:
    """`verify-availability`: R4 falls silent, its line stays up, and after the hold time nothing goes to it any more."""
    diamond["R2"].configure(POLICY + APPLY + "route-map PBR permit 10\n set ip next-hop verify-availability\n")
    diamond.run(70)
    assert way(diamond, "Loopback0") == "R4"
    assert "    ip next-hop verify-availability\n" in diamond["R2"].cli("show route-map PBR")
    diamond["R4"].configure("no cdp run\n")
    diamond.run(200)
    assert way(diamond, "Loopback0") == "R3"
    diamond["R2"].configure("route-map PBR permit 10\n no set ip next-hop verify-availability\n")
    assert way(diamond, "Loopback0") == "R4"
    assert " set ip next-hop 10.0.24.4" in diamond["R2"].running_config()


def test_a_recursive_next_hop_goes_where_the_table_has_it(diamond: Lab) -> None:
    """R5's address on the cable to R4 is two hops away: only `recursive` takes it."""
    route = "ip route 10.0.45.0 255.255.255.0 10.0.24.4\n"
    diamond["R2"].configure(route + POLICY.replace("10.0.24.4", "10.0.45.5") + APPLY)
    assert way(diamond, "Loopback0") == "R3"
    diamond["R2"].configure("route-map PBR permit 10\n no set ip next-hop 10.0.45.5\n set ip next-hop recursive 10.0.45.5\n")
    assert way(diamond, "Loopback0") == "R4"
    assert " set ip next-hop recursive 10.0.45.5" in diamond["R2"].running_config()
    assert "    ip next-hop recursive 10.0.45.5\n" in diamond["R2"].cli("show route-map PBR")
    diamond["R2"].configure("no ip route 10.0.45.0 255.255.255.0 10.0.24.4\n")
    assert way(diamond, "Loopback0") == "R3"


def test_deny_means_normal_routing(diamond: Lab) -> None:
    diamond["R2"].configure(
        "access-list 1 permit 1.1.1.1\nroute-map PBR deny 10\n match ip address 1\n"
        "route-map PBR permit 20\n set ip next-hop 10.0.24.4\n" + APPLY
    )
    assert way(diamond, "Loopback0") == "R3"
    assert way(diamond, "Loopback1") == "R4"


def test_a_deny_that_matches_is_counted_and_told(diamond: Lab) -> None:
    r2 = diamond["R2"]
    r2.configure("access-list 1 permit 1.1.1.1\nroute-map PBR deny 10\n match ip address 1\n" + APPLY)
    r2.cli("debug ip policy")
    lines = log_of(diamond, "R2")
    diamond["R1"].cli("ping 5.5.5.5 source Loopback0 repeat 1")
    assert [text for _, text in lines] == [
        "IP: s=1.1.1.1 (FastEthernet0/0), d=5.5.5.5, len 100, policy match",
        "IP: route map PBR, item 10, deny",
        "IP: s=1.1.1.1 (FastEthernet0/0), d=5.5.5.5, len 100, policy rejected -- normal forwarding",
    ]
    assert "matches: 1 packets, 100 bytes" in r2.cli("show route-map PBR")


def test_default_next_hop_only_without_an_explicit_route(diamond: Lab) -> None:
    diamond["R2"].configure("route-map PBR permit 10\n set ip default next-hop 10.0.24.4\n" + APPLY)
    assert way(diamond, "Loopback0") == "R3"
    diamond["R2"].configure("no ip route 5.5.5.5 255.255.255.255 10.0.23.3\nip route 0.0.0.0 0.0.0.0 10.0.23.3\n")
    assert way(diamond, "Loopback0") == "R4"


def test_match_length(diamond: Lab) -> None:
    diamond["R2"].configure("route-map PBR permit 10\n match length 1000 1500\n set ip next-hop 10.0.24.4\n" + APPLY)
    diamond["R1"].cli("ping 5.5.5.5 source Loopback0 size 500")
    assert "matches: 0 packets" in diamond["R2"].cli("show route-map PBR")
    diamond["R1"].cli("ping 5.5.5.5 source Loopback0 size 1200")
    assert "matches: 5 packets, 6000 bytes" in diamond["R2"].cli("show route-map PBR")


def test_set_precedence_is_seen_downstream(diamond: Lab) -> None:
    diamond["R4"].configure("access-list 101 permit ip any any precedence critical\naccess-list 101 permit ip any any\n"
                            "interface Fa0/0\n ip access-group 101 in\n")  # fmt: skip
    diamond["R2"].configure(
        "route-map PBR permit 10\n set ip precedence critical\n set ip next-hop 10.0.24.4\n" + APPLY
    )
    diamond["R1"].cli("ping 5.5.5.5 source Loopback0")
    assert "precedence critical (5 matches)" in diamond["R4"].cli("show access-lists 101")


def test_own_packets_by_local_policy(diamond: Lab) -> None:
    diamond["R2"].configure(
        "access-list 7 permit any\nroute-map LOCAL permit 10\n match ip address 7\n set ip next-hop 10.0.24.4\n"
    )
    assert way(diamond, "FastEthernet0/0", "R2") == "R3"
    diamond["R2"].configure("ip local policy route-map LOCAL\n")
    assert way(diamond, "FastEthernet0/0", "R2") == "R4"
    assert diamond["R2"].cli("show ip policy").splitlines() == ["Interface      Route map", "local          LOCAL"]
    assert diamond["R2"].cli("show ip local policy").splitlines() == [
        "Local policy routing is enabled, using route map LOCAL",
        "route-map LOCAL, permit, sequence 10",
        "  Match clauses:",
        "    ip address (access-lists): 7 ",
        "  Set clauses:",
        "    ip next-hop 10.0.24.4",
        "  Policy routing matches: 4 packets, 112 bytes",
    ]
    diamond["R2"].configure("no ip local policy route-map LOCAL\n")
    assert diamond["R2"].cli("show ip local policy") == "Local policy routing is disabled\n"
    assert way(diamond, "FastEthernet0/0", "R2") == "R3"


def test_to_the_router_itself_is_not_policy_routed(diamond: Lab) -> None:
    diamond["R2"].configure("route-map PBR permit 10\n set ip next-hop 10.0.24.4\n" + APPLY)
    assert "!!!!!" in diamond["R1"].cli("ping 10.0.23.2")
    assert "matches: 0 packets" in diamond["R2"].cli("show route-map PBR")


def test_an_undefined_map_changes_nothing(diamond: Lab) -> None:
    diamond["R2"].configure("interface Fa0/0\n ip policy route-map NOSUCH\n")
    assert way(diamond, "Loopback0") == "R3"


def test_show_and_reads_back(diamond: Lab) -> None:
    diamond["R2"].configure(POLICY + APPLY)
    assert diamond["R2"].cli("show ip policy").splitlines() == ["Interface      Route map", "Fa0/0          PBR"]
    assert " ip policy route-map PBR" in diamond["R2"].running_config()
    diamond["R2"].configure("interface Fa0/0\n no ip policy route-map\n")
    assert diamond["R2"].cli("show ip policy") == ""
    assert "ip policy" not in "\n".join(diamond["R2"].running_config())


def test_debug(diamond: Lab) -> None:
    diamond["R2"].configure(POLICY + APPLY)
    assert diamond["R2"].cli("debug ip policy") == "Policy routing debugging is on\n"
    lines = log_of(diamond, "R2")
    diamond["R1"].cli("ping 5.5.5.5 source Loopback0 repeat 1")
    diamond["R1"].cli("ping 5.5.5.5 source Loopback1 repeat 1")
    assert [text for _, text in lines] == [
        "IP: s=1.1.1.1 (FastEthernet0/0), d=5.5.5.5, len 100, policy match",
        "IP: route map PBR, item 10, permit",
        "IP: s=1.1.1.1 (FastEthernet0/0), d=5.5.5.5 (FastEthernet1/0), len 100, policy routed",
        "IP: FastEthernet0/0 to FastEthernet1/0 10.0.24.4",
        "IP: s=1.1.2.1 (FastEthernet0/0), d=5.5.5.5, len 100, FIB policy rejected(no match) - normal forwarding",
    ]
