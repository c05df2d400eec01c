"""What a crypto map makes of a datagram, and why it has no security association for it; see `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import (
    Dropped,
    Ends,
    Finding,
    Scene,
    said,
)
from iosemu.device.explain_ip import dead_line, named
from iosemu.device.passage import Passage
from iosemu.device.tells import told
from iosemu.features.acl.explain import entry_lines
from iosemu.features.ipsec.cryptomap import MapHead
from iosemu.features.ipsec.explain_parts import (
    IPSEC,
    appears,
    map_lines,
    pair_text,
    phase2,
    reaches,
    sa_text,
    settings_lines,
    settings_name,
    untranslatable,
)
from iosemu.features.ipsec.model import (
    DynamicEntry,
    InterfaceMap,
    IpsecConfig,
    MapEntry,
    MapSettings,
)
from iosemu.features.ipsec.narrow import mirrored, selectors
from iosemu.features.ipsec.sadb import Sa
from iosemu.features.ipsec.selection import disabled, group_of, list_of, own, peerless, selecting
from iosemu.features.ipsec.show_sa import engine_of
from iosemu.features.ipsec.transforms import sets_of
from iosemu.features.keying.contract import Selector
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.ipsec.engine import IpsecEngine


def _head(iface: Interface) -> MapHead | None:
    engine = engine_of(iface.device)
    return engine.maps.heads.get(iface) if engine is not None else None


def outbound(passage: Passage, iface: Interface) -> Finding | None:
    """The crypto map of the interface that it leaves by."""
    head, engine = _head(iface), engine_of(iface.device)
    name = iface[InterfaceMap].name
    if own(passage) or engine is None:
        return None
    found = selecting(engine, name, passage.packet, passage.vrf, iface.vrf)
    if found is None:
        idle = selecting(engine, name, passage.packet, passage.vrf, iface.vrf, idle=True)
        if idle is not None and disabled(engine, idle[0]):
            lines = entry_lines(iface.device, idle[0].acl, idle[1]) + map_lines(iface)
            text = f"crypto map {name} {idle[0].seq} has no peer and is disabled: what its list selects leaves as it is"
            return Finding(f"{iface.text}: {text}", lines)
        elsewhere = _of_another_vrf(passage, iface)
        if elsewhere is not None:
            return elsewhere
        return Finding(f"{iface.text}: crypto map {name} does not select it: it leaves as it is", map_lines(iface))
    entry, rule = found
    lines = entry_lines(iface.device, entry.acl, rule) + settings_lines(iface.device, entry, "peers") + map_lines(iface)
    text = f"{iface.text}: crypto map {name} {entry.seq}, list {_list_name(engine, entry)} selects it"
    match = head.find(passage.packet, passage.vrf) if head is not None else None
    flow = match.flow if match is not None else None
    if flow is not None and flow.current is not None and flow.current.outs:
        text += f": {sa_text(flow.current.outbound)}"
    elif flow is not None and not flow.peer:
        text += ": no SA of the group now"
    elif flow is not None:
        text += f": no SA with {format_ipv4(flow.peer)} yet"
    elif isinstance(entry, MapEntry) and entry.per_host and head is not None and head.complete(entry):
        text += ": no SA of these two hosts yet"
    else:
        text += ", and is not complete"
    return Finding(text, lines)


def _of_another_vrf(passage: Passage, iface: Interface) -> Finding | None:
    """An entry whose profile names another inside VRF, or none."""
    engine, name = engine_of(iface.device), iface[InterfaceMap].name
    for vrf in iface.device.vrfs.all() if engine is not None else ():
        found = selecting(engine, name, passage.packet, vrf, iface.vrf) if vrf is not passage.vrf and engine else None
        if found is not None:
            entry, rule = found
            mine, theirs = (f"VRF {each.name}" if each.name else "the global table" for each in (passage.vrf, vrf))
            text = f"{iface.text}: crypto map {name} {entry.seq} is for traffic of {theirs}, and this is of {mine}"
            lines = entry_lines(iface.device, entry.acl, rule) + map_lines(iface)
            return Finding(f"{text}: it leaves as it is", lines)
    return None


def in_clear(scene: Scene, iface: Interface, passage: Passage, before: Passage | None) -> Iterator[Finding]:
    """A crypto map let it pass: it was translated (`before` is what it was), or the list is the wrong way round."""
    engine, packet = engine_of(iface.device), passage.packet
    if engine is None or own(passage):
        return
    name = iface[InterfaceMap].name
    meant = selecting(engine, name, before.packet, before.vrf, iface.vrf) if before is not None else None
    if before is not None and meant is not None:
        acl, own_name = _list_name(engine, meant[0]), format_ipv4(before.packet.src)
        ends = f"{own_name} -> {format_ipv4(before.packet.dst)}"
        text = f"{named(iface)} makes {format_ipv4(packet.src)} of {own_name} before crypto map {name} {meant[0].seq} "
        text += f"looks at it: list {acl} selects {ends}, and not what it is now"
        lines = entry_lines(iface.device, meant[0].acl, meant[1]) + map_lines(iface)
        remedy = f"{iface.device.node}: a list of the translation that denies {ends}"
        yield Finding(text, lines, remedy, IPSEC)
        return
    other = selecting(engine, name, mirrored(packet), passage.vrf, iface.vrf)
    if other is not None and selecting(engine, name, packet, passage.vrf, iface.vrf) is None:
        acl = _list_name(engine, other[0])
        text = f"list {acl} of crypto map {name} {other[0].seq} on {named(iface)} selects the way back, "
        text += f"{format_ipv4(packet.dst)} -> {format_ipv4(packet.src)}"
        lines = entry_lines(iface.device, other[0].acl, other[1]) + map_lines(iface)
        yield Finding(text, lines, f"{iface.device.node}: in list {acl} source and destination exchanged", IPSEC)


def _list_name(engine: IpsecEngine, entry: MapEntry | DynamicEntry) -> str:
    compiled = list_of(engine, entry)
    return compiled.name if compiled is not None else entry.acl


def inbound(passage: Passage, iface: Interface) -> Finding | None:
    """A clear datagram that ought to have been sealed."""
    engine, packet = engine_of(iface.device), passage.packet
    if engine is None or passage.origin is not None or packet.protocol in (ipv4.ESP, ipv4.AH):
        return None
    name = iface[InterfaceMap].name
    found = selecting(engine, name, mirrored(packet), passage.vrf, iface.vrf)
    if found is None:
        return None
    entry, rule = found
    text = f"{iface.text}: crypto map {name} {entry.seq} wants it sealed, it came in the clear"
    return Finding(text, entry_lines(iface.device, entry.acl, rule) + map_lines(iface))


def of_map(scene: Scene, iface: Interface, passage: Passage) -> Iterator[Finding]:
    """What a crypto map selects and cannot protect."""
    engine, config = engine_of(iface.device), iface.get(InterfaceMap)
    if engine is None or config is None or not config.name:
        return
    name = config.name
    found = selecting(engine, name, passage.packet, passage.vrf, iface.vrf)
    if found is None:
        return
    entry, rule = found
    text = f"crypto map {name} {entry.seq} on {named(iface)} selects it, and there is no SA"
    lines = entry_lines(iface.device, entry.acl, rule) + map_lines(iface)
    yield Finding(text, lines, "", IPSEC)
    yield from _behind(iface, entry, passage)
    head = engine.maps.heads.get(iface)
    if head is None and config.redundancy:
        text = f"crypto map {name} does not work on {named(iface)}: another router answers for the address of its "
        yield Finding(f"{text}redundancy group {config.redundancy}, or nobody does", map_lines(iface), "", IPSEC)
        return
    if head is None:
        yield Finding(f"crypto map {name} does not work on {named(iface)}: no address to use", [], "", IPSEC)
        yield from dead_line(scene, iface)
        return
    if isinstance(entry, DynamicEntry):
        text = f"entry {entry.seq} is of a dynamic map: it answers, and asks nobody"
        yield Finding(text, settings_lines(iface.device, entry), "let the other end begin", IPSEC)
        return
    if group_of(engine, entry) is not None:
        for text, remedy in (each for found in told(iface.device, "crypto map lacks", entry) for each in found):
            yield Finding(text, settings_lines(iface.device, entry), remedy, IPSEC)
        return
    yield from _lacks(iface.device, entry)
    peer, current = head.peer(entry), head.current(entry)
    if isinstance(current, str) and engine.names.known(current, iface.vrf.name) is None:
        text = f"{iface.device.node} knows no address of {current}, the peer of {settings_name(entry)}"
        yield Finding(text, settings_lines(iface.device, entry, "peers"), f"ip host {current} <address>", IPSEC)
    elif peer:
        yield from _map_peer(scene, iface, head, entry, peer, selectors(rule.entry))


def _lacks(device: Device, entry: MapEntry) -> Iterator[Finding]:
    """What an entry cannot do without."""
    here, name = f"{device.node}, {settings_name(entry)}", settings_name(entry)
    if not entry.peers:
        yield Finding(f"{name} has no peer", settings_lines(device, entry), f"{here}: set peer <address>", IPSEC)
    if not sets_of(device, entry):
        lines = settings_lines(device, entry, "transform_sets")
        text = f"{name} has no transform set that is configured"
        yield Finding(text, lines, f"{here}: set transform-set <name>", IPSEC)


def _behind(iface: Interface, first: MapEntry | DynamicEntry, passage: Passage) -> Iterator[Finding]:
    """Other entries of the map that would select it if this one did not stand before them."""
    engine, name = engine_of(iface.device), iface[InterfaceMap].name
    assert engine is not None
    acl = iface.device.engine("acl")
    for each in engine.config.entries(name):
        compiled = acl.get(each.acl) if each.acl and not each.template and each.seq > first.seq else None
        rule = compiled.find(passage.packet) if compiled is not None else None
        if rule is None or not rule.permit or each.peers == first.peers:
            continue
        text = f"{settings_name(each)} would select it, too (list {each.acl}), but {first.seq} stands before it"
        lines = entry_lines(iface.device, each.acl, rule) + settings_lines(iface.device, each, "peers")
        remedy = f"a list of entry {first.seq} that denies it, or the entries in another order"
        yield Finding(text, lines, remedy, IPSEC)


def _map_peer(
    scene: Scene, iface: Interface, head: MapHead, entry: MapEntry, peer: IPv4, proxies: tuple[Selector, Selector]
) -> Iterator[Finding]:
    """The other end of a crypto map."""
    near, place = iface.device, format_ipv4(peer)
    other = scene.owner(peer, near)
    if other is None:
        lines = settings_lines(near, entry, "peers")
        yield Finding(f"no router of the lab has {place}, the peer of {settings_name(entry)}", lines, "set peer", IPSEC)
        return
    seen, home = appears(scene, iface, head.local, peer), scene.behind(peer)
    yield from reaches(scene, iface, head.local, peer, ipv4.UDP)
    yield from reaches(scene, other, home, seen, ipv4.UDP)
    engine = engine_of(other.device)
    heads = [each for each in engine.maps.heads.values() if each.local == home] if engine is not None else []
    answering = [each for there in heads for each in there.entries() if there.admits(each, seen)]
    answer = next(iter(answering), None)
    wanted = answer.isakmp_profile if answer is not None else ""
    profile = entry.isakmp_profile or head.profile
    theirs = wanted or (heads[0].profile if heads else "")
    ends = Ends(iface, iface.vrf.name, head.local, peer, entry, profile, theirs, seen, answer)
    yield from scene.ask("keys", ends)
    yield from untranslatable(head.engine, entry, head.local, peer, iface.vrf.name)
    if not heads:
        yield _elsewhere(other, peer, engine)
        return
    yield from _far_map(near, entry, head, other.device, heads[0], proxies, peer, seen)


def _elsewhere(other: Interface, peer: IPv4, engine: IpsecEngine | None) -> Finding:
    """No crypto map of a router speaks from an address that it has: what the one there does, and where others are."""
    device, place, config, lines = other.device, format_ipv4(peer), other.get(InterfaceMap), map_lines(other)
    heads = engine.maps.heads if engine is not None else {}
    if engine is not None and other in heads:
        name = heads[other].name
        text = f"crypto map {name} on {named(other)} speaks as {format_ipv4(heads[other].local)}, not as {place}"
        lines = said(device, engine.config, "local_addresses", name) + lines
        return Finding(text, lines, f"{device.node}: no crypto map {name} local-address", IPSEC)
    text = f"{device.node} has {place} on {other.text}, and no crypto map there"
    if config is not None and config.name:
        text = f"crypto map {config.name} on {named(other)} does not work: no entries, or the line is down"
    for elsewhere in heads:
        text += f"; its crypto map {elsewhere[InterfaceMap].name} is on {elsewhere.text}"
        lines += map_lines(elsewhere)
    return Finding(text, lines, f"{device.node}, interface {other.text}: crypto map <name>", IPSEC)


def _far_map(
    near: Device, entry: MapEntry, head: MapHead, far: Device, there: MapHead, proxies: tuple[Selector, Selector],
    peer: IPv4, seen: IPv4,
) -> Iterator[Finding]:  # fmt: skip
    """Which entry of the peer's map would answer."""
    mine, theirs = proxies
    own = mine.single and theirs.single and (mine.address, theirs.address) == (head.local, peer)
    named_us = [each for each in there.entries() if each.template or seen in each.peers]
    if not named_us:
        whom = near.node if seen == head.local else f"{near.node}, translated on the way"
        text = f"no entry of crypto map {there.name} of {far.node} has {format_ipv4(seen)} ({whom}) as its peer"
        lines = [line for each in there.entries() for line in settings_lines(far, each, "peers")]
        yield Finding(text, lines, f"{far.node}, crypto map {there.name}: set peer {format_ipv4(seen)}", IPSEC)
        return
    for each in named_us:
        if each.template:
            for dynamic in there.engine.config.dynamic_entries(each.template):
                yield from phase2(near, entry, far, dynamic, own)
            return
        found = there.state(each).compiled
        for rule in found.rules if found is not None else ():
            ours, others = selectors(rule.entry)
            if rule.permit and ours.covers(theirs) and others.covers(mine):
                yield from _identity(far, each, near)
                yield from phase2(near, entry, far, each, own)
                return
    acl = entry.acl
    text = f"the lists do not mirror each other: list {acl} of {near.node} protects {pair_text(proxies)}, and list "
    text += f"{named_us[0].acl or '(none)'} of {far.node} has no entry {pair_text((theirs, mine))}"
    lines = settings_lines(near, entry, "acl") + settings_lines(far, named_us[0], "acl")
    compiled = there.state(named_us[0]).compiled if not named_us[0].template else None
    for rule in compiled.rules if compiled is not None else ():
        lines += entry_lines(far, named_us[0].acl, rule)
    yield Finding(text, lines, "in both lists the same networks, source and destination exchanged", IPSEC)


