"""A running router takes any frame on any port: it answers or drops, and goes on working."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis.strategies as st
import pytest

from iosemu import Lab
from tests.fuzz.samples import frames
from tests.fuzz.test_decoders import mutated


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab.load("dmvpn-ipsec")
    lab.settle()
    return lab


def test_any_frame(lab: Lab, feed: Callable[..., None]) -> None:
    ports = [iface for node in lab for iface in node.device.interfaces.values() if iface.link is not None]

    def target(frame_and_port: tuple[bytes, int]) -> None:
        frame, number = frame_and_port
        port = ports[number % len(ports)]
        # to this port's own address, so that more than the Ethernet driver looks at it
        port.receive(port.mac.to_bytes(6, "big") + frame[6:])
        lab.run(0.01)

    feed(st.tuples(st.one_of(st.binary(max_size=100), mutated()), st.integers(0, 99)), target, 300)
    assert "!!" in lab["R6"].cli("ping 1.1.1.1")


def test_replayed_frames(lab: Lab, feed: Callable[..., None]) -> None:
    """What was true once is told again, in any order, to anybody: retransmissions, replays, strangers' packets."""
    ports = [iface for node in lab for iface in node.device.interfaces.values() if iface.link is not None]

    def target(told: list[tuple[int, int]]) -> None:
        for which, number in told:
            port = ports[number % len(ports)]
            port.receive(port.mac.to_bytes(6, "big") + frames()[which % len(frames())][6:])
        lab.run(0.1)

    feed(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 99)), max_size=5), target, 60)
    lab.run(300)
    assert "!!" in lab["R6"].cli("ping 1.1.1.1")
