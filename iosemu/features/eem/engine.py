"""Applets that are registered, what they wait for, and those that run.

A message of the log, a tracked object, a timer or a typed command sets them off, a moment later. What applets make
happen themselves sets them off ever so slowly (`AGAIN`), so that two that call each other take time, as all does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Interrupted, Process, Request, Wait
from iosemu.cli.regex import Expression
from iosemu.cli.session import Session
from iosemu.device.debug import LogRecord
from iosemu.device.engine import Engine, Host
from iosemu.features.eem.config import snapshot
from iosemu.features.eem.cron import Cron
from iosemu.features.eem.events import NothingToWaitFor
from iosemu.features.eem.model import CLI, NONE, SYSLOG, TIMER, TRACK, Applet, EemConfig
from iosemu.features.eem.run import SEVERITIES, Run
from iosemu.features.line.model import LinesConfig
from iosemu.features.track.events import TrackChanged
from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.cli.shell import Words
    from iosemu.device.events import Subscription
    from iosemu.features.clock.engine import ClockEngine
    from iosemu.features.line.model import Line
    from iosemu.features.logging.engine import LoggingEngine
    from iosemu.features.login.engine import LoginEngine

SOON = 0.003  # seconds from an event to its applets
AGAIN = 0.1  # … where an applet brought it about
EDITED = 0.5  # seconds until somebody who types an applet is looked at again
MOST_RUNS = 32  # applets that run at once; as many may wait for their turn
KEPT = 10  # events that the history remembers


@dataclass(slots=True)
class Registered:
    """An applet as it stood when its mode was left; `seen`: times of the events that count for `occurs`."""

    applet: Applet
    at: float
    seen: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Happened:
    """A line of the history."""

    job: int
    at: float
    kind: str
    name: str
    status: str = "active"


class EemEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.registered: dict[str, Registered] = {}
        self.runs: list[Run] = []
        self.queue: deque[Run] = deque()
        self.history: deque[Happened] = deque(maxlen=KEPT)
        self.jobs = 0
        self.acting: Run | None = None  # whose actions are being carried out
        self._heard: dict[type, Subscription] = {}

    def start(self) -> None:
        self.clock: ClockEngine = self.host.peer("clock")
        self.log: LoggingEngine = self.host.peer("logging")
        self.login: LoginEngine = self.host.peer("login")
        for name in self.config.applets:
            self._agree(name)

    def stop(self) -> None:
        shell = self.host.device.shell
        if shell is not None and shell.intercept == self._typed:
            shell.intercept = None

    @property
    def config(self) -> EemConfig:
        return self.host.device[EemConfig]

    def changed(self, change: Change) -> None:
        if change.path[0] == "applets":
            self._agree(change.path[1])

    # registration

    def _agree(self, name: str) -> None:
        """Applets are registered when whoever types them leaves their mode."""
        applet, old = self.config.applets.get(name), self.registered.get(name)
        if applet is None:
            self._forget(name)
        elif self._edited(applet):
            self.host.after(EDITED, self._agree, name, background=True)
            return
        elif old is None or old.applet != applet:
            self._forget(name)
            self._register(applet)
        self._listen()

    def _edited(self, applet: Applet) -> bool:
        dialogues = (session.config for session in self.host.device.sessions)
        frames = (frame for each in dialogues if each is not None for frame in each.frames)
        return any(place.obj is applet for frame in frames for place in frame.places)

    def _register(self, applet: Applet) -> None:
        if applet.event is None or not applet.actions:
            self.host.after(SOON, self._complain, applet.name)
        if applet.event is None:
            return
        self.registered[applet.name] = Registered(snapshot(applet), self.host.now)
        self._arm(applet.name, True)

    def _complain(self, name: str) -> None:
        """If that is still so: lines of one text come at the same time."""
        applet = self.config.applets.get(name)
        if applet is not None and (applet.event is None or not applet.actions):
            self.host.emit(NothingToWaitFor(name, applet.event is None))

    def _forget(self, name: str) -> None:
        self.registered.pop(name, None)
        self.host.cancel(self._timer, name)

    def _listen(self) -> None:
        """Only for what applets wait for."""
        kinds = {each.applet.event.kind for each in self.registered.values() if each.applet.event is not None}
        wanted: dict[str, tuple[type, Callable[[Any], None]]] = {
            SYSLOG: (LogRecord, self._logged), TRACK: (TrackChanged, self._tracked),
        }  # fmt: skip
        for kind, (event, method) in wanted.items():
            if kind in kinds and event not in self._heard:
                self._heard[event] = self.host.device.bus.listen(event, method)
            elif kind not in kinds and event in self._heard:
                self._heard.pop(event)()
        shell = self.host.device.shell
        if shell is not None:
            shell.intercept = self._typed if CLI in kinds else None

    # what happens

    def _logged(self, record: LogRecord) -> None:
        text = ""
        for name, each in tuple(self.registered.items()):
            event = each.applet.event
            if event is None or event.kind != SYSLOG:
                continue
            if event.priority not in ("", "all") and SEVERITIES.index(event.priority) != record.severity:
                continue
            text = text or self.log.words(record)
            if Expression(event.pattern).search(text) and self._often_enough(each):
                self._fire(name, {"_syslog_msg": text})

    def _often_enough(self, each: Registered) -> bool:
        event, now = each.applet.event, self.host.now
        if event is None or event.occurs < 2:
            return True
        each.seen = [at for at in each.seen if not event.period or now - at < event.period] + [now]
        if len(each.seen) < event.occurs:
            return False
        each.seen = []
        return True

    def _tracked(self, event: TrackChanged) -> None:
        if event.was is None or event.up is None:
            return
        state = "up" if event.up else "down"
        for name, each in tuple(self.registered.items()):
            waits = each.applet.event
            if waits is None or waits.kind != TRACK or waits.number != event.number:
                continue
            if waits.state in ("any", state):
                self._fire(name, {"_track_number": str(event.number), "_track_state": state})

    def _typed(self, session: Session, words: Words) -> bool | Generator[Request, Any, bool]:
        """`Shell.intercept`. What applets type is nobody's business."""
        if session.trusted:
            return True
        text, held, first = " ".join(words()), False, ""
        for name, each in tuple(self.registered.items()):
            event = each.applet.event
            if event is None or event.kind != CLI or not Expression(event.pattern).search(text):
                continue
            if event.sync and not first:
                first = name
            else:
                self._fire(name, _of_command(session, text))
                held = held or bool(event.skip)
        if first:
            return self._synchronous(first, session, text)
        return not held

    def _synchronous(self, name: str, session: Session, text: str) -> Generator[Request, Any, bool]:
        """The command waits for the applet, whose exit status says whether it is carried out."""
        caller = session.process
        assert caller is not None  # this is its body
        run = self._fire(name, _of_command(session, text), caller)
        try:
            status = yield Wait(None)
        except Interrupted:
            run.caller = None
            raise
        return bool(status == "1")

    # timers

    def _arm(self, name: str, first: bool) -> None:
        event = self.registered[name].applet.event
        if event is None or event.kind != TIMER:
            return
        if event.timer == "cron":  # looked at as each minute begins, whatever becomes of the clock meanwhile
            date, _ = self.clock.local()
            delay = 60.0 - date.second - date.microsecond / 1e6
        elif event.timer == "absolute":
            delay = float(event.time) - self.clock.utc().timestamp()
        else:
            delay = max(float(event.time), 0.01)
        if (first or event.timer in ("watchdog", "cron")) and delay >= 0:
            self.host.after(max(delay, 0.001), self._timer, name, background=True)

    def _timer(self, name: str) -> None:
        event = self.registered[name].applet.event
        self._arm(name, False)
        if event is None:
            return
        if event.timer != "cron" or Cron.parse(event.pattern).fits(self.clock.local()[0]):
            self._fire(name, {"_timer_type": event.timer, "_timer_remain": "0.000"})

    # runs

    def run_by_name(self, name: str, arguments: tuple[str, ...], caller: Process | None) -> Run | None:
        """`event manager run`; None: it waits for something else, or is not there."""
        each = self.registered.get(name)
        if each is None or each.applet.event is None or each.applet.event.kind != NONE:
            return None
        values = {f"_none_arg{number}": text for number, text in enumerate(arguments, 1)}
        return self._fire(name, {"_none_argc": str(len(arguments)), **values}, caller)

    def _fire(self, name: str, variables: dict[str, str], caller: Process | None = None) -> Run:
        applet = self.registered[name].applet
        kind = kind_of(applet)
        self.jobs += 1
        variables = {
            "_event_id": str(self.jobs), "_event_type_string": kind, "_event_pub_sec": str(int(self._seconds())),
            "_event_pub_time": f"{self._seconds():.3f}", "_job_id": str(self.jobs), **variables,
        }  # fmt: skip
        run = Run(self, applet, self.jobs, variables, caller)
        run.background = self.acting is not None or kind in ("timer watchdog", "timer cron")
        self.history.append(Happened(run.job, self.host.now, kind, name))
        if len(self.runs) < MOST_RUNS:
            self._begin(run)
        elif len(self.queue) < MOST_RUNS:
            self.queue.append(run)
        else:
            run.end("dropped")
        return run

    def _begin(self, run: Run) -> None:
        self.runs.append(run)
        run.host.after(AGAIN if self.acting is not None else SOON, run.begin, background=run.background)

    def _seconds(self) -> float:
        """Since 1970, by the router's clock."""
        return self.clock.utc().timestamp()

    def ended(self, run: Run) -> None:
        if run in self.runs:
            self.runs.remove(run)
        for each in self.history:
            if each.job == run.job:
                each.status = run.status
        if self.queue and len(self.runs) < MOST_RUNS:
            self._begin(self.queue.popleft())

    def free_line(self) -> Line | None:
        """The lowest virtual line that nobody has."""
        lines = self.host.device[LinesConfig].in_order()
        return next((line for line in lines if line.kind == "vty" and line.name not in self.login.holders), None)

    def reload(self, run: Run) -> None:
        run.end("success")
        shell = self.host.device.shell
        if shell is not None:
            shell.reload(f"Reload by EEM: {run.name}")


def _of_command(session: Session, text: str) -> dict[str, str]:
    return {
        "_cli_msg": text, "_cli_msg_count": "1", "_cli_username": session.username, "_cli_host": session.peer,
        "_cli_tty": session.line.rpartition(" ")[2], "_cli_privilege": str(session.privilege),
    }  # fmt: skip


def kind_of(applet: Applet) -> str:
    """What shows call its event."""
    event = applet.event
    return "" if event is None else f"timer {event.timer}" if event.kind == TIMER else event.kind
