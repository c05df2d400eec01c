"""Static translations, found by either address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iosemu.features.nat.model import NatConfig, Static
from iosemu.types import IPv4, mask_of
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device

_NUMBERS = {"tcp": ipv4.TCP, "udp": ipv4.UDP, "esp": ipv4.ESP}


class Match(NamedTuple):
    """A rule, and what the other side sees: address and port."""

    rule: Static
    address: IPv4
    port: int


class Statics:
    """Made anew whenever rules, or addresses of interfaces that they name, change."""

    def __init__(self, device: Device, config: NatConfig) -> None:
        self._local: dict[tuple[str, int, IPv4], list[tuple[Static, IPv4]]] = {}  # side, table, address
        self._global: dict[tuple[str, IPv4], list[Static]] = {}
        self._networks: list[tuple[int, Static]] = []
        self.globals: set[IPv4] = set()  # whose whole address is spoken for
        for rule in config.statics.values():
            vrf = device.vrfs.get(rule.vrf)
            address = address_of(device, rule)
            if vrf is None or address is None:
                continue
            if rule.protocol == "network":
                self._networks.append((vrf.number, rule))
                continue
            self._local.setdefault((rule.side, vrf.number, rule.local), []).append((rule, address))
            self._global.setdefault((rule.side, address), []).append(rule)
            if not rule.protocol and rule.interface is None:
                self.globals.add(address)

    def by_local(self, side: str, vrf: int, address: IPv4, protocol: int, port: int) -> list[Match]:
        """What an address of inside becomes; those of a port first."""
        found = [
            Match(rule, global_, rule.global_port or port)
            for rule, global_ in self._local.get((side, vrf, address), ())
            if _fits(rule, protocol, rule.local_port, port)
        ]
        found.sort(key=lambda match: not match.rule.protocol)
        for table, rule in self._networks:
            mask = mask_of(rule.length)
            if rule.side == side and table == vrf and (address ^ rule.local) & mask == 0:
                found.append(Match(rule, rule.global_ & mask | address & ~mask & 0xFFFFFFFF, port))
        return found

    def by_global(self, side: str, address: IPv4, protocol: int, port: int) -> Match | None:
        """Whom an address that outside sees stands for."""
        known = self._global.get((side, address), ())
        found = [rule for rule in known if _fits(rule, protocol, rule.global_port, port)]
        if found:
            rule = min(found, key=lambda rule: not rule.protocol)
            return Match(rule, rule.local, rule.local_port or port)
        for _, rule in self._networks:
            mask = mask_of(rule.length)
            if rule.side == side and (address ^ rule.global_) & mask == 0:
                return Match(rule, rule.local & mask | address & ~mask & 0xFFFFFFFF, port)
        return None


def _fits(rule: Static, protocol: int, own: int, port: int) -> bool:
    if not rule.protocol:
        return True
    return protocol == _NUMBERS[rule.protocol] and (not own or own == port)


def address_of(device: Device, rule: Static) -> IPv4 | None:
    """What outside sees; None while its interface has no address."""
    if rule.interface is None:
        return rule.global_
    iface = device.interfaces.get(rule.interface)
    return iface.address if iface is not None else None
