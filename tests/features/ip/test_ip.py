"""`show ip traffic`, `debug ip packet`, `debug ip icmp`. Formats: reference ios-output/show-ip-traffic/genie-2.txt,
ios-behaviour/routing-debug.md."""

from __future__ import annotations

from pathlib import Path

from iosemu.types import InterfaceName, parse_ipv4
from iosemu.wire import ipv4
from iosemu.wire.tcp import ACK, RST, SYN, Tcp
from tests.features.desk import Desk
from tests.features.routers import Routers, three
from tests.features.wired import network

KEPT = ("IP statistics:", "ICMP statistics:", "UDP statistics:", "TCP statistics:", "ARP statistics:")


def shape(text: str) -> list[str]:
    """Lines of the sections that every router has, with numbers replaced."""
    found: list[str] = []
    keep = False
    for line in text.splitlines():
        if line.endswith("statistics:"):
            keep = line in KEPT
        if keep and line.strip():
            found.append("".join("0" if c.isdigit() else c for c in line))
    return sorted("0".join(part for part in line.split("0") if part).rstrip() for line in found)


def test_counters_move() -> None:
    net = three()
    net.cli("R1", "ping 10.0.23.3")
    net.cli("R1", "ping 172.16.0.1 repeat 1")
    net.cli("R1", "ping 10.0.12.2 repeat 2")
    text = net.cli("R2", "show ip traffic")
    assert "  Rcvd:  10 total, 2 local destination\n" in text
    assert "         1 no route, 0 unicast RPF, 0 forced drop\n" in text
    assert "        2 echo, 0 echo reply," in text
    assert "  Sent: 0 redirects, 1 unreachable, 0 echo, 2 echo reply\n" in text
    net.cli("R2", "clear ip traffic", "")
    net.shells["R2"].device.ip.clear_counters()
    assert "  Rcvd:  0 total, 0 local destination\n" in net.cli("R2", "show ip traffic")


def test_lines_are_those_of_a_real_router(reference: Path) -> None:
    real = (reference / "ios-output/show-ip-traffic/genie-2.txt").read_text()
    ours = three().cli("R1", "show ip traffic")
    missing = set(shape(real)) - set(shape(ours))
    # this sample has another tail in the Drop lines, and counts queue drops of ARP nowhere
    assert {line.strip()[:5] for line in missing} <= {"Drop:", "0 phy"}


def quiet(net: Routers) -> list[str]:
    net.cli("R1", "ping 10.0.12.2")
    net.run(2)
    return net.log_of("R2")


def test_debug_ip_icmp() -> None:
    net = three()
    lines = quiet(net)
    assert net.cli("R2", "debug ip icmp") == "ICMP packet debugging is on\n"
    net.cli("R1", "ping 10.0.12.2 repeat 1")
    net.cli("R1", "ping 172.16.0.1 repeat 1")
    net.cli("R2", "ping 10.0.12.1 repeat 1")
    net.cli("R1", "traceroute 10.0.23.3 probe 1 ttl 1 1")
    assert lines == [
        "ICMP: echo reply sent, src 10.0.12.2, dst 10.0.12.1, topology BASE, dscp 0 topoid 0",
        "ICMP: dst (172.16.0.1) host unreachable sent to 10.0.12.1",
        "ICMP: echo reply rcvd, src 10.0.12.1, dst 10.0.12.2, topology BASE, dscp 0 topoid 0",
        "ICMP: time exceeded (time to live) sent to 10.0.12.1 (dest was 10.0.23.3)",
    ]


def test_debug_ip_packet_with_list_and_detail() -> None:
    net = three()
    lines = quiet(net)
    net.configure("R2", "access-list 101 permit icmp any host 10.0.12.1")
    assert net.cli("R2", "debug ip packet 101 detail") == "IP packet debugging is on (detailed) for access list 101\n"
    net.cli("R1", "ping 10.0.12.2 repeat 1")
    net.cli("R1", "ping 10.0.23.3 repeat 3")  # in transit: nothing
    assert lines == [
        "IP: tableid=0, s=10.0.12.2 (local), d=10.0.12.1 (FastEthernet0/0), routed via FIB",
        "    ICMP type=0, code=0",
        "IP: s=10.0.12.2 (local), d=10.0.12.1 (FastEthernet0/0), len 100, sending",
        "    ICMP type=0, code=0",
    ]


