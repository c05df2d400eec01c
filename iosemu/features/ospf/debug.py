"""Words of OSPF's debugs and log messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from iosemu.device.debug import Audience, DebugWords, Flag, Message
from iosemu.features.ospf.debug_adj import adjacency, head, state_name
from iosemu.features.ospf.debug_lsa import built, detected, flooded, rate_limited, retransmitted, scheduled, spf
from iosemu.features.ospf.events import (
    Adj,
    AreaBitsMismatch,
    AreaRefused,
    AsbrInStub,
    Configured,
    ConflictingLsid,
    DuplicateNeighbor,
    DuplicateRouter,
    Flood,
    FloodWar,
    GroupWork,
    HelloEnded,
    HelloMismatch,
    HelloReceived,
    HelloSent,
    ImmediateHello,
    LsaBuilt,
    LsaDetected,
    LsaScheduled,
    MaxLsaReached,
    NeighborChanged,
    NeighborIgnored,
    NeighborUnfit,
    NoRouterId,
    OneWay,
    PacketSeen,
    ProcessStarted,
    RedistributionReached,
    Spf,
    TypeMismatch,
)
from iosemu.features.ospf.model import short
from iosemu.features.ospf.states import NbrState
from iosemu.types import format_ipv4

FLAGS = (
    Flag("ip ospf adj", "IP routing:", "OSPF adjacency debugging"),
    Flag("ip ospf adj older", "IP routing:", "OSPF adjacency events debugging"),
    Flag("ip ospf hello", "IP routing:", "OSPF hello debugging"),
    Flag("ip ospf hello older", "IP routing:", "OSPF hello events debugging"),
    Flag("ip ospf events", "IP routing:", "OSPF events debugging"),
    Flag("ip ospf packet", "IP routing:", "OSPF packet debugging"),
    Flag("ip ospf spf", "IP routing:", "OSPF SPF debugging"),
    Flag("ip ospf flood", "IP routing:", "OSPF flooding debugging"),
    Flag("ip ospf lsa-generation", "IP routing:", "OSPF LSA generation debugging"),
    Flag("ip ospf retransmission", "IP routing:", "OSPF retransmission debugging"),
    Flag("ip ospf rate-limit", "IP routing:", "OSPF rate limit timer debugging"),
)


# hello


def hello_sent(event: HelloSent, told: Audience) -> Iterator[str]:
    to, source = format_ipv4(event.to), format_ipv4(event.source)
    on = "" if told.software.ospf_debug_heads else f" on {event.iface}"
    before = head(event.process, "HELLO", event.iface, told)
    yield f"{before}Send hello to {to} area {event.area}{on} from {source}"


def hello_received(event: HelloReceived, told: Audience) -> Iterator[str]:
    where = "" if told.software.ospf_debug_heads else f" from {event.iface}"
    before = head(event.process, "HELLO", event.iface, told)
    yield f"{before}Rcv hello from {format_ipv4(event.router_id)} area {event.area}{where} {format_ipv4(event.source)}"


def hello_ended(event: HelloEnded, told: Audience) -> Iterator[str]:
    if not told.software.ospf_debug_heads:
        yield "OSPF: End of hello processing"


def hello_mismatch(event: HelloMismatch, told: Audience) -> Iterator[str]:
    before = head(event.process, "HELLO", event.iface, told)
    yield f"{before}Mismatched hello parameters from {format_ipv4(event.source)}"
    line = f"{before}Dead R {event.dead[0]} C {event.dead[1]}, Hello R {event.hello[0]} C {event.hello[1]}"
    if event.mask is not None:
        blank = " " if told.software.ospf_debug_heads else "  "
        line += f"{blank}Mask R {format_ipv4(event.mask[0])} C {format_ipv4(event.mask[1])}"
    yield line


def area_bits(event: AreaBitsMismatch, told: Audience) -> Iterator[str]:
    before = head(event.process, "HELLO", event.iface, told)
    yield f"{before}Hello from {format_ipv4(event.source)} with mismatched Stub/Transit area option bit"


def immediate_hello(event: ImmediateHello, told: Audience) -> Iterator[str]:
    before = head(event.process, "HELLO", event.iface, told)
    who = format_ipv4(event.router_id)
    if event.refused:
        times = f"which has been sent on this intf {event.refused} times"
        yield f"{before}No more immediate hello for nbr {who}, {times}"
    else:
        on = "" if told.software.ospf_debug_heads else f", on {event.iface}"
        yield f"{before}Send immediate hello to nbr {who}, src address {format_ipv4(event.source)}{on}"


def one_way(event: OneWay, told: Audience) -> Iterator[str]:
    on = "" if told.software.ospf_debug_heads else f" on {event.iface}"
    before = head(event.process, "ADJ", event.iface, told)
    who = format_ipv4(event.router_id)
    yield f"{before}Cannot see ourself in hello from {who}{on}, state {state_name(event.state)}"


def ignored(event: NeighborIgnored, told: Audience) -> Iterator[str]:
    on = "" if told.software.ospf_debug_heads else f" on {event.iface}"
    who = f"{format_ipv4(event.router_id)} {format_ipv4(event.source)}{on}"
    yield f"{head(event.process, 'HELLO', event.iface, told)}Nbr {who} is currently ignored"


# events, packets


def group_work(event: GroupWork, told: Audience) -> Iterator[str]:
    who = f"Enable {event.enable:d} AllRTR {event.all_routers:d} AllDR {event.all_drs:d}"
    yield f"{head(event.process, 'EVENT', event.iface, told)}Queueing to Multicast WorkQ, {who}"


def packet_seen(event: PacketSeen, told: Audience) -> Iterator[str]:
    rid, area = format_ipv4(event.router_id), format_ipv4(event.area)
    if told.software.ospf_debug_heads:
        way = "OUT" if event.out else " IN"
        what = f"ver:2 type:{event.kind} len:{event.length} rid:{rid} area:{area} chksum:{event.checksum:X}"
        crypto = f" keyid:{event.key} seq:0x{event.sequence:X}" if event.auth == 2 else ""
        ends = f"{format_ipv4(event.source)}->{format_ipv4(event.to)}"
        yield f"OSPF-{event.process} PAK  : {short(event.iface)}: {way}: {ends}: {what} auth:{event.auth}{crypto}"
    elif not event.out:
        yield f"OSPF: rcv. v:2 t:{event.kind} l:{event.length} rid:{rid}"
        key = f"keyid:{event.key} seq:0x{event.sequence:X}" if event.auth == 2 else "auk:"
        yield f"      aid:{area} chk:{event.checksum:X} aut:{event.auth} {key} from {event.iface}"


# the log


def neighbor_changed(event: NeighborChanged, told: Audience) -> Message | None:
    """By default the ends of the way alone: FULL, and DOWN."""
    if not event.logged or not (event.detail or event.new in (NbrState.FULL, NbrState.DOWN)):
        return None
    way = f"from {state_name(event.old)} to {state_name(event.new)}"
    who = f"Nbr {format_ipv4(event.router_id)} on {event.iface}"
    return Message("OSPF", 5, "ADJCHG", f"Process {event.process}, {who} {way}, {event.reason}")


def refused_area(event: AreaRefused, told: Audience) -> Message | None:
    if not event.backbone:
        return None
    where = f"from {format_ipv4(event.source)}, {event.iface}"
    return Message("OSPF", 4, "ERRRCV", f"Received invalid packet: {told.software.ospf_backbone_words} {where}")


def duplicate_neighbor(event: DuplicateNeighbor, told: Audience) -> Message:
    who = f"{format_ipv4(event.router_id)} from {format_ipv4(event.source)} on interface {event.iface}"
    return Message("OSPF", 4, "DUP_RTRID_NBR", f"OSPF detected duplicate router-id {who}")


def duplicate_router(event: DuplicateRouter, told: Audience) -> Message | None:
    if event.area is None:
        return None
    text = f"Detected router with duplicate router ID {format_ipv4(event.router_id)} in area {event.area}"
    return Message("OSPF", 4, "DUP_RTRID_AREA", text)


def type_mismatch(event: TypeMismatch, told: Audience) -> Message:
    broken = "\n             " if told.software.ospf_type_mismatch_broken else ""
    who = f"Received Hello from {format_ipv4(event.router_id)} on {event.iface}"
    text = f"{who} indicating a  potential {broken}network type mismatch"
    return Message("OSPF", 4, "NET_TYPE_MISMATCH", text)


def no_router_id(event: NoRouterId, told: Audience) -> Message:
    text = f"OSPF process {event.process} failed to allocate unique router-id and cannot start"
    return Message("OSPF", 4, "NORTRID", text)


def neighbor_unfit(event: NeighborUnfit, told: Audience) -> Message:
    where = "neighbor command is allowed only on NBMA and point-to-multipoint networks"
    return Message("OSPF", 4, "CFG_NBR_INVAL_NET_TYPE", f"Can not use configured neighbor: {where}")


def flood_war(event: FloodWar, told: Audience) -> Message:
    what = f"LSA ID {format_ipv4(event.lsid)} type-{event.kind} adv-rtr {format_ipv4(event.adv)}"
    where = "" if event.area is None else f" in area {event.area}"
    did = "flushes" if event.flushes else "re-originates"
    return Message("OSPF", 4, "FLOOD_WAR", f"Process {event.process} {did} {what}{where}")


def max_lsa(event: MaxLsaReached, told: Audience) -> Message:
    who = f'"ospf {event.process}" - {event.count} LSAs'
    if event.over:
        return Message("OSPF", 4, "OSPF_MAX_LSA", f"Maximum number of non self-generated LSA has been exceeded {who}")
    text = f"Threshold for maximum number of non self-generated LSA has been reached {who}"
    return Message("OSPF", 4, "OSPF_MAX_LSA_THR", text)


def started(event: ProcessStarted, told: Audience) -> Message | None:
    if not told.software.ospf_tells_start:
        return None
    return Message("OSPF", 6, "DFT_OPT", "Protocol timers for fast convergence are Enabled.")


def redistribution(event: RedistributionReached, told: Audience) -> Message:
    who = f'"ospf {event.process}" - {event.count} prefixes'
    if event.over:
        return Message("IPRT", 4, "REDIST_MAX_PFX", f"Redistribution prefix limit has been reached {who}")
    return Message("IPRT", 4, "REDIST_THR_PFX", f"Redistribution prefix threshold has been reached {who}")


def conflicting_lsid(event: ConflictingLsid, told: Audience) -> Message:
    where = "dummy area" if event.area is None else str(event.area)
    text = (
        f"Process {event.process} area {where}: LSA origination prevented by LSA with same LSID but a different mask\n"
        f"  Existing Type {event.kind} LSA: LSID {format_ipv4(event.lsid)}/{event.length}\n"
        f"  New Destination: {event.prefix}"
    )
    return Message("OSPF", 4, "CONFLICTING_LSAID", text)


def asbr_in_stub(event: AsbrInStub, told: Audience) -> Message:
    text = "Router is currently an ASBR while having only one area which is a stub area"
    return Message("OSPF", 4, "ASBR_WITHOUT_VALID_AREA", text)


def configured(event: Configured, told: Audience) -> Iterator[str]:
    if told.software.ospf_debug_heads:
        yield f"OSPF-{event.process} EVENT: {event.line}"


def of_process(words: DebugWords) -> DebugWords:
    """The same, of the process alone that the flag was switched on for."""

    def narrowed(event: Any, told: Audience) -> Iterable[str]:
        return words(event, told) if told.options in (None, event.process) else ()

    return narrowed


_ADJ: dict[type, DebugWords] = {Adj: adjacency, OneWay: one_way}
_HELLO: dict[type, DebugWords] = {
    HelloSent: hello_sent,
    HelloReceived: hello_received,
    HelloEnded: hello_ended,
    HelloMismatch: hello_mismatch,
    AreaBitsMismatch: area_bits,
    ImmediateHello: immediate_hello,
    NeighborIgnored: ignored,
}
_WORDS: dict[str, dict[type, DebugWords]] = {
    "ip ospf adj": _ADJ,
    "ip ospf adj older": _ADJ,
    "ip ospf hello": _HELLO,
    "ip ospf hello older": _HELLO,
    "ip ospf events": {GroupWork: group_work, Configured: configured, HelloMismatch: hello_mismatch},
    "ip ospf packet": {PacketSeen: packet_seen},
    "ip ospf spf": {Spf: spf, LsaDetected: detected},
    "ip ospf flood": {Flood: flooded},
    "ip ospf lsa-generation": {LsaScheduled: scheduled, LsaBuilt: built},
    "ip ospf retransmission": {Flood: retransmitted},
    "ip ospf rate-limit": {LsaScheduled: rate_limited},
}
DEBUG = {flag: {kind: of_process(words) for kind, words in table.items()} for flag, table in _WORDS.items()}
SYSLOG = {
    NeighborChanged: neighbor_changed,
    AreaRefused: refused_area,
    DuplicateNeighbor: duplicate_neighbor,
    DuplicateRouter: duplicate_router,
    TypeMismatch: type_mismatch,
    NoRouterId: no_router_id,
    NeighborUnfit: neighbor_unfit,
    FloodWar: flood_war,
    ConflictingLsid: conflicting_lsid,
    AsbrInStub: asbr_in_stub,
    ProcessStarted: started,
    RedistributionReached: redistribution,
    MaxLsaReached: max_lsa,
}
