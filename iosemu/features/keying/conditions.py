"""`debug crypto condition`: which peers, connections and profiles the debugs of ISAKMP and IPsec tell of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.features.keying.contract import IkeSession
from iosemu.records import dataclass, field
from iosemu.types import format_ipv4

AREAS = {"isakmp": "IKE", "ipsec": "IPsec", "engine": "Crypto Engine"}  # keyword -> as the show command names it


@dataclass(slots=True)
class Conditions:
    """Filters; an event that one of them fits is told, and without any all are. `unmatched` names the areas that tell
    of what belongs to no peer, too."""

    peers: set[int] = field(default_factory=set)
    subnets: set[tuple[int, int]] = field(default_factory=set)  # (address, mask)
    connections: set[tuple[int, int]] = field(default_factory=set)  # (connection id of ISAKMP, crypto engine)
    profiles: set[str] = field(default_factory=set)  # ISAKMP profiles
    unmatched: set[str] = field(default_factory=set)  # of AREAS

    @property
    def on(self) -> bool:
        return bool(self.peers or self.subnets or self.connections or self.profiles)

    def pass_(self, area: str, remote: int, sessions: Iterable[IkeSession] = ()) -> bool:
        """May an event of an area about a peer (0: none) be told? `sessions` are those with it."""
        if not self.on:
            return True
        if not remote:
            return area in self.unmatched
        if remote in self.peers or any((remote ^ net) & mask == 0 for net, mask in self.subnets):
            return True
        if not self.connections and not self.profiles:
            return False
        numbers = {conn for conn, _ in self.connections}
        return any(
            (each.conn_id and each.conn_id in numbers) or (each.profile and each.profile in self.profiles)
            for each in sessions
        )

    def clear(self) -> None:
        for each in (self.peers, self.subnets, self.connections, self.profiles, self.unmatched):
            each.clear()

    def filters(self) -> dict[str, list[str]]:
        """By title; connections have a line of their own."""
        return {
            "IKE peer IP address": [format_ipv4(peer) for peer in sorted(self.peers)],
            "IKE peer IP subnet": [f"{format_ipv4(net)}/{format_ipv4(mask)}" for net, mask in sorted(self.subnets)],
            "IKE isakmp-profile": sorted(self.profiles),
        }

    def describe(self) -> Iterator[str]:
        """The lines of `show crypto debug-condition`."""
        yield f"Crypto conditional debug currently is turned {'ON' if self.on else 'OFF'}"
        for area, name in AREAS.items():
            yield f"{name} debug context unmatched flag:  {'ON' if area in self.unmatched else 'OFF'}"
        for title, found in self.filters().items():
            if found:
                yield from ("", f"{title} filters:", *found)
        if self.connections:
            pairs = "".join(f"{conn}:{engine}," for conn, engine in sorted(self.connections))
            yield from ("", f"Connection-id filters:[connid:engine_id]{pairs}")
