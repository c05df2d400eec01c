"""The model -> lines: what the running-config says, in IOS's order, defaults hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from iosemu.cli.bind import Plan
from iosemu.cli.collect import bound_fields
from iosemu.cli.graph import leading_words
from iosemu.cli.place import Place, Target
from iosemu.cli.records import ModelError, RecordInfo, converter_of, is_record, record_info
from iosemu.cli.syntax import Command, Key, walk
from iosemu.cli.writer import Writer, plain

if TYPE_CHECKING:
    from iosemu.cli.language import Language

_SEPARATOR = "!"


class CommandRenderer:
    """The lines of one command."""

    def __init__(self, renderer: Renderer, command: Command) -> None:
        self.renderer = renderer
        self.command = command
        self.plan: Plan = renderer.language.plan(command)
        self.fields = bound_fields(command)
        action = command.action
        self.silent = (
            command.render == "none" or action.verb in ("show", "do") or bool(action.call and not command.render)
        )
        self.plain = not (command.render or action.keys or action.verb in ("call", "enter"))
        self._function: tuple[Callable[..., Any], bool] | None = None
        self.leading = " ".join(
            item.spelled or item.word
            for item in command.syntax.items[: leading_words(command.syntax)]
            if isinstance(item, Key)
        )

    def lines(self, place: Place, everything: bool) -> list[str]:
        if self.silent:
            return []
        try:
            target = self.target(place)
        except ModelError:
            return []
        if self.plain:
            line = self._fields(target.record, everything)
            return [] if line is None else [line]
        action = self.command.action
        if action.call:
            return list(self._blocks(place, target, everything))
        if action.verb == "call" or self.command.render:
            function, both = self.function()
            return list(function(target.record, place.obj) if both else function(target.record))
        if action.keys:
            return list(self._table(place, target, everything))
        return self._enter(place, target, everything)

    def function(self) -> tuple[Callable[..., Any], bool]:
        """What gives the lines, and whether it wants to see what the mode stands on."""
        if self._function is None:
            name = self.command.render or self.command.action.name
            found = self.renderer.language.function(self.command, "config", f"render_{name}")
            self._function = found, found.__code__.co_argcount == 2
        return self._function

    def watched(self, info: RecordInfo) -> dict[str, Any] | None:
        """Fields and the values that they have while there is nothing to say; None: who knows."""
        action = self.command.action
        try:
            if self.plain and not self.command.shown:
                return {name: info.default(name) for name in (*self._own(), *dict(self.command.off))}
            if self.plain or action.call or action.verb == "call" or self.command.render or not action.name:
                return None
            default = info.default(action.name)
        except ModelError:  # an object that does not tell its defaults
            return None
        empty = not default if isinstance(default, dict | list | set) else default is None and not action.keys
        return {action.name: default} if empty else None

    def constant(self, record: Any, everything: bool) -> list[str] | None:
        """The lines of a record with nothing configured. None: they may be others on other objects."""
        action = self.command.action
        if self.silent:
            return []
        if self.plain:
            line = self._fields(record, everything)
            return [] if line is None else [line]
        if action.call:
            return None
        if action.verb == "call" or self.command.render:
            function, both = self.function()
            return None if both else list(function(record))
        nothing = getattr(record, action.name) if action.name else record
        return [] if nothing is None or (action.keys and not len(nothing)) else None

    def target(self, place: Place) -> Target:
        """Like Place.target, but makes no slot: of what was not configured it is a record of defaults."""
        kind, obj = self.plan.type, place.obj
        if kind is None or isinstance(obj, kind) or not hasattr(obj, "slot_created"):
            return place.target(kind)
        record = obj.get(kind)
        if record is None:
            record = self.renderer.default_record(kind)
        return Target(record, obj, kind, record, ())

    def _writer(self, record: Any, info: RecordInfo, values: dict[str, Any]) -> Writer:
        """A writer over a record; `values` (of the key) come first."""

        def get(name: str) -> Any:
            return values[name] if name in values else getattr(record, name, None)

        def default(name: str) -> Any:
            return None if name in values else info.default(name)

        def same(name: str, constant: Any) -> bool:
            name = name.partition(".")[0]
            actual = get(name)
            convert = (
                info.converter(name) if info.has(name) else converter_of(type(actual)) if actual is not None else None
            )
            wanted = constant if convert is None else convert(constant)
            return type(actual) is type(wanted) and bool(actual == wanted)

        return Writer(get, default, same)

    def _text(self, words: list[str]) -> str:
        return "".join(word if word[:1] == "\n" else f" {word}" for word in words)[1:] + self.command.trailing

    def _constants_hold(self, record: Any, info: RecordInfo) -> bool:
        for name, value in self.command.action.constants:
            convert = info.converter(name)
            if getattr(record, name) != (value if convert is None else convert(value)):
                return False
        return True

    def _own(self) -> list[str]:
        action = self.command.action
        names = [name for name in self.fields if name not in action.keys]
        names += [name for name, _ in action.constants]
        if action.verb == "flag":
            names.append(action.name)
        return names

    def _fields(self, record: Any, everything: bool) -> str | None:
        command, action = self.command, self.command.action
        info = record_info(type(record))
        own = self._own()
        writer = self._writer(record, info, {})
        off = dict(command.off)
        at_default = all(getattr(record, name) == info.default(name) for name in (*own, *off))
        if at_default:
            if not everything and not command.shown:
                return None
            if command.shown == "no":
                return f"no {self.leading}{command.trailing}"
        if off and all(writer.same(name, value) for name, value in off.items()):
            return f"no {self.leading}{command.trailing}"
        if action.verb == "flag":
            words = writer.write(command.syntax)
            if words is None:
                return None
            text = self._text(words)
            return text if getattr(record, action.name) else f"no {text}" if command.has_no else None
        if not self._constants_hold(record, info):
            return None
        words = writer.write(command.syntax)
        if words is not None:
            return self._text(words)
        missing = all(getattr(record, name) in (None, False) for name in own)
        if not at_default and missing and command.has_no and not action.constants:
            return f"no {self.leading}{command.trailing}"
        return None

    def _items(self, table: Any) -> Iterable[tuple[Any, Any]]:
        order = getattr(table, "config_order", None) or getattr(table, "in_order", None)
        if order is not None:
            rank = {id(record): number for number, record in enumerate(order())}
            return sorted(table.items(), key=lambda item: rank[id(item[1])])
        items = list(table.items()) if isinstance(table, dict) else [(key, True) for key in table]
        if self.command.action.constants and not self.command.off:  # only among its own does the order of typing count
            items = [(key, value) for key, value in items if _is_value(value) or self._ours(value)]
        if self.command.sort == "none" or isinstance(table, list):
            return items
        if self.command.sort == "names":
            return sorted(items, key=lambda item: str(item[0]).lower())
        first: dict[str, int] = {}
        for key, _ in items:
            for part in key if isinstance(key, tuple) else (key,):
                if isinstance(part, str):
                    first.setdefault(part, len(first))

        def rank_of(key: Any) -> tuple[Any, ...]:
            if isinstance(key, tuple):
                return tuple(entry for part in key for entry in rank_of(part))
            key = plain(key)
            if isinstance(key, str):
                return (1, first.get(key, 0))
            return (0, key) if isinstance(key, int) else (-1, 0)

        return sorted(items, key=lambda item: rank_of(item[0]))

    def _ours(self, record: Any) -> bool:
        return self._constants_hold(record, record_info(type(record)))

    def _table(self, place: Place, target: Target, everything: bool) -> Iterator[str]:
        action = self.command.action
        table = getattr(target.record, action.name)
        blocks = 0
        off = dict(self.command.off)
        for key, record in self._items(table):
            parts = key if len(action.keys) > 1 else (key,)
            if len(parts) != len(action.keys):
                continue  # another command of this table has keys of that length
            values = dict(zip(action.keys, parts, strict=True))
            if isinstance(table, dict) and not _is_value(record):
                info = record_info(type(record))
                if off and all(getattr(record, name) == value for name, value in off.items()):
                    if any(getattr(record, name) != info.default(name) for name in off):
                        yield self._negative(self._writer(record, info, values))
                    continue
                if action.constants and not self._constants_hold(record, info):
                    continue
                if action.verb == "edit" and all(getattr(record, n) == info.default(n) for n in self._own()):
                    continue
            else:
                info = record_info(object)
                rest = [name for name in self.fields if name not in action.keys]
                if rest:
                    values[rest[0]] = record
            words = self._writer(record, info, values).write(self.command.syntax)
            if words is None:
                continue
            yield from self._with_block(
                self._text(words), place.below(target, record, (action.name, key)), everything, blocks
            )
            blocks += 1

    def _negative(self, writer: Writer) -> str:
        """The `no` form of a table's line: as far as its keys."""
        words = ["no"]
        keys = set(self.command.action.keys)
        for item in self.command.syntax.items:
            bound = {token.field.partition(".")[0] for token in walk(item) if token.field}
            if not isinstance(item, Key) and not keys & bound:
                break
            words += writer.write(item) or []
            keys -= bound
        return " ".join(words)

    def _with_block(self, line: str, place: Place, everything: bool, number: int) -> Iterator[str]:
        name = self.command.action.mode
        if not name:
            yield line
            return
        mode = self.renderer.language.mode(name)
        if mode.separator == "before" or (mode.separator == "between" and number):
            yield _SEPARATOR
        yield line
        blank = " " * mode.indent
        for inner in self.renderer.mode_lines(name, place, everything):
            yield blank + inner
        if mode.closing:
            yield mode.closing
        if mode.separator == "after":
            yield _SEPARATOR

    def _blocks(self, place: Place, target: Target, everything: bool) -> Iterator[str]:
        """Of an `enter … call` that has a `render:` function: it gives (line, object) pairs."""
        for number, (line, obj) in enumerate(self.function()[0](target.record)):
            yield from self._with_block(line, place.below(target, obj, ()), everything, number)

    def _enter(self, place: Place, target: Target, everything: bool) -> list[str]:
        action = self.command.action
        if not action.name:
            inner = place
            record, info = target.record, record_info(type(target.record))
        else:
            record = getattr(target.record, action.name)
            if record is None:
                return []
            info = record_info(type(record))
            inner = place.below(target, record, (action.name,))
        if not self._constants_hold(record, info):
            return []
        words = self._writer(record, info, {}).write(self.command.syntax)
        if words is None:
            return []
        lines = list(self._with_block(self._text(words), inner, everything, 0))
        always = action.name and record_info(type(target.record)).default(action.name) is None
        mode = self.renderer.language.mode(action.mode)
        frame = 1 + bool(mode.closing) + (mode.separator in ("after", "before"))
        changed = any(getattr(record, name) != info.default(name) for name in self._own())
        return lines if always or changed or len(lines) > frame or self.command.shown == "yes" else []


