"""The stack of a real kernel as neighbour: ARP, ICMP, fragments, GRE made by another implementation."""

from __future__ import annotations

from collections.abc import Callable

from tests.interop.world import World

Make = Callable[[str], World]


def test_ping_both_ways(world: Make) -> None:
    net = world("interface Loopback0\n ip address 10.2.2.2 255.255.255.0\nip route 10.1.1.0 255.255.255.0 192.0.2.1")
    net.ip("-n", net.name, "route", "add", "10.2.2.0/24", "via", "192.0.2.2")
    assert net.ping("192.0.2.2") == 3
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert "!!!!" in net.router_ping("ping 10.1.1.1")
    assert "192.0.2.1" in net.cli("show arp")


def test_fragments(world: Make) -> None:
    net = world("")
    output = net.inside(["ping", "-n", "-c", "2", "-i", "0.3", "-s", "4000", "192.0.2.2"])
    assert "2 received" in output
    assert "!!!!" in net.router_ping("ping 192.0.2.1 size 4000")


def test_gre(world: Make) -> None:
    net = world(
        "interface Tunnel0\n ip address 10.100.0.2 255.255.255.0\n tunnel source FastEthernet0/0\n"
        " tunnel destination 192.0.2.1\n tunnel key 77"
    )
    net.dataplane("gre", "tun0", "192.0.2.1", "--key", "77")
    net.ip("-n", net.name, "addr", "add", "10.100.0.1/24", "dev", "tun0")
    assert "!!!" in net.router_ping("ping 10.100.0.1")
    assert net.ping("10.100.0.2") == 3
