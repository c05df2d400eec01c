"""What IPsec makes of a datagram, and why two ends have no security association; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import (
    TRANSPORT,
    Depth,
    Dropped,
    Ends,
    Finding,
    Layer,
    Line,
    Scene,
    first,
    said,
    without_openings,
)
from iosemu.device.explain_ip import dead_line, named
from iosemu.device.passage import Point
from iosemu.features.acl.explain import entry_lines
from iosemu.features.gre.explain import driver_of, far_tunnel, tunnels
from iosemu.features.ipsec.builtin import profile_named
from iosemu.features.ipsec.cryptomap import MapHead, own, selecting
from iosemu.features.ipsec.datapath import ref_of
from iosemu.features.ipsec.flow import Flow
from iosemu.features.ipsec.model import (
    DynamicEntry,
    InterfaceMap,
    IpsecConfig,
    IpsecProfile,
    MapEntry,
    ProtectionConfig,
    Settings,
    TransformSet,
)
from iosemu.features.ipsec.narrow import mirrored, selectors
from iosemu.features.ipsec.protection import ProtectionHead
from iosemu.features.ipsec.sadb import Sa
from iosemu.features.ipsec.transforms import matches, policy_of, proposal_of, sets_of, words
from iosemu.features.keying.contract import AH, ESP, Proposal, Selector
from iosemu.features.keying.engine import OWN
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import ipv4
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.features.ipsec.engine import IpsecEngine

IPSEC = Layer(Depth.SECURITY, "IPsec")
_IKE = 500


def _engine(device: Device) -> IpsecEngine | None:
    found: IpsecEngine | None = device.engine("ipsec") if "ipsec" in device.engines else None
    return found


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


# what is right as it is


def wraps(scene: Scene, inner: Passage, iface: Interface, outer: Passage) -> Iterator[Finding]:
    """The SA of a protected tunnel."""
    sa, driver = outer.origin, driver_of(iface)
    if isinstance(sa, Sa) and driver is not None:
        yield Finding(f"{_sa(sa)}, for {iface.text}", protection_lines(iface), "", IPSEC)


def _sa(sa: Sa) -> str:
    proposal = sa.pair.made.proposal
    mode = "tunnel" if proposal.tunnel else "transport"
    way = f"to {format_ipv4(sa.pair.flow.peer)}"
    return f"{sa.layer.protocol.upper()} {way}, SPI 0x{sa.spi:08x}, {words(proposal)}, {mode} mode"


def _head(iface: Interface) -> MapHead | None:
    engine = _engine(iface.device)
    return engine.maps.heads.get(iface) if engine is not None else None


def _outbound(passage: Passage, iface: Interface) -> Finding | None:
    """The crypto map of the interface that it leaves by."""
    head, engine = _head(iface), _engine(iface.device)
    name = iface[InterfaceMap].name
    if own(passage) or engine is None:
        return None
    found = selecting(engine, name, passage.packet, passage.vrf, iface.vrf)
    if found is None:
        return Finding(f"{iface.text}: crypto map {name} does not select it: it leaves as it is", map_lines(iface))
    entry, rule = found
    lines = entry_lines(iface.device, entry.acl, rule) + settings_lines(iface.device, entry, "peers") + map_lines(iface)
    text = f"{iface.text}: crypto map {name} {entry.seq}, list {entry.acl} selects it"
    match = head.find(passage.packet, passage.vrf) if head is not None else None
    flow = match.flow if match is not None else None
    if flow is not None and flow.current is not None and flow.current.outs:
        text += f": {_sa(flow.current.outbound)}"
    elif flow is not None:
        text += f": no SA with {format_ipv4(flow.peer)} yet"
    else:
        text += ", and is not complete"
    return Finding(text, lines)


def _inbound(passage: Passage, iface: Interface) -> Finding | None:
    """A clear datagram that ought to have been sealed."""
    engine, packet = _engine(iface.device), passage.packet
    if engine is None or passage.origin is not None or packet.protocol in (ipv4.ESP, ipv4.AH):
        return None
    name = iface[InterfaceMap].name
    found = selecting(engine, name, mirrored(packet), passage.vrf, iface.vrf)
    if found is None:
        return None
    entry, rule = found
    text = f"{iface.text}: crypto map {name} {entry.seq} wants it sealed, it came in the clear"
    return Finding(text, entry_lines(iface.device, entry.acl, rule) + map_lines(iface))


STAGES = {Point.OUT_CRYPTO: _outbound, Point.IN_CLEAR: _inbound}


# why not


def _no_sa(dropped: Dropped) -> Iterator[Finding]:
    scene, passage = dropped.scene, dropped.passage
    iface = dropped.at or passage.out
    if iface is None:
        return
    driver = driver_of(iface)
    if driver is None:
        yield from _of_map(scene, iface, passage)
        return
    far = driver.remote or _behind(iface, passage)
    if not far:
        return
    place = format_ipv4(far)
    text = f"{iface.device.node} has no IPsec SA with {place} for {iface.text}"
    yield Finding(text, protection_lines(iface), "", IPSEC)
    yield from scene.ask("tunnel", iface, far)


def _behind(iface: Interface, passage: Passage) -> IPv4:
    """The far end of a multipoint tunnel that a datagram goes to; 0: nobody knows."""
    driver = driver_of(iface)
    resolver = driver.resolver if driver is not None else None
    known = dict(resolver.known(iface)) if resolver is not None else {}
    if passage.next_hop in known:
        return known[passage.next_hop]
    return next(iter(known.values()), 0)


def profile_missing(iface: Interface) -> Iterator[Finding]:
    """A tunnel whose protection names no profile that there is."""
    config = iface.get(ProtectionConfig)
    if config is None or not config.profile or profile_named(iface.device, config.profile) is not None:
        return
    node = iface.device.node
    text = f"{named(iface)} is to be protected by IPsec profile {config.profile}, which is not configured on {node}"
    yield Finding(text, protection_lines(iface), f"{node}: crypto ipsec profile {config.profile}", IPSEC)


def _flow(iface: Interface, far: IPv4) -> Flow | None:
    driver = driver_of(iface)
    head = driver.protector if driver is not None else None
    return head.flows.get(far) if isinstance(head, ProtectionHead) else None


def tunnel(scene: Scene, iface: Interface, far: IPv4) -> Iterator[Finding]:
    """What the two ends of a tunnel lack of keys and SAs."""
    near, other = driver_of(iface), far_tunnel(scene, iface, far)
    if near is None:
        return
    yield from profile_missing(iface)
    if other is None:
        if near.protector is not None:
            yield from _keys(scene, iface, far, None)
        return
    theirs = driver_of(other)
    assert theirs is not None
    yield from profile_missing(other)
    for one, one_driver, two, two_driver in ((iface, near, other, theirs), (other, theirs, iface, near)):
        if one_driver.protector is not None and two_driver.protector is None:
            text = f"{named(one)} is protected by IPsec, {named(two)} is not: it takes and sends clear GRE only"
            profile = one[ProtectionConfig].profile
            remedy = f"{two.device.node}, interface {two.text}: tunnel protection ipsec profile {profile}"
            yield Finding(text, protection_lines(one), remedy, IPSEC)
    if near.protector is None or theirs.protector is None or not iface.up or not near.local:
        return
    if near.source_iface is None or not near.source_iface.line_up:
        return  # GRE tells of that
    flow, back = _flow(iface, far), _flow(other, near.local)
    if flow is not None and flow.current is not None and back is not None and back.current is not None:
        yield from _reaches(scene, iface, near.local, far, ipv4.ESP)
        yield from _reaches(scene, other, far, near.local, ipv4.ESP)
        return
    yield from _reaches(scene, iface, near.local, far, ipv4.UDP)
    yield from _reaches(scene, other, far, near.local, ipv4.UDP)
    yield from _keys(scene, iface, far, other)
    heads = near.protector, theirs.protector
    if isinstance(heads[0], ProtectionHead) and isinstance(heads[1], ProtectionHead):
        ours, others = heads[0].profile_now, heads[1].profile_now
        proxies = heads[0].selectors(far), heads[1].selectors(near.local)
        if ours is not None and others is not None:
            yield from phase2(iface.device, ours, other.device, others, True)
        if proxies[0] != proxies[1][::-1]:
            text = f"the two ends protect different traffic: {named(iface)} {_pair(proxies[0])}, "
            text += f"{named(other)} {_pair(proxies[1])}"
            yield Finding(text, [], "the same tunnel mode and addresses at both ends", IPSEC)


def _profile(iface: Interface) -> IpsecProfile | None:
    config = iface.get(ProtectionConfig)
    return profile_named(iface.device, config.profile) if config is not None and config.profile else None


def _keys(scene: Scene, iface: Interface, far: IPv4, other: Interface | None) -> Iterator[Finding]:
    driver, profile = driver_of(iface), _profile(iface)
    if driver is None or profile is None:
        return
    outer, theirs = driver.source_iface or iface, _profile(other) if other is not None else None
    wanted = theirs.isakmp_profile if theirs is not None else ""
    ends = Ends(outer, driver.front.name, driver.local, far, profile, profile.isakmp_profile, wanted)
    yield from scene.ask("keys", ends)


def _reaches(scene: Scene, iface: Interface, local: IPv4, far: IPv4, protocol: int) -> Iterator[Finding]:
    """Does what keys and sealed datagrams travel in get there at all?"""
    driver = driver_of(iface)
    front = driver.front if driver is not None else iface.vrf
    if scene.probe is None:
        return
    payload = Udp(_IKE, _IKE, bytes(28)).encode(local, far) if protocol == ipv4.UDP else bytes(32)
    packet = ipv4.IPv4(local, far, protocol, payload)
    said_why = scene.probe(iface.device, front, packet, OWN)
    if said_why is None:
        return
    sentence, reasons = said_why
    what = "IKE (UDP port 500)" if protocol == ipv4.UDP else "ESP"
    text = f"{what} from {format_ipv4(local)} ({iface.device.node}) does not reach {format_ipv4(far)}: {sentence}"
    yield Finding(text, [], "", TRANSPORT)
    yield from reasons


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
        text = f"{far.node} wants PFS with group {pfs[1]} ({_settings(theirs)}), and {near.node} "
        text += f"offers group {pfs[0]}" if pfs[0] else f"offers none ({_settings(ours)})"
        lines = settings_lines(far, theirs, "pfs") + settings_lines(near, ours, "pfs")
        yield Finding(text, lines, f"{near.node}, {_settings(ours)}: set pfs group{pfs[1]}", IPSEC)
    elif pfs[0] and pfs[0] != pfs[1]:
        text = f"{near.node} wants PFS with group {pfs[0]} ({_settings(ours)}), {far.node} has none "
        text += f"({_settings(theirs)}): {near.node} may begin, {far.node} may not"
        lines = settings_lines(near, ours, "pfs") + settings_lines(far, theirs, "pfs")
        yield Finding(text, lines, f"{far.node}, {_settings(theirs)}: set pfs group{pfs[0]}", IPSEC)
    if ours.responder_only and theirs.responder_only:
        text = f"{near.node} and {far.node} both wait for the other to begin"
        lines = settings_lines(near, ours, "responder_only") + settings_lines(far, theirs, "responder_only")
        yield Finding(text, lines, "responder-only at one end", IPSEC)


def _settings(settings: Settings) -> str:
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
    return (one.cipher != two.cipher) + (one.integrity != two.integrity) + (one.ah != two.ah)


def _pair(proxies: tuple[Selector, Selector]) -> str:
    return " -> ".join(f"{format_ipv4(each.address)}/{format_ipv4(each.mask)}" for each in proxies)


def _of_map(scene: Scene, iface: Interface, passage: Passage) -> Iterator[Finding]:
    """What a crypto map selects and cannot protect."""
    engine, config = _engine(iface.device), iface.get(InterfaceMap)
    if engine is None or config is None or not config.name:
        return
    node, name = iface.device.node, config.name
    found = selecting(engine, name, passage.packet, passage.vrf, iface.vrf)
    if found is None:
        return
    entry, rule = found
    text = f"crypto map {name} {entry.seq} on {named(iface)} selects it, and there is no SA"
    lines = entry_lines(iface.device, entry.acl, rule) + map_lines(iface)
    yield Finding(text, lines, "", IPSEC)
    head = engine.maps.heads.get(iface)
    if head is None:
        yield Finding(f"crypto map {name} does not work on {named(iface)}: no address to use", [], "", IPSEC)
        yield from dead_line(scene, iface)
        return
    if isinstance(entry, DynamicEntry):
        text = f"entry {entry.seq} is of a dynamic map: it answers, and asks nobody"
        yield Finding(text, settings_lines(iface.device, entry), "let the other end begin", IPSEC)
        return
    if not entry.peers:
        remedy = f"{node}, crypto map {name} {entry.seq}: set peer <address>"
        yield Finding(
            f"crypto map {name} {entry.seq} has no peer", settings_lines(iface.device, entry), remedy, IPSEC
        )
    if not sets_of(iface.device, entry):
        remedy = f"{node}, crypto map {name} {entry.seq}: set transform-set <name>"
        text = f"crypto map {name} {entry.seq} has no transform set that is configured"
        yield Finding(text, settings_lines(iface.device, entry, "transform_sets"), remedy, IPSEC)
    for peer in entry.preferred()[:1]:
        yield from _map_peer(scene, iface, head, entry, peer, selectors(rule.entry))


def _map_peer(
    scene: Scene, iface: Interface, head: MapHead, entry: MapEntry, peer: IPv4, proxies: tuple[Selector, Selector]
) -> Iterator[Finding]:
    """The other end of a crypto map."""
    near, place = iface.device, format_ipv4(peer)
    other = scene.owner(peer, near)
    if other is None:
        lines = settings_lines(near, entry, "peers")
        yield Finding(f"no router of the lab has {place}, the peer of {_settings(entry)}", lines, "set peer", IPSEC)
        return
    yield from _reaches(scene, iface, head.local, peer, ipv4.UDP)
    yield from _reaches(scene, other, peer, head.local, ipv4.UDP)
    profile = entry.isakmp_profile or head.profile
    yield from scene.ask("keys", Ends(iface, iface.vrf.name, head.local, peer, entry, profile))
    engine = _engine(other.device)
    heads = [each for each in engine.maps.heads.values() if each.local == peer] if engine is not None else []
    if not heads:
        config = other.get(InterfaceMap)
        text = f"{other.device.node} has {place} on {other.text}, and no crypto map there"
        if config is not None and config.name:
            text = f"crypto map {config.name} on {named(other)} does not work: no entries, or the line is down"
        yield Finding(text, [], f"{other.device.node}, interface {other.text}: crypto map <name>", IPSEC)
        return
    yield from _far_map(near, entry, head, other.device, heads[0], proxies)


def _far_map(
    near: Device, entry: MapEntry, head: MapHead, far: Device, there: MapHead, proxies: tuple[Selector, Selector]
) -> Iterator[Finding]:
    """Which entry of the peer's map would answer."""
    mine, theirs = proxies
    named_us = [each for each in there.entries() if each.template or head.local in each.peers]
    if not named_us:
        text = (
            f"no entry of crypto map {there.name} of {far.node} has {format_ipv4(head.local)} ({near.node}) as its peer"
        )
        lines = [line for each in there.entries() for line in settings_lines(far, each, "peers")]
        yield Finding(text, lines, f"{far.node}, crypto map {there.name}: set peer {format_ipv4(head.local)}", IPSEC)
        return
    for each in named_us:
        if each.template:
            for dynamic in there.engine.config.dynamic_entries(each.template):
                yield from phase2(near, entry, far, dynamic, False)
            return
        found = there.state(each).compiled
        for rule in found.rules if found is not None else ():
            ours, others = selectors(rule.entry)
            if rule.permit and ours.covers(theirs) and others.covers(mine):
                yield from phase2(near, entry, far, each, False)
                return
    acl = entry.acl
    text = f"the lists do not mirror each other: list {acl} of {near.node} protects {_pair(proxies)}, and list "
    text += f"{named_us[0].acl or '(none)'} of {far.node} has no entry {_pair((theirs, mine))}"
    lines = settings_lines(near, entry, "acl") + settings_lines(far, named_us[0], "acl")
    compiled = there.state(named_us[0]).compiled if not named_us[0].template else None
    for rule in compiled.rules if compiled is not None else ():
        lines += entry_lines(far, named_us[0].acl, rule)
    yield Finding(text, lines, "in both lists the same networks, source and destination exchanged", IPSEC)


