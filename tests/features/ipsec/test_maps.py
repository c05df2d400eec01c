"""Crypto maps between two routers: which traffic is protected, by which entry, with which peer."""

from __future__ import annotations

from typing import Any

import pytest

from iosemu.device.interface import InterfaceConfig
from iosemu.features.acl.model import AccessGroups, AccessList, AclConfig, Entry, Ports
from iosemu.features.ipsec import events
from iosemu.features.ipsec.model import DynamicEntry, InterfaceMap, IpsecConfig, MapEntry
from iosemu.features.isakmp.model import IsakmpConfig
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from tests.features.gre.net import port, tell
from tests.features.ipsec.world import World

R1, R2 = parse_ipv4("10.0.1.1"), parse_ipv4("10.0.2.1")
LAN1, LAN2 = parse_ipv4("10.1.1.0"), parse_ipv4("10.2.2.0")


@pytest.fixture
def world() -> World:
    return World()


def lan_ping(world: World, count: int = 1, **more: Any) -> str:
    return world.ping("10.2.2.1", count, src="10.1.1.1", **more)


def test_the_first_packet_starts_ike_and_dies(world: World) -> None:
    world.mapped()
    assert world.e1.flows[0].pairs == []
    assert lan_ping(world, 5) == ".!!!!"
    counters = world.e1.flows[0].counters
    assert (counters.encaps, counters.decaps, counters.send_errors) == (4, 4, 1)
    assert world.ping("10.0.2.1") == "!"  # not in the list: in the clear
    assert counters.encaps == 4


def test_transport_mode_turns_into_tunnel_mode_for_other_peoples_traffic(world: World) -> None:
    world.mapped(sets={"mode": "transport"})
    assert lan_ping(world, 2) == ".!"
    pair = world.e1.flows[0].current
    assert pair is not None and pair.outbound.tunnel


def test_transport_mode_between_the_ends_themselves(world: World) -> None:
    for device, mine, theirs in ((world.r1, R1, R2), (world.r2, R2, R1)):
        world.map(device, {"mode": "transport"}, Entry(10, True, 1, mine, 0, theirs, 0))
    assert world.ping("10.0.2.1", 3) == ".!!"
    pair = world.e1.flows[0].current
    assert pair is not None and not pair.outbound.tunnel


def test_list_that_is_not_the_mirror_is_refused(world: World) -> None:
    world.map(world.r1)
    world.map(world.r2, acl=Entry(10, True, 0, LAN2, 255, parse_ipv4("10.1.1.128"), 127))
    errors: list[str] = []
    world.r2.bus.listen(events.OfferRefused, lambda event: errors.append(event.error.name))
    assert lan_ping(world, 3) == "..."
    assert errors == ["PROXY"]


def test_a_narrower_offer_is_taken(world: World) -> None:
    """R1 protects a part of what R2 does: R1 may ask, R2 answers with SAs for that part only."""
    world.map(world.r1, acl=Entry(10, True, 0, LAN1, 127, LAN2, 255))
    world.map(world.r2)
    assert lan_ping(world, 3) == ".!!"
    assert world.e2.flows[-1].remote_proxy.mask == 0xFFFFFF80
    # the rest of R2's LAN traffic still has no SA
    port(world.r1, "Loopback2", "10.1.1.200", 32)
    assert world.ping("10.1.1.200", 2, src="10.2.2.1", back=True) == ".."


def test_clear_packets_that_the_list_names_are_dropped(world: World) -> None:
    world.map(world.r2)
    assert lan_ping(world, 2) == ".."
    assert [line for line in world.log2 if "NOT_IPSEC" in line] == [
        "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= /10.2.2.1,"
        " src_addr= 10.1.1.1, prot= 1"
    ]
    assert world.ping("10.0.2.1") == "!"


def test_deny_lines_and_ports_select(world: World) -> None:
    for device, mine, theirs in ((world.r1, LAN1, LAN2), (world.r2, LAN2, LAN1)):
        world.map(device)
        entries = [
            Entry(5, False, ipv4.ICMP, mine, 255, theirs, 255),
            Entry(10, True, 0, mine, 255, theirs, 255),
        ]
        tell(device, AclConfig, extended_numbers={"101": AccessList("101", True, entries)})
    assert lan_ping(world, 2) == "!!"
    assert all(flow.current is None for flow in world.e1.flows)


