"""The errors by which exchanges of phase 1 ended: `show crypto isakmp diagnose error`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator


class ExitPaths:
    """The newest ones, as many as `crypto isakmp diagnose error` says; the oldest make place."""

    def __init__(self) -> None:
        self.entries: deque[str] = deque()
        self.deleted = 0

    def note(self, text: str, most: int) -> None:
        """`most` 0: nothing is kept."""
        self.entries.append(text)
        self.fit(most)

    def fit(self, most: int) -> None:
        while len(self.entries) > most:
            self.entries.popleft()
            self.deleted += bool(most)

    def lines(self, enabled: bool, most: int) -> Iterator[str]:
        status = "enable" if enabled else "disable"
        yield (
            f"Exit Path Table - status: {status}, current entry {len(self.entries)}, deleted {self.deleted}, "
            f"max allow {most}"
        )
        for text in self.entries:
            yield ""
            yield f"Error: {text}"
        yield ""
