"""The table of `show ip bgp` and of all shows that list networks: legend, columns, one line a path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.types import Prefix, Prefix6, classful_length, format_ipv4, format_ipv6
from iosemu.wire.bgp_attributes import Attributes, as_path_text

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.bgp.paths import Destination, Path
    from iosemu.features.bgp.table import Table

ORIGINS = "ie?"
_COLUMNS = "Network          Next Hop            Metric LocPrf Weight Path"
_WIDEST = 16  # of a network that shares its line with a path
_STATUS = "Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,"
_CODES = "Origin codes: i - IGP, e - EGP, ? - incomplete"
_LEGENDS = {
    "12.4": (_STATUS, "              r RIB-failure, S Stale", _CODES),
    "15": (
        f"{_STATUS} ",
        "              r RIB-failure, S Stale, m multipath, b backup-path, f RT-Filter, ",
        "              x best-external, a additional-path, c RIB-compressed, ",
        _CODES,
        "RPKI validation codes: V valid, I invalid, N Not found",
    ),
}
_LEGENDS["16"] = (*_LEGENDS["15"][:3], "              t secondary path, ", *_LEGENDS["15"][3:])
_LEGENDS["17"] = (*_LEGENDS["15"][:3], "              t secondary path, L long-lived-stale,", *_LEGENDS["15"][3:])


def head(table: Table) -> Iterator[str]:
    """Version, legend and an empty line."""
    process = table.process
    router_id = format_ipv4(process.router_id(table.vrf))
    yield f"BGP table version is {table.version}, local router ID is {router_id}"
    yield from _LEGENDS[process.device.software.bgp_legend]
    yield ""


def title(device: Device) -> str:
    return " " * device.software.bgp_columns[0] + _COLUMNS


def network_text(prefix: Prefix) -> str:
    """Without a length where that is the classful one."""
    if isinstance(prefix, Prefix6):
        return str(prefix)
    if prefix.length == classful_length(prefix.network) or not prefix.length:
        return format_ipv4(prefix.network)
    return str(prefix)


def format_hop(address: int, wide: bool) -> str:
    """A next hop; none is ``0.0.0.0`` or ``::``. Those that IPv4 is mapped into have its notation at their end."""
    if wide and address >> 32 == 0xFFFF:
        return f"::FFFF:{format_ipv4(address & 0xFFFFFFFF)}"
    return format_ipv6(address) if wide else format_ipv4(address)


def family_text(vrf: str, wide: bool) -> str:
    """``IPv6 Unicast``; those of VRFs are VPNv4 and VPNv6."""
    return f"{'VPNv' if vrf else 'IPv'}{6 if wide else 4} Unicast"


def path_text(attributes: Attributes, dot: bool) -> str:
    """``65001 65002 i``"""
    return f"{as_path_text(attributes.as_path, dot)} {ORIGINS[attributes.origin]}".lstrip()


def marks(table: Table, destination: Destination, path: Path) -> str:
    """``*>i``; blanks where nothing is to be said."""
    if path.history:
        first = "h"
    elif path.penalty is not None and path.penalty.suppressed:
        return f"*d{'i' if path.internal else ' '}"
    elif destination.suppressed:
        first = "s"
    elif path.stale:
        first = "S"
    else:
        first = "r" if path.best and table.rib_failed(destination) else "*"
    best = ">" if path.best else "m" if path.multipath else " "
    return f"{first}{best}{'i' if path.internal else ' '}"


def row(
    device: Device, status: str, network: str, attributes: Attributes, weight: int, wide: bool = False
) -> str:
    """One line, or two or three where the network or the next hop needs one of its own. `wide`: of IPv6."""
    _, column = device.software.bgp_columns
    lead = f"{status if column == 3 else f' {status}':<{column}}"
    hop = format_hop(attributes.next_hop, wide)
    med = "" if attributes.med is None else str(attributes.med)
    preference = "" if attributes.local_pref is None else str(attributes.local_pref)
    if len(hop) > _WIDEST:
        hop = f"{hop}\n{' ' * (column + (33 if column == 3 else 34))}"
    rest = f"{hop:<16}{med:>10}{preference:>7}{weight:>7} {path_text(attributes, device.as_dot)}"
    if len(network) > _WIDEST:
        return f"{lead}{network}\n{' ' * (column + (17 if column == 3 else 18))}{rest}"
    return f"{lead}{network:<17}{rest}"


def rows(table: Table, chosen: Iterable[tuple[Destination, list[Path]]]) -> Iterator[str]:
    """The paths of networks: the network stands on the first line of each."""
    device = table.process.device
    for destination, paths in chosen:
        network = network_text(destination.prefix)
        for path in paths:
            yield from row(
                device, marks(table, destination, path), network, path.attributes, path.weight, table.wide
            ).split("\n")
            network = ""


def ordered(table: Table) -> list[Destination]:
    """By network, those that have a path."""
    return sorted((each for each in table.destinations.values() if each.paths), key=lambda each: each.prefix)


def listing(table: Table, chosen: Iterable[tuple[Destination, list[Path]]], vrf_line: str = "") -> Iterator[str]:
    """Legend and rows; nothing at all without rows. `vrf_line` names the VRF."""
    lines = list(rows(table, chosen))
    if not lines:
        return
    yield from head(table)
    yield title(table.process.device)
    if vrf_line:
        yield vrf_line
    yield from lines
