"""Addresses that others reach here though no interface has them: ARP on their subnets is answered for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.nat.model import DESTINATION, NatConfig
from iosemu.records import dataclass, field
from iosemu.types import IPv4, mask_of

if TYPE_CHECKING:
    from iosemu.device.device import Device


@dataclass(slots=True, eq=False)
class Aliases:
    ranges: list[tuple[IPv4, IPv4]] = field(default_factory=list)
    own: frozenset[IPv4] = frozenset()  # that interfaces have: those answer for themselves

    def __contains__(self, address: object) -> bool:
        return address not in self.own and any(low <= address <= high for low, high in self.ranges)  # type: ignore[operator]  # an address

    @classmethod
    def of(cls, device: Device, config: NatConfig) -> Aliases:
        """What pools give, and what static translations of whole addresses and ports are known by."""
        ranges: list[tuple[IPv4, IPv4]] = []
        for dynamic in config.dynamics.values():
            pool = config.pools.get(dynamic.pool)
            if pool is not None and dynamic.side != DESTINATION:  # servers answer for themselves
                ranges += pool.ranges
        for rule in config.statics.values():
            if rule.no_alias or rule.interface is not None:
                continue
            address = rule.global_ if rule.side == "inside" else rule.local
            low = address & mask_of(rule.length) if rule.protocol == "network" else address
            ranges.append((low, low | ~mask_of(rule.length) & 0xFFFFFFFF if rule.protocol == "network" else low))
        own = frozenset(address for iface in device.interfaces.values() for address, _ in iface.addresses)
        return cls(ranges, own)
