"""What breaks a negotiation, and what each end then shows, to the second."""

from __future__ import annotations

from typing import Any

import pytest
from isakmp_world import Datagram, Node, pair

from iosemu.features.isakmp.proposal import POLICY_ERRORS
from iosemu.features.isakmp.trace import BadMessage, ModeFailure, NoSaForMessage, Step, Trace
from iosemu.features.keying.contract import Failure, Layer, Proposal, Refused, subnet
from iosemu.types import format_ipv4
from iosemu.wire import isakmp as wire

INITIATOR = "198.51.100.2 192.0.2.1"


def _watch(node: Node, kind: type) -> list[Any]:
    seen: list[Any] = []
    node.bus.listen(kind, seen.append)
    return seen


def _steps(traces: list[Trace], step: Step) -> list[Trace]:
    return [trace for trace in traces if trace.step is step]


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"encryption": "3des"}, "Encryption algorithm offered does not match policy!"),
        ({"key_bits": 256}, "Proposed key length does not match policy"),
        ({"hash": "md5"}, "Hash algorithm offered does not match policy!"),
        ({"group": 5}, "Diffie-Hellman group offered does not match policy!"),
        ({"authentication": "rsa-sig"}, "Preshared authentication offered but does not match policy!"),
    ],
)
def test_policy_mismatch(other: dict[str, Any], reason: str) -> None:
    net, r1, r2 = pair()
    r2.policy(**other)
    traces, failures, initiator_failures = _watch(r2, Trace), _watch(r2, ModeFailure), _watch(r1, ModeFailure)
    r1.request(r2)
    net.run(5)
    assert [trace.args[0].value for trace in _steps(traces, Step.MISMATCH)] == [reason]
    assert [each.mode for each in failures] == ["Main"]
    assert [each.mode for each in initiator_failures] == ["Informational"]
    assert r1.rows() == [f"{INITIATOR} MM_NO_STATE 0 ACTIVE"]
    assert r2.rows() == []
    net.run(60)
    assert r1.rows() == [f"{INITIATOR} MM_NO_STATE 0 ACTIVE (deleted)"]
    assert r1.ipsec.failures == [Failure.TIMEOUT]
    assert not r2.ipsec.offers


def test_nobody_answers() -> None:
    net, r1, r2 = pair()
    del net.nodes[r2.address]
    r1.request(r2)
    net.run(59.9)
    assert [each.time for each in net.sent] == [0, 10, 20, 30, 40, 50]
    assert len({each.payload for each in net.sent}) == 1
    assert r1.rows() == [f"{INITIATOR} MM_NO_STATE 0 ACTIVE"]
    assert r1.ipsec.failures == []
    net.run(0.2)
    assert r1.rows() == [f"{INITIATOR} MM_NO_STATE 0 ACTIVE (deleted)"]
    assert r1.ipsec.failures == [Failure.TIMEOUT]
    net.run(59.8)
    assert len(r1.rows()) == 1
    net.run(0.2)
    assert r1.rows() == []
    assert len(net.sent) == 6
    assert not r1.isakmp.life.peers


def test_the_responder_repeats_its_answer_like_ike_scan_sees_it() -> None:
    net, r1, r2 = pair()
    net.filters.append(lambda each: each if each.src == r1.address else None)
    r1.request(r2)
    r1.isakmp.host.stop()  # the initiator says nothing more
    net.run(100)
    times = [each.time for each in net.sent if each.src == r2.address]
    assert [round(time - times[0], 3) for time in times] == [0, 10, 20, 30, 40, 50]
    assert r2.rows() == [f"{INITIATOR} MM_NO_STATE 0 ACTIVE (deleted)"]


def test_wrong_key() -> None:
    net, r1, r2 = pair()
    r2.key("cisc0")
    bad, traces = _watch(r2, BadMessage), _watch(r1, Trace)
    r1.request(r2)
    net.run(5)
    assert r1.rows() == r2.rows() == [f"{INITIATOR} MM_KEY_EXCH 1001 ACTIVE"]
    assert [format_ipv4(each.remote) for each in bad] == ["192.0.2.1"]
    net.run(10)
    assert len(bad) == 2  # once for each time the initiator tries
    assert _steps(traces, Step.DUPLICATE)
    net.run(20)
    assert r2.rows() == [f"{INITIATOR} MM_NO_STATE 1001 ACTIVE (deleted)"]
    net.run(30)
    assert r1.rows() == [f"{INITIATOR} MM_NO_STATE 1001 ACTIVE (deleted)"]
    assert r1.ipsec.failures == [Failure.TIMEOUT]
    assert not r1.ipsec.up
    assert not r2.ipsec.up


