"""RIP at work: the ports it speaks on, its own routes, and its timers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.device.engine import Engine
from iosemu.device.events import AudienceGrew
from iosemu.features.policy import api as policy
from iosemu.features.policy.events import PolicyChanged
from iosemu.features.rip import RIP
from iosemu.features.rip.database import Database, RipEntry
from iosemu.features.rip.inbox import Inbox
from iosemu.features.rip.model import RipConfig, RipInterface, RipProcess
from iosemu.features.rip.updates import Updates
from iosemu.types import DEFAULT_ROUTE, IPv4, Prefix, classful_length
from iosemu.wire.rip import GROUP, INFINITY, PORT

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface

FLASH_DELAY = 0.05  # seconds; gathers what changes together
JITTER = 0.15  # of the update interval


class RipEngine(Engine):
    """`ports` are the interfaces that RIP speaks or at least listens on."""

    def start(self) -> None:
        self.database = Database(self)
        self.inbox = Inbox(self)
        self.updates = Updates(self)
        self.ports: dict[str, Interface] = {}
        self.heard: dict[IPv4, float] = {}  # gateway -> time of its last update; bounded
        self.bad_packets = 0
        self.bad_routes = 0
        self._changed: set[Prefix] = set()
        self._listening = False
        self.host.device.bus.listen(AudienceGrew, self._audience_grew)
        self.host.device.bus.listen(PolicyChanged, self._policy_changed)
        self._refresh()

    @property
    def process(self) -> RipProcess | None:
        return self.host.device[RipConfig].process

    def _audience_grew(self, event: AudienceGrew) -> None:
        if str(event.iface) in self.ports:
            self.host.expect("update")

    # configuration

    def changed(self, change: Change) -> None:
        self._refresh()
        process = self.process
        if process is not None:
            if "timers" in change.path:  # the update under way follows the new interval too
                self.host.timer("update", self._interval(process), background=True)
            self._touch_all()

    def _policy_changed(self, event: PolicyChanged) -> None:
        if self.process is not None:
            self._refresh()
            self._touch_all()

    def interface_changed(self, iface: Interface) -> None:
        if self.process is not None:
            self._refresh()

    def routes_changed(self) -> None:
        process = self.process
        if process is not None and (process.redistribute or process.originate_default):
            self.own_routes(process)

    def covers(self, iface: Interface, process: RipProcess) -> bool:
        """Does one of its addresses lie in a configured network?"""
        return any(
            Prefix.of(address, classful_length(address)).network in process.networks or 0 in process.networks
            for address, _ in iface.addresses
        )

    def is_passive(self, iface: Interface, process: RipProcess) -> bool:
        if process.passive_default:
            return iface.name not in process.not_passive
        return iface.name in process.passive

    def send_version(self, iface: Interface, process: RipProcess) -> list[int]:
        slot = iface.get(RipInterface)
        if slot is not None and slot.send_version:
            return [int(version) for version in slot.send_version.split()]
        return [process.version or 1]

    def receive_versions(self, iface: Interface, process: RipProcess) -> list[int]:
        slot = iface.get(RipInterface)
        if slot is not None and slot.receive_version:
            return [int(version) for version in slot.receive_version.split()]
        return [process.version] if process.version else [1, 2]

    def _refresh(self) -> None:
        """Make ports and own routes agree with configuration and line states."""
        device = self.host.device
        process = self.process
        registry = self.host.peer("policy")
        if process is None:
            if self._listening:
                device.ip.udp.close(PORT)
                self._listening = False
                registry.register(device.vrfs.default, RIP, None)
                for iface in self.ports.values():
                    device.ip.leave(iface, GROUP)
                self.ports.clear()
                self.database.entries.clear()
                self.heard.clear()
                device.vrfs.default.v4.withdraw(RIP)
                self.host.stop()
            return
        if not self._listening:
            self._listening = True
            device.ip.udp.listen(PORT, self.inbox.received)
            registry.register(device.vrfs.default, RIP, self.networks, self.imports)
            self.host.timer("update", self._interval(process), background=True)
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
        self.own_routes(process)

    def _port_down(self, iface: Interface) -> None:
        self.host.device.ip.leave(iface, GROUP)
        for entry in list(self.database.entries.values()):
            gone = [source for source, path in entry.paths.items() if path.iface is iface]
            for source in gone:
                self.database.lose(entry, source)

    def networks(self) -> list[Prefix]:
        """Connected prefixes that RIP runs on."""
        return [entry.prefix for entry in self.database.entries.values() if entry.origin == "connected"]

    def imports(self, prefix: Prefix) -> bool:
        """Is the route redistributed into RIP?"""
        entry = self.database.entries.get(prefix)
        return entry is not None and entry.origin == "redistributed" and not entry.down

    def own_routes(self, process: RipProcess) -> None:
        wanted: dict[Prefix, RipEntry] = {}
        for iface in self.ports.values():
            for address, length in iface.addresses:
                prefix = Prefix.of(address, length)
                major = Prefix.of(address, classful_length(address))
                if major.network in process.networks or 0 in process.networks:
                    wanted[prefix] = RipEntry(prefix, {}, "connected", 0, iface)
        for item in policy.redistributed(self.host.device.vrfs.default, process.redistribute, RIP):
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
        if process.originate_default and self._default_allowed(process):
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
            self.host.cancel(("flush", prefix))
            self.host.device.vrfs.default.v4.update(RIP, prefix, None)
            self.note(prefix)

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
        entries = policy.entries_of(self.host.device, process.originate_map)
        conditional = any(entry.match_acls or entry.match_prefix_lists for _, entry in entries)
        if not conditional:
            return any(entry.permit for _, entry in entries) or not entries
        return any(
            policy.route_map(self.host.device, process.originate_map, policy.Facts(route.prefix)) is not None
            for route in self.host.device.vrfs.default.v4
            if route.source is not RIP
        )

    def default_out(self, process: RipProcess, iface: Interface) -> bool:
        """`set interface` in the route map says on which interfaces the default is announced."""
        if not process.originate_map:
            return True
        names = [
            name
            for _, entry in policy.entries_of(self.host.device, process.originate_map)
            if entry.permit
            for name in entry.set_interfaces
        ]
        return not names or iface.name in names

    def note(self, prefix: Prefix) -> None:
        """It changed: a flash update is due."""
        self._changed.add(prefix)
        if self.host.due("flash") is None:
            self.host.timer("flash", FLASH_DELAY)

    def _touch_all(self) -> None:
        for prefix in self.database.entries:
            self.note(prefix)

    def _interval(self, process: RipProcess) -> float:
        return process.timers[0] * (1 - JITTER * self.host.rng.random())

    def timer(self, key: Any) -> None:
        process = self.process
        if process is None:
            return
        if key == "update":
            self._changed.clear()
            self._forget_silent(process)
            self.host.cancel("flash")
            self.updates.tell(process, None)
            self.host.timer("update", self._interval(process), background=True)
        elif key == "flash":
            changed, self._changed = self._changed, set()
            self.updates.tell(process, changed)
        elif key[0] == "invalid":
            entry = self.database.entries.get(key[1])
            if entry is not None:
                self.database.lose(entry, key[2])
        elif key[0] == "flush":
            self.database.flush(key[1])

    def _forget_silent(self, process: RipProcess) -> None:
        """Gateways of which nothing is left; what they come back with begins anew (RFC 2082 section 3.2.2)."""
        oldest = self.host.now - process.timers[3]
        for gateway in [gateway for gateway, at in self.heard.items() if at < oldest]:
            del self.heard[gateway]
            self.inbox.forget(gateway)
