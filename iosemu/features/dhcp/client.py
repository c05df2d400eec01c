"""A DHCP client on one interface (RFC 2131 section 4.4), of routers and PCs alike.

It asks in vain three times, waits longer with every try, and begins again. An address that it is given is asked for by
ARP before it is used (section 2.2), and declined when somebody answers.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from iosemu.device.ip_events import ArpReceived
from iosemu.features.dhcp.events import ClientHears, ClientSays, LeaseNow, Told
from iosemu.records import dataclass
from iosemu.types import BROADCAST_MAC, IPv4, length_of, mask_of
from iosemu.wire import dhcp, ipv4
from iosemu.wire.arp import REQUEST as ARP_REQUEST
from iosemu.wire.arp import Arp
from iosemu.wire.dhcp import CLIENT, SERVER, Dhcp, Kind, Option
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.events import Subscription
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage

ATTEMPTS = 3  # messages of one kind before the client begins again
WAIT_STEP, WAIT_MOST = 5, 60  # seconds of waiting: so many more after each try
PROBES = 3  # questions by ARP
AFTER_DECLINE = 10.0  # seconds (RFC 2131 section 3.1)
SHORTEST = 60.0  # seconds between two requests for a lease to be renewed
LARGEST = 1152  # octets of a message that it takes
DEFAULT_LEASE = 3600
WANTED = (
    Option.MASK, Option.DNS, Option.DOMAIN, Option.NETBIOS_SERVERS, Option.ROUTERS, Option.STATIC_ROUTES, Option.TFTP,
    Option.VENDOR,
)  # fmt: skip


class State(Enum):
    """With the numbers that IOS shows."""

    IDLE = 0
    SELECTING = 3
    REQUESTING = 4
    BOUND = 5
    RENEWING = 7
    REBINDING = 8


@dataclass(slots=True)
class Lease:
    """What a server gave. Seconds; `since` is when it was asked for."""

    address: IPv4
    length: int
    server: IPv4
    seconds: int
    renewal: int
    rebinding: int
    since: float
    routers: tuple[IPv4, ...] = ()
    dns: tuple[IPv4, ...] = ()
    domain: str = ""
    netbios: tuple[IPv4, ...] = ()

    @property
    def forever(self) -> bool:
        return self.seconds == dhcp.FOREVER


@dataclass(slots=True)
class Settings:
    """How the client speaks. `first` is how long it waits for an offer, `asks_lease`: it says how long a lease it
    would like; `probing` are the seconds between questions by ARP, of which a fourth one would be the end."""

    ident: bytes
    hostname: str = ""
    vendor: str = ""
    wanted: tuple[int, ...] = WANTED
    first: tuple[float, ...] = (4.0, 4.0, 4.0)
    asks_lease: int = 0
    probing: float = 1.0


class ClientUser(Protocol):
    def assigned(self, client: Client, lease: Lease) -> None:
        """The address is the client's: put it on the interface."""

    def renewed(self, client: Client, lease: Lease) -> None:
        """The lease goes on, perhaps with other routers."""

    def lost(self, client: Client, lease: Lease) -> None:
        """Take it away."""

    def failed(self, client: Client) -> None:
        """Nobody answered to this try, or the server refused."""


