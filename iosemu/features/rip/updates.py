"""What RIP says: regular and flash updates, requests and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.keychain import api as keychain
from iosemu.features.policy import api as policy
from iosemu.features.rip.database import RipEntry
from iosemu.features.rip.events import NullUpdate, UpdateSent
from iosemu.features.rip.model import RipInterface, RipProcess
from iosemu.types import DEFAULT_ROUTE, MAX_IPV4, IPv4, Prefix, classful_length, length_of
from iosemu.wire.rip import GROUP, INFINITY, MAX_ENTRIES, PORT, Command, Entry, Rip
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.rip.instance import RipInstance

_DEFAULT = RipInterface()


class Updates:
    def __init__(self, rip: RipInstance) -> None:
        self.rip = rip
        self._sequence = 0

    def tell(self, process: RipProcess, only: set[Prefix] | None) -> None:
        """A regular update, or a flash update of what changed."""
        for iface in self.rip.ports.values():
            if self.rip.is_passive(iface, process) or (iface.address is None):
                continue
            if iface.kind == "Loopback" and only is not None:
                continue
            for version in self.rip.send_version(iface, process):
                entries = self.entries_for(iface, process, version, only)
                target = self._group(iface, version)
                if not entries:
                    if only is None:
                        self.rip.emit(NullUpdate(iface.name, iface.address, target, version))
                    continue
                self._send(iface, target, PORT, version, entries, flash=only is not None)
        for neighbor in process.neighbors:
            route = self.rip.device.ip.route(self.rip.vrf, neighbor)
            port = self.rip.ports.get(route.interface.text) if route is not None else None
            if port is not None:
                version = self.rip.send_version(port, process)[0]
                entries = self.entries_for(port, process, version, only)
                if entries:
                    self._send(port, neighbor, PORT, version, entries, flash=only is not None)

    @staticmethod
    def _group(iface: Interface, version: int) -> IPv4:
        slot = iface.get(RipInterface)
        return MAX_IPV4 if version == 1 or (slot is not None and slot.v2_broadcast) else GROUP

    def entries_for(
        self, iface: Interface, process: RipProcess, version: int, only: set[Prefix] | None = None
    ) -> list[Entry]:
        """What an update on this interface says: split horizon, summaries, filters, offsets applied."""
        slot = iface.get(RipInterface) or _DEFAULT
        own = iface.prefix
        database = self.rip.database.entries
        out: dict[Prefix, Entry] = {}
        for prefix in sorted(database if only is None else only & database.keys()):
            entry = database[prefix]
            if not self._announces(entry, iface, process, slot, own):
                continue
            shown = self._shown_as(prefix, iface, process, slot, own)
            if shown is None:
                continue
            metric = entry.metric
            if metric < INFINITY:
                metric = max(metric + (entry.origin != "redistributed"), 1)  # a seed metric is told as configured
                metric += policy.offset(self.rip.device, process.offsets, "out", iface, prefix)
            metric = min(metric, INFINITY)
            next_hop = self._next_hop(entry, iface, own) if shown == prefix else 0
            known = out.get(shown)
            if known is None or metric < known.metric:
                mask = shown.mask if version == 2 else 0
                out[shown] = Entry(shown.network, mask, metric, next_hop if version == 2 else 0, entry.tag)
        return list(out.values())

    def _announces(
        self, entry: RipEntry, iface: Interface, process: RipProcess, slot: RipInterface, own: Prefix | None
    ) -> bool:
        if slot.split_horizon and (entry.iface is iface or any(p.iface is iface for p in entry.paths.values())):
            return False
        if entry.prefix == own and entry.origin == "connected":
            return not slot.split_horizon
        if entry.origin == "default" and not self.rip.default_out(process, iface):
            return False
        return policy.distributes(self.rip.device, process.distribute, "out", iface, entry.prefix, entry.source)

    @staticmethod
    def _shown_as(
        prefix: Prefix, iface: Interface, process: RipProcess, slot: RipInterface, own: Prefix | None
    ) -> Prefix | None:
        """The route itself, the summary that hides it, or its classful network across a border of networks."""
        for key in slot.summaries:
            summary = Prefix(*key)
            if summary.covers(prefix):
                return summary
        if process.auto_summary and prefix != DEFAULT_ROUTE:
            major = Prefix.of(prefix.network, classful_length(prefix.network))
            if prefix.length > major.length and (own is None or not major.covers(own)):
                return major
        return prefix

    @staticmethod
    def _next_hop(entry: RipEntry, iface: Interface, own: Prefix | None) -> IPv4:
        """A third party's address when it lives on the subnet of this interface, else 0: us."""
        for path in entry.paths.values():
            if path.iface is iface and own is not None and path.next_hop in own:
                return path.next_hop
        if entry.own_next_hop and entry.own_iface is iface and own is not None and entry.own_next_hop in own:
            return entry.own_next_hop
        return 0

    def _send(
        self, iface: Interface, target: IPv4, port: int, version: int, entries: list[Entry], flash: bool = False
    ) -> None:
        for at in range(0, len(entries), MAX_ENTRIES - 1):
            packet = Rip(Command.RESPONSE, version, entries[at : at + MAX_ENTRIES - 1])
            self.rip.emit(UpdateSent(packet, iface.name, iface.address or 0, target, flash))
            self._transmit(packet, iface, target, port)

    def _transmit(self, packet: Rip, iface: Interface, target: IPv4, port: int) -> None:
        slot = iface.get(RipInterface)
        data = packet.encode()
        if slot is not None and slot.key_chain and packet.version == 2:
            key = keychain.send_key(self.rip.device, slot.key_chain)
            if key is not None and slot.authentication == "md5":
                self._sequence = max(self._sequence + 1, int(self.rip.now))  # grows over a reload, too
                data = packet.seal(key.number, key.secret, self._sequence)
            elif key is not None:
                packet.password = key.secret.encode()
                data = packet.encode()
        self.rip.device.ip.udp.send(
            iface.vrf, iface.address or 0, PORT, target, port, data,
            ttl=2 if target == GROUP else 255, tos=0xC0, iface=iface,
        )  # fmt: skip

    # requests

    def ask(self, iface: Interface, process: RipProcess) -> None:
        """A new port: ask for the whole table."""
        for version in self.rip.send_version(iface, process):
            request = Rip(Command.REQUEST, version, [Entry(0, 0, INFINITY, family=0)])
            self._transmit(request, iface, self._group(iface, version), PORT)

    def answer(self, rip: Rip, udp: Udp, source: IPv4, iface: Interface, process: RipProcess) -> None:
        if self.rip.is_passive(iface, process) and udp.src_port == PORT:
            return
        whole = len(rip.entries) == 1 and rip.entries[0].family == 0 and rip.entries[0].metric == INFINITY
        if whole:
            entries = self.entries_for(iface, process, rip.version)
        else:
            entries = [self._asked(entry) for entry in rip.entries]
        if entries:
            self._send(iface, source, udp.src_port, rip.version, entries)

    def _asked(self, entry: Entry) -> Entry:
        try:
            known = self.rip.database.entries.get(Prefix.of(entry.address, length_of(entry.mask)))
        except ValueError:
            known = None
        metric = min(known.metric + (known.origin != "redistributed"), INFINITY) if known is not None else INFINITY
        return Entry(entry.address, entry.mask, metric, 0, entry.tag)
