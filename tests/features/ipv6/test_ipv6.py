"""IPv6 from the address to the route: detection of duplicates, neighbours, routers and hosts, forwarding, errors."""

from __future__ import annotations

import re

import pytest

from iosemu import Lab
from iosemu.device.v6.events import DuplicateAddress
from iosemu.lab.waiting import waiting
from tests.features.wired import network

R1 = """ipv6 unicast-routing
interface Fa0/0
 ipv6 address 2001:db8:12::1/64
 no shutdown
interface Lo0
 ipv6 address 2001:db8:1::1/128
ipv6 route 2001:db8:3::/48 2001:db8:12::2
ipv6 route 2001:db8:23::/64 2001:db8:12::2
ipv6 route 2001:db8:dead::/48 Null0
"""
R2 = """ipv6 unicast-routing
interface Fa0/0
 ipv6 address 2001:db8:12::2/64
 no shutdown
interface Fa0/1
 ipv6 address 2001:db8:23::/64 eui-64
 no shutdown
ipv6 route 2001:db8:1::1/128 2001:db8:12::1
ipv6 route 2001:db8:3::/48 2001:db8:23::3
"""
R3 = """interface Fa0/0
 ipv6 address 2001:db8:23::3/64
 ipv6 address autoconfig default
 no shutdown
interface Lo0
 ipv6 address 2001:db8:3::3/64
"""


