"""The language of checks: one for `checks.yaml`, for tasks and for planted faults.

    checks:
      - name: the spokes have registered          # what a report says; default: the command
        node: R1
        command: show dmvpn
        has: [192.168.1.6, /UP .* D/]              # each a text that one row holds; between / / a regular expression
        lacks: IKE                                 # that no row holds
        count: {UP: 3}                             # in so many rows
        within: 60s                                # of virtual time; default 0: now
      - {node: R6, ping: 77.77.77.7, from: Loopback1, gets: all}     # all, none, some, or a share like 80%
      - {node: R6, traceroute: 77.77.77.7, via: [192.168.1.7]}
      - {do: cut, what: "R1:FastEthernet0/0"}      # repair; power off, power on with a node
      - {do: loss, what: "R1 R2 30%"}              # of a link's frames; delay: its time, like 20ms
      - {do: wait, what: 30s}
      - {do: configure, node: R6, what: "interface Tunnel0\\n shutdown"}
"""

from __future__ import annotations

import re

import yaml

from iosemu.cli.regex import Expression, PatternError
from iosemu.lab.durations import seconds_of
from iosemu.lab.errors import LabError
from iosemu.lab.yaml_parts import YamlReader, compose
from iosemu.records import dataclass, field

FILE_NAME = "checks.yaml"
DEEDS = ("cut", "repair", "loss", "delay", "power off", "power on", "wait", "configure", "exec")
_LATEST = 3600.0  # seconds


_PARTS = re.compile(
    r"""(?P<number>(?:\\d|\[[0-9]-[0-9]\])[+*?]?(?:\{[\d,]+\})?)
    | (?P<any>(?:\.[+*]|(?:\\S|\\w|\[\^[^]]*\])[+*]?)\??)
    | (?P<end>\\b|\^|\$) | \\(?P<itself>.) | \[(?P<first>.)[^]]*\] | (?P<or>\|) | (?P<sign>\(\?:|[()*+?])
    | (?P<rest>.)""",
    re.VERBOSE,
)  # of a regular expression


def _spelt(part: re.Match[str]) -> str:
    if part["number"]:
        return "N"
    if part["any"]:
        return " … "
    if part["or"]:
        return " or "
    return part["itself"] or part["first"] or part["rest"] or ""


@dataclass(slots=True)
class Wanted:
    """A text, or a regular expression, that a row holds."""

    text: str
    pattern: Expression | None = None

    def in_row(self, row: str) -> bool:
        return self.pattern.search(row) if self.pattern is not None else self.text in row

    @property
    def words(self) -> str:
        """As people read it: ``8.8.8.8 … UP`` for ``/8\\.8\\.8\\.8 .*UP/``; N is a number."""
        if self.pattern is None:
            return self.text
        return " ".join("".join(_spelt(found) for found in _PARTS.finditer(self.text[1:-1])).split())


@dataclass(slots=True)
class Check:
    """`within` in virtual seconds. `line` is that of the file."""

    name: str
    line: int
    node: str = ""
    command: str = ""
    has: list[Wanted] = field(default_factory=list)
    lacks: list[Wanted] = field(default_factory=list)
    count: list[tuple[Wanted, int]] = field(default_factory=list)
    ping: str = ""
    traceroute: str = ""
    source: str = ""
    vrf: str = ""
    gets: tuple[int, int] = (100, 100)  # percent, from and to
    via: list[str] = field(default_factory=list)
    within: float = 0.0
    deed: str = ""
    what: str = ""
    amount: float = 0.0  # of loss, a share; of delay, seconds


@dataclass(slots=True)
class Checks:
    """`lab` is another lab than the one in the folder, "" for that one."""

    checks: list[Check]
    lab: str = ""
    line: int = 0  # that names it


def parse(text: str, file: str) -> Checks:
    """Raises LabError, with the line."""
    return _Reader(file).whole(compose(text, file, 'the key "checks"'))