@pytest.mark.parametrize("lost", range(9))
def test_any_single_message_may_be_lost(lost: int) -> None:
    net, r1, r2 = pair()
    count = iter(range(10_000))
    net.filters.append(lambda each: None if next(count) == lost else each)
    r1.request(r2)
    net.run(30)
    assert len(r1.ipsec.live) == len(r2.ipsec.live) == 1
    assert r1.ipsec.live[0].keys[0].encryption_in == r2.ipsec.live[0].keys[0].encryption_out
    assert r1.rows() == r2.rows() == [f"{INITIATOR} QM_IDLE 1001 ACTIVE"]


@pytest.mark.parametrize("doubled", range(9))
def test_any_single_message_may_come_twice(doubled: int) -> None:
    net, r1, r2 = pair()
    count = iter(range(10_000))

    def twice(each: Datagram) -> Datagram:
        if next(count) == doubled:
            net.scheduler.call(0.4, net.nodes[each.dst].receive, each)
            net.scheduler.call(5.0, net.nodes[each.dst].receive, each)
        return each

    net.filters.append(twice)
    r1.request(r2)
    net.run(30)
    assert len(r1.ipsec.pairs) == len(r2.ipsec.pairs) == 1
    assert len(r1.ipsec.live) == len(r2.ipsec.live) == 1


def test_a_quick_mode_that_nobody_answers_takes_the_isakmp_sa_with_it() -> None:
    net, r1, r2 = pair()
    traces = _watch(r1, Trace)

    def block(each: Datagram) -> Datagram | None:
        quick = wire.Header.decode(each.payload)[0].exchange == wire.Exchange.QUICK
        return None if quick and each.src == r1.address else each

    net.filters.append(block)
    r1.request(r2)
    net.run(59.9)
    assert r1.ipsec.failures == []
    net.run(0.2)
    assert r1.ipsec.failures == [Failure.TIMEOUT]
    assert r1.rows() == [f"{INITIATOR} MM_NO_STATE 1001 ACTIVE (deleted)"]
    reasons = [trace.args[-1] for trace in traces if trace.step in (Step.NODE_DELETED, Step.DELETING)]
    assert reasons == ["Phase 2 err count exceeded", "QM_TIMER expired"]
    quick = [each.time for each in net.sent if wire.Header.decode(each.payload)[0].exchange == wire.Exchange.QUICK]
    assert [round(time - quick[0]) for time in quick] == [0, 10, 20, 30, 40, 50]
    net.run(1)
    assert r2.rows() == [f"{INITIATOR} MM_NO_STATE 1001 ACTIVE (deleted)"]  # it was told
    net.filters.clear()
    r1.request(r2)  # begins with main mode
    net.run(1)
    assert len(r1.ipsec.live) == len(r2.ipsec.live) == 1
    assert r1.rows()[0] == f"{INITIATOR} QM_IDLE 1002 ACTIVE"


def test_a_peer_that_has_forgotten_the_isakmp_sa() -> None:
    net, r1, r2 = pair()
    r1.request(r2)
    net.run(1)
    r2.isakmp.stop()
    r2.isakmp.host.stop()
    again = Node(net, "R2", "198.51.100.2", seed=2)
    again.policy()
    again.key("cisco")
    told = _watch(again, NoSaForMessage)
    r1.request(again)
    net.run(61)
    assert len(told) == 2  # seven messages in a minute and its end
    r1.request(again)
    net.run(1)
    assert len(again.ipsec.live) == 1
    assert [row.split()[2] for row in r1.rows()] == ["QM_IDLE", "MM_NO_STATE"]
    net.run(60)
    assert len(r1.rows()) == len(again.rows()) == 1


