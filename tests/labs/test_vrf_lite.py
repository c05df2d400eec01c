"""The lab of two customers with one address plan holds what its story promises."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName

FAR = "ping 172.16.2.1 source loopback0"
SERVER = "ping 198.51.100.7 source loopback0"


def warm() -> Lab:
    """EIGRP and RIP know the way, and ARP is done, so that no ping loses its first packets."""
    lab = Lab.load("vrf-lite")
    assert lab.settle()
    lab.run(10)
    for node in ("R3", "R4"):
        lab[node].cli(FAR)
        lab[node].cli(SERVER)
    return lab


def good(said: str) -> bool:
    return "100 percent" in said


def echoes(lab: Lab, node: str) -> int:
    """Echo requests that came to a router."""
    return lab[node].device.ip.icmp.received[8, 0]


def test_each_customer_reaches_its_own_far_end() -> None:
    lab = warm()
    for near, far, other in (("R3", "R5", "R6"), ("R4", "R6", "R5")):
        before = echoes(lab, far), echoes(lab, other)
        assert good(lab[near].cli(FAR))
        assert (echoes(lab, far), echoes(lab, other)) == (before[0] + 5, before[1])


def test_a_site_that_is_cut_off_is_not_helped_by_the_other_customer() -> None:
    lab = warm()
    lab["R5"].configure("interface GigabitEthernet0/0\n shutdown\n")
    lab.run(5)
    assert "Success rate is 0 percent" in lab["R3"].cli(FAR)
    assert good(lab["R4"].cli(FAR))


def test_each_customer_has_its_own_protocol() -> None:
    r1 = warm()["R1"]
    red, blue = r1.cli("show ip route vrf RED"), r1.cli("show ip route vrf BLUE")
    assert "D        172.16.2.0 [90/131072] via 10.0.12.2" in red and "D EX  198.51.100.0/24" in red
    assert "R        172.16.2.0 [120/2] via 10.0.12.2" in blue and "198.51.100" not in blue
    assert "10.0.12.2" in r1.cli("show ip eigrp vrf RED neighbors")
    assert r1.cli("show ip eigrp vrf BLUE neighbors") == "" and "172.16.2.0/24" in r1.cli("show ip rip database vrf BLUE")


def test_only_red_reaches_the_server() -> None:
    lab = warm()
    assert good(lab["R3"].cli(SERVER))
    assert "U" in lab["R4"].cli(SERVER)
    lab["R2"].configure("ip route vrf BLUE 198.51.100.0 255.255.255.0 198.51.100.7 global\n")
    lab["R1"].configure("ip route vrf BLUE 0.0.0.0 0.0.0.0 10.0.12.2\n")
    before = echoes(lab, "R7")
    assert "Success rate is 0 percent" in lab["R4"].cli(SERVER)
    assert echoes(lab, "R7") > before, "it hears BLUE, and answers RED"


def test_global_next_hop_and_next_hop_in_the_vrf() -> None:
    lab = warm()
    r2 = lab["R2"]
    route = "ip route vrf RED 198.51.100.0 255.255.255.0"
    r2.configure(f"no {route}\n{route} 198.51.100.7\n")
    assert "198.51.100.0" not in r2.cli("show ip route vrf RED")


def test_an_interface_that_moves_loses_its_address() -> None:
    lab = warm()
    r1 = lab["R1"]
    said = r1.configure("interface GigabitEthernet3\n vrf forwarding RED\n")
    assert said.startswith("% Interface GigabitEthernet3 IPv4 disabled and address(es) removed due to ")
    again = r1.configure("interface GigabitEthernet3\n ip address 192.168.1.1 255.255.255.0\n")
    assert again == "% 192.168.1.0 overlaps with GigabitEthernet2\n"
    assert good(lab["R3"].cli(FAR))


def test_the_end_of_one_vrf_leaves_the_other_alone() -> None:
    lab = warm()
    r1 = lab["R1"]
    r1.configure("no vrf definition BLUE\n")
    assert "BLUE" not in "\n".join(r1.running_config()).replace("customer BLUE", "")
    assert good(lab["R3"].cli(FAR))
    assert not r1.device.interfaces[InterfaceName.parse("GigabitEthernet3")].addresses


def test_configurations_read_back() -> None:
    lab = Lab.load("vrf-lite")
    lab.run(2)
    for name in ("R1", "R2"):
        text = lab[name].running_config()
        lab[name].device.startup_config = "\n".join(text)
        lab[name].reload()
        lab.run(60)
        assert lab[name].running_config() == text
        assert lab[name].device.shell is not None
        assert lab[name].device.shell.boot_refused == []


@pytest.mark.skipif(shutil.which("tshark") is None, reason="needs tshark")
def test_tshark_finds_nothing_malformed(tmp_path: Path) -> None:
    """Both customers on one cable: told apart by VLAN, with the same addresses."""
    lab = Lab.load("vrf-lite")
    lab.settle()
    target = tmp_path / "trunk.pcapng"
    capture = lab.capture("R1", "R2")
    for node in ("R3", "R4"):
        lab[node].cli(FAR)
    target.write_bytes(capture.pcap())
    fields = ["-T", "fields", "-e", "vlan.id", "-e", "ip.src", "-e", "ip.dst"]
    shown = subprocess.run(
        ["tshark", "-r", str(target), "-Y", "icmp.type == 8 && vlan", *fields],
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    assert {line.split("\t")[0] for line in shown.splitlines()} == {"10", "20"}
    assert {tuple(line.split("\t")[1:]) for line in shown.splitlines()} == {("172.16.1.1", "172.16.2.1")}
    wrong = subprocess.run(
        ["tshark", "-r", str(target), "-Y", "_ws.malformed || ip.checksum.status == 0"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert wrong.stdout == ""
