"""Protected tunnels between two routers: SAs come, are used, renewed and lost; what must fail fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from iosemu.device.interface import Interface, InterfaceConfig
from iosemu.device.passage import Passage
from iosemu.features.gre.sockets import SocketState
from iosemu.features.ipsec import events
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.keys import keys
from iosemu.features.ipsec.model import IpsecConfig, ProtectionConfig, TransformSet
from iosemu.features.ipsec.protection import ProtectionHead
from iosemu.features.isakmp.model import IsakmpConfig, PresharedKey
from iosemu.features.keying.events import SocketChanged
from iosemu.types import InterfaceName, parse_ipv4
from iosemu.wire import ipv4
from tests.features.gre.net import TunnelListener, log_of, port, tell
from tests.features.ipsec.world import World

R1, R2 = parse_ipv4("10.0.1.1"), parse_ipv4("10.0.2.1")


@pytest.fixture
def world() -> World:
    return World()


def flow_of(world: World, first: bool = True) -> Flow:
    flows = (world.e1 if first else world.e2).flows
    assert len(flows) == 1
    return flows[0]


def esp_frames(world: World, protocol: int = ipv4.ESP) -> list[bytes]:
    """A list that fills with the ESP frames (or others) that R2's cable carries towards it."""
    frames: list[bytes] = []

    def tap(time: float, sender: str, frame: bytes) -> None:
        if sender.startswith("ISP") and frame[12:14] == b"\x08\x00" and frame[23] == protocol:
            frames.append(frame)

    world.link2.taps.append(tap)
    return frames


def lines(log: list[str], word: str) -> list[str]:
    return [line for line in log if word in line]


SETS = [
    {"cipher": "esp-des", "integrity": "esp-md5-hmac"},
    {"cipher": "esp-3des", "integrity": "esp-sha-hmac"},
    {"cipher": "esp-aes 192", "integrity": "esp-sha256-hmac"},
    {"cipher": "esp-aes 256", "integrity": "esp-sha512-hmac", "mode": "tunnel"},
    {"cipher": "esp-aes 256", "integrity": "esp-sha384-hmac"},
    {"cipher": "esp-gcm", "integrity": ""},
    {"cipher": "esp-gcm 256", "integrity": "", "mode": "tunnel"},
    {"cipher": "esp-null", "integrity": "esp-sha-hmac"},
    {"cipher": "esp-3des", "integrity": ""},
]


@pytest.mark.parametrize("sets", SETS, ids=lambda sets: " ".join(sets.values()))
def test_traffic_flows_sealed_with_every_transform(world: World, sets: dict[str, Any]) -> None:
    world.protected(sets=sets)
    frames = esp_frames(world)
    world.run(3)
    assert world.ping("172.16.0.2", 3) == "!!!"
    assert len(frames) == 3
    assert not any(bytes(20) in frame for frame in frames) or sets["cipher"] == "esp-null"
    one, two = flow_of(world).counters, flow_of(world, False).counters
    assert (one.encaps, one.decaps, one.decrypted, one.verified) == (3, 3, 3, 3)
    assert (two.encaps, two.decaps) == (3, 3)
    assert one.send_errors == one.receive_errors == 0


def test_the_seal_is_what_scapy_opens(world: World) -> None:
    from scapy.layers.inet import IP
    from scapy.layers.ipsec import ESP, SecurityAssociation

    world.protected()
    frames = esp_frames(world)
    world.run(3)
    world.ping("172.16.0.2")
    outbound = flow_of(world).current
    assert outbound is not None
    sa = SecurityAssociation(
        ESP, spi=outbound.outbound.spi, crypt_algo="AES-CBC", crypt_key=outbound.made.keys[0].encryption_out,
        auth_algo="HMAC-SHA1-96", auth_key=outbound.made.keys[0].authentication_out,
    )  # fmt: skip
    inside = sa.decrypt(IP(frames[0][14:]))
    assert inside.proto == 47
    assert bytes(inside.payload)[:4] == b"\0\0\x08\0"
    assert IP(bytes(inside.payload)[4:]).dst == "172.16.0.2"


