"""The rows of `show ip rip database`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.vrf_names import named_vrf
from iosemu.records import dataclass
from iosemu.types import Prefix, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import IPv4


@dataclass(slots=True)
class RipRow:
    """A way to a network. `kind` is learnt, connected, redistributed or down (no longer told of); `metric` counts hops;
    `age` in seconds, 0 of what is not learnt. Summaries have no rows."""

    prefix: str
    kind: str
    metric: int
    next_hop: str
    interface: str
    age: float
    vrf: str


def show_rip_database(
    ctx: Context, vrf: str = "", address: IPv4 | None = None, length: int | None = None
) -> Iterator[RipRow]:
    named_vrf(ctx.device, vrf)
    engine = ctx.device.engines.get("rip")
    rip = engine.instances.get(vrf) if engine is not None else None
    only = Prefix.of(address, length) if address is not None and length is not None else None
    now = ctx.device.scheduler.now
    for prefix, entry in sorted(rip.database.entries.items()) if rip is not None else ():
        if only not in (None, prefix):
            continue
        if entry.origin or entry.down:
            kind = "down" if entry.down else "connected" if entry.origin == "connected" else "redistributed"
            iface = entry.own_iface.text if entry.own_iface is not None else ""
            yield RipRow(str(prefix), kind, entry.own_metric, "", iface, 0.0, vrf)
            continue
        for path in entry.paths.values():
            yield RipRow(
                prefix=str(prefix),
                kind="learnt",
                metric=path.metric,
                next_hop=format_ipv4(path.next_hop),
                interface=path.iface.text,
                age=now - path.heard,
                vrf=vrf,
            )
