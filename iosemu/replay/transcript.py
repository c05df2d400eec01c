"""A console log as steps: who was typed at, in which mode, what was typed, what came back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from iosemu.lab.durations import LONGEST
from iosemu.lab.errors import LabError
from iosemu.records import dataclass, field
from iosemu.replay.rows import END

PROMPT = re.compile(
    r"(?P<name>[A-Za-z][\w.-]{0,62})(?P<mode>\((?:config|cfg|conf|ca|cs|tcl|gdoi|ipsec|dhcp|voice)[\w.:/-]*\))?"
    r"(?P<end>[#>])(?P<command>.*)$"
)
STAMP = re.compile(
    r"(?:\d{6,}: )?[*.]?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2}(?:\s+\d{4})?\s"
    r"(?P<hours>\d\d):(?P<minutes>\d\d):(?P<seconds>\d\d(?:\.\d+)?)(?:\s[A-Z]{3,4})?:\s"
)
_BARE = re.compile(
    r"(?:\d{6,}: )?(?:(?:\d+[dwhy]\d+[hdw]|\d\d:\d\d:\d\d): )?%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+: "
)
# with `no service timestamps debug`
_DEBUG = re.compile(r"(?:ISAKMP(?:-[A-Z]+)?: *[( ]|IPSEC(?:-[A-Z]+)?\(\w+\)|IKEv2(?:-[A-Z]+)?: *\()")
_PROBES = re.compile(r"[!.UQM?&NPAC]+$")
_AT = re.compile(r"! at (?P<seconds>\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?P<led> led there)?$")
_LAB = re.compile(r"! lab (?P<lab>\S.*?) seed (?P<seed>\d+)$")
_LOG_OF = re.compile(r"! log of (?P<name>\S+)$")
_HOSTNAME = re.compile(r"ho(?:s|st|stn|stna|stnam|stname)?\s+(?P<name>\S+)$", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\[\.\.\. .* \.\.\.\]$|^\[left out\]$|^-{20,}$|^!-{3,}")


@dataclass
class Step:
    """One line typed. `row` counts from 1; `answered` are the rows that came back, `logged` the log lines."""

    name: str
    mode: str  # "(config-if)" or ""
    end: str  # "#" or ">"
    command: str
    row: int
    at: float | None = None  # virtual seconds at which it was typed, where the transcript says so
    answered: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    led: bool = False  # a recorded run was brought to that mode without typing
    left_out: bool = False  # a part of the answer is not in the transcript

    @property
    def prompt(self) -> str:
        return f"{self.name}{self.mode}{self.end}"

    @property
    def renamed(self) -> str:
        """What the router is called from there on, "" for what it was."""
        found = _HOSTNAME.match(self.command) if self.mode.startswith("(config") else None
        return found["name"] if found else ""

    @property
    def help(self) -> bool:
        return self.command.endswith("?")


@dataclass
class Transcript:
    steps: list[Step]
    lab: str = ""  # as `--record` names it
    seed: int | None = None
    early: dict[str, list[str]] = field(default_factory=dict)  # what a router said before its first line was typed

    @property
    def names(self) -> list[str]:
        """Routers, in the order in which they are typed at first."""
        return list(dict.fromkeys(step.name for step in self.steps))

    def logs(self, name: str) -> list[str]:
        """What a router said by itself, in order."""
        said = [row for step in self.steps if step.name == name for row in step.logged]
        return self.early.get(name, []) + said


def is_log(row: str) -> bool:
    """A line that the router wrote by itself: syslog or debug."""
    return bool(STAMP.match(row) or _BARE.match(row) or _DEBUG.match(row))


def is_text(answered: Sequence[str]) -> bool:
    """Are the further rows a banner's, as they were typed?"""
    return bool(answered) and answered[0].startswith("Enter TEXT message")


def separate(rows: Iterable[str]) -> tuple[list[str], list[str]]:
    """Answers and log lines; a row of a ping's characters that a log line cut in two is whole again."""
    answered: list[str] = []
    logged: list[str] = []
    cut = False
    debug = False  # without a timestamp: its further rows are indented by eight
    for row in rows:
        if is_log(row):
            logged.append(row)
            cut, debug = True, bool(_DEBUG.match(row))
        elif debug and row.expandtabs()[:8].isspace():
            logged.append(row)
        else:
            debug = False
            if cut and answered and _PROBES.match(row) and _PROBES.match(answered[-1]):
                answered[-1] += row
            else:
                answered.append(row)
            cut = False
    return answered, logged


