"""`ip address` and its refusals, as IOS words them."""

from __future__ import annotations

import pytest

from iosemu.sim.scheduler import Scheduler
from tests.features.desk import Desk, cable
from tests.features.wired import network


def at(desk: Desk, iface: str) -> Desk:
    desk.type("configure terminal", f"interface {iface}")
    return desk


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("ip address 10.1.1.0 255.255.255.0", "Bad mask /24 for address 10.1.1.0\n"),
        ("ip address 10.1.1.255 255.255.255.0", "Bad mask /24 for address 10.1.1.255\n"),
        ("ip address 10.29.30.167 255.255.255.255", "Bad mask /32 for address 10.29.30.167\n"),
        ("ip address 10.1.1.1 255.0.255.0", "Bad mask 0xFF00FF00 for address 10.1.1.1\n"),
        ("ip address 224.0.0.5 255.255.255.0", "Not a valid host address - 224.0.0.5\n"),
        ("ip address 127.0.0.1 255.0.0.0", "Not a valid host address - 127.0.0.1\n"),
        (
            "ip address 10.1.1.0 255.255.255.254",
            "% Warning: use /31 mask on non point-to-point interface cautiously\n",
        ),
        ("ip address 10.1.1.1", "% Incomplete command.\n\n"),
        ("no ip address 10.9.9.9 255.255.255.0", "Invalid address\n"),
        ("ip address 10.1.1.1 255.255.255.0", ""),
    ],
)
def test_answers(line: str, answer: str) -> None:
    assert at(Desk(), "FastEthernet0/0").type(line) == answer


def test_a_mask_that_is_no_address_gets_the_caret() -> None:
    desk = at(Desk(), "FastEthernet0/0")
    line = "ip address 10.1.1.1 255.255.300.0"
    column = len(desk.prompt) + line.index("300") + 2
    assert desk.type(line) == f"{' ' * column}^\n% Invalid input detected at '^' marker.\n\n"


def test_overlap_with_an_interface_in_use() -> None:
    desk = at(Desk("interface FastEthernet0/0\n ip address 10.1.1.1 255.255.0.0\n"), "Loopback0")
    assert desk.type("ip address 10.1.2.1 255.255.255.255") == "% 10.1.2.1 overlaps with FastEthernet0/0\n"
    assert desk.type("ip address 10.0.0.1 255.0.0.0") == "% 10.0.0.0 overlaps with FastEthernet0/0\n"
    assert desk.type("ip address 11.0.0.1 255.255.255.255") == ""


def test_overlap_on_a_shut_interface_is_told_when_it_comes_up() -> None:
    desk = at(Desk("interface FastEthernet0/0\n ip address 10.1.1.1 255.255.255.0\n"), "FastEthernet0/1")
    assert desk.type("ip address 10.1.1.2 255.255.255.0") == ""
    assert desk.type("no shutdown") == (
        "% 10.1.1.0 overlaps with FastEthernet0/0\nFastEthernet0/1: incorrect IP address assignment\n"
    )
    assert "FastEthernet0/1            10.1.1.2        YES manual administratively down down" in desk.type(
        "do show ip interface brief"
    )
    desk.type("ip address 10.1.2.2 255.255.255.0")
    assert desk.type("no shutdown") == ""


def test_secondary_addresses() -> None:
    desk = at(Desk(), "FastEthernet0/0")
    desk.type("ip address 10.1.1.1 255.255.255.0", "ip address 10.1.2.1 255.255.255.0 secondary")
    assert desk.type("ip address 10.1.1.1 255.255.255.0 secondary") == "% Secondary can't be same as primary\n"
    assert desk.type("no ip address 10.1.1.1 255.255.255.0") == "Must delete secondary before deleting primary\n"
    assert desk.type("do show running-config interface FastEthernet0/0").splitlines()[4:7] == [
        "interface FastEthernet0/0",
        " ip address 10.1.2.1 255.255.255.0 secondary",
        " ip address 10.1.1.1 255.255.255.0",
    ]
    assert desk.type("no ip address 10.1.2.1 255.255.255.0 secondary") == ""
    assert desk.type("no ip address 10.1.1.1 255.255.255.0") == ""
    assert " no ip address\n" in desk.type("do show running-config interface FastEthernet0/0")


