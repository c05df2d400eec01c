"""`tasks.yaml` beside a lab.yaml: what to build, and how it is seen that it is built.

    time: 2h                       # of all tasks together, where they are an examination
    start: {R1: …}                 # as below, of the lab as all tasks find it
    tasks:
      - id: redirect               # progress is kept under it
        title: The hub tells of shorter ways
        text: What is wanted, for people.
        points: 3
        hints: [a first one, a plainer one]
        start:                     # lines by router: what the task takes away from the lab, or changes
          R5: |
            interface Tunnel0
             no ip nhrp redirect
        checks: […]                # as in checks.yaml
        solution:                  # lines by router
          R5: |
            interface Tunnel0
             ip nhrp redirect

A task without `start` goes on where the one before it ends; one with `start: {}` begins with the lab as it is.
"""

from __future__ import annotations

import os

import yaml

from iosemu.checks.language import Check
from iosemu.lab.errors import LabError
from iosemu.lab.files import read_text
from iosemu.lab.topology import Topology
from iosemu.lab.yaml_parts import compose
from iosemu.practice.reader import Lines, PracticeReader, known_nodes
from iosemu.records import dataclass, field

FILE_NAME = "tasks.yaml"


@dataclass(slots=True)
class Task:
    """`start` None: it goes on where the one before it ends. `line` is that of the file."""

    id: str
    line: int
    title: str
    text: str
    points: int
    hints: list[str]
    start: Lines | None
    checks: list[Check]
    solution: Lines


@dataclass(slots=True)
class Tasks:
    """`seconds` for all of them, 0 for as long as it takes."""

    file: str
    tasks: list[Task]
    start: Lines = field(default_factory=Lines)
    seconds: float = 0.0

    def first_of(self, at: int) -> int:
        """The task whose beginning the one at that place goes on from."""
        while at and self.tasks[at].start is None:
            at -= 1
        return at

    def beginning(self, at: int) -> list[Lines]:
        """Lines that make the lab as the task finds it: those that begin it, and the solutions of those before it."""
        first = self.first_of(at)
        found = [self.start, self.tasks[first].start, *(task.solution for task in self.tasks[first:at])]
        return [lines for lines in found if lines]


def read(topology: Topology) -> Tasks:
    """Of a lab that was loaded from a folder. Raises LabError."""
    folder = os.path.dirname(topology.path or "")
    file = os.path.join(folder, FILE_NAME)
    if not os.path.exists(file):
        raise LabError(f"lab {topology.name} has no {FILE_NAME}: there is nothing to practise", folder or ".")
    tasks = parse(read_text(file, strict=True), file)
    there = list(topology.nodes)
    known_nodes(tasks.start, there, "start", file, 1)
    for task in tasks.tasks:
        known_nodes(task.start or {}, there, f"start of {task.id}", file, task.line)
        known_nodes(task.solution, there, f"solution of {task.id}", file, task.line)
        for check in task.checks:
            node = check.what if check.deed.startswith("power") else check.node
            known_nodes({node: ""} if node else {}, there, f"check of {task.id}", file, check.line)
    return tasks


def parse(text: str, file: str) -> Tasks:
    """Raises LabError, with the line."""
    return _Reader(file).whole(compose(text, file, 'the key "tasks"'))


class _Reader(PracticeReader):
    def whole(self, root: yaml.Node) -> Tasks:
        found = self.fields(root, FILE_NAME, ("time", "start", "tasks"))
        self.need(root, found, FILE_NAME, "tasks")
        taken: dict[str, int] = {}
        tasks = [self.task(node, taken) for node in self.sequence(found["tasks"], "tasks")]
        if not tasks:
            raise self.error(found["tasks"], "there are no tasks")
        start = self.lines(found["start"], "start") if "start" in found else Lines()
        seconds = self.seconds(found["time"], "time") if "time" in found else 0.0
        return Tasks(self.file, tasks, start, seconds)

    def task(self, node: yaml.Node, taken: dict[str, int]) -> Task:
        known = ("id", "title", "text", "points", "hints", "start", "checks", "solution")
        found = self.fields(node, "task", known)
        self.need(node, found, "task", "id", "title", "text", "points", "checks", "solution")
        checks = self.checks(found["checks"])
        if all(check.deed for check in checks):
            raise self.error(found["checks"], "there is nothing that is checked")
        said = self.one_or_more(found["hints"], "hints") if "hints" in found else []
        hints = [self.words(hint, "hint") for hint in said]
        return Task(
            self.identifier(found["id"], "task", taken),
            node.start_mark.line + 1,
            self.some_text(found["title"], "title"),
            self.words(found["text"], "text"),
            self.points(found["points"]),
            hints,
            self.lines(found["start"], "start") if "start" in found else None,
            checks,
            self.lines(found["solution"], "solution"),
        )
