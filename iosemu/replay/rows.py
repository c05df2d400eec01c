"""What a terminal would have shown of a captured stream, row by row, without what pagers and blogs leave behind."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from iosemu.lab.files import read_text

END = "\f"  # a row that ends an answer: a block of code is over
LONGEST_ROW = 4096  # characters

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_MORE = re.compile(r"^\s*(?:--\s?More\s?--|<---\s?More\s?--->)[ \x00]*")
_FENCE = re.compile(r"^\s*(?:```|~~~)\s*[\w-]*\s*$")
_TYPED = re.compile(r"^[A-Za-z][\w.-]*\([\w.:/-]+\)# ?[a-z]|^[A-Za-z][\w.-]*# ?sh[a-z]* [a-z]")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|pre|code|span|font|br|p|div)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ") | dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\x00\f"))


def read(path: str) -> list[str]:
    """Its rows. Raises LabError for a file that cannot be read or is none of text."""
    return list(rows(read_text(path)))


def rows(text: str) -> Iterator[str]:
    """The rows of a captured stream, in order; numbers of rows are those of the text's lines."""
    if "&" in text:
        text = html.unescape(text)
    lines = text.translate(_BLANKS).split("\n")
    inside = not _fenced(lines)
    everything = inside
    for line in lines:
        if _FENCE.match(line):
            inside = everything or not inside
            yield END
        else:
            yield _cleaned(line) if inside else ""


def _fenced(lines: list[str]) -> bool:
    """An article whose blocks of code are marked: the rest is prose, unless lines are typed there as well."""
    fences = sum(bool(_FENCE.match(line)) for line in lines)
    if fences < 2 or fences % 2:
        return False
    inside = False
    for line in lines:
        if _FENCE.match(line):
            inside = not inside
        elif not inside and _TYPED.match(line):
            return False
    return True


def _cleaned(line: str) -> str:
    line = line.rstrip("\r")
    if "\x1b" in line:
        line = _ESCAPES.sub("", line)
    if "\b" in line or "\x7f" in line or "\r" in line:
        line = _as_shown(line)
    line = _MORE.sub("", line)
    if "<" in line:
        line = _TAG.sub("", line)
    return line.rstrip()[:LONGEST_ROW]


def _as_shown(line: str) -> str:
    """Backspaces and carriage returns carried out: what is typed over is gone."""
    shown: list[str] = []
    at = 0
    for character in line:
        if character in "\b\x7f":
            at = max(0, at - 1)
        elif character == "\r":
            at = 0
        elif character >= " " or character == "\t":
            shown[at : at + 1] = character
            at += 1
    return "".join(shown)
