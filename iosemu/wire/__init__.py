"""Bytes <-> records, one file per format. A decoder raises `Malformed` for what it cannot read, nothing else."""

from __future__ import annotations


def printable(text: bytes | str, keep: str = "") -> str:
    """What a stranger sent, fit for a terminal: each character that is neither printed nor in `keep` becomes a `?`."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else "?" for char in text)


class Malformed(ValueError):
    """The bytes are not a valid packet of this format."""
