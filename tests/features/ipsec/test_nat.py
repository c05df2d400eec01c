"""A spoke behind a port-translating box: ESP travels in UDP, and follows when the box chooses other ports."""

from __future__ import annotations

import pytest

from iosemu.device.drops import Reason
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Drop, Passage, Point, Verdict
from iosemu.features.ipsec.model import IpsecConfig
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from iosemu.wire.udp import Udp
from tests.features.gre.net import tell
from tests.features.ipsec.world import World

INSIDE, OUTSIDE, HUB = parse_ipv4("10.0.1.1"), parse_ipv4("10.0.2.2"), parse_ipv4("10.0.2.1")


class Box:
    """Makes the provider translate R1's UDP to its outside address and ports of its own; all else is dropped."""

    def __init__(self, world: World, base: int = 20000) -> None:
        self.base = base
        self.seen: set[int] = set()  # protocols that came from inside
        inner, outer = (iface for iface in world.isp if iface.link in (world.link1, world.link2))
        inner.set_stage(Point.IN_ACL, self.out)
        outer.set_stage(Point.IN_ACL, self.back)

    def out(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        packet = passage.packet
        self.seen.add(packet.protocol)
        if packet.protocol != ipv4.UDP:
            return Drop(Reason.NO_LISTENER)
        udp = Udp.decode(packet.payload, packet.src, packet.dst)
        udp.src_port += self.base
        passage.packet = self._made(packet, udp, OUTSIDE, packet.dst)
        return PASS

    def back(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        packet = passage.packet
        if packet.protocol != ipv4.UDP:
            return Drop(Reason.NO_LISTENER)
        udp = Udp.decode(packet.payload, packet.src, packet.dst)
        udp.dst_port -= self.base
        if not 0 < udp.dst_port < 5000:
            return Drop(Reason.NO_LISTENER)
        passage.packet = self._made(packet, udp, packet.src, INSIDE)
        return PASS

    @staticmethod
    def _made(packet: ipv4.IPv4, udp: Udp, src: int, dst: int) -> ipv4.IPv4:
        return ipv4.IPv4(src, dst, ipv4.UDP, udp.encode(src, dst), packet.ttl, packet.tos, packet.ident)


class Fixed:
    """Knows one spoke."""

    def resolve(self, iface: Interface, next_hop: int, packet: ipv4.IPv4) -> int:
        return OUTSIDE


def test_without_nat_transparency_esp_meets_the_box() -> None:
    world = World()
    box = Box(world)
    for device in (world.r1, world.r2):
        world.profile(device)
    tell(world.r1, IpsecConfig, nat_transparency=False)
    world.tunnel(world.r2, mode="gre multipoint", destination=None)
    world.tunnel(world.r1)
    world.run(40)
    assert world.ping("172.16.0.2") == "."
    assert world.e1.flows[0].pairs == []  # the hub knows no 10.0.1.1: the proxies do not fit
    assert box.seen == {ipv4.UDP}


@pytest.mark.parametrize("mode", ["transport", "tunnel"])
def test_esp_in_udp_through_a_nat(mode: str) -> None:
    world = World()
    box = Box(world)
    for device in (world.r1, world.r2):
        world.profile(device, {"mode": mode})
    world.tunnel(world.r2, mode="gre multipoint", destination=None)
    world.driver(world.r2).resolver = Fixed()
    world.tunnel(world.r1)
    world.run(5)
    assert world.ping("172.16.0.2", 3) == ("!!!" if mode == "transport" else "...")
    pair = world.e1.flows[0].current
    if mode == "tunnel":
        return  # the GRE datagram inside has the private address: no tunnel of the hub's fits it
    assert pair is not None
    assert pair.made.proposal.udp and not pair.made.proposal.tunnel
    assert ipv4.ESP not in box.seen and ipv4.GRE not in box.seen
    hub = world.e2.flows[0]
    assert hub.peer == OUTSIDE
    assert hub.current is not None and hub.current.made.remote_port == 24500
    assert hub.remote_proxy.address == OUTSIDE
    assert world.e1.data.limit(world.e1.flows[0], pair) == 1442

    box.base = 30000  # the box forgot, and maps anew: the hub follows with the first authentic packet
    assert world.ping("172.16.0.2", 2) == "!!"
    assert hub.current.outbound.udp == (4500, 34500)
