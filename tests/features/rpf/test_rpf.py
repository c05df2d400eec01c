"""`ip verify unicast source reachable-via`: R1 - R2 - R3, R2 asks where the packets of R1 come from."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import chain


@pytest.fixture
def lab() -> Lab:
    """R1 reaches R3's loopback 192.168.3.1; only R1's own networks lead back from R2 by Fa0/1."""
    lab = chain(3)
    lab["R1"].configure("ip route 0.0.0.0 0.0.0.0 10.0.12.2\ninterface Loopback5\n ip address 5.5.5.5 255.255.255.255\n")
    lab["R2"].configure("ip route 192.168.1.0 255.255.255.0 10.0.12.1\nip route 192.168.3.0 255.255.255.0 10.0.23.2\n")
    lab["R3"].configure("ip route 0.0.0.0 0.0.0.0 10.0.23.1\n")
    lab.run(5)
    lab["R1"].cli("ping 192.168.3.1")
    return lab


def verify(lab: Lab, options: str) -> None:
    assert lab["R2"].configure(f"interface Fa0/1\n ip verify unicast source reachable-via {options}\n") == ""
    lab["R2"].cli("clear counters FastEthernet0/1", "")


def shown(lab: Lab) -> list[str]:
    lines = lab["R2"].cli("show ip interface FastEthernet0/1").splitlines()
    return lines[next(n for n, line in enumerate(lines) if "IP verify" in line) :]


def ping(lab: Lab, source: str, target: str = "192.168.3.1") -> str:
    return lab["R1"].cli(f"ping {target} source {source} repeat 3 timeout 1")


def test_strict(lab: Lab) -> None:
    verify(lab, "rx")
    assert "!!!" in ping(lab, "Loopback0")
    ping(lab, "Loopback5")
    ping(lab, "Loopback5", "10.0.12.2")  # the router itself is guarded as well
    assert shown(lab) == [
        "  IP verify source reachable-via RX",
        "   6 verification drops",
        "   0 suppressed verification drops",
        "   0 verification drop-rate",
    ]
    assert "         0 no route, 6 unicast RPF, 0 forced drop" in lab["R2"].cli("show ip traffic").splitlines()
    assert "  Input features: uRPF, MCI Check" in lab["R2"].cli("show ip interface FastEthernet0/1").splitlines()
    lab["R2"].cli("clear counters FastEthernet0/1", "")
    assert shown(lab)[1] == "   0 verification drops"


def test_strict_takes_the_way_back_seriously(lab: Lab) -> None:
    """The way back by another interface: strict drops, loose counts what strict would have dropped."""
    lab["R2"].configure("ip route 5.5.5.5 255.255.255.255 10.0.23.2\n")
    verify(lab, "rx")
    ping(lab, "Loopback5")
    assert shown(lab)[1:3] == ["   3 verification drops", "   0 suppressed verification drops"]
    verify(lab, "any")
    ping(lab, "Loopback5")
    assert shown(lab)[:3] == [
        "  IP verify source reachable-via ANY",
        "   0 verification drops",
        "   3 suppressed verification drops",
    ]
    lab["R2"].configure("no ip route 5.5.5.5 255.255.255.255 10.0.23.2\nip route 5.5.5.5 255.255.255.255 Null0\n")
    ping(lab, "Loopback5")
    assert shown(lab)[1] == "   3 verification drops"


@pytest.mark.parametrize(("options", "drops"), [("rx", 3), ("rx allow-default", 0), ("any", 3), ("any allow-default", 0)])
def test_the_default_route_counts_when_allowed(lab: Lab, options: str, drops: int) -> None:
    lab["R2"].configure("ip route 0.0.0.0 0.0.0.0 10.0.12.1\n")
    verify(lab, options)
    ping(lab, "Loopback5")
    assert shown(lab)[1] == f"   {drops} verification drops"
    assert ("allow default" in shown(lab)[0]) is ("allow-default" in options)


@pytest.mark.parametrize(("entry", "counts"), [("permit host 5.5.5.5", (0, 3)), ("deny any", (3, 0)), ("", (0, 3))])
def test_an_access_list_lets_pass(lab: Lab, entry: str, counts: tuple[int, int]) -> None:
    """One that is not defined permits."""
    lab["R2"].configure(f"access-list 7 {entry}\n" if entry else "")
    verify(lab, "rx 7")
    ping(lab, "Loopback5")
    assert shown(lab)[:3] == [
        "  IP verify source reachable-via RX, ACL 7",
        f"   {counts[0]} verification drops",
        f"   {counts[1]} suppressed verification drops",
    ]


def test_no_takes_it_away(lab: Lab) -> None:
    verify(lab, "rx")
    assert " ip verify unicast source reachable-via rx" in lab["R2"].running_config()
    lab["R2"].configure("ip route 5.5.5.5 255.255.255.255 10.0.12.1\ninterface Fa0/1\n no ip verify unicast source reachable-via\n")
    assert "!!!" in ping(lab, "Loopback5")
    assert "IP verify" not in lab["R2"].cli("show ip interface FastEthernet0/1")
    assert "% Invalid" in lab["R2"].configure("interface Fa0/1\n ip verify unicast source reachable-via rx NAME\n")


def test_a_host_without_an_address_and_neighbours_pass(lab: Lab) -> None:
    verify(lab, "rx")
    for node in ("R1", "R2"):
        lab[node].configure("router rip\n version 2\n network 10.0.0.0\n")
    lab.run(40)
    assert shown(lab)[1] == "   0 verification drops"
    assert "10.0.12.1" in lab["R2"].cli("show ip rip database") or lab["R2"].device.ip.stats.multicasts_in
