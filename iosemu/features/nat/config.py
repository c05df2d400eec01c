"""What the grammar cannot say of `ip nat`: keys, refusals, the order of the lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED, Refused
from iosemu.features.nat.model import DESTINATION, INSIDE, OUTSIDE, Dynamic, NatConfig, NatInterface, Pool, Static
from iosemu.features.vfr.model import VfrInterface
from iosemu.types import InterfaceName, IPv4, format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.nat.engine import NatEngine

# pools


def set_pool(
    ctx: Context, negated: bool, name: str, start: IPv4 = 0, end: IPv4 = 0, netmask: int | None = None,
    prefix_length: int | None = None, rotary: bool = False,
) -> None:  # fmt: skip
    config: NatConfig = ctx.record
    old = config.pools.get(name)
    if old is not None:
        used = any(rule.pool == name for rule in config.dynamics.values())
        if used and _engine(ctx).maker.held.get(name):
            raise Refused(f"%Pool {name} in use, cannot {'destroy' if negated else 'redefine'}")
        if negated and used:
            raise Refused(f"%Pool {name} in use, cannot destroy")
    if negated:
        if old is not None:
            ctx.change(("pools", name), DELETED)
        return
    length = netmask if netmask is not None else prefix_length
    assert length is not None
    if end < start:
        raise Refused("%End address less than start address")
    if (start ^ end) & mask_of(length):
        needed = 32 - (start ^ end).bit_length()
        raise Refused(
            f"%Pool {name} mask {format_ipv4(mask_of(length))} too small; "
            f"should be at least {format_ipv4(mask_of(needed))}"
        )
    ctx.change(("pools", name), Pool(name, length, netmask is not None, rotary, [(start, end)]))


def render_pools(config: NatConfig) -> Iterator[str]:
    for pool in config.pools.values():
        start, end = pool.ranges[0]
        mask = f"netmask {format_ipv4(mask_of(pool.length))}" if pool.mask else f"prefix-length {pool.length}"
        kind = " type rotary" if pool.rotary else ""
        yield f"ip nat pool {pool.name} {format_ipv4(start)} {format_ipv4(end)} {mask}{kind}"


# dynamic rules


def _dynamic(ctx: Context, negated: bool, rule: Dynamic) -> None:
    config: NatConfig = ctx.record
    old = config.dynamics.get(rule.key)
    if old is not None and _engine(ctx).in_use(old):
        same = (old.pool, old.interface, old.overload) == (rule.pool, rule.interface, rule.overload)
        if negated or not same:
            raise Refused(f"%Dynamic mapping in use, cannot {'remove' if negated else 'change'}")
        return
    if negated:
        if old is not None:
            ctx.change(("dynamics", rule.key), DELETED)
        return
    taken = {each.number for each in config.dynamics.values()}
    rule.number = old.number if old is not None else next(n for n in range(1, len(taken) + 2) if n not in taken)
    ctx.change(("dynamics", rule.key), rule)


def _rule(
    side: str, how: str, name: object, pool: str = "", interface: InterfaceName | None = None, vrf: str = "",
    overload: bool = False,
) -> Dynamic:  # fmt: skip
    return Dynamic(side, how, str(name), pool, interface, overload or interface is not None, vrf)


def set_inside_list(ctx: Context, negated: bool, name: object, **values: Any) -> None:
    _dynamic(ctx, negated, _rule(INSIDE, "list", name, **values))


def set_inside_map(ctx: Context, negated: bool, name: object, **values: Any) -> None:
    _dynamic(ctx, negated, _rule(INSIDE, "route-map", name, **values))


def set_outside_list(ctx: Context, negated: bool, name: object, **values: Any) -> None:
    _dynamic(ctx, negated, _rule(OUTSIDE, "list", name, **values))


def set_destination(ctx: Context, negated: bool, name: object, pool: str = "") -> None:
    _dynamic(ctx, negated, _rule(DESTINATION, "list", name, pool))


# static rules


def _static(ctx: Context, negated: bool, rule: Static) -> None:
    config: NatConfig = ctx.record
    old = config.statics.get(rule.key)
    if negated:
        if old is not None:
            if _engine(ctx).in_use(old):
                raise Refused("%Static entry in use, cannot remove")
            ctx.change(("statics", rule.key), DELETED)
        return
    if old is not None:
        raise Refused(f"% similar static entry ({_pair(rule)}) already exists")
    for other in list(config.statics.values()):
        if (other.side, other.vrf) != (rule.side, rule.vrf) or "network" in (other.protocol, rule.protocol):
            continue
        if rule.protocol:
            where = (other.protocol, other.global_, other.interface, other.global_port)
            if where == (rule.protocol, rule.global_, rule.interface, rule.global_port):
                raise Refused(f"% similar static entry ({_pair(other)}) already exists")
        elif not other.protocol:
            if other.local == rule.local and not (rule.extendable or other.extendable):
                raise Refused(f"% {format_ipv4(rule.local)} already mapped ({_pair(other)})")
            if other.global_ == rule.global_ and other.interface == rule.interface:
                raise Refused(f"% similar static entry ({_pair(other)}) already exists")
    ctx.change(("statics", rule.key), rule)


def _pair(rule: Static) -> str:
    global_ = str(rule.interface) if rule.interface is not None else format_ipv4(rule.global_)
    near, far = format_ipv4(rule.local), global_
    if rule.protocol in ("tcp", "udp"):
        near, far = f"{near}:{rule.local_port}", f"{far}:{rule.global_port}"
    return f"{near} -> {far}" if rule.side == INSIDE else f"{far} -> {near}"


def set_inside_static(ctx: Context, negated: bool, **values: Any) -> None:
    _static(ctx, negated, Static(**values))


def set_inside_network(
    ctx: Context, negated: bool, slash: int | None = None, netmask: int | None = None, **values: Any
) -> None:
    length = slash if slash is not None else netmask
    assert length is not None
    _static(ctx, negated, Static(protocol="network", length=length, mask=netmask is not None, **values))


def set_inside_port(ctx: Context, negated: bool, **values: Any) -> None:
    if "interface" not in values:
        values["extendable"] = True  # IOS adds it
    _static(ctx, negated, Static(**values))


def set_inside_esp(ctx: Context, negated: bool, **values: Any) -> None:
    _static(ctx, negated, Static(protocol="esp", **values))


def set_outside_static(ctx: Context, negated: bool, **values: Any) -> None:
    _static(ctx, negated, Static(side=OUTSIDE, **values))


def render_rules(config: NatConfig) -> Iterator[str]:
    for rule in config.rules(DESTINATION):
        yield f"ip nat inside destination list {rule.name} pool {rule.pool}"
    for side in (INSIDE, OUTSIDE):
        for rule in config.rules(side):
            where = f"pool {rule.pool}" if rule.interface is None else f"interface {rule.interface}"
            options = [f"vrf {rule.vrf}"] * bool(rule.vrf) + ["overload"] * rule.overload
            yield " ".join([f"ip nat {side} source {rule.how} {rule.name} {where}", *options])
        statics = [rule for rule in config.statics.values() if rule.side == side]
        for static in sorted(statics, key=lambda rule: (rule.local, rule.local_port)):
            yield static_line(static)


def static_line(rule: Static) -> str:
    near = format_ipv4(rule.local)
    far = format_ipv4(rule.global_) if rule.interface is None else f"interface {rule.interface}"
    if rule.side == OUTSIDE:
        near, far = far, near
    words = [f"ip nat {rule.side} source static"]
    if rule.protocol == "network":
        mask = format_ipv4(mask_of(rule.length)) if rule.mask else f"/{rule.length}"
        words.append(f"network {near} {far} {mask}")
    elif rule.protocol in ("tcp", "udp"):
        words.append(f"{rule.protocol} {near} {rule.local_port} {far} {rule.global_port}")
    else:
        words.append(f"{rule.protocol} {near} {far}".strip())
    words += [f"vrf {rule.vrf}"] * bool(rule.vrf) + [f"route-map {rule.route_map}"] * bool(rule.route_map)
    words += ["extendable"] * rule.extendable + ["no-alias"] * rule.no_alias
    words += ["no-payload"] * rule.no_payload
    return " ".join(words)


# interfaces


def _side(ctx: Context, negated: bool, side: str) -> None:
    ctx.change(side, not negated)
    if not negated and ctx.device.software.nat_vfr:
        ctx.change("enabled", True, of=VfrInterface)


def set_inside(ctx: Context, negated: bool) -> None:
    _side(ctx, negated, INSIDE)


def set_outside(ctx: Context, negated: bool) -> None:
    _side(ctx, negated, OUTSIDE)


def render_inside(slot: NatInterface) -> Iterator[str]:
    if slot.inside:
        yield "ip nat inside"


def render_outside(slot: NatInterface) -> Iterator[str]:
    if slot.outside:
        yield "ip nat outside"


def _engine(ctx: Context) -> NatEngine:
    found: NatEngine = ctx.device.engine("nat")
    return found
