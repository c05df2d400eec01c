"""The model -> lines: what the running-config says, in IOS's order, defaults hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any

from iosemu.cli.bind import Place, Plan, Target, bound_fields
from iosemu.cli.graph import leading_words
from iosemu.cli.kinds import kind_of_arg
from iosemu.cli.records import ModelError, RecordInfo, converter_of, is_record, record_info
from iosemu.cli.syntax import Alt, AnyOrder, Arg, Command, Key, Opt, Seq, Syntax, walk

if TYPE_CHECKING:
    from iosemu.cli.language import Language

Getter = Callable[[str], Any]
_SEPARATOR = "!"


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _argument(arg: Arg, value: Any) -> str | None:
    """Text of a value, None if this kind of argument cannot say it."""
    kind = kind_of_arg(arg)
    value = _plain(value)
    if value is None or isinstance(value, bool):
        return None
    try:
        text = kind.format(value)
        if kind.rest:
            return text if text else None
        parsed = kind.parse(text) if text else None
        named = isinstance(value, str) and isinstance(parsed, int) and str(parsed) == value  # a number kept as a name
        return text if text and (parsed == value or named) else None
    except (TypeError, ValueError, AttributeError, IndexError):
        return None  # a value of another kind: another alternative says it


def _says(value: Any, constant: Any) -> bool:
    """Does a keyword's constant stand for this value?"""
    return bool(value == constant) or (isinstance(value, Enum) and constant in (value.value, value.name))


class Writer:
    """Puts one command back into words. `same(field, constant)` compares what a keyword stands for."""

    def __init__(self, get: Getter, default: Getter, same: Callable[[str, Any], bool]) -> None:
        self.get = get
        self.default = default
        self.same = same

    def write(self, node: Syntax) -> list[str] | None:
        if isinstance(node, Key):
            if node.field and not self.same(node.field, node.value):
                return None
            return [node.spelled or node.word]
        if isinstance(node, Arg):
            text = _argument(node, self._value(node.field)) if node.field else None
            return None if text is None else [text]
        if isinstance(node, Seq):
            return self._all(node.items)
        if isinstance(node, Alt):
            return next((words for item in node.items if (words := self.write(item)) is not None), None)
        if isinstance(node, Opt):
            return self._option(node.item)
        if isinstance(node, AnyOrder):
            return [word for item in node.items for word in self._option(item)]
        return self._repeated(node.item)

    def _repeated(self, item: Syntax) -> list[str] | None:
        field = next((token.field for token in walk(item) if token.field), "")
        values = self._value(field) if field else None
        words: list[str] = []
        for value in values or ():
            more = _single(value, self.default).write(item)
            if more is None:
                return None
            words += more
        return words or None

    def _value(self, field: str) -> Any:
        name, dot, part = field.partition(".")
        value = self.get(name)
        if dot:
            return value[int(part)] if isinstance(value, tuple) and len(value) > int(part) else None
        return value

    def _all(self, items: Iterable[Syntax]) -> list[str] | None:
        words: list[str] = []
        for item in items:
            more = self.write(item)
            if more is None:
                return None
            words += more
        return words

    def _option(self, item: Syntax) -> list[str]:
        names = {token.field.partition(".")[0] for token in walk(item) if token.field}
        if all(self.get(name) == self.default(name) for name in names):
            return []
        return self.write(item) or []


def _single(value: Any, default: Getter) -> Writer:
    """Writes one element of a list."""
    return Writer(lambda name: value, default, lambda name, constant: _says(value, constant))


class CommandRenderer:
    """The lines of one command."""

    def __init__(self, renderer: Renderer, command: Command) -> None:
        self.renderer = renderer
        self.command = command
        self.plan: Plan = renderer.language.plan(command)
        self.fields = bound_fields(command)
        self.leading = " ".join(
            item.spelled or item.word
            for item in command.syntax.items[: leading_words(command.syntax)]
            if isinstance(item, Key)
        )

    def lines(self, place: Place, everything: bool) -> list[str]:
        command, action = self.command, self.command.action
        if command.render == "none" or action.verb in ("show", "do") or (action.call and not command.render):
            return []
        try:
            target = self.target(place)
        except ModelError:
            return []
        if target is None:
            return []
        if action.call:
            return list(self._blocks(place, target, everything))
        if action.verb == "call" or command.render:
            name = command.render or action.name
            function = self.renderer.language.function(command, "config", f"render_{name}")
            both = function.__code__.co_argcount == 2
            return list(function(target.record, place.obj) if both else function(target.record))
        if action.keys:
            return list(self._table(place, target, everything))
        if action.verb == "enter":
            return self._enter(place, target, everything)
        line = self._fields(target.record, everything)
        return [] if line is None else [line]

    def target(self, place: Place) -> Target | None:
        """Like Place.target, but makes no slot: None where nothing was configured and nothing is shown by default."""
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
        first: dict[str, int] = {}
        for key, _ in items:
            for part in key if isinstance(key, tuple) else (key,):
                if isinstance(part, str):
                    first.setdefault(part, len(first))

        def rank_of(key: Any) -> tuple[Any, ...]:
            if isinstance(key, tuple):
                return tuple(entry for part in key for entry in rank_of(part))
            key = _plain(key)
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
        function = self.renderer.language.function(self.command, "config", f"render_{self.command.render}")
        for number, (line, obj) in enumerate(function(target.record)):
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


class Renderer:
    """Running-configs of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._commands: dict[tuple[str, str], list[CommandRenderer | None]] = {}
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
        lines: list[str] = []
        for command in self._ordered(mode, place.kind):
            if command is None:
                lines.append(_SEPARATOR)
            else:
                lines += command.lines(place, everything)
        return lines

    def _ordered(self, mode: str, kind: str) -> list[CommandRenderer | None]:
        """Commands in the order of the running-config; None stands for a `!`."""
        found = self._commands.get((mode, kind))
        if found is None:
            commands = [c for c in self.language.commands(mode) if not c.kinds or kind in c.kinds]
            found = self._commands[mode, kind] = list(self._sort(mode, commands))
        return found

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
