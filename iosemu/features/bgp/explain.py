"""Why a session of BGP does not come about; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.as_numbers import asn_text
from iosemu.device.explain import LINK, NEIGHBOUR, ROUTING, TRANSPORT, Finding, Line, Scene, line_of, said
from iosemu.device.explain_ip import named, shut
from iosemu.types import format_ip, format_ipv4
from iosemu.wire import ipv4
from iosemu.wire.bgp import PORT
from iosemu.wire.tcp import SYN, Tcp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.bgp.peer import Peer
    from iosemu.features.bgp.process import Process

_EPHEMERAL = 49152


def process_of(device: Device) -> Process | None:
    if "bgp" not in device.engines:
        return None
    found: Process | None = device.engine("bgp").process
    return found


def _lines(peer: Peer, *fields: str) -> list[Line]:
    """`neighbor A …` lines, of the neighbour, its group or its templates: of whoever says it."""
    instance, device = peer.process.instance, peer.process.device
    peers = instance.family(peer.vrf, min(peer.members, default=False)).peers
    own = peers.neighbors.get(peer.address)
    levels = [own]
    if own is not None:
        levels += [peers.neighbors.get(own.peer_group), instance.session_templates.get(own.inherit_session)]
    found: list[Line] = []
    for name in fields:
        for level in levels:
            here = said(device, level, name) if level is not None else []
            if here:
                found += [_hidden(line) for line in here]
                break
    return found


def _hidden(line: Line) -> Line:
    """Without the secret."""
    head, word, _ = line.text.partition(" password ")
    return Line(line.router, line.section, f"{head}{word}<key>") if word else line


def _opening(process: Process) -> str:
    return f"router bgp {asn_text(process.device, process.instance.asn)}"


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Neighbours without a session."""
    process = process_of(device)
    for peer in list(process.peers.values()) if process is not None else ():
        if peer.up or peer.dynamic or not _concerns(peer, only):
            continue
        yield from _peer(scene, peer)


def _concerns(peer: Peer, only: Interface | None) -> bool:
    """Does the way to it lead by this interface?"""
    if only is None:
        return True
    entry = peer.routes.find(peer.address)
    return entry is not None and (entry.interface is only or any(iface is only for iface, _ in entry.hops))


def _peer(scene: Scene, peer: Peer) -> Iterator[Finding]:
    node, address = peer.process.device.node, format_ip(peer.address)
    vrf = f" in VRF {peer.vrf}" if peer.vrf else ""
    text = f"{node} has no BGP session with {address}{vrf}: {peer.state}"
    lines = peer.settings.session
    if lines.shutdown:
        remedy = f"{node}, {_opening(peer.process)}: no neighbor {address} shutdown"
        yield Finding(f"{node} has neighbor {address} shut down", _lines(peer, "shutdown"), remedy, NEIGHBOUR)
        return
    yield Finding(text, _lines(peer, "remote_as"), "", NEIGHBOUR)
    if peer.over_limit:
        text = f"{address} told {node} more prefixes than it may"
        yield Finding(text, [], f"clear ip bgp {address} on {node}, or a higher maximum-prefix", NEIGHBOUR)
        return
    if not peer.process.router_id(peer.home):
        text = f"BGP of {node} has no router ID: no interface has an address"
        yield Finding(text, [], f"{node}, {_opening(peer.process)}: bgp router-id <address>", NEIGHBOUR)
    home = scene.owner(peer.address, peer.process.device)
    if home is None:
        yield from scene.without_power()
        yield Finding(f"no router of the lab has {address}", _lines(peer, "remote_as"), "", NEIGHBOUR)
        return
    if not home.line_up:
        yield Finding(f"{address} is that of {named(home)}, which is down", shut(home), "", LINK)
    if peer.settings.session.update_source is not None and not peer.source:
        text = f"{lines.update_source}, the update-source of {node} for {address}, is down or has no address"
        yield Finding(text, _lines(peer, "update_source"), "", NEIGHBOUR)
        return
    local = peer.source or peer.process.device.ip.source_for(peer.home, peer.address) or 0
    if not local:
        yield Finding(f"{node} has no route to {address}{vrf}", [], "", ROUTING)
        return
    yield from _attached(peer)
    far = process_of(home.device)
    if far is None:
        text = f"BGP does not run on {home.device.node}, which has {address}"
        remedy = f"{home.device.node}: router bgp {asn_text(home.device, peer.remote_as)}"
        yield Finding(text, [], remedy, NEIGHBOUR)
        return
    yield from _reaches(scene, peer, local, home)
    back = far.peers.get((home.vrf.name, local))
    if back is None:
        yield from _unknown(peer, far, home, local)
        return
    yield from _mismatches(peer, back)


def _attached(peer: Peer) -> Iterator[Finding]:
    """A neighbour of another AS that ought to be on a subnet of ours."""
    if not peer.must_be_attached or peer.subnet is not None:
        return
    node, address = peer.process.device.node, format_ip(peer.address)
    text = f"{address} is of another autonomous system and on no subnet of {node}"
    remedy = f"{node}, {_opening(peer.process)}: neighbor {address} ebgp-multihop 2"
    yield Finding(text, _lines(peer, "remote_as"), remedy, NEIGHBOUR)


