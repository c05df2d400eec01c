"""What goes on under an IKEv2 SA: renewals, deletes, liveness, cookies, groups, fragments, loss of any message."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from ikev2_world import MAP, VTI, pair, ping

from iosemu.features.ikev2.engine import Ikev2Engine
from iosemu.features.ikev2.states import State
from iosemu.lab.lab import Lab
from iosemu.wire import ikev2 as wire
from iosemu.wire.ethernet import Frame
from iosemu.wire.ipv4 import UDP, IPv4
from iosemu.wire.udp import Udp


def ike_of(frame: bytes) -> wire.Header | None:
    """The header of an IKEv2 message on the cable."""
    found = Frame.decode(frame)
    if found.ethertype != 0x0800:
        return None
    packet = IPv4.decode(found.payload)
    if packet.protocol != UDP or packet.is_fragment:
        return None
    datagram = Udp.decode(packet.payload, packet.src, packet.dst)
    data = datagram.payload
    if datagram.dst_port == 4500:
        if data[:4] != bytes(4):
            return None
        data = data[4:]
    return wire.Header.unpack(data) if datagram.dst_port in (500, 4500) else None


class Watch:
    """Counts messages on the only cable, and may lose some."""

    def __init__(self, lab: Lab, lose: Callable[[int, wire.Header], bool] | None = None) -> None:
        self.seen: list[tuple[float, str, wire.Header]] = []
        self.lab, self.lose = lab, lose
        self.stop = lab.filter("R1", keep=self.keep)

    def keep(self, sender: str, frame: bytes) -> bool:
        header = ike_of(frame)
        if header is None:
            return True
        self.seen.append((self.lab.now, sender[:2], header))
        return self.lose is None or not self.lose(len(self.seen), header)

    def count(self, exchange: int, response: bool = False) -> int:
        return sum(each.exchange == exchange and each.response is response for _, _, each in self.seen)


def ready(lab: Lab, node: str = "R1") -> list[str]:
    return [row.status for row in lab[node].rows("show crypto ikev2 sa")]


def spis(lab: Lab, node: str = "R1") -> tuple[str, ...]:
    text = lab[node].cli("show crypto ipsec sa")
    return tuple(line.strip() for line in text.splitlines() if line.strip().startswith("spi:"))


STEADY = (("crypto ipsec profile IPP\n", "crypto ipsec profile IPP\n set security-association lifetime seconds 120\n"),)


def test_ipsec_sas_are_renewed_without_loss() -> None:
    lab = pair(one=STEADY, two=STEADY)
    lab.run(20)
    watch, before = Watch(lab), spis(lab)
    sent = [ping(lab) for _ in range(40) if lab.run(9) is None]
    assert all("(5/5)" in each for each in sent)
    assert watch.count(wire.Exchange.CREATE_CHILD_SA) >= 3
    assert watch.count(wire.Exchange.IKE_SA_INIT) == 0
    assert spis(lab) != before and len(spis(lab)) in (2, 4)
    assert ready(lab) == ready(lab, "R2") == ["READY"]


@pytest.mark.parametrize("lives", [(120, 120), (120, 86400), (86400, 120)])
def test_the_ike_sa_is_renewed_and_keeps_its_children(lives: tuple[int, int]) -> None:
    one, two = (((" keyring local KR", f" keyring local KR\n lifetime {life}"),) for life in lives)
    lab = pair(one=one, two=two)
    lab.run(20)
    keys, before = [row.tunnel_id for row in lab["R1"].rows("show crypto ikev2 sa")], spis(lab)
    watch = Watch(lab)
    sent = [ping(lab) for _ in range(30) if lab.run(9) is None]
    assert all("(5/5)" in each for each in sent)
    assert spis(lab) == before
    assert 2 <= watch.count(wire.Exchange.CREATE_CHILD_SA) <= 6
    assert [row.tunnel_id for row in lab["R1"].rows("show crypto ikev2 sa")] == keys
    assert ready(lab) == ready(lab, "R2") == ["READY"]
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1")


def test_both_renew_at_once_and_agree_whose_stays() -> None:
    lab = pair(delay=0.05)
    lab.run(20)
    for round_ in range(6):
        for node in ("R1", "R2"):
            engine = lab[node].device.engine("ikev2")
            for sa in list(engine.life.sas.values()):
                engine.soften(sa)
        lab.run(40)
        assert ready(lab) == ready(lab, "R2") == ["READY"], round_
        assert "(5/5)" in ping(lab)
        assert "(5/5)" in ping(lab, "R2", "192.168.1.1")


def test_both_renew_their_ipsec_sas_at_once() -> None:
    lab = pair(delay=0.05)
    lab.run(20)
    for _ in range(6):
        for node in ("R1", "R2"):
            engine = lab[node].device.engine("ipsec")
            for flow in list(engine.flows):
                engine.lives.soften(flow.pairs[-1])
        for _ in range(8):
            lab.run(5)
            assert "(5/5)" in ping(lab)
            assert "(5/5)" in ping(lab, "R2", "192.168.1.1")
        assert len(spis(lab)) == len(spis(lab, "R2")) == 2
        assert ready(lab) == ready(lab, "R2") == ["READY"]


@pytest.mark.parametrize("number", range(1, 13))
def test_any_message_may_be_lost(number: int) -> None:
    lab = pair(one=STEADY)
    Watch(lab, lambda count, _: count == number)
    lab.run(40)
    assert "!!!!!" in ping(lab)
    lab.run(200)
    assert "!!!!!" in ping(lab)
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1")
    assert ready(lab) == ready(lab, "R2") == ["READY"]


def test_a_lossy_line_heals() -> None:
    lives = ((" keyring local KR", " keyring local KR\n lifetime 120\n dpd 10 2 periodic"), *STEADY)
    lab = pair(one=lives, two=lives, delay=0.02)
    lab.lose("R1", share=0.2)
    lab.duplicate("R1", share=0.1)
    lab.reorder("R1", share=0.2, within=0.3)
    lab.run(3600)
    lab.lose("R1", share=0.0)
    lab.duplicate("R1", share=0.0)
    lab.reorder("R1", share=0.0)
    lab.run(200)
    assert "!!!!!" in ping(lab)
    assert "!!!!!" in ping(lab, "R2", "192.168.1.1")
    assert set(ready(lab)) == set(ready(lab, "R2")) == {"READY"}


def test_repeats_are_two_four_eight_sixteen_thirty_two_seconds_apart() -> None:
    lab = pair(MAP)
    watch = Watch(lab, lambda count, header: True)
    lab.run(1)
    lab["R1"].cli("ping 10.0.12.2")  # neighbours know each other
    lab["R1"].cli("ping 192.168.2.1 source Loopback0 repeat 1 timeout 1")
    lab.run(70)
    times = [time for time, sender, _ in watch.seen if sender == "R1"]
    assert [round(late - early) for early, late in pairwise(times)][:5] == [2, 4, 8, 16, 32]
    assert len({header.spi_i for _, _, header in watch.seen}) == 1


def test_clearing_ends_both_ends_and_a_tunnel_comes_again() -> None:
    lab = pair()
    lab.run(20)
    before = spis(lab)
    assert lab["R1"].cli("clear crypto ikev2 sa") == ""
    lab.run(10)
    assert ready(lab) == ready(lab, "R2") == ["READY"]
    assert spis(lab) != before
    assert "!!!!!" in ping(lab)


def test_a_map_whose_sas_are_cleared_waits_for_traffic() -> None:
    lab = pair(MAP)
    lab.run(1)
    ping(lab)
    ping(lab)
    lab["R1"].cli("clear crypto sa")
    lab.run(5)
    assert ready(lab) == ready(lab, "R2") == []  # the IKE SA goes with its last child
    assert spis(lab) == spis(lab, "R2") == ()


def test_a_dead_peer_is_noticed() -> None:
    dpd = ((" keyring local KR", " keyring local KR\n dpd 10 2 periodic"),)
    lab = pair(one=dpd)
    lab.run(20)
    watch = Watch(lab)
    lab.run(60)
    assert 5 <= watch.count(wire.Exchange.INFORMATIONAL) <= 7
    watch.lose = lambda count, header: True
    lab.run(40)
    assert "READY" not in ready(lab)
    assert "line protocol is down" in lab["R1"].cli("show interfaces Tunnel0")
    assert ready(lab, "R2") == ["READY"]  # it does not ask
    watch.lose = None
    lab.run(60)
    assert ready(lab) == ready(lab, "R2") == ["READY"]
    assert "!!!!!" in ping(lab)


def test_on_demand_asks_only_who_sends_and_hears_nothing() -> None:
    dpd = (("crypto ikev2 profile PROF", "crypto ikev2 dpd 10 3 on-demand\ncrypto ikev2 profile PROF"),)
    lab = pair(MAP, one=dpd)
    lab.run(1)
    ping(lab)
    watch = Watch(lab)
    lab.run(100)
    assert watch.count(wire.Exchange.INFORMATIONAL) == 0
    lab["R2"].configure("interface Loopback0\n shutdown\n")
    lab["R1"].cli("ping 192.168.2.1 source Loopback0 repeat 10 timeout 2")
    assert watch.count(wire.Exchange.INFORMATIONAL) >= 1
    assert "Capabilities:DU" in lab["R1"].cli("show crypto session detail")


def test_a_cookie_is_asked_for_when_many_are_half_open() -> None:
    change = (("crypto ikev2 profile PROF", "crypto ikev2 cookie-challenge 1\ncrypto ikev2 profile PROF"),)
    lab = pair(MAP, two=change)
    lab.run(1)
    engine: Ikev2Engine = lab["R2"].device.engine("ikev2")
    half = engine.life.create(1, 500, 2, 500, False, b"halfopen", b"12345678", "")
    half.state = State.R_WAIT_AUTH
    watch = Watch(lab)
    ping(lab)
    assert "!!!!!" in ping(lab)
    assert watch.count(wire.Exchange.IKE_SA_INIT) == 2 and watch.count(wire.Exchange.IKE_AUTH) == 1
    assert (engine.stats.challenged, engine.stats.challenge_accepted) == (1, 1)


def test_another_group_is_tried_when_the_peer_wants_it() -> None:
    lab = pair(MAP, one=((" group 14", " group 19 14"),))
    lab.run(1)
    watch = Watch(lab)
    ping(lab)
    assert "!!!!!" in ping(lab)
    assert watch.count(wire.Exchange.IKE_SA_INIT) == watch.count(wire.Exchange.IKE_SA_INIT, True) == 2
    assert "DH Grp:14" in lab["R1"].cli("show crypto ikev2 sa")


def test_pfs_is_agreed_with_the_renewal() -> None:
    lines = " set pfs group19\n set security-association lifetime seconds 120\n"
    pfs = (("crypto ipsec profile IPP\n", f"crypto ipsec profile IPP\n{lines}"),)
    lab = pair(one=pfs, two=pfs)
    lab.run(20)
    before = spis(lab)
    lab.run(150)
    assert spis(lab) != before
    assert "!!!!!" in ping(lab)


@pytest.mark.parametrize("mtu", ["", " mtu 200"])
def test_long_messages_are_cut_where_both_can(mtu: str) -> None:
    change = (("crypto ikev2 profile PROF", f"crypto ikev2 fragmentation{mtu}\ncrypto ikev2 profile PROF"),)
    lab = pair(MAP, change, change)
    lab.run(1)
    watch = Watch(lab)
    ping(lab)
    assert "!!!!!" in ping(lab)
    assert (watch.count(wire.Exchange.IKE_AUTH) > 1) is bool(mtu)
    assert "Fragmentation enabled." in lab["R1"].cli("show crypto ikev2 sa detailed")


def test_lost_fragments_are_sent_again() -> None:
    change = (("crypto ikev2 profile PROF", "crypto ikev2 fragmentation mtu 150\ncrypto ikev2 profile PROF"),)
    lab = pair(MAP, change, change)
    lab.run(1)
    Watch(lab, lambda count, header: header.exchange == wire.Exchange.IKE_AUTH and count in (4, 7, 9))
    ping(lab)
    lab.run(20)
    assert "!!!!!" in ping(lab)


def test_versions_live_side_by_side_on_one_tunnel() -> None:
    """R1's profile names IKEv2, R2 has IKEv1 only, and both have policies and keys for it."""
    old = "crypto isakmp policy 10\n encr aes\n authentication pre-share\n group 14\n"
    old += "crypto isakmp key cisco123 address 0.0.0.0\n"
    both = ("crypto ikev2 proposal PROP", f"{old}crypto ikev2 proposal PROP")
    lab = pair(one=(both,), two=(both, (" set ikev2-profile PROF\n", "")))
    lab.run(30)
    assert "!!!!!" in ping(lab)
    shown = lab["R1"].cli("show crypto session")
    assert "IKEv1 SA: " in shown or "IKEv2 SA: " in shown
    lab["R1"].configure("no crypto isakmp enable\n")
    lab.run(200)
    assert "!!!!!" in ping(lab)
    assert "IKEv2 SA: " in lab["R1"].cli("show crypto session")


@pytest.mark.parametrize("over", [VTI, MAP])
def test_a_saved_lab_goes_on(over: str) -> None:
    lab = pair(over, one=() if over == MAP else STEADY)
    lab.run(1)
    ping(lab)
    for seconds in (0.0005, 0.001, 3, 80):
        lab.run(seconds)
        again = Lab.restore(lab.checkpoint())
        lab.run(60)
        again.run(60)
        assert again["R1"].cli("show crypto ikev2 sa detailed") == lab["R1"].cli("show crypto ikev2 sa detailed")
        assert again["R1"].cli("show crypto ipsec sa") == lab["R1"].cli("show crypto ipsec sa")
        assert "!!!!!" in ping(again)
