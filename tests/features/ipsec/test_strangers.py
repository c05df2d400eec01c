"""What others may not do to a router with IPsec: strange SPIs, numbers gone round, another entry's SA, floods."""

from __future__ import annotations

from iosemu.device.drops import Reason
from iosemu.device.passage import PASS, Drop, Passage
from iosemu.features.acl.model import AccessList, AclConfig, Entry
from iosemu.features.ipsec import events
from iosemu.features.ipsec.cryptomap import MapHead, mirrored
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.model import DynamicEntry, IpsecConfig, MapEntry
from iosemu.features.ipsec.show_session import sessions
from iosemu.features.isakmp.model import IsakmpConfig, PresharedKey
from iosemu.features.isakmp.policy import transforms_of
from iosemu.features.keying.contract import subnet
from iosemu.types import InterfaceName, parse_ipv4
from iosemu.wire import icmp, ipv4
from iosemu.wire.isakmp import Exchange, Header, Kind, Proposal, Sa
from iosemu.wire.udp import Udp
from tests.features.desk import PORTS
from tests.features.gre.net import tell
from tests.features.ipsec.office import Office
from tests.features.ipsec.world import World

R1, R2 = parse_ipv4("10.0.1.1"), parse_ipv4("10.0.2.1")
LAN1, LAN2 = parse_ipv4("10.1.1.1"), parse_ipv4("10.2.2.1")


def up() -> World:
    world = World().mapped()
    assert world.ping("10.2.2.1", 3, src="10.1.1.1") == ".!!"
    return world


def test_sequence_number_zero_is_counted_as_rollover() -> None:
    world = up()
    flow = world.e2.flows[0]
    spi = flow.pairs[0].inbound.spi
    world.r2.ip.receive(ipv4.IPv4(R1, R2, ipv4.ESP, spi.to_bytes(4, "big") + bytes(60)), world.wan2)
    assert flow.counters.rollover_in == 1 and flow.counters.receive_errors == 1 and flow.counters.verify_failed == 0


def test_unknown_spis_are_answered_once_a_second() -> None:
    world = up()
    told: list[int] = []
    world.isakmp(world.r2).invalid_spi = lambda ref, remote: told.append(ref.spi)  # type: ignore[method-assign]
    for spi in range(0x5000, 0x5064):
        world.r2.ip.receive(ipv4.IPv4(R1, R2, ipv4.ESP, spi.to_bytes(4, "big") + bytes(60)), world.wan2)
    assert told == [0x5000]
    world.run(1.5)
    world.r2.ip.receive(ipv4.IPv4(R1, R2, ipv4.ESP, (0x6000).to_bytes(4, "big") + bytes(60)), world.wan2)
    assert told == [0x5000, 0x6000] and world.e2.data.unknown.invalid_sa == 101


def test_traffic_must_come_in_the_sa_of_its_own_entry() -> None:
    """Entry 20 lets a second peer send anything to the LAN; what belongs to entry 10 must not come in its SA."""
    world = up()
    other = parse_ipv4("10.0.2.77")
    wide = AccessList("102", True, [Entry(10, True, 0, LAN2 & 0xFFFFFF00, 255, 0, 0xFFFFFFFF)])
    lists, maps = world.r2[AclConfig].extended_numbers, world.e2.config.maps
    tell(world.r2, AclConfig, extended_numbers=lists | {"102": wide})
    entry = MapEntry(name="CM", seq=20, peers={other: False}, acl="102", transform_sets=["TSET"])
    tell(world.r2, IpsecConfig, maps=maps | {("CM", 20): entry})
    refused: list[events.InvalidIdentity] = []
    world.r2.bus.listen(events.InvalidIdentity, refused.append)
    head = world.e2.maps.heads[world.wan2]
    flow = head.state(entry).flows[10]
    honest = world.e2.flows[0].pairs[0].inbound
    echo = icmp.Icmp(icmp.ECHO, 0, 0, b"x" * 8).encode()
    packet = ipv4.IPv4(LAN1, LAN2, ipv4.ICMP, echo, 64, 0, 1, 0)
    passage = Passage(packet, world.wan2.vrf, world.wan2, honest)
    assert head.inbound(passage, world.wan2) is PASS
    found = head.find(mirrored(packet), world.wan2.vrf)
    assert found is not None and found.flow is not flow
    honest.pair.flow = flow  # as if that pair were the other peer's
    assert head.inbound(passage, world.wan2) == Drop(Reason.INVALID_IDENTITY)
    assert flow.counters.invalid_identity == 1 and len(refused) == 1


