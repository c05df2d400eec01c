"""Places in a router that one has for himself: a second user is refused, and only who has it gives it up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iosemu.device.claims import Taken
from iosemu.device.device import Device
from iosemu.device.drivers import AbsentDriver, LoopbackDriver
from iosemu.device.drops import Reason
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Drop, Passage, Point, Verdict
from iosemu.device.sockets import PortInUse
from iosemu.features.gre.engine import GreEngine
from iosemu.types import InterfaceName, parse_ipv4
from iosemu.wire import hdlc, ipv4
from tests.device.bench import Bench, echo
from tests.device.sockets.users import Service

EGP = 8


class User:
    """Takes whatever there is to take."""

    def __init__(self) -> None:
        self.got: list[object] = []

    def take(self, *what: object) -> None:
        self.got.append(what[0])

    def stage(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        self.got.append(passage)
        return PASS

    def route(self, passage: Passage) -> None:
        self.got.append(passage)


def two() -> tuple[Bench, Device, Device, Interface]:
    bench = Bench()
    one, other = bench.router(), bench.router()
    here = bench.port(one, "Fa0/0", "10.0.0.1")
    bench.cable(here, bench.port(other, "Fa0/0", "10.0.0.2"))
    bench.run(1)
    return bench, one, other, here


Taking = Callable[[Device, Interface, User], Callable[[], None]]
PLACES: dict[str, Taking] = {
    "protocol": lambda device, iface, user: device.ip.register(EGP, user.take),
    "bytes": lambda device, iface, user: device.ip.take(EGP, user.take),  # type: ignore[arg-type]
    "udp": lambda device, iface, user: device.ip.udp.listen(7777, user.take),
    "tcp": lambda device, iface, user: device.ip.tcp.listen(7777, user),  # type: ignore[arg-type]
    "stage": lambda device, iface, user: iface.set_stage(Point.IN_ACL, user.stage),
    "frames": lambda device, iface, user: iface.driver.take(0x88CC, user.take),  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("place", PLACES)
def test_the_second_is_refused(place: str) -> None:
    _, device, _, iface = two()
    take, first, second = PLACES[place], User(), User()
    end = take(device, iface, first)
    take(device, iface, first)  # it is his
    with pytest.raises(PortInUse if place in ("udp", "tcp") else Taken):
        take(device, iface, second)
    end()
    take(device, iface, second)
    end()  # not his any more: nothing happens
    with pytest.raises(Taken):
        take(device, iface, first)


def test_datagrams_of_a_protocol() -> None:
    bench, one, other, _ = two()
    first, second = User(), User()
    packet = ipv4.IPv4(parse_ipv4("10.0.0.1"), parse_ipv4("10.0.0.2"), EGP, b"who?")
    end = other.ip.register(EGP, first.take)
    with pytest.raises(Taken):
        other.ip.register(EGP, second.take)
    echo(one, "10.0.0.2")  # ARP
    bench.run(3)
    one.ip.send(one.vrfs.default, packet)
    bench.run(1)
    assert len(first.got) == 1 and not second.got
    end()
    one.ip.send(one.vrfs.default, packet)
    bench.run(1)
    assert len(first.got) == 1 and other.ip.icmp.sent, "protocol unreachable"


def test_only_who_looks_ceases_to() -> None:
    bench, _, other, here = two()
    first, second = User(), User()
    here.set_stage(Point.IN_ACL, first.stage)
    with pytest.raises(Taken):
        here.set_stage(Point.IN_ACL, second.stage, False)
    for _ in range(2):  # ARP
        echo(other, "10.0.0.1")
        bench.run(2)
    assert first.got and not second.got
    here.set_stage(Point.IN_ACL, first.stage, False)
    assert here.stage(Point.IN_ACL) is None and here.plain


def test_the_way_of_what_is_made_here() -> None:
    bench, one, _, _ = two()
    first, second = User(), User()
    one.ip.route_own(first.route, True)
    for wanted in (True, False):
        with pytest.raises(Taken):
            one.ip.route_own(second.route, wanted)
    echo(one, "10.0.0.2")
    bench.run(1)
    assert first.got and not second.got
    one.ip.route_own(first.route, False)
    one.ip.route_own(second.route, True)


def test_a_kind_of_interface_has_one_maker() -> None:
    bench = Bench()
    device = bench.router()
    tunnel = device.create_interface(InterfaceName("Tunnel", (0,)))
    assert tunnel is not None and isinstance(tunnel.driver, AbsentDriver)
    end = device.register_driver("Tunnel", LoopbackDriver)
    assert isinstance(tunnel.driver, LoopbackDriver) and tunnel.line_up
    with pytest.raises(Taken):
        device.register_driver("Tunnel", AbsentDriver)
    end()
    assert isinstance(tunnel.driver, AbsentDriver) and not tunnel.line_up


def test_who_comes_second_leaves_all_as_it_is() -> None:
    """A whole feature: the tunnels that are there go on."""
    bench = Bench()
    device = bench.router()
    engine = device.engine("gre")
    tunnel = device.create_interface(InterfaceName("Tunnel", (0,)))
    assert tunnel is not None
    driver = tunnel.driver
    with pytest.raises(Taken):
        GreEngine(engine.host).start()
    assert tunnel.driver is driver and engine.drivers[tunnel.name] is driver


def test_frames_of_a_serial_line() -> None:
    bench = Bench()
    one, other = bench.router(), bench.router()
    a, b = bench.port(one, "Se1/0", "10.0.0.1"), bench.port(other, "Se1/0", "10.0.0.2")
    bench.cable(a, b)
    bench.run(30)
    user = User()
    end = b.driver.take(0x4321, user.take)  # type: ignore[attr-defined]
    a.driver.send_frame(0x4321, b"hello")  # type: ignore[attr-defined]
    bench.run(1)
    assert [frame.payload for frame in user.got if isinstance(frame, hdlc.Frame)] == [b"hello"]
    end()
    before = b.counters.drops.get(Reason.UNKNOWN_PROTOCOL, 0)
    a.driver.send_frame(0x4321, b"hello")  # type: ignore[attr-defined]
    bench.run(1)
    assert b.counters.drops[Reason.UNKNOWN_PROTOCOL] == before + 1


def test_a_port_of_tcp_is_shown_while_it_is_listened_on() -> None:
    _, device, _, _ = two()
    end = device.ip.tcp.listen(7777, Service())
    assert 7777 in device.ip.tcp.listening
    end()
    assert 7777 not in device.ip.tcp.listening and 7777 not in device.ip.tcp.services
