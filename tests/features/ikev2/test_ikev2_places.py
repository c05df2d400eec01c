"""Where IKEv2 protects: front-door and inside VRFs, behind a NAT, traffic of which the other end has only a part."""

from __future__ import annotations

import pytest
from ikev2_world import IKE, MAP, VTI, pair, ping

from iosemu.device.drops import Reason
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Drop, Passage, Point, Verdict
from iosemu.lab.lab import Lab
from iosemu.wire.ethernet import Frame
from iosemu.wire.ipv4 import ESP, UDP, IPv4
from iosemu.wire.udp import Udp
from tests.features.wired import network

FRONT = (
    ("interface GigabitEthernet0/0\n", "vrf definition INET\n address-family ipv4\n exit-address-family\ninterface GigabitEthernet0/0\n vrf forwarding INET\n"),
    (" tunnel source GigabitEthernet0/0\n", " tunnel source GigabitEthernet0/0\n tunnel vrf INET\n"),
    ("crypto ikev2 policy POL\n", "crypto ikev2 policy POL\n match fvrf INET\n"),
    ("crypto ikev2 profile PROF\n", "crypto ikev2 profile PROF\n match fvrf INET\n"),
)


def row(lab: Lab, node: str = "R1") -> str:
    return next(line for line in lab[node].cli("show crypto ikev2 sa").splitlines() if line[:1].isdigit())


def test_a_front_door_vrf() -> None:
    lab = pair(one=FRONT)
    lab.run(10)
    assert "!!!!!" in ping(lab)
    assert row(lab).split()[3] == "INET/INET" and row(lab, "R2").split()[3] == "none/none"
    assert "fvrf: INET ivrf: (none)" in lab["R1"].cli("show crypto session detail")
    assert row(lab) in lab["R1"].cli("show crypto ikev2 sa fvrf INET")
    assert lab["R1"].cli("show crypto ikev2 sa fvrf OTHER") == ""


@pytest.mark.parametrize("line", [2, 3])
def test_policy_and_profile_are_for_a_vrf(line: int) -> None:
    """Without `match fvrf` they are for the global table."""
    lab = pair(one=tuple(each for index, each in enumerate(FRONT) if index != line))
    lab.run(10)
    assert "!!!!!" not in ping(lab)  # the built-in policy is for any VRF, and does not fit the peer


def test_an_inside_vrf_of_a_map() -> None:
    inside = (
        ("interface Loopback0\n", "vrf definition RED\n address-family ipv4\n exit-address-family\ninterface Loopback0\n vrf forwarding RED\n"),
        (" keyring local KR\n", " keyring local KR\n ivrf RED\n"),
        ("ip route 192.168.2.0 255.255.255.0 10.0.12.2\n", "ip route vrf RED 192.168.2.0 255.255.255.0 10.0.12.2 global\n"),
    )  # fmt: skip
    lab = pair(MAP, one=inside)
    lab.run(1)
    asked = "ping vrf RED 192.168.2.1 source Loopback0"
    lab["R1"].cli(asked)
    assert "!!!!!" in lab["R1"].cli(asked)
    assert row(lab).split()[3] == "none/RED"
    assert "ivrf: RED" in lab["R1"].cli("show crypto session detail")


NAT_R1 = IKE.replace("{m}", "2").replace("10.0.12.2", "10.0.2.2")


def natted() -> Lab:
    """R1 - ISP - R2."""
    tunnel = VTI.replace("{n}", "1").replace("{m}", "2").replace("10.0.12.2", "10.0.2.2")
    far = IKE.replace(" match identity remote address 10.0.12.{m} 255.255.255.255\n", " match identity remote any\n")
    far = far.replace("address 10.0.12.{m}", "address 0.0.0.0 0.0.0.0")
    hub = VTI.replace("{n}", "2").replace("{m}", "1").replace("10.0.12.1", "10.0.2.1")
    port = "interface GigabitEthernet0/{}\n ip address {} 255.255.255.0\n no shutdown\n"
    lans = "interface Loopback0\n ip address 192.168.{}.1 255.255.255.0\n"
    configs = {
        "R1": port.format(0, "10.0.1.1") + lans.format(1) + NAT_R1 + tunnel + "ip route 10.0.2.0 255.255.255.0 10.0.1.2\n",
        "ISP": port.format(0, "10.0.1.2") + port.format(1, "10.0.2.1"),
        "R2": port.format(0, "10.0.2.2") + lans.format(2) + far + hub,
    }
    return network(configs, "R1:Gi0/0 ISP:Gi0/0", "ISP:Gi0/1 R2:Gi0/0", platform="iosv")


