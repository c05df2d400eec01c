"""The flash file system of a router: its files live in the lab's memory and stay over a reload."""

from __future__ import annotations

from collections.abc import Callable

PREFIXES = ("flash:", "flash0:", "bootflash:", "disk0:")  # all name the one flash that there is


class Flash(dict[str, bytes]):
    """Content by name; `changed` has the virtual time of each file's last change."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self.changed: dict[str, float] = {}
        self._now = now

    def __setitem__(self, name: str, data: bytes) -> None:
        super().__setitem__(name, data)
        self.changed[name] = self._now()

    def write(self, name: str, text: str, append: bool = False) -> None:
        data = text.encode("utf-8", "surrogateescape")
        self[name] = self.get(name, b"") + data if append else data


def name_of(url: str) -> str | None:
    """The file that ``flash:/x``, or a bare ``x``, names; None for another file system."""
    prefix, colon, rest = url.partition(":")
    if not colon:
        return url.lstrip("/")
    return rest.lstrip("/") if prefix.lower() + ":" in PREFIXES else None
