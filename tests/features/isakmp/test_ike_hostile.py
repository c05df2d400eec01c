"""What a peer, or somebody else with a packet generator, may not achieve."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from isakmp_world import Datagram, Node, pair
from test_ike_upkeep import nat_pair

from iosemu.features.isakmp.proposal import Numbered, to_wire
from iosemu.features.keying.contract import Failure, Refused
from iosemu.types import parse_ipv4
from iosemu.wire.isakmp import Attribute, IpsecAttribute, Notification, Notify, Sa


def offer_life(monkeypatch: pytest.MonkeyPatch, *durations: Attribute) -> None:
    """Every offer of quick mode names these lifetimes; answers pass as they are."""

    def told(proposals: list[Numbered], spis: Mapping[str, int]) -> Sa:
        made = to_wire(proposals, spis)
        for proposal in made.proposals:
            for transform in proposal.transforms:
                kept = [each for each in transform.attributes if each.type > IpsecAttribute.LIFE_DURATION]
                transform.attributes = [Attribute(IpsecAttribute.LIFE_TYPE, 1), *durations, *kept]
        return made

    monkeypatch.setattr("iosemu.features.isakmp.proposal.to_wire", told)


def test_a_lifetime_of_eight_octets_comes_back_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 2407 section 4.5.4: the attributes are returned as offered; the lower lifetime counts all the same."""
    net, r1, r2 = pair()
    offer_life(monkeypatch, Attribute(IpsecAttribute.LIFE_DURATION, 1 << 40, 8))
    r1.request(r2)
    net.run(2)
    assert r2.ipsec.pairs[0].life_seconds == 3600 and r1.ipsec.pairs[0].life_seconds == 3600
    assert r2.ipsec.pairs[0].proposal.life_seconds == 1 << 40
    assert len(r1.ipsec.live) == len(r2.ipsec.live) == 1


def test_an_attribute_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    net, r1, r2 = pair()
    offer_life(monkeypatch, Attribute(IpsecAttribute.ENCAPSULATION, 2))
    r1.request(r2)
    net.run(2)
    assert r1.ipsec.failures == [Failure.REJECTED] and not r2.ipsec.pairs


def garbage(site: Node, hq: Node, message_id: bytes = b"\1\2\3\4") -> Datagram:
    """A quick mode message with the cookies of the SA and no right to them, from another port."""
    sa = hq.isakmp.sessions()[0]
    cookies = next(iter(hq.isakmp.life.sas.values())).cookies
    head = cookies + b"\x08\x10\x20\x01" + message_id + (28 + 64).to_bytes(4, "big")
    return Datagram(0, sa.remote, 31337, hq.address, 4500, bytes(4) + head + bytes(range(64)))


def test_garbage_moves_no_port_and_is_no_sign_of_life() -> None:
    net, site, hq = nat_pair()
    site.request(hq)
    net.run(1)
    before = hq.isakmp.sessions()[0].remote_port
    heard = next(iter(hq.isakmp.life.sas.values())).heard_at
    net.run(30)
    hq.receive(garbage(site, hq))
    sa = next(iter(hq.isakmp.life.sas.values()))
    assert hq.isakmp.sessions()[0].remote_port == before == 4501
    assert sa.heard_at == heard and not sa.nodes.get(0x01020304)
    # what is authentic does both
    net.filters = [lambda each: moved(each, 4600, 4501), *net.filters, lambda each: moved(each, 4501, 4600)]
    ours = next(iter(site.isakmp.life.sas.values()))
    site.isakmp.info.send_notify(ours, Notification(Notify.R_U_THERE, 1, ours.cookies, bytes(4)))
    net.run(1)
    assert hq.isakmp.sessions()[0].remote_port == 4600 and sa.heard_at > heard


def moved(datagram: Datagram, old: int, new: int) -> Datagram:
    """The NAT has forgotten its mapping and made another."""
    nat = parse_ipv4("103.1.1.1")
    if (datagram.dst, datagram.dst_port) == (nat, old):
        datagram.dst_port = new
    elif (datagram.src, datagram.src_port) == (nat, old):
        datagram.src_port = new
    return datagram


def test_r_u_there_with_much_to_say_is_not_answered() -> None:
    """RFC 3706 section 5.3: the data is a sequence number of four octets."""
    net, r1, r2 = pair()
    r1.request(r2)
    net.run(1)
    ours = next(iter(r1.isakmp.life.sas.values()))
    sent = len(net.sent)
    r1.isakmp.info.send_notify(ours, Notification(Notify.R_U_THERE, 1, b"", bytes(60_000)))
    net.run(1)
    assert len(net.sent) == sent + 1


def test_spis_of_exchanges_that_failed_are_given_back() -> None:
    net, r1, r2 = pair()
    r2.ipsec.refuse = Refused.TRANSFORM
    for _ in range(3):
        r1.request(r2)
        net.run(5)
    assert r1.ipsec.failures == [Failure.REJECTED] * 3
    assert r1.ipsec.released == [each for each in range(r1.ipsec.next_spi - 2, r1.ipsec.next_spi + 1)]
    r2.ipsec.refuse = None
    net.nodes.pop(r2.address)
    r1.request(r2)
    net.run(120)
    assert r1.ipsec.failures[-1] is Failure.TIMEOUT and r1.ipsec.released[-1] == r1.ipsec.next_spi


def test_a_responder_that_is_never_confirmed_takes_its_pair_back() -> None:
    net, r1, r2 = pair()
    r1.request(r2)
    net.run(1)
    net.filters.append(lambda each: each if each.src != r2.address else None)
    r1.request(r2)
    net.run(1)
    net.nodes.pop(r1.address)
    net.run(120)
    assert len(r2.ipsec.pairs) == 2 and r2.ipsec.gone == [r2.ipsec.pairs[1].spi_out]


def test_initial_contact_spares_the_neighbours_behind_the_same_nat() -> None:
    net, site, hq = nat_pair()
    second = Node(net, "SITE-B", "100.64.1.3")
    second.policy()
    second.key("cisco")
    inner, outer = second.address, parse_ipv4("103.1.1.1")

    def translate(each: Datagram) -> Datagram:
        """The other site has ports 700 and 4700."""
        if each.src == inner:
            each = Datagram(each.time, outer, each.src_port + 200, each.dst, each.dst_port, each.payload)
        elif each.dst == outer and each.dst_port in (700, 4700):
            each = Datagram(each.time, each.src, each.src_port, inner, each.dst_port - 200, each.payload)
        return each

    net.filters.insert(0, translate)
    site.request(hq)
    net.run(1)
    second.request(hq)  # with INITIAL-CONTACT
    net.run(1)
    assert sorted(each.phase1_id for each in hq.isakmp.sessions() if each.active) == ["100.64.1.2", "100.64.1.3"]
    assert hq.ipsec.spared == [[], [1001]]
    # the first one has been reloaded: now it is its own old SA that goes
    site.isakmp.life.sas.clear()
    site.isakmp.life._by_pair.clear()
    site.isakmp.life._by_cookie.clear()
    site.ipsec.live.clear()
    site.request(hq)
    net.run(1)
    assert sorted(each.phase1_id for each in hq.isakmp.sessions() if each.active) == ["100.64.1.2", "100.64.1.3"]
    assert hq.ipsec.spared[-1] == [1002]
