"""The rows of `show crypto isakmp sa`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.isakmp.show import chosen
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class IsakmpSaRow:
    """`dst` is the responder's address, `src` the initiator's; `vrf` is that of the ends."""

    dst: str
    src: str
    state: str
    conn_id: int
    status: str
    vrf: str


def show_sa(
    ctx: Context, detail: bool = False, active: bool = False, nat: bool = False, vrf: str | None = None
) -> Iterator[IsakmpSaRow]:
    """The same for `detail`."""
    for row in chosen(ctx.device.engine("isakmp"), active, nat, vrf):
        yield IsakmpSaRow(format_ipv4(row.dst), format_ipv4(row.src), row.state, row.conn_id, row.status, row.sa.vrf)
