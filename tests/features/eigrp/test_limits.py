"""Prefix limits: a neighbour, redistribution or the whole process is stopped, restarted, stopped for good."""

from __future__ import annotations

from itertools import pairwise

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import chain, log_of, network, routes

NAMED = "router eigrp LAB\n address-family ipv4 unicast autonomous-system 1\n  "
RUN = NAMED + "network 10.0.0.0\n  network 192.168.0.0 0.0.255.255\n  network 172.16.0.0\n"
LOOPS = "".join(f"interface Loopback{n}\n ip address 172.16.{n}.1 255.255.255.0\n" for n in range(1, 5))
STATICS = "".join(f"ip route 203.0.{n}.0 255.255.255.0 Null0\n" for n in range(1, 4))
REDISTRIBUTE = NAMED + "topology base\n   redistribute static\n   "


def pair() -> Lab:
    """R2 tells R1 five prefixes: its first loopback and four more."""
    lab = chain(2, RUN, platform="iosv")
    lab["R2"].configure(LOOPS)
    lab.run(20)
    assert len(routes(lab, "R1", "eigrp 1")) == 5
    return lab


def account(lab: Lab, source: str, node: str = "R1") -> list[str]:
    """State, count of prefixes, restarts, seconds."""
    lines = [line.split() for line in lab[node].cli("show ip eigrp accounting").splitlines() if f" {source} " in line]
    return [lines[0][0], *lines[0][3:]] if lines else []


@pytest.mark.parametrize("line", ["neighbor 10.0.12.2 maximum-prefix 2", "neighbor maximum-prefix 2"])
def test_a_neighbour_that_tells_too_much_is_stopped(line: str) -> None:
    lab = pair()
    said = log_of(lab, "R1", "DUAL")
    lab["R1"].configure(NAMED + line)
    lab.run(1)
    assert [text for _, text in said] == [
        "EIGRP-IPv4 1: Neighbor prefix limit reached(2).",
        "EIGRP-IPv4 1: Neighbor 10.0.12.2 (GigabitEthernet0/0) is down: prefix-limit exceeded",
    ]
    assert routes(lab, "R1", "eigrp 1") == {} and f"  {line}" in lab["R1"].running_config()
    lab.run(60)
    state, count, times, seconds = account(lab, "10.0.12.2")
    assert (state, count, times) == ("P", "0", "1") and 230 < int(seconds) < 241
    assert len(said) == 2 and routes(lab, "R2", "eigrp 1") == {}


def test_it_comes_back_and_is_stopped_again_until_it_stays_down() -> None:
    lab = pair()
    lab["R1"].configure(NAMED + "neighbor maximum-prefix 4 restart 1 restart-count 2")
    said = log_of(lab, "R1", "DUAL")
    lab.run(300)
    assert account(lab, "10.0.12.2") == ["D", "0", "2", "0"]
    assert sum("prefix limit reached(4)" in text for _, text in said) == 2  # and once before we listened
    lab["R2"].configure("interface Loopback4\n shutdown\n")
    lab.run(300)
    assert routes(lab, "R1", "eigrp 1") == {}
    lab["R1"].cli("clear ip eigrp neighbors")
    lab.run(20)
    assert len(routes(lab, "R1", "eigrp 1")) == 4 and account(lab, "10.0.12.2") == ["A", "4", "0", "0"]


def test_the_count_is_forgotten_after_the_reset_time() -> None:
    lab = pair()
    lab["R1"].configure(NAMED + "neighbor maximum-prefix 4 restart 1 reset-time 2")
    lab["R2"].configure("interface Loopback4\n shutdown\n")
    lab.run(80)
    state, count, times, seconds = account(lab, "10.0.12.2")
    assert (state, count, times) == ("A", "4", "1") and 90 < int(seconds) < 120
    lab.run(120)
    assert account(lab, "10.0.12.2") == ["A", "4", "0", "0"]


def test_dampened_waits_longer_each_time() -> None:
    lab = pair()
    said = log_of(lab, "R1", "DUAL")
    lab["R1"].configure(NAMED + "neighbor maximum-prefix 2 dampened restart 1 restart-count 5")
    lab.run(600)
    stops = [when for when, text in said if "limit reached" in text]
    gaps = [later - earlier for earlier, later in pairwise(stops)]
    assert 60 <= gaps[0] < 70 and gaps[1] > gaps[0] + 20 and gaps[2] > gaps[1] + 5


