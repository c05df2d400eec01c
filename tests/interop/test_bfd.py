"""FRRouting's bfdd as the other end of a session: up and down for every reason, intervals, polls and echoes both ways."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from scapy.contrib.bfd import BFD
from scapy.layers.inet import UDP
from scapy.layers.l2 import Ether

from tests.interop.world import Frr, World

Make = Callable[..., World]
Daemons = Callable[..., Frr]

OURS = """\
interface FastEthernet0/0
 bfd interval 300 min_rx 400 multiplier 4
 no bfd echo
ip route static bfd FastEthernet0/0 192.0.2.1
ip route 10.9.0.0 255.255.0.0 FastEthernet0/0 192.0.2.1
"""
THEIRS = """\
bfd
 peer 192.0.2.2 interface eth0
  receive-interval 200
  transmit-interval 350
  detect-multiplier 3
 exit
exit
"""


def theirs(peer: Frr) -> dict[str, Any]:
    """What bfdd tells of its session."""
    try:
        (found,) = json.loads(peer.show("show bfd peers json"))
    except ValueError:
        return {}
    assert isinstance(found, dict)
    return found


def ours(net: World) -> str:
    return net.cli("show bfd neighbors details")


def up(net: World, peer: Frr, seconds: float = 5) -> None:
    """At both ends."""
    net.wait(lambda: "Session state is UP" in ours(net), seconds, "up here")
    net.wait(lambda: theirs(peer).get("status") == "up", seconds, "up there")


def test_session(world: Make, frr: Daemons) -> None:
    """Intervals and multipliers of both as the other has them; the format as scapy and tshark read it."""
    net = world(OURS, platform="iosv")
    peer = frr(net, THEIRS, "bfdd")
    up(net, peer)
    net.live.run(2)
    shown, told = ours(net), theirs(peer)
    assert "Received MinRxInt: 200000, Received Multiplier: 3" in shown
    assert "Min tx interval: 350000     - Min rx interval: 200000" in shown
    assert (told["remote-transmit-interval"], told["remote-receive-interval"]) == (300, 400)
    assert (told["remote-detect-multiplier"], told["remote-diagnostic"]) == (4, "ok")
    (engine_session,) = net.router.device.engine("bfd").sessions.values()
    assert (engine_session.tx_interval, engine_session.detection) == (300_000, 3 * 400_000)
    assert told["remote-id"] == engine_session.discriminator and told["id"] == engine_session.remote_discriminator
    assert "10.9.0.0" in net.cli("show ip route static")
    packets = [Ether(frame) for frame in net.sent(lambda data: data[36:38] == b"\x0e\xc8")]
    assert len(packets) > 5 and all(bytes(BFD(bytes(packet[BFD]))) == bytes(packet[UDP].payload) for packet in packets)
    states = [int(row[0], 16) for row in net.tshark("bfd", "bfd.sta")]
    assert states[-1] == 3 and 2 in states


def test_failures(world: Make, frr: Daemons) -> None:
    """Silence, one way and both; each end says why; then it is up again."""
    net = world(OURS, platform="iosv")
    peer = frr(net, THEIRS, "bfdd")
    up(net, peer)
    net.link.filters.append(lambda sender, frame: sender.startswith("R1:"))  # they hear us
    net.wait(lambda: "Reason: DETECT TIMER EXPIRED" in net.cli("show logging"), 3, "detected here")
    assert "10.9.0.0" not in net.cli("show ip route static")
    net.wait(lambda: theirs(peer).get("status") == "down", 3, "heard there")
    # with the detection time our idea of their discriminator is over, too (RFC 5880 section 6.8.1): bfdd, while it is up,
    # takes no packet that does not name its session, and waits for its own timer
    assert theirs(peer)["diagnostic"] == "control detection time expired"
    net.link.filters.clear()
    up(net, peer)
    net.link.filters.append(lambda sender, frame: not sender.startswith("R1:"))  # we hear them
    net.wait(lambda: theirs(peer).get("diagnostic") == "control detection time expired", 5, "detected there")
    net.wait(lambda: "Reason: RX DOWN" in net.cli("show logging"), 5, "heard here")
    net.link.filters.clear()
    up(net, peer)
    assert "10.9.0.0" in net.cli("show ip route static")


def test_admin_down(world: Make, frr: Daemons) -> None:
    net = world(OURS, platform="iosv")
    peer = frr(net, THEIRS, "bfdd")
    up(net, peer)
    peer.vtysh("-c", "configure terminal", "-c", "bfd", "-c", "peer 192.0.2.2 interface eth0", "-c", "shutdown")
    net.wait(lambda: "Reason: RX ADMINDOWN" in net.cli("show logging"), 3, "heard here")
    assert "10.9.0.0" in net.cli("show ip route static")  # it says nothing of the way
    peer.vtysh("-c", "configure terminal", "-c", "bfd", "-c", "peer 192.0.2.2 interface eth0", "-c", "no shutdown")
    up(net, peer)
    net.router.configure("no ip route static bfd FastEthernet0/0 192.0.2.1\n".replace("FastEthernet0/0", net.port))
    net.wait(lambda: theirs(peer).get("status") == "down", 3, "heard there")
    assert theirs(peer)["remote-diagnostic"] == "administratively down"


def test_intervals_change_while_up(world: Make, frr: Daemons) -> None:
    """A poll at each side, and nobody goes down."""
    net = world(OURS, platform="iosv")
    peer = frr(net, THEIRS, "bfdd")
    up(net, peer)
    net.router.configure(f"interface {net.port}\n bfd interval 600 min_rx 700 multiplier 5\n")
    net.wait(lambda: theirs(peer).get("remote-receive-interval") == 700, 3, "known there")
    (session,) = net.router.device.engine("bfd").sessions.values()
    net.wait(lambda: not session.polling, 3, "answered")
    change = ("-c", "configure terminal", "-c", "bfd", "-c", "peer 192.0.2.2 interface eth0")
    peer.vtysh(*change, "-c", "transmit-interval 150", "-c", "receive-interval 150")
    net.wait(lambda: "Min tx interval: 150000     - Min rx interval: 150000" in ours(net), 3, "known here")
    net.live.run(3)
    assert "going Down" not in net.cli("show logging") and theirs(peer)["status"] == "up"
    assert {row[0] for row in net.tshark("bfd.flags.p == 1", "ip.src")} == {"192.0.2.1", "192.0.2.2"}
    assert {row[0] for row in net.tshark("bfd.flags.f == 1", "ip.src")} == {"192.0.2.1", "192.0.2.2"}


def test_restart_of_the_peer(world: Make, frr: Daemons) -> None:
    net = world(OURS, platform="iosv")
    peer = frr(net, THEIRS, "bfdd")
    up(net, peer)
    before = theirs(peer)["id"]
    change = ("-c", "configure terminal", "-c", "bfd")
    peer.vtysh(*change, "-c", "no peer 192.0.2.2 interface eth0")
    net.wait(lambda: "going Down" in net.cli("show logging"), 3, "down here")
    lines = THEIRS.splitlines()[1:5]
    peer.vtysh(*change, *(word for line in lines for word in ("-c", line.strip())))
    up(net, peer)
    assert theirs(peer)["id"] != before


def test_echoes(world: Make, frr: Daemons) -> None:
    """Ours come back by the other's forwarding, and detect; the other's by ours."""
    net = world(OURS.replace(" no bfd echo\n", ""), platform="iosv")
    peer = frr(net, THEIRS.replace(" exit\n", "  echo-mode\n  echo transmit-interval 100\n  echo receive-interval 100\n exit\n"), "bfdd")
    up(net, peer)
    net.live.run(3)
    assert "using echo function with 300 ms interval" in ours(net)
    (session,) = net.router.device.engine("bfd").sessions.values()
    assert session.echoes.received.count >= session.echoes.sent.count - 1 > 5
    assert theirs(peer)["echo-transmit-interval"] in (400, 100)
    looped = net.tshark("udp.dstport == 3785 and ip.src == 192.0.2.1", "ip.ttl")
    assert looped.count(["255"]) > 5 and abs(looped.count(["255"]) - looped.count(["254"])) <= 1
    assert "going Down" not in net.cli("show logging")
    net.link.filters.append(lambda sender, frame: sender.startswith("R1:") or frame[36:38] != b"\x0e\xc9")
    net.wait(lambda: "Reason: ECHO FAILURE" in net.cli("show logging"), 3, "failed")


OSPF = """\
interface FastEthernet0/0
 bfd interval 150 min_rx 150 multiplier 3
 no bfd echo
 ip ospf network point-to-point
 ip ospf hello-interval 2
 ip ospf dead-interval 40
