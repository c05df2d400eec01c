"""Which configured subnets share addresses: the question that each new address asks of all interfaces."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from iosemu.types import IPv4, Prefix, mask_of

if TYPE_CHECKING:
    from iosemu.device.interface import Interface


class Subnets:
    """The configured subnets of all interfaces of a router, whatever their state; a look-up costs no more for many."""

    __slots__ = ("_holders", "_of", "_sorted")

    def __init__(self) -> None:
        self._of: dict[Interface, list[Prefix]] = {}
        self._holders: dict[Prefix, dict[Interface, None]] = {}
        self._sorted: dict[int, list[IPv4]] = {}  # length -> networks in use, in order

    def follow(self, iface: Interface) -> None:
        """The addresses of an interface are others now, or it is gone."""
        for prefix in self._of.pop(iface, ()):
            holders = self._holders[prefix]
            del holders[iface]
            if not holders:
                del self._holders[prefix]
                networks = self._sorted[prefix.length]
                del networks[bisect_left(networks, prefix.network)]
                if not networks:
                    del self._sorted[prefix.length]
        if iface.removed:
            return
        found = list(dict.fromkeys(Prefix.of(address, length) for address, length in iface.addresses))
        for prefix in found:
            if prefix not in self._holders:
                self._holders[prefix] = {}
                insort(self._sorted.setdefault(prefix.length, []), prefix.network)
            self._holders[prefix][iface] = None
        if found:
            self._of[iface] = found

    def sharing(self, prefix: Prefix) -> list[Interface]:
        """Interfaces with a subnet that holds, equals or lies in `prefix`."""
        found: dict[Interface, None] = {}
        for length, networks in self._sorted.items():
            first = prefix.network & mask_of(min(length, prefix.length))
            at = bisect_left(networks, first)
            while at < len(networks) and networks[at] <= (prefix.broadcast if length > prefix.length else first):
                found.update(self._holders[Prefix(networks[at], length)])
                at += 1
        return list(found)
