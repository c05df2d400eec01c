"""Regular expressions of IOS, matched in time linear in the text: by RE2, which never goes back.

The library is loaded with the first pattern. Characters with a meaning are ``. * + ? ^ $ _ [ ] ( ) |`` and `\\`
("Regular Expressions" in Cisco's Terminal Services Configuration Guide, 12.4T); braces have none.
"""

from __future__ import annotations

from functools import cache
from typing import Any

_SEPARATOR = "(^|$|[ ,{}()_])"


class PatternError(ValueError):
    """No regular expression, or one that needs too much memory."""


class Pattern:
    """`text` as IOS reads it. Raises PatternError."""

    __slots__ = ("_search",)

    def __init__(self, text: str) -> None:
        re2, options = _library()
        try:
            self._search = re2.compile(_encoded(_translated(text)), options=options).search
        except re2.error as error:
            raise PatternError(str(error)) from None

    def search(self, line: str) -> bool:
        """Does it match anywhere in the line?"""
        return self._search(_encoded(line)) is not None


class Literal:
    """A text that stands for itself."""

    def __init__(self, text: str) -> None:
        self.text = text

    def search(self, line: str) -> bool:
        return self.text in line


@cache
def _library() -> tuple[Any, Any]:
    import re2

    options = re2.Options()
    options.posix_syntax = options.one_line = options.never_capture = True
    options.log_errors = False
    return re2, options


def _encoded(text: str) -> bytes:
    """UTF-8; a byte of a file that was none is a replacement character."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode()


def _translated(text: str) -> str:
    """`_` and braces in words of RE2, escaped characters as themselves."""
    out: list[str] = []
    in_class = -1  # where a class begins
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
            char = text[at : at + 1] or "\\"
            out.append(char if char.isalnum() or not char.isascii() else f"\\{char}")
        elif in_class >= 0:
            out.append(char)
            if char == "]" and at > in_class + 1 + (text[in_class + 1] == "^"):
                in_class = -1
        elif char == "_":
            out.append(_SEPARATOR)
        elif char in "{}":
            out.append(f"\\{char}")
        else:
            out.append(char)
            if char == "[":
                in_class = at
        at += 1
    return "".join(out)