interface Loopback0
 ip address 10.2.2.2 255.255.255.255
router ospf 1
 network 192.0.2.0 0.0.0.255 area 0
 network 10.2.2.2 0.0.0.0 area 0
 bfd all-interfaces
"""
OSPFD = """\
interface eth0
 ip ospf bfd 3 150 150
 ip ospf network point-to-point
 ip ospf hello-interval 2
 ip ospf dead-interval 40
router ospf
 network 192.0.2.0/24 area 0
 network 10.1.1.1/32 area 0
"""


def test_ospfd_is_told(world: Make, frr: Daemons) -> None:
    """Each end's OSPF asks its own BFD; silence ends the adjacency of both long before the 40 seconds."""
    net = world(OSPF, platform="iosv")
    peer = frr(net, OSPFD, "bfdd", "ospfd")
    net.wait(lambda: "10.1.1.1" in net.cli("show ip route ospf"), 60, "learnt by us", patience=2)
    net.wait(lambda: "O>* 10.2.2.2" in peer.show("show ip route ospf"), 20, "learnt by ospfd")
    up(net, peer, 10)
    assert "Registered protocols: OSPF CEF" in ours(net)
    net.link.filters.append(lambda sender, frame: False)
    net.wait(lambda: "Neighbor Down: BFD node down" in net.cli("show logging"), 3, "down here")
    net.wait(lambda: "Full" not in peer.show("show ip ospf neighbor"), 5, "down there", patience=3)
    net.wait(lambda: "10.1.1.1" not in net.cli("show ip route ospf"), 15, "computed")


