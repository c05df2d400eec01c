"""The translations that there are, and their end."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from iosemu.features.nat.model import Dynamic, Static
from iosemu.features.nat.rewrite import Flow, parts
from iosemu.records import dataclass
from iosemu.types import IPv4

if TYPE_CHECKING:
    from collections.abc import Callable

# what was seen of a TCP connection
ANSWERED = 1
ENDED = 2


@dataclass(slots=True, eq=False)
class Pair:
    """An address for another, whatever the protocol: a simple translation. `local` and `global_` are those of its side.
    (Static ones are found in their rules.)"""

    number: int
    rule: Static | Dynamic
    local: IPv4
    global_: IPv4
    vrf: int  # table of `local`
    made: float
    used: float
    timeout: float  # seconds without use; below 0: for ever
    uses: int = 0
    children: int = 0
    due: float = 0.0


@dataclass(slots=True, eq=False)
class Entry:
    """One flow. `inner` is what inside sends, `outer` what outside answers; tables are those of the two sides."""

    number: int
    inner: Flow
    outer: Flow
    inner_vrf: int
    outer_vrf: int
    inside: Static | Dynamic | None  # the rule that gave the inside global address
    outside: Static | Dynamic | None
    pair: Pair | None  # that it belongs to
    ported: bool  # does it hold a port?
    made: float
    used: float
    timeout: float  # seconds without use; below 0: for ever
    seen: int = 0  # of a TCP connection
    uses: int = 0
    due: float = 0.0
    came: str = ""  # by what interface its first datagram came
    came_in: bool = False  # was that from inside?

    @property
    def protocol(self) -> int:
        return self.inner[0]

    @property
    def local(self) -> tuple[IPv4, int]:
        """Inside local address and port."""
        _, src, _, port, _ = parts(self.inner)
        return src, port

    @property
    def global_(self) -> tuple[IPv4, int]:
        """Inside global address and port."""
        _, _, dst, _, port = parts(self.outer)
        return dst, port

    @property
    def outside_local(self) -> tuple[IPv4, int]:
        _, _, dst, _, port = parts(self.inner)
        return dst, port

    @property
    def outside_global(self) -> tuple[IPv4, int]:
        _, src, _, port, _ = parts(self.outer)
        return src, port


def _take(tables: dict[int, dict[Flow, Entry]], vrf: int, flow: Flow) -> None:
    """A VRF's table goes with its last entry."""
    flows = tables[vrf]
    del flows[flow]
    if not flows:
        del tables[vrf]


class Table:
    """All translations by the flows of both sides, and simple ones by their addresses."""

    def __init__(self) -> None:
        self.outgoing: dict[int, dict[Flow, Entry]] = {}  # by table of inside
        self.incoming: dict[int, dict[Flow, Entry]] = {}  # by table of outside
        self.by_local: dict[tuple[str, int, IPv4], Pair] = {}  # side, table, local address
        self.by_global: dict[tuple[str, IPv4], Pair] = {}  # side, global address
        self.count = 0
        self._due: list[tuple[float, int, Entry | Pair]] = []

    def __iter__(self) -> Iterator[Entry]:
        for flows in self.outgoing.values():
            yield from flows.values()

    def __len__(self) -> int:
        return self.count

    @property
    def pairs(self) -> list[Pair]:
        return list(self.by_local.values())

    def add(self, entry: Entry) -> None:
        self.outgoing.setdefault(entry.inner_vrf, {})[entry.inner] = entry
        self.incoming.setdefault(entry.outer_vrf, {})[entry.outer] = entry
        self.count += 1
        if entry.pair is not None:
            entry.pair.children += 1
        self.watch(entry)

    def remove(self, entry: Entry) -> bool:
        """False: it was none of them any more."""
        flows = self.outgoing.get(entry.inner_vrf, {})
        if flows.get(entry.inner) is not entry:
            return False
        _take(self.outgoing, entry.inner_vrf, entry.inner)
        _take(self.incoming, entry.outer_vrf, entry.outer)
        self.count -= 1
        entry.due = -1.0
        if entry.pair is not None:
            entry.pair.children -= 1
        return True

    def add_pair(self, pair: Pair) -> None:
        side = pair.rule.side
        self.by_local[side, pair.vrf, pair.local] = pair
        self.by_global[side, pair.global_] = pair
        self.watch(pair)

    def remove_pair(self, pair: Pair) -> bool:
        side = pair.rule.side
        if self.by_local.get((side, pair.vrf, pair.local)) is not pair:
            return False
        del self.by_local[side, pair.vrf, pair.local]
        del self.by_global[side, pair.global_]
        pair.due = -1.0
        return True

    # time

    @property
    def next_due(self) -> float | None:
        """When to look next."""
        return self._due[0][0] if self._due else None

    def watch(self, each: Entry | Pair) -> None:
        """It ends when it was not used for its time, which may have become shorter."""
        if each.timeout < 0:
            each.due = 0.0
            return
        due = each.used + each.timeout
        if each.due > 0 and each.due <= due:
            return  # it is looked at before that
        each.due = due
        heappush(self._due, (due, each.number, each))

    def expired(self, now: float, end: Callable[[Entry | Pair], None]) -> float | None:
        """Ends those whose time has come; the time of the next look, None for never."""
        while self._due:
            due, _, each = self._due[0]
            if due > now:
                return due
            heappop(self._due)
            if each.due != due:
                continue  # gone, or looked at already
            each.due = 0.0
            if each.timeout >= 0 and each.used + each.timeout > now:
                self.watch(each)
            elif isinstance(each, Pair) and each.children:
                each.used = now
                self.watch(each)
            elif each.timeout >= 0:
                end(each)
        return None
