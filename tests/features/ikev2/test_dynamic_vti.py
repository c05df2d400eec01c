"""Dynamic VTI: a Virtual-Access for each peer, cloned from a template and removed with its SA."""

from __future__ import annotations

import pytest
from flex_world import TEMPLATE, brief, flexed
from ikev2_world import ping

from iosemu.lab.lab import Lab


def to_spoke(lab: Lab, number: int = 2, access: int = 1) -> None:
    lab["R1"].configure(f"ip route 192.168.{number}.0 255.255.255.0 Virtual-Access{access}")


@pytest.mark.parametrize("mode", ["ipsec ipv4", "gre ip"])
def test_a_peer_gets_a_tunnel_of_its_own(mode: str) -> None:
    lab = flexed(mode=mode)
    lab.run(10)
    assert brief(lab) == {"Virtual-Access1": "up up"}
    to_spoke(lab)
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1")
    hub = lab["R1"]
    shown = hub.cli("show interfaces virtual-access 1")
    assert "Hardware is Virtual Access interface" in shown
    assert "Tunnel vaccess, cloned from Virtual-Template1" in shown
    assert "Tunnel source 10.0.12.1, destination 10.0.12.2" in shown
    assert "Virtual-Template1          192.168.1.1     YES NVRAM  up                    down" in hub.cli(
        "show ip interface brief"
    )
    assert "Interface: Virtual-Access1" in hub.cli("show crypto session")
    assert hub.cli("show crypto ipsec sa interface virtual-access 1").count("Status: ACTIVE") == 2


def test_what_it_says() -> None:
    lab = flexed()
    lab.run(10)
    lab["R2"].configure("interface Tunnel0\n shutdown")
    lab.run(3)
    assert brief(lab) == {}
    log = [line.split(": ", 1)[1] for line in lab["R1"].cli("show logging | include Virtual-Access").splitlines()]
    line = "%LINEPROTO-5-UPDOWN: Line protocol on Interface Virtual-Access1, changed state to {}"
    link = "%LINK-3-UPDOWN: Interface Virtual-Access1, changed state to {}"
    assert log == [link.format("up"), line.format("up"), line.format("down"), link.format("down")]
    assert "READY" not in lab["R1"].cli("show crypto ikev2 sa")


def test_its_configuration_is_derived_and_never_saved() -> None:
    lab = flexed(spoke="crypto ikev2 dpd 10 2 periodic\n")
    lab.run(10)
    hub = lab["R1"]
    block = [
        "interface Virtual-Access1", " ip unnumbered Loopback0", " ip mtu 1380", " tunnel source 10.0.12.1",
        " tunnel mode ipsec ipv4", " tunnel destination 10.0.12.2", " tunnel protection ipsec profile IPP",
        " no tunnel protection ipsec initiate", "end",
    ]  # fmt: skip
    for command in ("show derived-config interface virtual-access 1", "show interfaces virtual-access 1 configuration"):
        assert "\n".join(block) in hub.cli(command)
    running = hub.cli("show running-config")
    assert "Virtual-Access" not in running
    assert TEMPLATE.strip() in running
    assert TEMPLATE.strip() in hub.cli("show running-config interface virtual-template 1")
    hub.cli("write memory")
    hub.reload()
    lab.run(200)
    assert TEMPLATE.strip() in hub.cli("show running-config")
    assert brief(lab) == {"Virtual-Access1": "up up"}


def test_a_template_in_use_is_locked() -> None:
    lab = flexed()
    hub = lab["R1"]
    words = "% Virtual-template config is locked, active vaccess present"
    assert words not in hub.configure("interface Virtual-Template1 type tunnel\n ip mtu 1390")
    lab.run(10)
    assert words in hub.configure("interface Virtual-Template1 type tunnel\n ip mtu 1300")
    assert words in hub.configure("no interface Virtual-Template1")
    assert "ip mtu 1390" in hub.cli("show running-config interface virtual-template 1")
    assert "Invalid input" in hub.configure("interface Virtual-Access1")
    lab["R2"].configure("interface Tunnel0\n shutdown")
    lab.run(3)
    assert words not in hub.configure("interface Virtual-Template1 type tunnel\n ip mtu 1300")


