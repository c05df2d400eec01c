"""IGMP of a router."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.interface import Interface
from iosemu.features.igmp.model import IgmpInterface
from iosemu.features.igmp.port import Port
from iosemu.types import InterfaceName, IPv4, Prefix
from iosemu.wire import Malformed, igmp
from iosemu.wire.igmp import Igmp

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.passage import Passage

Want = tuple[IPv4, IPv4]


class IgmpEngine(Engine):
    """`listen` and `route` are what other features ask of it."""

    def start(self) -> None:
        self.ports: dict[InterfaceName, Port] = {}
        self._asked: dict[InterfaceName, dict[Want, int]] = {}  # by features
        self._configured: dict[InterfaceName, set[Want]] = {}  # `ip igmp join-group`, in effect
        self._routing: set[InterfaceName] = set()
        self.host.device.ip.register(igmp.PROTOCOL, self._received)
        for iface in tuple(self.host.device.interfaces.values()):
            self._agree(iface)

    def stop(self) -> None:
        for port in self.ports.values():
            port.host.stop()
        self.ports.clear()

    def changed(self, change: Change) -> None:
        if isinstance(change.owner, Interface):
            self._agree(change.owner)
            port = self.ports.get(change.owner.name)
            if port is not None and change.path[:1] in (("query_interval",), ("version",)) and port.asks:
                port.query()

    def interface_changed(self, iface: Interface) -> None:
        self._agree(iface)

    # what others ask

    def listen(self, iface: Interface, group: IPv4, source: IPv4 = 0, wanted: bool = True) -> None:
        """A feature of this router wants datagrams to `group` that come in there, or no more. Counts. `source` counts
        where groups belong to one sender (232.0.0.0/8)."""
        key = (group, source if group >> 24 == 232 else 0)
        asked = self._asked.setdefault(iface.name, {})
        asked[key] = asked.get(key, 0) + (1 if wanted else -1)
        if asked[key] <= 0:
            del asked[key]
        if not asked:
            del self._asked[iface.name]
        self._agree(iface)

    def route(self, iface: Interface, wanted: bool) -> None:
        """Groups are routed there, or no more: it has to know who listens."""
        (self._routing.add if wanted else self._routing.discard)(iface.name)
        self._agree(iface)

    def listeners(self, name: InterfaceName) -> Iterator[Want]:
        """Who listens there: (group, source or 0 for any)."""
        port = self.ports.get(name)
        return port.listeners() if port is not None else iter(())

    def admits(self, port: Port, group: IPv4) -> bool:
        """`ip igmp access-group`"""
        name = port.config.access_group
        if not name:
            return True
        return self.host.peer("acl").matches_prefix(name, Prefix(group, 32)) is not False

    # the state agrees

    def _agree(self, iface: Interface) -> None:
        slot: IgmpInterface | None = iface.get(IgmpInterface)
        asked = self._asked.get(iface.name, {})
        if iface.removed or not iface.line_up or iface.address is None:
            port = self.ports.pop(iface.name, None)
            self._configured.pop(iface.name, None)
            if port is not None:
                port.end()
            return
        wanted: dict[Want, None] = dict.fromkeys(asked)
        if slot is not None:
            wanted |= dict.fromkeys((group, 0) for group in slot.joins)
            wanted |= dict.fromkeys(slot.sources)
        routing = iface.name in self._routing
        port = self.ports.get(iface.name)
        if port is None:
            if not wanted and not routing:
                return
            port = self.ports[iface.name] = Port(self, iface)
        port.route(routing)
        have = self._configured.setdefault(iface.name, set())
        for key in wanted:
            if key not in have:
                have.add(key)
                port.want(*key)
        for key in [key for key in have if key not in wanted]:
            have.discard(key)
            port.unwant(*key)
        port.keep(slot.statics if slot is not None else {})
        if not wanted and not routing:
            self.ports.pop(iface.name).end()
            self._configured.pop(iface.name, None)

    def _received(self, passage: Passage, iface: Interface) -> None:
        port = self.ports.get(iface.name)
        if port is None:
            return
        try:
            message = Igmp.decode(passage.packet.payload)
        except Malformed:
            return
        port.heard(message, passage.packet.src)