def _is_value(record: Any) -> bool:
    """Not a record but a plain value of a table."""
    return not is_record(type(record))


class Look:
    """Which fields of a record differ from their defaults, as far as commands of a mode ask."""

    def __init__(self, kind: type, commands: list[CommandRenderer]) -> None:
        info = record_info(kind)
        self.watched = {id(command): command.watched(info) for command in commands}
        fields = {name: value for each in self.watched.values() if each is not None for name, value in each.items()}
        self.names = tuple(fields)
        self.defaults = tuple(fields.values())
        self.read = attrgetter(*self.names, self.names[0]) if fields else None  # two at least: a tuple
        self._rest = (*self.defaults, *self.defaults[:1])

    def changed(self, record: Any) -> tuple[str, ...]:
        if self.read is None:
            return ()
        values = self.read(record)
        if values == self._rest:
            return ()
        return tuple(n for n, v, d in zip(self.names, values, self.defaults, strict=False) if v is not d and v != d)

    def quiet(self, command: CommandRenderer, changed: tuple[str, ...]) -> bool:
        """It has nothing to say."""
        watched = self.watched[id(command)]
        return watched is not None and watched.keys().isdisjoint(changed)


class ModePlan:
    """What is to be asked in a mode on objects of one class, by what is configured there.

    Most commands belong to features that nobody configured there, or speak of fields at their defaults: what they say
    is known before, mostly nothing.
    """

    MOST = 1024  # kinds of objects that are remembered

    def __init__(self, renderer: Renderer, commands: list[CommandRenderer | None], obj: Any) -> None:
        self.renderer = renderer
        slotted = hasattr(obj, "slot_created")
        self.commands: list[tuple[CommandRenderer | None, type | None]] = []  # with the slot, None: the object itself
        of: dict[type | None, list[CommandRenderer]] = {}
        for command in commands:
            kind = command.plan.type if command is not None else None
            here = kind is None or isinstance(obj, kind)
            if command is None:
                self.commands.append((None, None))
            elif not command.silent and (slotted or here):  # an object without slots has no other record
                slot = None if here else kind
                self.commands.append((command, slot))
                of.setdefault(slot, []).append(command)
        self.looks = {slot: Look(slot or type(obj), members) for slot, members in of.items()}
        self._steps: dict[tuple[Any, ...], list[list[str] | CommandRenderer]] = {}

    def steps(self, obj: Any, everything: bool) -> list[list[str] | CommandRenderer]:
        """Lines that are known, and commands that are to be asked."""
        found: list[tuple[str, ...] | None] = []  # None: no such record
        for slot, look in self.looks.items():
            record = obj if slot is None else obj.get(slot)
            found.append(None if record is None else () if everything else look.changed(record))
        key = (everything, *found)
        steps = self._steps.get(key)
        if steps is None:
            if len(self._steps) >= self.MOST:
                self._steps.clear()
            steps = self._steps[key] = list(self._made(dict(zip(self.looks, found, strict=True)), everything))
        return steps

    def _made(
        self, found: dict[type | None, tuple[str, ...] | None], everything: bool
    ) -> Iterator[list[str] | CommandRenderer]:
        known: list[str] = []
        for command, slot in self.commands:
            lines: list[str] | None = [_SEPARATOR]
            if command is not None:
                changed = found[slot]
                if slot is not None and changed is None:
                    lines = command.constant(self.renderer.default_record(slot), everything)
                else:
                    quiet = not everything and self.looks[slot].quiet(command, changed or ())
                    lines = [] if quiet else None
            if lines is not None:
                known += lines
            elif command is not None:
                if known:
                    yield known
                    known = []
                yield command
        if known:
            yield known


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
        lines = self.mode_lines("config", Place(device), everything)
        return [part for line in lines for part in line.split("\n")]

    def mode_lines(self, mode: str, place: Place, everything: bool = False) -> list[str]:
        """Lines of one mode at one place, without indentation."""
        key = mode, place.kind, type(place.obj)
        plan = self._modes.get(key)
        if plan is None:
            plan = self._modes[key] = ModePlan(self, self.ordered(mode, place.kind), place.obj)
        lines: list[str] = []
        for step in plan.steps(place.obj, everything):
            lines += step if isinstance(step, list) else step.lines(place, everything)
        return lines

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
            if index < len(order) and order[index] == _SEPARATOR:
                yield None
            for command in slots.get(index, ()):
                yield CommandRenderer(self, command)


def cut_block(lines: Iterable[str], header: str) -> list[str]:
    """The block that begins with this line, of rendered lines."""
    found: list[str] = []
    for line in lines:
        if found and not line.startswith(" "):
            break
        if found or line.rstrip() == header:
            found.append(line)
    return found
