"""The lab of the carrier that fails without a word holds what its story promises."""

from __future__ import annotations

from iosemu.lab.lab import Lab

CABLE = "R2:GigabitEthernet0/0"


def warm() -> Lab:
    lab = Lab.load("bfd-failover")
    assert lab.settle()
    lab.run(20)
    return lab


def static(lab: Lab) -> str:
    return lab["R1"].cli("show ip route static").splitlines()[-1]


def test_the_other_carrier_takes_over_within_the_time_of_three_echoes() -> None:
    lab = warm()
    assert static(lab) == "S        172.16.2.0 [1/0] via 10.0.12.2, GigabitEthernet1"
    lab["R3"].cli("ping 172.16.2.1 source loopback0")
    lab.cut(CABLE)
    lab.run(1.5)
    assert "Reason: ECHO FAILURE" in lab["R1"].cli("show logging")
    assert lab["R1"].device.interfaces[lab["R1"].device.ports[0]].line_up
    assert static(lab) == "S        172.16.2.0 [200/0] via 10.0.21.2, GigabitEthernet2"
    assert "100 percent" in lab["R3"].cli("ping 172.16.2.1 source loopback0 repeat 2\nping 172.16.2.1 source loopback0")
    lab.repair(CABLE)
    lab.run(10)
    assert "[1/0]" in static(lab) and "Up        Up        Gi1" in lab["R1"].cli("show bfd neighbors")


def test_without_bfd_nobody_notices() -> None:
    lab = warm()
    lab["R1"].configure("no ip route static bfd GigabitEthernet1 10.0.12.2\n")
    lab.cut(CABLE)
    lab.run(60)
    assert "[1/0]" in static(lab)
    assert " 0 percent" in lab["R3"].cli("ping 172.16.2.1 source loopback0 timeout 1")


def test_who_stops_watching() -> None:
    lab = warm()
    lab["R2"].configure("no ip route static bfd GigabitEthernet0/0 10.0.12.1\n")
    lab.run(5)
    assert "Reason: RX ADMINDOWN" in lab["R1"].cli("show logging") and "[1/0]" in static(lab)


def test_hellos_come_in_and_bfd_does_not() -> None:
    lab = warm()
    lab["R4"].configure(
        "access-list 100 deny udp any any\naccess-list 100 permit ip any any\ninterface Fa0/0\n ip access-group 100 in\n"
    )
    lab.run(3)
    assert "is down: BFD peer down notified" in lab["R4"].cli("show logging")
    lab.run(20)
    assert "192.168.2.1" in lab["R4"].cli("show ip eigrp neighbors")
    assert " Up " not in lab["R4"].cli("show bfd neighbors").splitlines()[-1]


def test_timers_while_it_runs() -> None:
    lab = warm()
    lab["R1"].configure("interface GigabitEthernet1\n bfd interval 100 min_rx 100 multiplier 3\n")
    lab.run(10)
    details = lab["R1"].cli("show bfd neighbors ipv4 10.0.12.2 details")
    assert "using echo function with 500 ms interval" in details and "Uptime: 00:00:3" in details
