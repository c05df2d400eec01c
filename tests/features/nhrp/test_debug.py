"""Debug lines and messages, against captured ones (addresses are the cloud's).

Origin of the hub's lines: a DMVPN hub, IOS-XE 16/17, `debug nhrp`, network-id, tunnel key and authentication;
of the packet header: IOS 15, `debug nhrp packet`.
"""

from __future__ import annotations

from pathlib import Path

from tests.features.nhrp.cloud import HUB, SPOKE, Cloud, config

KEYED = " ip nhrp authentication cisco\n tunnel key 100\n"
NEW_CLIENT = """\
NHRP: Receive Registration Request via Tunnel0 vrf: global(0x0), packet size: 108
NHRP: Tunnels gave us pak src addr: 192.0.2.2
NHRP: Adding Tunnel Endpoints (VPN: 10.0.0.2, NBMA: 192.0.2.2)
NHRP: Successfully attached NHRP subblock for Tunnel Endpoints (VPN: 10.0.0.2, NBMA: 192.0.2.2)
NHRP: Peer capability:0
NHRP-EVE: NHC-UP: 10.0.0.2, NBMA: 192.0.2.2
NHRP: Enqueued dynamic mapping to end of list
NHRP: Tu0: Creating dynamic multicast mapping  NBMA: 192.0.2.2
NHRP: Added dynamic multicast mapping for NBMA: 192.0.2.2
NHRP: Sending Registration Reply if_in Tunnel0 vrf: global(0x0) dst 10.0.0.2 nbma 192.0.2.2 code: no error(0)
NHRP: Attempting to send packet through interface Tunnel0 via DEST  dst 10.0.0.2
NHRP: Send Registration Reply via Tunnel0 vrf: global(0x0), packet size: 128
      src: 10.0.0.1, dst: 10.0.0.2
NHRP: Encapsulation succeeded.  Sending NHRP Control Packet  NBMA Address: 192.0.2.2
NHRP: 156 bytes out Tunnel0 """.splitlines()
KNOWN_CLIENT = """\
NHRP: NHRP subblock already exists for Tunnel Endpoints (VPN: 10.0.0.2, NBMA: 192.0.2.2)
NHRP: Peer capability:0
NHRP: Cache already has a subblock node attached for Tunnel Endpoints (VPN: 10.0.0.2, NBMA: 192.0.2.2)
NHRP: nhrp_subblock_check_for_map() - Map Already Exists""".splitlines()
FORWARDED = """\
NHRP: Receive Resolution Request via Tunnel0 vrf: global(0x0), packet size: 88
NHRP: Route lookup for destination 172.16.3.1 in vrf: global(0x0) yielded interface Tunnel0, prefixlen 24
NHRP: Route lookup for 172.16.3.1 in vrf: global(0x0) yielded nexthop 10.0.0.3 interface Tunnel0
NHRP: Cache lookup for nexthop 10.0.0.3 on Tunnel0 returned nbma 192.0.2.3
NHRP: Forwarding request due to authoritative request.
NHRP: Attempting to forward to destination: 172.16.3.1 vrf: global(0x0)
NHRP: Forwarding: NHRP SAS picked source: 10.0.0.1 for destination: 172.16.3.1
NHRP: Attempting to send packet through interface Tunnel0 via DEST  dst 172.16.3.1
NHRP: Forwarding Resolution Request via Tunnel0 vrf: global(0x0), packet size: 108
      src: 10.0.0.1, dst: 172.16.3.1
NHRP: Encapsulation succeeded.  Sending NHRP Control Packet  NBMA Address: 192.0.2.3
NHRP: 136 bytes out Tunnel0 """.splitlines()
HEADER = """\
NHRP: Receive Registration Request via Tunnel0 vrf 0, packet size: 92
 (F) afn: AF_IP(1), type: IP(800), hop: 255, ver: 1
     shtl: 4(NSAP), sstl: 0(NSAP)
     pktsz: 92 extoff: 52
 (M) flags: "unique nat ", reqid: 2\x20
     src NBMA: 192.0.2.2
     src protocol: 10.0.0.2, dst protocol: 10.0.0.1
 (C-1) code: no error(0)
       prefix: 32, mtu: 17916, hd_time: 7200
       addr_len: 0(NSAP), subaddr_len: 0(NSAP), proto_len: 0, pref: 0""".splitlines()


def plain(lines: list[str]) -> list[str]:
    """Without the messages."""
    return [line for line in lines if not line.startswith("%")]


def test_hub_tells_of_registrations_and_forwarding(tmp_path: Path) -> None:
    route = "ip route 172.16.3.0 255.255.255.0 10.0.0.3\nip route 172.16.2.0 255.255.255.0 10.0.0.2\n"
    summary = "ip route 172.16.0.0 255.255.0.0 10.0.0.1\n"
    configs = [config(1, HUB + " ip nhrp redirect\n" + KEYED, platform="csr1000v", more=route)]
    configs += [config(n, SPOKE + KEYED, platform="csr1000v", more=summary) for n in (2, 3)]
    net = Cloud(tmp_path, configs, "csr1000v")
    assert net[1].cli("debug nhrp") == "NHRP protocol debugging is on\n"
    net.logs[1].clear()
    net.warm()
    lines = plain(net.logs[1])
    assert lines[: len(NEW_CLIENT)] == NEW_CLIENT
    net.logs[1].clear()
    net.run(200)
    lines = plain(net.logs[1])
    at = lines.index(KNOWN_CLIENT[0])
    assert lines[at : at + 4] == KNOWN_CLIENT
    net.logs[1].clear()
    net[2].cli("ping 172.16.3.1 source Loopback1 repeat 1")
    net.run(1)
    lines = net.logs[1]
    at = lines.index(FORWARDED[0])
    assert lines[at : at + len(FORWARDED)] == FORWARDED


