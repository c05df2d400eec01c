"""What is known of a datagram goes along through GRE and ESP."""

from __future__ import annotations

from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Marks, Passage, Point, Verdict
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
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
    world.r1.ip.originate(Passage(made, world.r1.vrfs.default, marks=Marks(qos_group=7)))
    world.r1.ip.send(world.r1.vrfs.default, ipv4.IPv4(made.src, made.dst, ipv4.UDP, made.payload, 64, 0xB8))
    outer, unmarked = seen
    assert outer.packet.protocol == ipv4.ESP and outer.came is None
    assert outer.marks is not None and outer.marks.qos_group == 7
    assert unmarked.marks is not None and unmarked.marks.inside is not None
    assert (unmarked.marks.inside.protocol, unmarked.marks.inside.dst) == (ipv4.UDP, made.dst)
