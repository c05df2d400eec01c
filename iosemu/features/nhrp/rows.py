"""The rows of `show ip nhrp`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.nhrp.show import chosen, flags_of
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class NhrpRow:
    """An entry of the cache. `nbma` is "" while it is asked for; `expires` in seconds, None: never; `kind` is static,
    dynamic or incomplete."""

    target: str
    via: str
    nbma: str
    interface: str
    kind: str
    flags: tuple[str, ...]
    age: float
    expires: float | None


def show_nhrp(
    ctx: Context, address: IPv4 | None = None, interface: InterfaceName | None = None, kind: str = "", form: str = "",
    vrf: str | None = None,
) -> Iterator[NhrpRow]:  # fmt: skip
    """The same in each `form`."""
    now = ctx.device.scheduler.now
    for tunnel, entry in chosen(ctx, address, interface, kind, vrf):
        yield NhrpRow(
            target=str(entry.target),
            via=format_ipv4(entry.next_hop),
            nbma="" if entry.nbma is None else format_ipv4(entry.nbma),
            interface=tunnel.iface.text,
            kind=str(entry.kind.value),
            flags=tuple(flags_of(tunnel, entry)),
            age=now - entry.created,
            expires=None if entry.expires is None else entry.expires - now,
        )
