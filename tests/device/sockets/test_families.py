"""UDP and TCP ask their network layer for nothing that only IPv4 has: the same stories over both families."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scapy.layers.inet import TCP, UDP  # type: ignore[attr-defined]
from scapy.layers.inet6 import IPv6

from iosemu.device.device import Device
from iosemu.device.fib import Entry
from iosemu.device.interface import Interface
from iosemu.device.passage import Passage
from iosemu.device.rib import Path, Route, RoutingTable
from iosemu.device.sockets.carrier import Carrier, Unreachable
from iosemu.device.sockets.machine import End
from iosemu.device.sockets.tcp import TcpLayer
from iosemu.device.sources import CONNECTED
from iosemu.device.udp import UdpPorts
from iosemu.device.vrf import Vrf
from iosemu.types import Prefix6, format_ipv6, parse_ipv4, parse_ipv6
from iosemu.wire import ipv4
from tests.device.bench import Bench, echo
from tests.device.sockets.users import Note, Service


class Wide:
    """A network layer with 128-bit addresses: two routers that hand each other their datagrams."""

    wide = True
    header = 40

    def __init__(self, device: Device, port: Interface, address: str) -> None:
        self.device, self.port = device, port
        self.address = parse_ipv6(address)
        self.peer: Wide
        self.handlers: dict[int, Callable[[Passage, Interface], object]] = {}
        self.unreachable: list[Unreachable] = []
        self.refused: list[int] = []
        self.sent: list[ipv4.IPv4] = []
        table = device.vrfs.default.v6
        table.receive[self.address] = port
        prefix = Prefix6.of(self.address, 64)
        table.update("connected", prefix, Route(prefix, CONNECTED, 0, 0, (Path(None, port),)))
        self.udp, self.tcp = UdpPorts(self), TcpLayer(self)

    def register(self, protocol: int, handler: Callable[[Passage, Interface], object]) -> None:
        self.handlers[protocol] = handler

    def on_unreachable(self, fn: Unreachable) -> object:
        return self.unreachable.append(fn)

    def table(self, vrf: Vrf) -> RoutingTable:
        return vrf.v6

    def route(self, vrf: Vrf, dst: int) -> Entry | None:
        return vrf.v6.find(dst)

    def source_for(self, vrf: Vrf, dst: int) -> int | None:
        return self.address

    def own_address(self, iface: Interface, dst: int) -> int | None:
        return self.address

    def unicast(self, address: int) -> bool:
        return address > 0 and address >> 120 != 0xFF

    def datagram(
        self, src: int, dst: int, protocol: int, payload: bytes, ttl: int, tos: int, whole: bool = False
    ) -> ipv4.IPv4:
        return ipv4.IPv4(src, dst, protocol, payload, ttl, tos)  # what matters here is what a datagram holds

    def send(
        self, vrf: Vrf, packet: ipv4.IPv4, iface: Interface | None = None, next_hop: int | None = None,
        origin: object = None,
    ) -> bool:  # fmt: skip
        self.sent.append(packet)
        if packet.dst == self.peer.address:
            self.device.scheduler.call(0.001, self.peer.arrived, packet)
        return packet.dst == self.peer.address

    def arrived(self, packet: ipv4.IPv4) -> None:
        passage = Passage(packet, self.device.vrfs.default, self.port)
        self.handlers[packet.protocol](passage, self.port)

    def port_unreachable(self, packet: ipv4.IPv4, iface: Interface) -> None:
        self.refused.append(packet.src)


class Pair:
    """Two routers that speak over one family; `far` is the address of the second."""

    def __init__(self, wide: bool) -> None:
        self.bench = bench = Bench()
        one, two = bench.router(), bench.router()
        ports = bench.port(one, "Fa0/0", "10.0.0.1"), bench.port(two, "Fa0/0", "10.0.0.2")
        bench.cable(*ports)
        self.vrf = one.vrfs.default
        self.one: Carrier
        self.two: Carrier
        if wide:
            self.one, self.two = first, second = Wide(one, ports[0], "2001:db8::1"), Wide(two, ports[1], "2001:db8::2")
            first.peer, second.peer = second, first
            self.far = second.address
        else:
            self.one, self.two = one.ip, two.ip
            self.far = parse_ipv4("10.0.0.2")
            echo(one, "10.0.0.2")
            bench.run(3)


@pytest.fixture(params=[False, True], ids=["IPv4", "IPv6"])
def pair(request: pytest.FixtureRequest) -> Pair:
    return Pair(request.param)


def layers(carrier: Carrier) -> tuple[UdpPorts, TcpLayer]:
    return carrier.udp, carrier.tcp  # type: ignore[attr-defined]  # both stand-in and stack have them


@pytest.mark.parametrize("key", [None, b"secret"])
def test_a_stream(pair: Pair, key: bytes | None) -> None:
    (_, tcp), (_, far) = layers(pair.one), layers(pair.two)
    service = Service()
    service.secret = key
    far.listen(179, service)
    data = bytes(range(256)) * 40
    user = Note(data, closes=True)
    connection = tcp.connect(pair.vrf, pair.far, 179, user, key=key)
    assert connection is not None
    pair.bench.run(30)
    assert user.got == data == service.users[0].got
    assert connection.machine.settings.mss == 1500 - pair.one.header - 20
    assert not far.bad_checksum and not far.bad_signature


def test_nobody_listens(pair: Pair) -> None:
    (udp, tcp), (far, _) = layers(pair.one), layers(pair.two)
    user = Note()
    tcp.connect(pair.vrf, pair.far, 23, user)
    assert udp.send(pair.vrf, 0, 5000, pair.far, 5001, b"anybody?")
    pair.bench.run(1)
    assert user.end is End.REFUSED
    assert far.no_port == 1 and not far.bad_checksum


def test_datagrams(pair: Pair) -> None:
    (udp, _), (far, _) = layers(pair.one), layers(pair.two)
    heard: list[tuple[bytes, int]] = []
    far.listen(5001, lambda datagram, passage, iface: heard.append((datagram.payload, passage.packet.src)))
    udp.send(pair.vrf, 0, 5000, pair.far, 5001, b"hello")
    pair.bench.run(1)
    assert heard == [(b"hello", pair.one.source_for(pair.vrf, pair.far))]


def test_scapy_finds_the_checksums_of_ipv6_right() -> None:
    pair = Pair(True)
    udp, tcp = layers(pair.one)
    tcp.connect(pair.vrf, pair.far, 179, Note())
    udp.send(pair.vrf, 0, 5000, pair.far, 5001, b"odd")
    assert isinstance(pair.one, Wide)
    for packet, kind in zip(pair.one.sent, (TCP, UDP), strict=True):
        ends = {"src": format_ipv6(packet.src), "dst": format_ipv6(packet.dst)}
        ours = IPv6(**ends, nh=packet.protocol) / kind(packet.payload)
        value = ours[kind].chksum
        del ours[kind].chksum
        assert kind(bytes(ours[kind])).chksum == value or IPv6(bytes(ours))[kind].chksum == value
