"""A DMVPN cloud for stories: hub R1, spokes R2 … on one NBMA segment, each router with a LAN behind it.

NBMA addresses are 192.0.2.N, tunnel addresses 10.0.0.N, LANs 172.16.N.0/24 on Loopback1.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from iosemu.device.debug import LogRecord
from iosemu.features.nhrp.engine import NhrpEngine
from iosemu.features.nhrp.tunnel import NhrpTunnel
from iosemu.lab.lab import Lab
from iosemu.lab.node import Node
from iosemu.types import InterfaceName, parse_ipv4
from iosemu.wire import Malformed, gre, ipv4, nhrp

HUB = """\
 ip nhrp map multicast dynamic
"""
SPOKE = """\
 ip nhrp map 10.0.0.1 192.0.2.1
 ip nhrp map multicast 192.0.2.1
 ip nhrp nhs 10.0.0.1
"""
CRYPTO = """\
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 5
crypto isakmp key secret address 0.0.0.0
crypto ipsec transform-set TSET esp-aes esp-sha-hmac
 mode transport
crypto ipsec profile DMVPN
 set transform-set TSET
"""
PORTS = {
    "c7200": "FastEthernet0/0",
    "c3725": "FastEthernet0/0",
    "c2811": "FastEthernet0/0",
    "csr1000v": "GigabitEthernet1", "iosv": "GigabitEthernet0/0"}
TUNNEL = InterfaceName("Tunnel", (0,))


def config(
    number: int, tunnel: str, *, platform: str = "c7200", more: str = "", crypto: bool = False, multipoint: bool = True
) -> str:
    """Start-up configuration of router `number`; `tunnel` holds lines for Tunnel0, `more` global ones."""
    end = " tunnel mode gre multipoint\n" if multipoint else " tunnel destination 192.0.2.1\n"
    protect = " tunnel protection ipsec profile DMVPN\n" if crypto else ""
    return (
        f"hostname R{number}\nno logging console\n{CRYPTO if crypto else ''}"
        f"interface Loopback1\n ip address 172.16.{number}.1 255.255.255.0\n"
        f"interface {PORTS[platform]}\n ip address 192.0.2.{number} 255.255.255.0\n no shutdown\n"
        f"interface Tunnel0\n ip address 10.0.0.{number} 255.255.255.0\n ip nhrp network-id 1\n{tunnel}"
        f" tunnel source {PORTS[platform]}\n{end}{protect}{more}end\n"
    )


class Cloud:
    """The running network. `frames` holds every NHRP packet that crossed the segment in clear, with its time."""

    def __init__(self, folder: Path, configs: Iterable[str], platform: str = "c7200") -> None:
        text = "name: cloud\nseed: 1\nnodes:\n"
        ends = []
        for number, lines in enumerate(configs, 1):
            (folder / f"R{number}.cfg").write_text(lines)
            text += f"  R{number}: {{platform: {platform}, config: R{number}.cfg}}\n"
            ends.append(f'"R{number}:{PORTS[platform]}"')
        text += f"links:\n  - endpoints: [{', '.join(ends)}]\n    delay: 1ms\n"
        self.lab = Lab.from_yaml(text, folder)
        self.frames: list[tuple[float, nhrp.Packet]] = []
        self.lab.link(f"R1:{PORTS[platform]}").taps.append(self._tap)
        self.logs: dict[int, list[str]] = {}
        for number in range(1, len(ends) + 1):
            self._listen(number)

    def _listen(self, number: int) -> None:
        lines = self.logs[number] = []

        def listen(record: LogRecord) -> None:
            head = f"%{record.facility}-{record.severity}-{record.mnemonic}: " if record.facility else ""
            lines.append(head + record.text)

        self[number].device.bus.listen(LogRecord, listen)

    def _tap(self, time: float, label: str, frame: bytes) -> None:
        if frame[12:14] != b"\x08\x00":
            return
        try:
            packet = ipv4.IPv4.decode(frame[14:])
            if packet.protocol != ipv4.GRE:
                return
            inner = gre.Gre.decode(packet.payload)
            if inner.protocol == gre.NHRP:
                self.frames.append((time, nhrp.Packet.decode(inner.payload)))
        except Malformed as error:
            raise AssertionError(f"{label} sent a malformed packet: {error}") from error

    def __getitem__(self, number: int) -> Node:
        return self.lab[f"R{number}"]

    def warm(self) -> None:
        """Ten seconds, and everybody knows everybody's MAC address: the first packet to a neighbour is lost for that."""
        self.run(8)
        for node in self.lab:
            for other in self.lab:
                if other is not node:
                    node.cli(f"ping 192.0.2.{other.name[1:]} repeat 1 timeout 0")
        self.run(2)

    def run(self, seconds: float) -> None:
        self.lab.run(seconds)

    def engine(self, number: int) -> NhrpEngine:
        engine: NhrpEngine = self[number].device.engine("nhrp")
        return engine

    def tunnel(self, number: int) -> NhrpTunnel:
        return self.engine(number).tunnels[TUNNEL]

    def sent(self, kind: int, src: str = "") -> list[float]:
        """When packets of this type were sent (by whoever has this protocol address)."""
        wanted = parse_ipv4(src) if src else None
        return [time for time, p in self.frames if p.type == kind and wanted in (None, p.src_protocol)]

    def flags(self, number: int, target: str) -> str:
        """Flags of an entry as `show ip nhrp` prints them; raises when there is no such entry."""
        lines = self[number].cli("show ip nhrp").splitlines()
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{target} via"))
        return lines[at + 2].partition("Flags: ")[2].strip()

    def rows(self, number: int) -> list[list[str]]:
        """Rows of `show dmvpn`, in words."""
        lines = self[number].cli("show dmvpn").splitlines()
        start = next((i for i, line in enumerate(lines) if line.startswith(" -----")), len(lines))
        return [line.split() for line in lines[start + 1 :] if line.strip()]
