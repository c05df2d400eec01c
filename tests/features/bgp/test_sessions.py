"""Sessions: how they open, who may, what ends them, and what both ends say."""

from __future__ import annotations

import re

import pytest

from iosemu.device.debug import LogRecord
from iosemu.device.sockets.machine import State
from iosemu.features.bgp import fsm
from iosemu.features.bgp.events import (
    AdjacencyChanged,
    NoRouterId,
    Notified,
    NotOpened,
    OpenDelayed,
    OpenFailed,
    PassiveRefused,
    Reset,
    StateMoved,
)
from iosemu.lab.lab import Lab
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.types import InterfaceName
from tests.features.bgp.world import best, heard, iface, loopback, pair, path_of, peer, process, until, up
from tests.features.wired import network

ONE, TWO = " network 1.1.1.1 mask 255.255.255.255\n", " network 2.2.2.2 mask 255.255.255.255\n"


def test_external_and_internal() -> None:
    for asns, distance in (((65001, 65002), 20), ((65001, 65001), 200)):
        lab = pair(ONE, TWO, asns)
        up(lab, "R1", "10.0.12.2")
        assert f"B        2.2.2.2 [{distance}/0] via 10.0.12.2" in lab["R1"].cli("show ip route")
        found = best(lab, "R2", "1.1.1.1/32")
        assert found is not None and found.local_pref == (100 if distance == 200 else None)
        assert path_of(lab, "R2", "1.1.1.1/32") == ("65001" if distance == 20 else "")
        [one] = process(lab, "R1").peers.values()
        assert (one.sent.opens, one.received.opens, one.established, one.dropped) == (1, 1, 1, 0)
        lab.run(400)
        assert 6 <= one.sent.keepalives <= 9 and one.up
        assert lab.settle(5)


def test_the_first_open_waits_as_on_ios() -> None:
    for release, shortest, longest, jitter in (("15.2", 6144, 13312, 60), ("12.4", 25200, 35000, 28)):
        platform = {"15.2": "c7200", "12.4": "c3725"}[release]
        text = loopback("1.1.1.1") + "router bgp 1\n neighbor 10.0.12.2 remote-as 2\n"
        lab = network({"R1": text}, platform=platform)
        events = heard(lab, "R1", OpenDelayed)
        lab.run(200)
        assert events and all(shortest <= each.milliseconds <= longest for each in events)
        assert {(each.longest, each.jitter) for each in events} == {(35000, jitter)}


def test_states_of_both_sides_on_the_way() -> None:
    lab = pair("", "")
    ends = {name: heard(lab, name, StateMoved) for name in ("R1", "R2")}
    lab.run(40)
    active, passive = sorted(
        ([(each.role, each.old.shown, each.new.shown) for each in events if each.old and each.new] for events in ends.values()),
        key=lambda moved: moved[0][0],
    )
    assert active == [
        ("active", "Idle", "Active"), ("active", "Active", "OpenSent"), ("active", "OpenSent", "OpenConfirm"),
        ("active", "OpenConfirm", "Established"),
    ]  # fmt: skip
    assert passive == [
        ("passive", "Idle", "Connect"), ("passive", "Connect", "OpenSent"), ("passive", "OpenSent", "OpenConfirm"),
        ("passive", "OpenConfirm", "Established"),
    ]  # fmt: skip


