"""Why two routers do not hear one another's RIP; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import NEIGHBOUR, Finding, Line, Scene, said
from iosemu.device.explain_ip import named
from iosemu.features.keychain import api as keychain
from iosemu.features.rip.model import RipInterface
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.rip.instance import RipInstance


def _instance(iface: Interface) -> RipInstance | None:
    if "rip" not in iface.device.engines:
        return None
    found: RipInstance | None = iface.device.engine("rip").instances.get(iface.vrf.name)
    return found


def _lines(iface: Interface, *fields: str) -> list[Line]:
    slot = iface.get(RipInterface)
    return [line for name in fields for line in said(iface.device, slot, name)] if slot is not None else []


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Routers on whose subnets RIP runs at both ends, and that take nothing from one another."""
    for iface in device.interfaces.in_order():
        rip = _instance(iface)
        if rip is None or not iface.line_up or iface.kind == "Loopback" or only not in (None, iface):
            continue
        if not rip.covers(iface, rip.process):
            continue
        for other in scene.adjacent(iface):
            peer = _instance(other)
            if peer is not None:
                yield from _deaf(scene, rip, iface, peer, other)


def _deaf(scene: Scene, rip: RipInstance, iface: Interface, peer: RipInstance, other: Interface) -> Iterator[Finding]:
    """Why `rip` hears nothing of `peer`."""
    if not peer.covers(other, peer.process):
        text = f"RIP of {other.device.node} does not run on {other.text}: no network line takes in "
        text += format_ipv4(other.address or 0)
        lines = [line for key in peer.process.networks for line in said(other.device, peer.process, "networks", key)]
        yield Finding(text, lines, f"{other.device.node}, router rip: network", NEIGHBOUR)
        return
    if other.address in rip.heard:
        return
    if peer.is_passive(other, peer.process):
        if not rip.is_passive(iface, rip.process):
            lines = said(other.device, peer.process, "passive", other.name)
            lines = lines or said(other.device, peer.process, "passive_default")
            remedy = f"{other.device.node}, router rip: no passive-interface {other.text}"
            yield Finding(f"{other.text} is passive in RIP of {other.device.node}", lines, remedy, NEIGHBOUR)
        return
    told = f"{iface.device.node} takes no RIP updates from {other.device.node} on {iface.text}"
    yield Finding(told, [], "", NEIGHBOUR)
    sends, takes = peer.send_version(other, peer.process), rip.receive_versions(iface, rip.process)
    if not set(sends) & set(takes):
        text = f"{named(other)} sends version {_numbers(sends)}, {named(iface)} takes version {_numbers(takes)}"
        lines = said(other.device, peer.router, "version") + said(iface.device, rip.router, "version")
        lines += _lines(other, "send_version") + _lines(iface, "receive_version")
        yield Finding(text, lines, "version 2 in router rip at both ends", NEIGHBOUR)
    strange = other.address is not None and iface.prefix is not None and other.address not in iface.prefix
    if strange and rip.process.validate_source:
        address = format_ipv4(other.address or 0)
        text = f"{address} is on no subnet of {named(iface)}, and the source of updates is checked"
        remedy = f"{iface.device.node}, router rip: no validate-update-source"
        yield Finding(text, [], remedy, NEIGHBOUR)
    yield from _authentication(iface, other)
    yield from scene.ask("multicast", other, iface)


def _numbers(versions: list[int]) -> str:
    return " and ".join(map(str, versions))


def _authentication(iface: Interface, other: Interface) -> Iterator[Finding]:
    slots = [each.get(RipInterface) or RipInterface() for each in (iface, other)]
    chains = [slot.key_chain for slot in slots]
    lines = _lines(iface, "authentication", "key_chain") + _lines(other, "authentication", "key_chain")
    if bool(chains[0]) != bool(chains[1]):
        has, lacks = (iface, other) if chains[0] else (other, iface)
        yield Finding(f"{named(has)} has authentication, {named(lacks)} has none", lines, "both or none", NEIGHBOUR)
        return
    if not chains[0]:
        return
    if slots[0].authentication != slots[1].authentication:
        text = f"{named(iface)} has {slots[0].authentication} authentication, {named(other)} {slots[1].authentication}"
        yield Finding(text, lines, "the same mode at both ends", NEIGHBOUR)
        return
    keys = [keychain.send_key(each.device, chain) for each, chain in zip((iface, other), chains, strict=True)]
    for each, chain, key in zip((iface, other), chains, keys, strict=True):
        if key is None:
            text = f"key chain {chain} of {named(each)} has no key that is valid now"
            yield Finding(text, lines, f"{each.device.node}: key chain {chain}, a key with a key-string", NEIGHBOUR)
    one, two = keys
    if one is not None and two is not None and (one.secret != two.secret or one.number != two.number):
        what = "numbers" if one.number != two.number else "key-strings"
        yield Finding(
            f"the keys of {named(iface)} and {named(other)} have different {what}", lines, "the same", NEIGHBOUR
        )
