"""What the explanations of IPsec share: lines of its configuration, and the agreement of two ends; see `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import (
    TRANSPORT,
    Depth,
    Finding,
    Layer,
    Line,
    Scene,
    first,
    said,
    without_openings,
)
from iosemu.features.gre.explain import driver_of
from iosemu.features.ipsec.model import (
    DynamicEntry,
    InterfaceMap,
    IpsecConfig,
    MapEntry,
    ProtectionConfig,
    Settings,
    TransformSet,
)
from iosemu.features.ipsec.sadb import Sa
from iosemu.features.ipsec.transforms import matches, policy_of, proposal_of, sets_of, words
from iosemu.features.keying.contract import Proposal, Selector
from iosemu.features.keying.engine import OWN
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import ipv4
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.ipsec.engine import IpsecEngine
IPSEC = Layer(Depth.SECURITY, "IPsec")
_IKE = 500


def protection_lines(iface: Interface) -> list[Line]:
    """`tunnel protection …`."""
    config = iface.get(ProtectionConfig)
    return said(iface.device, config, "profile") if config is not None else []


def map_lines(iface: Interface) -> list[Line]:
    """`crypto map NAME` of an interface."""
    config = iface.get(InterfaceMap)
    return said(iface.device, config, "name") if config is not None else []


def settings_lines(device: Device, settings: object, *fields: str) -> list[Line]:
    """The line that opens a profile or map entry, and those of fields of it."""
    config = device.get(IpsecConfig)
    if config is None or not isinstance(settings, Settings):
        return []
    found: list[Line] = []
    for table in ("profiles", "maps", "dynamic_maps"):
        for key, each in getattr(config, table).items():
            if each is settings:
                found = first(said(device, config, table, key))
    inner = [line for field in fields for line in said(device, settings, field)]
    return inner or found


def set_lines(device: Device, sets: list[TransformSet]) -> list[Line]:
    """Transform sets, with what is in them."""
    config = device.get(IpsecConfig)
    if config is None:
        return []
    return [line for each in sets for line in said(device, config, "transform_sets", each.name)]


def sa_text(sa: Sa) -> str:
    proposal = sa.pair.made.proposal
    mode = "tunnel" if proposal.tunnel else "transport"
    way = f"to {format_ipv4(sa.pair.flow.peer)}"
    return f"{sa.layer.protocol.upper()} {way}, SPI 0x{sa.spi:08x}, {words(proposal)}, {mode} mode"



def reaches(scene: Scene, iface: Interface, local: IPv4, far: IPv4, protocol: int) -> Iterator[Finding]:
    """Does what keys and sealed datagrams travel in get there at all?"""
    driver = driver_of(iface)
    front = driver.front if driver is not None else iface.vrf
    if scene.probe is None:
        return
    packet = _carrier(local, far, protocol)
    said_why = scene.probe(iface.device, front, packet, OWN)
    if said_why is None:
        return
    sentence, reasons = said_why
    what = {ipv4.UDP: "IKE (UDP port 500)", ipv4.AH: "AH"}.get(protocol, "ESP")
    text = f"{what} from {format_ipv4(local)} ({iface.device.node}) does not reach {format_ipv4(far)}: {sentence}"
    yield Finding(text, [], "", TRANSPORT)
    yield from reasons


def _carrier(local: IPv4, far: IPv4, protocol: int) -> ipv4.IPv4:
    payload = Udp(_IKE, _IKE, bytes(28)).encode(local, far) if protocol == ipv4.UDP else bytes(32)
    return ipv4.IPv4(local, far, protocol, payload)


def appears(scene: Scene, iface: Interface, local: IPv4, far: IPv4) -> IPv4:
    """The address that the far end sees our IKE come from: another one where somebody translates."""
    if scene.seen_as is None:
        return local
    return scene.seen_as(iface.device, iface.vrf, _carrier(local, far, ipv4.UDP), OWN) or local


def untranslatable(engine: IpsecEngine, ours: Settings, local: IPv4, far: IPv4, vrf: str) -> Iterator[Finding]:
    """IKE has noticed a NAT, and all that could be offered has AH, which covers the addresses."""
    sets, sessions = sets_of(engine.host.device, ours), engine.desk.phase1.get((vrf, local, far), {}).values()
    if not sets or not all(each.ah for each in sets):
        return
    if any("N" in each.capabilities for each in sessions):
        node, names = engine.host.device.node, ", ".join(each.name for each in sets)
        text = f"IKE of {node} has noticed a translation on the way to {format_ipv4(far)}"
        text += f", and AH does not pass any ({names})"
        lines = set_lines(engine.host.device, sets)
        yield Finding(text, lines, f"{node}, {settings_name(ours)}: set transform-set <ESP alone>", IPSEC)


def phase2(near: Device, ours: Settings, far: Device, theirs: Settings, transport: bool) -> Iterator[Finding]:
    """Quick mode: what each end offers, judged as the other would."""
    for device, settings in ((near, ours), (far, theirs)):
        for name in settings.transform_sets:
            config = device.get(IpsecConfig)
            if config is not None and name not in config.transform_sets and name != "default":
                text = f"transform set {name} is not configured on {device.node}"
                lines = settings_lines(device, settings, "transform_sets")
                yield Finding(text, lines, f"{device.node}: crypto ipsec transform-set {name} …", IPSEC)
    mine, others = sets_of(near, ours), sets_of(far, theirs)
    if not mine or not others:
        return
    if not any(matches(own, _offer(each, transport), transport) for each in mine for own in others):
        yield from _sets(near, ours, mine, far, theirs, others, transport)
    pfs = policy_of(near, ours).pfs_group, policy_of(far, theirs).pfs_group
    if pfs[0] != pfs[1] and pfs[1]:
        text = f"{far.node} wants PFS with group {pfs[1]} ({settings_name(theirs)}), and {near.node} "
        text += f"offers group {pfs[0]}" if pfs[0] else f"offers none ({settings_name(ours)})"
        lines = settings_lines(far, theirs, "pfs") + settings_lines(near, ours, "pfs")
        yield Finding(text, lines, f"{near.node}, {settings_name(ours)}: set pfs group{pfs[1]}", IPSEC)
    elif pfs[0] and pfs[0] != pfs[1]:
        text = f"{near.node} wants PFS with group {pfs[0]} ({settings_name(ours)}), {far.node} has none "
        text += f"({settings_name(theirs)}): {near.node} may begin, {far.node} may not"
        lines = settings_lines(near, ours, "pfs") + settings_lines(far, theirs, "pfs")
        yield Finding(text, lines, f"{far.node}, {settings_name(theirs)}: set pfs group{pfs[0]}", IPSEC)
    if ours.responder_only and theirs.responder_only:
        text = f"{near.node} and {far.node} both wait for the other to begin"
        lines = settings_lines(near, ours, "responder_only") + settings_lines(far, theirs, "responder_only")
        yield Finding(text, lines, "responder-only at one end", IPSEC)


def settings_name(settings: Settings) -> str:
    name = getattr(settings, "name", "")
    return f"crypto map {name} {settings.seq}" if isinstance(settings, MapEntry | DynamicEntry) else f"profile {name}"


def _offer(found: TransformSet, transport: bool) -> Proposal:
    return proposal_of(found, 0, 0, 0, transport)


def _sets(
    near: Device, ours: Settings, mine: list[TransformSet], far: Device, theirs: Settings, others: list[TransformSet],
    transport: bool,
) -> Iterator[Finding]:  # fmt: skip
    """No set of the one is one of the other."""
    one, two = min(((a, b) for a in mine for b in others), key=lambda both: _distance(*both))
    lines = first(set_lines(near, [one])) + first(set_lines(far, [two]))
    if one.protocols == two.protocols:
        text = f"transform set {one.name} of {near.node} is of {one.mode} mode, {two.name} of {far.node} of {two.mode} "
        text += "mode" + (", and nothing else will do" if two.mode == "tunnel" or two.required else "")
        remedy = "the same mode in both"
        lines = without_openings(set_lines(near, [one])) + without_openings(set_lines(far, [two]))
    else:
        text = f"transform set {one.name} of {near.node} is {one.words}, {two.name} of {far.node} is {two.words}"
        remedy = "the same transforms in one set of each"
    lines += settings_lines(near, ours, "transform_sets") + settings_lines(far, theirs, "transform_sets")
    yield Finding(text, lines, remedy, IPSEC)


def _distance(one: TransformSet, two: TransformSet) -> int:
    fields = ("cipher", "integrity", "ah", "compression", "extended")
    return sum(getattr(one, field) != getattr(two, field) for field in fields)


def pair_text(proxies: tuple[Selector, Selector]) -> str:
    return " -> ".join(f"{format_ipv4(each.address)}/{format_ipv4(each.mask)}" for each in proxies)
