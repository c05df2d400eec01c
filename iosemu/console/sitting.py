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
    from iosemu.console.server import Server, Service
    from iosemu.console.telnet import Ports

SPAN = 100  # ports between the consoles and the virtual terminals, at least
_LOOPBACK = ("127.", "::1", "localhost")


def window(lab: Lab, node: str, cold: bool, log: str | None) -> None:
    """Show the consoles on this process's terminal until the user leaves.

    Unless `cold`, the lab first runs ahead until its protocols have settled, while the consoles are open already.
    """
    rack = Rack(lab)
    if not cold:
        rack.pace.settle(SETTLE_LIMIT)
    transcripts = transcripts_in(rack, log)
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
    for first, what in ((consoles, "consoles"), (terminals, "virtual terminals")):
        if first + count > 65536:
            raise LabError(f"{count} routers: no ports left for {what} from {first} on")
    if abs(consoles - terminals) < count:
        raise LabError(f"ports of consoles ({consoles}) and virtual terminals ({terminals}) overlap: {count} routers")
    from iosemu.console.control import Control
    from iosemu.console.server import Server
    from iosemu.console.telnet import Ports

    rack = Rack(lab)
    control = Control(options.control)
    ports = Ports(options.host, consoles, terminals)
    server = Server(rack, [control, ports, _Announcement(control, ports)], transcripts_in(rack, options.log))
    if not options.cold:
        rack.pace.settle(SETTLE_LIMIT)
    _run(server, lab)


class _Announcement:
    """Tells where everything is, once it is there."""

    def __init__(self, control: Control, ports: Ports) -> None:
        self.control, self.ports = control, ports

    async def start(self, server: Server) -> None:
        from iosemu.console.tables import columns

        lab, ports = server.rack.lab, self.ports
        rows = [("", "console", "vty")]
        for number, name in enumerate(lab.nodes):
            rows.append((name, str(ports.consoles + number), str(ports.terminals + number)))
        reach = "this machine alone reaches them" if ports.host.startswith(_LOOPBACK) else (
            "ANYBODY WHO REACHES THIS ADDRESS has the consoles without a password"
        )  # fmt: skip
        print(f"{lab.name}: telnet {ports.host} PORT; {reach}\n{columns(rows)}", end="")
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
