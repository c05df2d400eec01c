"""Neighbours some hops away (RFC 5883): R1 – R2 – R3, BGP between loopbacks of R1 and R3."""

from __future__ import annotations

import pytest

from iosemu.features.bfd.model import BfdConfig
from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from iosemu.wire import bfd, ipv4
from iosemu.wire.bfd import Control, State
from iosemu.wire.udp import Udp
from tests.features.bfd.worlds import logged, session
from tests.features.wired import network

TEMPLATE = "bfd-template multi-hop FAR\n interval min-tx 200 min-rx 200 multiplier 3\n"
MAP = "bfd map ipv4 {}/32 {}/32 FAR\n"


def far(fall_over: str = "fall-over bfd", more1: str = "", more3: str = "", platform: str = "iosv") -> Lab:
    """Each router of the chain has routes to all; `more` ends the configurations of R1 and R3. A minute old."""
    kind = "GigabitEthernet{}" if platform == "csr1000v" else "GigabitEthernet0/{}" if platform == "iosv" else "FastEthernet0/{}"
    first, second = (kind.format(n + (platform == "csr1000v")) for n in (0, 1))
    port = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"
    configs = {"R2": port.format(first, "10.0.12.2") + port.format(second, "10.0.23.2")}
    configs["R2"] += "ip route 1.1.1.1 255.255.255.255 10.0.12.1\nip route 3.3.3.3 255.255.255.255 10.0.23.3\n"
    for number, address, hop, other, more in ((1, "10.0.12.1", "10.0.12.2", 3, more1), (3, "10.0.23.3", "10.0.23.2", 1, more3)):
        own, there = (f"{n}.{n}.{n}.{n}" for n in (number, other))
        configs[f"R{number}"] = (
            f"{TEMPLATE if platform != 'c7200' else ''}interface Loopback0\n ip address {own} 255.255.255.255\n"
            f"{port.format(first, address)}ip route 0.0.0.0 0.0.0.0 {hop}\n"
            f"router bgp 65001\n neighbor {there} remote-as 65001\n neighbor {there} update-source Loopback0\n"
            f" neighbor {there} {fall_over}\n{more}"
        )
    lab = network(configs, f"R1:{first} R2:{first}", f"R2:{second} R3:{first}", platform=platform)
    assert lab.refused_lines() == []
    lab.run(60)
    return lab


def maps() -> dict[str, str]:
    return {"more1": MAP.format("3.3.3.3", "1.1.1.1"), "more3": MAP.format("1.1.1.1", "3.3.3.3")}


def row(lab: Lab, node: str = "R1") -> list[str]:
    return lab[node].cli("show bfd neighbors").splitlines()[-1].split()


def test_packets_on_the_wire() -> None:
    lab = far(**maps())
    found: list[ipv4.IPv4] = []

    def keep(name: str, frame: bytes) -> bool:
        packet = ipv4.IPv4.decode(frame[14:]) if frame[12:14] == b"\x08\x00" else None
        if packet is not None and packet.protocol == ipv4.UDP and packet.src == parse_ipv4("1.1.1.1"):
            found.append(packet)
        return True

    lab.filter("R2", "R3", keep=keep)
    lab.run(5)
    assert 25 <= len(found) <= 34  # 200 ms with jitter, no slow timer: nothing echoes
    udp = Udp.decode(found[0].payload, found[0].src, found[0].dst)
    assert (found[0].ttl, found[0].tos, udp.src_port, udp.dst_port) == (254, 0xC0, 49152, 4784)
    assert Control.decode(udp.payload) == Control(State.UP, 3, 1, 1, 200_000, 200_000, 0)