def test_keys_for_wireshark(world: World) -> None:
    world.protected()
    world.run(3)
    rows = [each.row for each in keys(world.r1)]
    pair = flow_of(world).current
    assert pair is not None
    assert (
        "IPv4", "10.0.1.1", "10.0.2.1", f"0x{pair.outbound.spi:08x}", "AES-CBC [RFC3602]",
        f"0x{pair.made.keys[0].encryption_out.hex()}", "HMAC-SHA-1-96 [RFC2404]",
        f"0x{pair.made.keys[0].authentication_out.hex()}",
    ) in rows  # fmt: skip
    assert sorted(rows) == sorted(each.row for each in keys(world.r2))


@pytest.mark.parametrize(
    ("sets", "settings"),
    [
        ({"cipher": "esp-aes 256"}, {}),
        ({"cipher": "esp-3des"}, {}),
        ({"integrity": "esp-md5-hmac"}, {}),
        ({"mode": "tunnel"}, {}),
        ({}, {"pfs": "group5"}),
    ],
)
def test_mismatch_of_phase_2_keeps_the_tunnel_dead(
    world: World, sets: dict[str, Any], settings: dict[str, Any]
) -> None:
    """The far end wants something else (or PFS, which we do not offer): phase 1 stands, phase 2 never comes."""
    world.profile(world.r1, responder_only=False)
    world.tunnel(world.r1)
    world.profile(world.r2, sets, responder_only=True, **settings)
    world.tunnel(world.r2)
    refused: list[events.OfferRefused] = []
    world.r2.bus.listen(events.OfferRefused, refused.append)
    world.run(100)
    assert world.ping("172.16.0.2", 2) == ".."
    assert refused
    assert flow_of(world).pairs == []
    head = world.driver(world.r1).sockets
    assert head is not None
    assert head.state(world.driver(world.r1).iface, R2) is SocketState.IPSEC


def test_a_responder_without_pfs_takes_any_group(world: World) -> None:
    world.profile(world.r1, pfs="group14")
    world.profile(world.r2, responder_only=True)
    for device in (world.r1, world.r2):
        world.tunnel(device)
    world.run(5)
    assert world.ping("172.16.0.2") == "!"
    pair = flow_of(world).current
    assert pair is not None
    assert pair.made.proposal.group == 14


def test_wrong_key_leaves_the_socket_in_ike(world: World) -> None:
    tell(world.r2, IsakmpConfig, keys={(0, 0): PresharedKey("other")})
    world.protected()
    world.run(20)
    assert world.ping("172.16.0.2") == "."
    head = world.driver(world.r1).sockets
    assert head is not None
    assert head.state(world.driver(world.r1).iface, R2) is SocketState.IKE


def test_only_one_end_protected_drops_the_clear_packets_and_says_so(world: World) -> None:
    world.profile(world.r1)
    world.tunnel(world.r1)
    world.tunnel(world.r2, protect=False)
    world.run(3)
    assert world.ping("172.16.0.1", 3, back=True) == "..."
    assert lines(world.log1, "NOT_IPSEC") == [
        "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= /10.0.1.1,"
        " src_addr= 10.0.2.1, prot= 47"
    ]  # one in a minute
    world.run(60)
    world.ping("172.16.0.1", back=True)
    assert len(lines(world.log1, "NOT_IPSEC")) == 2


def test_no_traffic_until_the_profile_exists(world: World) -> None:
    for device in (world.r1, world.r2):
        world.tunnel(device)
    clear = esp_frames(world, ipv4.GRE)
    assert world.ping("172.16.0.2", 3) == "..."
    assert clear == []
    assert not any("ISAKMP_ON_OFF" in line for line in world.log1)
    world.profile(world.r1)
    world.profile(world.r2)
    world.run(3)
    assert world.ping("172.16.0.2") == "!"
    assert flow_of(world).counters.encaps == 1


def test_replayed_packets_are_refused(world: World) -> None:
    world.protected()
    frames = esp_frames(world)
    world.run(3)
    world.ping("172.16.0.2", 2)
    world.wan2.receive(frames[0])
    world.wan2.receive(frames[1])
    two = flow_of(world, False)
    assert two.counters.replay_failed == 2
    assert two.counters.decrypted == 2
    spi = int.from_bytes(frames[0][34:38], "big")
    conn_id = world.e2.sadb.inbound["", "esp", R2, spi].conn_id
    assert lines(world.log2, "REPLAY") == [
        f"%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed\n\tconnection id={conn_id}, sequence number=1"
    ]
    assert world.ping("172.16.0.2") == "!"


