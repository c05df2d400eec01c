"""`virtual-template` of an ISAKMP profile: a peer's tunnel is cloned with its first quick mode."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from tests.features.wired import network

PORT = """\
interface GigabitEthernet0/0
 ip address 10.0.12.{n} 255.255.255.0
 no shutdown
interface Loopback0
 ip address 192.168.{n}.1 255.255.255.0
crypto isakmp policy 10
 encryption aes
 authentication pre-share
 group 14
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto ipsec profile IPP
 set transform-set TS
"""
HUB = """\
crypto keyring KR
 pre-shared-key address 0.0.0.0 0.0.0.0 key cisco
crypto isakmp profile IKE
 keyring KR
 match identity address 0.0.0.0
 virtual-template 1
crypto isakmp keepalive 10 periodic
crypto ipsec profile IPP
 set isakmp-profile IKE
interface Virtual-Template1 type tunnel
 ip unnumbered Loopback0
 tunnel source GigabitEthernet0/0
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile IPP
"""
SPOKE = """\
crypto isakmp key cisco address 10.0.12.1
interface Tunnel0
 ip unnumbered Loopback0
 tunnel source GigabitEthernet0/0
 tunnel mode ipsec ipv4
 tunnel destination 10.0.12.1
 tunnel protection ipsec profile IPP
router eigrp 1
 network 192.168.0.0 0.0.255.255
"""


def dynamic(hub: str = HUB) -> Lab:
    eigrp = "router eigrp 1\n network 192.168.0.0 0.0.255.255\n"
    configs = {"R1": (PORT + hub + eigrp).replace("{n}", "1")}
    configs |= {f"R{n}": (PORT + SPOKE).replace("{n}", str(n)) for n in (2, 3)}
    return network(configs, "R1:Gi0/0 R2:Gi0/0 R3:Gi0/0", platform="iosv", delay=0.001)


def accesses(lab: Lab) -> list[str]:
    rows = lab["R1"].cli("show ip interface brief").splitlines()
    return [f"{row.split()[0]} {row.split()[-1]}" for row in rows if row.startswith("Virtual-Access")]


def test_each_peer_has_one() -> None:
    lab = dynamic()
    lab.run(40)
    assert accesses(lab) == ["Virtual-Access1 up", "Virtual-Access2 up"]
    assert "virtual-template 1" in lab["R1"].cli("show running-config | section isakmp profile")
    assert lab["R1"].cli("show ip eigrp neighbors").count("Vi") == 2
    assert "!!!!!" in lab["R2"].cli("ping 192.168.3.1 source Loopback0")
    assert "Interface: Virtual-Access1" in lab["R1"].cli("show crypto session")


def test_it_goes_with_its_last_pair() -> None:
    lab = dynamic()
    lab.run(40)
    lab["R2"].configure("interface Tunnel0\n shutdown")
    lab.run(5)
    assert len(accesses(lab)) == 1
    assert "!!!!!" in lab["R3"].cli("ping 192.168.1.1 source Loopback0")
    lab["R2"].configure("interface Tunnel0\n no shutdown")
    lab.run(40)
    assert accesses(lab) == ["Virtual-Access1 up", "Virtual-Access2 up"]
    lab.run(4000)  # every ISAKMP and IPsec SA has been renewed
    assert accesses(lab) == ["Virtual-Access1 up", "Virtual-Access2 up"]
    assert "!!!!!" in lab["R2"].cli("ping 192.168.3.1 source Loopback0")


def test_without_the_template_no_quick_mode_is_taken() -> None:
    lab = dynamic(HUB.replace(" virtual-template 1\n", " virtual-template 7\n"))
    lab.run(40)
    assert accesses(lab) == []
    assert "line protocol is down" in lab["R2"].cli("show interfaces Tunnel0")
