"""One command -> the lines that it has in the running-config, made into functions of the records that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from iosemu.cli.bind import Plan
from iosemu.cli.collect import bound_fields
from iosemu.cli.graph import leading_words
from iosemu.cli.records import ModelError, RecordInfo, is_record, record_info
from iosemu.cli.syntax import Command, Key, walk
from iosemu.cli.writer import Fields, Say, plain, words_of

if TYPE_CHECKING:
    from iosemu.cli.render import Renderer

SEPARATOR = "!"
Lines = Callable[[Any, Any, bool], Iterable[str]]
"""record that the command binds to, what the mode stands on, is everything wanted -> lines"""


class Held:
    """Values that some fields of a record may hold, all compared at once."""

    __slots__ = ("_read", "_wanted")

    def __init__(self, values: dict[str, Any]) -> None:
        wanted = tuple(values.values())
        self._wanted: Any = wanted if len(wanted) != 1 else wanted[0]
        self._read: Callable[[Any], Any] = attrgetter(*values) if values else _nothing

    def by(self, record: Any) -> bool:
        return bool(self._read(record) == self._wanted)


def _nothing(record: Any) -> tuple[()]:
    return ()


class _LookedAt(Exception):
    """Somebody wants to know something of an object that is not there."""


class _Nobody:
    """Stands where an object would stand, and tells nothing of itself, not even its class."""

    def __getattribute__(self, name: str) -> Any:
        raise _LookedAt


def spied(info: RecordInfo, seen: dict[str, Any]) -> Any:
    """A record of defaults that notes which of its fields are read. Raises TypeError for classes that need values."""

    def read(self: Any, name: str) -> Any:
        if info.has(name):
            seen[name] = info.default(name)
        return object.__getattribute__(self, name)

    body = {"__slots__": (), "__getattribute__": read}
    return type(info.cls.__name__, (info.cls,), body)()


def defaults_of(info: RecordInfo, names: Iterable[str]) -> Held:
    return Held({name: info.default(name) for name in names})


def constants_of(info: RecordInfo, command: Command) -> Held | None:
    """What `=> …, field = constant` says of this command's records; None: nothing."""
    found = {}
    for name, value in command.action.constants:
        convert = info.converter(name)
        found[name] = value if convert is None else convert(value)
    return Held(found) if found else None


