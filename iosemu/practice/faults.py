"""Faults: a catalogue of those that any lab may have (labs/faults.yaml), and `faults.yaml` beside a lab.yaml.

    faults:
      - id: nhrp-key
        title: A spoke with another NHRP key
        level: 2                         # 1 seen at once, 2 seen where one looks, 3 seen by who knows what ought to be
        kind: configuration              # network, timing
        finds:                           # where: each entry in turn, what is between (?P<…>) is a {name} from then on
          - section: interface (?P<tunnel>Tunnel\\d+)
            lines: [ip nhrp nhs (?P<nhs>\\S+), ip nhrp authentication (?P<key>\\S+)]
            lacks: [shutdown]
          - {router: hub, owns: "{nhs}"} # the router with that address; its lines may be looked for, too
        plant: {"{node}": "interface {tunnel}\\n ip nhrp authentication wrong"}   # or a list of deeds
        mend: {"{node}": "interface {tunnel}\\n ip nhrp authentication {key}"}
        ticket: What the users say.
        story: What it was, and how one sees it.
        hints: [a first one]
        checks: […]                      # as in checks.yaml: they fail until it is mended
        of: "{node}"                     # who is concerned, and nobody else; without it anybody may be
        breaks: [nhrp]                   # layers in which the lab differs from a sound one
        then: [neighbours, routing]      # … and in which it may
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache

import yaml

from iosemu.checks.language import Check
from iosemu.cli.regex import Expression, PatternError
from iosemu.cli.tree import tree_of
from iosemu.data import data_folder
from iosemu.lab.errors import LabError
from iosemu.lab.files import read_text
from iosemu.lab.lab import Lab
from iosemu.lab.topology import Topology
from iosemu.lab.yaml_parts import compose
from iosemu.practice.reader import VARIABLE, Lines, PracticeReader, filled, known_nodes
from iosemu.records import dataclass
from iosemu.sim import chance

FILE_NAME = "faults.yaml"
KINDS = ("configuration", "network", "timing")
LAYERS = ("interface", "crypto", "nhrp", "neighbours", "routing", "reach", "vrf", "qos")
LEVELS = (1, 2, 3)
_POINTS = {1: 2, 2: 3, 3: 5}
_KEYS = (
    "id", "title", "level", "kind", "finds", "plant", "mend", "ticket", "story", "hints", "checks", "of", "breaks",
    "then",
)  # fmt: skip
_TEXTS = ("title", "ticket", "story")


@dataclass(slots=True)
class Find:
    """One step of looking for a place."""

    router: str
    owns: str
    section: str | None  # None: lines that are in no section
    lines: list[str]
    lacks: list[str]


@dataclass(slots=True)
class Fault:
    """As the catalogue has it, names in braces; `node` is what it was read from, to be filled in for a place."""

    id: str
    file: str
    line: int
    level: int
    kind: str
    finds: list[Find]
    node: yaml.Node


@dataclass(slots=True)
class Planted:
    """A fault at its place. `first` are lines of start-up configurations, `deeds` are done when the lab has settled."""

    fault: Fault
    values: dict[str, str]
    title: str
    ticket: str
    story: str
    hints: list[str]
    first: Lines
    deeds: list[Check]
    mend: list[Check]
    checks: list[Check]
    of: str
    breaks: list[str]
    then: list[str]

    @property
    def points(self) -> float:
        return float(_POINTS[self.fault.level])

    @property
    def name(self) -> str:
        """``nhrp-key@R6``"""
        return f"{self.fault.id}@{self.values['node']}"


def catalogue(topology: Topology) -> list[Fault]:
    """Those that any lab may have, and those of this one. Raises LabError."""
    files = [os.path.join(data_folder("labs"), FILE_NAME)]
    own = os.path.join(os.path.dirname(topology.path or ""), FILE_NAME) if topology.path else ""
    if own and os.path.exists(own):
        files.append(own)
    found: dict[str, Fault] = {}
    for file in files:
        for fault in parse(read_text(file, strict=True), file):
            if fault.id in found:
                raise LabError(f'the fault "{fault.id}" is in {found[fault.id].file} already', file, fault.line)
            found[fault.id] = fault
    return list(found.values())


def parse(text: str, file: str) -> list[Fault]:
    """Raises LabError, with the line."""
    return _Reader(file).whole(compose(text, file, 'the key "faults"'))


def choose(lab: Lab, faults: list[Fault], seed: int, level: int | None = None) -> Planted:
    """One that the lab can have. Raises LabError where there is none."""
    configs = configurations(lab)
    some = [
        (fault, where)
        for fault in faults
        if level in (None, fault.level) and (where := places(lab, fault, configs))
    ]
    if not some:
        of = f" of level {level}" if level is not None else ""
        raise LabError(f"lab {lab.name} has nothing that the faults{of} of the catalogue could break")
    rng = chance.stream(seed, "fault")
    fault, where = rng.choice(some)
    return at(fault, rng.choice(where), lab)


# where a fault may be

Section = tuple[str, list[str]]


def _sections(lines: list[str]) -> list[Section]:
    """(heading, lines below without indentation); all headings stand under ""."""
    roots = tree_of("\n".join(lines))
    return [("", [branch.text for branch in roots]), *((branch.text, branch.inner()) for branch in roots)]


def configurations(lab: Lab, lines: dict[str, list[str]] | None = None) -> dict[str, list[Section]]:
    """Of each router, for whoever looks for the places of many faults. `lines` are others than those it has now."""
    return {
        node.name: _sections(lines[node.name] if lines is not None else node.running_config())
        for node in lab
        if node.device.platform.router
    }


def places(lab: Lab, fault: Fault, configs: dict[str, list[Section]] | None = None) -> list[dict[str, str]]:
    """What the names in braces may be, for each place that is found in the routers' configurations."""
    configs = configurations(lab) if configs is None else configs
    found: list[dict[str, str]] = [{}]
    for find in fault.finds:
        found = [more for values in found for more in _found(find, configs, values, fault)]
    return found


