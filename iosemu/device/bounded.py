"""Memory of what strangers can make us remember: bounded, the oldest is forgotten first."""

from __future__ import annotations

from typing import TypeVar

MOST_STRANGERS = 256

Key = TypeVar("Key")
Value = TypeVar("Value")


def remember(known: dict[Key, Value], key: Key, value: Value, most: int = MOST_STRANGERS) -> bool:
    """Keep it as the newest of `most`; True when it was not known."""
    new = known.pop(key, None) is None
    known[key] = value
    if len(known) > most:
        del known[next(iter(known))]
    return new