@pytest.mark.parametrize("ids", [("1.1.1.1", "2.2.2.2"), ("9.9.9.9", "2.2.2.2")])
def test_of_two_connections_one_stays(ids: tuple[str, str]) -> None:
    """RFC 4271 section 6.8: that which the router with the higher identifier has opened, at both ends."""
    lab = pair(f" bgp router-id {ids[0]}\n", f" bgp router-id {ids[1]}\n")
    lab.run(1)
    one, two = peer(lab, "R1", "10.0.12.2"), peer(lab, "R2", "10.0.12.1")
    for each in (one, two):
        each.active_open()
    logs = [heard(lab, name, kind) for name in ("R1", "R2") for kind in (Notified, AdjacencyChanged)]
    lab.run(3)
    assert one.session is not None and two.session is not None
    assert [len(each) for each in logs] == [0, 1, 0, 1], "what is given up makes no noise"
    first_wins = ids[0] > ids[1]
    assert (one.session.role, two.session.role) == (("active", "passive") if first_wins else ("passive", "active"))
    assert len(one.sessions) == len(two.sessions) == 1
    lab.run(300)
    assert one.established == two.established == 1


def test_hold_time_and_keepalives_are_agreed() -> None:
    lab = pair(" timers bgp 10 30\n", "")
    up(lab, "R1", "10.0.12.2")
    for name, address in (("R1", "10.0.12.2"), ("R2", "10.0.12.1")):
        session = peer(lab, name, address).session
        assert session is not None and (session.hold, session.keepalive) == (30, 10)
    told = {name: heard(lab, name, Notified) for name in ("R1", "R2")}
    downs = heard(lab, "R1", AdjacencyChanged)
    lab.link("R1", "R2").filters.append(lambda sender, frame: False)
    lab.run(35)
    for name, address in (("R1", "10.0.12.2"), ("R2", "10.0.12.1")):
        assert (peer(lab, name, address).dropped, [(e.sent, e.code, e.subcode) for e in told[name]]) == (1, [(True, 4, 0)])
    assert [(each.up, each.reason) for each in downs] == [(False, Reset.SENT)]
    assert best(lab, "R1", "2.2.2.2/32") is None


def test_a_hold_time_that_is_too_short_is_refused() -> None:
    lab = pair(" timers bgp 60 180 90\n", " timers bgp 10 30\n")
    told = {name: heard(lab, name, Notified) for name in ("R1", "R2")}
    lab.run(30)
    assert {(each.sent, each.code, each.subcode) for each in told["R1"]} == {(True, 2, 6)}
    assert {(each.sent, each.code, each.subcode) for each in told["R2"]} == {(False, 2, 6)}
    assert not peer(lab, "R1", "10.0.12.2").established


def test_wrong_as_at_both_ends() -> None:
    lab = pair("", "")
    lab["R2"].configure("router bgp 65002\n no neighbor 10.0.12.1\n neighbor 10.0.12.1 remote-as 65009\n")
    told = {name: heard(lab, name, Notified) for name in ("R1", "R2")}
    lab.run(60)
    assert {(e.sent, e.code, e.subcode, e.data.hex()) for e in told["R2"]} == {(True, 2, 2, "fde9")}
    assert {(e.sent, e.code, e.subcode, e.data.hex()) for e in told["R1"]} == {(False, 2, 2, "fde9")}


def test_equal_router_ids() -> None:
    lab = pair(" bgp router-id 7.7.7.7\n", " bgp router-id 7.7.7.7\n")
    told = heard(lab, "R1", Notified)
    lab.run(60)
    assert {(e.code, e.subcode, e.data.hex()) for e in told} == {(2, 3, "07070707")}
    assert not peer(lab, "R1", "10.0.12.2").established


def test_a_refused_session_closes_a_little_later() -> None:
    lab = pair("", "")
    lab["R2"].configure("router bgp 65002\n no neighbor 10.0.12.1\n neighbor 10.0.12.1 remote-as 65009\n")
    moves = heard(lab, "R2", StateMoved)
    until(lab, lambda: any(each.new is None for each in moves))
    assert peer(lab, "R2", "10.0.12.1").state == "Closing"
    lab.run(5)
    assert [(each.old, each.new) for each in moves][-1] == (None, fsm.State.IDLE)
    assert peer(lab, "R2", "10.0.12.1").last_reset is Reset.SENT


