"""`action string`, and comparisons."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase

_ORDERS: dict[str, Callable[[int], bool]] = {
    "eq": lambda order: order == 0, "ne": lambda order: order != 0, "gt": lambda order: order > 0,
    "ge": lambda order: order >= 0, "lt": lambda order: order < 0, "le": lambda order: order <= 0,
}  # fmt: skip


def compare(left: str, operator: str, right: str) -> bool:
    """As numbers if both are, else as texts."""
    return _ORDERS[operator](_order(left, right))


def _order(left: str, right: str) -> int:
    try:
        one, other = int(left), int(right)
    except ValueError:
        return (left > right) - (left < right)
    return (one > other) - (one < other)


def string_of(what: str, texts: list[str]) -> str | None:
    """The result of `action string WHAT`; None: these texts are not for it."""
    try:
        return _OPERATIONS[what](*texts)
    except (TypeError, ValueError, IndexError):
        return None


def _range(text: str, first: str, last: str) -> str:
    return text[int(first) : int(last) + 1]


def _replace(text: str, first: str, last: str, new: str = "") -> str:
    return text[: int(first)] + new + text[int(last) + 1 :]


_OPERATIONS: dict[str, Callable[..., str]] = {
    "compare": lambda one, other: str((one > other) - (one < other)),
    "equal": lambda one, other: str(int(one == other)),
    "first": lambda part, text: str(text.find(part)),
    "index": lambda text, at: text[int(at)],
    "last": lambda part, text: str(text.rfind(part)),
    "length": lambda text: str(len(text)),
    "match": lambda pattern, text: str(int(fnmatchcase(text, pattern))),
    "range": _range,
    "replace": _replace,
    "tolower": lambda text: text.lower(),
    "toupper": lambda text: text.upper(),
    "trim": lambda text, what=" \t\n": text.strip(what),
    "trimleft": lambda text, what=" \t\n": text.lstrip(what),
    "trimright": lambda text, what=" \t\n": text.rstrip(what),
}
STRING_OPERATIONS = tuple(_OPERATIONS)
