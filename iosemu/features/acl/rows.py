"""The rows of `show access-lists`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.acl.show import entry_text, rows
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class AclRow:
    """An entry of a list; `text` as the show has it, without its number and its matches."""

    name: str
    extended: bool
    sequence: int
    permit: bool
    text: str
    matches: int


def show_access_lists(ctx: Context, name: str | int | None = None) -> Iterator[AclRow]:
    for config, rules in rows(ctx.device, None if name is None else str(name)):
        for rule in rules:
            text = " ".join(entry_text(config, rule).split())
            yield AclRow(config.name, config.extended, rule.entry.seq, rule.permit, text, rule.matches)
