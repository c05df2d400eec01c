"""FRRouting's nhrpd, with strongSwan's charon for IKEv1 and transport-mode ESP, as spoke and as hub of an emulated router."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from tests.interop.world import Charon, Frr, World

Make = Callable[[str], World]

CRYPTO = """\
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 5
crypto isakmp key cisco123 address 0.0.0.0
crypto ipsec transform-set T esp-aes esp-sha-hmac
 mode transport
crypto ipsec profile P
 set transform-set T
"""
TUNNEL = """\
interface Loopback0
 ip address 10.2.2.2 255.255.255.0
interface Tunnel0
 ip address 10.100.0.2 255.255.255.0
 ip mtu 1400
 ip nhrp network-id 1
 ip nhrp holdtime 60
 tunnel source FastEthernet0/0
 tunnel mode gre multipoint
 tunnel key 77
"""
HUB = " ip nhrp map multicast dynamic\n"
SPOKE = " ip nhrp map 10.100.0.1 192.0.2.1\n ip nhrp map multicast 192.0.2.1\n ip nhrp nhs 10.100.0.1\n"
PROTECTED = " tunnel protection ipsec profile P\n"
ROUTE = "ip route 10.1.1.0 255.255.255.0 10.100.0.1\n"

PEER = "interface tun0\n tunnel source eth0\n ip nhrp network-id 1\n ip nhrp holdtime 60\n"
PEER_SPOKE = " ip nhrp nhs 10.100.0.2 nbma 192.0.2.2\n"


@pytest.fixture
def frr() -> Iterator[Callable[..., Frr]]:
    """`frr(world, config)` starts zebra and nhrpd."""
    made: list[Frr] = []

    def make(net: World, config: str) -> Frr:
        made.append(Frr(net, config, "zebra", "nhrpd"))
        return made[-1]

    yield make
    for each in made:
        each.close()


def interface(net: World, *arguments: str) -> None:
    """The peer's tunnel."""
    net.dataplane("gre", "tun0", "192.0.2.1", "--key", "77", *arguments)
    net.ip("-n", net.name, "addr", "add", "10.100.0.1/32", "dev", "tun0")


def found(net: World) -> None:
    """The peer's kernel knows the way to us.

    It asks nhrpd, once, when the first datagram is to go there, and drops what waits after a second: where nhrpd had
    something else to do meanwhile, a datagram never leaves the namespace.
    """

    def known() -> bool:
        shown = net.inside(["ip", "neighbor", "show", "10.100.0.2", "dev", "tun0"])
        if "REACHABLE" not in shown:
            net.ping("10.100.0.2", "10.1.1.1", count=1)
        return "REACHABLE" in shown

    net.wait(known, 20, "known to the kernel: our address")


def route(net: World) -> None:
    command = "route add 10.2.2.0/24 via 10.100.0.2 dev tun0 onlink src 10.1.1.1"
    net.ip("-n", net.name, *command.split())


def test_nhrpd_registers(world: Make, frr: Callable[..., Frr]) -> None:
    """Without IPsec: registration, the cache on both sides, traffic both ways."""
    net = world(TUNNEL + HUB + ROUTE)
    interface(net)
    peer = frr(net, PEER + PEER_SPOKE)
    net.wait(lambda: "10.100.0.1/32" in net.cli("show ip nhrp"), 20, "registered")
    output = net.cli("show ip nhrp")
    assert re.search(r"Type: dynamic, Flags: (unique )?registered", output), output
    assert "NBMA address: 192.0.2.1" in output
    route(net)
    found(net)
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2")
    shown = peer.show("show ip nhrp")
    assert re.search(r"tun0 +nhs +10\.100\.0\.2 +192\.0\.2\.2 .*T", shown), shown


def test_registration_is_refreshed(world: Make, frr: Callable[..., Frr]) -> None:
    net = world(TUNNEL + HUB + ROUTE)
    interface(net)
    frr(net, PEER + PEER_SPOKE)
    net.wait(lambda: "10.100.0.1/32" in net.cli("show ip nhrp"), 20, "registered")
    net.live.run(45)  # a third of the holdtime is 20 s
    left = re.search(r"expire 00:00:(\d\d)", net.cli("show ip nhrp"))
    assert left is not None and int(left[1]) > 30


def test_we_register_with_nhrpd(world: Make, frr: Callable[..., Frr]) -> None:
    net = world(TUNNEL + SPOKE + ROUTE)
    interface(net)
    peer = frr(net, PEER)
    net.wait(lambda: re.search(r"10\.100\.0\.1 +RE", net.cli("show ip nhrp nhs")), 20, "registered")
    route(net)
    found(net)
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2")
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    shown = peer.show("show ip nhrp")
    assert re.search(r"tun0 +dynamic +10\.100\.0\.2 +192\.0\.2\.2 .*T", shown), shown


def protected(net: World) -> Charon:
    charon = Charon(net, "recorded")
    charon.load("aes128-sha1-modp1536", "aes128-sha1", gre=True, policies=False)
    interface(net, "--sa", str(charon.sa_log))
    return charon


def test_dmvpn_hub(world: Make, frr: Callable[..., Frr]) -> None:
    """charon and nhrpd are the spoke."""
    net = world(CRYPTO + TUNNEL + HUB + PROTECTED + ROUTE)
    charon = protected(net)
    output = charon.swanctl("--initiate", "--child", "c", "--timeout", "60")
    assert "initiate completed successfully" in output, charon.log()
    frr(net, PEER + PEER_SPOKE)
    net.wait(lambda: re.search(r"192\.0\.2\.1 +10\.100\.0\.1 +UP", net.cli("show dmvpn")), 20, "UP")
    route(net)
    found(net)
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2")
    sa = net.cli("show crypto ipsec sa")
    assert "in use settings ={Transport, }" in sa
    assert int(re.findall(r"#pkts decaps: (\d+)", sa)[0]) >= 8


def test_dmvpn_spoke(world: Make, frr: Callable[..., Frr]) -> None:
    """charon and nhrpd are the hub; the emulated spoke begins."""
    net = world(TUNNEL + SPOKE + ROUTE)
    charon = protected(net)
    peer = frr(net, PEER)
    net.router.configure(CRYPTO + "interface Tunnel0\n" + PROTECTED)
    net.wait(lambda: re.search(r"192\.0\.2\.1 +10\.100\.0\.1 +UP", net.cli("show dmvpn")), 40, "UP")
    route(net)
    found(net)
    assert "!!!!!" in net.router_ping("ping 10.1.1.1 source 10.2.2.2"), charon.log()
    assert net.ping("10.2.2.2", "10.1.1.1") == 3
    shown = peer.show("show ip nhrp")
    assert re.search(r"tun0 +dynamic +10\.100\.0\.2 +192\.0\.2\.2 .*T", shown), shown