def test_threshold_and_warning_only() -> None:
    lab = chain(2, RUN, platform="iosv")
    lab.run(20)
    said = log_of(lab, "R1", "DUAL")
    lab["R1"].configure(NAMED + "neighbor 10.0.12.2 maximum-prefix 4 50 warning-only")
    lab.run(1)
    assert said == []
    lab["R2"].configure(LOOPS)
    lab.run(5)
    texts = [text for _, text in said]
    assert texts[-1] == "EIGRP-IPv4 1: Neighbor prefix limit reached(4)." and len(routes(lab, "R1", "eigrp 1")) == 5
    said.clear()
    lab["R2"].configure("interface Loopback4\n shutdown\ninterface Loopback3\n shutdown\n")
    lab["R2"].configure("interface Loopback2\n shutdown\ninterface Loopback1\n shutdown\n")
    lab.run(5)
    assert said == []
    lab["R2"].configure("interface Loopback1\n no shutdown\n")
    lab.run(5)
    assert [text for _, text in said] == ["EIGRP-IPv4 1: Neighbor threshold prefix level(2) reached."]


def test_redistribution_stops_and_begins_again() -> None:
    lab = pair()
    said = log_of(lab, "R2", "DUAL")
    lab["R2"].configure(STATICS + REDISTRIBUTE + "redistribute maximum-prefix 3 restart 1")
    lab.run(5)
    assert len(routes(lab, "R1", "eigrp 1")) == 8
    lab["R2"].configure("ip route 203.0.4.0 255.255.255.0 Null0")
    lab.run(5)
    assert len(routes(lab, "R1", "eigrp 1")) == 5 and account(lab, "Redistributed", "R2")[:3] == ["P", "0", "1"]
    assert said[-1][1] == "EIGRP-IPv4 1: Redistributed prefix limit reached(3)."
    lab["R2"].configure("no ip route 203.0.4.0 255.255.255.0 Null0")
    lab.run(5)
    assert len(routes(lab, "R1", "eigrp 1")) == 5
    lab.run(60)
    assert len(routes(lab, "R1", "eigrp 1")) == 8 and account(lab, "Redistributed", "R2")[:3] == ["A", "3", "1"]


def test_the_whole_process() -> None:
    lab = pair()
    lab["R1"].configure(STATICS + REDISTRIBUTE)
    lab.run(5)
    assert len(routes(lab, "R2", "eigrp 1")) == 4
    said = log_of(lab, "R1", "DUAL")
    lab["R1"].configure(NAMED + "maximum-prefix 7 restart 2")
    lab.run(5)
    assert "EIGRP-IPv4 1: Process prefix limit reached(7)." in [text for _, text in said]
    assert account(lab, "10.0.12.2")[:3] == ["P", "0", "1"] == account(lab, "Redistributed")[:3]
    assert routes(lab, "R1", "eigrp 1") == {} == routes(lab, "R2", "eigrp 1")
    lab["R2"].configure("interface Loopback4\n shutdown\n")
    lab.run(140)
    assert len(routes(lab, "R1", "eigrp 1")) == 4 and len(routes(lab, "R2", "eigrp 1")) == 4


@pytest.mark.parametrize(
    "line", ["neighbor 10.0.12.2 maximum-prefix 2", "neighbor maximum-prefix 2", "maximum-prefix 2"]
)
def test_without_the_line_all_come_back(line: str) -> None:
    lab = pair()
    lab["R1"].configure(NAMED + line)
    lab.run(20)
    assert routes(lab, "R1", "eigrp 1") == {}
    lab["R1"].configure(NAMED + "no " + line.removesuffix(" 2"))
    lab.run(20)
    assert len(routes(lab, "R1", "eigrp 1")) == 5 and "maximum-prefix" not in "\n".join(lab["R1"].running_config())


@pytest.mark.parametrize(
    "line", ["maximum-prefix 5", "neighbor 10.0.0.2 maximum-prefix 5", "redistribute maximum-prefix 5"]
)
def test_classic_mode_has_them_under_a_vrf_only(line: str) -> None:
    r1 = network({"R1": ""}, platform="iosv")["R1"]
    assert "% Invalid input" in r1.configure(f"router eigrp 1\n {line}\n")
    assert "maximum-prefix" not in "\n".join(r1.running_config())
