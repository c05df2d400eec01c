"""show parser view"""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.cli.context import BadArgument, Context
from iosemu.cli.views import ROOT
from iosemu.features.view.model import ViewConfig


def show_view(ctx: Context) -> Iterable[str]:
    assert ctx.session is not None  # an exec command
    view = ctx.session.view
    yield f"Current view is '{view}'" if view else "No view is active ! Currently in Privilege Level Context"


def show_views(ctx: Context) -> BadArgument | list[str]:
    """The root's view alone knows them."""
    assert ctx.session is not None  # an exec command
    if ctx.session.view != ROOT:
        return BadArgument("3")
    lines = ["Views/SuperViews Present in System:"]
    for name, record in ctx.device[ViewConfig].views.items():
        lines += [f" {name} *", ""] if record.superview else [f" {name}"]
    return [*lines, "-------(*) represent superview-------"]
