"""What the grammar cannot say of tunnels: what excludes each other, names of far ends, keepalives with both numbers."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli import DELETED, BadArgument, Refused, Warn
from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.interface import Interface, InterfaceConfig
from iosemu.features.dns.lookup import address_of
from iosemu.features.gre.access import TEMPLATE, TUNNEL_TEMPLATE, is_template
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.model import GRE, MULTIPOINT, TunnelConfig
from iosemu.types import InterfaceName, IPv4, format_ipv4


def _excluded(what: str) -> str:
    return f" Tunnel set {what} failed. p2mp tunnels cannot have a tunnel destination."


def check_mode(ctx: Context, mode: str = GRE) -> str | Warn | None:
    """`tunnel mode`; under a protection that works already IOS-XE warns."""
    iface, config = ctx.obj, ctx.record
    mode = GRE if ctx.negated or ctx.defaulted else mode
    if mode == config.mode or not isinstance(iface, Interface) or not isinstance(iface.driver, TunnelDriver):
        return None
    if mode == MULTIPOINT and config.destination is not None:
        return _excluded("mode")
    protector = iface.driver.protector
    if protector is None:
        return None
    refusal = protector.forbids(iface, mode, config.source)
    if refusal is not None or not ctx.device.software.protection_shuts:
        return refusal
    return Warn(
        "%WARNING: The tunnel mode has been modified while the tunnel protection is already active. It is recommended"
        f' to run "shutdown" and "no shutdown" on {iface.text} interface to refresh the config.'
    )


def set_mode(ctx: Context, negated: bool, mode: str = GRE) -> None:
    """A multipoint tunnel sends no redirects: its spokes share the subnet without reaching each other."""
    mode = GRE if negated else mode
    if mode == MULTIPOINT != ctx.record.mode:
        ctx.change("redirects", False, of=InterfaceConfig)
    ctx.change("mode", mode)


def check_source(ctx: Context, source: InterfaceName | IPv4 | None = None) -> str | None:
    iface = ctx.obj
    if not isinstance(iface, Interface) or not isinstance(iface.driver, TunnelDriver):
        return None
    protector = iface.driver.protector
    return protector.forbids(iface, ctx.record.mode, source) if protector is not None else None


def set_destination(ctx: Context, negated: bool, destination: str | int = "") -> BadArgument | None:
    """`tunnel destination`: a name is looked up once, the running-config has its address."""
    address: int | None = None
    if not negated:
        if ctx.record.mode == MULTIPOINT:
            raise Refused(_excluded("destination"))
        found = address_of(ctx, "destination", destination, "tunnel destination ")
        if not isinstance(found, int):
            return found
        address = found
    ctx.change(("dynamic",), False)
    ctx.change(("destination",), address)
    return None


def set_destination_dynamic(ctx: Context, negated: bool) -> None:
    if not negated and ctx.record.mode == MULTIPOINT:
        raise Refused(_excluded("destination"))
    if not negated:
        ctx.change(("destination",), None)
    ctx.change(("dynamic",), not negated)


def render_destination_dynamic(config: TunnelConfig) -> Iterator[str]:
    if config.dynamic:
        yield "tunnel destination dynamic"


def render_destination(config: TunnelConfig) -> Iterator[str]:
    if config.destination is not None:
        yield f"tunnel destination {format_ipv4(config.destination)}"


def render_mode(config: TunnelConfig, iface: Interface) -> Iterator[str]:
    """The mode switches redirects off: what switched them on again must come after it."""
    if config.mode != GRE:
        yield f"tunnel mode {config.mode}"
    if config.mode == MULTIPOINT and iface.config.redirects:
        yield "ip redirects"


def render_keepalive(config: TunnelConfig) -> Iterator[str]:
    """With both numbers."""
    if config.keepalive:
        yield f"keepalive {config.keepalive_period} {config.keepalive_retries}"


def set_ip_address_negotiated(ctx: Context, negated: bool) -> None:
    config: InterfaceConfig = ctx.record
    if negated and not config.negotiated:
        return
    for own in list(config.secondaries):
        ctx.change(("secondaries", own), DELETED)
    ctx.change("unnumbered", None)
    ctx.change("leased", None)
    ctx.change("address", None)
    ctx.change("negotiated", not negated)


def render_ip_address_negotiated(config: InterfaceConfig) -> Iterator[str]:
    if config.negotiated:
        yield "ip address negotiated"


def enter_template(ctx: Context, name: InterfaceName) -> Interface | BadArgument:
    """`interface Virtual-Template N type tunnel`"""
    if name.kind != TEMPLATE:
        return BadArgument("name")
    device = ctx.device
    found: Interface | None = device.interfaces.get(name)
    if found is not None and not is_template(found):
        raise Refused("% Virtual-template type cannot be changed")
    if found is None:
        found = device.interfaces.create(name)
    if found is None:
        return BadArgument("name")
    found.cli_kind = TUNNEL_TEMPLATE
    return found


def render_templates(device: Device) -> Iterator[tuple[str, Interface]]:
    for iface in device.interfaces.in_order():
        if is_template(iface):
            yield f"interface {iface.text} type tunnel", iface


def check_vrf(ctx: Context, vrf: str = "") -> str | None:
    """`tunnel vrf X`: the VRF is there."""
    return None if ctx.device.vrfs.routed(vrf) is not None else f"% VRF {vrf} not configured."
