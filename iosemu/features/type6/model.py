"""What is configured about passwords of type 6; the master key is not."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class Type6Config:
    encryption: bool = False  # aes
    logging: bool = False
