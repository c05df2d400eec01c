"""Configuration of express forwarding."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class CefConfig:
    """Without it packets take the same ways, looked up one by one, and the tables are not there to be shown."""

    enabled: bool = True
