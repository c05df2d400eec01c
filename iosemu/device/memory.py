"""What a router's objects take: the measure behind `show memory statistics` and `show processes memory`.

An object is a block of the router's memory: a header and a word for each thing that it knows. Nothing of this depends
on the machine that the emulator runs on: the same router holds the same number of octets there and elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from iosemu.records import fields, is_dataclass

if TYPE_CHECKING:
    from iosemu.device.device import Device

HEADER = 12  # words in front of each block


def _words(thing: object) -> int:
    """Of one object; those of its class have as many."""
    slots = sum(len(base.__dict__.get("__slots__", ())) for base in type(thing).__mro__)
    return HEADER + slots + len(getattr(thing, "__dict__", ()))


def words(things: Collection[Any]) -> int:
    """Words that the objects of a table take, which are all of one class; texts take their length."""
    if not things:
        return 0
    first = next(iter(things))
    if isinstance(first, str):
        return sum(HEADER + (len(text) + 3 >> 2) for text in things)
    return len(things) * _words(first)


def configured(record: object) -> int:
    """Words of a record of the configuration and of the entries in its tables."""
    tables = (getattr(record, each.name) for each in fields(record)) if is_dataclass(record) else ()
    return _words(record) + sum(words(table) for table in tables if isinstance(table, (dict, list, set)))


def own_words(device: Device) -> int:
    """What is there without any process: interfaces, and the configuration of router and interfaces."""
    interfaces = device.interfaces.values()
    records = [record for iface in interfaces for record in iface.slots.values()]
    return words(interfaces) + sum(map(configured, (*records, *device.slots.values())))