def test_without_an_identifier_nobody_is_spoken_to() -> None:
    lab = network({
        "R1": "interface Fa0/0\n no ip address\n no shutdown\nrouter bgp 65001\n neighbor 10.0.12.2 remote-as 65002\n",
        "R2": iface("Fa0/0", "10.0.12.2") + "router bgp 65002\n neighbor 10.0.12.1 remote-as 65001\n",
    }, "R1:Fa0/0 R2:Fa0/0")  # fmt: skip
    none = heard(lab, "R1", NoRouterId)
    lab.run(60)
    one = peer(lab, "R1", "10.0.12.2")
    assert process(lab, "R1").router_id(one.home) == 0 and one.state == "Idle" and not none
    lab["R1"].configure("router bgp 65001\n timers bgp 30 90\n")
    lab["R1"].configure(iface("Fa0/0", "10.0.12.1"))
    up(lab, "R1", "10.0.12.2")
    downs = heard(lab, "R1", AdjacencyChanged)
    lab["R1"].configure("router bgp 65001\n bgp router-id 9.9.9.9\n")
    lab.run(1)
    assert [each.reason for each in downs] == [Reset.ROUTER_ID]
    up(lab, "R1", "10.0.12.2")
    assert peer(lab, "R2", "10.0.12.1").identifier == 0x09090909


def test_passwords() -> None:
    secret = " neighbor 10.0.12.{} password cisco\n"
    lab = pair(secret.format(2), secret.format(1))
    up(lab, "R1", "10.0.12.2")
    lab = pair(secret.format(2), " neighbor 10.0.12.1 password other\n")
    failed, log = heard(lab, "R1", OpenFailed), heard(lab, "R1", LogRecord)
    lab.run(120)
    assert not peer(lab, "R1", "10.0.12.2").established
    assert {each.why for each in failed} == {NotOpened.TIMEOUT}
    assert any("Invalid MD5 digest from 10.0.12.2" in each.text for each in log)
    lab["R2"].configure("router bgp 65002\n neighbor 10.0.12.1 password cisco\n")
    up(lab, "R1", "10.0.12.2")
    lab["R2"].configure("router bgp 65002\n no neighbor 10.0.12.1 password\n")
    lab.run(200)
    assert not peer(lab, "R1", "10.0.12.2").up
    assert any("No MD5 digest from 10.0.12.2" in each.text for each in log)


@pytest.mark.parametrize("opener", ["R1", "R2"])
def test_a_password_at_one_end(opener: str) -> None:
    """Only the end that has one says so, whoever opens: of SYNs, or of the answers to its own."""
    mode = {"R1": "active", "R2": "active"} | {"R2" if opener == "R1" else "R1": "passive"}
    lab = pair(
        f" neighbor 10.0.12.2 password cisco\n neighbor 10.0.12.2 transport connection-mode {mode['R1']}\n",
        f" neighbor 10.0.12.1 transport connection-mode {mode['R2']}\n",
    )
    logs = {name: heard(lab, name, LogRecord) for name in ("R1", "R2")}
    failed = heard(lab, opener, OpenFailed)
    lab.run(50)
    said = {name: [each.text for each in log if each.facility == "TCP"] for name, log in logs.items()}
    assert said["R2"] == [] and {each.why for each in failed} == {NotOpened.TIMEOUT}
    way = r"10\.0\.12\.2\(179\) to 10\.0\.12\.1\(\d+\)" if opener == "R1" else r"10\.0\.12\.2\(\d+\) to 10\.0\.12\.1\(179\)"
    assert said["R1"] and all(re.fullmatch(rf"No MD5 digest from {way} tableid - 0", text) for text in said["R1"])
    lab["R1"].configure("router bgp 65001\n no neighbor 10.0.12.2 password\n")
    up(lab, "R1", "10.0.12.2")


def test_one_clear_one_new_beginning() -> None:
    lab = pair("", "")
    up(lab, "R1", "10.0.12.2")
    delayed = heard(lab, "R1", OpenDelayed)
    lab["R1"].cli("clear ip bgp *")
    lab.run(0)
    assert len(delayed) == 1


