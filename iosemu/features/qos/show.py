"""`show class-map`, `show policy-map`, `show policy-map interface`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.qos.classify import lines_of
from iosemu.features.qos.interface_show import policy_lines
from iosemu.features.qos.model import DEFAULT_CLASS, ClassPolicy, PolicyMap, QosConfig, QosInterface
from iosemu.features.qos.words import actions, dscp, police_rates, shown_match
from iosemu.types import InterfaceName, IPv4, format_ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.qos.multipoint import FarEnd
    from iosemu.features.qos.policy import Attached


def show_class_map(ctx: Context, name: str = "") -> Iterable[str]:
    for number, each, kind, description, matches in shown_classes(ctx.device, name):
        yield f" Class Map {kind} {each} (id {number})"
        if description:
            yield f"  Description: {description}"
        yield from (f"   Match{match}" for match in matches)
        if not matches:
            yield "   Match none "
        yield ""


def shown_classes(device: Device, name: str) -> Iterator[tuple[int, str, str, str, list[str]]]:
    """Id, name, kind, description and matches; class-default is there without being typed."""
    classes = device[QosConfig].classes
    known = {DEFAULT_CLASS: ("match-any", ""), **{each: (it.kind, it.description) for each, it in classes.items()}}
    for number, (each, (kind, description)) in enumerate(known.items()):
        if name in ("", each):
            yield number, each, kind, description, [shown_match(match) for match in lines_of(classes, each)]


def show_policy_map(ctx: Context, name: str = "", class_name: str = "") -> Iterable[str]:
    policies = ctx.device[QosConfig].policies
    for policy in policies.values() if not name else filter(None, [policies.get(name)]):
        yield f"  Policy Map {policy.name}"
        if policy.description:
            yield f"   Description: {policy.description}"
        for each in typed_classes(policy):
            if class_name in ("", each.name):
                yield f"    Class {each.name}"
                yield from _configured(ctx, each)
        yield ""


def typed_classes(policy: PolicyMap) -> Iterator[ClassPolicy]:
    """Those that were typed."""
    yield from (each for each in policy.ordered() if each.name in policy.classes)


def _configured(ctx: Context, config: ClassPolicy) -> Iterator[str]:
    hqf = ctx.device.software.hqf
    limit = "" if hqf else f" Max Threshold {config.queue_limit or 64} (packets)"
    if config.drop:
        yield "      drop"
    if config.priority:
        yield from _priority(config, hqf)
    if config.bandwidth_kbps is not None:
        yield f"      {'bandwidth' if hqf else 'Bandwidth'} {config.bandwidth_kbps} (kbps){limit}"
    if config.bandwidth_percent is not None:
        yield f"      {'bandwidth' if hqf else 'Bandwidth'} {config.bandwidth_percent} (%){limit}"
    if config.remaining_percent is not None:
        yield f"      bandwidth remaining {config.remaining_percent} (%)"
    if config.remaining_ratio is not None:
        yield f"      bandwidth remaining ratio {config.remaining_ratio} "
    if config.shape:
        yield f"      {'Average' if config.shape == 'average' else 'Peak'} Rate Traffic Shaping"
        yield f"      cir {config.shape_rate} (bps)" if config.shape_rate else f"      cir {config.shape_percent}%"
    if config.fair_queue:
        yield "      fair-queue"
    if config.wred:
        yield f"      {'packet-based ' if hqf else ''}wred, exponential weight {config.wred_weight or 9}"
        yield from _thresholds(config)
    if config.queue_limit:
        yield f"      queue-limit {config.queue_limit} packets"
    police = config.police
    if police is not None and police.cir_percent:
        yield f"     police {police_rates(police)}"
        yield from (f"       {line} {does} " for line, does in actions(police))
    elif police is not None and police.cir:
        pir = f" pir {police.pir} be {police.excess}" if police.pir else f" be {police.excess}" if police.excess else ""
        yield f"     police cir {police.cir} bc {police.burst}{pir}"
        yield from (f"       {line} {does} " for line, does in actions(police))
    for mark, value in config.marks.items():
        yield f"      set {mark} {dscp(value) if mark.endswith('dscp') else value}"
    if config.child:
        yield f"      service-policy {config.child}"


def _thresholds(config: ClassPolicy) -> Iterator[str]:
    """Those that were typed."""
    if config.thresholds:
        yield ""
        title = "dscp" if config.wred == "dscp" else "class"
        yield f"      {title:<8} min-threshold    max-threshold    mark-probability"
        yield "      " + "-" * 58
    for value, own in sorted(config.thresholds.items()):
        name = f"{dscp(value)} ({value})" if config.wred == "dscp" else str(value)
        yield f"      {name:<12}{own.low:<17}{own.high:<17}1/{own.mark}"


def _priority(config: ClassPolicy, hqf: bool) -> Iterator[str]:
    if not hqf:
        yield "      Strict Priority"
        if config.priority_percent is not None:
            yield f"      Bandwidth {config.priority_percent} (%)"
        elif config.priority_kbps is not None:
            burst = config.priority_burst or config.priority_kbps * 25
            yield f"      Bandwidth {config.priority_kbps} (kbps) Burst {burst} (Bytes)"
    elif config.priority_level is not None:
        yield f"      priority level {config.priority_level}"
    elif config.priority_percent is not None:
        yield f"      priority {config.priority_percent} (%)"
    elif config.priority_kbps is not None:
        yield f"      priority {config.priority_kbps} (kbps)"
    else:
        yield "      priority"


def show_policy_map_multipoint(
    ctx: Context, interface: InterfaceName | None = None, nbma: IPv4 | None = None
) -> Iterable[str]:
    for name, address, end in far_ends(ctx.device, interface, nbma):
        yield f"Interface {name} <--> {format_ipv4(address)}"
        yield ""
        yield f"  Service-policy output: {end.attached.name}"
        yield ""
        yield from policy_lines(ctx.device, end.attached, "", 4)


def far_ends(
    device: Device, interface: InterfaceName | None, nbma: IPv4 | None
) -> Iterator[tuple[InterfaceName, IPv4, FarEnd]]:
    for name, address, end in device.engine("qos").multipoint.all():
        if interface in (None, name) and nbma in (None, address):
            yield name, address, end


def show_nhrp_group_map(ctx: Context, group: str = "") -> Iterable[str]:
    heading = None
    for iface, each, policy, found in group_maps(ctx.device, group):
        if iface is not heading:
            heading = iface
            yield f"Interface: {iface.text}"
        yield f" NHRP group: {each}"
        yield f"  QoS policy: {policy}"
        if not found:
            yield "  Tunnels using the QoS policy: None"
        else:
            yield "  Tunnels using the QoS policy:"
            yield "  Tunnel destination overlay/transport address"
            yield from (f"  {format_ipv4(end.overlay)}/{format_ipv4(nbma)}" for nbma, end in found)
        yield ""


def group_maps(device: Device, group: str) -> Iterator[tuple[Interface, str, str, list[tuple[IPv4, FarEnd]]]]:
    """Interface, group, its policy, and the far ends that use it by their NBMA address."""
    ends = list(device.engine("qos").multipoint.all())
    for iface in device.interfaces.values():
        slot = iface.get(QosInterface)
        for each, policy in (slot.groups if slot is not None else {}).items():
            if group in ("", each):
                found = [(nbma, end) for name, nbma, end in ends if name == iface.name and end.group == each]
                yield iface, each, policy, found


def show_policy_map_interface(
    ctx: Context, interface: InterfaceName | None = None, input: bool = False, output: bool = False,
    class_name: str = "",
) -> Iterable[str]:  # fmt: skip
    device, heading = ctx.device, ""
    for iface, direction, attached in put_to_work(device, interface, input, output):
        if iface.text != heading:
            heading = iface.text
            yield f" {heading} "
            yield ""
        yield f"  Service-policy {direction}: {attached.name}"
        yield ""
        yield from policy_lines(device, attached, class_name, 4)


def put_to_work(
    device: Device, interface: InterfaceName | None, only_input: bool, only_output: bool
) -> Iterator[tuple[Interface, str, Attached]]:
    """Policies of interfaces with their direction; neither word: both."""
    engine = device.engine("qos")
    for iface in device.interfaces.values():
        if interface in (None, iface.name):
            if iface.name in engine.inputs and not only_output:
                yield iface, "input", engine.inputs[iface.name]
            if iface.name in engine.outputs and not only_input:
                yield iface, "output", engine.outputs[iface.name]
