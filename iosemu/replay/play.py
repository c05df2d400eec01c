"""Types a transcript into a lab and compares what comes back."""

from __future__ import annotations

from itertools import pairwise

from iosemu.cli.context import Ask, AskKey, Question, Through
from iosemu.lab.errors import LabError
from iosemu.lab.lab import Lab
from iosemu.lab.node import Console, Node
from iosemu.replay.compare import Pair, compare
from iosemu.replay.outcome import Logs, Played, Result
from iosemu.replay.record import Recorder
from iosemu.replay.transcript import Step, Transcript, clock, is_text, separate
from iosemu.replay.values import Mapping

TYPING = 1.0  # virtual seconds from one line to the next where the transcript does not tell
_QUESTIONS = 20  # of one command
_UNSEEN = "Unseen-12"  # what stands for a password that was typed without echo


class Player:
    """`names` are words of the transcript and what the lab has instead: routers, addresses, interfaces.

    `recorder` is told what comes. Raises LabError for a router that the lab does not have.
    """

    def __init__(
        self,
        lab: Lab,
        transcript: Transcript,
        names: Mapping | None = None,
        strict: bool = False,
        pace: float = TYPING,
        recorder: Recorder | None = None,
    ) -> None:
        self.lab = lab
        self.transcript = transcript
        self.names = names or Mapping({})
        self.strict = strict
        self.pace = pace
        self.recorder = recorder
        self._consoles: dict[str, Console] = {}
        self._logs: dict[str, list[str]] = {}
        self._nodes = self._resolved()  # of each step, by its row

    def _resolved(self) -> dict[int, Node]:
        """A name that `hostname` gives is the same router's from there on."""
        nodes: dict[int, Node] = {}
        given: dict[str, Node] = {}
        for step in self.transcript.steps:
            node = given.get(step.name) or self._node(step)
            nodes[step.row] = node
            if step.renamed:
                given[step.renamed] = node
        return nodes

    def _node(self, step: Step) -> Node:
        wanted = self.names(step.name)
        if wanted in self.lab:
            return self.lab[wanted]
        for node in self.lab:
            if wanted.lower() in (node.name.lower(), node.device.hostname.lower()):
                return node
        here = ", ".join(node.name for node in self.lab)
        message = f'the lab has no router "{wanted}" (it has {here}); --map {step.name}=NODE names one'
        raise LabError(message, line=step.row)

    def play(self) -> Result:
        """From the first line to the last."""
        played = []
        for step in self.transcript.steps:
            played.append(self._type(step))
        self.lab.run(0.0)
        for name in self.transcript.names:
            console = self._consoles.get(name)
            if console is not None:
                self._pending(name, console)
        return Result(played, self._compared_logs())

    def _type(self, step: Step) -> Played:
        if step.at is None:
            self.lab.run(self.pace)
        elif step.at > self.lab.now:
            self.lab.run(step.at - self.lab.now)
        node = self._nodes[step.row]
        if not node.device.running:
            return self._failed(step, f"{node.name} has no power")
        console = node.console
        fresh = console not in self._consoles.values()
        self._consoles = {name: each for name, each in self._consoles.items() if each is not console}  # its old names
        self._consoles[step.name] = console
        self._pending(step.name, console)
        found = console.session.prompt
        skipped = self._meet(console, step, fresh)
        prompt, typed = console.session.prompt, self.names(step.command)
        played = Played(step, self.lab.now, prompt, typed, [], led=prompt != found)
        before = len(self._logs.get(step.name, []))
        expected = [self.names(row) for row in step.answered]
        try:
            self._enter(console, typed, [row.strip() for row in expected])
            shown = self._keep(step.name, console.take())
            shown += _enter_text(console, expected)
        except LabError as error:
            return self._failed(step, str(error))
        self._wait(step)
        shown += self._keep(step.name, console.take())
        while shown and not shown[-1]:
            shown.pop()
        played.shown = shown
        played.pairs = skipped + compare(expected, shown, self.strict)
        if step.left_out:
            played.pairs = [pair for pair in played.pairs if pair.expected is not None]
        if self.recorder is not None:
            self.recorder.step(played, self._logs.get(step.name, [])[before:])
        return played

    def _failed(self, step: Step, why: str) -> Played:
        pairs = [Pair(row, None, "different") for row in step.answered] or [Pair(step.command, None, "different")]
        return Played(step, self.lab.now, "", "", [], pairs, why)

    def _meet(self, console: Console, step: Step, fresh: bool) -> list[Pair]:
        """Bring the console to the mode that the transcript is in; a row that tells where that was needed."""
        session = console.session
        ours = session.prompt.rstrip()  # a PC's ends in a blank
        theirs = f"{self.names(step.name)}{step.mode}{step.end}"
        mode, end = ours[len(ours.rstrip("#>").partition("(")[0]) : -1], ours[-1:]
        if (mode, end) == (step.mode, step.end) or not ours:
            return []
        session.interrupt()
        if not step.mode and session.config is not None:
            session.end_configuration()
        elif step.mode and (session.config is None or step.mode == "(config)"):
            session.privilege = max(session.privilege, 15)
            session.enter_configuration()
        if not step.mode:
            session.privilege = 15 if step.end == "#" else 1
        self._keep(step.name, console.take())
        if step.mode not in ("", "(config)") and not session.prompt.endswith(step.mode + step.end):
            _enter_section(console, step)
            self._keep(step.name, console.take())
        if fresh and session.prompt.endswith(step.mode + step.end):
            return []  # the transcript begins there
        met = session.prompt.endswith(step.mode + step.end)
        if met and step.led:
            return []
        if met and not self.strict:
            return [Pair(theirs, ours, "explained", ("mode",))]
        return [Pair(theirs, ours, "different")]

    def _enter(self, console: Console, typed: str, rows: list[str]) -> None:
        console.enter(typed)
        for _ in range(_QUESTIONS):
            question = console.session.question
            if question is None or isinstance(question, Through) or console.session.closed:
                return
            console.enter(_answer(question, rows))

    def _wait(self, step: Step) -> None:
        """As long as the log lines of the step took to come."""
        times = [at for at in map(clock, step.logged) if at is not None]
        self.lab.run(0.0)
        if len(times) > 1 and step.at is None:
            self.lab.run((times[-1] - times[0]) % 86400 % 600)

    def _pending(self, name: str, console: Console) -> None:
        """What came while nobody typed there."""
        before = len(self._logs.get(name, []))
        self._keep(name, console.take())
        if self.recorder is not None:
            self.recorder.logs(self.names(name), self._logs.get(name, [])[before:])

    def _keep(self, name: str, text: str) -> list[str]:
        """The rows of an answer; log lines among them go where they belong."""
        rows, logged = separate(text.removesuffix("\n").split("\n") if text else [])
        self._logs.setdefault(name, []).extend(logged)
        return rows

    def _compared_logs(self) -> list[Logs]:
        compared = []
        for name in self.transcript.names:
            expected = [self.names(row) for row in self.transcript.logs(name)]
            if not expected and not self.strict:
                continue  # the log was not on that terminal
            pairs = compare(expected, self._logs.get(name, []), self.strict)
            if not self.strict:
                pairs = _between(pairs)
            if pairs:
                compared.append(Logs(name, pairs))
        return compared