def test_what_is_given_up_in_a_collision_resets_nothing() -> None:
    lab = pair(" bgp router-id 1.1.1.1\n", " bgp router-id 2.2.2.2\n")
    lab.run(1)
    for name, address in (("R1", "10.0.12.2"), ("R2", "10.0.12.1")):
        peer(lab, name, address).active_open()
    lab.run(5)
    for name, address in (("R1", "10.0.12.2"), ("R2", "10.0.12.1")):
        assert "\n  Last reset never\n" in lab[name].cli(f"show ip bgp neighbors {address}")


def loopbacks(one: str, two: str, asns: tuple[int, int]) -> dict[str, str]:
    """Neighbours by their loopbacks, with static routes."""
    return {
        f"R{n}": loopback(f"{n}.{n}.{n}.{n}") + iface("Fa0/0", f"10.0.12.{n}")
        + f"ip route {3 - n}.{3 - n}.{3 - n}.{3 - n} 255.255.255.255 10.0.12.{3 - n}\nrouter bgp {asns[n - 1]}\n"
        + f" neighbor {3 - n}.{3 - n}.{3 - n}.{3 - n} remote-as {asns[2 - n]}\n{lines}"
        for n, lines in ((1, one), (2, two))
    }  # fmt: skip


def test_update_source_on_one_end_is_enough() -> None:
    lab = network(loopbacks(" neighbor 2.2.2.2 update-source Loopback0\n", "", (1, 1)), "R1:Fa0/0 R2:Fa0/0")
    refused = heard(lab, "R1", PassiveRefused)
    lab.run(60)
    assert peer(lab, "R1", "2.2.2.2").up and peer(lab, "R2", "1.1.1.1").up
    session = peer(lab, "R1", "2.2.2.2").session
    assert session is not None and session.role == "active"
    lab = network(loopbacks("", "", (1, 1)), "R1:Fa0/0 R2:Fa0/0")
    lab.run(60)
    assert not peer(lab, "R1", "2.2.2.2").established and not refused


def test_external_neighbours_are_one_hop_away() -> None:
    source = " neighbor {0}.{0}.{0}.{0} update-source Loopback0\n"
    lab = network(loopbacks(source.format(2), source.format(1), (1, 2)), "R1:Fa0/0 R2:Fa0/0")
    failed = heard(lab, "R1", OpenFailed)
    lab.run(60)
    assert {each.why for each in failed} == {NotOpened.NO_ROUTE} and peer(lab, "R1", "2.2.2.2").state == "Idle"
    for line in ("ebgp-multihop 2", "disable-connected-check", "ttl-security hops 2"):
        more = " neighbor {0}.{0}.{0}.{0} " + line + "\n"
        configs = loopbacks((source + more).format(2), (source + more).format(1), (1, 2))
        lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
        lab.run(60)
        wanted = line != "disable-connected-check"  # with a time to live of 1 it reaches a loopback all the same
        assert peer(lab, "R1", "2.2.2.2").up or not wanted, line


def far(more: tuple[str, str]) -> dict[str, str]:
    """R1 – R2 – R3; R1 and R3 are neighbours two hops apart."""
    return {
        "R1": iface("Fa0/0", "10.0.12.1") + "ip route 10.0.23.0 255.255.255.0 10.0.12.2\nrouter bgp 1\n"
        f" neighbor 10.0.23.3 remote-as 3\n{more[0]}",
        "R2": iface("Fa0/0", "10.0.12.2") + iface("Fa0/1", "10.0.23.2"),
        "R3": iface("Fa0/1", "10.0.23.3") + "ip route 10.0.12.0 255.255.255.0 10.0.23.2\nrouter bgp 3\n"
        f" neighbor 10.0.12.1 remote-as 1\n{more[1]}",
    }


