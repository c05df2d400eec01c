"""Two hosts inside, a router that translates, a server outside."""

from __future__ import annotations

from iosemu.device.passage import Passage
from iosemu.lab.lab import Lab
from iosemu.types import parse_ipv4
from iosemu.wire import icmp, ipv4, tcp
from iosemu.wire.icmp import Icmp
from iosemu.wire.udp import Udp
from tests.features.wired import network

HOST = """interface {port}
 ip address 10.1.1.{n} 255.255.255.0
 no shutdown
ip route 0.0.0.0 0.0.0.0 10.1.1.254
"""
ROUTER = """interface {near}
 ip address 10.1.1.254 255.255.255.0
 ip nat inside
 no shutdown
interface {far}
 ip address 203.0.113.1 255.255.255.0
 ip nat outside
 no shutdown
access-list 1 permit 10.1.1.0 0.0.0.255
ip route 198.51.100.0 255.255.255.0 203.0.113.9
"""
SERVER = """interface {port}
 ip address 203.0.113.9 255.255.255.0
 no shutdown
interface Loopback0
 ip address 198.51.100.1 255.255.255.0
ip route 203.0.113.128 255.255.255.128 203.0.113.1
"""
OVERLOAD = "ip nat inside source list 1 interface {far} overload\n"
POOL = "ip nat pool P 203.0.113.10 203.0.113.11 netmask 255.255.255.0\nip nat inside source list 1 pool P\n"
_PORTS = {
    "c7200": ("Fa0/0", "Fa0/1", "FastEthernet0/1"), "iosv": ("Gi0/0", "Gi0/1", "GigabitEthernet0/1"),
    "csr1000v": ("Gi1", "Gi2", "GigabitEthernet2"),
}  # fmt: skip


class World:
    """A and B inside, N between, S outside; ARP is done."""

    def __init__(self, rules: str = OVERLOAD, platform: str = "c7200", release: str = "") -> None:
        near, far, name = _PORTS[platform]
        ports = {"near": near, "far": far, "port": near}
        self.lab: Lab = network(
            {
                "A": HOST.format(n=1, **ports), "B": HOST.format(n=2, **ports),
                "N": ROUTER.format(**ports) + rules.replace("{far}", name), "S": SERVER.format(**ports),
            },
            f"A:{near} B:{near} N:{near}", f"N:{far} S:{near}", platform=platform, release=release,
        )  # fmt: skip
        self.came: dict[str, list[ipv4.IPv4]] = {"A": [], "B": [], "S": []}
        self.lab.run(15)
        n = self.lab["N"]
        for host in ("10.1.1.1", "10.1.1.2", "203.0.113.9"):
            n.cli(f"ping {host} repeat 2")
        for each in "AB":
            self.lab[each].cli("ping 10.1.1.254 repeat 2")
        n.cli("clear ip nat translation *")
        for each, seen in self.came.items():
            device = self.lab[each].device
            for protocol in (ipv4.TCP, ipv4.UDP, ipv4.GRE, ipv4.ESP, ipv4.AH):
                device.ip.handlers[protocol] = Heard(seen)

    @property
    def n(self):  # type: ignore[no-untyped-def]
        return self.lab["N"]

    def resolve(self, *addresses: str) -> None:
        """S asks for their MAC addresses; nothing is translated for it any more afterwards."""
        for address in addresses:
            self.lab["S"].cli(f"ping {address} repeat 1 timeout 1")
        self.lab.run(61)

    def table(self, *words: str) -> list[str]:
        return self.n.cli(" ".join(("show ip nat translations", *words))).splitlines()

    def rows(self) -> list[list[str]]:
        """Without the heading, in words."""
        return [line.split() for line in self.table()[1:]]

    def send(self, who: str, packet: ipv4.IPv4, to: str = "S") -> ipv4.IPv4 | None:
        """What comes of it there."""
        device, seen = self.lab[who].device, self.came[to]
        seen.clear()
        device.ip.send(device.vrfs.default, packet)
        self.lab.run(0.05)
        return seen[-1] if seen else None

    def udp(
        self, who: str, src: str, port: int, dst: str, far: int, to: str = "S", data: bytes = b"hello", **more: int
    ) -> tuple[str, int, str, int] | None:
        """Source and destination as they arrive; its checksum is right."""
        ends = parse_ipv4(src), parse_ipv4(dst)
        packet = self.send(who, ipv4.IPv4(*ends, ipv4.UDP, Udp(port, far, data).encode(*ends), **more), to)
        if packet is None:
            return None
        udp = Udp.decode(packet.payload, packet.src, packet.dst)
        assert udp.payload == data
        return text(packet.src), udp.src_port, text(packet.dst), udp.dst_port

    def tcp(
        self, who: str, src: str, port: int, dst: str, far: int, flags: int, to: str = "S"
    ) -> tuple[str, int, str, int] | None:
        ends = parse_ipv4(src), parse_ipv4(dst)
        segment = tcp.Tcp(port, far, 1000, 0, flags, 4128, b"")
        packet = self.send(who, ipv4.IPv4(*ends, ipv4.TCP, segment.encode(*ends)), to)
        if packet is None:
            return None
        found = tcp.Tcp.decode(packet.payload, packet.src, packet.dst)
        return text(packet.src), found.src_port, text(packet.dst), found.dst_port


class Heard:
    def __init__(self, seen: list[ipv4.IPv4]) -> None:
        self.seen = seen

    def __call__(self, passage: Passage, iface: object) -> None:
        self.seen.append(passage.packet)


def text(address: int) -> str:
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def error(src: str, dst: str, about: ipv4.IPv4, kind: int = icmp.UNREACHABLE, code: int = icmp.PORT) -> ipv4.IPv4:
    payload = Icmp(kind, code, 0, about.encode()[:28]).encode()
    return ipv4.IPv4(parse_ipv4(src), parse_ipv4(dst), ipv4.ICMP, payload)
