"""Each `show` that we have, read by ntc-templates and by Genie where they know it; parsers.txt has those that do not
read it, each with the reason. A line there that is not true any more fails this story as well.
"""

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE = HERE.parent / "parsers.txt"
MOST = 8  # texts of one form
logging.disable()


def by_ntc() -> Callable[[str, str, str], str | None]:
    from ntc_templates.parse import _get_template_dir
    from textfsm.clitable import CliTable, CliTableError

    def read(command: str, system: str, text: str) -> str | None:
        """Why not; "" where it is read, None where no template knows the command."""
        table = CliTable("index", _get_template_dir())
        row = table.index.GetRowMatch({"Platform": "cisco_ios", "Command": command})
        if not row or not table.index.compiled[row]["Command"].fullmatch(command):  # the beginning of it is another command
            return None
        try:
            table.ParseCmd(text, {"Platform": "cisco_ios", "Command": command})
        except CliTableError as error:
            return f"{error}"
        except Exception as error:
            return f"{error}".partition(". Input Line: ")[2] or f"{error}"
        return "" if table.size else "nothing"

    return read


def by_genie() -> Callable[[str, str, str], str | None]:
    from genie.conf.base import Device
    from genie.libs.parser.utils.common import ParserNotFound
    from genie.metaparser.util.exceptions import SchemaEmptyParserError

    devices = {}
    for system in ("ios", "iosxe"):
        devices[system] = Device("R1", os=system)
        devices[system].custom.abstraction = {"order": ["os"]}
        devices[system].execute = lambda *_, **__: ""  # some parsers ask for more

    def read(command: str, system: str, text: str) -> str | None:
        try:
            devices[system].parse(command, output=text)
        except ParserNotFound:
            return None
        except SchemaEmptyParserError:
            return "nothing"
        except Exception as error:
            return f"{type(error).__name__} {error}"
        return ""

    return read


def verdicts(
    answers: list[tuple[str, str, str, str]], read: Callable[[str, str, str], str | None]
) -> dict[str, tuple[str, str, str]]:
    """Form -> why it is not read ("" where it is), the command and the text."""
    found: dict[str, tuple[str, str, str]] = {}
    tried: defaultdict[str, set[int]] = defaultdict(set)  # form -> sizes of texts
    for form, command, system, text in answers:
        if len(text) in tried[form] or len(tried[form]) >= MOST:
            continue
        tried[form].add(len(text))
        why = read(command, system, text)
        if why is None:
            continue
        before = found.get(form)
        if before is None or (why and why != "nothing") or (before[0] == "nothing" and not why):
            found[form] = (why, command, text)
    return found


def table() -> dict[tuple[str, str], str]:
    """(parser, form) -> reason."""
    rows = [line.split(" | ", 2) for line in TABLE.read_text().splitlines() if line and line[0] != "#"]
    return {(parser, form): reason for parser, form, reason in rows}


def floors() -> dict[str, int]:
    """How many shows a parser reads at least: a figure that may only rise."""
    return {name: int(count) for name, count in re.findall(r"^# floor: (\w+) reads (\d+)$", TABLE.read_text(), re.M)}


def collected() -> list[tuple[str, str, str, str]]:
    """By `tests.clients.shows`, or what it wrote before into the file that SHOWS names."""
    if "SHOWS" in os.environ:
        return json.loads(Path(os.environ["SHOWS"]).read_text())
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "shows.json"
        collect = [os.environ["OUR_PYTHON"], "-m", "tests.clients.shows", str(file)]
        subprocess.run(collect, cwd=HERE.parent.parent.parent, check=True)
        return json.loads(file.read_text())


def main() -> int:
    answers = collected()
    known = table()
    wrong = 0
    for parser, made in (("ntc", by_ntc()), ("genie", by_genie())):
        found = verdicts(answers, made)
        bad = {form: why for form, why in found.items() if why[0]}
        reads = len(found) - len(bad)
        print(f"{parser}: knows {len(found)} of {len({form for form, *_ in answers})} shows, reads {reads}")
        if reads < floors()[parser]:
            wrong += 1
            print(f"{parser} read {floors()[parser]} before")
        for form, (why, command, text) in bad.items():
            if (parser, form) not in known:
                wrong += 1
                print(f"\n{parser} | {form} | {why[:300]!r}\n# {command}\n{text[:600]}")
        for row in known:
            if row[0] == parser and row[1] not in bad:
                wrong += 1
                print(f"{parser} | {row[1]}: is read now, or no longer asked for; its line can go")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
