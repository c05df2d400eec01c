"""A policy at work somewhere: its classes with their counters, policers and queues."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.features.qos.classify import NO_LINE, tos_alone
from iosemu.features.qos.model import ClassPolicy, PolicyMap, QosConfig
from iosemu.features.qos.policer import Bucket, Colour, Meter, Policer, policer
from iosemu.features.qos.queueing import EXPONENT, LIMIT, Level, Queue, Shaper, Share, Source
from iosemu.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iosemu.device.passage import Passage

_TICK = 0.004  # seconds' worth of a shaper's rate that go at once
_BURST = 0.2  # seconds' worth of a priority class that may come at once


@dataclass(slots=True)
class Line:
    """What a line of a class map has matched."""

    packets: int = 0
    bytes: int = 0
    offered: Meter = field(default_factory=Meter)


@dataclass(slots=True)
class ClassState:
    """One class of a policy that is attached. `lines` are those of its class map, by number (match-any: the first that
    fits), `marked` packets of each `set`."""

    config: ClassPolicy
    packets: int = 0
    bytes: int = 0
    offered: Meter = field(default_factory=Meter)
    dropped: Meter = field(default_factory=Meter)
    drops: int = 0  # of `drop`
    lines: dict[int, Line] = field(default_factory=dict)
    marked: dict[str, int] = field(default_factory=dict)
    policer: Policer | None = None
    conformed: list[Meter] = field(default_factory=lambda: [Meter(), Meter(), Meter()])
    queue: Queue | None = None
    shaper: Shaper | None = None
    kbps: float = 0.0  # what it is given
    whole: float = 0.0  # kbit/s that its percentages refer to
    child: Attached | None = None

    @property
    def name(self) -> str:
        return self.config.name

    def meters(self) -> Iterator[Meter]:
        yield self.offered
        yield self.dropped
        yield from self.conformed
        yield from (line.offered for line in self.lines.values())

    def line(self, number: int) -> Line:
        found = self.lines.get(number)
        if found is None:
            found = self.lines[number] = Line(offered=Meter(span=self.offered.span))
        return found

    def count(self, line: int, now: float, size: int) -> None:
        """A datagram is in this class, by a line of its class map."""
        self.packets += 1
        self.bytes += size
        self.offered.note(now, size)
        if line != NO_LINE:
            matched = self.line(line)
            matched.packets += 1
            matched.bytes += size
            matched.offered.note(now, size)

    def treat(self, now: float, size: int, tos: int, passage: Passage | None = None) -> int:
        """`drop`, `police`, `set`: the ToS that a datagram has now; -1: it goes no further, for `reason`. `passage`
        takes marks that stand elsewhere."""
        config = self.config
        if config.drop:
            self.drops += 1
            self.dropped.note(now, size)
            return -1
        if self.policer is not None:
            colour = self.policer.colour(now, size)
            self.conformed[colour].note(now, size)
            word, value = self.policer.action(colour)
            if word == "drop":
                self.dropped.note(now, size)
                return -1
            if word.startswith("set-"):
                tos = _marked(word.split("-")[1], value, tos, passage)
        for mark, value in config.marks.items():
            self.marked[mark] = self.marked.get(mark, 0) + 1
            tos = _marked(mark, value, tos, passage)
        return tos

    @property
    def reason(self) -> Reason:
        """Why it drops."""
        return Reason.CLASS_DROP if self.config.drop else Reason.POLICED

    def clear(self) -> None:
        """`clear counters`; what waits goes on waiting."""
        self.packets = self.bytes = self.drops = 0
        self.lines.clear()
        self.marked.clear()
        if self.policer is not None:
            self.policer.counts = [[0, 0] for _ in Colour]
        if self.queue is not None:
            self.queue.clear()


def _marked(mark: str, value: int, tos: int, passage: Passage | None) -> int:
    if mark in ("dscp", "ip dscp"):
        return tos & 3 | value << 2
    if mark in ("precedence", "ip precedence", "prec"):
        return tos & 0x1F | value << 5
    if passage is not None:
        if mark == "cos":
            passage.cos = value
        else:
            passage.group = value
    return tos


@dataclass(slots=True)
class Attached:
    """A policy on an interface in one direction, or in a class of another one. `kbps`: what percentages refer to.
    `by_tos`: class and line of datagrams with that ToS, where nothing else decides."""

    name: str
    kbps: float
    classes: list[ClassState] = field(default_factory=list)
    level: Level | None = None  # if it queues
    plain: bool = False  # do classes look at nothing but ToS?
    by_tos: dict[int, tuple[ClassState, int]] = field(default_factory=dict)

    def pace(self, now: float, span: int) -> None:
        """Rates are averaged over so many seconds."""
        for each in self.walk():
            for meter in each.meters():
                if meter.span != span:
                    meter.pace(now, span)

    def walk(self) -> Iterator[ClassState]:
        """All classes, those of nested policies too."""
        for each in self.classes:
            yield each
            if each.child is not None:
                yield from each.child.walk()


def rate_of(config: ClassPolicy, kbps: float) -> float:
    """Of its shaper, bit/s."""
    return float(config.shape_rate or 0) or kbps * 10 * (config.shape_percent or 0)


def burst_of(config: ClassPolicy, kbps: float) -> tuple[int, int]:
    """Bits that go at once, and those in excess."""
    tick = int(rate_of(config, kbps) * _TICK)
    bc = config.shape_bc or tick
    return bc, (config.shape_be if config.shape_be is not None else bc)


def guaranteed(config: ClassPolicy, kbps: float) -> float:
    """kbit/s that a class of `bandwidth` or `priority` is given of `kbps`; 0: none of its own."""
    if config.priority:
        return float(config.priority_kbps or 0) or kbps * (config.priority_percent or 0) / 100
    return float(config.bandwidth_kbps or 0) or kbps * (config.bandwidth_percent or 0) / 100


def attach(
    config: QosConfig, policy: PolicyMap, kbps: float, now: float, old: Attached | None, outer: bool
) -> Attached:
    """`policy` put to work; `outer`: there are queues (output). What `old` has counted of the same classes stays."""
    made = Attached(policy.name, kbps, plain=all(map(partial(tos_alone, config.classes), policy.classes)))
    before = {each.name: each for each in old.classes} if old is not None else {}
    for each in policy.ordered():
        state = _class(config, each, kbps, now, before.get(each.name), outer)
        made.classes.append(state)
    if outer and (policy.queues or any(each.child is not None and each.child.level for each in made.classes)):
        made.level = _level(made, kbps, now)
    return made


def _class(
    config: QosConfig, policy: ClassPolicy, kbps: float, now: float, old: ClassState | None, outer: bool
) -> ClassState:
    state = ClassState(policy)
    if old is not None:
        state.packets, state.bytes, state.drops = old.packets, old.bytes, old.drops
        state.offered, state.dropped, state.conformed = old.offered, old.dropped, old.conformed
        state.lines, state.marked = old.lines, old.marked
    if policy.police is not None and policy.police.given:
        state.policer = policer(policy.police.of(kbps), now)
        if old is not None and old.policer is not None:
            state.policer.counts = old.policer.counts
    state.kbps, state.whole = guaranteed(policy, kbps), kbps
    inner = config.policies.get(policy.child)
    if inner is not None:
        beneath = rate_of(policy, kbps) / 1000 or state.kbps or kbps
        state.child = attach(config, inner, beneath, now, old.child if old is not None else None, outer)
    return state


def _level(made: Attached, kbps: float, now: float) -> Level:
    """The queues of a policy: priority first; the others share by what they are given, or ask of the rest."""
    level = Level()
    urgent = sorted((each for each in made.classes if each.config.priority), key=_urgency)
    level.strict = [_source(each, now) for each in urgent]
    others = [each for each in made.classes if not each.config.priority]
    weights = shares([each.config for each in made.classes], kbps)
    for each in others:
        level.shares.append(Share(_source(each, now), weights[each.name]))
    return level


def _urgency(state: ClassState) -> int:
    return state.config.priority_level or 1


def shares(classes: list[ClassPolicy], kbps: float) -> dict[str, float]:
    """Weights of the classes without priority. What has no bandwidth of its own shares what nobody is given."""
    given = sum(guaranteed(each, kbps) for each in classes)
    rest = max(kbps - given, kbps / 100)
    remaining = sum(each.remaining_percent or 0 for each in classes)
    weights, poor = {}, []
    ratio = any(each.remaining_ratio for each in classes)
    for each in classes:
        if each.priority:
            continue
        own = guaranteed(each, kbps)
        if own:
            weights[each.name] = own
        elif each.remaining_percent:
            weights[each.name] = rest * each.remaining_percent / 100
        elif ratio:
            weights[each.name] = float(each.remaining_ratio or 1)
        else:
            poor.append(each.name)
    left = rest * max(1 - remaining / 100, 0.01)
    for name in poor:
        weights[name] = left / len(poor)
    return weights


def _source(state: ClassState, now: float) -> Source:
    config = state.config
    source: Source
    if state.child is not None and state.child.level is not None:
        source = state.child.level
    else:
        queue = state.queue = Queue(config.queue_limit or LIMIT, config.fair_queue, config.wred, lost=state.dropped)
        queue.thresholds, queue.exponent = config.thresholds, config.wred_weight or EXPONENT
        if config.priority and state.kbps:
            depth = config.priority_burst or state.kbps * 1000 / 8 * _BURST
            queue.bucket = Bucket(state.kbps * 1000 / 8, depth, depth, now)
        source = queue
    if config.shape:
        reference = state.whole
        bc, be = burst_of(config, reference)
        rate = rate_of(config, reference) * (1 + be / bc if config.shape == "peak" else 1)
        source = state.shaper = Shaper(source, rate, bc + be, bc + be, now)
    return source
