"""What the labs with BGP promise."""

from __future__ import annotations

import pickle
import re
from functools import cache

from iosemu.lab.lab import Lab
from tests.features.wired import log_of

SPOKES = ("R1", "R2", "R3", "R4")
AT_R2 = {  # routes of BGP in phase 3, each with its next hop
    "10.1.1.0/24": "155.1.0.1", "10.3.1.0/24": "155.1.0.3", "10.4.1.0/24": "155.1.0.4",
    "150.1.10.10/32": "155.1.58.8", "155.1.58.0/24": "155.1.0.5",
}  # fmt: skip


@cache
def _settled(name: str) -> bytes:
    lab = Lab.load(name)
    assert lab.settle()
    return pickle.dumps(lab)


def load(name: str) -> Lab:
    """Settled; each test has its own."""
    lab: Lab = pickle.loads(_settled(name))
    return lab


def bgp(lab: Lab, node: str) -> dict[str, str]:
    """Network -> what stands behind it in `show ip bgp`, of the best path."""
    found: dict[str, str] = {}
    network = ""
    for line in lab[node].cli("show ip bgp").partition("Weight Path\n")[2].splitlines():
        words = line[4:].split()
        if line[4:7].strip():
            network = words.pop(0)
        if words and (">" in line[:4] or not line[:4].strip()):
            found[network] = " ".join(words)
    return found


def trace(lab: Lab, node: str, target: str, source: str = "loopback0") -> list[str]:
    """The routers that answered, in order, each once."""
    shown = lab[node].cli(f"traceroute {target} source {source}").partition("vrf out name/id)")[2]
    return list(dict.fromkeys(re.findall(r"(\d+\.\d+\.\d+\.\d+) (?:\d+ msec|\*)", shown)))


def reaches(lab: Lab, node: str, target: str, source: str = "loopback0") -> bool:
    return "Success rate is 0" not in lab[node].cli(f"ping {target} source {source}")


def routes(lab: Lab, node: str) -> dict[str, str]:
    """Prefix -> next hop of the routes of BGP."""
    return {
        str(route.prefix): ".".join(str((route.paths[0].next_hop or 0) >> shift & 255) for shift in (24, 16, 8, 0))
        for route in lab[node].device.vrfs.default.v4
        if route.source.name == "bgp"
    }


def test_phase1_spokes_that_nobody_configured() -> None:
    lab = load("dmvpn-phase1-bgp")
    assert len(re.findall(r"^\*155\.1\.0\.[1-4] .* 1$", lab["R5"].cli("show ip bgp summary"), re.M)) == 4
    found = routes(lab, "R2")
    assert {found[f"150.1.{n}.{n}/32"] for n in (1, 3, 4)} == {"155.1.0.1", "155.1.0.3", "155.1.0.4"}
    assert found["150.1.10.10/32"] == "155.1.0.5"
    for _ in range(2):
        assert trace(lab, "R2", "150.1.3.3") == ["155.1.0.5", "155.1.0.3"]
        lab.run(2)
    assert reaches(lab, "R1", "150.1.10.10")


def test_phase1_without_a_reflector_and_with_a_default() -> None:
    lab = load("dmvpn-phase1-bgp")
    lab["R5"].configure("router bgp 1\n no neighbor DMVPN_SPOKES route-reflector-client\n")
    lab.run(60)
    assert "RR client config change" in lab["R5"].cli("show logging")
    assert sorted(routes(lab, "R2")) == ["150.1.10.10/32", "150.1.5.5/32", "150.1.8.8/32"]
    lab["R5"].configure("router bgp 1\n neighbor DMVPN_SPOKES default-originate\n")
    lab["R5"].cli("clear ip bgp peer-group DMVPN_SPOKES soft out")
    lab.run(60)
    assert routes(lab, "R2")["0.0.0.0/0"] == "155.1.0.5" and reaches(lab, "R2", "150.1.3.3")


