"""What breaks a protected DMVPN, and what both ends then show (measured on real routers, case by case)."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.types import parse_ipv4
from iosemu.wire import nhrp
from tests.features.nhrp.cloud import HUB, SPOKE, TUNNEL, Cloud, config

BOUNCE = "interface Tunnel0\n shutdown\n no shutdown"
UNPROTECT = "interface Tunnel0\n no tunnel protection ipsec profile DMVPN"
ROUTES = {
    1: "ip route 172.16.2.0 255.255.255.0 10.0.0.2\nip route 172.16.3.0 255.255.255.0 10.0.0.3\n",
    2: "ip route 172.16.3.0 255.255.255.0 10.0.0.3\n",
    3: "ip route 172.16.2.0 255.255.255.0 10.0.0.2\n",
}


def world(folder: Path, **lines: str) -> Cloud:
    """`r2` and the like: more lines for Tunnel0 of that router."""
    parts = {1: HUB, 2: SPOKE, 3: SPOKE}
    configs = [config(n, parts[n] + lines.get(f"r{n}", ""), crypto=True, more=ROUTES[n]) for n in parts]
    net = Cloud(folder, configs)
    net.warm()
    return net


# (lines for the hub, for the spoke) -> (rows of the hub: NBMA and state, state at the spoke)
CASES = {
    "nothing": ({}, {2: "UP"}, "UP"),
    "hub without protection": ({1: UNPROTECT}, {}, "IKE"),
    "hub without network-id": ({1: "interface Tunnel0\n no ip nhrp network-id"}, {}, "NHRP"),
    "spoke without protection": ({2: UNPROTECT}, {3: "UP"}, "NHRP"),
    "spoke without a key": ({2: "no crypto isakmp key secret address 0.0.0.0\n" + BOUNCE}, {3: "UP"}, "IKE"),
    "hub wants PFS": ({1: "crypto ipsec profile DMVPN\n set pfs group5", 2: BOUNCE}, {}, "IPSEC"),
    "tunnel key differs": ({2: "interface Tunnel0\n tunnel key 7\n" + BOUNCE}, {3: "UP"}, "NHRP"),
    "no server configured": ({2: "interface Tunnel0\n no ip nhrp nhs 10.0.0.1\n" + BOUNCE}, {3: "UP"}, "NHRP"),
}


@pytest.mark.parametrize("name", CASES)
def test_state_is_the_lowest_unfinished_layer(tmp_path: Path, name: str) -> None:
    changes, hub, spoke = CASES[name]
    net = world(tmp_path)
    for number, text in changes.items():
        net[number].configure(text)
    net.run(120)
    up = {f"192.0.2.{number}": state for number, state in hub.items()}
    rows = {row[1]: row[3] for row in net.rows(1)}
    assert up.items() <= rows.items()
    assert {nbma for nbma, state in rows.items() if state == "UP"} - {"192.0.2.3"} <= set(up)
    assert net.rows(2)[0][3] == spoke


def test_wrong_password_is_answered_by_silence(tmp_path: Path) -> None:
    """The hub knows the spoke only when it has something to send, and then asks in vain."""
    net = world(tmp_path, r2=" ip nhrp authentication wrong\n")
    net[1].cli("debug nhrp error")
    net[1].configure("logging dmvpn")
    net.run(10)
    net.logs[1].clear()
    net.run(100)
    assert [row[1] for row in net.rows(1)] == ["192.0.2.3"]
    assert net.rows(2)[0][3] == "NHRP"
    assert "0 Error Indication" in net[1].cli("show ip nhrp traffic").partition("Rcvd")[0]
    wrong = "Recieved wrong authentication string for  Registration Request , Reason:  authentication failure (11) on "
    assert set(net.logs[1]) == {f"%DMVPN-3-NHRP_ERROR:  Tunnel0: {wrong}(Tunnel: 10.0.0.2 NBMA: 192.0.2.1)"}
    net[1].cli("ping 10.0.0.2 repeat 1 timeout 0")
    assert ["1", "UNKNOWN", "10.0.0.2", "IKE", "never", "IX"] in net.rows(1)


def test_a_key_for_the_hub_only_keeps_traffic_on_its_way(tmp_path: Path) -> None:
    net = world(tmp_path)
    wildcard = "no crypto isakmp key secret address 0.0.0.0\n"
    net[2].configure(wildcard + "crypto isakmp key secret address 192.0.2.1")
    net.run(60)
    assert "Success rate is 100 percent" in net[2].cli("ping 172.16.3.1 source Loopback1 repeat 20")
    assert [row[-1] for row in net.rows(2)] == ["S", "IX"]
    assert net.rows(2)[1][3] == "IKE"
    assert ["1", "192.0.2.2", "10.0.0.2", "IKE", "never", "DX"] in net.rows(3)


@pytest.mark.parametrize("crypto", [True, False])
def test_a_point_to_point_spoke_answers_straight(tmp_path: Path, crypto: bool) -> None:
    """Its tunnel and the protection of that know the hub only: who asked never hears, and goes on through the hub."""
    straight = SPOKE.partition("\n")[2].replace(" ip nhrp map multicast 192.0.2.1\n", "")
    hub = config(1, HUB + " ip nhrp redirect\n", platform="csr1000v", crypto=crypto, more=ROUTES[1])
    r2 = config(2, SPOKE, platform="csr1000v", crypto=crypto, more="ip route 172.16.0.0 255.255.0.0 10.0.0.1\n")
    more = "ip route 172.16.0.0 255.255.0.0 10.0.0.1\n"
    r3 = config(3, straight, platform="csr1000v", crypto=crypto, more=more, multipoint=False)
    net = Cloud(tmp_path, [hub, r2, r3], "csr1000v")
    net.warm()
    net.run(20)
    net[2].cli("ping 172.16.3.1 source Loopback1")
    net.run(1)
    if crypto:
        assert "!!!!!" in net[2].cli("ping 172.16.3.1 source Loopback1")
        assert ["1", "UNKNOWN", "172.16.3.1", "IKE", "never", "IX"] in net.rows(2)
        assert "192.0.2.3" not in net[2].cli("show crypto isakmp sa")
    else:
        replies = [packet for _, packet in net.frames if packet.type == nhrp.RESOLUTION_REPLY]
        assert len(replies) == 1  # it did not cross the segment a second time, by way of the hub


def test_everything_recovers_without_a_bounce(tmp_path: Path) -> None:
    net = world(tmp_path)
    net.run(30)
    net[1].configure(UNPROTECT)
    net.run(60)
    assert net.rows(2)[0][3] == "IKE"
    net[1].configure("interface Tunnel0\n tunnel protection ipsec profile DMVPN")
    net.run(75)
    assert [row[3] for row in net.rows(1)] == ["UP", "UP"]
    assert net.rows(2)[0][3] == "UP"


def test_idle_tunnels_between_spokes_go_away(tmp_path: Path) -> None:
    net = world(tmp_path, r2=" ip nhrp holdtime 100\n", r3=" ip nhrp holdtime 100\n")
    net.run(30)
    net[2].cli("ping 172.16.3.1 source Loopback1")
    net.run(2)
    assert len(net.rows(2)) == 2
    assert "current_peer 192.0.2.3 port 500" in net[2].cli("show crypto ipsec sa")
    net.run(110)
    assert len(net.rows(2)) == 1
    net.run(125)
    assert "current_peer 192.0.2.3 port 500" not in net[2].cli("show crypto ipsec sa")
    assert "Success rate is 100 percent" in net[2].cli("ping 172.16.3.1 source Loopback1")
    net.run(2)
    assert net.rows(2)[1][:4] == ["1", "192.0.2.3", "10.0.0.3", "UP"]


@pytest.mark.parametrize("line", ["ip nhrp authentication fresh", "tunnel key 7"])
def test_a_new_password_or_key_does_nothing_until_the_tunnel_is_bounced(tmp_path: Path, line: str) -> None:
    net = world(tmp_path)
    for number in (1, 2, 3):
        net[number].configure("logging dmvpn")
    net.run(30)
    told = {number: len(net.logs[number]) for number in (1, 2, 3)}
    net[2].configure(f"interface Tunnel0\n {line}")
    net.run(60)
    assert {number: len(net.logs[number]) for number in (1, 2, 3)} == told
    assert net.rows(2)[0][3] == "UP"
    net[2].configure(BOUNCE)
    net.run(60)
    assert net.rows(2)[0][3] == "NHRP"
    for number in (1, 3):
        net[number].configure(f"interface Tunnel0\n {line}\n shutdown\n no shutdown")
    net.run(120)
    assert [row[3] for row in net.rows(1)] == ["UP", "UP"]
    assert net.rows(2)[0][3] == net.rows(3)[0][3] == "UP"


def test_without_a_network_id_the_sockets_close(tmp_path: Path) -> None:
    """Also those that waited for their end: nobody renews the SAs for hours."""
    net = world(tmp_path)
    net.run(20)
    ipsec = net[1].device.engine("ipsec")
    old = {pair.inbound.spi for pair in ipsec.sadb.pairs()}
    assert len(old) == 2
    net[3].configure("interface Tunnel0\n no ip nhrp nhs 10.0.0.1\n no ip nhrp map 10.0.0.1 192.0.2.1")
    net[1].cli("clear ip nhrp 10.0.0.3")
    net[1].configure("interface Tunnel0\n no ip nhrp network-id")
    net.run(5)
    head = ipsec.protections.heads[net[1].device.interfaces[TUNNEL]]
    assert head.clients == {}
    # spoke 2 still wants its socket, and gets it; the hub itself wants none
    assert old.isdisjoint(pair.inbound.spi for pair in ipsec.sadb.pairs())
    net[1].configure("interface Tunnel0\n ip nhrp network-id 1")
    net[2].configure(BOUNCE)
    net.run(20)
    assert [row[3] for row in net.rows(1)] == ["UP"]


def unknown(compulsory: bool) -> nhrp.Packet:
    """A registration of 10.0.0.2 with an extension that nobody knows."""
    cie = nhrp.Cie(0, 32, 1400, 300)
    extension = nhrp.Extension(0x123, compulsory, data=b"what?")
    one, two = parse_ipv4("10.0.0.1"), parse_ipv4("10.0.0.2")
    return nhrp.Packet(
        nhrp.REGISTRATION_REQUEST, parse_ipv4("192.0.2.2"), two, one, 7, 0, 255, [cie],
        [nhrp.Extension(nhrp.EXT_RESPONDER), extension],
    )  # fmt: skip


def test_a_compulsory_extension_that_is_not_known(tmp_path: Path) -> None:
    """RFC 2332 section 5.3: an error indication that quotes the request as it came; without the bit it is ignored."""
    net = Cloud(tmp_path, [config(1, HUB), config(2, SPOKE)])
    net.run(10)
    hub = net.tunnel(1)
    for compulsory in (False, True):
        del net.frames[:]
        sent = unknown(compulsory).encode()
        net.engine(1).receive(sent, parse_ipv4("192.0.2.2"), hub.iface)
        net.run(0.5)
        answer = net.frames[0][1]
        assert answer.type == (nhrp.ERROR_INDICATION if compulsory else nhrp.REGISTRATION_REPLY)
        if compulsory:
            assert (answer.code, answer.contents) == (nhrp.UNRECOGNIZED_EXTENSION, sent)
            assert sent[answer.offset : answer.offset + 4] == b"\x81\x23\x00\x05"


def test_a_packet_as_long_as_a_datagram_is_not_sent_on(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB), config(2, SPOKE), config(3, SPOKE)])
    net.run(10)
    packet = unknown(False)
    packet.dst_protocol = parse_ipv4("10.0.0.3")
    packet.extensions = [nhrp.Extension(nhrp.EXT_FORWARD_TRANSIT), nhrp.Extension(0x123, False, data=bytes(65_350))]
    hub = net.tunnel(1)
    net.engine(1).receive(packet.encode(), parse_ipv4("192.0.2.2"), hub.iface)
    net.run(1)
    assert hub.iface.counters.drops["unreadable"] == 1


def test_a_neighbour_cannot_make_us_negotiate_with_many(tmp_path: Path) -> None:
    """Requests in the name of 500 others: few negotiations at a time, and in the end nothing is left of them."""
    net = Cloud(tmp_path, [config(1, HUB, crypto=True), config(2, SPOKE, crypto=True)])
    net.run(20)
    engine, tunnel = net.engine(1), net.tunnel(1)
    isakmp, ipsec = (net[1].device.engine(name) for name in ("isakmp", "ipsec"))
    peers = len(ipsec._by_peer)
    for k in range(500):
        cies = [nhrp.Cie(0, 32, 1400, 5)]
        request = nhrp.Packet(
            nhrp.RESOLUTION_REQUEST, 0x0A090000 + k, 0x0A000100 + 7 * k, parse_ipv4("10.0.0.1"), k + 1, 0, 255, cies, []
        )
        engine.receive(request.encode(), parse_ipv4("192.0.2.2"), tunnel.iface)
    assert 0 < len(isakmp.life.negotiating) <= 64
    net.run(31)
    assert not engine.resolution._answers
    net.run(600)
    assert not isakmp.life.negotiating
    assert len(ipsec._by_peer) == peers and all(ipsec._by_peer.values())
    assert net.rows(1)[0][3] == "UP"


def test_requesters_whose_answers_are_over_are_forgotten(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB + " ip nhrp holdtime 60\n"), config(2, SPOKE)])
    net.run(20)
    engine, tunnel = net.engine(1), net.tunnel(1)
    for k in range(30):
        request = nhrp.Packet(
            nhrp.RESOLUTION_REQUEST, parse_ipv4("192.0.2.2"), 0x0A000100 + k, parse_ipv4("10.0.0.1"), k + 1, 0, 255,
            [nhrp.Cie(0, 32, 1400, 5)], [],
        )  # fmt: skip
        engine.receive(request.encode(), parse_ipv4("192.0.2.2"), tunnel.iface)
        net.run(10)
    (local,) = (entry for entry in tunnel.cache if entry.local)
    assert len(local.requesters) <= 6
