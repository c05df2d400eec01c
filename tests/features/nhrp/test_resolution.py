"""Spoke to spoke: phase 2 and phase 3, refresh and expiry, purges, what happens meanwhile."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from iosemu.types import Prefix, parse_ipv4
from iosemu.wire import nhrp
from tests.features.nhrp.cloud import HUB, SPOKE, Cloud, config

HUB_ROUTES = "".join(f"ip route 172.16.{n}.0 255.255.255.0 10.0.0.{n}\n" for n in (2, 3))
DIRECT = {2: "ip route 172.16.3.0 255.255.255.0 10.0.0.3\n", 3: "ip route 172.16.2.0 255.255.255.0 10.0.0.2\n"}
SUMMARY = "ip route 172.16.0.0 255.255.0.0 10.0.0.1\n"
EXACT = "ip route 172.16.2.0 255.255.255.0 10.0.0.1\nip route 172.16.3.0 255.255.255.0 10.0.0.1\n"


def phase2(folder: Path, spoke: str = SPOKE, platform: str = "c7200", crypto: bool = False) -> Cloud:
    configs = [config(1, HUB, platform=platform, more=HUB_ROUTES, crypto=crypto)]
    configs += [config(n, spoke, platform=platform, more=DIRECT[n], crypto=crypto) for n in (2, 3)]
    return Cloud(folder, configs, platform)


def phase3(
    folder: Path, routes: str = SUMMARY, spoke: str = SPOKE, platform: str = "csr1000v", crypto: bool = False
) -> Cloud:
    hub = HUB + " ip nhrp redirect\n"
    configs = [config(1, hub, platform=platform, more=HUB_ROUTES, crypto=crypto)]
    shortcut = spoke + " ip nhrp shortcut\n"
    configs += [config(n, shortcut, platform=platform, more=routes, crypto=crypto) for n in (2, 3)]
    return Cloud(folder, configs, platform)


def trace(net: Cloud, number: int, target: str) -> list[str]:
    """Addresses that traceroute shows."""
    lines = net[number].cli(f"traceroute {target} source Loopback1").splitlines()
    return [line.split()[1] for line in lines if line[:3].strip().isdigit()]


def test_phase_2_resolves_the_next_hop_and_loses_nothing(tmp_path: Path) -> None:
    net = phase2(tmp_path)
    net.warm()
    assert "!!!!!" in net[2].cli("ping 172.16.3.1 source Loopback1")
    # the hub sent the request on, the other spoke answered straight
    requests = [
        p for _, p in net.frames if p.type == nhrp.RESOLUTION_REQUEST and p.src_protocol == parse_ipv4("10.0.0.2")
    ]
    assert [packet.dst_protocol for packet in requests] == [parse_ipv4("10.0.0.3")] * 2
    transit = requests[1].extension(nhrp.EXT_FORWARD_TRANSIT)
    assert transit is not None
    assert [cie.protocol for cie in transit.cies] == [parse_ipv4("10.0.0.1")]
    assert requests[0].size == 72
    assert requests[1].size == 92
    assert net.flags(2, "10.0.0.3/32") == "router used nhop"
    assert trace(net, 2, "172.16.3.1") == ["10.0.0.3"]


def test_phase_2_spokes_point_through_the_hub_when_it_summarises(tmp_path: Path) -> None:
    configs = [config(1, HUB, more=HUB_ROUTES), config(2, SPOKE, more=SUMMARY), config(3, SPOKE, more=SUMMARY)]
    net = Cloud(tmp_path, configs)
    net.warm()
    net[2].cli("ping 172.16.3.1 source Loopback1")
    assert trace(net, 2, "172.16.3.1") == ["10.0.0.1", "10.0.0.3"]
    assert not net.sent(nhrp.RESOLUTION_REQUEST)


def test_packets_take_the_way_of_the_hub_until_the_answer(tmp_path: Path) -> None:
    net = phase2(tmp_path)
    net.warm()
    net[2].cli("ping 172.16.3.1 source Loopback1 repeat 1")
    hub = net.tunnel(1).iface.counters
    before = hub.in_packets
    net[2].cli("ping 172.16.3.1 source Loopback1 repeat 5")
    assert hub.in_packets == before  # now straight


def test_old_hub_answers_from_its_registrations(tmp_path: Path) -> None:
    # 12.4 hub: no authoritative forwarding
    net = phase2(tmp_path)
    net.warm()
    net.tunnel(1)
    request_flags = nhrp.ROUTER | nhrp.NAT
    packet = nhrp.Packet(
        nhrp.RESOLUTION_REQUEST, parse_ipv4("192.0.2.2"), parse_ipv4("10.0.0.2"), parse_ipv4("10.0.0.3"), 900,
        request_flags, 255, [nhrp.Cie()], [],
    )  # fmt: skip
    net.tunnel(2).send(packet, parse_ipv4("10.0.0.1"))
    net.run(1)
    replies = [p for _, p in net.frames if p.type == nhrp.RESOLUTION_REPLY and p.request_id == 900]
    assert [reply.cies[0].nbma for reply in replies] == [parse_ipv4("192.0.2.3")]


def test_unknown_neighbour_is_refused_and_remembered(tmp_path: Path) -> None:
    net = phase2(tmp_path)
    net.warm()
    net[2].cli("ping 10.0.0.77 repeat 1")
    net.run(3)
    shown = net[2].cli("show ip nhrp incomplete").splitlines()
    assert shown[0] == "10.0.0.77/32"
    assert shown[2].strip() == "Type: incomplete, Flags: negative"
    assert ["1", "UNKNOWN", "10.0.0.77", "NHRP", "never", "IX"] in net.rows(2)
    net.run(190)
    assert net[2].cli("show ip nhrp incomplete").strip() == ""


def test_unanswered_resolution_backs_off(tmp_path: Path) -> None:
    net = phase2(tmp_path)
    net.warm()
    net[3].power_off()
    net[2].cli("ping 172.16.3.1 source Loopback1 repeat 1 timeout 1")
    net.run(70)
    times = net.sent(nhrp.RESOLUTION_REQUEST, "10.0.0.2")[::2]  # each crosses the segment twice
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert all(0.75 * wait <= gap <= wait for gap, wait in zip(gaps, [2, 4, 8, 16, 32], strict=True))
    net[2].cli("ping 172.16.3.1 source Loopback1 repeat 1 timeout 1")
    net.run(70)  # the negative entry keeps it from asking again for three minutes
    assert len(net.sent(nhrp.RESOLUTION_REQUEST, "10.0.0.2")) == 2 * len(times)


def test_phase_3_installs_a_route_where_there_was_only_a_summary(tmp_path: Path) -> None:
    net = phase3(tmp_path)
    net.warm()
    assert trace(net, 2, "172.16.3.1") == ["10.0.0.1", "10.0.0.3"]
    net.run(1)
    assert trace(net, 2, "172.16.3.1") == ["10.0.0.3"]
    routes = net[2].cli("show ip route").splitlines()
    assert any(line.startswith("H        172.16.3.0/24 [250/255] via 10.0.0.3") for line in routes)
    assert any(line.startswith("H        10.0.0.3/32 is directly connected") for line in routes)
    assert net.flags(2, "172.16.3.0/24") == "router used rib"
    assert net.flags(2, "10.0.0.3/32") == "router used nhop rib"
    assert net.flags(2, "172.16.2.0/24") == "router unique local"
    attributes = [row[-1] for row in net.rows(2)]
    assert attributes.count("DT1") == 2
    assert "DLX" not in attributes  # releases of today hide their own


def test_phase_3_overrides_the_next_hop_of_an_exact_route(tmp_path: Path) -> None:
    net = phase3(tmp_path, EXACT)
    net.warm()
    assert "!!!!!" in net[2].cli("ping 172.16.3.1 source Loopback1")
    assert trace(net, 2, "172.16.3.1") == ["10.0.0.3"]
    assert net.flags(2, "172.16.3.0/24") == "router used rib nho"
    rows = net.rows(2)
    assert ["DT2" in row for row in rows].count(True) == 1
    assert "S   %    172.16.3.0/24 [1/0] via 10.0.0.1" in net[2].cli("show ip route")


def test_redirects_are_limited_per_source_and_destination(tmp_path: Path) -> None:
    net = phase3(tmp_path, spoke=SPOKE + " ip nhrp server-only\n")
    net[2].configure("interface Tunnel0\n no ip nhrp shortcut")
    net[3].configure("interface Tunnel0\n no ip nhrp shortcut")
    net.warm()
    net[2].cli("ping 172.16.3.1 source Loopback1 repeat 5")
    assert len(net.sent(nhrp.TRAFFIC_INDICATION)) == 2  # one for each direction
    # those that fall into the interval are not counted
    assert "2 Traffic Indication  0 Redirect Suppress  \n" in net[1].cli("show ip nhrp traffic")
    net.run(8)
    net[2].cli("ping 172.16.3.1 source Loopback1 repeat 1")
    assert len(net.sent(nhrp.TRAFFIC_INDICATION)) == 4


def test_idle_shortcut_expires_and_comes_back(tmp_path: Path) -> None:
    net = phase3(tmp_path, spoke=SPOKE + " ip nhrp holdtime 300\n")
    net.warm()
    net[2].cli("ping 172.16.3.1 source Loopback1")
    net.run(1)
    assert net.tunnel(2).cache.get(Prefix.parse("172.16.3.0/24")) is not None
    net.run(305)
    assert net.tunnel(2).cache.get(Prefix.parse("172.16.3.0/24")) is None
    assert "172.16.3.0" not in net[2].cli("show ip route")
    assert net.rows(2) == [["1", "192.0.2.1", "10.0.0.1", "UP", "00:05:14", "S"]] or len(net.rows(2)) == 1
    net[2].cli("ping 172.16.3.1 source Loopback1")
    net.run(1)
    assert trace(net, 2, "172.16.3.1") == ["10.0.0.3"]


def test_a_used_shortcut_is_refreshed_before_it_expires(tmp_path: Path) -> None:
    net = phase3(tmp_path, spoke=SPOKE + " ip nhrp holdtime 300\n")
    net.warm()
    net[2].cli("ping 172.16.3.1 source Loopback1")
    for _ in range(12):
        net.run(50)
        net[2].cli("ping 172.16.3.1 source Loopback1 repeat 1")
    assert trace(net, 2, "172.16.3.1") == ["10.0.0.3"]
    entry = net.tunnel(2).cache.get(Prefix.parse("172.16.3.0/24"))
    assert entry is not None
    assert net.lab.now - entry.created > 600


def test_purge_when_the_route_behind_an_answer_goes(tmp_path: Path) -> None:
    net = phase3(tmp_path)
    net.warm()
    net[2].cli("ping 172.16.3.1 source Loopback1")
    net.run(1)
    assert net.tunnel(2).cache.get(Prefix.parse("172.16.3.0/24")) is not None
    net[3].configure("interface Loopback1\n shutdown")
    net.run(2)
    assert net.sent(nhrp.PURGE_REQUEST, "10.0.0.3")
    assert net.sent(nhrp.PURGE_REPLY, "10.0.0.3")
    assert net.tunnel(2).cache.get(Prefix.parse("172.16.3.0/24")) is None
    assert "172.16.3.0" not in net[2].cli("show ip route")


def test_clearing_an_answer_purges_it(tmp_path: Path) -> None:
    net = phase3(tmp_path)
    net.warm()
    net[2].cli("ping 172.16.3.1 source Loopback1")
    net.run(1)
    net[3].cli("clear ip nhrp")
    net.run(1)
    assert net.tunnel(2).cache.get(Prefix.parse("172.16.3.0/24")) is None


def test_requests_pass_two_levels_of_hubs(tmp_path: Path) -> None:
    """R1 is the central hub, R2 and R3 regional ones, R4 and R5 their spokes, all in one NHRP network."""
    regional = " ip nhrp redirect\n" + SPOKE + " ip nhrp map multicast dynamic\n ip nhrp shortcut\n"

    def spoke(hub: int) -> str:
        return SPOKE.replace("10.0.0.1", f"10.0.0.{hub}").replace("192.0.2.1", f"192.0.2.{hub}") + " ip nhrp shortcut\n"

    routes = {
        1: "ip route 172.16.4.0 255.255.255.0 10.0.0.2\nip route 172.16.5.0 255.255.255.0 10.0.0.3\n",
        2: "ip route 172.16.4.0 255.255.255.0 10.0.0.4\nip route 172.16.0.0 255.255.0.0 10.0.0.1\n",
        3: "ip route 172.16.5.0 255.255.255.0 10.0.0.5\nip route 172.16.0.0 255.255.0.0 10.0.0.1\n",
        4: "ip route 172.16.0.0 255.255.0.0 10.0.0.2\n",
        5: "ip route 172.16.0.0 255.255.0.0 10.0.0.3\n",
    }
    lines = {1: HUB + " ip nhrp redirect\n", 2: regional, 3: regional, 4: spoke(2), 5: spoke(3)}
    configs = [config(n, lines[n], platform="csr1000v", more=routes[n]) for n in range(1, 6)]
    net = Cloud(tmp_path, configs, "csr1000v")
    net.warm()
    assert trace(net, 4, "172.16.5.1")[0] == "10.0.0.2"
    asked = [p for _, p in net.frames if p.type == nhrp.RESOLUTION_REQUEST and p.src_protocol == parse_ipv4("10.0.0.4")]
    transit = asked[-1].extension(nhrp.EXT_FORWARD_TRANSIT)
    assert transit is not None
    assert [cie.protocol for cie in transit.cies] == [parse_ipv4(f"10.0.0.{hub}") for hub in (2, 1, 3)]
    assert trace(net, 4, "172.16.5.1") == ["10.0.0.5"]


@pytest.mark.parametrize("phase", [2, 3])
def test_protected_spokes_build_their_own_socket(tmp_path: Path, phase: int) -> None:
    net = phase2(tmp_path, crypto=True) if phase == 2 else phase3(tmp_path, crypto=True)
    net.warm()
    net.run(50)
    assert [row[3] for row in net.rows(1)] == ["UP", "UP"]
    assert "!!!!!" in net[2].cli("ping 172.16.3.1 source Loopback1")
    net.run(5)
    assert trace(net, 2, "172.16.3.1") == ["10.0.0.3"]
    assert "192.0.2.3" in net[2].cli("show crypto isakmp sa")
    sessions = net[2].cli("show dmvpn detail")
    assert "remote 192.0.2.3/500 Active" in sessions


def test_state_follows_the_layers(tmp_path: Path) -> None:
    net = phase2(tmp_path, crypto=True)
    states = []
    for _ in range(400):
        rows = net.rows(2)
        if rows and rows[0][3] not in states[-1:]:
            states.append(rows[0][3])
        net.run(0.1)
    assert states[-1] == "UP"
    assert states[0] == "IKE"
    net[1].configure("interface Tunnel0\n no ip nhrp network-id")
    net[2].cli("clear dmvpn session static")
    net.run(60)
    assert net.rows(2)[0][3] == "NHRP"
    net[1].configure("interface Tunnel0\n no tunnel protection ipsec profile DMVPN")
    net.run(60)
    assert net.rows(2)[0][3] == "IKE"