def _reaches(scene: Scene, peer: Peer, local: int, home: Interface) -> Iterator[Finding]:
    """Does TCP get there, and back?"""
    if scene.probe is None:
        return
    ends = ((peer.process.device, peer.home, local, peer.address, peer.ttl),
            (home.device, home.vrf, peer.address, local, 255))  # fmt: skip
    for device, vrf, src, dst, ttl in ends:
        segment = Tcp(_EPHEMERAL, PORT, 1, 0, SYN).encode(src, dst)
        why_not = scene.probe(device, vrf, ipv4.IPv4(src, dst, ipv4.TCP, segment, ttl), None)
        if why_not is not None:
            sentence, reasons = why_not
            text = (
                f"TCP port {PORT} from {format_ip(src)} ({device.node}) does not reach {format_ip(dst)}: {sentence}"
            )
            if ttl == 1 and "ttl" in sentence:
                text += f"; {device.node} sends with a time to live of 1 (no ebgp-multihop)"
            yield Finding(text, [], "", TRANSPORT)
            yield from reasons


def _unknown(peer: Peer, far: Process, home: Interface, local: int) -> Iterator[Finding]:
    """The other end does not know us by the address that we come from."""
    node, there = peer.process.device.node, home.device.node
    own = [
        each for each in far.peers.values() if peer.process.device.owner_of(peer.home, each.address) is not None
    ]
    text = f"{node} comes from {format_ip(local)}, and {there} has no such neighbor"
    if own:
        addresses = ", ".join(format_ip(each.address) for each in own)
        text += f"; it knows {node} as {addresses}"
        lines = [line for each in own for line in _lines(each, "remote_as")] + _lines(peer, "update_source")
        owner = peer.process.device.owner_of(peer.home, own[0].address)
        name = owner.text if owner is not None else "<interface>"
        remedy = f"{node}, {_opening(peer.process)}: neighbor {format_ip(peer.address)} update-source {name}"
    else:
        lines = line_of(far.device, "", _opening(far))
        asn = asn_text(far.device, peer.local_as)
        remedy = f"{there}, {_opening(far)}: neighbor {format_ip(local)} remote-as {asn}"
    yield Finding(text, lines, remedy, NEIGHBOUR)


def _mismatches(one: Peer, two: Peer) -> Iterator[Finding]:
    """What the two ends say of one another."""
    for peer, other in ((one, two), (two, one)):
        node, there = peer.process.device.node, other.process.device.node
        wanted = peer.settings.session.remote_as
        if wanted is not None and wanted != other.local_as:
            device, address = peer.process.device, format_ip(peer.address)
            actual = asn_text(device, other.local_as)
            text = f"{node} expects AS {asn_text(device, wanted)} at {address}, {there} is AS {actual}"
            lines = _lines(peer, "remote_as") + line_of(other.process.device, "", _opening(other.process))
            lines += _lines(other, "local_as")
            remedy = f"{node}, {_opening(peer.process)}: neighbor {address} remote-as {actual}"
            yield Finding(text, lines, remedy, NEIGHBOUR)
        if other is two and other.settings.session.shutdown:
            text = f"{there} has neighbor {format_ip(other.address)} shut down"
            remedy = f"{there}, {_opening(other.process)}: no neighbor {format_ip(other.address)} shutdown"
            yield Finding(text, _lines(other, "shutdown"), remedy, NEIGHBOUR)
    if one.secret != two.secret:
        lines = _lines(one, "password") + _lines(two, "password")
        names = one.process.device.node, two.process.device.node
        if one.secret and two.secret:
            text = f"the passwords of {names[0]} and {names[1]} for one another differ"
        else:
            has, lacks = names if one.secret else names[::-1]
            text = f"{has} signs its segments with a password, {lacks} has none"
        yield Finding(text, lines, "the same neighbor … password at both ends", NEIGHBOUR)
    for peer, other in ((one, two), (two, one)):
        least = peer.settings.session.min_hold or peer.process.instance.min_hold
        if least and other.hold_time < least:
            text = f"{peer.process.device.node} takes no hold time below {least} s, {other.process.device.node} "
            text += f"offers {other.hold_time} s"
            lines = _lines(peer, "hold", "min_hold") + _lines(other, "hold")
            yield Finding(text, lines, "neighbor … timers that both take", NEIGHBOUR)
    if one.process.router_id(one.home) == two.process.router_id(two.home):
        rid = format_ipv4(one.process.router_id(one.home))
        text = f"{one.process.device.node} and {two.process.device.node} have the same BGP router ID, {rid}"
        yield Finding(text, [], "bgp router-id, another one for each", NEIGHBOUR)
    if one.settings.session.connection_mode == two.settings.session.connection_mode == "passive":
        text = f"{one.process.device.node} and {two.process.device.node} both wait for the other to connect"
        lines = _lines(one, "connection_mode") + _lines(two, "connection_mode")
        yield Finding(text, lines, "transport connection-mode active at one end", NEIGHBOUR)
    ttl = [peer.settings.session.ttl_security for peer in (one, two)]
    if bool(ttl[0]) != bool(ttl[1]):
        with_it, without = (one, two) if ttl[0] else (two, one)
        text = f"{with_it.process.device.node} has ttl-security, {without.process.device.node} has not and sends with "
        text += f"a time to live of {without.ttl}"
        yield Finding(text, _lines(with_it, "ttl_security"), "neighbor … ttl-security hops at both ends", NEIGHBOUR)