def test_a_secondary_may_become_primary() -> None:
    desk = at(Desk(), "FastEthernet0/0")
    desk.type("ip address 10.1.1.1 255.255.255.0", "ip address 10.1.2.1 255.255.255.0 secondary")
    desk.type("ip address 10.1.2.1 255.255.255.0")
    shown = desk.type("do show running-config interface FastEthernet0/0")
    assert " ip address 10.1.2.1 255.255.255.0\n" in shown
    assert "secondary" not in shown


def test_a_subinterface_needs_its_vlan_first() -> None:
    desk = at(Desk(), "FastEthernet0/0.10")
    assert desk.prompt == "R1(config-subif)#"
    assert desk.type("ip address 10.1.1.1 255.255.255.0") == (
        "% Configuring IP routing on a LAN subinterface is only allowed if that\n"
        "subinterface is already configured as part of an IEEE 802.10, IEEE 802.1Q,\n"
        "or ISL vLAN.\n\n"
    )
    assert desk.type("encapsulation dot1Q 10", "ip address 10.1.1.1 255.255.255.0") == ""
    assert "VID (10) is not permitted.\nThis VID is already configured on FastEthernet0/0.10." in desk.type(
        "interface FastEthernet0/0.11", "encapsulation dot1Q 10"
    )


def test_encapsulation_belongs_to_subinterfaces() -> None:
    assert "% Invalid input detected at '^' marker." in at(Desk(), "FastEthernet0/0").type("encapsulation dot1Q 10")


def test_interfaces_that_cannot_be() -> None:
    desk = Desk()
    desk.type("configure terminal")
    line = "interface FastEthernet0/7"
    column = len(desk.prompt) + line.index("7")
    assert desk.type(line) == f"{' ' * column}^\n% Invalid input detected at '^' marker.\n\n"
    assert desk.type("no interface FastEthernet0/0") == "% Removal of physical interfaces is not permitted.\n"
    desk.type("interface Loopback5", "exit")
    assert desk.type("no interface Loopback5") == ""
    assert "Loopback5" not in desk.type("do show ip interface brief")


def test_ip_mtu_stays_within_the_interface() -> None:
    desk = at(Desk(), "FastEthernet0/0")
    assert "% Invalid input detected" in desk.type("ip mtu 1501")
    assert desk.type("ip mtu 1400") == ""
    assert "  MTU is 1400 bytes\n" not in desk.type("do show ip interface FastEthernet0/0")
    desk.type("ip address 10.1.1.1 255.255.255.0")
    assert "  MTU is 1400 bytes\n" in desk.type("do show ip interface FastEthernet0/0")
    assert desk.type("mtu 1600") == "% Interface FastEthernet0/0 does not support user settable mtu.\n"


def test_range() -> None:
    desk = Desk()
    desk.type("configure terminal", "interface range FastEthernet0/0 - 1 , Loopback0")
    assert desk.prompt == "R1(config-if-range)#"
    desk.type("description all of them")
    shown = desk.type("do show interfaces description").splitlines()
    assert [line.split()[0] for line in shown if line.endswith("all of them")] == ["Fa0/0", "Fa0/1", "Lo0"]
    assert "% Invalid input" in desk.type("interface range FastEthernet0/0 - 9")


def test_unnumbered_serial_lines_carry_packets() -> None:
    """Two routers whose serial line has no subnet of its own reach each other's loopbacks by static routes."""
    scheduler = Scheduler()
    config = (
        "hostname R{0}\ninterface Loopback0\n ip address 10.0.0.{0} 255.255.255.255\n"
        "interface Serial1/0\n ip unnumbered Loopback0\nip route 10.0.0.{1} 255.255.255.255 Serial1/0\n"
    )
    one = Desk(config.format(1, 2), scheduler=scheduler)
    two = Desk(config.format(2, 1), scheduler=scheduler, number=2)
    assert one.shell.boot_output == ""
    cable(one, "Serial1/0", two, "Serial1/0")
    one.run(15)
    one.type("ping 10.0.0.2 repeat 3")
    assert "Success rate is 100 percent (3/3)" in one.run(5)
    shown = one.type("show ip interface Serial1/0").splitlines()
    assert shown[1] == "  Interface is unnumbered. Using address of Loopback0 (10.0.0.1)"
    assert "Serial1/0                  10.0.0.1        YES NVRAM  up                    up      \n" in one.type(
        "show ip interface brief"
    )
    assert " ip unnumbered Loopback0\n" in one.type("show running-config interface Serial1/0")
    one.type("configure terminal", "interface Serial1/0", "no ip unnumbered", "end")
    assert " no ip address\n" in one.type("show running-config interface Serial1/0")