def test_padding_of_the_traffic_flow_is_no_error(world: World) -> None:
    """RFC 4303 section 2.6: next header 59, the contents mean nothing."""
    world.protected()
    world.run(3)
    assert world.ping("172.16.0.2") == "!"
    one, two = flow_of(world), flow_of(world, False)
    heard, decrypted = two.heard_at, two.counters.decrypted
    sealing = one.pairs[-1].outbound
    dummy = ipv4.IPv4(sealing.src, sealing.dst, ipv4.ESP, sealing.transform.seal(sealing.sequence + 1, bytes(50), 59))
    world.e2.data.sealed_input(dummy, "", world.wan2)
    counters = two.counters
    assert counters.decrypted == decrypted + 1
    assert (counters.invalid_protocol, counters.invalid_identity, counters.decaps_failed) == (0, 0, 0)
    assert two.heard_at == heard


def test_tampered_packets_are_refused(world: World) -> None:
    world.protected()
    frames = esp_frames(world)
    world.run(3)
    world.link2.filters.append(lambda sender, frame: frame[23] != ipv4.ESP or not sender.startswith("ISP"))
    assert world.ping("172.16.0.2") == "."
    world.link2.filters.clear()
    frame = bytearray(frames[0])
    frame[60] ^= 1
    world.wan2.receive(bytes(frame))
    two = flow_of(world, False)
    assert (two.counters.verify_failed, two.counters.decrypted) == (1, 0)
    (line,) = lines(world.log2, "MAC_ERR")
    assert line.startswith("%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id=")
    assert "local=10.0.2.1 remote=10.0.1.1 spi=" in line
    assert line.endswith("seqno=00000001")
    world.wan2.receive(frames[0])  # the true one still comes through
    assert two.counters.decrypted == 1


def test_unknown_spi(world: World) -> None:
    world.protected()
    frames = esp_frames(world)
    world.run(3)
    world.ping("172.16.0.2")
    frame = bytearray(frames[0])
    frame[34:38] = bytes.fromhex("3ea71aed")
    world.wan2.receive(bytes(frame))
    assert lines(world.log2, "INV_SPI") == [
        "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=10.0.2.1, prot=50,"
        " spi=0x3EA71AED(1051138797), srcaddr=10.0.1.1"
    ]


def spis(flow: Flow) -> set[int]:
    return {pair.inbound.spi for pair in flow.pairs}


def test_rekey_by_time_overlaps_and_loses_nothing(world: World) -> None:
    world.protected(life_seconds=300)
    world.run(3)
    flow = flow_of(world)
    first = flow.current
    assert first is not None
    assert first.seconds_left(world.net.clock.now) in (297, 298, 299)
    old = spis(flow)
    told: list[events.PairDeleted] = []
    world.r1.bus.listen(events.PairDeleted, told.append)
    answers = "".join(world.ping("172.16.0.2") for _ in range(160))  # 320 s
    assert answers == "!" * 160
    assert not old & spis(flow)
    assert flow.current is not None and flow.current is not first
    assert told
    assert flow.counters.encaps == 160


def test_the_lower_lifetime_holds_for_both(world: World) -> None:
    world.profile(world.r1, life_seconds=900)
    world.profile(world.r2, life_seconds=300)
    for device in (world.r1, world.r2):
        world.tunnel(device)
    world.run(3)
    for first in (True, False):
        assert {pair.seconds for pair in flow_of(world, first).pairs} == {300}


def test_rekey_by_volume(world: World) -> None:
    world.protected(life_kilobytes=2560, life_seconds=86400)
    world.run(3)
    flow = flow_of(world)
    first = flow.current
    assert first is not None
    assert 2560 * 0.9 <= first.quota <= 2560
    while flow.current is first and flow.counters.encaps < 3000:
        assert world.ping("172.16.0.2", size=1400) == "!"
    assert flow.current is not first
    assert 2560 * 0.8 < flow.counters.encaps * 1.4 < 2560
    world.run(40)
    assert first not in flow.pairs
    assert flow.counters.send_errors == 0


