"""What virtual reassembly tells."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class TableFull:
    iface: InterfaceName
    most: int


@dataclass(slots=True)
class TooMany:
    """Pieces of one datagram."""

    iface: InterfaceName
    most: int
    src: IPv4
    dst: IPv4


@dataclass(slots=True)
class Overlap:
    iface: InterfaceName
    src: IPv4
    dst: IPv4
