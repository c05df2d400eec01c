"""Whom a router has tunnels, keys and SAs with. A feature's module `relations` tells of its part:

    relations(device) -> Iterator[Relation]      asked whether the feature is at work there or not
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iosemu.device.explain import Depth, Layer
from iosemu.device.feature import features

if TYPE_CHECKING:
    from iosemu.device.device import Device


class Relation(NamedTuple):
    """One peer of a router, by one protocol. `up` is whether it works."""

    layer: Layer
    interface: str
    peer: str
    state: str
    up: bool


def relations(device: Device) -> list[Relation]:
    """Those of tunnels first; nothing of a router that is off. A tunnel itself is told of where nobody knows better who
    is behind it."""
    if not device.running:
        return []
    found: list[Relation] = []
    for feature in features().values():
        module = feature.module("relations")
        if module is not None:
            found += module.relations(device)
    mapped = {each.interface for each in found if each.layer.depth is Depth.MAPPING}
    found = [each for each in found if each.layer.depth is not Depth.TUNNEL or each.interface not in mapped]
    return sorted(found, key=lambda each: -max(each.layer.depth, Depth.SECURITY))


def counted(device: Device) -> list[Relation]:
    """Each peer of tunnels and of crypto maps once."""
    found = relations(device)
    tunnels = {each.interface for each in found if each.layer.depth >= Depth.TUNNEL}
    return [
        each for each in found
        if each.layer.depth >= Depth.TUNNEL or (each.layer.depth is Depth.SECURITY and each.interface not in tunnels)
    ]  # fmt: skip
