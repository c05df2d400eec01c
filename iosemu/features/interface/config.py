"""Checks of the interface grammar, with IOS's refusals."""

from __future__ import annotations

import re

from iosemu.cli.context import DELETED, BadArgument, Context, Refused, Warn
from iosemu.device.device import Device
from iosemu.device.interface import Interface, InterfaceConfig
from iosemu.features.interface.engine import is_physical
from iosemu.types import InterfaceName, Prefix, format_ipv4, format_mask, length_of

_POINT_TO_POINT = frozenset({"Serial", "Tunnel", "Virtual-Template"})
NO_VLAN = """% Configuring IP routing on a LAN subinterface is only allowed if that
subinterface is already configured as part of an IEEE 802.10, IEEE 802.1Q,
or ISL vLAN.
"""
MOST = 10_000  # interfaces of one router, as on a 7200 ("IDB limits" of Cisco's platforms)
_FULL = f"% No more than {MOST} interfaces can be configured"
_REAPPEAR = "% Not all config may be removed and may reappear after reactivating"


def check_interface(ctx: Context, name: InterfaceName) -> str | Warn | None:
    """`interface X`, `no interface X`, `default interface X`"""
    device: Device = ctx.device
    found = device.interfaces.get(name)
    if not ctx.negated and not ctx.defaulted:
        return _FULL if found is None and len(device.interfaces) >= MOST else None
    if found is None:
        return None
    if found.cli_lock:
        return found.cli_lock
    if ctx.defaulted:
        return _to_default(ctx, found)
    if is_physical(found):
        return "% Removal of physical interfaces is not permitted."
    if name.sub is not None:
        return Warn(f"{_REAPPEAR} the sub-interface")
    if device.software.warns_of_logical_interfaces:
        return Warn(f"{_REAPPEAR} the logical-interface/sub-interfaces")
    return None


def _to_default(ctx: Context, iface: Interface) -> str:
    """Every line of the interface's block is given its `default` form."""
    block = ctx.shell.running_block(f"interface {iface.text}")
    lines = [line.strip().removeprefix("no ") for line in block[1:]]
    ctx.shell.configure("\n".join([block[0], *(f"default {line}" for line in lines)]))
    return f"Building configuration...\n\nInterface {iface.text} set to default configuration"


def enter_range(ctx: Context, names: str) -> list[Interface] | BadArgument:
    """``FastEthernet0/0 - 1 , Loopback0``"""
    device: Device = ctx.device
    found: list[Interface] = []
    for part in names.split(","):
        match = re.fullmatch(r"\s*(\S.*?\d)\s*(?:-\s*(?:[A-Za-z]+\s*[\d/]*/)?(\d+))?\s*", part)
        if match is None:
            return BadArgument("names")
        try:
            first = InterfaceName.parse(match[1])
        except ValueError:
            return BadArgument("names")
        last = int(match[2]) if match[2] else first.unit[-1]
        if last - first.unit[-1] + len(found) >= MOST:
            raise Refused(_FULL)
        for number in range(first.unit[-1], last + 1):
            name = InterfaceName(first.kind, (*first.unit[:-1], number), first.sub)
            if len(device.interfaces) >= MOST and name not in device.interfaces:
                raise Refused(_FULL)
            iface = device.interfaces.create(name)
            if iface is None:
                return BadArgument("names")
            found.append(iface)
    return found or BadArgument("names")


def overlap(device: Device, iface: Interface, prefix: Prefix) -> Interface | None:
    """An interface in use whose subnet shares addresses with `prefix`."""
    found = [
        other
        for other in device.subnets.sharing(prefix)
        if other is not iface and other.enabled and other.table is iface.table
    ]
    return min(found, key=lambda other: device.platform.sort_key(other.name), default=None)


