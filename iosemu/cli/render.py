"""The model -> lines: what the running-config says, in IOS's order, defaults hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter, ne
from typing import TYPE_CHECKING, Any

from iosemu.cli.place import kind_of_object
from iosemu.cli.records import record_info
from iosemu.cli.render_command import SEPARATOR, CommandRenderer, Lines
from iosemu.cli.syntax import Command
from iosemu.cli.writer import Say

if TYPE_CHECKING:
    from iosemu.cli.language import Language

Step = tuple[Iterable[str], Say | None, Lines | None, type | None]
"""Lines that are known; or what is to be asked (first for the one line that it mostly is, with a blank before it), and
the slot that its record is in (None: the object itself)."""
_NO_SLOTS: Mapping[type, Any] = {}


class Look:
    """Which fields of a record differ from their defaults, as far as commands of a mode ask."""

    def __init__(self, kind: type, commands: list[CommandRenderer]) -> None:
        info = record_info(kind)
        self.watched = {id(command): command.watched(info) for command in commands}
        self.defaults = {name: value for each in self.watched.values() for name, value in (each or {}).items()}
        self.met: list[str] = []  # fields that some record had set: those of others are compared as a whole
        self._learn([])

    def _learn(self, names: list[str]) -> None:
        self.met += names
        others = [name for name in self.defaults if name not in self.met]
        self._read, self._unset = _tuple_of(self.met), [self.defaults[name] for name in self.met]
        self._others, self._rest = _tuple_of(others), tuple([self.defaults[name] for name in others])

    def changed(self, record: Any) -> tuple[bool, ...]:
        """Of each of `met` (as many as there were at the time), is it another value?"""
        if self._others(record) != self._rest:
            self._learn([n for n, v in self.defaults.items() if n not in self.met and getattr(record, n) != v])
        return tuple(map(ne, self._read(record), self._unset))

    def as_ever(self, command: CommandRenderer, changed: tuple[bool, ...]) -> bool:
        """Its lines are those of a record with nothing configured."""
        watched = self.watched[id(command)]
        return watched is not None and not any(
            differs and name in watched for name, differs in zip(self.met, changed, strict=False)
        )


def _tuple_of(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What reads these fields."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple([getattr(record, name) for name in names])


class ModePlan:
    """What is to be asked in a mode on objects of one class, by what is configured there.

    Most commands belong to features that nobody configured there, or speak of fields at their defaults: what they say
    is known before, mostly nothing.
    """

    MOST = 1024  # kinds of objects that are remembered

    def __init__(self, renderer: Renderer, commands: list[CommandRenderer | None], obj: Any) -> None:
        self.renderer = renderer
        self.kind = type(obj)
        self.slotted = hasattr(obj, "slot_created")
        self.commands: list[tuple[CommandRenderer | None, type | None]] = []  # with the slot, None: the object itself
        of: dict[type | None, list[CommandRenderer]] = {}
        for command in commands:
            kind = command.plan.type if command is not None else None
            here = kind is None or isinstance(obj, kind)
            if command is None:
                self.commands.append((None, None))
            elif not command.silent and (self.slotted or here):  # an object without slots has no other record
                slot = None if here else kind
                self.commands.append((command, slot))
                of.setdefault(slot, []).append(command)
        self.own = Look(type(obj), of[None]) if None in of else None
        self.looks = {slot: Look(slot, members) for slot, members in of.items() if slot is not None}
        self._steps: dict[tuple[Any, ...], list[Step]] = {}
        self._last: list[Any] = []  # objects that follow one another are mostly alike
        self._found: list[Step] = []

    def write(self, obj: Any, everything: bool, found: list[str], blank: str) -> None:
        """The lines of an object, behind those found already: what is known, and what the commands say that are to be
        asked. `blank` stands before each."""
        slots = obj.slots if self.slotted else _NO_SLOTS
        own = () if everything or self.own is None else self.own.changed(obj)
        key: list[Any] = [everything, own]
        looks = self.looks
        for kind in slots:
            look = looks.get(kind)
            if look is not None:
                key += kind, () if everything else look.changed(slots[kind])
        if key != self._last:
            self._last, self._found = key, self._steps_of(tuple(key))
        for told, say, lines, slot in self._found:
            if lines is not None:
                record = obj if slot is None else slots[slot] if slot in slots else self.renderer.default_record(slot)
                if say is not None and (line := say(record)) is not None:
                    found.append(line if blank == " " else blank + line[1:])
                    continue
                told = lines(record, obj, everything)
            if blank:
                for line in told:
                    found.append(blank + line)
            else:
                found += told

    def _steps_of(self, key: tuple[Any, ...]) -> list[Step]:
        steps = self._steps.get(key)
        if steps is None:
            if len(self._steps) >= self.MOST:
                self._steps.clear()
            found = dict(zip(key[2::2], key[3::2], strict=True))
            steps = self._steps[key] = list(self._made(key[1], found, key[0]))
        return steps

    def _made(
        self, own: tuple[bool, ...], found: dict[type, tuple[bool, ...]], everything: bool
    ) -> Iterator[Step]:
        known: list[str] = []
        for command, slot in self.commands:
            lines: list[str] | None = None
            if command is None:
                lines = [SEPARATOR]
            elif slot is None:
                if not everything and self.own is not None and self.own.as_ever(command, own):
                    lines = command.constant(self.renderer.default_record(self.kind), False) if command.told else []
            elif slot not in found:
                lines = command.constant(self.renderer.default_record(slot), everything)
            elif not everything and self.looks[slot].as_ever(command, found[slot]):
                lines = command.constant(self.renderer.default_record(slot), False)
            if lines is not None:
                known += lines
            elif command is not None:
                if known:
                    yield known, None, None, None
                    known = []
                look = self.own if slot is None else self.looks[slot]
                changed = not everything and look is not None and look.watched[id(command)] is not None
                kind = slot or self.kind
                yield [], command.says(kind) if changed else None, command.of(kind), slot
        if known:
            yield known, None, None, None


class Renderer:
    """Running-configs of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._modes: dict[tuple[str, str, type], ModePlan] = {}
        self._defaults: dict[type, Any] = {}

    def default_record(self, kind: type) -> Any:
        """A shared record with nothing configured, for reading."""
        found = self._defaults.get(kind)
        if found is None:
            found = self._defaults[kind] = kind()
        return found

    def running_config(self, device: Any, everything: bool = False) -> list[str]:
        """All lines of a device's configuration."""
        lines = self.mode_lines("config", device, everything)
        text = "\n".join(lines)
        return text.split("\n") if text.count("\n") >= len(lines) > 0 else lines

    def mode_lines(self, mode: str, obj: Any, everything: bool = False) -> list[str]:
        """Lines of one mode on one object, without indentation."""
        lines: list[str] = []
        self.plan(mode, obj).write(obj, everything, lines, "")
        return lines

    def plan(self, mode: str, obj: Any) -> ModePlan:
        """What is to be done for objects like this one."""
        key = mode, kind_of_object(obj), type(obj)
        plan = self._modes.get(key)
        if plan is None:
            plan = self._modes[key] = ModePlan(self, self.ordered(mode, key[1]), obj)
        return plan

    def ordered(self, mode: str, kind: str) -> list[CommandRenderer | None]:
        """Commands in the order of the running-config; None stands for a `!`."""
        return list(self._sort(mode, [c for c in self.language.commands(mode) if not c.kinds or kind in c.kinds]))

    def _sort(self, mode: str, commands: list[Command]) -> Iterator[CommandRenderer | None]:
        order = self.language.order.get(mode, [])
        slots: dict[int, list[Command]] = {}
        star = order.index("*") if "*" in order else len(order)
        for command in commands:
            best, length = star, -1
            for index, beginning in enumerate(order):
                fits = command.text == beginning or command.text.startswith(beginning + " ")
                if fits and len(beginning) > length:
                    best, length = index, len(beginning)
            slots.setdefault(best, []).append(command)
        for index in range(len(order) + 1):
            if index < len(order) and order[index] == SEPARATOR:
                yield None
            for command in slots.get(index, ()):
                yield CommandRenderer(self, command)


def cut_block(lines: Iterable[str], header: str) -> list[str]:
    """The block that begins with this line, of rendered lines."""
    found: list[str] = []
    for line in lines:
        if found and not line.startswith(" "):
            break
        if found or line.rstrip() == header or line.startswith(f"{header} "):
            found.append(line)
    return found
