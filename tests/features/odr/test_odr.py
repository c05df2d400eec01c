"""On-demand routing: a hub, its stubs, and what makes a stub one. Timers 60/180/0/240 s."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.lab import Lab
from tests.features.vrfs import into
from tests.features.wired import network, routes

STUB = (
    "interface Loopback0\n ip address 172.16.{0}.1 255.255.255.0\n"
    "interface Fa0/0\n ip address 10.0.{0}.2 255.255.255.0\n no shutdown\n"
)
HUB = (
    "interface Fa0/0\n ip address 10.0.1.1 255.255.255.0\n no shutdown\n"
    "interface Fa0/1\n ip address 10.0.2.1 255.255.255.0\n no shutdown\nrouter odr\n"
)


@pytest.fixture
def star() -> Lab:
    """R1 and R2 are stubs of R3."""
    lab = network({"R1": STUB.format(1), "R2": STUB.format(2), "R3": HUB}, "R1:Fa0/0 R3:Fa0/0", "R2:Fa0/0 R3:Fa0/1")
    lab.run(70)
    return lab


def test_networks_one_way_a_default_the_other(star: Lab) -> None:
    assert routes(star, "R3", "odr") == {"172.16.1.0/24": (160, 1), "172.16.2.0/24": (160, 1)}
    assert routes(star, "R1", "odr") == {"0.0.0.0/0": (160, 1)}
    assert "!!!" in star["R1"].cli("ping 172.16.2.1 source Loopback0")
    assert "o*    0.0.0.0/0 [160/1] via 10.0.1.1, " in star["R1"].cli("show ip route")


def test_the_advertisement_is_seen(star: Lab) -> None:
    shown = star["R3"].cli("show cdp entry R1")
    assert "IP prefixes: 1\n  172.16.1.0/24\n" in shown.replace("\r", "")


def test_a_new_network_is_told_within_a_minute(star: Lab) -> None:
    star["R1"].configure("interface Loopback1\n ip address 172.17.0.1 255.255.0.0\n")
    star.run(61)
    assert "172.17.0.0/16" in routes(star, "R3", "odr")
    star["R1"].configure("no interface Loopback1\n")
    star.run(61)
    assert "172.17.0.0/16" not in routes(star, "R3", "odr")


def test_silence_invalid_then_flushed(star: Lab) -> None:
    """Possibly down 180 s after the last advertisement, gone after 240."""
    heard = star["R3"].device.engine("odr").heard[0x0A000102]
    star.link("R1", "R3").filters.append(lambda sender, frame: not sender.startswith("R1"))
    star.run(heard + 179 - star.now)
    assert "is possibly down" not in star["R3"].cli("show ip route")
    star.run(2)
    assert re.search(r"^o +172\.16\.1\.0/?\S* is possibly down,$", star["R3"].cli("show ip route"), re.M)
    star.run(heard + 239 - star.now)
    assert "172.16.1.0/24" in routes(star, "R3", "odr")
    star.run(2)
    assert set(routes(star, "R3", "odr")) == {"172.16.2.0/24"}


def test_a_word_in_time_brings_it_back(star: Lab) -> None:
    link = star.link("R1", "R3")

    def deaf(sender: str, frame: bytes) -> bool:
        return not sender.startswith("R1")

    heard = star["R3"].device.engine("odr").heard[0x0A000102]
    link.filters.append(deaf)
    star.run(heard + 190 - star.now)
    assert "is possibly down" in star["R3"].cli("show ip route")
    link.filters.remove(deaf)
    star.run(61)
    assert "is possibly down" not in star["R3"].cli("show ip route")
    star.run(100)
    assert "172.16.1.0/24" in routes(star, "R3", "odr")


def test_timers_basic(star: Lab) -> None:
    """The update timer is the stubs' CDP timer; the hub may give up sooner, and hold down."""
    star["R3"].configure("router odr\n timers basic 60 90 100 200\n")
    star.run(60)
    heard = star["R3"].device.engine("odr").heard[0x0A000102]
    link = star.link("R1", "R3")
    link.filters.append(lambda sender, frame: not sender.startswith("R1"))
    star.run(heard + 89 - star.now)
    assert "is possibly down" not in star["R3"].cli("show ip route")
    star.run(2)
    assert "is possibly down" in star["R3"].cli("show ip route")
    link.filters.clear()
    star.run(heard + 185 - star.now)
    assert "is possibly down" in star["R3"].cli("show ip route")  # held down, though R1 speaks again
    star.run(heard + 201 - star.now)
    assert "172.16.1.0/24" not in routes(star, "R3", "odr")
    star.run(60)
    assert "172.16.1.0/24" in routes(star, "R3", "odr")
    assert "Invalid after 90 seconds, hold down 100, flushed after 200" in star["R3"].cli("show ip protocols")


def test_a_cut_cable_ends_it_at_once(star: Lab) -> None:
    star.link("R1", "R3").cut()
    star.run(2)
    assert set(routes(star, "R3", "odr")) == {"172.16.2.0/24"}
    assert routes(star, "R1", "odr") == {}


def test_a_routing_protocol_makes_no_stub(star: Lab) -> None:
    star["R1"].configure("router eigrp 1\n network 172.16.0.0\n")
    star.run(61)
    assert set(routes(star, "R3", "odr")) == {"172.16.2.0/24"}
    star.run(180)
    assert routes(star, "R1", "odr") == {}


