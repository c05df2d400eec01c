"""One TCP connection, without input or output (RFC 9293 section 3).

    machine.receive(segment, now)        a segment came
    machine.write(data), read(), close(), abort()
    machine.poll(now) -> segments        what is to be sent now
    machine.deadline() -> seconds        when `poll` must be called again though nothing happened

Addresses, checksums, ports and clocks are other people's business: segments carry ports 0 here. Congestion is answered
as RFC 5681 and 6582 say, round trips are timed as RFC 6298 says, window scale and timestamps (RFC 7323) are spoken when
both ends want them, blind resets are parried as RFC 9293 section 3.10.7.4 asks. Times are seconds, sizes bytes.
"""

from __future__ import annotations

from enum import Enum

from iosemu.device.sockets.congestion import Congestion
from iosemu.device.sockets.inflow import Inflow
from iosemu.device.sockets.sequence import add, after, before, distance
from iosemu.records import dataclass, field
from iosemu.wire.tcp import ACK, FIN, PSH, RST, SYN, Options, Tcp

SMALLEST_MSS = 64
DEFAULT_PEER_MSS = 536  # RFC 9293 section 3.7.1
ACK_HOLD = 0.2  # `show tcp`: ACK hold: 200 ms
TIME_WAIT = 60.0
FIN_WAIT_2 = 600.0  # a far end that never closes its half of a connection that nobody reads
LONGEST_PROBE = 60.0  # seconds between two probes of a closed window
UNFIT_PAUSE = 0.5  # seconds between two answers to unfit segments without data
DUPLICATES = 3  # acknowledgments that say a segment is lost
MOST_QUEUED = 1 << 24  # bytes that an application may write ahead


class State(Enum):
    """RFC 9293 section 3.3.2; the value is what `show tcp brief` calls it."""

    CLOSED = "CLOSED"
    LISTEN = "LISTEN"
    SYN_SENT = "SYNSENT"
    SYN_RECEIVED = "SYNRCVD"
    ESTABLISHED = "ESTAB"
    FIN_WAIT_1 = "FINWAIT1"
    FIN_WAIT_2 = "FINWAIT2"
    CLOSE_WAIT = "CLOSEWAIT"
    CLOSING = "CLOSING"
    LAST_ACK = "LASTACK"
    TIME_WAIT = "TIMEWAIT"


class End(Enum):
    """Why a connection is over."""

    OPEN = "it is not"
    CLOSED = "closed by both ends"
    REFUSED = "a reset answered the SYN"
    RESET = "reset by the far end"
    TIMED_OUT = "nothing came back"
    UNREACHABLE = "the network said so"
    ABORTED = "reset by this end"


SYNCHRONIZED = frozenset(State) - {State.CLOSED, State.LISTEN, State.SYN_SENT, State.SYN_RECEIVED}
_LAST = frozenset({State.CLOSING, State.LAST_ACK, State.TIME_WAIT})  # both ends have sent their FIN
_MAY_SEND = frozenset({State.ESTABLISHED, State.CLOSE_WAIT})
_MAY_READ = frozenset({State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2})


@dataclass(slots=True)
class Settings:
    """What an end brings to a connection. Times in seconds, sizes in bytes."""

    mss: int = 1460  # largest segment that this end receives (and sends)
    window: int = 4128  # `ip tcp window-size`
    synwait: float = 30.0  # `ip tcp synwait-time`
    give_up: float = 240.0  # data that nobody acknowledges for so long ends the connection
    nagle: bool = False  # `service nagle`
    timestamps: bool = False  # `ip tcp timestamp`
    keepalive: float | None = None  # idle time before the first probe (`service tcp-keepalives-in`, `-out`)
    keepalive_probes: int = 4


@dataclass(slots=True)
class Tally:
    """What one connection counts, for `show tcp`."""

    received: int = 0
    received_data: int = 0
    received_bytes: int = 0
    out_of_order: int = 0
    sent: int = 0
    sent_data: int = 0
    sent_bytes: int = 0
    retransmitted: int = 0
    fast_retransmitted: int = 0
    starts: dict[str, int] = field(default_factory=dict)  # timers, by their name in `show tcp`
    wakeups: dict[str, int] = field(default_factory=dict)