def test_phase1_the_hub_in_between() -> None:
    lab = load("dmvpn-phase1-bgp")
    lab["R5"].configure("router bgp 1\n neighbor DMVPN_SPOKES next-hop-self all\n")
    lab["R5"].cli("clear ip bgp * soft out")
    lab.run(30)
    assert set(routes(lab, "R2").values()) == {"155.1.0.5"}


def test_phase3_classes_and_shortcuts() -> None:
    lab = load("dmvpn-phase3-bgp")
    hub = bgp(lab, "R5")
    assert hub["10.2.1.0/24"] == "155.1.0.2 0 0 65002 i" and hub["150.1.2.2/32"] == "155.1.0.2 0 90 0 65002 i"
    assert routes(lab, "R2") == AT_R2
    assert lab["R5"].cli("show bfd neighbors").count(" Up ") == 8
    assert reaches(lab, "R2", "10.3.1.1", "loopback1")
    assert trace(lab, "R2", "10.3.1.1", "loopback1") == ["155.1.0.5", "155.1.0.3"]
    lab.run(12)
    assert trace(lab, "R2", "10.3.1.1", "loopback1") == ["155.1.0.3"]
    shown = lab["R2"].cli("show ip nhrp brief")
    assert "155.1.0.3/32 155.1.0.3       169.254.100.3   dynamic" in shown and "incomplete" not in shown
    assert reaches(lab, "R2", "150.1.10.10", "loopback1")
    assert "10.3.1.0/24" in lab["R5"].cli("show ip bgp community 65005:100")
    assert "150.1.3.3" not in lab["R5"].cli("show ip bgp community 65005:100")


def test_phase1_and_nothing_is_left_of_it() -> None:
    """`no router bgp 1` everywhere: no route, no session, no connection."""
    lab = load("dmvpn-phase1-bgp")
    for node in (*SPOKES, "R5"):
        assert lab[node].configure("no router bgp 1\n") == ""
    lab.run(130)  # as long as TCP remembers what is closed
    for node in (*SPOKES, "R5"):
        assert routes(lab, node) == {} and ".179 " not in lab[node].cli("show tcp brief")
        assert lab[node].cli("show ip bgp") == "% BGP not active\n"


def test_phase3_a_hub_that_comes_back() -> None:
    """Its SAs are gone; dead peer detection tells the spokes, and all is as before."""
    lab = load("dmvpn-phase3-bgp")
    r5, before = lab["R5"], bgp(lab, "R5")
    r5.cli("write memory")
    r5.console.enter("reload")
    r5.console.enter("")
    lab.run(300)
    assert bgp(lab, "R5") == before
    assert routes(lab, "R2") == AT_R2


def test_phase3_too_much_is_too_much() -> None:
    lab = load("dmvpn-phase3-bgp")
    lines = log_of(lab, "R5", "BGP")
    more = "".join(f"ip route 10.1.{n}.0 255.255.255.0 Null0\n" for n in (2, 3, 4))
    more += "ip prefix-list LAN seq 5 permit 10.1.0.0/16 le 24\nrouter bgp 65001\n"
    more += "".join(f" network 10.1.{n}.0 mask 255.255.255.0\n" for n in (2, 3, 4))
    lab["R1"].configure(more)
    lab.run(40)
    assert "155.1.0.1       4        65001" in lab["R5"].cli("show ip bgp summary | include PfxCt")
    said = " ".join(text for _, text in lines)
    assert "(afi 0): 4 exceeds limit 3" in said or "(afi 0): 5 exceeds limit 3" in said
    assert "155.1.0.1 6/1 (Maximum Number of Prefixes Reached) 7 bytes 00010100 000003" in said
    lab["R1"].configure("router bgp 65001\n" + "".join(f" no network 10.1.{n}.0 mask 255.255.255.0\n" for n in (2, 3, 4)))
    lab.run(150)
    assert "10.1.1.0/24" in bgp(lab, "R5")


