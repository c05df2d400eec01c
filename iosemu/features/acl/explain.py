"""Which entry of which access list decided; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import POLICY, Dropped, Finding, Line, said
from iosemu.device.passage import Point
from iosemu.features.acl.compile import Compiled, Rule
from iosemu.features.acl.model import AccessGroups

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage


def compiled(device: Device, name: str) -> Compiled | None:
    found: Compiled | None = device.engine("acl").get(name)
    return found


def entry_lines(device: Device, name: str, rule: Rule | None) -> list[Line]:
    """The line of an entry; without one those that open the list: its end denies."""
    found = compiled(device, name)
    if found is None or rule is None:
        return []
    return said(device, found.config, "entries", rule.entry)


def decided(device: Device, name: str, passage: Passage) -> tuple[str, list[Line], bool]:
    """(words, lines, is it permitted) of a list and a datagram; `words` follow "list NAME"."""
    found = compiled(device, name)
    if found is None or not found.rules:
        return "is not defined: it permits everything", [], True
    rule = found.find(passage.packet)
    if rule is None:
        lists = [each.entry.evaluate for each in found.rules if each.entry.evaluate]
        if not lists:
            return "has no entry for it: its end denies", [], False
        names = " nor ".join(lists)
        return f"has no entry for it, nor is there a session in reflexive list {names}: its end denies", [], False
    lines = entry_lines(device, name, rule)
    if rule.entry.evaluate:
        return f"permits it, entry {rule.entry.seq}: a session of list {rule.entry.evaluate} is open", lines, True
    return f"{'permits' if rule.permit else 'denies'} it, entry {rule.entry.seq}", lines, rule.permit


def _group(iface: Interface, inbound: bool) -> list[Line]:
    return said(iface.device, iface[AccessGroups], "inbound" if inbound else "outbound")


def _stage(passage: Passage, iface: Interface, inbound: bool) -> Finding | None:
    groups = iface.get(AccessGroups)
    name = "" if groups is None else groups.inbound if inbound else groups.outbound
    if not name:
        return None
    way = "in" if inbound else "out"
    if inbound and passage.origin is not None:
        return None  # its sealed datagram was looked at
    if not inbound and passage.came is None and passage.origin is None:
        return Finding(f"{iface.text}: list {name} does not look at what this router makes itself", [])
    if any(opening.opens(passage, name) for opening in iface.device.engine("acl").openings):
        return Finding(f"{iface.text} {way}: a session is open, list {name} does not look", _group(iface, inbound))
    words, lines, _ = decided(iface.device, name, passage)
    return Finding(f"{iface.text} {way}: list {name} {words}", lines + _group(iface, inbound))


def _inbound(passage: Passage, iface: Interface) -> Finding | None:
    return _stage(passage, iface, True)


def _outbound(passage: Passage, iface: Interface) -> Finding | None:
    return _stage(passage, iface, False)


STAGES = {Point.IN_ACL: _inbound, Point.OUT_ACL: _outbound}


def _dropped(dropped: Dropped) -> Iterator[Finding]:
    iface, passage = dropped.at, dropped.passage
    groups = iface.get(AccessGroups) if iface is not None else None
    if iface is None or groups is None:
        return
    # the input list speaks before the way out is known
    inbound = bool(groups.inbound) and passage.came is iface and passage.out is None
    name = groups.inbound if inbound else groups.outbound
    words, lines, _ = decided(iface.device, name, passage)
    way = "in" if inbound else "out"
    remedy = f"{iface.device.node}: an entry in list {name} that permits it, before the one that denies"
    text = f"access list {name}, applied {way}bound to {iface.text} of {iface.device.node}, {words}"
    yield Finding(text, lines + _group(iface, inbound), remedy, POLICY)


DROPS = {Reason.ACCESS_LIST: _dropped}
