"""FRRouting's ospfd as neighbour, both ways: roles of the DR swapped, keys, restarts, flaps, and what does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import time

import pytest
from scapy.contrib.ospf import OSPF_Hdr
from scapy.layers.l2 import Ether

from tests.interop.world import Frr, World

Make = Callable[..., World]
Daemons = Callable[..., Frr]

# hellos each second, a wait of four: elections do not take a minute
OURS = """\
interface FastEthernet0/0
 ip ospf hello-interval 1
 ip ospf dead-interval 4
{lines}interface Loopback0
 ip address 10.2.2.2 255.255.255.0
router ospf 1
 router-id 2.2.2.2
 timers throttle spf 50 200 1000
 timers throttle lsa 50 200 1000
 network 192.0.2.0 0.0.0.255 area 0
 network 10.0.0.0 0.255.255.255 area 0
{process}"""
THEIRS = """\
interface eth0
 ip ospf hello-interval 1
 ip ospf dead-interval 4
{lines}router ospf
 ospf router-id {router_id}
 timers throttle spf 50 200 1000
 network 192.0.2.0/24 area {area}
 network 10.1.1.1/32 area 0
{process}"""
P2P = " ip ospf network point-to-point\n"


def ours(lines: str = P2P, process: str = "") -> str:
    return OURS.format(lines=lines, process=process)


def theirs(lines: str = P2P, process: str = "", router_id: str = "1.1.1.1", area: str = "0") -> str:
    return THEIRS.format(lines=lines, process=process, router_id=router_id, area=area)


def learnt(net: World, peer: Frr, seconds: float = 20) -> None:
    """Both tables hold the other's network."""
    net.wait(lambda: "10.1.1.1" in net.cli("show ip route ospf"), seconds, "learnt by us")
    net.wait(lambda: "O>* 10.2.2.2/32" in peer.show("show ip route ospf"), seconds, "learnt by ospfd")


def role(net: World, name: str, neighbors: int = 1) -> bool:
    """We are that on the cable, and all neighbours there are full."""
    shown = net.cli("show ip ospf interface brief")
    return re.search(rf"(Fa|Gi)0/0 .* {name} +{neighbors}/{neighbors}", shown) is not None


def signed(net: World) -> int:
    """The newest sequence number of ospfd's signed packets.

    It begins with the seconds of the clock and goes on with each packet; an ospfd that begins anew before the clock has
    caught up sends numbers that were there already, which nobody takes (RFC 2328 section D.3).
    """
    newest = next(
        packet.data for sender, packet in reversed(net.frames) if sender.startswith("host:") and packet.data[23:24] == b"\x59"
    )
    return int.from_bytes(newest[54:58], "big")


def full(net: World) -> bool:
    return "1.1.1.1 " in net.cli("show ip ospf neighbor") and "FULL" in net.cli("show ip ospf neighbor")


def test_routes_both_ways(world: Make, frr: Daemons) -> None:
    """What we send is as tshark and scapy have it; nothing is sent twice for want of an acknowledgment."""
    net = world(ours())
    peer = frr(net, theirs(), "ospfd")
    learnt(net, peer)
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2")
    net.wait(lambda: "retransmission queue length 0" in net.cli("show ip ospf neighbor detail"), 10, "quiet")
    shown = peer.show("show ip ospf neighbor")
    assert re.search(r"2\.2\.2\.2 +\d+ +Full/-", shown), shown
    kinds = {row[0] for row in net.tshark("ospf", "ospf.msg", ours=True)}
    assert kinds >= {"1", "2", "4", "5"}
    for frame in net.sent(lambda data: data[23:24] == b"\x59"):
        packet = Ether(frame)[OSPF_Hdr]
        whole = bytes(packet)[: packet.len]  # without the block of link-local signaling, which its length leaves out
        again = OSPF_Hdr(whole)
        again.chksum = None
        assert bytes(again) == whole


KEYS = [
    ("simple", " ip ospf authentication\n ip ospf authentication-key secret\n"),
    ("md5", " ip ospf authentication message-digest\n ip ospf message-digest-key 1 md5 secret\n"),
]


