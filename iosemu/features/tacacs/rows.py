"""The rows of `show tacacs`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class TacacsServerRow:
    """Connections and packets of a server."""

    name: str
    address: str
    port: int
    opens: int
    closes: int
    aborts: int
    errors: int
    timeouts: int
    unreached: int
    sent: int
    received: int


def show_tacacs(ctx: Context) -> Iterator[TacacsServerRow]:
    engine = ctx.device.engines.get("tacacs")
    for server in engine.all_servers() if engine is not None else ():
        state, (address, port) = engine.state(server.place), server.place
        yield TacacsServerRow(
            server.name or "", format_ipv4(address), port, state.opens, state.closes, state.aborts, state.errors,
            state.timeouts, state.unreached, state.sent, state.received,
        )  # fmt: skip
