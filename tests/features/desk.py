"""A router and somebody at its console: lines in, bytes out, in virtual time."""

from __future__ import annotations

from random import Random

from iosemu.cli.context import AskKey
from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.device.shell import DeviceShell
from iosemu.sim.link import Link
from iosemu.sim.scheduler import Scheduler
from iosemu.types import InterfaceName

PORTS = {
    "c7200": ("FastEthernet0/0", "FastEthernet0/1", "Serial1/0"),
    "iosv": ("GigabitEthernet0/0", "GigabitEthernet0/1"),
    "c3725": ("FastEthernet0/0", "FastEthernet0/1"),
    "c2811": ("FastEthernet0/0", "FastEthernet0/1"),
    "iol": ("Ethernet0/0", "Ethernet0/1"),
    "csr1000v": ("GigabitEthernet1", "GigabitEthernet2"),
    "c8000v": ("GigabitEthernet1", "GigabitEthernet2"),
}


class Desk:
    """`type` gives what one line made appear before the next prompt; `log` what came by itself."""

    def __init__(
        self,
        config: str = "hostname R1\n",
        platform: str = "c7200",
        privilege: int = 15,
        line: str = "con 0",
        scheduler: Scheduler | None = None,
        number: int = 1,
        release: str = "",
    ) -> None:
        self.scheduler = scheduler or Scheduler()
        self.device = Device(f"R{number}", platform, self.scheduler, number=number, release=release)
        self.shell = DeviceShell(self.device)
        for name in PORTS[platform]:
            self.device.install(InterfaceName.parse(name))
        self.device.startup_config = config
        self.written: list[str] = []
        self.shell.boot()
        self.shell.connect()
        self.run(10)
        self.session = self.open(line, privilege)

    def open(self, line: str, privilege: int = 15, length: int = 0) -> Session:
        self.written = written = []
        return Session(self.shell, written.append, self.scheduler, privilege=privilege, line=line, length=length)

    def take(self) -> str:
        text = "".join(self.written)
        self.written.clear()
        return text

    def run(self, seconds: float) -> str:
        """Let time pass; what appeared meanwhile."""
        self.scheduler.run(self.scheduler.now + seconds)
        return self.take()

    def type(self, *lines: str) -> str:
        """The answer to the last of these lines, answers to questions included."""
        for line in lines:
            self.take()
            self.session.feed_line(line)
        return self.take()

    def answer(self, text: str) -> str:
        """A line or a key, whatever is asked for; what follows it."""
        if isinstance(self.session.question, AskKey):
            self.session.key(text or "\r")
        else:
            self.session.feed_line(text)
        return self.take()

    @property
    def prompt(self) -> str:
        return self.session.prompt


def cable(one: Desk, port: str, other: Desk, far: str) -> Link:
    """Join two routers that share a scheduler; both must be running."""
    link = Link(one.scheduler, Random(1), delay=0.001)
    for desk, name in ((one, port), (other, far)):
        iface = desk.device.interfaces[InterfaceName.parse(name)]
        iface.link = link
        link.attach(iface)
    link.refresh()
    return link
