"""Checks of the VRF grammar, with IOS's refusals, and the lines of interfaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from iosemu.cli import DELETED, Ask, BadArgument, Refused, Warn, Write
from iosemu.cli.context import Change, Context, ProcessBody
from iosemu.device.device import Device
from iosemu.device.interface import Interface, InterfaceConfig
from iosemu.device.v6.config import Ipv6Config
from iosemu.features.vrf.engine import members, without_ipv6
from iosemu.features.vrf.model import Definition, Family, VrfConfig

LONGEST_NAME = 32
_PAIR = re.compile(r"(\d{1,10}(?:\.\d{1,5})?|\d{1,3}(?:\.\d{1,3}){3}):(\d{1,10})")


def _check_name(ctx: Context, name: str, old: bool) -> str | Warn | BadArgument | None:
    known: Definition | None = ctx.record.vrfs.get(name)
    if ctx.negated or ctx.defaulted:
        families = ((4, known.ipv4), (6, known.v6 is not None)) if known is not None else ()
        lines = [_gone(ctx, known, version) for version, there in families if there and known is not None]
        return Warn("\n".join(lines)) if lines else None
    if len(name) > LONGEST_NAME:
        return BadArgument("name")
    if known is not None and known.old != old:
        return f"% Use '{'ip vrf' if known.old else 'vrf definition'}' command for VRF {name}"
    return None


def check_definition(ctx: Context, name: str) -> str | Warn | BadArgument | None:
    """`vrf definition X` and its `no`"""
    return _check_name(ctx, name, False)


def check_ip_vrf(ctx: Context, name: str) -> str | Warn | BadArgument | None:
    """`ip vrf X` and its `no`"""
    return _check_name(ctx, name, True)


def _gone(ctx: Context, definition: Definition, version: int = 4) -> str:
    small = ctx.device.software.vrf_small_letters and not definition.old
    family = f"{'ipv' if small else 'IPv'}{version}"
    return f"% {family} addresses from all interfaces in VRF {definition.name} have been removed"


def check_family4(ctx: Context) -> Warn | None:
    """`no address-family ipv4`"""
    known: Definition = ctx.record
    return Warn(_gone(ctx, known)) if ctx.negated and known.v4 is not None else None


def check_family6(ctx: Context) -> Warn | None:
    """`no address-family ipv6`"""
    known: Definition = ctx.record
    return Warn(_gone(ctx, known, 6)) if ctx.negated and known.v6 is not None else None


def set_upgrade(ctx: Context, negated: bool, policies: str, name: str = "", force: bool = False) -> str | None:
    """`vrf upgrade-cli`: what `ip vrf` made becomes as `vrf definition` would have made it; nothing else changes."""
    device = ctx.device
    if name and name not in device[VrfConfig].vrfs:
        raise Refused(f"% VRF {name} does not exist")
    apart = policies == "non-common-policies"
    if force or ctx.session is None:
        return _upgraded(device, name, apart)
    ctx.session.run_process(_confirmed(device, name, apart))
    return None


def _confirmed(device: Device, name: str, apart: bool) -> ProcessBody:
    yield Write(
        "You are about to upgrade to the multi-AF VRF syntax commands.\n"
        "You will lose any IPv6 address configured on interfaces\nbelonging to upgraded VRFs.\n\n"
    )
    answer = yield Ask("Are you sure ? [yes]: ")
    if (answer.strip().lower() or "yes") in ("y", "ye", "yes"):
        yield Write(f"{_upgraded(device, name, apart)}\n")


def _upgraded(device: Device, name: str, apart: bool) -> str:
    config = device[VrfConfig]
    old = [each for each in config.vrfs.values() if each.old and name in ("", each.name)]
    for each in old:
        for iface in members(device, each.name):
            without_ipv6(iface)
        family = Family(each.routes, each.threshold, each.reinstall, each.warning_only)
        each.routes, each.threshold, each.reinstall, each.warning_only = 0, 0, 0, False
        if apart:
            family.exports, each.exports = each.exports, {}
            family.imports, each.imports = each.imports, {}
        each.old, each.v4 = False, family
        device.commit([Change(device, VrfConfig, ("vrfs", each.name), each, each, config)])
    return f"Number of VRFs upgraded: {len(old)}"


def _is_pair(text: str) -> bool:
    """``ASN:nn``, ``IP-address:nn``: six bytes together."""
    match = _PAIR.fullmatch(text)
    if match is None:
        return False
    parts, low = [int(part) for part in match[1].split(".")], int(match[2])
    if len(parts) == 4:
        return max(parts) < 256 and low < 1 << 16
    if len(parts) == 2:
        return max(parts) < 1 << 16 and low < 1 << 16
    return low < (1 << 32 if parts[0] < 1 << 16 else 1 << 16) and parts[0] < 1 << 32


def check_rd(ctx: Context, rd: str = "") -> str | BadArgument | None:
    """`rd X`: each VRF has another one."""
    if not rd or ctx.negated or ctx.defaulted:
        return None
    if not _is_pair(rd):
        return BadArgument("rd")
    mine: Definition = ctx.record
    for other in ctx.device[VrfConfig].vrfs.values():
        if other is not mine and other.rd == rd:
            if ctx.device.software.vrf_names_rd_user:
                return f"% RD {rd} already in use by VRF {other.name}"
            return "% Cannot set RD, check if it's unique"
    return None


def set_route_target(ctx: Context, negated: bool, community: str, direction: str = "both") -> BadArgument | None:
    if not _is_pair(community):
        return BadArgument("community")
    record: Definition | Family = ctx.record
    for name, table in (("exports", record.exports), ("imports", record.imports)):
        if direction == "both" or name.startswith(direction):
            if not negated:
                ctx.change((name, community), True)
            elif community in table:
                ctx.change((name, community), DELETED)
    return None


def render_route_target(record: Definition | Family) -> Iterator[str]:
    yield from (f"route-target export {community}" for community in record.exports)
    yield from (f"route-target import {community}" for community in record.imports)


def set_vrf_forwarding(ctx: Context, negated: bool, name: str = "") -> str | None:
    return _forwarding(ctx, negated, name, False)


def set_ip_vrf_forwarding(ctx: Context, negated: bool, name: str = "") -> str | None:
    return _forwarding(ctx, negated, name, True)


def _forwarding(ctx: Context, negated: bool, name: str, old: bool) -> str | None:
    """An interface goes to another table: its addresses stay behind."""
    iface: Interface = ctx.obj
    config: InterfaceConfig = ctx.record
    if negated:
        if not config.vrf or name not in ("", config.vrf):
            return None
        name = ""
    else:
        known = ctx.device[VrfConfig].vrfs.get(name)
        if known is None:
            raise Refused(f"% VRF {name} not configured.")
        if known.old != old:
            raise Refused(f"% Use '{'ip vrf' if known.old else 'vrf'} forwarding' command for VRF {name}")
        if name == config.vrf:
            return None
    addressed = config.address is not None or config.unnumbered is not None or config.given
    lost = ["IPv4"] if addressed else []
    if not old and _without6(ctx, iface):
        lost.append("IPv6")
    for own in list(config.secondaries):
        ctx.change(("secondaries", own), DELETED)
    ctx.change("leased", None)
    ctx.change("negotiated", False)
    ctx.change("address", None)
    ctx.change("unnumbered", None)
    left, verb = config.vrf, "disabling" if negated else ctx.device.software.vrf_verb
    ctx.change("vrf", name)
    why = f"disabled and address(es) removed due to {verb} VRF {name or left}"
    return "\n".join(f"% Interface {iface.text} {family} {why}" for family in lost) or None


def _without6(ctx: Context, iface: Interface) -> bool:
    """Its IPv6 stays behind too. Was there any?"""
    config = iface.get(Ipv6Config)
    if config is None or not config.runs:
        return False
    for key in list(config.addresses):
        ctx.change(("addresses", key), DELETED, of=Ipv6Config)
    for field, value in config.given_up():
        ctx.change(field, value, of=Ipv6Config)
    return True


def render_vrf_forwarding(config: InterfaceConfig, iface: Interface) -> list[str]:
    return [f"vrf forwarding {config.vrf}"] if config.vrf and not _is_old(config, iface) else []


def render_ip_vrf_forwarding(config: InterfaceConfig, iface: Interface) -> list[str]:
    return [f"ip vrf forwarding {config.vrf}"] if config.vrf and _is_old(config, iface) else []


def _is_old(config: InterfaceConfig, iface: Interface) -> bool:
    """The keyword follows how the VRF was made."""
    return iface.device[VrfConfig].vrfs[config.vrf].old
