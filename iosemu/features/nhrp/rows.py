"""The rows of shows of NHRP, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.nhrp.show import chosen, flags_of, multicast_targets, tunnels
from iosemu.records import dataclass
from iosemu.types import format_ipv4
from iosemu.wire.nhrp import TYPE_NAMES

if TYPE_CHECKING:
    from iosemu.cli.context import Context
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
        yield NhrpRow(
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
