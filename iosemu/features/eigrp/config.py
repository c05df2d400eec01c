"""Lines of `router eigrp` that the notation cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED
from iosemu.cli.context import BadArgument
from iosemu.features.eigrp.model import (
    AfInterface,
    EigrpConfig,
    EigrpInterface,
    Instance,
    NamedProcess,
    PrefixLimit,
    Stub,
    Summary,
)
from iosemu.features.policy.shared import (
    check_family_vrf,
    render_distribute_list,
    render_offset_list,
    render_passive,
    render_redistribute,
    set_distribute_list,
    set_distribute_list_source,
    set_distribute_map,
    set_distribute_prefix,
    set_distribute_prefix_source,
    set_offset_list,
    set_passive,
    set_redistribute,
    turned_round,
)
from iosemu.types import IPv4, Prefix, classful_length, format_ipv4, mask_of

if TYPE_CHECKING:
    from iosemu.cli.context import Context

__all__ = [
    "check_family_vrf",
    "check_instance_name",
    "render_af_bfd",
    "render_af_next_hop_self",
    "render_af_passive",
    "render_af_shutdown",
    "render_af_split_horizon",
    "render_af_summary_address",
    "render_af_summary_prefix",
    "render_distribute_list",
    "render_maximum_prefix",
    "render_neighbor_maximum_prefix",
    "render_network",
    "render_next_hop_self",
    "render_offset_list",
    "render_passive",
    "render_redistribute",
    "render_redistribute_maximum_prefix",
    "render_stub",
    "render_stub_receive_only",
    "render_summary_address",
    "render_summary_prefix",
    "set_af_bfd",
    "set_af_next_hop_self",
    "set_af_passive",
    "set_af_shutdown",
    "set_af_split_horizon",
    "set_af_summary_address",
    "set_af_summary_prefix",
    "set_distribute_list",
    "set_distribute_list_source",
    "set_distribute_map",
    "set_distribute_prefix",
    "set_distribute_prefix_source",
    "set_maximum_prefix",
    "set_neighbor_maximum_prefix",
    "set_network",
    "set_next_hop_self",
    "set_offset_list",
    "set_passive",
    "set_redistribute",
    "set_redistribute_maximum_prefix",
    "set_stub",
    "set_stub_receive_only",
    "set_summary_address",
    "set_summary_prefix",
]


def check_instance_name(ctx: Context, name: str) -> BadArgument | None:
    """A number that is no autonomous system (0, 70000) is no name either."""
    return BadArgument("name") if name.isdigit() else None


def _taken(ctx: Context, vrf: str, asn: int, own: Instance | None) -> str | None:
    """Two processes of one autonomous system would hear each other's packets in a VRF: the second is refused."""
    if ctx.negated or ctx.defaulted:
        return None
    config = ctx.device[EigrpConfig]
    held = [config.classic.get(asn)] if not vrf else []
    for classic in config.classic.values():
        held += [family for name, family in classic.families.items() if (name, family.asn) == (vrf, asn)]
    for named in config.named.values():
        held.append(named.vrfs.get((vrf, asn)) if vrf else named.ipv4.get(asn))
    if all(each is None or each is own for each in held):
        return None
    return f"% EIGRP autonomous system {asn} is in use by another process of {f'VRF {vrf}' if vrf else 'this router'}"


def check_classic(ctx: Context, asn: int) -> str | None:
    return _taken(ctx, "", asn, ctx.device[EigrpConfig].classic.get(asn))


def check_vrf_family(ctx: Context, vrf: str, asn: int = 0) -> str | None:
    own: Instance = ctx.record
    return check_family_vrf(ctx, vrf) or (_taken(ctx, vrf, asn, own.families.get(vrf)) if asn else None)


def check_system(ctx: Context, asn: int = 0) -> str | None:
    own: Instance = ctx.record
    return _taken(ctx, own.vrf, asn, own) if asn else None


def check_named_family(ctx: Context, asn: int, vrf: str = "") -> str | None:
    named: NamedProcess = ctx.record
    own = named.vrfs.get((vrf, asn)) if vrf else named.ipv4.get(asn)
    return (check_family_vrf(ctx, vrf) if vrf else None) or _taken(ctx, vrf, asn, own)


def set_network(ctx: Context, negated: bool, address: IPv4, wildcard: IPv4 | None = None) -> None:
    """Without a wildcard the classful network counts; a mask typed in its place is turned round, as IOS does."""
    key: tuple[IPv4, IPv4]
    if wildcard is None:
        key = (Prefix.of(address, classful_length(address)).network, -1)
    else:
        wildcard = turned_round(address, wildcard)
        network = address & ~wildcard & 0xFFFFFFFF
        length = classful_length(network) if network else 0
        whole = wildcard == ~mask_of(length) & 0xFFFFFFFF and length < 32
        key = (network, -1) if whole else (network, wildcard)
    if negated:
        ctx.change(("networks", key), DELETED)
    else:
        ctx.change(("networks", key), True)


