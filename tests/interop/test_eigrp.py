"""FRRouting's eigrpd as neighbour, both ways. What eigrpd does not do (digests it receives, external routes) scapy judges."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from scapy.contrib.eigrp import EIGRP, EIGRPAuthData, EIGRPExtRoute, EIGRPIntRoute, EIGRPParam
from scapy.layers.inet import IP
from scapy.layers.l2 import Ether

from tests.interop.world import Frr, World

Make = Callable[[str], World]
Daemons = Callable[..., Frr]

OURS = """\
interface FastEthernet0/0
 ip hello-interval eigrp 100 1
 ip hold-time eigrp 100 4
interface Loopback0
 ip address 10.2.2.2 255.255.255.0
router eigrp 100
 network 192.0.2.0
 network 10.0.0.0
 no auto-summary
"""
THEIRS = """\
router eigrp 100
 network 192.0.2.0/24
 network 10.1.1.1/32
interface eth0
 ip hello-interval eigrp 1
 ip hold-time eigrp 4
"""
OUR_LOG = "%DUAL-5-NBRCHANGE: EIGRP-IPv4 100: Neighbor 192.0.2.1 (FastEthernet0/0) is"


def learnt(net: World, peer: Frr, seconds: float = 15) -> None:
    """Both tables hold the other's network."""
    net.wait(lambda: "10.1.1.1" in net.cli("show ip route eigrp"), seconds, "learnt by us")
    net.wait(lambda: "E>* 10.2.2.0/24" in peer.show("show ip route eigrp"), seconds, "learnt by eigrpd")


def test_routes_both_ways(world: Make, frr: Daemons) -> None:
    """100 Mbit/s, 100 µs on the cable; Loopback0 has 5000 µs, eigrpd's lo is like its Ethernet."""
    net = world(OURS)
    peer = frr(net, THEIRS, "eigrpd")
    learnt(net, peer)
    assert "D        10.1.1.1/32 [90/30720] via 192.0.2.1" in net.cli("show ip route eigrp")
    assert "via 192.0.2.1 (30720/28160), FastEthernet0/0" in net.cli("show ip eigrp topology")
    shown = peer.show("show ip eigrp topology")
    assert re.search(
        r"P +10\.2\.2\.0/24, 1 successors, FD is 130816.*\n +via 192\.0\.2\.2 \(130816/128256\), eth0", shown
    )
    row = re.compile(r"0 +192\.0\.2\.1 +Fa0/0 +\d+ 00:00:\d\d +\d+ +\d+ +0 +\d+")  # all is acknowledged
    net.wait(lambda: row.search(net.cli("show ip eigrp neighbors")), 3, "quiet")
    assert re.search(r"0 +192\.0\.2\.2 +eth0 +[-\d]+ ", peer.show("show ip eigrp neighbors"))
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2")
    sums = net.tshark("eigrp", "eigrp.checksum.status", ours=True)
    assert len(sums) > 5 and all(status == ["1"] for status in sums)
    rebuilt = 0
    for frame in net.sent(lambda data: data[23:24] == b"\x58"):
        packet = Ether(frame)[EIGRP]
        again = EIGRP(bytes(packet))
        again.chksum = None
        assert bytes(again) == bytes(packet)
        rebuilt += 1
    assert rebuilt == len(sums)


def test_many_routes(world: Make, frr: Daemons) -> None:
    """More than a packet holds."""
    loopbacks = "".join(f"interface Loopback{n}\n ip address 10.60.{n}.1 255.255.255.0\n" for n in range(1, 41))
    net = world(OURS + loopbacks)
    peer = frr(net, THEIRS, "eigrpd")
    learnt(net, peer)
    net.wait(lambda: peer.show("show ip route eigrp").count("E>* 10.60.") == 40, 10, "all 40 learnt by eigrpd")
    assert len(net.tshark("eigrp.opcode == 1 and eigrp.old_metric.delay", "frame.number", ours=True)) > 1


