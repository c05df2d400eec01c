"""Lines of `router odr` that the notation cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.odr.model import OdrProcess
from iosemu.features.policy.config import change_distribute, render_distribute
from iosemu.types import InterfaceName

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def set_distribute_list(
    ctx: Context, negated: bool, name: str | int, direction: str, iface: InterfaceName | None = None
) -> None:
    change_distribute(ctx, negated, "acl", name, direction, iface)


def set_distribute_prefix(
    ctx: Context, negated: bool, name: str, direction: str, iface: InterfaceName | None = None
) -> None:
    change_distribute(ctx, negated, "prefix", name, direction, iface)


def render_distribute_list(record: OdrProcess) -> Iterator[str]:
    return render_distribute(record)


def render_distribute_prefix(record: OdrProcess) -> Iterator[str]:
    yield from ()
