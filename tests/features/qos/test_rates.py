"""Random policies under congestion: each class gets what the configured rates say."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from iosemu.device.passage import Passage
from iosemu.features.qos.model import ClassPolicy, PolicyMap, QosConfig
from iosemu.features.qos.policy import Attached, attach, shares
from iosemu.features.qos.queueing import Item, Queue
from iosemu.wire import ipv4

KBPS = 10_000
SECONDS = 8.0


class Line:
    """A line of `KBPS`, before which the queues of a policy are kept full; what each class sent, bytes."""

    def __init__(self, attached: Attached, sizes: dict[str, int]) -> None:
        self.attached = attached
        self.queues = {state.name: state.queue for state in attached.walk() if state.queue is not None}
        self.items = {name: self._item(sizes.get(name, 500)) for name in self.queues}
        self.sent = dict.fromkeys(self.queues, 0)
        self.names = {id(queue): name for name, queue in self.queues.items()}
        self.rng = Random(1)

    def _item(self, size: int) -> tuple[ipv4.IPv4, int]:
        return ipv4.IPv4(1, 2, 17, b"\0" * 8), size

    def fill(self, now: float) -> None:
        for name, queue in self.queues.items():
            packet, size = self.items[name]
            while len(queue) < 4:
                if queue.bucket is not None and not queue.bucket.take(now, size):
                    break  # there is congestion
                passage = Passage(packet, None)  # type: ignore[arg-type]
                passage.place = queue
                queue.admit(Item(passage, size), self.rng)

    def run(self) -> None:
        now, level = 0.0, self.attached.level
        assert level is not None
        while now < SECONDS:
            self.fill(now)
            found = level.pull(now)
            if isinstance(found, Item):
                assert isinstance(found.passage.place, Queue)
                self.sent[self.names[id(found.passage.place)]] += found.size
                now += found.size * 8 / (KBPS * 1000)
            else:
                now = max(found, now + 1e-6) if found is not None else now + 0.001


def policy(*classes: ClassPolicy) -> PolicyMap:
    return PolicyMap("P", "", {each.name: each for each in classes})


SIZES = st.integers(64, 1500)


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(3, 25), SIZES), min_size=1, max_size=3), st.integers(1, 20), SIZES)
def test_shares(classes: list[tuple[int, int]], urgent: int, size: int) -> None:
    """A priority class has no more than its rate, and the others share the rest within 2 %."""
    made = [ClassPolicy(f"C{number}", bandwidth_percent=percent) for number, (percent, _) in enumerate(classes)]
    made.append(ClassPolicy("VOICE", priority=True, priority_percent=urgent))
    sizes = {f"C{number}": each for number, (_, each) in enumerate(classes)} | {"VOICE": size}
    line = Line(attach(QosConfig(), policy(*made), KBPS, 0.0, None, True), sizes)
    line.run()
    burst = KBPS * urgent / 100 * 1000 / 8 * 0.2
    assert line.sent["VOICE"] <= KBPS * urgent / 100 * 1000 / 8 * SECONDS + burst
    weights = shares([*made, ClassPolicy("class-default")], KBPS)
    whole, rest = sum(weights.values()), sum(line.sent[name] for name in weights)
    for name, weight in weights.items():
        assert abs(line.sent[name] / rest - weight / whole) < 0.02


@settings(max_examples=15)
@given(st.integers(100, 9000), SIZES, st.lists(st.integers(1, 40), min_size=1, max_size=2))
def test_a_shaper_and_what_is_nested_in_it(kbps: int, size: int, percents: list[int]) -> None:
    """Shaped output never exceeds its rate, and the nested policy shares that."""
    inner = [ClassPolicy(f"C{number}", bandwidth_percent=percent) for number, percent in enumerate(percents)]
    child = PolicyMap("CHILD", "", {each.name: each for each in inner})
    outer = policy(ClassPolicy("class-default", shape="average", shape_rate=kbps * 1000, child="CHILD"))
    line = Line(attach(QosConfig(policies={"CHILD": child}), outer, KBPS, 0.0, None, True), {"C0": size})
    line.run()
    bits = sum(line.sent.values()) * 8
    assert bits <= kbps * 1000 * SECONDS + 2 * kbps * 4 + 1500 * 8  # two bursts of 4 ms, and a packet
    assert bits >= kbps * 1000 * SECONDS * 0.98
    weights = shares([*inner, ClassPolicy("class-default")], kbps)
    for name, weight in weights.items():
        assert abs(line.sent[name] * 8 / bits - weight / sum(weights.values())) < 0.02