def test_numbers_are_used_again() -> None:
    lab = flexed(3)
    lab.run(10)
    assert list(brief(lab)) == ["Virtual-Access1", "Virtual-Access2", "Virtual-Access3"]
    peers = {
        number: lab["R1"].cli(f"show derived-config interface virtual-access {number}").split("destination ")[1][:9]
        for number in (1, 2, 3)
    }
    assert len(set(peers.values())) == 3
    gone = f"R{peers[2][-1]}"
    lab[gone].configure("interface Tunnel0\n shutdown")
    lab.run(3)
    assert list(brief(lab)) == ["Virtual-Access1", "Virtual-Access3"]
    lab[gone].configure("interface Tunnel0\n no shutdown")
    lab.run(5)
    assert list(brief(lab)) == ["Virtual-Access1", "Virtual-Access2", "Virtual-Access3"]
    lab["R1"].cli("clear crypto ikev2 sa")
    lab.run(10)
    assert list(brief(lab).values()) == ["up up"] * 3


def test_renewals_keep_it() -> None:
    short = "crypto ikev2 profile PROF\n lifetime 300\ncrypto ipsec profile IPP\n set security-association lifetime seconds 120\n"
    lab = flexed(hub=short)
    lab.run(10)
    to_spoke(lab)
    lab.run(1000)
    assert brief(lab) == {"Virtual-Access1": "up up"}
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1")
    assert lab["R1"].cli("show logging | include Virtual-Access").count("UPDOWN") == 2


def test_a_profile_without_its_template_makes_no_tunnel() -> None:
    lab = flexed(changes=((" virtual-template 1\n", " virtual-template 9\n"),))
    lab.run(10)
    assert brief(lab) == {}
    assert "Virtual-template: 9" in lab["R1"].cli("show crypto ikev2 profile")
    assert "line protocol is down" in lab["R2"].cli("show interfaces Tunnel0")
    lab = flexed(changes=((" virtual-template 1\n", ""),))
    lab.run(10)
    assert brief(lab) == {}
    assert "line protocol is down" in lab["R2"].cli("show interfaces Tunnel0")


def test_a_template_without_protection_makes_none_either() -> None:
    lab = flexed(changes=((" tunnel protection ipsec profile IPP\n", ""),))
    lab.run(10)
    assert brief(lab) == {}


@pytest.mark.parametrize("mode", ["ipsec ipv4", "gre ip"])
def test_mode_auto_follows_the_peer(mode: str) -> None:
    auto = (" virtual-template 1\n", " virtual-template 1 mode auto\n")
    lab = flexed(mode=mode, platform="csr1000v", changes=(auto, (f" tunnel mode {mode}\n", "")))
    lab.run(10)
    assert brief(lab) == {"Virtual-Access1": "up up"}
    to_spoke(lab)
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1")
    shown = lab["R1"].cli("show interfaces virtual-access 1")
    assert {"ipsec ipv4": "IPSEC/IP", "gre ip": "GRE/IP"}[mode] in shown
    assert "mode auto: enabled" in lab["R1"].cli("show crypto ikev2 profile")


def test_without_it_the_modes_must_agree() -> None:
    lab = flexed(mode="gre ip", changes=((" tunnel mode gre ip\n", " tunnel mode ipsec ipv4\n"),))
    lab.run(10)
    assert brief(lab) == {}


def test_nothing_leaves_in_the_clear() -> None:
    """OSPF's first hello is sealed, too."""
    ospf = "router ospf 1\n network 192.168.{n}.0 0.0.0.255 area 0\n"
    lab = flexed(2, mode="gre ip", hub=ospf, spoke=ospf + "interface Tunnel0\n ip ospf 1 area 0\n")
    lab.run(60)
    assert lab["R1"].cli("show ip ospf neighbor").count("FULL/  -") == 2
    assert "192.168.3.1" in lab["R2"].cli("show ip route ospf")
    assert "!!!!!" in ping(lab, "R2", "192.168.3.1")
    for node in ("R2", "R3"):
        assert "%CRYPTO-4-RECVD_PKT_NOT_IPSEC" not in lab[node].cli("show logging")


def test_a_static_route_goes_with_its_interface() -> None:
    lab = flexed()
    lab.run(10)
    to_spoke(lab)
    lab["R2"].configure("interface Tunnel0\n shutdown")
    lab.run(3)
    assert "Virtual-Access1" not in lab["R1"].cli("show ip route static")
    assert "Virtual-Access1" not in lab["R1"].cli("show running-config")


def test_a_saved_lab_goes_on() -> None:
    lab = flexed(2)
    lab.run(10)
    to_spoke(lab)
    again = Lab.restore(lab.checkpoint())
    for each in (lab, again):
        assert list(brief(each).values()) == ["up up"] * 2
        assert "!!!!!" in ping(each, "R2", "192.168.1.1") or "!!!!!" in ping(each, "R3", "192.168.1.1")
    again["R1"].cli("clear crypto ikev2 sa")
    again.run(10)
    assert list(brief(again).values()) == ["up up"] * 2