def _found(
    find: Find, configs: dict[str, list[Section]], values: dict[str, str], fault: Fault
) -> Iterator[dict[str, str]]:  # fmt: skip
    if find.router in values:
        routers = [values[find.router]]
    elif find.owns:
        address = f"ip address {_fill(find.owns, values)} "
        owners = [name for name, config in configs.items() if _owns(config, address)]
        routers = [name for name in owners if name != values.get("node")][:1]
    else:
        routers = [name for name in configs if name not in values.values()]
    for name in routers:
        known = {**values, find.router: name}
        if find.section is None and not find.lines and not find.lacks:
            yield known
            continue
        for heading, lines in configs.get(name, ()):
            if bool(heading) != (find.section is not None):
                continue
            begun = _expression(find.section or "", known).whole(heading)
            if begun is None or any(_has(lack, lines, known) for lack in find.lacks):
                continue
            yield from _lines_found(find.lines, lines, {**known, **begun})


def _owns(config: list[Section], address: str) -> bool:
    return any(line.startswith(address) for _, lines in config for line in lines)


def _lines_found(wanted: list[str], lines: list[str], known: dict[str, str]) -> Iterator[dict[str, str]]:
    if not wanted:
        yield known
        return
    pattern = _expression(wanted[0], known)
    for line in lines:
        match = pattern.whole(line)
        if match is not None:
            yield from _lines_found(wanted[1:], lines, {**known, **match})


def _has(text: str, lines: list[str], known: dict[str, str]) -> bool:
    pattern = _expression(text, known)
    return any(pattern.whole(line) is not None for line in lines)


_compiled = lru_cache(1024)(Expression)


def _expression(text: str, known: dict[str, str]) -> Expression:
    return _compiled(VARIABLE.sub(lambda name: re.escape(known.get(name[1], name[0])), text))


def _fill(text: str, known: dict[str, str]) -> str:
    return VARIABLE.sub(lambda name: known.get(name[1], name[0]), text)


def at(fault: Fault, values: dict[str, str], lab: Lab) -> Planted:
    """The fault at a place. Raises LabError for a name in braces that nothing is called by."""
    planted = _Reader(fault.file).planted(fault, values)
    for lines in (planted.first, *({check.node: ""} for check in (*planted.mend, *planted.deeds) if check.node)):
        known_nodes(lines, list(lab.nodes), f"fault {fault.id}", fault.file, fault.line)
    return planted


