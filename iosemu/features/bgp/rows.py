"""The rows of shows of BGP, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.bgp.peer import EXTERNAL
from iosemu.features.bgp.show import advertised, found_entries, peer_of, process_of, table_of
from iosemu.features.bgp.show_summary import members
from iosemu.features.bgp.show_table import ORIGINS, marks, ordered
from iosemu.records import dataclass
from iosemu.types import format_ipv4
from iosemu.wire.bgp_attributes import as_path_text

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.bgp.paths import Destination, Path
    from iosemu.features.bgp.table import Table
    from iosemu.types import IPv4, Prefix
    from iosemu.wire.bgp_attributes import Attributes


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
            yield _path(table, destination, path)


def _path(table: Table, destination: Destination, path: Path) -> BgpPathRow:
    return _row(marks(table, destination, path), destination.prefix, path.attributes, path.weight)


def _row(status: str, prefix: Prefix, attributes: Attributes, weight: int) -> BgpPathRow:
    return BgpPathRow(
        status=status.strip(),
        network=str(prefix),
        next_hop=format_ipv4(attributes.next_hop),
        med=attributes.med,
        local_pref=attributes.local_pref,
        weight=weight,
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


def show_bgp_entry(
    ctx: Context, address: IPv4 = 0, length: int | None = None, prefix: Prefix | None = None, longer: bool = False,
    vrf: str = "", only: str = "",
) -> Iterator[BgpPathRow]:  # fmt: skip
    """The paths of the network that is found, or of all within it."""
    table = table_of(ctx, vrf)
    for destination in found_entries(table, address, length, prefix, longer):
        for path in destination.paths:
            if not only or path is destination.best:
                yield _path(table, destination, path)


def show_bgp_routes(ctx: Context, address: IPv4, vrf: str = "") -> Iterator[BgpPathRow]:
    """What a neighbour told and was taken."""
    peer = peer_of(ctx, address, vrf)
    for destination in ordered(peer.table):
        for path in destination.paths:
            if path.peer is peer:
                yield _path(peer.table, destination, path)


def show_bgp_advertised(ctx: Context, address: IPv4, vrf: str = "") -> Iterator[BgpPathRow]:
    """What a neighbour was told, with the attributes that the show has."""
    for status, prefix, attributes, weight in advertised(peer_of(ctx, address, vrf)):
        yield _row(status, prefix, attributes, weight)


@dataclass(slots=True)
class BgpSessionRow:
    """`state` as ``Established``, `router_id` "" before it ever was; `hold` and `keepalive` in seconds, as agreed;
    `uptime` None while it is down."""

    address: str
    asn: int
    local_as: int
    external: bool
    router_id: str
    state: str
    uptime: float | None
    hold: int
    keepalive: int
    established: int  # times
    dropped: int
    prefixes: int
    vrf: str


def show_bgp_neighbors(ctx: Context, address: IPv4 | None = None, vrf: str = "") -> Iterator[BgpSessionRow]:
    table_of(ctx, vrf)
    peers = [peer_of(ctx, address, vrf)] if address is not None else process_of(ctx).peers_in(vrf)
    for peer in peers:
        session = peer.session
        yield BgpSessionRow(
            address=format_ipv4(peer.address),
            asn=peer.remote_as,
            local_as=peer.local_as,
            external=peer.type == EXTERNAL,
            router_id=format_ipv4(peer.identifier) if peer.identifier else "",
            state="Established" if peer.up else peer.state,
            uptime=peer.host.now - peer.changed_at if peer.up and peer.changed_at is not None else None,
            hold=session.hold if session is not None else peer.hold_time,
            keepalive=session.keepalive if session is not None else peer.keepalive_time,
            established=peer.established,
            dropped=peer.dropped,
            prefixes=peer.accepted if peer.up else 0,
            vrf=vrf,
        )
