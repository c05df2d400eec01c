"""One group on one interface: the machine of RFC 2281 section 5, with IOS's preemption delays and tracking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.claims import Claim, Taken, claim
from iosemu.device.events import StandsIn
from iosemu.features.hsrp.events import HsrpSeen, StateChanged
from iosemu.features.hsrp.model import HsrpInterface, StandbyGroup
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4
from iosemu.wire import hsrp
from iosemu.wire.hsrp import Hsrp, Opcode, State

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.hsrp.engine import HsrpEngine

_SPEAKING = (State.SPEAK, State.STANDBY, State.ACTIVE)
_JITTER = 0.2  # of a hello interval


@dataclass(slots=True)
class Peer:
    """The active or the standby router, when it is another one. `until`: virtual time of its expiry."""

    address: IPv4
    priority: int
    until: float


class Group:
    def __init__(self, engine: HsrpEngine, iface: Interface, number: int) -> None:
        self.engine = engine
        self.iface = iface
        self.number = number
        self.host = engine.host.child()
        self.state = State.INIT
        self.changes = 0
        self.changed_at = self.host.now
        self.active: Peer | None = None
        self.standby: Peer | None = None
        self.learnt: IPv4 = 0
        self.hello, self.hold = 0, 0  # milliseconds, learnt; 0: not
        self.preempting = False
        self._claims: list[Claim] = []

    @property
    def text(self) -> str:
        return f"{self.iface.text} {self.number}"

    @property
    def config(self) -> StandbyGroup:
        return self.iface[HsrpInterface].groups[self.number]

    @property
    def name(self) -> str:
        """As configured, or made of where it is."""
        return self.config.name or f"hsrp-{self.iface.name.short}-{self.number}"

    @property
    def version(self) -> int:
        return self.iface[HsrpInterface].version

    @property
    def address(self) -> IPv4:
        """The virtual one; 0: not known."""
        return self.config.ip or self.learnt

    @property
    def mac(self) -> int:
        return 0x00000C07AC00 + self.number if self.version == 1 else 0x00000C9FF000 + self.number

    @property
    def times(self) -> tuple[int, int]:
        """Hello and hold time: as configured, else as the active router says, milliseconds."""
        default, config = StandbyGroup(), self.config
        if (config.hello, config.hold) == (default.hello, default.hold) and self.hello:
            return self.hello, self.hold
        return config.hello, config.hold

    @property
    def priority(self) -> int:
        down = [each for what, each in self.config.tracks.items() if not self.is_up(what)]
        return max(0, self.config.priority - sum(each.decrement for each in down if not each.shutdown))

    @property
    def stopped(self) -> bool:
        """By an object with `shutdown` that is down."""
        return any(each.shutdown and not self.is_up(what) for what, each in self.config.tracks.items())

    @property
    def own(self) -> IPv4:
        return self.iface.address or 0

    def is_up(self, what: int | InterfaceName) -> bool:
        if isinstance(what, int):
            up = self.host.peer("track").up(what)
            return up is not False
        iface = self.host.device.interfaces.get(what)
        return iface is not None and iface.line_up

    def _beats(self, priority: int, address: IPv4) -> bool:
        """Is this router better than one with these?"""
        return (self.priority, self.own) > (priority, address)

    # comes and goes

    def agree(self) -> None:
        """Line, addresses or configuration are others."""
        ready = self.iface.line_up and self.own and self.config.ip is not None and not self.stopped
        if not ready:
            self.down()
        elif self.state is State.INIT:
            self._to(State.LISTEN if self.address else State.LEARN)
            self._wait_for_others()
        else:
            if self.state is State.LEARN and self.address:
                self._to(State.LISTEN)
                self._wait_for_others()
            if self.state is State.ACTIVE:
                self._stand_in(True)
            self._consider()

    def down(self) -> None:
        if self.state is State.ACTIVE and self.iface.line_up and self.own:
            self._send(Opcode.RESIGN)
        self.active = self.standby = None
        for method in (self._active_gone, self._standby_gone, self.greet, self._take):
            self.host.cancel(method)
        self.preempting = False
        if self.state is not State.INIT:
            self._to(State.INIT)

    def end(self, silently: bool = False) -> None:
        if not silently:
            self.down()
        self._stand_in(False)
        self.host.stop()

    def _wait_for_others(self) -> None:
        self.host.after(self.times[1] / 1000, self._active_gone)

    def _to(self, state: State) -> None:
        before, self.state = self.state, state
        if before is state:
            return
        self.changes += 1
        self.changed_at = self.host.now
        self._stand_in(state is State.ACTIVE)
        if state in _SPEAKING and before not in _SPEAKING:
            self.greet()
        elif state not in _SPEAKING:
            self.host.cancel(self.greet)
        self.host.emit(StateChanged(self.iface.name, self.number, before, state))
        if State.ACTIVE in (before, state):
            self.host.emit(StandsIn(self.iface.name))

    def _stand_in(self, wanted: bool) -> None:
        """ARP for the virtual addresses, frames to the virtual MAC, datagrams to the addresses themselves."""
        addresses = {self.address, *self.config.secondary} - {0} if wanted else set()
        known = all(each.who in (self.mac, self.iface) for each in self._claims)
        if known and {each.key for each in self._claims} == addresses:
            return
        for each in self._claims:
            each()
        self._claims.clear()
        table = self.iface.table
        for address in sorted(addresses):
            try:
                self._claims.append(self.iface.stand_in(address, self.mac))
                self._claims.append(claim(table.receive, address, self.iface, table.flush))
            except Taken:  # it is an address of our own
                continue
        if self._claims:
            self.host.device.ip.arp.announce(self.iface)

    # packets

    def _send(self, opcode: Opcode) -> None:
        config, (hello, hold) = self.config, self.times
        identifier = self.iface.mac.to_bytes(6, "big")
        text = config.text.encode()[:8].ljust(8, b"\0") if config.text else hsrp.PLAIN
        packet = Hsrp(
            self.version, opcode, self.state, self.number, self.priority, hello, hold, self.address, identifier, text,
            self.own,
        )  # fmt: skip
        packet.key, secret = self.engine.secret(config)
        to = hsrp.GROUP1 if self.version == 1 else hsrp.GROUP2
        self.host.device.ip.udp.send(
            self.iface.vrf, self.own, hsrp.PORT, to, hsrp.PORT, packet.encode(secret),
            ttl=1 if self.version == 1 else 255, tos=0xC0, iface=self.iface,
        )  # fmt: skip
        self.host.emit(HsrpSeen(self.iface.name, packet, 0))

    def greet(self) -> None:
        interval = self.times[0] / 1000
        self.host.after(interval * (1 - self.host.rng.random() * _JITTER), self.greet, background=True)
        self._send(Opcode.HELLO)

    def heard(self, packet: Hsrp, peer: IPv4) -> None:
        """A packet of this group, proven."""
        better = self._beats(packet.priority, peer)
        if packet.opcode == Opcode.COUP:
            if self.state is State.ACTIVE and not better:
                self._send(Opcode.RESIGN)
                self._note_active(packet, peer)
                self._to(State.SPEAK)
                self._may_stand_by()
        elif packet.opcode == Opcode.RESIGN:
            if self.active is not None and self.active.address == peer:
                self.active = None
                self.host.cancel(self._active_gone)
                self._active_gone()
        elif packet.opcode == Opcode.HELLO:
            if packet.state == State.ACTIVE:
                self._of_active(packet, peer, better)
            elif packet.state == State.STANDBY:
                self._of_standby(packet, peer, better)
            elif packet.state == State.SPEAK and not better and self.state in (State.SPEAK, State.STANDBY):
                self._to(State.LISTEN)
                self._wait_for_others_again()

    def _of_active(self, packet: Hsrp, peer: IPv4, better: bool) -> None:
        if self.state is State.ACTIVE:
            if better:
                self._send(Opcode.HELLO)
                return
            self._note_active(packet, peer)
            self._to(State.SPEAK)
            self._may_stand_by()
            return
        self._note_active(packet, peer)
        if self.standby is not None and self.standby.address == peer:
            self.standby = None
            self.host.cancel(self._standby_gone)
            self._standby_gone()
        if self.state is State.LEARN and packet.address:
            self.learnt = packet.address
            self._to(State.LISTEN)
        if self.state is State.LISTEN and self.host.due(self._standby_gone) is None:
            self.host.after(self.times[1] / 1000, self._standby_gone)
        self._consider()

    def _note_active(self, packet: Hsrp, peer: IPv4) -> None:
        self.active = Peer(peer, packet.priority, self.host.now + packet.hold / 1000)
        self.hello, self.hold = packet.hello, packet.hold
        self.host.after(packet.hold / 1000, self._active_gone, background=True)

    def _of_standby(self, packet: Hsrp, peer: IPv4, better: bool) -> None:
        if self.state in (State.SPEAK, State.STANDBY) and better:
            if self.state is State.SPEAK:
                self._to(State.STANDBY)
            return
        if self.active is not None and self.active.address == peer:
            self.active = None
            self._active_gone()
        self.standby = Peer(peer, packet.priority, self.host.now + packet.hold / 1000)
        self.host.after(packet.hold / 1000, self._standby_gone, background=True)
        if self.state in (State.SPEAK, State.STANDBY):
            self._to(State.LISTEN)
        elif self.state is State.LISTEN and better:
            self._speak()

    # timers

    def _wait_for_others_again(self) -> None:
        if self.active is None:
            self._wait_for_others()
        self.host.after(self.times[1] / 1000, self._standby_gone)

    def _speak(self) -> None:
        self._to(State.SPEAK)
        self._may_stand_by()

    def _may_stand_by(self) -> None:
        self.standby = None
        self.host.after(self.times[1] / 1000, self._standby_gone)

    def _active_gone(self) -> None:
        self.active = None
        self.host.cancel(self._active_gone)
        if self.state is State.STANDBY:
            self._take_over()
        elif self.state is State.LISTEN:
            self._speak()

    def _standby_gone(self) -> None:
        self.standby = None
        self.host.cancel(self._standby_gone)
        if self.state is State.LISTEN:
            self._speak()
        elif self.state is State.SPEAK:
            self._to(State.STANDBY)
            if self.active is None:
                self._take_over()

    def _take_over(self) -> None:
        self.active = self.standby = None
        for method in (self._active_gone, self._standby_gone, self._take):
            self.host.cancel(method)
        self.preempting = False
        self._to(State.ACTIVE)
        self._send(Opcode.HELLO)

    # preemption

    def _consider(self) -> None:
        """Take over from a worse active router, when that is wanted, after its delay."""
        active = self.active
        wanted = (
            active is not None and self.config.preempt and self._beats(active.priority, active.address)
            and self.state in (State.LISTEN, State.SPEAK, State.STANDBY)
        )  # fmt: skip
        if not wanted:
            self.preempting = False
            self.host.cancel(self._take)
        elif not self.preempting:
            self.preempting = True
            device = self.host.device
            delay = self.config.delay_minimum
            if self.config.delay_reload and self.changed_at - device.booted_at < self.config.delay_reload:
                delay = max(delay, self.config.delay_reload)
            ready = max(0.0, self.engine.up_since(self.iface) + delay - self.host.now) if delay else 0.0
            self.host.after(ready, self._take)

    def _take(self) -> None:
        self.preempting = False
        active = self.active
        if active is not None and self._beats(active.priority, active.address):
            self._send(Opcode.COUP)
            self._take_over()
