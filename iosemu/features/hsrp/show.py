"""`show standby`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.hsrp.debug import STATES
from iosemu.features.hsrp.model import PRIORITY, HsrpInterface
from iosemu.types import format_ipv4, format_mac
from iosemu.wire.hsrp import State

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.features.hsrp.group import Group, Peer
    from iosemu.types import InterfaceName


def groups_of(device: Device, iface: InterfaceName | None, number: int | None) -> Iterator[Group]:
    for each in device.interfaces.values():
        slot = each.get(HsrpInterface)
        for group in sorted(slot.groups) if slot is not None else ():
            found = device.engine("hsrp").groups.get((each.name, group))
            if found is not None and iface in (None, each.name) and number in (None, group):
                yield found


def show_standby(
    ctx: Context, interface: InterfaceName | None = None, group: int | None = None, all: bool = False
) -> Iterable[str]:
    for each in groups_of(ctx.device, interface, group):
        if each.config.ip is not None or all:
            yield from _detail(each)


def _detail(group: Group) -> Iterator[str]:
    config, now = group.config, group.host.now
    active = group.state is State.ACTIVE
    yield f"{group.iface.text} - Group {group.number}{' (version 2)' if group.version == 2 else ''}"
    yield f"  State is {STATES[group.state]}{' (interface down)' if not group.iface.line_up else ''}"
    if group.changes:
        times = f"{group.changes} state change{'' if group.changes == 1 else 's'}"
        yield f"    {times}, last state change {uptime(now - group.changed_at)}"
    yield f"  Virtual IP address is {format_ipv4(group.address) if group.address else 'unknown'}"
    for each in config.secondary:
        yield f"    Secondary virtual IP address {format_ipv4(each)}"
    use = " (MAC In Use)" if active else " (MAC Not In Use)"
    use = use if group.iface.device.software.hsrp_tells_use else ""
    known = active or group.active is not None
    yield f"  Active virtual MAC address is {format_mac(group.mac) if known else 'unknown'}{use}"
    yield f"    Local virtual MAC address is {format_mac(group.mac)} (v{group.version} default)"
    hello, hold = group.times
    yield f"  Hello time {_seconds(hello)}, hold time {_seconds(hold)}"
    due = group.host.due(group.greet)
    if due is not None:
        yield f"    Next hello sent in {due:.3f} secs"
    if config.md5:
        yield "  Authentication MD5, key-string"
    elif config.chain:
        yield f'  Authentication MD5, key-chain "{config.chain}"'
    elif config.text:
        yield f'  Authentication text, string "{config.text}"'
    pairs = (("min", config.delay_minimum), ("reload", config.delay_reload))
    delays = [f"{word} {value} secs" for word, value in pairs if value]
    preempts = f"enabled{', delay ' if delays else ''}{', '.join(delays)}" if config.preempt else "disabled"
    yield f"  Preemption {preempts}"
    yield f"  Active router is {_router(group, group.active, active)}"
    yield f"  Standby router is {_router(group, group.standby, group.state is State.STANDBY)}"
    said = f"configured {config.priority}" if config.priority != PRIORITY else f"default {PRIORITY}"
    yield f"  Priority {group.priority} ({said})"
    yield from _tracks(group)
    yield f'  Group name is "{group.name}" ({"cfgd" if config.name else "default"})'


def _tracks(group: Group) -> Iterator[str]:
    for what, each in group.config.tracks.items():
        does = "shutdown" if each.shutdown else f"decrement {each.decrement}"
        if isinstance(what, int):
            up = group.host.peer("track").up(what)
            state = "(unknown)" if up is None else f"state {'Up' if up else 'Down'} {does}"
            yield f"    Track object {what} {state}"
        else:
            yield f"    Track interface {what} state {'Up' if group.is_up(what) else 'Down'} {does}"


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds} msec" if milliseconds % 1000 else f"{milliseconds // 1000} sec"


def _router(group: Group, peer: Peer | None, local: bool) -> str:
    if local:
        return "local"
    if peer is None:
        return "unknown"
    left = max(0.0, peer.until - group.host.now)
    return f"{format_ipv4(peer.address)}, priority {peer.priority} (expires in {left:.3f} sec)"


def show_standby_brief(
    ctx: Context, interface: InterfaceName | None = None, group: int | None = None
) -> Iterable[str]:  # fmt: skip
    yield "                     P indicates configured to preempt."
    yield "                     |"
    yield "Interface   Grp  Pri P State   Active          Standby         Virtual IP"
    for each in groups_of(ctx.device, interface, group):
        if each.config.ip is None:
            continue
        active = "local" if each.state is State.ACTIVE else _address(each.active)
        standby = "local" if each.state is State.STANDBY else _address(each.standby)
        virtual = format_ipv4(each.address) if each.address else "unknown"
        preempt = "P" if each.config.preempt else " "
        yield (
            f"{each.iface.name.short:<11} {each.number:<4} {each.priority:<3} {preempt} {STATES[each.state]:<7} "
            f"{active:<15} {standby:<15} {virtual}"
        )


def _address(peer: Peer | None) -> str:
    return format_ipv4(peer.address) if peer is not None else "unknown"
