"""Route reflection with bgpd, in either role, and communities that go on to a third router."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iosemu.types import parse_ipv4
from iosemu.wire.bgp_attributes import as_path_text
from tests.interop.bgpd import OURS, THEIRS, learnt, ours, path, paths, state, theirs
from tests.interop.world import Frr, World

Make = Callable[..., World]
Daemons = Callable[..., Frr]

FAR = """\
interface Loopback0
 ip address 10.3.3.3 255.255.255.0
router bgp {asn}
 bgp router-id 10.3.3.3
 timers bgp 2 6
 network 10.3.3.0 mask 255.255.255.0
 neighbor {neighbor} remote-as {remote}
{lines}"""


def far(neighbor: str, lines: str = "", asn: int = 65002, remote: int = 65002) -> str:
    return FAR.format(asn=asn, neighbor=neighbor, remote=remote, lines=lines)


def test_we_reflect(world: Make, frr: Daemons) -> None:
    """R1 reflects between bgpd and R2, and the other way."""
    net = world(
        OURS.format(65002) + " neighbor 192.0.2.1 route-reflector-client\n neighbor 198.51.100.2 remote-as 65002\n",
        far("198.51.100.1"),
    )
    peer = frr(net, THEIRS.format(65002, 65002), "bgpd")
    learnt(net, peer)
    net.wait(lambda: theirs(peer, "10.3.3.0/24"), 30, "reflected to bgpd")
    there = theirs(peer, "10.3.3.0/24")
    assert there["originatorId"] == "10.3.3.3" and there["clusterList"]["list"] == ["10.2.2.2"]
    net.wait(lambda: path(net, "172.16.1.0/24", "R2") is not None, 10, "reflected to R2")
    found = path(net, "172.16.1.0/24", "R2").attributes
    assert found.originator == parse_ipv4("10.1.1.1") and found.clusters == (parse_ipv4("10.2.2.2"),)


REFLECTOR = " neighbor 198.51.100.2 remote-as 65002\n"
CLIENTS = " address-family ipv4 unicast\n  neighbor 192.0.2.2 route-reflector-client\n  neighbor 198.51.100.2 route-reflector-client\n"


def test_bgpd_reflects(world: Make, frr: Daemons) -> None:
    """R1 and R2 are clients of bgpd: each has the other's network from it, with who told it first, and whose cluster."""
    net = world(OURS.format(65002), far("192.0.2.1"))
    peer = frr(net, THEIRS.format(65002, 65002) + REFLECTOR + CLIENTS, "bgpd")
    learnt(net, peer)
    net.wait(lambda: path(net, "10.3.3.0/24") is not None, 30, "R2's network at R1")
    net.wait(lambda: path(net, "10.2.2.0/24", "R2") is not None, 30, "R1's network at R2")
    cluster = (parse_ipv4("10.1.1.1"),)
    for router, prefix, originator in (("R1", "10.3.3.0/24", "10.3.3.3"), ("R2", "10.2.2.0/24", "10.2.2.2")):
        found = path(net, prefix, router).attributes
        assert (found.originator, found.clusters) == (parse_ipv4(originator), cluster)
    own = path(net, "10.1.1.1/32").attributes
    assert own.originator is None and own.clusters == (), "bgpd's own network is not reflected"
    shown = net.cli("show ip bgp 10.3.3.0")
    assert "Originator: 10.3.3.3, Cluster list: 10.1.1.1" in shown, shown
    assert "10.3.3.0/24 [200/0] via 198.51.100.2" in net.cli("show ip route bgp")
    assert "!!!!!" in net.router_ping("ping 10.3.3.3 source 10.2.2.2")
    rows = net.tshark("bgp.update.path_attribute.originator_id", "bgp.update.path_attribute.originator_id")
    assert any("10.3.3.3" in row[0] for row in rows)
    net.lab["R2"].configure("interface Loopback0\n shutdown\n")
    net.wait(lambda: path(net, "10.3.3.0/24") is None, 15, "withdrawn through bgpd")


def test_clusters_in_a_row(world: Make, frr: Daemons) -> None:
    """R2 is R1's client, R1 is bgpd's: each reflector puts its cluster before those that are there."""
    net = world(
        OURS.format(65002) + " neighbor 198.51.100.2 remote-as 65002\n neighbor 198.51.100.2 route-reflector-client\n",
        far("198.51.100.1", " neighbor 192.0.2.1 remote-as 65002\n"),
    )
    peer = frr(net, THEIRS.format(65002, 65002) + REFLECTOR + CLIENTS, "bgpd")
    learnt(net, peer)
    net.wait(lambda: len(paths(peer, "10.3.3.0/24")) == 2, 30, "R2's network from both at bgpd")
    reflected = next(each for each in paths(peer, "10.3.3.0/24") if each["peer"]["peerId"] == "192.0.2.2")
    assert reflected["originatorId"] == "10.3.3.3" and reflected["clusterList"]["list"] == ["10.2.2.2"]
    assert theirs(peer, "10.3.3.0/24")["peer"]["peerId"] == "198.51.100.2", "the shorter cluster list"
    # bgpd's session with R2 goes: what R1 reflected is the best, and there is nobody whom it could be reflected to
    net.lab["R2"].configure("router bgp 65002\n neighbor 192.0.2.1 shutdown\n")
    net.wait(lambda: len(paths(peer, "10.3.3.0/24")) == 1, 15, "only from R1")
    assert theirs(peer, "10.3.3.0/24")["peer"]["peerId"] == "192.0.2.2"
    net.lab["R2"].configure("router bgp 65002\n no neighbor 192.0.2.1 shutdown\n no neighbor 198.51.100.1\n")
    net.wait(lambda: path(net, "172.16.1.0/24", "R2") is not None, 40, "bgpd's network at R2")
    net.wait(lambda: path(net, "10.3.3.0/24") is not None, 40, "reflected to R1")
    found = path(net, "10.3.3.0/24").attributes
    assert (found.originator, found.clusters) == (parse_ipv4("10.3.3.3"), (parse_ipv4("10.1.1.1"),))


