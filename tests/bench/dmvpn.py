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
SITES = parse_ipv4("172.16.0.0")  # a /24 behind each router
ROUTED_SECONDS = 25.0  # virtual: before that nothing can be up, main mode succeeds with its second retransmission
ROUTED_LIMIT = 240.0
STEP = {"eigrp": 1.0, "ospf": 5.0, "ospf whole": 5.0, "bgp": 5.0}  # from one look at the hub's routes to the next


def nbma(number: int) -> str:
    return format_ipv4(NBMA + 4 * number + 2)


def provider_side(number: int) -> str:
    return format_ipv4(NBMA + 4 * number + 1)


def site_of(number: int) -> str:
    """The network behind a router."""
    return format_ipv4(SITES + 256 * number)


def routing(number: int, protocol: str) -> tuple[str, str, str]:
    """What stands in the configuration for a routing protocol: on the tunnel, another interface, the process.

    All are phase 3: the hub redirects, and spokes have no more than one route to all the others. That is what EIGRP's
    summary and BGP's aggregate say; OSPF has none within an area: the hub floods nothing, and the route is static. "ospf
    whole" is without the filter: every spoke knows the whole area, and has a route to each of the others.
    """
    if not protocol:
        return "", "", ""
    hub = number == 0
    tunnel = " ip nhrp redirect\n" if hub else " ip nhrp shortcut\n"
    loopback = f"interface Loopback0\n ip address {format_ipv4(SITES + 256 * number + 1)} 255.255.255.0\n"
    if protocol == "eigrp":
        tunnel = " bandwidth 100000\n" + (" ip summary-address eigrp 1 172.16.0.0 255.240.0.0\n" if hub else "") + tunnel
        process = "router eigrp 1\n network 10.0.0.0\n network 172.16.0.0 0.15.255.255\n!\n"
    elif protocol.startswith("ospf"):
        whole = protocol == "ospf whole"
        loopback += " ip ospf network point-to-point\n"
        tunnel += " ip ospf network point-to-multipoint\n" + (" ip ospf database-filter all out\n" if hub and not whole else "")
        process = "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n network 172.16.0.0 0.15.255.255 area 0\n!\n"
        process += "" if hub or whole else "ip route 172.16.0.0 255.240.0.0 10.0.0.1\n"
    else:
        lines = " neighbor 10.0.0.1 remote-as 65000\n"
        if hub:
            lines = " bgp listen range 10.0.0.0/16 peer-group SPOKES\n bgp listen limit 5000\n neighbor SPOKES peer-group\n"
            lines += " neighbor SPOKES remote-as 65000\n aggregate-address 172.16.0.0 255.240.0.0 summary-only\n"
        process = f"router bgp 65000\n network {site_of(number)} mask 255.255.255.0\n{lines}!\n"
    return tunnel, f"{loopback}!\n", process


def router(number: int, protocol: str) -> str:
    """Number 0 is the hub."""
    nhrp = (
        " ip nhrp map multicast dynamic\n ip nhrp max-send 65535 every 10\n"  # by default 100: a thousand wait minutes
        if number == 0
        else f" ip nhrp map 10.0.0.1 {nbma(0)}\n ip nhrp map multicast {nbma(0)}\n ip nhrp nhs 10.0.0.1\n"
    )
    tunnel, loopback, process = routing(number, protocol)
    return (
        f"hostname {'Hub' if number == 0 else f'Spoke{number}'}\n!\n{CRYPTO}"
        f"{loopback}interface GigabitEthernet0/0\n ip address {nbma(number)} 255.255.255.252\n!\n"
        f"interface Tunnel0\n ip address {format_ipv4(TUNNEL + number + 1)} 255.255.0.0\n no ip redirects\n ip mtu 1400\n"
        f" ip nhrp network-id 1\n{nhrp}{tunnel} tunnel source GigabitEthernet0/0\n tunnel mode gre multipoint\n"
        " tunnel protection ipsec profile DMVPN\n!\n"
        f"{process}ip route 0.0.0.0 0.0.0.0 {provider_side(number)}\n!\nend\n"
    )


def topology(spokes: int, protocol: str = "") -> Topology:
    """Platform generic throughout: the provider has a port for everyone."""
    found = Topology("bench", seed=1)
    provider = ["hostname Provider\n!\nno cdp run\n!\n"]  # no provider tells its customers who the others are
    port = InterfaceName.parse("GigabitEthernet0/0")
    for number in range(spokes + 1):
        name = "Hub" if number == 0 else f"Spoke{number}"
        found.nodes[name] = NodeSpec(name, "generic", router(number, protocol))
        far = InterfaceName("GigabitEthernet", (number // 48, number % 48))
        provider.append(f"interface {far}\n ip address {provider_side(number)} 255.255.255.252\n!\n")
        found.links.append(LinkSpec([Endpoint(name, port), Endpoint("Provider", far)], delay=0.005))
    found.nodes["Provider"] = NodeSpec("Provider", "generic", "".join([*provider, "end\n"]))
    return found


def converge(spokes: int, protocol: str = "", checks: bool = True) -> Lab:
    """From text to a hub that knows every spoke. Raises RuntimeError if one is missing, if it `checks`."""
    lab = Lab(topology(spokes, protocol))
    if protocol:
        lab.run(ROUTED_SECONDS)
        while not routed(lab, spokes, protocol) and lab.now < ROUTED_LIMIT:
            lab.run(STEP[protocol])
    else:
        lab.settle()
    if checks:
        check_all(lab, spokes, protocol)
    return lab


def check_all(lab: Lab, spokes: int, protocol: str) -> None:
    check(lab, spokes)
    if protocol:
        check_routes(lab, spokes, protocol)


def counted(lab: Lab, router: str, command: str) -> int:
    """The number that `| count` gives."""
    return int(lab[router].cli(command).rpartition("= ")[2])


def check(lab: Lab, spokes: int) -> None:
    up = counted(lab, "Hub", "show dmvpn | count  UP ")
    if up != spokes:
        raise RuntimeError(f"of {spokes} spokes only {up} are up")


def known_networks(lab: Lab, protocol: str) -> int:
    """Of how many spokes does the hub have the network?"""
    return counted(lab, "Hub", f"show ip route {protocol.split()[0]} | count ^[DOB] .*172[.].*via 10")


def routed(lab: Lab, spokes: int, protocol: str) -> bool:
    """Does the hub know every spoke's network, and the last spoke, where it is to know it, as well?"""
    whole = protocol == "ospf whole"
    known = known_networks(lab, protocol) == spokes
    return known and (not whole or counted(lab, f"Spoke{spokes}", "show ip route ospf | count via 10") >= 2 * spokes)


def check_routes(lab: Lab, spokes: int, protocol: str) -> None:
    """The hub has every spoke's network, the first and the last spoke have the way to the others."""
    known = known_networks(lab, protocol)
    if known != spokes:
        raise RuntimeError(f"the hub has routes to {known} of {spokes} spokes")
    for number in () if protocol == "ospf whole" else (1, spokes):
        if "172.16.0.0/12" not in lab[f"Spoke{number}"].cli("show ip route"):
            raise RuntimeError(f"spoke {number} has no route to the others")
