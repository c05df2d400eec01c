"""clear ip eigrp neighbors; debug eigrp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug_switch import debug_switch
from iosemu.features.eigrp.describe import processes
from iosemu.types import InterfaceName, IPv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def do_clear_eigrp_neighbors(
    ctx: Context,
    address: IPv4 | None = None,
    iface: InterfaceName | None = None,
    asn: int | None = None,
    soft: bool = False,
    vrf: str = "",
) -> None:
    for process in processes(ctx, asn, vrf):
        process.clear_neighbors(address, iface, soft)


def do_clear_eigrp_events(ctx: Context, asn: int | None = None, vrf: str = "") -> None:
    for process in processes(ctx, asn, vrf):
        process.log.entries.clear()


def _names(**typed: bool) -> frozenset[str] | None:
    return frozenset(name.upper() for name in typed) or None


def _listed(**typed: bool) -> str:
    """IOS lists the kinds of packets on a line of its own."""
    kinds = ", ".join(name.upper() for name in typed)
    everything = "UPDATE, REQUEST, QUERY, REPLY, HELLO, UNKNOWN, PROBE, ACK, STUB, SIAQUERY, SIAREPLY"
    return f"\n    ({kinds or everything})"


do_debug_eigrp_packets = debug_switch("eigrp", "eigrp packets", _names, _listed)
do_debug_eigrp_fsm = debug_switch("eigrp", "eigrp fsm")
do_debug_eigrp_neighbors = debug_switch("eigrp", "eigrp neighbors")
do_debug_ip_eigrp = debug_switch("eigrp", "ip eigrp")
do_debug_ip_eigrp_older = debug_switch("eigrp", "ip eigrp older")