def _not_ipsec(dropped: Dropped) -> Iterator[Finding]:
    iface, passage = dropped.at, dropped.passage
    engine = _engine(dropped.device)
    if iface is None or engine is None:
        return
    name = iface[InterfaceMap].name
    found = selecting(engine, name, mirrored(passage.packet), passage.vrf, iface.vrf)
    lines = map_lines(iface)
    text = f"it came in the clear to {named(iface)}, where crypto map {name}"
    if found is not None:
        text += f" {found[0].seq} wants such traffic sealed (list {found[0].acl}, seen from this end)"
        lines = entry_lines(iface.device, found[0].acl, found[1]) + lines
    sender = dropped.scene.owner(passage.packet.src, dropped.device)
    remedy = (
        f"a crypto map on the way from {sender.device.node}" if sender is not None else "a crypto map at the sender"
    )
    yield Finding(text, lines, f"{remedy} whose list mirrors this one", IPSEC)


def _invalid_identity(dropped: Dropped) -> Iterator[Finding]:
    sa = dropped.passage.origin
    if isinstance(sa, Sa):
        flow = sa.pair.flow
        carries = _pair((flow.remote_proxy, flow.local_proxy))
        text = f"it came in an SA of other traffic: SPI 0x{sa.spi:08x} carries {carries}"
        yield Finding(text, settings_lines(dropped.device, flow.entry, "acl"), "lists that mirror each other", IPSEC)