def render_network(record: Instance) -> Iterator[str]:
    for network, wildcard in sorted(record.networks):
        tail = "" if wildcard < 0 else f" {format_ipv4(wildcard)}"
        yield f"network {format_ipv4(network)}{tail}"


def check_router_id(ctx: Context, router_id: IPv4 = 1) -> BadArgument | None:
    """0.0.0.0 and 255.255.255.255 are no legal identifiers (IOS command reference)."""
    return BadArgument("router_id") if router_id in (0, 0xFFFFFFFF) else None


def set_stub(
    ctx: Context,
    negated: bool,
    connected: bool = False,
    static: bool = False,
    summary: bool = False,
    redistributed: bool = False,
) -> None:
    """Alone it means connected and summary."""
    if negated:
        ctx.change(("stub",), None)
    elif connected or static or summary or redistributed:
        ctx.change(("stub",), Stub(connected, static, summary, redistributed))
    else:
        ctx.change(("stub",), Stub(connected=True, summary=True))


def set_stub_receive_only(ctx: Context, negated: bool) -> None:
    ctx.change(("stub",), None if negated else Stub(receive_only=True))


def render_stub(record: Instance) -> Iterator[str]:
    stub = record.stub
    if stub is None or stub.receive_only:
        return
    words = [word for word in ("connected", "static", "summary", "redistributed") if getattr(stub, word)]
    yield "eigrp stub " + " ".join(words)


def render_stub_receive_only(record: Instance) -> Iterator[str]:
    if record.stub is not None and record.stub.receive_only:
        yield "eigrp stub receive-only"


def _summary(
    ctx: Context,
    at: tuple[object, ...],
    known: AfInterface | None,
    negated: bool,
    key: tuple[IPv4, int],
    summary: Summary,
) -> None:
    if not negated:
        ctx.change((*at, "summaries", key), summary)
    elif known is not None and key in known.summaries:
        ctx.change((*at, "summaries", key), DELETED)


def set_summary_address(
    ctx: Context, negated: bool, asn: int, network: IPv4, length: int, distance: int = 5, leak_map: str = ""
) -> None:
    record: EigrpInterface = ctx.record
    known = record.per_as.get(asn)
    key, summary = (network & mask_of(length), length), Summary(distance, leak_map)
    if known is not None:
        _summary(ctx, ("per_as", asn), known, negated, key, summary)
    elif not negated:
        ctx.change(("per_as", asn), AfInterface(summaries={key: summary}))


def set_summary_prefix(
    ctx: Context, negated: bool, asn: int, prefix: Prefix, distance: int = 5, leak_map: str = ""
) -> None:
    """The mask as a length."""
    set_summary_address(ctx, negated, asn, prefix.network, prefix.length, distance, leak_map)


def render_summary_prefix(record: EigrpInterface) -> Iterator[str]:
    yield from ()


def set_af_summary_prefix(ctx: Context, negated: bool, prefix: Prefix, distance: int = 5, leak_map: str = "") -> None:
    set_af_summary_address(ctx, negated, prefix.network, prefix.length, distance, leak_map)


def render_af_summary_prefix(record: AfInterface) -> Iterator[str]:
    yield from ()


def _summary_lines(settings: AfInterface) -> Iterator[str]:
    for (network, length), summary in sorted(settings.summaries.items(), key=lambda item: item[0]):
        line = f"{format_ipv4(network)} {format_ipv4(mask_of(length))}"
        line += f" {summary.distance}" if summary.distance != 5 else ""
        yield line + (f" leak-map {summary.leak_map}" if summary.leak_map else "")


def render_summary_address(record: EigrpInterface) -> Iterator[str]:
    for asn, settings in sorted(record.per_as.items()):
        yield from (f"ip summary-address eigrp {asn} {line}" for line in _summary_lines(settings))


def set_af_summary_address(
    ctx: Context, negated: bool, network: IPv4, length: int, distance: int = 5, leak_map: str = ""
) -> None:
    _summary(ctx, (), ctx.record, negated, (network & mask_of(length), length), Summary(distance, leak_map))


def render_af_summary_address(record: AfInterface) -> Iterator[str]:
    yield from (f"summary-address {line}" for line in _summary_lines(record))


def set_next_hop_self(ctx: Context, negated: bool, asn: int, no_ecmp_mode: bool = False) -> None:
    """Only the negation says something: the default is that we are the next hop."""
    record: EigrpInterface = ctx.record
    off = negated and not ctx.defaulted
    if record.per_as.get(asn) is None:
        if off:
            ctx.change(("per_as", asn), AfInterface(next_hop_self=False, no_ecmp_mode=no_ecmp_mode or None))
        return
    ctx.change(("per_as", asn, "next_hop_self"), False if off else None)
    ctx.change(("per_as", asn, "no_ecmp_mode"), True if off and no_ecmp_mode else None)


