"""Overlapping addresses in two VRFs never meet: whatever is sent into one, nothing of it comes out of the other."""

from __future__ import annotations

from collections import Counter

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from iosemu.device.interface import Interface
from iosemu.device.ip_events import PassageEnded
from iosemu.lab.lab import Lab
from iosemu.records import dataclass
from iosemu.sim import chance
from iosemu.sim.link import Link
from iosemu.types import BROADCAST_MAC, InterfaceName, format_ipv4, parse_ipv4
from iosemu.wire import ethernet, icmp, ipv4
from iosemu.wire.arp import REPLY, REQUEST, Arp
from iosemu.wire.icmp import Icmp, Quote
from iosemu.wire.tcp import SYN, Tcp
from iosemu.wire.udp import Udp
from tests.features.wired import network

COLOURS = ("RED", "BLUE")
MARK = {"RED": 0x5001, "BLUE": 0x5002}  # a port, or an identifier: what was sent in a VRF bears its mark
SUBNETS = ("10.0.0", "10.0.1", "10.0.2")
HOSTS = (1, 2, 5, 6, 255)


class Station:
    """Whoever is on the cable of a port: has every address that is asked for but the router's, and notes all frames."""

    enabled = True

    def __init__(self, iface: Interface, number: int) -> None:
        self.iface, self.mac = iface, 0x0200_0000_0000 + number
        self.label = f"S{number}:GigabitEthernet0/0"
        self.heard: list[ethernet.Frame] = []
        device = iface.device
        self.link = Link(device.scheduler, chance.stream(0, self.label), delay=0.001)
        iface.link = self.link
        self.link.attach(iface)
        self.link.attach(self)
        self.link.refresh()

    def carrier(self, up: bool) -> None:
        """It has no state."""

    def receive(self, data: bytes) -> None:
        frame = ethernet.Frame.decode(data)
        self.heard.append(frame)
        if frame.ethertype == ethernet.ARP:
            asked = Arp.decode(frame.payload)
            if asked.operation == REQUEST and asked.target_ip != asked.sender_ip:
                self.arp(Arp(REPLY, self.mac, asked.target_ip, asked.sender_mac, asked.sender_ip), asked.sender_mac)

    def arp(self, packet: Arp, to: int = BROADCAST_MAC) -> None:
        self.link.send(self, ethernet.Frame(to, self.mac, ethernet.ARP, packet.encode()).encode().ljust(60, b"\0"))

    def send(self, packet: ipv4.IPv4) -> None:
        frame = ethernet.Frame(self.iface.mac, self.mac, ethernet.IPV4, packet.encode())
        self.link.send(self, frame.encode().ljust(60, b"\0"))


@dataclass(slots=True)
class Sent:
    """One thing that a station sends: `port` 0-3, `kind` echo, udp, tcp, first or last (halves of an echo), arp."""

    port: int
    kind: str
    src: int
    dst: int
    ttl: int


def address(subnet: str, host: int) -> int:
    return parse_ipv4(f"{subnet}.{host}")


OWN = 1  # stands for the address of the port that it is sent to
ADDRESSES = st.builds(address, st.sampled_from((*SUBNETS, "10.9.9", "10.77.0")), st.sampled_from((*HOSTS, 9)))
SENT = st.builds(
    Sent,
    st.integers(0, 3),
    st.sampled_from(("echo", "udp", "tcp", "first", "last", "arp")),
    ADDRESSES,
    ADDRESSES,
    st.sampled_from((1, 2, 64)),
)
PREFIXES = st.sampled_from(
    ("0.0.0.0 0.0.0.0", "10.0.0.0 255.0.0.0", "10.0.1.0 255.255.255.0", "10.0.2.128 255.255.255.128", "10.9.0.0 255.255.0.0")
)
ROUTES = st.lists(st.tuples(PREFIXES, st.one_of(st.just(0), ADDRESSES)), max_size=4)
TABLE = st.tuples(st.permutations(SUBNETS), st.sampled_from((1, 2)), ROUTES)


def configuration(tables: dict[str, tuple[list[str], int, list[tuple[str, int]]]]) -> str:
    """Two ports and a loopback in each VRF; both have the same addresses more often than not."""
    text = "line vty 0 4\n no login\nip icmp rate-limit unreachable 1\n"
    port = 0
    for colour, (subnets, host, routes) in tables.items():
        text += f"vrf definition {colour}\n address-family ipv4\n"
        for subnet in subnets[:2]:
            text += f"interface GigabitEthernet0/{port}\n vrf forwarding {colour}\n"
            text += f" ip address {subnet}.{host} 255.255.255.0\n no shutdown\n"
            port += 1
        text += f"interface Loopback{port}\n vrf forwarding {colour}\n ip address 10.9.9.9 255.255.255.255\n"
        for prefix, hop in routes:
            text += f"ip route vrf {colour} {prefix} {format_ipv4(hop) if hop else 'Null0'}\n"
    return text