def _enter_section(console: Console, step: Step) -> None:
    """The first section of the running-config whose mode it is: the transcript does not say which one it was in."""
    session = console.session
    lines = console.node.running_config()
    for line, following in pairwise(lines):
        if following[:1] == " " != line[:1] and session.config is not None:
            session.config.run(line)
            if session.prompt.endswith(step.mode + step.end):
                return
    session.enter_configuration()


def _enter_text(console: Console, rows: list[str]) -> list[str]:
    """What was typed of a banner or a certificate that the line began. Raises LabError where its end is missing."""
    typed: list[str] = []
    left = iter(rows[1:] if is_text(rows) else rows)
    while not console.session.prompt:
        row = next(left, None)
        if row is None:
            console.session.ctrl_c()
            raise LabError("the text that begins here has no end in the transcript")
        console.enter(row)
        typed.append(row)
    return typed


def _between(pairs: list[Pair]) -> list[Pair]:
    """Without what ours said before the first and after the last line of the transcript: it may begin anywhere."""
    there = [index for index, pair in enumerate(pairs) if pair.expected is not None]
    return pairs[there[0] : there[-1] + 1] if there else []


def _answer(question: Question, rows: list[str]) -> str:
    """What stands behind the question in the transcript; Enter where it does not stand there."""
    prompt = question.prompt.strip().splitlines()[-1].strip() if question.prompt.strip() else ""
    for index, row in enumerate(rows):
        if prompt and row.startswith(prompt):
            del rows[: index + 1]
            answer = row[len(prompt) :].strip()
            if isinstance(question, Ask):
                return answer if answer or question.echo else _UNSEEN
            return answer[:1]
    return "\r" if isinstance(question, AskKey) else ""
