"""Checks and refusals of the IPsec commands, in IOS's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli import DELETED, BadArgument, Refused, Warn
from iosemu.device.interface import Interface
from iosemu.features.dns.lookup import address_of
from iosemu.features.gre.model import MULTIPOINT, TunnelConfig
from iosemu.features.ipsec.builtin import transform_set
from iosemu.features.ipsec.model import (
    DEFAULT,
    IKE_KINDS,
    InterfaceMap,
    IpsecConfig,
    MapEntry,
    MapSettings,
    ProtectionConfig,
    attributes,
)
from iosemu.features.ipsec.protection import map_on_source, source_of
from iosemu.features.ipsec.show_sa import engine_of
from iosemu.types import format_ipv4, parse_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device


def check_transform_set(ctx: Context, name: str, **words: object) -> str | None:
    """A set that is in use stays."""
    return _in_use(ctx, name) if ctx.negated or ctx.defaulted else None


def _in_use(ctx: Context, name: str) -> str | None:
    config: IpsecConfig = ctx.record
    users = [*config.profiles.values(), *config.maps.values(), *config.dynamic_maps.values()]
    if any(name in user.transform_sets for user in users):
        return f"ERROR: transform set {name} is in use by crypto map(s)/profile(s)"
    return None


def check_profile(ctx: Context, name: str) -> str | None:
    """A profile that protects a tunnel stays."""
    if not ctx.negated and not ctx.defaulted:
        return None
    for iface in ctx.device.interfaces.values():
        config = iface.get(ProtectionConfig)
        if config is not None and config.profile.lower() == name.lower():
            return f"ERROR: ipsec profile {name} is in use by interface {iface.text}"
    return None


def check_transform_sets(ctx: Context, transform_sets: list[str] | None = None) -> str | None:
    if ctx.negated or ctx.defaulted:
        return None
    for name in transform_sets or ():
        if transform_set(ctx.device, name) is None:
            return f'ERROR: transform set with tag "{name}" does not exist.'
    return None


def check_crypto_list(ctx: Context, acl: str | int = "") -> BadArgument | None:
    """Numbers are those of extended lists."""
    number = int(acl) if str(acl).isdigit() else 100
    return None if 100 <= number <= 199 or 2000 <= number <= 2699 else BadArgument("acl")


def check_distinguished(ctx: Context, dn: str = "") -> BadArgument | None:
    return None if all(name and value for name, value in attributes(dn)) else BadArgument("dn")


def check_isakmp_profile(ctx: Context, isakmp_profile: str = "") -> str | None:
    managers = ctx.device.engine("keying").managers.values()
    if ctx.negated or ctx.defaulted or ctx.device.booting:
        return None
    if any(manager.has_profile(isakmp_profile) for manager in managers):
        return None
    return f"Profile {isakmp_profile} does not exist"


def check_interface_map(ctx: Context, name: str = "", redundancy: str = "") -> str | Warn | None:
    iface = ctx.obj
    if ctx.negated or ctx.defaulted or not isinstance(iface, Interface):
        return None
    if not ctx.device[IpsecConfig].entries(name) and not ctx.device.booting:
        return f'ERROR: Crypto Map with tag "{name}" does not exist.'
    protection = iface.get(ProtectionConfig)
    if protection is not None and protection.profile:
        return on_tunnel(ctx.device)
    if iface.kind == "Tunnel" and ctx.device.software.crypto_map_on_tunnel and not ctx.device.booting:
        return Warn(on_tunnel(ctx.device))
    for tunnel in ctx.device.interfaces.in_order():
        lines, guard = tunnel.get(TunnelConfig), tunnel.get(ProtectionConfig)
        if guard is None or not guard.profile or lines is None:
            continue
        if source_of(tunnel, lines.mode, lines.source) is iface:
            return f"ERROR: {iface.text} is the source of {tunnel.text}, which is protected by an IPsec profile."
    return None


def other_kind(ctx: Context, name: str, seq: int, kinds: tuple[str, ...]) -> str | None:
    """An entry stays of its kind until it is removed."""
    found = ctx.device[IpsecConfig].maps.get((name, seq))
    if ctx.negated or ctx.defaulted or found is None or found.kind in kinds:
        return None
    return f"% Crypto map {name} {seq} is of another type: it must be removed first."


def check_ike_entry(ctx: Context, name: str, seq: int, dynamic: str = "") -> str | None:
    found = ctx.device[IpsecConfig].maps.get((name, seq))
    if found is not None and dynamic not in ("", found.template) and found.template and not ctx.defaulted:
        return None if ctx.negated else "% Attempt to change dynamic map tag for existing crypto map is ignored."
    return other_kind(ctx, name, seq, IKE_KINDS)


def check_bare_set(ctx: Context, name: str = "") -> str | None:
    """Only the release's own set needs no transforms."""
    return None if name == DEFAULT else "% Incomplete command.\n"


