"""What the log says of interfaces, in order and in time."""

from __future__ import annotations

import re

import pytest

from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler
from iosemu.types import InterfaceName
from tests.features.desk import Desk, cable
from tests.features.wired import log_of, network

ADDRESS = "hostname R{0}\ninterface FastEthernet0/0\n ip address 192.0.2.{0} 255.255.255.0\n"


def messages(text: str) -> list[str]:
    """``15.000 LINK-3-UPDOWN FastEthernet0/0 up``"""
    found = re.findall(r"00:\d\d:(\d\d\.\d+): %(\S+):.*Interface (\S+), changed state to (.*)", text)
    return [" ".join(parts) for parts in found]


def pair() -> tuple[Desk, Desk, Link]:
    scheduler = Scheduler()
    one = Desk(ADDRESS.format(1), scheduler=scheduler)
    two = Desk(ADDRESS.format(2), scheduler=scheduler, number=2)
    return one, two, cable(one, "FastEthernet0/0", two, "FastEthernet0/0")


def test_a_cable_is_plugged_in_and_pulled() -> None:
    one, two, link = pair()
    assert messages(one.run(10)) == [
        "22.000 LINK-3-UPDOWN FastEthernet0/0 up",
        "23.000 LINEPROTO-5-UPDOWN FastEthernet0/0 up",
    ]
    two.take()
    link.cut()
    assert messages(one.run(10)) == [
        "32.000 LINK-3-UPDOWN FastEthernet0/0 down",
        "33.000 LINEPROTO-5-UPDOWN FastEthernet0/0 down",
    ]
    assert messages(two.take()) == [
        "22.000 LINK-3-UPDOWN FastEthernet0/0 down",
        "23.000 LINEPROTO-5-UPDOWN FastEthernet0/0 down",
    ]


def test_a_flap_within_two_seconds_is_not_told() -> None:
    one, _, link = pair()
    one.run(10)
    link.cut()
    one.run(1)
    link.repair()
    assert messages(one.run(10)) == []


def test_shutdown_and_no_shutdown() -> None:
    one, two, _ = pair()
    one.run(10)
    two.take()
    one.type("configure terminal", "interface FastEthernet0/0", "shutdown")
    assert messages(one.run(10)) == [
        "32.000 LINK-5-CHANGED FastEthernet0/0 administratively down",
        "33.000 LINEPROTO-5-UPDOWN FastEthernet0/0 down",
    ]
    assert len(messages(two.take())) == 2
    one.type("no shutdown")
    assert messages(one.run(10)) == [
        "42.000 LINK-3-UPDOWN FastEthernet0/0 up",
        "43.000 LINEPROTO-5-UPDOWN FastEthernet0/0 up",
    ]


def test_a_loopback_is_born_up() -> None:
    desk = Desk()
    desk.type("configure terminal", "interface Loopback0")
    assert messages(desk.run(5)) == ["11.000 LINEPROTO-5-UPDOWN Loopback0 up"]
    desk.type("shutdown")
    assert messages(desk.run(5)) == [
        "17.000 LINK-5-CHANGED Loopback0 administratively down",
        "18.000 LINEPROTO-5-UPDOWN Loopback0 down",
    ]
    desk.type("no shutdown")
    assert messages(desk.run(5)) == [
        "22.000 LINK-3-UPDOWN Loopback0 up",
        "23.000 LINEPROTO-5-UPDOWN Loopback0 up",
    ]


def test_ports_that_are_shut_say_so_after_the_start() -> None:
    desk = Desk("interface FastEthernet0/0\n no ip address\n!\ninterface FastEthernet0/1\n shutdown\n")
    shown = desk.type("show logging")
    assert [line.split(" ", 1)[1] for line in messages(shown)] == [
        "LINK-5-CHANGED FastEthernet0/1 administratively down",
        "LINK-5-CHANGED Serial1/0 administratively down",
    ]