def test_phase3_the_hub_in_between() -> None:
    """`next-hop-unchanged` goes: spokes are on one subnet, what R8 told is not. `next-hop-self`: all lead to the hub."""
    lab = load("dmvpn-phase3-bgp")
    for line, others, far in (
        ("no neighbor SPOKES next-hop-unchanged", "155.1.0.3", "155.1.0.5"),
        ("neighbor SPOKES next-hop-self", "155.1.0.5", "155.1.0.5"),
    ):
        assert lab["R5"].configure(f"router bgp 65005\n {line}\n") == ""
        lab["R5"].cli("clear ip bgp * soft out")
        lab.run(40)
        found = routes(lab, "R2")
        assert found["10.3.1.0/24"] == others and found["150.1.10.10/32"] == far
    lab["R2"].cli("ping 10.3.1.1 source loopback1")
    lab.run(15)
    assert trace(lab, "R2", "10.3.1.1", "loopback1") == ["155.1.0.3"]


def test_phase3_a_next_hop_that_nobody_knows() -> None:
    lab = load("dmvpn-phase3-bgp")
    lab["R5"].configure("router bgp 65005\n no network 155.1.58.0 mask 255.255.255.0 route-map OURS\n")
    lab.run(40)
    assert "155.1.58.8 (inaccessible) from 155.1.0.5" in lab["R2"].cli("show ip bgp 150.1.10.10")
    assert "150.1.10.10/32" not in routes(lab, "R2")


def test_phase3_somebody_elses_network() -> None:
    lab = load("dmvpn-phase3-bgp")
    r1 = lab["R1"]
    r1.configure("ip route 10.3.1.0 255.255.255.0 Null0\nrouter bgp 65001\n network 10.3.1.0 mask 255.255.255.0\n")
    lab.run(40)
    assert lab["R5"].cli("show ip bgp 10.3.1.0").startswith("BGP routing table entry for 10.3.1.0/24")
    assert "(1 available, best #1" in lab["R5"].cli("show ip bgp 10.3.1.0")
    r1.configure("ip prefix-list LAN seq 10 permit 10.3.1.0/24\nrouter bgp 65001\n no neighbor 155.1.0.5 prefix-list OWN out\n")
    r1.cli("clear ip bgp * soft out")
    lab.run(40)
    assert "(2 available, best #2" in lab["R5"].cli("show ip bgp 10.3.1.0")


def test_phase3_passwords() -> None:
    """A wrong one is told at both ends, none at that which has one."""
    lab = load("dmvpn-phase3-bgp")
    lines = {node: log_of(lab, node, "TCP") for node in ("R3", "R5")}
    lab["R3"].configure("router bgp 65003\n neighbor 155.1.0.5 password wrong\n")
    lab.run(60)
    assert all(any("Invalid MD5 digest" in text for _, text in found) for found in lines.values())
    lab["R3"].configure("router bgp 65003\n no neighbor 155.1.0.5 password\n")
    lab.run(1)
    for found in lines.values():
        found.clear()
    lab.run(60)
    said = [text for _, text in lines["R5"]]
    assert lines["R3"] == [] and all("No MD5 digest from 155.1.0.3(" in text for text in said)
    assert any("(179) to" in text for text in said) and any("(179) tableid" in text for text in said)


def test_phase3_a_dead_link_is_told_by_bfd() -> None:
    lab = load("dmvpn-phase3-bgp")
    assert lab["R5"].cli("show bfd neighbors").count("Up") >= 4
    lines = log_of(lab, "R5", "BGP")
    lab.cut("R4:GigabitEthernet1")
    start = lab.now
    lab.run(5)
    at = next(time for time, text in lines if "155.1.0.4 Down BFD adjacency down" in text)
    assert at - start < 2


def test_basics_paths_through_an_autonomous_system() -> None:
    lab = load("bgp-basics")
    assert bgp(lab, "R1")["172.16.5.0/24"] == "10.0.12.2 0 65002 65003 i"
    assert "Originator: 4.4.4.4, Cluster list: 3.3.3.3" in lab["R2"].cli("show ip bgp 172.16.5.0")
    assert reaches(lab, "R1", "172.16.5.1", "loopback1")
    lab["R4"].configure("router bgp 65002\n no neighbor 3.3.3.3 next-hop-self\n")
    lab["R4"].cli("clear ip bgp 3.3.3.3 soft out")
    lab.run(60)
    assert "10.0.45.5 (inaccessible) from" in lab["R3"].cli("show ip bgp 172.16.5.0")
    assert "172.16.5.0/24" not in bgp(lab, "R1")