def test_the_sequence_counter_never_wraps(world: World) -> None:
    world.protected()
    world.run(3)
    flow = flow_of(world)
    assert flow.current is not None
    for pair in flow.pairs:
        pair.outbound.sequence = 0xFFFFFFFE
    assert world.ping("172.16.0.2") == "!"
    world.ping("172.16.0.2")
    world.ping("172.16.0.2")
    assert flow.counters.rollover_out >= 1
    world.run(5)
    assert world.ping("172.16.0.2") == "!"
    assert flow.current is not None and flow.current.outbound.sequence < 100


def test_clear_crypto_sa_and_what_follows(world: World) -> None:
    world.protected()
    world.run(3)
    one, two = flow_of(world), flow_of(world, False)
    old = spis(one)
    downs: list[SocketChanged] = []
    world.r1.bus.listen(SocketChanged, downs.append)
    world.e1.clear_flow(one)
    assert one.pairs == []
    world.run(0.1)
    assert not [pair for pair in two.pairs if pair.outbound.spi in old]  # the peer was told
    world.run(5)
    assert world.ping("172.16.0.2") == "!"
    assert not old & spis(one)
    assert [event.up for event in downs] == [False, True]


def test_a_socket_asks_again_when_its_request_was_cleared_away(world: World) -> None:
    world.protected()
    world.run(0.001)
    for engine, flow in ((world.e1, flow_of(world)), (world.e2, flow_of(world, False))):
        assert flow.requests
        engine.clear_flow(flow)
        world.isakmp(engine.host.device).clear_peer(flow.local, flow.peer)
    world.run(20)
    assert flow_of(world).current is not None


def test_shutdown_deletes_the_sas_and_turns_isakmp_off(world: World) -> None:
    world.protected()
    world.run(3)
    tunnel = world.driver(world.r1).iface
    tell(tunnel, InterfaceConfig, shutdown=True)
    assert world.e1.flows == []
    assert lines(world.log1, "ISAKMP_ON_OFF")[-1] == "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF"
    tell(tunnel, InterfaceConfig, shutdown=False)
    world.run(40)
    assert lines(world.log1, "ISAKMP_ON_OFF")[-1] == "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON"
    assert world.ping("172.16.0.2") == "!"


def test_removing_the_protection(world: World) -> None:
    world.protected()
    world.run(3)
    for device in (world.r1, world.r2):
        tell(world.driver(device).iface, ProtectionConfig, profile="")
    world.run(1)
    assert world.ping("172.16.0.2") == "!"
    assert world.e1.flows == world.e2.flows == []
    assert list(world.e1.sadb.pairs()) == []


def test_idle_sas_go_away(world: World) -> None:
    world.protected(idle_time=60, life_seconds=3600)
    world.run(3)
    downs: list[SocketChanged] = []
    world.r1.bus.listen(SocketChanged, downs.append)
    for _ in range(20):
        assert world.ping("172.16.0.2") == "!"
        world.run(5)
    assert downs == []
    world.run(70)
    assert not downs[0].up


def test_peer_dies_and_comes_back(world: World) -> None:
    world.protected()
    world.run(3)
    for _ in range(2):
        world.link2.cut()
        assert world.ping("172.16.0.2") == "."
        world.link2.repair()
        world.run(5)
        assert world.ping("172.16.0.2", 2)[-1] == "!"


def test_another_destination_voids_the_socket(world: World) -> None:
    from iosemu.features.gre.model import TunnelConfig

    world.protected()
    world.run(3)
    tell(world.driver(world.r1).iface, TunnelConfig, destination=parse_ipv4("10.0.1.2"))
    world.run(1)
    assert [flow.peer for flow in world.e1.flows] == [parse_ipv4("10.0.1.2")]
    assert flow_of(world, False).current is None


def test_point_to_point_learns_the_mtu(world: World) -> None:
    world.protected()
    world.run(3)
    assert world.driver(world.r1).transport_mtu == 1458 - 24
    assert world.ping("172.16.0.2", size=1434, df=True) == "!"
    assert world.ping("172.16.0.2", size=1435, df=True) == "."
    assert world.ping("172.16.0.2", size=3000) == "!"


