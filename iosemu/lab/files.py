"""Text files that users name: whatever is no text, or never ends, is told in one line instead of being read."""

from __future__ import annotations

import os
import stat
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import TYPE_CHECKING, BinaryIO

from iosemu.lab.errors import LabError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 16 << 20  # bytes


def tidy(path: str | os.PathLike[str]) -> str:
    """The path as people like it: without `.` and doubled slashes (`..` may lead elsewhere over a link, and stays)."""
    text = os.fspath(path)
    parts = [part for part in text.split("/") if part not in ("", ".")]
    return "/" * text.startswith("/") + "/".join(parts) or "."


def read_text(path: str | Path, strict: bool = False) -> str:
    """The text of a regular file. Raises LabError.

    UTF-8, or UTF-16 with its mark; bytes that are neither are kept as lone surrogates unless `strict`.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise LabError("is no regular file", path)
            return decoded(_whole(file, path), path, strict)
    except FileNotFoundError:
        raise LabError("no such file", path) from None
    except IsADirectoryError:
        raise LabError("is a folder", path) from None
    except OSError as error:
        raise LabError(error.strerror or "cannot be read", path) from None
    except ValueError:  # a NUL in the name
        raise LabError("is no name of a file", str(path)) from None


def read_stream(file: BinaryIO, name: str | Path) -> str:
    """The text that comes from a pipe, say. Raises LabError."""
    return decoded(_whole(file, name), name)


def _without_waiting(path: str, flags: int) -> int:
    """A FIFO without a writer opens at once, too."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)


def _whole(file: BinaryIO, name: str | Path) -> bytes:
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise LabError(f"is larger than {LARGEST >> 20} MB", name)
    return data


def decoded(data: bytes, name: str | Path, strict: bool = False) -> str:
    """Bytes of a file as text, lines ending with a line feed. Raises LabError."""
    try:
        if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            text = data.decode("utf-16")
        else:
            text = data.removeprefix(BOM_UTF8).decode("utf-8", "strict" if strict else "surrogateescape")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LabError("is not UTF-8 text; save it as UTF-8", name, line) from None
    nul = text.find("\0")
    if nul >= 0:
        raise LabError("holds a NUL character; it is no text file", name, text.count("\n", 0, nul) + 1)
    return text.replace("\r\n", "\n").replace("\r", "\n")