def set_builtin_set(ctx: Context, negated: bool) -> None:
    """`no crypto ipsec transform-set default`"""
    _take_builtin(ctx, _in_use(ctx, DEFAULT), "transform_sets", "builtin_set")


def set_numbered_sets(ctx: Context, negated: bool) -> None:
    """`crypto ipsec default transform-set`"""
    ctx.change(("builtin_set",), not ctx.negated)


def render_numbered_sets(record: IpsecConfig) -> list[str]:
    return [] if record.builtin_set else ["no crypto ipsec default transform-set"]


def set_builtin_profile(ctx: Context, negated: bool) -> None:
    """`no crypto ipsec profile default`"""
    _take_builtin(ctx, check_profile(ctx, DEFAULT), "profiles", "builtin_profile")


def _take_builtin(ctx: Context, refusal: str | None, table: str, flag: str) -> None:
    """`no`: neither an own one of that name nor the release's; `default`: the release's."""
    if refusal is not None and ctx.negated:
        raise Refused(refusal)
    if DEFAULT in getattr(ctx.record, table):
        ctx.change((table, DEFAULT), DELETED)
    ctx.change((flag,), ctx.defaulted)


def render_builtin_set(record: IpsecConfig) -> list[str]:
    gone = not record.builtin_set and DEFAULT not in record.transform_sets
    return ["no crypto ipsec transform-set default"] if gone else []


def render_builtin_profile(record: IpsecConfig) -> list[str]:
    gone = not record.builtin_profile and DEFAULT not in record.profiles
    return ["no crypto ipsec profile default"] if gone else []


def named_peer(ctx: Context, peer: str | int, tail: str = "") -> int | BadArgument | None:
    """The address of a peer; a name is looked up when it is typed. None: somebody is being asked."""
    return address_of(ctx, "peer", peer, "set peer ", tail)


def set_peer(
    ctx: Context, negated: bool, peer: str | int = 0, default: bool = False, dynamic: bool = False
) -> str | BadArgument | None:
    """`set peer A [default]`: only one is the default. `set peer NAME dynamic` keeps the name."""
    settings: MapSettings = ctx.record
    if not peer:
        return "% Incomplete command.\n"
    if not dynamic and not (negated and peer in settings.peers):
        found = named_peer(ctx, peer, " default" if default else "")
        if not isinstance(found, int):
            return found
        peer = found
    ctx.change(("peers", peer), DELETED if negated else True)
    if default and not negated:
        ctx.change(("default_peer",), peer)
    elif settings.default_peer == peer:
        ctx.change(("default_peer",), 0)
    return None


def peer_text(peer: str | int) -> str:
    return format_ipv4(peer) if isinstance(peer, int) else f"{peer} dynamic"


def render_peer(record: MapSettings) -> list[str]:
    ends = (" default" if peer == record.default_peer else "" for peer in record.peers)
    return [f"set peer {peer_text(peer)}{end}" for peer, end in zip(record.peers, ends, strict=True)]


def set_incomplete(ctx: Context, negated: bool) -> None:
    """Nobody can type it."""


def render_incomplete(record: MapSettings) -> list[str]:
    """What IOS says first of an entry that lacks a peer or a list."""
    lacks = isinstance(record, MapEntry) and not record.template and not (record.peers and record.acl)
    return ["! Incomplete"] if lacks else []


def set_named_peer(
    ctx: Context, negated: bool, peer: str | int = 0, default: bool = False
) -> str | BadArgument | None:
    """`set peer NAME dynamic`: an address is no name."""
    try:
        parse_ipv4(str(peer))
    except ValueError:
        return set_peer(ctx, negated, peer, default, dynamic=True)
    return BadArgument("peer")


def render_named_peer(record: MapSettings) -> list[str]:
    """Nothing: they stand among the others."""
    return []


def check_reverse_route(ctx: Context, **words: object) -> Warn | None:
    """SAs were made with routes or without: they go when that changes."""
    entry: MapSettings = ctx.record
    engine = engine_of(ctx.device)
    used = engine is not None and any(flow.entry is entry and flow.pairs for flow in engine.flows)
    if ctx.negated or ctx.defaulted:
        lost = entry.reverse and used
        return Warn("Removing RRI will delete all routes and clear current ipsec SAs") if lost else None
    static, peer = words.get("reverse_static", False), words.get("reverse_peer", 0)
    changed = (True, static, peer, words.get("reverse_gateway", False)) != entry.reverse_route
    return Warn("This will remove all existing SAs on this map") if used and changed else None


