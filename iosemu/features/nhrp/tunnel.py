"""NHRP's state on one tunnel interface: cache, counters, and the making and sending of packets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.events import AudienceGrew
from iosemu.features.gre.sockets import SocketState
from iosemu.features.nhrp import events
from iosemu.features.nhrp.cache import Cache, Entry, Kind
from iosemu.features.nhrp.stats import Stats
from iosemu.features.nhrp.wording import Release, release_of
from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix
from iosemu.wire import nhrp

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.gre.driver import TunnelDriver
    from iosemu.features.nhrp.client import NhsKey, NhsState
    from iosemu.features.nhrp.engine import NhrpEngine
    from iosemu.features.nhrp.model import NhrpConfig
    from iosemu.features.nhrp.resolution import Pending

TYPES = len(nhrp.TYPE_NAMES) + 2  # counters by packet type, the last one for suppressed redirects
SUPPRESSED = TYPES - 1
NEGATIVE_TIME = 184.0  # life of an incomplete entry, seconds
REDIRECT_INTERVAL = 8  # seconds
IF_STATE_REASON = "nhrp state down"
GROUP = 1  # kind of the vendor extension that carries the NHRP group


@dataclass(slots=True)
class Redirect:
    """A traffic indication that was sent: nobody is told again for a while."""

    at: float  # virtual time
    nbma: IPv4 | None  # of the sender of the packets
    dropped: int = 0  # indications since


class Traffic:
    """Packets by type since the last `clear ip nhrp counters`."""

    __slots__ = ("forwarded", "received", "sent")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.sent = [0] * TYPES
        self.received = [0] * TYPES
        self.forwarded = [0] * TYPES


def here_of(driver: TunnelDriver) -> events.Here:
    """For events."""
    iface = driver.iface
    return events.Here(iface.name, iface.address or 0, driver.local, iface.vrf.name, iface.vrf.number)


class NhrpTunnel:
    """Made when the interface gets a network identifier; `usable` while its tunnel can carry packets."""

    def __init__(self, engine: NhrpEngine, iface: Interface, driver: TunnelDriver, config: NhrpConfig) -> None:
        self.engine = engine
        self.host = engine.host.child()  # has its timers
        self.iface = iface
        self.driver = driver
        self.config = config
        self.network_id = config.network_id or 0
        self.cache = Cache()
        self.traffic = Traffic()
        self.stats = Stats()
        self.made = engine.host.now
        self.usable = False
        self.known_as = (self.address, driver.local)  # protocol and NBMA address that we told others
        self.seen: IPv4 | None = None  # NBMA address that a server sees us by, where NAT changes ours
        self.nhss: dict[NhsKey, NhsState] = {}  # in order of typing
        self.pending: dict[IPv4, Pending] = {}  # resolution requests by target
        self.counting: dict[IPv4, int] = {}  # packets seen before the first request (`ip nhrp use`)
        self.redirects: dict[tuple[IPv4, IPv4], Redirect] = {}  # (source, destination) ->, the oldest first
        self.dynamic_multicast: dict[IPv4, None] = {}
        self.sockets: set[IPv4] = set()  # peers to whom NHRP asked for a crypto socket
        self.unused: dict[IPv4, None] = {}  # peers without entries, whose sockets are about to be closed
        self._multicast: list[IPv4] = []  # static mappings and NHSs, then clients
        self._fixed: set[IPv4] = set()  # the former
        self.release: Release = release_of(iface.device.software)
        self._window = 0.0  # start of the max-send interval
        self._in_window = 0

    # what is configured, with the defaults of the release

    @property
    def address(self) -> IPv4:
        return self.iface.address or 0

    @property
    def holdtime(self) -> int:
        return self.config.holdtime or self.release.holdtime

    @property
    def shortcut(self) -> bool:
        own = self.config.shortcut
        if own is None and self.config.shortcut_template is not None:
            return True
        return self.release.shortcut if own is None else own

    @property
    def cloned(self) -> bool:
        """Is it the tunnel of one peer?"""
        return self.driver.template is not None

    @property
    def multicast_dynamic(self) -> bool:
        own = self.config.multicast_dynamic
        return self.release.multicast_dynamic if own is None else own

    @property
    def redirect_interval(self) -> int:
        """Seconds between traffic indications for one source and destination."""
        return self.config.redirect_timeout or REDIRECT_INTERVAL

    @property
    def max_send(self) -> int:
        return self.config.max_send or self.release.max_send

    @property
    def max_send_every(self) -> int:
        return self.config.max_send_every or self.release.max_send_every

    @property
    def point_to_point(self) -> bool:
        return not self.driver.multipoint

    # the layers beneath

    def can_run(self) -> bool:
        """Would packets pass? The line protocol counts, but for what `if-state nhrp` itself holds down."""
        if not self.iface.up or not self.driver.local or not self.address:
            return False
        if self.iface.line_up:
            return True
        return self.driver.down_reason() in (None, IF_STATE_REASON)

    def socket_state(self, nbma: IPv4) -> SocketState:
        """UP also where nothing is protected."""
        sockets = self.driver.sockets
        return SocketState.UP if sockets is None else sockets.state(self.iface, nbma)

    def open_socket(self, nbma: IPv4) -> None:
        self.host.cancel(self.engine.close_unused, self, nbma)
        self.unused.pop(nbma, None)
        if self.driver.sockets is not None:
            if nbma not in self.sockets:
                self.sockets.add(nbma)
                self.stats.sockets_created += 1
            self.driver.sockets.open(self.iface, nbma)

    def nbma_of(self, next_hop: IPv4) -> IPv4 | None:
        """Where control packets to a next hop on this tunnel go."""
        if self.point_to_point:
            return self.driver.remote or None
        entry = self.cache.hosts.get(next_hop)
        return entry.nbma if entry is not None else None

    # packets

    def mtu(self) -> int:
        return self.iface.mtu & 0xFFFF

    def new_request_id(self) -> int:
        return self.engine.new_request_id()

    def extensions(self, *, nat: tuple[nhrp.Cie, ...] = ()) -> list[nhrp.Extension]:
        """The extensions of a request of ours, in Cisco's order."""
        found = [nhrp.Extension(nhrp.EXT_RESPONDER)]
        if self.config.record:
            found.append(nhrp.Extension(nhrp.EXT_FORWARD_TRANSIT))
            found.append(nhrp.Extension(nhrp.EXT_REVERSE_TRANSIT))
        self.authenticate(found)
        found.append(nhrp.Extension(nhrp.EXT_NAT, compulsory=False, cies=list(nat)))
        return found

    def authenticate(self, extensions: list[nhrp.Extension]) -> None:
        """Put this interface's password in place of any other."""
        at = next((i for i, found in enumerate(extensions) if found.type == nhrp.EXT_AUTHENTICATION), None)
        if at is not None:
            del extensions[at]
        if self.config.authentication:
            if at is None:
                transit = (nhrp.EXT_RESPONDER, nhrp.EXT_FORWARD_TRANSIT, nhrp.EXT_REVERSE_TRANSIT)
                at = sum(found.type in transit for found in extensions)
            extensions.insert(at, nhrp.cleartext(self.config.authentication))

    def authentic(self, packet: nhrp.Packet) -> bool:
        extension = packet.extension(nhrp.EXT_AUTHENTICATION)
        said = nhrp.password_of(extension) if extension is not None else ""
        return said == self.config.authentication

    def own_cie(self) -> nhrp.Cie:
        """This station as a transit or responder record."""
        return nhrp.Cie(nhrp.NO_ERROR, 0, self.mtu(), self.holdtime, self.driver.local, self.address)

    def responder_cie(self) -> nhrp.Cie:
        cie = self.own_cie()
        if self.config.responder is not None:
            other = self.iface.device.interfaces.get(self.config.responder)
            if other is not None and other.address is not None:
                cie.protocol = other.address
        return cie

    def send(self, packet: nhrp.Packet, via: IPv4, nbma: IPv4 | None = None, forwarded: bool = False) -> bool:
        """Send towards the protocol address `via` (or to an NBMA address known already). False: it did not leave."""
        if nbma is None:
            nbma = self.nbma_of(via)
        host = self.engine.host
        if nbma is None or not self.usable:
            return False
        if not self._within_limit():
            host.emit(events.RateLimited(self.here, packet))
            return False
        self.traffic.sent[packet.type] += 1
        if forwarded:
            self.traffic.forwarded[packet.type] += 1
        if host.device.bus.wants(events.PacketSent):
            packet.encode()  # for the sizes that are told
            host.emit(events.PacketSent(self.here, packet, via, nbma, forwarded, self.driver.overhead))
        return self.driver.send_nhrp(packet, nbma)

    def _within_limit(self) -> bool:
        now = self.engine.host.now
        if now - self._window >= self.max_send_every:
            self._window, self._in_window = now, 0
        self._in_window += 1
        return self._in_window <= self.max_send

    @property
    def usage(self) -> int:
        """Percent of what max-send allows, in the current interval."""
        if self.engine.host.now - self._window >= self.max_send_every:
            return 0
        return min(100, self._in_window * 100 // self.max_send)

    @property
    def here(self) -> events.Here:
        return here_of(self.driver)

    def cached(self, entry: Entry) -> tuple[events.Here, Prefix, IPv4, IPv4 | None, str]:
        """What events of the cache tell of an entry."""
        return self.here, entry.target, entry.next_hop, entry.nbma, entry.group

    @property
    def text(self) -> str:
        return self.iface.text

    # the cache

    def store(self, entry: Entry) -> None:
        """Add or replace, with its expiry timer."""
        self.cache.add(entry)
        if entry.nbma is not None and not entry.local:
            self.stats.endpoints_added += 1
        self.arm(entry)
        self.engine.host.emit(events.CacheAdded(*self.cached(entry)))

    def arm(self, entry: Entry) -> None:
        self.engine.liveness.agree(self, entry)
        host, expire = self.host, self.engine.expire
        if entry.expires is None:
            host.cancel(expire, self, entry.target)
        else:
            host.after(max(0.0, entry.expires - host.now), expire, self, entry.target, background=True)

    def mark(self, entry: Entry, up: bool) -> bool:
        """Note the state of its peer; True when it changed."""
        if entry.up == up:
            return False
        entry.up = up
        entry.changed = self.engine.host.now
        return True

    def incomplete(self, target: IPv4) -> Entry:
        """What is not known (yet): kept for a while, so that it is not asked for with every packet."""
        now = self.engine.host.now
        entry = Entry(Prefix(target, 32), target, Kind.INCOMPLETE, None, now, now + NEGATIVE_TIME)
        entry.negative = True
        self.store(entry)
        return entry

    def refresh_multicast(self) -> None:
        """Tell the driver where multicast goes: static mappings, NHSs in use, registered clients."""
        targets: dict[IPv4, None] = dict.fromkeys(self.config.multicast)
        for state in self.nhss.values():
            if state.config.multicast and state.nbma is not None and not state.waiting:
                targets[state.nbma] = None
        self._fixed = set(targets)
        if self.multicast_dynamic:
            targets.update(self.dynamic_multicast)
        self.driver.multicast_nbmas = self._multicast = list(targets)

    def add_multicast(self, nbma: IPv4) -> bool:
        """A client registered. False: multicast goes there already, or is not learnt from registrations."""
        if nbma in self.dynamic_multicast:
            return False
        self.dynamic_multicast[nbma] = None
        if not self.multicast_dynamic or nbma in self._fixed:
            return False
        self._multicast.append(nbma)
        self.engine.host.emit(AudienceGrew(self.iface.name))
        return True
