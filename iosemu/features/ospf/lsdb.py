"""The link state database of one scope: an area, the whole system, or one link (RFC 2328 section 12.2)."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.types import IPv4
from iosemu.wire.ospf import Key
from iosemu.wire.ospf_lsa import MAX_AGE, Lsa, LsaHeader, order

MAX_AGE_DIFF = 900  # seconds: of instances whose ages differ by more, the younger is newer


class Entry:
    """An instance in the database. `born` is the virtual time at which its age was 0."""

    __slots__ = ("arrived", "born", "lsa", "own")

    def __init__(self, lsa: Lsa, age: int, now: float, own: bool = False) -> None:
        self.lsa = lsa
        self.born = now - age
        self.arrived = now  # when it was flooded to us
        self.own = own  # made here

    def age(self, now: float) -> int:
        """Seconds."""
        age = now - self.born
        return int(age + 1e-6) if age < MAX_AGE else MAX_AGE

    def header(self, now: float) -> LsaHeader:
        return self.lsa.header(self.age(now))


def newer(age: int, lsa: Lsa | LsaHeader, other_age: int, other: Lsa | LsaHeader) -> int:
    """1: the first is newer, -1: the second, 0: they are the same instance (RFC 2328 section 13.1)."""
    if lsa.sequence != other.sequence:
        return 1 if order(lsa.sequence) > order(other.sequence) else -1
    if lsa.checksum != other.checksum:
        return 1 if lsa.checksum > other.checksum else -1
    if age == other_age:
        return 0
    if age >= MAX_AGE or other_age >= MAX_AGE:
        return 0 if age >= MAX_AGE and other_age >= MAX_AGE else 1 if age >= MAX_AGE else -1
    if abs(age - other_age) > MAX_AGE_DIFF:
        return 1 if age < other_age else -1
    return 0


_NOTHING: dict[Key, Entry] = {}


class Lsdb:
    """By type, then by key."""

    __slots__ = ("kinds", "others")

    def __init__(self) -> None:
        self.kinds: dict[int, dict[Key, Entry]] = {}
        self.others = 0  # how many were not made here

    def find(self, key: Key) -> Entry | None:
        of = self.kinds.get(key[0])
        return of.get(key) if of is not None else None

    def of(self, kind: int) -> dict[Key, Entry]:
        """All of a type. Not to be changed."""
        return self.kinds.get(kind, _NOTHING)

    def put(self, entry: Entry) -> None:
        key = entry.lsa.key
        of = self.kinds.get(key[0])
        if of is None:
            of = self.kinds[key[0]] = {}
        old = of.get(key)
        self.others += (not entry.own) - (old is not None and not old.own)
        of[key] = entry

    def remove(self, key: Key) -> None:
        of = self.kinds.get(key[0])
        if of is not None:
            old = of.pop(key, None)
            self.others -= old is not None and not old.own
            if not of:
                del self.kinds[key[0]]

    def forget(self, kind: int) -> None:
        """All of a type."""
        for key in list(self.of(kind)):
            self.remove(key)

    def router(self, router_id: IPv4) -> Entry | None:
        """The router LSA of a router."""
        return self.find((1, router_id, router_id))

    def __iter__(self) -> Iterator[Entry]:
        """By type; within one as they came."""
        for kind in sorted(self.kinds):
            yield from self.kinds[kind].values()

    def __len__(self) -> int:
        return sum(map(len, self.kinds.values()))

    def checksum_sum(self, kind: int | None = None) -> int:
        """Of all, or of one type, as `show ip ospf` tells it."""
        return sum(entry.lsa.checksum for entry in (self if kind is None else self.of(kind).values()))
