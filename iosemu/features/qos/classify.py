"""Which class of a policy a datagram is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.qos.model import DEFAULT_CLASS, ClassMap, Match, QosConfig
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.features.acl.engine import AclEngine

_TCP, _UDP = 6, 17
_PROTOCOLS: dict[str, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]] = {
    # IP protocols, TCP ports, UDP ports
    "bgp": ((), (179,), ()),
    "dhcp": ((), (), (67, 68)),
    "dns": ((), (53,), (53,)),
    "eigrp": ((88,), (), ()),
    "ftp": ((), (20, 21), ()),
    "gre": ((47,), (), ()),
    "http": ((), (80,), ()),
    "icmp": ((1,), (), ()),
    "ipsec": ((50, 51), (), ()),
    "isakmp": ((), (), (500, 4500)),
    "nhrp": ((54,), (), ()),
    "ntp": ((), (123,), (123,)),
    "ospf": ((89,), (), ()),
    "rip": ((), (), (520,)),
    "secure-http": ((), (443,), ()),
    "smtp": ((), (25,), ()),
    "snmp": ((), (), (161, 162)),
    "ssh": ((), (22,), ()),
    "syslog": ((), (), (514,)),
    "telnet": ((), (23,), ()),
    "tftp": ((), (), (69,)),
}
_OF_TOS = frozenset({"any", "dscp", "ip-dscp", "precedence", "ip-precedence"})
NO_LINE = -1  # it is in the class, by no single line


class Classifier:
    """Of one router. `packet` is what is looked at: with `qos pre-classify` another one than is on its way."""

    def __init__(self, config: QosConfig, lists: AclEngine) -> None:
        self.config = config
        self.lists = lists

    def find(self, name: str, packet: ipv4.IPv4, passage: Passage, iface: Interface) -> int | None:
        """The line of a class map that a datagram matches; `NO_LINE`: it is in the class all the same. None: not in it.

        A class of match-all needs all of its lines, and one without lines has nobody in it.
        """
        if name == DEFAULT_CLASS:
            return 0
        found = self.config.classes.get(name)
        if found is None or not found.matches:
            return None
        if found.kind == "match-all":
            whole = all(self._fits(match, packet, passage, iface) for match in found.matches)
            return NO_LINE if whole else None
        lines = enumerate(found.matches)
        return next((number for number, match in lines if self._fits(match, packet, passage, iface)), None)

    def _fits(self, match: Match, packet: ipv4.IPv4, passage: Passage, iface: Interface) -> bool:
        return self._matches(match, packet, passage, iface) is not match.inverted

    def _matches(self, match: Match, packet: ipv4.IPv4, passage: Passage, iface: Interface) -> bool:
        match match.what:
            case "any":
                return True
            case "dscp" | "ip-dscp":
                return packet.tos >> 2 in match.values
            case "precedence" | "ip-precedence":
                return packet.tos >> 5 in match.values
            case "access-group":
                return self.lists.matches(match.name, packet, iface) is True  # none of that name: nobody
            case "qos-group":
                return passage.group in match.values
            case "cos":
                came = passage.came.driver if passage.came is not None else None
                return (getattr(came, "last_cos", None) if passage.cos is None else passage.cos) in match.values
            case "input-interface":
                return passage.came is not None and passage.came.name == match.interface
            case "length":
                low, high = match.values
                return packet.length >= low and (high < 0 or packet.length <= high)
            case "class-map":
                return self.find(match.name, packet, passage, iface) is not None
            case "protocol":
                return match.name == "ip" or _speaks(match.name, packet)
        raise ValueError(match.what)


def tos_alone(classes: dict[str, ClassMap], name: str) -> bool:
    """Is a datagram in this class, and in which line, for its ToS only?"""
    found = classes.get(name)
    if found is None:  # class-default, or nobody
        return True
    inner = [match.name for match in found.matches if match.what == "class-map"]
    others = {match.what for match in found.matches} - {"class-map"}
    return others <= _OF_TOS and all(tos_alone(classes, each) for each in inner)


def _speaks(protocol: str, packet: ipv4.IPv4) -> bool:
    protocols, tcp, udp = _PROTOCOLS[protocol]
    if packet.protocol in protocols:
        return True
    ports = tcp if packet.protocol == _TCP else udp if packet.protocol == _UDP else ()
    if not ports or packet.flags_offset & 0x1FFF or len(packet.payload) < 4:
        return False
    payload = packet.payload
    return (payload[0] << 8 | payload[1]) in ports or (payload[2] << 8 | payload[3]) in ports


def lines_of(classes: dict[str, ClassMap], name: str) -> list[Match]:
    """Of a class, as it is shown."""
    if name == DEFAULT_CLASS:
        return [Match("any")]
    found = classes.get(name)
    return found.matches if found is not None else []
