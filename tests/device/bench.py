"""Bare routers on cables, without a command language: what the tests of the IP stack stand on."""

from __future__ import annotations

from iosemu.device.device import Device
from iosemu.device.interface import Interface
from iosemu.device.rib import Path, Route
from iosemu.device.sources import named
from iosemu.sim import chance
from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler
from iosemu.types import InterfaceName, Prefix, parse_ipv4
from iosemu.wire import ethernet, ipv4


class Bench:
    """Routers that share a clock. `frames` holds what was sent on all cables, as (port, bytes)."""

    def __init__(self) -> None:
        self.clock = Scheduler()
        self.routers: list[Device] = []
        self.frames: list[tuple[str, bytes]] = []

    def router(self, platform: str = "c7200") -> Device:
        number = len(self.routers) + 1
        device = Device(f"R{number}", platform, self.clock, number=number)
        self.routers.append(device)
        return device

    def port(self, device: Device, name: str, address: str = "", length: int = 24) -> Interface:
        parsed = InterfaceName.parse(name)
        if parsed.sub is None and parsed.kind != "Loopback":
            iface = device.add_port(parsed)
        else:
            made = device.create_interface(parsed)
            assert made is not None
            iface = made
        if address:
            iface.config.address = (parse_ipv4(address), length)
            device.interface_changed(iface)
        return iface

    def cable(self, *ports: Interface, delay: float = 0.001) -> Link:
        link = Link(self.clock, chance.stream(0, "link"), delay=delay)
        link.taps.append(lambda time, label, frame: self.frames.append((label, frame)))
        for iface in ports:
            iface.link = link
            link.attach(iface)
        link.refresh()
        return link

    def run(self, seconds: float) -> None:
        self.clock.run(self.clock.now + seconds)

    def sent(self, label: str = "") -> list[ipv4.IPv4]:
        """The datagrams in Ethernet frames so far, of one port."""
        found = []
        for port, data in self.frames:
            frame = ethernet.Frame.decode(data)
            if frame.ethertype == ethernet.IPV4 and (not label or port == label):
                found.append(ipv4.IPv4.decode(frame.payload))
        return found


def static(device: Device, prefix: str, next_hop: str = "", iface: Interface | None = None, distance: int = 1) -> None:
    """A static route straight into the table."""
    parsed = Prefix.parse(prefix)
    path = Path(parse_ipv4(next_hop) if next_hop else None, iface)
    device.vrfs.default.v4.update(f"static {distance}", parsed, Route(parsed, named("static"), distance, 0, (path,)))


def echo(device: Device, target: str, number: int = 0, size: int = 100, df: bool = False, ttl: int = 255) -> bool:
    flags = ipv4.DONT_FRAGMENT if df else 0
    packet = ipv4.IPv4(0, parse_ipv4(target), ipv4.ICMP, b"", ttl, 0, 0, flags)
    return device.ip.icmp.echo(device.vrfs.default, packet, 7, number, b"x" * (size - 28))
