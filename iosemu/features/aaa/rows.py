"""The rows of shows of AAA, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.aaa.show import lists_of
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class MethodListRow:
    """`what` is the queue of the show ("AAA_ML_AUTHEN_LOGIN"); methods as they were typed."""

    what: str
    name: str
    methods: tuple[str, ...]


def show_method_lists(ctx: Context, kind: str) -> Iterator[MethodListRow]:
    for _, what, lists, _ in lists_of(ctx.device, kind):
        yield from (MethodListRow(what, name, tuple(methods)) for name, methods in lists.items())


@dataclass(slots=True)
class AaaSessionRow:
    """`user` and `address` are "" where there is none; `idle` in seconds."""

    number: int
    user: str
    address: str
    idle: float


def show_sessions(ctx: Context) -> Iterator[AaaSessionRow]:
    now = ctx.device.scheduler.now
    for number, session in enumerate(ctx.device.sessions, 1):
        yield AaaSessionRow(number, session.username or "", session.peer or "", now - session.used_at)


@dataclass(slots=True)
class LockedRow:
    """A user who is kept out since `ago` seconds."""

    user: str
    ago: float


def show_lockout(ctx: Context) -> Iterator[LockedRow]:
    now = ctx.device.scheduler.now
    return (LockedRow(name, now - at) for name, at in ctx.device.engine("aaa").locked.items())
