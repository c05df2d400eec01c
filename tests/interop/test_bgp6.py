"""FRRouting's bgpd as neighbour in IPv6: over sessions of either family, both families over one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from iosemu.types import format_ipv6, parse_ipv4, parse_ipv6
from tests.interop.world import Frr, World

Make = Callable[..., World]
Daemons = Callable[..., Frr]

OURS = """\
ipv6 unicast-routing
interface FastEthernet0/0
 ipv6 address 2001:db8:12::2/64
interface Loopback0
 ip address 10.2.2.2 255.255.255.0
 ipv6 address 2001:db8:2::2/64
router bgp 65002
 timers bgp 2 6
 bgp graceful-restart
 neighbor {peer} remote-as {asn}
 address-family ipv4
  network 10.2.2.0 mask 255.255.255.0
{both} address-family ipv6
  network 2001:db8:2::/64
  neighbor {peer} activate
{lines}"""
THEIRS = """\
interface eth0
 ipv6 address 2001:db8:12::1/64
router bgp {asn}
 bgp router-id 10.1.1.1
 no bgp ebgp-requires-policy
 no bgp network import-check
 no bgp default ipv4-unicast
 timers bgp 2 6
 timers connect 5
 neighbor {peer} remote-as 65002
 address-family ipv6 unicast
  network 2001:db8:1::1/128
  network 2001:db8:77::/48
  neighbor {peer} activate
{lines} exit-address-family
"""
ADDRESS = {"ipv6": ("2001:db8:12::1", "2001:db8:12::2"), "ipv4": ("192.0.2.1", "192.0.2.2")}


def pair(world: Make, frr: Daemons, over: str = "ipv6", asn: int = 65001, mine: str = "", theirs: str = "") -> tuple[World, Frr]:
    far, near = ADDRESS[over]
    both = f"  neighbor {far} activate\n" if over == "ipv4" else ""
    net = world(OURS.format(peer=far, asn=asn, both=both, lines=mine))
    net.inside(["sysctl", "-qw", "net.ipv6.conf.all.forwarding=1"])
    return net, frr(net, THEIRS.format(peer=near, asn=asn, lines=theirs), "bgpd")


def ours(net: World, over: str = "ipv6") -> Any:
    address = ADDRESS[over][0]
    number = parse_ipv6(address) if ":" in address else parse_ipv4(address)
    return net.router.device.engine("bgp").process.peers["", number]


def theirs(peer: Frr, prefix: str) -> dict[str, Any]:
    """Their best path, {} without one."""
    found = json.loads(peer.show(f"show bgp ipv6 unicast {prefix} json") or "{}").get("paths", [])
    best: dict[str, Any] = next((each for each in found if each.get("bestpath")), {})
    return best


def learnt(net: World, peer: Frr) -> None:
    net.wait(lambda: "2001:DB8:1::1/128" in net.cli("show bgp ipv6 unicast"), 30, "learnt by us")
    net.wait(lambda: theirs(peer, "2001:db8:2::/64"), 30, "learnt by bgpd")


@pytest.mark.parametrize("asn", [65001, 65002], ids=["external", "internal"])
def test_routes_both_ways(world: Make, frr: Daemons, asn: int) -> None:
    net, peer = pair(world, frr, asn=asn)
    learnt(net, peer)
    internal = asn == 65002
    distance = 200 if internal else 20
    net.wait(lambda: f"B   2001:DB8:1::1/128 [{distance}/0]" in net.cli("show ipv6 route bgp"), 10, "installed")
    there = theirs(peer, "2001:db8:2::/64")
    hops = {each["scope"]: each["ip"] for each in there["nexthops"]}
    local = net.router.device.interfaces.in_order()
    own = next(each.v6.local.value for each in local if each.text == "FastEthernet0/0")
    assert hops["global"] == "2001:db8:12::2"
    assert hops.get("link-local") == (None if internal else format_ipv6(own).lower())
    assert net.tshark("bgp.update.path_attribute.mp_reach_nlri", "bgp.type", ours=True)
    net.router.configure("interface Loopback0\n shutdown\n")
    net.wait(lambda: not theirs(peer, "2001:db8:2::/64"), 20, "withdrawn")
    peer.vtysh("-c", "configure", "-c", f"router bgp {asn}", "-c", "address-family ipv6", "-c", "no network 2001:db8:77::/48")
    net.wait(lambda: "2001:DB8:77::/48" not in net.cli("show bgp ipv6 unicast"), 20, "withdrawn by bgpd")
    assert ours(net).up


def test_over_a_session_of_ipv4(world: Make, frr: Daemons) -> None:
    """Both sides need a word about the next hop."""
    mine = "  neighbor 192.0.2.1 route-map OUT out\nroute-map OUT permit 10\n set ipv6 next-hop 2001:db8:12::2\n"
    net, peer = pair(world, frr, "ipv4", mine=mine)
    learnt(net, peer)
    assert theirs(peer, "2001:db8:2::/64")["nexthops"][0]["ip"] == "2001:db8:12::2"
    assert ours(net, "ipv4").members[True].up


def test_refresh_and_policy(world: Make, frr: Daemons) -> None:
    """This bgpd answers a refresh only when it has sent an End-of-RIB, so we speak of graceful restart."""
    net, peer = pair(world, frr)
    learnt(net, peer)
    net.router.configure(
        "ipv6 prefix-list ONE seq 5 permit 2001:db8:1::/48 le 128\nroute-map IN permit 10\n"
        " match ipv6 address prefix-list ONE\n set local-preference 250\nrouter bgp 65002\n address-family ipv6\n"
        "  neighbor 2001:db8:12::1 route-map IN in\n"
    )
    net.cli("clear bgp ipv6 unicast * soft in")
    net.wait(lambda: "2001:DB8:77::/48" not in net.cli("show bgp ipv6 unicast"), 15, "filtered")
    assert "localpref 250" in net.cli("show bgp ipv6 unicast 2001:db8:1::1/128")
    assert ours(net).up and ours(net).sent.refreshes == 1