def _shut_below(iface: Interface) -> bool:
    """While the start-up configuration is read: does it shut the interface further down, as a running-config does?"""
    if not iface.device.booting:
        return False
    mine = shut = False
    for line in iface.device.startup_config.split("\n"):
        if not line.startswith(" "):
            word, _, name = line.partition(" ")
            try:
                mine = word == "interface" and InterfaceName.parse(name.strip()) == iface.name
            except ValueError:
                mine = False
        elif mine:
            shut = shut or line.split() == ["shutdown"]
    return shut


def _interface(ctx: Context) -> Interface:
    iface: Interface = ctx.obj
    return iface


def set_ip_address(
    ctx: Context, negated: bool, address: int | None = None, mask: int = 0, secondary: bool = False
) -> str | None:
    iface = _interface(ctx)
    config: InterfaceConfig = ctx.record
    if negated:
        _remove_address(ctx, config, address, mask, secondary)
        return None
    assert address is not None
    prefix, warning = _checked(iface, address, mask)
    if iface.enabled:
        other = overlap(iface.device, iface, prefix)
        if other is not None and not _shut_below(iface):
            raise Refused(f"% {format_ipv4(prefix.network)} overlaps with {other.text}")
    if secondary:
        if config.address is not None and config.address[0] == address:
            raise Refused("% Secondary can't be same as primary")
        ctx.change(("secondaries", address), prefix.length)
    else:
        if address in config.secondaries:
            ctx.change(("secondaries", address), DELETED)
        ctx.change("unnumbered", None)
        ctx.change("leased", None)
        ctx.change("negotiated", False)
        ctx.change("address", (address, prefix.length))
    return warning


def _checked(iface: Interface, address: int, mask: int) -> tuple[Prefix, str | None]:
    """The subnet of a new address. Raises Refused with IOS's words."""
    shown = format_ipv4(address)
    if address >> 28 >= 14 or address >> 24 in (0, 127):
        raise Refused(f"Not a valid host address - {shown}")
    try:
        length = length_of(mask)
    except ValueError:
        raise Refused(f"Bad mask 0x{mask:X} for address {shown}") from None
    if iface.name.sub is not None and "Ethernet" in iface.kind and iface.config.dot1q is None:
        raise Refused(NO_VLAN)
    if not iface.vrf.ipv4:
        raise Refused(f"% {iface.text} is linked to a VRF. Enable IPv4 on that VRF first.")
    prefix = Prefix.of(address, length)
    host_bits_bad = length < 31 and address in (prefix.network, prefix.broadcast)
    alone = length == 32 and iface.kind not in ("Loopback", "Tunnel", "Virtual-Template")
    if host_bits_bad or alone or length == 0:
        raise Refused(f"Bad mask /{length} for address {shown}")
    if length == 31 and iface.kind not in _POINT_TO_POINT and iface.kind != "Loopback":
        return prefix, "% Warning: use /31 mask on non point-to-point interface cautiously"
    return prefix, None


def _remove_address(ctx: Context, config: InterfaceConfig, address: int | None, mask: int, secondary: bool) -> None:
    if address is None and config.leased is not None:
        ctx.change("leased", None)  # the client gives it back, and takes it away
        return
    if address is None:
        ctx.change("negotiated", False)
        for own in list(config.secondaries):
            ctx.change(("secondaries", own), DELETED)
        ctx.change("address", None)
        return
    try:
        length = length_of(mask)
    except ValueError:
        raise Refused("Invalid address") from None
    if secondary:
        if config.secondaries.get(address) != length:
            raise Refused("Invalid address")
        ctx.change(("secondaries", address), DELETED)
    elif config.address != (address, length):
        raise Refused("Invalid address")
    elif config.secondaries:
        raise Refused("Must delete secondary before deleting primary")
    else:
        ctx.change("address", None)


def render_ip_address(config: InterfaceConfig) -> list[str]:
    """Secondary addresses stand before the primary one."""
    lines: list[str] = []
    if config.secondaries:
        lines += [
            f"ip address {format_ipv4(address)} {format_mask(length)} secondary"
            for address, length in config.secondaries.items()
        ]
    if config.address is None or config.given:
        return lines if lines or config.unnumbered is not None or config.given else ["no ip address"]
    address, length = config.address
    lines.append(f"ip address {format_ipv4(address)} {format_mask(length)}")
    return lines


