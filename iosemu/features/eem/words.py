"""Texts of applets: quoted words, lines of the running-config."""

from __future__ import annotations

import re
from collections.abc import Iterator

from iosemu.features.eem.model import CLI, SYSLOG, TIMER, TRACK, Action, Event

OPENING = ("if", "while", "foreach")
"""What a later `end` closes."""
_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)')
_BARE = ("increment", "decrement", "append", "set", "foreach")  # the first word is a variable
_WITHOUT = ("else", "end", "break", "continue", "reload")


def tokens(text: str) -> list[str] | None:
    """The words of a text, some in double quotes; None: a quote is not closed."""
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        found.append(token[2] if token[1] is None else token[1].replace('\\"', '"'))
        at = token.end()
    return found


def quoted(text: str) -> str:
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def event_line(event: Event) -> str:
    """As the running-config has it."""
    words = [f"event {event.kind}"]
    if event.kind == SYSLOG:
        words += [f"occurs {event.occurs}"] if event.occurs > 1 else []
        words += [f"priority {event.priority}"] if event.priority else []
        words += [f"pattern {quoted(event.pattern)}"]
        words += [f"period {event.period:g}"] if event.period else []
    elif event.kind == TIMER:
        words.append(event.timer)
        words += [f"name {event.name}"] if event.name else []
        words.append(f"cron-entry {quoted(event.pattern)}" if event.timer == "cron" else f"time {event.time}")
    elif event.kind == TRACK:
        words.append(f"{event.number} state {event.state}")
    elif event.kind == CLI:
        words.append(f"pattern {quoted(event.pattern)}")
    for name, value in (("sync", event.sync), ("skip", event.skip)):
        words += [f"{name} {'yes' if value else 'no'}"] if value is not None else []
    words += [f"maxrun {event.maxrun}"] if event.maxrun else []
    return " ".join(words)


def action_text(action: Action) -> str:
    """Behind its label."""
    verb, args = action.verb, action.args
    if verb in _WITHOUT:
        return verb
    if verb == "cli":
        return f"cli command {quoted(args[0])}" + (f" pattern {quoted(args[1])}" if len(args) > 1 else "")
    if verb == "syslog":
        return f"syslog {f'priority {args[0]} ' if args[0] else ''}msg {quoted(args[1])}"
    if verb in ("if", "elseif", "while"):
        goto = f" goto {args[3]}" if len(args) > 3 else ""
        return f"{verb} {args[0]} {args[1]} {quoted(args[2])}{goto}"
    if verb == "puts":
        return f"puts {'nonewline ' if args[0] else ''}{quoted(args[1])}"
    if verb == "regexp":
        return " ".join([verb, *map(quoted, args[:2]), *args[2:]])
    if verb == "string":
        return " ".join([verb, args[0], *map(quoted, args[1:])])
    if verb in _BARE:
        number = verb in ("increment", "decrement")
        return " ".join([verb, args[0], *(args[1:] if number else map(quoted, args[1:]))])
    if verb == "track":
        return f"track {args[0]} {args[1]}" + (f" state {args[2]}" if len(args) > 2 else "")
    return " ".join([verb, *args])


def action_lines(actions: tuple[Action, ...]) -> Iterator[str]:
    """Each behind its label, blocks one blank further right."""
    depth = 0
    for action in actions:
        inner = depth - (action.verb in ("end", "else", "elseif"))
        yield f"action {action.label} {' ' * max(inner, 0)}{action_text(action)}"
        depth = max(depth + (action.verb in OPENING) - (action.verb == "end"), 0)
