"""Next hops of paths, and what the routing table says of the way to them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.sources import CONNECTED, LOCAL
from iosemu.types import Prefix

if TYPE_CHECKING:
    from iosemu.device.rib import Route
    from iosemu.features.bgp.table import Table


class NextHop:
    """One address that paths lead over, or a neighbour's. `metric` is that of the route to it; None: it cannot be
    reached."""

    __slots__ = ("address", "attached", "metric", "users")

    def __init__(self, address: int) -> None:
        self.address = address
        self.metric: int | None = None
        self.attached = False  # on a network of ours
        self.users = 0  # paths and neighbours


class NextHops:
    """Those of a table.

    The routing table says which prefixes change (`route_changed`); what is within these is looked at again some seconds
    later (`bgp nexthop trigger`).
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.found: dict[int, NextHop] = {}
        self.foreign = False  # routes of others have changed
        self.touched: set[int] = set()  # since the end of the last burst
        self._waiting: set[int] = set()  # for a look
        self._ordered: list[int] = []
        self._stop: Callable[[], None] = table.rib.listen(self.route_changed)

    def __iter__(self) -> Iterator[NextHop]:
        return iter(self.found.values())

    def stop(self) -> None:
        self._stop()
        self.found.clear()
        self._waiting.clear()

    def hold(self, address: int, users: int = 1) -> NextHop:
        hop = self.found.get(address)
        if hop is None:
            hop = self.found[address] = NextHop(address)
            self._ordered = []
            self._look(hop)
        hop.users += users
        return hop

    def release(self, hop: NextHop | None) -> None:
        if hop is not None:
            hop.users -= 1
            if not hop.users and self.found.pop(hop.address, None) is not None:
                self._ordered = []

    def attached(self, address: int) -> bool:
        """Is it on a network of ours?"""
        hop = self.found.get(address)
        return hop.attached if hop is not None else self._see(NextHop(address))[1]

    # the routing table

    def route_changed(self, prefix: Prefix, old: Route | None, new: Route | None) -> None:
        own = self.table.process.source
        if (old is not None and old.source is not own) or (new is not None and new.source is not own):
            self.foreign = True
        if len(self._ordered) != len(self.found):
            self._ordered = sorted(self.found)
        at = bisect_left(self._ordered, prefix.network)
        if at < len(self._ordered) and self._ordered[at] in prefix:
            self.touched.update(self._ordered[at : bisect_right(self._ordered, prefix.broadcast, at)])

    def burst(self) -> set[int]:
        """The routing table is quiet again: the addresses whose routes may have changed."""
        touched, self.touched = self.touched, set()
        instance, host = self.table.process.instance, self.table.process.host
        if instance.nexthop_trigger:
            news = {each for each in touched if (hop := self.found.get(each)) is not None and self._differs(hop)}
            self._waiting |= news
            if news and host.due(self.look) is None:
                host.after(float(instance.nexthop_delay), self.look)
        return touched

    def look(self, everything: bool = False) -> None:
        """Which of them have changed? Paths that lead over these are compared again."""
        waiting, self._waiting = self._waiting, set()
        hops = list(self.found.values()) if everything else [self.found[each] for each in waiting if each in self.found]
        for hop in hops:
            if self._look(hop):
                self.table.reconsider(hop)

    def _differs(self, hop: NextHop) -> bool:
        return self._see(hop) != (hop.metric, hop.attached)

    def _look(self, hop: NextHop) -> bool:
        seen = self._see(hop)
        if seen == (hop.metric, hop.attached):
            return False
        hop.metric, hop.attached = seen
        return True

    def _see(self, hop: NextHop) -> tuple[int | None, bool]:
        rib = self.table.rib
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
