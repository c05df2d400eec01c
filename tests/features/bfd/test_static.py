"""`ip route static bfd`: routes hang on the session with their next hop."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from iosemu.wire.bfd import State
from tests.features.bfd.worlds import session
from tests.features.wired import network, routes

LINE = "ip route static bfd GigabitEthernet0/0 10.0.12.{}"


def two() -> Lab:
    configs = {}
    for own, other in ((1, 2), (2, 1)):
        configs[f"R{own}"] = (
            f"interface GigabitEthernet0/0\n ip address 10.0.12.{own} 255.255.255.0\n"
            f" bfd interval 100 min_rx 100 multiplier 3\n no shutdown\n{LINE.format(other)}\n"
            f"ip route 172.16.{own}.0 255.255.255.0 GigabitEthernet0/0 10.0.12.{other}\n"
        )
    lab = network(configs, "R1:Gi0/0 R2:Gi0/0", platform="iosv")
    lab.run(5)
    return lab


def test_routes_come_and_go_with_the_session() -> None:
    lab = two()
    assert session(lab).state is State.UP
    assert "Registered protocols: IPv4 Static CEF \n" in lab["R1"].cli("show bfd neighbors details")
    assert "172.16.1.0/24" in routes(lab, "R1", "static")
    assert LINE.format(2) in lab["R1"].running_config()
    lab.lose("R1", "R2", share=1.0)
    lab.run(0.4)
    assert routes(lab, "R1", "static") == {} == routes(lab, "R2", "static")
    assert session(lab).state is State.DOWN  # it is watched still
    lab.lose("R1", "R2", share=0.0)
    lab.run(3)
    assert "172.16.1.0/24" in routes(lab, "R1", "static")


def test_who_is_not_watched_back_keeps_its_route() -> None:
    lab = two()
    assert lab["R2"].configure("no " + LINE.format(1) + "\n") == ""
    lab.run(2)
    assert session(lab).state is State.DOWN
    assert "172.16.1.0/24" in routes(lab, "R1", "static") and "172.16.2.0/24" in routes(lab, "R2", "static")


def test_a_route_that_never_was_confirmed() -> None:
    lab = two()
    lab["R2"].configure("no " + LINE.format(1) + "\n")
    lab["R1"].configure("no " + LINE.format(2) + "\n")
    lab.run(5)
    lab["R1"].configure(LINE.format(2) + "\n")
    assert routes(lab, "R1", "static") == {}
    lab["R1"].configure("interface Gi0/0\n no bfd interval\n")
    assert "172.16.1.0/24" in routes(lab, "R1", "static")  # without timers nobody looks


def test_without_a_route_there_is_nothing_to_watch_unless_told() -> None:
    lab = two()
    assert lab["R1"].configure("no ip route 172.16.1.0 255.255.255.0\n") == ""
    assert lab["R1"].device.engine("bfd").sessions == {}
    lab["R1"].configure(LINE.format(2) + " unassociate\n")
    lab.run(3)
    assert session(lab).state is State.UP
