"""Reflexive access lists: what an entry with `reflect` let out makes an entry for what comes back, as long as it lasts.

An entry ends when nobody has used it for its time; of TCP five seconds behind the second FIN, and with a RST at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire import ipv4
from iosemu.wire.tcp import FIN, RST

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.features.acl.model import AclConfig, Entry

CLOSING = 5.0  # seconds that a TCP session has after its second FIN
MOST_ENTRIES = 10_000  # of one list; what comes on top makes none
_OFFSET = 0x1FFF
_Key = tuple[int, IPv4, IPv4, int, int]  # protocol, source, destination and ports of what comes back


@dataclass(slots=True)
class Reflected:
    """What may come back."""

    protocol: int
    src: IPv4
    dst: IPv4
    src_port: int  # of TCP and UDP, else 0
    dst_port: int
    timeout: float  # seconds without traffic
    expires: float
    matches: int = 0
    finished: int = 0  # who has sent a FIN: 1 he who came first, 2 he who answers


@dataclass(slots=True)
class Reflexive:
    """One list."""

    name: str
    entries: dict[_Key, Reflected] = field(default_factory=dict)

    def holds(self, packet: ipv4.IPv4) -> bool:
        return self.find(packet) is not None

    def find(self, packet: ipv4.IPv4) -> Reflected | None:
        """The entry for a datagram that comes back. A later fragment has no ports: addresses and protocol decide."""
        if packet.flags_offset & _OFFSET:
            ends = (packet.protocol, packet.src, packet.dst)
            return next((each for key, each in self.entries.items() if key[:3] == ends), None)
        return self.entries.get((packet.protocol, packet.src, packet.dst, *_ports(packet)))


class Reflexives:
    """All of a router: part of the engine."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.lists: dict[str, Reflexive] = {}

    def agree(self, config: AclConfig) -> None:
        """A list is there as long as an entry names it."""
        named = set(reflecting(config))
        for name in named - self.lists.keys():
            self.lists[name] = Reflexive(name)
        for name in self.lists.keys() - named:
            self.lists.pop(name).entries.clear()  # rules that look into it find nothing

    def passed(self, entry: Entry, packet: ipv4.IPv4, timeout: float) -> None:
        """A datagram was let pass by an entry with `reflect` or `evaluate`."""
        if entry.evaluate:
            found = self.lists.get(entry.evaluate)
            reflected = found.find(packet) if found is not None else None
            if found is not None and reflected is not None:
                self._used(found, reflected, packet, 2)
            return
        known = self.lists[entry.reflect]
        if packet.flags_offset & _OFFSET:
            return
        src_port, dst_port = _ports(packet)
        key = (packet.protocol, packet.dst, packet.src, dst_port, src_port)
        reflected = known.entries.get(key)
        if reflected is None:
            ends = packet.protocol == ipv4.TCP and _tcp_flags(packet) & RST
            if ends or len(known.entries) >= MOST_ENTRIES:
                return
            reflected = known.entries[key] = Reflected(*key, timeout, self.host.now + timeout)
            self.host.after(timeout, self._expire, entry.reflect, key, background=True)
        self._used(known, reflected, packet, 1)

    def _used(self, within: Reflexive, reflected: Reflected, packet: ipv4.IPv4, end: int) -> None:
        reflected.matches += 1
        key = _key(reflected)
        if packet.protocol == ipv4.TCP and not packet.flags_offset & _OFFSET:
            flags = _tcp_flags(packet)
            if flags & RST:
                self._remove(within, key)
                return
            if flags & FIN:
                reflected.finished |= end
            if reflected.finished == 3:
                if flags & FIN:
                    reflected.expires = self.host.now + CLOSING
                    self.host.after(CLOSING, self._expire, within.name, key, background=True)
                return
        reflected.expires = self.host.now + reflected.timeout

    def _remove(self, within: Reflexive, key: _Key) -> None:
        within.entries.pop(key, None)
        self.host.cancel(self._expire, within.name, key)

    def _expire(self, name: str, key: _Key) -> None:
        found = self.lists.get(name)
        reflected = found.entries.get(key) if found is not None else None
        if found is None or reflected is None:
            return
        left = reflected.expires - self.host.now
        if left > 0:
            self.host.after(left, self._expire, name, key, background=True)
        else:
            del found.entries[key]


def reflecting(config: AclConfig) -> Iterable[str]:
    """The names of lists that entries make."""
    return (entry.reflect for each in config.extended.values() for entry in each.entries if entry.reflect)


def _key(reflected: Reflected) -> _Key:
    return reflected.protocol, reflected.src, reflected.dst, reflected.src_port, reflected.dst_port


def _ports(packet: ipv4.IPv4) -> tuple[int, int]:
    data = packet.payload
    if packet.protocol not in (ipv4.TCP, ipv4.UDP) or len(data) < 4:
        return 0, 0
    return data[0] << 8 | data[1], data[2] << 8 | data[3]


def _tcp_flags(packet: ipv4.IPv4) -> int:
    return packet.payload[13] if len(packet.payload) > 13 else 0
