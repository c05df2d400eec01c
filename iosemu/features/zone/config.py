"""What the grammar cannot say of zones: lines of class maps, and what hangs on what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import Refused, Warn
from iosemu.features.inspect.model import InspectInterface
from iosemu.features.zone.model import (
    DEFAULT,
    DEFAULT_CLASS,
    SELF,
    InspectClass,
    InspectMatch,
    ZoneConfig,
    ZoneInterface,
)
from iosemu.features.zone.words import match_text

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def check_class_map(ctx: Context, name: str, **_: Any) -> str | None:
    config = ctx.device[ZoneConfig]
    if name == DEFAULT_CLASS:
        return "% class-default is a well-known class and is not configurable under class-map"
    used = any(name in policy.classes for policy in config.policies.values())
    lines = [each for it in config.classes.values() for each in it.matches]
    nested = any(each.what == "class-map" and each.name == name for each in lines)
    if ctx.negated and (used or nested):
        return f"% Class-map {name} is being used"
    return None


def check_policy_map(ctx: Context, name: str) -> str | None:
    if ctx.negated and any(pair.policy == name for pair in ctx.device[ZoneConfig].pairs.values()):
        return f"% Policy-map {name} is being used"
    return None


def check_parameter_map(ctx: Context, name: str) -> str | None:
    policies = ctx.device[ZoneConfig].policies.values()
    if ctx.negated and any(each.parameters == name for policy in policies for each in policy.classes.values()):
        return f"% Parameter-map {name} is being used"
    return None


def set_match(
    ctx: Context, negated: bool, what: str, name: str = "", number: int = 0, inverted: bool = False
) -> None:
    match = InspectMatch(what, name or str(number), inverted)
    config: InspectClass = ctx.record
    if negated:
        ctx.change("matches", [each for each in config.matches if each != match])
    elif match not in config.matches:
        if what == "class-map":
            _nested(ctx, name, config.name)
        ctx.change("matches", [*config.matches, match])


def _nested(ctx: Context, name: str, within: str) -> None:
    """A class map that matches another one. Raises Refused where there is none, or it leads back."""
    classes, seen, left = ctx.device[ZoneConfig].classes, set[str](), [name]
    if name not in classes:
        raise Refused(f"% class map {name} not configured")
    while left:
        each = left.pop()
        if each == within:
            raise Refused("% A class-map cannot be nested in itself")
        if each not in seen and each in classes:
            seen.add(each)
            left += [inner.name for inner in classes[each].matches if inner.what == "class-map"]


def render_matches(config: InspectClass) -> Iterator[str]:
    yield from (f"match {match_text(match)}" for match in config.matches)


def check_class(ctx: Context, name: str) -> str | None:
    if not ctx.negated and name not in ctx.device[ZoneConfig].classes:
        return f"% class map {name} not configured"
    return None


def check_inspect(ctx: Context, parameters: str = "") -> str | Warn | None:
    config = ctx.device[ZoneConfig]
    if ctx.negated:
        return None
    if parameters and parameters not in config.parameters:
        return f"%Parameter-map {parameters} does not exist"
    if ctx.device.booting or _names_protocol(config, ctx.record.name):
        return None
    return Warn(
        f"%No specific protocol configured in class {ctx.record.name} for inspection. All protocols will be inspected"
    )


def _names_protocol(config: ZoneConfig, name: str) -> bool:
    found = config.classes.get(name)
    return found is not None and any(
        each.what == "protocol" or (each.what == "class-map" and _names_protocol(config, each.name))
        for each in found.matches
    )


def check_zone(ctx: Context, name: str) -> str | None:
    config = ctx.device[ZoneConfig]
    if name == SELF:
        return "%Zone self is a system defined zone"
    if not ctx.negated:
        return None
    if any(name in (pair.source, pair.destination) for pair in config.pairs.values()):
        return f"%Zone {name} is used in a zone-pair. Remove the zone-pair first"
    slots = (iface.get(ZoneInterface) for iface in ctx.device.interfaces.values())
    if any(slot is not None and slot.zone == name for slot in slots):
        return f"%Zone {name} has member interfaces. Remove the members first"
    return None


def check_zone_pair(ctx: Context, name: str, source: str = "", destination: str = "") -> str | None:
    config = ctx.device[ZoneConfig]
    if ctx.negated:
        return None
    for zone in (source, destination):
        if zone != SELF and zone not in config.zones:
            return f"%Zone {zone} does not exist"
    if source == destination == SELF:
        return "%Source and destination zones cannot both be self"
    old = config.pairs.get(name)
    if old is not None and (old.source, old.destination) != (source, destination):
        return f"%Zone-pair {name} already exists with source zone {old.source} and destination zone {old.destination}"
    other = config.between(source, destination)
    if other is not None and other.name != name:
        return f"%Zone-pair {other.name} already exists with the same source and destination zones"
    return None


def check_service_policy(ctx: Context, policy: str = "") -> str | None:
    if ctx.negated:
        return None
    if policy not in ctx.device[ZoneConfig].policies:
        return f"% policy map {policy} not configured"
    if ctx.record.policy and ctx.record.policy != policy:
        return f"Policy map {ctx.record.policy} is already attached"
    return None


def check_zone_member(ctx: Context, zone: str = "") -> str | None:
    if ctx.negated or ctx.device.booting:
        return None
    if zone in (SELF, DEFAULT):
        return f"%Zone {zone} is a system defined zone"
    if zone not in ctx.device[ZoneConfig].zones:
        return f"%Zone {zone} does not exist"
    if ctx.record.zone and ctx.record.zone != zone:
        return f"%Interface is already a member of zone {ctx.record.zone}"
    rules = ctx.obj.get(InspectInterface)
    if rules is not None and (rules.inbound or rules.outbound):
        return "%ip inspect is configured on this interface. Zone membership is not allowed"
    return None
