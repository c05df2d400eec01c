"""Who was told what, and that nothing of it outlives those who were told."""

from __future__ import annotations

from iosemu.features.eigrp.told import Told
from iosemu.types import Prefix
from iosemu.wire.eigrp import Metric, RouteTlv
from tests.features.wired import chain

ONE, TWO = Prefix.parse("10.1.0.0/16"), Prefix.parse("10.2.0.0/16")
NEAR = RouteTlv(ONE.network, 16, Metric(1, 1))
FAR = RouteTlv(ONE.network, 16, Metric(9, 1))


def test_one_that_was_told_otherwise_makes_the_same_news_again() -> None:
    told = Told()
    told.all(ONE, NEAR)
    assert not told.is_news(ONE, NEAR)
    told.one(1, ONE, None)  # a question: we have no way
    assert told.is_news(ONE, NEAR) and told.known(ONE) == NEAR
    told.one(1, ONE, NEAR)
    assert not told.is_news(ONE, NEAR)
    told.one(2, ONE, FAR)
    told.all(ONE, None)
    assert not told.is_news(ONE, None) and told.known(ONE) is None


def test_a_table_makes_the_rest_unknown() -> None:
    told = Told()
    told.all(ONE, NEAR)
    told.table(1, {TWO: FAR})
    assert told.is_news(ONE, NEAR) and told.is_news(TWO, None)
    told.forget(1)
    assert not told.is_news(ONE, NEAR) and not told.is_news(TWO, None)


def test_with_the_last_neighbour_all_is_forgotten() -> None:
    lab = chain(2, "router eigrp 1\n network 10.0.0.0\n network 192.168.{i}.0\n")
    lab.run(20)
    process = next(iter(lab["R1"].device.engine("eigrp").processes.values()))
    told = process.ports["FastEthernet0/0"].told
    assert told.common
    lab.link("R1", "R2").loss = 1
    lab.run(20)
    assert not process.ports["FastEthernet0/0"].neighbors and not told.prefixes()
