"""Redirects of IPv6: a router tells a host of a better way, and the host takes it for ten minutes."""

from __future__ import annotations

import re

import pytest

from iosemu import Lab
from iosemu.device.v6.redirects import LIFE
from iosemu.wire.icmpv6 import Icmp6, Options, Redirect
from iosemu.wire.ipv6 import IPv6
from tests.features.wired import network

HOST = "interface Fa0/0\n ipv6 address 2001:db8:1::10/64\n no shutdown\nipv6 route ::/0 2001:db8:1::2\n"
ROUTER = """ipv6 unicast-routing
interface Fa0/0
 ipv6 address 2001:db8:1::{0}/64
 ipv6 address fe80::{0} link-local
 no shutdown
"""
FAR = "interface Lo0\n ipv6 address 2001:db8:9::1/64\n"


def segment(first: str = "ipv6 route 2001:db8:9::/64 Fa0/0 fe80::3\n", release: str = "") -> Lab:
    """A host whose default route leads to R2, while 2001:db8:9::/64 is behind R3 on the same segment."""
    configs = {"H": HOST, "R2": ROUTER.replace("{0}", "2") + first, "R3": ROUTER.replace("{0}", "3") + FAR}
    configs["R3"] += "ipv6 route ::/0 Fa0/0 fe80::2\n"
    lab = network(configs, "H:Fa0/0 R2:Fa0/0 R3:Fa0/0", release=release)
    assert lab.refused_lines() == []
    lab.run(40)
    return lab


def count(lab: Lab, node: str, sent: bool) -> int:
    told = re.findall(r"(\d+) redirects", lab[node].cli("show ipv6 traffic"))
    return int(told[sent])


def test_a_host_learns_the_better_router() -> None:
    lab = segment()
    assert "!!!!!" in lab["H"].cli("ping 2001:db8:9::1")
    assert (count(lab, "R2", True), count(lab, "H", False)) == (1, 1)
    assert "NDr 2001:DB8:9::1/128 [2/0]\n     via FE80::3, FastEthernet0/0\n" in lab["H"].cli("show ipv6 route")
    assert "type Redirect" in lab["H"].cli("show ipv6 route 2001:db8:9::1")
    forwarded = lab["R2"].device.ip6.stats.forwarded
    assert "!!!!!" in lab["H"].cli("ping 2001:db8:9::1")
    assert lab["R2"].device.ip6.stats.forwarded == forwarded  # he is not asked any more
    lab.run(LIFE + 1)
    assert "NDr 2001" not in lab["H"].cli("show ipv6 route")


def test_when_nothing_is_said_and_nothing_believed() -> None:
    lab = segment("ipv6 route 2001:db8:9::/64 2001:db8:1::3\n")  # a router whose link-local address is not known
    assert "!!!!!" in lab["H"].cli("ping 2001:db8:9::1") and count(lab, "R2", True) == 0
    lab = segment()
    lab["R2"].configure("interface Fa0/0\n no ipv6 redirects\n")
    assert "!!!!!" in lab["H"].cli("ping 2001:db8:9::1") and count(lab, "R2", True) == 0
    lab["R2"].configure("interface Fa0/0\n ipv6 redirects\n")
    lab["H"].configure("ipv6 unicast-routing\n")  # routers do not believe
    assert "!!!!!" in lab["H"].cli("ping 2001:db8:9::1")
    assert count(lab, "H", False) == 5 and "NDr 2001" not in lab["H"].cli("show ipv6 route")
    lab["H"].configure("no ipv6 unicast-routing\n")
    assert "!!!!!" in lab["H"].cli("ping 2001:db8:9::1") and "NDr 2001" in lab["H"].cli("show ipv6 route")
    lab["R3"].configure("interface Fa0/0\n shutdown\n")  # he is gone: so is the way by him
    lab["H"].cli("ping 2001:db8:9::1 repeat 4")
    assert "NDr 2001" not in lab["H"].cli("show ipv6 route")


@pytest.mark.parametrize("wrong", ["afar", "another", "group", "short", "global"])
def test_lies(wrong: str) -> None:
    lab = segment()
    host = lab["H"].device
    iface = next(each for each in host if each.kind == "FastEthernet")
    low, far = 0xFE80 << 112, 0x20010DB800090000 << 64 | 1
    told = Redirect(low | 3, far, Options(target=0x020000000003, redirected=b"x" * 80))
    assert Redirect.of(told.message()) == told
    src, ttl = low | 2, 255
    if wrong == "afar":
        ttl = 254
    elif wrong == "another":
        src = low | 77  # not he whom datagrams go to
    elif wrong == "group":
        told.destination = 0xFF02 << 112 | 1
    elif wrong == "global":
        told.target = far + 1
    message = told.message() if wrong != "short" else Icmp6(137, 0, 0, bytes(16))
    dst = 0x20010DB800010000 << 64 | 0x10
    before = host.ip6.icmp.bad_checksum
    host.ip6.receive(IPv6(src, dst, 58, message.encode(src, dst), ttl), iface)
    assert not host.ip6.redirects.believed
    assert host.ip6.icmp.bad_checksum - before == (wrong != "another")


def test_times_of_a_router_are_its_hosts() -> None:
    lab = segment()
    lab["R2"].configure("interface Fa0/0\n ipv6 nd ns-interval 5000\n ipv6 nd reachable-time 60000\n ipv6 nd ra interval 4\n")
    lab.run(30)
    shown = lab["H"].cli("show ipv6 interface Fa0/0")
    assert "ND reachable time is 60000 milliseconds (using 60000)" in shown
    assert "ND NS retransmit interval is 5000 milliseconds" in shown
    half = lab["H"].device.ip6.neighbours
    before, start = half.solicitations, lab.now
    lab["H"].cli("ping 2001:db8:1::77 repeat 1 timeout 0")
    lab.run(start + 4.9 - lab.now)
    assert half.solicitations == before + 1
    lab.run(0.2)
    assert half.solicitations == before + 2


def test_tcp_counts_what_it_says_again() -> None:
    lab = segment()
    device = lab["H"].device
    lab["R2"].configure("interface Fa0/0\n shutdown\n")
    device.ip6.tcp.connect(device.vrfs.default, (0x20010DB800010000 << 64) | 2, 23, Nobody())
    lab.run(30)
    said = r"TCP statistics:\n  Rcvd: (\d+) input.*\n  Sent: (\d+) output, (\d+) retransmitted"
    [numbers] = re.findall(said, lab["H"].cli("show ipv6 traffic"))
    received, sent, again = map(int, numbers)
    assert received == 0 and sent == again + 1 > 2


class Nobody:
    def opened(self, connection: object) -> None: ...
    def readable(self, connection: object) -> None: ...
    def acknowledged(self, connection: object) -> None: ...
    def ended(self, connection: object) -> None: ...
