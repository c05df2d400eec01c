"""What inspection does with a datagram; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import POLICY, Dropped, Finding, Line, said
from iosemu.device.passage import Point
from iosemu.features.inspect.model import InspectInterface
from iosemu.features.inspect.show import session_text
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.features.inspect.engine import InspectEngine


def _lines(iface: Interface, entering: bool) -> list[Line]:
    slot = iface.get(InspectInterface)
    return said(iface.device, slot, "inbound" if entering else "outbound") if slot is not None else []


def _stage(passage: Passage, iface: Interface, entering: bool) -> Finding | None:
    slot = iface.get(InspectInterface)
    engine: InspectEngine = iface.device.engine("inspect")
    name = "" if slot is None else slot.inbound if entering else slot.outbound
    found = engine.find(passage)
    if found is not None:
        session, forward = found
        if session.owner != iface.name or (forward is session.inbound) is not entering:
            return None
        side = "it belongs to" if forward else "it is an answer of"
        return Finding(f"{iface.text}: {side} session {session_text(session)}", _lines(iface, session.inbound))
    if not name:
        return None
    return Finding(f"{iface.text}: rule {name} makes no session of it", _lines(iface, entering))


def _enters(passage: Passage, iface: Interface) -> Finding | None:
    return _stage(passage, iface, True)


def _leaves(passage: Passage, iface: Interface) -> Finding | None:
    return _stage(passage, iface, False)


STAGES = {Point.IN_INSPECT: _enters, Point.OUT_INSPECT: _leaves}


def _dropped(dropped: Dropped) -> Iterator[Finding]:
    iface, passage = dropped.at, dropped.passage
    if iface is None:
        return
    engine: InspectEngine = iface.device.engine("inspect")
    host = passage.packet.dst
    if engine.own.blocked.get(host, 0.0) > iface.device.scheduler.now:
        text = f"{iface.device.node} lets no new TCP sessions to {format_ipv4(host)}: it had too many half-open ones"
        yield Finding(text, said(iface.device, engine.config, "host_limit"), "", POLICY)
        return
    found = engine.find(passage)
    if found is None:
        yield Finding(f"{iface.device.node} has no room for one more session", _lines(iface, True), "", POLICY)
        return
    session, _ = found
    text = f"{iface.device.node} follows session {session_text(session)}, and this segment is not within it"
    yield Finding(text, _lines(iface, session.inbound), "", POLICY)


DROPS = {Reason.INSPECTION: _dropped}
