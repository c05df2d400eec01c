"""One owner of the ports of key exchange, which gives by version and marker."""

from __future__ import annotations

from typing import Any

import pytest

from iosemu.device.device import Device
from iosemu.device.sockets import PortInUse
from iosemu.features.ike.engine import IkeEngine
from iosemu.wire.isakmp import Header
from tests.features.gre.net import Net, port


class User:
    def __init__(self) -> None:
        self.heard: list[tuple[int, bytes]] = []

    def message(
        self, local: int, local_port: int, remote: int, remote_port: int, data: bytes, vrf: str = ""
    ) -> None:
        self.heard.append((local_port, data))


class Esp:
    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def udp_esp(self, payload: bytes, passage: Any, iface: Any, ports: tuple[int, int]) -> None:
        self.heard.append(payload)


def pair() -> tuple[Net, Device, IkeEngine]:
    net = Net()
    one, two = net.device("R1"), net.device("R2")
    net.cable(port(one, "FastEthernet0/0", "10.0.0.1"), port(two, "FastEthernet0/0", "10.0.0.2"))
    net.run(1)
    return net, one, two.engine("ike")


def say(net: Net, sender: Device, to: int, data: bytes) -> None:
    sender.ip.udp.send(sender.vrfs.default, 0, to, 0x0A000002, to, data)
    net.run(0.1)
    sender.ip.udp.send(sender.vrfs.default, 0, to, 0x0A000002, to, data)  # ARP took the first one
    net.run(0.1)


def message(version: int) -> bytes:
    return Header(b"12345678", bytes(8), 2, version=version).encode(b"")


def test_messages_go_to_the_user_of_their_version() -> None:
    net, one, ike = pair()
    old, new, group = User(), User(), User()
    ike.register(1, old)
    ike.register(2, new)
    ike.register(1, group, (848,))
    esp = Esp()
    ike._keying.serve(esp)  # type: ignore[arg-type]  # hears of ESP only
    say(net, one, 500, message(0x10))
    say(net, one, 500, message(0x20))
    say(net, one, 4500, bytes(4) + message(0x20))
    say(net, one, 848, message(0x10))
    say(net, one, 4500, b"\xff")
    say(net, one, 4500, b"\0\0\1\0 is ESP")
    say(net, one, 500, b"short")
    assert set(old.heard) == {(500, message(0x10)), (500, b"short")}
    assert set(new.heard) == {(500, message(0x20)), (4500, message(0x20))}
    assert set(group.heard) == {(848, message(0x10))}
    assert set(esp.heard) == {b"\0\0\1\0 is ESP"}


def test_a_version_has_one_user_and_a_port_one_owner() -> None:
    _, _, ike = pair()
    user = User()
    ike.register(1, user)
    ike.register(1, user)
    with pytest.raises(ValueError, match="taken"):
        ike.register(1, User())
    udp = ike.host.device.ip.udp
    with pytest.raises(PortInUse):
        udp.listen(500, lambda *_: None)


def test_ports_are_open_while_somebody_uses_them() -> None:
    net, one, ike = pair()
    udp = ike.host.device.ip.udp
    assert not {500, 4500} & set(udp.handlers)
    ike.register(1, User())
    ike.register(2, User(), (500,))
    ike.unregister(1)
    assert set(udp.handlers) & {500, 4500} == {500}
    ike.unregister(2)
    assert not {500, 4500} & set(udp.handlers)
    say(net, one, 500, message(0x10))
    assert udp.no_port >= 1


def test_what_leaves_from_the_nat_port_has_the_marker() -> None:
    net, one, ike = pair()
    seen: list[bytes] = []
    one.ip.udp.listen(4500, lambda udp, passage, iface: seen.append(udp.payload))
    for _ in range(2):
        ike.send("", 0x0A000002, 4500, 0x0A000001, 4500, b"hello")
        net.run(0.1)
    ike.keep_awake("", 0x0A000002, 4500, 0x0A000001, 4500)
    net.run(0.1)
    assert set(seen) == {b"\0\0\0\0hello", b"\xff"}
