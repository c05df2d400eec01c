"""Exchanges whose tunnel or peer goes while they run leave no SA that the other end does not have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iosemu.features.ipsec.model import ProtectionConfig
from iosemu.types import InterfaceName
from tests.features.gre.net import tell
from tests.features.ipsec.world import World
from tests.fuzz.exchanges import Exchanges


@pytest.fixture
def world() -> World:
    """Protected at both ends; ISAKMP stays on for another tunnel's sake."""
    world = World().protected()
    for device in (world.r1, world.r2):
        device.engine("isakmp").listen("another tunnel")
    return world


def spis(world: World) -> tuple[set[int], set[int], set[int], set[int]]:
    """R1 in, R2 out; R2 in, R1 out."""
    one, two = world.e1.sadb, world.e2.sadb
    return (
        {ref.spi for ref in one.inbound}, {ref.spi for ref in two.by_outbound},
        {ref.spi for ref in two.inbound}, {ref.spi for ref in one.by_outbound},
    )  # fmt: skip


def agree(world: World) -> bool:
    """Each end has exactly the SAs that the other has, and packets pass."""
    one_in, two_out, two_in, one_out = spis(world)
    return one_in == two_out and two_in == one_out and bool(one_in) and world.ping("172.16.0.2", 2) == "!!"


def toggle(world: World) -> None:
    """`no tunnel protection` and `tunnel protection` in one go, on R1."""
    iface = world.r1.interfaces[InterfaceName("Tunnel", (0,))]
    tell(iface, ProtectionConfig, profile="")
    tell(iface, ProtectionConfig, profile="DMVPN")


@pytest.mark.parametrize("times", [1, 2, 3])
def test_protection_taken_away_and_given_back_at_once(world: World, times: int) -> None:
    world.run(5)
    for _ in range(times):
        toggle(world)
    world.run(20)
    assert agree(world)
    assert len(world.e1.sadb.inbound) == 1


@pytest.mark.parametrize("wait", [0.0, 0.001, 0.004, 0.005, 0.009, 0.02])
def test_and_again_while_the_exchange_runs(world: World, wait: float) -> None:
    world.run(5)
    toggle(world)
    world.run(wait)
    toggle(world)
    world.run(20)
    assert agree(world)
    assert len(world.e1.sadb.inbound) == 1


def test_taken_away_and_given_back_while_phase_1_runs(world: World) -> None:
    """What waited for phase 1 waits for the new socket, not for the one that has gone."""
    world.run(0.005)
    assert world.r1.engine("isakmp").life.negotiating
    toggle(world)
    world.run(10)
    assert agree(world)


def test_a_delete_that_overtakes_the_answer_is_told_again(world: World) -> None:
    """R2 answers, and its tunnel loses its protection before R1 has the answer."""
    world.run(5)
    exchanges = Exchanges()
    held: list[bytes] = []

    def keep(sender: str, frame: bytes) -> bool:
        if exchanges.kind(frame) == "IKE quick mode 2" and not held:
            held.append(frame)
            return False
        return True

    world.link2.filters.append(keep)
    world.e1.clear_flow(world.e1.flows[0])
    world.run(3)
    assert held
    tell(world.r2.interfaces[InterfaceName("Tunnel", (0,))], ProtectionConfig, profile="")
    world.run(1)
    world.isp.interfaces[InterfaceName("FastEthernet", (0, 1))].receive(held[0])
    world.run(5)
    assert not world.e1.sadb.inbound
    assert not world.e1.sadb.by_outbound


def unconfirmed(world: World) -> Callable[[], None]:
    """R1 asks for new SAs, and its third message gets lost until the function is called."""
    world.run(5)
    exchanges = Exchanges()

    def keep(sender: str, frame: bytes) -> bool:
        return exchanges.kind(frame) != "IKE quick mode 3"

    world.link1.filters.append(keep)
    world.e1.clear_flow(world.e1.flows[0])
    world.run(3)
    assert not next(world.e2.sadb.pairs()).enabled
    return lambda: world.link1.filters.remove(keep)


def test_a_responder_that_is_never_confirmed_says_that_it_gives_up(world: World) -> None:
    unconfirmed(world)
    first = spis(world)[0]
    assert first
    world.run(70)
    assert first.isdisjoint(spis(world)[0])


def test_and_when_its_isakmp_sa_ends_first(world: World) -> None:
    heal = unconfirmed(world)
    first = spis(world)[0]
    heal()
    world.r2.engine("isakmp").clear()
    world.run(5)
    assert first.isdisjoint(spis(world)[0])
    assert agree(world)