def clock(row: str) -> float | None:
    """Seconds of the day at which a log line was written."""
    found = STAMP.match(row)
    if found is None:
        return None
    return int(found["hours"]) * 3600 + int(found["minutes"]) * 60 + float(found["seconds"])


def steps(rows: Iterable[str], known: Collection[str] = (), path: str = "") -> Transcript:
    """`known` names that are prompts; without any, whatever looks like one at least twice. Raises LabError for none."""
    lines = list(rows)
    names = set(known) or _names(lines)
    found: list[Step] = []
    transcript = Transcript(found)
    at: float | None = None
    led = False
    over = False  # the last answer
    speaking = ""  # the router whose log lines follow although nobody types there
    for number, line in enumerate(lines, 1):
        marker = _AT.match(line)
        if marker:
            at, led = float(marker["seconds"]), marker["led"] is not None
            if at > LONGEST:
                message = f'"! at {marker["seconds"]}" is too late; {LONGEST:.0f} seconds are the most'
                raise LabError(message, path or None, number)
            continue
        log = _LOG_OF.match(line)
        if log:
            speaking = log["name"]
            continue
        header = _LAB.match(line)
        if header and not found:
            transcript.lab, transcript.seed = header["lab"], int(header["seed"])
            continue
        prompt = PROMPT.match(line.lstrip())
        if prompt and prompt["name"] in names:
            command = _typed(prompt["command"])
            if command.startswith("/"):  # it was for the lab, not for the router
                at, speaking, over = None, "", True
                continue
            if is_log(command):  # it came while the prompt stood there
                _last(found, prompt, number).answered.append(command)
                continue
            found.append(Step(prompt["name"], prompt["mode"] or "", prompt["end"], command, number, at, led=led))
            at, led, speaking, over = None, False, "", False
        elif speaking:
            own = next((step.answered for step in reversed(found) if step.name == speaking), None)
            if is_log(line):
                (transcript.early.setdefault(speaking, []) if own is None else own).append(line)
        elif found:
            over = over or line == END
            if over:
                continue
            if _LEFT_OUT.search(line) and not is_text(found[-1].answered):
                found[-1].left_out = True
            else:
                found[-1].answered.append(line)
    if not found:
        raise LabError("holds no prompt of a router with a command", path or None)
    for step in found:
        step.answered, step.logged = separate(step.answered)
        _trim(step.answered)
    found[:] = _without_keys(found)
    return transcript


def prompts(rows: Iterable[str]) -> set[tuple[str, str]]:
    """(name, end) of whatever stands where a prompt does."""
    found = (PROMPT.match(row.lstrip()) for row in rows)
    return {(each["name"], each["end"]) for each in found if each}


def _names(lines: list[str]) -> set[str]:
    """Whatever stands where a prompt does: with a mode, or a second time, or with a command that a router knows."""
    seen: dict[str, int] = {}
    for line in lines:
        prompt = PROMPT.match(line.lstrip())
        if prompt:
            sure = bool(prompt["mode"]) or prompt["end"] == "#"
            seen[prompt["name"]] = seen.get(prompt["name"], 0) + (2 if sure else 1)
    return {name for name, times in seen.items() if times > 1}


def _typed(text: str) -> str:
    """A command as it was typed: blogs print it bold, and a comment may follow."""
    text = text.strip()
    for mark in ("**", "__", "`"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            text = text[len(mark) : -len(mark)]
    return text.strip()


def _last(found: list[Step], prompt: re.Match[str], number: int) -> Step:
    if not found or found[-1].name != prompt["name"]:
        found.append(Step(prompt["name"], prompt["mode"] or "", prompt["end"], "", number))
    return found[-1]


def _trim(lines: list[str]) -> None:
    while lines and not lines[-1]:
        lines.pop()


def _without_keys(found: list[Step]) -> list[Step]:
    """Without the rows that Tab leaves behind, and those that `?` leaves and that were not sent."""
    kept: list[Step] = []
    for step, following in zip(found, [*found[1:], None], strict=True):
        silent = not step.answered and not step.left_out and step.command
        before = kept[-1] if kept else None
        if silent and following is not None and following.prompt == step.prompt:
            longer = following.command.lower()
            if longer != step.command.lower() and longer.startswith(step.command.lower()) and not following.help:
                following.logged[:0] = step.logged
                continue
        asked = before.command[:-1].strip() if before is not None and before.help else None
        if silent and before is not None and before.prompt == step.prompt and asked == step.command:
            before.logged += step.logged
            continue
        kept.append(step)
    return kept
