"""`neighbor … fall-over bfd`: established neighbours are watched, and a dead way ends the session."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.bfd.worlds import logged
from tests.features.wired import network

TIMERS = " bfd interval 100 min_rx 100 multiplier 3\n"


def pair(other: int = 65002, platform: str = "iosv", fall_over: str = " fall-over bfd") -> Lab:
    port = {"iosv": "GigabitEthernet0/0", "csr1000v": "GigabitEthernet1"}[platform]
    configs = {}
    for own, peer, asn, remote in ((1, 2, 65001, other), (2, 1, other, 65001)):
        configs[f"R{own}"] = (
            f"interface {port}\n ip address 10.0.12.{own} 255.255.255.0\n{TIMERS} no shutdown\n"
            f"router bgp {asn}\n neighbor 10.0.12.{peer} remote-as {remote}\n neighbor 10.0.12.{peer}{fall_over}\n"
        )
    lab = network(configs, f"R1:{port} R2:{port}", platform=platform)
    lab.run(60)
    return lab


@pytest.mark.parametrize(("platform", "other"), [("iosv", 65002), ("csr1000v", 65002), ("iosv", 65001)])
def test_a_dead_way_ends_the_session(platform: str, other: int) -> None:
    lab = pair(other, platform)
    port, ld = ("GigabitEthernet0/0", 1) if platform == "iosv" else ("GigabitEthernet1", 4097)
    row = lab["R1"].cli("show bfd neighbors").splitlines()[-1].split()
    assert row[0] == "10.0.12.2" and row[2:4] == ["Up", "Up"]
    assert "Registered protocols: BGP CEF \n" in lab["R1"].cli("show bfd neighbors details")
    said = " BFD is configured. BFD peer is {}. Using BFD to detect fast fallover (single-hop).\n"
    told = lab["R1"].cli("show ip bgp neighbors")
    assert " Fall over configured for session\n" + said.format("Up") in told
    messages = logged(lab, "R1", "BFD", "BFDFSM", "BGP", "BGP_SESSION")
    lab.lose("R1", "R2", share=1.0)
    lab.run(0.31)
    assert messages == [
        f"BFDFSM-6-BFD_SESS_DOWN: BFD-SYSLOG: BFD session ld:{ld} handle:1,is going Down Reason: ECHO FAILURE",
        "BGP-5-NBR_RESET: Neighbor 10.0.12.2 reset (BFD adjacency down)",
        "BGP-5-ADJCHANGE: neighbor 10.0.12.2 Down BFD adjacency down",
        "BGP_SESSION-5-ADJCHANGE: neighbor 10.0.12.2 IPv4 Unicast topology base removed from session  BFD adjacency down",
        f"BFD-6-BFD_SESS_DESTROYED: BFD-SYSLOG: bfd_session_destroyed,  ld:{ld} neigh proc:BGP, handle:1 act",
    ]
    assert said.format("Down") in lab["R1"].cli("show ip bgp neighbors")
    messages.clear()
    lab.lose("R1", "R2", share=0.0)
    lab.run(120)
    created = f"BFD-6-BFD_SESS_CREATED: BFD-SYSLOG: bfd_session_created, neigh 10.0.12.2 proc:BGP, idb:{port} handle:1 act"
    up = messages.index("BGP-5-ADJCHANGE: neighbor 10.0.12.2 Up ")
    assert created in messages[:up]
    assert lab["R1"].cli("show bfd neighbors").splitlines()[-1].split()[2] == "Up"


def test_lines_come_and_go() -> None:
    lab = pair(fall_over=" description no more than that")
    r1 = lab["R1"]
    assert r1.cli("show bfd neighbors") == ""
    for node, peer in (("R1", 2), ("R2", 1)):
        asn = 65000 + (1 if node == "R1" else 2)
        assert lab[node].configure(f"router bgp {asn}\n neighbor 10.0.12.{peer} fall-over bfd\n") == ""
    lab.run(3)
    assert r1.cli("show bfd neighbors").splitlines()[-1].split()[2] == "Up"
    messages = logged(lab, "R1", "BGP")
    r1.configure("router bgp 65001\n no neighbor 10.0.12.2 fall-over bfd\n")
    lab.run(0.1)
    assert r1.cli("show bfd neighbors") == "" and messages == []
    lab.run(5)
    assert messages == [] and " Down " in lab["R2"].cli("show bfd neighbors")  # which says nothing of the way
    r1.configure("router bgp 65001\n neighbor 10.0.12.2 fall-over bfd\n")
    lab.run(3)
    r1.configure("no router bgp 65001\n")
    lab.run(0.1)
    assert r1.device.engine("bfd").sessions == {}


def test_far_neighbours_are_not_watched() -> None:
    """Single-hop BFD is of one network."""
    port = "GigabitEthernet0/0"
    configs = {
        f"R{own}": f"interface Loopback0\n ip address 192.168.{own}.1 255.255.255.255\n"
        f"interface {port}\n ip address 10.0.12.{own} 255.255.255.0\n{TIMERS} no shutdown\n"
        f"ip route 192.168.{peer}.1 255.255.255.255 10.0.12.{peer}\n"
        f"router bgp 65001\n neighbor 192.168.{peer}.1 remote-as 65001\n neighbor 192.168.{peer}.1 update-source Loopback0\n"
        f" neighbor 192.168.{peer}.1 fall-over bfd\n"
        for own, peer in ((1, 2), (2, 1))
    }
    lab = network(configs, f"R1:{port} R2:{port}", platform="iosv")
    lab.run(60)
    (peer,) = lab["R1"].device.engine("bgp").process.peers.values()
    assert peer.up and lab["R1"].cli("show bfd neighbors") == ""