def test_ipsec_tunnel_follows_its_sas(world: World) -> None:
    for device in (world.r1, world.r2):
        world.profile(device, {"mode": "tunnel"})
        world.tunnel(device, mode="ipsec ipv4")
    tunnel = world.driver(world.r1).iface
    assert not tunnel.line_up
    world.run(3)
    assert tunnel.line_up
    assert world.ping("172.16.0.2", 2) == "!!"
    flow = flow_of(world)
    assert (flow.local_proxy.mask, flow.remote_proxy.mask, flow.local_proxy.protocol) == (0, 0, 0)
    assert world.driver(world.r1).transport_mtu == 1438
    assert world.ping("172.16.0.2", size=1438, df=True) == "!"
    assert world.ping("172.16.0.2", size=1439, df=True) == "."
    assert world.ping("172.16.0.2", size=4000) == "!"
    world.e2.clear_flow(flow_of(world, False))
    world.run(0.1)
    assert not tunnel.line_up
    world.run(5)
    assert tunnel.line_up


def test_ipsec_tunnel_without_protection_stays_down(world: World) -> None:
    tunnel = world.tunnel(world.r1, protect=False, mode="ipsec ipv4")
    world.run(3)
    assert tunnel.up and not tunnel.line_up
    assert world.driver(world.r1).down_reason() == "no tunnel protection"


def test_sas_outlive_phase_1(world: World) -> None:
    world.protected()
    world.run(3)
    world.isakmp(world.r1).clear()
    world.run(1)
    assert world.isakmp(world.r1).sessions()[0].active is False
    assert world.ping("172.16.0.2") == "!"
    assert world.driver(world.r1).sockets is not None
    world.e1.clear_flow(
        flow_of(world)
    )  # no phase 1 to say it over: the far end keeps its SAs until it hears of new ones
    world.run(5)
    assert world.ping("172.16.0.2") == "!"


def test_two_tunnels_share_a_socket(world: World) -> None:
    for device in (world.r1, world.r2):
        world.profile(device)
        for number in (0, 1):
            tunnel = world.tunnel(device, protect=False, number=number, key=number + 1)
            tell(tunnel, ProtectionConfig, profile="DMVPN", shared=True)
    world.run(3)
    assert world.ping("172.16.0.2", 2) == "!!"
    assert world.ping("172.16.1.2", 2) == "!!"
    flow = flow_of(world)
    assert flow.head.tag == "DMVPN-head-1-IPv4"
    assert flow.counters.encaps == 4
    tell(world.driver(world.r1, 1).iface, InterfaceConfig, shutdown=True)
    assert world.ping("172.16.0.2") == "!"  # the other tunnel still needs it
    assert world.e1.flows == [flow]


def test_multipoint_opens_and_closes_on_request(world: World) -> None:
    for device in (world.r1, world.r2):
        world.profile(device)
        world.tunnel(device, mode="gre multipoint", destination=None)
    world.run(3)
    assert world.e1.flows == []
    driver, told = world.driver(world.r1), TunnelListener()
    driver.nhrp = told
    sockets = driver.sockets
    assert sockets is not None
    assert sockets.state(driver.iface, R2) is SocketState.IKE
    sockets.open(driver.iface, R2)
    world.run(2)
    assert told.sockets == [(R2, True)]
    assert sockets.state(driver.iface, R2) is SocketState.UP
    assert flow_of(world, False).current is not None  # the far end made its socket by itself
    assert sockets.profile(driver.iface) == "DMVPN"
    sockets.close(driver.iface, R2)
    world.run(1)
    assert world.e1.flows == world.e2.flows == []
    assert told.sockets == [(R2, True), (R2, False)]


def test_a_peer_that_never_answers_is_asked_again(world: World) -> None:
    world.profile(world.r1)
    world.tunnel(world.r1)
    asked: list[events.SaRequested] = []
    timers: list[int] = []
    world.r1.bus.listen(events.SaRequested, asked.append)
    world.r1.bus.listen(events.RequestTimerFired, lambda event: timers.append(event.count))
    world.run(95)
    assert timers == [1, 2, 2]
    world.profile(world.r2)
    world.tunnel(world.r2)
    world.run(45)
    assert world.ping("172.16.0.2") == "!"


