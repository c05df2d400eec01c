"""Which entry of which route map sends a datagram where; see `device/explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.explain import Finding, Line, first, said
from iosemu.device.passage import Point
from iosemu.features.pbr.model import PbrInterface
from iosemu.features.policy import api as policy
from iosemu.features.policy.model import PolicyConfig

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage


def _stage(passage: Passage, iface: Interface) -> Finding | None:
    """Asked before the stage: what the map will say."""
    name = iface[PbrInterface].route_map
    engine, packet, table = iface.device.engine("pbr"), passage.packet, passage.vrf.v4
    if packet.ttl <= 1 or table.is_own(packet.dst) or table.is_broadcast(packet.dst):
        return None
    lines = said(iface.device, iface[PbrInterface], "route_map")
    entries = policy.entries_of(iface.device, name)
    if not entries:
        return Finding(f"{iface.text}: route map {name} is not defined: normal routing", lines)
    for sequence, entry in entries:
        if not engine.matching(packet, entry):
            continue
        lines = _of_entry(iface, name, sequence) + lines
        if not entry.permit:
            return Finding(f"{iface.text}: entry {sequence} of route map {name} denies it: normal routing", lines)
        hop = engine.way(passage, entry)
        if hop is None:
            return Finding(
                f"{iface.text}: entry {sequence} of route map {name} has no way for it: normal routing", lines
            )
        return Finding(f"{iface.text}: entry {sequence} of route map {name} sends it by {hop[0].text}", lines)
    return Finding(f"{iface.text}: no entry of route map {name} matches: normal routing", lines)


def _of_entry(iface: Interface, name: str, sequence: int) -> list[Line]:
    config = iface.device.get(PolicyConfig)
    found = said(iface.device, config, "route_maps", (name, sequence)) if config is not None else []
    return first(found) + [line for line in found[1:] if line.text.startswith(("match", "set"))]


STAGES = {Point.IN_POLICY: _stage}