class CheckReader(YamlReader):
    """Reads checks, in whatever file they stand."""

    def checks(self, node: yaml.Node) -> list[Check]:
        return [self.check(item) for item in self.sequence(node, "checks")]

    def check(self, item: yaml.Node) -> Check:
        known = (
            "name", "node", "command", "has", "lacks", "count", "ping", "traceroute", "from", "vrf", "gets", "via",
            "within", "do", "what",
        )  # fmt: skip
        found = self.fields(item, "check", known)
        kinds = [word for word in ("command", "ping", "traceroute", "do") if word in found]
        if len(kinds) != 1:
            raise self.error(item, "a check has one of the keys command, ping, traceroute, do")
        kind = kinds[0]
        allowed = {
            "command": ("has", "lacks", "count", "within"),
            "ping": ("from", "vrf", "gets", "within"),
            "traceroute": ("from", "vrf", "via", "within"),
            "do": ("what",),
        }[kind]
        for word, value in found.items():
            if word not in ("name", "node", kind, *allowed):
                raise self.error(value, f'"{word}" has no meaning beside "{kind}"')
        check = Check("", item.start_mark.line + 1)
        if "node" in found:
            check.node = self.text(found["node"], "node")
        elif kind != "do":
            raise self.error(item, 'the key "node" is missing')
        if kind == "do":
            self.deed(check, found)
        else:
            setattr(check, kind, self.some_text(found[kind], kind))
        if kind == "command" and not {"has", "lacks", "count"} & found.keys():
            raise self.error(item, 'a command is checked by "has", "lacks" or "count"')
        if kind == "traceroute" and "via" not in found:
            raise self.error(item, 'a traceroute is checked by "via"')
        for word in ("has", "lacks"):
            if word in found:
                setattr(check, word, [self.wanted(each, word) for each in self.one_or_more(found[word], word)])
        if "count" in found:
            for key, word, value in self.mapping(found["count"], "count"):
                check.count.append((self.wanted(key, word), self.natural(value, f"count of {word}")))
            if not check.count:
                raise self.error(found["count"], "count is empty")
        if "via" in found:
            check.via = [self.some_text(each, "via") for each in self.one_or_more(found["via"], "via")]
        if "from" in found:
            check.source = self.some_text(found["from"], "from")
        if "vrf" in found:
            check.vrf = self.some_text(found["vrf"], "vrf")
        if "gets" in found:
            check.gets = self.share(found["gets"])
        if "within" in found:
            check.within = self.seconds(found["within"], "within")
        check.name = self.text(found["name"], "name") if "name" in found else _words(check)
        return check

    def deed(self, check: Check, found: dict[str, yaml.Node]) -> None:
        check.deed = self.text(found["do"], "do")
        if check.deed not in DEEDS:
            raise self.error(found["do"], f'"{check.deed}" is nothing to do; known: {", ".join(DEEDS)}')
        check.what = self.text(found["what"], "what") if "what" in found else ""
        if not check.what:
            raise self.error(found["do"], f'"{check.deed}" needs the key "what"')
        if check.deed in ("configure", "exec") and not check.node:
            raise self.error(found["do"], f'"{check.deed}" needs the key "node"')
        if check.deed == "wait":
            check.within = self.seconds(found["what"], "what")
        if check.deed in ("loss", "delay"):
            check.what, _, amount = check.what.rpartition(" ")
            if not check.what.strip():
                raise self.error(found["what"], f'a {check.deed} needs a link, like "R1 R2 {amount}"')
            amount_of = self.portion if check.deed == "loss" else self.late
            check.amount = amount_of(found["what"], amount)

    def portion(self, node: yaml.Node, text: str) -> float:
        share = text.removesuffix("%")
        if not text.endswith("%") or not share.isdecimal() or len(share) > 3 or int(share) > 100:
            raise self.error(node, f'a loss is written like "R1 R2 30%", not with "{text}"')
        return int(share) / 100

    def late(self, node: yaml.Node, text: str) -> float:
        try:
            return seconds_of(text, _LATEST)
        except LabError:
            wanted = 'like "R1 R2 20ms" (an hour at most)'
            raise self.error(node, f'a delay is written {wanted}, not with "{text}"') from None

    def some_text(self, node: yaml.Node, what: str) -> str:
        text = self.text(node, what)
        if not text or not text.isprintable():
            raise self.error(node, f"{what} must be a line of text")
        return text

    def one_or_more(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        found: list[yaml.Node] = [node] if isinstance(node, yaml.ScalarNode) else self.sequence(node, "a list of texts")
        if not found:
            raise self.error(node, f"{what} is empty")
        return found

    def wanted(self, node: yaml.Node, what: str) -> Wanted:
        text = self.some_text(node, what)
        if len(text) < 3 or not (text.startswith("/") and text.endswith("/")):
            return Wanted(text)
        try:
            return Wanted(text, Expression(text[1:-1]))
        except PatternError as error:
            raise self.error(node, f"{text} is no regular expression: {error}") from None

    def natural(self, node: yaml.Node, what: str) -> int:
        number = self.integer(node, what)
        if number < 0:
            raise self.error(node, f"{what} must not be negative")
        return number

    def share(self, node: yaml.Node) -> tuple[int, int]:
        text = self.text(node, "gets")
        named = {"all": (100, 100), "none": (0, 0), "some": (1, 100)}
        if text in named:
            return named[text]
        share = text.removesuffix("%")
        if text.endswith("%") and share.isdecimal() and len(share) <= 3 and int(share) <= 100:
            return int(share), 100
        raise self.error(node, f'gets must be all, none, some, or at least a share like 80%, not "{text}"')

    def seconds(self, node: yaml.Node, what: str) -> float:
        text = self.text(node, what)
        try:
            return seconds_of(text)
        except LabError:
            wanted = "a time like 90s, 5m or 1h (a year at most)"
            raise self.error(node, f'{what} must be {wanted}, not "{text}"') from None


class _Reader(CheckReader):
    def whole(self, root: yaml.Node) -> Checks:
        found = self.fields(root, "checks", ("lab", "checks"))
        if "checks" not in found:
            raise self.error(root, 'the key "checks" is missing')
        lab = self.text(found["lab"], "lab") if "lab" in found else ""
        checks = self.checks(found["checks"])
        if not any(not check.deed for check in checks):
            raise self.error(found["checks"], "there is nothing that is checked")
        return Checks(checks, lab, found["lab"].start_mark.line + 1 if "lab" in found else 0)


def _words(check: Check) -> str:
    """Of a check without a name."""
    if check.deed:
        return " ".join(filter(None, (check.deed, check.node, check.what.splitlines()[0])))
    if check.ping or check.traceroute:
        what = f"ping {check.ping}" if check.ping else f"traceroute {check.traceroute}"
        return f"{check.node}: {what}" + (f" from {check.source}" if check.source else "")
    return f"{check.node}: {check.command}"


def need(check: Check, holds: bool, message: str, file: str) -> None:
    """Raises LabError with the line of the check."""
    if not holds:
        raise LabError(message, file, check.line)
