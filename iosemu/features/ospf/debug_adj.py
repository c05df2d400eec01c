"""Words of `debug ip ospf adj`: the newer ones behind `OSPF-1 ADJ   Et0/0: `, and those of 12.4 behind `OSPF: `."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.ospf.events import Adj, Step
from iosemu.features.ospf.model import short
from iosemu.features.ospf.states import NbrState
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.debug import Audience
    from iosemu.types import InterfaceName

Head = Callable[[str], str]


def state_name(state: NbrState | None) -> str:
    """As IOS writes it: ``2WAY``."""
    return "2WAY" if state is NbrState.TWO_WAY else state.name if state is not None else "DOWN"


def head(process: int, category: str, iface: InterfaceName | None, told: Audience) -> str:
    """What stands before a line."""
    if not told.software.ospf_debug_heads:
        return "OSPF: "
    return f"OSPF-{process} {category:<5} {short(iface)}: " if iface is not None else f"OSPF-{process} {category:<5}: "


def _address(value: int) -> str:
    return format_ipv4(value)


def _elected(event: Adj, told: Audience) -> Iterator[str]:
    dr = f"{_address(event.router_id)} (Id)" if event.router_id else "none"
    bdr = f"{_address(event.other)} (Id)" if event.other else "none"
    before = head(event.process, "ADJ", event.iface, told)
    tail = "" if event.other else " "
    if not told.software.ospf_debug_heads:
        yield f"       DR: {dr}   BDR: {bdr}{tail}"
    elif told.software.ospf_roles_on_one_line:
        yield f"{before}DR: {dr}   BDR: {bdr}{tail}"
    else:
        yield f"{before}DR: {dr}" + ("" if event.router_id else " ")
        yield f"{before}   BDR: {bdr}{tail}"


# step -> (newer words, older words); the fields of the event, `rid`, `addr`, `name` (of the state), `iface`
_SLAVE = "NBR Negotiation Done. We are the {role}"
_SENT = "seq 0x{event.sequence:X} opt 0x{event.options:X} flag 0x{event.flags:X} len {event.length}"
WORDS: dict[Step, tuple[str, str]] = {
    Step.INTERFACE_UP: ("Interface going Up", "Interface {iface} going Up"),
    Step.INTERFACE_DOWN: ("Interface going Down", "Interface {iface} going Down"),
    Step.TWO_WAY: (
        "2 Way Communication to {rid}, state {name}", "2 Way Communication to {rid} on {iface}, state {name}",
    ),
    Step.BACKUP_SEEN: ("Backup seen event before WAIT timer", "Backup seen Event before WAIT timer on {iface}"),
    Step.WAIT_ENDS: ("end of Wait on interface", "end of Wait on interface {iface}"),
    Step.NEIGHBOR_CHANGE: ("Neighbor change event", "Neighbor change Event on interface {iface}"),
    Step.ELECTION: ("DR/BDR election", "DR/BDR election on {iface} "),
    Step.ELECT_BDR: ("Elect BDR {rid}", "Elect BDR {rid}"),
    Step.ELECT_DR: ("Elect DR {rid}", "Elect DR {rid}"),
    Step.OLD_DR: ("Remember old DR {rid} (id)", "Remember old DR {rid} (id)"),
    Step.FLUSH_TIMER: ("Set flush timer", "Set {iface} flush timer"),
    Step.FLUSH_NETWORK: ("Flush network LSA immediately", "Flush network LSA immediately"),
    Step.PREPARE: ("Nbr {rid}: Prepare dbase exchange", "Nbr {rid}: Prepare dbase exchange"),
    Step.CLEAN_UP: ("Nbr {rid}: Clean-up dbase exchange", "Nbr {rid}: Clean-up dbase exchange"),
    Step.DBD_SENT: (f"Send DBD to {{rid}} {_SENT}", f"Send DBD to {{rid}} on {{iface}} {_SENT}"),
    Step.DBD_AGAIN: (
        "Retransmitting DBD to {rid} [{event.count}]", "Retransmitting DBD to {rid} on {iface} [{event.count}]",
    ),
    Step.DBD_RECEIVED: (
        f"Rcv DBD from {{rid}} {_SENT}  mtu {{event.mtu}} state {{name}}",
        f"Rcv DBD from {{rid}} on {{iface}} {_SENT}  mtu {{event.mtu}} state {{name}}",
    ),
    Step.DBD_TOO_EARLY: ("Nbr state is {name}", "Nbr state is {name}"),
    Step.DBD_NOT_SLAVE: ("First DBD and we are not SLAVE", "First DBD and we are not SLAVE"),
    Step.NEGOTIATED: (_SLAVE, _SLAVE),
    Step.SUMMARY_LIST: (
        "Nbr {rid}: Summary list built, size {event.count}", "Nbr {rid}: Summary list built, size {event.count}",
    ),
    Step.EXCHANGED: ("Exchange Done with {rid}", "Exchange Done with {rid} on {iface}"),
    Step.SYNCHRONIZED: ("Synchronized with {rid}, state {name}", "Synchronized with {rid} on {iface}, state {name}"),
    Step.REQUEST_SENT: (
        "Send LS REQ to {rid} length {event.length}",
        "Send LS REQ to {rid} length {event.length} LSA count {event.count}",
    ),
    Step.REQUEST_RECEIVED: (
        "Rcv LS REQ from {rid} length {event.length} LSA count {event.count}",
        "Rcv LS REQ from {rid} on {iface} length {event.length} LSA count {event.count}",
    ),
    Step.UPDATE_SENT: (
        "Send LS UPD to {addr} length {event.length} LSA count {event.count}",
        "Send UPD to {addr} on {iface} length {event.length} LSA count {event.count}",
    ),
    Step.UPDATE_RECEIVED: (
        "Rcv LS UPD from {rid} length {event.length} LSA count {event.count}",
        "Rcv LS UPD from {rid} on {iface} length {event.length} LSA count {event.count}",
    ),
    Step.LARGER_MTU: ("Nbr {rid} has larger interface MTU", "Nbr {rid} has larger interface MTU"),
    Step.SMALLER_MTU: ("Nbr {rid} has smaller interface MTU", "Nbr {rid} has smaller interface MTU"),
    Step.TOO_MANY: (
        "Killing nbr {rid} due to excessive ({event.count}) retransmissions",
        "Killing nbr {rid} on {iface} due to excessive ({event.count}) retransmissions",
    ),
    Step.YOUNGEST_KEY: ("Send with youngest Key {event.key}", "Send with youngest Key {event.key}"),
    Step.AREA: (
        "Rcv pkt from {addr}, area {own}, mismatched area {got} in the header",
        "Rcv pkt from {addr}, {iface}, area {own} mismatch area {got} in the header",
    ),
    Step.BFD_REGISTERED: (
        "Register neighbor {addr} with BFD, session {event.count}",
        "Register neighbor {addr} with BFD, session {event.count}",
    ),
    Step.BFD_LEFT: (
        "De-register neighbor {addr} with BFD, session {event.count}",
        "De-register neighbor {addr} with BFD, session {event.count}",
    ),
    Step.BFD_LET_GO: (
        "  De-registration with BFD SUCCEEDED, retcode 0", "  De-registration with BFD SUCCEEDED, retcode 0",
    ),
    Step.TTL: (
        "Drop packet from {addr} with TTL: {event.got}", "Drop packet from {addr} on {iface} with TTL: {event.got}",
    ),
    Step.UNKNOWN_NEIGHBOR: (
        "Rcv pkt  src {addr} dst {other} id {rid} type {event.got} if_state {event.own} : "
        "ignored due to unknown neighbor",
        "Rcv pkt from {addr}, {iface} : ignored due to unknown neighbor",
    ),
}  # fmt: skip


def adjacency(event: Adj, told: Audience) -> Iterator[str]:
    step, newer = event.step, told.software.ospf_debug_heads
    if step is Step.ELECTED:
        yield from _elected(event, told)
        return
    if step is Step.AREA and not event.got:
        return  # from the backbone: that is a message of the log
    before = head(event.process, "ADJ", event.iface, told)
    if step in (Step.AUTH_TYPE, Step.AUTH_KEY, Step.AUTH_SEQUENCE):
        where = "" if newer else f", {event.iface}"
        yield f"{before}Rcv pkt from {_address(event.address)}{where} : {_refused(event, told)}"
    elif step is Step.DEAD:
        where = "" if newer else f" on {event.iface}"
        end = f", state {state_name(event.state)}" if event.state is not None else ""
        yield f"{before}{_address(event.router_id)} address {_address(event.address)}{where} is dead{end}"
    else:
        yield before + WORDS[step][0 if newer else 1].format(
            event=event, rid=_address(event.router_id), addr=_address(event.address), other=_address(event.other),
            own=_address(event.own), got=_address(event.got), name=state_name(event.state), iface=event.iface,
            role="SLAVE" if event.slave else "MASTER",
        )  # fmt: skip


def _refused(event: Adj, told: Audience) -> str:
    """Why a packet was not believed."""
    words = told.software.ospf_key_words
    mismatch = "Mismatched" if words == "17" else words
    if event.step is Step.AUTH_TYPE:
        return f"{mismatch} Authentication type. Input packet specified type {event.got}, we use type {event.own}"
    head = f"{mismatch} Authentication Key - "
    if event.step is Step.AUTH_SEQUENCE:
        return f"{head}Invalid cryptographic sequence number {event.got}, expected above {event.own}"
    if event.what == "clear":
        return f"{head}Clear Text"
    if event.what == "digest":
        if words == "17":
            return f"Mismatched Authentication key - ID {event.key}"
        return f"{head}Message Digest Key {event.key}"
    if words == "17":
        return f"{head}Invalid cryptographic authentication Key ID {event.key} on interface"
    return f"{head}No message digest key {event.key} on interface"