def test_a_pair_of_sas_for_each_line(world: World) -> None:
    for device, mine, theirs in ((world.r1, LAN1, LAN2), (world.r2, LAN2, LAN1)):
        world.map(device)
        telnet = Ports("eq", (23,))
        first = Entry(
            5, True, ipv4.TCP, mine, 255, theirs, 255, *((None, telnet) if device is world.r1 else (telnet, None))
        )
        lines = [first, Entry(10, True, ipv4.ICMP, mine, 255, theirs, 255)]
        tell(device, AclConfig, extended_numbers={"101": AccessList("101", True, lines)})
    assert lan_ping(world, 2) == ".!"
    syn = bytes.fromhex("c0000017") + bytes(16)
    world.r1.ip.send(world.r1.vrfs.default, ipv4.IPv4(LAN1 + 1, LAN2 + 1, ipv4.TCP, syn))
    world.run(3)
    flows = [flow for flow in world.e1.flows if flow.current is not None]
    assert sorted(flow.local_proxy.protocol for flow in flows) == [ipv4.ICMP, ipv4.TCP]
    tcp = next(flow for flow in flows if flow.remote_proxy.port)
    assert (tcp.local_proxy.port, tcp.remote_proxy.port) == (0, 23)


def test_undefined_list_protects_nothing(world: World) -> None:
    for device in (world.r1, world.r2):
        world.map(device)
        key = ("CM", 10)
        entry = device[IpsecConfig].maps[key]
        tell(
            device,
            IpsecConfig,
            maps={key: MapEntry(name="CM", seq=10, peers=entry.peers, acl="150", transform_sets=["TSET"])},
        )
    assert lan_ping(world, 2) == "!!"
    assert world.e1.flows == []


def test_failover_to_the_second_peer(world: World) -> None:
    dead = parse_ipv4("10.0.2.77")
    world.map(world.r1, peers={dead: True, R2: True})
    world.map(world.r2)
    assert lan_ping(world, 2) == ".."
    world.run(62)  # two requests of 30 s, then the next peer is asked at once
    assert lan_ping(world, 2) == "!!"
    flow = world.e1.flows[0]
    assert flow.peer == R2
    head = next(iter(world.e1.maps.heads.values()))
    assert head.peer(world.r1[IpsecConfig].maps["CM", 10]) == R2


def test_the_default_peer_is_asked_first_and_again(world: World) -> None:
    dead = parse_ipv4("10.0.2.77")
    world.map(world.r1, peers={dead: True, R2: True}, default_peer=R2)
    world.map(world.r2)
    entry = world.r1[IpsecConfig].maps["CM", 10]
    head = next(iter(world.e1.maps.heads.values()))
    assert lan_ping(world, 2) == ".!"
    assert world.e1.flows[0].peer == R2
    # it dies: the next one is asked
    world.e1.desk.peer_dead(R1, R2)
    assert head.peer(entry) == dead and world.e1.flows[0].peer == dead
    # the next one does not answer either: round to the default, which waits for traffic
    world.run(62)
    assert head.peer(entry) == R2
    assert lan_ping(world, 3)[-1] == "!"


@pytest.mark.parametrize("default", [False, True])
def test_after_idling_the_default_peer_only_if_so_told(world: World, default: bool) -> None:
    other = parse_ipv4("10.0.2.77")
    world.map(world.r1, peers={R2: True, other: True}, default_peer=other, idle_time=60, idle_default=default)
    world.map(world.r2)
    lan_ping(world)
    world.run(62)  # the default peer does not answer
    assert lan_ping(world, 2) == "!!"
    world.run(130)
    flow = world.e1.flows[0]
    assert not flow.pairs and flow.peer == (other if default else R2)


def test_dynamic_map_answers_only(world: World) -> None:
    world.map(world.r1)
    world.map(world.r2)
    tell(
        world.r2, IpsecConfig, dynamic_maps={("DYN", 10): DynamicEntry(name="DYN", seq=10, transform_sets=["TSET"])},
        maps={("CM", 10): MapEntry(name="CM", seq=10, kind="dynamic", dynamic="DYN")},
    )  # fmt: skip
    assert world.ping("10.1.1.1", 2, src="10.2.2.1", back=True) == ".."  # R1 drops what should have been protected
    assert lan_ping(world, 3) == ".!!"
    assert world.ping("10.1.1.1", 2, src="10.2.2.1", back=True) == "!!"
    (flow,) = world.e2.flows
    assert flow.entry is world.r2[IpsecConfig].dynamic_maps["DYN", 10]
    world.e1.clear_flow(world.e1.flows[0])
    world.run(1)
    assert world.e2.flows == []


