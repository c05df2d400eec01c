"""The lab `front-door-vrf`: what its story tells."""

from __future__ import annotations

import pytest

from iosemu import Lab


@pytest.fixture
def lab() -> Lab:
    lab = Lab.load("front-door-vrf")
    assert all(not node.device.shell.boot_refused for node in lab)
    assert lab.settle()
    return lab


def test_two_default_routes(lab: Lab) -> None:
    r2 = lab["R2"]
    assert "S*    0.0.0.0/0 [1/0] via 198.51.100.2" in r2.cli("show ip route vrf INET")
    assert "D*    0.0.0.0/0 [90/27008000] via 172.16.0.1" in r2.cli("show ip route")
    assert "198.51.100" not in r2.cli("show ip route")
    assert "!!!!!" in r2.cli("ping vrf INET 198.18.0.1")
    assert "!" not in r2.cli("ping 198.18.0.1")


def test_shows_name_the_door(lab: Lab) -> None:
    r1 = lab["R1"]
    detail = r1.cli("show dmvpn detail")
    assert 'VRF "" ' in detail and 'Tunnel VRF "INET"' in detail and "fvrf: INET,\tPhase1_id: 192.0.2.1" in detail
    assert "Peer: 198.51.100.1 port 500 fvrf: INET ivrf: (none)" in r1.cli("show crypto session detail")
    assert "protected vrf: (none)" in r1.cli("show crypto ipsec sa peer 198.51.100.1")
    assert r1.cli("show crypto isakmp sa vrf INET") == r1.cli("show crypto isakmp sa")


def test_the_same_addresses_inside_and_outside(lab: Lab) -> None:
    """R2 reaches R3's old LAN by a shortcut although it has an address of that subnet outside."""
    r2 = lab["R2"]
    assert "!!!!!" in r2.cli("ping 198.51.100.1 source loopback0")
    lab.run(5)
    assert 'Known via "nhrp"' in r2.cli("show ip route 198.51.100.0")
    assert r2.cli("traceroute 198.51.100.1 source loopback0").splitlines()[-1].split()[:2] == ["1", "172.16.0.3"]
    assert "directly connected, GigabitEthernet0/0" in r2.cli("show ip route vrf INET 198.51.100.0")


def test_without_the_door(lab: Lab) -> None:
    lab["R2"].configure("interface Tunnel0\n no tunnel vrf INET")
    assert "line protocol is down" in lab["R2"].cli("show interfaces Tunnel0")
    lab.run(30)
    lab["R2"].configure("interface Tunnel0\n tunnel vrf INET")
    lab.run(60)
    assert "!!!!!" in lab["R2"].cli("ping 10.1.0.1 source loopback0")


def test_a_key_for_another_door(lab: Lab) -> None:
    key = "\n pre-shared-key address 0.0.0.0 0.0.0.0 key frontdoor"
    lab["R3"].configure(f"no crypto keyring OUTSIDE vrf INET\ncrypto keyring OUTSIDE{key}")
    lab["R3"].cli("clear crypto session")
    lab.run(60)
    assert "!" not in lab["R3"].cli("ping 172.16.0.1")
    lab["R3"].configure(f"no crypto keyring OUTSIDE\ncrypto keyring OUTSIDE vrf INET{key}")
    lab.run(120)
    assert "!!!!!" in lab["R3"].cli("ping 172.16.0.1")


def test_moving_house(lab: Lab) -> None:
    """The inside of a spoke moves to a VRF of its own: its tunnel, its LAN, its EIGRP."""
    r2 = lab["R2"]
    r2.configure(
        "vrf definition HOME\n address-family ipv4\n exit-address-family\n"
        "interface Tunnel0\n vrf forwarding HOME\n ip address 172.16.0.2 255.255.255.0\n"
        "interface Loopback0\n vrf forwarding HOME\n ip address 10.2.0.1 255.255.255.0\n"
        "router eigrp 2\n address-family ipv4 vrf HOME autonomous-system 1\n  network 0.0.0.0"
    )
    lab.run(60)
    assert "172.16.0.1" in r2.cli("show ip eigrp vrf HOME neighbors")
    assert "172.16.0.1/32" in r2.cli("show ip nhrp vrf HOME")
    assert "!!!!!" in r2.cli("ping vrf HOME 10.3.0.1 source loopback0")
    lab.run(5)
    assert "H        10.3.0.0/24" in r2.cli("show ip route vrf HOME")
    assert "fvrf: INET ivrf: HOME" in r2.cli("show crypto session detail")
    assert "Tunnel0" not in r2.cli("show ip route")
