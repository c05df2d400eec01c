"""A DMVPN of any size: a hub, a provider, spokes, from configuration text as an engineer would write it."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from iosemu.lab.topology import Endpoint, LinkSpec, NodeSpec, Topology
from iosemu.types import InterfaceName, format_ipv4, parse_ipv4

CRYPTO = """\
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key benchmark address 0.0.0.0
!
crypto ipsec transform-set TSET esp-aes esp-sha-hmac
 mode transport
!
crypto ipsec profile DMVPN
 set transform-set TSET
!
"""
NBMA = parse_ipv4("100.64.0.0")  # a /30 for each router
TUNNEL = parse_ipv4("10.0.0.0")


def nbma(number: int) -> str:
    return format_ipv4(NBMA + 4 * number + 2)


def provider_side(number: int) -> str:
    return format_ipv4(NBMA + 4 * number + 1)


def router(number: int) -> str:
    """Number 0 is the hub."""
    nhrp = (
        " ip nhrp map multicast dynamic\n"
        if number == 0
        else f" ip nhrp map 10.0.0.1 {nbma(0)}\n ip nhrp map multicast {nbma(0)}\n ip nhrp nhs 10.0.0.1\n"
    )
    return (
        f"hostname {'Hub' if number == 0 else f'Spoke{number}'}\n!\n{CRYPTO}"
        f"interface GigabitEthernet0/0\n ip address {nbma(number)} 255.255.255.252\n!\n"
        f"interface Tunnel0\n ip address {format_ipv4(TUNNEL + number + 1)} 255.255.0.0\n no ip redirects\n ip mtu 1400\n"
        f" ip nhrp network-id 1\n{nhrp} tunnel source GigabitEthernet0/0\n tunnel mode gre multipoint\n"
        " tunnel protection ipsec profile DMVPN\n!\n"
        f"ip route 0.0.0.0 0.0.0.0 {provider_side(number)}\n!\nend\n"
    )


def topology(spokes: int) -> Topology:
    """Platform generic throughout: the provider has a port for everyone."""
    found = Topology("bench", seed=1)
    provider = ["hostname Provider\n!\nno cdp run\n!\n"]  # no provider tells its customers who the others are
    port = InterfaceName.parse("GigabitEthernet0/0")
    for number in range(spokes + 1):
        name = "Hub" if number == 0 else f"Spoke{number}"
        found.nodes[name] = NodeSpec(name, "generic", router(number))
        far = InterfaceName("GigabitEthernet", (number // 48, number % 48))
        provider.append(f"interface {far}\n ip address {provider_side(number)} 255.255.255.252\n!\n")
        found.links.append(LinkSpec([Endpoint(name, port), Endpoint("Provider", far)], delay=0.005))
    found.nodes["Provider"] = NodeSpec("Provider", "generic", "".join([*provider, "end\n"]))
    return found


def converge(spokes: int) -> Lab:
    """From text to a hub that knows every spoke. Raises RuntimeError if one is missing."""
    lab = Lab(topology(spokes))
    lab.settle()
    check(lab, spokes)
    return lab


def check(lab: Lab, spokes: int) -> None:
    up = lab["Hub"].cli("show dmvpn | count  UP ")
    if int(up.rpartition("= ")[2]) != spokes:
        raise RuntimeError(f"of {spokes} spokes: {up.strip()}")