def whole_echo(colour: str) -> bytes:
    """Its second half is the same for both, so that halves of two would fit each other."""
    return Icmp(icmp.ECHO, 0, MARK[colour] << 16, bytes(24)).encode()


def datagram(sent: Sent, colour: str) -> ipv4.IPv4:
    mark, src, dst = MARK[colour], sent.src, sent.dst
    if sent.kind == "udp":
        return ipv4.IPv4(src, dst, ipv4.UDP, Udp(mark, 33434, b"x" * 20).encode(src, dst), sent.ttl, ident=7)
    if sent.kind == "tcp":  # with the same ports in both: the mark is in the sequence number
        segment = Tcp(4000, 23, mark << 16, 0, SYN, 4128)
        return ipv4.IPv4(src, dst, ipv4.TCP, segment.encode(src, dst), sent.ttl, ident=7)
    data = whole_echo(colour)
    if sent.kind == "first":
        return ipv4.IPv4(src, dst, ipv4.ICMP, data[:16], sent.ttl, ident=7, flags_offset=ipv4.MORE_FRAGMENTS)
    if sent.kind == "last":
        return ipv4.IPv4(src, dst, ipv4.ICMP, data[16:], sent.ttl, ident=7, flags_offset=2)
    return ipv4.IPv4(src, dst, ipv4.ICMP, data, sent.ttl, ident=7)


def mark_of(protocol: int, payload: bytes) -> set[int]:
    """The marks in a datagram, also in one that an error quotes."""
    if protocol == ipv4.TCP:
        return {payload[4] << 8 | payload[5]} | ({payload[8] << 8 | payload[9]} if len(payload) >= 20 else set())
    if protocol == ipv4.UDP:
        return {payload[0] << 8 | payload[1], payload[2] << 8 | payload[3]}
    if payload[0] in icmp.ERRORS:
        quote = Quote.decode(payload[8:])
        return mark_of(quote.protocol, quote.payload)
    return {payload[4] << 8 | payload[5]}


