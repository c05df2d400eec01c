"""The rows of `show access-lists`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.acl.reflexive import Reflexive
from iosemu.features.acl.show import entry_text, reflected_text, rows
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class AclRow:
    """An entry of a list; `text` as the show has it, without its number and its matches. Those of reflexive lists have
    the sequence number 0."""

    name: str
    extended: bool
    sequence: int
    permit: bool
    text: str
    matches: int


def show_access_lists(ctx: Context, name: str | int | None = None) -> Iterator[AclRow]:
    for found in rows(ctx.device, None if name is None else str(name)):
        if isinstance(found, Reflexive):
            for each in found.entries.values():
                yield AclRow(found.name, True, 0, True, f"permit {reflected_text(each).rstrip()}", each.matches)
            continue
        config, rules = found
        for rule in rules:
            text = " ".join(entry_text(config, rule).split())
            yield AclRow(config.name, config.extended, rule.entry.seq, rule.permit, text, rule.matches)
