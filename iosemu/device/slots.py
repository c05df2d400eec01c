"""Typed slots: a feature keeps its configuration on a device, an interface or another object that does not know it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Slotted:
    """`obj[RecordType]` is the record of that type, made with its defaults on first use."""

    cli_kind = ""  # what `on` in grammars asks for
    cli_lock = ""  # why nothing there can be configured now

    def __init__(self) -> None:
        self._slots: dict[type, Any] = {}

    @property
    def slots(self) -> Mapping[type, Any]:
        """The records that there are, by type."""
        return self._slots

    def __getitem__(self, record: type[T]) -> T:
        found = self._slots.get(record)
        if found is None:
            found = self._slots[record] = record()
            self.slot_created(record)
        return found

    def get(self, record: type[T]) -> T | None:
        """The record if something was configured or asked for before; never makes one."""
        return self._slots.get(record)

    def slot_created(self, record: type) -> None:
        """Hook: a record of this type has just been made."""

    def clear_slots(self) -> None:
        self._slots.clear()
