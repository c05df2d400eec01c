"""Policy routing between tables, filters on interfaces of a VRF, callers from one."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from tests.features.vrf.test_vrf import text_of
from tests.features.wired import network

R1 = """\
vrf definition RED
 address-family ipv4
interface GigabitEthernet0/0
 ip address 10.0.1.1 255.255.255.0
 ip policy route-map THERE
 no shutdown
interface GigabitEthernet0/1
 vrf forwarding RED
 ip address 10.0.2.1 255.255.255.0
 no shutdown
ip route vrf RED 10.0.1.0 255.255.255.0 GigabitEthernet0/0 10.0.1.2
"""
HOST = "interface GigabitEthernet0/0\n ip address 10.0.{i}.2 255.255.255.0\n no shutdown\nip route 0.0.0.0 0.0.0.0 10.0.{i}.1\n"


def world(sets: str, more: str = "") -> Lab:
    lab = network(
        {"R1": f"{R1}route-map THERE permit 10\n {sets}\n{more}", "A": HOST.replace("{i}", "1"), "B": HOST.replace("{i}", "2")},
        "R1:Gi0/0 A:Gi0/0", "R1:Gi0/1 B:Gi0/0", platform="iosv",
    )  # fmt: skip
    lab.run(5)
    return lab


def reached(lab: Lab) -> bool:
    lab["A"].cli("ping 10.0.2.2")
    return "(5/5)" in lab["A"].cli("ping 10.0.2.2")


def test_set_vrf() -> None:
    lab = world("set vrf RED")
    assert reached(lab)
    assert " set vrf RED\n" in text_of(lab["R1"])
    assert "    vrf RED\n" in lab["R1"].cli("show route-map")


def test_without_it_there_is_no_way() -> None:
    assert not reached(world("set ip precedence 1"))


def test_set_ip_vrf_next_hop() -> None:
    lab = world("set ip vrf RED next-hop 10.0.2.2")
    assert reached(lab)
    assert " set ip vrf RED next-hop 10.0.2.2\n" in text_of(lab["R1"])


def test_set_global() -> None:
    """A packet of RED is looked up in the global table."""
    more = "interface GigabitEthernet0/1\n ip policy route-map BACK\nroute-map BACK permit 10\n set global\n"
    lab = world("set vrf RED", f"no ip route vrf RED 10.0.1.0 255.255.255.0\n{more}")
    assert reached(lab)


def test_access_lists_on_interfaces_of_a_vrf() -> None:
    lab = world("set vrf RED")
    r1 = lab["R1"]
    r1.configure("access-list 101 deny icmp any any\naccess-list 101 permit ip any any\n")
    r1.configure("interface GigabitEthernet0/1\n ip access-group 101 in\n")
    assert not reached(lab)
    r1.configure("interface GigabitEthernet0/1\n no ip access-group 101 in\n")
    assert reached(lab)


def test_unicast_rpf_asks_the_table_of_the_vrf() -> None:
    lab = world("set vrf RED", "interface GigabitEthernet0/1\n ip verify unicast source reachable-via rx\n")
    assert reached(lab)
    lab["B"].configure("interface GigabitEthernet0/0\n ip address 10.0.9.2 255.255.255.0\n")
    lab["R1"].configure("ip route 10.0.9.0 255.255.255.0 GigabitEthernet0/1\n")
    lab["B"].configure("no ip route 0.0.0.0 0.0.0.0\nip route 10.0.2.0 255.255.255.0 GigabitEthernet0/0\n")
    lab["B"].cli("ping 10.0.2.1")  # only the global table leads to 10.0.9.0
    assert "   5 verification drops" in lab["R1"].cli("show ip interface GigabitEthernet0/1")


def test_show_ip_interface_names_the_vrf() -> None:
    r1 = world("set vrf RED")["R1"]
    assert '  VPN Routing/Forwarding "RED"\n' in r1.cli("show ip interface GigabitEthernet0/1")
    assert "VPN Routing" not in r1.cli("show ip interface GigabitEthernet0/0")


def test_one_table_that_is_there() -> None:
    r1 = world("set vrf RED")["R1"]
    missing = "% VRF NOPE does not exist\n"
    assert r1.configure("route-map P permit 20\n set vrf NOPE\n set ip vrf NOPE next-hop 1.1.1.1\n") == missing * 2
    assert r1.configure("route-map P permit 20\n set vrf RED\n") == ""
    assert "cannot be configured together" in r1.configure("route-map P permit 20\n set global\n")
    assert r1.configure("route-map P permit 20\n no set vrf RED\n set global\n") == ""
    assert "cannot be configured together" in r1.configure("route-map P permit 20\n set vrf RED\n")