def test_link_status_may_be_silenced() -> None:
    one, _, link = pair()
    one.run(10)
    one.type("configure terminal", "interface FastEthernet0/0", "no logging event link-status")
    link.cut()
    assert messages(one.run(10)) == []


def test_a_subinterface_is_silent_but_follows() -> None:
    one, _, link = pair()
    one.run(10)
    one.type("configure terminal", "interface FastEthernet0/0.10", "encapsulation dot1Q 10", "end")
    one.run(5)
    assert "FastEthernet0/0.10         unassigned      YES unset  up                    up      \n" in one.type(
        "show ip interface brief"
    )
    link.cut()
    assert not any(".10" in line for line in messages(one.run(10)))
    assert "FastEthernet0/0.10         unassigned      YES unset  down                  down    \n" in one.type(
        "show ip interface brief"
    )


def test_a_tunnel_says_both_at_once() -> None:
    desk = Desk("interface Loopback0\n ip address 10.0.0.1 255.255.255.255\n")
    desk.type("configure terminal", "interface Tunnel0")
    assert messages(desk.run(5)) == ["11.000 LINEPROTO-5-UPDOWN Tunnel0 down"]
    desk.type("tunnel mode gre multipoint", "tunnel source Loopback0")
    assert messages(desk.take() + desk.run(5)) == ["15.000 LINEPROTO-5-UPDOWN Tunnel0 up"]
    desk.type("shutdown")
    assert messages(desk.run(5)) == [
        "22.000 LINEPROTO-5-UPDOWN Tunnel0 down",
        "22.000 LINK-5-CHANGED Tunnel0 administratively down",
    ]
    desk.type("no shutdown")
    assert messages(desk.run(5)) == [
        "27.000 LINEPROTO-5-UPDOWN Tunnel0 up",
        "27.000 LINK-3-UPDOWN Tunnel0 up",
    ]


def test_keepalives_of_a_serial_line_must_agree() -> None:
    """An end that sends none takes the other end down; `no keepalive` (or 0) there as well brings it up at once."""
    text = "interface Serial1/0\n ip address 10.0.0.{} 255.255.255.0\n no shutdown\n"
    lab = network({"R1": text.format(1), "R2": text.format(2)}, "R1:Serial1/0 R2:Serial1/0")
    lab.run(15)

    def state() -> str:
        return lab["R1"].cli("show interfaces Serial1/0 | include line protocol|resets")

    assert "line protocol is up" in state()
    lab["R2"].configure("interface Serial1/0\n no keepalive")
    lab.run(40)
    assert "line protocol is down" in state()
    assert " 1 interface resets" in state()
    for off in ("no keepalive", "keepalive 0"):
        lab["R1"].configure(f"interface Serial1/0\n {off}")
        assert "line protocol is up" in state()
        assert "!!!!!" in lab["R1"].cli("ping 10.0.0.2")
        assert "Keepalive not set" in lab["R1"].cli("show interfaces Serial1/0")
        lab["R1"].configure("interface Serial1/0\n keepalive 5")
        assert "line protocol is down" in state()
    lab["R2"].configure("interface Serial1/0\n keepalive 5")
    lab.run(6)
    assert "line protocol is up" in state()


def test_nothing_is_told_up_before_its_interface() -> None:
    """A neighbour that is there at once does not wait for the two seconds of LINK-3-UPDOWN: that comes forward."""
    text = "router eigrp 1\n network 10.0.0.0\ninterface Fa0/0\n ip address 10.0.0.{i} 255.255.255.0\n no shutdown\n"
    with network({f"R{i}": text.format(i=i) for i in (1, 2)}, "R1:Fa0/0 R2:Fa0/0") as lab:
        r1 = lab["R1"]
        r1.console.take()
        lab.run(10)
        told = re.findall(r"%(LINK-3-UPDOWN|LINEPROTO-5-UPDOWN|DUAL-5-NBRCHANGE)", r1.console.take())
        assert told == ["LINK-3-UPDOWN", "LINEPROTO-5-UPDOWN", "DUAL-5-NBRCHANGE"]