def test_flows_of_dynamic_entries_are_found_by_destination() -> None:
    world = up()
    head: MapHead = world.e1.maps.heads[world.wan1]
    pair = world.e1.flows[0].pairs[0]
    made: list[Flow] = []
    for number in range(50):
        theirs = subnet(parse_ipv4(f"10.20.{number}.0"), 0xFFFFFF00)
        flow = world.e1.new_flow(head, R1, R2, subnet(LAN1 & 0xFFFFFF00, 0xFFFFFF00), theirs, DynamicEntry("D", 1))
        flow.pairs, flow.current = [pair], pair
        head.narrow.add(flow)
        made.append(flow)
    packet = ipv4.IPv4(LAN1, parse_ipv4("10.20.33.7"), ipv4.ICMP, bytes(8))
    found = head.find(packet, world.wan1.vrf)
    assert found is not None and found.flow is made[33]
    assert list(head.narrow.towards(packet.dst)) == [made[33]]
    head.narrow.remove(made[33])
    assert head.find(packet, world.wan1.vrf) is None and list(head.narrow) == made[:33] + made[34:]


def test_only_what_is_for_ike_itself_comes_in_the_clear() -> None:
    """The list names all between the two ends: a source port of IKE does not open it."""
    offices = Office(extra="access-list 101 permit ip host 10.0.0.1 host 10.0.0.2\n")
    offices.two.type("access-list 101 permit ip host 10.0.0.2 host 10.0.0.1")
    device = offices.one.device
    got: list[int] = []
    device.ip.udp.listen(7777, lambda udp, passage, iface: got.append(udp.src_port))
    wan = device.interfaces[InterfaceName.parse(PORTS["c7200"][0])]
    here, there = parse_ipv4("10.0.0.1"), parse_ipv4("10.0.0.2")
    for source in (1234, 500, 4500):
        payload = Udp(source, 7777, b"x").encode(there, here)
        device.ip.receive(ipv4.IPv4(there, here, ipv4.UDP, payload), wan)
    assert got == []


def test_a_flood_of_first_messages_is_admitted_up_to_a_limit() -> None:
    world = up()
    engine = world.isakmp(world.r2)
    suites = world.isakmp(world.r1).config.suites(world.r1.software)
    sa_b = Sa([Proposal(1, 1, b"", transforms_of(suites, ["pre-share"]))]).body()
    body = bytes(2) + (4 + len(sa_b)).to_bytes(2, "big") + sa_b
    for number in range(1, 1500):
        header = Header(number.to_bytes(8, "big"), bytes(8), Exchange.MAIN, 0, 0, Kind.SA)
        engine.message(R2, 500, parse_ipv4("10.0.1.2"), 500, header.encode(body))
    assert len(engine.life.negotiating) == 1000
    assert "!" in world.ping("10.2.2.1", src="10.1.1.1")  # who is there already goes on
    world.run(200)
    assert not engine.life.negotiating
    world.isakmp(world.r1).clear()
    assert "!" in world.ping("10.2.2.1", 3, src="10.1.1.1")


def test_a_session_with_a_wrong_key_is_negotiating() -> None:
    """Origin of the state's name: ios-output/show-crypto-session-detail/ntc-1."""
    world = World().mapped()
    tell(world.r2, IsakmpConfig, keys={(0, 0): PresharedKey("other")})
    world.ping("10.2.2.1", 1, src="10.1.1.1")
    assert [each.status for each in sessions(world.r1)] == ["DOWN-NEGOTIATING"]
    assert [each.conn_id for each in sessions(world.r1)[0].ike] != [0]