@pytest.mark.parametrize("key", ["", *(lines for _, lines in KEYS)], ids=["plain", *(name for name, _ in KEYS)])
def test_roles_are_swapped(world: Make, frr: Daemons, key: str) -> None:
    """Who was there first stays DR whatever the other's priority; when it begins anew the backup has its place."""
    slow = "hello-interval 2", "dead-interval 8"
    net = world(ours(key).replace("hello-interval 1", slow[0]).replace("dead-interval 4", slow[1]))
    net.wait(lambda: role(net, "DR", 0), 10, "DR of nobody")
    config = theirs(f" ip ospf priority 255\n{key}").replace("hello-interval 1", slow[0]).replace("dead-interval 4", slow[1])
    peer = frr(net, config, "ospfd")
    learnt(net, peer, 30)
    assert role(net, "DR")
    assert re.search(r"2\.2\.2\.2 +1 +Full/DR", peer.show("show ip ospf neighbor"))
    net.router.cli("clear ip ospf process", "yes")
    net.wait(lambda: role(net, "BDR"), 30, "backup")
    learnt(net, peer, 30)
    assert re.search(r"2\.2\.2\.2 +1 +Full/Backup", peer.show("show ip ospf neighbor"))
    if "md5" in key:
        net.wait(lambda: signed(net) < time(), 60, "fit to begin anew: ospfd")
    peer.vtysh("-c", "clear ip ospf process")
    net.wait(lambda: role(net, "DR"), 30, "DR again")
    learnt(net, peer, 30)
    kinds = {row[0] for row in net.tshark("ospf", "ospf.auth.type")}
    assert kinds == {{"": "0", KEYS[0][1]: "1", KEYS[1][1]: "2"}[key]}


@pytest.mark.parametrize(("own", "other", "state"), [(0, 1, "DROTHER"), (1, 0, "DR")])
def test_roles_by_priority(world: Make, frr: Daemons, own: int, other: int, state: str) -> None:
    net = world(ours(f" ip ospf priority {own}\n"))
    peer = frr(net, theirs(f" ip ospf priority {other}\n"), "ospfd")
    learnt(net, peer, 30)
    brief = {"DR": "DR", "DROTHER": "DROTH"}[state]
    net.wait(lambda: role(net, brief), 10, state)
    database = peer.show("show ip ospf database")
    assert "Net Link States" in database


@pytest.mark.parametrize("lines", [lines for _, lines in KEYS], ids=[name for name, _ in KEYS])
def test_keys(world: Make, frr: Daemons, lines: str) -> None:
    """The same word is taken, another is not, by either end."""
    net = world(ours(P2P + lines))
    peer = frr(net, theirs(P2P + lines), "ospfd")
    learnt(net, peer)
    net.router.configure(f"interface FastEthernet0/0\n{lines.replace('secret', 'other')}")
    if "md5" in lines:
        net.router.configure("interface FastEthernet0/0\n no ip ospf message-digest-key 1\n"
                             " ip ospf message-digest-key 1 md5 other\n")
    net.wait(lambda: not full(net), 15, "let go by us")
    net.wait(lambda: "2.2.2.2" not in peer.show("show ip ospf neighbor"), 15, "let go by ospfd")


def test_a_restart_of_ospfd(world: Make, frr: Daemons) -> None:
    net = world(ours())
    peer = frr(net, theirs(), "ospfd")
    learnt(net, peer)
    peer.vtysh("-c", "clear ip ospf process")
    learnt(net, peer, 30)
    peer.kill("ospfd")
    net.wait(lambda: "10.1.1.1" not in net.cli("show ip route ospf"), 15, "forgotten by us")
    peer.again("ospfd")
    learnt(net, peer, 30)


def test_a_restart_of_ours(world: Make, frr: Daemons) -> None:
    net = world(ours(""))
    peer = frr(net, theirs(""), "ospfd")
    learnt(net, peer, 30)
    net.router.cli("clear ip ospf process", "yes")
    net.wait(lambda: "10.1.1.1" not in net.cli("show ip route ospf"), 5, "begun anew")
    learnt(net, peer, 40)


def test_the_cable_is_pulled(world: Make, frr: Daemons) -> None:
    net = world(ours())
    peer = frr(net, theirs(), "ospfd")
    learnt(net, peer)
    net.router.configure("interface FastEthernet0/0\n shutdown\n")
    net.wait(lambda: "2.2.2.2" not in peer.show("show ip ospf neighbor"), 15, "dead at ospfd")
    net.router.configure("interface FastEthernet0/0\n no shutdown\n")
    learnt(net, peer, 30)