def line(**more: str) -> Lab:
    configs = {"R1": R1, "R2": R2, "R3": R3}
    lab = network({name: text + more.get(name, "") for name, text in configs.items()}, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/0")
    assert lab.refused_lines() == []
    lab.run(40)
    return lab


def test_two_routers_and_a_host() -> None:
    lab = line()
    for name, far in (("R1", "2001:db8:12::2"), ("R2", "2001:DB8:23::3"), ("R1", "2001:db8:3::3"), ("R3", "2001:db8:1::1")):
        assert "Success rate is 100 percent (5/5)" in lab[name].cli(f"ping {far}"), (name, far)
    trace = lab["R1"].cli("traceroute 2001:db8:3::3")
    assert re.search(r"^  1 2001:DB8:12::2 \d+ msec \d+ msec \d+ msec\n  2 2001:DB8:23::3 ", trace, re.MULTILINE)
    table = lab["R3"].cli("show ipv6 route")
    assert "ND  ::/0 [2/0]\n     via FE80::C801:FF:FE02:1001, FastEthernet0/0\n" in table
    assert "C   2001:DB8:23::/64 [0/0]\n     via FastEthernet0/0, directly connected\n" in table
    assert "L   FF00::/8 [0/0]\n     via Null0, receive\n" in table
    assert "2001:DB8:23:0:C801:FF:FE03:1000, subnet is 2001:DB8:23::/64 [CAL]" in lab["R3"].cli("show ipv6 interface Fa0/0")
    assert "LC  2001:DB8:1::1/128 [0/0]\n     via Loopback0, receive\n" in lab["R1"].cli("show ipv6 route")


def test_what_was_made_by_itself_goes_with_its_line() -> None:
    lab = line()
    assert lab["R3"].configure("interface Fa0/0\n no ipv6 address autoconfig default\n") == ""
    shown = lab["R3"].cli("show ipv6 interface Fa0/0")
    assert "2001:DB8:23::3, subnet" in shown and "[CAL]" not in shown
    assert "2001:DB8:23:0:C801:FF:FE03:1000" not in lab["R3"].cli("show ipv6 route")


def test_a_reload_ends_what_addresses_wait_for() -> None:
    lab = line()
    for _ in range(2):
        lab["R3"].reload()
        lab.run(60)
    waits = [each for each in waiting(lab.scheduler) if (each.node, each.what) == ("R3", "forget")]
    assert len([each for each in waits if each.who == "OwnAddresses"]) == 1


def test_errors_come_back() -> None:
    lab = line()
    far = lab["R1"].cli("ping 2001:db8:99::1")  # no route of our own
    assert "....." in far
    lab["R1"].configure("ipv6 route 2001:db8:99::/48 2001:db8:12::2\n")
    assert "UUUUU" in lab["R1"].cli("ping 2001:db8:99::1")
    assert "....." in lab["R1"].cli("ping 2001:db8:dead::1")
    assert "....." in lab["R2"].cli("ping 2001:db8:12::77")
    assert "H" in lab["R3"].cli("ping 2001:db8:12::77 repeat 10")
    lab["R2"].configure("interface Fa0/1\n ipv6 mtu 1280\n")
    assert "B" in lab["R1"].cli("ping 2001:db8:3::3 size 1400 repeat 2")  # packet too big, then the path is known
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:3::3 size 1400")
    assert "1280    " in lab["R1"].cli("show ipv6 mtu")


def test_neighbours_grow_old() -> None:
    lab = line()
    lab["R1"].cli("ping 2001:db8:12::2")

    def state() -> str:
        [found] = re.findall(r"^2001:DB8:12::2 .* (\w+) +Fa0/0$", lab["R1"].cli("show ipv6 neighbors"), re.MULTILINE)
        return str(found)

    assert state() == "REACH"
    lab.run(31)
    assert state() == "STALE"
    lab["R1"].cli("ping 2001:db8:12::2 repeat 1")
    assert state() == "DELAY"
    lab.run(5.5)
    assert state() == "REACH"  # asked, and answered
    lab.run(31)
    lab["R2"].configure("interface Fa0/0\n shutdown\n")
    lab["R1"].cli("ping 2001:db8:12::2 repeat 1")
    lab.run(10)
    assert "2001:DB8:12::2 " not in lab["R1"].cli("show ipv6 neighbors")


def test_an_address_that_another_has() -> None:
    lab = line()
    heard: list[DuplicateAddress] = []
    lab["R1"].device.bus.listen(DuplicateAddress, heard.append)
    lab["R1"].configure("interface Fa0/0\n ipv6 address 2001:db8:12::2/64\n")
    lab.run(3)
    assert [str(each.iface) for each in heard] == ["FastEthernet0/0"]
    assert "2001:DB8:12::2, subnet is 2001:DB8:12::/64 [DUP]" in lab["R1"].cli("show ipv6 interface Fa0/0")
    assert "L   2001:DB8:12::2/128" not in lab["R1"].cli("show ipv6 route")
    assert any("DUPLICATE" in text for text in lab["R1"].cli("show logging").splitlines())


def test_no_takes_everything_back() -> None:
    lab = line()
    lab["R1"].configure("interface Fa0/0\n no ipv6 address 2001:db8:12::1/64\n")
    assert "IPv6" not in lab["R1"].cli("show ipv6 interface Fa0/0") and "2001:DB8:12::/64" not in lab["R1"].cli("show ipv6 route")
    lab["R1"].configure("interface Fa0/0\n ipv6 address fe80::1 link-local\n ipv6 address 2001:db8:12::1/64\n")
    lab.run(5)
    assert "link-local address is FE80::1 \n" in lab["R1"].cli("show ipv6 interface Fa0/0")
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:3::3")
    lab["R3"].configure("interface Fa0/0\n no ipv6 address\n")
    assert "FastEthernet0/0        [up/up]\n    unassigned\n" in lab["R3"].cli("show ipv6 interface brief")


def test_a_router_that_does_not_route() -> None:
    lab = line()
    lab["R2"].configure("no ipv6 unicast-routing\n")
    assert "....." in lab["R1"].cli("ping 2001:db8:3::3")
    lab.run(5)
    assert "ND  ::/0" not in lab["R3"].cli("show ipv6 route")  # it said that it is none any more
    lab["R2"].configure("ipv6 unicast-routing\n")
    lab.run(20)
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:3::3")


@pytest.mark.parametrize(
    ("line_", "told"),
    [
        ("ipv6 address ff02::1/64", "it is a multicast address"),
        ("ipv6 address 2001:db8::1 link-local", "% Invalid link-local address"),
        ("ipv6 address 2001:db8:1::9/64", "2001:DB8:1::9/64 is overlapping with 2001:DB8:1::1/128 on Loopback0"),
    ],
)
def test_refused(line_: str, told: str) -> None:
    assert told in line()["R1"].configure(f"interface Fa0/1\n {line_}\n")


def test_configuration_reads_back() -> None:
    lab = line()
    text = "\n".join(lab["R2"].running_config())
    assert " ipv6 address 2001:DB8:23::/64 eui-64" in text and "ipv6 route 2001:DB8:3::/48 2001:DB8:23::3" in text
    again = network({"R2": text})
    assert again.refused_lines() == []
    assert [each for each in again["R2"].running_config() if "ipv6" in each] == [each for each in text.split("\n") if "ipv6" in each]
