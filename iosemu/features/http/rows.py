"""The rows of `show ip http server`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class HttpServerRow:
    enabled: bool
    port: int
    authentication: str


def show_server_status(ctx: Context) -> Iterator[HttpServerRow]:
    engine = ctx.device.engine("http")
    yield HttpServerRow(bool(engine.listening), engine.config.port, engine.config.authentication)


def show_server_statistics(ctx: Context) -> Iterator[CountRow]:
    engine = ctx.device.engine("http")
    yield CountRow("", "Accepted connections total", engine.accepted)
    yield CountRow("", "Requests received total", engine.requests)
