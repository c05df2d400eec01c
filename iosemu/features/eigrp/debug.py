"""Words of EIGRP's debugs and log messages."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.eigrp.events import (
    Dual,
    NeighborChange,
    NotOnCommonSubnet,
    PacketIgnored,
    PacketReceived,
    PacketSent,
    PeerLost,
    PeerSeen,
    PrefixLevel,
    RouteCame,
    RoutesCame,
    RouteTold,
    Step,
    StuckInActive,
    Weight,
)
from iosemu.features.eigrp.metric import CLASSIC_UNREACHABLE, UNREACHABLE
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


_OPCODES = {int(opcode): opcode.name for opcode in Opcode}


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
        f"opcode = {event.opcode} ({event.reason.value})"
    )


def _shown(distance: int) -> int:
    return 4294967295 if distance >= UNREACHABLE else distance


def _topology(told: Audience) -> str:
    return " on tid 0" if told.software.eigrp_topologies else ""


def _heard(event: Dual, told: Audience) -> Iterator[str]:
    via = format_ipv4(event.hop) if event.hop is not None else event.origin.capitalize()
    metric = f"{_shown(event.distance)}/{_shown(event.reported)}"
    yield f"{event.what}: {event.prefix} via {via} metric {metric}{_topology(told)}"


def _searched(event: Dual, told: Audience) -> Iterator[str]:
    fd = _shown(event.fd)
    yield f"Find FS for dest {event.prefix}. FD is {fd}, RD is {fd}{_topology(told)}"
    paths = event.paths or ((0, UNREACHABLE, UNREACHABLE),)
    for number, (hop, distance, reported) in enumerate(paths, 1):
        line = f"\t{format_ipv4(hop)} metric {_shown(distance)}/{_shown(reported)}"
        if number == len(paths):
            line += f" {'found' if event.found else 'not found'} Dmin is {_shown(event.distance)}"
        yield line


_STEPS = {
    Step.REPLY_COUNT: "reply count is {event.count}",
    Step.LINK_DOWN: "linkdown: start - {hop} via {event.iface}",
    Step.PATH_LOST: "Destination {event.prefix}",
    Step.LINK_DOWN_ENDS: "linkdown: finish",
    Step.ACTIVE: "Dest {event.prefix} entering active state.",
    Step.ASKED: "Set reply-status table. Count is {event.count}.",
    Step.ANSWERED: "Freeing reply status table",
    Step.INSTALLED: "RT installed {event.prefix} via {hop}",
    Step.ANNOUNCED: "Send update about {event.prefix}.  Reason: {reason}",
    Step.FLUSHED: "No routes.  Flushing dest {event.prefix}",
}


def dual(event: Dual, told: Audience) -> Iterator[str]:
    head = f"EIGRP-IPv4({event.asn})" if told.software.eigrp_topologies else "DUAL"
    if event.step is Step.HEARD:
        lines = _heard(event, told)
    elif event.step is Step.SEARCHED:
        lines = _searched(event, told)
    else:
        reason = "metric chg" if event.found else "new if"
        lines = iter([_STEPS[event.step].format(event=event, hop=format_ipv4(event.hop or 0), reason=reason)])
    yield from (f"{head}: {line}" for line in lines)


def _route_head(event: RoutesCame | RouteCame | RouteTold, told: Audience) -> str:
    older = f"IP-EIGRP({event.vrf or 'Default-IP-Routing-Table'}:{event.asn})"
    return f"EIGRP-IPv4({event.asn})" if told.software.eigrp_topologies else older


def _weight(weight: Weight) -> str:
    """``156160 - 25600 130560``"""
    return f"{min(weight.distance, CLASSIC_UNREACHABLE)} - {weight.bandwidth} {weight.delay}"


def routes_came(event: RoutesCame, told: Audience) -> Iterator[str]:
    yield f"{_route_head(event, told)}: Processing incoming {_OPCODES.get(event.opcode, 'UNKNOWN')} packet"


def route_came(event: RouteCame, told: Audience) -> Iterator[str]:
    kind = "Ext" if event.external else "Int"
    metrics = f"M {_weight(event.ours)} SM {_weight(event.theirs)}"
    yield f"{_route_head(event, told)}: {kind} {event.prefix} {metrics}"


def route_told(event: RouteTold, told: Audience) -> Iterator[str]:
    head, kind = _route_head(event, told), "Ext" if event.external else "Int"
    yield f"{head}: {event.prefix} - do advertise out {event.iface}"
    yield f"{head}: {kind} {event.prefix} metric {_weight(event.metric)}"


def peer_seen(event: PeerSeen, told: Audience) -> Iterator[str]:
    yield f"EIGRP: New peer {format_ipv4(event.address)}"


def peer_lost(event: PeerLost, told: Audience) -> Iterator[str]:
    yield f"EIGRP: Neighbor {format_ipv4(event.address)} went down on {event.iface}"


def neighbor_change(event: NeighborChange, told: Audience) -> Message | None:
    if not event.logged:
        return None
    software = told.software
    family = software.eigrp_family + ("" if software.eigrp_topologies else f"({event.table})")
    who = f"Neighbor {format_ipv4(event.address)} ({event.iface})"
    return Message("DUAL", 5, "NBRCHANGE", f"{family} {event.asn}: {who} is {event.state.value}: {event.reason.value}")


def stuck_in_active(event: StuckInActive, told: Audience) -> Message:
    return Message("DUAL", 3, "SIA", f"Route {event.prefix} stuck-in-active state in base {event.asn}.  Cleaning up")


def prefix_level(event: PrefixLevel, told: Audience) -> Message:
    head = f"{told.software.eigrp_family} {event.asn}: {event.who.value}"
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


_ROUTES = {RoutesCame: routes_came, RouteCame: route_came, RouteTold: route_told}
DEBUG = {
    "eigrp packets": {PacketSent: packet_sent, PacketReceived: packet_received, PacketIgnored: packet_ignored},
    "eigrp fsm": {Dual: dual},
    "eigrp neighbors": {PeerSeen: peer_seen, PeerLost: peer_lost},
    "ip eigrp": _ROUTES,
    "ip eigrp older": _ROUTES,
}
SYSLOG = {
    NeighborChange: neighbor_change,
    StuckInActive: stuck_in_active,
    PrefixLevel: prefix_level,
    NotOnCommonSubnet: not_on_common_subnet,
}
