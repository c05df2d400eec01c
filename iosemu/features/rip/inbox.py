"""Packets that come in: judged, authenticated, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.bounded import remember
from iosemu.features.keychain import api as keychain
from iosemu.features.policy import api as policy
from iosemu.features.rip.database import RipEntry, RipPath
from iosemu.features.rip.events import PacketIgnored, PacketReceived, Refusal
from iosemu.features.rip.model import RipInterface, RipProcess
from iosemu.types import DEFAULT_ROUTE, MAX_IPV4, IPv4, Prefix, classful_length, length_of, usable_destination
from iosemu.wire import Malformed, ipv4
from iosemu.wire.rip import INFINITY, PORT, Command, Entry, Rip
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.rip.instance import RipInstance


class Inbox:
    def __init__(self, rip: RipInstance) -> None:
        self.rip = rip
        self._heard_sequences: dict[IPv4, int] = {}  # last MD5 sequence number by neighbour; bounded

    def forget(self, gateway: IPv4) -> None:
        self._heard_sequences.pop(gateway, None)

    def received(self, udp: Udp, packet: ipv4.IPv4, iface: Interface) -> None:
        process = self.rip.process
        if iface.text not in self.rip.ports:
            return
        if any(packet.src == own for own, _ in iface.addresses):
            return
        try:
            rip = Rip.decode(udp.payload)
        except Malformed:
            return
        reason = self._refusal(rip, udp, packet.src, iface, process)
        if reason is not None:
            self.rip.emit(PacketIgnored(rip, iface.name, packet.src, reason))
            return
        if rip.command == Command.REQUEST:
            self.rip.updates.answer(rip, udp, packet.src, iface, process)
            return
        if rip.command != Command.RESPONSE or udp.src_port != PORT:
            return
        self.rip.emit(PacketReceived(rip, iface.name, packet.src))
        remember(self.rip.heard, packet.src, self.rip.now)
        for entry in rip.entries:
            self._learn(entry, rip.version, packet.src, iface, process)

    def _refusal(self, rip: Rip, udp: Udp, source: IPv4, iface: Interface, process: RipProcess) -> Refusal | None:
        if rip.version not in self.rip.receive_versions(iface, process):
            return Refusal.VERSION
        if process.validate_source and not any(
            source in Prefix.of(address, length) for address, length in iface.addresses
        ):
            return Refusal.SOURCE
        slot = iface.get(RipInterface)
        if slot is None or not slot.key_chain:
            return None if rip.password is None and rip.key_id is None else Refusal.AUTHENTICATION
        if slot.authentication == "md5":
            secret = keychain.accept_key(self.rip.device, slot.key_chain, rip.key_id or 0)
            if secret is None or not rip.verify(udp.payload, secret):
                return Refusal.AUTHENTICATION
            if rip.sequence < self._heard_sequences.get(source, 0):  # RFC 2082 section 3.2.2: an old packet again
                return Refusal.AUTHENTICATION
            remember(self._heard_sequences, source, rip.sequence)
            return None
        key = keychain.send_key(self.rip.device, slot.key_chain)
        return None if key is not None and rip.password == key.secret.encode()[:16] else Refusal.AUTHENTICATION

    def _learn(self, entry: Entry, version: int, source: IPv4, iface: Interface, process: RipProcess) -> None:
        if entry.family != 2 or not 1 <= entry.metric <= INFINITY:
            return
        prefix = self._prefix_of(entry, version, iface)
        if prefix is None or not usable_destination(prefix):
            return
        metric = entry.metric
        if metric < INFINITY:
            if not policy.distributes(self.rip.device, process.distribute, "in", iface, prefix):
                return
            metric += policy.offset(self.rip.device, process.offsets, "in", iface, prefix)
            metric = min(metric, INFINITY)
        next_hop = entry.next_hop if entry.next_hop and self._on_subnet(entry.next_hop, iface) else source
        database = self.rip.database
        known = database.entries.get(prefix)
        if known is not None and known.origin and not known.down:
            return
        if known is None or known.origin:
            if metric >= INFINITY:
                return
            known = database.entries[prefix] = RipEntry(prefix)
            self.rip.host.cancel(database.flush, prefix)
        database.update(known, RipPath(source, next_hop, iface, metric, self.rip.now, entry.tag), process)

    def _prefix_of(self, entry: Entry, version: int, iface: Interface) -> Prefix | None:
        if entry.address == 0:
            return DEFAULT_ROUTE
        if version == 1 or not entry.mask:
            length = classful_length(entry.address)
            own = iface.prefix
            if own is not None and Prefix.of(own.network, length).network == Prefix.of(entry.address, length).network:
                length = own.length if entry.address & ~own.mask & MAX_IPV4 == 0 else 32
            return Prefix.of(entry.address, length)
        try:
            prefix = Prefix(entry.address, length_of(entry.mask))
        except ValueError:
            return None
        return prefix if prefix.network & ~prefix.mask & MAX_IPV4 == 0 else Prefix.of(*prefix)

    @staticmethod
    def _on_subnet(address: IPv4, iface: Interface) -> bool:
        own = [address_ for address_, _ in iface.addresses]
        return address not in own and any(address in Prefix.of(*each) for each in iface.addresses)