def set_map(ctx: Context, negated: bool, name: str) -> str | None:
    """`no crypto map NAME`: all its entries, unless an interface has it."""
    device: Device = ctx.device
    config: IpsecConfig = ctx.record
    using = []
    for iface in device.interfaces.in_order():
        applied = iface.get(InterfaceMap)
        if applied is not None and applied.name == name:
            using.append(iface.name.short)
    if using:
        return (
            f"Crypto-map {name} is in use by interface(s): {', '.join(using)} \n"
            "Please remove the crypto map from the above interface(s) first"
        )
    keys = [key for key in config.maps if key[0] == name]
    if not keys:
        return f'ERROR: Crypto Map with tag "{name}" does not exist.'
    for key in keys:
        ctx.change(("maps", key), DELETED)
    for field in ("local_addresses", "isakmp_profiles"):
        if name in getattr(config, field):
            ctx.change((field, name), DELETED)
    return None


def render_map(record: IpsecConfig) -> list[str]:
    """Nothing: the entries render themselves."""
    return []


def set_dynamic_set(ctx: Context, negated: bool, name: str) -> None:
    """`no crypto dynamic-map NAME`: all its entries."""
    for key in [key for key in ctx.record.dynamic_maps if key[0] == name]:
        ctx.change(("dynamic_maps", key), DELETED)


render_dynamic_set = render_map


def check_protection_isakmp_profile(ctx: Context, isakmp_profile: str = "", **words: object) -> str | None:
    return check_isakmp_profile(ctx, isakmp_profile) if isakmp_profile else None


def set_protection(
    ctx: Context, negated: bool, profile: str = "", shared: bool = False, isakmp_profile: str = ""
) -> str | None:
    """`tunnel protection ipsec profile`. A name in other letters is the same name: nothing happens."""
    iface, config = ctx.obj, ctx.record
    same = config.profile.lower() == profile.lower()
    if negated:
        profile, shared, isakmp_profile = "", False, ""
    elif same and (config.shared, config.isakmp_profile) == (shared, isakmp_profile):
        return None
    else:
        refusal = _conflict(iface, profile, shared) or map_on_tunnel(iface) or _vti_conflict(iface)
        if refusal is not None:
            raise Refused(refusal)
    modified = bool(config.profile and profile)
    ctx.change(("shared",), shared)
    ctx.change(("isakmp_profile",), isakmp_profile)
    ctx.change(("profile",), profile)
    if not modified or not ctx.device.software.protection_shuts or iface.config.shutdown:
        return None
    iface.config.shutdown = True  # the engine makes it so when it hears of the change
    return (
        f"%Shutting down {iface.text} interface due to IPsec tunnel protection modification.\n"
        '%Please run "no shutdown" after config change to bring up the interface.'
    )


def render_protection(record: ProtectionConfig) -> list[str]:
    end = " shared" if record.shared else ""
    if record.isakmp_profile:
        end = f" isakmp-profile {record.isakmp_profile}"
    return [f"tunnel protection ipsec profile {record.profile}{end}"] if record.profile else []


def _conflict(iface: Interface, profile: str, shared: bool) -> str | None:
    """Tunnels of one source and one profile must all say `shared`."""
    mine = _source(iface)
    if mine is None:
        return None
    for other in iface.device.interfaces.in_order():
        config = other.get(ProtectionConfig)
        if other is iface or config is None or config.profile.lower() != profile.lower() or _source(other) != mine:
            continue
        if not shared or not config.shared:
            return (
                "Error: All Tunnel interfaces having the same Tunnel Source [, same Tunnel Destination for p2p] and"
                " the same IPsec profile must be configured with the 'shared' keyword\n"
                f"Conflict between {iface.text} and {other.text}"
            )
    return None


def on_tunnel(device: Device) -> str:
    """Of a crypto map there: only those of GDOI are meant to be."""
    head = device.software.crypto_map_on_tunnel or "% NOTE"
    return (
        f"{head}: crypto map is configured on tunnel interface.\n"
        "        Currently only GDOI crypto map is supported on tunnel interface."
    )


def _vti_conflict(iface: Interface) -> str | None:
    config = iface.get(TunnelConfig)
    return map_on_source(iface, config.mode, config.source) if config is not None else None


def map_on_tunnel(iface: Interface) -> str | None:
    """A tunnel is protected by a profile or by a crypto map, not by both."""
    applied = iface.get(InterfaceMap)
    return on_tunnel(iface.device) if applied is not None and applied.name else None


def _source(iface: Interface) -> tuple[object, object] | None:
    config = iface.get(TunnelConfig)
    if config is None or config.source is None:
        return None
    return config.source, None if config.mode == MULTIPOINT else config.destination
