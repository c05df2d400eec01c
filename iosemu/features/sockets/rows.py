"""The rows of `show ip sockets`, `show udp` and `show control-plane host open-ports`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.sockets.show import Socket, service_of, sockets
from iosemu.records import dataclass
from iosemu.types import format_ip

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class SocketRow:
    """`remote` is "" and `remote_port` 0 of a port that is open to all; `service` is "" where none is known for it."""

    protocol: str
    port: int
    remote: str
    remote_port: int
    state: str
    service: str


def _row(each: Socket) -> SocketRow:
    address, port = each.remote or (0, 0)
    remote = format_ip(address) if address else ""
    return SocketRow(each.protocol, each.port, remote, port, each.state, service_of(each))


def show_udp(ctx: Context) -> Iterator[SocketRow]:
    return (_row(each) for each in sockets(ctx.device) if each.protocol == "udp")


def show_open_ports(ctx: Context) -> Iterator[SocketRow]:
    return map(_row, sockets(ctx.device))
