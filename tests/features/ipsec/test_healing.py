"""What becomes of SAs when an end forgets, a cable is away or a first attempt goes unanswered."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from iosemu.features.ipsec.events import SaRequested
from iosemu.features.isakmp.trace import Step, Trace
from iosemu.lab.lab import Lab
from tests.features.ipsec.world import World


def _state(lab: Lab, node: str, nbma: str) -> str:
    """The state that a router shows of its peer."""
    rows = [line.split() for line in lab[node].cli("show dmvpn").splitlines()]
    return next(row[3] for row in rows if len(row) > 4 and row[1] == nbma)


def _reload(lab: Lab) -> None:
    lab["R1"].device.startup_config = "\n".join(lab["R1"].running_config())
    lab["R1"].reload()


def _power(lab: Lab) -> None:
    lab["R1"].device.startup_config = "\n".join(lab["R1"].running_config())
    lab["R1"].power_off()
    lab.run(20)
    lab["R1"].power_on()


def _forget(lab: Lab) -> None:
    """The hub's SAs go, and nobody hears of it."""
    for link in lab.links.values():
        link.loss = 1.0
    lab["R1"].cli("clear crypto isakmp")
    lab["R1"].cli("clear crypto sa")
    lab.run(2)
    for link in lab.links.values():
        link.loss = 0.0


@pytest.mark.parametrize("fault", [_reload, _power, _forget])
def test_a_hub_that_forgot_is_found_again_within_the_life_of_an_sa(fault: Callable[[Lab], None]) -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab.settle()
    lab.run(60)
    fault(lab)
    lab.run(3700)  # without dead peer detection a spoke may trust its SAs to their end
    for spoke in ("R6", "R7", "R8"):
        assert _state(lab, spoke, "1.1.1.1") == "UP"
        assert "(5/5)" in lab[spoke].cli("ping 11.11.11.1 source loopback1")
        assert "(5/5)" in lab["R1"].cli(f"ping {spoke[1] * 2}.{spoke[1] * 2}.{spoke[1] * 2}.{spoke[1]} source loopback1")
    lab.run(120)
    rows = lab["R1"].cli("show crypto isakmp sa").splitlines()
    assert {row.split()[2] for row in rows if row.startswith(("1.1.1.1", "6.", "7.", "8."))} == {"QM_IDLE"}


@pytest.mark.parametrize("between", ["no tunnel protection ipsec profile DMVPN", "tunnel protection ipsec profile NOPE"])
def test_protection_taken_away_and_given_back_registers_anew(between: str) -> None:
    """The hub forgot the spoke with its SAs: who waits for the next refresh (40 minutes) would be unreachable."""
    lab = Lab.load("dmvpn-ipsec", seed=3)
    lab.settle()
    lab["R6"].configure(f"interface Tunnel0\n {between}\n")
    lab.run(10)
    lab["R6"].configure("interface Tunnel0\n tunnel protection ipsec profile DMVPN\n")
    lab.run(30)
    assert _state(lab, "R1", "6.6.6.6") == "UP"
    assert "5/5" in lab["R6"].cli("ping 192.168.1.1")


def test_a_socket_without_traffic_comes_up_when_its_profile_is_whole_again() -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab.settle()
    lab["R6"].configure("interface Tunnel0\n shutdown\n no ip nhrp nhs 192.168.1.1")
    lab["R6"].configure("no crypto ipsec transform-set default\ncrypto ipsec profile DMVPN\n no set transform-set TSET")
    lab["R6"].configure("interface Tunnel0\n no shutdown")
    lab.run(100)
    assert _state(lab, "R6", "1.1.1.1") == "IKE"
    lab["R6"].configure("crypto ipsec profile DMVPN\n set transform-set TSET")
    lab.run(40)
    assert _state(lab, "R6", "1.1.1.1") == "NHRP"  # a map without a server: the socket is open


@pytest.mark.parametrize("away", [600, 3700, 7200])
def test_a_cable_that_was_away(away: float) -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab.settle()
    lab.run(60)
    lab.cut("R6:FastEthernet0/0")
    lab.run(away)
    lab.repair("R6:FastEthernet0/0")
    lab.run(300)
    assert _state(lab, "R6", "1.1.1.1") == "UP"
    assert "(5/5)" in lab["R6"].cli("ping 11.11.11.1 source loopback1")


