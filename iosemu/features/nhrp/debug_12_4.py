"""Words of `debug nhrp` that releases before 15.2 alone have: each step of a resolution, and its delayed events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from iosemu.device.debug import Audience
from iosemu.features.nhrp import events
from iosemu.types import InterfaceName, IPv4, format_ipv4


def speaks(told: Audience) -> bool:
    return bool(told.software.nhrp_words == "12.4")


def _delayed(iface: InterfaceName, requester: str, target: IPv4) -> Iterator[str]:
    """Answers wait for a crypto socket here; none did."""
    yield f"NHRP: Checking for delayed event {requester}/{format_ipv4(target)} on list ({iface})."
    yield "NHRP: No node found."


def _no_delay(local: IPv4, nbma: IPv4) -> str:
    ends = f"nbma src:{format_ipv4(local)} nbma dst:{format_ipv4(nbma)}"
    return f"NHRP: No need to delay processing of resolution event {ends}"


def asked(event: events.ResolutionPaced, told: Audience) -> Iterator[str]:
    iface = event.iface
    if not speaks(told) or event.nbma is None:
        return
    target, nhs, nbma = format_ipv4(event.target), format_ipv4(event.via), format_ipv4(event.nbma)
    if event.interval is None:
        yield f"NHRP: MACADDR: if_in null netid-in 0 if_out {iface} netid-out {event.network_id}"
        yield f"NHRP: Sending packet to NHS {nhs} on {iface}"
        yield f"NHRP: NHRP successfully resolved {nhs} to NBMA {nbma}"
        yield from _delayed(iface, "", event.target)
        yield f"NHRP: Adding Tunnel Endpoints (VPN: {target}, NBMA: {nbma})"
        yield f"NHRP: Enqueued NHRP Resolution Request for destination: {target}"
        yield from _delayed(iface, "", event.target)
    source = format_ipv4(event.source)
    yield f"NHRP: Sending NHRP Resolution Request for dest: {target} to NHS: {nhs} using our src: {source}"


def meanwhile(event: events.SentMeanwhile, told: Audience) -> Iterator[str]:
    if speaks(told):
        yield f"NHRP: NHRP successfully resolved {format_ipv4(event.next_hop)} to NBMA {format_ipv4(event.nbma)}"


def answered(event: events.ResolutionAnswered, told: Audience) -> Iterator[str]:
    if speaks(told):
        yield "NHRP: request was to us, responding with ouraddress"
        yield from _delayed(event.iface, format_ipv4(event.requester), event.target)
        yield _no_delay(event.local, event.nbma)


def learnt(event: events.ResolutionLearnt, told: Audience) -> Iterator[str]:
    if speaks(told):
        yield from _delayed(event.iface, "", event.target)
        yield _no_delay(event.local, event.nbma)
        yield f"NHRP: Adding Tunnel Endpoints (VPN: {format_ipv4(event.next_hop)}, NBMA: {format_ipv4(event.nbma)})"


WORDS: dict[type, Callable[[Any, Any], Iterator[str]]] = {
    events.ResolutionPaced: asked,
    events.SentMeanwhile: meanwhile,
    events.ResolutionAnswered: answered,
    events.ResolutionLearnt: learnt,
}
