"""RIPng (RFC 2080).

| command (1) | version (1) | zero (2) |
| prefix (16) | route tag (2) | prefix length (1) | metric (1) |   as many as the link carries

An entry of metric 255 names the next hop of those behind it.
"""

from __future__ import annotations

from struct import Struct

from iosemu.records import dataclass, field
from iosemu.wire import Malformed

PORT = 521
GROUP = 0xFF02 << 112 | 9
INFINITY = 16
VERSION = 1
REQUEST, RESPONSE = 1, 2
ENTRY = 20  # bytes
HEADER = 4
NEXT_HOP = 255  # a metric

_ENTRY = Struct("!16sHBB")


@dataclass(slots=True)
class Entry:
    """A route, or (`metric` is NEXT_HOP) the next hop of those behind it. ::/0 alone with metric 16 asks for all."""

    prefix: int
    length: int
    metric: int
    tag: int = 0


@dataclass(slots=True)
class Ripng:
    command: int
    entries: list[Entry] = field(default_factory=list)
    version: int = VERSION

    def encode(self) -> bytes:
        return bytes((self.command, self.version, 0, 0)) + b"".join(
            _ENTRY.pack(each.prefix.to_bytes(16, "big"), each.tag, each.length, each.metric) for each in self.entries
        )

    @classmethod
    def decode(cls, data: bytes) -> Ripng:
        """Raises Malformed: short, or of a length that holds no whole entries."""
        if len(data) < HEADER or (len(data) - HEADER) % ENTRY:
            raise Malformed("RIPng: bad length")
        found = cls(data[0], version=data[1])
        for prefix, tag, length, metric in _ENTRY.iter_unpack(data[HEADER:]):
            found.entries.append(Entry(int.from_bytes(prefix, "big"), length, metric, tag))
        return found

    @property
    def asks_all(self) -> bool:
        """RFC 2080 section 2.4.1."""
        if self.command != REQUEST or len(self.entries) != 1:
            return False
        [only] = self.entries
        return (only.prefix, only.length, only.metric) == (0, 0, INFINITY)