class _Reader(PracticeReader):
    def whole(self, root: yaml.Node) -> list[Fault]:
        found = self.fields(root, FILE_NAME, ("faults",))
        self.need(root, found, FILE_NAME, "faults")
        taken: dict[str, int] = {}
        return [self.fault(node, taken) for node in self.sequence(found["faults"], "faults")]

    def fault(self, node: yaml.Node, taken: dict[str, int]) -> Fault:
        found = self.fields(node, "fault", _KEYS)
        needed = ("id", "title", "level", "kind", "finds", "plant", "mend", "ticket", "story", "checks", "breaks")
        self.need(node, found, "fault", *needed)
        level, kind = self.integer(found["level"], "level"), self.text(found["kind"], "kind")
        if level not in LEVELS:
            raise self.error(found["level"], "level must be 1, 2 or 3")
        if kind not in KINDS:
            raise self.error(found["kind"], f'kind must be one of {", ".join(KINDS)}, not "{kind}"')
        finds = [self.find(each) for each in self.sequence(found["finds"], "finds")]
        if not finds:
            raise self.error(found["finds"], "finds is empty: say where the fault may be")
        if all(each.router != "node" for each in finds):
            raise self.error(found["finds"], "finds never looks for a {node}: leave out the key router once")
        name, line = self.identifier(found["id"], "fault", taken), node.start_mark.line + 1
        fault = Fault(name, self.file, line, level, kind, finds, node)
        self.parts(fault, node)
        return fault

    def find(self, node: yaml.Node) -> Find:
        found = self.fields(node, "finds", ("router", "owns", "section", "lines", "lacks"))
        lists = {}
        for word in ("lines", "lacks"):
            each = self.one_or_more(found[word], word) if word in found else []
            lists[word] = [self.regex(item, word) for item in each]
        return Find(
            self.text(found["router"], "router") if "router" in found else "node",
            self.some_text(found["owns"], "owns") if "owns" in found else "",
            self.regex(found["section"], "section") if "section" in found else None,
            lists["lines"],
            lists["lacks"],
        )

    def regex(self, node: yaml.Node, what: str) -> str:
        text = self.some_text(node, what)
        try:
            Expression(text)
        except PatternError as error:
            raise self.error(node, f"{what}: {text} is no regular expression: {error}") from None
        return text

    def layers(self, node: yaml.Node, what: str) -> list[str]:
        empty = isinstance(node, yaml.SequenceNode) and not node.value  # nothing that shows is broken
        found = [] if empty else [self.text(each, what) for each in self.one_or_more(node, what)]
        for layer in found:
            if layer not in LAYERS:
                raise self.error(node, f'{what}: "{layer}" is no layer; known: {", ".join(LAYERS)}')
        return found

    def done(self, node: yaml.Node, what: str) -> list[Check]:
        """Deeds, or lines by router."""
        if isinstance(node, yaml.MappingNode):
            line = node.start_mark.line + 1
            lines = self.lines(node, what)
            return [Check("", line, name, deed="configure", what=text) for name, text in lines.items()]
        checks = self.checks(node)
        if not checks or any(not check.deed for check in checks):
            raise self.error(node, f"{what} is a list of things to do (do: …), or ROUTER: lines")
        return checks

    def _checked(self, node: yaml.Node) -> list[Check]:
        checks = self.checks(node)
        if all(check.deed for check in checks):
            raise self.error(node, "there is nothing that is checked")
        return checks

    def planted(self, fault: Fault, values: dict[str, str]) -> Planted:
        return self.parts(fault, filled(fault.node, values, self, but="finds"), values)

    def parts(self, fault: Fault, node: yaml.Node, values: dict[str, str] | None = None) -> Planted:
        found = self.fields(node, "fault", _KEYS)
        plant = self.done(found["plant"], "plant")
        first = Lines()
        while plant and plant[0].deed == "configure":
            check = plant.pop(0)
            first[check.node] = first.get(check.node, "") + check.what.rstrip("\n") + "\n"
            first.at.setdefault(check.node, check.line)
            first.folded.add(check.node)
        title, ticket, story = (self.words(found[word], word) for word in _TEXTS)
        said = self.one_or_more(found["hints"], "hints") if "hints" in found else []
        hints = [self.words(hint, "hint") for hint in said]
        return Planted(
            fault, values or {}, title, ticket, story, hints, first, plant, self.done(found["mend"], "mend"),
            self._checked(found["checks"]), self.text(found["of"], "of") if "of" in found else "",
            self.layers(found["breaks"], "breaks"), self.layers(found["then"], "then") if "then" in found else [],
        )  # fmt: skip

