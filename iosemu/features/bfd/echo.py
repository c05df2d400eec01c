"""Echoes of a session (RFC 5880 section 6.4): packets to ourselves that the neighbour's forwarding sends back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.bfd.fsm import Event
from iosemu.features.bfd.pace import Pace
from iosemu.wire import bfd

if TYPE_CHECKING:
    from iosemu.features.bfd.session import Session


class Echoes:
    """Run while the session is up, has them configured, and the neighbour loops them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.interval = 0  # microseconds; 0: none are sent
        now = session.host.now
        self.sent, self.received = Pace(now), Pace(now)

    @property
    def text(self) -> str:
        return self.session.text

    def adapt(self) -> None:
        """Make what runs agree with the session."""
        session = self.session
        interval = max(session.settings.min_tx, session.remote.required_echo_rx) if session.echoing else 0
        if interval == self.interval:
            return
        begins, self.interval = not self.interval, interval
        if not interval:
            session.host.cancel(self.send)
            session.host.cancel(self.failed)
            return
        self._arm()
        if begins:
            self._expect()

    def _arm(self) -> None:
        session = self.session
        session.host.after(session.jittered(self.interval), self.send, background=True)

    def _expect(self) -> None:
        session = self.session
        wait = session.settings.multiplier * self.interval / 1e6
        session.host.after(wait, self.failed, background=True)

    def send(self) -> None:
        session, now = self.session, self.session.host.now
        self.sent.note(now)
        echo = bfd.Echo(session.discriminator, self.sent.count, int(now * 1000))
        own = session.own_address
        session.send(own, bfd.ECHO_PORT, echo.encode())
        self._arm()

    def heard(self) -> None:
        """One came back."""
        if self.interval:
            self.received.note(self.session.host.now)
            self._expect()

    def failed(self) -> None:
        """None came back for as long as the multiplier says."""
        self.session.step(Event.ECHO_FAILED)