def test_session_status_in_the_log(world: World) -> None:
    tell(world.r1, IpsecConfig, session_logging=True)
    world.protected()
    world.run(3)
    assert lines(world.log1, "SESSION") == [
        "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP  .  Peer 10.0.2.1:500       Id: 10.0.2.1"
    ]
    tell(world.driver(world.r1).iface, InterfaceConfig, shutdown=True)
    assert len(lines(world.log1, "Crypto tunnel is DOWN.  Peer 10.0.2.1:500       Id: 10.0.2.1")) == 1
    assert lines(world.log2, "SESSION") == []


def test_a_change_of_the_transform_set_counts_from_the_next_negotiation(world: World) -> None:
    world.protected()
    world.run(3)
    for device in (world.r1, world.r2):
        tell(
            device,
            IpsecConfig,
            transform_sets={"TSET": TransformSet("TSET", "esp-aes 256", "esp-sha256-hmac", "transport")},
        )
    assert world.ping("172.16.0.2") == "!"
    world.e1.clear_flow(flow_of(world))
    world.run(5)
    pair = flow_of(world).current
    assert pair is not None
    assert pair.made.proposal.layer.key_bits == 256


def test_one_seed_gives_one_capture() -> None:
    def capture() -> Iterator[bytes]:
        world = World()
        frames: list[bytes] = []
        world.link1.taps.append(lambda time, sender, frame: frames.append(frame))
        world.protected()
        world.run(3)
        world.ping("172.16.0.2", 2)
        yield from frames

    first = list(capture())
    assert len(first) > 20
    assert first == list(capture())


def test_source_address_moves(world: World) -> None:
    world.protected()
    port(world.r1, "Loopback1", "10.1.1.1")
    world.run(3)
    tell(world.wan1, InterfaceConfig, address=(parse_ipv4("10.0.1.9"), 24))
    world.run(1)
    assert {flow.local for flow in world.e1.flows} == {parse_ipv4("10.0.1.9")}
    tell(world.wan1, InterfaceConfig, address=(R1, 24))
    world.run(40)
    assert world.ping("172.16.0.2", 2)[-1] == "!"
    assert InterfaceName("Tunnel", (0,)) in world.r1.interfaces


class Unbuilt:
    """A protector that is asked before anything is made for it."""

    def __init__(self, head: ProtectionHead) -> None:
        self.head = head
        self.refused = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.head, name)

    def refuse(self, nbma: int, iface: Interface) -> None:
        self.refused += 1
        self.head.refuse(nbma, iface)

    def protect(self, passage: Passage, iface: Interface) -> Any:
        raise AssertionError("built for nothing")


def waiting(watched: bool) -> tuple[World, list[str]]:
    """A protected tunnel whose other end does not answer; three pings into it."""
    world = World()
    world.profile(world.r1)
    iface = world.tunnel(world.r1)
    for feature, flag in (("ipsec", "crypto ipsec"), ("ipsec", "crypto ipsec error"), ("gre", "tunnel")):
        world.r1.debug.on(feature, flag)
    said = log_of(world.r1)
    if watched:
        iface.taps.append(lambda *_: None)  # who looks on sees what is made
    else:
        driver = world.driver(world.r1)
        assert isinstance(driver.protector, ProtectionHead)
        driver.protector = Unbuilt(driver.protector)  # type: ignore[assignment]  # it has all of a protector
    world.run(1)
    assert world.ping("172.16.0.2", 3) == "..."
    return world, said


def test_nothing_is_built_for_a_tunnel_without_an_sa_and_nobody_can_tell() -> None:
    (built, said_built), (unbuilt, said_unbuilt) = waiting(True), waiting(False)
    protector = unbuilt.driver(unbuilt.r1).protector
    assert isinstance(protector, Unbuilt) and protector.refused == 3
    ours, others = (world.driver(world.r1).iface.counters for world in (unbuilt, built))
    assert (ours.out_packets, ours.out_bytes, ours.drops) == (others.out_packets, others.out_bytes, others.drops)
    assert ours.out_packets == 3 and ours.out_bytes == 3 * 124
    assert unbuilt.e1.flows[0].counters == built.e1.flows[0].counters
    assert said_unbuilt == said_built and any("Packet dropped" in line for line in said_built)
