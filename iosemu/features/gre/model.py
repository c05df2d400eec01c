"""What a tunnel interface can be told."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4

GRE = "gre ip"
MULTIPOINT = "gre multipoint"
IPIP = "ipip"
IPV6IP = "ipv6ip"
IPSEC = "ipsec ipv4"

BARE = {IPIP: 4, IPV6IP: 41}  # modes without a header between outer and inner: IP protocol of the outer one


@dataclass(slots=True)
class TunnelConfig:
    """`tunnel …` and `keepalive` of one tunnel interface."""

    mode: str = GRE
    source: IPv4 | InterfaceName | None = None
    destination: IPv4 | None = None
    dynamic: bool = False  # somebody chooses the destination
    vrf: str = ""  # front door: where the outer datagrams are routed; "" for the global one
    route_via: InterfaceName | None = None  # only routes that leave by this interface
    route_via_only: bool = False  # no other will do
    key: int | None = None
    checksum: bool = False
    sequencing: bool = False
    ttl: int = 255
    tos: int | None = None  # None: copied from the packet inside
    path_mtu_discovery: bool = False
    age_timer: int | None = 10  # minutes that a learnt path MTU is kept; None: for ever
    min_mtu: int = 92  # bytes; smaller reports are not believed
    keepalive: bool = False
    keepalive_period: int = 10  # seconds
    keepalive_retries: int = 3
    transmit_bandwidth: int = 8000  # kbit/s, told to routing metrics of satellite links
    receive_bandwidth: int = 8000
