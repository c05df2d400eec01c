"""What waits before an interface: queues of classes, the order in which they are served, shapers.

A policy is a `Level`: priority queues first, the others share by start-time fair queueing (Goyal, Vin, Cheng 1996). In
it stands a `Queue`, or a `Shaper` around a queue or around the level of a nested policy.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from iosemu.features.qos.model import Thresholds
from iosemu.features.qos.policer import Bucket, Meter
from iosemu.records import dataclass, field
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from random import Random

    from iosemu.device.passage import Passage
    from iosemu.features.qos.egress import Egress

LIMIT = 64  # packets that wait in a class by default
_FLOW_SHARE = 4  # a flow may have a quarter of what may wait
EXPONENT = 9  # two to the minus that is the weight of the newest length in the mean of random early detection


@dataclass(slots=True)
class Item:
    """A datagram that waits; `size` is what it takes of the line, bytes."""

    passage: Passage
    size: int


class Source(Protocol):
    def pull(self, now: float) -> Item | float | None:
        """The next one that may go; the virtual time when there will be one; None: empty."""

    def __len__(self) -> int:
        """How many wait."""


@dataclass(slots=True)
class Early:
    """Random early detection (Floyd, Jacobson 1993) for one value of DSCP or precedence: thresholds in packets; one of
    `mark` is dropped at the upper one."""

    low: int
    high: int
    mark: int = 10
    sent: list[int] = field(default_factory=lambda: [0, 0])  # packets, bytes
    random: list[int] = field(default_factory=lambda: [0, 0])
    tail: list[int] = field(default_factory=lambda: [0, 0])


@dataclass(slots=True)
class Queue:
    """The datagrams of one class. Counters: drops, packets and bytes that went out, drops of the policer of a priority
    class under congestion."""

    limit: int = LIMIT
    fair: bool = False
    early: str = ""  # "precedence", "dscp"
    thresholds: dict[int, Thresholds] = field(default_factory=dict)  # those configured
    exponent: int = EXPONENT
    bucket: Bucket | None = None  # of a priority class
    drops: int = 0
    flow_drops: int = 0
    exceeded: int = 0
    out_packets: int = 0
    out_bytes: int = 0
    mean: float = 0.0  # length, for random early detection
    values: dict[int, Early] = field(default_factory=dict)
    flows: dict[tuple[int, ...], deque[Item]] = field(default_factory=dict)  # round robin: the first is next
    waiting: int = 0
    lost: Meter = field(default_factory=Meter)
    egress: Egress | None = None  # whose it is

    def __len__(self) -> int:
        return self.waiting

    def put(self, passage: Passage) -> None:
        """See `Place`."""
        assert self.egress is not None
        self.egress.put(passage, self)

    def admit(self, item: Item, rng: Random) -> bool:
        """False: no room."""
        packet = item.passage.packet
        early = self._early(packet) if self.early else None
        if early is not None and not self._spared(early, item, rng):
            return False
        flow = _flow(packet) if self.fair else ()
        queue = self.flows.get(flow)
        if self.waiting >= self.limit:
            self.drops += 1
            self._lost(early, item)
            return False
        if self.fair and queue is not None and len(queue) >= max(self.limit // _FLOW_SHARE, 1):
            self.drops += 1
            self.flow_drops += 1
            self._lost(early, item)
            return False
        if queue is None:
            queue = self.flows[flow] = deque()
        queue.append(item)
        self.waiting += 1
        return True

    def pull(self, now: float) -> Item | float | None:
        for flow, queue in self.flows.items():
            item = queue.popleft()
            self.waiting -= 1
            del self.flows[flow]
            if queue:
                self.flows[flow] = queue  # behind the others
            self.out_packets += 1
            self.out_bytes += item.size
            if self.early:
                sent = self._early(item.passage.packet).sent
                sent[0] += 1
                sent[1] += item.size
            return item
        return None

    def clear(self) -> None:
        """The counters."""
        self.drops = self.flow_drops = self.exceeded = self.out_packets = self.out_bytes = 0
        self.values.clear()

    def empty(self) -> list[Item]:
        """Take everything out."""
        items = [item for queue in self.flows.values() for item in queue]
        self.flows.clear()
        self.waiting = 0
        return items

    # random early detection

    def _early(self, packet: ipv4.IPv4) -> Early:
        value = packet.tos >> 2 if self.early == "dscp" else packet.tos >> 5
        found = self.values.get(value)
        if found is None:
            found = self.values[value] = self.threshold(value)
        return found

    def threshold(self, value: int) -> Early:
        """What a value has, before anything was counted."""
        own = self.thresholds.get(value)
        if own is not None:
            return Early(own.low, own.high, own.mark)
        return Early(dscp_minimum(value) if self.early == "dscp" else 20 + 2 * value, 40)

    def _spared(self, early: Early, item: Item, rng: Random) -> bool:
        self.mean += (self.waiting - self.mean) / (1 << self.exponent)
        if self.mean < early.low:
            return True
        chance = 1.0 if self.mean >= early.high else (self.mean - early.low) / (early.high - early.low) / early.mark
        if rng.random() >= chance:
            return True
        counts = early.random if chance < 1 else early.tail
        counts[0] += 1
        counts[1] += item.size
        self.drops += 1
        return False

    @staticmethod
    def _lost(early: Early | None, item: Item) -> None:
        if early is not None:
            early.tail[0] += 1
            early.tail[1] += item.size


def dscp_minimum(value: int) -> int:
    """The threshold from which packets of a code point are dropped at random."""
    if value == 46:
        return 36
    if value & 7 and value >> 3 in (1, 2, 3, 4):  # assured forwarding: by drop precedence
        return {1: 32, 2: 28, 3: 24}.get(value >> 1 & 3, 20)
    return 20 + 2 * (value >> 3)


def _flow(packet: ipv4.IPv4) -> tuple[int, ...]:
    ports = int.from_bytes(packet.payload[:4], "big") if packet.protocol in (6, 17) else 0
    return packet.src, packet.dst, packet.protocol, ports


@dataclass(slots=True)
class Share:
    """One that shares what the priority queues leave, by weight."""

    source: Source
    weight: float
    tag: float = 0.0  # virtual start time of what it sends next
    active: bool = False


@dataclass(slots=True)
class Level:
    strict: list[Source] = field(default_factory=list)  # the most urgent first
    shares: list[Share] = field(default_factory=list)
    virtual: float = 0.0

    def __len__(self) -> int:
        return sum(map(len, self.strict)) + sum(len(share.source) for share in self.shares)

    def pull(self, now: float) -> Item | float | None:
        later: float | None = None
        for source in self.strict:
            found = source.pull(now)
            if isinstance(found, Item):
                return found
            later = _sooner(later, found)
        waiting = []
        for share in self.shares:
            if not len(share.source):
                share.active = False
            else:
                if not share.active:
                    share.active, share.tag = True, max(share.tag, self.virtual)
                waiting.append(share)
        for share in sorted(waiting, key=_tag):
            found = share.source.pull(now)
            if isinstance(found, Item):
                self.virtual = max(self.virtual, share.tag)
                share.tag += found.size / share.weight
                return found
            share.active = False  # it comes back with the others' time
            later = _sooner(later, found)
        return later


    def passed(self, source: Source, size: int) -> None:
        """What came into one that shares, while all were empty, has been sent."""
        for share in self.shares:
            if share.source is source:
                share.tag = self.virtual = max(share.tag, self.virtual)
                share.tag += size / share.weight
                return

    def rest(self) -> None:
        """Nothing waits: each that shares comes back with the others' time."""
        for share in self.shares:
            share.active = False


def _tag(share: Share) -> float:
    return share.tag


def _sooner(one: float | None, other: float | None) -> float | None:
    return other if one is None else one if other is None else min(one, other)


@dataclass(slots=True)
class Shaper:
    """Lets no more through than `rate` (bit/s), and `burst` (bits) at once after a rest."""

    source: Source
    rate: float
    burst: float
    tokens: float
    at: float

    def __len__(self) -> int:
        return len(self.source)

    def pull(self, now: float) -> Item | float | None:
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < -1e-6:  # what was sent last is not paid for
            return now + -self.tokens / self.rate if len(self.source) else None
        found = self.source.pull(now)
        if isinstance(found, Item):
            self.tokens -= found.size * 8
        return found

    def busy(self, now: float) -> bool:
        """Would a datagram that comes now have to wait?"""
        return bool(len(self.source)) or self.tokens + (now - self.at) * self.rate < -1e-6