@pytest.mark.parametrize(
    ("one", "two", "comes"),
    [
        ("", "", False),
        ("ebgp-multihop 2", "ebgp-multihop 2", True),
        ("ebgp-multihop 255", "ebgp-multihop 255", True),
        ("ttl-security hops 2", "ttl-security hops 2", True),
        ("ttl-security hops 1", "ttl-security hops 1", False),
        ("ebgp-multihop 5", "ttl-security hops 2", False),
    ],
)
def test_time_to_live(one: str, two: str, comes: bool) -> None:
    lines = tuple(
        f" neighbor {address} {line}\n" if line else "" for address, line in (("10.0.23.3", one), ("10.0.12.1", two))
    )
    lab = network(far((lines[0], lines[1])), "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/1")
    lab.run(90)
    assert peer(lab, "R1", "10.0.23.3").up is comes


def test_shutdown_and_back() -> None:
    lab = pair(ONE, TWO)
    up(lab, "R1", "10.0.12.2")
    told, downs = heard(lab, "R2", Notified), heard(lab, "R1", AdjacencyChanged)
    lab["R1"].configure("router bgp 65001\n neighbor 10.0.12.2 shutdown\n")
    lab.run(120)
    assert peer(lab, "R1", "10.0.12.2").state == "Idle (Admin)"
    assert [(each.sent, each.code, each.subcode) for each in told] == [(False, 6, 2)]
    assert [(each.up, each.reason) for each in downs] == [(False, Reset.SHUTDOWN)]
    assert best(lab, "R1", "2.2.2.2/32") is None and " via " not in lab["R2"].cli("show ip route bgp")
    lab["R1"].configure("router bgp 65001\n no neighbor 10.0.12.2 shutdown\n")
    up(lab, "R1", "10.0.12.2")
    assert path_of(lab, "R1", "2.2.2.2/32") == "65002"


def test_a_cable_that_is_pulled() -> None:
    """External neighbours on it go at once, unless that is switched off."""
    for line, at_once in (("", True), (" no bgp fast-external-fallover\n", False)):
        lab = pair(ONE + line, TWO)
        up(lab, "R1", "10.0.12.2")
        downs = heard(lab, "R1", AdjacencyChanged)
        lab.link("R1", "R2").cut()
        lab.run(2)
        assert [each.reason for each in downs] == ([Reset.FLAP] if at_once else [])
        lab.run(200)
        assert len(downs) == 1
        lab.link("R1", "R2").repair()
        up(lab, "R1", "10.0.12.2")


def test_fall_over() -> None:
    source = " neighbor {0}.{0}.{0}.{0} update-source Loopback0\n neighbor {0}.{0}.{0}.{0} fall-over\n"
    lab = network(loopbacks(source.format(2), source.format(1), (1, 1)), "R1:Fa0/0 R2:Fa0/0")
    up(lab, "R1", "2.2.2.2")
    downs = heard(lab, "R1", AdjacencyChanged)
    lab["R1"].configure("no ip route 2.2.2.2 255.255.255.255 10.0.12.2\n")
    lab.run(1)
    assert [each.reason for each in downs] == [Reset.ROUTE_LOST]
    assert peer(lab, "R1", "2.2.2.2").reach_down == 1


def test_fall_over_with_a_map() -> None:
    """Only a host route counts; the default that is left is none."""
    source = " neighbor {0}.{0}.{0}.{0} update-source Loopback0\n neighbor {0}.{0}.{0}.{0} fall-over route-map HOST\n"
    more = "route-map HOST permit 10\n match ip address prefix-list HOSTS\nip prefix-list HOSTS permit 0.0.0.0/0 ge 32\n"
    configs = loopbacks(source.format(2), source.format(1), (1, 1))
    for n in (1, 2):
        configs[f"R{n}"] += f"{more}ip route 0.0.0.0 0.0.0.0 10.0.12.{3 - n}\n"
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    up(lab, "R1", "2.2.2.2")
    downs = heard(lab, "R1", AdjacencyChanged)
    lab["R1"].configure("no ip route 2.2.2.2 255.255.255.255 10.0.12.2\n")
    lab.run(1)
    assert [each.reason for each in downs] == [Reset.ROUTE_LOST]


