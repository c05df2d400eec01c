"""What all of crypto tells alike."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class CryptoEngine:
    """The crypto engine worked: `text` is its own log line."""

    text: str
