"""Commands that several routing protocols have alike; their `config` modules take them over by name.

The record of such a mode has `distribute`, `offsets`, `passive`, `not_passive` and `passive_default` as far as its
grammar has the commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from iosemu.cli import DELETED, BadArgument
from iosemu.device.sources import named
from iosemu.features.policy.model import DistributeList, OffsetList, Redistribution
from iosemu.records import replace
from iosemu.types import InterfaceName, IPv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context

R = TypeVar("R", bound=Redistribution)
_KINDS = ("internal", "external 1", "external 2", "nssa-external 1", "nssa-external 2")  # as they are shown
_WORDS = {
    "internal": _KINDS[:1], "external": _KINDS[1:3], "external_1": _KINDS[1:2], "external_2": _KINDS[2:3],
    "nssa": _KINDS[3:], "nssa_1": _KINDS[3:4], "nssa_2": _KINDS[4:],
}  # fmt: skip


def check_family_vrf(ctx: Context, vrf: str = "", asn: int = 0) -> str | None:
    """An address family is made for a VRF that is there."""
    known = ctx.negated or ctx.device.vrfs.routed(vrf) is not None
    return None if known else f"%IP routing table VRF {vrf} does not exist. Create first"


def turned_round(address: IPv4, wildcard: IPv4) -> IPv4:
    """The wildcard of a line `network`: a mask typed in its place is turned round, as IOS does, 0.0.0.0 0.0.0.0 too."""
    inverse = ~wildcard & 0xFFFFFFFF
    mask = wildcard >> 31 and inverse & (inverse + 1) == 0 and wildcard != 0xFFFFFFFF
    return inverse if mask or (address == 0 and wildcard == 0) else wildcard


def redistribution(
    known: R | None, fresh: R, negated: bool, source: str, typed: dict[str, Any]
) -> R | BadArgument | None:
    """What a line `redistribute` leaves of the options of a source; None: it goes.

    Options add to those that there are, as do kinds of routes; a line without `match` takes the usual ones again. `no`
    with options takes these alone.
    """
    kinds = [kind for word, named_kinds in _WORDS.items() if typed.pop(word, False) for kind in named_kinds]
    if kinds and not any(kind.match for kind in named(source).kinds.values()):
        return BadArgument("internal")
    if negated:
        if known is None or not (typed or kinds):
            return None
        left = [kind for kind in known.match if kind not in kinds]
        return replace(known, match=left, **{name: getattr(fresh, name) for name in typed})
    found = {*kinds, *(known.match if known is not None and kinds else ())}
    return replace(known or fresh, match=[kind for kind in _KINDS if kind in found], **typed)


def set_redistribute(ctx: Context, negated: bool, source: str, **typed: Any) -> BadArgument | None:
    """One that counts hops, or has EIGRP's metric."""
    known = ctx.record.redistribute.get(source)
    new = redistribution(known, Redistribution(), negated, source, typed)
    if isinstance(new, BadArgument):
        return new
    if new is not None or known is not None:
        ctx.change(("redistribute", source), DELETED if new is None else new)
    return None


def render_redistribute(record: Any) -> Iterator[str]:
    for source, options in record.redistribute.items():
        line = f"redistribute {source}"
        if options.transparent:
            line += " metric transparent"
        elif options.vector is not None:
            line += f" metric {' '.join(map(str, options.vector))}"
        elif options.metric is not None:
            line += f" metric {options.metric}"
        line += f" match {' '.join(options.match)}" if options.match else ""
        yield line + (f" route-map {options.route_map}" if options.route_map else "")


def set_passive(ctx: Context, negated: bool, default: bool = False, iface: InterfaceName | None = None) -> None:
    record: Any = ctx.record
    if iface is None:
        ctx.change(("passive_default",), not negated)
        ctx.change(("passive",), {})
        ctx.change(("not_passive",), {})
        return
    table = "not_passive" if record.passive_default else "passive"
    ctx.change((table, iface), True if negated == record.passive_default else DELETED)


def render_passive(record: Any) -> Iterator[str]:
    if record.passive_default:
        yield "passive-interface default"
        yield from (f"no passive-interface {name}" for name in sorted(record.not_passive))
    else:
        yield from (f"passive-interface {name}" for name in sorted(record.passive))


def set_distribute_list(
    ctx: Context, negated: bool, name: str | int, direction: str, iface: InterfaceName | None = None
) -> None:
    _change_distribute(ctx, negated, "acl", name, direction, iface)


def set_distribute_list_source(ctx: Context, negated: bool, name: str | int, source: str) -> None:
    """Only what was redistributed from this source."""
    _change_distribute(ctx, negated, "acl", name, "out", source)


def set_distribute_prefix(
    ctx: Context, negated: bool, name: str, direction: str, iface: InterfaceName | None = None
) -> None:
    _change_distribute(ctx, negated, "prefix", name, direction, iface)


def set_distribute_prefix_source(ctx: Context, negated: bool, name: str, source: str) -> None:
    """Only what was redistributed from this source."""
    _change_distribute(ctx, negated, "prefix", name, "out", source)


def set_distribute_map(
    ctx: Context, negated: bool, name: str, direction: str, iface: InterfaceName | None = None
) -> None:
    _change_distribute(ctx, negated, "route-map", name, direction, iface)


def _change_distribute(
    ctx: Context, negated: bool, kind: str, name: str | int, direction: str, scope: InterfaceName | str | None
) -> None:
    key = (direction, str(scope) if scope is not None else "")
    lists: dict[tuple[str, str], DistributeList] = ctx.record.distribute
    new = DistributeList(kind, str(name))
    if not negated:
        ctx.change(("distribute", key), new)
    elif lists.get(key) == new:
        ctx.change(("distribute", key), DELETED)


def render_distribute_list(record: Any) -> Iterator[str]:
    """All forms, in the order of typing."""
    for (direction, scope), entry in record.distribute.items():
        word = "" if entry.kind == "acl" else f"{entry.kind} "
        yield f"distribute-list {word}{entry.name} {direction} {scope}".rstrip()


def set_offset_list(
    ctx: Context, negated: bool, name: str | int, direction: str, amount: int = 0, iface: InterfaceName | None = None
) -> None:
    key = (direction, str(iface) if iface is not None else "")
    ctx.change(("offsets", key), DELETED if negated else OffsetList(str(name), amount))


def render_offset_list(record: Any) -> Iterator[str]:
    for (direction, scope), entry in record.offsets.items():
        yield f"offset-list {entry.acl} {direction} {entry.offset} {scope}".rstrip()