@pytest.mark.parametrize(("platform", "ld"), [("iosv", 1), ("csr1000v", 4097)])
def test_a_dead_way_ends_the_session(platform: str, ld: int) -> None:
    lab = far(**maps(), platform=platform)
    r1 = lab["R1"]
    assert r1.cli("show bfd neighbors").splitlines() == [
        "",
        "IPv4 Multihop Sessions",
        "NeighAddr[vrf]                         LD/RD         RH/RS     State",
        f"3.3.3.3                             {ld:>5}/{ld:<11}Up        Up        ".rstrip(),
    ]
    shown = r1.cli("show bfd neighbors details")
    for line in (
        "Session state is UP and not using echo function.", "OurAddr: 1.1.1.1        ", "Registered protocols: BGP CEF ",
        "Template: FAR", "MinTxInt: 200000, MinRxInt: 200000, Multiplier: 3",
        "             Min Echo interval: 0       ",
    ):  # fmt: skip
        assert line in shown.splitlines(), line
    said = " BFD is configured. BFD peer is {}. Using BFD to detect fast fallover (multi-hop).\n"
    assert said.format("Up") in r1.cli("show ip bgp neighbors")
    messages = logged(lab, "R1", "BFD", "BFDFSM", "BGP")
    lab.lose("R2", "R3", share=1.0)
    lab.run(0.65)
    assert messages == [
        f"BFDFSM-6-BFD_SESS_DOWN: BFD-SYSLOG: BFD session ld:{ld} handle:1,is going Down Reason: DETECT TIMER EXPIRED",
        "BGP-5-NBR_RESET: Neighbor 3.3.3.3 reset (BFD adjacency down)",
        "BGP-5-ADJCHANGE: neighbor 3.3.3.3 Down BFD adjacency down",
        f"BFD-6-BFD_SESS_DESTROYED: BFD-SYSLOG: bfd_session_destroyed,  ld:{ld} neigh proc:BGP, handle:1 act",
    ]
    assert said.format("Down") in r1.cli("show ip bgp neighbors")
    messages.clear()
    lab.lose("R2", "R3", share=0.0)
    lab.run(120)
    created = "BFD-6-BFD_SESS_CREATED: BFD-SYSLOG: bfd_session_created, neigh 3.3.3.3 proc:BGP, handle:1 act"
    assert created in messages[: messages.index("BGP-5-ADJCHANGE: neighbor 3.3.3.3 Up ")] and row(lab)[2:] == ["Up", "Up"]


def test_maps_and_templates_come_and_go() -> None:
    lab = far()
    r1, r3 = lab["R1"], lab["R3"]
    assert r1.cli("show bfd neighbors") == ""
    r1.configure("bfd map ipv4 3.3.0.0/16 1.1.1.0/24 FAR\n")
    lab.run(3)
    assert row(lab)[2:] == ["Down", "Down"]  # nobody answers yet
    said = str(lab.diagnose("R1"))
    assert "the BFD session of R1 with 3.3.3.3 from 1.1.1.1 is down" in said
    assert "-> R3: bfd map ipv4 1.1.1.1/32 3.3.3.3/32 TEMPLATE, of a multi-hop template" in said
    r3.configure(MAP.format("1.1.1.1", "3.3.3.3"))
    lab.run(3)
    assert row(lab)[2:] == ["Up", "Up"] and row(lab, "R3")[2:] == ["Up", "Up"]
    slow = "bfd-template multi-hop SLOW\n interval min-tx 700 min-rx 700 multiplier 4\n"
    r1.configure(slow + "bfd map ipv4 3.3.3.3/32 1.1.1.1/32 SLOW\n")
    lab.run(3)  # the longer prefixes count, and the session stays up
    assert session(lab).settings.template == "SLOW" and row(lab)[2:] == ["Up", "Up"]
    assert session(lab).tx_interval == 700_000 and session(lab, "R3").detection == 4 * 700_000
    config = r1.running_config()
    at = config.index("bfd map ipv4 3.3.0.0/16 1.1.1.0/24 FAR")
    assert config[at : at + 7] == [
        "bfd map ipv4 3.3.0.0/16 1.1.1.0/24 FAR", "bfd map ipv4 3.3.3.3/32 1.1.1.1/32 SLOW",
        "bfd-template multi-hop FAR", " interval min-tx 200 min-rx 200 multiplier 3", "!",
        "bfd-template multi-hop SLOW", " interval min-tx 700 min-rx 700 multiplier 4",
    ]  # fmt: skip
    r1.configure("no bfd map ipv4 3.3.3.3/32 1.1.1.1/32\nno bfd map ipv4 3.3.0.0/16 1.1.1.0/24 FAR\n")
    lab.run(0.1)
    assert r1.cli("show bfd neighbors") == ""
    messages = logged(lab, "R3", "BGP")
    lab.run(10)
    assert messages == [] and row(lab, "R3")[2] == "Down"  # it said so: the session of BGP stays
    # no port stands open for nobody
    assert bfd.MULTIHOP_PORT not in r1.device.engine("bfd")._listening


def test_saved_and_restored() -> None:
    lab = far(**maps())
    again = Lab.restore(lab.checkpoint())
    for each in (lab, again):
        each.run(5)
        assert row(each)[2:] == ["Up", "Up"] and session(each).received.count > 100
        each.cut("R2", "R3")
        each.run(2)
        assert each["R1"].cli("show bfd neighbors") == ""


