"""The anti-replay window as it is configured: packets that come late, and those that come twice."""

from __future__ import annotations

from typing import Any

import pytest

from iosemu.features.ipsec.model import IpsecConfig
from iosemu.types import parse_ipv4
from iosemu.wire import ipv4
from tests.features.gre.net import tell
from tests.features.ipsec.office import Office
from tests.features.ipsec.test_ah import ALONE, lan_ping
from tests.features.ipsec.world import World

GLOBAL = "crypto ipsec security-association replay"


def sealed(world: World, count: int) -> list[ipv4.IPv4]:
    """What R1 would send next."""
    pair = world.e1.flows[0].current
    assert pair is not None
    clear = ipv4.IPv4(parse_ipv4("10.1.1.1"), parse_ipv4("10.2.2.1"), 253, b"late")
    return [pair.seal(clear, 0, number) for number in range(1, count + 1)]


@pytest.mark.parametrize("sets", [{}, ALONE], ids=["esp", "ah"])
@pytest.mark.parametrize(
    ("everywhere", "entry", "late", "twice"),
    [
        ({}, {}, 1, 1), ({"window": 128}, {}, 0, 1), ({"window": 1024}, {"window": 64}, 1, 1), ({}, {"window": 512}, 0, 1),
        ({"replay_disabled": True}, {}, 0, 0), ({}, {"replay_disabled": True}, 0, 0),
        ({"replay_disabled": True}, {"window": 64}, 1, 1),
    ],
    ids=["64", "128", "entry 64", "entry 512", "disabled", "entry disabled", "disabled but here"],
)  # fmt: skip
def test_how_late_a_packet_may_come(
    sets: dict[str, Any], everywhere: dict[str, Any], entry: dict[str, Any], late: int, twice: int
) -> None:
    world = World()
    tell(world.r2, IpsecConfig, **everywhere)
    world.map(world.r1, sets)
    world.map(world.r2, sets, **entry)
    lan_ping(world, 2)
    held, *others = sealed(world, 100)
    counters = world.e2.flows[0].counters
    for packet in others:
        world.r2.ip.receive(packet, world.wan2)
    world.r2.ip.receive(held, world.wan2)
    assert (counters.replay_failed, counters.receive_errors) == (late, late)
    world.r2.ip.receive(others[-1], world.wan2)
    assert counters.replay_failed == late + twice
    told = any("%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed" in line for line in world.log2)
    assert told == bool(late or twice)


def test_it_is_shown_and_counts_for_new_sas() -> None:
    office = Office()
    office.lan_ping()
    assert "support: Y\n" in office.two.type("show crypto ipsec sa | include replay")
    office.two.shell.configure(f"{GLOBAL} disable\n")
    assert "support: Y\n" in office.two.type("show crypto ipsec sa | include replay")  # these go on as they are
    office.two.type("clear crypto sa")
    office.run(1)
    assert office.lan_ping() == ".!!"
    assert office.two.type("show crypto ipsec sa | include replay") == "        replay detection support: N\n" * 2
    office.two.shell.configure(f"no {GLOBAL} disable\n{GLOBAL} window-size 256\n")
    office.two.type("clear crypto sa")
    office.lan_ping()
    line = "        replay detection support: Y  replay window size: 256\n"
    assert office.two.type("show crypto ipsec sa | include replay") == line * 2
    assert office.one.type("show crypto ipsec sa | include replay") == "        replay detection support: Y\n" * 2
