"""Tunnels between two edge routers with a provider router between them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from iosemu.device.device import Device
from iosemu.device.interface import Interface, InterfaceConfig
from iosemu.device.passage import Passage
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.model import MULTIPOINT, TunnelConfig
from iosemu.features.gre.show import tunnel_lines
from iosemu.records import replace
from iosemu.sim.link import Link
from iosemu.types import InterfaceName, Prefix, parse_ipv4
from iosemu.wire import gre, ipv4
from tests.features.gre.net import Net, Ping, TunnelListener, log_of, port, static, tell


class Wan:
    """R1 and R2 on an ISP, Tunnel0 between their loopbacks: 172.16.0.1 and 172.16.0.2."""

    def __init__(self, mode: str = "gre ip") -> None:
        self.net = net = Net("gre")
        self.r1, self.isp, self.r2 = net.device("R1"), net.device("ISP"), net.device("R2")
        self.link1 = net.cable(port(self.r1, "Fa0/0", "10.0.1.1"), port(self.isp, "Fa0/0", "10.0.1.2"))
        self.link2 = net.cable(port(self.r2, "Fa0/0", "10.0.2.1"), port(self.isp, "Fa0/1", "10.0.2.2"))
        port(self.r1, "Loopback0", "1.1.1.1", 32)
        port(self.r2, "Loopback0", "2.2.2.2", 32)
        static(self.r1, "0.0.0.0/0", "10.0.1.2")
        static(self.r2, "0.0.0.0/0", "10.0.2.2")
        static(self.isp, "1.1.1.1/32", "10.0.1.1")
        static(self.isp, "2.2.2.2/32", "10.0.2.1")
        self.t1 = self.tunnel(self.r1, "172.16.0.1", "2.2.2.2", mode)
        self.t2 = self.tunnel(self.r2, "172.16.0.2", "1.1.1.1", mode)
        net.run(1)
        Ping(net, self.r1).send("2.2.2.2", 4)  # fill the ARP caches
        Ping(net, self.r2).send("1.1.1.1", 4)

    @staticmethod
    def tunnel(device: Device, address: str, far: str, mode: str) -> Interface:
        iface = port(device, "Tunnel0", address)
        destination = None if mode == MULTIPOINT else parse_ipv4(far)
        source = InterfaceName.parse("Loopback0")
        tell(iface, TunnelConfig, mode=mode, source=source, destination=destination)
        return iface

    def ping(self, count: int = 5, **options: object) -> str:
        return Ping(self.net, self.r1).send("172.16.0.2", count, **options)  # type: ignore[arg-type]

    def capture(self, link: Link) -> list[ipv4.IPv4]:
        """The IP datagrams on a cable from now on."""
        seen: list[ipv4.IPv4] = []

        def tap(time: float, label: str, frame: bytes) -> None:
            if frame[12:14] == b"\x08\x00":
                seen.append(ipv4.IPv4.decode(frame[14:]))

        link.taps.append(tap)
        return seen


def driver(iface: Interface) -> TunnelDriver:
    assert isinstance(iface.driver, TunnelDriver)
    return iface.driver


def test_point_to_point() -> None:
    wan = Wan()
    seen = wan.capture(wan.link1)
    assert wan.ping() == "!!!!!"
    outer = seen[0]
    assert (outer.src, outer.dst, outer.protocol) == (parse_ipv4("1.1.1.1"), parse_ipv4("2.2.2.2"), ipv4.GRE)
    assert outer.length == 124 and not outer.df and outer.ttl == 255
    inner = ipv4.IPv4.decode(gre.Gre.decode(outer.payload).payload)
    assert (inner.src, inner.dst) == (parse_ipv4("172.16.0.1"), parse_ipv4("172.16.0.2"))
    assert wan.t1.counters.out_packets == wan.t1.counters.in_packets == 5
    assert wan.t1.counters.out_bytes == 5 * 124


@pytest.mark.parametrize(
    ("options", "overhead"),
    [
        ({"key": 7}, 28),
        ({"checksum": True}, 28),
        ({"sequencing": True}, 28),
        ({"key": 7, "checksum": True, "sequencing": True}, 36),
        ({"mode": "ipip"}, 20),
    ],
)
def test_encapsulations(options: dict[str, object], overhead: int) -> None:
    wan = Wan()
    tell(wan.t1, TunnelConfig, **options)
    if {"key", "mode"} & set(options):
        assert wan.ping(1) == "."  # the far end has no such tunnel
    tell(wan.t2, TunnelConfig, **options)
    seen = wan.capture(wan.link2)
    assert wan.ping() == "!!!!!"
    assert {packet.length for packet in seen} == {100 + overhead}
    assert wan.t1.ip_mtu == 1500 - overhead


def test_wrong_key_is_silent() -> None:
    wan = Wan()
    tell(wan.t1, TunnelConfig, key=1)
    tell(wan.t2, TunnelConfig, key=2)
    seen = wan.capture(wan.link2)
    assert wan.ping(2) == ".."
    assert [packet.protocol for packet in seen] == [ipv4.GRE, ipv4.GRE]  # and nothing came back
    assert sum(iface.counters.drops.get("no tunnel", 0) for iface in wan.r2.interfaces.values()) == 2


def test_line_protocol_follows_source_and_route() -> None:
    wan = Wan()
    assert wan.t1.up and wan.t1.line_up
    tell(wan.r1.interfaces[InterfaceName.parse("Loopback0")], InterfaceConfig, shutdown=True)
    assert wan.t1.up and not wan.t1.line_up
    assert driver(wan.t1).down_reason() == "tunnel source interface is down"
    tell(wan.r1.interfaces[InterfaceName.parse("Loopback0")], InterfaceConfig, shutdown=False)
    wan.net.run(1)
    assert wan.t1.line_up
    wan.link1.cut()
    wan.net.run(1)
    assert not wan.t1.line_up and driver(wan.t1).down_reason() == "no output interface"
    wan.link1.repair()
    wan.net.run(5)
    assert wan.t1.line_up


def test_multipoint_needs_only_a_source() -> None:
    wan = Wan(MULTIPOINT)
    wan.link1.cut()
    wan.net.run(1)
    assert wan.t1.line_up
    tell(wan.t1, TunnelConfig, source=None)
    assert not wan.t1.line_up


class Map:
    """A resolver that knows all."""

    def __init__(self, nbmas: dict[str, str]) -> None:
        self.nbmas = {parse_ipv4(near): parse_ipv4(far) for near, far in nbmas.items()}

    def resolve(self, iface: Interface, next_hop: int, packet: ipv4.IPv4) -> int | None:
        return self.nbmas.get(next_hop)


def test_multipoint_asks_the_resolver() -> None:
    wan = Wan(MULTIPOINT)
    assert wan.ping(1) == "."
    assert wan.t1.counters.drops["unresolved next hop"] == 1
    driver(wan.t1).resolver = Map({"172.16.0.2": "2.2.2.2"})
    driver(wan.t2).resolver = Map({"172.16.0.1": "1.1.1.1"})
    assert wan.ping() == "!!!!!"


def test_multicast_goes_to_every_mapping() -> None:
    wan = Wan(MULTIPOINT)
    driver(wan.t1).multicast_nbmas = [parse_ipv4("2.2.2.2"), parse_ipv4("9.9.9.9")]
    heard: list[int] = []
    wan.r2.ip.register(ipv4.EIGRP, lambda passage, iface: heard.append(passage.packet.src))
    group = parse_ipv4("224.0.0.10")
    wan.r2.ip.join(wan.t2, group)
    seen = wan.capture(wan.link1)
    wan.r1.ip.send(wan.r1.vrfs.default, ipv4.IPv4(0, group, ipv4.EIGRP, b"hello", 2), wan.t1)
    wan.net.run(1)
    assert {packet.dst for packet in seen if packet.protocol == ipv4.GRE} == {parse_ipv4("2.2.2.2"), parse_ipv4("9.9.9.9")}
    assert heard == [parse_ipv4("172.16.0.1")]


def test_nhrp_has_a_way_of_its_own() -> None:
    wan = Wan(MULTIPOINT)
    heard = TunnelListener()
    driver(wan.t2).nhrp = heard
    driver(wan.t2).conditions["nhrp"] = lambda iface: "NHRP down"
    wan.t2.update_state()
    assert not wan.t2.line_up
    assert driver(wan.t1).send_nhrp(Words(b"registration"), parse_ipv4("2.2.2.2"))
    wan.net.run(1)
    assert heard.payloads == [(b"registration", parse_ipv4("1.1.1.1"), wan.t2)]  # also while if-state keeps the line down


class Words(bytes):
    """In the place of a packet."""

    @property
    def length(self) -> int:
        return len(self)

    def encode(self) -> bytes:
        return self


class NeverMade(Words):
    def encode(self) -> bytes:
        raise AssertionError("encoded, though nobody can have it")


def test_nhrp_is_not_encoded_without_an_sa() -> None:
    """It is counted, and the keys are asked for, as if it had been."""
    wan = Wan(MULTIPOINT)
    seal = Seal(has_sa=False)
    driver(wan.t1).protector = seal
    before = wan.t1.counters.out_bytes
    assert not driver(wan.t1).send_nhrp(NeverMade(b"registration"), parse_ipv4("2.2.2.2"))
    assert wan.t1.counters.out_bytes - before == 20 + 4 + len(b"registration")
    assert wan.t1.counters.drops["no security association"] == 1
    assert seal.refused == [parse_ipv4("2.2.2.2")]


class Seal:
    """A protector that turns the payload around, and takes only what was turned."""

    def __init__(self, has_sa: bool = True) -> None:
        self.has_sa = has_sa
        self.refused: list[int] = []

    def ready(self, nbma: int, iface: Interface) -> bool:
        return self.has_sa

    def refuse(self, nbma: int, iface: Interface) -> None:
        self.refused.append(nbma)

    def seal(self, nbma: int, protocol: int, payload: bytes, room: int, whole: bool) -> tuple[int, bytes] | None:
        return None

    def protect(self, passage: Passage, iface: Interface) -> Sequence[Passage]:
        if not self.has_sa:
            return ()
        packet = passage.packet
        return (passage.around(replace(packet, protocol=ipv4.ESP, payload=packet.payload[::-1]), passage.vrf, self),)

    def accepts(self, passage: Passage, iface: Interface) -> bool:
        return passage.origin is self

    def describe(self, iface: Interface) -> Sequence[str]:
        return ['  Tunnel protection via IPSec (profile "P")']


def test_protection() -> None:
    wan = Wan()
    one, two = Seal(), Seal()
    driver(wan.t1).protector, driver(wan.t2).protector = one, two
    for device, seal in ((wan.r1, one), (wan.r2, two)):

        def unseal(passage: Passage, iface: Interface, device: Device = device, seal: Seal = seal) -> None:
            packet = passage.packet
            inner = ipv4.IPv4(packet.src, packet.dst, ipv4.GRE, packet.payload[::-1], packet.ttl)
            device.ip.receive(inner, iface, seal)

        device.ip.register(ipv4.ESP, unseal)
    assert wan.ping() == "!!!!!"
    one.has_sa = False
    assert wan.ping(1) == "."
    assert wan.t1.counters.drops["no security association"] == 1
    assert one.refused == [parse_ipv4("2.2.2.2")]
    driver(wan.t1).protector = None  # now in clear: the far end must not take it
    assert wan.ping(1) == "."
    assert wan.t2.counters.drops["not protected"] == 1


def test_fragmentation_outside_and_inside() -> None:
    """The DF bit inside is not copied: a full-sized datagram passes in fragments of the outer one."""
    wan = Wan()
    tell(wan.t1, InterfaceConfig, ip_mtu=1500)
    tell(wan.t2, InterfaceConfig, ip_mtu=1500)
    seen = wan.capture(wan.link1)
    assert wan.ping(1, size=1500, df=True) == "!"
    assert [packet.is_fragment for packet in seen] == [True, True, True, True]
    tell(wan.t1, InterfaceConfig, ip_mtu=1400)
    assert wan.ping(1, size=1400, df=True) == "!"
    assert wan.ping(1, size=1401, df=True) == "."
    assert wan.ping(1, size=1401) == "!"


def test_path_mtu_discovery() -> None:
    wan = Wan()
    for iface in (wan.t1, wan.t2):
        tell(iface, TunnelConfig, path_mtu_discovery=True)
    narrow = wan.isp.interfaces[InterfaceName.parse("Fa0/1")]
    tell(narrow, InterfaceConfig, ip_mtu=1000)
    assert wan.t1.ip_mtu == 1476
    assert wan.ping(1, size=1476, df=True) == "."
    assert driver(wan.t1).path_mtu == 1000 and wan.t1.ip_mtu == 976
    assert wan.ping(1, size=976, df=True) == "!"
    wan.net.run(600)
    assert wan.t1.ip_mtu == 1476


def test_keepalives_take_the_line_down_and_up() -> None:
    wan = Wan()
    tell(wan.t1, TunnelConfig, keepalive=True, keepalive_period=5, keepalive_retries=3)
    seen = wan.capture(wan.link1)
    wan.net.run(5.5)
    assert [packet.length for packet in seen] == [48, 24]  # GRE in GRE out, the inner one comes back
    wan.net.run(60)
    assert wan.t1.line_up and driver(wan.t1).unanswered == 0
    wan.link2.cut()
    wan.net.run(10)
    assert wan.t1.line_up
    wan.net.run(10)
    assert not wan.t1.line_up and driver(wan.t1).down_reason() == "keepalive down"
    wan.link2.repair()
    wan.net.run(12)
    assert wan.t1.line_up


def test_keepalives_return_from_a_tunnel_that_is_down() -> None:
    """Both ends wait for keepalives: each answers the other even while its own line protocol is down."""
    wan = Wan()
    for iface in (wan.t1, wan.t2):
        tell(iface, TunnelConfig, keepalive=True, keepalive_period=5, keepalive_retries=2)
    wan.link2.cut()
    wan.net.run(30)
    assert not wan.t1.line_up and not wan.t2.line_up
    wan.link2.repair()
    wan.net.run(12)
    assert wan.t1.line_up and wan.t2.line_up


def test_recursive_routing() -> None:
    wan = Wan()
    log = log_of(wan.r1)
    static(wan.r1, "2.2.2.2/32", iface=wan.t1)
    wan.net.run(0.1)
    assert log == ["%ADJ-5-PARENT: Midchain parent maintenance for IP midchain out of Tunnel0 - looped chain attempting to stack"]
    assert wan.ping(1) == "."  # and no endless loop
    wan.net.run(5)
    assert "%TUN-5-RECURDOWN: Tunnel0 temporarily disabled due to recursive routing" in log
    assert not wan.t1.line_up
    wan.net.run(61)
    assert log.count(log[0]) == 2  # back for a moment, the bad route with it
    wan.r1.vrfs.default.v4.update("static", Prefix.parse("2.2.2.2/32"), None)
    wan.net.run(61)
    assert wan.t1.line_up and wan.ping() == "!!!!!"


def test_a_tunnel_reconfigured_while_it_was_shut_hears_again() -> None:
    wan = Wan(MULTIPOINT)
    driver(wan.t1).resolver = Map({"172.16.0.2": "2.2.2.2"})
    driver(wan.t2).resolver = Map({"172.16.0.1": "1.1.1.1"})
    assert wan.ping() == "!!!!!"
    tell(wan.t2, InterfaceConfig, shutdown=True)
    tell(wan.t2, TunnelConfig, source=None)
    assert wan.ping(1) == "."  # the table of tunnels is made while it is down
    tell(wan.t2, TunnelConfig, source=InterfaceName.parse("Loopback0"))
    assert wan.ping(1) == "."
    tell(wan.t2, InterfaceConfig, shutdown=False)
    assert wan.ping() == "!!!!!"


def test_two_tunnels_from_one_source_are_told_apart_by_key() -> None:
    wan = Wan()
    second = {}
    for device, address, far in ((wan.r1, "172.17.0.1", "2.2.2.2"), (wan.r2, "172.17.0.2", "1.1.1.1")):
        iface = second[device.node] = port(device, "Tunnel1", address)
        tell(iface, TunnelConfig, source=InterfaceName.parse("Loopback0"), destination=parse_ipv4(far), key=5)
    assert wan.ping() == "!!!!!"
    assert Ping(wan.net, wan.r1).send("172.17.0.2", 5) == "!!!!!"
    assert second["R2"].counters.in_packets == 5 and wan.t2.counters.in_packets == 5


def test_out_of_order_datagrams_are_dropped() -> None:
    wan = Wan()
    for iface in (wan.t1, wan.t2):
        tell(iface, TunnelConfig, sequencing=True)
    held: list[bytes] = []
    wan.ping(2)
    wan.link1.taps.append(lambda time, label, frame: held.append(frame) if label.startswith("R1") else None)
    wan.ping(1)
    before = wan.t2.counters.in_packets
    wan.isp.interfaces[InterfaceName.parse("Fa0/0")].receive(held[0])
    wan.net.run(1)
    assert wan.t2.counters.in_packets == before + 1
    assert wan.t2.counters.drops["out of order"] == 1


def test_show_lines() -> None:
    wan = Wan()
    tell(wan.t1, TunnelConfig, key=100)
    assert list(tunnel_lines(driver(wan.t1))) == [
        "  Keepalive not set",
        "  Tunnel linestate evaluation up",
        "  Tunnel source 1.1.1.1 (Loopback0), destination 2.2.2.2",
        "   Tunnel Subblocks:",
        "      src-track:",
        "         Tunnel0 source tracking subblock associated with Loopback0",
        "          Set of tunnels with source Loopback0, 1 member (includes iterators), on interface <OK>",
        "  Tunnel protocol/transport GRE/IP",
        "    Key 0x64, sequencing disabled",
        "    Checksumming of packets disabled",
        "  Tunnel TTL 255, Fast tunneling enabled",
        "  Tunnel transport MTU 1472 bytes",
        "  Tunnel transmit bandwidth 8000 (kbps)",
        "  Tunnel receive bandwidth 8000 (kbps)",
    ]
    assert wan.t1.mtu == 17912 and wan.t2.mtu == 17916 and wan.t1.bandwidth == 100 and wan.t1.delay == 50000


def test_debug() -> None:
    wan = Wan()
    log = log_of(wan.r1)
    wan.r1.debug.on("gre", "tunnel")
    wan.ping(1)
    assert log == [
        "Tunnel0: GRE/IP encapsulated 1.1.1.1->2.2.2.2 (linktype=7, len=124)",
        "Tunnel0: GRE/IP to decaps 2.2.2.2->1.1.1.1 (len=124 ttl=254)",
        "Tunnel0: GRE decapsulated IP 172.16.0.2->172.16.0.1 (len=100, ttl=255)",
    ]


def test_packets_that_come_while_the_tunnel_is_shut() -> None:
    """They find no tunnel, and those behind them find it again."""
    wan = Wan()
    tell(wan.t1, TunnelConfig, key=7)
    tell(wan.t2, TunnelConfig, key=7)
    tell(wan.t2, InterfaceConfig, shutdown=True)
    tell(wan.t2, TunnelConfig, key=8)
    tell(wan.t2, TunnelConfig, key=7)
    assert wan.ping(2) == ".."
    tell(wan.t2, InterfaceConfig, shutdown=False)
    assert wan.ping(2) == "!!"
