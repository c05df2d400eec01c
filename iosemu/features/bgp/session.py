"""One connection to a neighbour and the state machine on it (RFC 4271 section 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.sockets.machine import End
from iosemu.features.bgp.events import (
    KeepaliveReceived,
    KeepaliveSent,
    MessageRead,
    Notified,
    NotOpened,
    OpenFailed,
    OpenRead,
    OpenWritten,
    Reset,
    SessionStep,
    StateMoved,
    Step,
    WrongAs,
)
from iosemu.features.bgp.fsm import TABLE, Do, Event, State
from iosemu.wire import bgp
from iosemu.wire.bgp import BgpError, Cap, Cease, Code, Kind, Notification, Open, Opening
from iosemu.wire.bgp_update import Update

if TYPE_CHECKING:
    from iosemu.device.sockets.tcp import Connection
    from iosemu.features.bgp.peer import Peer

ACTIVE, PASSIVE = "active", "passive"
OPEN_DELAY = 60  # seconds that the far end of a passive session has for its OPEN
LARGE_HOLD = 240.0
CLOSING = 4.5  # seconds that a session stays after a NOTIFICATION that ended it before it was up
CONNECT_RETRY = 120.0
_WHY = {
    End.REFUSED: NotOpened.REFUSED,
    End.TIMED_OUT: NotOpened.TIMEOUT,
    End.UNREACHABLE: NotOpened.UNREACHABLE,
    End.RESET: NotOpened.RESET,
}


def _capability(family: tuple[int, int]) -> tuple[int, bytes]:
    return bgp.multiprotocol(*family)


class Session:
    """The user of a connection (`TcpUser`)."""

    def __init__(self, peer: Peer, role: str) -> None:
        self.peer = peer
        self.role = role
        self.host = peer.host
        self.state = State.IDLE
        self.connection: Connection | None = None
        self.closing = False
        self.open: Open | None = None  # the neighbour's
        self.sent_open: Open | None = None
        self.hold = 0  # seconds, as agreed; 0: no keepalives
        self.keepalive = 0
        self.four = False  # AS numbers of four octets both ways
        self.refreshes = False
        self.families: frozenset[tuple[int, int]] = frozenset()  # that both ends take part in
        self.retries = 0
        self.why: NotOpened | None = None  # the active open failed
        self._stream = bytearray()
        self._error = BgpError(Code.FSM, 0)
        self._reason = Reset.CLOSED
        self._notified = False
        self._over = False
        self._lost = False
        self.untold: Notified | None = None  # by the log, until it has told that the session is down

    @property
    def text(self) -> str:
        return self.peer.text

    # the machine

    def feed(self, event: Event) -> None:
        """What the table says of this event in this state."""
        if self._over:
            return
        state, actions = TABLE[self.state, event]
        if state is State.OPEN_CONFIRM and self.state is State.ACTIVE:
            self._open_delayed(actions)
            return
        for action in actions:
            if action not in _AFTER:
                _ACTIONS[action](self)
                if self._over:
                    return
        self._move(state)
        for action in actions:
            if action in _AFTER:
                _ACTIONS[action](self)
                if self._over:
                    return
        if state is State.IDLE and actions:
            self._finish()

    def _open_delayed(self, actions: tuple[Do, ...]) -> None:
        """The neighbour's OPEN came while ours was held back: on the way to OpenConfirm IOS passes OpenSent."""
        for action in actions:
            if action is Do.SEND_OPEN:
                self._send_open_in(State.OPEN_SENT)
                continue
            if action is Do.SEND_KEEPALIVE:
                self._move(State.OPEN_CONFIRM)
            _ACTIONS[action](self)
            if self._over:
                return

    def _move(self, state: State) -> None:
        old = self.state
        if state is old:
            return
        self.state = state
        if not self.closing:
            self._moved(old, state)

    def _moved(self, old: State | None, new: State | None) -> None:
        peer = self.peer
        self.host.emit(StateMoved(peer.vrf, peer.address, self.role, old, new, peer.handle, peer.number))

    def _step(self, step: Step, seconds: int = 0) -> None:
        peer = self.peer
        self.host.emit(SessionStep(peer.vrf, peer.address, self.role, step, peer.handle, peer.number, seconds=seconds))

    def _finish(self) -> None:
        """It is Idle again: the neighbour hears of it, once; where it had to be told what is wrong, a little later."""
        if not self._over:
            self._over = True
            self._silence()
            if self.closing:
                self.host.after(CLOSING, self._closed)
            else:
                self.peer.went_down(self, self._reason, self._notified)

    def _closed(self) -> None:
        self.closing = False
        self._step(Step.LOCAL_CLOSE)
        self._step(Step.CLOSING)
        self._moved(None, State.IDLE)
        self.peer.went_down(self, self._reason, self._notified)

    def _silence(self) -> None:
        for method in (self._hold_due, self._keepalive_due, self._delay_due, self._retry_due, self._closed):
            self.host.cancel(method)

    def forget(self) -> None:
        """Without a word, as when the power goes."""
        self._over = True
        self._silence()
        if self.connection is not None:
            self.connection.user = None

    # what ends it from here

    def stop(self, reason: Reset, code: int, subcode: int, data: bytes = b"") -> None:
        """With a NOTIFICATION if the neighbour can hear one."""
        self._reason, self._error = reason, BgpError(code, subcode, data)
        self.feed(Event.AUTOMATIC_STOP)

    def lose(self, reason: Reset) -> None:
        """Nothing reaches the neighbour any more."""
        self._reason, self._lost = reason, True
        self.feed(Event.TCP_FAILS)

    def fail(self, error: BgpError, event: Event) -> None:
        """What came was not as it must be."""
        self._error, self._reason = error, Reset.SENT
        self.feed(event)

    # TcpUser

    def opened(self, connection: Connection) -> None:
        self.feed(Event.TCP_ACKED if self.role == ACTIVE else Event.TCP_CONFIRMED)

    def acknowledged(self, connection: Connection) -> None:
        """Nothing waits for it."""

    def ended(self, connection: Connection) -> None:
        if self.connection is connection and not self._over:
            if self.state is State.CONNECT:
                self.why = why = _WHY.get(connection.end, NotOpened.TIMEOUT)
                self._reason = Reset.OPEN_FAILED
                self.host.emit(OpenFailed(self.peer.vrf, self.peer.address, why))
            else:
                self._reason = Reset.CLOSED
                self._step(Step.REMOTE_CLOSE)
            self.feed(Event.TCP_FAILS)

    def readable(self, connection: Connection) -> None:
        self._stream += connection.read()
        try:
            for kind, body in bgp.messages(self._stream):
                self._message(kind, body)
                if self._over:
                    return
        except BgpError as error:
            self.fail(error, Event.HEADER_ERROR)
            return
        if connection.finished:
            self._reason = Reset.CLOSED
            self._step(Step.REMOTE_CLOSE)
            self.feed(Event.TCP_FAILS)

    def _message(self, kind: int, body: bytes) -> None:
        peer = self.peer
        peer.last_read = self.host.now
        if kind == Kind.UPDATE:
            peer.received.updates += 1
            self._update(body)
        elif kind == Kind.KEEPALIVE:
            peer.received.keepalives += 1
            self._told(kind, body)
            self.host.emit(KeepaliveReceived(peer.vrf, peer.address))
            self.feed(Event.KEEPALIVE)
        elif kind == Kind.OPEN:
            peer.received.opens += 1
            self._told(kind, body)
            self._opening(body)
        elif kind == Kind.NOTIFICATION:
            peer.received.notifications += 1
            self._told(kind, body)
            self._notification(Notification.decode(body))
        else:
            peer.received.refreshes += 1
            self._told(kind, body)
            self._refresh(body)

    def _told(self, kind: int, body: bytes) -> None:
        if self.host.device.bus.wants(MessageRead):
            self.host.emit(MessageRead(self.peer.vrf, self.peer.address, self.role, kind, len(body)))

    def _update(self, body: bytes) -> None:
        if self.state is not State.ESTABLISHED:
            self.feed(Event.UPDATE)
            return
        try:
            update = Update.decode(body, self.four, self.peer.process.four_octets)
            self.feed(Event.UPDATE)
            for wide, part in ((False, update), (True, update.wide)):
                member = self.peer.members.get(wide)
                if part is not None and member is not None and member.up and not self._over:
                    self.peer.process.received(member, part)
        except BgpError as error:
            self.fail(error, Event.UPDATE_ERROR)

    def _refresh(self, body: bytes) -> None:
        try:
            refresh = bgp.RouteRefresh.decode(body)
        except BgpError as error:
            self.fail(error, Event.UPDATE_ERROR)
            return
        if self.state is not State.ESTABLISHED:
            self.feed(Event.UPDATE)  # out of place like one
            return
        member = self.peer.members.get(refresh.afi == bgp.IPV6_UNICAST[0])
        if member is not None and member.up and (refresh.afi, refresh.safi) == member.family:
            self._restart_hold()
            self.peer.process.asked(member, refresh)

    def _notification(self, told: Notification) -> None:
        peer = self.peer
        peer.remember(False, told, self.role if self.state is not State.ESTABLISHED else "")
        role = "" if peer.session is self else self.role
        self._log(told, False, role)
        if (told.code, told.subcode) == (Code.OPEN, Opening.PEER_AS):
            peer.other_as()
        self._reason, self._notified = Reset.RECEIVED, True
        version = (told.code, told.subcode) == (Code.OPEN, Opening.VERSION)
        self.feed(Event.VERSION_NOTIFIED if version else Event.NOTIFIED)

    # OPEN

    def _opening(self, body: bytes) -> None:
        self._step(Step.RECEIVE_OPEN)
        try:
            found = Open.decode(body)
            peer = self.peer
            if not peer.process.four_octets:
                found.asn = found.two
            self.host.emit(OpenRead(peer.vrf, peer.address, self.role, found, peer.handle, peer.number))
            self._judge(found)
        except BgpError as error:
            self.fail(error, Event.OPEN_ERROR)
            return
        self.open = found
        self.hold = min(self.peer.hold_time, found.hold)
        keepalive = self.peer.keepalive_time
        self.keepalive = 0 if not self.hold else min(keepalive or self.hold // 3, self.hold // 3) or 1
        self.four = found.four_octets and self.peer.process.four_octets
        self.refreshes = found.refreshes
        self.families = found.speaks & {member.family for member in self.peer.members.values()}
        self.feed(Event.OPEN_DELAYED if self.state is State.ACTIVE else Event.OPEN)

    def _judge(self, found: Open) -> None:
        """Raises BgpError."""
        peer = self.peer
        expected = peer.settings.session.remote_as
        if expected is not None and found.asn != expected:
            self.host.emit(WrongAs(peer.vrf, peer.address, self.role, found.asn, expected))
            raise BgpError(Code.OPEN, Opening.PEER_AS, found.asn.to_bytes(2 if found.asn < 65536 else 4, "big"))
        if found.identifier == peer.process.router_id(peer.home):
            raise BgpError(Code.OPEN, Opening.IDENTIFIER, found.identifier.to_bytes(4, "big"))
        least = peer.settings.session.min_hold or peer.process.instance.min_hold
        if found.hold < least:
            raise BgpError(Code.OPEN, Opening.HOLD_TIME)
        ours = [member.family for member in peer.members.values()]
        if not found.speaks.intersection(ours):
            wanted = b"".join(bytes((code, len(value))) + value for code, value in map(_capability, ours))
            raise BgpError(Code.OPEN, Opening.CAPABILITY, wanted)

    def _send_open(self) -> None:
        self._send_open_in(State.OPEN_SENT)

    def _send_open_in(self, state: State) -> None:
        peer = self.peer
        opening = self.sent_open = peer.process.opening(peer)
        self._step(Step.SEND_OPEN)
        if any(code == Cap.ENHANCED_REFRESH for code, _ in opening.capabilities):
            self._step(Step.ENHANCED)
        self._move(state)
        self.host.emit(
            OpenWritten(peer.vrf, peer.address, self.role, opening.asn, opening.hold, opening.identifier)
        )
        self.write(opening.message())
        peer.sent.opens += 1

    # actions

    def write(self, data: bytes) -> bool:
        self.peer.last_written = self.host.now
        return self.connection is not None and self.connection.write(data)

    def _open_tcp(self) -> None:
        if not self.peer.connect(self):
            self.why, self._reason = NotOpened.NO_ROUTE, Reset.OPEN_FAILED
            self._move(State.CONNECT)
            self.feed(Event.TCP_FAILS)

    def _start_retry(self) -> None:
        self.host.after(CONNECT_RETRY, self._retry_due)

    def _stop_retry(self) -> None:
        self.host.cancel(self._retry_due)

    def _retry_due(self) -> None:
        self.feed(Event.CONNECT_RETRY)

    def _count(self) -> None:
        self.retries += 1

    def _zero(self) -> None:
        self.retries = 0

    def _delay(self) -> None:
        self._step(Step.OPEN_DELAY, OPEN_DELAY)
        self.host.after(float(OPEN_DELAY), self._delay_due)

    def _stop_delay(self) -> None:
        self.host.cancel(self._delay_due)

    def _delay_due(self) -> None:
        self.feed(Event.DELAY_OPEN)

    def _hold_large(self) -> None:
        self.host.after(LARGE_HOLD, self._hold_due)

    def _restart_hold(self) -> None:
        if self.hold:
            self.host.after(float(self.hold), self._hold_due, background=True)
        else:
            self.host.cancel(self._hold_due)

    def _hold_due(self) -> None:
        self._reason = Reset.SENT
        self.feed(Event.HOLD)

    def _start_keepalives(self) -> None:
        if self.keepalive:
            self.host.after(float(self.keepalive), self._keepalive_due, background=True)

    def _keepalive_due(self) -> None:
        self.feed(Event.KEEPALIVE_DUE)

    def _send_keepalive(self) -> None:
        self.peer.sent.keepalives += 1
        self.host.emit(KeepaliveSent(self.peer.vrf, self.peer.address))
        self.write(bgp.KEEPALIVE)

    def _notify(self) -> None:
        self._say(Notification(self._error.code, self._error.subcode, self._error.data))

    def _hold_expired(self) -> None:
        self._reason = Reset.SENT
        self._say(Notification(Code.HOLD, 0))

    def _fsm_error(self) -> None:
        self._reason = Reset.SENT
        self._say(Notification(Code.FSM, 0))

    def _say(self, told: Notification) -> None:
        peer = self.peer
        if self.connection is None:
            return
        role = "" if peer.session is self else self.role
        if role and self._reason is not Reset.COLLISION:
            self.closing = True
            self._moved(self.state, None)
        peer.remember(True, told, role)
        peer.sent.notifications += 1
        self._notified = True
        self.write(told.message())
        if not peer.process.quiet and self._reason is not Reset.COLLISION:
            self._log(told, True, role)

    def _log(self, told: Notification, sent: bool, role: str) -> None:
        """Old releases tell first that the session is down."""
        peer = self.peer
        event = Notified(peer.vrf, peer.address, sent, told.code, told.subcode, told.data, role, peer.dynamic)
        if not peer.logs:
            return
        if self.host.device.software.bgp_tells_reset:
            self.host.emit(event)
        else:
            self.untold = event

    def _release(self) -> None:
        """What belongs to it goes when the neighbour hears that it is down."""

    def _drop(self) -> None:
        if self.connection is not None:
            connection, self.connection = self.connection, None
            connection.user = None
            if self._lost:
                connection.abort()
            else:
                connection.close()

    def _damp(self) -> None:
        """The neighbour waits before it opens again: `Peer.went_down`."""

    def _collide(self) -> None:
        """Section 6.8: of two connections the one stays that the router with the higher identifier has opened.

        A new OPEN of a neighbour whose restarts are helped says that the old one is over (RFC 4724 section 5).
        """
        other = self.peer.session or self.peer.sessions.get(PASSIVE if self.role == ACTIVE else ACTIVE)
        if other is None or self.open is None or other.state not in (State.OPEN_CONFIRM, State.ESTABLISHED):
            return
        if other.state is State.ESTABLISHED:
            if self.peer.helps:
                other.lose(Reset.CLOSED)
                return
            loser = self
        else:
            process = self.peer.process
            ours = (process.router_id(self.peer.home), self.peer.local_as)
            wins = ACTIVE if ours > (self.open.identifier, self.open.asn) else PASSIVE
            loser = other if self.role == wins else self
        loser._reason = Reset.COLLISION
        loser._error = BgpError(Code.CEASE, Cease.COLLISION)
        if loser.state in (State.ACTIVE, State.CONNECT):
            loser._notify()
            loser.feed(Event.TCP_FAILS)
        else:
            loser.feed(Event.COLLISION)

    def _establish(self) -> None:
        self.peer.came_up(self)

    def _take(self) -> None:
        """`_update` hands it on when the hold timer runs again."""


_AFTER = frozenset({Do.OPEN_TCP, Do.SEND_KEEPALIVE, Do.KEEPALIVES, Do.HOLD, Do.ESTABLISH})
"""Done in the new state."""

_ACTIONS = {
    Do.OPEN_TCP: Session._open_tcp, Do.RETRY: Session._start_retry, Do.STOP_RETRY: Session._stop_retry,
    Do.COUNT: Session._count, Do.ZERO: Session._zero, Do.DELAY_OPEN: Session._delay, Do.STOP_DELAY: Session._stop_delay,
    Do.SEND_OPEN: Session._send_open, Do.HOLD_LARGE: Session._hold_large, Do.HOLD: Session._restart_hold,
    Do.KEEPALIVES: Session._start_keepalives, Do.SEND_KEEPALIVE: Session._send_keepalive, Do.NOTIFY: Session._notify,
    Do.CEASE: Session._notify, Do.HOLD_EXPIRED: Session._hold_expired, Do.FSM_ERROR: Session._fsm_error,
    Do.RELEASE: Session._release, Do.DROP: Session._drop, Do.DAMP: Session._damp, Do.COLLIDE: Session._collide,
    Do.ESTABLISH: Session._establish, Do.TAKE: Session._take,
}  # fmt: skip
