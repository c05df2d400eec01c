"""IKE and ESP through a router that translates: traversal, peers behind one address, what dies."""

from __future__ import annotations

import re

import pytest

from iosemu import Lab
from tests.features.wired import network

CRYPTO = """crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key cisco address 0.0.0.0
crypto ipsec transform-set TS {transforms}
"""
SPOKE = CRYPTO + """crypto map M 10 ipsec-isakmp
 set peer 198.51.100.2
 set transform-set TS
 match address V
ip access-list extended V
 permit ip 172.16.{n}.0 0.0.0.255 172.16.9.0 0.0.0.255
interface Loopback0
 ip address 172.16.{n}.1 255.255.255.0
interface FastEthernet0/0
 ip address 10.1.1.{n} 255.255.255.0
 crypto map M
 no shutdown
ip route 0.0.0.0 0.0.0.0 10.1.1.254
"""
HUB = CRYPTO + """crypto dynamic-map D 10
 set transform-set TS
 reverse-route
crypto map M 10 ipsec-isakmp dynamic D
interface Loopback0
 ip address 172.16.9.1 255.255.255.0
interface FastEthernet0/0
 ip address 198.51.100.2 255.255.255.0
 crypto map M
 no shutdown
ip route 0.0.0.0 0.0.0.0 198.51.100.1
"""
BOX = """interface FastEthernet0/0
 ip address 10.1.1.254 255.255.255.0
 ip nat inside
 no shutdown
interface FastEthernet0/1
 ip address 203.0.113.1 255.255.255.0
 ip nat outside
 no shutdown
access-list 1 permit 10.1.1.0 0.0.0.255
ip nat inside source list 1 interface FastEthernet0/1 overload
ip route 0.0.0.0 0.0.0.0 203.0.113.9
"""
PROVIDER = """interface FastEthernet0/0
 ip address 203.0.113.9 255.255.255.0
 no shutdown
interface FastEthernet0/1
 ip address 198.51.100.1 255.255.255.0
 no shutdown
"""


def world(transforms: str = "esp-aes esp-sha-hmac", more: str = "") -> Lab:
    lab = network(
        {
            "A": SPOKE.format(n=1, transforms=transforms) + more, "B": SPOKE.format(n=2, transforms=transforms),
            "N": BOX, "I": PROVIDER, "H": HUB.format(transforms=transforms),
        },
        "A:Fa0/0 B:Fa0/0 N:Fa0/0", "N:Fa0/1 I:Fa0/0", "I:Fa0/1 H:Fa0/0",
    )  # fmt: skip
    lab.run(20)
    return lab


def ping(lab: Lab, who: str) -> str:
    """The third one: the first are lost to ARP and IKE."""
    for _ in range(2):
        lab[who].cli("ping 172.16.9.1 source Loopback0")
        lab.run(15)
    return lab[who].cli("ping 172.16.9.1 source Loopback0").splitlines()[-1].split(",")[0]


def test_two_peers_behind_one_address() -> None:
    lab = world()
    assert ping(lab, "A") == ping(lab, "B") == "Success rate is 100 percent (5/5)"
    assert lab["N"].cli("show ip nat translations").splitlines()[1:] == [
        "udp 203.0.113.1:1      10.1.1.2:500       198.51.100.2:500   198.51.100.2:500",
        "udp 203.0.113.1:500    10.1.1.1:500       198.51.100.2:500   198.51.100.2:500",
        "udp 203.0.113.1:1024   10.1.1.2:4500      198.51.100.2:4500  198.51.100.2:4500",
        "udp 203.0.113.1:4500   10.1.1.1:4500      198.51.100.2:4500  198.51.100.2:4500",
    ]
    shown = lab["H"].cli("show crypto ipsec sa")
    assert "current_peer 203.0.113.1 port 4500" in shown and "current_peer 203.0.113.1 port 1024" in shown
    assert shown.count("in use settings ={Tunnel UDP-Encaps, }") == 4
    sessions = lab["H"].cli("show crypto session")
    assert re.findall(r"Peer: (\S+ port \d+)", sessions) == ["203.0.113.1 port 4500", "203.0.113.1 port 1024"]
    assert sessions.count("IKEv1 SA:") == 2
    answers = [lab["H"].cli(f"ping 172.16.{n}.1 source Loopback0 repeat 2") for n in (1, 2)]
    assert all("Success rate is 100 percent (2/2)" in answer for answer in answers)


def test_rows_live_as_long_as_something_passes() -> None:
    lab = world(more="crypto isakmp nat keepalive 20\n")
    ping(lab, "A")
    ping(lab, "B")
    lab.run(400)
    left = [line.split()[2] for line in lab["N"].cli("show ip nat translations").splitlines()[1:]]
    assert left == ["10.1.1.1:4500"], "the other one sends no keepalives"
    assert "Success rate is 100 percent" in lab["H"].cli("ping 172.16.1.1 source Loopback0 repeat 2")
    assert "Success rate is 0 percent" in lab["H"].cli("ping 172.16.2.1 source Loopback0 repeat 2")


def test_without_traversal_esp_passes_for_one_at_a_time() -> None:
    lab = world(more="no crypto ipsec nat-transparency udp-encapsulation\n")
    assert ping(lab, "A") == "Success rate is 100 percent (5/5)"
    assert "{Tunnel, }" in lab["H"].cli("show crypto ipsec sa")
    rows = [line.split() for line in lab["N"].cli("show ip nat translations").splitlines()[1:]]
    assert sorted((row[0], row[2].split(":")[1] == "0") for row in rows) == [("esp", False), ("esp", True), ("udp", False)]