BGP = """\
interface FastEthernet0/0
 bfd interval 150 min_rx 150 multiplier 3
 no bfd echo
interface Loopback0
 ip address 10.2.2.2 255.255.255.255
router bgp 65002
 neighbor 192.0.2.1 remote-as 65001
 neighbor 192.0.2.1 fall-over bfd
 network 10.2.2.2 mask 255.255.255.255
"""
BGPD = """\
router bgp 65001
 no bgp ebgp-requires-policy
 neighbor 192.0.2.2 remote-as 65002
 neighbor 192.0.2.2 bfd 3 150 150
 address-family ipv4 unicast
  network 10.1.1.1/32
 exit-address-family
"""


def test_bgpd_is_told(world: Make, frr: Daemons) -> None:
    net = world(BGP, platform="iosv")
    peer = frr(net, BGPD, "bfdd", "bgpd")
    net.wait(lambda: "10.1.1.1" in net.cli("show ip route bgp"), 60, "learnt by us", patience=2)
    up(net, peer, 10)
    assert "Registered protocols: BGP CEF" in ours(net)
    net.link.filters.append(lambda sender, frame: False)
    net.wait(lambda: "Down BFD adjacency down" in net.cli("show logging"), 3, "down here")
    net.wait(lambda: "Established" not in peer.show("show bgp neighbors 192.0.2.2"), 5, "down there", patience=3)
    net.link.filters.clear()
    net.wait(lambda: "10.1.1.1" in net.cli("show ip route bgp"), 60, "learnt again", patience=2)
    up(net, peer, 10)


BOTH, OUT, IN = "both ways", "ours are lost", "theirs are lost"


def lose(net: World, which: str) -> None:
    if which == BOTH:
        net.link.filters.append(lambda sender, frame: False)
    else:
        net.link.filters.append(lambda sender, frame: sender.startswith("R1:") != (which == OUT))


@pytest.mark.parametrize("protocol", ["ospf", "bgp"])
def test_flaps(world: Make, frr: Daemons, protocol: str) -> None:
    """Three times down, each time for another reason, and up again: neighbours and routes follow at both ends."""
    ospf = protocol == "ospf"
    net = world(OSPF if ospf else BGP + " timers bgp 10 30\n", platform="iosv")
    peer = frr(net, OSPFD if ospf else BGPD, "bfdd", "ospfd" if ospf else "bgpd")
    downs = f"Down{': BFD node down' if ospf else ' BFD adjacency down'}"

    def learnt() -> None:
        net.wait(lambda: "10.1.1.1" in net.cli(f"show ip route {protocol}"), 60, "learnt by us", patience=2)
        net.wait(lambda: "10.2.2.2" in peer.show(f"show ip route {protocol}"), 60, "learnt by the daemon", patience=2)
        up(net, peer, 10)

    learnt()
    for count, which in enumerate((BOTH, OUT, IN), 1):
        lose(net, which)
        net.wait(lambda: downs in net.cli("show logging") and "Session state is UP" not in ours(net), 5, "down here")
        net.wait(lambda: "10.1.1.1" not in net.cli(f"show ip route {protocol}"), 15, "forgotten by us")
        net.wait(lambda: "10.2.2.2" not in peer.show(f"show ip route {protocol}"), 20, "forgotten by the daemon", patience=3)
        net.link.filters.clear()
        learnt()
        assert net.cli("show logging").count(downs) == count, which
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