@pytest.mark.parametrize("who", ["our cluster", "our identifier"])
def test_what_comes_round_is_refused(world: Make, frr: Daemons, who: str) -> None:
    """bgpd has our cluster's number, or R2 our identifier: what it reflects is not taken (RFC 4456 section 8)."""
    mine = " bgp cluster-id 10.1.1.1\n" if who == "our cluster" else ""
    other = far("192.0.2.1").replace("router-id 10.3.3.3", "router-id 10.2.2.2" if who == "our identifier" else "router-id 10.3.3.3")
    net = world(OURS.format(65002) + mine, other)
    peer = frr(net, THEIRS.format(65002, 65002) + REFLECTOR + CLIENTS, "bgpd")
    learnt(net, peer)
    net.wait(lambda: theirs(peer, "10.3.3.0/24"), 30, "R2's network at bgpd")
    if who == "our cluster":
        net.wait(lambda: sum(ours(net).members[False].denied.values()), 15, "refused")
    else:
        net.live.run(3)  # bgpd does not even tell it the one that it thinks has begun it
    assert path(net, "10.3.3.0/24") is None and ours(net).up
    assert "10.3.3.0" not in net.cli("show ip route")


THIRD = " neighbor 198.51.100.2 remote-as 65003\n neighbor 198.51.100.2 send-community\n neighbor 192.0.2.1 send-community\n"
TAGS = """\
route-map TAG permit 10
 match ip address prefix-list KEPT
 set community {kept}
route-map TAG permit 20
 set community 65001:7
 set large-community 65001:1:2
ip prefix-list KEPT permit 172.16.1.0/24
"""


@pytest.mark.parametrize("kept", ["no-export", "no-advertise"])
def test_communities_go_on(world: Make, frr: Daemons, kept: str) -> None:
    """What bgpd tags so stays with R1; the rest goes on to R2 with its communities, also those that we do not know."""
    net = world(OURS.format(65001) + THIRD, far("198.51.100.1", asn=65003, remote=65002))
    config = THEIRS.format(65001, 65002).replace(" exit-address-family", "  neighbor 192.0.2.2 route-map TAG out\n exit-address-family")
    peer = frr(net, config + TAGS.format(kept=kept), "bgpd")
    learnt(net, peer)
    net.wait(lambda: path(net, "10.1.1.1/32", "R2") is not None, 40, "on to R2")
    found = path(net, "10.1.1.1/32", "R2").attributes
    assert as_path_text(found.as_path) == "65002 65001" and found.communities == (65001 << 16 | 7,)
    [(flags, kind, value)] = found.unknown
    assert (kind, value) == (32, bytes.fromhex("0000fde9 00000001 00000002")) and flags & 0xC0 == 0xC0
    assert path(net, "172.16.1.0/24") is not None and path(net, "172.16.1.0/24", "R2") is None
    assert kept in net.cli("show ip bgp 172.16.1.0")
    sent = net.lab["R1"].cli("show ip bgp neighbors 198.51.100.2 advertised-routes")
    assert "10.1.1.1/32" in sent and "172.16.1.0" not in sent


STATIC = "ip route 10.20.0.0 255.255.0.0 Null0\n"


@pytest.mark.parametrize("kept", ["no-export", "no-advertise"])
def test_bgpd_keeps_what_we_tag(world: Make, frr: Daemons, kept: str) -> None:
    """The other way: bgpd is between R1 and R2, and tells R2 only what we let it."""
    policy = (
        " neighbor 192.0.2.1 send-community\n neighbor 192.0.2.1 route-map OUT out\n network 10.20.0.0 mask 255.255.0.0\n"
        f"access-list 20 permit 10.20.0.0\nroute-map OUT permit 10\n match ip address 20\n"
        f" set community {kept}\nroute-map OUT permit 20\n set community 65002:5\n"
    )
    net = world(STATIC + OURS.format(65001) + policy, far("192.0.2.1", " neighbor 192.0.2.1 ebgp-multihop 3\n", 65003, 65001))
    more = " neighbor 198.51.100.2 remote-as 65003\n neighbor 198.51.100.2 ebgp-multihop 3\n"
    peer = frr(net, THEIRS.format(65001, 65002) + more, "bgpd")
    learnt(net, peer)
    net.wait(lambda: state(peer, "198.51.100.2")["bgpState"] == "Established", 40, "R2 and bgpd")
    net.wait(lambda: path(net, "10.2.2.0/24", "R2") is not None, 40, "on to R2")
    assert path(net, "10.2.2.0/24", "R2").attributes.communities == (65002 << 16 | 5,)
    net.wait(lambda: theirs(peer, "10.20.0.0/16"), 40, "the tagged network at bgpd")
    assert theirs(peer, "10.20.0.0/16")["community"]["string"] == kept
    assert path(net, "10.20.0.0/16", "R2") is None
