"""FRRouting's ripd as neighbour: version 2 without and with MD5, both ways, poison, defaults, a pulled cable."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.interop.world import Frr, World

Make = Callable[[str], World]
Daemons = Callable[..., Frr]

OURS = """\
interface Loopback0
 ip address 10.2.2.2 255.255.255.0
router rip
 version 2
 timers basic 5 15 15 20
 network 192.0.2.0
 network 10.0.0.0
 no auto-summary
"""
OUR_KEYS = """\
key chain K
 key 1
  key-string {}
interface FastEthernet0/0
 ip rip authentication mode md5
 ip rip authentication key-chain K
"""
THEIRS = "router rip\n version 2\n timers basic 5 15 10\n network 192.0.2.0/24\n network 10.1.1.1/32\n"
THEIR_KEYS = """\
key chain K
 key 1
  key-string {}
interface eth0
 ip rip authentication mode md5 auth-length rfc
 ip rip authentication key-chain K
"""
OURS_LEARNT = "[120/1] via 192.0.2.1, 00:00:0"


def learnt(net: World, peer: Frr) -> None:
    """Both tables hold the other's network."""
    net.wait(lambda: OURS_LEARNT in net.cli("show ip route rip"), 20, "learnt by us")
    net.wait(lambda: "10.2.2.0/24" in peer.show("show ip route rip"), 20, "learnt by ripd")


@pytest.mark.parametrize("key", ["", "ripsecret"], ids=["plain", "md5"])
def test_routes_both_ways(world: Make, frr: Daemons, key: str) -> None:
    net = world(OURS + (OUR_KEYS.format(key) if key else ""))
    peer = frr(net, THEIRS + (THEIR_KEYS.format(key) if key else ""), "ripd")
    learnt(net, peer)
    assert re.search(r"R\S* +10\.2\.2\.0/24 +192\.0\.2\.2 +2 192\.0\.2\.2", peer.show("show ip rip"))
    assert "    [1] via 192.0.2.1, 00:00:0" in net.cli("show ip rip database")
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2")
    status = peer.show("show ip rip status")
    assert re.search(r"192\.0\.2\.2 +0 +0 +120 ", status), status  # bad packets, bad routes
    protocols = net.cli("show ip protocols")
    assert re.search(r"192\.0\.2\.1 +120 +00:00:0\d", protocols), protocols
    kinds = net.tshark("rip.command == 2", "rip.version", "rip.auth.type", ours=True)
    assert kinds and all(kind == (["2", "3"] if key else ["2", ""]) for kind in kinds)


def test_keys_must_agree(world: Make, frr: Daemons) -> None:
    net = world(OURS + OUR_KEYS.format("ripsecret"))
    peer = frr(net, THEIRS + THEIR_KEYS.format("other"), "ripd")
    net.cli("debug ip rip")
    net.live.run(7)
    assert "RIP: ignored v2 packet from 192.0.2.1 (invalid authentication)" in net.router.console.take()
    assert "10.1.1.1" not in net.cli("show ip route rip")
    assert "10.2.2.0" not in peer.show("show ip route rip")
    net.router.configure("key chain K\n key 1\n  key-string other\n")
    learnt(net, peer)


def test_poison_both_ways(world: Make, frr: Daemons) -> None:
    """A network that goes is announced as unreachable at once; it comes back when hold-down is over."""
    net = world(OURS)
    peer = frr(net, THEIRS, "ripd")
    learnt(net, peer)
    net.router.configure("interface Loopback0\n shutdown\n")
    net.wait(lambda: "10.2.2.0/24" not in peer.show("show ip route rip"), 12, "poisoned for ripd", patience=1)
    net.ip("-n", net.name, "addr", "del", "10.1.1.1/32", "dev", "lo")
    down = "10.1.1.1 is possibly down,"
    net.wait(lambda: down in net.cli("show ip route rip"), 14, "poisoned for us", patience=1)  # ripd gathers for up to 5 s
    poison = net.tshark("rip.metric == 16 and rip.command == 2", "ip.src", "rip.ip")
    assert {("192.0.2.2", "10.2.2.0"), ("192.0.2.1", "10.1.1.1")} <= {(src, ip) for src, ip in poison}
    net.router.configure("interface Loopback0\n no shutdown\n")
    net.ip("-n", net.name, "addr", "add", "10.1.1.1/32", "dev", "lo")
    learnt(net, peer)


def test_flap(world: Make, frr: Daemons) -> None:
    """The cable is pulled and put back; then ripd falls silent and is heard again."""
    net = world(OURS)
    peer = frr(net, THEIRS, "ripd")
    learnt(net, peer)
    net.link.cut()
    net.wait(lambda: "10.1.1.1" not in net.cli("show ip route"), 5, "gone with the cable")
    net.wait(lambda: "10.2.2.0/24" not in peer.show("show ip route rip"), 13, "gone for ripd", patience=1)
    net.live.run(1)
    net.link.repair()
    learnt(net, peer)
    net.link.filters.append(lambda sender, frame: sender.startswith("R1:"))
    net.wait(lambda: "possibly down" in net.cli("show ip route rip"), 18, "invalid after 15 s of silence")
    net.wait(lambda: "10.1.1.1" not in net.cli("show ip route rip"), 8, "flushed")
    net.link.filters.clear()
    learnt(net, peer)


def test_defaults(world: Make, frr: Daemons) -> None:
    """We give ripd a default, stop, and take one from it."""
    net = world(OURS + " default-information originate\n")
    peer = frr(net, THEIRS, "ripd")
    net.wait(lambda: "0.0.0.0/0" in peer.show("show ip route rip"), 20, "the default at ripd")
    net.router.configure("router rip\n no default-information originate\n")
    net.wait(lambda: "0.0.0.0/0" not in peer.show("show ip route rip"), 5, "withdrawn")
    peer.vtysh("-c", "configure terminal", "-c", "router rip", "-c", "default-information originate")
    net.wait(lambda: "R*    0.0.0.0/0 [120/1] via 192.0.2.1" in net.cli("show ip route"), 20, "the default at ours")
    assert "Gateway of last resort is 192.0.2.1 to network 0.0.0.0" in net.cli("show ip route")
