"""What the grammar cannot say of applets: quoted texts and what stands behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from iosemu.cli.context import BadArgument, Context
from iosemu.cli.regex import Expression, PatternError
from iosemu.features.eem.cron import Cron
from iosemu.features.eem.model import CLI, SYSLOG, TIMER, Action, Applet, Event
from iosemu.features.eem.words import action_lines, event_line, tokens
from iosemu.records import replace

_SECONDS = re.compile(r"\d{1,10}(\.\d{1,3})?")
_COUNTS = {
    "cli": (1, 1), "syslog": (1, 1), "puts": (1, 1), "set": (1, 1), "append": (0, 1), "regexp": (2, 6),
    "foreach": (1, 2), "compare": (1, 1), "comment": (0, 99), "string": (1, 4),
}  # fmt: skip
_FIELDS = (
    "variable", "amount", "left", "operator", "right", "operation", "seconds", "status", "policy", "how", "object",
    "state",
)  # fmt: skip
INCOMPLETE = "% Incomplete command.\n"


def check_event(ctx: Context, **values: Any) -> BadArgument | str | None:
    if ctx.negated or ctx.defaulted:
        return None
    made = _event(**values)
    return None if isinstance(made, Event) else made


def set_event(ctx: Context, negated: bool, **values: Any) -> None:
    ctx.change("event", None if negated else _event(**values))


def _event(kind: str, text: str = "", **values: Any) -> Event | BadArgument | str:
    known = {name: value for name, value in values.items() if name in Event.__slots__}
    event = Event(kind, **known)
    found = tokens(text) if text else []
    if found is None:
        return BadArgument("text")
    if kind in (SYSLOG, CLI) or event.timer == "cron":
        if not found:
            return INCOMPLETE
        event.pattern, rest = found[0], found[1:]
        try:
            if event.timer == "cron":
                Cron.parse(event.pattern)
            else:
                Expression(event.pattern)
        except (PatternError, ValueError):
            return BadArgument("text")
        if not _options(event, rest):
            return BadArgument("text")
        if kind == CLI and (event.sync is None or (not event.sync and event.skip is None)):
            return INCOMPLETE
    elif kind == TIMER and not event.time:
        return INCOMPLETE
    for name in ("time", "maxrun"):
        if getattr(event, name) and not _SECONDS.fullmatch(getattr(event, name)):
            return BadArgument(name)
    return event


def _options(event: Event, words: list[str]) -> bool:
    """What stands behind the pattern: pairs of a name and a value."""
    allowed = {SYSLOG: ("occurs", "period", "maxrun"), CLI: ("sync", "skip", "maxrun"), TIMER: ("name", "maxrun")}
    if len(words) % 2:
        return False
    for name, value in zip(words[::2], words[1::2], strict=True):
        if name not in allowed[event.kind]:
            return False
        if name in ("sync", "skip"):
            if value not in ("yes", "no"):
                return False
            setattr(event, name, value == "yes")
        elif name == "name":
            event.name = value
        elif not _SECONDS.fullmatch(value):
            return False
        elif name == "occurs":
            event.occurs = max(int(float(value)), 1)
        elif name == "period":
            event.period = float(value)
        else:
            event.maxrun = value
    return True


def render_event(config: Applet) -> Iterator[str]:
    if config.event is not None:
        yield event_line(config.event)


def check_action(ctx: Context, label: str, **values: Any) -> BadArgument | None:
    if ctx.negated or ctx.defaulted:
        return None
    return BadArgument("text") if _action(label, **values) is None else None


def set_action(ctx: Context, negated: bool, label: str, **values: Any) -> None:
    made = None if negated else _action(label, **values)
    actions = {name: action for name, action in ctx.record.actions.items() if name != label}
    ctx.change("actions", actions if made is None else {**actions, label: made})


def _action(label: str, verb: str = "", text: str = "", **values: Any) -> Action | None:
    """None: what follows the verb does not fit it."""
    if not verb:
        return None
    found = tokens(text) if text else []
    low, high = _COUNTS.get("compare" if verb in ("if", "elseif", "while") else verb, (0, 0))
    goto: list[str] = []
    if verb == "if" and found and len(found) == 3 and found[1] == "goto":
        found, goto = found[:1], found[2:]
    pattern: list[str] = []
    if verb == "cli" and found and len(found) == 3 and found[1] == "pattern":
        found, pattern = found[:1], found[2:]
    if found is None or not low <= len(found) <= high:
        return None
    if verb in ("regexp",) or pattern:
        try:
            if "$" not in (pattern or found)[0]:
                Expression((pattern or found)[0])
        except PatternError:
            return None
    typed = [(name, str(values[name])) for name in _FIELDS if name in values]
    first = [_bare(word) if name == "variable" else _unquoted(word) for name, word in typed]
    if verb == "syslog":
        first = [values.get("priority", "")]
    elif verb == "puts":
        first = ["1" if values.get("nonewline") else ""]
    elif verb == "comment":
        return Action(label, verb, (text,) if text else ())
    return Action(label, verb, (*first, *found, *pattern, *goto))


def _bare(name: str) -> str:
    """A variable, which some type with its dollar sign."""
    return name.removeprefix("$")


def _unquoted(word: str) -> str:
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word


def render_actions(config: Applet) -> Iterator[str]:
    yield from action_lines(config.ordered())


def snapshot(applet: Applet) -> Applet:
    """As it is now."""
    return replace(applet, actions=dict(applet.actions))