def test_debug_ip_packet_received_and_unroutable() -> None:
    net = three()
    lines = quiet(net)
    net.cli("R2", "debug ip packet")
    net.cli("R1", "ping 10.0.12.2 repeat 1")
    assert lines[:2] == [
        "IP: tableid=0, s=10.0.12.1 (FastEthernet0/0), d=10.0.12.2 (FastEthernet0/0), routed via RIB",
        "IP: s=10.0.12.1 (FastEthernet0/0), d=10.0.12.2 (FastEthernet0/0), len 100, rcvd 3",
    ]
    lines.clear()
    net.cli("R1", "ping 172.16.0.1 repeat 1")
    assert lines[0] == "IP: s=10.0.12.1 (FastEthernet0/0), d=172.16.0.1, len 100, unroutable"
    assert lines[-1] == "IP: s=10.0.12.2 (local), d=10.0.12.1 (FastEthernet0/0), len 56, sending"


def test_rate_limit_of_unreachables() -> None:
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    net.configure("R2", "no ip icmp rate-limit unreachable")
    assert "UUUUU" in net.cli("R1", "ping 172.16.0.1")
    assert "no ip icmp rate-limit unreachable" in net.shells["R2"].running_config()
    net.configure("R2", "ip icmp rate-limit unreachable 3000")
    net.run(5)
    assert "U..U." in net.cli("R1", "ping 172.16.0.1") or "U..U" in net.cli("R1", "ping 172.16.0.1")


def answers(net: Routers, segment: Tcp, options: bytes = b"", dst: str = "10.0.12.2") -> list[ipv4.IPv4]:
    """R1 sends a segment of its own to R2; what comes back to 10.0.12.1 from there, and what R3 gets."""
    got: list[ipv4.IPv4] = []
    r1 = net.shells["R1"].device
    r1.ip.handlers[ipv4.TCP] = lambda passage, iface: got.append(passage.packet)  # in place of its TCP
    src, to = parse_ipv4("10.0.12.1"), parse_ipv4(dst)
    r1.ip.send(r1.vrfs.default, ipv4.IPv4(src, to, ipv4.TCP, segment.encode(src, to), options=options))
    net.run(1)
    return got


def test_closed_tcp_port_is_reset() -> None:
    """RFC 9293 section 3.10.7.1: a SYN gets RST, ACK; an ACK gets RST with its number; a reset gets nothing."""
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    lines = net.log_of("R2")
    net.cli("R2", "debug ip packet detail")

    def reset(segment: Tcp) -> list[Tcp]:
        return [Tcp.decode(packet.payload, packet.src, packet.dst) for packet in answers(net, segment)]

    assert reset(Tcp(1024, 24, 99, 0, SYN)) == [Tcp(24, 1024, 0, 100, RST | ACK)]
    assert "    TCP src=1024, dst=24, seq=99, ack=0, win=0 SYN" in lines
    assert "    TCP src=24, dst=1024, seq=0, ack=100, win=0 RST ACK" in lines
    assert reset(Tcp(1024, 179, 99, 7777, ACK, payload=b"x")) == [Tcp(179, 1024, 7777, 0, RST)]
    assert reset(Tcp(1024, 179, 99, 0, RST)) == []
    text = net.cli("R2", "show ip traffic")
    assert "TCP statistics:\n  Rcvd: 3 total, 0 checksum errors, 3 no port\n  Sent: 2 total\n" in text
    assert " 0 unknown protocol," in text


