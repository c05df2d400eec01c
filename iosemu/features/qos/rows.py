"""The rows of `show policy-map interface` and `show policy-map multipoint`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.qos.model import QosConfig
from iosemu.features.qos.policer import Colour
from iosemu.features.qos.show import far_ends, group_maps, put_to_work, shown_classes, typed_classes
from iosemu.records import dataclass
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.features.qos.policy import Attached, ClassState
    from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class PolicyRow:
    """A class of a policy at work; `peer` is the NBMA address of a far end, "" for the whole interface.

    `policies` are the names from the outermost policy to that of the class. Rates in bit/s; `given` in kbit/s is what
    the class is guaranteed. `conformed`, `exceeded` and `violated` are packets at its policer, `tail_drops` those that
    found its queue full.
    """

    interface: str
    peer: str
    direction: str
    policies: tuple[str, ...]
    name: str
    packets: int
    bytes: int
    offered: float
    dropped: float
    given: float
    depth: int
    tail_drops: int
    sent: int
    sent_bytes: int
    conformed: int
    exceeded: int
    violated: int
    marked: dict[str, int]


def show_policy_map_interface(
    ctx: Context, interface: InterfaceName | None = None, input: bool = False, output: bool = False,
    class_name: str = "",
) -> Iterator[PolicyRow]:  # fmt: skip
    """Outer classes before those of the policy within."""
    now = ctx.device.scheduler.now
    for iface, direction, attached in put_to_work(ctx.device, interface, input, output):
        yield from _classes(attached, now, class_name, iface.text, "", direction, ())


def show_policy_map_multipoint(
    ctx: Context, interface: InterfaceName | None = None, nbma: IPv4 | None = None
) -> Iterator[PolicyRow]:
    now = ctx.device.scheduler.now
    for name, address, end in far_ends(ctx.device, interface, nbma):
        yield from _classes(end.attached, now, "", str(name), format_ipv4(address), "output", ())


def _classes(
    attached: Attached, now: float, wanted: str, interface: str, peer: str, direction: str, above: tuple[str, ...]
) -> Iterator[PolicyRow]:
    policies = (*above, attached.name)
    for state in attached.classes:
        if wanted in ("", state.name):
            yield _row(state, now, interface, peer, direction, policies)
            if state.child is not None:
                yield from _classes(state.child, now, "", interface, peer, direction, policies)


def _row(
    state: ClassState, now: float, interface: str, peer: str, direction: str, policies: tuple[str, ...]
) -> PolicyRow:
    queue, counts = state.queue, state.policer.counts if state.policer is not None else [[0, 0] for _ in Colour]
    return PolicyRow(
        interface=interface,
        peer=peer,
        direction=direction,
        policies=policies,
        name=state.name,
        packets=state.packets,
        bytes=state.bytes,
        offered=state.offered.now(now),
        dropped=state.dropped.now(now),
        given=state.kbps,
        depth=len(queue) if queue is not None else 0,
        tail_drops=queue.drops + queue.exceeded if queue is not None else 0,
        sent=queue.out_packets if queue is not None else 0,
        sent_bytes=queue.out_bytes if queue is not None else 0,
        conformed=counts[Colour.CONFORMED][0],
        exceeded=counts[Colour.EXCEEDED][0],
        violated=counts[Colour.VIOLATED][0],
        marked=dict(state.marked),
    )


@dataclass(slots=True)
class ClassMapRow:
    """`kind` is match-any or match-all; `matches` in the words of the show."""

    name: str
    kind: str
    description: str
    matches: tuple[str, ...]


def show_class_map(ctx: Context, name: str = "") -> Iterator[ClassMapRow]:
    for _, each, kind, description, matches in shown_classes(ctx.device, name):
        yield ClassMapRow(each, kind, description, tuple(match.strip() for match in matches))


@dataclass(slots=True)
class PolicyClassRow:
    """A class of a policy as it is configured. `bandwidth` and `priority` in kbit/s, `shape` and `police` in bit/s,
    None where they are not said so; `child` is the policy within, "" for none."""

    policy: str
    name: str
    bandwidth: int | None
    priority: int | None
    shape: int | None
    police: int | None
    child: str


def show_policy_map(ctx: Context, name: str = "", class_name: str = "") -> Iterator[PolicyClassRow]:
    policies = ctx.device[QosConfig].policies
    for policy in policies.values() if not name else filter(None, [policies.get(name)]):
        for each in typed_classes(policy):
            if class_name in ("", each.name):
                police = each.police.cir if each.police is not None else None
                yield PolicyClassRow(
                    policy.name, each.name, each.bandwidth_kbps, each.priority_kbps, each.shape_rate or None,
                    police or None, each.child,
                )  # fmt: skip


@dataclass(slots=True)
class GroupMapRow:
    """A group of NHRP and its policy; `peers` are the NBMA addresses of the tunnels that use it."""

    interface: str
    group: str
    policy: str
    peers: tuple[str, ...]


def show_nhrp_group_map(ctx: Context, group: str = "") -> Iterator[GroupMapRow]:
    for iface, each, policy, ends in group_maps(ctx.device, group):
        yield GroupMapRow(iface.text, each, policy, tuple(format_ipv4(nbma) for nbma, _ in ends))
