"""What `iosemu.records` is at run time: record classes that are made quickly. Imports nothing of ours.

A start makes hundreds of record classes, and the standard `dataclasses` compiles three functions for each: half a
millisecond altogether, which was more than a third of the time to the first prompt. Here only `__init__` is compiled,
when the first record of the class is made; the other methods are shared by all classes. Understood is what records of
this package use: slots (always on), `frozen`, `eq`, defaults, `field(default, default_factory, init, repr, compare)`,
`__post_init__`, inheritance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


class Field:
    """One field of a record class."""

    __slots__ = ("compare", "default", "default_factory", "init", "name", "repr", "type")

    def __init__(self, default: Any, default_factory: Any, init: bool, repr: bool, compare: bool) -> None:
        self.name = ""
        self.type: Any = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.compare = compare


def field(
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    init: bool = True,
    repr: bool = True,
    compare: bool = True,
) -> Any:
    """Options of a field, as in `dataclasses.field`."""
    return Field(default, default_factory, init, repr, compare)


def dataclass(
    cls: type | None = None, /, *, slots: bool = True, frozen: bool = False, eq: bool = True
) -> type | Callable[[type], type]:
    """As `dataclasses.dataclass`; records always have slots."""
    if cls is None:
        return lambda cls: _make(cls, frozen, eq)
    return _make(cls, frozen, eq)


def fields(record: Any) -> tuple[Field, ...]:
    """Fields of a record or record class, in order."""
    return tuple(record.__dataclass_fields__.values())


def is_dataclass(record: Any) -> bool:
    """Is this a record or a record class?"""
    return hasattr(record, "__dataclass_fields__")


def replace(record: Any, /, **changes: Any) -> Any:
    """A copy with some fields changed. Raises TypeError for a field that does not exist."""
    values = {f.name: getattr(record, f.name) for f in fields(record) if f.init}
    return type(record)(**(values | changes))


def _own_fields(cls: type) -> Iterator[Field]:
    """What the class itself annotates."""
    for name, annotation in cls.__annotations__.items():
        if str(annotation).startswith(("ClassVar", "typing.ClassVar")):
            continue
        default = cls.__dict__.get(name, MISSING)
        if getattr(type(default), "__hash__", None) is None:
            raise ValueError(f"mutable default for {cls.__name__}.{name}: use default_factory")
        found = default if isinstance(default, Field) else Field(default, MISSING, True, True, True)
        found.name, found.type = name, annotation
        yield found


def _init(cls: type, every: Iterable[Field], frozen: bool) -> Callable[..., None]:
    """Compile `__init__`."""
    environment: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    parameters: list[str] = []
    body: list[str] = []
    for f in every:
        name = value = f.name
        if f.default_factory is not MISSING:
            environment[f"_make_{name}"] = f.default_factory
            if f.init:
                parameters.append(f"{name}=_missing")
                value = f"_make_{name}() if {name} is _missing else {name}"
            else:
                value = f"_make_{name}()"
        elif f.default is not MISSING:
            environment[f"_default_{name}"] = f.default
            if f.init:
                parameters.append(f"{name}=_default_{name}")
            else:
                value = f"_default_{name}"
        elif f.init:
            parameters.append(name)
        else:
            continue
        body.append(f" _set(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    lines = "\n".join(body or [" pass"])
    exec(f"def __init__(self, {', '.join(parameters)}):\n{lines}", environment)
    made: Callable[..., None] = environment["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _init_later(made: type, cls: type, every: Iterable[Field], frozen: bool) -> Callable[..., None]:
    """Compiles `__init__` of a class and takes its place, once."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        made.__init__ = init = _init(cls, every, frozen)  # type: ignore[misc]
        init(self, *args, **kwargs)

    return __init__


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    for name in self.__compared__:
        mine, theirs = getattr(self, name), getattr(other, name)
        if mine is not theirs and mine != theirs:
            return False
    return True


def _hash_of(names: tuple[str, ...]) -> Callable[[Any], int]:
    values = attrgetter(*names)

    def __hash__(self: Any) -> int:
        return hash(values(self))

    return __hash__


def _repr(self: Any) -> str:
    shown = [f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr]
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse(self: Any, name: str, value: Any = None) -> None:
    raise AttributeError(f"cannot assign to field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        object.__setattr__(self, name, value)


def _make(cls: type, frozen: bool, eq: bool) -> type:
    """The class again, with slots and methods."""
    own = {f.name: f for f in _own_fields(cls)}
    every: dict[str, Field] = {}
    for base in cls.__mro__[-1:0:-1]:
        every.update(base.__dict__.get("__dataclass_fields__", {}))
    every.update(own)
    inherited = {slot for base in cls.__mro__[1:-1] for slot in base.__dict__.get("__slots__", ())}
    namespace = {key: value for key, value in cls.__dict__.items() if key not in own}
    namespace.pop("__dict__", None)
    namespace.pop("__weakref__", None)
    namespace["__dataclass_fields__"] = every
    namespace["__slots__"] = tuple(name for name in own if name not in inherited)
    namespace["__match_args__"] = tuple(f.name for f in every.values() if f.init)
    namespace["__compared__"] = tuple(f.name for f in every.values() if f.compare)
    namespace.setdefault("__repr__", _repr)
    if eq:
        namespace.setdefault("__eq__", _eq)
        if namespace.get("__hash__") is None:
            namespace["__hash__"] = _hash_of(namespace["__compared__"] or ("__class__",)) if frozen else None
    if frozen:
        namespace["__setattr__"] = namespace["__delattr__"] = _refuse
        namespace["__getstate__"], namespace["__setstate__"] = _getstate, _setstate
    made = type(cls)(cls.__name__, cls.__bases__, namespace)
    if "__init__" not in namespace:
        made.__init__ = _init_later(made, cls, every.values(), frozen)  # type: ignore[misc]
    made.__qualname__ = cls.__qualname__
    return made
