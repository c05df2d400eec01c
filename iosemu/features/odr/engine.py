"""ODR at work.

A hub (`router odr`) puts its address into its CDP advertisements as gateway and takes the prefixes of stubs. A stub is
a router on which no routing protocol runs: it announces its connected prefixes and gets a default route to the hub.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.bounded import remember
from iosemu.device.engine import Engine
from iosemu.device.rib import Path, Route
from iosemu.device.tells import running_sources
from iosemu.features.odr import ODR
from iosemu.features.odr.model import OdrConfig, OdrProcess
from iosemu.features.policy import api as policy
from iosemu.features.policy.events import PolicyChanged
from iosemu.types import DEFAULT_ROUTE, IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.features.cdp.engine import CdpEngine, Neighbor
    from iosemu.wire.cdp import Cdp

_METRIC = 1


class OdrEngine(Engine):
    """Of the global table only, as on IOS.

    `routes` holds, per prefix, the paths learnt: (interface, next hop) -> time of the last advertisement.
    """

    def start(self) -> None:
        self.down: set[Prefix] = set()  # invalid, held until they are flushed
        self.routes: dict[Prefix, dict[tuple[str, IPv4], tuple[Interface, float]]] = {}
        self.heard: dict[IPv4, float] = {}
        cdp: CdpEngine = self.host.peer("cdp")
        cdp.extras.append(self._advertise)
        cdp.listeners.append(self._heard)
        self.host.device.bus.listen(PolicyChanged, self._policy_changed)

    @property
    def process(self) -> OdrProcess | None:
        config = self.host.device.get(OdrConfig)
        return config.process if config is not None else None

    @property
    def is_stub(self) -> bool:
        """No routing protocol runs here."""
        device = self.host.device
        return self.process is None and not running_sources(device.vrfs.default)

    def changed(self, change: Change) -> None:
        if self.process is None:
            for prefix in [prefix for prefix in self.routes if prefix != DEFAULT_ROUTE]:
                self._drop(prefix)
        cdp: CdpEngine = self.host.peer("cdp")
        for iface in list(self.host.device.interfaces.values()):
            if iface.line_up and cdp.running and cdp.enabled(iface):
                cdp.advertise(iface)
        for neighbor in list(cdp.neighbors.values()):
            self._heard(neighbor, True)

    def _policy_changed(self, event: PolicyChanged) -> None:
        cdp: CdpEngine = self.host.peer("cdp")
        for prefix in list(self.routes):
            self._drop(prefix)
        for neighbor in list(cdp.neighbors.values()):
            self._heard(neighbor, True)

    def interface_changed(self, iface: Interface) -> None:
        if not iface.line_up or not self._global(iface):
            for prefix, paths in list(self.routes.items()):
                for key in [key for key, (port, _) in paths.items() if port is iface]:
                    self._lose(prefix, key)

    def _global(self, iface: Interface) -> bool:
        return iface.vrf is self.host.device.vrfs.default

    # out

    def _advertise(self, iface: Interface, packet: Cdp) -> None:
        if not self._global(iface):
            return
        if self.process is not None:
            packet.gateway = iface.address
        elif self.is_stub:
            own = iface.prefix
            cdp: CdpEngine = self.host.peer("cdp")
            packet.prefixes = [prefix for prefix in cdp.prefixes() if prefix != own]

    # in

    def _heard(self, neighbor: Neighbor, alive: bool) -> None:
        packet, iface = neighbor.packet, neighbor.iface
        next_hop = packet.addresses[0] if packet.addresses else 0
        if not alive:
            self.heard.pop(next_hop, None)
        if not alive or not next_hop or not self._global(iface):
            return
        process = self.process
        if process is not None:
            remember(self.heard, next_hop, self.host.now)
            told = {
                prefix
                for prefix in packet.prefixes
                if policy.distributes(self.host.device, process.distribute, "in", iface, prefix)
            }
            for prefix, paths in list(self.routes.items()):
                if (iface.text, next_hop) in paths and prefix not in told:
                    self._lose(prefix, (iface.text, next_hop))
            for prefix in told:
                if self.host.due(self._holddown, prefix) is None:
                    self._learn(prefix, iface, next_hop, process.timers[1])
        elif packet.gateway is not None and self.is_stub:
            self._learn(DEFAULT_ROUTE, iface, packet.gateway, OdrProcess().timers[1])

    def _learn(self, prefix: Prefix, iface: Interface, next_hop: IPv4, invalid: int) -> None:
        if prefix in self.down:
            self._drop(prefix)
        self.routes.setdefault(prefix, {})[iface.text, next_hop] = (iface, self.host.now)
        self.host.after(invalid, self._invalid, prefix, (iface.text, next_hop), background=True)
        self._install(prefix)

    def _invalid(self, prefix: Prefix, key: tuple[str, IPv4]) -> None:
        """Silent too long: the last path stays, possibly down, until it is flushed."""
        if len(self.routes.get(prefix, {})) > 1:
            self._lose(prefix, key)
            return
        process = self.process or OdrProcess()
        _, invalid, holddown, flush = process.timers
        self.down.add(prefix)
        if holddown:
            self.host.after(holddown, self._holddown, prefix, background=True)
        self.host.after(max(flush - invalid, 0), self._drop, prefix, background=True)
        self._install(prefix)

    def _holddown(self, prefix: Prefix) -> None:
        """It is over: what comes is believed again."""

    def _lose(self, prefix: Prefix, key: tuple[str, IPv4]) -> None:
        self.host.cancel(self._invalid, prefix, key)
        paths = self.routes.get(prefix, {})
        paths.pop(key, None)
        if paths:
            self._install(prefix)
        else:
            self._drop(prefix)

    def _drop(self, prefix: Prefix) -> None:
        self.down.discard(prefix)
        self.host.cancel(self._drop, prefix)
        for key in self.routes.pop(prefix, {}):
            self.host.cancel(self._invalid, prefix, key)
        self.host.device.vrfs.default.v4.update(ODR, prefix, None)

    def _install(self, prefix: Prefix) -> None:
        process = self.process
        limit = process.maximum_paths if process is not None else 4
        paths = tuple(
            Path(next_hop, iface, next_hop) for (_, next_hop), (iface, _) in list(self.routes[prefix].items())[:limit]
        )
        distance = process.distance if process is not None else ODR.distance
        table = self.host.device.vrfs.default.v4
        kind = "possibly down" if prefix in self.down else ""
        table.update(ODR, prefix, Route(prefix, ODR, distance, _METRIC, paths, kind=kind))
        if not kind:
            table.touch(ODR, prefix)
