"""FRRouting's bgpd as neighbour: both ways open, MD5, policies, four octets, flaps, what goes wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iosemu.features.bgp.events import Notified, OpenFailed
from iosemu.wire.bgp_attributes import as_path_text
from tests.interop.bgpd import OURS, THEIRS, learnt, ours, path, state, theirs
from tests.interop.world import Frr, World

Make = Callable[[str], World]
Daemons = Callable[..., Frr]


@pytest.mark.parametrize("asns", [(65001, 65002), (65002, 65002), (4200000001, 65002)], ids=["external", "internal", "wide"])
@pytest.mark.parametrize("opens", ["we", "they"])
def test_routes_both_ways(world: Make, frr: Daemons, asns: tuple[int, int], opens: str) -> None:
    mode = " neighbor 192.0.2.1 transport connection-mode passive\n" if opens == "they" else ""
    net = world(OURS.format(asns[0]) + mode)
    peer = frr(net, THEIRS.format(*asns) + (" neighbor 192.0.2.2 passive\n" if opens == "we" else ""), "bgpd")
    learnt(net, peer)
    session = ours(net).session
    assert session is not None and session.role == ("active" if opens == "we" else "passive")
    found = path(net, "172.16.1.0/24").attributes
    internal = asns[0] == asns[1]
    assert as_path_text(found.as_path) == ("" if internal else str(asns[0])) and found.med == 0
    assert found.local_pref == (100 if internal else None)
    assert f"172.16.1.0 [{200 if internal else 20}/0] via 192.0.2.1" in net.cli("show ip route bgp")
    there = theirs(peer, "10.2.2.0/24")
    assert there["aspath"]["string"] == ("Local" if internal else "65002")
    assert there["nexthops"][0]["ip"] == "192.0.2.2" and there["origin"] == "IGP"
    assert "10.2.2.0/24" in peer.show("show ip route bgp")
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    told = state(peer)["neighborCapabilities"]
    assert told["4byteAs"] == "advertisedAndReceived" and "received" in told["routeRefresh"].lower()
    assert (session.hold, session.keepalive) == (6, 2)
    net.live.run(8)
    assert ours(net).up and ours(net).established == 1
    assert state(peer)["bgpState"] == "Established"
    assert net.tshark("bgp.type == 2", "bgp.type", ours=True)


def test_password(world: Make, frr: Daemons) -> None:
    net = world(OURS.format(65001) + " neighbor 192.0.2.1 password interop\n")
    peer = frr(net, THEIRS.format(65001, 65002) + " neighbor 192.0.2.2 password interop\n", "bgpd")
    learnt(net, peer)
    assert net.tshark("tcp.options.md5.digest and bgp", "bgp.type", ours=True)


def test_passwords_must_agree(world: Make, frr: Daemons) -> None:
    net = world(OURS.format(65001) + " neighbor 192.0.2.1 password interop\n")
    failed: list[OpenFailed] = []
    net.router.device.bus.listen(OpenFailed, failed.append)
    peer = frr(net, THEIRS.format(65001, 65002) + " neighbor 192.0.2.2 password other\n", "bgpd")
    net.live.run(20)
    assert not ours(net).established and net.router.device.ip.tcp.bad_signature
    assert state(peer)["bgpState"] in ("Connect", "Active", "Idle")
    net.router.configure("router bgp 65002\n neighbor 192.0.2.1 password other\n")
    learnt(net, peer, 40)


@pytest.mark.parametrize(
    ("mine", "their", "code"),
    [
        ("", THEIRS.format(65001, 65009), (2, 2)),  # they expect another AS
        ("", THEIRS.format(65009, 65002), (2, 2)),  # we do
        (" bgp router-id 10.1.1.1\n", THEIRS.format(65001, 65002), (2, 3)),
        (" timers bgp 20 60 30\n", THEIRS.format(65001, 65002), (2, 6)),
    ],
    ids=["their AS", "our AS", "router id", "hold time"],
)
def test_what_both_ends_refuse(world: Make, frr: Daemons, mine: str, their: str, code: tuple[int, int]) -> None:
    net = world(OURS.format(65001) + mine)
    told: list[Notified] = []
    net.router.device.bus.listen(Notified, told.append)
    peer = frr(net, their, "bgpd")
    net.wait(lambda: told, 30, "a NOTIFICATION")
    assert {(each.code, each.subcode) for each in told} == {code}
    assert not ours(net).established and state(peer)["bgpState"] != "Established"


def test_communities_and_policies(world: Make, frr: Daemons) -> None:
    config = """\
 neighbor 192.0.2.1 send-community
 neighbor 192.0.2.1 route-map OUT out
 neighbor 192.0.2.1 route-map IN in
