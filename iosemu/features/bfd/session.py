"""One session (RFC 5880 section 6.8): the way to one neighbour, in asynchronous mode."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from iosemu.features.bfd import authentication
from iosemu.features.bfd.contract import News
from iosemu.features.bfd.echo import Echoes
from iosemu.features.bfd.events import PacketSeen, Stepped
from iosemu.features.bfd.fsm import RECEIVED, TABLE, Event
from iosemu.features.bfd.pace import Pace
from iosemu.types import InterfaceName, IPv4, format_ipv4
from iosemu.wire import bfd, ipv4
from iosemu.wire.bfd import Control, Diag, State
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.features.bfd.engine import BfdEngine
    from iosemu.features.bfd.model import Settings
    from iosemu.features.bfd.ways import Way

REMEMBERED = 25  # events of a session
SOURCE_PORT = 49152
TOS = 0xC0
NOT_UP = 1_000_000  # microseconds: nothing is sent faster while the session is not up
JITTER = 0.25  # of an interval, at most (RFC 5880 section 6.8.7)
JITTER_OF_ONE = (0.1, 0.15)  # with a multiplier of 1: at least, and how much more


class Session:
    """Intervals are in microseconds, as on the wire."""

    def __init__(
        self, engine: BfdEngine, host: Host, way: Way, neighbor: IPv4, discriminator: int, handle: int,
        settings: Settings,
    ) -> None:  # fmt: skip
        self.engine = engine
        self.host = host
        self.way = way
        self.neighbor = neighbor
        self.discriminator = discriminator
        self.handle = handle
        self.settings = settings
        self.state = State.DOWN
        self.diag = Diag.NONE
        self.remote = Control(State.ADMIN_DOWN, 0, 0, length=0)  # its last packet; multiplier 0: there was none
        self.remote_discriminator = 0
        self.changed_at: float | None = None  # when it last came up or went down
        self.desired_tx = self.required_rx = 0  # as told
        self.use_tx = self.use_rx = 0  # as they count: what slows down does so when the neighbour knows
        self.polling = False
        now = host.now
        self.sent, self.received = Pace(now), Pace(now)
        self.history: deque[tuple[float, object]] = deque(maxlen=REMEMBERED)
        self.expiries = 0  # times that the detection timer ran out
        self.echoes = Echoes(self)
        self.seal = authentication.Seal(self)
        self._last_event: Event | None = None
        self._payload: bytes | None = None  # of the periodic packet, until something changes
        self._usual = b""  # what an up neighbour sends again and again: it needs no look inside

    @property
    def text(self) -> str:
        """As timers name it."""
        return f"{self.way.text} {format_ipv4(self.neighbor)}"

    @property
    def interface(self) -> InterfaceName | None:
        """None: the neighbour is some hops away."""
        return self.way.iface.name if self.way.iface is not None else None

    @property
    def own_address(self) -> IPv4:
        return self.way.own_address

    @property
    def echoing(self) -> bool:
        """Do echoes detect? Then control packets may be slow."""
        return self.state is State.UP and self.settings.echo and self.remote.required_echo_rx > 0

    def note(self, event: object) -> None:
        """Tell what happened, and remember it."""
        self.history.append((self.host.now, event))
        self.host.emit(event)

    # intervals

    @property
    def tx_interval(self) -> int:
        """0: the neighbour wants none."""
        if self.remote.multiplier and not self.remote.required_rx:
            return 0
        return max(self.use_tx, self.remote.required_rx)

    @property
    def detection(self) -> int:
        """Without a packet for so long the neighbour is gone."""
        return self.remote.multiplier * max(self.use_rx, self.remote.desired_tx)

    def detects_in(self) -> float:
        """Seconds that are left of the detection time; 0 while it does not run."""
        return self.host.due(self.expired) or 0.0

    def jittered(self, interval: int) -> float:
        """Seconds until the next packet of an interval."""
        chance = self.host.rng.random()
        if self.settings.multiplier == 1:
            least, more = JITTER_OF_ONE
            return interval * (1 - least - more * chance) / 1e6
        return interval * (1 - JITTER * chance) / 1e6

    def _wanted(self) -> tuple[int, int]:
        settings = self.settings
        if self.state is not State.UP or self.echoing:
            slow = max(settings.slow, NOT_UP)
            return slow, slow
        return settings.min_tx, settings.min_rx

    def _negotiate(self) -> None:
        """What we tell follows state and settings; of an up session by a poll (RFC 5880 section 6.8.3)."""
        desired, required = self._wanted()
        if (desired, required) == (self.desired_tx, self.required_rx):
            return
        self.desired_tx, self.required_rx = desired, required
        self._payload = None
        if self.state is not State.UP:
            self._agreed()
            return
        self.polling = True
        self.use_tx = min(desired, self.use_tx)
        self.use_rx = max(required, self.use_rx)

    def _agreed(self) -> None:
        """The neighbour knows our intervals, or there is none to know them."""
        self.polling = False
        self.use_tx, self.use_rx = self.desired_tx, self.required_rx
        self._payload = None

    # life

    def start(self) -> None:
        self._negotiate()
        self.step(Event.CREATE)
        self.transmit()

    def configure(self, settings: Settings) -> None:
        """Timers, echo or authentication changed."""
        self.settings = settings
        self._payload = None
        self._usual = b""  # what was good enough may not be any more
        self._negotiate()
        self._adapt()
        if self.polling:
            self.transmit()

    def delete(self) -> float:
        """Nobody watches any more: the neighbour is told for a while, seconds of which are returned."""
        self.step(Event.DELETE)
        self.host.cancel(self.expired)
        self.echoes.adapt()
        return self.settings.multiplier * max(self.settings.slow, NOT_UP) / 1e6

    def step(self, event: Event) -> None:
        """The state machine."""
        before = self.state
        after, diag = TABLE.get((before, event), (before, Diag.NONE))
        if event is Event.DETECT_EXPIRED:
            self.remote_discriminator = 0
            self._payload = None
        if after is before:
            if event is not self._last_event:
                self._last_event = event
                self.note(Stepped(self.discriminator, self.handle, event, before, after))
            return
        self._last_event = event
        self.state = after
        self._usual = b""
        if diag is not Diag.NONE:
            self.diag = diag
        elif after is State.UP:
            self.diag = Diag.NONE
        if State.UP in (before, after):
            self.changed_at = self.host.now
        self._negotiate()
        self.note(Stepped(self.discriminator, self.handle, event, before, after))
        self.echoes.adapt()
        self._payload = None
        self.transmit()
        if event is not Event.DELETE and State.UP in (before, after):
            down = News.ADMIN_DOWN if event is Event.RX_ADMIN_DOWN else News.DOWN
            self.engine.tell(self, News.UP if after is State.UP else down)

    def expired(self) -> None:
        """The detection time is over."""
        if self.state is not State.DOWN:
            self.expiries += 1
        self.step(Event.DETECT_EXPIRED)

    # sending

    def transmit(self) -> None:
        """The periodic packet, or one that tells a change at once."""
        if self.way.ready:
            self._send_control(False)
        self._arm()

    def _arm(self) -> None:
        interval = self.tx_interval
        if not interval:
            self.host.cancel(self.transmit)
            return
        settled = self.state is not State.INIT and not self.polling
        self.host.after(self.jittered(interval), self.transmit, background=settled)

    def _send_control(self, final: bool) -> None:
        self.sent.note(self.host.now)
        data = self._payload
        if data is None or final:
            packet = Control(
                self.state, self.settings.multiplier, self.discriminator, self.remote_discriminator, self.desired_tx,
                self.required_rx, self.settings.min_rx if self.settings.echo else 0, self.diag,
                self.polling and not final, final,
            )  # fmt: skip
            data = self.seal.sealed(packet)
            if not final and packet.auth is None:
                self._payload = data
        if self.host.device.bus.wants(PacketSeen):
            self.host.emit(PacketSeen(
                self.neighbor, self.discriminator, self.remote_discriminator, self.diag, self.state,
                self.polling and not final, final, self.sent.count, None,
            ))  # fmt: skip
        self.send(self.neighbor, self.way.port, data)

    def send(self, to: IPv4, port: int, data: bytes) -> None:
        """A datagram by way of the neighbour."""
        source = self.own_address
        self.host.device.ip.udp.sent += 1
        payload = Udp(SOURCE_PORT, port, data).encode(source, to)
        packet = ipv4.IPv4(source, to, ipv4.UDP, payload, bfd.TTL, TOS)
        self.way.send(packet, self.neighbor)

    # receiving

    def usual(self, data: bytes) -> bool:
        """Is it, to the octet, what an up neighbour sent before? Then all there is to do is done."""
        if data != self._usual or not data:
            return False
        host = self.host
        self.received.note(host.now)
        host.after(self.detection / 1e6, self.expired, background=True)
        return True

    def take(self, packet: Control, data: bytes) -> None:
        """A control packet of the neighbour that belongs to this session, judged and found good."""
        self.received.note(self.host.now)
        if packet.mine != self.remote_discriminator:
            self.remote_discriminator = packet.mine
            self._payload = None
        self.remote = packet
        if packet.final and self.polling:
            self._agreed()
        self.host.after(self.detection / 1e6, self.expired, background=True)
        self.step(RECEIVED[State(packet.state)])
        if packet.poll:
            self._send_control(True)
        self._negotiate()
        self._adapt()
        plain = self.state is State.UP and packet.state == State.UP and not (packet.poll or packet.final or packet.auth)
        self._usual = data if plain else b""

    def _adapt(self) -> None:
        """Intervals may be others now: what waits longer than it should comes sooner."""
        self.echoes.adapt()
        interval, due = self.tx_interval, self.host.due(self.transmit)
        if due is None or due > interval / 1e6:
            self._arm()
