"""The net of the lab books: R9 - R7 - R5 - R8 - R10, hosts behind the two ends of a tunnel over a transit router."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from iosemu.wire import ipv4
from tests.features.wired import network

PORT = "interface FastEthernet0/{0}\n ip address 10.0.{1} 255.255.255.0\n no shutdown\n"
CRYPTO = """\
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key cisco address 0.0.0.0
crypto ipsec transform-set TSET esp-aes esp-sha-hmac
crypto ipsec profile P
 set transform-set TSET
interface Tunnel0
 ip address 172.16.0.{mine} 255.255.255.0
 tunnel source FastEthernet0/1
 tunnel destination 10.0.{net}.{far}
ip route 10.0.{behind}.0 255.255.255.0 Tunnel0
ip route 0.0.0.0 0.0.0.0 10.0.{way}.5
"""
_ENDS = ((7, 8, 79, 57, 58, 108), (8, 7, 108, 58, 57, 79))


class Books:
    """`ends` are R7 and R8; `wire` are the datagrams that leave R7 towards R5."""

    def __init__(self, platform: str = "c7200") -> None:
        texts = {
            "R9": PORT.format(0, "79.9") + "ip route 0.0.0.0 0.0.0.0 10.0.79.7\n",
            "R10": PORT.format(0, "108.10") + "ip route 0.0.0.0 0.0.0.0 10.0.108.8\n",
            "R5": PORT.format(0, "57.5") + PORT.format(1, "58.5"),
        }
        for mine, far, lan, way, net, behind in _ENDS:
            more = CRYPTO.format(mine=mine, far=far, net=net, behind=behind, way=way)
            texts[f"R{mine}"] = PORT.format(0, f"{lan}.{mine}") + PORT.format(1, f"{way}.{mine}") + more
        port = "GigabitEthernet" if platform == "iosv" else "FastEthernet"
        texts = {name: text.replace("FastEthernet", port) for name, text in texts.items()}
        cables = ("R9:{0}/0 R7:{0}/0", "R7:{0}/1 R5:{0}/0", "R5:{0}/1 R8:{0}/1", "R8:{0}/0 R10:{0}/0")
        self.lab: Lab = network(texts, *(cable.format(f"{port[:2]}0") for cable in cables), platform=platform)
        self.wire: list[ipv4.IPv4] = []
        link = self.lab["R7"].device.interfaces[InterfaceName.parse(f"{port}0/1")].link
        assert link is not None
        link.taps.append(self._seen)
        self.lab.run(10)
        for name, target in (("R7", "57.5"), ("R8", "58.5"), ("R9", "79.7"), ("R10", "108.8"), ("R7", "58.8")):
            self.lab[name].cli(f"ping 10.0.{target} repeat 3 timeout 1")  # everybody knows the MAC addresses

    def _seen(self, time: float, sender: str, frame: bytes) -> None:
        if sender.startswith("R7") and frame[12:14] == b"\x08\x00":
            self.wire.append(ipv4.IPv4.decode(frame[14:]))

    def both(self, text: str) -> None:
        """Typed at both ends, with {mine}, {far}, {here}, {there} filled in."""
        for mine, far, _, way, net, _ in _ENDS:
            done = text.format(mine=mine, far=far, here=f"10.0.{way}.{mine}", there=f"10.0.{net}.{far}")
            said = self.lab[f"R{mine}"].configure(done)
            assert "Invalid" not in said and "Error" not in said, said

    def transform(self, words: str, mode: str) -> None:
        self.both(f"crypto ipsec transform-set TSET {words}\n mode {mode}\n")
        for name in ("R7", "R8"):
            self.lab[name].cli("clear crypto sa")
        self.settle()

    def settle(self) -> None:
        """The SAs are there."""
        self.lab.run(3)
        self.ping(100)
        self.lab.run(2)

    def ping(self, size: int, more: str = "", node: str = "R9") -> str:
        """The one mark that ping prints."""
        target = "10.0.108.10" if node == "R9" else "10.0.79.9"
        self.lab.run(1)  # unreachables are limited
        text = self.lab[node].cli(f"ping {target} size {size} repeat 1 timeout 1 {more}")
        return next(line for line in text.splitlines() if len(line) == 1)

    def boundary(self, size: int) -> None:
        """So much passes with its DF bit set, one byte more is answered by R7."""
        assert (self.ping(size, "df-bit"), self.ping(size + 1, "df-bit")) == ("!", "M")

    def shown(self, word: str) -> int:
        """A number behind a word in R7's `show crypto ipsec sa`."""
        return int(self.lab["R7"].cli("show crypto ipsec sa").partition(f"{word} ")[2].split(",")[0].split()[0])

    def transport_mtu(self) -> int:
        return int(self.lab["R7"].cli("show interfaces Tunnel0").partition("Tunnel transport MTU ")[2].split()[0])
