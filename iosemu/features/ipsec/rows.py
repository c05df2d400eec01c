"""The rows of `show crypto ipsec sa` and `show crypto session`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ipsec.show import chosen_sessions, keeper
from iosemu.features.ipsec.show_sa import rows, selector_text
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class IpsecSaRow:
    """A flow with its counters. `local_proxy` and `remote_proxy` as the show has them; the SPIs of its SAs are those
    that it lists, the newest last."""

    interface: str
    vrf: str  # what is protected
    local: str
    peer: str
    local_proxy: str
    remote_proxy: str
    encaps: int
    decaps: int
    send_errors: int
    receive_errors: int
    inbound: tuple[int, ...]
    outbound: tuple[int, ...]


def show_ipsec_sa(
    ctx: Context, peer: IPv4 | None = None, interface: InterfaceName | None = None, map: str = "",
    fvrf: str | None = None, ivrf: str | None = None, detail: bool = False,
) -> Iterator[IpsecSaRow]:  # fmt: skip
    """The same for `detail`."""
    keep = keeper(peer, interface, map, fvrf, ivrf)
    for row in rows(ctx.device, newest_first=True):
        if not keep(row):
            continue
        flow, counters = row.flow, row.flow.counters
        yield IpsecSaRow(
            interface=row.iface.text,
            vrf=row.head.inside(flow, row.iface),
            local=format_ipv4(flow.local),
            peer=format_ipv4(flow.peer),
            local_proxy=selector_text(flow.local_proxy),
            remote_proxy=selector_text(flow.remote_proxy),
            encaps=counters.encaps,
            decaps=counters.decaps,
            send_errors=counters.send_errors,
            receive_errors=counters.receive_errors,
            inbound=tuple(sa.spi for pair in flow.pairs for sa in pair.ins),
            outbound=tuple(sa.spi for pair in flow.pairs for sa in pair.outs),
        )


@dataclass(slots=True)
class CryptoSessionRow:
    """What goes on with one peer; `status` as ``UP-ACTIVE``."""

    interface: str
    peer: str
    port: int
    local: str
    status: str
    fvrf: str
    ivrf: str


def show_session(
    ctx: Context, remote: IPv4 | None = None, local: IPv4 | None = None, interface: InterfaceName | None = None,
    fvrf: str | None = None, ivrf: str | None = None, detail: bool = False, brief: bool = False, profile: str = "",
    standby: bool = False, username: str = "", group: str = "",
) -> Iterator[CryptoSessionRow]:  # fmt: skip
    """The same in each form."""
    nobody = standby or username or group
    for session in () if nobody else chosen_sessions(ctx, remote, local, interface, fvrf, ivrf, profile):
        yield CryptoSessionRow(
            session.iface.text, format_ipv4(session.peer), session.port, format_ipv4(session.local), session.status,
            session.front, session.inside,
        )  # fmt: skip
