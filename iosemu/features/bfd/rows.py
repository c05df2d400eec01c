"""The rows of `show bfd neighbors`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.bfd.debug import PACKET_STATES
from iosemu.features.bfd.show import DROPS, chosen, summed
from iosemu.records import dataclass
from iosemu.types import format_ipv4
from iosemu.wire.bfd import State

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class BfdRow:
    """A session; `local` and `remote` are the discriminators, `interface` is "" for a neighbour some hops away."""

    own: str
    neighbor: str
    local: int
    remote: int
    state: str
    interface: str
    echoing: bool
    clients: tuple[str, ...]


def show_neighbors(
    ctx: Context, client: str = "", iface: InterfaceName | None = None, address: IPv4 | None = None, vrf: str = "",
    details: bool = False, history: bool = False,
) -> Iterator[BfdRow]:  # fmt: skip
    """The same in each form."""
    for session in chosen(ctx, client, iface, address, vrf):
        yield BfdRow(
            own=format_ipv4(session.own_address),
            neighbor=format_ipv4(session.neighbor),
            local=session.discriminator,
            remote=session.remote_discriminator,
            state=PACKET_STATES[session.state],
            interface=session.way.iface.text if session.way.iface is not None else "",
            echoing=session.echoing,
            clients=tuple(session.engine.clients(session)),
        )


def show_neighbors_history(ctx: Context) -> Iterator[BfdRow]:
    return show_neighbors(ctx)


@dataclass(slots=True)
class BfdSummaryRow:
    """`name` is a client, a kind of sessions or a host of them; "" of all."""

    name: str
    sessions: int
    up: int
    down: int


def show_summary(ctx: Context, by: str = "") -> Iterator[BfdSummaryRow]:
    for name, sessions in summed(ctx, by).items():
        up = sum(session.state is State.UP for session in sessions)
        yield BfdSummaryRow(name, len(sessions), up, len(sessions) - up)


def show_drops(ctx: Context) -> Iterator[CountRow]:
    engine = ctx.device.engines.get("bfd")
    for reason in DROPS:
        yield CountRow("", reason, engine.drops.get(reason, 0) if engine is not None else 0)