def run(lab: Lab, things: list[Sent | tuple[str, int]]) -> tuple[list[Station], list[PassageEnded]]:
    device = lab["R1"].device
    ports = [device.interfaces[InterfaceName.parse(f"GigabitEthernet0/{n}")] for n in range(4)]
    stations = [Station(iface, number) for number, iface in enumerate(ports)]
    ended: list[PassageEnded] = []
    device.bus.listen(PassageEnded, ended.append)
    lab.run(3)
    for thing in things:
        if isinstance(thing, Sent):
            station = stations[thing.port]
            if thing.kind == "arp":
                station.arp(Arp(REQUEST, station.mac, thing.src, 0, thing.dst))
            else:
                station.send(datagram(thing, COLOURS[thing.port // 2]))
        else:
            colour, dst = thing
            vrf = device.vrfs.get(colour)
            assert vrf is not None
            packet = ipv4.IPv4(0, dst, ipv4.ICMP, b"", 255)
            device.ip.icmp.echo(vrf, packet, MARK[colour], 1, b"x" * 40)
        lab.run(0.2)
    lab.run(40)  # retransmissions end
    return stations, ended


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    red=TABLE,
    blue=TABLE,
    things=st.lists(st.one_of(SENT, st.tuples(st.sampled_from(COLOURS), ADDRESSES)), min_size=5, max_size=30),
)
def test_two_vrfs_never_meet(
    red: tuple[list[str], int, list[tuple[str, int]]],
    blue: tuple[list[str], int, list[tuple[str, int]]],
    things: list[Sent | tuple[str, int]],
) -> None:
    lab = network({"R1": configuration({"RED": red, "BLUE": blue})}, platform="iosv")
    device = lab["R1"].device
    stations, ended = run(lab, things)
    for number, station in enumerate(stations):
        colour = COLOURS[number // 2]
        table = station.iface.table
        for frame in station.heard:
            if frame.ethertype == ethernet.ARP:
                packet = Arp.decode(frame.payload)
                assert packet.sender_mac == station.iface.mac
                if packet.operation == REQUEST:
                    assert packet.sender_ip == station.iface.address
                else:
                    assert table.lookup(packet.sender_ip) is not None, "answers for what it leads to"
            elif frame.ethertype == ethernet.IPV4:
                assert frame.dst in (station.mac, BROADCAST_MAC), "the MAC address of another VRF's neighbour"
                inside = ipv4.IPv4.decode(frame.payload)
                if not inside.flags_offset & 0x1FFF:
                    marks = mark_of(inside.protocol, inside.payload)
                    assert MARK[colour] in marks
                    assert not marks & (set(MARK.values()) - {MARK[colour]})
    for end in ended:
        came, out, at = (device.interfaces.get(name) if name is not None else None for name in (end.came, end.out, end.at))
        assert end.vrf in COLOURS or (at is not None and at.vrf.name == end.vrf)
        assert came is None or came.vrf.name == end.vrf
        assert out is None or out.vrf.name == end.vrf  # Null0 is not among the others


SYMMETRIC = st.builds(
    Sent,
    st.integers(0, 1),
    st.sampled_from(("echo", "udp", "tcp", "halves", "arp")),
    ADDRESSES,
    st.one_of(st.just(OWN), st.just(parse_ipv4("10.9.9.9")), ADDRESSES),
    st.sampled_from((1, 64)),
)


def outline(frame: ethernet.Frame) -> tuple[object, ...]:
    """What does not bear a mark."""
    if frame.ethertype == ethernet.ARP:
        packet = Arp.decode(frame.payload)
        return "ARP", packet.operation, packet.sender_ip, packet.target_ip
    if frame.ethertype != ethernet.IPV4:
        return (frame.ethertype,)
    inside = ipv4.IPv4.decode(frame.payload)
    kind = inside.payload[13] if inside.protocol == ipv4.TCP else inside.payload[0]
    return inside.src, inside.dst, inside.protocol, inside.ttl, inside.flags_offset, kind


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(table=TABLE, things=st.lists(SYMMETRIC, min_size=3, max_size=12))
def test_two_vrfs_with_the_same_lines_do_the_same(
    table: tuple[list[str], int, list[tuple[str, int]]], things: list[Sent]
) -> None:
    """What is sent into both at once is answered in both, as if there were no other."""
    lab = network({"R1": configuration({"RED": table, "BLUE": table})}, platform="iosv")
    device = lab["R1"].device
    steps: list[Sent | tuple[str, int]] = []
    for thing in things:
        name = InterfaceName.parse(f"GigabitEthernet0/{thing.port}")
        dst = device.interfaces[name].address or 0 if thing.dst == OWN else thing.dst
        for kind in ("first", "last") if thing.kind == "halves" else (thing.kind,):
            steps += [Sent(thing.port + 2 * blue, kind, thing.src, dst, thing.ttl) for blue in (0, 1)]
    stations, _ = run(lab, steps)
    for port in (0, 1):
        # each once: a retransmission of one may come before the end, of the other behind it
        red, blue = (dict.fromkeys(outline(frame) for frame in stations[port + at].heard) for at in (0, 2))
        assert list(red) == list(blue)
    marks = Counter(
        (number // 2, mark)
        for number, station in enumerate(stations)
        for inside in (ipv4.IPv4.decode(f.payload) for f in station.heard if f.ethertype == ethernet.IPV4)
        for mark in mark_of(inside.protocol, inside.payload) & set(MARK.values())
    )
    assert not marks[0, MARK["BLUE"]]
    assert not marks[1, MARK["RED"]]


def test_marks_are_found_where_vrfs_do_meet() -> None:
    """The property can fail: with a leak, RED's datagrams come out of BLUE's port."""
    tables = {"RED": (list(SUBNETS), 1, []), "BLUE": (list(SUBNETS), 1, [])}
    leak = "ip route vrf RED 10.77.0.0 255.255.0.0 GigabitEthernet0/2 10.0.0.5\n"
    lab = network({"R1": configuration(tables) + leak}, platform="iosv")
    src, dst = parse_ipv4("10.0.0.5"), parse_ipv4("10.77.0.9")
    sent = Sent(0, "echo", src, dst, 64)
    stations, _ = run(lab, [sent, sent, sent])
    datagrams = [ipv4.IPv4.decode(f.payload) for f in stations[2].heard if f.ethertype == ethernet.IPV4]
    assert any(MARK["RED"] in mark_of(each.protocol, each.payload) for each in datagrams)
