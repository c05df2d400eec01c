"""Some hours of `make rekeys`, and that it would notice."""

from __future__ import annotations

import pytest

from tests.chaos.rekeys import KINDS, Month, grown


def test_nothing_is_lost_but_what_the_links_lose() -> None:
    """Each kind of tunnel, over two renewals, on bad links."""
    month = Month(len(KINDS), loss=0.03, every=20)
    assert month.run(0.1) == []
    lost = sum(sum(loss.sealed.values()) for loss in month.losses.values())
    assert lost == sum(way.sent - way.arrived for way in month.ways) > 0
    assert sum(loss.others for loss in month.losses.values()) > 0


@pytest.mark.slow
def test_two_days_of_a_tunnel_of_each_kind() -> None:
    """Over two ends of phase 1."""
    month = Month(len(KINDS), loss=0.05, every=60, seed=3)
    assert month.run(2.2) == []


def test_it_would_be_seen() -> None:
    """SAs that one end forgets: what comes next is lost, and told as an error."""
    month = Month(2, loss=0.0, every=20)

    def forget() -> None:
        node = month.lab["B1"]
        engine = node.device.engine("ipsec")
        for flow in engine.flows:
            for pair in tuple(flow.pairs):
                engine.lives.delete(pair, tell=False)

    month.lab.scheduler.after(1000, forget)
    wrong = month.run(0.02)
    assert any("lost on the link" in line for line in wrong)
    assert any("errors of sending" in line for line in wrong)


def test_growth() -> None:
    assert grown([100] * 20) == 0.0
    assert round(grown([100] * 7 + [105] * 20), 3) == 0.05
