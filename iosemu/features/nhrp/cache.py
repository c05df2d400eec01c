"""The NHRP cache of one interface: which next hop and NBMA address stand for which target."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix

NEVER = float("-inf")
USED_TIME = 60.0  # seconds that the "used" flag outlives the last packet


class Kind(Enum):
    STATIC = "static"
    DYNAMIC = "dynamic"
    INCOMPLETE = "incomplete"


@dataclass(slots=True)
class Requester:
    """Whom we told a local entry, and in answer to which request: it hears of a purge."""

    protocol: IPv4
    nbma: IPv4
    request_id: int
    until: float  # when it forgets what we told


@dataclass(slots=True)
class Entry:
    """`up` and `changed` are the peer's state as `show dmvpn` tells it (`changed` None: it never was up)."""

    target: Prefix
    next_hop: IPv4
    kind: Kind
    nbma: IPv4 | None
    created: float
    expires: float | None = None  # virtual time; None: never
    router: bool = False  # the target is a router, or a network behind one
    unique: bool = False
    registered: bool = False
    implicit: bool = False
    negative: bool = False
    local: bool = False
    no_socket: bool = False
    nhop: bool = False  # the target is a next hop on this interface
    bfd: bool = False  # there is a session with it
    server: bool = False  # static, of a next hop server
    rib: bool = False
    nho: bool = False
    claimed: IPv4 | None = None  # NBMA address that the peer believes it has, when NAT changed it
    group: str = ""
    last_used: float = NEVER
    hits: int = 0
    up: bool = False
    changed: float | None = None
    requesters: list[Requester] = field(default_factory=list)
    request_id: int = 0

    def used(self, now: float) -> bool:
        return now - self.last_used < USED_TIME

    def flags(self, now: float) -> Iterator[str]:
        """Names as `show ip nhrp` prints them, in its order."""
        if self.router:
            yield "router"
        if self.implicit:
            yield "implicit"
        if self.unique:
            yield "unique"
        if self.registered:
            yield "registered"
        if self.negative:
            yield "negative"
        if self.used(now):
            yield "used"
        if self.local:
            yield "local"
        if self.nhop:
            yield "nhop"
        if self.bfd:
            yield "bfd"
        if self.rib:
            yield "rib"
        if self.nho:
            yield "nho"


class Cache:
    """Entries by target. `hosts` finds the /32 of a next hop in one look-up."""

    __slots__ = ("_by_nbma", "entries", "hosts", "watched")

    def __init__(self) -> None:
        self.entries: dict[Prefix, Entry] = {}
        self.hosts: dict[IPv4, Entry] = {}
        self.watched: dict[Prefix, Entry] = {}  # answers given and networks learnt: they rest upon routes
        self._by_nbma: dict[IPv4, list[Entry]] = {}

    def add(self, entry: Entry) -> None:
        old = self.entries.get(entry.target)
        if old is not None:
            self.remove(old)
        self.entries[entry.target] = entry
        if entry.target.length == 32 and not entry.local:
            self.hosts[entry.target.network] = entry
        if entry.local or (entry.router and not entry.nhop):
            self.watched[entry.target] = entry
        if entry.nbma is not None and not entry.local:
            self._by_nbma.setdefault(entry.nbma, []).append(entry)

    def remove(self, entry: Entry) -> bool:
        """False when it had gone before."""
        if self.entries.get(entry.target) is not entry:
            return False
        del self.entries[entry.target]
        self.watched.pop(entry.target, None)
        if self.hosts.get(entry.target.network) is entry:
            del self.hosts[entry.target.network]
        if entry.nbma is not None and not entry.local:
            same = self._by_nbma.get(entry.nbma, [])
            if entry in same:
                same.remove(entry)
            if not same:
                self._by_nbma.pop(entry.nbma, None)
        return True

    def get(self, target: Prefix) -> Entry | None:
        return self.entries.get(target)

    def by_nbma(self, nbma: IPv4) -> list[Entry]:
        """Entries of remote targets behind this NBMA address."""
        return list(self._by_nbma.get(nbma, ()))

    def nbmas(self) -> list[IPv4]:
        return list(self._by_nbma)

    def covering(self, address: IPv4) -> Entry | None:
        """The most specific entry that holds this address and has an NBMA address."""
        best = self.hosts.get(address)
        if best is not None and best.nbma is not None:
            return best
        best = None
        for entry in self.entries.values():
            if entry.nbma is None or address not in entry.target:
                continue
            if best is None or entry.target.length > best.target.length:
                best = entry
        return best

    def __iter__(self) -> Iterator[Entry]:
        """By target address; a copy, entries may go meanwhile."""
        return iter(sorted(self.entries.values(), key=lambda entry: entry.target))

    def __len__(self) -> int:
        return len(self.entries)
