"""Summaries of an EIGRP process: configured on interfaces, or made at borders of classful networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.eigrp.topology import TopologyPath
from iosemu.features.policy import api as policy
from iosemu.types import Prefix, classful_length

if TYPE_CHECKING:
    from iosemu.features.eigrp.neighbors import EigrpPort
    from iosemu.features.eigrp.process import Process

DISTANCE = 5  # of the discard route, unless configured


class Summaries:
    """A summary lives while a more specific route does, and has a discard route to Null0."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.active: dict[tuple[str, Prefix], int] = {}  # (interface, summary) -> distance of the discard route

    def announced_on(self, port: EigrpPort) -> list[Prefix]:
        text = port.iface.text
        return [prefix for name, prefix in self.active if name == text]

    def hides(self, port: EigrpPort, prefix: Prefix) -> bool:
        """Is it told by a summary only? What a leak map permits is told too; one that is not defined leaks nothing."""
        return any(
            summary.length < prefix.length and summary.covers(prefix) and not self._leaks(port, summary, prefix)
            for summary in self.announced_on(port)
        )

    def _leaks(self, port: EigrpPort, summary: Prefix, prefix: Prefix) -> bool:
        configured = port.settings.summaries.get(summary)
        name = configured.leak_map if configured is not None else ""
        device = self.process.device
        return bool(name and policy.entries_of(device, name)) and policy.permits(device, "route-map", name, prefix)

    def distance(self, summary: Prefix) -> int:
        """Of its discard route."""
        return min((distance for (_, prefix), distance in self.active.items() if prefix == summary), default=DISTANCE)

    def needed(self) -> bool:
        """Is there anything to look after?"""
        process = self.process
        return (
            bool(self.active)
            or process.auto_summary
            or any(port.settings.summaries for port in process.ports.values())
        )

    def _wanted_on(self, port: EigrpPort) -> dict[Prefix, int]:
        found = {Prefix(*key): summary.distance for key, summary in port.settings.summaries.items()}
        if self.process.auto_summary:
            own = port.iface.prefix
            for destination in self.process.topology.destinations.values():
                prefix = destination.prefix
                major = Prefix.of(prefix.network, classful_length(prefix.network))
                best = destination.best
                if best is None or best.kind != "connected" or prefix.length <= major.length:
                    continue
                if own is None or not major.covers(own):
                    found.setdefault(major, DISTANCE)
        return found

    def refresh(self) -> None:
        """Make the summaries agree with the configuration and with the routes that there are."""
        process = self.process
        topology = process.topology
        wanted: dict[tuple[str, Prefix], int] = {}
        for port in process.ports.values():
            for prefix, distance in self._wanted_on(port).items():
                if self.components(prefix):
                    wanted[port.iface.text, prefix] = distance
        before, self.active = self.active, wanted
        still = {prefix for _, prefix in wanted}
        for prefix in sorted({prefix for _, prefix in before} | still):
            if prefix not in still:
                topology.set_path(prefix, "summary", None)
                continue
            vector = min((path.vector for path in self.components(prefix)), key=process.distance)
            distance = process.distance(vector)
            own = TopologyPath("summary", vector, distance, 0, None, 0, originator=process.router_id)
            known = topology.destinations.get(prefix)
            if known is None or known.paths.get("summary") != own:
                topology.set_path(prefix, "summary", own)
        if before.keys() != wanted.keys():
            process.announcer.everything()

    def components(self, summary: Prefix) -> list[TopologyPath]:
        """The routes that a summary stands for."""
        return [
            best
            for destination in self.process.topology.destinations.values()
            if destination.prefix.length > summary.length and summary.covers(destination.prefix)
            and (best := destination.best) is not None
        ]  # fmt: skip
