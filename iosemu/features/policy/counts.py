"""How often the entries of lists and maps decided: kept by the router, apart from what is configured."""

from __future__ import annotations

from iosemu.features.policy.model import PolicyConfig, PrefixListEntry, RouteMapEntry
from iosemu.records import dataclass

Entry = PrefixListEntry | RouteMapEntry


@dataclass(slots=True)
class Count:
    """Of one entry: a new one in its place begins again."""

    entry: Entry
    times: int = 0
    size: int = 0  # bytes, of packets


class Counts:
    """By name of the list or map and sequence number of the entry."""

    def __init__(self) -> None:
        self._counts: dict[tuple[type[Entry], str, int], Count] = {}

    def of(self, name: str, sequence: int, entry: Entry) -> Count:
        key = (type(entry), name, sequence)
        found = self._counts.get(key)
        if found is None or found.entry is not entry:
            found = self._counts[key] = Count(entry)
        return found

    def held(self) -> int:
        return len(self._counts)

    def keep(self, config: PolicyConfig) -> None:
        """Those of entries that have gone are forgotten."""
        kept = (*config.prefix_lists.values(), *config.prefix_lists6.values())
        lists = (entry for found in kept for entry in found.entries.values())
        there = {id(entry) for entry in (*lists, *config.route_maps.values())}
        self._counts = {key: count for key, count in self._counts.items() if id(count.entry) in there}

    def clear(self, kind: type[Entry], name: str = "") -> None:
        """Those of one list or map, or of all of a kind."""
        for key in [key for key in self._counts if key[0] is kind and name in ("", key[1])]:
            del self._counts[key]
