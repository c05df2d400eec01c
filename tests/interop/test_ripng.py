"""FRRouting's ripngd as neighbour."""

from __future__ import annotations

from collections.abc import Callable

from tests.interop.world import Frr, World

Make = Callable[..., World]
Daemons = Callable[..., Frr]

OURS = """\
ipv6 unicast-routing
interface FastEthernet0/0
 ipv6 address 2001:db8:12::2/64
 ipv6 rip ONE enable
interface Loopback0
 ipv6 address 2001:db8:2::2/128
 ipv6 rip ONE enable
ipv6 route 2001:db8:99::/48 Null0
ipv6 router rip ONE
 redistribute static metric 3
 timers 5 15 0 10
"""
THEIRS = """\
interface lo
 ipv6 address 2001:db8:1::1/128
interface eth0
 ipv6 address 2001:db8:12::1/64
router ripng
 timers basic 5 15 10
 network eth0
 redistribute connected
"""


def test_routes_both_ways(world: Make, frr: Daemons) -> None:
    net = world(OURS)
    net.inside(["sysctl", "-qw", "net.ipv6.conf.all.forwarding=1"])
    peer = frr(net, THEIRS, "ripngd")
    net.wait(lambda: "R   2001:DB8:1::1/128 [120/2]" in net.cli("show ipv6 route rip"), 30, "learnt by us")
    net.wait(lambda: "2001:db8:2::2/128" in peer.show("show ipv6 route ripng"), 30, "learnt by ripngd")
    assert "2001:db8:99::/48 [120/4]" in peer.show("show ipv6 route ripng")
    assert "!!!!!" in net.router_ping("ping 2001:db8:1::1 source 2001:db8:2::2")
    net.router.configure("interface Loopback0\n shutdown\n")
    net.wait(lambda: "2001:db8:2::2/128" not in peer.show("show ipv6 route ripng"), 10, "poisoned")
    peer.vtysh("-c", "configure", "-c", "router ripng", "-c", "no redistribute connected")
    net.wait(lambda: "2001:DB8:1::1/128" not in net.cli("show ipv6 route rip"), 30, "gone or silent")
