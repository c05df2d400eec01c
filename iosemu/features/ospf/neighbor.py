"""One neighbour on one interface, and its state machine (RFC 2328 section 10.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.events import Step
from iosemu.features.ospf.history import What
from iosemu.features.ospf.states import NbrEvent, NbrState
from iosemu.types import IPv4, format_ipv4
from iosemu.wire.ospf import Key, Option
from iosemu.wire.ospf_lsa import LsaHeader

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.lsdb import Entry
    from iosemu.features.ospf.version import Hello

_ALL = tuple(NbrState)
_EXCHANGING = tuple(state for state in NbrState if state >= NbrState.EXCHANGE)

# (state, event) -> what is done; the new state is what that leads to. What is not here changes nothing.
TABLE: dict[tuple[NbrState, NbrEvent], str] = {
    (NbrState.DOWN, NbrEvent.START): "attempt",
    (NbrState.ATTEMPT, NbrEvent.HELLO_RECEIVED): "heard_first",
    (NbrState.DOWN, NbrEvent.HELLO_RECEIVED): "heard_first",
    **{(state, NbrEvent.HELLO_RECEIVED): "heard" for state in NbrState if state >= NbrState.INIT},
    (NbrState.INIT, NbrEvent.TWO_WAY_RECEIVED): "two_way",
    (NbrState.EXSTART, NbrEvent.NEGOTIATION_DONE): "exchange",
    (NbrState.EXCHANGE, NbrEvent.EXCHANGE_DONE): "load",
    (NbrState.LOADING, NbrEvent.LOADING_DONE): "complete",
    (NbrState.TWO_WAY, NbrEvent.ADJ_OK): "form",
    **{(state, NbrEvent.ADJ_OK): "keep" for state in NbrState if state >= NbrState.EXSTART},
    **{(state, NbrEvent.SEQUENCE_MISMATCH): "restart" for state in _EXCHANGING},
    **{(state, NbrEvent.BAD_REQUEST): "restart" for state in _EXCHANGING},
    **{(state, NbrEvent.ONE_WAY): "one_way" for state in NbrState if state >= NbrState.TWO_WAY},
    **{(state, event): "die" for state in _ALL for event in (NbrEvent.KILL, NbrEvent.LL_DOWN, NbrEvent.INACTIVITY)},
}

_DEMAND = int(Option.DEMAND)


class Neighbor:
    """`address` is the source of its hellos."""

    def __init__(self, port: OspfPort, router_id: IPv4, address: IPv4) -> None:
        now = port.process.host.now
        self.port = port
        self.router_id = router_id
        self.address = address
        self.state = NbrState.DOWN
        self.since = now  # of the state
        self.created = now
        self.up_since = now  # when it came up to TWO_WAY
        self.changes = 0  # of the state
        self.priority = 1
        self.dr: IPv4 = 0  # as it says
        self.bdr: IPv4 = 0
        self._hello_options = 0
        self.dd_options = 0
        self.lls_options: int | None = None  # None: it sends no such block
        self.index = (0, 0, 0)  # on the interface, in the area, in the process; 0: none while it is down
        self.immediate = 0  # hellos sent at once because it did not know us
        self.hello = b""  # the last, as it came
        # database exchange
        self.master = False  # are we?
        self.dd_sequence = 0
        self.dd_sent = b""  # the body of the last description
        self.dd_flags = 0  # of that
        self.dd_more = False  # it said that more would follow
        self.dd_last: tuple[int, int, int] | None = None  # flags, options, sequence of the last received
        self.dd_retries = 0
        self.summary: list[LsaHeader] = []  # what is left to describe
        self.requests: dict[Key, LsaHeader] = {}  # what it has newer
        self.asked: dict[Key, LsaHeader] = {}  # … and was asked for in the request under way
        # flooding
        self.retransmit: dict[Key, tuple[Entry, float]] = {}  # not yet acknowledged, and when it was sent
        self.again: list[list[Entry]] = []  # packets of what was not, to be sent again one after the other
        self.retries = 0  # in a row
        self.retransmissions = 0  # since it is known
        self.scan = (0, 0)  # LSAs retransmitted at the last scan, at most
        self.key: int | None = None  # of the last packet
        self.crypto_sequence = -1  # of the last packet; lower ones are old
        self.helped = False  # it restarts, and we go on as if it did not
        self.ignored_until = 0.0  # after too many retransmissions
        self.down_reason = ""

    @property
    def hello_options(self) -> int:
        """Of its last hello. Its interface counts those that ask for a demand circuit."""
        return self._hello_options

    @hello_options.setter
    def hello_options(self, options: int) -> None:
        if (options ^ self._hello_options) & _DEMAND:
            self.port.asking += 1 if options & _DEMAND else -1
        self._hello_options = options

    @property
    def text(self) -> str:
        return f"{self.port.text} {format_ipv4(self.address)}"

    @property
    def identity(self) -> int:
        """As what hellos name it where it is DR or backup."""
        return self.address

    def said(self, hello: Hello) -> None:
        """What its hello tells beside what all do."""

    @property
    def filtered(self) -> bool:
        """Is it told nothing (`database-filter all out`)?"""
        if self.port.settings.filter_out:
            return True
        told = self.port.process.config.neighbors.get(self.address)
        return told is not None and told.filter_out

    @property
    def full(self) -> bool:
        return self.state is NbrState.FULL

    @property
    def told(self) -> bool:
        """Is it in what we tell as adjacent?"""
        return self.state is NbrState.FULL or self.helped

    @property
    def dead_due(self) -> float | None:
        """Seconds until it counts as dead."""
        return self.port.process.host.due(self.silent)

    # the machine

    def event(self, event: NbrEvent, reason: str = "") -> None:
        """`reason` is what `log-adjacency-changes` tells."""
        action = TABLE.get((self.state, event))
        if action is not None:
            getattr(self, f"_{action}")(reason)

    def become(self, state: NbrState, reason: str) -> None:
        """What an adjacency had is let go where there is none any more."""
        old = self.state
        process = self.port.process
        if state is old and state is not NbrState.DOWN:
            return
        self.state = state
        self.since = process.host.now
        if state is not old:
            self.changes += 1
            process.history.add(What.NEIGHBOR, self.router_id, self.port.name, old, state)
        if state is NbrState.TWO_WAY and old < state:
            self.up_since = self.since
        config = process.config
        process.host.emit(
            process.events.NeighborChanged(
                process.number, self.router_id, self.address, self.port.name, old, state, reason,
                config.log_changes, config.log_detail,
            )
        )  # fmt: skip
        if NbrState.EXCHANGE <= state < NbrState.FULL:
            self.port.loading[self] = None
        else:
            self.port.loading.pop(self, None)
        if state < NbrState.EXCHANGE:
            self.clear()
        if NbrState.FULL in (old, state) and old is not state:
            self.port.full_changed(self)
        two_way = NbrState.TWO_WAY
        if (old < two_way) != (state < two_way):
            self.port.neighbor_change()

    def _attempt(self, reason: str) -> None:
        self.become(NbrState.ATTEMPT, reason)
        self.alive()

    def _heard_first(self, reason: str) -> None:
        if not self.index[0]:
            self.index = self.port.process.next_index(self.port)
        self.become(NbrState.INIT, reason or "Received Hello")
        self.alive()

    def _heard(self, reason: str) -> None:
        self.alive()

    def _two_way(self, reason: str) -> None:
        port = self.port
        port.tell(Step.TWO_WAY, router_id=self.router_id, state=NbrState.TWO_WAY)
        self.become(NbrState.TWO_WAY, reason or "2-Way Received")
        if self.state is NbrState.TWO_WAY:  # no election took it further
            self.event(NbrEvent.ADJ_OK)

    def _form(self, reason: str) -> None:
        if self.port.should_adjoin(self):
            self.become(NbrState.EXSTART, "AdjOK?")
            self._begin()

    def _keep(self, reason: str) -> None:
        if not self.port.should_adjoin(self):
            self.become(NbrState.TWO_WAY, reason or "AdjOK?")

    def _exchange(self, reason: str) -> None:
        self.become(NbrState.EXCHANGE, "Negotiation Done")

    def _load(self, reason: str) -> None:
        self.port.tell(Step.EXCHANGED, router_id=self.router_id)
        self.become(NbrState.LOADING, "Exchange Done")
        if self.requests:
            self.port.exchange.ask(self)
        else:
            self.event(NbrEvent.LOADING_DONE)

    def _complete(self, reason: str) -> None:
        port = self.port
        port.tell(Step.SYNCHRONIZED, router_id=self.router_id, state=NbrState.FULL)
        port.process.host.after(port.settings.dead, self.clean_up, background=True)
        self.become(NbrState.FULL, "Loading Done")

    def _restart(self, reason: str) -> None:
        self.clear()
        self.become(NbrState.EXSTART, reason)
        self._begin()

    def _one_way(self, reason: str) -> None:
        self.become(NbrState.INIT, reason or "1-Way")

    def _die(self, reason: str) -> None:
        process = self.port.process
        process.host.cancel(self.silent)
        self.port.forget_hellos(self)
        self.down_reason = reason
        self.helped = False
        if self.index[0]:
            process.free_index(self.port, self.index)
            self.index = (0, 0, 0)
        self.port.tell(Step.DEAD, router_id=self.router_id, address=self.address, state=NbrState.DOWN)
        self.become(NbrState.DOWN, f"Neighbor Down: {reason}")
        self.hello = b""
        self.crypto_sequence = -1
        self.immediate = 0

    # life

    def alive(self) -> None:
        """A hello came."""
        port = self.port
        if not self.rest():
            port.process.host.after(port.settings.dead, self.silent, background=True)

    def rest(self) -> bool:
        """Is it one that need not say any more that it is there (RFC 1793)?"""
        rests = self.full and self.port.suppresses(self)
        if rests:
            self.port.process.host.cancel(self.silent)
        return rests

    def silent(self) -> None:
        """Nothing was heard of it for the dead interval."""
        if self.helped:
            return
        self.port.tell(Step.DEAD, router_id=self.router_id, address=self.address)
        self.event(NbrEvent.INACTIVITY, "Dead timer expired")
        self.port.forget(self)

    def _begin(self) -> None:
        """Into the negotiation of who is master."""
        self.port.exchange.begin(self)

    def clear(self) -> None:
        """Lists of an adjacency that is no more."""
        host = self.port.process.host
        exchange = self.port.exchange
        host.cancel(exchange.repeat, self)
        host.cancel(exchange.ask_again, self)
        host.cancel(self.port.flooder.send_again, self)
        self.clean_up()
        self.dd_last = None
        self.dd_retries = self.retries = 0
        self.summary = []
        self.requests = {}
        self.asked = {}
        self.retransmit = {}
        self.again = []

    def clean_up(self) -> None:
        """The last description is kept for the dead interval: it may have been lost, and be asked for again."""
        self.port.process.host.cancel(self.clean_up)
        if self.dd_sent:
            self.port.tell(Step.CLEAN_UP, router_id=self.router_id)
            self.dd_sent = b""

    def __repr__(self) -> str:
        return f"Neighbor({self.text}, {self.state.name})"