def test_query_and_reply(world: Make, frr: Daemons) -> None:
    """We lose a network and ask; eigrpd answers, and nobody gets stuck.

    (eigrpd 8.4 answers with the distance that it had through us, and keeps the route: that is its own affair.)
    """
    net = world(OURS)
    peer = frr(net, THEIRS, "eigrpd")
    learnt(net, peer)
    net.router.configure("interface Loopback0\n shutdown\n")
    net.wait(lambda: "Replies sent/received: 0/1" in net.cli("show ip eigrp traffic"), 5, "answered")
    assert "Queries sent/received: 1/0" in net.cli("show ip eigrp traffic")
    assert not re.search(r"^A ", net.cli("show ip eigrp topology all-links"), re.MULTILINE)
    asked = net.tshark("eigrp.opcode == 3", "ip.src", "eigrp.ipv4.destination", "eigrp.old_metric.delay")
    assert asked == [["192.0.2.2", "10.2.2.0", "4294967295"]]
    answered = net.tshark("eigrp.opcode == 4", "ip.src", "eigrp.ipv4.destination")
    assert answered == [["192.0.2.1", "10.2.2.0"]]
    net.router.configure("interface Loopback0\n no shutdown\n")
    net.wait(lambda: "C        10.2.2.0/24 is directly" in net.cli("show ip route"), 5, "ours again")
    net.wait(lambda: "(130816/128256)" in peer.show("show ip eigrp topology"), 5, "told to eigrpd")


def test_flap(world: Make, frr: Daemons) -> None:
    """The cable is pulled; then eigrpd is not heard for longer than its hold time."""
    net = world(OURS)
    peer = frr(net, THEIRS, "eigrpd")
    learnt(net, peer)
    net.link.cut()
    net.wait(lambda: f"{OUR_LOG} down: interface down" in net.cli("show logging"), 3, "down with the cable")
    assert "10.1.1.1" not in net.cli("show ip route")
    net.live.run(2)
    net.link.repair()
    learnt(net, peer)
    net.link.filters.append(lambda sender, frame: sender.startswith("R1:"))
    net.wait(lambda: f"{OUR_LOG} down: holding time expired" in net.cli("show logging"), 6, "hold time expired")
    assert "10.1.1.1" not in net.cli("show ip route")
    net.link.filters.clear()
    learnt(net, peer, 30)
    assert net.ping("10.2.2.2", "10.1.1.1") == 3


def test_k_values_must_agree(world: Make, frr: Daemons) -> None:
    net = world(OURS + " metric weights 0 1 1 1 0 0\n")
    peer = frr(net, THEIRS, "eigrpd")
    net.wait(lambda: "K-value mismatch" in net.cli("show logging"), 10, "refused by us")
    net.live.run(3)
    assert "192.0.2.1" not in net.cli("show ip eigrp neighbors")
    assert "10.2.2.0" not in peer.show("show ip route eigrp")
    net.router.configure("router eigrp 100\n no metric weights\n")
    learnt(net, peer, 20)


def test_goodbye(world: Make, frr: Daemons) -> None:
    """Our shutdown is told at once, not found out when the hold time is over; one of the peer (scapy's) is heard."""
    net = world(OURS)
    peer = frr(net, THEIRS, "eigrpd")
    learnt(net, peer)
    net.router.configure("router eigrp 100\n shutdown\n")
    net.wait(lambda: "192.0.2.2" not in peer.show("show ip eigrp neighbors"), 1, "heard by eigrpd")
    assert net.tshark("eigrp.par.k1 == 255", "ip.dst", "eigrp.par.holdtime", ours=True) == [["224.0.0.10", "4"]]
    net.router.configure("router eigrp 100\n no shutdown\n")
    learnt(net, peer)
    bye = EIGRP(opcode="Hello", asn=100, tlvlist=[EIGRPParam(k1=255, k2=255, k3=255, k4=255, k5=255, holdtime=4)])
    put(net, "224.0.0.10", bye)
    net.live.run(0.1)
    assert f"{OUR_LOG} down: Interface Goodbye received" in net.cli("show logging")