ip community-list 1 permit 65001:7
route-map OUT permit 10
 set community 65002:5 no-export
 set metric 77
 set as-path prepend 65002 65002
route-map IN permit 10
 match community 1
 set local-preference 300
route-map IN permit 20
"""
    net = world(OURS.format(65001) + config)
    peer = frr(
        net,
        THEIRS.format(65001, 65002).replace("172.16.1.0/24", "172.16.1.0/24 route-map TAG")
        + "route-map TAG permit 10\n set community 65001:7\n",
        "bgpd",
    )
    learnt(net, peer)
    net.wait(lambda: path(net, "172.16.1.0/24") is not None, 10, "the other network")
    found = path(net, "172.16.1.0/24").attributes
    assert found.communities == (65001 << 16 | 7,) and found.local_pref == 300
    assert path(net, "10.1.1.1/32").attributes.local_pref is None
    there = theirs(peer, "10.2.2.0/24")
    assert there["community"]["string"] == "65002:5 no-export" and there["metric"] == 77
    assert there["aspath"]["string"] == "65002 65002 65002"


def test_flaps_and_restarts(world: Make, frr: Daemons) -> None:
    net = world(OURS.format(65001))
    peer = frr(net, THEIRS.format(65001, 65002), "bgpd")
    learnt(net, peer)
    net.link.cut()
    net.wait(lambda: not ours(net).up, 3, "down with the cable")
    net.wait(lambda: state(peer)["bgpState"] != "Established", 10, "down for bgpd")
    net.link.repair()
    learnt(net, peer, 40)
    peer.vtysh("-c", "clear bgp *")
    net.wait(lambda: ours(net).dropped == 2, 5, "reset by bgpd")
    last = ours(net).last_notification
    assert last is not None and (last.sent, last.code, last.subcode) == (False, 6, 4)
    learnt(net, peer, 40)
    net.link.filters.append(lambda sender, frame: sender.startswith("R1:"))
    net.wait(lambda: ours(net).dropped == 3, 10, "hold time expired")
    net.link.filters.clear()
    learnt(net, peer, 60)


def test_networks_come_and_go(world: Make, frr: Daemons) -> None:
    """Withdrawn both ways, asked for again with ROUTE-REFRESH, both ways.

    This bgpd answers one only when it has sent an End-of-RIB, so we speak of graceful restart.
    """
    net = world(OURS.format(65001) + " bgp graceful-restart\n neighbor 192.0.2.1 advertisement-interval 0\n")
    kept = "  neighbor 192.0.2.2 soft-reconfiguration inbound\n"
    peer = frr(net, THEIRS.format(65001, 65002).replace(kept, ""), "bgpd")
    learnt(net, peer)
    net.router.configure("interface Loopback0\n shutdown\n")
    net.wait(lambda: not theirs(peer, "10.2.2.0/24"), 5, "withdrawn for bgpd")
    net.router.configure("interface Loopback0\n no shutdown\n")
    net.wait(lambda: theirs(peer, "10.2.2.0/24"), 5, "back for bgpd")
    commands = ("configure terminal", "router bgp 65001", "address-family ipv4 unicast")
    words = [part for line in (*commands, "no network 172.16.1.0/24") for part in ("-c", line)]
    peer.vtysh(*words)
    net.wait(lambda: path(net, "172.16.1.0/24") is None, 10, "withdrawn for us")
    words[-1] = "network 172.16.2.0/24"
    peer.vtysh(*words)
    net.wait(lambda: path(net, "172.16.2.0/24") is not None, 10, "new for us")
    one = ours(net)
    one.process.soft_in(one.members[False])
    net.wait(lambda: path(net, "172.16.2.0/24").epoch == 2, 5, "told again by bgpd")
    asked, told = one.received.refreshes, one.sent.updates
    assert asked == 2, "where the answer begins and ends (RFC 7313)"
    peer.vtysh("-c", "clear bgp 192.0.2.2 in")
    net.wait(lambda: one.received.refreshes > asked, 5, "asked by bgpd")
    net.wait(lambda: one.sent.updates > told, 5, "told again by us")
    assert one.established == 1
