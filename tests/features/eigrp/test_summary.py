"""Summaries: they follow the best of their components, and go with the last of them."""

from __future__ import annotations

from tests.features.wired import chain, routes

EIGRP = "router eigrp 1\n network 10.0.0.0\n network 172.16.0.0\n"
LOOPS = "".join(f"interface Loopback{n}\n ip address 172.16.{n}.1 255.255.255.0\n delay {100 * n}\n" for n in (1, 2, 3))
SUMMARY = "172.16.0.0/22"


def test_components_come_and_go() -> None:
    lab = chain(2, EIGRP)
    lab["R2"].configure(LOOPS + "interface Fa0/1\n ip summary-address eigrp 1 172.16.0.0/22\n")
    lab.run(20)
    assert routes(lab, "R1", "eigrp 1") == {SUMMARY: (90, 25600 + 2560 + 256 * 100)}
    assert "Summarizing 3 components with metric 25856" in lab["R2"].cli("show ip protocols")
    lab["R2"].configure("interface Loopback1\n shutdown\n")
    lab.run(2)
    assert routes(lab, "R1", "eigrp 1") == {SUMMARY: (90, 25600 + 2560 + 256 * 200)}
    lab["R2"].configure("interface Loopback2\n shutdown\ninterface Loopback3\n shutdown\n")
    lab.run(2)
    assert routes(lab, "R1", "eigrp 1") == {}
    assert routes(lab, "R2", "eigrp 1") == {}
    lab["R2"].configure("interface Loopback3\n no shutdown\n")
    lab.run(2)
    assert SUMMARY in routes(lab, "R1", "eigrp 1")
    assert "is a summary" in lab["R2"].cli("show ip route")
    assert " ip summary-address eigrp 1 172.16.0.0 255.255.252.0" in lab["R2"].running_config()


def test_distance_255_makes_no_discard_route() -> None:
    lab = chain(2, EIGRP)
    lab["R2"].configure(LOOPS + "interface Fa0/1\n ip summary-address eigrp 1 172.16.0.0 255.255.252.0 255\n")
    lab.run(20)
    assert SUMMARY in routes(lab, "R1", "eigrp 1")
    assert SUMMARY not in routes(lab, "R2", "eigrp 1")


def test_only_where_it_is_configured() -> None:
    """R2 sums up towards R1, R3 hears the parts."""
    lab = chain(3, EIGRP)
    lab["R2"].configure(LOOPS + "interface Fa0/1\n ip summary-address eigrp 1 172.16.0.0 255.255.252.0\n")
    lab.run(20)
    assert [name for name in routes(lab, "R1", "eigrp 1") if name.startswith("172")] == [SUMMARY]
    assert len([name for name in routes(lab, "R3", "eigrp 1") if name.startswith("172")]) == 3


def test_af_interface_shutdown_and_summary() -> None:
    named = (
        "router eigrp X\n address-family ipv4 unicast autonomous-system 1\n  network 10.0.0.0\n  network 172.16.0.0\n"
    )
    lab = chain(2, named, platform="iosv")
    inside = "router eigrp X\n address-family ipv4 unicast autonomous-system 1\n  af-interface GigabitEthernet0/1\n"
    lab["R2"].configure(LOOPS + inside + "   summary-address 172.16.0.0/22\n")
    lab.run(20)
    assert SUMMARY in routes(lab, "R1", "eigrp 1")
    lab["R2"].configure(inside + "   shutdown\n")
    lab.run(1)
    assert routes(lab, "R1", "eigrp 1") == {}
    assert "   shutdown" in lab["R2"].running_config()
    lab["R2"].configure(inside + "   no shutdown\n")
    lab.run(10)
    assert SUMMARY in routes(lab, "R1", "eigrp 1")