def render_next_hop_self(record: EigrpInterface) -> Iterator[str]:
    for asn, settings in sorted(record.per_as.items()):
        if settings.next_hop_self is False:
            yield f"no ip next-hop-self eigrp {asn}" + (" no-ecmp-mode" if settings.no_ecmp_mode else "")


# flags of `af-interface`: kept only where they differ from what the interface would have without them


def _inherited(ctx: Context, name: str, default: bool) -> bool:
    """What `af-interface default` says to this block."""
    for named in ctx.device[EigrpConfig].named.values():
        for instance in (*named.ipv4.values(), *named.vrfs.values()):
            if ctx.record is not instance.af_default and any(r is ctx.record for r in instance.af_interfaces.values()):
                value = getattr(instance.af_default, name, None)
                return default if value is None else bool(value)
    return default


def _set_flag(ctx: Context, negated: bool, name: str, default: bool) -> None:
    value = default if ctx.defaulted else not negated
    ctx.change((name,), None if ctx.defaulted or value == _inherited(ctx, name, default) else value)


def _flag_line(record: AfInterface, name: str, word: str) -> Iterator[str]:
    value = getattr(record, name)
    if value is not None:
        yield word if value else f"no {word}"


def set_af_split_horizon(ctx: Context, negated: bool) -> None:
    _set_flag(ctx, negated, "split_horizon", True)


def render_af_split_horizon(record: AfInterface) -> Iterator[str]:
    return _flag_line(record, "split_horizon", "split-horizon")


def set_af_next_hop_self(ctx: Context, negated: bool, no_ecmp_mode: bool = False) -> None:
    _set_flag(ctx, negated, "next_hop_self", True)
    ctx.change(("no_ecmp_mode",), True if negated and no_ecmp_mode and not ctx.defaulted else None)


def render_af_next_hop_self(record: AfInterface) -> Iterator[str]:
    tail = " no-ecmp-mode" if record.no_ecmp_mode else ""
    yield from (line + tail for line in _flag_line(record, "next_hop_self", "next-hop-self"))


def set_af_passive(ctx: Context, negated: bool) -> None:
    _set_flag(ctx, negated, "passive", False)


def render_af_passive(record: AfInterface) -> Iterator[str]:
    return _flag_line(record, "passive", "passive-interface")


def set_af_shutdown(ctx: Context, negated: bool) -> None:
    _set_flag(ctx, negated, "shutdown", False)


def render_af_shutdown(record: AfInterface) -> Iterator[str]:
    return _flag_line(record, "shutdown", "shutdown")


def set_af_bfd(ctx: Context, negated: bool) -> None:
    _set_flag(ctx, negated, "bfd", False)


def render_af_bfd(record: AfInterface) -> Iterator[str]:
    return _flag_line(record, "bfd", "bfd")


# prefix limits


def _set_limit(ctx: Context, negated: bool, name: str, values: dict[str, Any]) -> None:
    ctx.change((name,), None if negated else PrefixLimit(**values))


def _limit_line(words: str, limit: PrefixLimit | None) -> Iterator[str]:
    if limit is None:
        return
    default = PrefixLimit()
    parts = [words, str(limit.maximum)]
    if limit.threshold != default.threshold:
        parts.append(str(limit.threshold))
    parts += ["dampened"] if limit.dampened else []
    for word in ("reset-time", "restart", "restart-count"):
        value = getattr(limit, word.replace("-", "_"))
        if value != getattr(default, word.replace("-", "_")):
            parts.append(f"{word} {value}")
    parts += ["warning-only"] if limit.warning_only else []
    yield " ".join(parts)


def set_maximum_prefix(ctx: Context, negated: bool, **values: Any) -> None:
    _set_limit(ctx, negated, "maximum_prefix", values)


def render_maximum_prefix(record: Instance) -> Iterator[str]:
    return _limit_line("maximum-prefix", record.maximum_prefix)


def set_redistribute_maximum_prefix(ctx: Context, negated: bool, **values: Any) -> None:
    _set_limit(ctx, negated, "redistribute_limit", values)


def render_redistribute_maximum_prefix(record: Instance) -> Iterator[str]:
    return _limit_line("redistribute maximum-prefix", record.redistribute_limit)


def set_neighbor_maximum_prefix(ctx: Context, negated: bool, **values: Any) -> None:
    _set_limit(ctx, negated, "peer_limit", values)


def render_neighbor_maximum_prefix(record: Instance) -> Iterator[str]:
    return _limit_line("neighbor maximum-prefix", record.peer_limit)
