"""The rows of `show logging`, for scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context

_MESSAGE = re.compile(
    r"%(?P<facility>[A-Z0-9_-]+?)-(?P<severity>[0-7])-(?P<mnemonic>[A-Z0-9_]+): (?P<words>.*)", re.DOTALL
)


@dataclass(slots=True)
class LogRow:
    """What is in the buffer. `text` is the whole of it, with its time; of a message ``%OSPF-5-ADJCHG: …`` the facility,
    severity, mnemonic and words, of a debug line "", 7, "" and the text."""

    text: str
    facility: str
    severity: int
    mnemonic: str
    words: str


def show_logging(ctx: Context) -> Iterator[LogRow]:
    engine = ctx.device.engine("logging")
    if engine.config.on and engine.config.buffered is not None:
        for text in engine.buffer:
            found = _MESSAGE.search(text)
            if found is None:
                yield LogRow(text, "", 7, "", text)
            else:
                yield LogRow(text, found["facility"], int(found["severity"]), found["mnemonic"], found["words"])


@dataclass(slots=True)
class LogCountRow:
    """How often a message came, and the time of the last one as the log has it."""

    facility: str
    mnemonic: str
    severity: int
    times: int
    last: str


def show_logging_count(ctx: Context) -> Iterator[LogCountRow]:
    """In the order of first appearance."""
    for (facility, mnemonic), counted in ctx.device.engine("logging").counts.items():
        yield LogCountRow(facility, mnemonic, counted.severity, counted.times, counted.last)
