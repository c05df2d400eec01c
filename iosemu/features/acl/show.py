"""`show access-lists`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.acl.model import AccessList, AclConfig
from iosemu.features.acl.names import PROTOCOLS, TCP_PORTS, UDP_PORTS, name_of
from iosemu.features.acl.reflexive import Reflected, Reflexive
from iosemu.features.acl.text import extended_text, standard_text
from iosemu.types import format_ipv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.acl.compile import Rule
    from iosemu.features.acl.engine import AclEngine


def rows(device: Device, name: str | None = None) -> Iterator[tuple[AccessList, list[Rule]] | Reflexive]:
    """Standard lists first, numbers before names; reflexive lists among the extended ones that have names."""
    config = device.get(AclConfig)
    if config is None:
        return
    engine: AclEngine = device.engine("acl")
    lists = [config.standard_numbers[number] for number in sorted(config.standard_numbers, key=int)]
    lists += [config.standard[each] for each in sorted(config.standard)]
    lists += [config.extended_numbers[number] for number in sorted(config.extended_numbers, key=int)]
    reflexive = engine.reflexive.lists
    named: list[AccessList | Reflexive] = [*config.extended.values(), *reflexive.values()]
    for found in (*lists, *sorted(named, key=lambda each: each.name)):
        if name is not None and found.name != name:
            continue
        if isinstance(found, Reflexive):
            yield found
        else:
            compiled = engine.get(found.name)
            yield found, compiled.rules if compiled is not None else []


def show_access_lists(ctx: Context, name: str | int | None = None) -> Iterable[str]:
    for found in rows(ctx.device, None if name is None else str(name)):
        if isinstance(found, Reflexive):
            yield f"Reflexive IP access list {found.name}"
            for each in found.entries.values():
                left = max(0, int(each.expires - ctx.device.scheduler.now))
                yield f"     permit {reflected_text(each)}{matches_text(each.matches)} (time left {left})"
            continue
        config, rules = found
        yield f"{'Extended' if config.extended else 'Standard'} IP access list {config.name}"
        for rule in rules:
            count = "" if rule.entry.evaluate else matches_text(rule.matches)
            yield f"    {rule.entry.seq} {entry_text(config, rule)}{count}"


def reflected_text(entry: Reflected) -> str:
    """Behind `permit`; one of ICMP ends with a blank."""
    ports = TCP_PORTS if entry.protocol == ipv4.TCP else UDP_PORTS
    ends = [f"host {format_ipv4(address)}" for address in (entry.src, entry.dst)]
    if entry.protocol in (ipv4.TCP, ipv4.UDP):
        numbers = (entry.src_port, entry.dst_port)
        ends = [f"{end} eq {name_of(ports, port)}" for end, port in zip(ends, numbers, strict=True)]
    return f"{name_of(PROTOCOLS, entry.protocol)} {' '.join(ends)}{' ' if entry.protocol == ipv4.ICMP else ''}"


def entry_text(config: AccessList, rule: Rule) -> str:
    if rule.entry.evaluate:
        return f"evaluate {rule.entry.evaluate}"
    if config.extended:
        return f"{'permit' if rule.permit else 'deny'} {extended_text(rule.entry)}"
    return f"{'permit' if rule.permit else 'deny  '} {standard_text(rule.entry, ', wildcard bits ')}"


def matches_text(count: int) -> str:
    if not count:
        return ""
    return " (1 match)" if count == 1 else f" ({count} matches)"
