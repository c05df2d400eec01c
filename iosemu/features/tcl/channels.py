"""Tcl's channels: files in the router's flash, read and written where a script has opened them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.flash import name_of
from iosemu.features.tcl.parse import TclError
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.device.flash import Flash

MOST = 64  # files that a script may have open
STANDARD = ("stdin", "stdout", "stderr")
_MODES = ("r", "r+", "w", "w+", "a", "a+")


@dataclass(slots=True)
class Channel:
    name: str
    reads: bool
    writes: bool
    at: int = 0  # octets from the beginning
    ended: bool = False  # the last read came to the end


class Channels:
    """What is written stands in the file at once. All raise TclError."""

    def __init__(self, flash: Flash | None) -> None:
        self._flash = flash
        self._open: dict[str, Channel] = {}
        self._number = 0

    def open(self, url: str, access: str = "r") -> str:
        if access not in _MODES:
            raise TclError(f'illegal access mode "{access}"')
        if len(self._open) >= MOST:
            raise TclError(f'couldn\'t open "{url}": too many open files')
        flash, name = self._flash, name_of(url)
        if flash is None or not name or (access[0] == "r" and name not in flash):
            raise TclError(f'couldn\'t open "{url}": no such file or directory')
        if access[0] == "w" or name not in flash:
            self._store(url, name, b"")
        channel = Channel(name, access in ("r", "r+", "w+", "a+"), access != "r")
        channel.at = len(flash[name]) if access[0] == "a" else 0
        known = f"file{self._number}"
        self._number += 1
        self._open[known] = channel
        return known

    def close(self, known: str) -> str:
        self._channel(known)
        del self._open[known]
        return ""

    def flush(self, known: str) -> str:
        if known not in STANDARD:
            self._channel(known)
        return ""

    def write(self, known: str, text: str) -> str:
        channel = self._channel(known)
        if not channel.writes:
            raise TclError(f'channel "{known}" wasn\'t opened for writing')
        data, more = self._data(channel), text.encode("utf-8", "surrogateescape")
        self._store(channel.name, channel.name, data[: channel.at] + more + data[channel.at + len(more) :])
        channel.at += len(more)
        return ""

    def read(self, known: str) -> str:
        """All that is left."""
        channel = self._reader(known)
        text = self._data(channel)[channel.at :].decode("utf-8", "surrogateescape")
        channel.at, channel.ended = len(self._data(channel)), True
        return text

    def line(self, known: str) -> str | None:
        """The next line, None at the end."""
        channel = self._reader(known)
        rest = self._data(channel)[channel.at :]
        line, ends, _ = rest.partition(b"\n")
        channel.at += len(line) + len(ends)
        channel.ended = not ends
        return line.decode("utf-8", "surrogateescape") if rest else None

    def at_end(self, known: str) -> str:
        return str(int(self._channel(known).ended))

    def _channel(self, known: str) -> Channel:
        channel = self._open.get(known)
        if channel is None:
            raise TclError(f'can not find channel named "{known}"')
        return channel

    def _reader(self, known: str) -> Channel:
        channel = self._channel(known)
        if not channel.reads:
            raise TclError(f'channel "{known}" wasn\'t opened for reading')
        return channel

    def _data(self, channel: Channel) -> bytes:
        data: bytes = self._flash.get(channel.name, b"") if self._flash is not None else b""
        return data

    def _store(self, url: str, name: str, data: bytes) -> None:
        assert self._flash is not None  # nothing was opened without one
        if self._flash.store(name, data):
            raise TclError(f'error writing "{url}": no space left on device')
