"""Several routers with their command language, on cables, in one virtual time."""

from __future__ import annotations

from iosemu.cli.session import Session
from iosemu.device.debug import LogRecord
from iosemu.device.device import Device
from iosemu.device.shell import DeviceShell
from iosemu.sim import chance
from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler
from iosemu.types import InterfaceName

PORTS = {
    "c7200": ("FastEthernet0/0", "FastEthernet0/1", "Serial1/0"),
    "c3725": ("FastEthernet0/0", "FastEthernet0/1"),
    "csr1000v": ("GigabitEthernet1", "GigabitEthernet2"),
}


class Routers:
    """`add` boots a router from its configuration, `cable` joins ports named ``R1:Fa0/0``."""

    def __init__(self) -> None:
        self.clock = Scheduler()
        self.shells: dict[str, DeviceShell] = {}

    def add(self, name: str, config: str, platform: str = "c7200") -> Device:
        device = Device(name, platform, self.clock, number=len(self.shells) + 1)
        for port in PORTS[platform]:
            device.install(InterfaceName.parse(port))
        device.startup_config = config
        shell = self.shells[name] = DeviceShell(device)
        shell.boot()
        assert shell.boot_output == ""
        return device

    def cable(self, *ports: str, delay: float = 0.001) -> Link:
        link = Link(self.clock, chance.stream(0, *ports), delay=delay)
        for port in ports:
            name, _, kind = port.partition(":")
            iface = self.shells[name].device.interfaces[InterfaceName.parse(kind)]
            iface.link = link
            link.attach(iface)
        link.refresh()
        return link

    def run(self, seconds: float) -> None:
        self.clock.run(self.clock.now + seconds)

    def cli(self, name: str, *lines: str, privilege: int = 15, interrupt_after: float | None = None) -> str:
        """Type lines at the console (answers to questions too) and wait for the end; what appeared."""
        out: list[str] = []
        session = Session(self.shells[name], out.append, self.clock, privilege=privilege, line="vty 0", length=0)
        for line in lines:
            session.feed_line(line)
        if interrupt_after is not None:
            self.run(interrupt_after)
            session.interrupt()
        while session.busy and self.clock.step():
            pass
        session.close()
        return "".join(out)

    def configure(self, name: str, text: str) -> str:
        return self.shells[name].configure(text)

    def log_of(self, name: str) -> list[str]:
        """Log lines of a router from now on."""
        lines: list[str] = []
        self.shells[name].device.bus.listen(LogRecord, lambda record: lines.append(record.text))
        return lines


PAIR = """\
hostname R1
interface FastEthernet0/0
 ip address 10.0.12.1 255.255.255.0
interface Loopback0
 ip address 1.1.1.1 255.255.255.255
ip route 0.0.0.0 0.0.0.0 10.0.12.2
"""
OTHER = """\
hostname R2
interface FastEthernet0/0
 ip address 10.0.12.2 255.255.255.0
interface FastEthernet0/1
 ip address 10.0.23.2 255.255.255.0
ip route 1.1.1.1 255.255.255.255 10.0.12.1
"""
THIRD = """\
hostname R3
interface FastEthernet0/0
 ip address 10.0.23.3 255.255.255.0
ip route 0.0.0.0 0.0.0.0 10.0.23.2
"""


def three() -> Routers:
    """R1 Fa0/0 – Fa0/0 R2 Fa0/1 – Fa0/0 R3; loopback 1.1.1.1 behind R1."""
    net = Routers()
    net.add("R1", PAIR)
    net.add("R2", OTHER)
    net.add("R3", THIRD)
    net.cable("R1:Fa0/0", "R2:Fa0/0")
    net.cable("R2:Fa0/1", "R3:Fa0/0")
    net.run(5)
    return net
