"""The process around a lab: its three streams, the signals that end it."""

from __future__ import annotations

import codecs
import io
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from iosemu.lab.errors import LabError

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

# all but line feed, carriage return, backspace, tab, colours (SGR, ECMA-48)
_CONTROL = re.compile(r"\x1b(?!\[[0-9;]*m)(\[[0-9;?]*[@-~])?|[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]")


class Ended(BaseException):
    """A signal ends the process: everything that stands open is closed on the way out."""

    def __init__(self, number: int) -> None:
        self.status = 128 + number


def columns() -> int:
    """Width of the terminal: as the environment says, as the terminal does, 80 without one."""
    told = os.environ.get("COLUMNS", "")
    if told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80 if sys.__stdout__ is not None else 80
    except (OSError, ValueError):
        return 80


def terminal_size() -> tuple[int, int]:
    """Columns and rows of the terminal that output goes to; 80 and 24 without one."""
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError):
        return 80, 24
    return size.columns or 80, size.lines or 24


@contextmanager
def signals() -> Iterator[None]:
    """Signals that end a process raise `Ended`, unless whoever started it wanted them ignored (nohup)."""
    old = {number: signal.getsignal(number) for number in _ENDING}

    def end(number: int, _: FrameType | None) -> None:
        for each in old:
            signal.signal(each, signal.SIG_IGN)  # closing is not interrupted by a second one
        raise Ended(number)

    taken = [number for number, handler in old.items() if handler is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, old[number])


def prepare_streams() -> None:
    """Whatever the locale and whatever was closed: text that cannot be written is shown as well as can be."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:  # no file that is opened later may get its number
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    codecs.register_error("iosemu.terminal", _as_well_as_can_be)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="iosemu.terminal")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")


def _as_well_as_can_be(error: UnicodeError) -> tuple[bytes, int]:
    """Bytes that were no text are themselves again, a character that the terminal lacks is a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    codes = [ord(char) for char in error.object[error.start : error.end]]
    return bytes(code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else 0x3F for code in codes), error.end


def output_ends() -> None:
    """Nothing more goes to standard output, not even when Python ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def complain(text: str) -> None:
    """A line for people, if there is still somebody to read it."""
    with suppress(OSError):
        print(f"iosemu: {text}", file=sys.stderr)


def say(text: str) -> None:
    """What a router wrote, to standard output. A terminal gets its text and colours, and no other control sequence:
    the words of a banner may be a stranger's."""
    sys.stdout.write(harmless(text) if sys.stdout.isatty() else text)
    sys.stdout.flush()


def harmless(text: str) -> str:
    return _CONTROL.sub("", text)


def need_output() -> None:
    """Raises LabError when standard output was closed from the start."""
    if sys.stdout is None:
        raise LabError("standard output is closed; nothing could be shown")
