"""Packets of NTP: associations as they are configured, whom is answered, keys, rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from iosemu.device.engine import Engine, Host
from iosemu.device.events import VrfEmptied
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.dns.resolver import Lookup
from iosemu.features.ntp.association import AUTH, INIT, LOCL, MAX_DISPERSION, NOWHERE, PHI, Association, Sample
from iosemu.features.ntp.discipline import System
from iosemu.features.ntp.events import NtpReceived, NtpSent, ProcessStarted, ReachChanged
from iosemu.features.ntp.model import NtpConfig, NtpInterface, Remote
from iosemu.features.ntp.stamps import apart, short
from iosemu.types import IPv4, Prefix, format_ipv4, parse_ipv4
from iosemu.wire import Malformed
from iosemu.wire.ntp import PORT, UNSYNCHRONIZED, Mode, Packet

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf
    from iosemu.wire.udp import Udp

ERA = datetime(1900, 1, 1)
MASTER_POLL = 4
TOS = 0xC0
BROADCAST = 0xFFFFFFFF
BROADCAST_EVERY = 64.0
_GIVEN_UP = 12  # polls without an answer, before they become rarer
_BURST, _BURST_GAP = 8, 2.0
_RIGHTS = ("peer", "serve", "serve-only", "query-only")
Key = tuple[str, str, str]
"""Kind, VRF, host of an association."""


class NtpEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.associations: dict[Key, Association] = {}
        self.system = System(self)
        self.started_at: float | None = None
        self._number = 0  # of the last association
        self._broadcasts: set[Interface] = set()
        self._listening: Callable[[], None] | None = None

    def start(self) -> None:
        self.clock: ClockEngine = self.host.peer("clock")
        software = self.host.device.software
        self.version = 4 if software.ntp_version_4 else 3
        self.precision = software.ntp_precision
        self.local = parse_ipv4("127.127.1.1" if software.ntp_version_4 else "127.127.7.1")
        self.farthest = 2.0 if software.ntp_version_4 else MAX_DISPERSION
        self.weight = 0.5 if software.ntp_version_4 else 1.0
        self.host.device.bus.listen(VrfEmptied, self._emptied)
        self._agree()

    @property
    def config(self) -> NtpConfig:
        return self.host.device[NtpConfig]

    @property
    def master(self) -> Association | None:
        return next((each for each in self.associations.values() if each.kind == "master"), None)

    @property
    def resolution(self) -> float:
        """Seconds, of a reading of the clock."""
        return 2.0**-self.precision

    def timestamp(self, at: float | None = None) -> int:
        """The clock's reading, as precise as it is."""
        since = self.clock.utc(at) - ERA
        seconds, fraction = since.days * 86400 + since.seconds, (since.microseconds << 32) // 1_000_000
        return ((seconds & 0xFFFFFFFF) << 32) | (fraction >> (32 - self.precision) << (32 - self.precision))

    # configuration

    def changed(self, change: Change) -> None:
        if change.record is NtpConfig and change.path and change.path[0] == "master":
            self._remove(next((key for key in self.associations if key[0] == "master"), None))
        self._agree()

    def interface_changed(self, iface: Interface) -> None:
        self._agree_interfaces()

    def _emptied(self, event: VrfEmptied) -> None:
        """Lines of a VRF go with it."""
        for table in (self.config.vrf_servers, self.config.vrf_peers):
            for place in [place for place in table if place[0] == event.vrf]:
                del table[place]
        self._agree()

    def _wanted(self) -> dict[Key, Remote]:
        config = self.config
        found: dict[Key, Remote] = {}
        if config.master:
            poll = MASTER_POLL if self.version == 4 else 6
            found["master", "", ""] = Remote(minpoll=poll, maxpoll=poll)
        for kind, plain, others in (
            ("peer", config.peers, config.vrf_peers), ("server", config.servers, config.vrf_servers),
        ):  # fmt: skip
            found.update({(kind, "", host): remote for host, remote in plain.items()})
            found.update({(kind, vrf, host): remote for (vrf, host), remote in others.items()})
        return found

    @property
    def enabled(self) -> bool:
        return self.started_at is not None

    def _agree(self) -> None:
        wanted = self._wanted()
        ports = self._agree_interfaces()
        for key in [key for key in self.associations if key not in wanted and key[0] != "broadcast"]:
            self._remove(key)
        if wanted or ports:
            self._open()
        for key, remote in wanted.items():
            known = self.associations.get(key)
            if known is not None and known.told == _told(remote):
                known.config = remote
                continue
            self._remove(key)
            self._add(key, remote)
        if not wanted and not ports and self.started_at is not None:
            self._close()
        self.system.choose()

    def _open(self) -> None:
        if self.started_at is None:
            self.started_at = self.host.now
            self.system = System(self)
            self._listening = self.host.device.ip.udp.listen(PORT, self._received)
            self.host.emit(ProcessStarted())

    def _close(self) -> None:
        self.started_at = None
        self.system.unsynchronized()
        for key in list(self.associations):
            self._remove(key)
        if self._listening is not None:
            self._listening()
            self._listening = None

    def _add(self, key: Key, remote: Remote) -> None:
        kind, vrf, host = key
        one = self.associations[key] = Association(kind, vrf, host, remote, self._next())
        one.version = remote.version or self.version
        one.told = _told(remote)
        self._fresh(one)
        if kind == "master":
            one.address, one.host = self.local, ""
            one.stratum, one.refid, one.leap = self.config.master - 1, self._master_refid(), 0
        if self.version == 3 and kind != "master":
            one.forget()
        self.host.after(self.host.rng.uniform(0.5, 2.0), self.poll, key)

    def _next(self) -> int:
        """Number of an association."""
        self._number = self._number % 0xFFFF + 1 if self._number else self.host.rng.randrange(1, 0x10000)
        return self._number

    def _master_refid(self) -> IPv4:
        return LOCL if self.version == 4 else self.local

    def _fresh(self, one: Association, refid: int = INIT) -> None:
        """What is shown as its reference as long as nothing is known."""
        if refid == INIT and self.config.authenticate and one.config.key:
            refid = AUTH
        one.clear(refid if self.version == 4 else 0)

    def _remove(self, key: Key | None) -> None:
        if key is None:
            return
        gone = self.associations.pop(key, None)
        self.host.cancel(self.poll, key)
        if gone is not None and self.system.peer is gone:
            self.system.choose()

    def restart(self, refid: int) -> None:
        """The clock was stepped."""
        for key, one in self.associations.items():
            if one.kind == "broadcast":
                one.forget()
                continue
            if one.kind == "master":
                one.forget()
                one.reach = 0
            else:
                self._fresh(one, refid)
            self.host.after(self.host.rng.uniform(0.5, 2.0), self.poll, key)

    def waits_for(self, what: str, of: tuple[Any, ...]) -> tuple[str, str]:
        key = next((part for part in of if isinstance(part, tuple)), ())
        return what, " ".join(filter(None, key))

    # names

    def _resolve(self, key: Key, one: Association) -> None:
        dns = self.host.peer("dns")
        one.address = dns.known(one.host, one.vrf)
        if one.address is None:
            dns.look_up(one.host, _Asked(self, key), one.vrf)

    # polling

    def poll(self, key: Key) -> None:
        one = self.associations[key]
        if one.kind == "broadcast":
            self._age_broadcast(key, one)
            return
        one.burst = max(one.burst - 1, 0)
        if not one.burst:
            self._shift(one)
            starting = not one.reach and one.config.iburst
            one.burst = _BURST if one.address is not None and (starting or (one.reach and one.config.burst)) else 0
        if one.kind == "master":
            self._read_own(one)
        else:
            if one.address is None:
                self._resolve(key, one)
            if one.address is not None:
                self._ask(one)
        if one.burst > 1:
            self.host.after(_BURST_GAP, self.poll, key)
            return
        # somebody waits for an answer, or for enough of them
        settled = one.answered and not (one.reach and one.distance(self.host.now) >= self.farthest)
        one.answered = one.kind == "master"
        self.host.after(2.0**one.poll, self.poll, key, background=settled)

    def _shift(self, one: Association) -> None:
        """Eight polls without an answer, and it is not reachable any more."""
        was = one.reach
        one.reach = one.reach << 1 & 0xFF
        if one.kind == "master":
            return
        if was and not one.reach:
            one.forget()
            self.host.emit(ReachChanged(one.address or 0, False))
            self.system.choose()
        if one.reach:
            one.unanswered = 0
            low, high = one.config.minpoll, one.config.maxpoll
            one.poll = min(max(self.system.poll if self.system.synchronized else low, low), high)
        else:
            one.unanswered += 1
            if one.unanswered >= _GIVEN_UP:
                one.poll = min(one.poll + 1, one.config.maxpoll)
        if not one.reach & 7 and one.reach:
            one.add(Sample(0.0, 0.0, MAX_DISPERSION, self.host.now), self.host.now, self.resolution, self.weight)

    def _read_own(self, one: Association) -> None:
        """The router's own clock is asked, and says what it is."""
        if self._right(self.local, self.host.device.vrfs.default) != "peer":
            return
        one.reach |= 1
        one.answered = True
        one.heard_at = self.host.now
        one.received += 1
        one.sent += 1
        now = self.timestamp()
        one.reference = one.origin = one.arrived = one.transmit = now
        one.precision, one.peer_mode = -self.precision, Mode.SERVER
        sample = Sample(0.0, 0.0, self.resolution, self.host.now)
        one.add(sample, self.host.now, self.resolution, self.weight)
        self.system.choose()

    def _ask(self, one: Association) -> None:
        device = self.host.device
        vrf = device.vrfs.routed(one.vrf)
        if vrf is None or one.address is None:
            return
        packet = self.packet(one.mode, one.config.version or self.version)
        packet.poll = one.poll
        if one.kind == "peer":
            packet.origin, packet.receive = one.transmit, one.arrived
        packet.transmit = one.asked = self.timestamp()
        secret = self._secret(one.config.key)
        data = packet.seal(one.config.key, secret) if secret is not None else packet.encode()
        if device.ip.udp.send(vrf, self._source(one, vrf), PORT, one.address, PORT, data, tos=TOS):
            one.sent += 1
            self._tell_sent(packet, vrf, self._source(one, vrf), one.address)

    def _tell_sent(self, packet: Packet, vrf: Vrf, source: IPv4, remote: IPv4) -> None:
        ip = self.host.device.ip
        entry = ip.route(vrf, remote)
        iface = entry.interface if entry is not None else None
        local = source or ip.source_for(vrf, remote) or 0
        self.host.emit(NtpSent(packet, local, remote, iface.name if iface else None))

    def _source(self, one: Association, vrf: Vrf) -> IPv4:
        name = one.config.source or self.config.source
        iface = self.host.device.interfaces.get(name) if name is not None else None
        return iface.address or 0 if iface is not None and iface.line_up and iface.vrf is vrf else 0

    def packet(self, mode: Mode, version: int) -> Packet:
        """What is said of the own clock."""
        system = self.system
        stratum = system.stratum if system.stratum < NOWHERE else 0
        return Packet(
            mode, version, system.leap, stratum, system.poll, -self.precision, short(system.root_delay),
            short(system.dispersion()), system.refid, system.reference,
        )  # fmt: skip

    # keys and rights

    def _secret(self, number: int) -> bytes | None:
        key = self.config.keys.get(number) if number else None
        return key.secret.encode("utf-8", "surrogateescape") if key is not None else None

    def _trusted(self, packet: Packet, data: bytes) -> bool:
        """Does it carry a digest with a key that is trusted here?"""
        if packet.key is None or packet.key not in self.config.trusted:
            return False
        secret = self._secret(packet.key)
        return secret is not None and packet.verify(data, secret)

    def _right(self, source: IPv4, vrf: Vrf) -> str:
        """The first of the rights whose list permits it; "peer" where nothing is configured, "" for none."""
        access = self.config.access
        if not access:
            return "peer"
        lists = self.host.peer("acl")
        for right in _RIGHTS:
            name = access.get(right)
            if name is not None and lists.matches_prefix(name, Prefix.of(source, 32)) is not False:
                return right
        return ""

    # packets

    def _received(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        source, vrf = passage.packet.src, passage.vrf
        try:
            packet = Packet.decode(udp.payload)
        except Malformed:
            return
        settings = iface.get(NtpInterface)
        right = self._right(source, vrf)
        if not right or (settings is not None and settings.disabled):
            return
        now = self.timestamp()
        self.host.emit(NtpReceived(packet, passage.packet.dst, source, iface.name, now))
        if packet.mode == Mode.BROADCAST:
            if right == "peer" and settings is not None and settings.client:
                self._heard_broadcast(packet, udp.payload, source, vrf, now)
            return
        kind = "server" if packet.mode == Mode.SERVER else "peer"
        found = None if packet.mode == Mode.CLIENT else self._known(kind, vrf.name, source)
        if found is not None and right == "peer":
            self._heard(found, packet, udp.payload, now)
        elif packet.mode in (Mode.CLIENT, Mode.ACTIVE) and right != "query-only":
            self._answer(packet, udp, passage, iface, now)

    def _known(self, kind: str, vrf: str, address: IPv4) -> Association | None:
        wanted, known = (kind, vrf, address), self.associations.values()
        return next((each for each in known if (each.kind, each.vrf, each.address) == wanted), None)

    def _answer(self, asked: Packet, udp: Udp, passage: Passage, iface: Interface, now: int) -> None:
        packet, vrf = passage.packet, passage.vrf
        mode = Mode.SERVER if asked.mode == Mode.CLIENT else Mode.PASSIVE
        reply = self.packet(mode, asked.version)
        reply.poll, reply.origin, reply.receive, reply.transmit = asked.poll, asked.transmit, now, self.timestamp()
        if asked.key is None:
            data = reply.encode()
        elif self._trusted(asked, udp.payload) or (not self.config.authenticate and self._fits(asked, udp.payload)):
            secret = self._secret(asked.key)
            assert secret is not None
            data = reply.seal(asked.key, secret)
        else:
            reply.key = 0  # a crypto-NAK
            data = reply.encode()
        ip = self.host.device.ip
        local = packet.dst if vrf.v4.is_own(packet.dst) else iface.address or 0
        if ip.udp.send(vrf, local, PORT, packet.src, udp.src_port, data, tos=TOS):
            self._tell_sent(reply, vrf, local, packet.src)

    def _fits(self, packet: Packet, data: bytes) -> bool:
        secret = self._secret(packet.key or 0)
        return secret is not None and packet.verify(data, secret)

    def _heard(self, one: Association, packet: Packet, data: bytes, now: int) -> None:
        one.received += 1
        one.answered = True
        one.authentic = self._trusted(packet, data)
        if self.config.authenticate and one.config.key and not (one.authentic and packet.key == one.config.key):
            one.errors += 1
            return
        if packet.transmit == one.transmit and packet.transmit:
            one.errors += 1  # again
            return
        ours = packet.origin == one.asked and packet.origin != 0
        one.transmit, one.arrived = packet.transmit, now
        if not ours:
            if packet.origin or packet.mode != Mode.ACTIVE:
                one.errors += 1
            return
        one.asked = 0 if one.kind == "server" else one.asked
        self._take(one, packet, now)
        if one.stratum >= NOWHERE or packet.leap == UNSYNCHRONIZED:
            self.system.choose()
            return
        self._reached(one)
        first, second = apart(packet.receive, packet.origin), apart(packet.transmit, now)
        delay = max(apart(now, packet.origin) - apart(packet.transmit, packet.receive), self.resolution)
        spread = 2.0**packet.precision + self.resolution + PHI * max(apart(now, packet.origin), 0.0)
        self._sample(one, Sample((first + second) / 2, delay, spread, self.host.now))

    def _take(self, one: Association, packet: Packet, now: int) -> None:
        """What the other one says of itself."""
        one.leap, one.stratum = packet.leap, packet.stratum or NOWHERE
        one.refid, one.reference = packet.refid, packet.reference
        one.root_delay, one.root_dispersion = packet.root_delay / 65536, packet.root_dispersion / 65536
        one.precision, one.version, one.peer_mode = packet.precision, packet.version, packet.mode
        one.peer_poll = packet.poll
        one.origin, one.arrived, one.transmit = packet.origin, now, packet.transmit
        one.heard_at = self.host.now

    def _reached(self, one: Association) -> None:
        if not one.reach:
            self.host.emit(ReachChanged(one.address or 0, True))
        one.reach |= 1

    def _sample(self, one: Association, sample: Sample) -> None:
        if one.add(sample, self.host.now, self.resolution, self.weight) or self.system.peer is not one:
            self.system.choose()

    # broadcasts

    def _agree_interfaces(self) -> bool:
        """Is any interface told something that needs NTP?"""
        found = {
            iface: settings
            for iface in self.host.device.interfaces.values()
            if (settings := iface.get(NtpInterface)) is not None and (settings.broadcast or settings.client)
        }
        sending = {iface for iface, settings in found.items() if settings.broadcast}
        for iface in self._broadcasts - sending:
            self.host.cancel(self._broadcast, iface)
        for iface in sorted(sending - self._broadcasts, key=lambda each: each.text):
            self.host.after(BROADCAST_EVERY, self._broadcast, iface, background=True)
        self._broadcasts = sending
        return bool(found)

    def _broadcast(self, iface: Interface) -> None:
        self.host.after(BROADCAST_EVERY, self._broadcast, iface, background=True)
        if not self.system.synchronized or not iface.line_up or not iface.address:
            return
        packet = self.packet(Mode.BROADCAST, self.version)
        packet.poll, packet.transmit = 6, self.timestamp()
        udp = self.host.device.ip.udp
        if udp.send(iface.vrf, iface.address, PORT, BROADCAST, PORT, packet.encode(), ttl=1, tos=TOS, iface=iface):
            self.host.emit(NtpSent(packet, iface.address, BROADCAST, iface.name))

    def _heard_broadcast(self, packet: Packet, data: bytes, source: IPv4, vrf: Vrf, now: int) -> None:
        if self.config.authenticate and not self._trusted(packet, data):
            return
        one = self._known("broadcast", vrf.name, source)
        if one is None:
            if packet.leap == UNSYNCHRONIZED or not packet.stratum:
                return
            key = "broadcast", vrf.name, format_ipv4(source)
            one = self.associations[key] = Association(*key, Remote(), self._next())
            one.address = source
            self.host.after(BROADCAST_EVERY, self.poll, key, background=True)
        one.received += 1
        self._take(one, packet, now)
        self._reached(one)
        way = self.config.broadcast_delay / 1e6
        spread = 2.0**packet.precision + self.resolution
        self._sample(one, Sample(apart(packet.transmit, now) + way / 2, way, spread, self.host.now))

    def _age_broadcast(self, key: Key, one: Association) -> None:
        self._shift(one)
        if one.reach:
            self.host.after(BROADCAST_EVERY, self.poll, key, background=True)
        else:
            self._remove(key)


class _Asked:
    """Waits for the address of a name."""

    def __init__(self, engine: NtpEngine, key: Key) -> None:
        self.engine = engine
        self.key = key

    def asking(self, server: IPv4) -> None: ...

    def answered(self, lookup: Lookup) -> None:
        one = self.engine.associations.get(self.key)
        if one is not None and lookup.addresses:
            self.engine.host.after(0.0, self.engine.poll, self.key)


def _told(remote: Remote) -> tuple[object, ...]:
    times = remote.minpoll, remote.maxpoll, remote.burst, remote.iburst
    return (remote.version, remote.key, *times, remote.prefer, remote.source)
