"""Frames on Ethernet: the native VLAN, priority tags, giants, protocols that nobody takes; and resets of an interface."""

from __future__ import annotations

from iosemu.types import InterfaceName
from tests.features.desk import Desk
from tests.features.wired import network

TRUNK = """\
interface FastEthernet0/0
 no shutdown
interface FastEthernet0/0.1
 encapsulation dot1Q 1{native}
 ip address 10.0.1.{host} 255.255.255.0
interface FastEthernet0/0.2
 encapsulation dot1Q 2
 ip address 10.0.2.{host} 255.255.255.0
"""
PLAIN = "interface FastEthernet0/0\n ip address 10.0.1.2 255.255.255.0\n no shutdown\n"
PORT = InterfaceName.parse("FastEthernet0/0")


def trunk(host: int, native: bool = True) -> str:
    return TRUNK.format(host=host, native=" native" if native else "")


def test_native_subinterfaces_talk_without_tags() -> None:
    lab = network({"R1": trunk(1), "R2": trunk(2)}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    assert "!!!!" in lab["R1"].cli("ping 10.0.1.2")
    assert "!!!!" in lab["R1"].cli("ping 10.0.2.2")
    assert "!!!!!" in lab["R1"].cli("ping 10.0.1.2")


def test_native_subinterface_talks_to_a_port_without_vlans() -> None:
    lab = network({"R1": trunk(1), "R2": PLAIN}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    assert "!!!!" in lab["R1"].cli("ping 10.0.1.2")


def test_one_sided_native_vlan_breaks_that_vlan_only() -> None:
    lab = network({"R1": trunk(1), "R2": trunk(2, native=False)}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    assert "....." in lab["R1"].cli("ping 10.0.1.2")
    assert "!!!!" in lab["R1"].cli("ping 10.0.2.2")
    lab["R2"].configure("interface FastEthernet0/0.1\n encapsulation dot1Q 1 native")
    assert "!!!" in lab["R1"].cli("ping 10.0.1.2")
    lab["R2"].configure("no interface FastEthernet0/0.1")
    assert "....." in lab["R1"].cli("ping 10.0.1.2")


def test_a_vlan_that_comes_back_knows_that_the_cable_has_come_back() -> None:
    lab = network({"R1": trunk(1), "R2": trunk(2)}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    lab.cut("R1", "R2")
    lab["R1"].configure("interface FastEthernet0/0.2\n no encapsulation dot1Q 2")
    lab.repair("R1", "R2")
    lab.run(5)
    lab["R1"].configure("interface FastEthernet0/0.2\n encapsulation dot1Q 2\n ip address 10.0.2.1 255.255.255.0")
    lab.run(5)
    assert "!!!!" in lab["R1"].cli("ping 10.0.2.2")


def test_priority_tags_giants_and_unknown_protocols_are_told() -> None:
    silent = "interface FastEthernet0/0\n no shutdown\n no cdp enable\n"
    lab = network({"R1": PLAIN, "R2": silent}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    iface = lab["R1"].device.interfaces[PORT]
    head = b"\xff" * 6 + b"\x02\0\0\0\0\x09"
    request = bytes.fromhex("0806 0001 0800 0604 0001 020000000009 0a000109 000000000000 0a000102")
    iface.receive(head + b"\x81\x00\xe0\x00" + request)
    assert "0200.0000.0009" in lab["R1"].cli("show arp")
    iface.receive(head + b"\x88\xb5" + bytes(46))
    iface.receive(head + b"\x08\x00" + bytes(1600))
    iface.receive(head + b"\x81\x00\x00\x09" + request)
    text = lab["R1"].cli("show interfaces FastEthernet0/0")
    assert "     0 runts, 1 giants, 0 throttles \n" in text
    assert "     1 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored\n" in text
    assert "     1 unknown protocol drops\n" in text
    assert iface.counters.drops["unknown vlan"] == 1


def test_each_shutdown_resets_the_interface() -> None:
    lab = network({"R1": PLAIN, "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    before = lab["R1"].device.interfaces[PORT].counters.resets
    lab["R1"].configure("interface FastEthernet0/0\n shutdown\n no shutdown\n shutdown")
    assert f", {before + 2} interface resets\n" in lab["R1"].cli("show interfaces FastEthernet0/0")


def test_xe_shows_what_duplex_and_speed_say() -> None:
    desk = Desk(platform="c8000v")
    usual = "  Full Duplex, 1000Mbps, link type is auto, media type is Virtual\n"
    assert usual in desk.type("show interfaces GigabitEthernet1")
    desk.type("configure terminal", "interface GigabitEthernet1", "duplex half", "speed 100", "end")
    shown = desk.type("show interfaces GigabitEthernet1")
    assert "  Half Duplex, 100Mbps, link type is force-up, media type is Virtual\n" in shown