def test_local_address(world: World) -> None:
    port(world.r2, "Loopback9", "2.2.2.2", 32)
    from tests.features.gre.net import static

    static(world.isp, "2.2.2.2/32", "10.0.2.1")
    world.map(world.r1, peers={parse_ipv4("2.2.2.2"): True})
    world.map(world.r2)
    from iosemu.types import InterfaceName

    tell(world.r2, IpsecConfig, local_addresses={"CM": InterfaceName("Loopback", (9,))})
    assert lan_ping(world, 3) == ".!!"
    assert world.e2.flows[0].local == parse_ipv4("2.2.2.2")


def test_order_of_access_lists(world: World) -> None:
    """The list inbound on the outside sees ESP; the list outbound sees ESP too (and never the clear packet)."""
    world.mapped()
    lan_ping(world, 2)
    esp, isakmp = Entry(10, True, ipv4.ESP), Entry(20, True, ipv4.UDP)
    tell(world.r2, AclConfig, extended={"IN": AccessList("IN", True, [esp, isakmp])})
    tell(world.wan2, AccessGroups, inbound="IN", outbound="IN")
    assert lan_ping(world, 2) == "!!"
    tell(world.r2, AclConfig, extended={"IN": AccessList("IN", True, [Entry(10, True, ipv4.ICMP), isakmp])})
    assert lan_ping(world, 2) == ".."


def test_df_and_fragments(world: World) -> None:
    world.mapped()
    lan_ping(world)
    assert lan_ping(world, size=1438, df=True) == "!"
    assert lan_ping(world, size=1439, df=True) == "."
    assert lan_ping(world, size=1439) == "!"  # cut before encryption
    before = world.e1.flows[0].counters.encaps
    assert lan_ping(world, size=4000) == "!"
    assert world.e1.flows[0].counters.encaps == before + 3
    tell(world.r1, IpsecConfig, df_bit="clear")
    assert lan_ping(world, size=1439, df=True) == "!"
    tell(world.r1, IpsecConfig, df_bit="copy", fragmentation="after-encryption")
    before = world.e1.flows[0].counters.encaps
    assert lan_ping(world, size=4000) == "!"
    assert world.e1.flows[0].counters.encaps == before + 1


def test_crypto_map_sas_without_traffic_are_not_renewed(world: World) -> None:
    world.mapped(life_seconds=300)
    assert lan_ping(world, 3) == ".!!"
    world.run(280)
    assert world.e1.flows[0].current is not None
    world.run(60)
    flow = world.e1.flows[0]
    assert flow.current is not None  # it was used once: renewed once
    world.run(400)
    assert flow.current is None
    assert lan_ping(world, 2) in (".!", "!!")


def test_taking_the_map_off(world: World) -> None:
    world.mapped()
    lan_ping(world, 2)
    for iface in (world.wan1, world.wan2):
        tell(iface, InterfaceMap, name="")
    assert lan_ping(world, 2) == "!!"
    assert world.e1.flows == []
    assert world.wan1.output_stages == world.wan1.input_stages == []


def test_a_list_that_changes(world: World) -> None:
    world.mapped()
    lan_ping(world, 2)
    old = world.e1.flows[0]
    for device, mine, theirs in ((world.r1, LAN1, LAN2), (world.r2, LAN2, LAN1)):
        line = Entry(10, True, ipv4.ICMP, mine, 255, theirs, 255)
        tell(device, AclConfig, extended_numbers={"101": AccessList("101", True, [line])})
    assert lan_ping(world, 3)[-1] == "!"
    assert old not in world.e1.flows
    assert world.e1.flows[0].local_proxy.protocol == ipv4.ICMP


def test_address_of_the_interface_changes(world: World) -> None:
    world.mapped()
    lan_ping(world, 2)
    tell(world.wan1, InterfaceConfig, address=(parse_ipv4("10.0.1.9"), 24))
    (flow,) = world.e1.flows
    assert (flow.local, flow.pairs) == (parse_ipv4("10.0.1.9"), [])


def test_without_a_policy_the_built_in_ones_serve_and_the_log_says_so() -> None:
    world = World().mapped()
    for device in (world.r1, world.r2):
        device[IsakmpConfig].policies.clear()
    assert "!" in world.ping("10.2.2.1", 3, src="10.1.1.1")
    line = "%CRYPTO-6-IKMP_POLICY_DEFAULT: Using ISAKMP Default policies"
    assert sum(line in each for each in world.log1) == sum(line in each for each in world.log2) == 1
