"""What is pasted at a terminal, and shown there."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from iosemu.cli.context import Ask, Context, Refused, Request, Write
from iosemu.features.pki.engine import PkiEngine
from iosemu.features.pki.model import Trustpoint
from iosemu.features.pki.words import base64_lines

LONGEST = 500  # lines of a text that is pasted


def pki_engine(ctx: Context) -> PkiEngine:
    engine: PkiEngine = ctx.device.engine("pki")
    return engine


def known(ctx: Context, name: str) -> Trustpoint:
    """Raises Refused."""
    found = pki_engine(ctx).config.trustpoints.get(name)
    if found is None:
        raise Refused(f"% Certificate Authority (trustpoint) {name} is unknown")
    return found


def pasted(title: str) -> Generator[Request, Any, list[str]]:
    """Lines until an empty one or `quit`."""
    yield Write(title)
    lines: list[str] = []
    empty = 0
    while len(lines) < LONGEST:
        line: str = (yield Ask("")).strip()
        if line == "quit" or (not line and (lines or empty)):
            break
        if line:
            lines.append(line)
        else:
            empty += 1
    return lines


def pem(what: str, data: bytes) -> list[str]:
    return [f"-----BEGIN {what}-----", *base64_lines(data), f"-----END {what}-----"]
