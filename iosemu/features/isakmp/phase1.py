"""The machine of phase 1: which message is awaited in a state, what it does, and where that leads.

    TABLE[exchange, authentication, state]        authentication "": not agreed on yet, or no matter

Main mode and aggressive mode fill the table (`main_mode`, `aggressive`); another way to authenticate adds rows of its
own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.features.isakmp.certificates import ready
from iosemu.features.isakmp.keyrings import group_identity
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.states import Phase, State
from iosemu.features.isakmp.trace import Step
from iosemu.records import dataclass
from iosemu.wire import isakmp as wire
from iosemu.wire.isakmp import Chain, Header, Kind

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

_FIRST = (State.I_MM1, State.I_AM1)  # the responder's cookie is not known yet
_EXTRA: frozenset[int] = frozenset({Kind.VID, Kind.NOTIFY, Kind.CR})
Process = Callable[["IsakmpEngine", IkeSa, Chain, bytes], bool]
Answer = Callable[["IsakmpEngine", IkeSa], None]
Key = tuple[int, str, State]


Event = tuple[str, str]  # of the machine, as IOS names it: major, minor


@dataclass(slots=True, frozen=True)
class Row:
    """What the message awaited in a state does: enter, process, answer, leave; and which events tell of it."""

    enter: State
    needs: frozenset[int]  # payloads that must be there, once each
    may: frozenset[int]  # others that may
    encrypted: bool | None  # None: as the peer likes
    process: Process  # False: the exchange goes no further
    answer: Answer | None
    leave: State
    phase: Phase  # from the answer on
    last: Event  # it leads to `leave`, and is told behind the answer
    first: Event | None = None  # it leads to `enter`, and is told before the processing
    then: tuple[Event, ...] = ()  # these behind it
    sealed: frozenset[int] = frozenset()  # payloads whose bodies are no clear ones


TABLE: dict[Key, Row] = {}


def row_for(sa: IkeSa) -> Row | None:
    """What is awaited; None: nothing any more."""
    if sa.exchange is None:
        return None
    method = sa.terms.authentication if sa.terms is not None else ""
    found = TABLE.get((sa.exchange.type, method, sa.state))
    return found if found is not None else TABLE.get((sa.exchange.type, "", sa.state))


def fits(chain: Chain, needs: frozenset[int], may: frozenset[int]) -> bool:
    """The payload rules of a message: what must be there is there once, and nothing else but extras."""
    missing = len(needs)
    for kind in [each.kind for each in chain.payloads]:
        if kind in needs:
            missing -= 1
        elif kind not in may and kind not in _EXTRA and kind < 128:
            return False
    return missing == 0 and len(needs.intersection([each.kind for each in chain.payloads])) == len(needs)


class PhaseOne:
    """The machine; all state is the SA's."""

    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine

    def receive(self, sa: IkeSa, header: Header, body: bytes, data: bytes, ports: tuple[int, int]) -> None:
        """A message of phase 1 for an SA that we know; `ports` are ours and the peer's."""
        engine, channel = self.engine, self.engine.channel
        if data == sa.last_received:
            channel.repeated(sa, None)
            return
        row = row_for(sa)
        if row is None:
            return
        after = b""
        chain: Chain | None
        clear = body
        encrypted = bool(header.flags & wire.ENCRYPTED)
        if row.encrypted or (row.encrypted is None and encrypted):
            opened = channel.open(sa, sa.iv, header, body)
            if opened is None:
                channel.count_error(sa, "PAYLOAD_MALFORMED")
                return
            chain, clear, after = opened
        elif encrypted:
            engine.bad_message(sa.remote)
            return
        else:
            chain = channel.parse(sa, header.next_payload, body, False, sealed=row.sealed)
        if chain is None or not fits(chain, row.needs, row.may):
            if chain is not None:
                engine.bad_message(sa.remote)
            channel.count_error(sa, "PAYLOAD_MALFORMED")
            return
        if not ready(engine, sa, chain, (header, body, data, ports)):
            return
        if sa.initiator and sa.state in _FIRST:
            sa.cookie_r = header.cookie_r
        sa.last_received = data
        if after:
            sa.iv = after
        if row.encrypted is not False:
            sa.local_port, sa.remote_port = ports
        self.run(sa, row, chain, clear)

    def run(self, sa: IkeSa, row: Row, chain: Chain, clear: bytes) -> None:
        """What a row says."""
        engine = self.engine
        before = sa.state
        if row.first is not None:
            self._tell(sa, row.first, row.enter)
        engine.host.cancel(engine.retransmit, sa)
        sa.errors = 0
        if not row.process(engine, sa, chain, clear):
            if not sa.deleted:
                sa.state, sa.last_received = before, b""
                if sa.initiator and before in _FIRST:
                    sa.cookie_r = bytes(8)
                engine.channel.expect_phase1(sa)
            return
        for event in row.then:
            self._tell(sa, event, row.enter)
        for old in sa.phase1.dying:
            engine.life.tell(old)
        if row.answer is not None:
            if row.phase is not Phase.QM_IDLE:
                sa.phase = row.phase
            row.answer(engine, sa)
            if sa.deleted:  # there was none to give
                return
        self._tell(sa, row.last, row.leave)
        tenant = engine.tenants.get(sa.service)
        sa.phase = tenant.idle if tenant is not None and row.phase is Phase.QM_IDLE else row.phase
        if row.leave is State.P1_COMPLETE:
            self._complete(sa)
        else:
            engine.channel.expect_phase1(sa)

    def _tell(self, sa: IkeSa, event: Event, to: State) -> None:
        """An event of the machine, and where it leads."""
        self.engine.trace(sa, Step.INPUT, *event)
        self.engine.transition(sa, to)

    def _complete(self, sa: IkeSa) -> None:
        """Both ends are authenticated."""
        engine, life = self.engine, self.engine.life
        for old in sa.phase1.dying:
            life.let_go(old, "Receive initial contact", "IKE_MESG_FROM_PEER", sa.minor)
        life.negotiating.pop(sa.serial, None)
        sa.established_at = sa.heard_at = engine.host.now
        found = sa.phase1.found
        sa.group, sa.spared = group_identity(sa), found is not None and found.no_xauth
        sa.exchange = None
        sa.peer.identity = sa.identity
        sa.peer.port = sa.remote_port
        engine.start_upkeep(sa)
        before = engine.remote.up(sa) if engine.remote is not None and sa.service == wire.PORT else None
        if before is None:
            self.begin_quick(sa)
        engine.trace(sa, Step.INPUT, "IKE_MESG_INTERNAL", "IKE_PHASE1_COMPLETE")
        engine.transition(sa, before or State.P1_COMPLETE)
        engine.info.tell_invalid_spis(sa)
        tenant = engine.tenants.get(sa.service)
        if tenant is not None:
            tenant.up(sa)
        elif engine.user is not None:
            engine.user.phase1_up(engine.session(sa))

    def begin_quick(self, sa: IkeSa) -> None:
        """Nothing comes before what IPsec waits for."""
        wants, sa.pending = sa.pending, []
        for want in wants:
            self.engine.quick.initiate(sa, want)
