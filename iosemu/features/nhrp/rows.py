"""The rows of shows of NHRP, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.counted import CountRow
from iosemu.features.nhrp.cache import Kind
from iosemu.features.nhrp.show import chosen, conditions, flags_of, multicast_targets, stats_of, tunnels
from iosemu.records import dataclass
from iosemu.types import format_ipv4
from iosemu.wire.nhrp import TYPE_NAMES

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.nhrp.cache import Entry
    from iosemu.features.nhrp.tunnel import NhrpTunnel
    from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class NhrpRow:
    """An entry of the cache. `nbma` is "" while it is asked for; `expires` in seconds, None: never; `kind` is static,
    dynamic or incomplete."""

    target: str
    via: str
    nbma: str
    interface: str
    kind: str
    flags: tuple[str, ...]
    age: float
    expires: float | None


def show_nhrp(
    ctx: Context, address: IPv4 | None = None, interface: InterfaceName | None = None, kind: str = "", form: str = "",
    vrf: str | None = None,
) -> Iterator[NhrpRow]:  # fmt: skip
    """The same in each `form`."""
    now = ctx.device.scheduler.now
    for tunnel, entry in chosen(ctx, address, interface, kind, vrf):
        yield _row(tunnel, entry, now)


def _row(tunnel: NhrpTunnel, entry: Entry, now: float) -> NhrpRow:
    return NhrpRow(
        target=str(entry.target),
        via=format_ipv4(entry.next_hop),
        nbma="" if entry.nbma is None else format_ipv4(entry.nbma),
        interface=tunnel.iface.text,
        kind=str(entry.kind.value),
        flags=tuple(flags_of(tunnel, entry)),
        age=now - entry.created,
        expires=None if entry.expires is None else entry.expires - now,
    )


@dataclass(slots=True)
class NhsRow:
    """`address` and `nbma` are "" while they are not known; `requests`, `failures` and `replies` are registrations;
    `replied` seconds ago, None: never."""

    interface: str
    address: str
    nbma: str
    responding: bool
    expecting: bool
    waiting: bool
    priority: int
    cluster: int
    requests: int
    failures: int
    replies: int
    replied: float | None


def show_nhrp_nhs(
    ctx: Context, interface: InterfaceName | None = None, detail: bool = False
) -> Iterator[NhsRow]:
    """The same for `detail`."""
    now = ctx.device.scheduler.now
    for tunnel in tunnels(ctx.device, interface):
        for state in tunnel.nhss.values():
            yield NhsRow(
                interface=tunnel.iface.text,
                address="" if state.address is None else format_ipv4(state.address),
                nbma="" if state.nbma is None else format_ipv4(state.nbma),
                responding=state.responding,
                expecting=state.expecting,
                waiting=state.waiting,
                priority=state.config.priority,
                cluster=state.config.cluster,
                requests=state.req_sent,
                failures=state.req_failed,
                replies=state.repl_recv,
                replied=None if state.last_reply is None else now - state.last_reply,
            )


@dataclass(slots=True)
class NhrpMulticastRow:
    """Where multicasts of a tunnel go. `kind` is static, dynamic or nhs."""

    interface: str
    nbma: str
    kind: str


def show_nhrp_multicast(
    ctx: Context, nbma: IPv4 | None = None, interface: InterfaceName | None = None
) -> Iterator[NhrpMulticastRow]:
    for tunnel, target, kind in multicast_targets(ctx.device, nbma, interface):
        yield NhrpMulticastRow(tunnel.iface.text, format_ipv4(target), kind)


@dataclass(slots=True)
class NhrpTrafficRow:
    """Packets of a tunnel by their type ("Registration Request")."""

    interface: str
    kind: str
    sent: int
    received: int


def show_nhrp_traffic(
    ctx: Context, interface: InterfaceName | None = None, detail: bool = False
) -> Iterator[NhrpTrafficRow]:
    """The same for `detail`."""
    for tunnel in tunnels(ctx.device, interface):
        for number, kind in TYPE_NAMES.items():
            yield NhrpTrafficRow(tunnel.iface.text, kind, tunnel.traffic.sent[number], tunnel.traffic.received[number])


def show_nhrp_shortcut(ctx: Context) -> Iterator[NhrpRow]:
    now = ctx.device.scheduler.now
    for tunnel, entry in chosen(ctx, None, None, "", None):
        if entry.rib or entry.nho:
            yield _row(tunnel, entry, now)


@dataclass(slots=True)
class NhrpSummaryRow:
    """Entries of the cache of all tunnels: `which` is "", "remote" or "local"."""

    which: str
    static: int
    dynamic: int
    incomplete: int
    routes: int
    overrides: int


def show_nhrp_summary(ctx: Context) -> Iterator[NhrpSummaryRow]:
    found = [entry for _, entry in chosen(ctx, None, None, "", None)]
    remote = [entry for entry in found if not entry.local]
    for which, some in (("", found), ("remote", remote), ("local", [entry for entry in found if entry.local])):
        static, dynamic, incomplete = (sum(entry.kind is kind for entry in some) for kind in Kind)
        routes = sum(entry.rib or entry.nho for entry in some)
        yield NhrpSummaryRow(which, static, dynamic, incomplete, routes, sum(entry.nho for entry in some))


def show_nhrp_stats(ctx: Context, interface: InterfaceName | None = None) -> Iterator[CountRow]:
    for tunnel in tunnels(ctx.device, interface):
        for title, counts in stats_of(tunnel):
            yield from (CountRow(tunnel.iface.text, f"{title}: {name}", count) for name, count in counts)


@dataclass(slots=True)
class NhrpSelfRow:
    """The entry that a tunnel has of itself; `age` in seconds."""

    interface: str
    address: str
    nbma: str
    age: float


def show_nhrp_self(ctx: Context, detail: bool = False) -> Iterator[NhrpSelfRow]:
    """The same for `detail`."""
    now = ctx.device.scheduler.now
    for tunnel in tunnels(ctx.device):
        if tunnel.address and tunnel.driver.local:
            own, nbma = format_ipv4(tunnel.address), format_ipv4(tunnel.driver.local)
            yield NhrpSelfRow(tunnel.iface.text, own, nbma, now - tunnel.made)


@dataclass(slots=True)
class NhrpRedirectRow:
    """A traffic indication that is not sent again for `left` seconds; `nbma` is "" where it is not known."""

    interface: str
    nbma: str
    destination: str
    dropped: int
    left: float


def show_nhrp_redirect(ctx: Context, interface: InterfaceName | None = None) -> Iterator[NhrpRedirectRow]:
    now = ctx.device.scheduler.now
    for tunnel in tunnels(ctx.device, interface):
        for (_, destination), told in tunnel.redirects.items():
            left = told.at + tunnel.redirect_interval - now
            if left > 0:
                nbma = format_ipv4(told.nbma) if told.nbma is not None else ""
                yield NhrpRedirectRow(tunnel.iface.text, nbma, format_ipv4(destination), told.dropped, left)


@dataclass(slots=True)
class NhrpConditionRow:
    """What debugs are narrowed to: `kind` is the title of the show."""

    kind: str
    value: str


def show_nhrp_condition(ctx: Context) -> Iterator[NhrpConditionRow]:
    return (NhrpConditionRow(kind, value) for kind, values in conditions(ctx.device) for value in values)
