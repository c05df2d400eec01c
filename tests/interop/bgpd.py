"""What the stories with FRRouting's bgpd begin with: both ends' configurations, and what each knows of the other."""

from __future__ import annotations

import json
from typing import Any

from iosemu.features.bgp.peer import Peer
from iosemu.types import Prefix, parse_ipv4
from tests.interop.world import Frr, World

LOOPBACK = "interface Loopback0\n ip address 10.2.2.2 255.255.255.0\n"
OURS = LOOPBACK + """\
router bgp 65002
 timers bgp 2 6
 network 10.2.2.0 mask 255.255.255.0
 neighbor 192.0.2.1 remote-as {}
"""
THEIRS = """\
router bgp {}
 bgp router-id 10.1.1.1
 no bgp ebgp-requires-policy
 no bgp network import-check
 timers bgp 2 6
 timers connect 5
 neighbor 192.0.2.2 remote-as {}
 address-family ipv4 unicast
  network 10.1.1.1/32
  network 172.16.1.0/24
  neighbor 192.0.2.2 soft-reconfiguration inbound
 exit-address-family
"""


def ours(net: World) -> Peer:
    found: Peer = net.router.device.engine("bgp").process.peers["", parse_ipv4("192.0.2.1")]
    return found


def path(net: World, prefix: str, router: str = "R1") -> Any:
    """Our best path."""
    found = net.lab[router].device.engine("bgp").process.tables["", False].destinations.get(Prefix.parse(prefix))
    return found.best if found is not None else None


def paths(peer: Frr, prefix: str) -> list[dict[str, Any]]:
    """All that they have, as bgpd writes them."""
    found: list[dict[str, Any]] = json.loads(peer.show(f"show bgp ipv4 unicast {prefix} json") or "{}").get("paths", [])
    return found


def theirs(peer: Frr, prefix: str) -> dict[str, Any]:
    """Their best path, {} without one."""
    found = paths(peer, prefix)
    return next((each for each in found if each.get("bestpath")), found[0] if found else {})


def state(peer: Frr, neighbor: str = "192.0.2.2") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(peer.show(f"show bgp neighbors {neighbor} json"))[neighbor]
    return found


def learnt(net: World, peer: Frr, seconds: float = 25) -> None:
    """Both tables hold the other's network."""
    net.wait(lambda: path(net, "10.1.1.1/32") is not None, seconds, "learnt by us")
    net.wait(lambda: theirs(peer, "10.2.2.0/24"), seconds, "learnt by bgpd")
