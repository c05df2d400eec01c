"""The rows of `show vrf` and `show ip vrf`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.vrf.engine import members
from iosemu.features.vrf.show import chosen_vrfs, communities, families
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.vrf.model import Definition


@dataclass(slots=True)
class VrfRow:
    """`rd` is "" where none is set; `protocols` are ipv4, ipv6."""

    name: str
    rd: str
    protocols: tuple[str, ...]
    interfaces: tuple[str, ...]


def show_vrf(ctx: Context, name: str = "", family: str = "") -> Iterator[VrfRow]:
    for each in chosen_vrfs(ctx, name, False):
        if not family or family in families(each).split(","):
            interfaces = tuple(iface.text for iface in members(ctx.device, each.name))
            yield VrfRow(each.name, each.rd, tuple(filter(None, families(each).split(","))), interfaces)


def show_ip_vrf(ctx: Context, name: str = "") -> Iterator[VrfRow]:
    yield from (row for row in show_vrf(ctx, name) if name or "ipv4" in row.protocols)


@dataclass(slots=True)
class VrfInterfaceRow:
    """`address` is "" for none."""

    interface: str
    address: str
    vrf: str
    up: bool


def show_ip_vrf_interfaces(ctx: Context, name: str = "") -> Iterator[VrfInterfaceRow]:
    for definition in chosen_vrfs(ctx, name, True):
        for iface in members(ctx.device, definition.name):
            address = format_ipv4(iface.address) if iface.address is not None else ""
            yield VrfInterfaceRow(iface.text, address, definition.name, iface.line_up)


@dataclass(slots=True)
class VrfDetailRow:
    """A VRF and its number; `exports` and `imports` are the route targets of its IPv4 family."""

    name: str
    number: int
    rd: str
    description: str
    protocols: tuple[str, ...]
    interfaces: tuple[str, ...]
    exports: tuple[str, ...]
    imports: tuple[str, ...]


def show_vrf_detail(ctx: Context, name: str = "") -> Iterator[VrfDetailRow]:
    return _details(ctx, chosen_vrfs(ctx, name, False))


def show_ip_vrf_detail(ctx: Context, name: str = "") -> Iterator[VrfDetailRow]:
    return _details(ctx, chosen_vrfs(ctx, name, True))


def _details(ctx: Context, definitions: list[Definition]) -> Iterator[VrfDetailRow]:
    for each in definitions:
        vrf = ctx.device.vrfs.get(each.name)
        exports, imports = communities(each, each.v4)
        yield VrfDetailRow(
            name=each.name,
            number=vrf.number if vrf is not None else 0,
            rd=each.rd,
            description=each.description,
            protocols=tuple(filter(None, families(each).split(","))),
            interfaces=tuple(iface.text for iface in members(ctx.device, each.name)),
            exports=tuple(exports),
            imports=tuple(imports),
        )
