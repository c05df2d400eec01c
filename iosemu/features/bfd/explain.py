"""Why a session of BFD is not up; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import NEIGHBOUR, TRANSPORT, Finding, Line, Scene, said
from iosemu.device.explain_ip import named
from iosemu.features.bfd import ways
from iosemu.features.bfd.model import BfdConfig, BfdInterface, mapped
from iosemu.features.bfd.session import SOURCE_PORT
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


def _engine(device: Device) -> BfdEngine | None:
    found: BfdEngine | None = device.engine("bfd") if "bfd" in device.engines else None
    return found


def _lines(session: Session) -> list[Line]:
    """`bfd interval`, `bfd template` or `bfd map`, and what is in the template."""
    device, config = session.host.device, session.host.device.get(BfdConfig)
    if config is None:
        config = BfdConfig()
    template = config.templates.get(session.settings.template)
    found = said(device, template, "authentication") if template is not None else []
    if session.way.iface is None:
        pair = mapped(config, session.own_address, session.neighbor)
        return said(device, config, "maps", pair) + found
    slot = session.way.iface.get(BfdInterface)
    return said(device, slot, "min_tx") + said(device, slot, "template") + found


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Sessions that are not up."""
    engine = _engine(device)
    for session in list(engine.sessions.values()) if engine is not None else ():
        if session.state is not State.UP and only in (None, session.way.iface) and session.way.ready:
            yield from _session(scene, session)


def _session(scene: Scene, session: Session) -> Iterator[Finding]:
    device, way, own = session.host.device, session.way, session.own_address
    address, state = format_ipv4(session.neighbor), session.state.name.lower().replace("_", " ")
    on = f"on {way.text}" if way.iface is not None else f"from {way.text}"
    yield Finding(f"the BFD session of {device.node} with {address} {on} is {state}", [], "", NEIGHBOUR)
    home = scene.owner(session.neighbor, device)
    if home is None:
        yield Finding(f"no router of the lab has {address}", [], "", NEIGHBOUR)
        return
    there = _engine(home.device)
    back = ways.Line(home) if way.iface is not None else ways.Hops(home.vrf, session.neighbor)
    settings = there.timers(back, own) if there is not None else None
    if there is None or settings is None:
        if way.iface is not None:
            text = f"{named(home)} has no BFD timers"
            remedy = f"{home.device.node}, interface {home.text}: bfd interval 50 min_rx 50 multiplier 3"
        else:
            us = format_ipv4(own)
            text = f"{home.device.node} has no BFD timers for {us} as seen from {address}"
            remedy = f"{home.device.node}: bfd map ipv4 {us}/32 {address}/32 TEMPLATE, of a multi-hop template"
        yield Finding(text, _lines(session), remedy, NEIGHBOUR)
        return
    peer = there.sessions.get((back.place, own))
    if peer is None:
        text = f"nobody on {home.device.node} asks BFD to watch {format_ipv4(own)}"
        remedy = "bfd for the same protocol at both ends"
        yield Finding(text, [], remedy if way.iface is not None else f"{remedy}, of as many hops", NEIGHBOUR)
        return
    mine = session.settings
    here, far = (named(way.iface), named(home)) if way.iface is not None else (device.node, home.device.node)
    lines = _lines(session) + _lines(peer)
    if mine.authentication != settings.authentication:
        text = f"{here} has {mine.authentication or 'no'} authentication of BFD, {far} has "
        text += settings.authentication or "none"
        yield Finding(text, lines, "the same template at both ends", NEIGHBOUR)
    elif mine.authentication:
        one = keychain.send_key(device, mine.key_chain)
        two = keychain.send_key(home.device, settings.key_chain)
        if one is None or two is None or (one.number, one.secret) != (two.number, two.secret):
            text = f"the keys of BFD on {here} and {far} differ, or are not valid now"
            yield Finding(text, lines, "the same key at both ends", NEIGHBOUR)
    if scene.probe is None:
        return
    for one_way, src, dst in ((way, own, session.neighbor), (back, session.neighbor, own)):
        payload = Udp(SOURCE_PORT, way.port, bytes(24)).encode(src, dst)
        sender = one_way.vrf.device
        why_not = scene.probe(sender, one_way.vrf, ipv4.IPv4(src, dst, ipv4.UDP, payload), None)
        if why_not is not None:
            sentence, reasons = why_not
            target = home.device.node if sender is device else device.node
            text = f"BFD (UDP port {way.port}) from {sender.node} does not reach {target}: {sentence}"
            yield Finding(text, [], "", TRANSPORT)
            yield from reasons
