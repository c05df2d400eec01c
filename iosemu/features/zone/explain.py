"""What passes between zones, and why; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import POLICY, Dropped, Finding, Line, said
from iosemu.device.passage import Point
from iosemu.features.inspect.show import session_text
from iosemu.features.zone.events import Why
from iosemu.features.zone.model import SELF, ZoneInterface

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.features.zone.engine import Judged, ZoneEngine


def _engine(iface: Interface) -> ZoneEngine:
    engine: ZoneEngine = iface.device.engine("zone")
    return engine


def _members(iface: Interface, passage: Passage, entering: bool) -> list[Line]:
    """The lines that say which zones these are."""
    found: list[Line] = []
    for each in (iface,) if entering else (passage.came, iface):
        slot = each.get(ZoneInterface) if each is not None else None
        if slot is not None:
            found += said(iface.device, slot, "zone")
    return found


def _named(zone: str) -> str:
    return f"zone {zone}" if zone else "an interface without a zone"


def _judged(iface: Interface, judged: Judged) -> list[Line]:
    if judged.attached is None or judged.state is None:
        return []
    return said(iface.device, judged.attached.pair, "policy") + said(iface.device, judged.state.config, "action")


def _stage(passage: Passage, iface: Interface, entering: bool) -> Finding | None:
    engine = _engine(iface)
    source, destination = engine.zones(passage, iface, entering)
    if entering and passage.packet.dst not in passage.vrf.v4.receive and not passage.packet.wide:
        return None
    where = f"{iface.text}: from {_named(source)} to {_named(destination)}"
    found = engine.table.find(passage)
    if found is not None and found[0].owner in ((source, destination), (destination, source)):
        side = "it belongs to" if found[1] else "it is an answer of"
        return Finding(f"{where}, {side} session {session_text(found[0])}")
    if engine.errs(passage, source, destination):
        return Finding(f"{where}, it is about a packet of a session")
    judged = engine.judge(passage.packet, source, destination, False)
    if judged.attached is None or judged.state is None:
        if judged.why is not None or (source and source != destination):
            return Finding(f"{where}, no pair of zones with a policy", _members(iface, passage, entering))
        return None
    does = judged.state.config.action or "drop"
    text = f"{where}, pair {judged.attached.pair.name}: class {judged.state.name}, {does}"
    return Finding(text, _judged(iface, judged))


def _enters(passage: Passage, iface: Interface) -> Finding | None:
    return _stage(passage, iface, True)


def _leaves(passage: Passage, iface: Interface) -> Finding | None:
    return _stage(passage, iface, False)


STAGES = {Point.IN_ZONE: _enters, Point.OUT_ZONE: _leaves}


def _dropped(dropped: Dropped) -> Iterator[Finding]:
    iface, passage = dropped.at, dropped.passage
    if iface is None:
        return
    engine, node = _engine(iface), iface.device.node
    entering = passage.out is None
    source, destination = engine.zones(passage, iface, entering)
    judged = engine.judge(passage.packet, source, destination, False)
    lines = _judged(iface, judged) or _members(iface, passage, entering)
    if judged.why is Why.NO_ZONE:
        bare = iface if not destination else passage.came
        name = bare.text if bare is not None else SELF
        text = f"{node} lets nothing pass between {_named(source or destination)} and {name}, which is in none"
        yield Finding(text, lines, f"{node}: `zone-member security` on {name}", POLICY)
    elif judged.why is Why.NO_PAIR:
        text = f"{node} has no pair of zones with a policy from {source} to {destination}"
        remedy = f"{node}: a `zone-pair security` with source {source} and destination {destination}, and its policy"
        yield Finding(text, lines, remedy, POLICY)
    elif judged.attached is not None and judged.state is not None:
        name, pair = judged.state.name, judged.attached.pair.name
        if judged.why in (Why.NO_SESSION, Why.UNKNOWN):
            text = f"{node}: class {name} of pair {pair} inspects, and this neither begins a session nor is of one"
            remedy = "where answers come another way than questions went, or of another protocol than TCP, UDP and ICMP"
            yield Finding(text, lines, f"{remedy}: `pass` in both directions", POLICY)
        else:
            by = "nothing else takes it" if not judged.state.config.action else "its action is drop"
            text = f"{node}: policy {judged.attached.policy} of pair {pair} drops it in class {name}: {by}"
            remedy = f"{node}: a class of {judged.attached.policy} that inspects or passes it"
            yield Finding(text, lines, remedy, POLICY)


DROPS = {Reason.ZONE_PAIR: _dropped, Reason.ZONE_POLICY: _dropped}
