"""The rows of shows of IKEv2, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.features.ikev2.show import chosen, engine_of
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class Ikev2SaRow:
    """`local` and `remote` with their ports; `vrf` is that of the ends; `lifetime` and `active` in seconds."""

    tunnel_id: int
    local: str
    remote: str
    vrf: str
    status: str
    profile: str
    identity: str
    initiator: bool
    lifetime: int
    active: int


def show_sa(ctx: Context, **words: Any) -> Iterator[Ikev2SaRow]:
    """The same for `detailed`."""
    engine = engine_of(ctx)
    for sa in chosen(engine, **words) if engine is not None else ():
        yield Ikev2SaRow(
            sa.conn_id, f"{format_ipv4(sa.local)}/{sa.local_port}", f"{format_ipv4(sa.remote)}/{sa.remote_port}",
            sa.vrf, sa.state.status, sa.profile, sa.identity, sa.initiator, sa.lifetime,
            int(engine.host.now - sa.established_at) if engine is not None and sa.established_at >= 0 else 0,
        )  # fmt: skip
