"""A trace as lines, each with what it is: whoever draws gives them colours."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.explain import Finding, Line
from iosemu.lab.trace.records import Report, Trace, Verdict

Row = tuple[str, str]
"""(packet | hop | step | drop | config | good | late | bad | fault | remedy | note, text)"""

_STAGE = 10  # columns


def plain(rows: Iterator[Row]) -> str:
    """Without colours and without a width."""
    return "".join(f"{text.rstrip()}\n" for _, text in rows)


def of_trace(trace: Trace) -> Iterator[Row]:
    yield "packet", trace.packet
    for hop in trace.hops:
        yield "hop", hop.node
        for step in hop.steps:
            inside = "  " * step.depth
            yield "drop" if step.drops else "step", f"  {step.stage:<{_STAGE}} {inside}{step.text}"
            for line in step.lines:
                yield "config", f"  {'':<{_STAGE}} {inside}  | {shown(line, hop.node)}"
    good = {Verdict.ARRIVES: "good", Verdict.LATER: "late"}
    yield good.get(trace.verdict, "bad"), f"=> {trace.sentence}"
    yield from of_findings(trace.findings)
    for note in trace.notes:
        yield "note", f"   {note}"
    if trace.answer is not None:
        if trace.answer.arrives:
            yield "good", f"   the answer {trace.answer.sentence}"
        else:
            yield "note", ""
            yield "note", "the answer:"
            yield from of_trace(trace.answer)
    if trace.later is not None:
        yield "note", ""
        yield "note", f"{trace.after:g} s later:"
        yield from of_trace(trace.later)


def of_report(report: Report) -> Iterator[Row]:
    """One fault after the other."""
    if not report.findings:
        yield "good", f"{report.about}: all that ought to be up is up"
        return
    yield "bad", f"{report.about}:"
    yield from of_findings(report.findings)


def of_findings(found: list[Finding]) -> Iterator[Row]:
    """A paragraph for each: the sentence, its lines, the remedy."""
    for number, each in enumerate(found, 1):
        mark = f"{number}." if len(found) > 1 else "-"
        layer = f"{each.layer.name}: " if each.layer is not None else ""
        yield "fault", f"   {mark} {layer}{each.text}"
        for line in each.lines:
            yield "config", f"      | {shown(line)}"
        if each.remedy:
            yield "remedy", f"      -> {each.remedy}"


def shown(line: Line, here: str = "") -> str:
    """``R1, interface Tunnel0: ip nhrp network-id 1``; without the router where that is clear."""
    place = ", ".join(part for part in ("" if line.router == here else line.router, line.section) if part)
    return f"{place}: {line.text}" if place else line.text
