"""The words of a public key, line after line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli import Warn
from iosemu.features.rsa.model import KeyText
from iosemu.features.rsa.show import words_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context

MOST_DIGITS = 4096  # of the longest key there is, and to spare


def check_key_string(ctx: Context) -> Warn | None:
    return None if ctx.negated or ctx.defaulted else Warn("Enter a public key as a hexidecimal number ....\n")


def set_key_words(ctx: Context, negated: bool, words: list[str]) -> str | None:
    """More of a key; after the last octet another one begins."""
    record: KeyText = ctx.record
    digits = ("" if record.whole else record.digits) + "".join(words).upper()
    if len(digits) > MOST_DIGITS:
        return "% Key is too long"
    ctx.change(("digits",), digits)
    return None


def render_key_words(record: KeyText) -> Iterator[str]:
    yield from words_of(record.digits)
