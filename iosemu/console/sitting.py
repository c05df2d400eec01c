"""`iosemu run` in a window, and `iosemu serve` without one: the same server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from iosemu.console.host import complain
from iosemu.console.rack import Rack
from iosemu.console.script import transcripts_in
from iosemu.lab.errors import LabError
from iosemu.lab.lab import SETTLE_LIMIT, Lab

if TYPE_CHECKING:
    from argparse import Namespace
    from types import SimpleNamespace

    from iosemu.console.control import Control
    from iosemu.console.exercise import Exercise
    from iosemu.console.server import Server, Service
    from iosemu.console.telnet import Ports

SPAN = 100  # ports between the consoles and the virtual terminals, at least
_LOOPBACK = ("127.", "::1", "localhost")


def window(lab: Lab, node: str, cold: bool, log: str | None, exercise: Exercise | None = None) -> None:
    """Show the consoles on this process's terminal until the user leaves.

    Unless `cold`, the lab first runs ahead until its protocols have settled, while the consoles are open already.
    """
    rack = Rack(lab)
    if not cold:
        rack.pace.settle(SETTLE_LIMIT)
    transcripts = transcripts_in(rack, log)
    if exercise is not None:
        exercise.join(rack)
        rack.consoles[node].goes_on(exercise.told())
    # the first words are there before the libraries of the window are loaded
    sys.stdout.write(f"{lab.name}: {' '.join(lab.nodes)}\n")
    sys.stdout.flush()
    from iosemu.console.control import Control
    from iosemu.console.server import Server
    from iosemu.console.window import LabWindow

    services: list[Service] = [_Willing(Control()), LabWindow(rack, node)]
    _run(Server(rack, services, transcripts), lab)


class _Willing:
    """A control socket that cannot be made is told, and the lab runs without."""

    def __init__(self, control: Service) -> None:
        self.control = control
        self.problem = ""

    async def start(self, server: Server) -> None:
        try:
            await self.control.start(server)
        except LabError as error:
            complain(f"iosemu attach will not find this lab: {error}")

    async def stop(self) -> None:
        await self.control.stop()


def serve(lab: Lab, options: Namespace | SimpleNamespace) -> None:
    """Without a window, until a signal ends it."""
    count = len(lab)
    consoles = options.telnet_base
    terminals = options.vty_base or consoles + max(SPAN, -(-count // SPAN) * SPAN)
    taken = [(consoles, "consoles"), (terminals, "virtual terminals")]
    if options.ssh_base:
        taken.append((options.ssh_base, "SSH"))
    for number, (first, what) in enumerate(taken):
        if first + count > 65536:
            raise LabError(f"{count} routers: no ports left for {what} from {first} on")
        for other, whose in taken[:number]:
            if abs(first - other) < count:
                raise LabError(f"ports of {whose} ({other}) and {what} ({first}) overlap: {count} routers")
    from iosemu.console.control import Control
    from iosemu.console.server import Server
    from iosemu.console.telnet import Ports

    rack = Rack(lab)
    control = Control(options.control)
    ports = Ports(options.host, consoles, terminals)
    services: list[Service] = [control, ports]
    if options.ssh_base:
        from iosemu.console.ssh import SshPorts

        services.append(SshPorts(options.host, options.ssh_base))
    services.append(_Announcement(control, ports, options.ssh_base))
    server = Server(rack, services, transcripts_in(rack, options.log))
    if not options.cold:
        rack.pace.settle(SETTLE_LIMIT)
    _run(server, lab)


class _Announcement:
    """Tells where everything is, once it is there."""

    def __init__(self, control: Control, ports: Ports, ssh_base: int | None) -> None:
        self.control, self.ports, self.ssh_base = control, ports, ssh_base

    async def start(self, server: Server) -> None:
        from iosemu.lab.tables import columns

        lab, ports = server.rack.lab, self.ports
        rows = [("", "console", "vty", *(("ssh",) if self.ssh_base else ()))]
        for number, name in enumerate(lab.nodes):
            by_ssh = (str(self.ssh_base + number),) if self.ssh_base else ()
            rows.append((name, str(ports.consoles + number), str(ports.terminals + number), *by_ssh))
        reach = "this machine alone reaches them" if ports.host.startswith(_LOOPBACK) else (
            "ANYBODY WHO REACHES THIS ADDRESS has the consoles without a password"
        )  # fmt: skip
        ways = f"telnet {ports.host} PORT" + (f", ssh -p PORT USER@{ports.host}" if self.ssh_base else "")
        print(f"{lab.name}: {ways}; {reach}\n{columns(rows)}", end="")
        print(f"iosemu attach {lab.name} [NODE]; its control socket: {self.control.path}", flush=True)

    async def stop(self) -> None:
        """Nothing is left behind."""


def _run(server: Server, lab: Lab) -> None:
    try:
        server.run()
    finally:
        if server.transcripts is not None:
            server.transcripts.close()
        if server.rack.lab is not lab:
            server.rack.lab.close()
