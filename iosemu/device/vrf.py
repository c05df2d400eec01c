"""Routing and forwarding instances: each has its tables, and interfaces belong to one. "" is the global one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.events import VrfEmptied, VrfEmptied6, VrfMade
from iosemu.device.rib import RoutingTable
from iosemu.types import Prefix6

if TYPE_CHECKING:
    from iosemu.device.device import Device


class Vrf:
    """One instance: a routing table for each address family. `number` tells it, and its tables, apart; 0: global."""

    def __init__(self, device: Device, name: str, number: int = 0) -> None:
        self.device = device
        self.name = name
        self.number = number
        self.ipv4 = True  # may its interfaces have IPv4 addresses?
        self.ipv6 = True  # the same of IPv6
        self.ipv4_only = False  # IPv6 of its interfaces belongs to the global one
        self.v4 = RoutingTable(device, name)
        self._v6: RoutingTable | None = None

    @property
    def v6(self) -> RoutingTable:
        """Made on first use."""
        if self._v6 is None:
            self._v6 = RoutingTable(self.device, self.name, Prefix6)
        return self._v6

    @property
    def for6(self) -> Vrf:
        """The instance that the IPv6 of its interfaces belongs to."""
        return self.device.vrfs.default if self.ipv4_only else self

    def tables(self) -> Iterator[RoutingTable]:
        """Those that are in use."""
        yield self.v4
        if self._v6 is not None:
            yield self._v6

    def __repr__(self) -> str:
        return f"Vrf({self.name!r})"


class Vrfs:
    """Those of a router by name, in order of making; the global one is always there and not listed."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.default = Vrf(device, "")
        self._named: dict[str, Vrf] = {}
        self._numbers = 0  # handed out

    def get(self, name: str) -> Vrf | None:
        """"" is the global one; None if there is no such instance."""
        return self._named.get(name) if name else self.default

    def routed(self, name: str) -> Vrf | None:
        """The instance of that name if it has an IPv4 table."""
        found = self.get(name)
        return found if found is not None and found.ipv4 else None

    def create(self, name: str) -> Vrf:
        """The instance of that name, made if there is none."""
        found = self.get(name)
        if found is None:
            self._numbers += 1
            found = self._named[name] = Vrf(self.device, name, self._numbers)
            self.device.bus.emit(VrfMade(name))
        return found

    def empty(self, vrf: Vrf) -> None:
        """IPv4 ends in it; its interfaces have no addresses any more, and connections to them end."""
        for connection in list(self.device.ip.tcp.connections.values()):
            if connection.vrf is vrf:
                connection.abort()
        self.device.bus.emit(VrfEmptied(vrf.name))

    def empty6(self, vrf: Vrf) -> None:
        """The same of IPv6."""
        if self.device.has_ip6:
            for connection in list(self.device.ip6.tcp.connections.values()):
                if connection.vrf is vrf:
                    connection.abort()
        self.device.bus.emit(VrfEmptied6(vrf.name))

    def remove(self, name: str) -> None:
        """Its interfaces come back to the global one, without their addresses being touched here."""
        gone = self._named.get(name)
        if gone is not None:
            for iface in self.device.interfaces.values():
                if iface.vrf is gone:
                    iface.vrf = self.default
            self.empty(gone)  # while it can be found: routes are taken out of its tables
            self.empty6(gone)
            del self._named[name]

    def __iter__(self) -> Iterator[Vrf]:
        return iter(list(self._named.values()))

    def all(self) -> Iterator[Vrf]:
        """The global one first."""
        yield self.default
        yield from list(self._named.values())

    def tables(self) -> Iterator[RoutingTable]:
        """Of all instances and families."""
        for vrf in self.all():
            yield from vrf.tables()
