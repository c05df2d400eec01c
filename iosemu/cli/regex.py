"""Regular expressions, matched in time linear in the text: by RE2, which never goes back. Those of IOS, and those that
stand in files of people.

The library is loaded with the first pattern. Characters with a meaning in IOS are ``. * + ? ^ $ _ [ ] ( ) |`` and `\\`
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
        self._search = _compiled(_encoded(_translated(text)), posix=True).search

    def search(self, line: str) -> bool:
        """Does it match anywhere in the line?"""
        return self._search(_encoded(line)) is not None


class Expression:
    """`text` as people write it elsewhere: Perl's words as far as RE2 has them, with names. Raises PatternError."""

    __slots__ = ("_pattern",)

    def __init__(self, text: str) -> None:
        self._pattern = _compiled(text, posix=False)

    def search(self, line: str) -> bool:
        """Does it match anywhere in the line?"""
        return self._pattern.search(_readable(line)) is not None

    def found(self, text: str) -> tuple[str, ...] | None:
        """What it matches, and each of its groups ("" where one has no part in it); a dot is a new line, too."""
        match = self._pattern.search(_readable(text))
        return (match.group(0), *(group or "" for group in match.groups())) if match is not None else None

    def whole(self, line: str) -> dict[str, str] | None:
        """What its names stand for, if it matches all of the line."""
        found = self._pattern.fullmatch(_readable(line))
        return {name: text for name, text in found.groupdict().items() if text is not None} if found else None


class Literal:
    """A text that stands for itself."""

    def __init__(self, text: str) -> None:
        self.text = text

    def search(self, line: str) -> bool:
        return self.text in line


@cache
def _library() -> tuple[Any, Any, Any]:
    """RE2, its options for IOS's patterns, those for Perl's."""
    import re2

    ours, perl = re2.Options(), re2.Options()
    ours.posix_syntax = ours.one_line = ours.never_capture = True
    ours.log_errors = perl.log_errors = False
    return re2, ours, perl


def _compiled(text: str | bytes, posix: bool) -> Any:
    re2, ours, perl = _library()
    try:
        return re2.compile(text, options=ours if posix else perl)
    except re2.error as error:
        why = error.args[0] if error.args else ""
        raise PatternError(why.decode(errors="replace") if isinstance(why, bytes) else str(why)) from None


def _readable(text: str) -> str:
    """A byte of a file that was none of UTF-8 is a replacement character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text


def _encoded(text: str) -> bytes:
    """UTF-8."""
    return _readable(text).encode()


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
