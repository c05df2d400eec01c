"""`ip virtual-reassembly` of one interface; the defaults are IOS's."""

from __future__ import annotations

from iosemu.records import dataclass

REASSEMBLIES = 16
FRAGMENTS = 32
TIMEOUT = 3


@dataclass(slots=True)
class VfrInterface:
    enabled: bool = False
    reassemblies: int = REASSEMBLIES  # datagrams at a time
    fragments: int = FRAGMENTS  # of one datagram
    timeout: int = TIMEOUT  # seconds from its first piece, whichever that is
    drop: bool = False  # pieces are dropped
