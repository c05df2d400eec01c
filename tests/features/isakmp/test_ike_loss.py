"""Message N of main, aggressive and quick mode lost, doubled, late or overtaken, for every N; negotiations that cross;
a peer that was away."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from aggressive_world import aggressive_pair, named
from isakmp_world import Datagram, Net, Node, pair
from test_ike_debug import listen
from test_ike_rsa_encr import rsa_pair

from iosemu.features.isakmp.model import PresharedKey
from iosemu.features.keying.contract import ESP, SaRef
from iosemu.types import format_ipv4
from iosemu.wire import isakmp as wire
from tests.few import few

MODES: dict[str, tuple[Callable[[], tuple[Net, Node, Node]], int]] = {  # a pair, messages until both have SAs
    "main": (pair, 9),
    "aggressive": (aggressive_pair, 6),
    "rsa-encr": (rsa_pair, 9),
}
CASES = [
    (mode, what, number)
    for mode, (_, count) in MODES.items()
    for what in ("lost", "lost twice", "doubled", "late", "overtaken")
    for number in range(1, count + 1)
]
KEPT = [case for case in CASES if case[0] == "aggressive" or (case[0] == "main" and case[1] in ("lost", "late"))]


class Way:
    """What happens to message N, and to its first repetition."""

    def __init__(self, net: Net, what: str, number: int) -> None:
        self.net, self.what, self.number = net, what, number
        self.seen: list[bytes] = []
        self.victim = b""
        self.hit = 0
        net.filters.append(self)

    def __call__(self, each: Datagram) -> Datagram | None:
        data = each.payload
        if data not in self.seen:
            self.seen.append(data)
            if len(self.seen) == self.number:
                self.victim = data
        if data != self.victim:
            return each
        self.hit += 1
        deliver = self.net.nodes[each.dst].receive
        match self.what:
            case "lost" if self.hit == 1:
                return None
            case "lost twice" if self.hit <= 2:
                return None
            case "doubled" if self.hit == 1:
                self.net.scheduler.call(0.007, deliver, each)
                self.net.scheduler.call(3.0, deliver, each)
            case "late" if self.hit == 1:  # its repetition comes first
                self.net.scheduler.call(13.0, deliver, each)
                return None
            case "overtaken" if self.hit == 1:  # by what is sent at the same time
                self.net.scheduler.call(0.2, deliver, each)
                return None
        return each


@pytest.mark.parametrize(("mode", "what", "number"), few(CASES, *KEPT))
def test_it_heals(mode: str, what: str, number: int) -> None:
    net, r1, r2 = MODES[mode][0]()
    way = Way(net, what, number)
    r1.request(r2)
    net.run(75)
    assert way.hit >= 1
    assert len(r1.ipsec.live) == len(r2.ipsec.live) == 1, (r1.rows(), r2.rows())
    ours, theirs = r1.ipsec.live[0].keys[0], r2.ipsec.live[0].keys[0]
    assert (ours.encryption_in, ours.spi_in) == (theirs.encryption_out, theirs.spi_out)
    assert [row.split()[2] for row in r1.rows()] == [row.split()[2] for row in r2.rows()] == ["QM_IDLE"]
    assert r1.ipsec.failures == []
    sent = len(net.sent)
    net.run(300)
    assert len(net.sent) == sent  # nobody repeats himself for ever


# (mode, N) -> what initiator and responder repeat when it is lost: state, or phase 2
REPEATED: dict[tuple[str, int], tuple[list[str], list[str]]] = {
    ("main", 1): (["MM_NO_STATE"], []),
    ("main", 2): (["MM_NO_STATE"], ["MM_SA_SETUP"]),
    ("main", 3): (["MM_SA_SETUP"], ["MM_SA_SETUP"]),
    ("main", 4): (["MM_SA_SETUP"], ["MM_KEY_EXCH"]),
    ("main", 5): (["MM_KEY_EXCH"], ["MM_KEY_EXCH"]),
    ("main", 6): (["MM_KEY_EXCH"], ["QM_IDLE"]),
    ("main", 7): (["phase 2"], []),
    ("main", 8): (["phase 2"], ["phase 2"]),
    ("main", 9): (["phase 2"], ["phase 2"]),
    ("aggressive", 1): (["AG_INIT_EXCH"], []),
    ("aggressive", 2): (["AG_INIT_EXCH"], ["AG_INIT_EXCH"]),
    ("aggressive", 3): (["phase 2", "QM_IDLE"], ["AG_INIT_EXCH"]),
}


@pytest.mark.parametrize(("mode", "number"), REPEATED)
def test_who_repeats_what(mode: str, number: int) -> None:
    net, r1, r2 = MODES[mode][0]()
    Way(net, "lost", number)
    logs = listen(r1), listen(r2)
    r1.request(r2)
    net.run(30)
    found = tuple(list(dict.fromkeys(re.findall(r"retransmitting phase (?:1 (\w+)|(2) )", "\n".join(log)))) for log in logs)
    told = tuple(["phase 2" if two else one for one, two in each] for each in found)
    assert told == REPEATED[mode, number]


# negotiations that cross


def both_ways(kind: str) -> tuple[Net, Node, Node]:
    net, r1, r2 = pair()
    if kind != "main":
        named(r1, r2, name="r1.example.com")
        r1.config.hosts["r2.example.com"] = PresharedKey("cisco")
        r2.config.hosts["r1.example.com"] = PresharedKey("cisco")
    if kind == "aggressive":
        named(r2, r1, name="r2.example.com")
    elif kind == "mixed":
        r1.key("cisco")
    return net, r1, r2


@pytest.mark.parametrize("after", [0.0, 0.004, 0.012, 0.02])
@pytest.mark.parametrize("kind", ["main", "aggressive", "mixed"])
def test_both_ends_begin_at_once(kind: str, after: float) -> None:
    net, r1, r2 = both_ways(kind)
    r1.request(r2)
    net.run(after)
    r2.request(r1)
    net.run(60)
    assert r1.ipsec.live and r2.ipsec.live and not r1.ipsec.failures and not r2.ipsec.failures
    assert {row.split()[2] for row in r1.rows() + r2.rows()} == {"QM_IDLE"}
    ours = {each.keys[0].spi_in for each in r1.ipsec.live}
    assert ours == {each.keys[0].spi_out for each in r2.ipsec.live}
    net.sent.clear()
    r1.request(r2)
    net.run(1)
    assert {wire.Header.decode(each.payload)[0].exchange for each in net.sent} == {wire.Exchange.QUICK}


# a peer that was away


def away(net: Net, node: Node) -> Node:
    """It restarts and knows nothing any more but its configuration."""
    node.isakmp.stop()
    node.isakmp.host.stop()
    again = Node(net, node.hostname, format_ipv4(node.address), seed=7)
    for name in ("policies", "keys", "hosts", "peers"):
        getattr(again.config, name).update(getattr(node.config, name))
    return again


def up(aggressive: bool, **config: Any) -> tuple[Net, Node, Node]:
    net, r1, r2 = aggressive_pair() if aggressive else pair()
    for name, value in config.items():
        setattr(r1.config, name, value)
        setattr(r2.config, name, value)
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.live and r2.ipsec.live
    return net, r1, r2


@pytest.mark.parametrize("aggressive", [False, True])
def test_a_peer_that_restarts_begins_anew_and_brings_the_old_sas_down(aggressive: bool) -> None:
    net, r1, r2 = up(aggressive)
    again = away(net, r1)
    again.request(r2)
    net.run(1)
    assert again.ipsec.live and r2.ipsec.dead == [r1.address] * 2  # INITIAL-CONTACT, each time
    assert [row.split()[2:] for row in r2.rows()] == [
        ["QM_IDLE", "1002", "ACTIVE"], ["MM_NO_STATE", "1001", "ACTIVE", "(deleted)"],
    ]  # fmt: skip


@pytest.mark.parametrize("mode", ["periodic", "on-demand"])
@pytest.mark.parametrize("aggressive", [False, True])
def test_dead_peer_detection_finds_it(aggressive: bool, mode: str) -> None:
    net, r1, r2 = up(aggressive, keepalive=10, keepalive_mode=mode)
    away(net, r2)
    if mode == "on-demand":
        net.run(60)
        assert r1.ipsec.dead == []  # nobody asks
        r1.ipsec.seen.sent_at = net.scheduler.now
    net.run(22)
    assert r1.ipsec.dead == [r2.address]
    assert r1.rows()[-1] == "198.51.100.2 192.0.2.1 MM_NO_STATE 1001 ACTIVE (deleted)"


@pytest.mark.parametrize("aggressive", [False, True])
def test_without_it_the_old_sas_stay(aggressive: bool) -> None:
    net, r1, r2 = up(aggressive)
    away(net, r2)
    net.run(600)
    assert r1.ipsec.dead == [] and r1.rows() == ["198.51.100.2 192.0.2.1 QM_IDLE 1001 ACTIVE"]


@pytest.mark.parametrize("recovery", [False, True])
def test_an_unknown_spi_starts_phase_1_where_that_is_wanted(recovery: bool) -> None:
    """The restarted end gets ESP that it has no SA for."""
    net, r1, r2 = up(False, invalid_spi_recovery=recovery)
    again = away(net, r1)
    again.config.invalid_spi_recovery = recovery
    spi = r2.ipsec.live[0].keys[0].spi_out
    again.isakmp.invalid_spi(SaRef("", ESP, r1.address, spi), r2.address)
    net.run(1)
    assert bool(again.rows()) is recovery
    assert (r2.ipsec.gone == [spi]) is recovery
