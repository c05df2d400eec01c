"""The rows of `show standby`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.hsrp.debug import STATES
from iosemu.features.hsrp.show import groups_of
from iosemu.records import dataclass
from iosemu.types import format_ipv4, format_mac
from iosemu.wire.hsrp import State

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.hsrp.group import Peer
    from iosemu.types import InterfaceName


@dataclass(slots=True)
class StandbyRow:
    """A group. `active` and `standby` are addresses, "local", or "" where nobody is; `virtual` is "" while it is not
    known; `hello` and `hold` in seconds; `changed` seconds ago."""

    interface: str
    group: int
    priority: int
    preempt: bool
    state: str
    active: str
    standby: str
    virtual: str
    mac: str
    hello: float
    hold: float
    changes: int
    changed: float
    name: str


def show_standby(
    ctx: Context, interface: InterfaceName | None = None, group: int | None = None, all: bool = False
) -> Iterator[StandbyRow]:
    for each in groups_of(ctx.device, interface, group):
        if each.config.ip is None and not all:
            continue
        hello, hold = each.times
        yield StandbyRow(
            interface=each.iface.text,
            group=each.number,
            priority=each.priority,
            preempt=bool(each.config.preempt),
            state=STATES[each.state],
            active=_router(each.active, each.state is State.ACTIVE),
            standby=_router(each.standby, each.state is State.STANDBY),
            virtual=format_ipv4(each.address) if each.address else "",
            mac=format_mac(each.mac),
            hello=hello / 1000,
            hold=hold / 1000,
            changes=each.changes,
            changed=each.host.now - each.changed_at,
            name=each.config.name or f"hsrp-{each.iface.name.short}-{each.number}",
        )


def _router(peer: Peer | None, local: bool) -> str:
    return "local" if local else "" if peer is None else format_ipv4(peer.address)


def show_standby_brief(
    ctx: Context, interface: InterfaceName | None = None, group: int | None = None
) -> Iterator[StandbyRow]:  # fmt: skip
    return show_standby(ctx, interface, group)
