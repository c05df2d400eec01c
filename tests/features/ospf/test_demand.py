"""Virtual links run as demand circuits (RFC 1793), as on IOS: what goes over them does not age, and nothing goes twice."""

from __future__ import annotations

from typing import Any

from iosemu.features.ospf.lsdb import Entry
from iosemu.lab.lab import Lab
from iosemu.wire import ospf
from iosemu.wire.ospf import Kind
from iosemu.wire.ospf_lsa import DO_NOT_AGE, ROUTER, make_lsa
from tests.features.wired import chain, routes

AREAS = {"R1": (0, 0), "R2": (0, 1), "R3": (1, 2), "R4": (2, 2)}  # of the interface before, and of the next one


def process(lab: Lab, node: str) -> Any:
    return lab[node].device.engine("ospf").processes[1]


def line() -> Lab:
    """R1 - R2 = R3 - R4: area 0, area 1 with a virtual link, area 2."""
    lab = chain(4)
    for number in range(1, 5):
        before, behind = AREAS[f"R{number}"]
        text = f"interface Loopback0\n ip ospf 1 area {behind}\n"
        for port, area in (("Fa0/1", before), ("Fa0/0", behind)):
            text += f"interface {port}\n ip ospf network point-to-point\n ip ospf 1 area {area}\n"
        text += f"router ospf 1\n router-id {number}.{number}.{number}.{number}\n timers throttle spf 50 200 1000\n"
        text += {2: " area 1 virtual-link 3.3.3.3\n", 3: " area 1 virtual-link 2.2.2.2\n"}.get(number, "")
        lab[f"R{number}"].configure(text)
    lab.run(60)
    assert "192.168.1.1/32" in routes(lab, "R4", "ospf 1")
    return lab


def router(lab: Lab, node: str, number: int) -> Entry:
    rid = number * 0x01010101
    found: Entry = process(lab, node).areas[0].lsdb.router(rid)
    return found


def test_hellos_are_suppressed_and_the_link_ends_with_its_way() -> None:
    lab = line()
    sent = process(lab, "R3").virtual_port(1, 0x02020202).traffic.packets_out
    before = sent[Kind.HELLO]
    lab.run(300)
    assert sent[Kind.HELLO] == before
    shown = lab["R3"].cli("show ip ospf virtual-links")
    assert "  Run as demand circuit\n  DoNotAge LSA allowed.\n" in shown and "FULL (Hello suppressed)" in shown
    assert "2.2.2.2           0   FULL/  -           -        10.0.23.1       OSPF_VL0" in lab["R3"].cli("show ip ospf neighbor")
    detail = lab["R3"].cli("show ip ospf neighbor 2.2.2.2")
    assert "Options is 0x32 in Hello (E-bit, L-bit, DC-bit)" in detail and "Options is 0x72 in DBD" in detail
    lab["R2"].configure("interface Fa0/0\n shutdown\n")
    lab.run(45)
    assert "is down" in lab["R3"].cli("show ip ospf virtual-links")
    assert "192.168.1.1/32" not in routes(lab, "R4", "ospf 1")


def test_what_came_over_it_does_not_age_and_is_not_refreshed() -> None:
    lab = line()
    there, here = router(lab, "R3", 1), router(lab, "R2", 1)
    assert (there.ages, here.ages) == (False, True)
    age, sequence = there.age(lab.now), there.lsa.sequence
    assert f"1.1.1.1         1.1.1.1         {age:<5} (DNA) 0x8" in lab["R3"].cli("show ip ospf database")
    assert f"  LS age: {age} (DoNotAge)\n" in lab["R3"].cli("show ip ospf database router adv-router 1.1.1.1")
    assert "\tNumber of DoNotAge LSA 0\n" in lab["R2"].cli("show ip ospf").split("Area 1")[1]
    lab.run(7400)  # more than an age, four refreshes
    assert router(lab, "R2", 1).lsa.sequence > sequence
    assert router(lab, "R3", 1) is there and there.age(lab.now) == age
    assert "192.168.1.1/32" in routes(lab, "R4", "ospf 1")
    lab["R1"].configure("interface Loopback0\n ip ospf cost 77\n")  # that is something else
    lab.run(10)
    assert router(lab, "R3", 1).lsa.sequence == router(lab, "R2", 1).lsa.sequence
    assert routes(lab, "R4", "ospf 1")["192.168.1.1/32"] == (110, 80)


def test_those_of_one_that_is_gone_for_an_hour_go() -> None:
    lab = line()
    lab["R1"].power_off()
    lab.run(3500)
    assert router(lab, "R3", 1) is not None and "192.168.1.1/32" not in routes(lab, "R4", "ospf 1")
    lab.run(400)
    assert router(lab, "R3", 1) is None


def test_a_router_that_does_not_know_of_it_ends_it() -> None:
    """An LSA without the DC bit: all age again, and go over the link as they do over others."""
    lab = line()
    second = process(lab, "R2")
    lsa = make_lsa(ROUTER, 0x09090909, 0x09090909, 0x80000001, 2, bytes(4))
    body = ospf.encode_update([(1, lsa)])
    neighbor = next(each for each in process(lab, "R2").neighbors() if each.router_id == 0x01010101)
    second.flooding.update(neighbor, body)
    lab.run(10)
    third = process(lab, "R3")
    assert not third.areas[0].lsdb.still and third.areas[0].lsdb.bitless == 1
    assert "DoNotAge LSA not allowed (Number of DCbitless LSA is 1)." in lab["R3"].cli("show ip ospf virtual-links")
    age = router(lab, "R3", 1).age(lab.now)
    lab.run(100)
    assert router(lab, "R3", 1).age(lab.now) == age + 100
    assert "192.168.1.1/32" in routes(lab, "R4", "ospf 1")


def test_the_bit_goes_on_behind_the_link() -> None:
    """It is of the age on the wire, also on networks that are none."""
    lab = line()
    sent: list[int] = []
    port = process(lab, "R2").ports["FastEthernet0/1"]
    taken = port.transmit

    def note(kind: int, body: bytes, to: int) -> None:
        if kind == Kind.UPDATE:
            sent.extend(age for age, lsa in ospf.decode_update(body)[0] if lsa.adv == 0x03030303)
        taken(kind, body, to)

    port.transmit = note
    lab["R4"].configure("interface Loopback0\n ip ospf cost 9\n")
    lab.run(10)
    assert sent and all(age & DO_NOT_AGE for age in sent)
    assert not router(lab, "R1", 3).ages
