"""Which neighbours of EIGRP are missing and why; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import NEIGHBOUR, Dropped, Finding, Line, Scene, line_of, said
from iosemu.device.explain_ip import address_lines, named
from iosemu.features.eigrp.model import AfInterface, EigrpInterface
from iosemu.features.keychain import api as keychain
from iosemu.types import format_ipv4
from iosemu.wire import ipv4
from iosemu.wire.eigrp import GROUP

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.eigrp.process import Process


def _malformed(dropped: Dropped) -> Iterator[Finding]:
    where = dropped.at.text if dropped.at is not None else dropped.device.node
    if dropped.passage.packet.protocol == ipv4.EIGRP:
        yield Finding(f"what came to {where} as EIGRP cannot be read", [], "look at a capture", NEIGHBOUR)


DROPS = {Reason.UNREADABLE: _malformed}


def processes(iface: Interface) -> list[Process]:
    """Those of the VRF of an interface."""
    if "eigrp" not in iface.device.engines:
        return []
    return [each for each in iface.device.engine("eigrp").processes.values() if each.vrf is iface.vrf]


def _name(process: Process) -> str:
    return f"EIGRP {process.asn} of {process.device.node}"


def _own(process: Process, iface: Interface) -> AfInterface | None:
    """What the interface itself is told."""
    if process.name:
        return process.instance.af_interfaces.get(iface.name)
    slot = iface.get(EigrpInterface)
    return slot.per_as.get(process.asn) if slot is not None else None


def _lines(process: Process, iface: Interface, *fields: str) -> list[Line]:
    own = _own(process, iface)
    return [line for name in fields for line in said(process.device, own, name)] if own is not None else []


def _opening(process: Process) -> str:
    return f"router eigrp {process.name or process.asn}"


def _networks(process: Process) -> list[Line]:
    return [line for key in process.instance.networks
            for line in said(process.device, process.instance, "networks", key)]  # fmt: skip


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Routers that ought to be neighbours and are not."""
    for iface in device.interfaces.in_order():
        if not iface.line_up or iface.kind == "Loopback" or only not in (None, iface):
            continue
        here = [process for process in processes(iface) if process.covers(iface)]
        for process in here:
            for other in scene.adjacent(iface):
                if _knows(process, iface, other) and any(_knows(each, other, iface) for each in processes(other)):
                    continue
                ends = sorted(((process, iface), (None, other)), key=lambda end: end[1].device.node)
                yield from _pair(scene, process, iface, other, ends[0][1] is iface)


def _knows(process: Process, iface: Interface, other: Interface) -> bool:
    """Has it the other as a neighbour?"""
    port = process.ports.get(iface.text)
    return port is not None and any(address in port.neighbors for address, _ in other.addresses)


def _pair(scene: Scene, process: Process, iface: Interface, other: Interface, first: bool) -> Iterator[Finding]:
    """`first`: it is told from this end; what both know is told once."""
    theirs = processes(other)
    same = next((each for each in theirs if each.asn == process.asn), None)
    if same is None or not same.covers(other):
        running = [each for each in theirs if each.covers(other)]
        if running:
            text = f"{iface.text} of {process.device.node} is in EIGRP {process.asn}, {other.text} of "
            text += f"{other.device.node} in EIGRP {running[0].asn}"
            lines = line_of(process.device, "", _opening(process)) + line_of(other.device, "", _opening(running[0]))
            yield Finding(text, lines, "the same autonomous system at both ends", NEIGHBOUR)
        elif same is not None:
            address = format_ipv4(other.address or 0)
            text = f"{_name(same)} does not run on {other.text}: no network line takes in {address}"
            remedy = f"{other.device.node}, {_opening(same)}: network {address} 0.0.0.0"
            yield Finding(text, _networks(same), remedy, NEIGHBOUR)
        return
    ends = ((process, iface), (same, other))
    passive = [end for end in ends if end[0].is_passive(end[1])]
    if len(passive) == 2:
        return  # both mean it
    if not first:
        ends = (ends[1], ends[0])
    told = f"{ends[0][1].device.node} and {ends[1][1].device.node} are no EIGRP neighbours on {ends[0][1].text}"
    found = list(_faults(scene, *ends[0], *ends[1]))
    if not found:
        found = [Finding(f"{told}, and nothing is wrong: the next hellos will do", [], "", NEIGHBOUR)]
    yield Finding(told, [], "", NEIGHBOUR)
    yield from found


