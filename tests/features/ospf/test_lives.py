"""Link state over time: refreshed, aged out, flushed, wrapped; instances that come too soon; too many of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from iosemu.features.ospf.lsdb import Entry, newer
from iosemu.lab.lab import Lab
from iosemu.wire.ospf_lsa import EXTERNAL, MAX_AGE, MAX_SEQUENCE, ROUTER, external_body, make_lsa
from tests.features.wired import chain, log_of, routes

OSPF = "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n network 192.168.0.0 0.0.255.255 area 0\n"
P2P = "interface Fa0/0\n ip ospf network point-to-point\ninterface Fa0/1\n ip ospf network point-to-point\n"


def line(count: int = 2, more: str = "") -> Lab:
    lab = chain(count, OSPF + more)
    for node in lab:
        node.configure(P2P)
    lab.run(30)
    return lab


def process(lab: Lab, node: str) -> Any:
    return lab[node].device.engine("ospf").processes[1]


def own(lab: Lab, node: str, of: str) -> Entry:
    """The router LSA of a router in the database of another."""
    found: Entry = process(lab, node).areas[0].lsdb.router(process(lab, of).router_id)
    return found


def test_which_is_newer() -> None:
    """RFC 2328 section 13.1: sequence, checksum, MaxAge, then ages that differ by more than a quarter of an hour."""
    old, new = (make_lsa(EXTERNAL, 1, 1, seq, 0, external_body(0, True, 1, 0, 0)) for seq in (0x80000001, 0x80000002))
    other = make_lsa(EXTERNAL, 1, 1, 0x80000001, 0, external_body(0, True, 9, 0, 0))
    last = make_lsa(EXTERNAL, 1, 1, MAX_SEQUENCE, 0, external_body(0, True, 1, 0, 0))
    assert newer(10, new, 0, old) == 1
    assert newer(0, new, 0, last) == -1
    assert newer(0, old, 0, other) == (1 if old.checksum > other.checksum else -1)
    assert newer(MAX_AGE, old, 5, old) == 1
    assert newer(5, old, MAX_AGE, old) == -1
    assert newer(5, old, 906, old) == 1
    assert newer(5, old, 905, old) == 0


def test_ours_are_refreshed_each_half_hour() -> None:
    lab = line()
    before = own(lab, "R2", "R1").lsa.sequence
    lab.run(1700)
    assert own(lab, "R2", "R1").lsa.sequence == before
    lab.run(400)  # in groups, of four minutes
    assert own(lab, "R2", "R1").lsa.sequence == before + 1
    lab.run(7200)
    assert own(lab, "R2", "R1").lsa.sequence > before + 3
    assert routes(lab, "R2", "ospf 1") == {"192.168.1.1/32": (110, 2)}


def test_those_of_one_that_is_gone_die_of_age() -> None:
    lab = line(3)
    assert own(lab, "R1", "R3")
    lab.cut("R2", "R3")
    lab["R3"].configure("no router ospf 1\n")
    lab.run(3000)
    assert "192.168.3.1/32" not in routes(lab, "R1", "ospf 1")
    assert process(lab, "R1").areas[0].lsdb.router(0xC0A80301)  # not reached, but remembered
    lab.run(700)
    assert not process(lab, "R1").areas[0].lsdb.router(0xC0A80301)


def test_one_that_leaves_takes_what_it_told_along() -> None:
    lab = line(3)
    lab["R3"].configure("no router ospf 1\n")
    lab.run(5)
    assert not process(lab, "R1").areas[0].lsdb.router(0xC0A80301)


def test_after_the_last_sequence_number_comes_the_first() -> None:
    lab = line()
    first = process(lab, "R1")
    entry = own(lab, "R1", "R1")
    lsa = make_lsa(ROUTER, entry.lsa.lsid, entry.lsa.adv, MAX_SEQUENCE - 1, entry.lsa.options, entry.lsa.data[18:])
    again = Entry(lsa, 0, lab.now, own=True)
    area = first.areas[0]
    first.flooding.flood(area, again, None)
    first.flooding.install(area, again, entry)
    lab.run(10)
    assert own(lab, "R2", "R1").lsa.sequence == MAX_SEQUENCE - 1
    lab["R1"].configure("interface Loopback5\n ip address 192.168.55.1 255.255.255.0\n")
    lab.run(10)
    assert own(lab, "R2", "R1").lsa.sequence == MAX_SEQUENCE
    lab["R1"].configure("interface Loopback6\n ip address 192.168.66.1 255.255.255.0\n")
    lab.run(20)
    assert own(lab, "R2", "R1").lsa.sequence == 0x80000001
    assert "192.168.66.1/32" in routes(lab, "R2", "ospf 1")


def test_what_somebody_else_says_in_our_name_is_outdone() -> None:
    """RFC 2328 section 13.4: of what we tell, a newer one follows; what we do not tell is flushed."""
    lab = line()
    second = process(lab, "R2")
    rid = process(lab, "R1").router_id
    body = external_body(0xFFFF0000, True, 1, 0, 0)
    stranger = Entry(make_lsa(EXTERNAL, 0xAC100000, rid, 0x80000009, 2, body), 0, lab.now)
    second.flooding.flood(None, stranger, None)
    second.flooding.install(None, stranger, None)
    old = own(lab, "R2", "R1")
    ahead = Entry(make_lsa(ROUTER, rid, rid, old.lsa.sequence + 5, old.lsa.options, bytes(4)), 0, lab.now)
    second.flooding.flood(second.areas[0], ahead, None)
    second.flooding.install(second.areas[0], ahead, old)
    lab.run(20)
    assert not second.lsdb.find(stranger.lsa.key)
    assert own(lab, "R2", "R1").lsa.sequence == old.lsa.sequence + 6
    assert routes(lab, "R2", "ospf 1") == {"192.168.1.1/32": (110, 2)}


def test_changes_keep_their_distance() -> None:
    """`timers throttle lsa`: the first at once, then 2, 4, 5 s apart while changes come."""
    lab = line(2, " timers throttle lsa 0 2000 5000\n")
    lab.run(60)
    times = []
    last = own(lab, "R1", "R1").lsa.sequence
    for n in range(60):
        lab["R1"].configure(f"interface Loopback0\n ip ospf cost {n + 2}\n")
        lab.run(0.5)
        now = own(lab, "R1", "R1").lsa.sequence
        if now != last:
            times.append(n * 0.5)
            last = now
    assert times[0] < 0.5
    gaps = [round(b - a) for a, b in pairwise(times)]
    assert gaps[:4] == [2, 4, 5, 5]


def crowded(line_of: str) -> Lab:
    """R1 tells R2 of twenty networks, R2 takes ten LSAs."""
    lab = line()
    lab["R2"].configure(f"router ospf 1\n {line_of}\n")
    lab.run(30)
    statics = "".join(f"ip route 172.16.{n}.0 255.255.255.0 Null0\n" for n in range(20))
    lab["R1"].configure(f"{statics}router ospf 1\n redistribute static subnets\n")
    lab.run(15)
    return lab


def limit_lines(lab: Lab) -> list[str]:
    """What `show ip ospf` of R2 says of `max-lsa`, after the line that names it."""
    lines = lab["R2"].cli("show ip ospf").splitlines()
    at = next(i for i, text in enumerate(lines) if "Maximum number of non self" in text)
    return [text.strip() for text in lines[at : at + 6] if text.startswith((" Maximum", "    "))]


def test_no_more_than_a_router_may_hold() -> None:
    """`max-lsa`: it warns, then ignores its neighbours for a while, after a second time for good."""
    lab = crowded("max-lsa 10 ignore-time 1 ignore-count 1 reset-time 2")
    log = log_of(lab, "R2", "OSPF")
    assert limit_lines(lab) == [
        "Maximum number of non self-generated LSA allowed 10", "Current number of non self-generated LSA 21",
        "Threshold for warning message 75%", "Ignore-time 1 minutes, reset-time 2 minutes",
        "Ignore-count allowed 1, current ignore-count 0",
    ]  # fmt: skip
    assert len(routes(lab, "R2", "ospf 1")) == 21
    lab.run(60)
    assert not routes(lab, "R2", "ospf 1")
    assert limit_lines(lab)[4] == "Ignore-count allowed 1, current ignore-count 1"
    assert limit_lines(lab)[5].startswith("Ignoring all neighbors due to max-lsa limit, time remaining: 00:00:")
    lab["R1"].configure("router ospf 1\n no redistribute static\n")
    lab.run(90)
    assert routes(lab, "R2", "ospf 1") == {"192.168.1.1/32": (110, 2)}
    assert "current ignore-count 1 - time remaining: 00:01:" in limit_lines(lab)[4]
    lab["R1"].configure("router ospf 1\n redistribute static subnets\n")
    lab.run(15)
    assert [text.split(" has been ")[1] for _, text in log if "non self-generated" in text] == [
        'reached "ospf 1" - 8 LSAs', 'exceeded "ospf 1" - 11 LSAs'
    ]
    lab.run(600)
    assert limit_lines(lab)[5] == "Permanently ignoring all neighbors due to max-lsa limit"
    lab["R2"].cli("clear ip ospf process", "yes")
    lab.run(20)
    assert len(routes(lab, "R2", "ospf 1")) == 21
    assert limit_lines(lab)[4].endswith("current ignore-count 0")


def test_too_many_may_be_told_alone_and_a_good_time_forgives() -> None:
    """`warning-only`; another line begins the process anew; `reset-time`."""
    lab = crowded("max-lsa 10 50 warning-only")
    lab.run(120)
    assert len(routes(lab, "R2", "ospf 1")) == 21
    assert limit_lines(lab) == [
        "Maximum number of non self-generated LSA allowed 10 (warning-only)",
        "Current number of non self-generated LSA 21", "Threshold for warning message 50%",
    ]  # fmt: skip
    log = log_of(lab, "R2", "OSPF")
    lab["R2"].configure("router ospf 1\n max-lsa 15 ignore-time 1 reset-time 1\n")
    lab.run(70)
    assert any("Interface down or detached" in text for _, text in log)
    assert limit_lines(lab)[4] == "Ignore-count allowed 5, current ignore-count 1"
    lab["R1"].configure("router ospf 1\n no redistribute static\n")
    lab.run(140)
    assert limit_lines(lab)[4] == "Ignore-count allowed 5, current ignore-count 0"
    lab["R2"].configure("router ospf 1\n no max-lsa\n")
    assert "non self-generated" not in lab["R2"].cli("show ip ospf")


def test_who_had_it_is_not_who_buried_it() -> None:
    """An LSA that goes as soon as it came: its flush comes too soon (MinLSArrival), and the acknowledgment that follows is
    of the living one (RFC 2328 section 13.7: not the same instance)."""
    lab = line(2, " timers throttle lsa 0 10 100\n")
    lab["R1"].configure("router ospf 1\n redistribute static subnets\n")
    lab.run(20)
    lab["R1"].configure("ip route 172.16.0.0 255.255.0.0 Null0\n")
    lab.run(0.3)
    assert process(lab, "R2").lsdb.of(EXTERNAL)
    lab["R1"].configure("no ip route 172.16.0.0 255.255.0.0 Null0\n")
    lab.run(15)
    assert not process(lab, "R1").lsdb.of(EXTERNAL) and not process(lab, "R2").lsdb.of(EXTERNAL)
