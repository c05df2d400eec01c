"""`debug arp`, and the log message about an address that is used twice."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.device.ip_events import AddressConflict, ArpEntryMade, ArpFiltered, ArpReceived, ArpSent
from iosemu.types import format_ipv4, format_mac
from iosemu.wire.arp import REQUEST

FLAGS = (Flag("arp", "ARP:", "ARP packet debugging"),)


def _sent(event: ArpSent, told: Audience) -> Iterator[str]:
    packet = event.packet
    src = f"src {format_ipv4(packet.sender_ip)} {format_mac(packet.sender_mac)},"
    dst = f"dst {format_ipv4(packet.target_ip)} {format_mac(packet.target_mac)} {event.iface}"
    if packet.operation == REQUEST:
        yield f"IP ARP: sent req {src} {dst}"
    elif told.software.arp_reply_on_one_line:
        yield f"IP ARP: sent rep {src} {dst}"
    else:
        yield f"IP ARP: sent rep {src}\n                 {dst}"


def _received(event: ArpReceived, told: Audience) -> Iterator[str]:
    packet = event.packet
    kind = "req" if packet.operation == REQUEST else "rep"
    yield (
        f"IP ARP: rcvd {kind} src {format_ipv4(packet.sender_ip)} {format_mac(packet.sender_mac)}, "
        f"dst {format_ipv4(packet.target_ip)} {event.iface}"
    )


def _made(event: ArpEntryMade, told: Audience) -> Iterator[str]:
    address = format_ipv4(event.address)
    if event.mac is None:
        yield f"IP ARP: creating incomplete entry for IP address: {address} interface {event.iface}"
    else:
        yield f"IP ARP: creating entry for IP address: {address}, hw: {format_mac(event.mac)}"


def _filtered(event: ArpFiltered, told: Audience) -> Iterator[str]:
    packet = event.packet
    yield (
        f"IP ARP req filtered src {format_ipv4(packet.sender_ip)} {format_mac(packet.sender_mac)}, "
        f"dst {format_ipv4(packet.target_ip)} {format_mac(packet.target_mac)} wrong cable, "
        f"interface {event.iface}"
    )


def _conflict(event: AddressConflict, told: Audience) -> Message:
    text = f"Duplicate address {format_ipv4(event.address)} on {event.iface}, sourced by {format_mac(event.mac)}"
    return Message("IP", 4, "DUPADDR", text)


DEBUG = {"arp": {ArpSent: _sent, ArpReceived: _received, ArpEntryMade: _made, ArpFiltered: _filtered}}
SYSLOG = {AddressConflict: _conflict}