def test_basics_a_wrong_autonomous_system_is_told_at_both_ends() -> None:
    lab = load("bgp-basics")
    lines = {node: log_of(lab, node, "BGP") for node in ("R4", "R5")}
    lab["R5"].configure("no router bgp 65003\nrouter bgp 65099\n neighbor 10.0.45.4 remote-as 65002\n")
    lab.run(60)
    told = {node: " ".join(text for _, text in found) for node, found in lines.items()}
    assert re.search(r"sent to neighbor 10.0.45.5 (active|passive) 2/2 \(peer in wrong AS\) 2 bytes FE4B", told["R4"])
    assert re.search(r"received from neighbor 10.0.45.4 (active|passive) 2/2 \(peer in wrong AS\) 2 bytes FE4B", told["R5"])


def test_basics_a_loop_and_who_wants_it() -> None:
    lab = load("bgp-basics")
    lab["R5"].configure("no router bgp 65003\nrouter bgp 65001\n neighbor 10.0.45.4 remote-as 65002\n network 172.16.5.0 mask 255.255.255.0\n")
    lab["R4"].configure("router bgp 65002\n neighbor 10.0.45.5 remote-as 65001\n")
    lab.run(120)
    assert "172.16.5.0/24" in bgp(lab, "R2") and "172.16.5.0/24" not in bgp(lab, "R1")
    assert re.search(r"AS_PATH loop: +n/a +[1-9]", lab["R1"].cli("show ip bgp neighbors 10.0.12.2"))
    lab["R1"].configure("router bgp 65001\n neighbor 10.0.12.2 allowas-in\n")
    lab["R1"].cli("clear ip bgp * soft in")
    lab.run(10)
    assert bgp(lab, "R1")["172.16.5.0/24"] == "10.0.12.2 0 65002 65001 i"


def test_policy_who_sends_what_by_which_way() -> None:
    lab = load("bgp-policy")
    lab.run(60)
    assert bgp(lab, "R1")["203.0.113.0"] == "10.0.12.2 200 0 65100 65300 i"
    assert bgp(lab, "R4")["198.51.100.0"] == "10.0.24.2 0 65100 65001 i"
    assert "localpref 80" in lab["R3"].cli("show ip bgp 198.51.100.0")
    assert trace(lab, "R4", "198.51.100.1", "loopback1") == ["10.0.24.2", "10.0.12.1"]
    lab["R2"].configure("interface FastEthernet0/0\n shutdown\n")
    lab.run(60)
    assert bgp(lab, "R1")["203.0.113.0"] == "10.0.13.3 0 65200 65300 i"
    assert bgp(lab, "R4")["198.51.100.0"] == "10.0.34.3 0 65200 65001 65001 65001 i"
    assert trace(lab, "R4", "198.51.100.1", "loopback1") == ["10.0.34.3", "10.0.13.1"]


def test_policy_transit_and_halves() -> None:
    lab = load("bgp-policy")
    lab["R1"].configure("router bgp 65001\n no neighbor 10.0.12.2 filter-list 1 out\n no neighbor 10.0.13.3 filter-list 1 out\n")
    lab["R1"].cli("clear ip bgp * soft out")
    lab.run(60)
    assert re.search(r"prefix-list: +n/a +[1-9]", lab["R3"].cli("show ip bgp neighbors 10.0.13.1"))
    lab["R1"].configure("router bgp 65001\n no aggregate-address 198.51.100.0 255.255.255.0 summary-only\n")
    lab.run(60)
    assert "198.51.100.0" not in bgp(lab, "R4") and "198.51.100.0/25" not in bgp(lab, "R2")