def test_an_unanswered_first_attempt_is_followed_within_77_seconds() -> None:
    lab = Lab.load("dmvpn-ipsec")
    for link in lab.links.values():
        link.loss = 1.0
    begun: list[float] = []

    def watch(event: Trace) -> None:
        if event.step is Step.BEGIN_MAIN:
            begun.append(lab.now)

    lab["R6"].device.bus.listen(Trace, watch)
    lab.run(200)
    assert len(begun) >= 3
    assert all(60 <= later - earlier <= 77 for earlier, later in pairwise(begun))


@pytest.mark.parametrize(
    ("responder", "initiator", "agreed"),
    [
        ("transport", "transport", "Transport, "),
        ("transport", "tunnel", "Tunnel, "),
        ("transport require", "tunnel", ""),
        ("transport require", "transport", "Transport, "),
        ("tunnel", "tunnel", "Tunnel, "),
        ("tunnel", "transport", ""),
    ],
)
def test_transport_mode_is_a_wish_unless_it_is_required(responder: str, initiator: str, agreed: str) -> None:
    lab = Lab.load("dmvpn-ipsec")
    for node, mode in (("R1", responder), ("R6", initiator), ("R7", responder), ("R8", responder)):
        lab[node].configure(f"crypto ipsec transform-set TSET esp-aes esp-sha-hmac\n mode {mode}\n")
    lab.settle()
    lab["R1"].cli("clear logging", "")
    lab["R6"].cli("clear crypto sa")
    lab["R6"].cli("clear crypto isakmp")
    lab.run(90)
    shown = lab["R1"].cli("show crypto ipsec sa peer 6.6.6.6 | include settings")
    assert f"in use settings ={{{agreed}" in shown if agreed else "settings" not in shown
    assert (_state(lab, "R6", "1.1.1.1") == "UP") is bool(agreed)
    assert ("Quick mode failed with peer at 6.6.6.6" in lab["R1"].cli("show logging")) is not bool(agreed)


def test_keepalives_find_a_peer_that_lost_its_sas_after_the_isakmp_sa_has_gone() -> None:
    """Nobody has an ISAKMP SA any more, one end still has its IPsec SAs, the other has none."""
    lab = Lab.load("dmvpn-ipsec")
    for node in ("R1", "R6"):
        lab[node].configure("crypto isakmp keepalive 10 3\n")
    lab.settle()
    lab["R6"].cli("clear crypto isakmp")
    lab.run(1)
    for link in lab.links.values():
        link.loss = 1.0
    lab["R1"].cli("clear crypto sa peer 6.6.6.6")  # its delete has nothing to travel over
    lab.run(0.5)
    for link in lab.links.values():
        link.loss = 0.0
    lab["R6"].cli("ping 11.11.11.1 source loopback1 repeat 2 timeout 1")
    lab.run(40)
    lab["R6"].cli("ping 11.11.11.1 source loopback1 repeat 1")  # now the hub can say that it does not know the SPI
    assert "(5/5)" in lab["R6"].cli("ping 11.11.11.1 source loopback1")
    assert _state(lab, "R6", "1.1.1.1") == "UP"


def test_a_peer_without_any_sa_that_does_not_even_answer_main_mode_is_dead() -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab["R6"].configure("crypto isakmp keepalive 10 3\n")
    lab.settle()
    lab["R6"].cli("clear crypto isakmp")
    for link in lab.links.values():
        link.loss = 1.0
    assert "Active SAs: 2" in lab["R6"].cli("show crypto session")
    lab["R6"].cli("ping 11.11.11.1 source loopback1 repeat 2 timeout 1")
    lab.run(120)
    assert "Active SAs: 2" not in lab["R6"].cli("show crypto session")


def test_the_end_of_isakmp_sas_costs_no_packet() -> None:
    lab = Lab.load("dmvpn-ipsec")
    for node in ("R1", "R6", "R7", "R8"):
        lab[node].configure("crypto isakmp policy 10\n lifetime 400\n")
    lab.settle()
    lab["R6"].cli("ping 11.11.11.1 source loopback1")
    for _ in range(40):
        lab.run(97)
        assert "(2/2)" in lab["R6"].cli("ping 11.11.11.1 source loopback1 repeat 2")


