"""After phase 1: dead peers, NAT on the way, deletes, initial contact, repeated requests, lifetimes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from isakmp_world import Datagram, Net, Node, pair

from iosemu.features.isakmp.trace import NotEncrypted, SaNotAuthenticated, Step, Trace
from iosemu.features.keying.contract import ESP, Activity, Failure, SaRef
from iosemu.types import parse_ipv4
from iosemu.wire import isakmp as wire

UP = "198.51.100.2 192.0.2.1 QM_IDLE 1001 ACTIVE"
GONE = "198.51.100.2 192.0.2.1 MM_NO_STATE 1001 ACTIVE (deleted)"


def _watch(node: Node, *steps: Step) -> list[Trace]:
    seen: list[Trace] = []
    node.bus.listen(Trace, lambda trace: seen.append(trace) if trace.step in steps else None)
    return seen


def _connected() -> tuple[Net, Node, Node]:
    net, r1, r2 = pair()
    r1.request(r2)
    net.run(1)
    assert r1.rows() == [UP]
    net.sent.clear()
    return net, r1, r2


def test_dpd_periodic_asks_when_it_is_quiet_and_is_answered() -> None:
    net, r1, r2 = pair()
    r1.config.keepalive, r1.config.keepalive_mode = 10, "periodic"
    r1.request(r2)
    net.run(1)
    net.sent.clear()
    net.run(60)
    asked = [each.time for each in net.sent if each.src == r1.address]
    assert 5 <= len(asked) <= 6
    assert len(net.sent) == 2 * len(asked)
    assert r1.rows() == [UP]
    assert r1.isakmp.sessions()[0].capabilities == "D"
    assert r2.isakmp.sessions()[0].capabilities == "(none)"


def test_dpd_on_demand_asks_only_when_it_sends_into_silence() -> None:
    net, r1, r2 = pair()
    r1.config.keepalive = 10
    r1.request(r2)
    net.run(100)
    net.sent.clear()
    net.run(60)
    assert net.sent == []
    r1.ipsec.seen = Activity(sent_at=net.scheduler.now, heard_at=net.scheduler.now - 30)
    net.run(15)
    assert net.sent
    r1.ipsec.seen = Activity(sent_at=net.scheduler.now, heard_at=net.scheduler.now)
    net.sent.clear()
    net.run(9)
    assert net.sent == []


def test_dpd_gives_up_after_five_tries() -> None:
    net, r1, r2 = pair()
    r1.config.keepalive, r1.config.keepalive_retry, r1.config.keepalive_mode = 10, 3, "periodic"
    r1.request(r2)
    net.run(1)
    errors = _watch(r1, Step.DPD_ERROR, Step.NOT_RESPONDING)
    del net.nodes[r2.address]
    net.sent.clear()
    net.run(9)
    assert net.sent == []
    net.run(1 + 4 * 3 + 2.9)
    assert r1.rows() == [UP]
    net.run(0.2)
    assert r1.rows() == [GONE]
    assert [trace.args for trace in errors] == [(1,), (2,), (3,), (4,), (5,), ()]
    assert r1.ipsec.dead == [r2.address]
    times = [each.time for each in net.sent[:5]]
    assert [round(later - earlier) for earlier, later in pairwise(times)] == [3, 3, 3, 3]
    assert len({each.payload for each in net.sent}) == len(net.sent)  # each under its own message ID


def test_clear_tells_the_peer() -> None:
    net, r1, r2 = _connected()
    assert r1.isakmp.clear(1002) is False
    assert r1.isakmp.clear(1001) is True
    assert r1.rows() == [GONE]
    net.run(1)
    assert r2.rows() == [GONE]
    assert len(r1.ipsec.down) == len(r2.ipsec.down) == 1
    assert r2.ipsec.dead == [r1.address]  # only the initial contact of the beginning
    r1.request(r2)
    net.run(1)
    assert r1.rows() == ["198.51.100.2 192.0.2.1 QM_IDLE 1002 ACTIVE", GONE]
    net.run(60)
    assert r1.rows() == ["198.51.100.2 192.0.2.1 QM_IDLE 1002 ACTIVE"]


def test_deleted_ipsec_sas_are_told_with_their_spis() -> None:
    net, r1, r2 = _connected()
    spi = r1.ipsec.pairs[0].spi_in
    r1.isakmp.deleted(r2.address, [SaRef("", ESP, r1.address, each) for each in (spi, 0x4711)])
    net.run(1)
    assert r2.ipsec.gone == [spi, 0x4711]
    assert r2.rows() == [UP]
    r1.isakmp.clear()
    silent = _watch(r1, Step.NO_SA_FOR_DELETE)
    r1.isakmp.deleted(r2.address, [SaRef("", ESP, r1.address, spi)])
    assert [trace.args[2] for trace in silent] == [spi]


def test_a_router_that_came_back_brings_the_old_sas_down() -> None:
    net, r1, r2 = _connected()
    r1.isakmp.stop()
    r1.isakmp.host.stop()
    again = Node(net, "R1", "192.0.2.1", seed=2)
    again.policy()
    again.key("cisco")
    again.request(r2)
    r2.ipsec.dead.clear()
    net.run(1)
    assert r2.rows() == ["198.51.100.2 192.0.2.1 QM_IDLE 1002 ACTIVE", GONE]
    assert r2.ipsec.dead == [r1.address]
    assert len(r2.ipsec.live) == 2


def test_requests_join_what_is_under_way() -> None:
    net, r1, r2 = pair()
    budding = _watch(r1, Step.BUDDING)
    for _ in range(3):
        r1.request(r2)
    assert len(budding) == 2
    net.run(1)
    assert len(r1.ipsec.pairs) == 1
    r1.request(r2)
    r1.request(r2)
    net.run(1)
    assert len(r1.ipsec.pairs) == 2
    assert len(r1.rows()) == 1


def test_several_quick_modes_at_once() -> None:
    from iosemu.features.keying.contract import subnet

    net, r1, r2 = _connected()
    for number in range(5):
        proxy = subnet(parse_ipv4(f"10.{number}.0.0"), parse_ipv4("255.255.0.0"))
        r1.request(r2, mine=(proxy,))
        r2.request(r1, mine=(proxy,))
    net.run(1)
    assert len(r1.ipsec.live) == len(r2.ipsec.live) == 11
    assert {each.theirs[0].address for each in r2.ipsec.live if not each.initiator} >= {parse_ipv4("10.4.0.0")}
    assert len({each.spi_in for each in r1.ipsec.live}) == 11


def test_the_lower_ipsec_lifetime_is_told_to_the_initiator() -> None:
    net, r1, r2 = pair()
    r2.ipsec.life_seconds = 300
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.live[0].life_seconds == r2.ipsec.live[0].life_seconds == 300
    assert r1.ipsec.live[0].life_kilobytes == 4608000


def test_invalid_spi_over_an_sa_and_with_recovery() -> None:
    net, r1, r2 = _connected()
    r2.isakmp.invalid_spi(SaRef("", "esp", r2.address, 0x1234), r1.address)
    net.run(1)
    assert r1.ipsec.gone == [0x1234]
    r2.isakmp.clear()
    net.run(61)
    r2.isakmp.invalid_spi(SaRef("", "esp", r2.address, 0x5678), r1.address)
    net.run(1)
    assert r1.rows() == []
    r2.config.invalid_spi_recovery = True
    r2.isakmp.invalid_spi(SaRef("", "esp", r2.address, 0x5678), r1.address)
    net.run(1)
    assert r1.ipsec.gone == [0x1234, 0x5678]
    assert r2.rows() == ["192.0.2.1 198.51.100.2 QM_IDLE 1002 ACTIVE"]


def test_informational_messages_in_clear_are_not_believed() -> None:
    _, r1, r2 = _connected()
    plain: list[Any] = []
    r2.bus.listen(NotEncrypted, plain.append)
    sa = next(iter(r2.isakmp.life.sas.values()))
    header = wire.Header(sa.cookie_i, sa.cookie_r, wire.Exchange.INFORMATIONAL, 77)
    forged = wire.encode(header, [wire.Delete(1, [sa.cookies])])
    r2.receive(Datagram(0, r1.address, 500, r2.address, 500, forged))
    assert len(plain) == 1
    assert r2.rows() == [UP]


def test_quick_mode_before_phase_1_is_done() -> None:
    net, r1, r2 = pair()
    early: list[Any] = []
    r2.bus.listen(SaNotAuthenticated, early.append)
    r1.request(r2)
    net.run(0.012)
    sa = next(iter(r2.isakmp.life.sas.values()))
    header = wire.Header(sa.cookie_i, sa.cookie_r, wire.Exchange.QUICK, 77, wire.ENCRYPTED)
    r2.receive(Datagram(0, r1.address, 500, r2.address, 500, header.encode(bytes(32))))
    assert len(early) == 1
    net.run(1)
    assert r1.rows() == [UP]


def _behind_nat(net: Net, inside: str, outside: str) -> None:
    """Port translation: 500 becomes 512, 4500 becomes 4501."""
    inner, outer = parse_ipv4(inside), parse_ipv4(outside)
    ports = {500: 512, 4500: 4501}
    back = {new: old for old, new in ports.items()}

    def translate(each: Datagram) -> Datagram:
        if each.src == inner:
            return Datagram(each.time, outer, ports[each.src_port], each.dst, each.dst_port, each.payload)
        if each.dst == outer:
            return Datagram(each.time, each.src, each.src_port, inner, back[each.dst_port], each.payload)
        return each

    net.filters.append(translate)


def nat_pair(platform: str = "c7200") -> tuple[Net, Node, Node]:
    """A site behind port translation, and its headquarters."""
    net = Net()
    site, hq = Node(net, "SITE-A", "100.64.1.2", platform), Node(net, "HQ", "61.128.1.1", platform)
    _behind_nat(net, "100.64.1.2", "103.1.1.1")
    for node in (site, hq):
        node.policy()
        node.key("cisco")
    return net, site, hq


def test_nat_is_found_and_ports_float() -> None:
    net, site, hq = nat_pair()
    site.config.nat_keepalive = 20
    site.request(hq)
    net.run(1)
    assert [(each.src_port, each.dst_port) for each in net.sent[:4]] == [(500, 500), (500, 512)] * 2
    assert {(each.src_port, each.dst_port) for each in net.sent[4:]} == {(4500, 4500), (4500, 4501)}
    assert site.ipsec.live[0].proposal.udp and site.ipsec.live[0].proposal.tunnel
    ours, theirs = site.isakmp.sessions()[0], hq.isakmp.sessions()[0]
    assert ours.capabilities == theirs.capabilities == "N"
    assert (theirs.remote, theirs.remote_port, theirs.phase1_id) == (parse_ipv4("103.1.1.1"), 4501, "100.64.1.2")
    net.sent.clear()
    net.run(61)
    assert [each.payload for each in net.sent] == [b"\xff"] * 3
    hq.receive(Datagram(0, parse_ipv4("103.1.1.1"), 4501, hq.address, 4500, b"\0\0\1\0ESP"))
    assert hq.ipsec.esp == [b"\0\0\1\0ESP"]


def test_requests_fail_with_the_sa_they_waited_for() -> None:
    net, r1, r2 = pair()
    del net.nodes[r2.address]
    r1.request(r2)
    net.run(15)
    r1.isakmp.clear()
    assert r1.ipsec.failures == [Failure.TIMEOUT]
    assert r1.rows() == ["198.51.100.2 192.0.2.1 MM_NO_STATE 0 ACTIVE (deleted)"]
    net.run(50)
    assert len(net.sent) == 2


@pytest.mark.parametrize("seconds", [3600, 7200])
def test_an_idle_pair_of_routers_is_silent(seconds: int) -> None:
    net, r1, r2 = _connected()
    net.run(seconds)
    assert net.sent == []
    assert r1.rows() == r2.rows() == [UP]


@pytest.mark.parametrize(("exchange", "number", "answers"), [(2, 4, 1), (2, 5, 0), (32, 1, 1), (32, 2, 0)])
def test_the_last_message_of_an_exchange_has_no_answer(exchange: int, number: int, answers: int) -> None:
    """Messages 5 and 6 of main mode, 2 and 3 of quick mode come once more: nothing goes back and forth for ever."""
    net, r1, r2 = pair()
    r1.request(r2)
    net.run(10)
    again = [each for each in net.sent if each.payload[18] == exchange][number]
    before = len(net.sent)
    net.nodes[again.dst].receive(again)
    net.run(30)
    assert len(net.sent) - before == answers
