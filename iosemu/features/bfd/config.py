"""An interface has timers of its own or a template: the later line counts."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.features.bfd.model import BfdConfig, BfdInterface, Template


def check_single_hop(ctx: Context, name: str = "", **values: object) -> str | None:
    return _of_kind(ctx, name, False)


def check_multi_hop(ctx: Context, name: str = "", **values: object) -> str | None:
    return _of_kind(ctx, name, True)


def _of_kind(ctx: Context, name: str, multi_hop: bool) -> str | None:
    """A template is of one kind as long as it is there."""
    known = ctx.device[BfdConfig].templates.get(name)
    if known is None or known.multi_hop is multi_hop:
        return None
    return f"% BFD template {name} is a {'multi' if known.multi_hop else 'single'}-hop template"


def set_pair(ctx: Context, negated: bool, min_tx: int = 0, min_rx: int = 0, multiplier: int = 3) -> None:
    _template(ctx, negated, min_tx, min_rx, multiplier, False)


def set_both(ctx: Context, negated: bool, min_tx: int = 0, multiplier: int = 3) -> None:
    _template(ctx, negated, min_tx, min_tx, multiplier, True)


def _template(ctx: Context, negated: bool, min_tx: int, min_rx: int, multiplier: int, both: bool) -> None:
    if negated or ctx.defaulted:
        min_rx, multiplier, both = 0, 3, False
    ctx.change("min_tx", None if negated or ctx.defaulted else min_tx)
    ctx.change("min_rx", min_rx)
    ctx.change("multiplier", multiplier)
    ctx.change("both", both)


def render_pair(record: Template) -> Iterator[str]:
    if record.min_tx is not None and not record.both:
        yield f"interval min-tx {record.min_tx} min-rx {record.min_rx} multiplier {record.multiplier}"


def render_both(record: Template) -> Iterator[str]:
    if record.min_tx is not None and record.both:
        yield f"interval both {record.min_tx} multiplier {record.multiplier}"


def set_interval(ctx: Context, negated: bool, min_tx: int = 0, min_rx: int = 0, multiplier: int = 3) -> None:
    if negated or ctx.defaulted:
        ctx.change("min_tx", None)
        ctx.change("min_rx", 0)
        ctx.change("multiplier", 3)
        return
    ctx.change("min_tx", min_tx)
    ctx.change("min_rx", min_rx)
    ctx.change("multiplier", multiplier)
    ctx.change("template", "")


def set_template(ctx: Context, negated: bool, template: str = "") -> None:
    if negated or ctx.defaulted:
        ctx.change("template", "")
        return
    ctx.change("template", template)
    ctx.change("min_tx", None)


def render_interval(record: BfdInterface) -> Iterator[str]:
    if record.min_tx is not None:
        yield f"bfd interval {record.min_tx} min_rx {record.min_rx} multiplier {record.multiplier}"


def render_template(record: BfdInterface) -> Iterator[str]:
    if record.template:
        yield f"bfd template {record.template}"
