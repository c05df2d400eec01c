"""Words of OSPFv3's debugs and log messages."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, DebugWords, Flag, Message
from iosemu.features.ospf.debug_adj import state_name
from iosemu.features.ospf.events import Step
from iosemu.features.ospf.model import short
from iosemu.features.ospf.states import NbrState
from iosemu.features.ospf3.events import (
    Adj,
    AreaRefused,
    AsbrInStub,
    DuplicateNeighbor,
    DuplicateRouter,
    FloodWar,
    HelloMismatch,
    HelloReceived,
    HelloSent,
    MaxLsaReached,
    NeighborChanged,
    NoRouterId,
    RedistributionReached,
    TypeMismatch,
)
from iosemu.types import InterfaceName, format_ipv4, format_ipv6

FLAGS = (
    Flag("ipv6 ospf hello", "IPv6 routing:", "OSPFv3 hello debugging"),
    Flag("ipv6 ospf hello older", "IPv6 routing:", "OSPFv3 hello events debugging"),
    Flag("ipv6 ospf adj", "IPv6 routing:", "OSPFv3 adjacency debugging"),
)


def _name(process: int) -> str:
    return f"OSPFv3-{process}-IPv6"


def _head(process: int, what: str, iface: InterfaceName) -> str:
    return f"{_name(process)} {what:<5} {short(iface)}: "


# hellos


def hello_sent(event: HelloSent, told: Audience) -> Iterator[str]:
    to, source = format_ipv6(event.to), format_ipv6(event.source)
    if told.software.ospf3_families:
        before = _head(event.process, "HELLO", event.iface)
        yield f"{before}Send hello to {to} area {event.area} from {source} interface ID {event.number}"
    else:
        yield f"OSPFv3: Send hello to {to} area {event.area} on {event.iface} from {source} interface ID {event.number}"


def hello_received(event: HelloReceived, told: Audience) -> Iterator[str]:
    who, source = format_ipv4(event.router_id), format_ipv6(event.source)
    if told.software.ospf3_families:
        before = _head(event.process, "HELLO", event.iface)
        yield f"{before}Rcv hello from {who} area {event.area} from {source} interface ID {event.number}"
    else:
        where = f"from {event.iface} {source} interface ID {event.number}"
        yield f"OSPFv3: Rcv hello from {who} area {event.area} {where}"


def hello_mismatch(event: HelloMismatch, told: Audience) -> Iterator[str]:
    newer = told.software.ospf3_families
    before = _head(event.process, "HELLO", event.iface) if newer else "OSPFv3: "
    yield f"{before}Mismatched hello parameters from {format_ipv6(event.source)}"
    yield f"{before}Dead R {event.dead[0]} C {event.dead[1]}, Hello R {event.hello[0]} C {event.hello[1]}"


# adjacencies


def adjacency(event: Adj, told: Audience) -> Iterator[str]:
    """The steps of a database exchange."""
    words = _STEPS.get(event.step)
    if words is None:
        return
    state = state_name(event.state) if event.state is not None else ""
    said = words.format(
        who=format_ipv4(event.router_id), address=format_ipv6(event.address), seq=f"0x{event.sequence:X}",
        opt=f"0x{event.options:X}", flag=f"0x{event.flags:X}", length=event.length, mtu=event.mtu, state=state,
        count=event.count, role="SLAVE" if event.slave else "MASTER",
    )  # fmt: skip
    yield _head(event.process, "ADJ", event.iface) + said


_STEPS = {
    Step.PREPARE: "Nbr {who}: Prepare dbase exchange",
    Step.DBD_SENT: "Send DBD to {who} seq {seq} opt {opt} flag {flag} len {length}",
    Step.DBD_RECEIVED: "Rcv DBD from {who} seq {seq} opt {opt} flag {flag} len {length} mtu {mtu} state {state}",
    Step.NEGOTIATED: "NBR Negotiation Done. We are the {role}",
    Step.SUMMARY_LIST: "Nbr {who}: Summary list built, size {count}",
    Step.REQUEST_SENT: "Send LS REQ to {who} length {length}",
    Step.REQUEST_RECEIVED: "Rcv LS REQ from {who} length {length} LSA count {count}",
    Step.UPDATE_SENT: "Send LS UPD to {address} length {length} LSA count {count}",
    Step.UPDATE_RECEIVED: "Rcv LS UPD from Nbr ID {who} length {length} LSA count {count}",
    Step.EXCHANGED: "Exchange Done with {who}",
    Step.SYNCHRONIZED: "Synchronized with {who}, state {state}",
}


# the log


def neighbor_changed(event: NeighborChanged, told: Audience) -> Message | None:
    """By default the ends of the way alone: FULL, and DOWN."""
    if not event.logged or not (event.detail or event.new in (NbrState.FULL, NbrState.DOWN)):
        return None
    way = f"from {state_name(event.old)} to {state_name(event.new)}"
    family = "IPv6, " if told.software.ospf3_families else ""
    who = f"{family}Nbr {format_ipv4(event.router_id)} on {event.iface}"
    return Message("OSPFv3", 5, "ADJCHG", f"Process {event.process}, {who} {way}, {event.reason}")


def no_router_id(event: NoRouterId, told: Audience) -> Message:
    if told.software.ospf3_families:
        who = f"Process {_name(event.process)} could not pick a router-id, please configure manually"
    else:
        who = f"OSPFv3 process {event.process} could not pick a router-id,\nplease configure manually"
    return Message("OSPFv3", 4, "NORTRID", who)


def refused_area(event: AreaRefused, told: Audience) -> Message | None:
    if not event.backbone:
        return None
    where = f"from {format_ipv6(event.source)}, {event.iface}"
    return Message("OSPFv3", 4, "ERRRCV", f"Received invalid packet: {told.software.ospf_backbone_words} {where}")


def duplicate_neighbor(event: DuplicateNeighbor, told: Audience) -> Message:
    me = _name(event.process) if told.software.ospf3_families else "OSPFv3"
    who = f"{format_ipv4(event.router_id)} from {format_ipv6(event.source)} on interface {event.iface}"
    return Message("OSPFv3", 4, "DUP_RTRID_NBR", f"{me} detected duplicate router-id {who}")


def duplicate_router(event: DuplicateRouter, told: Audience) -> Message | None:
    if event.area is None:
        return None
    text = f"Detected router with duplicate router ID {format_ipv4(event.router_id)} in area {event.area}"
    return Message("OSPFv3", 4, "DUP_RTRID_AREA", text)


def type_mismatch(event: TypeMismatch, told: Audience) -> Message:
    who = f"Received Hello from {format_ipv4(event.router_id)} on {event.iface}"
    return Message("OSPFv3", 4, "NET_TYPE_MISMATCH", f"{who} indicating a  potential network type mismatch")


def flood_war(event: FloodWar, told: Audience) -> Message:
    what = f"LSA ID {event.lsid} type-{event.kind} adv-rtr {format_ipv4(event.adv)}"
    where = "" if event.area is None else f" in area {event.area}"
    did = "flushes" if event.flushes else "re-originates"
    return Message("OSPFv3", 4, "FLOOD_WAR", f"Process {event.process} {did} {what}{where}")


def max_lsa(event: MaxLsaReached, told: Audience) -> Message:
    who = f'"ospfv3 {event.process}" - {event.count} LSAs'
    if event.over:
        return Message("OSPFv3", 4, "MAX_LSA", f"Maximum number of non self-generated LSA has been exceeded {who}")
    text = f"Threshold for maximum number of non self-generated LSA has been reached {who}"
    return Message("OSPFv3", 4, "MAX_LSA_THR", text)


def redistribution(event: RedistributionReached, told: Audience) -> Message:
    who = f'"ospfv3 {event.process}" - {event.count} prefixes'
    if event.over:
        return Message("IPRT", 4, "REDIST_MAX_PFX", f"Redistribution prefix limit has been reached {who}")
    return Message("IPRT", 4, "REDIST_THR_PFX", f"Redistribution prefix threshold has been reached {who}")


def asbr_in_stub(event: AsbrInStub, told: Audience) -> Message:
    text = "Router is currently an ASBR while having only one area which is a stub area"
    return Message("OSPFv3", 4, "ASBR_WITHOUT_VALID_AREA", text)


_HELLO: dict[type, DebugWords] = {
    HelloSent: hello_sent, HelloReceived: hello_received, HelloMismatch: hello_mismatch,
}  # fmt: skip
DEBUG: dict[str, dict[type, DebugWords]] = {
    "ipv6 ospf hello": _HELLO,
    "ipv6 ospf hello older": _HELLO,
    "ipv6 ospf adj": {Adj: adjacency},
}
SYSLOG = {
    NeighborChanged: neighbor_changed,
    NoRouterId: no_router_id,
    AreaRefused: refused_area,
    DuplicateNeighbor: duplicate_neighbor,
    DuplicateRouter: duplicate_router,
    TypeMismatch: type_mismatch,
    FloodWar: flood_war,
    MaxLsaReached: max_lsa,
    RedistributionReached: redistribution,
    AsbrInStub: asbr_in_stub,
}
