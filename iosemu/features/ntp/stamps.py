"""Timestamps and references as people read them."""

from __future__ import annotations

from datetime import datetime, timedelta

from iosemu.features.clock.engine import in_zone, told
from iosemu.features.clock.model import ClockConfig
from iosemu.types import format_ipv4

_ERA = datetime(1900, 1, 1)
_TURN = 1 << 31  # seconds from 2036 on begin at nothing


def stamp(value: int, config: ClockConfig) -> str:
    """``C0295220.A6D7FB14 (01:04:32.651 UTC Fri Mar 1 2002)``"""
    seconds, fraction = value >> 32, value & 0xFFFFFFFF
    era = 1 << 32 if 0 < seconds < _TURN else 0
    date = _ERA + timedelta(seconds=seconds + era, microseconds=fraction * 1_000_000 >> 32)
    return f"{seconds:08X}.{fraction:08X} ({told(*in_zone(date, config), fraction=True)})"


def reference(refid: int, stratum: int, dotted_words: bool) -> str:
    """``.LOCL.`` of a primary source and of one that said nothing yet, else its address."""
    if dotted_words and refid and stratum in (0, 1, 16):
        word = refid.to_bytes(4, "big").rstrip(b"\0")
        if word.isascii() and word.isalnum():
            return f".{word.decode()}."
    return format_ipv4(refid)


def short(seconds: float) -> int:
    """In 1/65536 of a second."""
    return min(max(round(seconds * 65536), 0), 0xFFFFFFFF)


def apart(later: int, earlier: int) -> float:
    """Seconds between two timestamps, also across the turn of an era."""
    difference = (later - earlier) & 0xFFFFFFFFFFFFFFFF
    return (difference - (1 << 64) if difference >> 63 else difference) / 2**32
