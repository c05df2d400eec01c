"""What happens to operations of IP SLA."""

from __future__ import annotations

from enum import Enum

from iosemu.records import dataclass


class Code(Enum):
    """How an operation ended, as shows say it."""

    UNKNOWN = "Unknown"
    OK = "OK"
    OVER_THRESHOLD = "Over threshold"
    TIMEOUT = "Timeout"
    NO_CONNECTION = "No connection"
    BUSY = "Busy"


@dataclass(slots=True)
class Measured:
    """An operation has an outcome; `rtt` in seconds where something came back."""

    number: int
    code: Code
    rtt: float | None
