"""`crypto map … redundancy`: two routers with one address of HSRP, and a peer who sees no other.

H - (10.1.1.0/24) - R1, R2 - (10.0.0.0/24) - R3 with 10.3.3.0/24
"""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from iosemu.wire import ipv4
from tests.features.wired import network

KEYS = """crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key cisco address {peer}
crypto ipsec transform-set TS esp-aes esp-sha-hmac
access-list 101 permit ip {own} 0.0.0.255 {other} 0.0.0.255
crypto map M 10 ipsec-isakmp
 set peer {peer}
 set transform-set TS
 match address 101
"""
GATEWAY = KEYS.format(peer="10.0.0.3", own="10.1.1.0", other="10.3.3.0") + """interface FastEthernet0/0
 ip address 10.0.0.{n} 255.255.255.0
 no shutdown
 standby 1 ip 10.0.0.254
 standby 1 priority {priority}
 standby 1 preempt
 standby 1 name HA
 standby 1 track FastEthernet0/1 50
 crypto map M redundancy HA
interface FastEthernet0/1
 ip address 10.1.1.{n} 255.255.255.0
 no shutdown
 standby 2 ip 10.1.1.254
 standby 2 priority {priority}
 standby 2 preempt
 standby 2 track FastEthernet0/0 50
ip route 10.3.3.0 255.255.255.0 10.0.0.3
"""
CONFIGS = {
    "R1": GATEWAY.replace("{n}", "1").replace("{priority}", "110"),
    "R2": GATEWAY.replace("{n}", "2").replace("{priority}", "100"),
    "R3": KEYS.format(peer="10.0.0.254", own="10.3.3.0", other="10.1.1.0")
    + "crypto isakmp keepalive 10\ninterface FastEthernet0/0\n ip address 10.0.0.3 255.255.255.0\n no shutdown\n crypto map M\n"
    "interface Loopback0\n ip address 10.3.3.3 255.255.255.0\nip route 10.1.1.0 255.255.255.0 10.0.0.254\n",
    "H": "interface FastEthernet0/1\n ip address 10.1.1.10 255.255.255.0\n no shutdown\nip route 0.0.0.0 0.0.0.0 10.1.1.254\n",
}  # fmt: skip
COLD = 25  # echoes: main mode comes up with its second message, at 20 seconds, as the first one waits for ARP
CABLES = ("R1:Fa0/0 R2:Fa0/0 R3:Fa0/0", "R1:Fa0/1 R2:Fa0/1 H:Fa0/1")


class Tap:
    """Addresses of IKE's and ESP's datagrams on the outer segment, with the router that sent each."""

    def __init__(self, lab: Lab) -> None:
        self.seen: set[tuple[str, int, int]] = set()
        next(link for name, link in lab.links.items() if "R3" in name).taps.append(self._note)

    def _note(self, now: float, sender: str, frame: bytes) -> None:
        if frame[12:14] != b"\x08\x00":
            return
        packet = ipv4.IPv4.decode(frame[14:])
        if packet.protocol == ipv4.ESP or (packet.protocol == ipv4.UDP and packet.payload[:4] == b"\x01\xf4\x01\xf4"):
            self.seen.add((sender.partition(":")[0].split(" ")[0], packet.src, packet.dst))


@pytest.fixture
def lab() -> Lab:
    made = network(CONFIGS, *CABLES)
    made.run(40)
    for node in made:
        node.console.take()
    return made


def ping(lab: Lab, count: int = 5) -> int:
    return lab["H"].cli(f"ping 10.3.3.3 repeat {count}").count("!")