def set_ip_unnumbered(ctx: Context, negated: bool, lender: InterfaceName | None = None) -> None:
    iface = _interface(ctx)
    config: InterfaceConfig = ctx.record
    if negated:
        ctx.change("unnumbered", None)
        return
    if iface.kind not in _POINT_TO_POINT:
        raise Refused("Point-to-point (non-multi-access) interfaces only")
    if lender == iface.name:
        raise Refused("Cannot be unnumbered to self")
    for own in list(config.secondaries):
        ctx.change(("secondaries", own), DELETED)
    ctx.change("leased", None)
    ctx.change("negotiated", False)
    ctx.change("address", None)
    ctx.change("unnumbered", lender)


def render_ip_unnumbered(config: InterfaceConfig) -> list[str]:
    return [] if config.unnumbered is None else [f"ip unnumbered {config.unnumbered}"]


def check_shutdown(ctx: Context) -> str | None:
    """`no shutdown` looks for the overlaps that a shut interface was allowed to have."""
    iface = _interface(ctx)
    if not (ctx.negated or ctx.defaulted) or not iface.config.shutdown:
        return None
    for address, length in iface.addresses:
        prefix = Prefix.of(address, length)
        other = overlap(iface.device, iface, prefix)
        if other is not None:
            wrong = f"{iface.text}: incorrect IP address assignment"
            return f"% {format_ipv4(prefix.network)} overlaps with {other.text}\n{wrong}"
    return None


def check_mtu(ctx: Context, mtu: int | None = None) -> str | None:
    iface = _interface(ctx)
    if iface.kind in iface.device.platform.fixed_mtu and mtu not in (None, 1500):
        return f"% Interface {iface.text} does not support user settable mtu."
    return None


def check_ip_mtu(ctx: Context, ip_mtu: int | None = None) -> BadArgument | None:
    """At boot a line is kept that the interface's MTU of its time allowed."""
    if ip_mtu is not None and ip_mtu > _interface(ctx).mtu and not ctx.device.booting:
        return BadArgument("ip_mtu")
    return None


def set_mtu(ctx: Context, negated: bool, mtu: int | None = None) -> None:
    """An MTU of IP that was the interface's follows it; one that it has no room for any more, too."""
    iface, config = _interface(ctx), ctx.record
    wanted = None if negated else mtu
    if config.ip_mtu is not None and config.ip_mtu >= (wanted or iface.defaults.mtu):
        ctx.change("ip_mtu", None)
    ctx.change("mtu", wanted)


def render_mtu(config: InterfaceConfig) -> list[str]:
    return [] if config.mtu is None else [f"mtu {config.mtu}"]


def set_ip_mtu(ctx: Context, negated: bool, ip_mtu: int | None = None) -> None:
    """That of the interface is no setting: it follows the interface's."""
    same = ip_mtu == _interface(ctx).mtu
    ctx.change("ip_mtu", None if negated or same else ip_mtu)


def render_ip_mtu(config: InterfaceConfig) -> list[str]:
    return [] if config.ip_mtu is None else [f"ip mtu {config.ip_mtu}"]


def check_dot1q(ctx: Context, dot1q: int | None = None, native: bool = False) -> str | None:
    iface = _interface(ctx)
    if dot1q is None:
        return None
    for other in iface.device:
        same_port = other is not iface and other.name.parent == iface.name.parent and other.name.sub is not None
        if same_port and other.config.dot1q == dot1q:
            return (
                "%Configuration of multiple subinterfaces of the same main\n"
                f"interface with the same VID ({dot1q}) is not permitted.\n"
                f"This VID is already configured on {other.text}.\n"
            )
    return None


def check_load_interval(ctx: Context, load_interval: int = 300) -> str | None:
    return "Load interval must be in increments of 30 seconds" if load_interval % 30 else None
