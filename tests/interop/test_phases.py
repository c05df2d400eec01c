"""DMVPN phases 2 and 3 with nhrpd in the cloud: R2 is a spoke behind R1, nhrpd a spoke of R1, then the hub of both."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.interop.world import Frr, World

Make = Callable[..., World]
Daemons = Callable[..., Frr]

TUNNEL = """\
interface Loopback0
 ip address 10.{n}.{n}.{n} 255.255.255.0
interface Tunnel0
 ip address 10.100.0.{n} 255.255.255.0
 ip mtu 1400
 ip nhrp network-id 1
 ip nhrp holdtime 60
 tunnel source FastEthernet0/0
 tunnel mode gre multipoint
 tunnel key 77
"""
PEER = "interface tun0\n tunnel source eth0\n ip nhrp network-id 1\n ip nhrp holdtime 60\n"


def interface(net: World) -> None:
    """The tunnel of nhrpd: 10.100.0.1, key 77."""
    net.dataplane("gre", "tun0", "192.0.2.1", "--key", "77")
    net.ip("-n", net.name, "addr", "add", "10.100.0.1/32", "dev", "tun0")


def way(net: World, prefix: str, gateway: str) -> None:
    net.ip("-n", net.name, *f"route add {prefix} via {gateway} dev tun0 onlink src 10.1.1.1 metric 50".split())


def echoes(net: World, since: int) -> set[tuple[str, ...]]:
    """Outer source and destination of the pings that went through the tunnels since a frame."""
    rows = net.tshark(f"frame.number > {since} and gre and icmp.type == 8 and not icmp.type == 3", "ip.src", "ip.dst")
    return {(row[0].split(",")[0], row[1].split(",")[0]) for row in rows}


def test_shortcut_through_our_hub(world: Make, frr: Daemons) -> None:
    """Phase 3: R1 redirects, nhrpd and R2 ask for each other and go straight."""
    hub = TUNNEL.format(n=2) + (
        " ip nhrp map multicast dynamic\n ip nhrp redirect\n"
        "ip route 10.1.1.0 255.255.255.0 10.100.0.1\nip route 10.3.3.0 255.255.255.0 10.100.0.3\n"
    )
    spoke = TUNNEL.format(n=3) + (
        " ip nhrp map 10.100.0.2 192.0.2.2\n ip nhrp map multicast 192.0.2.2\n ip nhrp nhs 10.100.0.2\n"
        " ip nhrp shortcut\nip route 10.1.1.0 255.255.255.0 10.100.0.2\n"
    )
    net = world(hub, spoke)
    interface(net)
    peer = frr(net, PEER + " ip nhrp nhs 10.100.0.2 nbma 192.0.2.2\n ip nhrp shortcut\n", "nhrpd")
    net.wait(lambda: "10.100.0.1/32" in net.cli("show ip nhrp"), 20, "nhrpd registered")
    net.wait(lambda: "10.100.0.3/32" in net.cli("show ip nhrp"), 20, "R2 registered")
    way(net, "10.3.3.0/24", "10.100.0.2")
    net.live.run(1)  # nhrpd drops the shortcuts under a route that it hears of
    begun = len(net.frames)
    net.ping("10.3.3.3", "10.1.1.1")
    assert ("192.0.2.1", "192.0.2.2") in echoes(net, begun)  # through the hub at first
    net.wait(lambda: "10.3.3" in peer.show("show ip nhrp shortcut"), 10, "a shortcut of nhrpd")
    shortcut = re.compile(r"^H +10\.1\.1\.\S+ ", re.MULTILINE)
    net.wait(lambda: shortcut.search(net.lab["R2"].cli("show ip route")), 10, "a shortcut of R2")
    begun = len(net.frames)
    assert net.ping("10.3.3.3", "10.1.1.1") == 3
    assert echoes(net, begun) == {("192.0.2.1", "198.51.100.2")}
    packets = {row[0] for row in net.tshark("nhrp", "nhrp.hdr.op.type")}
    assert {"1", "2", "3", "4", "8"} <= packets  # resolution, registration, traffic indication


def test_resolution_through_nhrpd(world: Make, frr: Daemons) -> None:
    """Phase 2: both of ours are registered with nhrpd and find each other through it."""
    own = " ip nhrp map 10.100.0.1 192.0.2.1\n ip nhrp map multicast 192.0.2.1\n ip nhrp nhs 10.100.0.1\n"
    net = world(
        TUNNEL.format(n=2) + own + "ip route 10.3.3.0 255.255.255.0 10.100.0.3\n",
        TUNNEL.format(n=3) + own + "ip route 10.2.2.0 255.255.255.0 10.100.0.2\n",
    )
    interface(net)
    peer = frr(net, PEER, "nhrpd")
    net.wait(lambda: re.search(r"10\.100\.0\.1 +RE", net.cli("show ip nhrp nhs")), 20, "R1 registered")
    net.wait(lambda: re.search(r"10\.100\.0\.1 +RE", net.lab["R2"].cli("show ip nhrp nhs")), 20, "R2 registered")
    shown = peer.show("show ip nhrp")
    assert re.search(r"10\.100\.0\.2 +192\.0\.2\.2 ", shown) and re.search(r"10\.100\.0\.3 +198\.51\.100\.2 ", shown)
    net.router_ping("ping 10.3.3.3 source 10.2.2.2")
    assert "!!!!!" in net.router_ping("ping 10.3.3.3 source 10.2.2.2")
    cache = net.cli("show ip nhrp 10.100.0.3")
    assert "NBMA address: 198.51.100.2" in cache and "Type: dynamic" in cache, cache
    requests = net.tshark("nhrp.hdr.op.type == 1", "ip.src", "ip.dst")
    assert ["192.0.2.2", "192.0.2.1"] in requests
    assert any(row[0] == "192.0.2.1" for row in requests)  # nhrpd passed it on