class Client:
    """The client of an interface; `text` names it for those who wait."""

    def __init__(self, host: Host, iface: Interface, settings: Settings, user: ClientUser) -> None:
        self.host = host
        self.iface = iface
        self.text = iface.text
        self.settings = settings
        self.user = user
        self.state = State.IDLE
        self.xid = 0
        self.tries = 0  # since it was started
        self.retries = 0  # of the message that it sends
        self.wanted = 0  # address that it would like, or was offered
        self.server = 0  # who offered it
        self.offer: Lease | None = None  # acknowledged, and asked for by ARP
        self.lease: Lease | None = None
        self.probes = 0
        self.begun = 0.0
        self.released = False  # by command: it does not begin again by itself
        self._watch: Subscription | None = None

    @property
    def active(self) -> bool:
        """Has it an address, or does it ask for one?"""
        return self.state is not State.IDLE or any(self.host.due(method) is not None for method in self._timers)

    # from outside

    def start(self) -> None:
        """Ask for an address."""
        self._reset()
        self.released = False
        self.tries = 0
        self._try()

    def release(self) -> None:
        """Give the address back, and ask for none."""
        lease = self.lease
        if lease is not None and self.iface.line_up:
            message = self._message(Kind.RELEASE)
            message.options[Option.SERVER] = lease.server.to_bytes(4, "big")
            self._identify(message)
            message.ciaddr = lease.address
            self._send(Told.RELEASE, message, lease.server)
        self.stop()

    def stop(self) -> None:
        """Without a word."""
        lease = self.lease
        self._reset()
        if lease is not None:
            self.user.lost(self, lease)

    def renew(self) -> None:
        """Now, not when it is time."""
        if self.lease is not None:
            self.retries = 0
            self._renew()
        else:
            self.start()

    def _reset(self) -> None:
        self._disarm()
        self._deaf()
        self.state = State.IDLE
        self.iface.seeks = False
        self.offer = self.lease = None
        self.retries = 0

    def _disarm(self) -> None:
        for method in (*self._timers, self._probe, self._take):
            self.host.cancel(method)

    # asking

    def _try(self) -> None:
        self.tries += 1
        self.xid = self.host.rng.randrange(1, 0x10000)
        self.host.emit(ClientSays(Told.TRY, self.iface.name, self.tries))
        self.state = State.SELECTING
        self.iface.seeks = True
        self.retries = 0
        self.begun = self.host.now
        self._discover()

    def _discover(self) -> None:
        if self.retries >= min(ATTEMPTS, len(self.settings.first)):
            self._wait()
            return
        self.retries += 1
        self.host.after(self.settings.first[self.retries - 1], self._discover)
        message = self._message(Kind.DISCOVER)
        message.options[Option.LARGEST] = LARGEST.to_bytes(2, "big")
        self._identify(message)
        if self.wanted:
            message.options[Option.ADDRESS] = self.wanted.to_bytes(4, "big")
        self._wish(message)
        self._send(Told.DISCOVER, message)

    def _wait(self) -> None:
        """Nobody answered."""
        self._disarm()
        self.state = State.IDLE
        self.user.failed(self)
        if self.released:
            return
        seconds = min(WAIT_STEP * self.tries, WAIT_MOST)
        self.host.emit(ClientSays(Told.WAITING, self.iface.name, seconds))
        self.host.after(seconds, self._try)

    def _request(self) -> None:
        if self.retries >= ATTEMPTS:
            self.wanted = self.server = 0
            self._wait()
            return
        self.retries += 1
        self.host.after(4.0, self._request)
        message = self._message(Kind.REQUEST)
        message.options[Option.LARGEST] = LARGEST.to_bytes(2, "big")
        self._identify(message)
        message.options[Option.SERVER] = self.server.to_bytes(4, "big")
        message.options[Option.ADDRESS] = self.wanted.to_bytes(4, "big")
        self._wish(message)
        self._send(Told.REQUEST, message)

    def _message(self, kind: Kind) -> Dhcp:
        chaddr = self.iface.mac.to_bytes(6, "big")
        flags = 0 if self.lease is not None else dhcp.BROADCAST
        return Dhcp(dhcp.REQUEST, self.xid, chaddr, flags=flags, options={Option.KIND: bytes([kind])})

    def _identify(self, message: Dhcp) -> None:
        message.options[Option.CLIENT] = self.settings.ident

    def _wish(self, message: Dhcp) -> None:
        settings = self.settings
        if settings.asks_lease:
            message.options[Option.LEASE] = settings.asks_lease.to_bytes(4, "big")
        if settings.hostname:
            message.options[Option.HOSTNAME] = settings.hostname.encode("latin-1", "replace")
        message.options[Option.PARAMETERS] = bytes(settings.wanted)
        if settings.vendor:
            message.options[Option.CLASS] = settings.vendor.encode()

    def _send(self, told: Told, message: Dhcp, unicast: IPv4 = 0) -> None:
        iface = self.iface
        source = self.lease.address if self.lease is not None else 0
        data = message.encode(smallest=0)
        self.host.emit(ClientSays(told, iface.name, self.retries, len(data), message, source, unicast, self.now))
        target = unicast or 0xFFFFFFFF
        stack = iface.device.ip
        stack.udp.sent += 1
        payload = Udp(CLIENT, SERVER, data).encode(source, target)
        stack.send(iface.vrf, ipv4.IPv4(source, target, ipv4.UDP, payload, 255), None if unicast else iface)

    @property
    def now(self) -> LeaseNow:
        """As it is shown."""
        lease = self.lease or self.offer
        due = next((left for method in self._timers if (left := self.host.due(method)) is not None), 0.0)
        return LeaseNow(
            self.iface.name, lease.address if lease else self.wanted, lease.length if lease else 0,
            lease.server if lease else self.server, self.state.value, self.xid, lease.seconds if lease else 0,
            lease.renewal if lease else 0, lease.rebinding if lease else 0,
            lease.routers[0] if lease and lease.routers else 0, int(due), self.retries, self.settings.ident,
            self.settings.hostname,
        )  # fmt: skip

    @property
    def _timers(self) -> tuple[Callable[[], None], ...]:
        return self._discover, self._request, self._renew, self._rebind, self._expire, self._try

    # hearing

    def received(self, message: Dhcp, passage: Passage) -> None:
        """A reply that came in on the interface."""
        if message.op != dhcp.REPLY or message.xid != self.xid or message.chaddr != self.iface.mac.to_bytes(6, "big"):
            return
        packet = passage.packet
        self.host.emit(ClientHears(message, self.iface.name, packet.src, packet.dst, len(packet.payload)))
        kind = message.kind
        if kind == Kind.OFFER and self.state is State.SELECTING:
            self._offered(message)
        elif kind == Kind.ACK and self.offer is None and self.state not in (State.IDLE, State.SELECTING, State.BOUND):
            self._acknowledged(message)
        elif kind == Kind.NAK and self.state not in (State.IDLE, State.SELECTING, State.BOUND):
            self._refused()

    def _offered(self, message: Dhcp) -> None:
        server = message.number(Option.SERVER)
        if not server or not message.yiaddr or message.yiaddr >> 28 >= 14:
            return
        self.wanted, self.server = message.yiaddr, server
        self.state = State.REQUESTING
        self.retries = 0
        self.host.cancel(self._discover)
        self._request()

    def _acknowledged(self, message: Dhcp) -> None:
        lease = self._lease(message)
        if lease is None:
            return
        if self.lease is not None:
            if lease.address == self.lease.address and lease.length == self.lease.length:
                self.lease = lease
                self.user.renewed(self, lease)
                self._bound()
                return
            self._lose()
        self.host.cancel(self._request)
        self.offer = lease
        self.probes = 0
        if getattr(self.iface.driver, "send_arp", None) is None:
            self._take()
            return
        self._watch = self.host.device.bus.listen(ArpReceived, self._somebody)
        self._probe()
        self.host.after((PROBES + 1) * self.settings.probing, self._take)

    def _lease(self, message: Dhcp) -> Lease | None:
        mask = message.number(Option.MASK)
        try:
            length = length_of(mask) if mask is not None else 24
        except ValueError:
            return None
        server = message.number(Option.SERVER) or self.server
        seconds = message.number(Option.LEASE) or DEFAULT_LEASE
        renewal = message.number(Option.RENEWAL) or seconds // 2
        rebinding = message.number(Option.REBINDING) or seconds * 7 // 8
        if not renewal <= rebinding <= seconds:
            renewal, rebinding = seconds // 2, seconds * 7 // 8
        return Lease(
            message.yiaddr, length, server, seconds, renewal, rebinding, self.begun, message.addresses(Option.ROUTERS),
            message.addresses(Option.DNS), message.text(Option.DOMAIN), message.addresses(Option.NETBIOS_SERVERS),
        )  # fmt: skip

    def _refused(self) -> None:
        """The server knows better: from the beginning."""
        self._lose()
        self._disarm()
        self._deaf()
        self.wanted = self.server = 0
        self.offer = None
        self.state = State.IDLE
        self.host.after(1.0, self._try)

    # is somebody else there?

    def _probe(self) -> None:
        offer = self.offer
        if offer is None or self.probes >= PROBES:
            return
        self.probes += 1
        self.iface.driver.send_arp(Arp(ARP_REQUEST, self.iface.mac, 0, 0, offer.address), BROADCAST_MAC)  # type: ignore[attr-defined]
        self.host.after(self.settings.probing, self._probe)

    def _somebody(self, event: ArpReceived) -> None:
        offer = self.offer
        packet = event.packet
        if offer is None or event.iface != self.iface.name or packet.sender_ip != offer.address:
            return
        if packet.sender_mac != self.iface.mac:
            self._decline(offer)

    def _decline(self, offer: Lease) -> None:
        message = self._message(Kind.DECLINE)
        message.options[Option.SERVER] = offer.server.to_bytes(4, "big")
        message.options[Option.ADDRESS] = offer.address.to_bytes(4, "big")
        self._identify(message)
        self._send(Told.DECLINE, message)
        self._disarm()
        self._deaf()
        self.offer = None
        self.wanted = self.server = 0
        self.state = State.IDLE
        self.host.after(AFTER_DECLINE, self._try)

    def _deaf(self) -> None:
        if self._watch is not None:
            self._watch()
            self._watch = None

    def _take(self) -> None:
        """Nobody has it."""
        self.host.cancel(self._probe)
        self._deaf()
        lease, self.offer = self.offer, None
        assert lease is not None
        self.lease = lease
        self.wanted = lease.address
        self.iface.seeks = False
        self._bound()
        self.user.assigned(self, lease)
        for neighbour in {lease.server, *lease.routers[:1]}:  # a lease is given back in one datagram
            if (neighbour ^ lease.address) & mask_of(lease.length) == 0 and self.lease is lease:
                self.host.device.ip.arp.resolve(self.iface, neighbour)

    # keeping it

    def _bound(self) -> None:
        lease = self.lease
        assert lease is not None
        self.state = State.BOUND
        self.tries = 1
        self.retries = 0
        for method in (self._request, self._renew, self._rebind, self._expire):
            self.host.cancel(method)
        if not lease.forever:
            self.host.after(max(0.0, lease.since + lease.renewal - self.host.now), self._renew, background=True)

    def _renew(self) -> None:
        """T1 has come: the server is asked, again after half of the time until T2."""
        lease = self.lease
        assert lease is not None
        left = lease.since + lease.rebinding - self.host.now
        if self.state is not State.RENEWING and self.state is not State.REBINDING:
            self.state = State.RENEWING
            self.begun = self.host.now
            self.retries = 0
        if left <= 0 and not lease.forever:
            self._rebind()
            return
        self.host.after(min(left, max(left / 2, SHORTEST)) if not lease.forever else SHORTEST, self._renew)
        self._ask_again(lease.server)

    def _rebind(self) -> None:
        """T2 has come: anybody is asked."""
        lease = self.lease
        assert lease is not None
        left = lease.since + lease.seconds - self.host.now
        if left <= 0:
            self._expire()
            return
        if self.state is not State.REBINDING:
            self.state = State.REBINDING
            self.begun = self.host.now
            self.retries = 0
        self.host.after(min(left, max(left / 2, SHORTEST)), self._rebind)
        self._ask_again(0)

    def _ask_again(self, server: IPv4) -> None:
        lease = self.lease
        assert lease is not None
        self.retries += 1
        self.begun = self.host.now
        message = self._message(Kind.REQUEST)
        message.options[Option.LARGEST] = LARGEST.to_bytes(2, "big")
        self._identify(message)
        message.ciaddr = lease.address
        self._wish(message)
        self._send(Told.REQUEST, message, server)

    def _expire(self) -> None:
        """Nobody renewed it."""
        self._lose()
        self._disarm()
        self.wanted = self.server = 0
        self._try()

    def _lose(self) -> None:
        lease, self.lease = self.lease, None
        if lease is not None:
            self.user.lost(self, lease)
