"""The packet that is traced, out of words: an echo request, unless a protocol is named."""

from __future__ import annotations

from collections.abc import Callable

from iosemu.lab.errors import LabError
from iosemu.records import dataclass
from iosemu.types import IPv4, format_ipv4, is_multicast, parse_ipv4
from iosemu.wire import icmp, ipv4
from iosemu.wire.icmp import Icmp
from iosemu.wire.tcp import SYN, Tcp
from iosemu.wire.udp import Udp

NAMES = {
    "icmp": ipv4.ICMP, "tcp": ipv4.TCP, "udp": ipv4.UDP, "gre": ipv4.GRE, "esp": ipv4.ESP, "ah": ipv4.AH,
    "eigrp": ipv4.EIGRP, "ospf": ipv4.OSPF, "ipip": ipv4.IPIP,
}  # fmt: skip
_WORDS = {number: name for name, number in NAMES.items()}
_VALUES = {"from": "an address", "vrf": "a name", "size": "bytes", "ttl": "a number", "tos": "a number"}
USUAL = 100
TTL = 255
IDENT = 0x7ACE  # of echo requests


@dataclass(slots=True)
class Asked:
    """What is to be sent. `length` is that of the datagram, bytes; ports of TCP and UDP only."""

    dst: IPv4
    src: IPv4 = 0
    protocol: int = ipv4.ICMP
    src_port: int = 49152
    dst_port: int = 0
    length: int = USUAL
    df: bool = False
    ttl: int = TTL
    tos: int = 0

    def datagram(self, src: IPv4) -> ipv4.IPv4:
        """Raises LabError for a length that its headers do not leave."""
        head = {ipv4.ICMP: 8, ipv4.TCP: 20, ipv4.UDP: 8}.get(self.protocol, 0)
        room = self.length - 20 - head
        if room < 0 or self.length > 0xFFFF:
            raise LabError(f"a length of {self.length} bytes; {20 + head} to 65535 is possible here")
        data = bytes(room)
        if self.protocol == ipv4.ICMP:
            payload = Icmp(icmp.ECHO, 0, IDENT << 16, data).encode()
        elif self.protocol == ipv4.TCP:
            payload = Tcp(self.src_port, self.dst_port, 1, 0, SYN, 4128, data).encode(src, self.dst)
        elif self.protocol == ipv4.UDP:
            payload = Udp(self.src_port, self.dst_port, data).encode(src, self.dst)
        else:
            payload = data
        flags = ipv4.DONT_FRAGMENT if self.df else 0
        return ipv4.IPv4(src, self.dst, self.protocol, payload, self.ttl, self.tos, 0, flags)


def parse(words: list[str], address: Callable[[str], IPv4]) -> tuple[Asked, str]:
    """What stands behind the router, and the VRF: ``10.2.2.1 [tcp [PORT] PORT | udp [PORT] PORT | PROTOCOL] [from A]
    [vrf NAME] [size N] [df] [ttl N] [tos N]``. `address` reads one. Raises LabError."""
    found, vrf = Asked(address(words[0])), ""
    rest = words[1:]
    while rest:
        word, rest = rest[0].lower(), rest[1:]
        if word == "df":
            found.df = True
        elif word in _VALUES:
            if not rest:
                raise LabError(f'"{word}" wants {_VALUES[word]} behind it')
            value, rest = rest[0], rest[1:]
            if word == "from":
                found.src = address(value)
            elif word == "vrf":
                vrf = value
            elif word == "size":
                found.length = number_of(value, 20, 0xFFFF, "size")
            elif word == "ttl":
                found.ttl = number_of(value, 1, 255, "ttl")
            else:
                found.tos = number_of(value, 0, 255, "tos")
        else:
            found.protocol = protocol_of(word)
            ports: list[int] = []
            while rest and rest[0].isdigit() and len(ports) < 2 and found.protocol in (ipv4.TCP, ipv4.UDP):
                ports.append(number_of(rest[0], 0, 0xFFFF, "port"))
                rest = rest[1:]
            if len(ports) == 2:
                found.src_port, found.dst_port = ports
            elif len(ports) == 1:
                found.dst_port = ports[0]
            elif found.protocol in (ipv4.TCP, ipv4.UDP):
                raise LabError(f'"{word}" wants a port: {word} 80, or {word} 49152 80 with the source\'s first')
    return found, vrf


def address_of(text: str) -> IPv4:
    """Of one host. Raises LabError."""
    try:
        found = parse_ipv4(text)
    except ValueError:
        raise LabError(f'"{text}" is no address; write one like 10.2.2.1') from None
    if not found or is_multicast(found) or found == 0xFFFFFFFF:
        raise LabError(f"a trace follows a packet to one host; {text} is none")
    return found


def protocol_of(text: str) -> int:
    """By name or number. Raises LabError."""
    return NAMES[text] if text in NAMES else number_of(text, 0, 255, "protocol")


def number_of(text: str, low: int, high: int, what: str) -> int:
    """Raises LabError."""
    try:
        found = int(text)
    except ValueError:
        found = -1
    if not low <= found <= high:
        names = f", or {', '.join(NAMES)}" if what == "protocol" else ""
        raise LabError(f'"{text}" is no {what}; {low} to {high}{names}')
    return found


def told(packet: ipv4.IPv4) -> str:
    """``icmp echo 10.1.1.1 -> 10.2.2.1, 100 bytes``"""
    name = _WORDS.get(packet.protocol, f"protocol {packet.protocol}")
    data = packet.payload
    source, target = format_ipv4(packet.src), format_ipv4(packet.dst)
    if packet.protocol == ipv4.ICMP and len(data) > 1 and not packet.flags_offset & 0x1FFF:
        kinds = {icmp.ECHO: " echo", icmp.ECHO_REPLY: " echo reply", icmp.UNREACHABLE: " unreachable"}
        kinds[icmp.TIME_EXCEEDED] = " time exceeded"
        name += kinds.get(data[0], f" type {data[0]}")
    elif packet.protocol in (ipv4.TCP, ipv4.UDP) and len(data) > 3 and not packet.flags_offset & 0x1FFF:
        source += f" port {data[0] << 8 | data[1]}"
        target += f" port {data[2] << 8 | data[3]}"
    extra = ", must not be fragmented" if packet.df else ""
    return f"{name} {source} -> {target}, {packet.length} bytes{extra}"
