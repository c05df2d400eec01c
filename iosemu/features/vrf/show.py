"""`show vrf`, `show ip vrf` and their details."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli import Refused
from iosemu.cli.context import BadArgument, Context
from iosemu.device.device import Device
from iosemu.features.vrf.engine import members
from iosemu.features.vrf.model import Definition, Family, VrfConfig
from iosemu.types import format_ipv4

_COLUMN = 25  # of an interface or a community in the details


def chosen_vrfs(ctx: Context, name: str, ipv4: bool) -> list[Definition]:
    """All by name, or the one asked for; `ipv4`: only those that `show ip vrf` knows."""
    vrfs = ctx.device[VrfConfig].vrfs
    if name:
        if name not in vrfs:
            raise Refused(f"% No VRF named {name}")
        return [vrfs[name]]
    return sorted((d for d in vrfs.values() if d.ipv4 or not ipv4), key=lambda d: d.name.lower())


# what IOS lists of VRFs and is not built: no name of one, unless one has it
_UNBUILT = ("all", "counters", "id", "interfaces", "lock")


def _no_name(ctx: Context, name: str) -> bool:
    return name in _UNBUILT and name not in ctx.device[VrfConfig].vrfs


def _table(head: str, rows: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    """Further interfaces of a VRF stand under the first one."""
    yield head
    for start, names in rows:
        yield start + (names[0] if names else "")
        yield from (" " * len(start) + name for name in names[1:])


def _names(device: Device, definition: Definition) -> list[str]:
    return [iface.name.short for iface in members(device, definition.name)]


def families(definition: Definition) -> str:
    return ",".join(name for name, there in (("ipv4", definition.ipv4), ("ipv6", definition.v6 is not None)) if there)


def show_vrf(ctx: Context, name: str = "", family: str = "") -> Iterable[str] | BadArgument:
    return BadArgument("name") if _no_name(ctx, name) else _vrfs(ctx, name, family)


def _vrfs(ctx: Context, name: str, family: str) -> Iterator[str]:
    """`family`: only those that have it."""
    chosen = [d for d in chosen_vrfs(ctx, name, False) if not family or family in families(d).split(",")]
    if not chosen:
        return
    rows = (
        (f"  {d.name:<32} {d.rd or '<not set>':<21} {families(d):<11} ", _names(ctx.device, d)) for d in chosen
    )
    yield from _table("  Name                             Default RD            Protocols   Interfaces", rows)


def show_ip_vrf(ctx: Context, name: str = "") -> Iterable[str] | BadArgument:
    return BadArgument("name") if _no_name(ctx, name) else _ip_vrfs(ctx, name)


def _ip_vrfs(ctx: Context, name: str) -> Iterator[str]:
    chosen = chosen_vrfs(ctx, name, True)
    if not chosen:
        return
    width = ctx.device.software.vrf_rd_column
    rows = ((f"  {d.name:<32} {d.rd or '<not set>':<{width - 1}} ", _names(ctx.device, d)) for d in chosen)
    yield from _table(f"  {'Name':<32} {'Default RD':<{width}}Interfaces", rows)


def show_ip_vrf_interfaces(ctx: Context, name: str = "") -> Iterator[str]:
    yield f"{'Interface':<22} {'IP-Address':<15} {'VRF':<32} Protocol"
    for definition in chosen_vrfs(ctx, name, True):
        for iface in members(ctx.device, definition.name):
            address = format_ipv4(iface.address) if iface.address is not None else "unassigned"
            state = "up" if iface.line_up else "down"
            yield f"{iface.name.short:<22} {address:<15} {definition.name:<32} {state:<8}"


def show_vrf_detail(ctx: Context, name: str = "") -> Iterator[str]:
    for definition in chosen_vrfs(ctx, name, False):
        yield from _detail(ctx.device, definition)
        yield from _family(ctx.device, definition, "ipv4", definition.ipv4, 0)
        yield from _family(ctx.device, definition, "ipv6", definition.v6 is not None, 0x1E000000)
        if ctx.device.software.vrf_multicast_families:
            yield "Address family ipv4 multicast not active"
            yield "Address family ipv6 multicast not active"
        yield ""


def show_ip_vrf_detail(ctx: Context, name: str = "") -> Iterator[str]:
    for definition in chosen_vrfs(ctx, name, True):
        yield from _detail(ctx.device, definition)
        yield from _family(ctx.device, definition, "ipv4", definition.ipv4, 0)


def _detail(device: Device, definition: Definition) -> Iterator[str]:
    vrf = device.vrfs.get(definition.name)
    assert vrf is not None
    rd = definition.rd or "<not set>"
    yield f"VRF {definition.name} (VRF Id = {vrf.number}); default RD {rd}; default VPNID <not set>"
    if definition.description:
        yield f"  Description: {definition.description}"
    old = definition.old
    yield "  Old CLI format, supports IPv4 only" if old else "  New CLI format, supports multiple address-families"
    yield f"  Flags: 0x{(0 if old else 0x1800) + (0xC if definition.rd else 0x8):X}"
    names = _names(device, definition)
    yield "  Interfaces:" if names else "  No interfaces"
    yield from _columns(names)


def _columns(cells: list[str]) -> Iterator[str]:
    for start in range(0, len(cells), 3):
        yield "    " + "".join(f"{cell:<{_COLUMN - 1}} " for cell in cells[start : start + 3])[:-1]


def _family(device: Device, definition: Definition, family: str, active: bool, base: int) -> Iterator[str]:
    if not active:
        yield f"Address family {family} unicast not active"
        return
    vrf = device.vrfs.get(definition.name)
    assert vrf is not None
    own = definition.v4 if family == "ipv4" else definition.v6
    yield f"Address family {family} unicast (Table ID = 0x{base + vrf.number:X}):"
    yield "  Flags: 0x0"
    exports, imports = communities(definition, own)
    for verb, targets in (("Export", exports), ("Import", imports)):
        yield f"  {verb} VPN route-target communities" if targets else f"  No {verb} VPN route-target communities"
        yield from _columns([f"RT:{target}" for target in targets])
    yield "  No import route-map"
    yield "  No global export route-map"
    yield "  No export route-map"
    yield "  VRF label distribution protocol: not configured"
    yield "  VRF label allocation mode: per-prefix"


def communities(definition: Definition, own: Family | None) -> tuple[list[str], list[str]]:
    """Those of the family, or else of the whole VRF."""
    source = own if own is not None and (own.exports or own.imports) else definition
    return list(source.exports), list(source.imports)

