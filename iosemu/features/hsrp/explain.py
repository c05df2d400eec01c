"""Why routers of a LAN do not stand in for each other; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import NEIGHBOUR, TRANSPORT, Finding, Line, Scene, said
from iosemu.device.explain_ip import named
from iosemu.features.hsrp.model import HsrpInterface
from iosemu.features.keychain import api as keychain
from iosemu.types import format_ipv4
from iosemu.wire import hsrp, ipv4
from iosemu.wire.hsrp import State
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.hsrp.group import Group


def _groups(device: Device) -> list[Group]:
    return list(device.engine("hsrp").groups.values()) if "hsrp" in device.engines else []


def _lines(group: Group, *fields: str) -> list[Line]:
    """The line of its address, and those of some fields."""
    device = group.iface.device
    return [line for field in ("ip", *fields) for line in said(device, group.config, field)]


def _versions(*groups: Group) -> list[Line]:
    return [line for each in groups for line in said(each.iface.device, each.iface[HsrpInterface], "version")]


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Groups that do not run though their line is up, and partners that do not know of each other."""
    for group in _groups(device):
        if group.config.ip is None or only not in (None, group.iface) or not group.iface.line_up:
            continue
        if group.state is State.INIT:
            why = "an object that it tracks is down" if group.stopped else "its interface has no address"
            text = f"HSRP group {group.number} of {named(group.iface)} does not run: {why}"
            yield Finding(text, _lines(group, *(("tracks",) if group.stopped else ())), "", NEIGHBOUR)
        elif group.state is State.LEARN:
            text = f"HSRP group {group.number} of {named(group.iface)} has no address, and nobody tells it one"
            yield Finding(text, _lines(group), f"standby {group.number} ip ADDRESS", NEIGHBOUR)
        else:
            yield from _partners(scene, group)
        for what in group.config.tracks:
            if isinstance(what, int) and device.engine("track").up(what) is None:
                text = f"HSRP group {group.number} of {named(group.iface)} looks at object {what}, which is not there"
                lines = said(device, group.config, "tracks", what)
                yield Finding(text, lines, f"{device.node}: track {what} …", NEIGHBOUR)


def _partners(scene: Scene, group: Group) -> Iterator[Finding]:
    """Each pair is told once, by the router that comes first."""
    place = group.iface.device.node
    for iface in scene.attached(group.iface):
        same = (each for each in _groups(iface.device) if each.iface is iface and each.number == group.number)
        other = next(same, None)
        if other is None or other.config.ip is None or not iface.line_up or iface.device.node < place:
            continue
        if group.address and other.address and group.address != other.address:
            text = f"HSRP group {group.number}: {named(group.iface)} has the address {format_ipv4(group.address)}, "
            text += f"{named(iface)} has {format_ipv4(other.address)}"
            yield Finding(text, _lines(group) + _lines(other), "the same address at both", NEIGHBOUR)
        if group.state is other.state is State.ACTIVE:
            text = f"{named(group.iface)} and {named(iface)} are both active for HSRP group {group.number}"
            yield Finding(text, [], "", NEIGHBOUR)
            yield from _deaf(scene, group, other)


def _deaf(scene: Scene, group: Group, other: Group) -> Iterator[Finding]:
    here, there = named(group.iface), named(other.iface)
    if group.version != other.version:
        text = f"{here} speaks version {group.version} of HSRP, {there} version {other.version}"
        yield Finding(text, _versions(group, other), "standby version 2 at both", NEIGHBOUR)
        return
    if _proof(group) != _proof(other):
        text = f"the authentication of HSRP group {group.number} on {here} and {there} differs"
        lines = [line for each in (group, other) for line in _lines(each, "text", "md5", "chain")[1:]]
        yield Finding(text, lines, "standby authentication, the same at both", NEIGHBOUR)
        return
    if scene.probe is None:
        return
    to = hsrp.GROUP1 if group.version == 1 else hsrp.GROUP2
    for one, two in ((group, other), (other, group)):
        payload = Udp(hsrp.PORT, hsrp.PORT, bytes(20)).encode(one.own, to)
        packet = ipv4.IPv4(one.own, to, ipv4.UDP, payload, 1)
        why_not = scene.probe(one.iface.device, one.iface.vrf, packet, None, one.iface, two.iface.device.node)
        if why_not is not None:
            sentence, reasons = why_not
            text = f"hellos of HSRP from {named(one.iface)} do not come to {two.iface.device.node}: {sentence}"
            yield Finding(text, [], "", TRANSPORT)
            yield from reasons


def _proof(group: Group) -> tuple[str, object]:
    config = group.config
    if config.chain:
        key = keychain.send_key(group.iface.device, config.chain)
        return "chain", (key.number, key.secret) if key is not None else None
    return ("md5", config.md5) if config.md5 else ("text", config.text)
