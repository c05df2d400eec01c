"""Neighbours that are missing, and what the two ends do not agree on."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu import Lab

FA0 = "interface FastEthernet0/0\n "
OSPF = "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n"
EIGRP = "router eigrp 1\n network 10.0.0.0\n no auto-summary\n"
RIP = "router rip\n version 2\n network 10.0.0.0\n no auto-summary\n"
CHAIN = "key chain KEYS\n key 1\n  key-string %s\n"
MD5 = f"{FA0}ip authentication mode eigrp 1 md5\n ip authentication key-chain eigrp 1 KEYS\n"


def bgp(own: int, peer: int, other: int) -> str:
    return f"router bgp {own}\n neighbor 10.0.12.{peer} remote-as {other}\n"


def pair(folder: Path, one: str, two: str, wait: float = 150) -> Lab:
    """R1 and R2 on 10.0.12.0/24, each with a loopback."""
    for number, text in ((1, one), (2, two)):
        (folder / f"R{number}.cfg").write_text(
            f"hostname R{number}\nno ip domain lookup\n{FA0}ip address 10.0.12.{number} 255.255.255.0\n no shutdown\n"
            f"interface Loopback0\n ip address 10.{number}.{number}.{number} 255.255.255.255\n{text}end\n"
        )
    nodes = "".join(f"  R{number}: {{platform: c7200, config: R{number}.cfg}}\n" for number in (1, 2))
    lab = Lab.from_yaml(f'name: pair\nnodes:\n{nodes}links:\n  - endpoints: ["R1:Fa0/0", "R2:Fa0/0"]\n', folder)
    assert lab.refused_lines() == []
    lab.run(wait)
    return lab


# R1, R2 -> what is told of R1, in order
FAULTS: dict[str, tuple[str, str, list[str]]] = {
    "EIGRP: autonomous systems": (
        EIGRP, EIGRP.replace("eigrp 1", "eigrp 2"),
        ["FastEthernet0/0 of R1 is in EIGRP 1, FastEthernet0/0 of R2 in EIGRP 2", "| R1: router eigrp 1"],
    ),
    "EIGRP: no network line": (
        EIGRP, EIGRP.replace("network 10.0.0.0", "network 10.2.2.2 0.0.0.0"),
        ["EIGRP 1 of R2 does not run on FastEthernet0/0: no network line takes in 10.0.12.2",
         "| R2, router eigrp 1: network 10.2.2.2 0.0.0.0", "-> R2, router eigrp 1: network 10.0.12.2 0.0.0.0"],
    ),
    "EIGRP: passive": (
        EIGRP, f"{EIGRP} passive-interface FastEthernet0/0\n",
        ["R1 and R2 are no EIGRP neighbours on FastEthernet0/0", "FastEthernet0/0 is passive in EIGRP 1 of R2",
         "| R2, router eigrp 1: passive-interface FastEthernet0/0"],
    ),
    "EIGRP: K values": (
        EIGRP, f"{EIGRP} metric weights 0 1 1 1 0 0\n",
        ["the K values differ: R1 has 0 1 0 1 0 0, R2 has 0 1 1 1 0 0", "| R2, router eigrp 1: metric weights 0 1 1 1 0 0"],
    ),
    "EIGRP: one end authenticates": (
        EIGRP, EIGRP + CHAIN % "hush1" + MD5,
        ["FastEthernet0/0 of R1 has no authentication, FastEthernet0/0 of R2 has md5 authentication",
         "| R2, interface FastEthernet0/0: ip authentication mode eigrp 1 md5"],
    ),
    "EIGRP: keys differ": (
        EIGRP + CHAIN % "hush1" + MD5, EIGRP + CHAIN % "hush2" + MD5,
        ["key 1 of FastEthernet0/0 of R1 and of FastEthernet0/0 of R2 have different key-strings"],
    ),
    "EIGRP: a list drops hellos": (
        EIGRP, f"{EIGRP}access-list 101 permit icmp any any\n{FA0}ip access-group 101 in\n",
        ["transport: EIGRP's hellos from FastEthernet0/0 of R1 do not come to R2: dropped by R2 at FastEthernet0/0",
         "policy: access list 101, applied inbound to FastEthernet0/0 of R2, has no entry for it",
         "| R2, interface FastEthernet0/0: ip access-group 101 in"],
    ),
    "EIGRP: subnets": (
        EIGRP, f"{EIGRP}{FA0}ip address 10.0.13.2 255.255.255.0\n", [],
    ),
    "OSPF: areas": (
        OSPF, OSPF.replace("area 0", "area 7"),
        ["R1 and R2 are not adjacent in OSPF", "FastEthernet0/0 of R1 is in area 0, FastEthernet0/0 of R2 in area 7",
         "| R1, router ospf 1: network 10.0.0.0 0.255.255.255 area 0"],
    ),
    "OSPF: hellos": (
        OSPF, f"{OSPF}{FA0}ip ospf hello-interval 5\n",
        ["FastEthernet0/0 of R1 says hello every 10 s, FastEthernet0/0 of R2 every 5 s",
         "| R2, interface FastEthernet0/0: ip ospf hello-interval 5", "the dead interval of"],
    ),
    "OSPF: stub": (
        OSPF.replace("area 0", "area 3"), OSPF.replace("area 0", "area 3") + " area 3 stub\n",
        ["area 3 is neither stub nor NSSA on R1, stub on R2", "| R2, router ospf 1: area 3 stub"],
    ),
    "OSPF: authentication": (
        OSPF, f"{OSPF}{FA0}ip ospf authentication message-digest\n ip ospf message-digest-key 1 md5 hush1\n",
        ["FastEthernet0/0 of R1 has no authentication, FastEthernet0/0 of R2 has message-digest authentication",
         "| R2, interface FastEthernet0/0: ip ospf authentication message-digest",
         "| R2, interface FastEthernet0/0: ip ospf message-digest-key 1 md5 <key>"],
    ),
    "OSPF: passwords": (
        f"{OSPF}{FA0}ip ospf authentication\n ip ospf authentication-key hush1\n",
        f"{OSPF}{FA0}ip ospf authentication\n ip ospf authentication-key hush2\n",
        ["the passwords of FastEthernet0/0 of R1 and FastEthernet0/0 of R2 differ"],
    ),
    "OSPF: MTU": (
        OSPF, f"{OSPF}{FA0}ip mtu 1400\n",
        ["R2 sees R1 in EXSTART", "FastEthernet0/0 of R1 has an IP MTU of 1500, FastEthernet0/0 of R2 of 1400",
         "| R2, interface FastEthernet0/0: ip mtu 1400"],
    ),
    "OSPF: network types": (
        OSPF, f"{OSPF}{FA0}ip ospf network point-to-point\n",
        ["network types differ: FastEthernet0/0 of R1 is broadcast, FastEthernet0/0 of R2 is point-to-point",
         "| R2, interface FastEthernet0/0: ip ospf network point-to-point"],
    ),
    "OSPF: router IDs": (
        f"{OSPF} router-id 9.9.9.9\n", f"{OSPF} router-id 9.9.9.9\n",
        ["R1 and R2 have the same router ID, 9.9.9.9", "| R1, router ospf 1: router-id 9.9.9.9"],
    ),
    "OSPF: passive": (
        OSPF, f"{OSPF} passive-interface FastEthernet0/0\n", ["FastEthernet0/0 is passive in OSPF 1 of R2"],
    ),
    "OSPF: no designated router": (
        f"{OSPF}{FA0}ip ospf priority 0\n", f"{OSPF}{FA0}ip ospf priority 0\n",
        ["both have priority 0: nobody is the designated router"],
    ),
    "OSPF: no network line": (
        OSPF, "router ospf 1\n network 10.2.2.2 0.0.0.0 area 0\n",
        ["OSPF 1 of R2 does not run on FastEthernet0/0: no network line takes in 10.0.12.2"],
    ),
    "BGP: the other's number": (
        bgp(1, 2, 2), bgp(3, 1, 1),
        ["R1 has no BGP session with 10.0.12.2", "R1 expects AS 2 at 10.0.12.2, R2 is AS 3",
         "| R1, router bgp 1: neighbor 10.0.12.2 remote-as 2", "| R2: router bgp 3"],
    ),
    "BGP: no neighbour": (
        bgp(1, 2, 2), "router bgp 2\n bgp log-neighbor-changes\n",
        ["R1 comes from 10.0.12.1, and R2 has no such neighbor", "-> R2, router bgp 2: neighbor 10.0.12.1 remote-as 1"],
    ),
    "BGP: no process": (bgp(1, 2, 2), "", ["BGP does not run on R2, which has 10.0.12.2"]),
    "BGP: passwords": (
        f"{bgp(1, 2, 2)} neighbor 10.0.12.2 password hush1\n", f"{bgp(2, 1, 1)} neighbor 10.0.12.1 password hush2\n",
        ["the passwords of R1 and R2 for one another differ", "| R1, router bgp 1: neighbor 10.0.12.2 password <key>"],
    ),
    "BGP: a password at one end": (
        f"{bgp(1, 2, 2)} neighbor 10.0.12.2 password hush1\n", bgp(2, 1, 1),
        ["R1 signs its segments with a password, R2 has none"],
    ),
    "BGP: shut down": (
        bgp(1, 2, 2), f"{bgp(2, 1, 1)} neighbor 10.0.12.1 shutdown\n",
        ["R2 has neighbor 10.0.12.1 shut down", "| R2, router bgp 2: neighbor 10.0.12.1 shutdown"],
    ),
    "BGP: loopbacks without update-source": (
        "router bgp 1\n neighbor 10.2.2.2 remote-as 1\nip route 10.2.2.2 255.255.255.255 10.0.12.2\n",
        "router bgp 1\n neighbor 10.1.1.1 remote-as 1\nip route 10.1.1.1 255.255.255.255 10.0.12.1\n",
        ["R1 comes from 10.0.12.1, and R2 has no such neighbor; it knows R1 as 10.1.1.1",
         "-> R1, router bgp 1: neighbor 10.2.2.2 update-source Loopback0"],
    ),
    "BGP: loopbacks of another system": (
        "router bgp 1\n neighbor 10.2.2.2 remote-as 2\n neighbor 10.2.2.2 update-source Loopback0\n"
        "ip route 10.2.2.2 255.255.255.255 10.0.12.2\n",
        "router bgp 2\n neighbor 10.1.1.1 remote-as 1\n neighbor 10.1.1.1 update-source Loopback0\n"
        "ip route 10.1.1.1 255.255.255.255 10.0.12.1\n",
        ["10.2.2.2 is of another autonomous system and on no subnet of R1",
         "-> R1, router bgp 1: neighbor 10.2.2.2 ebgp-multihop 2"],
    ),
    "BGP: a list denies it": (
        bgp(1, 2, 2), f"{bgp(2, 1, 1)}access-list 101 deny tcp any any eq bgp\naccess-list 101 deny tcp any eq bgp any\n"
        f"access-list 101 permit ip any any\n{FA0}ip access-group 101 in\n",
        ["TCP port 179 from 10.0.12.1 (R1) does not reach 10.0.12.2: dropped by R2",
         "access list 101, applied inbound to FastEthernet0/0 of R2, denies it, entry 10"],
    ),
    "RIP: versions": (
        RIP, RIP.replace(" version 2\n", "").replace(" no auto-summary\n", ""),
        ["R1 takes no RIP updates from R2 on FastEthernet0/0", "sends version 1, FastEthernet0/0 of R1 takes version 2",
         "| R1, router rip: version 2"],
    ),
    "RIP: passive": (RIP, f"{RIP} passive-interface FastEthernet0/0\n", ["FastEthernet0/0 is passive in RIP of R2"]),
    "RIP: authentication": (
        RIP, f"{RIP}{CHAIN % 'hush1'}{FA0}ip rip authentication mode md5\n ip rip authentication key-chain KEYS\n",
        ["FastEthernet0/0 of R2 has authentication, FastEthernet0/0 of R1 has none"],
    ),
    "BFD: timers at one end": (
        f"{EIGRP} bfd all-interfaces\n{FA0}bfd interval 50 min_rx 50 multiplier 3\n", f"{EIGRP} bfd all-interfaces\n",
        ["the BFD session of R1 with 10.0.12.2 on FastEthernet0/0 is down", "FastEthernet0/0 of R2 has no BFD timers",
         "-> R2, interface FastEthernet0/0: bfd interval 50 min_rx 50 multiplier 3"],
    ),
    "BFD: nobody asks for it at the other end": (
        f"{EIGRP} bfd all-interfaces\n{FA0}bfd interval 50 min_rx 50 multiplier 3\n",
        f"{EIGRP}{FA0}bfd interval 50 min_rx 50 multiplier 3\n", ["nobody on R2 asks BFD to watch 10.0.12.1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(tmp_path: Path, name: str) -> None:
    one, two, wanted = FAULTS[name]
    lab = pair(tmp_path, one, two)
    text = str(lab.diagnose("R1"))
    at = 0
    for part in wanted:
        at = text.find(part, at)
        assert at >= 0, f"{part!r} is not there, or not in order:\n{text}"
    assert "hush" not in text


@pytest.mark.parametrize("protocol", [EIGRP, OSPF, RIP, "bgp"])
def test_neighbours_that_are_there(tmp_path: Path, protocol: str) -> None:
    one, two = (bgp(1, 2, 2), bgp(2, 1, 1)) if protocol == "bgp" else (protocol, protocol)
    lab = pair(tmp_path, one, two)
    assert str(lab.diagnose()) == "lab pair: all that ought to be up is up\n"


def test_what_a_missing_route_has_to_do_with_it(tmp_path: Path) -> None:
    """The trace of a packet without a route goes on to the neighbour who would have told of it."""
    lab = pair(tmp_path, EIGRP, f"{EIGRP} passive-interface FastEthernet0/0\n")
    text = str(lab.trace("R1", "10.2.2.2"))
    assert "=> dropped by R1: no route" in text and "its subnet is that of Loopback0 of R2" in text
    assert "FastEthernet0/0 is passive in EIGRP 1 of R2" in text


def test_multicast_that_does_not_come_to_the_spoke() -> None:
    """A hub that does not learn whom to send multicasts to: all tunnels are up, the routing protocol is not."""
    lab = Lab.load("dmvpn-phase3-eigrp")
    lab.settle()
    lab["R5"].configure("interface Tunnel0\n no ip nhrp map multicast dynamic\n")
    lab.run(60)
    text = str(lab.diagnose("R1"))
    assert "NHRP: Tunnel0 of R5 sends multicasts to nobody: it does not learn whom from registrations" in text
    assert "-> R5, interface Tunnel0: ip nhrp map multicast dynamic" in text


@pytest.fixture(scope="module")
def shipped() -> list[str]:
    from tests.net.__main__ import labs

    return list(labs())


# a probe that the firewall refuses, which is what it asks
BY_DESIGN = {"zone-firewall": ["IP SLA 2 of R2, tcp-connect to 203.0.113.1: Timeout"]}


def test_shipped_labs_are_whole(shipped: list[str]) -> None:
    """Nothing that works is called broken. (A practice lab begins with what is still to be done.)"""
    for name in shipped:
        if name == "ccie-vpn-mock":
            continue
        lab = Lab.load(name)
        lab.settle()
        lab.run(60)
        assert [each.text for each in lab.diagnose().findings] == BY_DESIGN.get(name, []), name
