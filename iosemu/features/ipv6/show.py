"""`show ipv6 interface | neighbors | routers | mtu`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.device.interface import Interface
from iosemu.device.tells import Ip6Facts, told
from iosemu.device.v6.interface import Address, State
from iosemu.device.v6.neighbours import Neighbour
from iosemu.features.ipv6.model import Ipv6Config
from iosemu.features.ipv6.routes import (
    show_ipv6_route,
    show_ipv6_route_entry,
    show_ipv6_route_summary,
    show_ipv6_static,
)
from iosemu.features.ipv6.traffic import show_ipv6_traffic
from iosemu.types import InterfaceName, Prefix6, format_ipv6, format_mac

__all__ = [
    "show_ipv6_interface", "show_ipv6_interface_brief", "show_ipv6_interface_prefix", "show_ipv6_mtu",
    "show_ipv6_neighbors", "show_ipv6_route", "show_ipv6_route_entry", "show_ipv6_route_summary", "show_ipv6_routers",
    "show_ipv6_static", "show_ipv6_traffic",
]  # fmt: skip


def line_state(iface: Interface) -> tuple[str, str]:
    """``up``, ``down``: of the interface and of its line protocol."""
    state = "up" if iface.up else "down" if iface.enabled else "administratively down"
    return state, "up" if iface.line_up else "down"


def show_ipv6_interface(ctx: Context, iface: InterfaceName | None = None) -> Iterator[str]:
    if iface is not None:
        found = ctx.device.interfaces.get(iface)
        if found is not None and found.wide:
            yield from _whole(found)
        return
    for each in ctx.device.interfaces.in_order():
        if each.wide:
            yield from _whole(each)


def _marks(own: Address, now: float) -> str:
    marks = [own.kind] if own.kind else []
    marks += ["DEP"] if own.deprecated(now) else []
    marks += [own.state.value] if own.state.value else []
    return f" [{'/'.join(marks)}]" if marks else ""


def _whole(iface: Interface) -> Iterator[str]:
    half, device = iface.v6, iface.device
    now, stack, software = device.scheduler.now, device.ip6, device.software
    state, line = line_state(iface)
    yield f"{iface.text} is {state}, line protocol is {line}"
    local = half.local
    if local is None:
        return
    word = {State.VALID: "enabled", State.TENTATIVE: "tentative", State.DUPLICATE: "stalled"}[local.state]
    yield f"  IPv6 is {word}, link-local address is {format_ipv6(local.value)} {_marks(local, now).strip()}"
    yield "  No Virtual link-local address(es):"
    if iface.config.description:
        yield f"  Description: {iface.config.description}"
    if half.config.autoconfig:
        yield "  Stateless address autoconfig enabled"
    lender = half.config.unnumbered
    if lender is not None:
        yield f"  Interface is unnumbered. Using address of {lender}"
    if half.addresses:
        yield "  Global unicast address(es):"
        for own in half.addresses.values():
            yield f"    {format_ipv6(own.value)}, subnet is {own.prefix}{_marks(own, now)}"
            if own.valid is not None and own.preferred is not None:
                left = max(0, int(own.valid - now)), max(0, int(own.preferred - now))
                yield f"      valid lifetime {left[0]} preferred lifetime {left[1]}"
    else:
        yield "  No global unicast address is configured"
    yield "  Joined group address(es):"
    for group in sorted(half.groups):
        yield f"    {format_ipv6(group)}"
    yield f"  MTU is {half.mtu} bytes"
    yield f"  ICMP error messages limited to one every {round(stack.icmp.interval * 1000)} milliseconds"
    yield f"  ICMP redirects are {'enabled' if half.config.redirects else 'disabled'}"
    yield f"  ICMP unreachables are {'sent' if half.config.unreachables else 'not sent'}"
    yield from _policies(iface)
    attempts = half.config.dad_attempts
    yield f"  ND DAD is {'enabled' if attempts else 'disabled'}, number of DAD attempts: {attempts}"
    reachable = round(half.reachable * 1000)
    using = f" (using {reachable})" if software.nd_using else ""
    yield f"  ND reachable time is {reachable} milliseconds{using}"
    if stack.routers.advertises(iface) or (stack.routing and half.resolves and not half.config.ra_suppress):
        yield from _advertised(iface)
    elif stack.routing and half.resolves:
        yield f"  ND RAs are suppressed ({'all' if half.config.ra_suppress_all else 'periodic'})"
        yield from _hosts(half.config)
    elif software.nd_using:
        yield f"  ND NS retransmit interval is {round(half.retransmit * 1000)} milliseconds"


def _policies(iface: Interface) -> Iterator[str]:
    """Lines of what looks at datagrams there."""
    facts = Ip6Facts()
    for _ in told(iface.device, "ipv6 interface", iface, facts):
        pass
    ways = (
        ("Input", facts.input_features, facts.input_lines), ("Output", facts.output_features, facts.output_lines),
    )  # fmt: skip
    indent = iface.device.software.ip6_feature_indent
    for way, found, lines in ways:
        if found:
            yield f"  {way} features: {', '.join(found)}"
        yield from (f"{indent}{line}" for line in lines)


def _unspecified(value: int, unit: str) -> str:
    return f"{value} {unit}" if value else "0 (unspecified)"


def _advertised(iface: Interface) -> Iterator[str]:
    config = iface.v6.config
    yield f"  ND advertised reachable time is {_unspecified(config.reachable_time, 'milliseconds')}"
    yield f"  ND advertised retransmit interval is {_unspecified(config.ns_interval, 'milliseconds')}"
    yield f"  ND router advertisements are sent every {config.ra_interval} seconds"
    yield f"  ND router advertisements live for {config.ra_lifetime} seconds"
    yield f"  ND advertised default router preference is {config.preference}"
    yield from _hosts(config)


def _hosts(config: Ipv6Config) -> Iterator[str]:
    if config.managed:
        yield "  Hosts use DHCP to obtain routable addresses."
    else:
        yield "  Hosts use stateless autoconfig for addresses."
    if config.other:
        yield "  Hosts use DHCP to obtain other configuration."


def show_ipv6_interface_brief(ctx: Context, iface: InterfaceName | None = None) -> Iterator[str]:
    for each in ctx.device.interfaces.in_order():
        if iface is not None and each.name != iface:
            continue
        state, line = line_state(each)
        yield f"{each.text:<22} [{state}/{line}]"
        if not each.wide or each.v6.local is None:
            yield "    unassigned"
            continue
        yield f"    {format_ipv6(each.v6.local.value)}"
        lender = each.v6.config.unnumbered
        if lender is not None:
            yield f"    unnumbered ({lender})"
        for own in each.v6.addresses.values():
            yield f"    {format_ipv6(own.value)}"


def show_ipv6_interface_prefix(ctx: Context, iface: InterfaceName) -> Iterator[str]:
    found = ctx.device.interfaces.get(iface)
    if found is None or not found.wide:
        return
    yield f"IPv6 Prefix Advertisements {found.text}"
    yield "Codes: A - Address, P - Prefix-Advertisement, O - Pool"
    yield "       U - Per-user prefix, D - Default       N - Not advertised, C - Calendar"
    yield ""
    config = found.v6.config
    default = config.prefixes.get((0, 0))
    flags = "LA" if default is None else ("" if default.off_link else "L") + ("" if default.no_autoconfig else "A")
    valid, preferred = (2592000, 604800) if default is None else (default.valid, default.preferred)
    yield f"PD  default [{flags}] Valid lifetime {valid}, preferred lifetime {preferred}"
    said = {(own.prefix.network, own.prefix.length): "A" for own in found.v6.addresses.values()}
    said |= {key: said.get(key, "") + "P" for key in config.prefixes if key != (0, 0)}
    for key, code in sorted(said.items()):
        line = config.prefixes.get(key, default)
        flags = "LA" if line is None else ("" if line.off_link else "L") + ("" if line.no_autoconfig else "A")
        valid, preferred = (2592000, 604800) if line is None else (line.valid, line.preferred)
        unsaid = "N" if line is not None and line.no_advertise else ""
        text = f"Valid lifetime {valid}, preferred lifetime {preferred}"
        yield f"{code + unsaid:<3} {Prefix6(*key)} [{flags}] {text}"


NEIGHBORS = "IPv6 Address                              Age Link-layer Addr State Interface"


def age_text(entry: Neighbour, now: float) -> str:
    """Minutes since he was last heard of; of static ones none."""
    return "-" if entry.static else str(int((now - entry.heard) // 60))


def show_ipv6_neighbors(
    ctx: Context, iface: InterfaceName | None = None, address: int | None = None
) -> Iterator[str]:
    if not ctx.device.has_ip6:
        return
    yield NEIGHBORS
    now = ctx.device.scheduler.now
    for entry in ctx.device.ip6.neighbours.entries():
        if (iface is not None and entry.iface.name != iface) or (address is not None and entry.address != address):
            continue
        mac = format_mac(entry.mac) if entry.mac is not None else "-"
        line = f"{format_ipv6(entry.address):<40} {age_text(entry, now):>4} {mac:<15} {entry.state.value:<5}"
        yield f"{line} {entry.iface.name.short}"


def show_ipv6_routers(ctx: Context, iface: InterfaceName | None = None) -> Iterator[str]:
    if not ctx.device.has_ip6:
        return
    stack, now = ctx.device.ip6, ctx.device.scheduler.now
    for each in ctx.device.interfaces.in_order():
        if iface is not None and each.name != iface:
            continue
        for router in stack.routers.known.get(each, {}).values():
            told = router.message
            minutes = int((now - router.heard) // 60)
            yield f"Router {format_ipv6(router.address)} on {each.text}, last update {minutes} min"
            mtu = f", MTU={told.options.mtu}" if told.options.mtu is not None else ""
            flags = f"AddrFlag={int(told.managed)}, OtherFlag={int(told.other)}"
            yield f"  Hops {told.hop_limit}, Lifetime {told.lifetime} sec, {flags}{mtu}"
            words = {1: "High", 3: "Low"}
            yield f"  HomeAgentFlag=0, Preference={words.get(told.preference, 'Medium')}"
            reachable, retransmit = (each or "0 (unspecified)" for each in (told.reachable, told.retransmit))
            yield f"  Reachable time {reachable}, Retransmit time {retransmit}"
            for prefix in told.options.prefixes:
                onlink = " onlink" if prefix.flags & 0x80 else ""
                autoconfig = " autoconfig" if prefix.flags & 0x40 else ""
                yield f"  Prefix {Prefix6(prefix.network, prefix.length)}{onlink}{autoconfig}"
                yield f"    Valid lifetime {prefix.valid}, preferred lifetime {prefix.preferred}"


def show_ipv6_mtu(ctx: Context) -> Iterator[str]:
    yield "MTU     Since     Source Address                 Destination Address"
    if not ctx.device.has_ip6:
        return
    stack, now = ctx.device.ip6, ctx.device.scheduler.now
    for (vrf, dst), (mtu, until) in stack.paths.items():
        found = ctx.device.vrfs.get(vrf)
        src = stack.source_for(found, dst) if found is not None else None
        since = int(600 - (until - now))
        clock = f"{since // 3600:02}:{since // 60 % 60:02}:{since % 60:02}"
        yield f"{mtu:<8}{clock}  {format_ipv6(src or 0):<30} {format_ipv6(dst)}"
