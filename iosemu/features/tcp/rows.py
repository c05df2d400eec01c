"""The rows of `show tcp brief`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class TcpRow:
    """A connection; of a port that listens `remote` is "" and `remote_port` 0."""

    local: str
    local_port: int
    remote: str
    remote_port: int
    state: str


def show_tcp_brief(ctx: Context, everything: bool = False, numeric: bool = False) -> Iterator[TcpRow]:
    """The same for `numeric`."""
    tcp = ctx.device.ip.tcp
    for each in tcp.in_order():
        (local, port), (remote, far) = each.local, each.remote
        yield TcpRow(format_ipv4(local), port, format_ipv4(remote), far, each.state.value)
    for port in sorted(tcp.listening) if everything else ():
        yield TcpRow("0.0.0.0", port, "", 0, "LISTEN")
