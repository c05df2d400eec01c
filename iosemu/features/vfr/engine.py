"""Pieces of datagrams that come in: none goes on before the first one, which has the ports that lists, sessions and
translations look at; what overlaps, or does not come in time, goes nowhere (RFC 1858)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.engine import Engine, Host
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, TAKEN, Drop, Passage, Point, Verdict
from iosemu.features.vfr import events
from iosemu.features.vfr.model import VfrInterface
from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change

_OFFSET = 0x1FFF  # of flags and offset, in units of eight octets
Key = tuple[IPv4, IPv4, int, int]
"""Source, destination, protocol, identification (RFC 791 section 3.2)."""


@dataclass(slots=True, eq=False)
class Datagram:
    """One in pieces."""

    ranges: list[tuple[int, int]] = field(default_factory=list)  # octets that came: from, up to
    size: int = 0  # of the whole payload, once its last piece has come
    begun: bool = False  # its first piece went on
    held: list[Passage] = field(default_factory=list)  # what waits for that

    @property
    def whole(self) -> bool:
        return bool(self.size) and sum(end - start for start, end in self.ranges) == self.size


@dataclass(slots=True, eq=False)
class Port:
    """An interface's datagrams in pieces, and what became of others."""

    datagrams: dict[Key, Datagram] = field(default_factory=dict)
    total: int = 0
    timeouts: int = 0


class VfrEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.ports: dict[Interface, Port] = {}

    def start(self) -> None:
        for iface in self.host.device.interfaces.values():
            self._apply(iface)

    def changed(self, change: Change) -> None:
        if isinstance(change.owner, Interface):
            self._apply(change.owner)

    def _apply(self, iface: Interface) -> None:
        slot = iface.get(VfrInterface)
        if slot is None:
            return
        iface.set_stage(Point.IN_VFR, self._stage, slot.enabled)
        if not slot.enabled:
            port = self.ports.pop(iface, None)
            for key in list(port.datagrams) if port is not None else ():
                self.host.cancel(self.expire, iface, key)
        else:
            self.ports.setdefault(iface, Port())

    def _stage(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        packet = passage.packet
        more, at = bool(packet.flags_offset & ipv4.MORE_FRAGMENTS), (packet.flags_offset & _OFFSET) << 3
        if not more and not at:
            return PASS
        config, port = iface[VfrInterface], self.ports[iface]
        if config.drop:
            return Drop(Reason.NOT_REASSEMBLED)
        key = packet.src, packet.dst, packet.protocol, packet.ident
        found = port.datagrams.get(key)
        if found is not None and passage in found.held:  # it has waited
            found.held.remove(passage)
            self._done(iface, port, key, found)
            return PASS
        if found is None:
            if len(port.datagrams) >= config.reassemblies:
                self.host.emit(events.TableFull(iface.name, config.reassemblies))
                return Drop(Reason.NOT_REASSEMBLED)
            found = port.datagrams[key] = Datagram()
            self.host.after(float(config.timeout), self.expire, iface, key, background=True)
        end = at + len(packet.payload)
        if any(start < end and at < stop for start, stop in found.ranges):
            self.host.emit(events.Overlap(iface.name, packet.src, packet.dst))
            self._lose(iface, port, key)
            return Drop(Reason.NOT_REASSEMBLED)
        if len(found.ranges) >= config.fragments:
            self.host.emit(events.TooMany(iface.name, config.fragments, packet.src, packet.dst))
            self._lose(iface, port, key)
            return Drop(Reason.NOT_REASSEMBLED)
        found.ranges.append((at, end))
        if not more:
            found.size = end
        if at and not found.begun:
            found.held.append(passage.part(packet))
            return TAKEN
        if not at:
            found.begun = True
            if found.held:
                self.host.after(0.0, self.resume, iface, key)
        self._done(iface, port, key, found)
        return PASS

    def resume(self, iface: Interface, key: Key) -> None:
        """The first piece has gone on: the others may follow it."""
        port, ip = self.ports.get(iface), self.host.device.ip
        found = port.datagrams.get(key) if port is not None else None
        for each in list(found.held) if found is not None else ():
            ip.stats.received -= 1  # it was counted when it came
            ip.carry(each)

    def _done(self, iface: Interface, port: Port, key: Key, found: Datagram) -> None:
        if found.whole and not found.held:
            port.total += 1
            del port.datagrams[key]
            self.host.cancel(self.expire, iface, key)

    def _lose(self, iface: Interface, port: Port, key: Key) -> None:
        """What waits goes nowhere."""
        found = port.datagrams.pop(key)
        self.host.cancel(self.expire, iface, key)
        for each in found.held:
            self.host.device.ip.drop(each, iface, Reason.NOT_REASSEMBLED)

    def expire(self, iface: Interface, key: Key) -> None:
        """Not all of it has come in time."""
        port = self.ports.get(iface)
        if port is not None and key in port.datagrams:
            port.timeouts += 1
            self._lose(iface, port, key)