def _identity(far: Device, entry: MapSettings, near: Device) -> Iterator[Finding]:
    """`set identity`: an entry for some peers only."""
    if not entry.identity:
        return
    found = far[IpsecConfig].identities.get(entry.identity)
    names = ", ".join((*found.fqdns, *found.dns) if found is not None else ()) or "nobody"
    text = f"{settings_name(entry)} of {far.node} is for peers of crypto identity {entry.identity} only: {names}"
    remedy = f"{far.node}, crypto identity {entry.identity}: fqdn <what {near.node} calls itself>"
    yield Finding(text, settings_lines(far, entry, "identity"), remedy, IPSEC)


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Entries that would come to nothing if they asked or were asked, whether there is traffic or not."""
    engine = engine_of(device)
    heads = engine.maps.heads if engine is not None else {}
    for head in dict.fromkeys(head for iface, head in heads.items() if only in (None, iface)):
        iface = only if only is not None else head.outside
        for entry in head.entries():
            if entry.template or peerless(head.engine, entry) or head.ready_made(entry):
                continue
            found = list(_lacks(device, entry))
            peer = head.peer(entry)
            flows = head.state(entry).flows.values() if not found and peer else ()
            if flows and (other := scene.owner(peer, device)) is not None:  # first: ours may open a way for the answers
                unopened = list(reaches(scene, other, scene.behind(peer), head.local, ipv4.UDP))
                found += unopened if appears(scene, iface, head.local, peer) == head.local else []
            for flow in flows:
                found += _map_peer(scene, iface, head, entry, peer, (flow.local_proxy, flow.remote_proxy))
                found += _translated(scene, iface, entry, (flow.local_proxy, flow.remote_proxy))
            if flows and not found:
                found += _sealed_reaches(scene, iface, head, entry, peer)
            if found:
                whom = f"its peer {format_ipv4(peer)}" if peer else "its peer"
                text = f"{settings_name(entry)} of {named(iface)} and {whom} do not come together"
                yield Finding(text, settings_lines(device, entry, "peers"), "", IPSEC)
                yield from found


def _translated(
    scene: Scene, iface: Interface, entry: MapEntry, proxies: tuple[Selector, Selector]
) -> Iterator[Finding]:
    """What the list selects has another source by the time that the map looks: a packet of it, as one would come."""
    vrf, device, (mine, theirs) = iface.vrf, iface.device, proxies
    hosts = range(mine.first + (mine.first != mine.last), mine.last + 1)[:8]
    src = next((each for each in hosts if device.owner_of(vrf, each) is None), None)  # ours leave by no inside
    inside = vrf.v4.find(src) if src is not None else None
    if src is None or inside is None or inside.interface is iface:
        return
    packet = ipv4.IPv4(src, theirs.last - (theirs.first != theirs.last), mine.protocol or ipv4.ICMP, bytes(8))
    for each in scene.ask("translates", Passage(packet, vrf, inside.interface, None, iface), iface):
        text = f"{named(iface)} translates {pair_text(proxies)} before {settings_name(entry)} looks at it: {each.text}"
        lines = each.lines + settings_lines(iface.device, entry, "acl")
        remedy = f"{iface.device.node}: a list of the translation that denies what list {entry.acl} permits"
        yield Finding(text, lines, remedy, IPSEC)


def _sealed_reaches(scene: Scene, iface: Interface, head: MapHead, entry: MapEntry, peer: IPv4) -> Iterator[Finding]:
    """Do the packets themselves get there, and those of the peer here?"""
    other = scene.owner(peer, iface.device)
    outermost = {ipv4.AH if each.ah else ipv4.ESP for each in sets_of(iface.device, entry)}
    for protocol in sorted(outermost):
        if other is None:
            return
        if appears(scene, iface, head.local, peer) != head.local or scene.behind(peer) != peer:
            return  # in UDP
        yield from reaches(scene, iface, head.local, peer, protocol)
        yield from reaches(scene, other, peer, head.local, protocol)


def not_ipsec(dropped: Dropped) -> Iterator[Finding]:
    iface, passage = dropped.at, dropped.passage
    engine = engine_of(dropped.device)
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


def access_list(dropped: Dropped) -> Iterator[Finding]:
    """`set ip access-group`: what is to be sealed, or came out of an SA, is not let pass."""
    iface, passage, packet = dropped.at, dropped.passage, dropped.passage.packet
    engine, sa = engine_of(dropped.device), dropped.passage.origin
    if iface is None or engine is None:
        return
    entry: object
    if isinstance(sa, Sa):
        entry, what, field = sa.pair.flow.entry, "what came out of an SA", "access_in"
    else:
        found = selecting(engine, iface[InterfaceMap].name, packet, passage.vrf, iface.vrf)
        entry, what, field = found[0] if found is not None else None, "what is to be sealed", "access_out"
    if not isinstance(entry, MapSettings):
        return
    name = getattr(entry, field)
    compiled = dropped.device.engine("acl").get(name)
    rule = compiled.find(packet) if compiled is not None else None
    text = f"list {name} of {settings_name(entry)} does not let {what} pass"
    lines = entry_lines(dropped.device, name, rule) if rule is not None else []
    lines += settings_lines(dropped.device, entry, field)
    yield Finding(text, lines, f"an entry of list {name} that permits it", IPSEC)
