"""Sequence numbers go round (RFC 9293 section 3.4)."""

from __future__ import annotations

_MASK = 0xFFFFFFFF


def add(number: int, count: int) -> int:
    return number + count & _MASK


def distance(start: int, end: int) -> int:
    """How many numbers lie between; meaningful when `end` is not before `start`."""
    return end - start & _MASK


def before(one: int, other: int) -> bool:
    return one != other and (other - one & _MASK) < 0x80000000


def after(one: int, other: int) -> bool:
    return before(other, one)