class CommandRenderer:
    """The lines of one command: `of(type(record))(record, obj, everything)`, for records of one class."""

    def __init__(self, renderer: Renderer, command: Command) -> None:
        self.renderer = renderer
        self.command = command
        self.plan: Plan = renderer.language.plan(command)
        self.fields = bound_fields(command)
        self.mode = renderer.language.mode(command.action.mode) if command.action.mode else None
        self.blank = " " * self.mode.indent if self.mode is not None else ""
        action = command.action
        self.silent = (
            command.render == "none" or action.verb in ("show", "do") or bool(action.call and not command.render)
        )
        self.plain = not (command.render or action.keys or action.verb in ("call", "enter"))
        self.told = not action.call and (action.verb == "call" or bool(command.render))  # by a function
        self.before = self.mode is not None and self.mode.separator == "before"
        self.between = self.mode is not None and self.mode.separator == "between"
        self.after = self.mode is not None and self.mode.separator == "after"
        self.inner = action.mode
        self.closing = self.mode.closing if self.mode is not None else ""
        self._ways: dict[type, Lines] = {}
        self._rows: dict[type, _Row] = {}
        self._entries: dict[type, _Entry] = {}
        self.leading = " ".join(
            item.spelled or item.word
            for item in command.syntax.items[: leading_words(command.syntax)]
            if isinstance(item, Key)
        )

    def of(self, kind: type) -> Lines:
        """What gives its lines."""
        way = self._ways.get(kind)
        if way is None:
            way = self._ways[kind] = self._way(kind)
        return way

    def says(self, kind: type) -> Say | None:
        """What gives the one line, with a blank before it, of a record in which something that it watches is set; None
        (also from that): `of` knows more."""
        line = _Line(self, record_info(kind)) if self.plain else None
        return line.say if line is not None and line.simple else None

    def _way(self, kind: type) -> Lines:
        action = self.command.action
        if self.silent:
            return _silence
        if self.plain:
            return _Line(self, record_info(kind)).lines
        if action.call:
            return self._blocks
        if self.told:
            return self.function()
        return self._table if action.keys else self._enter

    def target(self, obj: Any) -> Any:
        """The record that its lines are about, of this object; what was not configured is a record of defaults.
        Raises ModelError where there is none."""
        kind = self.plan.type
        if kind is None or isinstance(obj, kind):
            return obj
        if not hasattr(obj, "slot_created"):
            raise ModelError(f"{type(obj).__qualname__} is no {kind.__qualname__} and has no slots")
        record = obj.get(kind)
        return self.renderer.default_record(kind) if record is None else record

    # what it is about

    def watched(self, info: RecordInfo) -> dict[str, Any] | None:
        """Fields and the values that they have while its lines are those of a record of defaults; None: who knows."""
        action = self.command.action
        try:
            if self.plain and not self.command.shown:
                return {name: info.default(name) for name in (*self.own(), *dict(self.command.off))}
            if self.told:
                return self._looked_at(info)
            if self.plain or action.call or not action.name:
                return None
            default = info.default(action.name)
        except ModelError:  # an object that does not tell its defaults
            return None
        empty = not default if isinstance(default, dict | list | set) else default is None and not action.keys
        return {action.name: default} if empty else None

    def _looked_at(self, info: RecordInfo) -> dict[str, Any] | None:
        """The fields that its function reads of a record of defaults: while these are so, it reads no others."""
        seen: dict[str, Any] = {}
        try:
            record = spied(info, seen)
        except TypeError:  # a record that needs its key
            return None
        return None if self._of_nobody(record) is None else seen

    def _of_nobody(self, record: Any) -> list[str] | None:
        """What its function says without a look at the object; None where it wants one."""
        try:
            return list(self._way(type(record))(record, _Nobody(), False))
        except _LookedAt:
            return None

    def constant(self, record: Any, everything: bool) -> list[str] | None:
        """The lines of a record with nothing configured. None: they may be others on other objects."""
        action = self.command.action
        if self.silent or self.plain:
            return list(self.of(type(record))(record, None, everything))
        if action.call:
            return None
        if self.told:
            return self._of_nobody(record)
        nothing = getattr(record, action.name) if action.name else record
        return [] if nothing is None or (action.keys and not len(nothing)) else None

    def own(self) -> list[str]:
        action = self.command.action
        names = [name for name in self.fields if name not in action.keys]
        names += [name for name, _ in action.constants]
        if action.verb == "flag":
            names.append(action.name)
        return names

    def function(self) -> Callable[[Any, Any, bool], Iterable[Any]]:
        """What a feature gives the lines with; it may want to see what the mode stands on."""
        name = self.command.render or self.command.action.name
        found = self.renderer.language.function(self.command, "config", f"render_{name}")
        if found.__code__.co_argcount == 2:
            return lambda record, obj, everything: found(record, obj)
        return lambda record, obj, everything: found(record)

    # the ways

    def _blocks(self, record: Any, obj: Any, everything: bool) -> list[str]:
        """Of an `enter … call` that has a `render:` function: it gives (line, object) pairs."""
        lines: list[str] = []
        for number, (line, inner) in enumerate(self.function()(record, obj, everything)):
            self._block(lines, line, inner, everything, number)
        return lines

    def _table(self, record: Any, obj: Any, everything: bool) -> list[str]:
        count = len(self.command.action.keys)
        lines: list[str] = []
        kind, row = None, None
        blocks = 0
        for key, inner in self._items(getattr(record, self.command.action.name)):
            if row is None or type(inner) is not kind:
                kind = type(inner)
                row = self._row(kind)
                line_of = row.line
            if count == 1:
                line = line_of((inner, key))
            elif len(key) == count:
                line = line_of((inner, *key))
            else:
                continue  # another command of this table has keys of that length
            if line is None:
                continue
            if self.mode is None or (row.off is not None and row.off.by(inner)):
                lines.append(line)
            else:
                self._block(lines, line, inner, everything, blocks)
                blocks += 1
        return lines

    def _items(self, table: Any) -> Iterable[tuple[Any, Any]]:
        order = getattr(table, "config_order", None) or getattr(table, "in_order", None)
        if order is not None:
            keys = {id(record): key for key, record in table.items()}
            records = list(order())
            return zip(map(keys.__getitem__, map(id, records)), records, strict=True)
        items = list(table.items()) if isinstance(table, dict) else [(key, True) for key in table]
        if self.command.action.constants and not self.command.off:  # only among its own does the order of typing count
            items = [(key, value) for key, value in items if self._row(type(value)).ours(value)]
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

    def _row(self, kind: type) -> _Row:
        row = self._rows.get(kind)
        if row is None:
            row = self._rows[kind] = _Row(self, kind)
        return row

    def _block(self, lines: list[str], line: str, obj: Any, everything: bool, number: int) -> None:
        if self.before or (self.between and number):
            lines.append(SEPARATOR)
        lines.append(line)
        self.renderer.plan(self.inner, obj).write(obj, everything, lines, self.blank)
        if self.closing:
            lines.append(self.closing)
        if self.after:
            lines.append(SEPARATOR)

    def _enter(self, record: Any, obj: Any, everything: bool) -> list[str]:
        action, mode = self.command.action, self.mode
        assert mode is not None
        target, inner = record, obj
        if action.name:
            record = inner = getattr(target, action.name)
            if record is None:
                return []
        kind = type(record)
        entry = self._entries.get(kind)
        if entry is None:
            entry = self._entries[kind] = _Entry(self, record_info(kind))
        words = entry.say(record) if entry.constants is None or entry.constants.by(record) else None
        if words is None:
            return []
        lines: list[str] = []
        self._block(lines, words[1:] + self.command.trailing, inner, everything, 0)
        always = action.name and record_info(type(target)).default(action.name) is None
        frame = 1 + bool(mode.closing) + self.after + self.before
        changed = not entry.defaults.by(record)
        return lines if always or changed or len(lines) > frame or self.command.shown == "yes" else []


