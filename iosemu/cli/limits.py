"""How long a line may be that a router takes."""

from __future__ import annotations

LONGEST_LINE = 4096  # characters
TOO_LONG = f"% Line is longer than {LONGEST_LINE} characters"


def too_long(text: str) -> bool:
    """Is one of the lines longer than that?"""
    return len(text) > LONGEST_LINE and any(len(line) > LONGEST_LINE for line in text.split("\n"))