def test_external_routes(world: Make, frr: Daemons) -> None:
    """eigrpd passes external routes over, so scapy reads ours, and speaks one in eigrpd's name."""
    static = (
        "ip route 172.20.0.0 255.255.0.0 Null0 tag 7\n"
        "router eigrp 100\n redistribute static metric 10000 100 255 1 1500\n"
    )
    net = world(OURS + static)
    peer = frr(net, THEIRS, "eigrpd")
    learnt(net, peer)
    found = [
        tlv
        for frame in net.sent(lambda data: data[23:24] == b"\x58")
        for tlv in Ether(frame)[EIGRP].tlvlist
        if isinstance(tlv, EIGRPExtRoute)
    ]
    assert found
    route = found[0]
    assert (route.dst, route.prefixlen, route.originrouter, route.tag) == ("172.20.0.0", 16, "10.2.2.2", 7)
    assert (route.delay, route.bandwidth, route.extprotocolid, route.externalmetric) == (25600, 256000, 3, 0)
    tlv = EIGRPExtRoute(
        nexthop="0.0.0.0", originrouter="10.9.9.9", originasn=0, tag=55, externalmetric=3, extprotocolid=4, delay=2560,
        bandwidth=256000, mtu=1500, hopcount=1, reliability=255, load=1, prefixlen=16, dst="172.21.0.0",
    )  # fmt: skip
    inject(net, EIGRP(opcode="Update", asn=100, seq=7000, tlvlist=[tlv]))
    entry = net.cli("show ip route 172.21.0.0")
    assert 'Known via "eigrp 100", distance 170, metric 261120' in entry and "Tag 55, type external" in entry, entry
    topology = net.cli("show ip eigrp topology 172.21.0.0/16")
    assert "Originating router is 10.9.9.9" in topology and "External protocol is RIP, external metric is 3" in topology
    gone = EIGRPIntRoute(nexthop="0.0.0.0", delay=0xFFFFFFFF, bandwidth=256000, prefixlen=16, dst="172.21.0.0")
    inject(net, EIGRP(opcode="Update", asn=100, seq=7001, tlvlist=[gone]))
    assert "172.21.0.0" not in net.cli("show ip route")


def put(net: World, to: str, packet: EIGRP) -> None:
    """Onto the cable, as from eigrpd."""
    ours = net.sent(lambda data: data[23:24] == b"\x58")[0][6:12]
    frame = Ether(dst=ours.hex(":"), src="02:00:00:00:00:99") / IP(src="192.0.2.1", dst=to, ttl=2) / packet
    net.link.send(net.live.taps[0], bytes(frame))


def inject(net: World, packet: EIGRP) -> None:
    """A reliable packet; it is acknowledged by our router."""
    put(net, "192.0.2.2", packet)
    net.live.run(0.3)
    acks = net.tshark(f"eigrp.opcode == 5 and eigrp.ack == {packet.seq}", "ip.dst", ours=True)
    assert acks == [["192.0.2.1"]]


OUR_KEYS = """\
key chain K
 key 3
  key-string eigrpsecret
interface FastEthernet0/0
 ip authentication mode eigrp 100 md5
 ip authentication key-chain eigrp 100 K
"""
THEIR_KEYS = [
    "-c", "configure terminal", "-c", "key chain K", "-c", "key 3", "-c", "key-string {}", "-c", "exit", "-c", "exit",
    "-c", "interface eth0", "-c", "ip authentication mode eigrp 100 md5",
    "-c", "ip authentication key-chain eigrp 100 K",
]  # fmt: skip


def test_digest_of_our_hellos(world: Make) -> None:
    """tshark finds the TLV in order; the digest is computed again from what scapy took apart."""
    net = world(OURS)
    net.router.configure(OUR_KEYS)
    before = len(net.sent(lambda data: True))
    net.live.run(3)
    fields = ("eigrp.auth.type", "eigrp.auth.length", "eigrp.auth.keyid", "eigrp.auth.keyseq")
    signed = net.tshark("eigrp.auth.type", *fields, ours=True)
    assert len(signed) >= 2 and all(row == ["2", "16", "3", "0"] for row in signed), signed
    for frame in net.sent(lambda data: True)[before:]:
        if frame[23] != 88:
            continue
        packet = Ether(frame)[EIGRP]
        (auth,) = [tlv for tlv in packet.tlvlist if isinstance(tlv, EIGRPAuthData)]
        head = EIGRP(opcode=packet.opcode, asn=100, chksum=0, tlvlist=[]) / bytes(auth)[:24]
        expected = hashlib.md5(bytes(head) + b"eigrpsecret".ljust(16, b"\0")).digest()
        assert bytes(auth)[24:40] == expected


def test_digest_of_eigrpd(world: Make, frr: Daemons) -> None:
    """eigrpd signs well (and ignores what is signed): we take its hellos when the key is right, and only then."""
    net = world(OURS)
    net.router.configure(OUR_KEYS)
    peer = frr(net, THEIRS, "eigrpd")
    peer.vtysh(*(word.format("wrong") for word in THEIR_KEYS))
    net.router.console.take()
    net.cli("debug eigrp packets hello")
    net.live.run(6)
    said = net.router.console.take()
    assert "ignored packet from 192.0.2.1, opcode = 5 (invalid authentication)" in said, said
    assert "192.0.2.1" not in net.cli("show ip eigrp neighbors")
    peer.vtysh(*(word.format("eigrpsecret") for word in THEIR_KEYS))
    net.wait(lambda: "192.0.2.1 " in net.cli("show ip eigrp neighbors"), 5, "its hellos are taken")
