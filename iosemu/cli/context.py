"""What functions of features are given and may answer; processes and their requests."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from iosemu.cli.session import Session
    from iosemu.cli.shell import Shell


@dataclass(slots=True)
class Change:
    """One difference that a line made in the model.

    `owner` has the slot (device, interface, …), `record` is the class of the root record in it, `path` the field names
    and keys below that record. `old`/`new` are None where there was or is nothing. `root` is the record itself.
    """

    owner: Any
    record: type
    path: tuple[Any, ...]
    old: Any
    new: Any
    root: Any = field(default=None, repr=False, compare=False)


class Deleted:
    """`ctx.change(path, DELETED)` removes a key."""

    def __repr__(self) -> str:
        return "DELETED"


DELETED = Deleted()


class Refused(Exception):
    """Raised by a feature's function, or in a process: the line has no (further) effect, the text is printed."""


@dataclass(slots=True)
class Warn:
    """Answer of a check: print this and go on."""

    text: str


@dataclass(slots=True)
class BadArgument:
    """Answer of a check or of a function: the caret goes under this argument, or under the word of this number."""

    field: str


class Edits(Protocol):
    """Collects what a `set_` function wants changed."""

    def change(self, path: tuple[Any, ...], new: Any, of: type | None = None) -> None: ...


@dataclass(slots=True)
class Context:
    """See docs/grammar-notation.md, "Functions and their context"."""

    shell: Shell
    device: Any
    obj: Any
    record: Any = None
    session: Session | None = None
    negated: bool = False
    defaulted: bool = False
    process: Process | None = None
    edits: Edits | None = None
    unpaged: bool = False  # set by a show: its lines come without stop

    def change(self, path: str | tuple[Any, ...], new: Any, of: type | None = None) -> None:
        """Note a change below `record`, or below another record `of` the same object; only inside `set_` functions."""
        if self.edits is None:
            raise RuntimeError("changes are made by set_ functions only")
        self.edits.change((path,) if isinstance(path, str) else path, new, of)


class Interrupted(Exception):
    """Ctrl-Shift-6 while a process waits."""


@dataclass(slots=True)
class Ask:
    """A question; the answer is the line that the user types. Without echo for passwords."""

    prompt: str
    echo: bool = True
    until_z: bool = False  # Ctrl-Z ends a text of several lines: it is the last character of the answer
    timeout: float | None = None  # seconds until the answer is None


@dataclass(slots=True)
class AskKey:
    """A question answered by one key, e.g. `[confirm]`."""

    prompt: str


@dataclass(slots=True)
class Through:
    """Every key goes to the process, as the character that it is; Ctrl-Shift-6 x interrupts it."""

    prompt: str = ""


Question = Ask | AskKey | Through


@dataclass(slots=True)
class Write:
    """Text for the terminal, as it is (no newline is added)."""

    text: str


@dataclass(slots=True)
class Pause:
    seconds: float


@dataclass(slots=True)
class Wait:
    """Until someone calls `ctx.process.wake(value)`, at most `timeout` seconds (None: for ever)."""

    timeout: float | None


Request = Ask | AskKey | Through | Write | Pause | Wait
ProcessBody = Generator[Request, Any, Any]
Output = str | Iterable[str] | ProcessBody | None


class Cancellable(Protocol):
    def cancel(self) -> None: ...


class Clock(Protocol):
    """What a session needs of time; the virtual clock's scheduler is one."""

    @property
    def now(self) -> float: ...  # seconds

    def after(self, delay: float, fn: Callable[..., object], /, *, background: bool = False) -> Cancellable: ...


class Process:
    """Runs a process generator for a session: carries out its requests until it ends.

    `asked` is called when a question waits, `done` when the generator has returned.
    """

    def __init__(
        self,
        clock: Clock,
        write: Callable[[str], None],
        done: Callable[[Process], None],
        asked: Callable[[], None] = lambda: None,
    ) -> None:
        self.clock = clock
        self.write = write
        self.done = done
        self.asked = asked
        self.body: ProcessBody | None = None
        self.question: Question | None = None
        self.stops_at_ctrl_c = False  # as at Ctrl-Shift-6, also while nothing is asked
        self.waiting = False
        self._running = False
        self._timer: Cancellable | None = None

    def start(self, body: ProcessBody) -> None:
        self.body = body
        self._resume(lambda: next(body))

    def answer(self, text: str) -> None:
        """Reply to the pending question."""
        body = self.body
        if body is not None and self.question is not None:
            self._stop_waiting()
            self.question = None
            self._resume(lambda: body.send(text))

    def wake(self, value: Any) -> None:
        """End a Wait with this value; ignored while the process does anything else."""
        body = self.body
        if body is not None and self.waiting:
            self._stop_waiting()
            self._resume(lambda: body.send(value))

    def poke(self) -> None:
        """Something happened that the process looks at when it goes on: its Wait ends, or its question is answered."""
        if self.waiting:
            self.wake(True)
        elif self.question is not None:
            self.answer("")

    def interrupt(self) -> None:
        """Raise Interrupted at the yield where the process stands."""
        body = self.body
        if body is not None:
            self._stop_waiting()
            self.question = None
            self._resume(lambda: body.throw(Interrupted()))

    def kill(self) -> None:
        """The session is gone."""
        self._stop_waiting()
        body, self.body, self.question = self.body, None, None
        if body is not None and not self._running:  # one that closes its own session ends at its next yield
            body.close()

    def _stop_waiting(self) -> None:
        self.waiting = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _timeout(self) -> None:
        self._timer = None
        self.waiting = False
        self.question = None
        body = self.body
        if body is not None:
            self._resume(lambda: body.send(None))

    def _resume(self, step: Callable[[], Request]) -> None:
        body = self.body
        assert body is not None
        while True:
            self._running = True
            try:
                request = step()
            except (StopIteration, Interrupted, Refused) as end:
                self.body = None
                if isinstance(end, Refused):
                    self.write(f"{end}\n")
                self.done(self)
                return
            finally:
                self._running = False
            if self.body is not body:
                body.close()
                return
            if isinstance(request, Write):
                self.write(request.text)
                step = body.__next__
            elif isinstance(request, (Ask, AskKey, Through)):
                self.question = request
                if isinstance(request, Ask) and request.timeout is not None:
                    self._timer = self.clock.after(request.timeout, self._timeout, background=True)
                self.write(request.prompt)
                self.asked()
                return
            elif isinstance(request, Pause):
                self._timer = self.clock.after(request.seconds, self._timeout)
                return
            else:
                self.waiting = True
                if request.timeout is not None:
                    self._timer = self.clock.after(request.timeout, self._timeout)
                return
