"""What `show dmvpn` tells, as records: per tunnel its peers, grouped by NBMA address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.gre.sockets import SocketState
from iosemu.features.nhrp.cache import Entry, Kind
from iosemu.features.nhrp.rows import NhrpConditionRow, show_nhrp_condition
from iosemu.features.nhrp.show import tunnels
from iosemu.records import dataclass, field
from iosemu.types import IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.nhrp.tunnel import NhrpTunnel
    from iosemu.types import InterfaceName

UNKNOWN = "UNKNOWN"


@dataclass(slots=True)
class Filter:
    """What the command was asked to show; None or "" is everything."""

    interface: InterfaceName | None = None
    nbma: IPv4 | None = None
    tunnel: IPv4 | None = None
    static: bool = False
    vrf: str | None = None

    def wants(self, entry: Entry) -> bool:
        if self.nbma is not None and entry.nbma != self.nbma:
            return False
        if self.tunnel is not None and entry.next_hop != self.tunnel:
            return False
        return not self.static or entry.kind is Kind.STATIC


@dataclass(slots=True)
class Peer:
    """One cache entry as a row. `changed`: seconds since it went up or down, None: it never was up."""

    nbma: str
    tunnel: IPv4
    state: str
    changed: float | None
    attributes: str
    target: str
    group: str = ""


@dataclass(slots=True)
class Table:
    tunnel: NhrpTunnel
    kind: str  # Hub, Spoke, Hub/Spoke, Unknown
    groups: list[list[Peer]] = field(default_factory=list)  # entries of one NBMA address together

    @property
    def peers(self) -> int:
        return len(self.groups)


@dataclass(slots=True)
class DmvpnRow:
    """One row of `show dmvpn`. `age`: seconds since it went up or down, None: it never was up."""

    interface: str
    kind: str
    nbma: str
    tunnel: str
    state: str
    age: float | None
    attributes: str
    target: str


def show_dmvpn(
    ctx: Context, detail: bool = False, interface: InterfaceName | None = None, nbma: IPv4 | None = None,
    tunnel: IPv4 | None = None, static: bool = False, vrf: str | None = None,
) -> Iterator[DmvpnRow]:  # fmt: skip
    """Of scripts; the same for `detail`."""
    for table in tables(ctx.device, Filter(interface, nbma, tunnel, static, vrf)):
        iface = table.tunnel.iface
        for peer in (peer for group in table.groups for peer in group if not iface.config.shutdown):
            yield DmvpnRow(
                iface.text, table.kind, peer.nbma, format_ipv4(peer.tunnel), peer.state, peer.changed, peer.attributes,
                peer.target,
            )  # fmt: skip


def tables(device: Device, wanted: Filter) -> Iterator[Table]:
    """Tunnels with NHRP entries."""
    for tunnel in tunnels(device, wanted.interface, wanted.vrf):
        table = Table(tunnel, kind_of(tunnel))
        groups: dict[str, list[Peer]] = {}
        for entry in tunnel.cache:
            if wanted.wants(entry) and not (entry.local and tunnel.release.own_rows_hidden):
                peer = row(tunnel, entry)
                groups.setdefault(peer.nbma if entry.nbma is not None else peer.target, []).append(peer)
        # of one peer, overridden routes stand before the route to its own address
        table.groups = [sorted(group, key=lambda peer: not peer.attributes.endswith("T2")) for group in groups.values()]
        if table.groups:
            yield table


def kind_of(tunnel: NhrpTunnel) -> str:
    """By what the router does there: it has clients; it has servers or static maps; both; neither."""
    hub = any(entry.registered for entry in tunnel.cache)
    if tunnel.nhss or tunnel.config.maps:
        return "Hub/Spoke" if hub else "Spoke"
    return "Hub" if hub else "Unknown"


def row(tunnel: NhrpTunnel, entry: Entry) -> Peer:
    now = tunnel.engine.host.now
    nbma = UNKNOWN if entry.nbma is None else format_ipv4(entry.nbma)
    # where there is only one far end clients have no time of their own
    timeless = entry.changed is None or (tunnel.point_to_point and entry.registered)
    changed = None if timeless or entry.changed is None else now - entry.changed
    attributes = attributes_of(tunnel, entry)
    return Peer(nbma, entry.next_hop, state_of(tunnel, entry), changed, attributes, str(entry.target), entry.group)


def state_of(tunnel: NhrpTunnel, entry: Entry) -> str:
    """The lowest layer that is not finished."""
    if not tunnel.usable:
        return "INTF"
    if entry.local:
        return "UP"
    if entry.nbma is None:  # nobody to have an ISAKMP SA with
        return "NHRP" if tunnel.driver.sockets is None else "IKE"
    socket = tunnel.socket_state(entry.nbma)
    if socket is not SocketState.UP:
        return str(socket.value)
    return "UP" if entry.up else "NHRP"


def attributes_of(tunnel: NhrpTunnel, entry: Entry) -> str:
    letters = {Kind.STATIC: "S", Kind.DYNAMIC: "D", Kind.INCOMPLETE: "I"}[entry.kind]
    if entry.claimed is not None:
        letters += "N"
    if entry.local:
        letters += "L"
    waiting = entry.router and not entry.local and not entry.up  # found, but there is no crypto socket with it
    if entry.no_socket or entry.nbma is None or waiting:
        letters += "X"
    if tunnel.release.legend:
        letters += "T2" if entry.nho else "T1" if entry.rib else ""
    return letters


def show_dmvpn_condition(ctx: Context) -> Iterator[NhrpConditionRow]:
    return show_nhrp_condition(ctx)
