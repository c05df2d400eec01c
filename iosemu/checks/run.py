"""Carries out checks in a lab, each until it holds or its time is over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from operator import attrgetter

from iosemu.checks.language import Check, Wanted, need
from iosemu.lab.errors import LabError
from iosemu.lab.lab import Lab
from iosemu.lab.node import Node
from iosemu.records import dataclass

STEP = 1.0  # virtual seconds between two looks


@dataclass(slots=True)
class Outcome:
    """`took` virtual seconds; `why` it failed, "" where it holds; `shown` is what the router said last."""

    check: Check
    took: float
    why: str = ""
    shown: str = ""

    @property
    def passed(self) -> bool:
        return not self.why


def verify(lab: Lab, checks: Iterable[Check], file: str) -> None:
    """Raises LabError for a check that names what the lab does not have."""
    for check in checks:
        node = check.what if check.deed.startswith("power") else check.node
        need(check, not node or node in lab, f'no node "{node}"; nodes: {", ".join(lab.nodes)}', file)
        if check.deed in ("cut", "repair", "loss", "delay"):
            try:
                lab.cable(*check.what.split())
            except LabError as error:
                raise LabError(error.message, file, check.line) from None


_REFUSED = r"^% ?(Invalid|Incomplete|Ambiguous|Unrecognized|Error|Bad|You must|Please) ?"


def carry_out(lab: Lab, checks: Iterable[Check], told: Callable[[Outcome], None] | None = None) -> list[Outcome]:
    """One after the other, in the virtual time of the lab."""
    outcomes = []
    for check in checks:
        began = lab.now
        try:
            why, shown = _do(lab, check) if check.deed else _until(lab, check)
        except LabError as error:
            why, shown = error.message, ""
        outcomes.append(Outcome(check, lab.now - began, why, shown))
        if told is not None:
            told(outcomes[-1])
    return outcomes


def _until(lab: Lab, check: Check) -> tuple[str, str]:
    node = lab[check.node]
    end = lab.now + check.within
    while True:
        why, shown = _look(node, check)
        if not why or lab.now >= end:
            return why, shown
        lab.run(min(STEP, end - lab.now))


def _do(lab: Lab, check: Check) -> tuple[str, str]:
    where = check.what.split()
    if check.deed == "wait":
        lab.run(check.within)
    elif check.deed == "cut":
        lab.cut(*where)
    elif check.deed == "repair":
        lab.repair(*where)
    elif check.deed == "loss":
        lab.link(*where).loss = check.amount
    elif check.deed == "delay":
        lab.link(*where).delay = check.amount
    elif check.deed == "power off":
        lab[check.what].power_off()
    elif check.deed == "power on":
        lab[check.what].power_on()
    elif check.deed == "configure":
        node = lab[check.node]
        said = node.configure(check.what)
        if node.refused:
            return f"{check.node} refused: {node.refused[0]}", said
    else:
        said = lab[check.node].cli(check.what, "", "")
        dialogue = "\n" in check.what.strip()  # what is said in one begins with a sign as well
        if re.search(_REFUSED if dialogue else r"^%(Error)? (?!Certificate \w+ succesfully)", said, re.M):
            return f"{check.node} refused: {check.what.splitlines()[0]}", said
    return "", ""


def _look(node: Node, check: Check) -> tuple[str, str]:
    """Why it does not hold, "" where it does, and what the router said."""
    if not node.device.running:
        return f"{node.name} has no power", ""
    if check.ping:
        return _ping(node, check)
    if check.traceroute:
        return _traceroute(node, check)
    shown = node.cli(check.command)
    rows = shown.splitlines()
    if any(row.startswith(("% Invalid input", "% Incomplete", "% Ambiguous", "% Unrecognized")) for row in rows):
        return f"{node.name} does not know the command", shown
    return _unmet(check, rows, attrgetter("text")), shown


def _unmet(check: Check, rows: list[str], spelt: Callable[[Wanted], str]) -> str:
    """What of it the rows do not fulfil, "" for nothing."""
    for wanted in check.has:
        if not any(wanted.in_row(row) for row in rows):
            return f'no row has "{spelt(wanted)}"'
    for wanted in check.lacks:
        if any(wanted.in_row(row) for row in rows):
            return f'a row has "{spelt(wanted)}"'
    for wanted, number in check.count:
        there = sum(wanted.in_row(row) for row in rows)
        if there != number:
            return f'{there} rows have "{spelt(wanted)}", not {number}'
    return ""


def in_words(outcome: Outcome) -> str:
    """Why it does not hold, for people who do not read regular expressions."""
    check, rows = outcome.check, outcome.shown.splitlines()
    if not check.command or outcome.why != _unmet(check, rows, attrgetter("text")):
        return outcome.why
    return f'in "{check.command}" of {check.node} {_unmet(check, rows, attrgetter("words"))}'


def _ping(node: Node, check: Check) -> tuple[str, str]:
    found = node.ping(check.ping, check.source, check.vrf)
    low, high = check.gets
    return "" if low <= found.percent <= high else f"{found.percent}% answered", found.shown


def _traceroute(node: Node, check: Check) -> tuple[str, str]:
    found = node.traceroute(check.traceroute, check.source, check.vrf)
    if found.hops == check.via:
        return "", found.shown
    return f"the way is {', '.join(found.hops) or 'unknown'}, not {', '.join(check.via)}", found.shown
