"""A spoke whose provider gives it its address: NHRP registers with the new one, and IPsec follows. And what goes
through tunnels: a relay behind one, a client on one."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from tests.features.dhcp.test_lease import address
from tests.features.wired import network

CRYPTO = """\
crypto isakmp policy 10
 encryption aes
 authentication pre-share
 group 2
crypto isakmp key cisco123 address 0.0.0.0 0.0.0.0
crypto ipsec transform-set T esp-aes esp-sha-hmac
 mode transport
crypto ipsec profile P
 set transform-set T
"""
ISP = """\
ip dhcp excluded-address 203.0.113.1 203.0.113.9
ip dhcp pool SPOKES
 network 203.0.113.0 255.255.255.0
 default-router 203.0.113.1
 lease 0 1
interface FastEthernet0/0
 ip address 203.0.113.1 255.255.255.0
 no shutdown
interface FastEthernet0/1
 ip address 198.51.100.1 255.255.255.0
 no shutdown
"""
HUB = CRYPTO + """\
interface Tunnel0
 ip address 10.0.0.1 255.255.255.0
 ip nhrp map multicast dynamic
 ip nhrp network-id 1
 tunnel source FastEthernet0/0
 tunnel mode gre multipoint
 tunnel protection ipsec profile P
interface FastEthernet0/0
 ip address 198.51.100.2 255.255.255.0
 no shutdown
ip route 0.0.0.0 0.0.0.0 198.51.100.1
"""
SPOKE = CRYPTO + """\
interface Tunnel0
 ip address 10.0.0.2 255.255.255.0
 ip nhrp map 10.0.0.1 198.51.100.2
 ip nhrp map multicast 198.51.100.2
 ip nhrp network-id 1
 ip nhrp nhs 10.0.0.1
 ip nhrp registration no-unique
 tunnel source FastEthernet0/0
 tunnel mode gre multipoint
 tunnel protection ipsec profile P
interface FastEthernet0/0
 ip address dhcp
 no shutdown
"""


def nbma(lab: Lab) -> str:
    return next((line.split()[1] for line in lab["H"].cli("show dmvpn").splitlines() if "10.0.0.2" in line), "")


def test_a_spoke_whose_address_is_its_providers() -> None:
    lab = network({"I": ISP, "H": HUB, "C": SPOKE}, "I:Fa0/0 C:Fa0/0", "I:Fa0/1 H:Fa0/0")
    lab.run(90)
    assert address(lab) == nbma(lab) == "203.0.113.10"
    assert "!!!!" in lab["C"].cli("ping 10.0.0.1")

    # the provider forgets it and gives another one: at T1 the client is refused, asks, and NHRP registers anew
    lab["I"].cli("clear ip dhcp binding *")
    lab["I"].configure("ip dhcp excluded-address 203.0.113.10 203.0.113.19\n")
    lab.run(1850)
    assert address(lab) == "203.0.113.20"
    lab.run(120)
    assert nbma(lab) == "203.0.113.20"
    assert "!!!!" in lab["C"].cli("ping 10.0.0.1")
    log = lab["C"].cli("show logging")
    assert log.count("%DHCP-6-ADDRESS_ASSIGN: Interface FastEthernet0/0 assigned DHCP address 203.0.113.") == 2

    # it is silent: the lease ends, and the tunnel with it
    lab["I"].configure("no service dhcp\n")
    lab.run(3700)
    assert address(lab) == "unassigned" and "!" not in lab["C"].cli("ping 10.0.0.1")
    assert "line protocol is down" in lab["C"].cli("show interfaces Tunnel0")
    lab["I"].configure("service dhcp\n")
    lab.run(240)
    assert address(lab) == nbma(lab) == "203.0.113.20"
    assert "!!!!" in lab["C"].cli("ping 10.0.0.1")


def tunnel(number: int, own: str, source: str, target: str, more: str = "") -> str:
    return f"interface Tunnel{number}\n {own}\n tunnel source {source}\n tunnel destination {target}\n{more}"


PORT = "interface FastEthernet0/{}\n ip address {} 255.255.255.0\n no shutdown\n"


def test_a_relay_at_the_end_of_a_tunnel() -> None:
    """C's LAN is R's; the server is reached through GRE alone."""
    configs = {
        "S": "ip dhcp excluded-address 10.2.0.1\nip dhcp pool FAR\n network 10.2.0.0 255.255.255.0\n default-router 10.2.0.1\n"
        + PORT.format(0, "192.0.2.1")
        + tunnel(0, "ip address 10.1.0.1 255.255.255.0", "FastEthernet0/0", "192.0.2.2")
        + "ip route 10.2.0.0 255.255.255.0 10.1.0.2\n",
        "R": PORT.format(0, "192.0.2.2")
        + tunnel(0, "ip address 10.1.0.2 255.255.255.0", "FastEthernet0/0", "192.0.2.1")
        + PORT.format(1, "10.2.0.1").replace(" no shutdown", " ip helper-address 10.1.0.1\n no shutdown"),
        "C": "interface FastEthernet0/0\n ip address dhcp\n no shutdown\n",
    }
    lab = network(configs, "S:Fa0/0 R:Fa0/0", "R:Fa0/1 C:Fa0/0")
    lab.run(30)
    assert address(lab) == "10.2.0.2" and "!!!!" in lab["C"].cli("ping 10.1.0.1")


def test_a_client_on_a_tunnel() -> None:
    """GRE from point to point carries the broadcasts; there is nobody to ask by ARP."""
    configs = {
        "S": "ip dhcp pool T\n network 10.1.0.0 255.255.255.0\n" + PORT.format(0, "192.0.2.1")
        + tunnel(0, "ip address 10.1.0.1 255.255.255.0", "FastEthernet0/0", "192.0.2.2"),
        "C": PORT.format(0, "192.0.2.2") + tunnel(0, "ip address dhcp", "FastEthernet0/0", "192.0.2.1"),
    }  # fmt: skip
    lab = network(configs, "S:Fa0/0 C:Fa0/0")
    lab.run(30)
    assert "10.1.0.2        YES DHCP   up                    up" in lab["C"].cli("show ip interface brief")
    assert "!!!!" in lab["C"].cli("ping 10.1.0.1")
