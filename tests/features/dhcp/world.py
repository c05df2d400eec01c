"""S serves its LAN and, beyond R, that of C; R relays."""

from __future__ import annotations

from collections.abc import Callable

from iosemu.lab.lab import Lab
from iosemu.wire import Malformed, ipv4
from iosemu.wire.dhcp import Dhcp
from iosemu.wire.udp import Udp
from tests.features.wired import network

SERVER = """\
ip dhcp excluded-address 10.0.0.1 10.0.0.9
ip dhcp pool LAN
 network 10.0.0.0 255.255.255.0
 default-router 10.0.0.1
 dns-server 10.0.0.53
 domain-name example.com
interface {lan}
 ip address 10.0.0.1 255.255.255.0
 no shutdown
"""
CLIENT = "interface {lan}\n ip address dhcp\n no shutdown\n"
FAR = """\
ip dhcp excluded-address 10.2.0.1
ip dhcp pool FAR
 network 10.2.0.0 255.255.255.0
 default-router 10.2.0.1
ip route 10.2.0.0 255.255.255.0 10.1.0.2
interface {wan}
 ip address 10.1.0.1 255.255.255.0
 no shutdown
"""
RELAY = """\
interface {wan}
 ip address 10.1.0.2 255.255.255.0
 no shutdown
interface {lan}
 ip address 10.2.0.1 255.255.255.0
 ip helper-address 10.1.0.1
 no shutdown
"""


def near(switch: bool = False, **more: str) -> Lab:
    """S and its client C on one LAN, which a reload of S takes down unless it has a `switch`; `more` lines for each."""
    lan = "FastEthernet0/0"
    configs = {"S": SERVER.format(lan=lan) + more.get("S", ""), "C": CLIENT.format(lan=lan) + more.get("C", "")}
    if switch:
        return network({**configs, "X": "interface FastEthernet0/0\n no shutdown\n"}, "S:Fa0/0 C:Fa0/0 X:Fa0/0")
    return network(configs, "S:Fa0/0 C:Fa0/0")


def far(**more: str) -> Lab:
    """S, relay R, client C."""
    lan, wan = "FastEthernet0/0", "FastEthernet0/1"
    configs = {
        "S": FAR.format(wan="FastEthernet0/0") + more.get("S", ""),
        "R": RELAY.format(lan=lan, wan=wan) + more.get("R", ""),
        "C": CLIENT.format(lan=lan) + more.get("C", ""),
    }
    return network(configs, "S:Fa0/0 R:Fa0/1", "R:Fa0/0 C:Fa0/0")


def message(frame: bytes) -> tuple[ipv4.IPv4, Dhcp] | None:
    """What a frame says of DHCP."""
    if frame[12:14] != b"\x08\x00":
        return None
    try:
        packet = ipv4.IPv4.decode(frame[14:])
        if packet.protocol != ipv4.UDP:
            return None
        datagram = Udp.decode(packet.payload, packet.src, packet.dst)
        return (packet, Dhcp.decode(datagram.payload)) if datagram.dst_port in (67, 68) else None
    except Malformed:
        return None


def said(lab: Lab) -> Callable[[], list[tuple[ipv4.IPv4, Dhcp]]]:
    """Begins to listen; gives the messages since then."""
    capture = lab.capture()

    def read() -> list[tuple[ipv4.IPv4, Dhcp]]:
        return [found for each in capture.frames if (found := message(each.data)) is not None]

    return read