def test_unnumbered_needs_a_point_to_point_interface() -> None:
    desk = at(Desk("interface Loopback0\n ip address 10.0.0.1 255.255.255.255\n"), "FastEthernet0/0")
    assert desk.type("ip unnumbered Loopback0") == "Point-to-point (non-multi-access) interfaces only\n"


@pytest.mark.parametrize(
    ("platform", "iface", "line"),
    [
        ("c7200", "FastEthernet0/1", "no cdp enable"),
        ("csr1000v", "Tunnel0", "no ip nhrp shortcut"),
        ("csr1000v", "Tunnel0", "no ip nhrp map multicast dynamic"),
    ],
)
def test_default_interface_switches_on_what_is_on_by_default(platform: str, iface: str, line: str) -> None:
    desk = at(Desk(platform=platform), iface)
    for back in (f"default interface {iface}", f"interface {iface}\n default {line.removeprefix('no ')}"):
        desk.shell.configure(f"interface {iface}\n {line}")
        assert f"\n {line}\n" in desk.type(f"do show running-config interface {iface}")
        desk.shell.configure(back)
        assert line not in desk.type(f"do show running-config interface {iface}")


def test_routing_is_on_by_default() -> None:
    desk = Desk("no ip routing\n")
    desk.type("configure terminal", "default ip routing", "end")
    assert "no ip routing" not in desk.type("show running-config")
    assert "no ip cef" not in desk.type("show running-config")


def test_default_interface() -> None:
    desk = at(Desk(), "FastEthernet0/0")
    desk.type("ip address 10.1.1.1 255.255.255.0", "ip address 10.1.2.1 255.255.255.0 secondary", "bandwidth 5")
    assert desk.type("default interface FastEthernet0/0") == (
        "Building configuration...\n\nInterface FastEthernet0/0 set to default configuration\n"
    )
    assert desk.type("do show running-config interface FastEthernet0/0").splitlines()[4:] == [
        "interface FastEthernet0/0",
        " no ip address",
        " speed auto",
        " duplex auto",
        "end",
        "",
    ]


def test_null0_has_no_address() -> None:
    desk = at(Desk(), "Null0")
    assert "% Invalid input" in desk.type("ip address 10.1.1.1 255.255.255.0")
    desk.type("no ip unreachables")
    assert desk.type("do show running-config interface Null0").splitlines()[4:6] == [
        "interface Null0",
        " no ip unreachables",
    ]


def test_an_overlap_that_a_shut_interface_may_have_survives_a_reload() -> None:
    """The address stands before `shutdown` in a running-config; what was accepted is read back."""
    lab = network({"R1": "interface FastEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n"})
    lab.run(5)
    r1 = lab["R1"]
    assert r1.configure("interface FastEthernet0/1\n shutdown\n ip address 10.0.0.9 255.255.255.0\n") == ""
    before = r1.running_config()
    r1.cli("write memory")
    r1.reload()
    lab.run(60)
    assert r1.running_config() == before
    assert lab["R1"].shell.boot_output == ""
    assert "overlaps with FastEthernet0/0" in r1.configure("interface FastEthernet0/1\n no shutdown\n")


def test_the_mtu_of_ip_follows_the_interfaces() -> None:
    desk = at(Desk(), "Serial1/0")
    desk.type("ip address 10.1.1.1 255.255.255.0")

    def seen() -> tuple[str, bool]:
        shown = desk.type("do show ip interface Serial1/0")
        line = next(line for line in shown.splitlines() if "MTU is" in line)
        return line.strip(), "ip mtu" in desk.type("do show running-config interface Serial1/0")

    assert seen() == ("MTU is 1500 bytes", False)
    desk.type("ip mtu 1500")  # what it is already
    desk.type("mtu 1600")
    assert seen() == ("MTU is 1600 bytes", False)
    desk.type("ip mtu 1400")
    desk.type("mtu 4000")
    assert seen() == ("MTU is 1400 bytes", True)  # its own stays …
    desk.type("mtu 1300")
    assert seen() == ("MTU is 1300 bytes", False)  # … while there is room for it
    desk.type("no mtu")
    assert seen() == ("MTU is 1500 bytes", False)


def test_null0_is_shown_when_it_is_asked_for() -> None:
    desk = Desk()
    assert desk.type("show ip interface Null0") == (
        "Null0 is up, line protocol is up\n  Internet protocol processing disabled\n"
    )
    assert "Null0" not in desk.type("show ip interface")
