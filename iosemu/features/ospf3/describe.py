"""What the shows of OSPFv3 have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from iosemu.cli import Refused
from iosemu.features.ospf.describe import ports
from iosemu.features.ospf.model import area_text, is_dotted
from iosemu.features.ospf3.port import Port3
from iosemu.features.ospf3.ports import joined_of
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf3.engine import Ospf3Engine
    from iosemu.types import InterfaceName


def processes(ctx: Context, number: int | None = None) -> Iterator[Process]:
    """All, or the one with the number. Raises Refused where there is none of it."""
    engine = cast("Ospf3Engine | None", ctx.device.engines.get("ospf3"))
    found = dict(sorted(engine.processes.items())) if engine is not None else {}
    if number is None:
        yield from found.values()
    elif number in found:
        yield found[number]
    else:
        raise Refused(f"%OSPFv3: No router process {number}")


def running(ctx: Context, number: int | None = None) -> Iterator[Process]:
    """Those that have a router ID."""
    return (process for process in processes(ctx, number) if process.router_id)


def heading(process: Process) -> str:
    """``            OSPFv3 Router with ID (1.1.1.1) (Process ID 1)``"""
    return f"            OSPFv3 Router with ID ({format_ipv4(process.router_id)}) (Process ID {process.number})"


def area_name(process: Process, number: int) -> str:
    """As it was typed, ``0`` or ``0.0.0.0``."""
    if number in process.config.areas:
        return area_text(number, is_dotted(process.config, number))
    joined = (joined_of(port.iface) for port in process.ports.values() if port.area.id == number)
    return area_text(number, any(found is not None and found.dotted for found in joined))


def found_ports(ctx: Context, number: int | None, iface: InterfaceName | None) -> list[Port3]:
    return [
        port
        for process in running(ctx, number)
        for port in ports(process)
        if isinstance(port, Port3) and (iface is None or port.name == iface)
    ]


_BITS = ((0x01, "V6-Bit"), (0x02, "E-Bit"), (0x08, "N-Bit"), (0x10, "R"), (0x20, "DC-Bit"))


def bits(options: int, routes: str = "-bit") -> list[str]:
    """The names of those that are set, as advertisements have them; `routes` is the end of the R bit's."""
    return [name + routes if name == "R" else name for bit, name in _BITS if options & bit]
