"""`clear ip bgp`, `debug ip bgp`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.device.as_numbers import asn_text
from iosemu.device.debug_switch import debug_switch
from iosemu.features.bgp import orf
from iosemu.features.bgp.chosen import process_of, table_of
from iosemu.types import IPv4, Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.bgp.peer import Peer

_FAMILY = " for address family: IPv4 Unicast"
_WAYS = {"in": " (inbound)", "out": " (outbound)", "": ""}


def do_clear_bgp(
    ctx: Context, everybody: bool = False, address: IPv4 | None = None, asn: int | None = None, group: str = "",
    external: bool = False, soft: bool = False, direction: str = "", vrf: str = "", filtered: bool = False,
) -> str | None:  # fmt: skip
    """A direction says `soft`, too."""
    process = process_of(ctx)
    ctx.device.engine("bgp").agree()
    peers: list[Peer] = [
        peer
        for peer in process.peers_in(vrf)
        if everybody
        or peer.address == address
        or (asn is not None and peer.remote_as == asn)
        or (group and peer.settings.session.peer_group == group)
        or (external and peer.type == "external")
    ]
    if not peers:
        return None if everybody or external else _unknown(ctx.device, address, asn, group)
    if not soft and not direction:
        process.clear(peers, everybody)
        return None
    refused: list[str] = []
    for peer in peers:
        if filtered and orf.sends(peer):
            orf.send(peer)
            continue
        if direction != "in":
            process.soft_out(peer)
        if direction != "out" and not process.soft_in(peer) and peer.up:
            refused.append(f"% Inbound soft reconfig not possible for {format_ipv4(peer.address)}")
    return "\n".join(refused) or None


def do_clear_bgp_all(ctx: Context, everybody: bool = False, soft: bool = False, direction: str = "") -> str | None:
    """All neighbours, of all VRFs too where that is said (`all`)."""
    vrfs = sorted({vrf for vrf, _ in process_of(ctx).peers} | {""}) if everybody else [""]
    refused = [do_clear_bgp(ctx, True, soft=soft, direction=direction, vrf=vrf) for vrf in vrfs]
    return "\n".join(filter(None, refused)) or None


def do_clear_bgp_flaps(ctx: Context, neighbor: IPv4 | None = None, vrf: str = "") -> None:
    """What was counted is forgotten; what is suppressed is used again."""
    table = table_of(ctx, vrf)
    for destination, path in list(table.paths()):
        if path.penalty is not None and neighbor in (None, path.neighbor):
            table.damper.forget(destination, path)


def _unknown(device: Device, address: IPv4 | None, asn: int | None, group: str) -> str:
    if group:
        return f"% BGP: Unknown peer-group - \"{group}\""
    if asn is not None:
        return f"% BGP: No neighbors with AS {asn_text(device, asn)}"
    return f"% BGP: Unknown neighbor - \"{format_ipv4(address or 0)}\""


def do_clear_bgp_dampening(
    ctx: Context, address: IPv4 | None = None, length: int | None = None, vrf: str = ""
) -> None:
    """What was suppressed is used again, and what is no more is forgotten."""
    table = table_of(ctx, vrf)
    for destination, path in list(table.paths()):
        fits = address is None or (
            address in destination.prefix if length is None else destination.prefix == Prefix.of(address, length)
        )
        if not fits or path.penalty is None:
            continue
        table.damper.forget(destination, path)


def _options(
    address: IPv4 | None = None, direction: str = "", everywhere: bool = False
) -> tuple[IPv4 | None, str]:
    return address, direction


def _note(address: IPv4 | None = None, direction: str = "", everywhere: bool = False) -> str:
    """``… for neighbor 10.0.12.2 (inbound) for address family: IPv4 Unicast``"""
    neighbor = f" for neighbor {format_ipv4(address)}" if address is not None else ""
    return f"{neighbor}{_WAYS[direction]}{' for all address families' if everywhere else _FAMILY}"


def _switch(flag: str) -> Any:
    return debug_switch("bgp", flag, _options, _note)


do_debug_bgp = _switch("ip bgp")
do_debug_bgp_way = _switch("ip bgp")
do_debug_bgp_updates = _switch("ip bgp updates")
do_debug_bgp_events = _switch("ip bgp events")
do_debug_bgp_keepalives = _switch("ip bgp keepalives")