def test_lists_in_the_way_are_told() -> None:
    """No way back for packets to the port: the session is down and the reason is named."""
    lab = far(**maps())
    wall = "ip access-list extended WALL\n deny udp any any eq 4784\n permit ip any any\n"
    lab["R2"].configure(wall + "interface GigabitEthernet0/1\n ip access-group WALL in\n")
    lab.run(40)
    assert row(lab)[2:] == ["Down", "Down"] and row(lab, "R3")[3] == "Init"
    said = str(lab.diagnose("R1"))
    assert "BFD (UDP port 4784) from R3 does not reach R1" in said and "WALL" in said


def test_hops_as_the_line_says() -> None:
    """Forced: a neighbour on the line is watched as one that is far, one that is far not at all."""
    lab = far("fall-over bfd single-hop", **maps())
    assert lab["R1"].cli("show bfd neighbors") == ""
    assert "(single-hop)." in lab["R1"].cli("show ip bgp neighbors")
    port = "interface GigabitEthernet0/0\n ip address 10.0.12.{} 255.255.255.0\n bfd interval 300 min_rx 300 multiplier 3\n no shutdown\n"
    configs = {
        f"R{own}": TEMPLATE + MAP.format(f"10.0.12.{peer}", f"10.0.12.{own}") + port.format(own)
        + f"router bgp {65000 + own}\n neighbor 10.0.12.{peer} remote-as {65000 + peer}\n"
        f" neighbor 10.0.12.{peer} fall-over bfd multi-hop\n"
        for own, peer in ((1, 2), (2, 1))
    }  # fmt: skip
    lab = network(configs, "R1:GigabitEthernet0/0 R2:GigabitEthernet0/0", platform="iosv")
    lab.run(30)
    r1 = lab["R1"]
    assert "IPv4 Multihop Sessions" in r1.cli("show bfd neighbors") and row(lab)[2:] == ["Up", "Up"]
    r1.configure("router bgp 65001\n neighbor 10.0.12.2 fall-over bfd\n")
    lab.run(3)
    assert "IPv4 Sessions" in r1.cli("show bfd neighbors") and row(lab)[-1] == "Gi0/0"  # R2 does not watch it so
    assert " neighbor 10.0.12.1 fall-over bfd multi-hop" in lab["R2"].running_config()


def test_keys_differ() -> None:
    chain = "key chain K\n key 1\n  key-string {}\nbfd-template multi-hop FAR\n authentication sha-1 keychain K\n"
    ends = maps()
    lab = far(more1=chain.format("one") + ends["more1"], more3=chain.format("two") + ends["more3"])
    assert row(lab)[2:] == ["Down", "Down"]
    assert lab["R1"].device.engine("bfd").drops["Authen failed"] > 5
    said = str(lab.diagnose("R1"))
    assert "the keys of BFD on R1 and R3 differ" in said and "bfd map ipv4 3.3.3.3/32 1.1.1.1/32 FAR" in said
    lab["R3"].configure("key chain K\n key 1\n  key-string one\n")
    lab.run(5)
    assert row(lab)[2:] == ["Up", "Up"]


def test_refused() -> None:
    lab = far(platform="c7200", fall_over="fall-over bfd")
    r1 = lab["R1"]  # 15.2(4)M knows one hop alone
    for line in ("bfd-template multi-hop X", "bfd map ipv4 3.3.3.3/32 1.1.1.1/32 X", "router bgp 65001\n neighbor 3.3.3.3 fall-over bfd multi-hop"):
        assert "Invalid input" in r1.configure(line + "\n"), line
    assert "(single-hop)." in r1.cli("show ip bgp neighbors")
    new = network({"R1": TEMPLATE}, platform="iosv")["R1"]
    assert new.configure("bfd-template single-hop FAR\n") == "% BFD template FAR is a multi-hop template\n"
    assert "Invalid input" in new.configure("bfd-template multi-hop FAR\n echo\n")
    assert new.configure("bfd-template multi-hop FAR\nbfd-template single-hop NEAR\n echo\n") == ""
    lines = "bfd-template single-hop NEAR\n echo\n authentication md5 keychain K\n interval both 300 multiplier 4\n"
    assert new.configure(lines) == ""
    config = new.running_config()
    assert config[config.index("bfd-template single-hop NEAR") + 1 :][:3] == [
        " interval both 300 multiplier 4", " authentication md5 keychain K", " echo",
    ]  # fmt: skip
    assert new.device[BfdConfig].templates["NEAR"].min_rx == 300
    new.configure("bfd-template single-hop NEAR\n no interval both\n")
    assert " interval both 300 multiplier 4" not in new.running_config()
    assert "Incomplete" in new.configure("bfd map ipv4 3.3.3.3/32 1.1.1.1/32\n")
