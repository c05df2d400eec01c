"""Words of EIGRP's debugs and log messages."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.eigrp.events import (
    Dual,
    NeighborChange,
    NeighborStep,
    NotOnCommonSubnet,
    PacketIgnored,
    PacketReceived,
    PacketSent,
    PrefixLevel,
    RouteEvent,
    StuckInActive,
)
from iosemu.types import format_ipv4
from iosemu.wire.eigrp import Flag as PacketFlag
from iosemu.wire.eigrp import Opcode, Packet

FLAGS = (
    Flag("eigrp packets", "EIGRP:", "EIGRP Packets debugging"),
    Flag("eigrp fsm", "EIGRP:", "EIGRP FSM Events/Actions debugging"),
    Flag("eigrp neighbors", "EIGRP:", "EIGRP Neighbors debugging"),
    Flag("ip eigrp", "EIGRP:", "EIGRP-IPv4 Route Event debugging"),
    Flag("ip eigrp older", "EIGRP:", "IP-EIGRP Route Events debugging"),
)

NAMES = {
    Opcode.UPDATE: "UPDATE", Opcode.REQUEST: "REQUEST", Opcode.QUERY: "QUERY", Opcode.REPLY: "REPLY",
    Opcode.HELLO: "HELLO", Opcode.SIA_QUERY: "SIAQUERY", Opcode.SIA_REPLY: "SIAREPLY",
}  # fmt: skip


def name_of(packet: Packet) -> str:
    """UPDATE, ACK, …"""
    if packet.is_ack:
        return "ACK"
    return NAMES.get(Opcode(packet.opcode), "UNKNOWN") if packet.opcode in NAMES else "UNKNOWN"


def _flags(packet: Packet) -> str:
    names = [
        word for flag, word in (
            (PacketFlag.INIT, "INIT"), (PacketFlag.CONDITIONAL_RECEIVE, "CR"), (PacketFlag.RESTART, "RS"),
            (PacketFlag.END_OF_TABLE, "EOT"),
        ) if packet.flags & flag
    ]  # fmt: skip
    return f"0x{packet.flags:X}:({' '.join(names) or 'NULL'})"


def _wanted(packet: Packet, options: object) -> bool:
    """`options` is a set of names that the user asked for, empty or None for all."""
    return not options or (isinstance(options, frozenset) and name_of(packet) in options)


def packet_sent(event: PacketSent, told: Audience) -> Iterator[str]:
    packet = event.packet
    if not _wanted(packet, told.options):
        return
    line = f"EIGRP: Sending {name_of(packet)} on {event.iface.short} - paklen {event.length - 20}"
    if event.neighbor is not None:
        line += f" nbr {format_ipv4(event.neighbor)}"
        if event.retry:
            line += f", retry {event.retry}, RTO {event.rto} tid 0"
        elif packet.sequence:
            line += " tid 0"
    yield line
    tail = "" if event.neighbor is None else " peerQ un/rely 0/1" if packet.sequence else " peerQ un/rely 0/0"
    yield (
        f"  AS {packet.asn}, Flags {_flags(packet)}, Seq {packet.sequence}/{packet.ack} "
        f"interfaceQ 0/0 iidbQ un/rely 0/0{tail}"
    )


def packet_received(event: PacketReceived, told: Audience) -> Iterator[str]:
    packet = event.packet
    if not _wanted(packet, told.options):
        return
    if event.authenticated is not None:
        yield f"EIGRP: received packet with MD5 authentication, key id = {event.authenticated}"
    yield (
        f"EIGRP: Received {name_of(packet)} on {event.iface.short} - paklen {event.length - 20} "
        f"nbr {format_ipv4(event.neighbor)}"
    )
    yield (
        f"  AS {packet.asn}, Flags {_flags(packet)}, Seq {packet.sequence}/{packet.ack} "
        f"interfaceQ 0/0 iidbQ un/rely 0/0 peerQ un/rely 0/0"
    )


def packet_ignored(event: PacketIgnored, told: Audience) -> Iterator[str]:
    yield (
        f"EIGRP: {event.iface.short}: ignored packet from {format_ipv4(event.neighbor)}, "
        f"opcode = {event.opcode} ({event.reason})"
    )


def dual(event: Dual, told: Audience) -> Iterator[str]:
    yield f"EIGRP-IPv4({event.asn}): {event.text}" if told.software.eigrp_topologies else f"DUAL: {event.text}"


def route_event(event: RouteEvent, told: Audience) -> Iterator[str]:
    older = f"IP-EIGRP({event.vrf or 'Default-IP-Routing-Table'}:{event.asn})"
    head = f"EIGRP-IPv4({event.asn})" if told.software.eigrp_topologies else older
    yield f"{head}: {event.text}"


def neighbor_step(event: NeighborStep, told: Audience) -> Iterator[str]:
    yield f"EIGRP: {event.text}"


def neighbor_change(event: NeighborChange, told: Audience) -> Message | None:
    if not event.logged:
        return None
    software = told.software
    family = software.eigrp_family + ("" if software.eigrp_topologies else f"({event.table})")
    who = f"Neighbor {format_ipv4(event.address)} ({event.iface})"
    return Message("DUAL", 5, "NBRCHANGE", f"{family} {event.asn}: {who} is {event.state}: {event.reason}")


def stuck_in_active(event: StuckInActive, told: Audience) -> Message:
    return Message("DUAL", 3, "SIA", f"Route {event.prefix} stuck-in-active state in base {event.asn}.  Cleaning up")


def prefix_level(event: PrefixLevel, told: Audience) -> Message:
    head = f"{told.software.eigrp_family} {event.asn}: {event.who}"
    if event.limit:
        return Message("DUAL", 3, "PFXLIMIT", f"{head} prefix limit reached({event.bound}).")
    return Message("DUAL", 3, "PFXLIMITTHR", f"{head} threshold prefix level({event.bound}) reached.")


def not_on_common_subnet(event: NotOnCommonSubnet, told: Audience) -> Message | None:
    if event.own is None:
        return None
    address, length = event.own
    return Message(
        "DUAL", 6, "NBRINFO",
        f"EIGRP-IPv4 {event.asn}: Neighbor {format_ipv4(event.address)} ({event.iface}) is blocked: "
        f"not on common subnet ({format_ipv4(address)}/{length})",
    )  # fmt: skip


DEBUG = {
    "eigrp packets": {PacketSent: packet_sent, PacketReceived: packet_received, PacketIgnored: packet_ignored},
    "eigrp fsm": {Dual: dual},
    "eigrp neighbors": {NeighborStep: neighbor_step},
    "ip eigrp": {RouteEvent: route_event},
    "ip eigrp older": {RouteEvent: route_event},
}
SYSLOG = {
    NeighborChange: neighbor_change,
    StuckInActive: stuck_in_active,
    PrefixLevel: prefix_level,
    NotOnCommonSubnet: not_on_common_subnet,
}
