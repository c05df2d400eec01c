"""`clear ip bgp`, `debug ip bgp`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.device.as_numbers import asn_text
from iosemu.device.debug_switch import debug_switch
from iosemu.features.bgp import orf
from iosemu.features.bgp.chosen import process_of, table_of
from iosemu.types import format_ip

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.bgp.peer import Peer
    from iosemu.features.bgp.table import Table

_FAMILY = " for address family: IPv4 Unicast"
_FAMILY6 = " for address family: IPv6 Unicast"
_WAYS = {"in": " (inbound)", "out": " (outbound)", "": ""}


def do_clear_bgp(
    ctx: Context, everybody: bool = False, address: int | None = None, asn: int | None = None, group: str = "",
    external: bool = False, soft: bool = False, direction: str = "", vrf: str = "", filtered: bool = False,
    wide: bool = False, everywhere: bool = False,
) -> str | None:  # fmt: skip
    """A direction says `soft`, too. Of a family (`wide`: IPv6), or `everywhere` of all of them."""
    process = process_of(ctx)
    ctx.device.engine("bgp").agree()
    peers: list[Peer] = [
        peer
        for peer in process.sessions_in(vrf)
        if (everywhere or wide in peer.members) and (
            everybody
            or peer.address == address
            or (asn is not None and peer.remote_as == asn)
            or (group and peer.settings.session.peer_group == group)
            or (external and peer.type == "external")
        )
    ]  # fmt: skip
    if not peers:
        return None if everybody or external else _unknown(ctx.device, address, asn, group)
    if not soft and not direction:
        process.clear(peers, everybody)
        return None
    refused: list[str] = []
    members = [member for peer in peers for member in peer.members.values() if everywhere or member.wide == wide]
    for member in members:
        if filtered and orf.sends(member):
            orf.send(member)
            continue
        if direction != "in":
            process.soft_out(member)
        if direction != "out" and not process.soft_in(member) and member.up:
            refused.append(f"% Inbound soft reconfig not possible for {format_ip(member.address)}")
    return "\n".join(refused) or None


def do_clear_bgp_all(ctx: Context, everybody: bool = False, soft: bool = False, direction: str = "") -> str | None:
    """All neighbours, of all VRFs too where that is said (`all`)."""
    vrfs = sorted({vrf for vrf, _ in process_of(ctx).peers} | {""}) if everybody else [""]
    refused = [
        do_clear_bgp(ctx, True, soft=soft, direction=direction, vrf=vrf, everywhere=everybody) for vrf in vrfs
    ]
    return "\n".join(filter(None, refused)) or None


def _tables(ctx: Context, vrf: str, wide: bool, everywhere: bool) -> list[Table]:
    """Of one family, or `everywhere` all."""
    return list(process_of(ctx).tables.values()) if everywhere else [table_of(ctx, vrf, wide)]


def do_clear_bgp_flaps(
    ctx: Context, neighbor: int | None = None, vrf: str = "", wide: bool = False, everywhere: bool = False
) -> None:
    """What was counted is forgotten; what is suppressed is used again."""
    for table in _tables(ctx, vrf, wide, everywhere):
        for destination, path in list(table.paths()):
            if path.penalty is not None and neighbor in (None, path.neighbor):
                table.damper.forget(destination, path)


def _unknown(device: Device, address: int | None, asn: int | None, group: str) -> str:
    if group:
        return f"% BGP: Unknown peer-group - \"{group}\""
    if asn is not None:
        return f"% BGP: No neighbors with AS {asn_text(device, asn)}"
    return f"% BGP: Unknown neighbor - \"{format_ip(address or 0)}\""


def do_clear_bgp_dampening(
    ctx: Context, address: int | None = None, length: int | None = None, vrf: str = "", wide: bool = False,
    prefix: tuple[int, int] | None = None, everywhere: bool = False,
) -> None:  # fmt: skip
    """What was suppressed is used again, and what is no more is forgotten."""
    if prefix is not None:
        address, length = prefix
    for table in _tables(ctx, vrf, wide, everywhere):
        for destination, path in list(table.paths()):
            network = destination.prefix
            fits = address is None or (
                address in network if length is None else network == table.prefix(address, length)
            )
            if fits and path.penalty is not None:
                table.damper.forget(destination, path)


def _options(address: int | None = None, direction: str = "", everywhere: bool = False) -> tuple[int | None, str]:
    return address, direction


def _said(address: int | None, direction: str, family: str) -> str:
    neighbor = f" for neighbor {format_ip(address)}" if address is not None else ""
    return f"{neighbor}{_WAYS[direction]}{family}"


def _note(address: int | None = None, direction: str = "", everywhere: bool = False) -> str:
    """``… for neighbor 10.0.12.2 (inbound) for address family: IPv4 Unicast``"""
    return _said(address, direction, " for all address families" if everywhere else _FAMILY)


def _note6(address: int | None = None, direction: str = "") -> str:
    return _said(address, direction, _FAMILY6)


def _switch(flag: str) -> Any:
    return debug_switch("bgp", flag, _options, _note)


def _switch6(flag: str) -> Any:
    return debug_switch("bgp", flag, _options, _note6)


do_debug_bgp = _switch("ip bgp")
do_debug_bgp_way = _switch("ip bgp")
do_debug_bgp_updates = _switch("ip bgp updates")
do_debug_bgp_all_updates = _switch("bgp all updates")
do_debug_bgp_events = _switch("ip bgp events")
do_debug_bgp_keepalives = _switch("ip bgp keepalives")
do_debug_bgp6 = _switch6("bgp ipv6")
do_debug_bgp6_updates = _switch6("bgp ipv6 updates")
do_debug_bgp6_events = _switch6("bgp ipv6 events")
do_debug_bgp6_keepalives = _switch6("bgp ipv6 keepalives")
