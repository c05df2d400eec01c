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
from iosemu.features.ntp.broadcast import TOS, Broadcasts
from iosemu.features.ntp.discipline import System
from iosemu.features.ntp.events import NtpReceived, NtpSent, ProcessStarted, ReachChanged
from iosemu.features.ntp.model import NtpConfig, NtpInterface, Remote
from iosemu.features.ntp.stamps import apart, short
from iosemu.types import IPv4, Prefix, parse_ipv4
from iosemu.wire import Malformed
from iosemu.wire.ntp import PORT, UNSYNCHRONIZED, Mode, Packet

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf
    from iosemu.features.dns.engine import DnsEngine
    from iosemu.wire.udp import Udp

ERA = datetime(1900, 1, 1)
MASTER_POLL = 4
_GIVEN_UP = 12  # polls without an answer, before they become rarer
_BURST, _BURST_GAP = 6, 1.0  # packets instead of one; seconds
_RIGHTS = ("peer", "serve", "serve-only", "query-only")
Key = tuple[str, str, str]
"""Kind, VRF, host of an association."""


class NtpEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.farthest = MAX_DISPERSION
        self.associations: dict[Key, Association] = {}
        self.system = System(self)
        self.started_at: float | None = None
        self._number = 0  # of the last association
        self.broadcasts = Broadcasts(self)
        self._asked: dict[Key, Lookup] = {}  # for the addresses of names
        self._listening: Callable[[], None] | None = None

    def start(self) -> None:
        self.clock: ClockEngine = self.host.peer("clock")
        software = self.host.device.software
        self.version = 4 if software.ntp_version_4 else 3
        self.precision = software.ntp_precision
        self.local = parse_ipv4("127.127.1.1" if software.ntp_version_4 else "127.127.7.1")
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
            self.remove(next((key for key in self.associations if key[0] == "master"), None))
        self._agree()

    def interface_changed(self, iface: Interface) -> None:
        self.broadcasts.agree()

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
        ports = self.broadcasts.agree()
        for key in [key for key in self.associations if key not in wanted and key[0] != "broadcast"]:
            self.remove(key)
        if wanted or ports:
            self._open()
        for key, remote in wanted.items():
            known = self.associations.get(key)
            if known is not None and known.told == _told(remote):
                known.config = remote
                continue
            self.remove(key)
            self._add(key, remote)
        if not wanted and not ports and self.started_at is not None:
            self._close()
        self.system.choose()

    def _open(self) -> None:
        if self.started_at is None:
            self.started_at = self.host.now
            self.system = System(self)
            self.clock.ntp = True
            self._listening = self.host.device.ip.udp.listen(PORT, self._received)
            self.host.emit(ProcessStarted())

    def _close(self) -> None:
        self.started_at = None
        self.clock.ntp = False
        self.clock.adjust(0.0)
        for key in list(self.associations):
            self.remove(key)
        self.system = System(self)
        if self._listening is not None:
            self._listening()
            self._listening = None

    def _add(self, key: Key, remote: Remote) -> None:
        kind, vrf, host = key
        one = self.associations[key] = Association(kind, vrf, host, remote, self.next_number())
        one.version = remote.version or self.version
        one.told = _told(remote)
        self._fresh(one)
        if kind in ("server", "peer") and not one.named:
            one.address = parse_ipv4(host)
        if kind == "master":
            one.address, one.host = self.local, ""
            one.stratum, one.refid, one.leap = self.config.master - 1, self._master_refid(), 0
        if self.version == 3 and kind != "master":
            one.forget()
        self.host.after(self.host.rng.uniform(0.5, 2.0), self.poll, key)

    def next_number(self) -> int:
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

    def remove(self, key: Key | None) -> None:
        if key is None:
            return
        gone = self.associations.pop(key, None)
        self.host.cancel(self.poll, key)
        self.host.cancel(self.broadcasts.age, key)
        asked = self._asked.pop(key, None)
        if asked is not None:
            asked.cancel()
        if gone is not None and self.system.peer is gone:
            self.system.choose()

    def restart(self, refid: int) -> None:
        """The clock was stepped."""
        for key, one in self.associations.items():
            if one.kind == "broadcast":
                one.forget()
                continue
            one.poll = one.config.minpoll
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
        """As it is known; what is not known is asked for."""
        if self.host.device.vrfs.routed(one.vrf) is None:
            return
        dns: DnsEngine = self.host.peer("dns")
        address = dns.known(one.host, one.vrf)
        if address is not None:
            self._found(key, one, address)
        elif key not in self._asked:
            lookup = dns.look_up(one.host, _Asked(self, key), one.vrf)
            if lookup is not None and not lookup.done:
                self._asked[key] = lookup

    def _found(self, key: Key, one: Association, address: IPv4) -> None:
        if address != one.address and one.address is not None:
            self._fresh(one)  # somebody else
        one.address = address

    def answered(self, key: Key, lookup: Lookup) -> None:
        self._asked.pop(key, None)
        one = self.associations.get(key)
        if one is not None and lookup.addresses and lookup.addresses[0] != one.address:
            self._found(key, one, lookup.addresses[0])
            self.host.after(0.0, self.poll, key)

    # polling

    def poll(self, key: Key) -> None:
        one = self.associations[key]
        if one.burst:
            one.burst -= 1
        else:
            self.shift(one)
            wanted = one.config.burst if one.reach else one.config.iburst
            one.burst = _BURST - 1 if wanted and one.kind != "master" else 0
        # somebody waits for an answer
        settled, one.answered = one.answered and not one.burst, one.kind == "master"
        self.host.after(_BURST_GAP if one.burst else 2.0**one.poll, self.poll, key, background=settled)
        if one.kind == "master":
            self._read_own(one)
            return
        if one.named and not one.reach:
            self._resolve(key, one)
        if one.address is not None:
            self._ask(one)

    def shift(self, one: Association) -> None:
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
        stratum, refid = system.stratum, system.refid
        if stratum >= NOWHERE or (not system.synchronized and self.host.device.software.ntp_tells_only_the_truth):
            stratum, refid = 0, INIT if self.version == 4 else 0
        return Packet(
            mode, version, system.leap, stratum, system.poll, -self.precision, short(system.root_delay),
            short(system.dispersion()), refid, system.reference,
        )  # fmt: skip

    # keys and rights

    def _secret(self, number: int) -> bytes | None:
        key = self.config.keys.get(number) if number else None
        return key.secret.encode("utf-8", "surrogateescape") if key is not None else None

    def trusted(self, packet: Packet, data: bytes) -> bool:
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
                self.broadcasts.heard(packet, udp.payload, source, vrf, now)
            return
        kind = "server" if packet.mode == Mode.SERVER else "peer"
        found = None if packet.mode == Mode.CLIENT else self.known(kind, vrf.name, source, packet.origin)
        if found is not None and right == "peer":
            self._heard(found, packet, udp.payload, now)
        elif packet.mode in (Mode.CLIENT, Mode.ACTIVE) and right != "query-only":
            self._answer(packet, udp, passage, iface, now)

    def known(self, kind: str, vrf: str, address: IPv4, origin: int = 0) -> Association | None:
        """Of several with the same address (two names may have it) the one that asked at `origin`."""
        wanted, known = (kind, vrf, address), self.associations.values()
        found = [each for each in known if (each.kind, each.vrf, each.address) == wanted]
        return next((each for each in found if origin and each.asked == origin), found[0] if found else None)

    def _answer(self, asked: Packet, udp: Udp, passage: Passage, iface: Interface, now: int) -> None:
        packet, vrf = passage.packet, passage.vrf
        mode = Mode.SERVER if asked.mode == Mode.CLIENT else Mode.PASSIVE
        reply = self.packet(mode, asked.version)
        reply.poll, reply.origin, reply.receive, reply.transmit = asked.poll, asked.transmit, now, self.timestamp()
        if asked.key is None:
            data = reply.encode()
        elif self.trusted(asked, udp.payload) or (not self.config.authenticate and self._fits(asked, udp.payload)):
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
        one.authentic = self.trusted(packet, data)
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
        self.take(one, packet, now)
        if one.stratum >= NOWHERE or packet.leap == UNSYNCHRONIZED:
            self.system.choose()
            return
        if not one.reach and one.kind == "server" and self.version == 4 and not one.burst:
            one.burst = _BURST - 1  # to know enough at once
            self.host.after(_BURST_GAP, self.poll, (one.kind, one.vrf, one.host))
        self.reached(one)
        first, second = apart(packet.receive, packet.origin), apart(packet.transmit, now)
        delay = max(apart(now, packet.origin) - apart(packet.transmit, packet.receive), self.resolution)
        spread = 2.0**packet.precision + self.resolution + PHI * max(apart(now, packet.origin), 0.0)
        self.sample(one, Sample((first + second) / 2, delay, spread, self.host.now))

    def take(self, one: Association, packet: Packet, now: int) -> None:
        """What the other one says of itself."""
        one.leap, one.stratum = packet.leap, packet.stratum or NOWHERE
        one.refid, one.reference = packet.refid, packet.reference
        one.root_delay, one.root_dispersion = packet.root_delay / 65536, packet.root_dispersion / 65536
        one.precision, one.version, one.peer_mode = packet.precision, packet.version, packet.mode
        one.peer_poll = packet.poll
        one.origin, one.arrived, one.transmit = packet.origin, now, packet.transmit
        one.heard_at = self.host.now

    def reached(self, one: Association) -> None:
        if not one.reach:
            self.host.emit(ReachChanged(one.address or 0, True))
        one.reach |= 1

    def sample(self, one: Association, sample: Sample) -> None:
        if one.add(sample, self.host.now, self.resolution, self.weight) or self.system.peer is not one:
            self.system.choose()


class _Asked:
    """Waits for the address of a name."""

    def __init__(self, engine: NtpEngine, key: Key) -> None:
        self.engine = engine
        self.key = key

    def asking(self, lookup: Lookup, server: IPv4) -> None:
        """Nobody watches."""

    def answered(self, lookup: Lookup) -> None:
        self.engine.answered(self.key, lookup)


def _told(remote: Remote) -> tuple[object, ...]:
    times = remote.minpoll, remote.maxpoll, remote.burst, remote.iburst
    return (remote.version, remote.key, *times, remote.prefer, remote.source)
