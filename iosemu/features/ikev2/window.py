"""Requests and answers (RFC 7296 sections 2.1 to 2.3): message IDs, the peer's window, repeating, giving up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iosemu.features.ikev2.events import Step
from iosemu.features.ikev2.sa import IkeSa, Request
from iosemu.features.ikev2.states import Purpose, State
from iosemu.wire.ikev2 import Exchange, Payload

if TYPE_CHECKING:
    from iosemu.features.ikev2.engine import Ikev2Engine

FIRST_REPEAT = 2.0  # seconds; each following wait is twice as long
RETRANSMISSIONS = 5


class Window:
    def __init__(self, engine: Ikev2Engine) -> None:
        self.engine = engine

    # requests

    def ask(self, sa: IkeSa, request: Request) -> None:
        """Send it as soon as the window lets it."""
        if sa.established:
            self.engine.trace(sa, Step.IN_WINDOW)
        if len(sa.out) >= sa.window:
            sa.queue.append(request)
            return
        self._send(sa, request)

    def _send(self, sa: IkeSa, request: Request) -> None:
        request.message_id = sa.next_out
        sa.next_out += 1
        sa.out[request.message_id] = request
        request.sent = self.engine.channel.seal(sa, request.exchange, request.message_id, False, request.payloads)
        self.engine.channel.transmit(sa, request.sent)
        self.expect(sa, request)

    def again(self, sa: IkeSa, request: Request) -> None:
        """The first message anew, with a cookie or another group: it keeps its number."""
        request.tries = 0
        request.sent = self.engine.channel.seal(sa, request.exchange, request.message_id, False, request.payloads)
        self.engine.channel.transmit(sa, request.sent)
        self.expect(sa, request)

    def expect(self, sa: IkeSa, request: Request) -> None:
        """Repeat it until the answer comes; a question whether the peer lives in the rhythm of DPD."""
        delay = FIRST_REPEAT * 2**request.tries
        if request.purpose is Purpose.LIVENESS:
            delay = float(self.engine.keepalive(sa)[1] or FIRST_REPEAT)
        self.engine.host.after(delay, self.engine.retransmit, sa, request.message_id)

    def repeat(self, sa: IkeSa, message_id: int) -> None:
        """The timer: no answer yet."""
        engine, request = self.engine, sa.out.get(message_id)
        if request is None:
            return
        if request.tries >= RETRANSMISSIONS:
            engine.stats.retransmission_timeouts += 1
            engine.stats.dpd_timeouts += request.purpose is Purpose.LIVENESS
            engine.trace(sa, Step.MAX_RETRANSMIT)
            engine.exits.note("Maximum number of retransmissions reached")
            engine.life.unanswered(sa, request)
            return
        request.tries += 1
        engine.trace(sa, Step.RETRANSMIT)
        engine.trace_again(sa, request.exchange, message_id, request.payloads)
        engine.channel.transmit(sa, request.sent)
        self.expect(sa, request)

    def answered(self, sa: IkeSa, message_id: int) -> Request | None:
        """The request that a response belongs to; it is done."""
        request = sa.out.pop(message_id, None)
        if request is not None:
            self.engine.host.cancel(self.engine.retransmit, sa, message_id)
        return request

    def advance(self, sa: IkeSa) -> None:
        """There is room in the window: what waits goes out."""
        while sa.queue and len(sa.out) < sa.window and sa.state in (State.READY, State.DELETE):
            self._send(sa, sa.queue.pop(0))

    def stop(self, sa: IkeSa) -> list[Request]:
        """Nothing is waited for any more; what was."""
        left = [*sa.out.values(), *sa.queue]
        for message_id in sa.out:
            self.engine.host.cancel(self.engine.retransmit, sa, message_id)
        sa.out.clear()
        sa.queue.clear()
        return left

    # answers

    def fresh(self, sa: IkeSa, message_id: int) -> bool:
        """Is it a request that has not been answered yet, and within our window?"""
        return sa.next_in <= message_id < sa.next_in + self.engine.config.window and message_id not in sa.answers

    def answer(self, sa: IkeSa, exchange: Exchange, message_id: int, payloads: Sequence[Payload]) -> None:
        """Answer a request, and keep the answer for repeating."""
        sent = self.engine.channel.seal(sa, exchange, message_id, True, payloads)
        self.keep(sa, message_id, sent)
        self.engine.channel.transmit(sa, sent)

    def keep(self, sa: IkeSa, message_id: int, sent: list[bytes]) -> None:
        sa.answers[message_id] = sent
        while sa.next_in in sa.answers:
            sa.next_in += 1
        oldest = sa.next_in - self.engine.config.window
        for known in [known for known in sa.answers if known < oldest]:
            del sa.answers[known]

    def repeat_answer(self, sa: IkeSa, message_id: int) -> bool:
        """The peer repeats a request that we have answered: so do we."""
        sent = sa.answers.get(message_id)
        if sent is None:
            return False
        self.engine.trace(sa, Step.RETRANSMIT)
        self.engine.channel.transmit(sa, sent)
        return True
