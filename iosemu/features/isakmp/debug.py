"""The words of `debug crypto isakmp`, `debug crypto engine` and of the ISAKMP messages in the log.

Two dialects: up to 15.5 (`ISAKMP:(1001): text`), and newer (`ISAKMP: (1001):text`, ISAKMP-PAK, ISAKMP-ERROR). A row of
WORDS holds where the text of the older one stands after its prefix, the text, and the kind of line in the newer one.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from typing import Any

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.isakmp import trace as events
from iosemu.features.isakmp.identity import text
from iosemu.features.isakmp.model import ECDSA_CURVES, PRE_SHARE, RSA_ENCR, RSA_SIG
from iosemu.features.isakmp.trace import OnePair, OnePeer, Step, Trace
from iosemu.features.keying.events import CryptoEngine
from iosemu.records import dataclass
from iosemu.types import format_ipv4
from iosemu.wire.isakmp import Identification, IdType, Notify

# prefixes of the older dialect
C = "ISAKMP:({c}):"
C_ = "ISAKMP:({c}): "
P = "ISAKMP ({c}): "
N = "ISAKMP: "
N0 = "ISAKMP:"


@dataclass(slots=True, frozen=True)
class Row:
    prefix: str
    text: str
    kind: str = ""  # PAK or ERROR
    newer: str = ""  # the text of the newer dialect when it differs


class _Formatter(string.Formatter):
    """Format specs of our own: ip (dotted), mid (message ID), ptr (hexadecimal)."""

    def __init__(self, newer: bool) -> None:
        self.newer = newer

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "ip":
            return format_ipv4(value)
        if format_spec == "mid":
            return str(value if self.newer or value < 1 << 31 else value - (1 << 32))
        if format_spec == "ptr":
            return f"{value:X}"
        return str(format(value, format_spec))


_OLD, _NEW = _Formatter(False), _Formatter(True)

WORDS: dict[Step, Row] = {
    Step.SA_REQUEST: Row(C_, "SA request profile is {profile}"),
    Step.PEER_CREATED: Row(N, "Created a peer struct for {remote}, peer port {peer.port}"),
    Step.PEER_FOUND: Row(N, "Found a peer struct for {remote}, peer port {peer.port}"),
    Step.PEER_NEW: Row(N, "New peer created peer = 0x{peer.pointer:ptr} peer_handle = 0x{peer.handle:ptr}"),
    Step.PEER_LOCKED: Row(N, "Locking peer struct 0x{peer.pointer:ptr}, refcount {peer.refcount} for {1}"),
    Step.PEER_UNLOCKED: Row(N, "Unlocking peer struct 0x{peer.pointer:ptr} for {1}, count {peer.refcount}"),
    Step.PEER_REAPED: Row(N, "Deleting peer node by peer_reap for {remote}: {peer.pointer:ptr}"),
    Step.PORTS: Row(N, "local port {0}, remote port {1}"),
    Step.NEW_NODE: Row(N, "set new node {0:mid} to QM_IDLE      "),
    Step.SA_INSERTED: Row(C, "insert sa successfully sa = {sa.pointer:ptr}"),
    Step.SA_DUPLICATE: Row(N, "Find a dup sa in the avl tree during calling isadb_insert sa = {sa.pointer:ptr}"),
    Step.BUDDING: Row(
        C, "SA is still budding. Attached new ipsec request to it. (local {sa.local:ip}, remote {sa.remote:ip})"
    ),
    Step.OUTSTANDING: Row(
        C,
        "SA has outstanding requests  (local {sa.local:ip} port {sa.local_port}, "
        "remote {sa.remote:ip} port {sa.remote_port})",
    ),
    Step.SITTING_IDLE: Row(C, "sitting IDLE. Starting QM immediately (QM_IDLE      )"),
    Step.NO_AGGRESSIVE: Row(C, "Can not start Aggressive mode, trying Main mode."),
    Step.TUNNEL_ATTRIBUTES: Row(C, "SA has tunnel attributes set."),
    Step.TUNNEL_PASSWORD: Row(C, "SA using tunnel password as pre-shared key."),
    Step.NO_MODE: Row(N, "Error while processing SA request: Failed to initialize SA", "ERROR"),
    Step.KMI_ERROR: Row(N, "Error while processing KMI message 0, error 2.", "ERROR"),
    Step.NO_KEY: Row(C, "No pre-shared key with {0:ip}!", "ERROR"),
    Step.NO_CERT_OR_KEY: Row(C_, "No Cert or pre-shared address key.", "ERROR", "No Cert or pre-shared address key. "),
    Step.CANNOT_START: Row(C_, "construct_initial_message: Can not start Main mode", "ERROR"),
    Step.NO_HOST_KEY: Row(N, "no pre-shared key based on hostname {0}!", "ERROR"),
    Step.KEY_FOUND: Row(C, "found peer pre-shared key matching {0}"),
    Step.KEY_LOCAL: Row(C_, "local preshared key found"),
    Step.KEYRING_FOUND: Row(C, "Found {0} key in keyring {1}"),
    Step.KEY_NOT_IN_PROFILE: Row(C, "Key not found in keyrings of profile {0}, aborting exchange", "ERROR"),
    Step.INPUT: Row(C, "Input = {0}, {1}"),
    Step.TRANSITION: Row(C, "Old State = {0.value}  New State = {1.value} \n"),
    Step.NODE_INPUT: Row(C, "Node {0:mid}, Input = {1}, {2}"),
    Step.NODE_TRANSITION: Row(C, "Old State = {0.value}  New State = {1.value}"),
    Step.FSM_ERROR: Row(P, "FSM action returned error: {0}", "ERROR"),
    Step.UNKNOWN_INPUT: Row(P, "Unknown Input {0}, {1}:  state = {2.value}", "ERROR"),
    Step.SENDING: Row(
        C_, "sending packet to {remote} my_port {sa.local_port} peer_port {sa.remote_port} {state}", "PAK"
    ),
    Step.SENT: Row(C, "Sending an IKE IPv4 Packet."),
    Step.RECEIVED: Row(P, "received packet from {0:ip} dport {1} sport {2} Global ({3}", "PAK"),
    Step.BEGIN_MAIN: Row(C_, "beginning Main Mode exchange"),
    Step.BEGIN_AGGRESSIVE: Row(C_, "beginning Aggressive Mode exchange"),
    Step.PROCESSING: Row(C_, "processing {0} payload. message ID = {1:mid}"),
    Step.CONSTRUCTED_VENDOR: Row(C_, "constructed NAT-T vendor-{0} ID"),
    Step.VENDOR: Row(C_, "processing vendor id payload"),
    Step.VENDOR_MAJOR: Row(C_, "vendor ID seems Unity/DPD but major {0} mismatch"),
    Step.VENDOR_IS: Row(C_, "vendor ID is {0}"),
    Step.VENDOR_IOS: Row(C_, "speaking to another IOS box!"),
    Step.VENDOR_CLAIMED: Row(C_, "claimed IOS but failed authentication"),
    Step.FRAGMENTATION: Row(C_, "processing IKE frag vendor id payload"),
    Step.FRAGMENTATION_OFF: Row(C, "Support for IKE Fragmentation not enabled"),
    Step.PAYLOAD_TYPE: Row(N0, "received payload type {0}"),
    Step.HIS_HASH: Row(P, "His hash no match - this node outside NAT"),
    Step.MY_HASH: Row(P, "My hash no match -  this node inside NAT"),
    Step.BOTH_NAT: Row(P, "NAT found, both nodes inside NAT"),
    Step.NO_NAT: Row(P, "No NAT Found for self or peer"),
    Step.UDP_ENC: Row(C, "Setting UDP ENC peer struct 0x{sa.peer_pointer:ptr} sa= 0x{sa.pointer:ptr}"),
    Step.PORT_FLOATED: Row(C, "Detected port floating to port = {0}"),
    Step.SCANNING: Row("ISAKMP : ", "Scanning profiles for xauth ...{names}"),
    Step.XAUTH_IN_PROFILE: Row("ISAKMP : ", "Looking for xauth in profile {0}"),
    Step.CHECKING: Row(C, "Checking ISAKMP transform {0} against priority {1} policy"),
    Step.ATTRIBUTE: Row(N0, "      {0}"),
    Step.MISMATCH: Row(C, "{0.value}", "ERROR"),
    Step.NOT_ACCEPTABLE: Row(C, "atts are not acceptable. Next payload is {0}", "ERROR"),
    Step.ACCEPTABLE: Row(C, "atts are acceptable. Next payload is {0}"),
    Step.ACTUAL_LIFE: Row(C, "Acceptable atts:actual life: {0}"),
    Step.LIFE: Row(C, "Acceptable atts:life: 0"),
    Step.VPI_LENGTH: Row(C, "Fill atts in sa vpi_length:{0}"),
    Step.LIFE_SECONDS: Row(C, "Fill atts in sa life_in_seconds:{0}"),
    Step.BASIC_LIFE: Row(C, "Basic life_in_seconds:{0}"),
    Step.RETURNING_LIFE: Row(C, "Returning Actual lifetime: {0}"),
    Step.LIFETIME_TIMER: Row(C, ":Started lifetime timer: {0}.\n", "", "Started lifetime timer: {0}.\n"),
    Step.NO_OFFERS: Row(C, "no offers accepted!", "ERROR"),
    Step.NOT_ACCEPTABLE_P1: Row(
        C_, "phase 1 SA policy not acceptable! (local {sa.local:ip} remote {sa.remote:ip})", "ERROR"
    ),
    Step.CANNOT_INFORM: Row(C_, "Failed to construct AG informational message.", "ERROR"),
    Step.NO_PUBLIC_KEY: Row(C, "No RSA public key for peer {0:ip}!", "ERROR"),
    Step.NOT_OPENED: Row(C, "Unable to decrypt the payload with the RSA private key", "ERROR"),
    Step.CERT_REQUESTED: Row(P, "constructing CERT_REQ for issuer {0}"),
    Step.CERT_WANTED: Row(C_, "peer wants a CT_X509_SIGNATURE cert"),
    Step.CERT_WANTED_OF: Row(C_, "peer wants cert issued by {0}"),
    Step.TRUSTPOINT_CHOSEN: Row("", " Choosing trustpoint {0} as issuer"),
    Step.NO_OWN_CERT: Row(
        P, "Unable to get router cert or routerdoes not have a cert: needed to find DN!", "ERROR"
    ),
    Step.CERT_SENT: Row(P, "constructing CERT payload for {0}"),
    Step.SIGNING: Row(C_, "using the {0} trustpoint's keypair to sign"),
    Step.CERT_SHOWN: Row(C_, "processing a CT_X509_SIGNATURE cert"),
    Step.GROUP_SIZE: Row(C, "group size changed! Should be {0}, is {1}", "ERROR"),
    Step.SEND_INITIAL_CONTACT: Row(C, "Send initial contact"),
    Step.ID_LENGTH: Row(C, "Total payload length: {0}"),
    Step.NO_PROFILE: Row("ISAKMP:(0):: ", "peer matches *none* of the profiles"),
    Step.PROFILE_MATCH: Row("ISAKMP:(0):: ", "peer matches {0} profile"),
    Step.NOTIFY_OUT: Row(C, "Sending NOTIFY {name} protocol {1}\n\tspi {2}, message ID = {3:mid}"),
    Step.AUTHENTICATED: Row(C, "SA authentication status:\n\tauthenticated"),
    Step.AUTHENTICATED_WITH: Row(C, "SA has been authenticated with {sa.remote:ip}"),
    Step.INITIAL_CONTACT: Row(
        C_,
        "Process initial contact,\nbring down existing phase 1 and 2 SA's with local {sa.local:ip} "
        "remote {sa.remote:ip} remote port {sa.remote_port}",
    ),
    Step.INITIAL_CONTACT_DELETE: Row(C, "received initial contact, deleting SA"),
    Step.FIND_PEER: Row(C, "Trying to find existing peer {sa.local:ip}/{sa.remote:ip}/{sa.remote_port}/"),
    Step.HASH_MISMATCH: Row(C, "Hash payload does not match", "ERROR"),
    Step.RESERVED: Row(N, "reserved not zero on {payload} payload!", "ERROR"),
    Step.SENDING_LIFETIME: Row(N, "Sending phase 1 responder lifetime {0}\n"),
    Step.RESTART_LIFETIME: Row(C, "restart ike sa timer to {0} secs"),
    Step.BEGIN_QUICK: Row(C, "beginning Quick Mode exchange, M-ID of {0:mid}"),
    Step.GETS_SPI: Row(C, "QM {0} gets spi"),
    Step.CHECKING_PROPOSAL: Row(C, "Checking IPSec proposal {0}"),
    Step.TRANSFORM: Row(N, "transform {0}, {1}"),
    Step.TRANSFORM_ATTRIBUTES: Row(N0, "   attributes in transform:"),
    Step.QM_ATTRIBUTE: Row(N0, "      {0}"),
    Step.QM_ACCEPTABLE: Row(C, "atts are acceptable."),
    Step.POLICY_INVALID: Row(C_, "IPSec policy invalidated proposal with error {0}", "ERROR"),
    Step.NOT_ACCEPTABLE_P2: Row(
        C_, "phase 2 SA policy not acceptable! (local {sa.local:ip} remote {sa.remote:ip})", "ERROR"
    ),
    Step.NO_PEER_INDEX: Row("ISAKMP:(0):", "Failed to find peer index node to update peer_info_list", "ERROR"),
    Step.INSTALL_CALLBACK: Row(C, "Received IPSec Install callback... proceeding with the negotiation"),
    Step.INSTALLED: Row(C, "Successfully installed IPSEC SA (SPI:0x{0:ptr}) on {1}"),
    Step.NODE_DELETED: Row(C, 'deleting node {0:mid} error {truth} reason "{2}"'),
    Step.NODE_PURGED: Row(C, "purging node {0:mid}"),
    Step.QM_TIMER: Row(N, "quick mode timer expired."),
    Step.DELETING_SPI: Row(C, "deleting spi {0} message ID = {1:mid}"),
    Step.ENQUEUED_DELETE: Row(C, "Enqueued KEY_MGR_DELETE_SAS for IPSEC SA (SPI:0x{0:ptr})"),
    Step.NO_SA_FOR_DELETE: Row(
        N,
        "ignoring request to send delete notify (no ISAKMP sa) src {0:ip} dst {1:ip} for SPI 0x{2:ptr}",
        "ERROR",
    ),
    Step.RETRANSMITTING: Row(C_, "retransmitting phase 1 {phase}..."),
    Step.RETRANSMIT: Row(C_, "retransmitting phase 1 {phase}"),
    Step.RETRANSMITTING_P2: Row(C_, "retransmitting phase 2 {phase} {0:mid} ..."),
    Step.RETRANSMIT_P2: Row(C_, "retransmitting phase 2 {0:mid} {phase}"),
    Step.ERROR_COUNT: Row(P, "incrementing error counter on sa, attempt {0} of 5: {1}", "ERROR"),
    Step.NODE_ERROR_COUNT: Row(P, "incrementing error counter on node, attempt {0} of 5: {1}", "ERROR"),
    Step.DUPLICATE: Row(C_, "phase {0} packet is a duplicate of a previous packet."),
    Step.RETRANSMIT_DUE: Row(C_, "retransmitting due to retransmit phase {0}"),
    Step.RETRANSMIT_SKIPPED: Row(C_, "retransmission skipped for phase {0} (time since last transmission {1})"),
    Step.NEED_XAUTH: Row(C, "Need XAUTH"),
    Step.NEW_CONFIG_NODE: Row(N, "set new node {0:mid} to {1}"),
    Step.XAUTH_ASKED: Row("ISAKMP/xauth: ", "{0} attribute {1}"),
    Step.CONFIG_BEGUN: Row(C_, "initiating peer config to {remote}. ID = {0:mid}"),
    Step.CONFIG_ANSWERED: Row(C_, "responding to peer config from {remote}. ID = {0:mid}"),
    Step.CONFIG_PAYLOAD: Row(N, "Config payload {0}"),
    Step.TRANSACTION: Row(C, "processing transaction payload from {remote}. message ID = {0:mid}"),
    Step.XAUTH_STATUS: Row(C, "       (blank) XAUTH {0}"),
    Step.UNITY_CLIENT: Row(C, "Talking to a Unity Client"),
    Step.CONFIG_CHECKING: Row(C, "checking request:"),
    Step.CONFIG_ATTRIBUTE: Row(N0, "    {0}"),
    Step.GROUP_ASKED: Row("ISAKMP/author: ", "Author request for group {0}successfully sent to AAA"),
    Step.ADDRESS_GIVEN: Row(C, "allocating address {0:ip}"),
    Step.CONFIG_SENDING: Row(N, "Sending {0}"),
    Step.CONFIG_UNKNOWN: Row("ISAKMP (0/{c}): ", "Unknown Attr: {0} (0x{0:ptr})"),
    Step.NO_ADDRESS: Row(C, "peer requested address but none is available", "ERROR"),
    Step.PARANOID: Row(C, "peer does not do paranoid keepalives.\n", "", "peer does not do paranoid keepalives."),
    Step.DELETING: Row(C, 'deleting SA reason "{0}" state {state} (peer {remote})'),
    Step.DELETING_AGAIN: Row(C, 'deleting SA reason "{0}" state {state} (peer {remote}) '),
    Step.PURGING: Row(C, "purging SA., sa={sa.pointer:ptr}, delme={sa.pointer:ptr}"),
    Step.NOTIFY_NO_HASH: Row(C, "Notify has no hash. Rejected.", "ERROR"),
    Step.DPD_SEQUENCE: Row(C_, "seq. no 0x{0:ptr}"),
    Step.DPD_RECEIVED: Row(C_, "DPD/{0} received from peer {remote}, sequence 0x{1:ptr}"),
    Step.DPD_ERROR: Row(C, "DPD incrementing error counter ({0}/5)"),
    Step.NOT_RESPONDING: Row(C, "peer {remote} not responding!"),
}

_NOTIFY_NAMES = {
    Notify.NO_PROPOSAL_CHOSEN: "PROPOSAL_NOT_CHOSEN",
    Notify.R_U_THERE: "DPD/R_U_THERE",
    Notify.R_U_THERE_ACK: "DPD/R_U_THERE_ACK",
}
_PAYLOAD_NAMES = {1: "SA", 4: "KE", 5: "ID", 8: "HASH", 10: "NONCE", 11: "NOTIFY", 12: "DELETE", 13: "VENDOR ID"}


def notify_name(number: int) -> str:
    """As IOS calls a notification."""
    found = _NOTIFY_NAMES.get(Notify(number)) if number in _NUMBERS else None
    if found is None:
        found = Notify(number).name if number in _NUMBERS else str(number)
    return found


_NUMBERS = frozenset(int(each) for each in Notify)


def _kind(event: Trace, row: Row) -> str:
    if event.step is Step.NODE_DELETED:
        return "ERROR" if event.args[1] else ""
    return row.kind


def _prefix(event: Trace, row: Row, newer: bool) -> str:
    conn_id = event.sa.conn_id if event.sa is not None else 0
    if not newer:
        return row.prefix.format(c=conn_id)
    if not row.prefix.startswith(("ISAKMP:({c})", "ISAKMP ({c})")) and row.prefix not in (N, N0):
        conn_id = 0
    kind = _kind(event, row)
    return f"ISAKMP{f'-{kind}' if kind else ''}: ({conn_id}):"


def _plain(event: Trace, newer: bool) -> Iterable[str]:
    row, sa = WORDS[event.step], event.sa
    args: tuple[Any, ...] = event.args
    values: dict[str, Any] = {"sa": sa, "remote": format_ipv4(event.remote)}
    if sa is not None:
        values["phase"] = sa.phase
        values["state"] = f"({sa.role}) {sa.phase}"
    if args and isinstance(args[0], OnePeer):
        values["peer"] = args[0]
    match event.step:
        case Step.SA_REQUEST:
            values["profile"] = args[0] or "(NULL)"
        case Step.SCANNING:
            values["names"] = f" {args[0]}" if args[0] else ""
        case Step.RESERVED:
            values["payload"] = _PAYLOAD_NAMES.get(args[0], str(args[0]))
        case Step.NODE_DELETED:
            values["truth"] = "TRUE" if args[1] else "FALSE"
        case Step.NOTIFY_OUT:
            values["name"] = notify_name(args[0])
    text = row.newer if newer and row.newer else row.text
    yield _prefix(event, row, newer) + (_NEW if newer else _OLD).vformat(text, args, values)


def _duration(event: Trace, newer: bool) -> Iterable[str]:
    args: tuple[Any, ...] = event.args
    value, size, what = args
    if size:
        octets = " ".join(f"0x{octet:X}" for octet in value.to_bytes(size, "big"))
        yield f"ISAKMP:      {what} (VPI) of  {octets} "
    else:
        conn_id = event.sa.conn_id if event.sa is not None else 0
        prefix = f"ISAKMP: ({conn_id}):" if newer else "ISAKMP:"
        yield f"{prefix}      {what} (basic) of {value}"


def _nat_t(event: Trace, newer: bool) -> Iterable[str]:
    name = event.args[0]
    conn_id = event.sa.conn_id if event.sa is not None else 0
    prefix = f"ISAKMP:({conn_id}): " if name in ("v3", "v2") else f"ISAKMP ({conn_id}): "
    yield f"{f'ISAKMP: ({conn_id}):' if newer else prefix}vendor ID is NAT-T {name}"


_METHODS = {
    PRE_SHARE: "pre-shared key", RSA_ENCR: "RSA encryption", RSA_SIG: "RSA signature",
    **dict.fromkeys(ECDSA_CURVES, "ECDSA signature"),
}  # fmt: skip


def _authentication(event: Trace, newer: bool) -> Iterable[str]:
    assert event.sa is not None
    method, kind = event.args
    text = f"{_METHODS.get(str(method), method)} authentication using id type {kind}"
    if newer:
        yield f"ISAKMP: ({event.sa.conn_id}):SA is doing "
        yield f"ISAKMP: ({event.sa.conn_id}):{text}"
    else:
        yield f"ISAKMP:({event.sa.conn_id}):SA is doing {text}"


_ID_NAMES = {
    int(IdType.IPV4_ADDR): "address",
    int(IdType.FQDN): "FQDN name",
    int(IdType.USER_FQDN): "USER FQDN",
    int(IdType.KEY_ID): "group id",
    int(IdType.DER_ASN1_DN): "Dist. name",
}


def _identity(event: Trace, newer: bool) -> Iterable[str]:
    assert event.sa is not None
    ident, following = event.args
    assert isinstance(ident, Identification)
    conn_id, length = event.sa.conn_id, 8 + len(ident.data)
    what = _ID_NAMES.get(ident.type, "FQDN name")
    who = f"{what:<13}: {text(ident)}"
    if newer:
        yield f"ISAKMP: ({conn_id}):ID payload \n\tnext-payload : {following}\n\ttype         : {ident.type}"
        yield f"ISAKMP: ({conn_id}):\t{who}"
        rest = f"protocol     : {ident.protocol} \n\tport         : {ident.port} \n\tlength       : {length}"
        yield f"ISAKMP: ({conn_id}):\t{rest}"
        return
    yield (
        f"ISAKMP ({conn_id}): ID payload \n\tnext-payload : {following}\n\ttype         : {ident.type} \n\t{who} \n"
        f"\tprotocol     : {ident.protocol} \n\tport         : {ident.port} \n\tlength       : {length}"
    )


def _notify_in(event: Trace, newer: bool) -> Iterable[str]:
    assert event.sa is not None
    args: tuple[Any, ...] = event.args
    number, protocol, spi, message_id = args
    prefix = f"ISAKMP: ({event.sa.conn_id}):" if newer else f"ISAKMP:({event.sa.conn_id}): "
    mid = (_NEW if newer else _OLD).format_field(message_id, "mid")
    pointer = f"{'0x' if newer else ''}{event.sa.pointer:X}"
    yield (
        f"{prefix}processing NOTIFY {notify_name(number)} protocol {protocol}\n"
        f"\tspi {spi}, message ID = {mid}, sa = {pointer}"
    )


def _insert_peer(event: Trace, newer: bool) -> Iterable[str]:
    sa = event.sa
    assert sa is not None
    ends = f"{format_ipv4(sa.local)}/{format_ipv4(sa.remote)}/{sa.remote_port}/, "
    done = f" and inserted successfully {sa.peer_pointer:X}."
    if newer:
        yield f"ISAKMP: (0):Trying to insert a peer {ends}"
        yield f"ISAKMP: (0):{done}"
    else:
        yield f"ISAKMP: Trying to insert a peer {ends}{done}"


def _creating(event: Trace, newer: bool) -> Iterable[str]:
    pair = event.args[0]
    assert event.sa is not None
    assert isinstance(pair, OnePair)
    local, remote = format_ipv4(pair.local), format_ipv4(pair.remote)
    ours, theirs = format_ipv4(pair.ours), format_ipv4(pair.theirs)
    life = [f"        lifetime of {pair.seconds} seconds", f"        lifetime of {pair.kilobytes} kilobytes"]
    lines = [f"ISAKMP:({event.sa.conn_id}): Creating IPSec SAs"]
    for spi_in, spi_out in pair.spis:
        lines += [
            f"        inbound SA from {remote} to {local} (f/i)  0/ 0",
            f"        (proxy {theirs} to {ours})",
            f"        has spi 0x{spi_in:X} and conn_id 0",
            *life,
            f"        outbound SA from {local} to {remote} (f/i) 0/0",
            f"        (proxy {ours} to {theirs})",
            f"        has spi  0x{spi_out:X} and conn_id 0",
            *life,
        ]
    yield "\n".join(lines)


SPECIAL: dict[Step, Callable[[Trace, bool], Iterable[str]]] = {
    Step.LIFE_DURATION: _duration,
    Step.VENDOR_NATT: _nat_t,
    Step.DOING: _authentication,
    Step.ID_PAYLOAD: _identity,
    Step.NOTIFY_IN: _notify_in,
    Step.INSERT_PEER: _insert_peer,
    Step.CREATING: _creating,
}


def words(event: Trace, told: Audience) -> Iterable[str]:
    """The lines of one step; a line may hold line ends."""
    newer = told.software.isakmp_newer
    return SPECIAL.get(event.step, _plain)(event, newer)


def _error_words(event: Trace, told: Audience) -> Iterable[str]:
    row = WORDS.get(event.step)
    return _plain(event, told.software.isakmp_newer) if row is not None and _kind(event, row) == "ERROR" else ()


def _engine_words(event: CryptoEngine, told: Audience) -> Iterable[str]:
    yield f"crypto_engine: {event.work.value}"


FLAGS = (
    Flag("crypto isakmp", "Cryptographic Subsystem:", "Crypto ISAKMP debugging"),
    Flag("crypto isakmp error", "Cryptographic Subsystem:", "Crypto ISAKMP Error debugging"),
    Flag("crypto engine", "Cryptographic Subsystem:", "Crypto Engine debugging"),
)
DEBUG = {
    "crypto isakmp": {Trace: words},
    "crypto isakmp error": {Trace: _error_words},
    "crypto engine": {CryptoEngine: _engine_words},
}


def _crypto(severity: int, mnemonic: str, text: str) -> Callable[[Any, Audience], Message]:
    """A message about the peer of an event."""

    def word(event: Any, told: Audience) -> Message:
        return Message("CRYPTO", severity, mnemonic, text.format(format_ipv4(event.remote), event=event))

    return word


def _switched(event: events.IsakmpSwitched, told: Audience) -> Message:
    return Message("CRYPTO", 6, "ISAKMP_ON_OFF", f"ISAKMP is {'ON' if event.on else 'OFF'}")


def _denied(event: events.SaDenied, told: Audience) -> Message:
    way = "OUTGOING" if event.outgoing else "INCOMING"
    ends = f"from {format_ipv4(event.src)} to {format_ipv4(event.dst)}"
    return Message("CRYPTO", 4, "IKE_DENY_SA_REQ", f"IKE denied an {way} SA request {ends} due to {event.why.value}")


def _key_query_failed(event: events.KeyQueryFailed, told: Audience) -> Message:
    return Message("CRYPTO", 3, "IKMP_QUERY_KEY", "Querying key pair failed.")


def _authentication_failed(event: events.AuthenticationFailed, told: Audience) -> Message:
    text = f"Authentication method {event.method} failed with host {format_ipv4(event.remote)}"
    return Message("CRYPTO", 6, "IKMP_AUTH_FAIL", text)


def _certificate_refused(event: events.CertificateRefused, told: Audience) -> Message:
    text = f"Certificate received from {format_ipv4(event.remote)} is bad: {event.why.value}"
    return Message("CRYPTO", 5, "IKMP_INVAL_CERT", text)


def _default_policies(event: events.DefaultPoliciesUsed, told: Audience) -> Message:
    return Message("CRYPTO", 6, "IKMP_POLICY_DEFAULT", "Using ISAKMP Default policies")


SYSLOG = {
    events.IsakmpSwitched: _switched,
    events.DefaultPoliciesUsed: _default_policies,
    events.SaDenied: _denied,
    events.KeyQueryFailed: _key_query_failed,
    events.CertificateRefused: _certificate_refused,
    events.AuthenticationFailed: _authentication_failed,
    events.NoSaForMessage: _crypto(
        4, "IKMP_NO_SA", "IKE message from {0} has no SA and is not an initialization offer"
    ),
    events.BadMessage: _crypto(4, "IKMP_BAD_MESSAGE", "IKE message from {0} failed its sanity check or is malformed"),
    events.NotEncrypted: _crypto(
        6, "IKMP_NOT_ENCRYPTED", "IKE packet from {0} was not encrypted and it should've been."
    ),
    events.SaNotAuthenticated: _crypto(
        6, "IKMP_SA_NOT_AUTH", "Cannot accept Quick Mode exchange from {0} if SA is not authenticated!"
    ),
    events.ModeFailure: _crypto(6, "IKMP_MODE_FAILURE", "Processing of {event.mode} mode failed with peer at {0}"),
    events.NoPresharedKey: _crypto(6, "IKMP_NO_PRESHARED_KEY", "Pre-shared key for remote peer at {0} is missing"),
    events.AggressiveDisabled: _crypto(
        5, "IKMP_AG_MODE_DISABLED", "Unable to initiate or respond to Aggressive Mode while disabled"
    ),
}
