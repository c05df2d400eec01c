"""Output filters: `| include`, `exclude`, `begin`, `section`, `count` with IOS's regular expressions; redirection."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from iosemu.cli.regex import Pattern, PatternError

Filter = Callable[[Iterable[str]], Iterator[str]]

HELP = {
    "append": "Append redirected output to URL (URLs supporting append operation only)",
    "begin": "Begin with the line that matches",
    "count": "Count number of lines which match regexp",
    "exclude": "Exclude lines that match",
    "include": "Include lines that match",
    "redirect": "Redirect output to URL",
    "section": "Filter a section of output",
    "tee": "Copy output to URL",
}
REDIRECTIONS = ("append", "redirect", "tee")


class Redirection(NamedTuple):
    word: str  # one of REDIRECTIONS
    url: str


class PipeError(ValueError):
    """`column` (0-based, in the text after the bar) does not fit; None: something is missing."""

    def __init__(self, column: int | None, ambiguous: bool = False) -> None:
        super().__init__(column)
        self.column = column
        self.ambiguous = ambiguous


def _include(pattern: Pattern, lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if pattern.search(line))


def _exclude(pattern: Pattern, lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if not pattern.search(line))


def _begin(pattern: Pattern, lines: Iterable[str]) -> Iterator[str]:
    found = False
    for line in lines:
        found = found or pattern.search(line)
        if found:
            yield line


def _count(pattern: Pattern, lines: Iterable[str]) -> Iterator[str]:
    number = sum(1 for line in lines if pattern.search(line))
    yield f"Number of lines which match regexp = {number}"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _section(pattern: Pattern, lines: Iterable[str], exclude: bool = False) -> Iterator[str]:
    """Each line that matches, with the lines below it that stand further right; what it stands below is left out."""
    column: int | None = None  # of the line that matched
    for line in lines:
        if line.strip() in ("", "!") and _indent(line) == 0:
            column = None if line else column
            continue
        if column is not None and _indent(line) <= column:
            column = None
        if column is None and pattern.search(line):
            column = _indent(line)
        if (column is not None) != exclude:
            yield line


def parse_filter(text: str) -> Filter | Redirection:
    """What stands right of the bar -> filter, or where the output goes. Raises PipeError."""
    match = re.match(r"\s*(\S*)\s*(.*?)\s*\Z", text, re.DOTALL)
    assert match is not None
    word, rest = match[1], match[2]
    names = [name for name in HELP if name.startswith(word.lower())]
    if not word:
        raise PipeError(None)
    if len(names) > 1:
        raise PipeError(match.start(1), ambiguous=True)
    if not names:
        good = next(size for size in range(len(word), -1, -1) if any(n.startswith(word[:size].lower()) for n in HELP))
        raise PipeError(match.start(1) + good)
    name = names[0]
    exclude = False
    if name == "section":
        first, _, others = rest.partition(" ")
        if first in ("include", "exclude") and others:
            exclude, rest = first == "exclude", others.strip()
    if not rest:
        raise PipeError(None)
    if name in REDIRECTIONS:
        url, _, more = rest.partition(" ")
        if more:
            raise PipeError(match.start(2) + len(url) + 1)
        return Redirection(name, url)
    try:
        pattern = Pattern(rest)
    except PatternError:
        raise PipeError(match.start(2)) from None
    if name == "section":
        return lambda lines: _section(pattern, lines, exclude)
    function = {"include": _include, "exclude": _exclude, "begin": _begin, "count": _count}[name]
    return lambda lines: function(pattern, lines)


def split_pipe(text: str) -> tuple[str, str | None, int]:
    """`show run | inc x` -> ("show run ", " inc x", column after the bar); None where there is no bar.

    No blank need stand before the bar (lab books type `show run| se access-list`).
    """
    left, bar, right = text.partition("|")
    return (left, right, len(left) + 1) if bar else (text, None, len(text))
