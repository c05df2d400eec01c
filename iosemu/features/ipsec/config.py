"""Checks and refusals of the IPsec commands, in IOS's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli import DELETED
from iosemu.device.interface import Interface
from iosemu.features.gre.model import MULTIPOINT, TunnelConfig
from iosemu.features.ipsec.model import InterfaceMap, IpsecConfig, ProtectionConfig

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device


def check_transform_set(ctx: Context, name: str, **words: object) -> str | None:
    """A set that is in use stays."""
    if not ctx.negated and not ctx.defaulted:
        return None
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
        if config is not None and config.profile == name:
            return f"ERROR: ipsec profile {name} is in use by interface {iface.text}"
    return None


def check_transform_sets(ctx: Context, transform_sets: list[str] | None = None) -> str | None:
    if ctx.negated or ctx.defaulted:
        return None
    known = ctx.device[IpsecConfig].transform_sets
    for name in transform_sets or ():
        if name not in known and not (name == "default" and ctx.device.software.crypto_defaults):
            return f'ERROR: transform set with tag "{name}" does not exist.'
    return None


def check_isakmp_profile(ctx: Context, isakmp_profile: str = "") -> str | None:
    from iosemu.features.isakmp.model import IsakmpConfig

    if ctx.negated or ctx.defaulted or isakmp_profile in ctx.device[IsakmpConfig].profiles:
        return None
    return f"Profile {isakmp_profile} does not exist"


def check_interface_map(ctx: Context, name: str = "") -> str | None:
    if ctx.negated or ctx.defaulted or ctx.device[IpsecConfig].entries(name):
        return None
    return f'ERROR: Crypto Map with tag "{name}" does not exist.'


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
    if name in config.local_addresses:
        ctx.change(("local_addresses", name), DELETED)
    return None


def render_map(record: IpsecConfig) -> list[str]:
    """Nothing: the entries render themselves."""
    return []


def check_protection(ctx: Context, profile: str = "", shared: bool = False) -> str | None:
    """Tunnels of one source and one profile must all say `shared`."""
    if ctx.negated or ctx.defaulted or not isinstance(ctx.obj, Interface):
        return None
    mine = _source(ctx.obj)
    if mine is None:
        return None
    for other in ctx.device.interfaces.in_order():
        config = other.get(ProtectionConfig)
        if other is ctx.obj or config is None or config.profile != profile or _source(other) != mine:
            continue
        if not shared or not config.shared:
            return (
                "Error: All Tunnel interfaces having the same Tunnel Source [, same Tunnel Destination for p2p] and"
                " the same IPsec profile must be configured with the 'shared' keyword\n"
                f"Conflict between {ctx.obj.text} and {other.text}"
            )
    return None


def _source(iface: Interface) -> tuple[object, object] | None:
    config = iface.get(TunnelConfig)
    if config is None or config.source is None:
        return None
    return config.source, None if config.mode == MULTIPOINT else config.destination
