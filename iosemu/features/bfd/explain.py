"""Why a session of BFD is not up; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import NEIGHBOUR, TRANSPORT, Finding, Line, Scene, said
from iosemu.device.explain_ip import named
from iosemu.features.bfd.model import BfdConfig, BfdInterface
from iosemu.features.keychain import api as keychain
from iosemu.types import format_ipv4
from iosemu.wire import ipv4
from iosemu.wire.bfd import State
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.bfd.engine import BfdEngine
    from iosemu.features.bfd.session import Session

_CONTROL = 3784


def _engine(device: Device) -> BfdEngine | None:
    found: BfdEngine | None = device.engine("bfd") if "bfd" in device.engines else None
    return found


def _lines(iface: Interface) -> list[Line]:
    """`bfd interval`, `bfd template`, and what is in the template."""
    slot = iface.get(BfdInterface)
    if slot is None:
        return []
    found = said(iface.device, slot, "min_tx") + said(iface.device, slot, "template")
    config = iface.device.get(BfdConfig)
    template = config.templates.get(slot.template) if config is not None else None
    return found + (said(iface.device, template, "authentication") if template is not None else [])


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Sessions that are not up."""
    engine = _engine(device)
    for session in list(engine.sessions.values()) if engine is not None else ():
        if session.state is not State.UP and only in (None, session.iface) and session.iface.line_up:
            yield from _session(scene, session)


def _session(scene: Scene, session: Session) -> Iterator[Finding]:
    iface, node = session.iface, session.iface.device.node
    address = format_ipv4(session.neighbor)
    state = session.state.name.lower().replace("_", " ")
    yield Finding(f"the BFD session of {node} with {address} on {iface.text} is {state}", [], "", NEIGHBOUR)
    home = scene.owner(session.neighbor, iface.device)
    if home is None:
        yield Finding(f"no router of the lab has {address}", [], "", NEIGHBOUR)
        return
    there = _engine(home.device)
    settings = there.settings(home) if there is not None else None
    if there is None or settings is None:
        text = f"{named(home)} has no BFD timers"
        remedy = f"{home.device.node}, interface {home.text}: bfd interval 50 min_rx 50 multiplier 3"
        yield Finding(text, _lines(iface), remedy, NEIGHBOUR)
        return
    peer = there.sessions.get((home.name, iface.address or 0))
    if peer is None:
        text = f"nobody on {home.device.node} asks BFD to watch {format_ipv4(iface.address or 0)}"
        yield Finding(text, [], "bfd for the same protocol at both ends", NEIGHBOUR)
        return
    mine = session.settings
    if mine.authentication != settings.authentication:
        text = f"{named(iface)} has {mine.authentication or 'no'} authentication of BFD, {named(home)} has "
        text += settings.authentication or "none"
        yield Finding(text, _lines(iface) + _lines(home), "the same template at both ends", NEIGHBOUR)
    elif mine.authentication:
        keys = [keychain.send_key(iface.device, mine.key_chain), keychain.send_key(home.device, settings.key_chain)]
        one, two = keys
        if one is None or two is None or (one.number, one.secret) != (two.number, two.secret):
            text = f"the keys of BFD on {named(iface)} and {named(home)} differ, or are not valid now"
            yield Finding(text, _lines(iface) + _lines(home), "the same key at both ends", NEIGHBOUR)
    if scene.probe is None:
        return
    for here, far in ((iface, home), (home, iface)):
        src, dst = here.address or 0, far.address or 0
        payload = Udp(49152, _CONTROL, bytes(24)).encode(src, dst)
        why_not = scene.probe(here.device, here.vrf, ipv4.IPv4(src, dst, ipv4.UDP, payload), None)
        if why_not is not None:
            sentence, reasons = why_not
            text = f"BFD (UDP port {_CONTROL}) from {here.device.node} does not reach {far.device.node}: {sentence}"
            yield Finding(text, [], "", TRANSPORT)
            yield from reasons
