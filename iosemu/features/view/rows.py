"""The rows of `show parser view`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli import Refused
from iosemu.cli.views import ROOT
from iosemu.features.view.model import ViewConfig
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class ViewRow:
    name: str
    superview: bool


def show_view(ctx: Context) -> Iterator[ViewRow]:
    """The one that this terminal is in."""
    assert ctx.session is not None  # an exec command
    if ctx.session.view:
        record = ctx.device[ViewConfig].views.get(ctx.session.view)
        yield ViewRow(ctx.session.view, record is not None and bool(record.superview))


def show_views(ctx: Context) -> Iterator[ViewRow]:
    """The root's view alone knows them."""
    assert ctx.session is not None  # an exec command
    if ctx.session.view != ROOT:
        raise Refused("only the root view knows them")
    return (ViewRow(name, bool(each.superview)) for name, each in ctx.device[ViewConfig].views.items())
