"""What a feature tells of itself, and the registry that finds all of them by scanning the folder.

A feature is a package `iosemu.features.<name>` whose `__init__` holds `FEATURE` and imports nothing heavy. Its parts
are modules of fixed names, imported on first use: `model` (configuration records), `engine`, `show`, `rows`, `actions`,
`config` (checks and escape hatches of the grammar) and `debug`.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.device.sources import RouteSource


@dataclass(slots=True)
class Feature:
    """Registration of a feature.

    `config` lists the record types of `model` that live in slots; making one on a device starts the engine there.
    `engine` names the class in `engine`, "" for features without one. `always` starts it at power-on; `keys` wherever
    IPsec runs, as a key manager that needs no line of its own; `joins` wherever the engine of that feature does.
    `sources` are the sources of routes that it brings, `tells` the shows of others that it tells in (see `tells.py`).
    `process` is what IOS calls the process that does its work, "" for features without one of their own.
    """

    name: str
    needs: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    engine: str = ""
    always: bool = False
    keys: bool = False
    joins: str = ""
    sources: tuple[RouteSource, ...] = ()
    tells: tuple[str, ...] = ()
    process: str = ""

    def __reduce__(self) -> tuple[Callable[[str], Feature], tuple[str]]:
        return feature_named, (self.name,)

    def module(self, part: str) -> ModuleType | None:
        """The feature's module of this name, None if it has none."""
        return _module(self.name, part)

    def function(self, part: str, name: str) -> Any:
        """A function of one of its modules. Raises LookupError when it is missing."""
        module = self.module(part)
        found = getattr(module, name, None) if module is not None else None
        if found is None:
            raise LookupError(f"iosemu.features.{self.name}.{part} has no {name}")
        return found


@cache
def _module(feature: str, part: str) -> ModuleType | None:
    name = f"iosemu.features.{feature}.{part}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None


@cache
def features() -> dict[str, Feature]:
    """All features by name, in the order of their needs, then of their names."""
    package = importlib.import_module("iosemu.features")
    found = {
        entry.name: importlib.import_module(f"iosemu.features.{entry.name}").FEATURE
        for folder in package.__path__
        for entry in os.scandir(folder)
        if os.path.exists(os.path.join(entry.path, "__init__.py"))
    }
    ordered: dict[str, Feature] = {}

    def add(name: str) -> None:
        if name not in ordered:
            for need in found[name].needs:
                add(need)
            ordered[name] = found[name]

    for name in sorted(found):
        add(name)
    return ordered


@cache
def joining(name: str) -> tuple[str, ...]:
    """The features whose engines start with the one of this feature."""
    return tuple(feature.name for feature in features().values() if feature.joins == name)


def feature_named(name: str) -> Feature:
    """Raises KeyError."""
    return features()[name]


@cache
def feature_of(record: type) -> Feature | None:
    """The feature in whose `model` this record type was defined, or that a record of the device says it is of."""
    named = record.__dict__.get("of_feature")
    if named is not None:
        return features().get(named)
    parts = record.__module__.split(".")
    if parts[:2] == ["iosemu", "features"] and len(parts) > 2:
        return features().get(parts[2])
    return None