def test_behind_a_nat_esp_travels_in_udp() -> None:
    lab = natted()
    seen: set[tuple[int, int]] = set()
    inside, outside = 0x0A000101, 0x0A000201

    def out(passage: Passage, iface: Interface) -> Verdict | Drop:
        packet = passage.packet
        if packet.protocol != UDP:
            return Drop(Reason.NO_LISTENER)
        udp = Udp.decode(packet.payload, packet.src, packet.dst)
        seen.add((packet.protocol, udp.dst_port))
        udp.src_port += 20000
        passage.packet = IPv4(outside, packet.dst, UDP, udp.encode(outside, packet.dst), packet.ttl, packet.tos, packet.ident)
        return PASS

    def back(passage: Passage, iface: Interface) -> Verdict | Drop:
        packet = passage.packet
        if packet.protocol != UDP or packet.dst != outside:
            return Drop(Reason.NO_LISTENER)
        udp = Udp.decode(packet.payload, packet.src, packet.dst)
        udp.dst_port -= 20000
        if not 0 < udp.dst_port < 5000:
            return Drop(Reason.NO_LISTENER)
        passage.packet = IPv4(packet.src, inside, UDP, udp.encode(packet.src, inside), packet.ttl, packet.tos, packet.ident)
        return PASS

    isp = lab["ISP"].device
    ports = {iface.text: iface for iface in isp.interfaces.values()}
    ports["GigabitEthernet0/0"].set_stage(Point.IN_ACL, out)
    ports["GigabitEthernet0/1"].set_stage(Point.IN_ACL, back)
    lab.run(30)
    assert "!!!!!" in ping(lab)
    assert seen == {(UDP, 500), (UDP, 4500)}
    assert "10.0.1.1/4500" in row(lab) and "10.0.2.1/24500 " in lab["R2"].cli("show crypto ikev2 sa")
    assert "NAT-T is detected  inside" in lab["R1"].cli("show crypto ikev2 sa detailed")
    assert "NAT-T is detected  outside" in lab["R2"].cli("show crypto ikev2 sa detailed")
    assert "in use settings ={Tunnel UDP-Encaps, }" in lab["R2"].cli("show crypto ipsec sa")


def test_udp_encapsulation_may_be_forced() -> None:
    lab = pair(platform="csr1000v", one=((" keyring local KR", " keyring local KR\n nat force-encap"),))
    seen: set[int] = set()

    def keep(sender: str, frame: bytes) -> bool:
        found = Frame.decode(frame)
        if found.ethertype == 0x0800:
            seen.add(IPv4.decode(found.payload).protocol)
        return True

    lab.filter("R1", keep=keep)
    lab.run(10)
    assert "!!!!!" in ping(lab)
    assert ESP not in seen and UDP in seen


def test_selectors_are_narrowed_to_what_the_other_end_has() -> None:
    """R1 protects all traffic, R2 that of its network alone."""
    wide = ((" permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255", " permit ip any any"),)
    lab = pair(MAP, one=wide)
    lab.run(1)
    ping(lab, "R2", "192.168.1.1")  # the narrower asks
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1")
    assert "(192.168.1.0/255.255.255.0/0/0)" in lab["R1"].cli("show crypto ipsec sa")


def test_selectors_that_do_not_meet_make_no_child() -> None:
    other = ((" permit ip 192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255", " permit ip 192.168.20.0 0.0.0.255 192.168.1.0 0.0.0.255"),)
    lab = pair(MAP, two=other)
    lab.run(1)
    ping(lab)
    assert "!" not in ping(lab).split("\n")[3]
    lab.run(30)
    assert lab["R1"].cli("show crypto ikev2 sa") == lab["R2"].cli("show crypto ikev2 sa") == ""
