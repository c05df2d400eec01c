"""OSPF and BFD: who is watched, and what a dead way does."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from iosemu.wire.bfd import State
from tests.features.bfd.worlds import logged
from tests.features.wired import network

TIMERS = " bfd interval 100 min_rx 100 multiplier 3\n"


def segment(count: int, more: str = " bfd all-interfaces\n", kind: str = "", platform: str = "iosv") -> Lab:
    """Routers R1 … on 10.0.0.0/24, R1 the DR and R2 the BDR (or point-to-point); settled."""
    port = {"iosv": "GigabitEthernet0/0", "csr1000v": "GigabitEthernet1"}[platform]
    configs = {}
    for number in range(1, count + 1):
        configs[f"R{number}"] = (
            f"interface Loopback0\n ip address 192.168.{number}.1 255.255.255.0\n"
            f"interface {port}\n ip address 10.0.0.{number} 255.255.255.0\n ip ospf priority {max(3 - number, 0)}\n"
            f"{TIMERS}{kind} no shutdown\nrouter ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n{more}"
        )
    lab = network(configs, " ".join(f"{name}:{port}" for name in configs), platform=platform)
    lab.run(60)
    return lab


def watched(lab: Lab, node: str) -> dict[str, str]:
    """Neighbour -> state, of `show bfd neighbors`."""
    rows = [line.split() for line in lab[node].cli("show bfd neighbors").splitlines()[3:]]
    return {row[0]: row[3] for row in rows}


def test_full_neighbours_are_watched() -> None:
    lab = segment(4)
    assert watched(lab, "R1") == {f"10.0.0.{n}": "Up" for n in (2, 3, 4)}
    assert watched(lab, "R4") == {"10.0.0.1": "Up", "10.0.0.2": "Up"}  # DR and BDR
    assert "Registered protocols: OSPF CEF \n" in lab["R4"].cli("show bfd neighbors details")
    assert " BFD is enabled\n" in lab["R1"].cli("show ip ospf")
    assert "State DR, Priority 2, BFD enabled\n" in lab["R1"].cli("show ip ospf interface GigabitEthernet0/0")


@pytest.mark.parametrize("platform", ["iosv", "csr1000v"])
def test_a_dead_way_ends_the_adjacency(platform: str) -> None:
    lab = segment(2, kind=" ip ospf network point-to-point\n", platform=platform)
    messages = logged(lab, "R1", "BFDFSM", "OSPF")
    lab["R1"].cli("debug ip ospf adj")
    lab["R1"].console.take()
    lab.lose("R1", "R2", share=1.0)
    lab.run(0.301)
    port = "GigabitEthernet0/0" if platform == "iosv" else "GigabitEthernet1"
    ld = 1 if platform == "iosv" else 4097
    assert messages == [
        f"BFDFSM-6-BFD_SESS_DOWN: BFD-SYSLOG: BFD session ld:{ld} handle:1,is going Down Reason: ECHO FAILURE",
        f"OSPF-5-ADJCHG: Process 1, Nbr 192.168.2.1 on {port} from FULL to DOWN, Neighbor Down: BFD node down",
    ]
    said = [line.partition(": ")[2] for line in lab["R1"].console.take().splitlines()]
    short = "Gi0/0" if platform == "iosv" else "Gi1"
    debugged = [line for line in said if line.startswith("OSPF-1 ADJ")]
    assert [line for line in debugged if "Clean-up" not in line][:4] == [
        f"OSPF-1 ADJ   {short}: De-register neighbor 10.0.0.2 with BFD, session 1",
        f"OSPF-1 ADJ   {short}:   De-registration with BFD SUCCEEDED, retcode 0",
        f"OSPF-1 ADJ   {short}: 192.168.2.1 address 10.0.0.2 is dead",
        f"OSPF-1 ADJ   {short}: 192.168.2.1 address 10.0.0.2 is dead, state DOWN",
    ]
    lab.lose("R1", "R2", share=0.0)
    lab.run(30)
    taken = lab["R1"].console.take()
    assert watched(lab, "R1") == {"10.0.0.2": "Up"}
    assert f"OSPF-1 ADJ   {short}: Register neighbor 10.0.0.2 with BFD, session 1" in taken


def test_interfaces_say_otherwise() -> None:
    lab = segment(2)
    assert lab["R1"].configure("interface Gi0/0\n ip ospf bfd disable\n") == ""
    assert watched(lab, "R1") == {}
    assert "BFD enabled" not in lab["R1"].cli("show ip ospf interface GigabitEthernet0/0")
    lab.run(2)
    assert watched(lab, "R2") == {"10.0.0.1": "Down"}  # told so, and that says nothing of the way
    assert "FULL" in lab["R2"].cli("show ip ospf neighbor")
    for line, expected in (("no ip ospf bfd", "Up"), ("ip ospf bfd", "Up")):
        lab["R1"].configure(f"interface Gi0/0\n {line}\n")
        lab.run(3)
        assert watched(lab, "R1") == {"10.0.0.2": expected}
    lab["R1"].configure("router ospf 1\n no bfd all-interfaces\n")
    lab.run(3)
    assert watched(lab, "R1") == {"10.0.0.2": "Up"}
    assert " ip ospf bfd" in lab["R1"].running_config()


def test_one_session_serves_two_clients() -> None:
    lab = segment(2)
    for node in "R1", "R2":
        lab[node].configure("router eigrp 1\n network 10.0.0.0\n bfd all-interfaces\n")
    lab.run(5)
    assert watched(lab, "R1") == {"10.0.0.2": "Up"}
    assert "Registered protocols: OSPF CEF EIGRP \n" in lab["R1"].cli("show bfd neighbors details")
    (session,) = lab["R1"].device.engine("bfd").sessions.values()
    lab["R1"].configure("no router ospf 1\n")
    assert session.state is State.UP
    messages = logged(lab, "R1", "DUAL")
    lab.lose("R1", "R2", share=1.0)
    lab.run(0.4)
    assert len(messages) == 1 and "BFD peer down notified" in messages[0]
