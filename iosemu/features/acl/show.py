"""`show access-lists`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.acl.model import AccessList, AclConfig
from iosemu.features.acl.text import extended_text, standard_text

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.acl.compile import Rule
    from iosemu.features.acl.engine import AclEngine


def rows(device: Device, name: str | None = None) -> Iterator[tuple[AccessList, list[Rule]]]:
    """Standard lists first, numbers before names."""
    config = device.get(AclConfig)
    if config is None:
        return
    engine: AclEngine = device.engine("acl")
    lists = [config.standard_numbers[number] for number in sorted(config.standard_numbers, key=int)]
    lists += [config.standard[each] for each in sorted(config.standard)]
    lists += [config.extended_numbers[number] for number in sorted(config.extended_numbers, key=int)]
    lists += [config.extended[each] for each in sorted(config.extended)]
    for found in lists:
        if name is None or found.name == name:
            compiled = engine.get(found.name)
            yield found, compiled.rules if compiled is not None else []


def show_access_lists(ctx: Context, name: str | int | None = None) -> Iterable[str]:
    for config, rules in rows(ctx.device, None if name is None else str(name)):
        yield f"{'Extended' if config.extended else 'Standard'} IP access list {config.name}"
        for rule in rules:
            yield f"    {rule.entry.seq} {entry_text(config, rule)}{_matches(rule.matches)}"


def entry_text(config: AccessList, rule: Rule) -> str:
    if config.extended:
        return f"{'permit' if rule.permit else 'deny'} {extended_text(rule.entry)}"
    return f"{'permit' if rule.permit else 'deny  '} {standard_text(rule.entry, ', wildcard bits ')}"


def _matches(count: int) -> str:
    if not count:
        return ""
    return " (1 match)" if count == 1 else f" ({count} matches)"
