"""FRRouting's ospf6d as neighbour: point-to-point and with a DR, routes both ways, areas, what does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.interop.world import Frr, World

Make = Callable[..., World]
Daemons = Callable[..., Frr]

OURS = """\
ipv6 unicast-routing
interface FastEthernet0/0
 ipv6 address 2001:db8:12::2/64
 ipv6 ospf 1 area 0
 ipv6 ospf hello-interval 1
 ipv6 ospf dead-interval 4
{lines}interface Loopback0
 ipv6 address 2001:db8:2::2/128
 ipv6 ospf 1 area 0
ipv6 route 2001:db8:99::/48 Null0
ipv6 router ospf 1
 router-id 2.2.2.2
 timers throttle spf 50 200 1000
 timers throttle lsa 50 200 1000
{process}"""
THEIRS = """\
interface lo
 ipv6 address 2001:db8:1::1/128
 ipv6 ospf6 area 0
interface eth0
 ipv6 address 2001:db8:12::1/64
 ipv6 ospf6 area {area}
 ipv6 ospf6 hello-interval 1
 ipv6 ospf6 dead-interval 4
{lines}router ospf6
 ospf6 router-id 1.1.1.1
 timers throttle spf 50 200 1000
{process}"""


def pair(world: Make, frr: Daemons, lines: str = "", theirs: str = "", process: str = "", area: str = "0") -> tuple[World, Frr]:
    net = world(OURS.format(lines=lines, process=process))
    net.inside(["sysctl", "-qw", "net.ipv6.conf.all.forwarding=1"])
    return net, frr(net, THEIRS.format(lines=theirs, process="", area=area), "ospf6d")


def learnt(net: World, peer: Frr, seconds: float = 30) -> None:
    net.wait(lambda: "2001:DB8:1::1/128" in net.cli("show ipv6 route ospf"), seconds, "learnt by us")
    net.wait(lambda: "O>* 2001:db8:2::2/128" in peer.show("show ipv6 route ospf6"), seconds, "learnt by ospf6d")


@pytest.mark.parametrize("kind", ["point-to-point", "broadcast"])
def test_routes_both_ways(world: Make, frr: Daemons, kind: str) -> None:
    net, peer = pair(world, frr, f" ipv6 ospf network {kind}\n", f" ipv6 ospf6 network {kind}\n", " redistribute static metric 7\n")
    learnt(net, peer)
    net.wait(lambda: "2001:db8:99::/48 [110/7]" in peer.show("show ipv6 route ospf6"), 20, "external route learnt by ospf6d")
    assert "!!!!!" in net.router_ping("ping 2001:db8:1::1 source 2001:db8:2::2")
    assert re.search(r"2\.2\.2\.2 .*Full/", peer.show("show ipv6 ospf6 neighbor"))
    net.wait(lambda: "retransmission queue length 0" in net.cli("show ipv6 ospf neighbor detail"), 10, "quiet")
    kinds = {row[0] for row in net.tshark("ospf", "ospf.msg", ours=True)}
    assert kinds >= {"1", "2", "4", "5"}


def test_process_is_cleared(world: Make, frr: Daemons) -> None:
    net, peer = pair(world, frr)
    learnt(net, peer)
    net.router.cli("clear ipv6 ospf process", "yes")
    learnt(net, peer)


def test_another_area_is_no_neighbour(world: Make, frr: Daemons) -> None:
    net, peer = pair(world, frr, area="1")
    net.live.run(8)
    assert "1.1.1.1" not in net.cli("show ipv6 ospf neighbor") and "2.2.2.2" not in peer.show("show ipv6 ospf6 neighbor")
