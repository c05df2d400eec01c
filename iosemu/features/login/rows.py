"""The rows of shows of `login block-for`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.login.model import LoginConfig
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class LoginWatchRow:
    """Whether many failures shut the door; seconds; `quiet` are left of it, None: it is open; `failures` in the window,
    `total` in all."""

    watches: bool
    block: int
    attempts: int
    within: int
    quiet: float | None
    failures: int
    total: int


def show_login(ctx: Context) -> Iterator[LoginWatchRow]:
    config, watch = ctx.device[LoginConfig], ctx.device.engine("login").watch
    left = None if watch.quiet_until is None else watch.quiet_until - ctx.device.scheduler.now
    on = bool(config.block_seconds)
    yield LoginWatchRow(
        on, config.block_seconds, config.block_attempts, config.block_within, left,
        len(watch.window()) if on else 0, watch.total,
    )  # fmt: skip


@dataclass(slots=True)
class LoginFailureRow:
    """Somebody who was not let in, `ago` seconds ago for the last time."""

    user: str
    address: str
    port: int
    count: int
    ago: float


def show_failures(ctx: Context) -> Iterator[LoginFailureRow]:
    now = ctx.device.scheduler.now
    for each in ctx.device.engine("login").watch.failures:
        yield LoginFailureRow(each.name, each.peer, each.port, each.count, now - each.at)
