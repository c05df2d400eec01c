"""From the topology table into the routing table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iosemu.device.rib import Path, Route
from iosemu.features.eigrp import metric as m
from iosemu.features.eigrp.topology import Destination
from iosemu.types import DEFAULT_ROUTE, Prefix
from iosemu.wire.eigrp import CANDIDATE, Metric

if TYPE_CHECKING:
    from iosemu.features.eigrp.process import Process

UNUSABLE = 255  # a distance that keeps a route out of the table


class Installer:
    """The routes of a process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._installed: set[Prefix] = set()
        self._stop_listening = process.table.listen(self._route_changed)

    def stop(self) -> None:
        """The process ends: its routes go."""
        self._stop_listening()
        for prefix in sorted(self._installed):
            self.process.table.update(self.process.source, prefix, None)
        self._installed.clear()

    def install(self, destination: Destination) -> None:
        """The successors become the route of the table, unless the table prefers another source."""
        prefix = destination.prefix
        route = self._route(destination)
        if route is not None:
            self._installed.add(prefix)
            self.process.table.update(self.process.source, prefix, route)
        elif prefix in self._installed:
            self._installed.discard(prefix)
            self.process.table.update(self.process.source, prefix, None)
        self._refuse(destination, self.process.table.best(prefix))

    def _route_changed(self, prefix: Prefix, old: Route | None, new: Route | None) -> None:
        destination = self.process.topology.destinations.get(prefix)
        if destination is not None:
            self._refuse(destination, new)

    def _refuse(self, destination: Destination, route: Route | None) -> None:
        """What the routing table takes from another source is neither used nor announced by us."""
        best, own = destination.best, self.process.source
        refused = best is not None and best.kind == "neighbor" and route is not None and route.source is not own
        if refused != destination.refused:
            destination.refused = refused
            self.process.announcer.changed(destination.prefix)

    def _route(self, destination: Destination) -> Route | None:
        process, prefix, best = self.process, destination.prefix, destination.best
        if best is None or best.kind in ("connected", "redistributed"):
            return None
        metric = m.rib_metric(best.distance, process.wide)
        if best.kind == "summary":
            distance = process.summaries.distance(prefix)
            route = Route(prefix, process.source, distance, metric, (Path(None, process.device.null0),), kind="summary")
            return route if distance < UNUSABLE else None
        external = best.external
        distance = process.instance.distance[1 if external is not None else 0]
        if distance >= UNUSABLE or (prefix == DEFAULT_ROUTE and not process.instance.default_in):
            return None
        return Route(
            prefix, process.source, distance, metric, self._paths(destination),
            external.tag if external is not None else 0, "external" if external is not None else "",
            exterior=bool(best.vector.flags & CANDIDATE) and process.instance.default_in,
            details=RouteDetails(best.vector, process.wide),
        )  # fmt: skip

    def _paths(self, destination: Destination) -> tuple[Path, ...]:
        chosen = [path for path in destination.successors if path.kind == "neighbor"]
        variance = self.process.instance.variance
        if variance > 1 and chosen:
            limit = chosen[0].distance * variance
            chosen += sorted(
                (
                    path for path in destination.paths.values()
                    if path.kind == "neighbor" and path not in chosen and path.distance < limit
                    and path.reported < destination.fd
                ),
                key=lambda path: path.distance,
            )  # fmt: skip
        worst = max((path.distance for path in chosen), default=1)
        ways = [(path, hop) for path in chosen for hop in path.next_hops]
        return tuple(
            Path(
                hop, path.iface, path.neighbor.address if path.neighbor else 0,
                metric=m.rib_metric(path.distance, self.process.wide) if path.distance != chosen[0].distance else -1,
                share=max(worst // max(path.distance, 1), 1),
            )
            for path, hop in ways[: self.process.instance.maximum_paths]
        )  # fmt: skip


class RouteDetails:
    """What `show ip route X` says beyond the common lines."""

    __slots__ = ("vector", "wide")

    def __init__(self, vector: Metric, wide: bool) -> None:
        self.vector = vector
        self.wide = wide

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RouteDetails) and (other.vector, other.wide) == (self.vector, self.wide)

    __hash__ = None  # type: ignore[assignment]  # compares by value, changes

    def describe(self, route: Route, path: Path) -> Iterable[str]:
        vector = self.vector
        if self.wide:
            delay, bandwidth = vector.delay // 1_000_000, vector.bandwidth
        else:
            delay, bandwidth = vector.delay * 10 // 256, 256 * 10_000_000 // max(vector.bandwidth, 1)
        yield f"Total delay is {delay} microseconds, minimum bandwidth is {bandwidth} Kbit"
        yield f"Reliability {vector.reliability}/255, minimum MTU {vector.mtu} bytes"
        yield f"Loading {vector.load}/255, Hops {vector.hops}"
