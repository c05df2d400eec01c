"""Bytes <-> records, one file per format. A decoder raises `Malformed` for what it cannot read, nothing else."""

from __future__ import annotations


class Malformed(ValueError):
    """The bytes are not a valid packet of this format."""