def test_outside_and_areas(world: Make, frr: Daemons) -> None:
    """Externals both ways with metric, type and tag; summaries of an area of ours."""
    lines = "interface Loopback1\n ip address 10.60.1.1 255.255.255.0\n ip ospf 1 area 5\n"
    lines += "ip route 172.20.0.0 255.255.0.0 Null0\n"
    net = world(ours(process=" redistribute static subnets metric 33 metric-type 1 tag 77\n") + lines)
    process = " redistribute static metric 44\n"
    peer = frr(net, theirs(process=process) + "ip route 172.21.0.0/16 blackhole\n", "ospfd", "staticd")
    learnt(net, peer)
    net.wait(lambda: re.search(r"O E2 +172\.21\.0\.0/16 \[110/44\]", net.cli("show ip route ospf")), 20, "theirs")
    net.wait(lambda: "172.20.0.0/16" in peer.show("show ip route ospf"), 20, "our external")
    shown = peer.show("show ip ospf database external 172.20.0.0")
    assert "External Route Tag: 77" in shown
    assert re.search(r"Metric Type: 1", shown) and re.search(r"Metric: 33", shown)
    net.wait(lambda: "10.60.1.1/32" in peer.show("show ip route ospf"), 20, "our other area")
    assert re.search(r"N IA 10\.60\.1\.1/32", peer.show("show ip ospf route"))
    net.router.configure("no ip route 172.20.0.0 255.255.0.0 Null0\n")
    net.wait(lambda: "172.20.0.0" not in peer.show("show ip route ospf"), 20, "flushed")
    net.wait(lambda: "172.20.0.0" not in peer.show("show ip ospf database external"), 20, "gone from the database")


def test_many_routes(world: Make, frr: Daemons) -> None:
    """Descriptions and requests of several packets."""
    statics = "".join(f"ip route 172.20.{n}.0 255.255.255.0 Null0\n" for n in range(200))
    blackholes = "".join(f"ip route 172.21.{n}.0/24 blackhole\n" for n in range(200))
    net = world(ours(process=" redistribute static subnets\n") + statics)
    peer = frr(net, theirs(process=" redistribute static\n") + blackholes, "ospfd", "staticd")
    learnt(net, peer, 30)
    net.wait(lambda: net.cli("show ip route ospf").count("172.21.") >= 200, 30, "theirs")
    net.wait(lambda: peer.show("show ip route ospf").count("O>* 172.20.") == 200, 30, "ours")


UNFIT = [
    ("hello", theirs(P2P.replace(" ip ospf", " ip ospf hello-interval 2\n ip ospf")), "hello"),
    ("area", theirs(area="1").replace("10.1.1.1/32 area 0", "10.1.1.1/32 area 1"), "area"),
    ("router ID", theirs(router_id="2.2.2.2"), "duplicate router ID"),
    ("key", theirs(P2P + KEYS[0][1]), "authentication"),
]


@pytest.mark.parametrize(("config", "why"), [case[1:] for case in UNFIT], ids=[case[0] for case in UNFIT])
def test_what_does_not_fit(world: Make, frr: Daemons, config: str, why: str) -> None:
    net = world(ours())
    peer = frr(net, config, "ospfd")
    traffic = net.router.device.engine("ospf").processes[1].traffic
    net.wait(lambda: traffic.errors.get(why, 0) > 2, 20, f"refused for its {why}")
    assert not full(net)
    assert "Full" not in peer.show("show ip ospf neighbor")


def test_another_mtu(world: Make, frr: Daemons) -> None:
    """Theirs is larger: we stay in EXSTART; `ip ospf mtu-ignore` on our side cures it."""
    net = world(ours(f"{P2P} ip mtu 1400\n"))
    peer = frr(net, theirs(f"{P2P} ip ospf mtu-ignore\n"), "ospfd")
    net.wait(lambda: "EXSTART" in net.cli("show ip ospf neighbor"), 20, "stuck")
    net.live.run(5)
    assert not full(net)
    net.router.configure("interface FastEthernet0/0\n ip ospf mtu-ignore\n")
    learnt(net, peer, 30)


BIRD = """\
router id 1.1.1.1;
protocol device {{}}
protocol kernel {{ ipv4 {{ export all; import none; }}; }}
protocol ospf v2 o1 {{
  ipv4 {{ import all; export none; }};
  area 0 {{
    interface "eth0" {{ type {kind}; hello 1; dead 4; priority {priority}; {key} }};
    interface "lo" {{ stub; }};
  }};
}}
"""


