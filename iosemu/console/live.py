"""A lab in real time, joined to the host by TAP devices."""

from __future__ import annotations

from collections.abc import Callable
from select import select
from time import monotonic

from iosemu.console.pace import Pace
from iosemu.lab.lab import Lab
from iosemu.sim import chance
from iosemu.sim.link import Link
from iosemu.sim.tap import Tap
from iosemu.types import InterfaceName

_NAP = 0.05  # wall seconds; `until` is looked at this often


class Live:
    """Paces a lab and carries frames between its TAPs and the kernel; nothing moves while `run` does not run."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.taps: list[Tap] = []
        self.pace = Pace(lab.scheduler)

    def tap(self, node: str, interface: str, name: str) -> Tap:
        """Join a router's free port to a new TAP device. Raises OSError."""
        device, where = self.lab[node].device, InterfaceName.parse(interface)
        port = device.interfaces.get(where) or device.add_port(where)
        tap = Tap(name)
        link = Link(self.lab.scheduler, chance.stream(0, "tap", name), name)
        tap.link = port.link = link
        link.attach(port)
        link.attach(tap)
        link.refresh()
        self.taps.append(tap)
        return tap

    def run(self, seconds: float, until: Callable[[], object] | None = None) -> bool:
        """Let wall and virtual time pass together; with `until`, only until it is true (False: it never was)."""
        self.pace.anchor()
        end = monotonic() + seconds
        while True:
            busy = self.pace.work()
            if until is not None and until():
                return True
            left = end - monotonic()
            if left <= 0:
                return False
            wait = self.pace.wait()
            nap = 0.0 if busy else min(left, _NAP, wait if wait is not None else _NAP)
            ready, _, _ = select(self.taps, [], [], nap)
            if ready:
                self.pace.work()  # frames arrive now, not when the last event was
            for tap in ready:
                tap.pump()

    def close(self) -> None:
        for tap in self.taps:
            tap.close()
        self.taps.clear()
