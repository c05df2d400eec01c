"""RIP in one VRF: the ports it speaks on, its own routes, and its timers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.sources import CONNECTED
from iosemu.features.policy import api as policy
from iosemu.features.rip import RIP
from iosemu.features.rip.database import Database, RipEntry, RipPath
from iosemu.features.rip.events import RouteChanged
from iosemu.features.rip.inbox import Inbox
from iosemu.features.rip.model import RipInterface, RipProcess
from iosemu.features.rip.updates import Updates
from iosemu.types import DEFAULT_ROUTE, IPv4, Prefix, classful_length
from iosemu.wire.rip import GROUP, INFINITY

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.device.rib import RoutingTable
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf

FLASH_DELAY = 0.05  # seconds; gathers what changes together
JITTER = 0.15  # of the update interval


class RipInstance:
    """`ports` are the interfaces of the VRF that RIP speaks or at least listens on.

    `process` is what the address family says, `router` what `router rip` says to all.
    """

    def __init__(self, host: Host, process: RipProcess, router: RipProcess, vrf: Vrf) -> None:
        self.host = host
        self.device = host.device
        self.process = process
        self.router = router
        self.vrf = vrf
        self.text = vrf.name  # as timers name it
        self.emit = host.emit
        self.database = Database(self)
        self.inbox = Inbox(self)
        self.updates = Updates(self)
        self.ports: dict[str, Interface] = {}
        self.heard: dict[IPv4, float] = {}  # gateway -> time of its last update; bounded
        self._changed: set[Prefix] = set()
        self._flagged = False  # there is a default network that others should hear of
        self._timers = process.timers
        self.host.after(self._interval(), self.update, background=True)

    @property
    def table(self) -> RoutingTable:
        return self.vrf.v4

    keeps_down = True

    @property
    def now(self) -> float:
        return self.host.now

    @property
    def times(self) -> tuple[int, int, int, int]:
        return self.process.timers

    def holds(self, iface: Interface) -> bool:
        return iface.vrf is self.vrf

    def told(self, prefix: Prefix, path: RipPath, added: bool) -> None:
        self.emit(RouteChanged(prefix, path.metric, path.next_hop, path.iface.name, added))

    # configuration

    def changed(self) -> None:
        """Configuration or policy is different."""
        self.refresh()
        if self.process.timers != self._timers:  # the update under way follows the new interval too
            self._timers = self.process.timers
            self.host.after(self._interval(), self.update, background=True)
        for prefix in self.database.entries:
            self.note(prefix)

    def routes_changed(self) -> None:
        process = self.process
        if process.redistribute or process.originate_default or self.table.default_networks or self._flagged:
            self.own_routes()

    def covers(self, iface: Interface, process: RipProcess) -> bool:
        """Does one of its addresses lie in a configured network?"""
        return iface.vrf is self.vrf and any(
            Prefix.of(address, classful_length(address)).network in process.networks or 0 in process.networks
            for address, _ in iface.addresses
        )

    def is_passive(self, iface: Interface, process: RipProcess) -> bool:
        if process.passive_default:
            return iface.name not in process.not_passive
        return iface.name in process.passive

    @property
    def version(self) -> int | None:
        """The address family's, else that of `router rip`."""
        return self.process.version or self.router.version

    def send_version(self, iface: Interface, process: RipProcess) -> list[int]:
        slot = iface.get(RipInterface)
        if slot is not None and slot.send_version:
            return [int(version) for version in slot.send_version.split()]
        return [self.version or 1]

    def receive_versions(self, iface: Interface, process: RipProcess) -> list[int]:
        slot = iface.get(RipInterface)
        if slot is not None and slot.receive_version:
            return [int(version) for version in slot.receive_version.split()]
        return [self.version] if self.version else [1, 2]

    def refresh(self) -> None:
        """Make ports and own routes agree with configuration and line states."""
        device, process = self.device, self.process
        wanted = {
            iface.text: iface for iface in device.interfaces.values() if iface.line_up and self.covers(iface, process)
        }
        for text in [text for text in self.ports if text not in wanted]:
            self._port_down(self.ports.pop(text))
        for text, iface in wanted.items():
            if text not in self.ports:
                self.ports[text] = iface
                device.ip.join(iface, GROUP)
                if not self.is_passive(iface, process) and iface.kind != "Loopback":
                    self.updates.ask(iface, process)
        self.own_routes()

    def ends(self) -> None:
        """`no router rip`, or the address family is gone."""
        for iface in self.ports.values():
            self.device.ip.leave(iface, GROUP)
        self.ports.clear()
        self.table.withdraw(RIP)
        self.host.stop()

    def _port_down(self, iface: Interface) -> None:
        self.device.ip.leave(iface, GROUP)
        for entry in list(self.database.entries.values()):
            gone = [source for source, path in entry.paths.items() if path.iface is iface]
            for source in gone:
                self.database.lose(entry, source)

    @property
    def record(self) -> RipProcess:
        return self.process

    @property
    def source(self) -> RouteSource:
        return RIP

    def networks(self) -> list[Prefix]:
        """Connected prefixes that RIP runs on."""
        return [entry.prefix for entry in self.database.entries.values() if entry.origin == "connected"]

    def imports(self, prefix: Prefix) -> str | None:
        """The options with which the route is redistributed into RIP; None: it is not."""
        entry = self.database.entries.get(prefix)
        if entry is None or entry.origin != "redistributed" or entry.down:
            return None
        return policy.options_text(self.process.redistribute, entry.source)

    def own_routes(self) -> None:
        process = self.process
        wanted: dict[Prefix, RipEntry] = {}
        for iface in self.ports.values():
            for address, length in iface.addresses:
                prefix = Prefix.of(address, length)
                major = Prefix.of(address, classful_length(address))
                if major.network in process.networks or 0 in process.networks:
                    wanted[prefix] = RipEntry(prefix, {}, "connected", 0, iface)
        for item in policy.redistributed(self.table, process.redistribute, RIP):
            metric = self._seed(item, process)
            if metric >= INFINITY:
                continue
            path = item.route.paths[0] if item.route.paths else None
            wanted.setdefault(
                item.route.prefix,
                RipEntry(
                    item.route.prefix, {}, "redistributed", metric, path.interface if path else None,
                    path.next_hop or 0 if path else 0, item.tag, item.route.source,
                ),
            )  # fmt: skip
        self._flagged = self._default_network()
        if (process.originate_default and self._default_allowed(process)) or self._flagged:
            wanted.setdefault(DEFAULT_ROUTE, RipEntry(DEFAULT_ROUTE, {}, "default"))
        for prefix, entry in list(self.database.entries.items()):
            if entry.origin and prefix not in wanted and not entry.down:
                self.database.retire(entry)
        for prefix, entry in wanted.items():
            known = self.database.entries.get(prefix)
            same = known is not None and known.origin == entry.origin and not known.down
            if (
                same
                and known is not None
                and (known.own_metric, known.own_iface) == (entry.own_metric, entry.own_iface)
            ):
                continue
            self.database.entries[prefix] = entry
            self.host.cancel(self.database.flush, prefix)
            self.table.update(RIP, prefix, None)
            self.note(prefix)

    def _default_network(self) -> bool:
        """`ip default-network`: while it is attached here, or known by RIP itself, others hear of a default route."""
        routes = map(self.table.best, self.table.default_networks)
        return any(route is not None and route.source in (CONNECTED, RIP) for route in routes)

    @staticmethod
    def _seed(item: policy.Redistributed, process: RipProcess) -> int:
        if item.metric is not None:
            return item.metric
        if item.options.transparent:
            return min(item.route.metric, INFINITY)
        if process.default_metric is not None:
            return process.default_metric
        return item.route.source.seed or INFINITY

    def _default_allowed(self, process: RipProcess) -> bool:
        """A route map with `match` makes the default conditional on a route that it permits."""
        if not process.originate_map:
            return True
        entries = policy.entries_of(self.device, process.originate_map)
        conditional = any(entry.match_acls or entry.match_prefix_lists for _, entry in entries)
        if not conditional:
            return any(entry.permit for _, entry in entries) or not entries
        return any(
            policy.route_map(self.device, process.originate_map, policy.Facts(route.prefix)) is not None
            for route in self.table
            if route.source is not RIP
        )

    def default_out(self, process: RipProcess, iface: Interface) -> bool:
        """`set interface` in the route map says on which interfaces the default is announced."""
        if not process.originate_map:
            return True
        names = [
            name
            for _, entry in policy.entries_of(self.device, process.originate_map)
            if entry.permit
            for name in entry.set_interfaces
        ]
        return not names or iface.name in names

    def note(self, prefix: Prefix) -> None:
        """It changed: a flash update is due."""
        self._changed.add(prefix)
        if self.host.due(self._flash) is None:
            self.host.after(FLASH_DELAY, self._flash)

    def _interval(self) -> float:
        return self.process.timers[0] * (1 - JITTER * self.host.rng.random())

    @property
    def due(self) -> float | None:
        """Seconds until the next regular update."""
        return self.host.due(self.update)

    def update(self) -> None:
        """The regular one, of everything."""
        self._changed.clear()
        self._forget_silent()
        self.host.cancel(self._flash)
        self.updates.tell(self.process, None)
        self.host.after(self._interval(), self.update, background=True)

    def _flash(self) -> None:
        changed, self._changed = self._changed, set()
        self.updates.tell(self.process, changed)

    def _forget_silent(self) -> None:
        """Gateways of which nothing is left; what they come back with begins anew (RFC 2082 section 3.2.2)."""
        oldest = self.now - self.process.timers[3]
        for gateway in [gateway for gateway, at in self.heard.items() if at < oldest]:
            del self.heard[gateway]
            self.inbox.forget(gateway)