def test_the_peer_sees_one_address(lab: Lab) -> None:
    tap = Tap(lab)
    assert ping(lab, COLD) >= 5 and ping(lab) == 5
    assert "all that ought to be up is up" in str(lab.diagnose("R3"))
    assert {(sender, src) for sender, src, _ in tap.seen} == {("R1", 0x0A0000FE), ("R3", 0x0A000003)}
    assert {dst for sender, _, dst in tap.seen if sender == "R3"} == {0x0A0000FE}
    assert "10.0.0.3        10.0.0.254      QM_IDLE" in lab["R1"].cli("show crypto isakmp sa")
    assert "local addr 10.0.0.254" in lab["R1"].cli("show crypto ipsec sa")
    assert "QM_IDLE" not in lab["R2"].cli("show crypto isakmp sa") and "ACTIVE" not in lab["R2"].cli("show crypto ipsec sa")


def test_the_standby_sends_nothing(lab: Lab) -> None:
    """What its list selects is dropped there, not sent in the clear."""
    tap = Tap(lab)
    lab["H"].configure("no ip route 0.0.0.0 0.0.0.0 10.1.1.254\nip route 0.0.0.0 0.0.0.0 10.1.1.2\n")
    assert ping(lab) == 0
    assert tap.seen == set()
    found = str(lab.trace("R2", "10.3.3.3", source="10.1.1.10"))
    assert "another router answers for the address of its redundancy group HA" in found


def test_the_other_one_makes_an_sa_of_its_own(lab: Lab) -> None:
    """When the active one dies the peer finds out by itself, at the same address."""
    assert ping(lab, COLD) >= 5
    spis = {sa for sa in lab["R3"].cli("show crypto ipsec sa").split() if sa.startswith("0x")}
    lab["R1"].power_off()
    lab.run(15)
    assert ping(lab, 30) >= 20
    again = {sa for sa in lab["R3"].cli("show crypto ipsec sa").split() if sa.startswith("0x")}
    assert again and not again <= spis
    assert "QM_IDLE" in lab["R2"].cli("show crypto isakmp sa")


def test_who_has_lost_the_address_says_nothing_from_it(lab: Lab) -> None:
    """A demotion: the SAs of the one that was active are gone, and no delete speaks for the other."""
    assert ping(lab, COLD) >= 5
    tap = Tap(lab)
    lab["R1"].configure("interface FastEthernet0/1\n shutdown\n")
    lab.run(5)
    assert re.search(r"^Fa0/0 +1 +60 +P Speak +10\.0\.0\.2 ", lab["R1"].cli("show standby FastEthernet0/0 1 brief"), re.MULTILINE)
    assert "R1" not in {sender for sender, _, _ in tap.seen}
    assert "QM_IDLE" not in lab["R1"].cli("show crypto isakmp sa")
    lab.run(30)
    assert ping(lab, 30) >= 20
    lab["R1"].configure("interface FastEthernet0/1\n no shutdown\n")
    lab.run(60)
    assert ping(lab, 30) >= 20
    assert "QM_IDLE" in lab["R1"].cli("show crypto isakmp sa") and "QM_IDLE" not in lab["R2"].cli("show crypto isakmp sa")


def test_its_line(lab: Lab) -> None:
    """Without the group the map does not work; stateful switchover is none of ours."""
    r1 = lab["R1"]
    assert " crypto map M redundancy HA" in r1.running_config()
    assert "^" in r1.configure("interface FastEthernet0/0\n crypto map M redundancy HA stateful\n")
    assert r1.configure("interface FastEthernet0/0\n crypto map M redundancy OTHER\n") == ""
    assert ping(lab) == 0
    assert r1.configure("interface FastEthernet0/0\n standby 1 name OTHER\n") == ""
    assert ping(lab, COLD) >= 5
    r1.configure("interface FastEthernet0/0\n no crypto map M redundancy OTHER\n")
    assert "crypto map M redundancy" not in "\n".join(r1.running_config())
    r1.configure("interface FastEthernet0/0\n crypto map M\n")
    assert " crypto map M" in r1.running_config()
    lab.run(5)
    again = network({"R1": "\n".join(lab["R2"].running_config())}, "R1:Fa0/0 R1:Fa0/1")["R1"]
    assert " crypto map M redundancy HA" in again.running_config()
