"""Next hops of paths, and what the routing table says of the way to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.sources import CONNECTED, LOCAL
from iosemu.features.bgp.events import NextHopChanged
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.features.bgp.table import Table


class NextHop:
    """One address that paths lead over. `metric` is that of the route to it; None: it cannot be reached."""

    __slots__ = ("address", "attached", "metric", "users")

    def __init__(self, address: IPv4) -> None:
        self.address = address
        self.metric: int | None = None
        self.attached = False  # on a network of ours
        self.users = 0  # paths


class NextHops:
    """Those of a table. The routing table is asked again some seconds after it has changed (`bgp nexthop trigger`)."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.found: dict[IPv4, NextHop] = {}

    def __iter__(self) -> Iterator[NextHop]:
        return iter(self.found.values())

    def clear(self) -> None:
        self.found.clear()

    def hold(self, address: IPv4, users: int = 1) -> NextHop:
        hop = self.found.get(address)
        if hop is None:
            hop = self.found[address] = NextHop(address)
            self._look(hop)
        hop.users += users
        return hop

    def release(self, hop: NextHop | None) -> None:
        if hop is not None:
            hop.users -= 1
            if not hop.users:
                self.found.pop(hop.address, None)

    def routes_changed(self) -> None:
        """Something is different in the routing table; a look at it waits for the trigger delay."""
        instance = self.table.process.instance
        host = self.table.process.host
        if not self.found or not instance.nexthop_trigger or host.due(self.look) is not None:
            return
        if any(self._see(hop) != (hop.metric, hop.attached) for hop in self.found.values()):
            host.after(float(instance.nexthop_delay), self.look)

    def look(self) -> None:
        """Which of them have changed? Paths that lead over these are compared again."""
        changed = [hop for hop in self.found.values() if self._look(hop)]
        for hop in changed:
            self.table.process.host.emit(
                NextHopChanged(self.table.vrf.name, hop.address, hop.metric is not None, hop.metric or 0)
            )
            self.table.reconsider(hop)

    def _look(self, hop: NextHop) -> bool:
        seen = self._see(hop)
        if seen == (hop.metric, hop.attached):
            return False
        hop.metric, hop.attached = seen
        return True

    def _see(self, hop: NextHop) -> tuple[int | None, bool]:
        rib = self.table.vrf.v4
        if rib.is_own(hop.address):
            return None, False
        route = rib.lookup(hop.address)
        if route is None:
            return None, False
        ways = rib.resolve(route, hop.address)
        if not ways or all(iface.kind == "Null" for iface, _ in ways):
            return None, False
        attached = route.source in (CONNECTED, LOCAL)
        return (0 if attached else route.metric), attached

    def attached(self, address: IPv4) -> bool:
        """Is it on a network of ours?"""
        hop = self.found.get(address)
        return hop.attached if hop is not None else self._see(NextHop(address))[1]
