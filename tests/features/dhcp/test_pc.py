"""PCs ask for addresses: `dhcp` as in VPCS, `dhclient`, and a line of the start-up script."""

from __future__ import annotations

import pytest

from iosemu import Lab

LAB = """\
name: pcs
nodes:
  S: {platform: c7200}
  P: {kind: host}
  Q: {kind: host}
links:
  - endpoints: [S:Fa0/0, P:eth0, Q:eth0]
"""
SERVER = """\
ip dhcp excluded-address 10.0.0.1 10.0.0.9
ip dhcp pool LAN
 network 10.0.0.0 255.255.255.0
 default-router 10.0.0.1
 dns-server 10.0.0.53
 domain-name example.com
interface FastEthernet0/0
 ip address 10.0.0.1 255.255.255.0
 no shutdown
"""


@pytest.fixture
def lab() -> Lab:
    made = Lab.from_yaml(LAB)
    made["S"].configure(SERVER)
    made.run(5)
    return made


def test_dora(lab: Lab) -> None:
    p = lab["P"]
    assert p.cli("dhcp") == "DDORA IP 10.0.0.10/24 GW 10.0.0.1\n\n"
    shown = p.cli("show ip")
    assert "IP/MASK     : 10.0.0.10/24\nGATEWAY     : 10.0.0.1\nDNS         : 10.0.0.53\nDHCP SERVER : 10.0.0.1\nDHCP LEASE  : " in shown
    assert ", 86400/43200/75600\nDOMAIN NAME : example.com\n" in shown
    assert "84 bytes from 10.0.0.1" in p.cli("ping 10.0.0.1 -c 1")
    assert p.cli("ip dhcp -r") == "RA IP 10.0.0.10/24 GW 10.0.0.1\n\n"
    assert p.running_config() == ["set pcname P", "ip dhcp"]
    p.cli("dhcp -x")
    lab.run(1)
    assert "IP/MASK     : 0.0.0.0/0\nGATEWAY     : 0.0.0.0\n" in p.cli("show ip")
    assert "Automatic" not in lab["S"].cli("show ip dhcp binding") and p.running_config() == ["set pcname P"]


def test_nobody_is_there(lab: Lab) -> None:
    lab["S"].configure("no service dhcp\n")
    assert lab["P"].cli("dhcp") == "DDD\nCan't find dhcp server\n\n"
    lab.run(100)
    assert "0.0.0.0/0" in lab["P"].cli("show ip")


def test_dhclient(lab: Lab) -> None:
    p = lab["P"]
    assert "bound to 10.0.0.10 -- renewal in 43200 seconds.\n" in p.cli("dhclient eth0")
    assert "default via 10.0.0.1 dev eth0" in p.cli("ip route")
    lab.run(200_000)
    assert "10.0.0.10/24" in p.cli("ip addr") and lab["S"].cli("show ip dhcp binding").count("Automatic") == 1
    p.cli("dhclient -r")
    lab.run(1)
    assert "inet" not in p.cli("ip addr") and "default" not in p.cli("ip route")
    p.cli("ip 10.0.0.200/24 10.0.0.1")
    assert p.running_config()[1:] == ["ip 10.0.0.200/24 10.0.0.1"]


def test_by_hand_instead(lab: Lab) -> None:
    p = lab["P"]
    p.cli("dhcp")
    p.cli("ip 10.0.0.200/24")
    lab.run(100_000)
    assert "10.0.0.200/24" in p.cli("show ip") and "DHCP" not in p.cli("show ip")


def test_at_power_on(lab: Lab) -> None:
    for name in ("P", "Q"):
        lab[name].cli("dhcp")
        lab[name].cli("save")
    lab["P"].reload()
    lab.run(60)
    assert "10.0.0.10/24" in lab["P"].cli("show ip") and "10.0.0.11/24" in lab["Q"].cli("show ip")
    again = Lab.restore(lab.checkpoint())
    again.run(50_000)
    assert ", 86400/43200/75600" in again["P"].cli("show ip")


def test_one_that_has_an_address_asks_from_none(lab: Lab) -> None:
    p = lab["P"]
    p.cli("ip 10.0.0.200/24")
    capture = lab.capture()
    assert "bound to 10.0.0.10 -- " in p.cli("dhclient")
    asked = [each.data[26:34] for each in capture.frames if each.data[12:14] == b"\x08\x00" and each.data[34:38] == b"\x00\x44\x00\x43"]
    assert asked and set(asked) == {b"\0\0\0\0\xff\xff\xff\xff"}
