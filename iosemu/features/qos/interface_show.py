"""What `show policy-map interface` tells of a policy at work: a block a class, nested policies further right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.interface.rates import span_words
from iosemu.features.qos.classify import lines_of
from iosemu.features.qos.model import DEFAULT_CLASS, Police, QosConfig
from iosemu.features.qos.policer import Colour, Meter, Policer
from iosemu.features.qos.policy import Attached, ClassState, Line, burst_of, rate_of
from iosemu.features.qos.queueing import LIMIT, Queue
from iosemu.features.qos.words import DSCP, action, dscp, shown_match

if TYPE_CHECKING:
    from iosemu.device.device import Device


def policy_lines(device: Device, attached: Attached, wanted: str, indent: int) -> Iterator[str]:
    """`wanted`: the class, "" for all."""
    left = " " * indent
    urgent = [each for each in attached.classes if each.config.priority and each.queue is not None]
    if urgent and not wanted and device.software.hqf:
        queues = [each.queue for each in urgent if each.queue is not None]
        yield f"{left}queue stats for all priority classes:"
        yield f"{left}  {'Queueing' if device.software.qos_words == 'XE' else ''}"
        yield from _queue_lines(queues, f"{left}  ")
        yield ""
    for each in attached.classes:
        if wanted in ("", each.name):
            yield from (f"{left}{line}" if line else "" for line in _class_lines(device, each, attached))
            yield ""


def _bps(device: Device, meter: Meter) -> str:
    """Rounded down to thousands."""
    rate = int(meter.now(device.scheduler.now) / 1000) * 1000
    return f"{rate or '0000'} bps" if device.software.qos_words == "XE" else f"{rate} bps"


def _class_lines(device: Device, state: ClassState, attached: Attached) -> Iterator[str]:
    config, classes = state.config, device[QosConfig].classes
    xe = device.software.qos_words == "XE"
    found = classes.get(state.name)
    kind = found.kind if found is not None else "match-any"
    yield f"Class-map: {state.name} ({kind}){'  ' if xe else ''}"
    yield f"  {state.packets} packets, {state.bytes} bytes"
    drops = f", drop rate {_bps(device, state.dropped)}" if _can_drop(state, attached) else ""
    span = span_words(state.offered.span)
    yield f"  {span} offered rate {_bps(device, state.offered)}{drops}"
    for number, match in enumerate(lines_of(classes, state.name)):
        yield f"  Match:{shown_match(match)}"
        if kind == "match-any" and state.name != DEFAULT_CLASS and not xe:
            matched = state.lines.get(number) or Line()
            yield f"    {matched.packets} packets, {matched.bytes} bytes"
            yield f"    {span} rate {_bps(device, matched.offered)}"
    if config.drop:
        yield "  drop"
    if state.queue is not None or state.shaper is not None:
        yield from (f"  {line}" if line else "" for line in _queueing(device, state))
    if state.policer is not None:
        yield from _police(device, state, state.policer)
    if config.marks:
        yield from _marks(device, state)
    if state.child is not None:
        yield ""
        yield f"  Service-policy : {state.child.name}"
        yield ""
        lines = list(policy_lines(device, state.child, "", 4))
        yield from lines[:-1]  # the blank at its end is the one behind this class


def _can_drop(state: ClassState, attached: Attached) -> bool:
    """Is there anything that could lose a datagram?"""
    config = state.config
    return bool(attached.level is not None or state.policer is not None or config.drop or state.name == DEFAULT_CLASS)


def _queue_lines(queues: Iterable[Queue], left: str) -> Iterator[str]:
    queues = list(queues)
    fair = any(queue.fair for queue in queues)
    flows, words = (f"/{sum(queue.flow_drops for queue in queues)}", "/flowdrops") if fair else ("", "")
    yield f"{left}queue limit {queues[0].limit} packets"
    depth, drops = sum(map(len, queues)), sum(queue.drops + queue.exceeded for queue in queues)
    yield f"{left}(queue depth/total drops/no-buffer drops{words}) {depth}/{drops}/0{flows}"
    packets, size = sum(queue.out_packets for queue in queues), sum(queue.out_bytes for queue in queues)
    yield f"{left}(pkts output/bytes output) {packets}/{size}"


def _queueing(device: Device, state: ClassState) -> Iterator[str]:
    config, queue = state.config, state.queue
    if config.priority:
        yield from _priority(state)
        return
    flat = state.name == DEFAULT_CLASS and not config.queues
    yield "" if flat else "Queueing"
    queues = [queue] if queue is not None else []
    if state.child is not None and state.child.level is not None:
        queues = [each.queue for each in state.child.walk() if each.queue is not None]
        yield f"queue limit {config.queue_limit or LIMIT} packets"
        drops = sum(each.drops + each.exceeded for each in queues)
        yield f"(queue depth/total drops/no-buffer drops) {sum(map(len, queues))}/{drops}/0"
        packets, size = sum(each.out_packets for each in queues), sum(each.out_bytes for each in queues)
        yield f"(pkts output/bytes output) {packets}/{size}"
    else:
        yield from _queue_lines(queues, "")
    if config.shape:
        bc, be = burst_of(config, state.whole)
        rate = int(rate_of(config, state.whole))
        yield f"shape ({config.shape}) cir {rate}, bc {bc}, be {be}"
        yield f"target shape rate {int(rate * (1 + be / bc)) if config.shape == 'peak' else rate}"
    if config.bandwidth_percent is not None:
        yield f"bandwidth {config.bandwidth_percent}% ({int(state.kbps)} kbps)"
    elif config.bandwidth_kbps is not None:
        yield f"bandwidth {config.bandwidth_kbps} kbps"
    elif config.remaining_percent is not None:
        yield f"bandwidth remaining {config.remaining_percent}%"
    elif config.remaining_ratio is not None:
        yield f"bandwidth remaining ratio {config.remaining_ratio} "
    if config.fair_queue and queue is not None:
        yield f"Fair-queue: per-flow queue limit {max(queue.limit // 4, 1)}"
    if config.wred and queue is not None:
        yield from _early(queue)


def _priority(state: ClassState) -> Iterator[str]:
    config, queue = state.config, state.queue
    drops = queue.exceeded if queue is not None else 0
    burst = config.priority_burst or int(state.kbps * 25)
    if config.priority_percent is not None:
        given = f"{config.priority_percent}% ({int(state.kbps)} kbps), burst bytes {burst}"
    elif config.priority_kbps is not None:
        given = f"{config.priority_kbps} kbps, burst bytes {burst}"
    else:
        given = "Strict"
    yield f"Priority: {given}, b/w exceed drops: {drops}"
    if config.priority_level is not None:
        yield ""
        yield f"Priority Level: {config.priority_level} "
    yield "    "


def _early(queue: Queue) -> Iterator[str]:
    yield f"  Exp-weight-constant: {queue.exponent} (1/{1 << queue.exponent})"
    yield f"  Mean queue depth: {int(queue.mean)} packets"
    name = "dscp " if queue.early == "dscp" else "class"
    yield f"  {name}    Transmitted       Random drop      Tail drop          Minimum        Maximum     Mark"
    yield "            pkts/bytes     pkts/bytes       pkts/bytes          thresh         thresh     prob"
    yield "  "
    for value, counts in sorted(queue.values.items()):
        label = dscp(value) if queue.early == "dscp" else str(value)
        sent, early, tail = (f"{packets}/{size}" for packets, size in (counts.sent, counts.random, counts.tail))
        yield f"  {label:<9}{sent:>10}{early:>15}{tail:>17}{counts.low:>16}{counts.high:>15}  1/{counts.mark}"


def _police(device: Device, state: ClassState, policer: Policer) -> Iterator[str]:
    config, xe = policer.config, device.software.qos_words == "XE"
    yield "  police:"
    yield from _percentages(config)
    names = [(Colour.CONFORMED, "conformed", "conformed")]
    names.append((Colour.EXCEEDED, "exceeded", "exceeded" if xe else "exceed"))
    if config.violate or config.pir:
        names.append((Colour.VIOLATED, "violated", "violated" if xe else "violate"))
    for colour, name, _ in names:
        packets, size = policer.counts[colour]
        word, value = policer.action(colour)
        yield f"    {name} {packets} packets, {size} bytes; actions:"
        yield f"      {action(word, value)} "
    yield "    " + ", ".join(f"{name} {_bps(device, state.conformed[colour])}" for colour, _, name in names)


def _percentages(config: Police) -> Iterator[str]:
    """Rates, after what they were made of."""
    if not config.cir_percent:
        yield from _rates(config)
        return
    yield f"      cir {config.cir_percent} %" + (f" bc {config.bc_ms} ms" if config.bc_ms else "")
    yield f"      cir {config.cir} bps, bc {config.burst} bytes"
    if config.pir_percent:
        yield f"      pir {config.pir_percent} %" + (f" be {config.be_ms} ms" if config.be_ms else "")
        yield f"      pir {config.pir} bps, be {config.excess} bytes"


def _rates(config: Police) -> Iterator[str]:
    excess = f", be {config.excess} bytes" if config.excess and not config.pir else ""
    yield f"      cir {config.cir} bps, bc {config.burst} bytes{excess}"
    if config.pir:
        yield f"      pir {config.pir} bps, be {config.excess} bytes"


def _marks(device: Device, state: ClassState) -> Iterator[str]:
    yield "  QoS Set"
    for mark, value in state.config.marks.items():
        yield f"    {mark} {DSCP.get(value, value) if mark.endswith('dscp') else value}"
        if device.software.qos_words == "XE":
            yield "      Marker statistics: Disabled"
        else:
            yield f"      Packets marked {state.marked.get(mark, 0)}"
