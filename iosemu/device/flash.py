"""The flash file system of a router: its files live in the lab's memory and stay over a reload."""

from __future__ import annotations

from collections import UserDict

from iosemu.sim.scheduler import Scheduler

LONGEST_NAME = 127  # characters
PREFIXES = ("flash:", "flash0:", "bootflash:", "disk0:")  # all name the one flash that there is


class Flash(UserDict[str, bytes]):
    """Content by name; `changed` has the virtual time of each file's last change. `size` in bytes."""

    def __init__(self, scheduler: Scheduler, size: int) -> None:
        super().__init__()
        self.size = size
        self.changed: dict[str, float] = {}
        self._scheduler = scheduler

    def __setitem__(self, name: str, data: bytes) -> None:
        super().__setitem__(name, data)
        self.changed[name] = self._scheduler.now

    @property
    def free(self) -> int:
        """Bytes."""
        return self.size - sum(map(len, self.values()))

    def write(self, name: str, text: str, append: bool = False) -> str:
        """As `store`, of a text, maybe at the end of what is there."""
        data = text.encode("utf-8", "surrogateescape")
        return self.store(name, self.get(name, b"") + data if append else data)

    def store(self, name: str, data: bytes) -> str:
        """Keep a file; an error in words of IOS when it cannot be kept, else ""."""
        if len(name) > LONGEST_NAME:
            return f"%Error opening {name[:LONGEST_NAME]}... (File name too long)"
        if len(data) - len(self.get(name, b"")) > self.free:
            return f"%Error writing {name} (No space left on device)"
        self[name] = data
        return ""


def name_of(url: str) -> str | None:
    """The file that ``flash:/x``, or a bare ``x``, names; None for another file system."""
    prefix, colon, rest = url.partition(":")
    if not colon:
        return url.lstrip("/")
    return rest.lstrip("/") if prefix.lower() + ":" in PREFIXES else None
