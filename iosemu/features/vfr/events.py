"""What virtual reassembly tells."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import IPv4


@dataclass(slots=True)
class TableFull:
    iface: str
    most: int


@dataclass(slots=True)
class TooMany:
    """Pieces of one datagram."""

    iface: str
    most: int
    src: IPv4
    dst: IPv4


@dataclass(slots=True)
class Overlap:
    iface: str
    src: IPv4
    dst: IPv4
