"""The rows of shows of BGP, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.bgp.show import table_of
from iosemu.features.bgp.show_summary import members
from iosemu.features.bgp.show_table import ORIGINS, marks, ordered
from iosemu.records import dataclass
from iosemu.types import format_ipv4
from iosemu.wire.bgp_attributes import as_path_text

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class BgpPathRow:
    """A path. `status` are the marks before it ("*>i"); `med` and `local_pref` are None where the path has none;
    `origin` is i, e or ?."""

    status: str
    network: str
    next_hop: str
    med: int | None
    local_pref: int | None
    weight: int
    as_path: str
    origin: str

    @property
    def best(self) -> bool:
        return ">" in self.status


def show_bgp(ctx: Context, vrf: str = "") -> Iterator[BgpPathRow]:
    table = table_of(ctx, vrf)
    for destination in ordered(table):
        for path in destination.paths:
            attributes = path.attributes
            yield BgpPathRow(
                status=marks(table, destination, path).strip(),
                network=str(destination.prefix),
                next_hop=format_ipv4(attributes.next_hop),
                med=attributes.med,
                local_pref=attributes.local_pref,
                weight=path.weight,
                as_path=as_path_text(attributes.as_path),
                origin=ORIGINS[attributes.origin],
            )


@dataclass(slots=True)
class BgpNeighborRow:
    """A row of the summary. `state` as it stands in the last column while the session is not established, else
    "Established"; `prefixes` that were accepted; `since` the last change of state, in seconds, None: never."""

    address: str
    dynamic: bool
    asn: int
    received: int
    sent: int
    since: float | None
    state: str
    prefixes: int


def show_bgp_summary(ctx: Context, vrf: str = "", group: str = "") -> Iterator[BgpNeighborRow]:
    for peer in members(table_of(ctx, vrf), group):
        yield BgpNeighborRow(
            address=format_ipv4(peer.address),
            dynamic=peer.dynamic,
            asn=peer.remote_as,
            received=peer.received.total,
            sent=peer.sent.total,
            since=None if peer.changed_at is None else peer.host.now - peer.changed_at,
            state="Established" if peer.up else peer.state,
            prefixes=peer.accepted if peer.up else 0,
        )
