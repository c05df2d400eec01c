"""What is known of a datagram goes along through GRE and ESP, and what becomes of each wrapping is told."""

from __future__ import annotations

from iosemu.device.device import Device
from iosemu.device.drops import Reason
from iosemu.device.interface import Interface
from iosemu.device.ip_events import PassageEnded
from iosemu.device.passage import PASS, Fate, Marks, Passage, Point, Verdict
from iosemu.features.gre.model import TunnelConfig
from iosemu.types import InterfaceName, Prefix, parse_ipv4
from iosemu.wire import ipv4
from tests.features.gre.net import static, tell
from tests.features.ipsec.world import World


def test_the_wan_knows_what_is_inside() -> None:
    world = World().protected()
    world.run(30)
    assert world.ping("172.16.0.2", 3) == "!!!"
    seen: list[Passage] = []

    def look(passage: Passage, iface: Interface) -> Verdict:
        seen.append(passage)
        return PASS

    world.wan1.set_stage(Point.OUT_ACL, look)
    made = ipv4.IPv4(parse_ipv4("172.16.0.1"), parse_ipv4("172.16.0.2"), ipv4.UDP, b"payload!" * 4, 64, 0xB8)
    world.r1.ip.originate(Passage(made, world.r1.vrfs.default, marks=Marks(made)))
    world.r1.ip.send(world.r1.vrfs.default, ipv4.IPv4(made.src, made.dst, ipv4.UDP, made.payload, 64, 0xB8))
    outer, unmarked = seen
    assert outer.packet.protocol == ipv4.ESP and outer.came is None
    assert outer.marks is not None and outer.marks.inside is made
    assert unmarked.marks is not None and unmarked.marks.inside is not None
    assert (unmarked.marks.inside.protocol, unmarked.marks.inside.dst) == (ipv4.UDP, made.dst)


def ends(device: Device) -> list[tuple[int, Fate | None, Reason | None]]:
    """Protocol, fate and reason of each passage that ends from now on."""
    heard: list[tuple[int, Fate | None, Reason | None]] = []
    device.bus.listen(PassageEnded, lambda end: heard.append((end.packet.protocol, end.fate, end.reason)))
    return heard


def once(world: World) -> None:
    made = ipv4.IPv4(parse_ipv4("172.16.0.1"), parse_ipv4("172.16.0.2"), ipv4.UDP, b"payload!", 64)
    world.r1.ip.send(world.r1.vrfs.default, made)


def test_each_wrapping_ends_once() -> None:
    world = World().protected()
    world.run(30)
    heard = ends(world.r1)
    once(world)
    assert heard == [(ipv4.GRE, Fate.TAKEN, None), (ipv4.ESP, Fate.SENT, None), (ipv4.UDP, Fate.SENT, None)]


def test_an_outer_datagram_without_a_way_is_told() -> None:
    world = World()
    tunnel = world.tunnel(world.r1, protect=False)
    world.run(5)
    tell(tunnel, TunnelConfig, route_via=InterfaceName.parse("FastEthernet0/1"), route_via_only=True)
    tunnel.line_up = True  # nobody has looked at the way yet
    heard = ends(world.r1)
    made = ipv4.IPv4(parse_ipv4("172.16.0.1"), parse_ipv4("172.16.0.2"), ipv4.UDP, b"payload!", 64)
    world.r1.ip.send(world.r1.vrfs.default, made, tunnel)
    assert heard == [(ipv4.GRE, Fate.DROPPED, Reason.NO_ROUTE), (ipv4.UDP, Fate.DROPPED, Reason.NO_ROUTE)]
    assert tunnel.counters.drops == {Reason.NO_ROUTE: 1}


def test_a_tunnel_that_leads_into_itself_is_told() -> None:
    world = World()
    tunnel = world.tunnel(world.r1, protect=False)
    world.run(5)
    static(world.r1, "10.0.2.1/32", iface=tunnel)
    heard = ends(world.r1)
    once(world)
    assert heard.count((ipv4.GRE, Fate.DROPPED, Reason.RECURSIVE_ROUTING)) == 2  # what was to go round again, twice wrapped
    assert heard[-1][0] == ipv4.UDP


def test_sealed_by_a_crypto_map_without_a_route_to_the_peer_is_counted() -> None:
    world = World().mapped()
    lan = ipv4.IPv4(parse_ipv4("10.1.1.1"), parse_ipv4("10.2.2.1"), ipv4.UDP, b"payload!", 64)
    world.r1.ip.send(world.r1.vrfs.default, lan)
    world.run(5)
    static(world.r1, "10.2.2.0/24", "10.0.1.2")
    world.r1.vrfs.default.v4.update("static", Prefix.parse("0.0.0.0/0"), None)
    heard, before = ends(world.r1), world.wan1.counters.drops.get(Reason.NO_ROUTE, 0)
    world.r1.ip.send(world.r1.vrfs.default, ipv4.IPv4(lan.src, lan.dst, ipv4.UDP, b"payload!", 64))
    assert heard[0] == (ipv4.ESP, Fate.DROPPED, Reason.NO_ROUTE)
    assert world.wan1.counters.drops[Reason.NO_ROUTE] == before + 1
