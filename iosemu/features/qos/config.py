"""What the grammar cannot say of QoS: lines of class maps, what policies may do where, and who uses what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED, Refused
from iosemu.features.qos.attach import refusal
from iosemu.features.qos.model import (
    DEFAULT_CLASS,
    ClassMap,
    ClassPolicy,
    Match,
    PolicyMap,
    QosConfig,
    QosInterface,
    Thresholds,
)
from iosemu.features.qos.words import match_line, queueing_lines

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def check_class_map(ctx: Context, name: str, **_: Any) -> str | None:
    config = ctx.device[QosConfig]
    if name == DEFAULT_CLASS:
        return "% class-default is a well-known class and is not configurable under class-map"
    if ctx.negated and any(name in policy.classes for policy in config.policies.values()):
        return f"% Class-map {name} is being used"
    return None


def set_match(ctx: Context, negated: bool, what: str, inverted: bool = False, **values: Any) -> None:
    name = values.get("name", "") or (str(values["number"]) if what == "access-group" else "")
    if what == "length":
        numbers: tuple[int, ...] = (values.get("low", -1), values.get("high", -1))
    elif what == "qos-group":
        numbers = (values["number"],)
    else:
        numbers = tuple(sorted(dict.fromkeys(values.get("values", ()))))
    if len(numbers) > 8:
        raise Refused("% Only 8 values are allowed")
    if what == "cos" and len(numbers) > 4:
        raise Refused("% Only 4 values are allowed")
    match = Match(what, numbers, name, values.get("interface"), inverted)
    config: ClassMap = ctx.record
    if negated:
        ctx.change("matches", [each for each in config.matches if each != match])
    elif match not in config.matches:
        if what == "class-map":
            _nested(ctx, name, config.name)
        ctx.change("matches", [*config.matches, match])


def _nested(ctx: Context, name: str, within: str) -> None:
    """A class map that matches another one. Raises Refused where there is none, or it leads back."""
    classes, seen, left = ctx.device[QosConfig].classes, set[str](), [name]
    if name not in classes:
        raise Refused(f"% class map {name} not configured")
    while left:
        each = left.pop()
        if each == within:
            raise Refused("% A class-map cannot be nested in itself")
        if each not in seen and each in classes:
            seen.add(each)
            left += [inner.name for inner in classes[each].matches if inner.what == "class-map"]


def render_matches(config: ClassMap) -> Iterator[str]:
    for match in config.matches:
        yield match_line(match)


def render_queueing(config: ClassPolicy) -> Iterator[str]:
    yield from queueing_lines(config)


def check_class(ctx: Context, name: str) -> str | None:
    if not ctx.negated and name != DEFAULT_CLASS and name not in ctx.device[QosConfig].classes:
        return f"% class map {name} not configured"
    return None


# what a class may do

def _using(ctx: Context) -> PolicyMap | None:
    """The policy that the class stands in."""
    policies: dict[str, PolicyMap] = ctx.device[QosConfig].policies
    return next((each for each in policies.values() if each.classes.get(ctx.record.name) is ctx.record), None)


def check_queueing(ctx: Context, **values: Any) -> str | None:
    if ctx.negated:
        return None
    config: ClassPolicy = ctx.record
    policy = _using(ctx)
    others = [each for each in policy.classes.values() if each is not config] if policy is not None else []
    if config.drop:
        return "Cannot configure 'drop' with other features in the same class"
    if values.keys() & {"bandwidth_kbps", "bandwidth_percent", "remaining_percent", "remaining_ratio"}:
        if config.priority:
            return "Must remove 'priority' configuration from this class first"
        for each in others:
            for unit in ("bandwidth_kbps", "bandwidth_percent", "remaining_percent", "remaining_ratio"):
                if unit not in values and getattr(each, unit) is not None:
                    return "All classes with bandwidth should have consistent units"
    if config.guaranteed and "priority" in values:
        return "Must remove 'bandwidth' configuration from this class first"
    return _percent(values, others)


def _percent(values: dict[str, Any], others: list[ClassPolicy]) -> str | None:
    asked = (values.get("bandwidth_percent") or 0) + (values.get("priority_percent") or 0)
    given = sum((each.bandwidth_percent or 0) + (each.priority_percent or 0) for each in others)
    left = sum(each.remaining_percent or 0 for each in others) + (values.get("remaining_percent") or 0)
    if (asked and asked + given > 100) or ("remaining_percent" in values and left > 100):
        return "Sum total of class bandwidths exceeds 100 percent"
    return None


def set_wred(ctx: Context, negated: bool, wred: str = "precedence") -> None:
    """Thresholds of values go with what they are values of."""
    if negated or wred != ctx.record.wred:
        ctx.change("thresholds", {})
        ctx.change("wred", "" if negated else wred)
    if negated:
        ctx.change("wred_weight", None)


def set_thresholds(
    ctx: Context, negated: bool, kind: str, value: int, low: int = 0, high: int = 0, mark: int = 10
) -> None:
    config: ClassPolicy = ctx.record
    if config.wred != kind:
        raise Refused(f"Must enable {'dscp' if kind == 'dscp' else 'prec'}-based random-detect in this class first")
    if not negated and high < low:
        raise Refused("Maximum threshold must not be less than the minimum threshold")
    ctx.change(("thresholds", value), DELETED if negated else Thresholds(low, high, mark))


def check_weight(ctx: Context, **_: Any) -> str | None:
    return None if ctx.negated or ctx.record.wred else "Must enable random-detect in this class first"


def check_shape(ctx: Context, **values: Any) -> str | None:
    config: ClassPolicy = ctx.record
    child = ctx.device[QosConfig].policies.get(config.child)
    if ctx.negated and child is not None and child.queues:
        return "queueing must be removed from child classes"
    return check_queueing(ctx, **values)


def check_mark(ctx: Context, mark: str, **_: Any) -> str | None:
    """DSCP and precedence are the same byte."""
    if ctx.negated:
        return None
    apart = ("cos", "qos-group")
    others = [each for each in ctx.record.marks if each != mark and each not in apart and mark not in apart]
    if ctx.record.drop:
        return "Cannot configure 'drop' with other features in the same class"
    return f"Cannot set {mark}: 'set {others[0]}' is configured in this class" if others else None


def check_drop(ctx: Context, **_: Any) -> str | None:
    config: ClassPolicy = ctx.record
    if not ctx.negated and (config.queues or config.marks or config.police is not None or config.child):
        return "Cannot configure 'drop' with other features in the same class"
    return None


def check_child(ctx: Context, child: str = "") -> str | None:
    if ctx.negated:
        return None
    config, policies = ctx.record, ctx.device[QosConfig].policies
    found = policies.get(child)
    if found is None:
        return f"% policy map {child} not configured"
    names, seen = [child], set[str]()
    while names:  # it must not lead back to the policy that this class stands in
        name = names.pop()
        policy = policies.get(name)
        if policy is None or name in seen:
            continue
        seen.add(name)
        if any(each is config for each in policy.classes.values()):
            return f"Policy map {name} is already attached"
        names += [each.child for each in policy.classes.values()]
    if found.queues and not config.shape and not config.guaranteed and not config.priority:
        return "CBWFQ : Hierarchy supported only if shaping is configured in this class"
    return None


# where it is attached

def check_group_policy(ctx: Context, group: str, policy: str = "") -> str | None:
    policies = ctx.device[QosConfig].policies
    if ctx.negated:
        return None
    if policy not in policies:
        return f"% policy map {policy} not configured"
    return refusal(ctx.device, ctx.obj, "output", policies[policy])



def set_service_policy(ctx: Context, negated: bool, direction: str, name: str = "") -> str | None:
    config: QosInterface = ctx.record
    attached = config.input if direction == "input" else config.output
    if negated:
        if not attached or (name and name != attached):
            return f"service policy {name or direction} not attached"
        ctx.change(direction, "")
        return None
    if attached == name:
        return None
    policies = ctx.device[QosConfig].policies
    if name not in policies:
        raise Refused(f"% policy map {name} not configured")
    if attached and attached in policies:
        raise Refused(f"Policy map {attached} is already attached")
    wrong = refusal(ctx.device, ctx.obj, direction, policies[name])
    if wrong is not None:
        raise Refused(wrong)
    ctx.change(direction, name)
    return None


def render_service_policies(config: QosInterface) -> Iterator[str]:
    if config.input:
        yield f"service-policy input {config.input}"
    if config.output:
        yield f"service-policy output {config.output}"
