"""Routers on the way tell that ESP is too long: the SA's path MTU follows, and grows again (RFC 4301 section 8.2)."""

from __future__ import annotations

from typing import Any

import pytest

from iosemu.device.interface import InterfaceConfig
from iosemu.features.acl.model import Entry
from iosemu.features.gre.model import TunnelConfig
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.model import IpsecConfig
from iosemu.features.ipsec.pathmtu import AGE, LEAST
from iosemu.features.ipsec.show_sa import sa_lines
from iosemu.types import parse_ipv4
from iosemu.wire import icmp, ipv4
from iosemu.wire.esp import in_udp
from tests.features.gre.net import tell
from tests.features.ipsec.test_nat import Box, Fixed
from tests.features.ipsec.world import World

R1, R2, ISP = (parse_ipv4(text) for text in ("10.0.1.1", "10.0.2.1", "10.0.1.2"))


@pytest.fixture
def world() -> World:
    return World()


def narrow(world: World, mtu: int | None) -> None:
    """The provider's `ip mtu` towards R2."""
    out = next(iface for iface in world.isp if iface.link is world.link2)
    tell(out, InterfaceConfig, ip_mtu=mtu)


def lan_ping(world: World, count: int = 1, **more: Any) -> str:
    return world.ping("10.2.2.1", count, src="10.1.1.1", **more)


def told(world: World) -> list[tuple[int, int]]:
    """(source, MTU) of every "fragmentation needed" that comes to R1."""
    found: list[tuple[int, int]] = []

    def heard(message: icmp.Icmp, quote: icmp.Quote, passage: Any) -> None:
        if message.code == icmp.FRAGMENTATION_NEEDED:
            found.append((passage.packet.src, message.mtu))

    world.r1.ip.icmp.on_error(heard)
    return found


def shown(world: World) -> str:
    return next(line.strip() for line in sa_lines(world.r1, lambda row: True) if "path mtu" in line)


def only(world: World) -> Flow:
    return world.e1.flows[0]


def forge(world: World, payload: bytes, mtu: int, src: int = R1, protocol: int = ipv4.ESP) -> None:
    """The provider complains of a datagram with this head."""
    about = ipv4.IPv4(src, R2, protocol, payload + bytes(40), 250, 0, 0, ipv4.DONT_FRAGMENT)
    error = icmp.Icmp(icmp.UNREACHABLE, icmp.FRAGMENTATION_NEEDED, mtu, about.encode()[:28])
    world.isp.ip.send(world.isp.vrfs.default, ipv4.IPv4(ISP, R1, ipv4.ICMP, error.encode(), 255))
    world.run(1)


def test_a_path_is_learnt_and_tried_again(world: World) -> None:
    world.mapped()
    assert lan_ping(world, 2) == ".!"
    narrow(world, 600)
    errors = told(world)
    assert shown(world).startswith("path mtu 1500, ip mtu 1500")
    assert lan_ping(world, size=1000, df=True) == "."
    assert errors == [(ISP, 600)]
    assert shown(world).startswith("path mtu 600, ip mtu 1500")
    # from now on R1 tells the sender what fits; that much goes through to the byte
    assert lan_ping(world, size=1000, df=True) == "."
    assert len(errors) == 2
    fits = errors[1][1]
    assert 500 < fits < 560
    assert lan_ping(world, size=fits, df=True) == "!"
    assert lan_ping(world, size=fits + 1, df=True) == "."
    assert lan_ping(world, size=1000) == "!"  # cut before encryption
    assert len(errors) == 3 and errors[2][1] == fits  # none from the way any more
    narrow(world, None)
    world.run(AGE)
    assert shown(world).startswith("path mtu 1500, ip mtu 1500")
    assert lan_ping(world, size=1000, df=True) == "!"


def test_datagrams_of_transport_mode_too(world: World) -> None:
    for device, mine, theirs in ((world.r1, R1, R2), (world.r2, R2, R1)):
        world.map(device, {"mode": "transport"}, Entry(10, True, 1, mine, 0, theirs, 0))
    assert world.ping("10.0.2.1", 2) == ".!"
    narrow(world, 600)
    assert world.ping("10.0.2.1", size=1000, df=True) == "."
    errors = told(world)
    assert world.ping("10.0.2.1", size=1000, df=True) == "."
    (fits,) = {mtu for _, mtu in errors}
    assert world.ping("10.0.2.1", size=fits, df=True) == "!"
    assert world.ping("10.0.2.1", size=fits + 1, df=True) == "."


def test_a_tunnel_that_the_sa_carries_takes_less(world: World) -> None:
    world.protected()
    for device in (world.r1, world.r2):
        tell(world.driver(device).iface, TunnelConfig, path_mtu_discovery=True)
    world.run(30)
    assert world.ping("172.16.0.2") == "!"
    wide = world.driver(world.r1).ip_mtu
    narrow(world, 600)
    world.ping("172.16.0.2", 3, size=1000, df=True)
    assert only(world).path_mtu == 600
    assert world.driver(world.r1).ip_mtu < 600
    assert world.ping("172.16.0.2", size=world.driver(world.r1).ip_mtu, df=True) == "!"
    narrow(world, None)
    world.run(AGE)
    assert world.driver(world.r1).ip_mtu == wide


def test_in_udp_by_the_ports(world: World) -> None:
    Box(world)
    for device in (world.r1, world.r2):
        world.profile(device)
    world.tunnel(world.r2, mode="gre multipoint", destination=None)
    world.driver(world.r2).resolver = Fixed()
    world.tunnel(world.r1)
    world.run(5)
    assert world.ping("172.16.0.2") == "!"
    pair = only(world).current
    assert pair is not None and pair.outbound.udp == (4500, 4500)
    forge(world, in_udp(4500, 4501, b""), 600, protocol=ipv4.UDP)
    assert only(world).path_mtu is None
    forge(world, in_udp(4500, 4500, b""), 600, protocol=ipv4.UDP)
    assert only(world).path_mtu == 600
    assert world.driver(world.r1).ip_mtu < 600


def test_who_does_not_know_the_spi_is_not_believed(world: World) -> None:
    world.mapped()
    assert lan_ping(world, 2) == ".!"
    pair = only(world).current
    assert pair is not None
    spi = pair.outbound.spi.to_bytes(4, "big")
    forge(world, (pair.outbound.spi ^ 1).to_bytes(4, "big"), 600)
    forge(world, spi, 600, src=parse_ipv4("10.1.1.1"))
    forge(world, spi, 600, protocol=ipv4.UDP)
    forge(world, spi, 0)  # a router older than RFC 1191
    assert only(world).path_mtu is None
    forge(world, spi, 68)
    assert only(world).path_mtu == LEAST
    forge(world, spi, 1400)  # never up
    assert only(world).path_mtu == LEAST
    world.e1.clear_flow(only(world))
    assert only(world).path_mtu is None


def test_renewal_keeps_what_was_learnt(world: World) -> None:
    for device in (world.r1, world.r2):
        tell(device, IpsecConfig, life_seconds=120)
    world.mapped()
    assert lan_ping(world, 2) == ".!"
    narrow(world, 600)
    lan_ping(world, size=1000, df=True)
    before = only(world).current
    for _ in range(10):
        lan_ping(world, size=400, df=True)
        world.run(15)
    assert only(world).current is not before
    assert only(world).path_mtu == 600
