"""Reports that build servers read: JUnit's XML."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from iosemu.lab.errors import LabError
from iosemu.records import dataclass


@dataclass(slots=True)
class Case:
    """`failure` is what is wrong, "" for nothing; `seconds` of virtual time."""

    name: str
    failure: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class Suite:
    name: str
    cases: list[Case]


def write(path: str, suites: list[Suite]) -> None:
    """Raises LabError where the file cannot be written."""
    rows = ['<?xml version="1.0" encoding="utf-8"?>', "<testsuites>"]
    for suite in suites:
        failed = sum(bool(case.failure) for case in suite.cases)
        counts = f'tests="{len(suite.cases)}" failures="{failed}" errors="0" skipped="0"'
        rows.append(f" <testsuite name={_quoted(suite.name)} {counts}>")
        for case in suite.cases:
            head = f'  <testcase classname={_quoted(suite.name)} name={_quoted(case.name)} time="{case.seconds:.3f}"'
            if case.failure:
                message = _quoted(case.failure.partition("\n")[0])
                rows += [f"{head}>", f"   <failure message={message}>{escape(_printable(case.failure))}</failure>"]
                rows.append("  </testcase>")
            else:
                rows.append(f"{head}/>")
        rows.append(" </testsuite>")
    text = "\n".join([*rows, "</testsuites>", ""])
    try:
        Path(path).write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise LabError(error.strerror or "cannot be written", path) from None


def _quoted(text: str) -> str:
    return quoteattr(_printable(text))


def _printable(text: str) -> str:
    """XML knows no control characters."""
    return "".join(each if each >= " " or each in "\n\t" else "?" for each in text)
