"""Spoke to spoke: a hub's redirect, and a tunnel that the spoke that answers clones towards the one that asks."""

from __future__ import annotations

from flex_world import brief, flexed
from ikev2_world import ping
from test_config_exchange import HUB, LENDER, NEGOTIATED, SPOKE

from iosemu.lab.lab import Lab

ANYBODY = "crypto ikev2 keyring KR\n peer PEER\n  address 0.0.0.0 0.0.0.0\n"
DIRECT = """\
crypto ikev2 profile PROF
 match identity remote any
 virtual-template 1
interface Tunnel0
 ip nhrp network-id 1
 ip nhrp shortcut virtual-template 1
interface Virtual-Template1 type tunnel
 ip unnumbered Tunnel0
 ip mtu 1380
 ip nhrp network-id 1
 ip nhrp shortcut virtual-template 1
 tunnel source GigabitEthernet0/0
 tunnel protection ipsec profile IPP
"""
REDIRECT = "interface Virtual-Template1 type tunnel\n ip nhrp network-id 1\n ip nhrp redirect\n"


def world(direct: str = DIRECT, redirect: str = REDIRECT) -> Lab:
    lab = flexed(2, hub=HUB + redirect, spoke=SPOKE + ANYBODY + direct, tunnel=NEGOTIATED, changes=(LENDER,), mode="gre ip")
    lab.run(15)
    return lab


def test_traffic_goes_straight() -> None:
    lab = world()
    assert brief(lab, "R2") == brief(lab, "R3") == {}
    assert "!!!!" in ping(lab, "R2", "192.168.3.1")  # by the hub
    lab.run(5)
    assert brief(lab, "R2") == brief(lab, "R3") == {"Virtual-Access1": "up up"}
    assert "192.168.3.0/24" in lab["R2"].cli("show ip nhrp")
    hub = lab["R1"].rows("show interfaces")
    counted = {row.interface: row.in_packets for row in hub if row.interface.startswith("Virtual-Access")}
    assert "!!!!!" in ping(lab, "R2", "192.168.3.1")
    after = {row.interface: row.in_packets for row in lab["R1"].rows("show interfaces") if row.interface in counted}
    assert after == counted  # the hub sees nothing of it
    assert lab["R2"].cli("show crypto ikev2 sa").count("READY") == 2  # both had begun: one went
    assert "Virtual-Access1" in lab["R2"].cli("show ip route 192.168.3.1")


def test_it_ends_when_nobody_uses_it() -> None:
    lab = world()
    ping(lab, "R2", "192.168.3.1")
    lab.run(5)
    assert brief(lab, "R3") == {"Virtual-Access1": "up up"}
    lab["R3"].cli("clear ip nhrp")
    lab.run(10)
    assert brief(lab, "R2") == brief(lab, "R3") == {}
    assert "!!!!" in ping(lab, "R2", "192.168.3.1")
    lab.run(5)
    assert brief(lab, "R2") == {"Virtual-Access1": "up up"}
    lab.run(9000)
    assert brief(lab, "R2") == brief(lab, "R3") == {}


def test_without_redirect_or_template_the_hub_carries_all() -> None:
    lab = world(redirect=REDIRECT.replace(" ip nhrp redirect\n", ""))
    assert "!!!!!" in ping(lab, "R2", "192.168.3.1")
    lab.run(5)
    assert brief(lab, "R2") == {}
    lab = world(direct=DIRECT.replace(" ip nhrp shortcut virtual-template 1\n", ""))
    assert "!!!!!" in ping(lab, "R2", "192.168.3.1")
    lab.run(5)
    assert brief(lab, "R2") == brief(lab, "R3") == {}


def test_a_saved_lab_goes_straight_on() -> None:
    lab = world()
    ping(lab, "R2", "192.168.3.1")
    lab.run(5)
    again = Lab.restore(lab.checkpoint())
    assert "!!!!!" in ping(again, "R2", "192.168.3.1")
    again["R2"].configure("interface Tunnel0\n shutdown")
    again.run(30)
    assert brief(again, "R2") == {}