@pytest.mark.parametrize("why", ["no key here", "the peer refuses"])
def test_only_silence_declares_a_peer_dead(why: str) -> None:
    """Phase 1 that cannot be begun, or that the peer refuses: the IPsec SAs work, and stay."""
    lab = Lab.load("dmvpn-ipsec")
    lab["R6"].configure("crypto isakmp keepalive 10 3 periodic\n")
    lab.settle()
    if why == "no key here":
        keys = [line for line in lab["R6"].cli("show running-config | include isakmp key").splitlines() if line]
        lab["R6"].configure("".join(f"no {line}\n" for line in keys))
    else:
        lab["R1"].configure("crypto isakmp policy 10\n encr 3des\n")
    lab["R6"].cli("clear crypto isakmp")
    lab["R1"].cli("clear crypto isakmp")
    pairs = list(lab["R6"].device.engine("ipsec").sadb.inbound)
    lab.run(150)
    assert pairs and list(lab["R6"].device.engine("ipsec").sadb.inbound) == pairs


def _rows(lab: Lab, node: str) -> list[str]:
    return [line for line in lab[node].cli("show crypto isakmp sa").splitlines() if "MM_" in line or "QM_" in line]


def test_nothing_is_asked_for_a_tunnel_whose_source_is_down() -> None:
    """Its SAs live out their time; then it is as after a reload, and comes back with the cable."""
    lab = Lab.load("front-door-vrf")
    r3 = lab["R3"]
    lab.run(120)
    lab.cut("R3:GigabitEthernet1")
    asked: list[SaRequested] = []
    r3.device.bus.listen(SaRequested, asked.append)
    for _ in range(30):
        lab.run(300)
        assert not any("MM_" in row for row in _rows(lab, "R3"))
    assert "Crypto Socket connections 0" in r3.cli("show crypto socket")
    lab.run(86400)
    assert not _rows(lab, "R3") and not asked
    told = r3.cli("show crypto socket"), r3.cli("show crypto isakmp sa"), r3.cli("show crypto session")
    r3.cli("write memory")
    r3.reload()
    lab.run(600)
    assert (r3.cli("show crypto socket"), r3.cli("show crypto isakmp sa"), r3.cli("show crypto session")) == told
    lab.repair("R3:GigabitEthernet1")
    lab.run(120)
    assert _state(lab, "R3", "203.0.113.1") == "UP"
    assert "(5/5)" in r3.cli("ping 172.16.0.1")


@pytest.mark.parametrize("away", [60.0, 3000.0, 5000.0])  # SAs live 3600 s
def test_nor_for_one_with_a_fixed_far_end(away: float) -> None:
    world = World().protected()
    world.run(60)
    assert world.ping("172.16.0.2", 2) == "!!"
    world.link1.cut()
    asked: list[SaRequested] = []
    world.r1.bus.listen(SaRequested, asked.append)
    world.run(away)
    assert not asked
    assert bool(world.e1.flows) == (away < 3600)
    world.link1.repair()
    world.run(60)
    assert bool(asked) == (away > 3600)
    assert world.ping("172.16.0.2", 3).endswith("!!")


def test_a_request_under_way_ends_with_the_line() -> None:
    world = World()
    world.link2.cut()  # nobody answers
    world.protected()
    world.run(40)
    assert world.e1.flows
    world.link1.cut()
    world.run(120)
    assert not world.e1.flows
    world.link1.repair()
    world.link2.repair()
    world.run(60)
    assert world.ping("172.16.0.2", 2) == "!!"


def test_a_tunnel_whose_peer_cannot_be_believed_asks_no_faster_than_its_timer() -> None:
    """In aggressive mode the initiator knows at once that the keys differ."""
    lab = Lab.load("dmvpn-ipsec")
    lab.settle()
    lab["R6"].configure(
        "crypto isakmp peer address 1.1.1.1\n set aggressive-mode password another\n"
        " set aggressive-mode client-endpoint fqdn r6.example.com\n"
    )
    steps: list[float] = []
    lab["R6"].device.bus.listen(Trace, lambda event: steps.append(lab.now) if event.step is Step.BEGIN_AGGRESSIVE else None)
    lab["R6"].cli("clear crypto session")
    lab.run(100)
    assert 3 <= len(steps) <= 5
    assert min(later - earlier for earlier, later in pairwise(steps)) > 25
