"""The rows of shows of EIGRP, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.eigrp.describe import processes
from iosemu.features.eigrp.show import listed
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName


@dataclass(slots=True)
class EigrpNeighborRow:
    """`handle` is the column H; `hold`, `uptime`, `srtt` and `rto` in seconds; `queue` packets wait for it."""

    asn: int
    handle: int
    address: str
    interface: str
    hold: float
    uptime: float
    srtt: float
    rto: float
    queue: int
    sequence: int
    vrf: str


def show_eigrp_neighbors(
    ctx: Context, detail: bool = False, asn: int | None = None, iface: InterfaceName | None = None,
    vrf: str = "",
) -> Iterator[EigrpNeighborRow]:  # fmt: skip
    """The same for `detail`."""
    for process in processes(ctx, asn, vrf):
        for neighbor in listed(process, iface):
            yield EigrpNeighborRow(
                asn=process.asn,
                handle=neighbor.number,
                address=format_ipv4(neighbor.address),
                interface=neighbor.port.iface.text,
                hold=neighbor.port.holds(neighbor) or 0.0,
                uptime=process.host.now - neighbor.up_since,
                srtt=neighbor.srtt,
                rto=neighbor.current_rto,
                queue=len(neighbor.queue),
                sequence=neighbor.last_sequence,
                vrf=process.vrf.name,
            )