def test_source_route_is_followed_unless_switched_off() -> None:
    """R1 names R2, which sends the datagram on to R3 (RFC 791 section 3.1)."""
    net = three()
    net.cli("R1", "ping 10.0.23.3")
    loose = bytes((131, 7, 4)) + parse_ipv4("10.0.23.3").to_bytes(4, "big") + b"\0"
    got: list[ipv4.IPv4] = []
    net.shells["R3"].device.ip.handlers[ipv4.TCP] = lambda passage, iface: got.append(passage.packet)
    answers(net, Tcp(1, 2, 3, 0, SYN), loose)
    assert [packet.dst for packet in got] == [parse_ipv4("10.0.23.3")]
    assert got[0].options == bytes((131, 7, 8)) + parse_ipv4("10.0.23.2").to_bytes(4, "big") + b"\0"
    strict = bytes((137,)) + loose[1:]
    answers(net, Tcp(1, 2, 3, 0, SYN), strict)
    assert len(got) == 2
    assert net.cli("R2", "show running-config | include source-route") == ""
    net.configure("R2", "no ip source-route")
    assert net.cli("R2", "show running-config | include source-route") == "no ip source-route\n"
    answers(net, Tcp(1, 2, 3, 0, SYN), loose)
    assert len(got) == 2
    text = net.cli("R2", "show ip traffic")
    assert ", 2 loose source route\n" in text
    assert " 1 strict source route," in text


def test_strict_route_does_not_jump() -> None:
    net = three()
    net.cli("R1", "ping 10.0.23.3")
    strict = bytes((137, 7, 4)) + parse_ipv4("172.16.0.9").to_bytes(4, "big") + b"\0"
    net.configure("R2", "ip route 172.16.0.0 255.255.0.0 10.0.23.3")
    lines = net.log_of("R1")
    net.cli("R1", "debug ip icmp")
    answers(net, Tcp(1, 2, 3, 0, SYN), strict)
    assert lines == ["ICMP: source route unreachable rcv from 10.0.12.2"]


def test_every_section_is_there_in_the_order_of_the_release() -> None:
    orders = {
        "c7200": "IP ICMP TCP BGP EIGRP-IPv4 PIMv2 IGMP UDP OSPF ARP",
        "c3725": "IP ICMP TCP BGP IP-EIGRP PIMv2 IGMP UDP OSPF ARP",
        "iol": "IP ICMP UDP OSPF PIMv2 IGMP TCP EIGRP-IPv4 BGP ARP",
    }
    for platform, order in orders.items():
        text = Desk(platform=platform).type("show ip traffic")
        assert [line.split()[0] for line in text.splitlines() if " statistics:" in line] == order.split()
        eigrp = Desk("router eigrp 1\n network 10.0.0.0\n", platform=platform).type("show ip traffic")
        assert eigrp.count("EIGRP") == 1


def test_arp_counts_the_frames_that_it_sent() -> None:
    """A subinterface whose port is down asks nobody."""
    net = three()
    net.configure("R1", "interface Fa0/1\nshutdown\ninterface Fa0/1.5\nencapsulation dot1Q 5\nip address 10.5.0.1 255.255.255.0\n")
    cache = net.shells["R1"].device.ip.arp
    before = cache.requests_sent, cache.replies_sent
    iface = net.shells["R1"].device.interface(InterfaceName.parse("Fa0/1.5"))
    assert iface is not None
    cache.announce(iface)
    assert (cache.requests_sent, cache.replies_sent) == before


def test_unreachables_that_are_heard_name_their_target_on_12_4() -> None:
    text = "interface {port}0/0\n ip address 10.0.0.{i} 255.255.255.0\n no shutdown\nip route 0.0.0.0 0.0.0.0 10.0.0.2\n"
    for platform, port, words in (
        ("c3725", "FastEthernet", "ICMP: dst (172.16.0.1) host unreachable rcv from 10.0.0.2"),
        ("c7200", "FastEthernet", "ICMP: host unreachable rcv from 10.0.0.2"),
    ):
        one = text.format(port=port, i=1)
        two = f"interface {port}0/0\n ip address 10.0.0.2 255.255.255.0\n no shutdown\n"
        with network({"R1": one, "R2": two}, f"R1:{port}0/0 R2:{port}0/0", platform=platform) as lab:
            lab.run(5)
            r1 = lab["R1"]
            r1.cli("ping 10.0.0.2")
            r1.cli("debug ip icmp")
            assert words + "\n" in r1.cli("ping 172.16.0.1 repeat 2")
