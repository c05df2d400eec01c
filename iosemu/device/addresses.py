"""Own addresses: connected and local routes, and what a table takes in, follow the interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.rib import Path, Route, RoutingTable
from iosemu.device.sources import CONNECTED, LOCAL
from iosemu.types import IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.ip import IpStack

Own = list[tuple[IPv4, int]]  # address, prefix length


class Addresses:
    """What the tables know of each interface."""

    def __init__(self, stack: IpStack) -> None:
        self.stack = stack
        self._own: dict[Interface, Own] = {}

    def agree(self, iface: Interface) -> None:
        """Make the table of the interface's VRF agree with its addresses and line."""
        self._follow(iface, iface.addresses if iface.line_up and not iface.removed else [])

    def forget(self, iface: Interface) -> None:
        """It leaves its VRF."""
        self._follow(iface, [])

    def _follow(self, iface: Interface, new: Own) -> None:
        old = self._own.pop(iface, [])
        if new:
            self._own[iface] = new
        if old == new:
            return
        table = iface.table
        table.flush()
        self._received(table, iface, old, new)
        connected = {Prefix.of(address, length) for address, length in new}
        for prefix in {Prefix.of(address, length) for address, length in old} - connected:
            table.update(f"{CONNECTED} {iface.text}", prefix, None)
        for prefix in sorted(connected):
            path = (Path(None, iface),)
            table.update(f"{CONNECTED} {iface.text}", prefix, Route(prefix, CONNECTED, 0, 0, path))
        if iface.device.software.local_routes:
            for address, length in old:
                if length < 32 and (address, length) not in new:
                    table.update(f"{LOCAL} {iface.text}", Prefix(address, 32), None)
            for address, length in new:
                if length < 32:
                    host = Prefix(address, 32)
                    table.update(f"{LOCAL} {iface.text}", host, Route(host, LOCAL, 0, 0, (Path(None, iface),)))
        if any(own not in old for own in new):
            self.stack.arp.announce(iface)

    @staticmethod
    def _received(table: RoutingTable, iface: Interface, old: Own, new: Own) -> None:
        for address, length in old:
            if (address, length) not in new:
                if table.receive.get(address) is iface:
                    del table.receive[address]
                for wide in (Prefix.of(address, length).network, Prefix.of(address, length).broadcast):
                    if table.broadcasts.get(wide) is iface:
                        del table.broadcasts[wide]
        for address, length in new:
            table.receive[address] = iface
            if length < 31:
                subnet = Prefix.of(address, length)
                table.broadcasts[subnet.network] = table.broadcasts[subnet.broadcast] = iface