def test_ah_does_not_survive() -> None:
    lab = world("ah-sha-hmac", "no crypto ipsec nat-transparency udp-encapsulation\n")
    assert ping(lab, "A") == "Success rate is 0 percent (0/5)"
    drops = lab["N"].device.engine("nat")
    assert not [entry for entry in drops.table if entry.protocol == 51]


@pytest.mark.parametrize("exempt", [True, False])
def test_a_crypto_map_sees_what_was_translated(exempt: bool) -> None:
    lab = Lab.load("nat-and-vpn")
    lab.run(30)
    if not exempt:
        lab["R1"].configure("ip access-list extended INTERNET\n no deny ip 10.1.1.0 0.0.0.255 10.5.5.0 0.0.0.255\n")
    for _ in range(3):
        last = lab["R4"].cli("ping 10.5.5.5").splitlines()[-1]
        lab.run(12)
    assert last.startswith(f"Success rate is {100 if exempt else 0} percent")
    assert ("10.5.5.5" in lab["R1"].cli("show ip nat translations")) is not exempt
    found = re.search(r"#pkts encaps: (\d+)", lab["R1"].cli("show crypto ipsec sa"))
    assert found is not None and (int(found[1]) > 0) is exempt


def test_spokes_learn_where_others_are_seen() -> None:
    """A shortcut to a spoke behind NAT leads to its address outside, whoever asked first."""
    lab = Lab.load("dmvpn-behind-nat")
    lab.run(60)
    for _ in range(3):
        lab["R2"].cli("ping 172.16.4.1 source Loopback0")
        lab["R4"].cli("ping 172.16.3.1 source Loopback0")
        lab.run(15)
    shown = lab["R4"].cli("show ip nhrp")
    for outside, claimed in (("203.0.113.5", "10.1.1.2"), ("203.0.113.3", "10.1.1.3")):
        assert f"NBMA address: {outside} \n    (Claimed NBMA address: {claimed}) " in shown
    hops = lab["R2"].cli("traceroute 172.16.4.1 source Loopback0 probe 1").splitlines()
    assert hops[-1].startswith("  1 192.168.0.4"), "not by the hub"


DMVPN = CRYPTO.format(transforms="esp-aes esp-sha-hmac") + """ mode transport
crypto ipsec profile P
 set transform-set TS
interface Loopback0
 ip address 172.16.{n}.1 255.255.255.0
interface FastEthernet0/0
 ip address {address} 255.255.255.0
 no shutdown
ip route 0.0.0.0 0.0.0.0 {way}
interface Tunnel0
 ip address 192.168.0.{n} 255.255.255.0
 ip nhrp network-id 1
{nhrp}
 tunnel source FastEthernet0/0
 tunnel mode gre multipoint
 tunnel protection ipsec profile P
ip route 172.16.{m}.0 255.255.255.0 192.168.0.{m}
"""
AT_THE_HUB = " ip nhrp map multicast dynamic"
AT_THE_SPOKE = " ip nhrp map 192.168.0.1 203.0.113.77\n ip nhrp nhs 192.168.0.1"
FORWARDED = """no ip nat inside source list 1 interface FastEthernet0/1 overload
ip nat inside source static udp 10.1.1.1 500 203.0.113.77 500
ip nat inside source static udp 10.1.1.1 4500 203.0.113.77 4500
"""


@pytest.mark.parametrize("rule", ["ip nat inside source static 10.1.1.1 203.0.113.77\n", FORWARDED], ids=["address", "ports"])
def test_a_hub_behind_nat(rule: str) -> None:
    """Its spokes know the address outside; IKE and ESP in UDP are all that the box lets in."""
    hub = DMVPN.format(n=1, m=2, address="10.1.1.1", way="10.1.1.254", nhrp=AT_THE_HUB)
    spoke = DMVPN.format(n=2, m=1, address="198.51.100.2", way="198.51.100.1", nhrp=AT_THE_SPOKE)
    lab = network({"A": hub, "N": BOX + rule, "I": PROVIDER, "H": spoke}, "A:Fa0/0 N:Fa0/0", "N:Fa0/1 I:Fa0/0", "I:Fa0/1 H:Fa0/0")
    lab.run(90)
    assert "203.0.113.77        192.168.0.1    UP" in lab["H"].cli("show dmvpn")
    assert "198.51.100.2        192.168.0.2    UP" in lab["A"].cli("show dmvpn")
    assert "10.1.1.1        198.51.100.2    QM_IDLE" in lab["A"].cli("show crypto isakmp sa")
    assert "current_peer 203.0.113.77 port 4500" in lab["H"].cli("show crypto ipsec sa")
    for one, far in (("H", "172.16.1.1"), ("A", "172.16.2.1")):
        assert "Success rate is 100 percent (3/3)" in lab[one].cli(f"ping {far} source Loopback0 repeat 3")
    assert str(lab.diagnose("H")) == "H: all that ought to be up is up\n"
    lab["H"].configure("no crypto isakmp key cisco address 0.0.0.0\ncrypto isakmp key other address 203.0.113.77\n")
    lab["H"].cli("clear crypto session")
    lab.run(60)
    told = str(lab.diagnose("H"))
    assert "the pre-shared keys differ: that of H for 203.0.113.77" in told and "that of A for 198.51.100.2" in told
