"""A matched line -> changes of the model. Everything is worked out and checked first, then applied as a whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from iosemu.cli.collect import Collector, bound_fields
from iosemu.cli.context import BadArgument, Change, Context, Refused, Warn
from iosemu.cli.edits import Edits, LineResult, Outcome
from iosemu.cli.graph import End
from iosemu.cli.place import Place, Target
from iosemu.cli.records import REQUIRED, RecordInfo, Table, record_info
from iosemu.cli.syntax import Arg, Command, walk
from iosemu.records import replace

if TYPE_CHECKING:
    from iosemu.cli.language import Language


class Plan:
    """One command, ready to be carried out. `of` is shared by all ways to type it."""

    def __init__(self, language: Language, command: Command) -> None:
        self.language = language
        self.command = command
        self.action = command.action
        self.type = language.type_of(command)
        self.known = [t.field for t in walk(command.syntax) if isinstance(t, Arg) and t.kind == "INTERFACE" and t.field]
        self.check = language.function(command, "config", f"check_{command.check}") if command.check else None
        self.fields = [name for name in bound_fields(command) if name not in command.action.keys]
        self.plain = command.action.verb in ("fields", "flag") and not (
            self.known or self.check or command.says or command.says_new
        )
        self.quiet = not (command.says or command.says_new)
        self.careful = bool(self.known or self.check)
        self._way = self._way_of()
        self._function: Callable[..., Any] | None = None
        self._info: RecordInfo | None = None
        self._off = dict(command.off)
        self._plain_fields: list[tuple[str, Callable[[Any], Any] | None, Callable[[], Any]]] = []
        self._plain_constants: list[tuple[str, Any]] = []
        self._converters: dict[str, Callable[[Any], Any]] = {}
        self._constants: dict[str, Any] = {}
        self._table: Table | None = None
        self._key_converters: tuple[Callable[[Any], Any] | None, ...] | None = None

    # looked up on first use, when the kind of record is known

    def _prepare(self, kind: type) -> RecordInfo:
        info = self._info
        if info is None:
            info = self._info = record_info(kind)
            for name in {*self.fields, *self._off, *dict(self.action.constants)}:
                convert = info.converter(name)
                if convert is not None:
                    self._converters[name] = convert
            self._constants = {name: self._converted(name, value) for name, value in self.action.constants}
            self._off = {name: self._converted(name, value) for name, value in self._off.items()}
            if self.plain:
                self._plain_fields = [
                    (name, self._converters.get(name), partial(info.default, name)) for name in self.fields
                ]
                flag = [(self.action.name, True)] if self.action.name else []
                self._plain_constants = [*self._constants.items(), *flag]
        return info

    def _converted(self, name: str, value: Any) -> Any:
        convert = self._converters.get(name)
        return value if convert is None else convert(value)

    def run(self, place: Place, values: dict[str, Any], ctx: Context) -> Outcome:
        """Check, change, enter. `ctx` says whether it is a `no` or `default` form."""
        lock = getattr(place.obj, "cli_lock", "")
        if lock:
            return Outcome([], lock, refused=True)
        target = place.target(self.type)
        if self.plain and not ctx.negated and not ctx.defaulted:
            return self._assign_plainly(target, values)
        ctx.record = target.record
        text = ""
        if self.careful:
            refused = self._refused(place, values, ctx)
            if isinstance(refused, Outcome):
                return refused
            text = refused
        outcome = self._way(place, target, values, ctx)
        if text:
            outcome.text = f"{text}\n{outcome.text}" if outcome.text else text
        if not self.quiet and outcome.changes and not outcome.refused and not ctx.negated and not ctx.defaulted:
            new = outcome.changes[0].old is None and bool(self.action.keys)
            said = [said for said in (self.command.says, self.command.says_new if new else "") if said]
            outcome.text = "\n".join([part for part in (outcome.text, *said) if part])
        return outcome

    def _refused(self, place: Place, values: dict[str, Any], ctx: Context) -> Outcome | str:
        """Why the line has no effect; or what is printed before it has."""
        if not ctx.negated and not ctx.defaulted:
            for name in self.known:
                if name in values and not self.language.known(ctx.device, values[name], place.obj):
                    return Outcome([], refused=True, bad_field=name)
        answer = self.check(ctx, **values) if self.check is not None else None
        if isinstance(answer, BadArgument):
            return Outcome([], refused=True, bad_field=answer.field)
        if isinstance(answer, Warn):
            return answer.text
        return "" if answer is None else Outcome([], answer, refused=True)

    def _way_of(self) -> Callable[[Place, Target, dict[str, Any], Context], Outcome]:
        if self.action.verb == "call":
            return self._call
        if self.action.verb == "do":
            return self._do
        if self.action.verb == "enter" and self.action.call:
            return self._enter_call
        if self.action.keys:
            return self._in_table
        return self._enter if self.action.verb == "enter" else self._assign_fields

    def _assign_fields(self, place: Place, target: Target, values: dict[str, Any], ctx: Context) -> Outcome:
        edits = Edits(target)
        self._assign(target.record, edits, values, ctx, (), flag=self.action.name)
        return Outcome(edits.apply())

    def _assign_plainly(self, target: Target, values: dict[str, Any]) -> Outcome:
        """`run` for the most frequent case: fields or a flag, with nothing to check and nothing to say."""
        record = target.record
        if self._info is None:
            self._prepare(type(record))
        changes: list[Change] = []
        for name, convert, default in self._plain_fields:
            if name in values:
                new = values[name] if convert is None else convert(values[name])
            else:
                new = default()
                if new is REQUIRED:
                    continue
            old = getattr(record, name)
            if old != new or type(old) is not type(new):
                changes.append(Change(target.owner, target.type, (*target.path, name), old, new, target.root))
        for name, new in self._plain_constants:
            old = getattr(record, name)
            if old != new or type(old) is not type(new):
                changes.append(Change(target.owner, target.type, (*target.path, name), old, new, target.root))
        for change in changes:
            setattr(record, change.path[-1], change.new)
        return Outcome(changes)

    def _assign(
        self,
        record: Any,
        edits: Edits,
        values: dict[str, Any],
        ctx: Context,
        path: tuple[Any, ...],
        flag: str = "",
        keep: bool = False,
    ) -> None:
        """Give this command's fields of `record` their new values. `keep`: fields not typed stay."""
        info = self._prepare(type(record))
        reset = ctx.negated or ctx.defaulted
        off = self._off if ctx.negated else {}
        if reset:
            for name in (*self.fields, *self._constants, *((flag,) if flag else ())):
                new = off[name] if name in off else info.default(name)
                if name == flag and ctx.negated and name not in off:
                    new = False
                edits.assign(record, name, new, path)
            for name in off:
                if name not in self.fields and name not in self._constants and name != flag:
                    edits.assign(record, name, off[name], path)
            return
        for name in self.fields:
            if name in values:
                edits.assign(record, name, self._converted(name, values[name]), path)
            elif not keep or name in self.command.resets:
                new = info.default(name)
                if new is not REQUIRED:
                    edits.assign(record, name, new, path)
        for name, value in self._constants.items():
            edits.assign(record, name, value, path)
        if flag:
            edits.assign(record, flag, True, path)

    def _key(self, record: Any, values: dict[str, Any]) -> Any:
        converters = self._key_converters
        if converters is None:
            converters = self._key_converters = self.language.key_converters(type(record), self.action)
        if len(converters) == 1:
            part = values.get(self.action.keys[0])
            return part if converters[0] is None else converters[0](part)
        parts = [values.get(name) for name in self.action.keys]
        parts = [part if convert is None else convert(part) for part, convert in zip(parts, converters, strict=True)]
        return tuple(parts)

    def _in_table(self, place: Place, target: Target, values: dict[str, Any], ctx: Context) -> Outcome:
        edits = Edits(target)
        name = self.action.name
        table = getattr(target.record, name)
        key = self._key(target.record, values)
        if self._table is None:
            creates = hasattr(table, "create")
            self._table = Table(dict, None, Any) if creates else record_info(type(target.record)).table(name)
        if ctx.negated or ctx.defaulted:
            return self._remove(target, table, key, edits, ctx)
        record = table.get(key) if isinstance(table, dict) else None
        new_record = False
        if hasattr(table, "create"):
            if record is None:
                record = table.create(key)
                if record is None:
                    return Outcome([], refused=True, bad_field=self.action.keys[-1])
                new_record = True
        elif self._table.record is not None:
            if record is None:
                record = self._make(self._table.record, values, key)
                new_record = True
        elif isinstance(table, dict):
            rest = [field for field in self.fields if field in values]
            edits.put(table, name, key, values[rest[0]] if rest else True)
            return Outcome(edits.apply())
        else:
            edits.put(table, name, key, True)
            return Outcome(edits.apply())
        if new_record:
            # a new record is filled before it is seen: one change tells of all of it
            if self.fields or self._has_constants:
                filling = Edits(target)
                self._assign(record, filling, values, ctx, (name, key), keep=True)
                filling.apply()
            if table.get(key) is record:
                edits.note((name, key), None, record)
            else:
                edits.put(table, name, key, record)
        elif self.fields or self._has_constants:
            self._assign(record, edits, values, ctx, (name, key), keep=self.action.verb == "enter")
        outcome = Outcome(edits.apply())
        if self.action.mode:
            outcome.mode = getattr(record, "cli_mode", "") or self.action.mode
            outcome.places = [place.below(target, record, (name, key))]
        return outcome

    @property
    def _has_constants(self) -> bool:
        return bool(self.action.constants)

    def _make(self, kind: type, values: dict[str, Any], key: Any) -> Any:
        info = self._prepare(kind)
        keys = dict(zip(self.action.keys, key if len(self.action.keys) > 1 else (key,), strict=True))
        given = {name: keys[name] if name in keys else self._converted(name, v) for name, v in values.items()}
        return kind(**{name: value for name, value in {**keys, **given}.items() if name in info.init})

    def _remove(self, target: Target, table: Any, key: Any, edits: Edits, ctx: Context) -> Outcome:
        name = self.action.name
        edited = self._table.record if self.action.verb == "edit" and self._table is not None else None
        if key not in table:
            if edited is None or not self._off or not ctx.negated:
                return Outcome([])
            record = self._make(edited, {}, key)  # `no` says something other than the default
            filling = Edits(target)
            self._assign(record, filling, {}, ctx, (name, key))
            filling.apply()
            if not _all_default(record):
                edits.put(table, name, key, record)
            return Outcome(edits.apply())
        if edited is not None:
            record = table[key]
            self._assign(record, edits, {}, ctx, (name, key))
            outcome = Outcome(edits.apply())
            if _all_default(record):
                removal = Edits(target)
                removal.drop(table, name, key)
                outcome.changes += removal.apply()
            return outcome
        if hasattr(table, "remove") and not isinstance(table, (list, set)):
            old = table[key]
            answer = table.remove(key)
            if isinstance(answer, str):
                return Outcome([], answer, refused=True)
            if answer is False:
                return Outcome([], refused=True, bad_field=self.action.keys[-1])
            edits.note((name, key), old, None)
            return Outcome(edits.apply())
        edits.drop(table, name, key)
        return Outcome(edits.apply())

    def _enter(self, place: Place, target: Target, values: dict[str, Any], ctx: Context) -> Outcome:
        edits = Edits(target)
        name = self.action.name
        if not name:
            if ctx.negated or ctx.defaulted:
                self._assign(target.record, edits, values, ctx, ())
                return Outcome(edits.apply())
            if self.fields or self._has_constants:
                self._assign(target.record, edits, values, ctx, (), keep=True)
            return Outcome(edits.apply(), mode=self.action.mode, places=[place])
        info = record_info(type(target.record))
        record = getattr(target.record, name)
        if ctx.negated or ctx.defaulted:
            edits.assign(target.record, name, info.default(name))
            return Outcome(edits.apply())
        if record is None:
            record = info.sub_record(name)()
            filling = Edits(target)
            self._assign(record, filling, values, ctx, (name,), keep=True)
            filling.apply()
            edits.assign(target.record, name, record)
        else:
            self._assign(record, edits, values, ctx, (name,), keep=True)
        return Outcome(edits.apply(), mode=self.action.mode, places=[place.below(target, record, (name,))])

    def _call(self, place: Place, target: Target, values: dict[str, Any], ctx: Context) -> Outcome:
        function = self._function
        if function is None:
            function = self._function = self.language.function(self.command, "config", f"set_{self.action.name}")
        ctx.edits = edits = Edits(target)
        try:
            answer = function(ctx, ctx.negated or ctx.defaulted, **values)
        except Refused as refused:
            return Outcome([], str(refused), refused=True)
        finally:
            ctx.edits = None
        if isinstance(answer, BadArgument):
            return Outcome([], refused=True, bad_field=answer.field)
        return Outcome(edits.apply(), answer.text if isinstance(answer, Warn) else answer or "")

    def _do(self, place: Place, target: Target, values: dict[str, Any], ctx: Context) -> Outcome:
        """Something that is done at once and is no part of the configuration."""
        function = self.language.function(self.command, "actions", f"do_{self.action.name}")
        own = replace(ctx)  # a dialogue outlives the line
        try:
            answer = function(own, **values)
        except Refused as refused:
            return Outcome([], str(refused), refused=True)
        if isinstance(answer, BadArgument):
            return Outcome([], refused=True, bad_field=answer.field)
        if hasattr(answer, "send"):
            return Outcome([], process=(own, answer))
        return Outcome([], answer if isinstance(answer, str) else "\n".join(answer or ()))

    def _enter_call(self, place: Place, target: Target, values: dict[str, Any], ctx: Context) -> Outcome:
        function = self.language.function(self.command, "config", f"enter_{self.action.name}")
        try:
            answer = function(ctx, **values)
        except Refused as refused:
            return Outcome([], str(refused), refused=True)
        if isinstance(answer, str):
            return Outcome([], answer, refused=True)
        if isinstance(answer, BadArgument):
            return Outcome([], refused=True, bad_field=answer.field)
        objects = answer if isinstance(answer, list) else [answer]
        return Outcome([], mode=self.action.mode, places=[Place(obj) for obj in objects])


def _all_default(record: Any) -> bool:
    """Is nothing configured in this record but its key?"""
    info = record_info(type(record))
    names = [name for name in (*info.plain, *info.factories) if info.default(name) is not REQUIRED]
    return all(getattr(record, name) == info.default(name) for name in names)


class Deed:
    """A complete command at a node of the graph, ready to be carried out."""

    __slots__ = ("builtin", "collector", "done", "plan", "quietly")

    def __init__(self, language: Language, end: End) -> None:
        command = end.command
        self.builtin = command.action.name if command.action.verb == "builtin" else ""
        if not self.builtin:
            self.plan = language.plan(command)
            self.collector = Collector(end.binds)
        self.done = command.level, command.lacks, None, command
        self.quietly = LineResult("", *self.done)  # of all lines that have nothing to say


def deed_of(language: Language, end: End) -> Deed:
    """Made on first use and kept at the node."""
    if not end.bound:
        end.bound.append(Deed(language, end))
    return end.bound[0]  # type: ignore[no-any-return]  # the deed appended above
