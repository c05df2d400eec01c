"""What the model's classes say of themselves: fields, types and defaults, looked up once per class."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from enum import Enum
from typing import Any

from iosemu.records import MISSING, dataclass, fields, is_dataclass
from iosemu.types import Prefix


class ModelError(Exception):
    """A grammar and its model do not fit together."""


class Required:
    """The default of a field that has none."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = Required()


@dataclass(slots=True)
class Table:
    """A field that holds many: `record` is the class of its records, None where it holds plain values."""

    container: type  # dict, list or set
    record: type | None
    value: Any  # hint of the values (dict) or elements


class RecordInfo:
    """Fields of one class of the model."""

    def __init__(self, cls: type) -> None:
        self.cls = cls
        self.factories: dict[str, Callable[[], Any]] = {}
        self.plain: dict[str, Any] = {}
        self.init: set[str] = set()
        self._hints: dict[str, Any] | None = None
        for field in fields(cls) if is_dataclass(cls) else ():
            if field.init:
                self.init.add(field.name)
            if field.default is not MISSING:
                self.plain[field.name] = field.default
            elif field.default_factory is not MISSING:
                self.factories[field.name] = field.default_factory
            else:
                self.plain[field.name] = REQUIRED

    @property
    def hints(self) -> dict[str, Any]:
        if self._hints is None:
            self._hints = typing.get_type_hints(self.cls)
        return self._hints

    def default(self, name: str) -> Any:
        """Default value of a field; REQUIRED where it has none. Raises ModelError for an unknown field."""
        factory = self.factories.get(name)
        if factory is not None:
            return factory()
        if name in self.plain:
            return self.plain[name]
        if not is_dataclass(self.cls) and name in getattr(self.cls, "CLI_DEFAULTS", ()):
            return self.cls.CLI_DEFAULTS[name]  # type: ignore[attr-defined]  # optional class attribute of the owner
        raise ModelError(f"{self.cls.__qualname__} has no field {name}")

    def has(self, name: str) -> bool:
        return name in self.plain or name in self.factories

    def converter(self, name: str) -> Callable[[Any], Any] | None:
        """Makes a typed value what the field holds, where that is not the value itself."""
        kind = plain_type(self.hints.get(name))
        if not isinstance(kind, type):
            origin = typing.get_origin(kind)
            inner = (
                plain_type(typing.get_args(kind)[0]) if origin in (list, tuple, set) and typing.get_args(kind) else None
            )
            if isinstance(inner, type) and issubclass(inner, Enum) and origin is list:
                return _each(_enum(inner))
            return None
        return converter_of(kind)

    def table(self, name: str) -> Table:
        """Raises ModelError if the field is no table."""
        hint = plain_type(self.hints.get(name))
        container = typing.get_origin(hint) or hint
        args = typing.get_args(hint)
        if isinstance(container, type) and container not in (dict, list, set) and issubclass(container, dict):
            bases = getattr(container, "__orig_bases__", ())
            args = typing.get_args(bases[0]) if bases else ()
            container = dict
        if container not in (dict, list, set) or not args:
            raise ModelError(f"{self.cls.__qualname__}.{name} is not a table")
        value = args[-1]
        record = plain_type(value)
        record = record if isinstance(record, type) and is_record(record) else None
        return Table(container, record, value)

    def sub_record(self, name: str) -> type:
        """Class of a field that holds one record (or None). Raises ModelError."""
        kind = plain_type(self.hints.get(name))
        if not isinstance(kind, type) or not is_record(kind):
            raise ModelError(f"{self.cls.__qualname__}.{name} is not a record")
        return kind


def is_record(cls: type) -> bool:
    """Dataclasses, and what has slots of its own (an interface)."""
    return (is_dataclass(cls) and not issubclass(cls, tuple)) or hasattr(cls, "slot_created")


def plain_type(hint: Any) -> Any:
    """`X | None` -> X."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return inner[0] if len(inner) == 1 else hint
    return hint


def _enum(kind: type[Enum]) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        try:
            return kind(value)
        except ValueError:
            return kind[value]

    return convert


def _each(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: [convert(value) for value in values]


def converter_of(kind: type) -> Callable[[Any], Any] | None:
    if issubclass(kind, Enum):
        convert = _enum(kind)
        return lambda value: None if value is None else convert(value)
    if kind is Prefix:
        return lambda value: value if value is None or isinstance(value, Prefix) else Prefix(*value)
    if kind is str:
        return lambda value: str(value) if type(value) is int else value  # a name that may be a number
    return None


_INFOS: dict[type, RecordInfo] = {}


def record_info(cls: type) -> RecordInfo:
    """Of a class, looked up once."""
    info = _INFOS.get(cls)
    if info is None:
        info = _INFOS[cls] = RecordInfo(cls)
    return info
