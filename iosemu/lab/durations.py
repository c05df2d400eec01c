"""``90s``, ``5m``, ``1h``: one way to write a time, whoever asks for it."""

from __future__ import annotations

import re

from iosemu.lab.errors import LabError

LONGEST = 365 * 86400.0  # seconds
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|d|)\Z")
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds_of(text: str, longest: float = LONGEST) -> float:
    """A bare number is seconds; a year at most, or `longest`. Raises LabError."""
    found = _DURATION.match(text.strip())
    if found is None:
        raise LabError(f'"{text}" is no time; write it like 90s, 5m or 1h')
    seconds = float(found[1]) * _UNITS[found[2]]
    if seconds > longest:
        most = f"{longest / 86400:g}d" if longest >= 86400 else f"{longest:g}s"
        raise LabError(f'"{text}" is too long; {most} is the most')
    return seconds
