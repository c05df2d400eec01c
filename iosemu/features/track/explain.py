"""Why a tracked object is down, where something hangs on it; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import ROUTING, Finding, Scene, said
from iosemu.device.tells import told
from iosemu.features.track.model import INTERFACE, LIST, TrackConfig

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.track.engine import TrackEngine


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Objects that are down and have users."""
    if "track" not in device.engines:
        return
    engine: TrackEngine = device.engine("track")
    for number, state in sorted(engine.states.items()):
        users = [user for answer in told(device, "track clients", number) for user in answer]
        thing = state.thing
        if state.up or not users or (only is not None and thing.kind == INTERFACE and thing.iface != only.name):
            continue
        why = state.verdict.why if state.verdict is not None else ""
        if thing.kind == LIST:
            down = [str(each) for each, it in sorted(thing.members.items()) if engine.up(each) is it.inverted]
            why = f" (object {', '.join(down)} is not as it should be)" if down else why
        text = f"object {number} of {device.node}, {engine.subject(thing)}, is down{why}: "
        text += f"{', '.join(users)} depends on it"
        yield Finding(text, said(device, device[TrackConfig], "objects", number), "", ROUTING)