@pytest.mark.parametrize("error", list(Refused))
def test_ipsec_refuses(error: Refused) -> None:
    net, r1, r2 = pair()
    r2.ipsec.refuse = error
    traces, failures = _watch(r2, Trace), _watch(r2, ModeFailure)
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.failures == [Failure.REJECTED]
    assert [trace.args for trace in _steps(traces, Step.POLICY_INVALID)] == [(POLICY_ERRORS[error],)]
    assert [failure.mode for failure in failures] == ["Quick"]
    assert r1.rows() == r2.rows() == [f"{INITIATOR} QM_IDLE 1001 ACTIVE"]
    assert not r1.ipsec.pairs
    r2.ipsec.refuse = None
    r1.request(r2)  # thirty seconds later, over the same ISAKMP SA
    net.run(1)
    assert len(r1.ipsec.live) == 1
    assert len(r1.rows()) == 1


def test_pfs_wanted_by_the_responder_only() -> None:
    net, r1, r2 = pair()
    r2.ipsec.pfs_group = 5
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.failures == [Failure.REJECTED]
    r1.ipsec.pfs_group, r2.ipsec.pfs_group = 5, 0
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.live[0].proposal.group == r2.ipsec.live[0].proposal.group == 5


def test_transform_mismatch_and_a_second_proposal_that_fits() -> None:
    net, r1, r2 = pair()
    r2.ipsec.proposals = [Proposal((Layer("3des", 0, "md5"),))]
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.failures == [Failure.REJECTED]
    both = [*r1.ipsec.proposals, Proposal((Layer("3des", 0, "md5"),))]
    r1.request(r2, offers=both)
    net.run(1)
    chosen = r1.ipsec.live[0]
    assert chosen.proposal.layers == both[1].layers
    assert (len(chosen.keys[0].encryption_in), len(chosen.keys[0].authentication_in)) == (24, 16)


def test_a_message_of_a_forgotten_sa() -> None:
    net, r1, r2 = pair()
    r1.request(r2)
    net.run(1)
    strange = _watch(r2, NoSaForMessage)
    r2.isakmp.stop()
    fresh = Node(net, "R2", "198.51.100.2", seed=99)
    strange = _watch(fresh, NoSaForMessage)
    r1.request(fresh, theirs=(subnet(fresh.address, protocol=50),))
    net.run(1)
    assert [format_ipv4(each.remote) for each in strange] == ["192.0.2.1"]


def test_rubbish_is_told_and_harms_nothing() -> None:
    net, r1, r2 = pair()
    bad = _watch(r2, BadMessage)
    for payload in (b"", b"rubbish", bytes(28), b"x" * 40):
        r2.receive(Datagram(0, r1.address, 500, r2.address, 500, payload))
    assert len(bad) == 4
    r1.request(r2)
    net.run(1)
    message = bytearray(net.sent[6].payload)  # quick mode, first message
    message[-1] ^= 1
    r2.receive(Datagram(0, r1.address, 500, r2.address, 500, bytes(message)))
    assert len(r2.ipsec.live) == 1


def test_tampered_key_exchange_is_survived() -> None:
    net, r1, r2 = pair()
    count = iter(range(10_000))

    def tamper(each: Datagram) -> Datagram:
        if next(count) != 2:
            return each
        body = bytearray(each.payload)
        body[32 : 32 + 128] = b"\xff" * 128  # no element of the group
        return Datagram(each.time, each.src, each.src_port, each.dst, each.dst_port, bytes(body))

    net.filters.append(tamper)
    r1.request(r2)
    net.run(1)
    assert r2.rows() == [f"{INITIATOR} MM_SA_SETUP 0 ACTIVE"]
    net.run(15)
    assert r1.ipsec.live


def test_the_commit_bit_costs_nothing() -> None:
    """A responder that sets it (RFC 2408 section 3.1) sends a fourth message: the SAs are there without, nobody repeats."""
    net, r1, r2 = pair()

    def commit(each: Datagram) -> Datagram:
        body = bytearray(each.payload)
        if each.src == r2.address and body[18] == wire.Exchange.QUICK:
            body[19] |= wire.COMMIT
        return Datagram(each.time, each.src, each.src_port, each.dst, each.dst_port, bytes(body))

    net.filters.append(commit)
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.live and r2.ipsec.live
    count = len(net.sent)
    second = next(each for each in reversed(net.sent) if each.src == r2.address)
    fourth = second.payload[:19] + bytes([wire.ENCRYPTED | wire.COMMIT]) + second.payload[20:-1] + b"\x55"
    r1.receive(Datagram(net.scheduler.now, r2.address, 500, r1.address, 500, fourth))
    net.run(60)
    assert len(net.sent) == count and r1.ipsec.live