def _silence(record: Any, obj: Any, everything: bool) -> list[str]:
    return []


class _Entry:
    """The line of a command that enters one record, of one class."""

    def __init__(self, asked: CommandRenderer, info: RecordInfo) -> None:
        self.constants = constants_of(info, asked.command)
        self.defaults = defaults_of(info, asked.own())
        self.say: Say = words_of(asked.command.syntax, Fields(info))


class _Line:
    """The line of a command that assigns fields or a flag, for records of one class."""

    def __init__(self, asked: CommandRenderer, info: RecordInfo) -> None:
        command = self.command = asked.command
        fields = Fields(info)
        own = asked.own()
        self.flag = command.action.name if command.action.verb == "flag" else ""
        self.defaults = defaults_of(info, (*own, *dict(command.off)))
        self.constants = constants_of(info, command)
        self.off = [fields.same(name, value) for name, value in command.off]
        self.say: Say = words_of(command.syntax, fields)
        self.read_own = [fields.getter(name) for name in own]
        self.negative = f"no {asked.leading}{command.trailing}"
        self.simple = not (self.off or self.flag or self.constants or command.trailing)

    def lines(self, record: Any, obj: Any, everything: bool) -> tuple[str, ...]:
        at_default = self.defaults.by(record)
        if self.simple and not at_default:
            text = self.say(record)
            if text is not None:
                return (text[1:],)
        line = self._line(record, at_default, everything)
        return () if line is None else (line,)

    def _line(self, record: Any, at_default: bool, everything: bool) -> str | None:
        command = self.command
        if at_default:
            if not everything and not command.shown:
                return None
            if command.shown == "no":
                return self.negative
        if self.off and all(same(record) for same in self.off):
            return self.negative
        if self.flag:
            text = self.say(record)
            if text is None:
                return None
            text = text[1:] + command.trailing
            return text if getattr(record, self.flag) else f"no {text}" if command.has_no else None
        if self.constants is not None and not self.constants.by(record):
            return None
        text = self.say(record)
        if text is not None:
            return text[1:] + command.trailing
        missing = all(get(record) in (None, False) for get in self.read_own)
        if not at_default and missing and command.has_no and not command.action.constants:
            return self.negative
        return None


class _Row:
    """The line of a command for each record of one class (or each value) in a table."""

    def __init__(self, asked: CommandRenderer, kind: type) -> None:
        command = self.command = asked.command
        self.trailing = command.trailing
        keys = command.action.keys
        parts = {name: at for at, name in enumerate(keys, 1)}
        recorded = is_record(kind)
        info = record_info(kind if recorded else object)
        rest = [name for name in asked.fields if name not in keys]
        if not recorded and rest:
            parts[rest[0]] = 0
        off = dict(command.off) if recorded else {}
        self.fields = Fields(info, parts)
        self.say: Say = words_of(command.syntax, self.fields)
        self.off = Held(off) if off else None
        self.not_off = defaults_of(info, off)
        self.constants = constants_of(info, command) if recorded else None
        self.unsaid = defaults_of(info, asked.own()) if recorded and command.action.verb == "edit" else None
        simple = self.off is None and self.constants is None and self.unsaid is None
        self.line = self._plain if simple else self._line

    def ours(self, record: Any) -> bool:
        return self.constants is None or self.constants.by(record)

    def _plain(self, row: tuple[Any, ...]) -> str | None:
        text = self.say(row)
        return None if text is None else text[1:] + self.trailing

    def _line(self, row: tuple[Any, ...]) -> str | None:
        record = row[0]
        if self.off is not None and self.off.by(record):
            return None if self.not_off.by(record) else self._negative(row)
        if not self.ours(record) or (self.unsaid is not None and self.unsaid.by(record)):
            return None
        return self._plain(row)

    def _negative(self, row: tuple[Any, ...]) -> str:
        """The `no` form of a table's line: as far as its keys."""
        text = "no"
        keys = set(self.command.action.keys)
        for item in self.command.syntax.items:
            bound = {token.field.partition(".")[0] for token in walk(item) if token.field}
            if not isinstance(item, Key) and not keys & bound:
                break
            text += words_of(item, self.fields)(row) or ""
            keys -= bound
        return text