def test_ethernet_keeps_itself_alive() -> None:
    """A loopback frame to its own address each ten seconds, as long as the interface is up and `keepalive` says so."""
    one, two, _ = pair()
    one.run(10)
    iface = one.device.interface(InterfaceName.parse("Fa0/0"))
    assert iface is not None
    frames: list[bytes] = []
    iface.taps.append(lambda _, outbound, data: frames.append(data) if outbound and data[12:14] == b"\x90\x00" else None)
    one.run(60)
    assert len(frames) == 6
    assert {(frame[:6], frame[6:12], frame[14:20]) for frame in frames} == {(frames[0][:6], frames[0][:6], b"\0\0\1\0\0\0")}
    assert int.from_bytes(frames[0][:6], "big") == iface.mac and len(frames[0]) == 60
    assert two.device.interfaces[InterfaceName.parse("Fa0/0")].counters.drops == {}  # nobody else takes them in
    one.shell.configure("interface Fa0/0\nno keepalive\n")
    one.run(60)
    assert len(frames) == 6
    one.shell.configure("interface Fa0/0\nkeepalive 5\n")
    one.run(60)
    assert len(frames) == 18
    one.shell.configure("interface Fa0/0\nshutdown\n")
    one.run(60)
    assert len(frames) == 18


_TUNNEL = (
    "interface Loopback0\n ip address 192.168.1.1 255.255.255.0\n"
    "interface Fa0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n"
    "interface Tunnel0\n ip address 172.16.0.1 255.255.255.0\n tunnel source {}\n tunnel destination 10.0.0.2\n"
)


@pytest.mark.parametrize("source", ["Loopback0", "Fa0/0"])
def test_a_tunnel_is_said_to_be_up_behind_its_source(source: str) -> None:
    other = "interface Fa0/0\n ip address 10.0.0.2 255.255.255.0\n no shutdown\n"
    lab = network({"R1": _TUNNEL.format(source), "R2": other}, "R1:Fa0/0 R2:Fa0/0")
    lines = log_of(lab, "R1", "LINEPROTO")
    lab.run(10)
    order = [text.split()[4].rstrip(",") for _, text in lines]
    name = "Loopback0" if source == "Loopback0" else "FastEthernet0/0"
    assert order.index(name) < order.index("Tunnel0")
    assert sum("Tunnel0" in text for _, text in lines) == 1
    del lines[:]
    lab["R1"].configure(f"interface {source}\n shutdown")
    lab.run(10)
    del lines[:]
    lab["R1"].configure(f"interface {source}\n no shutdown")
    lab.run(10)
    assert [text.split()[4].rstrip(",") for _, text in lines] == [name, "Tunnel0"]


def test_a_subinterface_without_a_vlan_follows_its_port_and_is_the_same_after_a_reload() -> None:
    configs = {name: "interface Fa0/0\n no shutdown\n" for name in ("R1", "R2")}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    r1 = lab["R1"]

    def state() -> str:
        line = next(line for line in r1.cli("show ip interface brief").splitlines() if "0/0.99" in line)
        return " ".join(line.split()[4:])

    lab.run(10)
    r1.configure("interface FastEthernet0/0.99\n")
    assert state() == "up up"
    lab.cut("R1:FastEthernet0/0")
    lab.run(10)
    assert state() == "down down"
    lab.repair("R1:FastEthernet0/0")
    lab.run(10)
    assert state() == "up up"
    r1.configure("interface FastEthernet0/0\n mac-address 0200.0000.0001\n")
    before = r1.cli("show interfaces FastEthernet0/0.99")
    assert "address is 0200.0000.0001" in before and "is up, line protocol is up" in before
    r1.cli("write memory")
    r1.reload()
    lab.run(60)
    assert state() == "up up"
    assert r1.cli("show interfaces FastEthernet0/0.99") == before
    r1.configure("no interface FastEthernet0/0.99\n")
    lab.cut("R1:FastEthernet0/0")
    lab.run(10)
    assert "0/0.99" not in r1.cli("show ip interface brief")