class TcpMachine:
    """One end of one connection. `iss` is the initial send sequence number."""

    def __init__(self, settings: Settings, iss: int) -> None:
        self.settings = settings
        self.state = State.CLOSED
        self.end = End.OPEN
        self.now = 0.0  # the time of the last call
        self.tally = Tally()
        # sending
        self.iss = self.una = self.nxt = self.top = iss  # top: the highest number ever sent
        self.window = 0  # what the far end takes
        self._window_from = (0, 0)  # the segment (sequence, acknowledgment) that said so
        self.mss = DEFAULT_PEER_MSS
        self.peer_mss = DEFAULT_PEER_MSS
        self.congestion = Congestion(DEFAULT_PEER_MSS)
        self._queue = bytearray()  # from `una` on, without SYN and FIN
        self._fin_wanted = False
        self._half = False
        self._fin_at: int | None = None  # its sequence number, once it was sent
        self._duplicates = 0
        self._retransmit_at: float | None = None
        self._probe_at: float | None = None
        self._probes = 0
        self._unanswered_since: float | None = None
        self._timed: tuple[int, float] | None = None  # (sequence number, when it was sent)
        # receiving
        self.irs = 0
        self.inflow = Inflow(settings.window)
        self._ack_at: float | None = None
        self._ack_now = False
        self._unacked_segments = 0
        self._out: list[Tcp] = []
        # options
        self.send_scale = self.receive_scale = 0
        self.timestamps = False
        self._recent_stamp = 0
        self._answered_at: float | None = None  # when an unfit segment without data was answered last
        # the whole
        self._expires_at: float | None = None  # TIME-WAIT, FIN-WAIT-2, synwait
        self._keepalive_at: float | None = None
        self._keepalives = 0
        self.heard_at = self.sent_at = 0.0
        self.opened_at = 0.0
        self.passive = False

    # the application's side

    def connect(self, now: float) -> None:
        """Active open: the SYN goes out with the next `poll`."""
        self._begin(now, State.SYN_SENT)

    def accept(self, syn: Tcp, now: float) -> None:
        """Passive open by the SYN that a listener got."""
        self.passive = True
        self._take_syn(syn)
        self._begin(now, State.SYN_RECEIVED)
        self.window = syn.window

    def write(self, data: bytes) -> bool:
        """Queue data. False: this half of the connection is closed, or too much is queued already."""
        if self._fin_wanted or self.state not in _MAY_SEND | {State.SYN_SENT, State.SYN_RECEIVED}:
            return False
        if len(self._queue) + len(data) > MOST_QUEUED:
            return False
        self._queue += data
        return True

    def read(self) -> bytes:
        """All that has come in order; the window opens again."""
        was = self.inflow.space
        data = self.inflow.take()
        if self.state in _MAY_READ and was < self.mss <= self.inflow.space:
            self._ack_now = True  # tell a sender that waits (RFC 9293 section 3.8.6.2.2)
        return data

    @property
    def finished(self) -> bool:
        """The far end has said that nothing more comes."""
        return self.inflow.closed

    @property
    def queued(self) -> int:
        """Bytes written and not acknowledged."""
        return len(self._queue)

    @property
    def idle(self) -> bool:
        """Nothing is on its way: what is due is only a keepalive."""
        return self.una == self.top and self._probe_at is None and self._ack_at is None and self._expires_at is None

    @property
    def unacknowledged(self) -> int:
        return distance(self.una, self.top)

    def close(self, half: bool = False) -> None:
        """Nothing more will be written; what is queued is delivered, then the FIN. `half`: the far end's data is still
        wanted, so it is waited for without end.
        """
        self._half = half
        if self.state is State.SYN_SENT:
            self._finish(End.CLOSED)
        elif self.state is not State.CLOSED:
            self._fin_wanted = True

    def abort(self, end: End = End.ABORTED) -> None:
        """Reset: everything is thrown away."""
        if self.state in SYNCHRONIZED or self.state is State.SYN_RECEIVED:
            self._out.append(Tcp(0, 0, self.top, self._ack(), RST | ACK))
        self._finish(end)

    def unreachable(self) -> None:
        """ICMP says that the far end cannot be reached: fatal while connecting, a hint later (RFC 1122 4.2.3.9)."""
        if self.state is State.SYN_SENT:
            self._finish(End.UNREACHABLE)

    def in_flight(self, number: int) -> bool:
        """Has it been sent, and not been acknowledged?"""
        return not before(number, self.una) and before(number, self.top)

    def path_mtu(self, mtu: int) -> None:
        """ICMP says that datagrams longer than `mtu` do not pass: segments get shorter, the lost one goes again."""
        mss = max(mtu - 40, SMALLEST_MSS)
        if mss < self.mss:
            self.mss = mss
            self.congestion.segment(mss)
            if self.una != self.nxt and self.state in SYNCHRONIZED:
                self.nxt = self.una

    # the network's side

    def receive(self, segment: Tcp, now: float) -> None:
        """RFC 9293 section 3.10.7, in its order."""
        self.now = now
        self.tally.received += 1
        if self.state is State.SYN_SENT:
            self._in_syn_sent(segment, now)
        elif self.state not in (State.CLOSED, State.LISTEN):
            self._in_window(segment, now)

    def _in_syn_sent(self, segment: Tcp, now: float) -> None:
        flags = segment.flags
        acceptable = bool(flags & ACK) and segment.acknowledgment == add(self.iss, 1)
        if flags & ACK and not acceptable:
            if not flags & RST:
                self._out.append(Tcp(0, 0, segment.acknowledgment, 0, RST))
            return
        if flags & RST:
            if acceptable:
                self._finish(End.REFUSED)
            return
        if not flags & SYN:
            return
        self._heard(now)
        self._take_syn(segment)
        self.window = segment.window
        self._window_from = (segment.sequence, segment.acknowledgment)
        if acceptable:
            self._acknowledged(segment.acknowledgment, now)
            self._established(now)
            self._ack_now = True
            self._take_data(segment, now)
        else:  # both ends opened at once
            self.nxt = self.una
            self._enter(State.SYN_RECEIVED)

    def _in_window(self, segment: Tcp, now: float) -> None:
        flags = segment.flags
        if not self._acceptable(segment):
            if not flags & RST:
                self._answer_unfit(segment, now)
                if self.state is State.TIME_WAIT and flags & FIN:
                    self._expires_at = now + TIME_WAIT
            return
        if flags & RST:
            if segment.sequence != self.inflow.next:
                self._ack_now = True  # a challenge: only who knows the exact number may reset
            elif self.state is State.SYN_RECEIVED and self.passive:
                self._finish(End.REFUSED)
            else:
                self._finish(End.CLOSED if self.state in _LAST else End.RESET)
            return
        if flags & SYN:
            self._ack_now = True  # a challenge too
            return
        if not flags & ACK:
            return
        self._stamped(segment)
        if self.state is State.SYN_RECEIVED:
            if not (after(segment.acknowledgment, self.una) and not after(segment.acknowledgment, self.top)):
                self._out.append(Tcp(0, 0, segment.acknowledgment, 0, RST))
                return
            self.window = segment.window << self.send_scale
            self._window_from = (segment.sequence, segment.acknowledgment)
            self._acknowledged(segment.acknowledgment, now)
            self._established(now)
        self._heard(now)
        if not self._take_ack(segment, now):
            return
        self._take_data(segment, now)

    def _answer_unfit(self, segment: Tcp, now: float) -> None:
        """Two ends that find each other's acknowledgments unfit would answer them for ever (RFC 5961 section 7)."""
        if not segment.payload and not segment.flags & FIN:
            if self._answered_at is not None and now - self._answered_at < UNFIT_PAUSE:
                return
            self._answered_at = now
        self._ack_now = True

    def _acceptable(self, segment: Tcp) -> bool:
        """Section 3.10.7.4, first step; also the protection against wrapped numbers (RFC 7323 section 5)."""
        if self.timestamps and not segment.flags & RST:
            stamp = Options.decode(segment.options).timestamp
            if stamp is not None and before(stamp[0], self._recent_stamp):
                return False
        start, length, window = segment.sequence, segment.space, self.inflow.space
        expected = self.inflow.next
        if not length and not window:
            return start == expected
        end = add(expected, max(window, 1))
        if not length:
            return not before(start, expected) and before(start, end)
        last = add(start, length - 1)
        # with a closed window acknowledgments, resets and the probe's old byte are still looked at
        return any(not before(edge, expected) and before(edge, end) for edge in (start, last))

    def _take_ack(self, segment: Tcp, now: float) -> bool:
        """False: it acknowledges what was never sent."""
        acknowledged = segment.acknowledgment
        if after(acknowledged, self.top):
            self._ack_now = True
            return False
        window = segment.window << self.send_scale
        if after(acknowledged, self.una):
            self._acknowledged(acknowledged, now)
        elif (
            acknowledged == self.una
            and self.una != self.top
            and not segment.space
            and window == self.window
            and self.state in SYNCHRONIZED
        ):
            self._duplicate(now)
        at = (segment.sequence, acknowledged)
        last = self._window_from
        if after(at[0], last[0]) or (at[0] == last[0] and not before(at[1], last[1])):
            self.window, self._window_from = window, at
            if not window:
                self._unanswered_since = now  # a far end that says so lives
            elif self._probe_at is not None:
                self._probe_at, self._probes = None, 0
                self.nxt = self.una  # the probe's byte was not taken
        if self._fin_at is not None and after(self.una, self._fin_at):
            self._fin_acknowledged(now)
        return True

    def _acknowledged(self, number: int, now: float) -> None:
        """Everything before `number` has arrived."""
        flight = distance(self.una, self.top)
        taken = distance(self.una, number)
        syn = self.una == self.iss
        data = taken - syn
        if self._fin_at is not None and after(number, self._fin_at):
            data -= 1
        del self._queue[: max(data, 0)]
        self.una = number
        if before(self.nxt, number):
            self.nxt = number
        if self._timed is not None and after(number, self._timed[0]):
            self.congestion.sample(now - self._timed[1])
            self._timed = None
        self._duplicates = 0
        self._unanswered_since = now if self.una != self.top else None
        if self.congestion.acknowledged(number, max(data, 0), flight):
            self._again()  # a partial acknowledgment: the next one is lost as well (RFC 6582)
        self._retransmit_at = now + self.congestion.rto if self.una != self.top else None

    def _duplicate(self, now: float) -> None:
        self._duplicates += 1
        if self._duplicates == DUPLICATES and self.congestion.lost(self.una, self.top, distance(self.una, self.top)):
            self.tally.fast_retransmitted += 1
            self._again()
        elif self._duplicates > DUPLICATES:
            self.congestion.inflate()

    def _again(self) -> None:
        """Send the first unacknowledged segment once more."""
        self._send_from(self.una, again=True)
        self._timed = None

    def _take_data(self, segment: Tcp, now: float) -> None:
        flags, payload = segment.flags, segment.payload
        start = add(segment.sequence, 1) if flags & SYN else segment.sequence
        if self.state in _MAY_READ and (payload or flags & FIN):
            self.tally.received_data += bool(payload)
            in_order = self.inflow.offer(start, payload, bool(flags & FIN))
            self.tally.received_bytes += len(payload) if in_order else 0
            if not in_order:
                self.tally.out_of_order += after(start, self.inflow.next)
                self._send_ack()  # each one tells the sender: it counts them
            elif self.inflow.holes:
                self._ack_now = True
            else:
                self._hold_ack(now)
            if self.inflow.closed:
                self._fin_received(now)
        elif payload or flags & FIN:
            self._ack_now = True

    def _hold_ack(self, now: float) -> None:
        self._unacked_segments += 1
        if self._unacked_segments >= 2:
            self._ack_now = True
        elif self._ack_at is None:
            self._start("AckHold")
            self._ack_at = now + ACK_HOLD

    def _fin_received(self, now: float) -> None:
        self._ack_now = True
        if self.state is State.ESTABLISHED:
            self._enter(State.CLOSE_WAIT)
        elif self.state is State.FIN_WAIT_1:
            self._enter(State.CLOSING)
        elif self.state is State.FIN_WAIT_2:
            self._wait(now)

    def _fin_acknowledged(self, now: float) -> None:
        if self.state is State.FIN_WAIT_1:
            self._enter(State.FIN_WAIT_2)
            self._expires_at = None if self._half else now + FIN_WAIT_2
        elif self.state is State.CLOSING:
            self._wait(now)
        elif self.state is State.LAST_ACK:
            self._finish(End.CLOSED)

    def _wait(self, now: float) -> None:
        self._start("TimeWait")
        self._enter(State.TIME_WAIT)
        self._retransmit_at = self._probe_at = self._keepalive_at = None
        self._expires_at = now + TIME_WAIT

    # what is due

    def deadline(self) -> float | None:
        """When `poll` must be called at the latest; None: when something happens."""
        times = (self._retransmit_at, self._probe_at, self._ack_at, self._expires_at, self._keepalive_at)
        due = [time for time in times if time is not None]
        return min(due) if due else None

    def due(self, timer: str) -> float | None:
        """When a timer fires, by its name in `show tcp`."""
        times = {"Retrans": self._retransmit_at, "SendWnd": self._probe_at, "AckHold": self._ack_at}
        times["KeepAlive"] = self._keepalive_at
        times["TimeWait" if self.state is State.TIME_WAIT else "GiveUp"] = self._expires_at
        return times.get(timer)

    def poll(self, now: float) -> list[Tcp]:
        """Let time pass and give the segments to be sent now."""
        self.now = now
        self._expire(now)
        if self.state not in (State.CLOSED, State.LISTEN):
            self._transmit()
        out, self._out = self._out, []
        for segment in out:
            self.tally.sent += 1
            self.sent_at = now
            if segment.payload:
                self.tally.sent_data += 1
        return out

    def _expire(self, now: float) -> None:
        if self._expires_at is not None and now >= self._expires_at:
            self._wake("TimeWait" if self.state is State.TIME_WAIT else "GiveUp")
            self._finish(End.TIMED_OUT if self.state in (State.SYN_SENT, State.SYN_RECEIVED) else End.CLOSED)
            return
        if self._ack_at is not None and now >= self._ack_at:
            self._wake("AckHold")
            self._ack_now = True
        if self._retransmit_at is not None and now >= self._retransmit_at:
            self._wake("Retrans")
            self._timeout(now)
        if self._probe_at is not None and now >= self._probe_at:
            self._wake("SendWnd")
            self._probe(now)
        if self._keepalive_at is not None and now >= self._keepalive_at:
            self._wake("KeepAlive")
            self._keep_alive(now)

    def _timeout(self, now: float) -> None:
        """RFC 6298 section 5.4: the earliest segment again, twice the time."""
        if self.state in SYNCHRONIZED and self._lost_patience(now):
            return
        self.congestion.timed_out(distance(self.una, self.top))
        self._timed = None
        self._duplicates = 0
        self.nxt = self.una  # go back: `_transmit` sends what the window allows
        self._retransmit_at = None

    def _lost_patience(self, now: float) -> bool:
        since = self._unanswered_since
        if since is None or now - since < self.settings.give_up:
            return False
        self.abort(End.TIMED_OUT)
        return True

    def _probe(self, now: float) -> None:
        """A closed window is asked with one byte (RFC 9293 section 3.8.6.1)."""
        if self._lost_patience(now):
            return
        self._unanswered_since = self._unanswered_since or now
        self._probes += 1
        self._send_from(self.una, limit=1, again=self.una != self.top)
        self._probe_at = now + min(self.congestion.rto * 2**self._probes, LONGEST_PROBE)

    def _keep_alive(self, now: float) -> None:
        idle = self.settings.keepalive
        if idle is None or self.state not in SYNCHRONIZED:
            self._keepalive_at = None
            return
        if self._keepalives >= self.settings.keepalive_probes:
            self.abort(End.TIMED_OUT)
            return
        self._keepalives += 1
        self._out.append(self._segment(add(self.una, -1), ACK))
        self._keepalive_at = now + idle

    # sending

    def _transmit(self) -> None:
        if self.state in (State.SYN_SENT, State.SYN_RECEIVED):
            if self.nxt == self.iss:
                self._send_syn()
            elif self._ack_now and self.state is State.SYN_RECEIVED:
                self._send_ack()
            return
        sent = self._send_data()
        if self._ack_now and not sent:
            self._send_ack()

    def _send_syn(self) -> None:
        again = self.top != self.iss
        flags = SYN if self.state is State.SYN_SENT else SYN | ACK
        options = Options(mss=self.settings.mss)
        wide = self.settings.window > 0xFFFF
        if wide and (self.state is State.SYN_SENT or self.receive_scale):
            options.scale = self.receive_scale = _scale_for(self.settings.window)
        if self.timestamps or (self.settings.timestamps and self.state is State.SYN_SENT):
            options.timestamp = (_stamp(self.now), self._recent_stamp)
        window = min(self.inflow.space, 0xFFFF)
        number = self._ack() if flags & ACK else 0
        self._out.append(Tcp(0, 0, self.iss, number, flags, window, options=options.encode()))
        self.nxt = self.top = add(self.iss, 1)
        self._sent(self.iss, again)
        self._clear_ack()

    def _send_data(self) -> bool:
        """What both windows and Nagle allow. True: something went out, so the acknowledgment has gone with it."""
        sent = False
        while True:
            offset = distance(self.una, self.nxt)
            waiting = len(self._queue) - offset
            fin_due = self._fin_wanted and waiting <= 0 and self._fin_at is None
            fin_again = self._fin_at is not None and self.nxt == self._fin_at
            room = min(self.window, self.congestion.window) - offset
            if waiting <= 0:
                if (fin_due and waiting == 0) or fin_again:
                    self._send_from(self.nxt, again=fin_again)
                    sent = True
                break
            if room <= 0:
                if not self.window and self.una == self.nxt and self._probe_at is None:
                    self._start("SendWnd")
                    self._probe_at = self.now + self.congestion.rto
                    self._retransmit_at = None
                break
            size = min(waiting, self.mss - self._stamp_space(), room)
            small = size < self.mss - self._stamp_space()
            if small and offset and size < waiting:
                break  # the silly window: rather wait for room than send crumbs (section 3.8.6.2.1)
            if small and offset and self.settings.nagle and not self._fin_wanted:
                break
            self._send_from(self.nxt, limit=size, again=before(self.nxt, self.top))
            sent = True
        return sent

    def _send_from(self, start: int, limit: int | None = None, again: bool = False) -> None:
        """One segment that begins at `start`; with the FIN when it reaches the end of what was queued."""
        if self.state is State.SYN_SENT or self.una == self.iss:
            self._send_syn()
            return
        offset = distance(self.una, start)
        size = self.mss - self._stamp_space() if limit is None else limit
        payload = bytes(self._queue[offset : offset + size])
        flags = ACK
        end = add(start, len(payload))
        last = offset + len(payload) >= len(self._queue)
        if payload and last:
            flags |= PSH
        fin = self._fin_wanted and last and (self._fin_at is None or self._fin_at == end)
        if fin:
            flags |= FIN
            self._fin_at = end
            end = add(end, 1)
        if not payload and not fin:
            return
        segment = self._segment(start, flags)
        segment.payload = payload
        self._out.append(segment)
        if fin and self.state is State.ESTABLISHED:
            self._enter(State.FIN_WAIT_1)
        elif fin and self.state is State.CLOSE_WAIT:
            self._enter(State.LAST_ACK)
        if after(end, self.top):
            self.tally.sent_bytes += len(payload)
            self.top = end
        if after(end, self.nxt):
            self.nxt = end
        self._sent(start, again)
        self._clear_ack()

    def _sent(self, start: int, again: bool) -> None:
        """A segment that wants an answer has gone out: time it, guard it."""
        if again:
            self.tally.retransmitted += 1
            if self._timed is not None and not before(self._timed[0], start):
                self._timed = None  # Karn: an answer could be to either copy
        elif self._timed is None:
            self._timed = (start, self.now)
        if self._unanswered_since is None:
            self._unanswered_since = self.now
        if self._retransmit_at is None and self._probe_at is None:
            self._start("Retrans")
            self._retransmit_at = self.now + self.congestion.rto

    def _segment(self, sequence: int, flags: int) -> Tcp:
        window = self.inflow.advertise() >> self.receive_scale
        options = b""
        if self.timestamps:
            options = Options(timestamp=(_stamp(self.now), self._recent_stamp)).encode()
        return Tcp(0, 0, sequence, self._ack(), flags, min(window, 0xFFFF), options=options)

    def _send_ack(self) -> None:
        self._out.append(self._segment(self.top, ACK))  # not `nxt`: after a timeout that is old to the far end
        self._clear_ack()

    def _clear_ack(self) -> None:
        self._ack_now, self._ack_at, self._unacked_segments = False, None, 0

    def _ack(self) -> int:
        return self.inflow.next

    def _stamp_space(self) -> int:
        return 12 if self.timestamps else 0

    # the whole

    def _begin(self, now: float, state: State) -> None:
        self.now = self.opened_at = self.heard_at = self.sent_at = now
        self._expires_at = now + self.settings.synwait
        self._start("GiveUp")
        self._enter(state)

    def _take_syn(self, syn: Tcp) -> None:
        options = Options.decode(syn.options)
        self.irs = syn.sequence
        self.inflow.begin(add(syn.sequence, 1))
        self.peer_mss = options.mss or DEFAULT_PEER_MSS
        self.mss = max(min(self.peer_mss, self.settings.mss), SMALLEST_MSS)
        self.congestion = Congestion(self.mss)
        wide = self.settings.window > 0xFFFF
        if options.scale is not None and wide:
            self.send_scale, self.receive_scale = min(options.scale, 14), _scale_for(self.settings.window)
        else:
            self.receive_scale = 0
            self.inflow.limit(0xFFFF)
        self.timestamps = self.settings.timestamps and options.timestamp is not None
        if options.timestamp is not None:
            self._recent_stamp = options.timestamp[0]

    def _stamped(self, segment: Tcp) -> None:
        if self.timestamps and not after(segment.sequence, self.inflow.next):
            stamp = Options.decode(segment.options).timestamp
            if stamp is not None and not before(stamp[0], self._recent_stamp):
                self._recent_stamp = stamp[0]

    def _established(self, now: float) -> None:
        self._expires_at = None
        self._enter(State.ESTABLISHED)
        if self.settings.keepalive is not None:
            self._start("KeepAlive")
            self._keepalive_at = now + self.settings.keepalive

    def _heard(self, now: float) -> None:
        self.heard_at = now
        self._keepalives = 0
        if self._keepalive_at is not None and self.settings.keepalive is not None:
            self._keepalive_at = now + self.settings.keepalive

    def _finish(self, end: End) -> None:
        self.end = end
        self._enter(State.CLOSED)
        self._retransmit_at = self._probe_at = self._ack_at = self._expires_at = self._keepalive_at = None
        self._queue.clear()

    def _enter(self, state: State) -> None:
        self.state = state

    def _start(self, timer: str) -> None:
        self.tally.starts[timer] = self.tally.starts.get(timer, 0) + 1

    def _wake(self, timer: str) -> None:
        self.tally.wakeups[timer] = self.tally.wakeups.get(timer, 0) + 1


def _stamp(now: float) -> int:
    """The clock of timestamps: milliseconds."""
    return int(now * 1000) & 0xFFFFFFFF


def _scale_for(window: int) -> int:
    """The shift that lets a window be told in 16 bits (RFC 7323 section 2.2)."""
    shift = 0
    while window >> shift > 0xFFFF:
        shift += 1
    return shift
