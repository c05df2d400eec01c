"""Two and three routers on cables: addresses, ARP, echo, forwarding."""

from __future__ import annotations

from iosemu.device.device import Device
from iosemu.device.interface import Interface
from iosemu.device.rib import Path, Route
from iosemu.sim import chance
from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler
from iosemu.types import InterfaceName, Prefix, parse_ipv4
from iosemu.wire import ipv4


def port(device: Device, name: str, address: str = "", length: int = 24) -> Interface:
    iface = device.add_port(InterfaceName.parse(name))
    if address:
        iface.config.address = (parse_ipv4(address), length)
    return iface


def cable(scheduler: Scheduler, *ports: Interface, delay: float = 0.001) -> Link:
    link = Link(scheduler, chance.stream(0, "link"), delay=delay)
    for iface in ports:
        iface.link = link
        link.attach(iface)
    link.refresh()
    return link


def test_echo_over_a_cable() -> None:
    clock = Scheduler()
    one, two = Device("R1", scheduler=clock), Device("R2", scheduler=clock, number=2)
    cable(clock, port(one, "Fa0/0", "10.0.0.1"), port(two, "Fa0/0", "10.0.0.2"))
    clock.run(1)
    heard: list[int] = []
    one.ip.icmp.on_reply(7, lambda message, packet: heard.append(message.sequence))
    for number in range(3):
        packet = ipv4.IPv4(0, parse_ipv4("10.0.0.2"), ipv4.ICMP, b"")
        assert one.ip.icmp.echo(packet, 7, number, b"x" * 72)
        clock.run(clock.now + 2)
    assert heard == [1, 2]  # the first one was lost to ARP


def test_forwarding_takes_the_fast_path() -> None:
    clock = Scheduler()
    a, m, b = (Device(f"R{n}", scheduler=clock, number=n) for n in (1, 2, 3))
    cable(clock, port(a, "Fa0/0", "10.0.1.1"), port(m, "Fa0/0", "10.0.1.2"))
    cable(clock, port(m, "Fa0/1", "10.0.2.2"), port(b, "Fa0/0", "10.0.2.3"))
    default = Prefix(0, 0)
    for device, gateway in ((a, "10.0.1.2"), (b, "10.0.2.2")):
        route = Route(default, "static", 1, 0, (Path(parse_ipv4(gateway), None),))
        device.table().update("static", default, route)
    heard: list[int] = []
    a.ip.icmp.on_reply(7, lambda message, packet: heard.append(packet.ttl))
    for number in range(6):
        a.ip.icmp.echo(ipv4.IPv4(0, parse_ipv4("10.0.2.3"), ipv4.ICMP, b""), 7, number, b"x" * 72)
        clock.run(clock.now + 2)
    assert heard == [254] * 4 or heard == [254] * 3
    assert m.table().fast