def test_packet_header_is_printed_once_with_both_flags(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB), config(2, SPOKE)])
    for flag in ("debug nhrp", "debug nhrp packet", "debug nhrp cache"):
        net[1].cli(flag)
    net.run(5)
    lines = net.logs[1]
    at = lines.index(HEADER[0])
    assert lines[at : at + len(HEADER)] == HEADER
    assert lines.count(HEADER[0]) == 1
    at = lines.index("NHRP: Tunnel0: Cache add for target 10.0.0.2/32 next-hop 10.0.0.2")
    assert lines[at + 1] == "           192.0.2.2"
    net[1].cli("undebug all")
    net.logs[1].clear()
    net.run(2500)
    assert not plain(net.logs[1])


def test_pace_of_retransmissions(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB + " no ip nhrp network-id\n"), config(2, SPOKE)])
    net[2].cli("debug nhrp rate")
    net[2].configure("interface Tunnel0\n shutdown\n no shutdown")
    net.logs[2].clear()
    net.run(30)
    waits = [line.rpartition("retrans ivl ")[2] for line in net.logs[2] if "Retransmitting Registration" in line]
    assert waits[:3] == ["4 sec)", "8 sec)", "16 sec)"]


def test_dmvpn_messages_need_logging_dmvpn_on_ios_15(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB), config(2, SPOKE, more="logging dmvpn\n")])
    net.run(10)
    assert not [line for line in net.logs[1] if "DMVPN" in line]
    assert (
        "%DMVPN-5-NHRP_NHS_UP: Tunnel0: Next Hop Server : (Tunnel: 10.0.0.1 NBMA: 192.0.2.1) for "
        "(Tunnel: 10.0.0.2 NBMA: 192.0.2.2) is  UP"
    ) in net.logs[2]
    net[2].configure("interface Tunnel0\n no ip nhrp nhs 10.0.0.1")
    # the map is still there: what was a server is a peer
    assert net.logs[2][-2:] == [
        "%DMVPN-5-NHRP_NHS_DOWN: Tunnel0: Next Hop Server : (Tunnel: 10.0.0.1 NBMA: 192.0.2.1 ) for "
        "(Tunnel: 10.0.0.2 NBMA: 192.0.2.2) is DOWN, Reason: administratively prohibited(NHRP: no error)",
        "%DMVPN-5-NHRP_NHP_UP: Tunnel0: Next Hop NHP : (Tunnel: 10.0.0.1 NBMA: 192.0.2.1) for "
        "(Tunnel: 10.0.0.2 NBMA: 192.0.2.2) is UP",
    ]


def test_xe_logs_clients_and_network_identifier(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(n, lines, platform="csr1000v") for n, lines in ((1, HUB), (2, SPOKE))], "csr1000v")
    net.run(10)
    up = (
        "%DMVPN-5-NHRP_NHC_UP: Tunnel0: Next Hop Client : (Tunnel: 10.0.0.2 NBMA: 192.0.2.2) for "
        "(Tunnel: 10.0.0.1 NBMA: 192.0.2.1) is UP"
    )
    assert up in net.logs[1]
    net[1].configure("interface Tunnel0\n no ip nhrp network-id")
    told = "%DMVPN-5-NHRP_NETID_UNCONFIGURED:  Tunnel0: NETID : 1 Unconfigured (Tunnel: 10.0.0.1 NBMA:  192.0.2.1)"
    assert told in net.logs[1]


def test_dump_of_a_sent_packet_stands_between_the_steps_of_sending(tmp_path: Path) -> None:
    """Attempting, Send with the dump, encapsulation, bytes out: in whichever order the flags were given."""
    net = Cloud(tmp_path, [config(n, lines, platform="csr1000v") for n, lines in ((1, HUB), (2, SPOKE))], "csr1000v")
    for flag in ("debug nhrp packet", "debug nhrp"):
        net[2].cli(flag)
    net.run(5)
    lines = net.logs[2]
    send = next(at for at, line in enumerate(lines) if line.startswith("NHRP: Send Registration Request via Tunnel0"))
    assert lines[send - 1].startswith("NHRP: Attempting to send packet")
    assert lines[send + 2].startswith(" (F) afn: AF_IP(1)")
    done = next(at for at in range(send, len(lines)) if lines[at].startswith("NHRP: Encapsulation succeeded"))
    assert not any("(F) afn" in line for line in lines[done : done + 2])
    assert "bytes out Tunnel0" in lines[done + 1]
    assert sum(line.startswith("NHRP: Send Registration Request") for line in lines) == sum(
        "bytes out" in line for line in lines
    )
