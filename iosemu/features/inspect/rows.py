"""The rows of `show ip inspect sessions`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.inspect.show import sessions
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class InspectSessionRow:
    """One session; bytes are those above TCP, UDP and ICMP, seconds since it began and since it was heard of."""

    initiator: str
    initiator_port: int
    responder: str
    responder_port: int
    protocol: str
    state: str
    sent: int
    answered: int
    age: float
    idle: float


def show_sessions(ctx: Context, detail: bool = False) -> Iterator[InspectSessionRow]:
    now = ctx.device.scheduler.now
    for _, found in sessions(ctx):
        for each in found:
            _, _, first, first_port, second, second_port = each.key
            yield InspectSessionRow(
                format_ipv4(first), first_port, format_ipv4(second), second_port, each.protocol, each.state.value,
                each.sent, each.answered, now - each.created, now - each.heard,
            )  # fmt: skip