def _not_protected(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at
    if iface is None:
        return
    text = f"it came in the clear, and {named(iface)} takes only what its IPsec profile has protected"
    yield Finding(text, protection_lines(iface), "", IPSEC)
    yield from profile_missing(iface)
    driver, src = driver_of(iface), dropped.passage.packet.src
    for device in dropped.scene.devices:
        for other, there in tunnels(device):
            ends = driver is not None and device is not dropped.device and (src in (there.local, other.address))
            if ends and there.protector is None:
                remedy = f"{device.node}, interface {other.text}: tunnel protection ipsec profile <name>"
                yield Finding(f"{named(other)} has no tunnel protection", [], remedy, IPSEC)


DROPS = {
    Reason.NO_SA: _no_sa,
    Reason.NOT_IPSEC: _not_ipsec,
    Reason.INVALID_IDENTITY: _invalid_identity,
    Reason.NOT_PROTECTED: _not_protected,
}


def swallowed(scene: Scene, outer: Passage) -> Iterator[Finding]:
    """Why ESP or AH that arrived was not opened."""
    packet, engine = outer.packet, _engine(outer.vrf.device)
    if packet.protocol not in (ipv4.ESP, ipv4.AH):
        return
    node, src = outer.vrf.device.node, format_ipv4(packet.src)
    protocol = (AH if packet.protocol == ipv4.AH else ESP).upper()
    ref = ref_of(packet, outer.vrf.name)
    sa = engine.sadb.incoming(ref) if engine is not None else None
    if sa is None:
        text = f"{node} has no SA of SPI 0x{ref.spi:08x} from {src}: it has lost, or never had, what the sender uses"
        sender = scene.owner(packet.src, outer.vrf.device)
        remedy = f"clear crypto sa peer {format_ipv4(packet.dst)} on {sender.device.node}" if sender is not None else ""
        yield Finding(text, [], remedy + ", or crypto isakmp invalid-spi-recovery", IPSEC)
        return
    counters = sa.pair.flow.counters
    for count, words_ in (
        (counters.verify_failed, "its integrity check value is wrong: the keys differ, or it was changed on the way"),
        (counters.replay_failed, "its sequence number was seen already, or is older than the anti-replay window"),
        (counters.invalid_identity, "what is in it is not the traffic of its SA"),
        (counters.invalid_protocol, "a layer is missing: AH and ESP do not stand as the SA has them"),
        (counters.invalid_length, "it is too short, or badly padded"),
    ):
        if count:
            yield Finding(f"{node} does not open {protocol} from {src}, SPI 0x{ref.spi:08x}: {words_}", [], "", IPSEC)


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Protected point-to-point tunnels without an SA, profiles that are missing."""
    for iface, driver in tunnels(device):
        if not iface.enabled or only not in (None, iface):
            continue
        yield from profile_missing(iface)
        if driver.remote and isinstance(driver.protector, ProtectionHead):
            flow = _flow(iface, driver.remote)
            if flow is None or flow.current is None:
                text = f"{named(iface)} has no IPsec SA with {format_ipv4(driver.remote)}"
                yield Finding(text, protection_lines(iface), "", IPSEC)
                yield from scene.ask("tunnel", iface, driver.remote)
