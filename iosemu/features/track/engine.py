"""The objects at work. Lines are looked at when they change, routes and operations at an interval, as IOS does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.features.track.events import TrackChanged
from iosemu.features.track.model import INTERFACE, LIST, ROUTE, SLA, STUB, TrackConfig, TrackObject
from iosemu.features.track.states import Verdict, look
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface


@dataclass(slots=True)
class State:
    """Of one object. `at`: virtual time of the last change; `due`: of a delayed one; `way_was`: of a route."""

    thing: TrackObject
    up: bool
    at: float
    changes: int = 1
    verdict: Verdict | None = None
    due: float | None = None
    way_was: str = ""


class TrackEngine(Engine):
    def start(self) -> None:
        self.states: dict[int, State] = {}
        self.stubs: dict[int, bool] = {}  # what applets have made of them
        self._agree()

    @property
    def config(self) -> TrackConfig:
        return self.host.device[TrackConfig]

    def up(self, number: int) -> bool | None:
        """None: there is no such object."""
        state = self.states.get(number)
        return state.up if state is not None else None

    def set_stub(self, number: int, up: bool) -> bool:
        """False: there is no such object, or it has a state of its own."""
        state = self.states.get(number)
        if state is None or state.thing.kind != STUB:
            return False
        self.stubs[number] = up
        self._look(number)
        return True

    def changed(self, change: Change) -> None:
        self._agree()

    def interface_changed(self, iface: Interface) -> None:
        for number, state in tuple(self.states.items()):
            if state.thing.kind == INTERFACE and state.thing.iface == iface.name:
                self._look(number)

    def subject(self, thing: TrackObject) -> str:
        """What it is about, as logs say it."""
        if thing.kind == INTERFACE and thing.iface is not None:
            return f"interface {thing.iface.short} {thing.what}"
        if thing.kind == ROUTE:
            return f"ip route {format_ipv4(thing.network)}/{thing.length} {thing.what}"
        if thing.kind == SLA:
            name = "rtr" if self.host.device.software.track_words == "12.4" else "ip sla"
            return f"{name} {thing.sla} {thing.what or 'state'}"
        return f"{thing.kind} {thing.what}" if thing.what else thing.kind

    def _agree(self) -> None:
        objects = self.config.objects
        for number in [number for number, state in self.states.items() if objects.get(number) is not state.thing]:
            state = self.states.pop(number)
            self.stubs.pop(number, None)
            self.host.cancel(self._switch, number)
            self.host.emit(TrackChanged(number, self.subject(state.thing), state.up, None))
            self._lists_of(number)
        for number, thing in objects.items():
            if thing.kind and number not in self.states:
                verdict = look(self, thing, False)
                self.states[number] = State(thing, verdict.up, self.host.now, verdict=verdict, way_was=verdict.way)
                self.host.emit(TrackChanged(number, self.subject(thing), None, verdict.up))
                self._lists_of(number)
            elif thing.kind:
                self._look(number)
        self._poll_again(self._poll_routes, ROUTE, self.config.route_poll)
        self._poll_again(self._poll_operations, SLA, self.config.sla_poll)

    # looking at an interval

    def _poll_again(self, poll: object, kind: str, every: int) -> None:
        if not any(state.thing.kind == kind for state in self.states.values()):
            self.host.cancel(poll)  # type: ignore[arg-type]
        elif self.host.due(poll) is None:  # type: ignore[arg-type]
            self.host.after(every, poll, background=True)  # type: ignore[arg-type]

    def _poll_routes(self) -> None:
        self._poll(ROUTE)
        self._poll_again(self._poll_routes, ROUTE, self.config.route_poll)

    def _poll_operations(self) -> None:
        self._poll(SLA)
        self._poll_again(self._poll_operations, SLA, self.config.sla_poll)

    def _poll(self, kind: str) -> None:
        for number in [number for number, state in self.states.items() if state.thing.kind == kind]:
            self._look(number)

    # states

    def _look(self, number: int) -> None:
        state = self.states[number]
        verdict = state.verdict = look(self, state.thing, state.up)
        if verdict.way:
            state.way_was = verdict.way
        delay = state.thing.delay_up if verdict.up else state.thing.delay_down
        if verdict.up is state.up:
            state.due = None
            self.host.cancel(self._switch, number)
        elif not delay:
            self._switch(number)
        elif state.due is None:
            state.due = self.host.now + delay
            self.host.after(delay, self._switch, number)

    def _switch(self, number: int) -> None:
        state = self.states[number]
        was, state.up, state.due = state.up, not state.up, None
        self.host.cancel(self._switch, number)
        state.at, state.changes = self.host.now, state.changes + 1
        self.host.emit(TrackChanged(number, self.subject(state.thing), was, state.up))
        self._lists_of(number)

    def _lists_of(self, number: int) -> None:
        for other, state in tuple(self.states.items()):
            if state.thing.kind == LIST and number in state.thing.members and other != number:
                self._look(other)
