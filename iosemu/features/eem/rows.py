"""The rows of `show event manager`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.eem.engine import kind_of
from iosemu.features.eem.model import EemConfig
from iosemu.features.eem.show import engine_of
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class AppletRow:
    """An applet that waits; `kind` is that of its event, `at` when it was registered, in seconds of virtual time."""

    number: int
    name: str
    kind: str
    at: float


def show_registered(ctx: Context) -> Iterator[AppletRow]:
    engine = engine_of(ctx)
    found = engine.registered.values() if engine is not None else ()
    for number, each in enumerate(sorted(found, key=lambda each: each.at), 1):
        yield AppletRow(number, each.applet.name, kind_of(each.applet), each.at)


@dataclass(slots=True)
class AppletRunRow:
    """An applet that ran, at that time of the lab."""

    number: int
    job: int
    name: str
    kind: str
    status: str
    at: float


def show_history(ctx: Context) -> Iterator[AppletRunRow]:
    engine = engine_of(ctx)
    for number, each in enumerate(engine.history if engine is not None else (), 1):
        yield AppletRunRow(number, each.job, each.name, each.kind, each.status, each.at)


@dataclass(slots=True)
class EnvironmentRow:
    name: str
    value: str


def show_environment(ctx: Context, name: str = "") -> Iterator[EnvironmentRow]:
    config = ctx.device.get(EemConfig)
    for each, value in sorted(config.environment.items()) if config is not None else ():
        if name in ("", each):
            yield EnvironmentRow(each, value)
