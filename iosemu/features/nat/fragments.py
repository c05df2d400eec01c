"""Which translation the later fragments of a datagram belong to: the first one alone has ports."""

from __future__ import annotations

from iosemu.features.nat.table import Entry
from iosemu.types import IPv4
from iosemu.wire import ipv4

LIVES = 15.0  # seconds from the first piece
MOST = 256  # datagrams in pieces; more, and the oldest is forgotten

_Key = tuple[bool, IPv4, IPv4, int, int]


class Pieces:
    def __init__(self) -> None:
        self._known: dict[_Key, tuple[Entry, float]] = {}  # until when

    def note(self, packet: ipv4.IPv4, outward: bool, entry: Entry, now: float) -> None:
        """It is the first fragment of a datagram."""
        if len(self._known) >= MOST:
            del self._known[next(iter(self._known))]
        self._known[self._key(packet, outward)] = entry, now + LIVES

    def find(self, packet: ipv4.IPv4, outward: bool, now: float) -> Entry | None:
        entry, until = self._known.get(self._key(packet, outward), (None, 0.0))
        return entry if until >= now else None

    def forget(self, entry: Entry) -> None:
        for key in [key for key, (each, _) in self._known.items() if each is entry]:
            del self._known[key]

    @staticmethod
    def _key(packet: ipv4.IPv4, outward: bool) -> _Key:
        return outward, packet.src, packet.dst, packet.protocol, packet.ident
