"""`area N …` of `router ospf`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED
from iosemu.features.ospf.events import Configured
from iosemu.features.ospf.model import (
    BACKBONE,
    Area,
    Nssa,
    OspfProcess,
    Range,
    Secret,
    VirtualLink,
    area_number,
    area_text,
)
from iosemu.features.ospf.secrets import key_exists, secret, shown, too_long
from iosemu.records import replace
from iosemu.types import IPv4, format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context

__all__ = [
    "area_change",
    "area_known",
    "areas",
    "nssa_lines",
    "render_area_authentication",
    "render_area_default_cost",
    "render_area_filter_list",
    "render_area_nssa",
    "render_area_nssa_translate",
    "render_area_range",
    "render_area_stub",
    "render_area_virtual_chain",
    "render_area_virtual_digest",
    "render_area_virtual_key",
    "render_area_virtual_link",
    "set_area",
    "set_area_authentication",
    "set_area_default_cost",
    "set_area_filter_list",
    "set_area_nssa",
    "set_area_nssa_translate",
    "set_area_range",
    "set_area_stub",
    "set_area_virtual_chain",
    "set_area_virtual_digest",
    "set_area_virtual_key",
    "set_area_virtual_link",
]


def area_known(ctx: Context, typed: dict[str, Any]) -> tuple[int, Area]:
    """Takes the number of the area out of what was typed; the area, a new one if nothing is said of it yet."""
    area, dotted = typed.pop("area", None), typed.pop("dotted", None)
    number = area_number(area, dotted)
    record: OspfProcess = ctx.record
    return number, record.areas.get(number) or Area(dotted=dotted is not None)


def area_change(ctx: Context, number: int, known: Area, **fields: Any) -> None:
    """An area of which nothing is said any more is forgotten."""
    new = replace(known, **fields)
    _tell(ctx, number, known, new)
    if new != Area(dotted=new.dotted):
        ctx.change(("areas", number), new)
    elif number in ctx.record.areas:
        ctx.change(("areas", number), DELETED)


def _tell(ctx: Context, number: int, known: Area, new: Area) -> None:
    """To `debug ip ospf events`: what stands there now and did not. Of another version nothing is told."""
    if type(ctx.record) is not OspfProcess:
        return
    head = f"area {area_text(number, new.dotted)}"
    before, after = list(_lines(known)), list(_lines(new))
    gone = [f"no {head} {line}" for line in before if line not in after]
    for line in (*gone, *(f"{head} {line}" for line in after if line not in before)):
        ctx.device.bus.emit(Configured(ctx.record.number, f"Area config: '{line}'"))


def areas(record: OspfProcess) -> Iterator[tuple[str, Area]]:
    """In order, each with how its lines begin."""
    for number, area in sorted(record.areas.items()):
        yield f"area {area_text(number, area.dotted)}", area


def render_area_authentication(record: OspfProcess) -> Iterator[str]:
    """All lines of one area, then those of the next: of all these commands, not of this one alone."""
    for head, area in areas(record):
        yield from (f"{head} {line}" for line in _lines(area))


def _lines(area: Area) -> Iterator[str]:
    if area.authentication:
        yield "authentication" + (" message-digest" if area.authentication == "message-digest" else "")
    if area.stub:
        yield "stub" + (" no-summary" if area.no_summary else "")
    if area.nssa is not None:
        yield from nssa_lines(area.nssa)
    if area.default_cost != 1:
        yield f"default-cost {area.default_cost}"
    for (network, length), entry in sorted(area.ranges.items()):
        tail = "" if entry.advertise else " not-advertise"
        tail += "" if entry.cost is None else f" cost {entry.cost}"
        yield f"range {format_ipv4(network)} {format_ipv4(mask_of(length))}{tail}"
    for name, direction in ((area.filter_in, "in"), (area.filter_out, "out")):
        if name:
            yield f"filter-list prefix {name} {direction}"
    for router, link in sorted(area.virtual_links.items()):
        yield from (f"virtual-link {format_ipv4(router)}{line}" for line in _link_lines(link))


def nssa_lines(nssa: Nssa) -> Iterator[str]:
    words = ["nssa"] + (["no-redistribution"] if nssa.no_redistribution else [])
    if nssa.default_originate:
        words.append("default-information-originate")
        words += [] if nssa.metric is None else [f"metric {nssa.metric}"]
        words += [] if nssa.metric_type == 2 else [f"metric-type {nssa.metric_type}"]
        words += ["nssa-only"] if nssa.nssa_only else []
    yield " ".join(words + (["no-summary"] if nssa.no_summary else []))
    if nssa.always_translate:
        yield "nssa translate type7 always"
    if nssa.suppress_fa:
        yield "nssa translate type7 suppress-fa"


_AUTHENTICATION = {"simple": " authentication", "message-digest": " authentication message-digest",
                   "null": " authentication null"}  # fmt: skip


def _link_lines(link: VirtualLink) -> Iterator[str]:
    line = _AUTHENTICATION.get(link.authentication, "")
    if link.authentication == "key-chain":
        line = f" authentication key-chain {link.key_chain}"
    for word, value, default in (
        ("hello-interval", link.hello, 10),
        ("retransmit-interval", link.retransmit, 5),
        ("transmit-delay", link.transmit_delay, 1),
        ("dead-interval", link.dead, None),
        ("ttl-security hops", link.hops, 0),
    ):
        line += f" {word} {value}" if value != default else ""
    if line or not (link.key or link.md5_keys):
        yield line
    if link.key is not None:
        yield f" authentication-key {shown(link.key)}"
    for number, key in sorted(link.md5_keys.items()):
        yield f" message-digest-key {number} md5 {shown(key)}"


def _elsewhere(record: OspfProcess) -> Iterator[str]:
    """`render_area_authentication` has the lines of all these commands."""
    yield from ()


render_area_default_cost = render_area_filter_list = render_area_nssa = _elsewhere
render_area_nssa_translate = render_area_range = render_area_stub = _elsewhere
render_area_virtual_chain = render_area_virtual_digest = render_area_virtual_key = render_area_virtual_link = _elsewhere


def set_area(ctx: Context, negated: bool, **typed: Any) -> None:
    """`no area N` takes all that is said of it."""
    number, _ = area_known(ctx, typed)
    if number in ctx.record.areas:
        ctx.change(("areas", number), DELETED)


def set_area_authentication(ctx: Context, negated: bool, digest: bool = False, **typed: Any) -> None:
    number, known = area_known(ctx, typed)
    area_change(ctx, number, known, authentication="" if negated else "message-digest" if digest else "simple")


def set_area_stub(ctx: Context, negated: bool, no_summary: bool = False, **typed: Any) -> str | None:
    """`no area 1 stub no-summary` leaves a stub area."""
    number, known = area_known(ctx, typed)
    if negated:
        area_change(ctx, number, known, stub=known.stub and no_summary, no_summary=False)
        return None
    if number == BACKBONE:
        return f"{_said(ctx)}Backbone can not be configured as stub area"
    if known.nssa is not None:
        return f"{_said(ctx)}Area is configured as NSSA already"
    if known.virtual_links:
        return _transit(ctx, "a stub")
    area_change(ctx, number, known, stub=True, no_summary=no_summary or known.no_summary)
    return None


def _transit(ctx: Context, what: str) -> str:
    return f"{_said(ctx)}Area cannot be {what} as it contains a virtual link"


def _said(ctx: Context) -> str:
    record: OspfProcess = ctx.record
    return record.says(ctx.device.software)


def set_area_nssa(ctx: Context, negated: bool, **typed: Any) -> str | None:
    """Options add to those that there are; `no` with options takes these alone."""
    number, known = area_known(ctx, typed)
    if negated:
        if known.nssa is not None:
            default = Nssa()
            left = replace(known.nssa, **{name: getattr(default, name) for name in typed}) if typed else None
            if left is not None and not left.default_originate:
                left = replace(left, metric=None, metric_type=2, nssa_only=False)
            area_change(ctx, number, known, nssa=left)
        return None
    return _becomes_nssa(ctx, number, known, typed)


def _becomes_nssa(ctx: Context, number: int, known: Area, options: dict[str, Any]) -> str | None:
    if number == BACKBONE:
        return f"{_said(ctx)}Backbone can not be configured as NSSA area"
    if known.stub:
        return f"{_said(ctx)}Area is configured as stub area already"
    if known.virtual_links:
        return _transit(ctx, "an NSSA")
    area_change(ctx, number, known, nssa=replace(known.nssa or Nssa(), **options))
    return None


def set_area_nssa_translate(
    ctx: Context, negated: bool, always: bool = False, suppress_fa: bool = False, **typed: Any
) -> str | None:
    number, known = area_known(ctx, typed)
    changed: dict[str, Any] = {"always_translate": not negated} if always else {"suppress_fa": not negated}
    if negated:
        if known.nssa is not None:
            area_change(ctx, number, known, nssa=replace(known.nssa, **changed))
        return None
    return _becomes_nssa(ctx, number, known, changed)


def set_area_default_cost(ctx: Context, negated: bool, cost: int = 1, **typed: Any) -> None:
    number, known = area_known(ctx, typed)
    area_change(ctx, number, known, default_cost=1 if negated else cost)


def set_area_range(
    ctx: Context,
    negated: bool,
    network: IPv4,
    length: int,
    advertise: bool = False,
    hide: bool = False,
    cost: int | None = None,
    **typed: Any,
) -> None:
    """`no … not-advertise` and `no … cost` leave the range."""
    number, known = area_known(ctx, typed)
    key = (network & mask_of(length), length)
    old = known.ranges.get(key)
    ranges = {other: entry for other, entry in known.ranges.items() if other != key}
    if not negated:
        ranges[key] = Range(not hide, cost if cost is not None or old is None or hide else old.cost)
    elif old is not None and (hide or cost is not None):
        ranges[key] = Range(old.advertise or hide, None if cost is not None else old.cost)
    area_change(ctx, number, known, ranges=ranges)


def set_area_filter_list(ctx: Context, negated: bool, name: str, direction: str, **typed: Any) -> None:
    number, known = area_known(ctx, typed)
    field = f"filter_{direction}"
    if not negated or getattr(known, field) == name:
        area_change(ctx, number, known, **{field: "" if negated else name})


# virtual links


def _link(
    ctx: Context, negated: bool, router: IPv4, typed: dict[str, Any], fields: dict[str, Any], whole: bool
) -> str | None:
    """`whole`: without options `no` takes the link itself."""
    number, known = area_known(ctx, typed)
    if number == BACKBONE and not negated:
        return f"{_said(ctx)}Backbone can not be configured as transit area for virtual links"
    if (known.stub or known.nssa is not None) and not negated:
        return f"{_said(ctx)}Area {area_text(number, known.dotted)} is a stub or nssa so virtual link is not allowed"
    links = dict(known.virtual_links)
    if not negated:
        links[router] = replace(links.get(router) or VirtualLink(), **fields)
    elif router in links:
        if whole:
            del links[router]
        else:
            links[router] = replace(links[router], **fields)
    area_change(ctx, number, known, virtual_links=links)
    return None


_OPTIONS = ("hello", "dead", "retransmit", "transmit_delay", "hops", "authentication", "digest", "null")


def _options(typed: dict[str, Any]) -> dict[str, Any]:
    """Takes those of a virtual link out of what was typed."""
    found: dict[str, Any] = {name: typed.pop(name) for name in _OPTIONS if name in typed}
    digest, null = found.pop("digest", False), found.pop("null", False)
    if found.pop("authentication", False):
        found.update(authentication="message-digest" if digest else "null" if null else "simple", key_chain="")
    return found


def set_area_virtual_link(ctx: Context, negated: bool, router: IPv4, **typed: Any) -> str | None:
    default = VirtualLink()
    fields = _options(typed)
    if negated:
        fields = {name: getattr(default, name) for name in fields}
    return _link(ctx, negated, router, typed, fields, not fields)


def set_area_virtual_chain(
    ctx: Context, negated: bool, router: IPv4, authentication: bool = True, key_chain: str = "", **typed: Any
) -> str | None:
    fields = {"authentication": "" if negated else "key-chain", "key_chain": key_chain}
    return _link(ctx, negated, router, typed, fields, False)


def set_area_virtual_key(
    ctx: Context, negated: bool, router: IPv4, kind: int = 0, text: str = "", **typed: Any
) -> str | None:
    fields = _options(typed)
    found: Secret | None = None
    cut = False
    if negated:
        fields = {}
    else:
        found, cut = secret(ctx.device, kind, text, 8)
    return _link(ctx, negated, router, typed, {**fields, "key": found}, False) or too_long(cut, 8)


def set_area_virtual_digest(
    ctx: Context, negated: bool, router: IPv4, number: int, kind: int = 0, text: str = "", **typed: Any
) -> str | None:
    fields = _options(typed)
    area = ctx.record.areas.get(area_number(typed.get("area"), typed.get("dotted")))
    link = area.virtual_links.get(router) if area is not None else None
    keys = dict(link.md5_keys) if link is not None else {}
    cut = False
    if negated:
        fields = {}
        keys.pop(number, None)
    elif number in keys:
        return key_exists(ctx.device, number)
    else:
        keys[number], cut = secret(ctx.device, kind, text, 16)
    return _link(ctx, negated, router, typed, {**fields, "md5_keys": keys}, False) or too_long(cut, 16)
