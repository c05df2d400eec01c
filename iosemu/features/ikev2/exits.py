"""Why exchanges ended, for `show crypto ikev2 diagnose error`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine


class ExitPaths:
    """Each text once, with how often it was."""

    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine
        self.entries: Counter[str] = Counter()
        self.deleted = 0

    def note(self, text: str) -> None:
        config = self.engine.config
        if not config.diagnose:
            return
        if text not in self.entries and len(self.entries) >= config.diagnose_most:
            del self.entries[next(iter(self.entries))]
            self.deleted += 1
        self.entries[text] += 1

    def clear(self) -> None:
        self.entries.clear()
        self.deleted = 0
