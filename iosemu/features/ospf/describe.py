"""What the shows of OSPF have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from iosemu.cli import Refused
from iosemu.device.times import uptime
from iosemu.features.ospf.model import area_text, is_dotted
from iosemu.features.ospf.states import IfState, NbrState, NetworkType
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.ospf.engine import OspfEngine
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.process import Process


def engine_of(device: Device) -> OspfEngine | None:
    """None while nothing of OSPF is configured."""
    return cast("OspfEngine | None", device.engines.get("ospf"))


def processes(ctx: Context, number: int | None = None) -> Iterator[Process]:
    """All, or the one with the number. Raises Refused where there is none of it."""
    engine = engine_of(ctx.device)
    found = dict(sorted(engine.processes.items())) if engine is not None else {}
    if number is None:
        yield from found.values()
    elif number in found:
        yield found[number]
    else:
        raise Refused(f"%OSPF: No router process {number}")


def not_running(process: Process) -> str:
    return f"%OSPF: Router process {process.number} is not running, please configure a router-id"


TOPOLOGY = "\t\tBase Topology (MTID 0)"


def heading(process: Process) -> str:
    """``            OSPF Router with ID (1.1.1.1) (Process ID 1)``"""
    return f"            OSPF Router with ID ({format_ipv4(process.router_id)}) (Process ID {process.number})"


def area_name(process: Process, number: int) -> str:
    """As it was typed, ``0`` or ``0.0.0.0``."""
    config = process.config
    known = number in config.areas or any(network.area == number for network in config.networks.values())
    if known:
        return area_text(number, is_dotted(config, number))
    joined = (port.joined for port in process.ports.values() if port.area.id == number)
    return area_text(number, any(found is not None and found.dotted for found in joined))


def ports(process: Process) -> Iterator[OspfPort]:
    """By area; within one, who joined last comes first."""
    for number in sorted(process.areas):
        yield from reversed([port for port in process.ports.values() if port.area.id == number])


def state_text(state: NbrState) -> str:
    return "2WAY" if state is NbrState.TWO_WAY else state.name


def role(neighbor: Neighbor) -> str:
    """What it is on its network: ``DR``, ``BDR``, ``DROTHER``; ``  -`` where there is no such thing."""
    port = neighbor.port
    if not port.kind.elects:
        return "  -"
    if neighbor.identity == port.dr:
        return "DR"
    return "BDR" if neighbor.identity == port.bdr else "DROTHER"


TYPES = {
    NetworkType.BROADCAST: "BROADCAST",
    NetworkType.NON_BROADCAST: "NON_BROADCAST",
    NetworkType.POINT_TO_POINT: "POINT_TO_POINT",
    NetworkType.POINT_TO_MULTIPOINT: "POINT_TO_MULTIPOINT",
    NetworkType.POINT_TO_MULTIPOINT_NB: "POINT_TO_MULTIPOINT",
    NetworkType.LOOPBACK: "LOOPBACK",
    NetworkType.VIRTUAL: "VIRTUAL_LINK",
}
_STATES = {
    IfState.DOWN: ("DOWN", "DOWN"),
    IfState.LOOPBACK: ("LOOPBACK", "LOOP"),
    IfState.WAITING: ("WAITING", "WAIT"),
    IfState.DROTHER: ("DROTHER", "DROTH"),
    IfState.BACKUP: ("BDR", "BDR"),
    IfState.DR: ("DR", "DR"),
}


def port_state(port: OspfPort, brief: bool = False) -> str:
    if port.state is IfState.POINT_TO_POINT:
        if port.kind.multipoint:
            return "P2MP" if brief else "POINT_TO_MULTIPOINT"
        return "P2P" if brief else "POINT_TO_POINT"
    return _STATES[port.state][brief]


def clock(seconds: float | None) -> str:
    """``00:00:33``"""
    total = int(seconds or 0)
    return f"{total // 3600:02}:{total % 3600 // 60:02}:{total % 60:02}"


def precise(seconds: float) -> str:
    """``00:23:49.050``; from a day on ``1d01h``."""
    if seconds >= 86400:
        return uptime(seconds)
    thousandths = int(seconds * 1000 + 0.5)
    total, rest = divmod(thousandths, 1000)
    return f"{clock(total)}.{rest:03}"


def allowance(port: OspfPort) -> str:
    """Of a demand circuit: may LSAs be told over it that do not age?"""
    bitless = port.area.lsdb.bitless
    return f"DoNotAge LSA not allowed (Number of DCbitless LSA is {bitless})" if bitless else "DoNotAge LSA allowed"
