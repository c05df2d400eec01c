"""The next hop client: registration with next hop servers (RFC 2332 section 5.2.3), server clusters and priorities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.gre.sockets import SocketState
from iosemu.features.nhrp import events
from iosemu.features.nhrp.cache import Entry, Kind
from iosemu.features.nhrp.model import Nhs
from iosemu.features.nhrp.tunnel import GROUP, NhrpTunnel
from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix
from iosemu.wire import nhrp

if TYPE_CHECKING:
    from iosemu.features.dns.engine import DnsEngine
    from iosemu.features.dns.resolver import Lookup
    from iosemu.features.nhrp.engine import NhrpEngine

FIRST_RETRY = 2.0
LAST_RETRY = 64.0
TRIES = 2  # unanswered retransmissions until an NHS counts as down
AFTER_UP = 1.0  # from the tunnel coming up to the first, "one-time" request
INITIAL = 2.0  # ... to the request that is repeated until it is answered

NhsKey = tuple[bool, IPv4 | str]  # (False, protocol address), (True, NBMA address or name of a dynamic server)


@dataclass(slots=True)
class NhsState:
    """`address` is None while a dynamic NHS has not answered yet. `interval`: wait for the answer, seconds.

    `request_ids` are those of the last requests, whose answers are taken. A one-time request, sent as soon as the way
    to the server is open, is not counted in `req_sent`, nor is its answer.
    """

    key: NhsKey
    config: Nhs
    address: IPv4 | None
    nbma: IPv4 | None
    expecting: bool = False
    responding: bool = False
    waiting: bool = False  # a better one of its cluster is used
    held: bool = False  # back, but the fallback time has not passed
    asked: bool = False  # by more than a one-time request
    unanswered: bool = False
    down_told: bool = False
    request_ids: list[int] = field(default_factory=list)
    one_time: int = 0  # request ID
    tries: int = 0
    interval: float = FIRST_RETRY
    req_sent: int = 0
    req_failed: int = 0
    repl_recv: int = 0
    last_change: float = 0.0
    last_reply: float | None = None

    def flags(self) -> str:
        """Two columns as `show ip nhrp nhs` prints them."""
        if self.waiting:
            return "W "
        return ("R" if self.responding else " ") + ("E" if self.expecting else " ")


class Client:
    """Registers the tunnels' addresses."""

    def __init__(self, engine: NhrpEngine) -> None:
        self.engine = engine
        self.host = engine.host
        self.asked: dict[str, Lookup] = {}  # names of servers that are being looked up

    # which NHSs

    def configure(self, tunnel: NhrpTunnel) -> None:
        """Make the states agree with the model."""
        config = tunnel.config
        wanted: dict[NhsKey, Nhs] = {(False, address): nhs for address, nhs in config.nhss.items()}
        wanted |= {(True, nbma): nhs for nbma, nhs in config.dynamic_nhss.items()}
        for key in [key for key in tunnel.nhss if key not in wanted]:
            gone = tunnel.nhss.pop(key)
            self._withdraw(tunnel, gone)
            self._stop(tunnel, gone, events.Reason.PROHIBITED)
        for key, nhs in wanted.items():
            state = tunnel.nhss.get(key)
            if state is None:
                address = key[1] if isinstance(key[1], int) else None
                state = tunnel.nhss[key] = NhsState(key, nhs, address, None)
                state.last_change = self.host.now
            state.config = nhs
            nbma = self._nbma(tunnel, state)
            if nbma != state.nbma:
                self._stop(tunnel, state, events.Reason.PROHIBITED)  # it has answered from another place, if at all
                state.nbma = nbma
        self.choose(tunnel)

    def _nbma(self, tunnel: NhrpTunnel, state: NhsState) -> IPv4 | None:
        """Where the server is; a name is looked up."""
        named = state.key[1] if isinstance(state.key[1], str) else state.config.nbma
        if named is not None:
            return self._address_of(named, state)
        assert state.address is not None
        known = tunnel.config.maps.get(state.address)
        if known is not None:
            return known.nbma
        return tunnel.driver.remote or None if tunnel.point_to_point else None

    def _address_of(self, name: str, state: NhsState) -> IPv4 | None:
        """As it is known; what is not known is asked for, and the server stays where it is meanwhile."""
        names: DnsEngine = self.host.peer("dns")
        address = names.known(name)
        if address is not None:
            return address
        if name not in self.asked:
            lookup = names.look_up(name, self)
            if lookup is None:
                return None
            self.asked[name] = lookup
        return state.nbma

    def asking(self, lookup: Lookup, server: IPv4) -> None:
        """Nobody watches."""

    def answered(self, lookup: Lookup) -> None:
        name = next((name for name, asked in self.asked.items() if asked is lookup), "")
        self.asked.pop(name, None)
        if not lookup.addresses:
            return  # asked again when the next registration finds no answer
        for tunnel in self.engine.tunnels.values():
            for state in tunnel.nhss.values():
                if name in (state.key[1], state.config.nbma):
                    self._look_again(tunnel, state)
                    if state.expecting and not state.responding and tunnel.usable:
                        self._first(tunnel, state)

    def _look_again(self, tunnel: NhrpTunnel, state: NhsState) -> None:
        """No answer: its name may stand for another address by now."""
        nbma = self._nbma(tunnel, state)
        if nbma == state.nbma:
            return
        if state.responding:
            self._down(tunnel, state, events.Reason.EXTERNAL)
        if state.key[0]:
            state.address = None
        state.nbma = nbma
        self.engine.sync_static(tunnel)
        tunnel.refresh_multicast()
        if nbma is not None:
            tunnel.open_socket(nbma)

    def choose(self, tunnel: NhrpTunnel, after: float = 0.0) -> None:
        """Decide which NHSs of each cluster are used, start (see `_start`) and stop accordingly."""
        clusters: dict[int, list[NhsState]] = {}
        for state in tunnel.nhss.values():
            clusters.setdefault(state.config.cluster, []).append(state)
        for cluster, states in clusters.items():
            limit = tunnel.config.max_connections.get(cluster) or len(states)
            count = 0
            for state in sorted(states, key=lambda state: state.config.priority):
                use = count < limit
                if use and not state.held and (state.responding or not state.down_told):
                    count += 1
                if use and not state.expecting:
                    self._start(tunnel, state, after)
                elif not use and not state.waiting:
                    self._withdraw(tunnel, state)
                    self._stop(tunnel, state, events.Reason.PROHIBITED)
                    state.waiting = True
        tunnel.refresh_multicast()

    def _start(self, tunnel: NhrpTunnel, state: NhsState, after: float) -> None:
        """Begin to register; the tunnel came up, or will settle, `after` seconds from now."""
        state.waiting = False
        if not tunnel.usable:
            return
        state.expecting, state.asked = True, False
        state.tries, state.interval = 0, FIRST_RETRY
        if after:
            tunnel.host.after(self.engine.jittered(after), self.once, tunnel, state.key)
        else:
            self._once(tunnel, state)
        initial = self.engine.jittered(INITIAL - AFTER_UP)
        tunnel.host.after(after + initial, self.register, tunnel, state.key)

    def _once(self, tunnel: NhrpTunnel, state: NhsState) -> None:
        """The one-time request, if there is a way to the server."""
        tunnel.host.cancel(self.once, tunnel, state.key)
        if state.nbma is None or tunnel.socket_state(state.nbma) is not SocketState.UP:
            return
        state.one_time = tunnel.new_request_id()
        packet = self.request(tunnel, state, state.one_time)
        self.host.emit(events.RegistrationPaced(tunnel.here, state.address, state.one_time, None, True))
        tunnel.send(packet, state.address or 0, state.nbma)

    def _first(self, tunnel: NhrpTunnel, state: NhsState) -> None:
        state.tries, state.interval = 0, FIRST_RETRY
        self._send(tunnel, state, None)

    def _stop(self, tunnel: NhrpTunnel, state: NhsState, reason: events.Reason) -> None:
        for method in (self.register, self.once, self.fallback):
            tunnel.host.cancel(method, tunnel, state.key)
        state.expecting = state.asked = state.unanswered = state.held = False
        if state.responding:
            self._down(tunnel, state, reason)
        state.down_told = False

    def _withdraw(self, tunnel: NhrpTunnel, state: NhsState) -> None:
        """Take the registration back (RFC 2332 section 5.2.5), so that a server no longer used sends us nothing.

        It may be registered though its answer has not come yet. Where the crypto socket goes with the configuration,
        its end tells the server, and there is no way for more.
        """
        if not state.expecting or state.address is None or state.nbma is None:
            return
        kept = tunnel.nhss.get(state.key) is state or any(m.nbma == state.nbma for m in tunnel.config.maps.values())
        if tunnel.socket_state(state.nbma) is not SocketState.UP or not (kept or tunnel.driver.sockets is None):
            return
        cie = nhrp.Cie(0, 32, tunnel.mtu(), 0, tunnel.driver.local, tunnel.address)
        packet = nhrp.Packet(
            nhrp.PURGE_REQUEST, tunnel.driver.local, tunnel.address, state.address, tunnel.new_request_id(), 0, 255,
            [cie], tunnel.extensions(),
        )  # fmt: skip
        tunnel.send(packet, state.address, state.nbma)

    def tunnel_up(self, tunnel: NhrpTunnel) -> None:
        for state in tunnel.nhss.values():
            state.req_sent = state.req_failed = state.repl_recv = 0
            if state.nbma is not None:
                tunnel.open_socket(state.nbma)
        self.choose(tunnel, AFTER_UP)

    def tunnel_down(self, tunnel: NhrpTunnel, reason: events.Reason) -> None:
        for state in tunnel.nhss.values():
            self._stop(tunnel, state, reason)

    def socket_up(self, tunnel: NhrpTunnel, nbma: IPv4) -> None:
        for state in tunnel.nhss.values():
            if state.nbma != nbma or not state.expecting or state.responding:
                continue
            if state.asked:
                self._first(tunnel, state)
            elif tunnel.host.due(self.once, tunnel, state.key) is None:
                self._once(tunnel, state)

    def socket_lost(self, tunnel: NhrpTunnel, nbma: IPv4) -> None:
        for state in tunnel.nhss.values():
            if state.nbma == nbma and state.expecting and state.responding:
                self._down(tunnel, state, events.Reason.EXTERNAL)
                self._first(tunnel, state)
                self.choose(tunnel)

    # requests

    def request(self, tunnel: NhrpTunnel, state: NhsState, request_id: int) -> nhrp.Packet:
        release, config = tunnel.release, tunnel.config
        flags = nhrp.NAT if config.no_unique else nhrp.REGISTRATION_UNIQUE | nhrp.NAT
        cie = nhrp.Cie(0, 32 if config.no_unique else release.unique_prefix, tunnel.mtu(), tunnel.holdtime)
        nat = nhrp.Cie(0, 32, tunnel.mtu(), 0, state.nbma, state.address or 0)
        extensions = tunnel.extensions(nat=(nat,))
        if config.group:
            extensions.insert(len(extensions) - 1, nhrp.vendor(GROUP, config.group.encode("ascii", "replace")))
        local, address = tunnel.driver.local, tunnel.address
        dst = state.address or 0
        return nhrp.Packet(nhrp.REGISTRATION_REQUEST, local, address, dst, request_id, flags, 255, [cie], extensions)

    def _send(self, tunnel: NhrpTunnel, state: NhsState, interval: float | None) -> None:
        if state.tries <= 1:  # all retransmissions have one ID
            state.request_ids = [*state.request_ids[-1:], tunnel.new_request_id()]
        packet = self.request(tunnel, state, state.request_ids[-1])
        self.host.emit(events.RegistrationPaced(tunnel.here, state.address, state.request_ids[-1], interval, False))
        state.req_sent += 1
        state.asked = state.unanswered = True
        if state.nbma is None:
            state.req_failed += 1
            self.host.emit(events.EncapsulationFailed(tunnel.here, packet, state.address or 0, True))
        else:
            tunnel.send(packet, state.address or 0, state.nbma)
        tunnel.host.after(self.engine.jittered(state.interval), self.register, tunnel, state.key)

    def register(self, tunnel: NhrpTunnel, key: NhsKey) -> None:
        """It is time: for the first request, for another because no answer came, or to renew."""
        state = tunnel.nhss.get(key)
        if state is None or not state.expecting or not tunnel.usable:
            return
        if not state.unanswered:
            self._first(tunnel, state)
            return
        self._look_again(tunnel, state)
        state.tries += 1
        state.interval = min(state.interval * 2, LAST_RETRY)
        if state.tries >= TRIES and not state.down_told:
            self._down(tunnel, state, events.Reason.REGISTRATION_FAILURE)
            state.down_told = True
            self._send(tunnel, state, state.interval)
            self.choose(tunnel)
        else:
            self._send(tunnel, state, state.interval)

    def once(self, tunnel: NhrpTunnel, key: NhsKey) -> None:
        state = tunnel.nhss.get(key)
        if state is not None and state.expecting and tunnel.usable:
            self._once(tunnel, state)

    # replies

    def reply(self, tunnel: NhrpTunnel, packet: nhrp.Packet, nbma: IPv4) -> None:
        asked = packet.request_id
        state = next(
            (s for s in tunnel.nhss.values() if s.expecting and (asked in s.request_ids or asked == s.one_time)), None
        )
        if state is None or not packet.cies:
            return
        code = packet.cies[0].code
        if asked != state.one_time:
            state.repl_recv += 1
            state.last_reply = self.host.now
        if code != nhrp.NO_ERROR:
            self.host.emit(events.ReplyRefused(tunnel.here, packet, code))
            return
        nat = packet.extension(nhrp.EXT_NAT)
        told = (cie.nbma for cie in (nat.cies if nat is not None else ()) if cie.protocol == tunnel.address)
        tunnel.seen = next((each for each in told if each not in (None, tunnel.driver.local)), None)
        if state.address is None and packet.dst_protocol:
            state.address = packet.dst_protocol
            self.engine.sync_static(tunnel)
        if state.asked:  # else the initial request is still to come
            state.unanswered = False
            state.tries, state.interval = 0, FIRST_RETRY
            period = tunnel.config.registration_timeout or max(1, tunnel.holdtime // 3)
            tunnel.host.after(period, self.register, tunnel, state.key, background=True)
        if not state.responding:
            self._up(tunnel, state, nbma)

    def _up(self, tunnel: NhrpTunnel, state: NhsState, nbma: IPv4) -> None:
        was_down = state.down_told
        state.responding, state.down_told = True, False
        state.last_change = self.host.now
        entry = self._entry(tunnel, state, nbma)
        tunnel.mark(entry, True)
        assert state.address is not None
        self.host.emit(events.NhsUp(tunnel.here, state.address, entry.nbma or nbma))
        if was_down and tunnel.config.fallback:
            state.held = True
            tunnel.host.after(tunnel.config.fallback, self.fallback, tunnel, state.key)
        self.choose(tunnel)
        self.engine.peers_changed(tunnel)

    def fallback(self, tunnel: NhrpTunnel, key: NhsKey) -> None:
        state = tunnel.nhss.get(key)
        if state is not None:
            state.held = False
            self.choose(tunnel)

    def _entry(self, tunnel: NhrpTunnel, state: NhsState, nbma: IPv4) -> Entry:
        assert state.address is not None
        entry = tunnel.cache.get(Prefix(state.address, 32))
        if entry is None or entry.nbma is None:
            entry = Entry(Prefix(state.address, 32), state.address, Kind.STATIC, state.nbma or nbma, self.host.now)
            entry.server = True
            tunnel.store(entry)
        return entry

    def _down(self, tunnel: NhrpTunnel, state: NhsState, reason: events.Reason) -> None:
        state.responding = False
        state.last_change = self.host.now
        if state.address is not None:
            entry = tunnel.cache.get(Prefix(state.address, 32))
            if entry is not None and not tunnel.mark(entry, False) and reason is events.Reason.REGISTRATION_FAILURE:
                entry.changed = self.host.now
        self.host.emit(events.NhsDown(tunnel.here, state.address, state.nbma or 0, reason))
        self.engine.peers_changed(tunnel)

    def best(self, tunnel: NhrpTunnel) -> NhsState | None:
        """The NHS that resolution requests go to: responding before silent, then by priority."""
        usable = [s for s in tunnel.nhss.values() if s.expecting and s.nbma is not None and s.address is not None]
        return min(usable, key=lambda s: (not s.responding, s.config.priority), default=None)
