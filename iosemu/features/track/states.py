"""What an object is now, by what it looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.sla.events import Code
from iosemu.features.track.model import INTERFACE, LIST, ROUTE, SLA, TrackObject
from iosemu.records import dataclass
from iosemu.types import Prefix

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.rib import Route
    from iosemu.features.track.engine import TrackEngine

_RESOLUTIONS = {"static": 10, "EIGRP": 2560, "BGP": 2560, "OSPF": 1}  # of a metric, for each unit of the scaled one
HIGHEST = 255
THRESHOLDS = {"metric threshold": (254, 255), "threshold percentage": (None, None), "threshold weight": (None, None)}


@dataclass(slots=True)
class Verdict:
    """`why` stands behind the state in `show track`; `way`: the interface that a route leaves by."""

    up: bool
    why: str = ""
    way: str = ""


def look(engine: TrackEngine, thing: TrackObject, was: bool) -> Verdict:
    """`was`: the state until now, which thresholds leave as it is between the two."""
    device = engine.host.device
    if thing.kind == INTERFACE:
        iface = device.interfaces.get(thing.iface) if thing.iface is not None else None
        return _interface(iface, thing.what)
    if thing.kind == ROUTE:
        return _route(device, thing, was)
    if thing.kind == SLA:
        return _sla(engine, thing)
    if thing.kind == LIST:
        return _list(engine, thing, was)
    return Verdict(engine.stubs.get(thing.number, bool(thing.default_up)))


def _interface(iface: Interface | None, what: str) -> Verdict:
    if iface is None:
        return Verdict(False, " (hw deleted)")
    hardware = "hw admin-down" if iface.config.shutdown else "hw down" if not iface.line_up else ""
    if what == "line-protocol":
        return Verdict(iface.line_up, f" ({hardware})" if hardware else "")
    address = "" if iface.address is not None else "no ip addr"
    why = ", ".join(each for each in (hardware, address) if each)
    return Verdict(iface.line_up and not address, f" ({why})" if why else "")


def _route(device: Device, thing: TrackObject, was: bool) -> Verdict:
    """The very prefix is there, with a way out; its metric is scaled to 0 … 255."""
    vrf = device.vrfs.routed(thing.vrf)
    route = vrf.v4.best(Prefix.of(thing.network, thing.length)) if vrf is not None else None
    if route is None:
        return Verdict(False, " (no ip route)" if thing.what == "reachability" else " (no route)")
    words = _source(route)
    found = vrf.v4.find(thing.network) if vrf is not None else None
    way = found.interface.text if found is not None and found.interface is not None else ""
    if thing.what == "reachability":
        return Verdict(True, f" ({words})", way)
    scaled = scale(route, words)
    up, down = _bounds(thing)
    good = scaled < down if was else scaled <= up
    return Verdict(good, f" ({words}/{route.metric}/{scaled})", way)


def _source(route: Route) -> str:
    kind = route.source.within or route.source
    return kind.name if kind.name in ("connected", "static") else kind.name.upper()


def scale(route: Route, words: str) -> int:
    if words == "RIP":
        return min(route.metric * 17, HIGHEST)
    return min(route.metric // _RESOLUTIONS.get(words, 1), HIGHEST)


def _bounds(thing: TrackObject) -> tuple[int, int]:
    up = thing.threshold_up if thing.threshold_up is not None else 254
    return up, thing.threshold_down if thing.threshold_down is not None else 255


def _sla(engine: TrackEngine, thing: TrackObject) -> Verdict:
    operation = engine.host.peer("sla").operations.get(thing.sla)
    code = operation.code if operation is not None else Code.UNKNOWN
    good = (Code.OK, Code.OVER_THRESHOLD) if thing.what == "reachability" else (Code.OK,)
    return Verdict(code in good)


def member_up(engine: TrackEngine, number: int, inverted: bool) -> bool:
    return engine.up(number) is not inverted if engine.up(number) is not None else False


def share(engine: TrackEngine, thing: TrackObject) -> tuple[int, int]:
    """What of a list is up, and all of it: percent, or the sum of weights."""
    if thing.what == "threshold percentage":
        good = sum(member_up(engine, number, it.inverted) for number, it in thing.members.items())
        return (good * 100 // len(thing.members) if thing.members else 0), 100
    weights = {number: it.weight if it.weight is not None else 1 for number, it in thing.members.items()}
    good = sum(weights[number] for number, it in thing.members.items() if member_up(engine, number, it.inverted))
    return good, sum(weights.values())


def _list(engine: TrackEngine, thing: TrackObject, was: bool) -> Verdict:
    states = [member_up(engine, number, it.inverted) for number, it in thing.members.items()]
    if thing.what == "boolean and":
        return Verdict(bool(states) and all(states))
    if thing.what == "boolean or":
        return Verdict(any(states))
    now, whole = share(engine, thing)
    shown = f" ({now}%)" if thing.what == "threshold percentage" else f" ({now}/{whole})"
    up = thing.threshold_up if thing.threshold_up is not None else 1
    down = thing.threshold_down if thing.threshold_down is not None else up - 1
    return Verdict(now > down if was else now >= up, shown)
