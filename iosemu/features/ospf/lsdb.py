"""The link state database of one scope: an area, the whole system, or one link (RFC 2328 section 12.2)."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.types import IPv4
from iosemu.wire.ospf import Key, Option
from iosemu.wire.ospf_lsa import DO_NOT_AGE, MAX_AGE, Lsa, LsaHeader, order

INFINITE = float("inf")
MAX_AGE_DIFF = 900  # seconds: of instances whose ages differ by more, the younger is newer


class Entry:
    """An instance in the database. `born` is the virtual time at which its age was 0; of one that does not age (RFC
    1793) it never comes, and `still` is its age.
    """

    __slots__ = ("arrived", "born", "lsa", "own", "still", "unreached")

    def __init__(self, lsa: Lsa, age: int, now: float, own: bool = False) -> None:
        """`age` as on the wire: with the bit it does not age."""
        self.lsa = lsa
        self.still = age & ~DO_NOT_AGE
        self.born = INFINITE if age & DO_NOT_AGE and self.still < MAX_AGE else now - min(self.still, MAX_AGE)
        self.arrived = now  # when it was flooded to us
        self.own = own  # made here
        self.unreached: float | None = None  # since when who made one that does not age is not reached

    @property
    def ages(self) -> bool:
        return self.born != INFINITE

    def age(self, now: float) -> int:
        """Seconds."""
        age = now - self.born
        if age < 0:
            return self.still if self.born == INFINITE else 0
        return int(age + 1e-6) if age < MAX_AGE else MAX_AGE

    def header(self, now: float) -> LsaHeader:
        """As descriptions and acknowledgments have it."""
        return self.lsa.header(self.age(now) | (0 if self.ages else DO_NOT_AGE))


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

    __slots__ = ("bitless", "kinds", "others", "still")

    def __init__(self) -> None:
        self.kinds: dict[int, dict[Key, Entry]] = {}
        self.others = 0  # how many were not made here
        self.bitless = 0  # how many are of routers that know nothing of demand circuits
        self.still = 0  # how many do not age

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
        if old is not None:
            self._count(old, -1)
        self._count(entry, 1)
        of[key] = entry

    def _count(self, entry: Entry, by: int) -> None:
        if not entry.own:
            self.others += by
        if not entry.lsa.options & Option.DEMAND:
            self.bitless += by
        if not entry.ages:
            self.still += by

    def age_again(self, now: float) -> list[Entry]:
        """All age from now on; those that did not."""
        found = [entry for entry in self if not entry.ages]
        for entry in found:
            entry.born = now - entry.still
        self.still = 0
        return found

    def remove(self, key: Key) -> None:
        of = self.kinds.get(key[0])
        if of is not None:
            old = of.pop(key, None)
            if old is not None:
                self._count(old, -1)
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