def test_a_lost_neighbour_leaves_no_connection() -> None:
    lab = pair("", "")
    up(lab, "R1", "10.0.12.2")
    lab.link("R1", "R2").cut()
    lab.run(1)
    assert not lab["R1"].device.ip.tcp.connections


def test_known_by_either_number() -> None:
    """`dual-as`: the neighbour may know us by both."""
    for known in (77, 65001):
        lab = pair(ONE + " neighbor 10.0.12.2 local-as 77 no-prepend replace-as dual-as\n", TWO)
        lab["R2"].configure(f"router bgp 65002\n no neighbor 10.0.12.1\n neighbor 10.0.12.1 remote-as {known}\n")
        until(lab, lambda: peer(lab, "R1", "10.0.12.2").up, 200)  # noqa: B023 - asked at once
        lab.run(2)
        assert path_of(lab, "R2", "1.1.1.1/32") == str(known)


def test_old_and_new_speakers() -> None:
    """12.4 knows numbers of two octets: it meets 70001 as AS_TRANS, and passes on what it does not understand."""
    old = loopback("2.2.2.2") + iface("Fa0/0", "10.0.12.2") + iface("Fa0/1", "10.0.23.2") + (
        "router bgp 2\n neighbor 10.0.12.1 remote-as 23456\n neighbor 10.0.23.3 remote-as 3\n" + TWO
    )  # fmt: skip
    far = loopback("3.3.3.3") + iface("Fa0/1", "10.0.23.3") + "router bgp 3\n neighbor 10.0.23.2 remote-as 2\n"
    one = loopback("1.1.1.1") + iface("Fa0/0", "10.0.12.1") + "router bgp 70001\n neighbor 10.0.12.2 remote-as 2\n" + ONE
    ports = [[Endpoint(name, InterfaceName.parse(port)) for name, port in ends]
             for ends in ((("R1", "Fa0/0"), ("R2", "Fa0/0")), (("R2", "Fa0/1"), ("R3", "Fa0/1")))]  # fmt: skip
    nodes = {
        name: NodeSpec(name, platform, f"hostname {name}\n{text}")
        for name, platform, text in (("R1", "c7200", one), ("R2", "c3725", old), ("R3", "c7200", far))
    }
    lab = Lab(Topology("mixed", 1, nodes, [LinkSpec(ends, 0.001) for ends in ports]), 1)
    log = heard(lab, "R2", LogRecord)
    lab.run(100)
    assert path_of(lab, "R2", "1.1.1.1/32") == "23456"
    assert path_of(lab, "R3", "1.1.1.1/32") == "2 70001"
    session = peer(lab, "R1", "10.0.12.2").session
    assert session is not None and not session.four
    lab["R1"].configure("router bgp 70001\n neighbor 10.0.12.2 shutdown\n")
    lab.run(1)
    told = [each.text for each in log if "10.0.12.1" in each.text]
    assert [("Down" in each, "6/2" in each) for each in told[-2:]] == [(True, False), (False, True)]


def test_no_process_no_port() -> None:
    lab = pair("", "")
    up(lab, "R1", "10.0.12.2")
    assert 179 in lab["R1"].device.ip.tcp.services
    told = heard(lab, "R2", Notified)
    lab["R1"].configure("no router bgp 65001\n")
    lab.run(30)
    assert [(each.code, each.subcode) for each in told] == [(6, 3)]
    assert 179 not in lab["R1"].device.ip.tcp.services and lab["R1"].device.engine("bgp").process is None
    assert all(each.state is State.TIME_WAIT for each in lab["R1"].device.ip.tcp.connections.values())
