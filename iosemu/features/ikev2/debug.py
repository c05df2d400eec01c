"""The words of `debug crypto ikev2 …`.

A row of WORDS is (kind, text): the kind says which prefix stands in front, and which flags tell of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.ikev2.events import FlexDown, FlexUp, OneSa, Step, Trace
from iosemu.types import format_ipv4

FLAGS = (
    Flag("crypto ikev2", "IKEV2:", "IKEv2 default debugging"),
    Flag("crypto ikev2 error", "IKEV2:", "IKEv2 error debugging"),
    Flag("crypto ikev2 internal", "IKEV2:", "IKEv2 internal debugging"),
    Flag("crypto ikev2 packet", "IKEV2:", "IKEv2 packet debugging"),
)
S = "sa"  # IKEv2:(SESSION ID = 1,SA ID = 1):
E = "engine"  # IKEv2:(SA ID = 1):   replies of the crypto engine and of IPsec
B = "bare"  # IKEv2:
K = "keys"  # IKEv2:%
X = "error"  # IKEv2-ERROR:(SESSION ID = 1,SA ID = 1):
P = "packet"  # of a packet
I = "internal"  # noqa: E741  # state machine

WORDS: dict[Step, tuple[str, str]] = {
    Step.KEYRING: (K, "Getting preshared key from profile keyring {0}"),
    Step.PEER_BLOCK: (K, "Matched peer block '{0}'"),
    Step.SEARCH_POLICY: (B, "Searching Policy with fvrf {0}, local address {1:ip}"),
    Step.DEFAULT_POLICY: (B, "Using the Default Policy for Proposal"),
    Step.FOUND_POLICY: (B, "Found Policy '{0}'"),
    Step.NO_POLICY: (X, ": Failed to find a matching policy"),
    Step.PROFILE_FOUND: (B, "found matching IKEv2 profile '{0}'"),
    Step.PROFILE_NOT_FOUND: (K, "IKEv2 profile not found"),
    Step.SEARCH_IDENTITY: (S, "Searching policy based on peer's identity '{0}' of type '{1}'"),
    Step.DH_PUBLIC: (S, "[IKEv2 -> Crypto Engine] Computing DH public key, DH Group {0}"),
    Step.DH_PASSED: (E, "[Crypto Engine -> IKEv2] DH key Computation PASSED"),
    Step.DH_QUEUED: (S, "Request queued for computation of DH key"),
    Step.DH_SECRET: (S, "[IKEv2 -> Crypto Engine] Computing DH secret key, DH Group {0}"),
    Step.DH_SECRET_QUEUED: (S, "Request queued for computation of DH secret"),
    Step.SKEYSEED: (E, "[IKEv2 -> Crypto Engine] Calculate SKEYSEED and create rekeyed IKEv2 SA"),
    Step.SKEYSEED_PASSED: (
        E, "[Crypto Engine -> IKEv2] SKEYSEED calculation and creation of rekeyed IKEv2 SA PASSED",
    ),
    Step.GENERATE_AUTH: (S, "Generate my authentication data"),
    Step.USE_PSK: (S, "Use preshared key for id {0}, key len {1}"),
    Step.AUTH_WORK: (B, "[IKEv2 -> Crypto Engine] Generate IKEv2 authentication data"),
    Step.AUTH_PASSED: (B, "[Crypto Engine -> IKEv2] IKEv2 authentication data generation PASSED"),
    Step.MY_METHOD: (S, "Get my authentication method"),
    Step.MY_METHOD_IS: (S, "My authentication method is '{0}'"),
    Step.PEER_METHOD: (S, "Get peer's authentication method"),
    Step.PEER_METHOD_IS: (S, "Peer's authentication method is '{0}'"),
    Step.GET_PEER_PSK: (S, "Get peer's preshared key for {0}"),
    Step.VERIFY_AUTH: (S, "Verify peer's authentication data"),
    Step.AUTH_GOOD: (S, "Verification of peer's authenctication data PASSED"),
    Step.AUTH_BAD: (S, "Verification of peer's authentication data FAILED"),
    Step.PEER_AUTH_MISMATCH: (
        X, "Peer authentication method configured is mismatching with the method proposed by peer",
    ),
    Step.TRUSTPOINTS: (S, "[IKEv2 -> PKI] Retrieve configured trustpoint(s)"),
    Step.TRUSTPOINTS_FOUND: (S, "[PKI -> IKEv2] Retrieved trustpoint(s): {0}"),
    Step.KEY_HASHES: (S, "[IKEv2 -> PKI] Get Public Key Hashes of trustpoints"),
    Step.KEY_HASHES_FOUND: (S, "[PKI -> IKEv2] Getting of Public Key Hashes of trustpoints PASSED"),
    Step.PKI_OPEN: (S, "[IKEv2 -> PKI] Start PKI Session"),
    Step.PKI_OPENED: (S, "[PKI -> IKEv2] Starting of PKI Session PASSED"),
    Step.PKI_CLOSE: (S, "[IKEv2 -> PKI] Close PKI Session"),
    Step.PKI_CLOSED: (S, "[PKI -> IKEv2] Closing of PKI Session PASSED"),
    Step.CHAIN_WANTED: (S, "[IKEv2 -> PKI] Getting cert chain for the trustpoint {0}"),
    Step.CHAIN_FOUND: (S, "[PKI -> IKEv2] Getting of cert chain for the trustpoint PASSED"),
    Step.SIGN: (S, "Sign authentication data"),
    Step.KEY_WANTED: (S, "[IKEv2 -> PKI] Getting private key"),
    Step.KEY_FOUND: (S, "[PKI -> IKEv2] Getting of private key PASSED"),
    Step.SIGN_WORK: (S, "[IKEv2 -> Crypto Engine] Sign authentication data"),
    Step.SIGN_PASSED: (S, "[Crypto Engine -> IKEv2] Signing of authentication data PASSED"),
    Step.SIGN_FAILED: (S, "[Crypto Engine -> IKEv2] Signing of authentication data FAILED"),
    Step.SIGNED: (S, "Authentication material has been sucessfully signed"),
    Step.NO_SIGNATURE: (
        X, ": Failed to generate auth data: Failed to sign data: Signature {0} keys not found in configuration",
    ),
    Step.VALIDATE: (S, "[IKEv2 -> PKI] Validating certificate chain"),
    Step.VALIDATE_PASSED: (S, "[PKI -> IKEv2] Validation of certificate chain PASSED"),
    Step.VALIDATE_FAILED: (S, "[PKI -> IKEv2] Validation of certificate chain FAILED"),
    Step.PLATFORM_ERRORS: (S, ": Platform errors"),
    Step.CERT_FAILED: (S, "Verify cert failed"),
    Step.VERIFY_WORK: (S, "[IKEv2 -> Crypto Engine] Verify signed authentication data"),
    Step.VERIFY_PASSED: (S, "[Crypto Engine -> IKEv2] Verification of signed authentication data PASSED"),
    Step.VERIFY_FAILED: (S, "[Crypto Engine -> IKEv2] Verification of signed authentication data FAILED"),
    Step.NO_PROFILE_BY_CERT: (B, "%Profile could not be found by peer certificate."),
    Step.NO_ITEM: (S, ": Failed to locate an item in the database"),
    Step.NO_CONFIG_IN_INIT: (B, "IKEv2 initiator - no config data to send in IKE_SA_INIT exch"),
    Step.GENERATING: (S, "Generating {0} message"),
    Step.IKE_PROPOSAL: (S, "IKE Proposal: {0}, SPI size: {1} ({2}), \nNum. transforms: {3}\n{4} \n"),
    Step.ESP_PROPOSAL: (S, "{1} Proposal: {0}, SPI size: 4 (IPSec negotiation), \nNum. transforms: {2}\n{3} "),
    Step.ENCRYPTING: (S, "Building packet for encryption.  \nPayload contents: \n {0}\n"),
    Step.INSERT_SA: (S, "Insert SA \n"),
    Step.PROCESSING: (S, "Processing {0} message"),
    Step.VERIFY_INIT: (S, "Verify SA init message"),
    Step.CHECK_NAT: (S, "Checking NAT discovery"),
    Step.NO_NAT: (S, "NAT not found"),
    Step.NAT_INSIDE: (S, "NAT INSIDE found"),
    Step.NAT_OUTSIDE: (S, "NAT OUTSIDE found"),
    Step.COMPLETED_INIT: (S, "Completed SA init exchange"),
    Step.CHECK_EAP: (S, "Check for EAP exchange"),
    Step.CONSTRUCT_ID: (S, "Constructing {0} payload: '{1}' of type '{2}'"),
    Step.AUTH_TIMER: (S, "Starting timer (30 sec) to wait for auth message "),
    Step.AUTH_TIMER_STOPPED: (S, "Stopping timer to wait for auth message"),
    Step.AUTH_TIMER_EXPIRED: (X, ": Failed to receive the AUTH msg before the timer expired"),
    Step.PROCESS_AUTH_NOTIFY: (S, "Process auth response notify"),
    Step.VERIFY_POLICY: (S, "Verify peer's policy"),
    Step.POLICY_VERIFIED: (S, "Peer's policy verified"),
    Step.SA_CREATED: (S, "IKEV2 SA created; inserting SA into database. SA lifetime timer ({0} sec) started"),
    Step.SESSION_UP: (S, "Session with IKE ID PAIR ({0}, {1}) is UP"),
    Step.MIB_TUNNEL: (B, "IKEv2 MIB tunnel started, tunnel index {0}"),
    Step.CHECK_DUPLICATE: (S, "Checking for duplicate IKEv2 SA"),
    Step.NO_DUPLICATE: (S, "No duplicate IKEv2 SA found"),
    Step.DUPLICATE: (S, "Duplicate IKEv2 SA found"),
    Step.INITIAL_CONTACT: (S, "Received initial contact notify, deleting the older SA"),
    Step.LOAD_KEYS: (S, "Load IPSEC key material"),
    Step.CREATE_IPSEC: (E, "[IKEv2 -> IPsec] Create IPsec SA into IPsec database"),
    Step.IPSEC_CREATED: (E, "[IPsec -> IKEv2] Creation of IPsec SA into IPsec database PASSED"),
    Step.RETRANSMIT: (S, "Retransmitting packet \n"),
    Step.IN_WINDOW: (S, "Checking if request will fit in peer window \n"),
    Step.COOKIE_ASKED: (S, "Received cookie challenge notify"),
    Step.COOKIE_SENT: (B, "Sending cookie challenge notify"),
    Step.INVALID_KE: (S, "Received invalid KE notify, peer wants DH Group {0}"),
    Step.INVALID_KE_SENT: (S, "Sending invalid ke notification, peer sent group other than {0}"),
    Step.FRAGMENTED: (S, "Sending packet in {0} fragments"),
    Step.AUTHOR_REQUEST: (B, "Using mlist {0} and username {1} for group author request"),
    Step.AUTHOR_SENT: (S, "[IKEv2 -> AAA] Authorisation request sent"),
    Step.AUTHOR_ANSWER: (S, "[AAA -> IKEv2] Received AAA authorisation response"),
    Step.AUTHOR_FAILED: (X, ": AAA authorization failed"),
    Step.CONFIG_OUT: (B, "Config data to send:"),
    Step.CONFIG_TYPE: (S, "Config-type: {0} "),
    Step.CONFIG_ATTRIBUTE: (S, "Attrib type: {0}, length: {1}{2}"),
    Step.CONFIG_READY: (S, "Have config mode data to send"),
    Step.CONFIG_IN: (B, "Config data recieved:"),
    Step.CONFIG_VALID: (S, "Received valid config mode data"),
    Step.CONFIG_SET: (S, "Set received config mode data"),
    Step.ADDRESS_ALLOCATED: (B, "Allocated addr {0:ip} from local pool {1}"),
    Step.ADDRESS_FAILED: (X, ": Failed to allocate IP addr"),
    Step.SEND_DELETE_CHILD: (S, "Sending DELETE INFO message for IPsec SA [SPI: 0x{0:X}]"),
    Step.SEND_DELETE_IKE: (S, "Sending DELETE INFO message for IKEv2 SA [ISPI: 0x{0} RSPI: 0x{1}]"),
    Step.QUEUE_DELETE: (S, "Queuing IKE SA delete request reason: {0}"),
    Step.CHECK_CHILD: (S, "Check for existing IPSEC SA"),
    Step.DELETE_ALL: (S, "Delete all IKE SAs"),
    Step.DELETE_ACK: (S, "Processing ACK to informational exchange"),
    Step.DELETE_RECEIVED: (S, "Received DELETE INFO message for IPsec SA [SPI: 0x{0:X}]"),
    Step.DELETE_IKE_RECEIVED: (S, "Process delete request from peer"),
    Step.DELETING: (S, "Deleting SA"),
    Step.ABORT: (S, "Abort exchange"),
    Step.LIVENESS: (S, "Sending DPD/liveness query"),
    Step.LIVENESS_ANSWER: (S, "Received response to DPD/liveness query"),
    Step.REKEY_CHILD: (S, "Rekeying IPsec SA [SPI: 0x{0:X}]"),
    Step.REKEY_IKE: (S, "Rekeying IKEv2 SA"),
    Step.REKEYED_IKE: (S, "IKEv2 SA rekeyed; inserting SA into database"),
    Step.RECEIVED_POLICIES: (X, "Received Policies: : Failed to find a matching policy{0}"),
    Step.EXPECTED_POLICIES: (X, "Expected Policies: : Failed to find a matching policy{0}"),
    Step.NO_MATCHING_POLICY: (X, ": Failed to find a matching policy"),
    Step.SEND_NO_PROPOSAL: (S, "Sending no proposal chosen notify"),
    Step.NO_PROPOSAL: (X, "Received no proposal chosen notify"),
    Step.FAILED_INIT: (S, "Failed SA init exchange"),
    Step.INITIAL_FAILED: (X, "Initial exchange failed: Initial exchange failed"),
    Step.MAX_RETRANSMIT: (X, ": Maximum number of retransmissions reached"),
    Step.AUTH_FAILED: (X, ": Auth exchange failed"),
    Step.NOT_AUTHENTICATED: (X, ": Failed to authenticate the IKE SA"),
    Step.SEND_AUTH_FAILURE: (S, "Sending authentication failure notify"),
    Step.TS_UNACCEPTABLE: (X, ": There was no IPSEC policy found for received TS"),
    Step.TS_RECEIVED: (X, ": Received TS unacceptable notify"),
    Step.INVALID_SPI: (X, ": Detected an invalid IKE SPI"),
    Step.BAD_PARAMETER: (X, ": A supplied parameter is incorrect"),
    Step.CHILD_FAILED: (X, ": Create child exchange failed"),
    Step.TEMPORARY: (S, "Temporary failure, trying again"),
}
_HEAD = (
    "{way} Packet [{one} {0:ip}:{1}/{two} {2:ip}:{3}/VRF i{4}:f{4}] \n"
    "Initiator SPI : {5} - Responder SPI : {6} Message id: {7}\n"
    "IKEv2 {8} Exchange {9} \n"
    "Payload contents: \n"
    " {10}\n"
)


class _Ip(int):
    """An address of a row: `:ip` prints it in dots."""

    def __format__(self, spec: str) -> str:
        return format_ipv4(int(self)) if spec == "ip" else super().__format__(spec)


def _args(args: Iterable[int | str]) -> list[int | str]:
    return [_Ip(each) if isinstance(each, int) else each for each in args]


def _prefix(kind: str, sa: OneSa | None, told: Audience) -> str:
    if kind == K:
        return "IKEv2:% "
    head = "IKEv2-ERROR:" if kind == X else "IKEv2:"
    if sa is None or kind == B:
        return head
    if kind == E or not told.software.ikev2_session_ids:
        return f"{head}(SA ID = {sa.conn_id}):"
    return f"{head}(SESSION ID = {sa.session_id},SA ID = {sa.conn_id}):"


def _line(event: Trace, told: Audience) -> tuple[str, str] | None:
    """(kind, text); None: nothing is said."""
    if event.step in (Step.SENDING, Step.RECEIVED):
        sending = event.step is Step.SENDING
        way, one, two = ("Sending", "To", "From") if sending else ("Received", "From", "To")
        text = _HEAD.format(*_args(event.args), way=way, one=one, two=two)
        return S, _prefix(S, event.sa, told) + text
    row = WORDS.get(event.step)
    if row is None:
        return None
    kind, text = row
    return kind, _prefix(kind, event.sa, told) + text.format(*_args(event.args))


def _default(event: Trace, told: Audience) -> Iterator[str]:
    found = _line(event, told)
    if found is not None:
        yield found[1]


def _error(event: Trace, told: Audience) -> Iterator[str]:
    found = _line(event, told)
    if found is not None and found[0] == X:
        yield found[1]


def _internal(event: Trace, told: Audience) -> Iterator[str]:
    sa = event.sa
    if event.step is Step.SM and sa is not None:
        state, name, number = event.args
        role = "I" if sa.initiator else "R"
        spis = f"I_SPI={sa.spi_i:016X} R_SPI={sa.spi_r:016X} ({role}) MsgID = {number}"
        yield f"{_prefix(S, sa, told)}SM Trace-> SA: {spis} CurState: {state} Event: {name}"


def _packet(event: Trace, told: Audience) -> Iterator[str]:
    """Messages as they come and go, and what is inside of those that are encrypted."""
    if event.step in (Step.SENDING, Step.RECEIVED, Step.ENCRYPTING):
        yield from _default(event, told)
    elif event.step is Step.DECRYPTED:
        yield f"{_prefix(S, event.sa, told)}Decrypted packet:\nPayload contents: \n {event.args[0]}\n"


DEBUG: dict[str, dict[type, Callable[[Trace, Audience], Iterable[str]]]] = {
    "crypto ikev2": {Trace: _default},
    "crypto ikev2 error": {Trace: _error},
    "crypto ikev2 internal": {Trace: _internal},
    "crypto ikev2 packet": {Trace: _packet},
}


def _flex_up(event: FlexUp, told: Audience) -> Message:
    inside = f" Assigned_Tunnel_v4_addr = {format_ipv4(event.inside)}" if event.inside else ""
    return Message("FLEXVPN", 6, "FLEXVPN_CONNECTION_UP", f"{_flex(event)}{inside}")


def _flex_down(event: FlexDown, told: Audience) -> Message:
    return Message("FLEXVPN", 6, "FLEXVPN_CONNECTION_DOWN", _flex(event))


def _flex(event: FlexUp | FlexDown) -> str:
    ends = f"Client_public_addr = {format_ipv4(event.local)} Server_public_addr = {format_ipv4(event.remote)}"
    return f"FlexVPN({event.client}) {ends}"


SYSLOG = {FlexUp: _flex_up, FlexDown: _flex_down}
