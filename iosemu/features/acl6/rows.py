"""The rows of `show ipv6 access-list`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.acl6.model import Acl6Config
from iosemu.features.acl6.text import entry_text
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class Ipv6AccessListRow:
    """An entry; `text` as the show has it."""

    name: str
    sequence: int
    permit: bool
    text: str
    matches: int


def show_ipv6_access_list(ctx: Context, name: str | None = None) -> Iterator[Ipv6AccessListRow]:
    config = ctx.device.get(Acl6Config)
    for each in sorted(config.lists) if config is not None else ():
        compiled = ctx.device.engine("acl6").get(each)
        if compiled is not None and name in (None, each):
            for rule in compiled.rules:
                yield Ipv6AccessListRow(each, rule.entry.seq, rule.permit, entry_text(rule.entry), rule.matches)
