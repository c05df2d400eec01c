"""Tcl's commands over lists and strings: arguments in, value out, nothing else touched."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import NamedTuple

from iosemu.features.tcl.expr import number
from iosemu.features.tcl.parse import TclError, join_list, split_list

_LONGEST_PATTERN = 4096  # characters


class Function(NamedTuple):
    """`call` takes `least` to `most` arguments; `usage` says which."""

    call: Callable[..., str]
    least: int
    most: int
    usage: str


LIBRARY: dict[str, Function] = {}
MANY = 1 << 30


def _command(least: int, most: int, usage: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    def note(call: Callable[..., str]) -> Callable[..., str]:
        LIBRARY[usage.split()[0]] = Function(call, least, most, usage)
        return call

    return note


def check(count: int, least: int, most: int, usage: str) -> None:
    """Raises TclError unless so many arguments fit."""
    if not least <= count <= most:
        raise TclError(f'wrong # args: should be "{usage}"')


@_command(0, MANY, "list ?arg arg ...?")
def _list(*items: str) -> str:
    return join_list(list(items))


@_command(2, 2, "lindex list index")
def _lindex(text: str, index: str) -> str:
    items = split_list(text)
    at = place(index, len(items))
    return items[at] if 0 <= at < len(items) else ""


@_command(1, 1, "llength list")
def _llength(text: str) -> str:
    return str(len(split_list(text)))


@_command(3, 3, "lrange list first last")
def _lrange(text: str, first: str, last: str) -> str:
    items = split_list(text)
    return join_list(items[max(place(first, len(items)), 0) : max(place(last, len(items)) + 1, 0)])


@_command(1, MANY, "lsort ?options? list")
def _lsort(*words: str) -> str:
    items = split_list(words[-1])
    numeric = "-integer" in words or "-real" in words
    ordered = sorted(items, key=lambda item: number(item) or 0) if numeric else sorted(items)
    return join_list(ordered[::-1] if "-decreasing" in words else ordered)


@_command(2, 3, "lsearch ?mode? list pattern")
def _lsearch(*words: str) -> str:
    items, pattern = split_list(words[-2]), words[-1]
    matches = pattern.__eq__ if "-exact" in words[:-2] else _glob(pattern)
    return str(next((at for at, item in enumerate(items) if matches(item)), -1))


@_command(0, MANY, "concat ?arg arg ...?")
def _concat(*words: str) -> str:
    return " ".join(word.strip() for word in words if word.strip())


@_command(1, 2, "join list ?joinString?")
def _join(text: str, between: str = " ") -> str:
    return between.join(split_list(text))


@_command(1, 2, "split string ?splitChars?")
def _split(text: str, marks: str = " \n\t\r") -> str:
    if not marks:
        return join_list(list(text))
    parts: list[str] = []
    start = 0
    for at, char in enumerate(text):
        if char in marks:
            parts.append(text[start:at])
            start = at + 1
    return join_list([*parts, text[start:]] if text else [])


def _glob(pattern: str) -> Callable[[str], bool]:
    if len(pattern) > _LONGEST_PATTERN:
        raise TclError(f"pattern is longer than {_LONGEST_PATTERN} characters")
    return lambda text: fnmatchcase(text, pattern)


_STRING: dict[str, tuple[int, str, Callable[..., str]]] = {
    "equal": (2, "string1 string2", lambda a, b: str(int(a == b))),
    "first": (2, "needle haystack", lambda needle, text: str(text.find(needle))),
    "index": (2, "string charIndex", lambda text, index: _lindex_of(text, place(index, len(text)))),
    "length": (1, "string", lambda text: str(len(text))),
    "match": (2, "pattern string", lambda pattern, text: str(int(_glob(pattern)(text)))),
    "range": (3, "string first last", lambda text, first, last: _range(text, first, last)),
    "tolower": (1, "string", str.lower),
    "toupper": (1, "string", str.upper),
    "trim": (1, "string", str.strip),
}


@_command(2, MANY, "string option arg ?arg ...?")
def _string(what: str, *rest: str) -> str:
    found = _STRING.get(what)
    if found is None:
        names = list(_STRING)
        raise TclError(f'bad option "{what}": must be {", ".join(names[:-1])}, or {names[-1]}')
    count, usage, call = found
    check(len(rest), count, count, f"string {what} {usage}")
    return call(*rest)


def _lindex_of(text: str, at: int) -> str:
    return text[at] if 0 <= at < len(text) else ""


def _range(text: str, first: str, last: str) -> str:
    return text[max(place(first, len(text)), 0) : max(place(last, len(text)) + 1, 0)]


def place(index: str, size: int) -> int:
    """The number that an index means: whole, `end` or `end-N`. Raises TclError."""
    if index == "end":
        return size - 1
    offset = number(index.removeprefix("end-")) if index.startswith("end-") else number(index)
    if not isinstance(offset, int):
        raise TclError(f'bad index "{index}": must be integer or end?-integer?')
    return size - 1 - offset if index.startswith("end-") else offset