class Bird:
    """BIRD inside a world's namespace: a second opinion, and one that knows RFC 5709 and point-to-multipoint."""

    def __init__(self, net: World, kind: str, key: str = "", priority: int = 1) -> None:
        self.net, self.socket = net, net.folder / "bird.ctl"
        config = net.folder / "bird.conf"
        config.write_text(BIRD.format(kind=kind, key=key, priority=priority))
        net.start(["bird", "-f", "-c", str(config), "-s", str(self.socket)], "bird.log")
        net.wait(self.socket.exists, 10, "ready: BIRD")

    def show(self, command: str) -> str:
        return self.net.inside(["birdc", "-r", "-s", str(self.socket), command])

    def restart(self) -> str:
        """Its OSPF, with all that it knows."""
        return self.net.inside(["birdc", "-s", str(self.socket), "restart", "o1"])

    def learnt(self, seconds: float = 20) -> None:
        """Both tables hold the other's network."""
        self.net.wait(lambda: "10.1.1.1" in self.net.cli("show ip route ospf"), seconds, "learnt by us")
        self.net.wait(lambda: "10.2.2.2/32" in self.show("show route"), seconds, "learnt by BIRD")


ALGORITHMS = ["md5", "hmac-sha-1", "hmac-sha-256", "hmac-sha-384", "hmac-sha-512"]


def chained(algorithm: str) -> tuple[str, str]:
    """A key chain of ours, and the same key for BIRD."""
    chain = f"key chain K\n key 7\n  key-string secret\n  cryptographic-algorithm {algorithm}\n"
    words = "keyed md5" if algorithm == "md5" else algorithm.replace("hmac-sha-", "hmac sha")
    return chain, 'authentication cryptographic; password "secret" { id 7; algorithm ' + words + "; };"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_key_chains_with_bird(world: Make, algorithm: str) -> None:
    chain, key = chained(algorithm)
    net = world(chain + ours(f"{P2P} ip ospf authentication key-chain K\n"), platform="iosv")
    peer = Bird(net, "ptp", key)
    peer.learnt()
    net.router.configure("key chain K\n key 7\n  key-string other\n")
    net.wait(lambda: "10.1.1.1" not in net.cli("show ip route ospf"), 15, "let go")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_roles_are_swapped_with_bird(world: Make, algorithm: str) -> None:
    """As with ospfd, in signed packets; with HMAC-SHA the sequence numbers of both begin anew and go on (RFC 5709)."""
    chain, key = chained(algorithm)
    net = world(chain + ours(" ip ospf authentication key-chain K\n"), platform="iosv")
    net.wait(lambda: role(net, "DR", 0), 10, "DR of nobody")
    peer = Bird(net, "broadcast", key, priority=200)
    peer.learnt(30)
    assert role(net, "DR") and "Full/DR" in peer.show("show ospf neighbors")
    net.router.cli("clear ip ospf process", "yes")
    net.wait(lambda: role(net, "BDR"), 30, "backup")
    peer.learnt(30)
    assert "Full/BDR" in peer.show("show ospf neighbors")
    peer.restart()
    net.wait(lambda: role(net, "DR"), 30, "DR again")
    peer.learnt(30)
    assert {row[0] for row in net.tshark("ospf", "ospf.auth.type")} == {"2"}


KINDS = [
    ("point-to-multipoint non-broadcast", "ptmp", "neighbors { 192.0.2.2; };"),
    ("non-broadcast", "nbma", "neighbors { 192.0.2.2 eligible; };"),
    ("broadcast", "broadcast", ""),
]


@pytest.mark.parametrize(("ours_is", "theirs_is", "neighbors"), KINDS)
def test_kinds_of_networks_with_bird(world: Make, ours_is: str, theirs_is: str, neighbors: str) -> None:
    """Where there is no multicast each is told of the other."""
    net = world(ours(f" ip ospf network {ours_is}\n", " neighbor 192.0.2.1\n" if neighbors else ""))
    peer = Bird(net, theirs_is, neighbors)
    peer.learnt(30)
    assert "Full" in peer.show("show ospf neighbors")
    if theirs_is == "ptmp":
        assert "192.0.2.1/32" in net.cli("show ip route ospf")
