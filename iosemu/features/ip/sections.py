"""The protocols' sections of `show ip traffic`: always there, in the order of the release, zero while nobody counts.

What a feature tells of "ip traffic" (or, where it does not run, of "ip traffic idle") stands in the place of its title,
or last. Of PIM and IGMP nobody tells yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.device.device import Device
from iosemu.device.tells import told, untold

_PIM = """\
PIMv2 statistics: Sent/Received
  Total: 0/0, 0 checksum errors, 0 format errors
  Registers: 0/0 (0 non-rp, 0 non-sm-group), Register Stops: 0/0,  Hellos: 0/0
  Join/Prunes: 0/0, Asserts: 0/0, grafts: 0/0
  Bootstraps: 0/0, Candidate_RP_Advertisements: 0/0
  Queue drops: 0
  State-Refresh: 0/0"""
_IGMP = """\
IGMP statistics: Sent/Received
  Total: 0/0, Format errors: 0/0, Checksum errors: 0/0
  Host Queries: 0/0, Host Reports: 0/0, Host Leaves: 0/0\x20
  DVMRP: 0/0, PIM: 0/0
  Queue drops: 0"""
_BGP, _EIGRP, _OSPF = "BGP statistics:", "{eigrp} statistics:", "OSPF statistics:"
_ORDERS = {
    "15": ("TCP", _BGP, _EIGRP, _PIM, _IGMP, "UDP", _OSPF),
    "17": ("UDP", _OSPF, _PIM, _IGMP, "TCP", _EIGRP, _BGP),
}


def _udp(device: Device) -> Iterator[str]:
    udp = device.ip.udp
    yield "UDP statistics:"
    yield f"  Rcvd: {udp.received} total, {udp.bad_checksum} checksum errors, {udp.no_port} no port"
    yield f"  Sent: {udp.sent} total, {udp.forwarded} forwarded broadcasts"


def _tcp(device: Device) -> Iterator[str]:
    tcp = device.ip.tcp
    yield "TCP statistics:"
    yield f"  Rcvd: {tcp.received} total, {tcp.bad_checksum} checksum errors, {tcp.no_port} no port"
    yield f"  Sent: {tcp.sent} total"


_COUNTED = {"UDP": _udp, "TCP": _tcp}


def sections(device: Device) -> Iterator[str]:
    """All between ICMP and ARP, each with the empty line after it."""
    own: dict[str, Iterable[str]] = {}
    for answer in (*told(device, "ip traffic"), *untold(device, "ip traffic idle")):
        lines = list(answer)
        if lines:
            own[lines[0]] = lines
    for section in _ORDERS[device.software.traffic_order]:
        if section in _COUNTED:
            yield from _COUNTED[section](device)
        else:
            lines = section.format(eigrp=device.software.eigrp_family).split("\n")
            yield from own.pop(lines[0], lines)
        yield ""
    for others in own.values():
        yield from others
        yield ""