def test_distribute_list(star: Lab) -> None:
    star["R3"].configure("access-list 5 permit 172.16.1.0\nrouter odr\n distribute-list 5 in\n")
    star.run(1)
    assert set(routes(star, "R3", "odr")) == {"172.16.1.0/24"}
    assert "Incoming update filter list for all interfaces is 5" in star["R3"].cli("show ip protocols")
    star["R3"].configure("router odr\n no distribute-list 5 in\n distribute-list 5 in FastEthernet0/1\n")
    star.run(1)
    assert set(routes(star, "R3", "odr")) == {"172.16.1.0/24"}
    star["R3"].configure("router odr\n no distribute-list 5 in FastEthernet0/1\n")
    star.run(1)
    assert len(routes(star, "R3", "odr")) == 2


def test_distance(star: Lab) -> None:
    star["R3"].configure("router odr\n distance 100\n")
    star.run(1)
    assert routes(star, "R3", "odr")["172.16.1.0/24"] == (100, 1)
    star["R3"].configure("router odr\n no distance 100\n")
    star.run(1)
    assert routes(star, "R3", "odr")["172.16.1.0/24"] == (160, 1)


def test_two_ways_are_shared_up_to_maximum_paths() -> None:
    two = (
        "interface Loopback0\n ip address 172.16.1.1 255.255.255.0\n"
        "interface Fa0/0\n ip address 10.0.1.2 255.255.255.0\n no shutdown\n"
        "interface Fa0/1\n ip address 10.0.2.2 255.255.255.0\n no shutdown\n"
    )
    lab = network({"R1": two, "R3": HUB}, "R1:Fa0/0 R3:Fa0/0", "R1:Fa0/1 R3:Fa0/1")
    lab.run(70)
    assert lab["R3"].cli("show ip route 172.16.1.0").count("via FastEthernet") == 2
    lab["R3"].configure("router odr\n maximum-paths 1\n")
    lab.run(1)
    assert lab["R3"].cli("show ip route 172.16.1.0").count("via FastEthernet") == 1


def test_removed_without_a_trace(star: Lab) -> None:
    star["R3"].configure("no router odr\n")
    star.run(1)
    assert routes(star, "R3", "odr") == {}
    assert "router odr" not in "\n".join(star["R3"].running_config())
    assert '"odr"' not in star["R3"].cli("show ip protocols")
    star.run(241)
    assert routes(star, "R1", "odr") == {}


def test_reads_back(star: Lab) -> None:
    text = "router odr\n distribute-list 5 in\n timers basic 8 24 0 40\n maximum-paths 2\n distance 100\n"
    star["R3"].configure(text)
    shown = star["R3"].cli("show running-config | section router odr")
    assert sorted(shown.splitlines()) == sorted(text.splitlines())


def test_redistributed_into_eigrp() -> None:
    core = "interface Fa0/0\n ip address 10.9.0.4 255.255.255.0\n no shutdown\nrouter eigrp 1\n network 10.0.0.0\n"
    hub = HUB.replace("router odr\n", "").replace("10.0.2.1", "10.9.0.1")
    hub += "router odr\nrouter eigrp 1\n network 10.9.0.0 0.0.0.255\n redistribute odr metric 10000 100 255 1 1500\n"
    lab = network({"R1": STUB.format(1), "R3": hub, "R4": core}, "R1:Fa0/0 R3:Fa0/0", "R4:Fa0/0 R3:Fa0/1")
    lab.run(70)
    assert routes(lab, "R4", "eigrp 1")["172.16.1.0/24"] == (170, 284160)


def test_settled_is_who_has_heard_and_been_heard() -> None:
    """The first advertisements are no periodic work, nor is one that somebody new still waits for."""
    lab = network({"R1": STUB.format(1), "R2": STUB.format(2), "R3": HUB}, "R1:Fa0/0 R3:Fa0/0", "R2:Fa0/0 R3:Fa0/1")
    assert any(str(each).startswith("R3 cdp: advertise FastEthernet0/0, in ") for each in lab.waiting())
    assert lab.settle()
    assert lab.now < 10
    assert routes(lab, "R3", "odr") and routes(lab, "R1", "odr")


def test_settled_over_a_tunnel() -> None:
    """A hub knows nobody to tell when its tunnel comes up: those who come later wait for its next advertisement."""
    lab = Lab.load("dmvpn-phase1-odr")
    assert lab.settle()
    assert 60 < lab.now < 70
    assert routes(lab, "R5", "odr") and routes(lab, "R1", "odr") and routes(lab, "R4", "odr")
    assert "R5 " in lab["R1"].cli("show cdp neighbors")


def test_settled_where_nobody_answers() -> None:
    lab = network({"R1": STUB.format(1)})
    assert lab.settle()
    assert lab.now < 10


def test_a_gateway_is_forgotten_with_its_cdp_entry(star: Lab) -> None:
    assert "10.0.1.2" in star["R3"].cli("show ip protocols | begin Gateway")
    star["R1"].configure("no cdp run")
    star.run(100)
    assert "10.0.1.2" in star["R3"].cli("show ip protocols | begin Gateway")
    star.run(90)
    assert "10.0.1.2" not in star["R3"].cli("show ip protocols | begin Gateway")


def test_vrfs_have_no_part_in_it(star: Lab) -> None:
    """What is in a VRF is not told, and what is heard there is not learnt; an interface that moves takes its routes."""
    into(star, "R1", Loopback0="RED")
    into(star, "R3", Fa0_1="RED")
    assert routes(star, "R3", "odr").keys() == {"172.16.1.0/24"}
    star.run(61)
    assert routes(star, "R3", "odr") == {}
    star.run(300)
    assert routes(star, "R2", "odr") == {}
    assert not [route for route in star["R3"].device.vrfs.create("RED").v4 if str(route.source) == "odr"]
