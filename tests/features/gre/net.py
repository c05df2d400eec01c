"""Small networks for tests: routers of a given configuration on cables, without the command language."""

from __future__ import annotations

from typing import Any

from iosemu.cli.context import Change
from iosemu.device.debug import LogRecord
from iosemu.device.device import Device
from iosemu.device.interface import Interface, InterfaceConfig
from iosemu.device.rib import Path, Route
from iosemu.device.sources import named
from iosemu.sim import chance
from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler
from iosemu.types import InterfaceName, Prefix, parse_ipv4
from iosemu.wire import ipv4


class TunnelListener:
    """In NHRP's place on a tunnel: keeps what it is told."""

    def __init__(self) -> None:
        self.payloads: list[tuple[bytes, int, Interface]] = []
        self.sockets: list[tuple[int, bool]] = []

    def receive(self, payload: bytes, nbma: int, iface: Interface) -> bool:
        self.payloads.append((payload, nbma, iface))
        return True

    def socket_changed(self, iface: Interface, nbma: int, up: bool) -> None:
        self.sockets.append((nbma, up))

    def protection_changed(self, iface: Interface) -> None:
        """Nothing to do."""


class Net:
    """A scheduler with routers that run the engines named."""

    def __init__(self, *engines: str) -> None:
        self.engines = engines
        self.clock = Scheduler()
        self.devices: list[Device] = []

    def device(self, name: str, platform: str = "c7200") -> Device:
        device = Device(name, platform, scheduler=self.clock, number=len(self.devices) + 1)
        device.running = True
        for engine in self.engines:
            device.engine(engine)
        self.devices.append(device)
        return device

    def cable(self, *ports: Interface, delay: float = 0.001) -> Link:
        link = Link(self.clock, chance.stream(0, "link"), delay=delay)
        for iface in ports:
            iface.link = link
            link.attach(iface)
        link.refresh()
        return link

    def run(self, seconds: float) -> None:
        self.clock.run(self.clock.now + seconds)


def tell(owner: Any, record: type, **fields: Any) -> None:
    """Configure as one line of the command language would."""
    slot = owner[record]
    changes = []
    for name, value in fields.items():
        changes.append(Change(owner, record, (name,), getattr(slot, name), value, slot))
        setattr(slot, name, value)
    device = owner.device if isinstance(owner, Interface) else owner
    device.commit(changes)


def port(device: Device, name: str, address: str = "", length: int = 24) -> Interface:
    """A physical port, or a virtual interface, with its address."""
    parsed = InterfaceName.parse(name)
    iface = device.interfaces.create(parsed) or device.add_port(parsed)
    if address:
        tell(iface, InterfaceConfig, address=(parse_ipv4(address), length))
    return iface


def static(device: Device, prefix: str, gateway: str = "", iface: Interface | None = None) -> None:
    parsed = Prefix.parse(prefix)
    path = Path(parse_ipv4(gateway) if gateway else None, iface)
    device.vrfs.default.v4.update("static", parsed, Route(parsed, named("static"), 1, 0, (path,)))


class Ping:
    """Echo requests of one device, and which sequence numbers came back."""

    def __init__(self, net: Net, device: Device) -> None:
        self.net, self.device = net, device
        self.replies: list[int] = []
        device.ip.icmp.on_reply(device.vrfs.default, 99, lambda message, packet: self.replies.append(message.sequence))

    def send(self, dst: str, count: int = 1, size: int = 100, df: bool = False, src: str = "") -> str:
        """`!` and `.` as ping prints them."""
        text = ""
        for number in range(count):
            self.replies.clear()
            flags = ipv4.DONT_FRAGMENT if df else 0
            source = parse_ipv4(src) if src else 0
            packet = ipv4.IPv4(source, parse_ipv4(dst), ipv4.ICMP, b"", 255, 0, 0, flags)
            self.device.ip.icmp.echo(self.device.vrfs.default, packet, 99, number, bytes(size - 28))
            self.net.run(2)
            text += "!" if number in self.replies else "."
        return text


def log_of(device: Device) -> list[str]:
    """A list that fills with the lines of the device's log."""
    lines: list[str] = []

    def listen(record: LogRecord) -> None:
        head = f"%{record.facility}-{record.severity}-{record.mnemonic}: " if record.facility else ""
        lines.append(head + record.text)

    device.bus.listen(LogRecord, listen)
    return lines
