"""Where routes come from: a record for each source, registered by the feature that brings its routes.

`show ip route` and its legend, its detail and its summary, and what is redistributed, filtered or matched by source are
views of these records; nobody else names a source. A feature lists its sources in `FEATURE.sources`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from iosemu.device.feature import features
from iosemu.records import dataclass, field, replace

if TYPE_CHECKING:
    from iosemu.device.release import Software

FIRST = 0  # ranks: what each router has comes before protocols
PROTOCOL = 10


@dataclass(slots=True, frozen=True)
class Kind:
    """A kind of routes of one source: second code of `show ip route`, its words in the legend, `type …` of detail."""

    code: str = ""
    legend: str = ""
    type: str = ""
    match: str = ""  # what `redistribute SOURCE match` calls it
    wide: str = ""  # code of `show ipv6 route`, where it is not that of IPv4


@dataclass(slots=True, eq=False)
class RouteSource:
    """A source, or (`number` is set) one of its processes. There is one object of each: compare with `is` or `==`.

    Lives as long as the program; copies and pickles of a router refer to it by name.
    """

    name: str  # "eigrp", as IOS spells it
    code: str = ""  # of `show ip route`
    legend: str = ""  # what the code stands for
    distance: int = 0  # unless configured
    kinds: Mapping[str, Kind] = field(default_factory=dict)  # by `Route.kind`; "" is that of all others
    learnt: bool = True  # from other routers: its routes have an age
    tells_own: bool = True  # `show ip route X` says of its networks and routes that they are redistributed via it
    seed: int = 0  # hops that its routes are redistributed with when nothing is said; 0: they are not
    cost: int = 20  # that link state protocols redistribute its routes with
    rank: int = PROTOCOL  # in `show ip route summary`; equal ones in the order in which they were started
    always: bool = False  # listed there also without a route
    within: RouteSource | None = None  # counted and described as routes of this one
    flag: str = ""  # of `Software`: only releases with it have the source
    backbone: bool = False  # brings the routes of a provider's backbone into VRFs (RFC 4577)
    parts: tuple[tuple[tuple[str, str], ...], ...] = ()  # rows of the summary: words, and the `Route.kind` counted
    precedence: str = ""  # of `Software`: releases with it tell a precedence in the detail
    number: int = 0
    label: str = ""  # of a process that has a name in place of a number
    _processes: dict[int | str, RouteSource] = field(default_factory=dict, init=False, repr=False)

    def process(self, number: int | str) -> RouteSource:
        """One of its processes, by number or name."""
        found = self._processes.get(number)
        if found is None:
            told = {"number": number} if isinstance(number, int) else {"label": number}
            found = self._processes[number] = replace(self, **told)
        return found

    @property
    def shown(self) -> RouteSource:
        """As whose its routes count."""
        return self.within or self

    def takes(self, other: RouteSource) -> bool:
        """Is it the other one, or a source that this is a process of?"""
        return other is self or (other.name == self.name and not self.number and not self.label)

    def kind(self, name: str) -> Kind:
        return self.kinds.get(name) or self.kinds.get("") or _PLAIN

    def summary(self, kinds: Counter[str], gap: str = " ") -> Iterator[str]:
        """The rows below its own in the summary: how many routes of each kind; "" are those of no other one."""
        named = {kind for row in self.parts for _, kind in row if kind}
        others = sum(count for kind, count in kinds.items() if kind not in named)
        for row in self.parts:
            yield "  " + gap.join(f"{words}: {kinds[kind] if kind else others}" for words, kind in row)

    def exists(self, software: Software) -> bool:
        """Does the release know it?"""
        return not self.flag or bool(getattr(software, self.flag))

    def __str__(self) -> str:
        of = self.label or (str(self.number) if self.number else "")
        return f"{self.name} {of}" if of else self.name

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return named, (str(self),)


_PLAIN = Kind()

CONNECTED = RouteSource("connected", "C", "connected", 0, learnt=False, seed=1, rank=FIRST, always=True)
LOCAL = RouteSource("local", "L", "local", 0, learnt=False, within=CONNECTED, flag="local_routes")
# IPv6's own: no word of any IPv4 command
DISCOVERED = RouteSource(
    "ND", "ND", "ND Default", 2, learnt=False,
    kinds={"prefix": Kind("p", type="ND Prefix"), "redirect": Kind("r", type="Redirect")},
    parts=((("Default", ""), ("Prefix", "prefix"), ("Destination", "destination"), ("Redirect", "redirect")),),
)  # fmt: skip


@cache
def sources() -> dict[str, RouteSource]:
    """All sources by name, by rank."""
    found = [source for feature in features().values() for source in feature.sources]
    return {source.name: source for source in sorted(found, key=lambda source: source.rank)}


def is_source(text: str) -> bool:
    """Is it the name of a source, or of a process of one?"""
    return text.partition(" ")[0] in sources()


def named(text: str) -> RouteSource:
    """"static", "eigrp 1", "rip ONE". Raises LookupError for what no feature brings."""
    name, _, number = text.partition(" ")
    source = DISCOVERED if name == DISCOVERED.name else sources()[name]
    return source.process(int(number) if number.isdecimal() else number) if number else source
