"""The rows of `show tcp brief`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.sockets.tcp import in_order
from iosemu.records import dataclass
from iosemu.types import format_ip

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
    for each in in_order(ctx.device):
        (local, port), (remote, far) = each.local, each.remote
        yield TcpRow(format_ip(local), port, format_ip(remote), far, each.state.value)
    for port in sorted(tcp.listening) if everything else ():
        yield TcpRow("0.0.0.0", port, "", 0, "LISTEN")


@dataclass(slots=True)
class TcpConnectionRow:
    """A connection; `srtt` in seconds; `waiting` bytes have come and were not read, `unacknowledged` ones are on their
    way."""

    local: str
    local_port: int
    remote: str
    remote_port: int
    state: str
    waiting: int
    unacknowledged: int
    srtt: float | None
    received: int
    received_bytes: int
    sent: int
    sent_bytes: int
    retransmitted: int


def show_tcp(ctx: Context, wanted: int | None = None) -> Iterator[TcpConnectionRow]:
    for each in in_order(ctx.device):
        machine, tally = each.machine, each.machine.tally
        if wanted in (None, each.tcb):
            yield TcpConnectionRow(
                format_ip(each.local[0]), each.local[1], format_ip(each.remote[0]), each.remote[1],
                each.state.value, machine.inflow.waiting, machine.unacknowledged, machine.congestion.srtt,
                tally.received, tally.received_bytes, tally.sent, tally.sent_bytes, tally.retransmitted,
            )  # fmt: skip
