"""The rows of shows of RADIUS, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class RadiusServerRow:
    """`since` seconds it is up or dead; counters of logins, rights and accounting together."""

    number: int
    address: str
    auth_port: int
    acct_port: int
    name: str
    dead: bool
    since: float
    requests: int
    timeouts: int
    accepts: int
    rejects: int
    successes: int
    failures: int


def show_servers(ctx: Context) -> Iterator[RadiusServerRow]:
    engine = ctx.device.engines.get("radius")
    for server in engine.all_servers() if engine is not None else ():
        state = engine.states[server.place]
        address, auth, acct = server.place
        counts = (state.authen, state.author, state.acct)
        sums = [sum(getattr(each, name) for each in counts) for name in _COUNTED]
        since = engine.host.now - state.since
        yield RadiusServerRow(
            state.number, format_ipv4(address), auth, acct, server.name or "", state.dead, since, *sums
        )


_COUNTED = ("requests", "timeouts", "accepts", "rejects", "successes", "failures")


def show_statistics(ctx: Context) -> Iterator[CountRow]:
    """Of all servers, logins and rights ("auth") apart from accounting ("acct")."""
    engine = ctx.device.engines.get("radius")
    states = list(engine.states.values()) if engine is not None else []
    for name in (*_COUNTED, "retransmissions", "incorrect"):
        yield CountRow("auth", name, sum(getattr(each, name) for s in states for each in (s.authen, s.author)))
        yield CountRow("acct", name, sum(getattr(state.acct, name) for state in states))