def _faults(scene: Scene, process: Process, iface: Interface, peer: Process, other: Interface) -> Iterator[Finding]:
    """What keeps two processes of the same number from being neighbours."""
    ends = ((process, iface, peer, other), (peer, other, process, iface))
    for mine, here, _, there in ends:
        if mine.instance.shutdown:
            yield Finding(
                f"{_name(mine)} is shut down", line_of(mine.device, _opening(mine), "shutdown"), "", NEIGHBOUR
            )
        if mine.is_passive(here):
            text = f"{here.text} is passive in {_name(mine)}"
            lines = said(mine.device, mine.instance, "passive", here.name)
            lines = lines or said(mine.device, mine.instance, "passive_default") or _lines(mine, here, "passive")
            yield Finding(
                text, lines, f"{mine.device.node}, {_opening(mine)}: no passive-interface {here.text}", NEIGHBOUR
            )
        statics = mine.static_neighbors(here)
        if statics and not any(address in statics for address, _ in there.addresses):
            text = f"{_name(mine)} speaks on {here.text} only with the neighbours that it is told"
            lines = [
                line for key in mine.instance.neighbors for line in said(mine.device, mine.instance, "neighbors", key)
            ]
            yield Finding(text, lines, f"{_opening(mine)}: neighbor {format_ipv4(there.address or 0)}", NEIGHBOUR)
        if there.address is not None and here.prefix is not None and there.address not in here.prefix:
            text = f"{named(there)} is not on the subnet of {named(here)}"
            lines = address_lines(here, here.address or 0) + address_lines(there, there.address)
            yield Finding(text, lines, "addresses of one subnet", NEIGHBOUR)
    if process.instance.weights != peer.instance.weights:
        text = f"the K values differ: {_k(process)}, {_k(peer)}"
        lines = said(process.device, process.instance, "weights") + said(peer.device, peer.instance, "weights")
        yield Finding(text, lines, "the same metric weights at both ends", NEIGHBOUR)
    yield from _authentication(process, iface, peer, other)
    for mine, here, _, there in ends:
        if not mine.static_neighbors(here) and not mine.is_passive(here):
            yield from scene.hears(here, there, GROUP, ipv4.EIGRP, "EIGRP's hellos")
    for mine, here, theirs, there in ends:
        port, peer_port = mine.ports.get(here.text), theirs.ports.get(there.text)
        if port is not None and peer_port is not None and peer_port.hello > port.hold:
            text = (
                f"{named(there)} says hello every {peer_port.hello} s, {named(here)} tells it holds {port.hold} s only"
            )
            lines = _lines(theirs, there, "hello") + _lines(mine, here, "hold")
            yield Finding(text, lines, "a hold time of three hellos", NEIGHBOUR)


def _k(process: Process) -> str:
    return f"{process.device.node} has {' '.join(map(str, process.instance.weights))}"


def _authentication(process: Process, iface: Interface, peer: Process, other: Interface) -> Iterator[Finding]:
    mine, theirs = process.settings(iface), peer.settings(other)
    lines = _lines(process, iface, "authentication", "key_chain") + _lines(peer, other, "authentication", "key_chain")
    one, two = named(iface), named(other)
    if mine.authentication != theirs.authentication:
        text = f"{one} has {_kind(mine.authentication)}, {two} has {_kind(theirs.authentication)}"
        yield Finding(text, lines, "the same authentication at both ends", NEIGHBOUR)
        return
    if mine.authentication == "hmac-sha-256" and mine.sha_password != theirs.sha_password:
        yield Finding(f"the passwords of {one} and {two} differ", [], "the same password at both ends", NEIGHBOUR)
    if mine.authentication != "md5":
        return
    keys = keychain.send_key(process.device, mine.key_chain), keychain.send_key(peer.device, theirs.key_chain)
    for end, settings, key in ((iface, mine, keys[0]), (other, theirs, keys[1])):
        if key is None:
            text = f"key chain {settings.key_chain or '(none)'} of {named(end)} has no key that is valid now"
            remedy = f"{end.device.node}: key chain {settings.key_chain or '<name>'}, a key with a key-string"
            yield Finding(text, lines, remedy, NEIGHBOUR)
    if keys[0] is None or keys[1] is None:
        return
    if keys[0].number != keys[1].number:
        text = f"{one} sends with key {keys[0].number}, {two} with key {keys[1].number}"
        yield Finding(text, lines, "the same key number at both ends", NEIGHBOUR)
    elif keys[0].secret != keys[1].secret:
        text = f"key {keys[0].number} of {one} and of {two} have different key-strings"
        yield Finding(text, lines, "the same key-string at both ends", NEIGHBOUR)


def _kind(authentication: str) -> str:
    return f"{authentication} authentication" if authentication else "no authentication"
