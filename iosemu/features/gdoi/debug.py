"""Words of GDOI's log lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.gdoi import events
from iosemu.features.gdoi.events import Step
from iosemu.types import format_ipv4


def _vrfs(event: Any) -> str:
    return f"fvrf {event.vrf or 'default'} ivrf {event.table or 'default'}"


def _begun(event: events.RegistrationBegun, told: Audience) -> Message:
    text = f"Start registration to KS {format_ipv4(event.server)} for group {event.group}"
    text += f" using address {format_ipv4(event.address)}"
    if told.software.gdoi_tells_vrfs:
        text += f" {_vrfs(event)}"
    return Message("CRYPTO", 5, "GM_REGSTER", text)


def _done(event: events.RegistrationDone, told: Audience) -> Message:
    text = f"Registration to KS {format_ipv4(event.server)} complete for group {event.group}"
    text += f" using address {format_ipv4(event.address)}"
    if told.software.gdoi_tells_vrfs:
        text += f" {_vrfs(event)}"
    return Message("GDOI", 5, "GM_REGS_COMPL", text)


def _installed(event: events.PoliciesInstalled, told: Audience) -> Message | None:
    if not told.software.gdoi_tells_vrfs:
        return None
    kind = "Rekey" if event.rekeyed else "Reg"
    text = f"SUCCESS: Installation of {kind} policies from KS {format_ipv4(event.server)} for group {event.group}"
    return Message(
        "GDOI", 5, "GM_INSTALL_POLICIES_SUCCESS", f"{text} & gm identity {format_ipv4(event.address)} {_vrfs(event)}"
    )


def _re_registering(event: events.ReRegistering, told: Audience) -> Message:
    lapse = "didn't" if told.software.gdoi_layout != "12.4" else "didn not"
    text = f"The IPSec SA created for group {event.group} may have expired/been cleared, or {lapse} go through."
    return Message("GDOI", 4, "GM_RE_REGISTER", f"{text} Re-register to KS.")


def _rekey_received(event: events.RekeyReceived, told: Audience) -> Message:
    ends = f"from {format_ipv4(event.server)} to {format_ipv4(event.address)}"
    text = f"Received Rekey for group {event.group} {ends} with seq # {event.sequence}"
    if told.software.gdoi_tells_vrfs:
        text += f", spi 0x{event.spi.hex().upper()}"
    return Message("GDOI", 5, "GM_RECV_REKEY", text)


def _delete_received(event: events.DeleteReceived, told: Audience) -> Message:
    if event.within:
        text = f"GM receive REMOVAL-NOW in group {event.group} to cleanup downloaded policy now. "
        text += f"Re-registration will start in a randomly chosen period of {event.within} sec"
        return Message("GDOI", 4, "GM_RECV_DELETE_IMMEDIATE", text)
    text = f"GM received delete-msg from KS in group {event.group}. TEKs lifetime are reduced and re-registration will "
    return Message("GDOI", 5, "GM_RECV_DELETE", f"{text}start before SA expiry")


def _rekey_sent(event: events.RekeySent, told: Audience) -> Message:
    source = f"Rekey for group {event.group} from address {format_ipv4(event.server)}"
    number = f"with seq # {event.sequence} "
    if event.target:
        text = f"Sending Multicast {source} to {format_ipv4(event.target)}  {number}"
        return Message("GDOI", 5, "KS_SEND_MCAST_REKEY", text)
    return Message("GDOI", 5, "KS_SEND_UNICAST_REKEY", f"Sending Unicast {source} {number}")


def _transport(event: events.TransportChanged, told: Audience) -> Message:
    name, kind = ("2_UNI", "Unicast") if event.unicast else ("2_MULTI", "Multicast")
    return Message("GDOI", 5, f"KS_REKEY_TRANS_{name}", f"Group {event.group} transitioned to {kind} Rekey.")


def _election(event: events.CoopElection, told: Audience) -> Message:
    text = f"KS entering election mode in group {event.group} (Previous Primary = {_server(event.previous)})"
    return Message("GDOI", 5, "COOP_KS_ELECTION", text)


def _primary(event: events.CoopPrimary, told: Audience) -> Message:
    text = f"KS {format_ipv4(event.address)} in group {event.group} transitioned to Primary"
    return Message("GDOI", 5, "COOP_KS_TRANS_TO_PRI", f"{text} (Previous Primary = {_server(event.previous)})")


def _server(address: int) -> str:
    return format_ipv4(address) if address else "NONE"


def _line(facility: str, severity: int, mnemonic: str, text: str) -> Callable[[Any, Audience], Message]:
    """`{event.…}`; {0} is the address of the event."""

    def word(event: Any, told: Audience) -> Message:
        address = format_ipv4(event.address) if hasattr(event, "address") else ""
        return Message(facility, severity, mnemonic, text.format(address, event=event))

    return word


def _switched(event: events.GdoiSwitched, told: Audience) -> Message:
    return Message("CRYPTO", 6, "GDOI_ON_OFF", f"GDOI is {'ON' if event.on else 'OFF'}")


_HEADING = "Cryptographic Subsystem:"
GENERIC = "GDOI Generic Debug"
PARTS = {  # words of `debug crypto gdoi` -> its flag
    "": Flag("crypto gdoi", _HEADING, "GDOI Generic Debugging"),
    "ks": Flag("crypto gdoi ks", _HEADING, "GDOI Key Server Debug"),
    "gm": Flag("crypto gdoi gm", _HEADING, "GDOI Group Member Debug"),
    "infra": Flag("crypto gdoi infra", _HEADING, "GDOI Infrastructure Debug"),
    "replay": Flag("crypto gdoi replay", _HEADING, "GDOI Anti-Replay Debug"),
}
FLAGS = tuple(PARTS.values())

# step -> part, level, blanks before it, words
_LINES: dict[Step, tuple[str, str, str]] = {
    Step.TEK_LIFETIME: ("infra", "detail", "               TEK lifetime is {0} seconds"),
    Step.CONSTRUCT_TEK: ("infra", "detail", " Construct tek: spi is 0x{0:X}"),
    Step.PSEUDOTIME: ("replay", "event", "KS pseudotime is {0:.2f} (secs)"),
    Step.SYNC_TIMER: ("replay", "detail", "gdoi_ks_start_stop_sync_timer: CHECK_SYNC_TMR_REKEY"),
    Step.SA_SENT: ("infra", "event", "GDOI SA sent successfully by KS"),
    Step.NOT_ADDED: ("infra", "detail", "GDOI Group Member was not added to tree"),
    Step.KD_SENT: ("infra", "event", "GDOI KD sent successfully by KS"),
    Step.EXCHANGE_BEGUN: ("gm", "event", "beginning GDOI exchange, M-ID of {0}"),
    Step.MEMBER_STATE: ("gm", "detail", "Old State = {0}  New State = {1}"),
    Step.SA_TAKEN: ("gm", "detail", "processing GDOI SA payload, {0} parts"),
    Step.KEYS_TAKEN: ("gm", "event", "received GDOI KD, {0} TEKs"),
    Step.REKEY_OPENED: ("gm", "event", "Received rekey with seq # {0}"),
    Step.ACK_SENT: ("gm", "detail", "Sent rekey ACK for seq # {0}"),
    Step.ACK_RECEIVED: ("ks", "detail", "Received rekey ACK from {0:ip} for seq # {1}"),
    Step.NOT_ACKNOWLEDGED: ("ks", "error", "No rekey ACK from {0:ip}"),
}
_AREAS = {"infra": "INFRA", "replay": "REPLAY", "gm": "GM", "ks": "KS"}


class _Address(int):
    def __format__(self, spec: str) -> str:
        return format_ipv4(self) if spec == "ip" else int.__format__(self, spec)


def _words(only: str, event: events.Trace, told: Audience) -> Iterator[str]:
    part, level, text = _LINES[event.step]
    levels = told.options or ("error", "terse")
    if level not in levels or only not in ("", part) or (not only and any(told.debugs(PARTS[p].name) for p in (part,))):
        return
    args = [_Address(each) if isinstance(each, int) else each for each in event.args]
    tag = f"{event.conn_id}:{event.identity}" if event.conn_id else f"{event.group}:0" if event.group else "0"
    yield f"GDOI:{_AREAS[part]}:({tag}):{text.format(*args)}"


DEBUG = {flag.name: {events.Trace: partial(_words, part)} for part, flag in PARTS.items()}

SYSLOG = {
    events.GdoiSwitched: _switched,
    events.RegistrationBegun: _begun,
    events.RegistrationDone: _done,
    events.PoliciesInstalled: _installed,
    events.ReRegistering: _re_registering,
    events.RekeyReceived: _rekey_received,
    events.DeleteReceived: _delete_received,
    events.Unauthorized: _line(
        "GDOI", 1, "UNAUTHORIZED_IPADDR", "Group {event.group} received registration from unauthorized ip address: {0}"
    ),
    events.RekeySent: _rekey_sent,
    events.MemberDeleted: _line("GDOI", 4, "GM_DELETE", "GM {0} deleted from group {event.group}."),
    events.TransportChanged: _transport,
    events.CoopAdded: _line("GDOI", 5, "COOP_KS_ADD", "{0} added as COOP Key Server in group {event.group}."),
    events.CoopRemoved: _line("GDOI", 5, "COOP_KS_REMOVE", "{0} removed as COOP Key Server in group {event.group}."),
    events.CoopElection: _election,
    events.CoopPrimary: _primary,
    events.CoopUnreachable: _line(
        "GDOI", 3, "COOP_KS_UNREACH",
        "Cooperative KS {0} Unreachable in group {event.group}. IKE SA Status = Failed to establish.",
    ),
    events.CoopReachable: _line(
        "GDOI", 5, "COOP_KS_REACH", "Reachability restored with Cooperative KS {0} in group {event.group}."
    ),
    events.PolicyChanged: _line(
        "GDOI", 5, "POLICY_CHANGE",
        "GDOI group {event.group} policy has changed. Use 'crypto gdoi ks rekey' to send a rekey, else the changes "
        "will be send in the next scheduled rekey",
    ),
}  # fmt: skip
