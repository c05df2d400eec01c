"""Broadcasts of the time (RFC 5905 section 8): those of our interfaces, and who is followed because he broadcasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ntp.association import Association, Sample
from iosemu.features.ntp.events import NtpSent
from iosemu.features.ntp.model import NtpInterface, Remote
from iosemu.features.ntp.stamps import apart
from iosemu.types import IPv4, format_ipv4
from iosemu.wire.ntp import PORT, UNSYNCHRONIZED, Mode, Packet

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf
    from iosemu.features.ntp.engine import Key, NtpEngine

TOS = 0xC0
EVERYBODY = 0xFFFFFFFF
EVERY = 64.0  # seconds


class Broadcasts:
    def __init__(self, engine: NtpEngine) -> None:
        self.engine = engine
        self._sending: set[Interface] = set()

    def agree(self) -> bool:
        """Is any interface told something that needs NTP?"""
        host = self.engine.host
        found = {
            iface: settings
            for iface in host.device.interfaces.values()
            if (settings := iface.get(NtpInterface)) is not None and (settings.broadcast or settings.client)
        }
        sending = {iface for iface, settings in found.items() if settings.broadcast}
        for iface in self._sending - sending:
            host.cancel(self.send, iface)
        for iface in sorted(sending - self._sending, key=lambda each: each.text):
            host.after(EVERY, self.send, iface, background=True)
        self._sending = sending
        return bool(found)

    def send(self, iface: Interface) -> None:
        engine = self.engine
        engine.host.after(EVERY, self.send, iface, background=True)
        if not engine.system.synchronized or not iface.line_up or not iface.address:
            return
        packet = engine.packet(Mode.BROADCAST, engine.version)
        packet.poll, packet.transmit = 6, engine.timestamp()
        udp = engine.host.device.ip.udp
        if udp.send(iface.vrf, iface.address, PORT, EVERYBODY, PORT, packet.encode(), ttl=1, tos=TOS, iface=iface):
            engine.host.emit(NtpSent(packet, iface.address, EVERYBODY, iface.name))

    def heard(self, packet: Packet, data: bytes, source: IPv4, vrf: Vrf, now: int) -> None:
        engine = self.engine
        if engine.config.authenticate and not engine.trusted(packet, data):
            return
        one = engine.known("broadcast", vrf.name, source)
        if one is None:
            if packet.leap == UNSYNCHRONIZED or not packet.stratum:
                return
            key = "broadcast", vrf.name, format_ipv4(source)
            one = engine.associations[key] = Association(*key, Remote(), engine.next_number())
            one.address = source
            engine.host.after(EVERY, self.age, key, background=True)
        one.received += 1
        engine.take(one, packet, now)
        engine.reached(one)
        way = engine.config.broadcast_delay / 1e6
        spread = 2.0**packet.precision + engine.resolution
        engine.sample(one, Sample(apart(packet.transmit, now) + way / 2, way, spread, engine.host.now))

    def age(self, key: Key) -> None:
        """Who is not heard any more is forgotten."""
        engine = self.engine
        one = engine.associations[key]
        engine.shift(one)
        if one.reach:
            engine.host.after(EVERY, self.age, key, background=True)
        else:
            engine.remove(key)
