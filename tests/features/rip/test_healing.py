"""After loss and cuts RIP comes back to what a fresh network knows."""

from __future__ import annotations

from random import Random

import pytest

from iosemu.device.bounded import MOST_STRANGERS, remember
from iosemu.lab.lab import Lab
from tests.features.wired import network


def build(seed: int) -> Lab:
    """Five routers in a ring with a chord that the seed chooses, each with a loopback."""
    ends = [(i, i % 5 + 1) for i in range(1, 6)]
    first = Random(seed).randrange(1, 4)
    ends.append((first, first + 2))
    texts = dict.fromkeys(range(1, 6), "")
    ports = dict.fromkeys(texts, 0)
    cables = []
    for number, pair in enumerate(ends):
        labels = []
        for last, node in enumerate(pair, 1):
            port = f"Fa{ports[node]}/0"
            ports[node] += 1
            texts[node] += f"interface {port}\n ip address 10.0.{number}.{last} 255.255.255.0\n no shutdown\n"
            labels.append(f"R{node}:{port}")
        cables.append(" ".join(labels))
    for node in texts:
        texts[node] += f"interface Loopback0\n ip address 192.168.{node}.1 255.255.255.0\n"
        texts[node] += f"router rip\n version 2\n no auto-summary\n network 10.0.0.0\n network 192.168.{node}.0\n"
    return network({f"R{node}": text for node, text in texts.items()}, *cables, delay=0.004, seed=seed)


def known(lab: Lab) -> dict[str, set[tuple[str, int, frozenset[int | None]]]]:
    return {
        node.name: {
            (str(route.prefix), route.metric, frozenset(path.next_hop for path in route.paths))
            for route in node.device.vrfs.default.v4
            if str(route.source) == "rip"
        }
        for node in lab
    }


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("loss", [0.1, 0.5])
def test_after_loss_and_cuts(seed: int, loss: float) -> None:
    """What was held down, poisoned or flushed is learned anew, with all equal ways."""
    fresh, lab, rng = build(seed), build(seed), Random(seed)
    fresh.run(300)
    for link in lab.links.values():
        link.loss = loss
    lab.run(600)
    for link in lab.links.values():
        link.cut()
        lab.run(rng.random() * 300)
        link.repair()
        link.loss = 0
    lab.run(600)
    assert known(lab) == known(fresh)


def test_gateways_are_remembered_within_bounds() -> None:
    known: dict[int, float] = {}
    for at in range(1000):
        assert remember(known, at, float(at))
    assert not remember(known, 999, 5.0)
    assert len(known) == MOST_STRANGERS and 0 not in known and known[999] == 5.0
