"""What kind of message a frame is: "IKE main mode 3", "NHRP registration request", "EIGRP update", "ARP reply".

Messages of IKE are numbered within their exchange, ESP packets within their SA; what is unknown is named by its numbers,
so that a new protocol takes part by being there.
"""

from __future__ import annotations

from collections import Counter

from iosemu.wire import Malformed, cdp, ethernet, gre, ipv4, ipv6
from iosemu.wire.udp import Udp

MOST_ESP = 8  # packets of an SA that are told apart

_ARP = {1: "ARP request", 2: "ARP reply"}
_IKE = {2: "main mode", 4: "aggressive mode", 5: "informational", 32: "quick mode"}
_NHRP = {
    1: "resolution request",
    2: "resolution reply",
    3: "registration request",
    4: "registration reply",
    5: "purge request",
    6: "purge reply",
    7: "error indication",
    8: "traffic indication",
}
_EIGRP = {1: "update", 3: "query", 4: "reply", 5: "hello", 10: "SIA query", 11: "SIA reply"}
_RIP = {1: "request", 2: "response"}
_NAT_T = 4500


class Exchanges:
    """Remembers the exchanges under way, to number their messages. Every frame is to be shown once."""

    def __init__(self) -> None:
        self._count: Counter[tuple[object, ...]] = Counter()
        self._seen: dict[bytes, int] = {}  # messages of IKE

    def kind(self, data: bytes) -> str:
        """Of an Ethernet frame; "" for one that is broken."""
        try:
            frame = ethernet.Frame.decode(data)
            if frame.ethertype == ethernet.IPV4:
                return self._ip(ipv4.IPv4.decode(frame.payload))
            if frame.ethertype == ipv6.ETHERTYPE:
                return self._ip6(ipv6.IPv6.decode(frame.payload))
        except Malformed:
            return ""
        if frame.ethertype == ethernet.ARP:
            return _ARP.get(frame.payload[7], "ARP")
        if frame.ethertype < 1536:
            return "CDP" if frame.payload.startswith(cdp.SNAP) else "LLC"
        return f"ethertype {frame.ethertype:04x}"

    def _ip(self, packet: ipv4.IPv4) -> str:
        if packet.protocol == ipv4.GRE:
            return self._gre(gre.Gre.decode(packet.payload))
        if packet.protocol == ipv4.UDP:
            return self._udp(packet)
        if packet.protocol == ipv4.EIGRP and len(packet.payload) >= 20:
            code = packet.payload[1]
            if code == 5 and packet.payload[12:16] != bytes(4):
                return "EIGRP acknowledgment"
            return f"EIGRP {_EIGRP.get(code, code)}"
        if packet.protocol == ipv4.ESP:
            number = self._number("ESP", packet.src, packet.payload[:4])
            return f"ESP {min(number, MOST_ESP)}"
        if packet.protocol == ipv4.ICMP:
            return f"ICMP {packet.payload[0]}" if packet.payload else "ICMP"
        if packet.protocol == ipv4.IPV6:
            return self._ip6(ipv6.IPv6.decode(packet.payload))
        return f"IP protocol {packet.protocol}"

    def _ip6(self, packet: ipv6.IPv6) -> str:
        if packet.is_fragment:
            return "IPv6 fragment"
        if packet.protocol == ipv6.ICMPV6 and packet.payload:
            return f"ICMPv6 {packet.payload[0]}"
        return f"IPv6 protocol {packet.protocol}"

    def _gre(self, header: gre.Gre) -> str:
        if header.protocol == gre.NHRP:
            return f"NHRP {_NHRP.get(header.payload[17] if len(header.payload) > 17 else 0, 'packet')}"
        if header.protocol == gre.IPV4:
            return self._ip(ipv4.IPv4.decode(header.payload))
        if header.protocol == ipv6.ETHERTYPE:
            return f"GRE {self._ip6(ipv6.IPv6.decode(header.payload))}"
        return "CDP" if header.protocol == cdp.PROTOCOL else f"GRE {header.protocol:04x}"

    def _udp(self, packet: ipv4.IPv4) -> str:
        datagram = Udp.decode(packet.payload, packet.src, packet.dst)
        port, payload = datagram.dst_port, datagram.payload
        if port == _NAT_T and payload[:4] == bytes(4):
            port, payload = 500, payload[4:]
        if port == 520:
            return f"RIP {_RIP.get(payload[0] if payload else 0, 'packet')}"
        if 53 in (datagram.src_port, port) and len(payload) > 2:
            return f"DNS {'answer' if payload[2] & 0x80 else 'question'}"
        if port != 500 or len(payload) < 28:
            return f"UDP {port}" if port < 1024 else "UDP"
        exchange = _IKE.get(payload[18], str(payload[18]))
        if exchange == "informational":
            return "IKE informational"
        return f"IKE {exchange} {self._ike_number(payload[:8], payload[20:24], payload)}"

    def _number(self, *exchange: object) -> int:
        """Of the next message of an exchange."""
        self._count[exchange] += 1
        return self._count[exchange]

    def _ike_number(self, cookie: bytes, message_id: bytes, payload: bytes) -> int:
        """A retransmission has the number of the first."""
        if payload not in self._seen:
            self._seen[payload] = self._number("IKE", cookie, message_id)
        return self._seen[payload]
