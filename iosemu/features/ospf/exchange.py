"""Database exchange with the neighbours of an interface (RFC 2328 sections 10.6 to 10.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.events import Step
from iosemu.features.ospf.lsdb import newer
from iosemu.features.ospf.states import NbrEvent, NbrState, NetworkType
from iosemu.wire.ospf import Dd, Description, Key, Kind
from iosemu.wire.ospf_lsa import DO_NOT_AGE, MAX_AGE, NSSA, LsaHeader

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.version import Wire

RETRIES = 25  # of a description, of updates
IGNORED = 60.0  # seconds, after too many retransmissions


class Exchange:
    """Descriptions and requests of one interface."""

    def __init__(self, port: OspfPort) -> None:
        self.port = port

    @property
    def wire(self) -> Wire:
        return self.port.process.wire

    @property
    def text(self) -> str:
        """As timers name it."""
        return self.port.text

    # descriptions

    def begin(self, neighbor: Neighbor) -> None:
        """EXSTART: we say that we are master, empty-handed."""
        port = self.port
        port.tell(Step.PREPARE, router_id=neighbor.router_id)
        first = port.process.host.rng.randrange(1, 0x2800)
        neighbor.dd_sequence = neighbor.dd_sequence + 1 & 0xFFFFFFFF if neighbor.dd_sequence else first
        neighbor.master = True
        neighbor.dd_last = None
        neighbor.dd_retries = 0
        self._send(neighbor, Dd.INIT | Dd.MORE | Dd.MASTER, [])

    def _mtu(self) -> int:
        return 0 if self.port.kind is NetworkType.VIRTUAL else self.port.mtu

    def _send(self, neighbor: Neighbor, flags: int, headers: list[LsaHeader]) -> None:
        """And again, while no answer comes, by who is master."""
        port = self.port
        description = self.wire.Description(self._mtu(), port.options, flags, neighbor.dd_sequence, headers)
        neighbor.dd_sent, neighbor.dd_flags = description.encode(), flags
        neighbor.dd_more = bool(flags & Dd.MORE)
        self._transmit(neighbor)
        if neighbor.master:
            port.process.host.after(self._interval(), self.repeat, neighbor)

    def _interval(self) -> float:
        return self.port.settings.retransmit * (1 - 0.1 * self.port.process.host.rng.random())

    def _transmit(self, neighbor: Neighbor) -> None:
        port, body = self.port, neighbor.dd_sent
        port.tell(
            Step.DBD_SENT, router_id=neighbor.router_id, sequence=neighbor.dd_sequence, options=port.options,
            flags=neighbor.dd_flags, length=self.wire.HEADER + len(body),
        )  # fmt: skip
        port.transmit(Kind.DESCRIPTION, body, port.to_neighbor(neighbor))

    def repeat(self, neighbor: Neighbor) -> None:
        """No answer to a description."""
        port = self.port
        neighbor.dd_retries += 1
        if neighbor.dd_retries > RETRIES:
            self.give_up(neighbor)
            return
        self._transmit(neighbor)
        port.tell(Step.DBD_AGAIN, router_id=neighbor.router_id, count=neighbor.dd_retries)
        port.process.host.after(self._interval(), self.repeat, neighbor)

    def give_up(self, neighbor: Neighbor) -> None:
        """Too many retransmissions: it ends, and is not heard for a while."""
        port, host = self.port, self.port.process.host
        port.tell(Step.TOO_MANY, router_id=neighbor.router_id, count=RETRIES)
        neighbor.ignored_until = host.now + IGNORED
        neighbor.event(NbrEvent.KILL, "Too many retransmissions")
        host.after(IGNORED, self.heed, neighbor)

    def heed(self, neighbor: Neighbor) -> None:
        """It may be heard again."""
        neighbor.ignored_until = 0.0
        neighbor.event(NbrEvent.KILL, "Ignore timer expired")
        self.port.forget(neighbor)

    def _summary(self, neighbor: Neighbor) -> list[LsaHeader]:
        """All that the neighbour may have; what is dying goes to it as an update instead."""
        port, now = self.port, self.port.process.host.now
        found: list[LsaHeader] = []
        if neighbor.filtered:
            return found
        for lsdb in port.process.flooding.scopes(port):
            for entry in lsdb:
                if not self.wire.takes(entry.lsa.kind, neighbor.dd_options):
                    continue
                if entry.age(now) >= MAX_AGE:
                    port.flooder.owe(neighbor, entry)
                else:
                    found.append(entry.header(now))
        return found

    def received(self, neighbor: Neighbor, body: bytes) -> None:
        """A description came. Raises Invalid."""
        port = self.port
        description = self.wire.Description.decode(body)
        flags, options = description.flags, description.options
        port.tell(
            Step.DBD_RECEIVED, router_id=neighbor.router_id, sequence=description.sequence, options=options,
            flags=flags, length=self.wire.HEADER + len(body), mtu=description.mtu, state=neighbor.state,
        )  # fmt: skip
        if neighbor.state is NbrState.INIT:
            neighbor.event(NbrEvent.TWO_WAY_RECEIVED)
        if neighbor.state < NbrState.EXSTART:
            port.tell(Step.DBD_TOO_EARLY, router_id=neighbor.router_id, state=neighbor.state)
            return
        if port.kind is not NetworkType.VIRTUAL and not port.settings.mtu_ignore and description.mtu != port.mtu:
            larger = description.mtu > port.mtu
            port.tell(Step.LARGER_MTU if larger else Step.SMALLER_MTU, router_id=neighbor.router_id)
            if larger:
                port.refused("mtu")
                return
        if neighbor.state is NbrState.EXSTART:
            if not self._negotiated(neighbor, description):
                return
        else:
            said = (flags, options, description.sequence)
            if said == neighbor.dd_last and (neighbor.master or neighbor.dd_sent):
                if not neighbor.master:
                    self._transmit(neighbor)
                return
            if neighbor.state >= NbrState.LOADING or not self._in_sequence(neighbor, description):
                neighbor.event(NbrEvent.SEQUENCE_MISMATCH, "SeqNumberMismatch")
                return
        neighbor.dd_last = (flags, options, description.sequence)
        if not self._listed(neighbor, description.headers):
            neighbor.event(NbrEvent.SEQUENCE_MISMATCH, "SeqNumberMismatch")
            return
        self._answer(neighbor, bool(flags & Dd.MORE))

    def _negotiated(self, neighbor: Neighbor, description: Description) -> bool:
        """Is it clear now who is master?"""
        port, flags = self.port, description.flags
        opening = Dd.INIT | Dd.MORE | Dd.MASTER
        own = port.process.router_id
        if flags & opening == opening and not description.headers:
            if neighbor.router_id < own:
                port.tell(Step.DBD_NOT_SLAVE, router_id=neighbor.router_id)
                return False
            neighbor.master = False
            neighbor.dd_sequence = description.sequence
        elif (
            not flags & (Dd.INIT | Dd.MASTER)
            and description.sequence == neighbor.dd_sequence
            and neighbor.router_id < own
        ):
            neighbor.master = True
        else:
            return False
        host = port.process.host
        host.cancel(self.repeat, neighbor)
        neighbor.dd_options = description.options
        neighbor.dd_retries = 0
        port.tell(Step.NEGOTIATED, router_id=neighbor.router_id, slave=not neighbor.master)
        neighbor.event(NbrEvent.NEGOTIATION_DONE)
        neighbor.summary = self._summary(neighbor)
        neighbor.dd_more = True
        port.tell(Step.SUMMARY_LIST, router_id=neighbor.router_id, count=len(neighbor.summary))
        return True

    @staticmethod
    def _in_sequence(neighbor: Neighbor, description: Description) -> bool:
        if description.flags & Dd.INIT or bool(description.flags & Dd.MASTER) == neighbor.master:
            return False
        if neighbor.dd_last is not None and description.options != neighbor.dd_last[1]:
            return False
        return description.sequence == neighbor.dd_sequence + (0 if neighbor.master else 1)

    def _listed(self, neighbor: Neighbor, headers: list[LsaHeader]) -> bool:
        """What it has that we lack, or have older, is asked for. False: it lists what cannot be."""
        port = self.port
        process, area = port.process, port.area
        now = process.host.now
        for header in headers:
            kind = header.kind
            outside = process.lsas.as_wide(kind) and not area.external
            if not process.lsas.known(kind) or outside or (kind == NSSA and area.nssa is None):
                return False
            key: Key = (kind, header.lsid, header.adv)
            entry = process.flooding.find(port, key)
            if entry is None or newer(header.age & ~DO_NOT_AGE, header, entry.age(now), entry.lsa) > 0:
                neighbor.requests[key] = header
        return True

    def _answer(self, neighbor: Neighbor, more: bool) -> None:
        """`more`: it has not come to its end."""
        host = self.port.process.host
        flags = Dd.MASTER if neighbor.master else 0
        if neighbor.master:
            host.cancel(self.repeat, neighbor)
            neighbor.dd_retries = 0
            if not more and not neighbor.dd_more:
                neighbor.event(NbrEvent.EXCHANGE_DONE)
                return
            neighbor.dd_sequence = neighbor.dd_sequence + 1 & 0xFFFFFFFF
        elif neighbor.dd_last is not None:
            neighbor.dd_sequence = neighbor.dd_last[2]
        size = max((self.port.room - self.wire.DESCRIPTION) // 20, 1)
        chunk, neighbor.summary = neighbor.summary[:size], neighbor.summary[size:]
        if neighbor.summary or (chunk and not neighbor.master and neighbor.dd_flags & Dd.INIT):
            flags |= Dd.MORE  # a slave has always more to say the first time
        if not neighbor.master and not more and not flags & Dd.MORE:
            neighbor.event(NbrEvent.EXCHANGE_DONE)
        self._send(neighbor, flags, chunk)

    # requests

    def ask(self, neighbor: Neighbor) -> None:
        """For what it has newer, as much as fits a packet."""
        port = self.port
        size = max(port.room // 12, 1)
        keys = [key for key, _ in zip(neighbor.requests, range(size), strict=False)]
        neighbor.asked = {key: neighbor.requests[key] for key in keys}
        body = self.wire.encode_request(keys)
        length = self.wire.HEADER + len(body)
        port.tell(Step.REQUEST_SENT, router_id=neighbor.router_id, length=length, count=len(keys))
        port.transmit(Kind.REQUEST, body, port.to_neighbor(neighbor))
        port.process.host.after(self._interval(), self.ask_again, neighbor)

    def ask_again(self, neighbor: Neighbor) -> None:
        """The answer did not come."""
        if neighbor.requests:
            self.ask(neighbor)

    def got(self, neighbor: Neighbor, key: Key) -> None:
        """What was asked for came, from anybody."""
        neighbor.requests.pop(key, None)
        neighbor.asked.pop(key, None)
        if neighbor.state is not NbrState.LOADING:
            return
        if not neighbor.requests:
            self.port.process.host.cancel(self.ask_again, neighbor)
            neighbor.event(NbrEvent.LOADING_DONE)
        elif not neighbor.asked:
            self.ask(neighbor)

    def requested(self, neighbor: Neighbor, body: bytes) -> None:
        """It asks for LSAs. Raises Invalid."""
        port = self.port
        keys = self.wire.decode_request(body)
        length = self.wire.HEADER + len(body)
        port.tell(Step.REQUEST_RECEIVED, router_id=neighbor.router_id, length=length, count=len(keys))
        if neighbor.state < NbrState.EXCHANGE:
            return
        found = []
        for key in keys:
            entry = port.process.flooding.find(port, key)
            if entry is None:
                neighbor.event(NbrEvent.BAD_REQUEST, "BadLSReq")
                return
            found.append(entry)
        port.flooder.send(found, port.to_neighbor(neighbor))
