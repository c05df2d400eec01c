"""A client (RFC 8415 section 18.2): asks for an address, or for a prefix, on one interface, and keeps it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from iosemu.device.engine import Host
from iosemu.features.dhcp6.model import Dhcp6Interface
from iosemu.records import dataclass, field
from iosemu.wire.dhcpv6 import (
    ALL_AGENTS,
    CLIENT,
    FOREVER,
    SERVER,
    Association,
    Kind,
    Lease,
    Message,
    Option,
    Status,
)

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.dhcp6.engine import Dhcp6Engine


class State(Enum):
    """As shown."""

    IDLE = "IDLE"
    SOLICIT = "SOLICIT"
    REQUEST = "REQUEST"
    OPEN = "OPEN"
    RENEW = "RENEW"
    REBIND = "REBIND"
    RELEASE = "RELEASE"


# first and longest time between transmissions in seconds, most transmissions (0: no limit): RFC 8415 section 7.6,
# but for the longest of SOLICIT, which is that of RFC 3315 section 5.5, as releases of these years have it
_RETRY = {
    State.SOLICIT: (1.0, 120.0, 0), State.REQUEST: (1.0, 30.0, 10), State.RENEW: (10.0, 600.0, 0),
    State.REBIND: (10.0, 600.0, 0), State.RELEASE: (1.0, 1.0, 4),
}  # fmt: skip
_KINDS = {
    State.SOLICIT: Kind.SOLICIT, State.REQUEST: Kind.REQUEST, State.RENEW: Kind.RENEW, State.REBIND: Kind.REBIND,
    State.RELEASE: Kind.RELEASE,
}  # fmt: skip
_BOUND = (State.OPEN, State.RENEW, State.REBIND)
_ASKED = (Option.DNS, Option.DOMAIN)


@dataclass(slots=True)
class Known:
    """A server: how it is reached, its DUID, and what it said of itself and of names."""

    address: int
    duid: bytes
    preference: int = 0
    association: Association | None = None
    dns: list[int] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)


class Client:
    def __init__(self, host: Host, iface: Interface, prefixes: bool, engine: Dhcp6Engine) -> None:
        self.host = host
        self.iface = iface
        self.prefixes = prefixes
        self.engine = engine
        self.rapid = False
        self.state = State.IDLE
        self.server: Known | None = None
        self.offers: list[Known] = []
        self.leases: list[Lease] = []
        self.since = 0.0  # when they were given
        self.xid = -1
        self.name = ""  # of the general prefix
        self._began = 0.0
        self._sent = 0
        self._wait = 0.0

    @property
    def text(self) -> str:
        return self.iface.text

    @property
    def bound(self) -> bool:
        return self.state in _BOUND

    @property
    def ident(self) -> int:
        return (self.iface.index << 16 | 1) & 0xFFFFFFFF

    # what it hangs on

    def follow(self) -> None:
        """Begins when the interface has an address to ask from; ends with its line."""
        iface = self.iface
        slot = iface.get(Dhcp6Interface)
        name = slot.delegated if slot is not None and self.prefixes else ""
        if name != self.name:
            if self.name and self.bound:
                self.engine.delegated(iface, self.name, None)
            self.name = name
            if self.bound and self.leases:
                self.engine.delegated(iface, name, (self.leases[0].value, self.leases[0].length))
        up = iface.line_up and iface.wide
        if not up and self.state is not State.IDLE:
            self._lose()
            self._rest()
        elif up and self.state is State.IDLE and self.host.due(self._solicit) is None:
            self.host.after(1.0 + self.host.rng.random(), self._solicit)

    def stop(self) -> None:
        self.host.stop()

    def release(self) -> None:
        """The line is gone: what it has goes back."""
        if self.bound and self.server is not None and self.iface.wide and self.iface.line_up:
            now, self.state, self._began = self.state, State.RELEASE, self.host.now
            self._new_exchange()
            self.engine.send(self.iface, ALL_AGENTS, SERVER, CLIENT, self._message().encode())
            self.state = now
        self._lose()
        self.host.stop()
        self.state = State.IDLE

    def restart(self) -> None:
        """`clear ipv6 dhcp client`"""
        self._lose()
        self._rest()
        self.follow()

    def _rest(self) -> None:
        self.state, self.server, self.offers = State.IDLE, None, []
        for method in (self._solicit, self._again, self._choose, self._renew, self._rebind, self._expired):
            self.host.cancel(method)

    def _lose(self) -> None:
        had, self.leases = self.leases, []
        if not had:
            return
        self.state = State.IDLE
        if self.prefixes:
            self.engine.delegated(self.iface, self.name, None)
        else:
            self.engine.address()

    # questions

    def _solicit(self) -> None:
        if not self.iface.v6.ready:
            self.host.after(1.0, self._solicit)
            return
        self.offers = []
        self._begin(State.SOLICIT)

    def _begin(self, state: State) -> None:
        self.state, self._began, self._sent = state, self.host.now, 0
        self._wait = 0.0
        self._new_exchange()
        self._again()

    def _new_exchange(self) -> None:
        self.xid = self.host.rng.getrandbits(24)

    def _again(self) -> None:
        first, longest, most = _RETRY[self.state]
        if most and self._sent >= most:
            self._solicit()
            return
        if self.state is State.SOLICIT and self.offers:
            self._choose()
            return
        self._sent += 1
        part = 1.0 + (self.host.rng.random() - 0.5) / 5
        self._wait = first * part if not self._wait else min(self._wait * (1.0 + part), longest * part)
        self.engine.send(self.iface, ALL_AGENTS, SERVER, CLIENT, self._message().encode())
        self.host.after(self._wait, self._again, background=self._sent > 3)

    def _message(self) -> Message:
        message = Message(_KINDS[self.state], self.xid)
        elapsed = min(int((self.host.now - self._began) * 100), 0xFFFF)
        message.add(Option.ELAPSED, elapsed.to_bytes(2, "big"))
        message.add(Option.CLIENT, self.engine.duid())
        if self.server is not None and self.state in (State.REQUEST, State.RENEW, State.RELEASE):
            message.add(Option.SERVER, self.server.duid)
        if self.state is not State.RELEASE:
            message.add(Option.ASKED, b"".join(code.to_bytes(2, "big") for code in _ASKED))
        asked = Association(self.ident, self.prefixes)
        if self.state is State.REQUEST and self.server is not None and self.server.association is not None:
            asked.leases = self.server.association.leases
        elif self.state is not State.SOLICIT:
            asked.leases = self.leases
        message.associate(asked)
        if self.state is State.SOLICIT and self.rapid:
            message.add(Option.RAPID)
        return message

    # answers

    def received(self, message: Message, source: int) -> None:
        """One with the identifier of the question. Raises Malformed."""
        duid = message.find(Option.SERVER)
        if not duid or message.find(Option.CLIENT) != self.engine.duid():
            return
        mine = (each for each in message.associations if each.ident == self.ident and each.prefixes is self.prefixes)
        association = next(mine, None)
        preference = (message.find(Option.PREFERENCE) or b"\0")[:1]
        known = Known(source, duid, preference[0] if preference else 0, association, message.dns, message.domains)
        good = association is not None and not association.status and bool(association.leases)
        if self.state is State.SOLICIT:
            if message.kind == Kind.ADVERTISE and good and message.status == Status.SUCCESS:
                self.offers.append(known)
                if known.preference == 255 or self._sent > 1:
                    self._choose()
            elif message.kind == Kind.REPLY and self.rapid and message.find(Option.RAPID) is not None and good:
                self._take(known)
        elif message.kind == Kind.REPLY and self.state in (State.REQUEST, State.RENEW, State.REBIND):
            if good and message.status == Status.SUCCESS:
                self._take(known)
            elif self.state is State.REQUEST:
                self._solicit()
            elif association is not None and association.status == Status.NO_BINDING:
                self._begin(State.REQUEST)

    def _choose(self) -> None:
        """The offer of the greatest preference, the first of them."""
        best = max(self.offers, key=lambda each: each.preference)
        self.server = best
        self._begin(State.REQUEST)

    def _take(self, known: Known) -> None:
        association = known.association
        assert association is not None
        leases = [each for each in association.leases if each.valid]
        if not leases:
            self._lose()
            self._solicit()
            return
        if self.server is not None and self.server.duid == known.duid:
            known.preference = known.preference or self.server.preference  # only offers say it
        self.server, self.leases, self.since, self.state = known, leases, self.host.now, State.OPEN
        self.host.cancel(self._again)
        if self.prefixes:
            self.engine.delegated(self.iface, self.name, (leases[0].value, leases[0].length))
        else:
            self.engine.address()
        shortest = min(each.preferred for each in leases)
        t1 = association.t1 or (FOREVER if shortest == FOREVER else shortest // 2)
        t2 = association.t2 or (FOREVER if shortest == FOREVER else shortest * 4 // 5)
        valid = max(each.valid for each in leases)
        for seconds, method in ((t1, self._renew), (t2, self._rebind), (valid, self._expired)):
            self.host.cancel(method)
            if seconds != FOREVER:
                self.host.after(seconds, method, background=True)

    def _renew(self) -> None:
        self._begin(State.RENEW)

    def _rebind(self) -> None:
        if self.state is not State.REQUEST:
            self._begin(State.REBIND)

    def _expired(self) -> None:
        self.restart()

    @property
    def renews_in(self) -> float | None:
        """Seconds."""
        return self.host.due(self._renew)
