"""The rows of `show ip sla`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.sla.events import Code
from iosemu.features.sla.model import SlaConfig
from iosemu.features.sla.show import entries_of, operations_of
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class SlaRow:
    """An operation and its latest outcome. `rtt` in seconds, None: nothing came back; `started` seconds ago and `left`
    seconds to live, None: never; of jitter the datagrams that came back and that were lost on each way."""

    number: int
    kind: str
    target: str
    active: bool
    code: str
    rtt: float | None
    started: float | None
    left: float | None
    successes: int
    failures: int
    answered: int
    lost_out: int
    lost_back: int


def show_sla_statistics(ctx: Context, number: int | None = None) -> Iterator[SlaRow]:
    now = ctx.device.scheduler.now
    for entry in entries_of(ctx.device, number):
        operation = operations_of(ctx.device).get(entry.number)
        if operation is None:
            target = format_ipv4(entry.target)
            yield SlaRow(entry.number, entry.kind, target, False, Code.UNKNOWN.value, None, None, 0.0, 0, 0, 0, 0, 0)
            continue
        jitter = operation.outcome.jitter if operation.outcome is not None else None
        yield SlaRow(
            number=entry.number,
            kind=entry.kind,
            target=format_ipv4(entry.target),
            active=operation.active,
            code=operation.code.value,
            rtt=operation.rtt,
            started=None if operation.started is None else now - operation.started,
            left=0.0 if not operation.active else None if operation.ends is None else operation.ends - now,
            successes=operation.successes,
            failures=operation.failures,
            answered=len(jitter.trips) if jitter is not None else 0,
            lost_out=jitter.lost_out if jitter is not None else 0,
            lost_back=jitter.lost_back if jitter is not None else 0,
        )


def show_sla_summary(ctx: Context) -> Iterator[SlaRow]:
    return show_sla_statistics(ctx)


@dataclass(slots=True)
class SlaEntryRow:
    """An operation as it is configured. `timeout` and `threshold` in milliseconds, `frequency` in seconds; `source` is
    an address or an interface, "" where it is left to the router."""

    number: int
    kind: str
    target: str
    port: int
    source: str
    source_port: int
    tos: int
    size: int
    vrf: str
    timeout: int
    threshold: int
    frequency: int
    owner: str
    tag: str


def show_sla_configuration(ctx: Context, number: int | None = None) -> Iterator[SlaEntryRow]:
    for entry in entries_of(ctx.device, number):
        source = str(entry.iface) if entry.iface is not None else format_ipv4(entry.source) if entry.source else ""
        yield SlaEntryRow(
            entry.number, entry.kind, format_ipv4(entry.target), entry.port, source, entry.source_port, entry.tos,
            entry.bytes, entry.vrf, entry.waits, entry.over, entry.frequency, entry.owner, entry.tag,
        )  # fmt: skip


@dataclass(slots=True)
class SlaResponderRow:
    enabled: bool


def show_sla_responder(ctx: Context) -> Iterator[SlaResponderRow]:
    config = ctx.device.get(SlaConfig)
    yield SlaResponderRow(config is not None and config.responder)
