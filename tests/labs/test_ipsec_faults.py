"""Each fault of IPsec, at both ends: what works of it, what is said in order, and the page that tells it."""

from __future__ import annotations

import pytest

from tests.matrix.faults import FAULTS, Fault
from tests.matrix.page import PAGE, page, story

BY_ID = {fault.id: fault for fault in FAULTS}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_it_breaks_what_it_says_and_the_trace_tells_why(fault: Fault) -> None:
    found = story(fault)
    assert ("!" in found.ping) == (fault.works == "both"), found.ping
    assert "!" not in found.reverse
    assert all("{" not in line or "}" in line for end in found.ends.values() for line in end.debug)
    if fault.works == "both" and not fault.reverse:
        assert found.trace[0].endswith("later ones arrive")
        return
    bare = "crypto map CMAP 10 on FastEthernet0/0 of R1 selects it, and there is no SA"
    assert [line for line in found.trace if not line.startswith("=>") and bare not in line] or "dropped by ISP" in found.trace[-1]


# what isakmp-debug.md and ipsec-debug.md have of these failures: by fault and router, in this order among other lines
WORDS = {
    ("encryption", "R2"): """\
ISAKMP:(0):Checking ISAKMP transform 1 against priority 10 policy
ISAKMP:(0):Encryption algorithm offered does not match policy!
ISAKMP:(0):atts are not acceptable. Next payload is 0
ISAKMP:(0):no offers accepted!
ISAKMP:(0): phase 1 SA policy not acceptable! (local 198.51.100.2 remote 192.0.2.1)
ISAKMP (0): incrementing error counter on sa, attempt 1 of 5: construct_fail_ag_init
ISAKMP:(0): Failed to construct AG informational message.
ISAKMP:(0): sending packet to 192.0.2.1 my_port 500 peer_port 500 (R) MM_NO_STATE
ISAKMP:(0):Sending an IKE IPv4 Packet.
ISAKMP:(0):peer does not do paranoid keepalives.
ISAKMP:(0):deleting SA reason "Phase1 SA policy proposal not accepted" state (R) MM_NO_STATE (peer 192.0.2.1)
ISAKMP (0): FSM action returned error: 2
ISAKMP:(0):Input = IKE_MESG_INTERNAL, IKE_PROCESS_MAIN_MODE
ISAKMP:(0):Old State = IKE_R_MM1  New State = IKE_R_MM1
ISAKMP:(0):Input = IKE_MESG_INTERNAL, IKE_PROCESS_COMPLETE
ISAKMP:(0):Old State = IKE_R_MM1  New State = IKE_R_MM1
ISAKMP:(0):deleting SA reason "Phase1 SA policy proposal not accepted" state (R) MM_NO_STATE (peer 192.0.2.1)
ISAKMP: Unlocking peer struct 0x{ptr} for isadb_mark_sa_deleted(), count 0
ISAKMP: Deleting peer node by peer_reap for 192.0.2.1: {ptr}
ISAKMP:(0):Input = IKE_MESG_FROM_PEER, IKE_MM_EXCH
ISAKMP:(0):Old State = IKE_R_MM1  New State = IKE_DEST_SA""",
    ("encryption", "R1"): """\
ISAKMP (0): received packet from 198.51.100.2 dport 500 sport 500 Global (I) MM_NO_STATE
ISAKMP:(0):Notify has no hash. Rejected.
ISAKMP (0): Unknown Input IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY:  state = IKE_I_MM1
ISAKMP:(0):Input = IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY
ISAKMP:(0):Old State = IKE_I_MM1  New State = IKE_I_MM1
%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Informational mode failed with peer at 198.51.100.2
ISAKMP:(0): retransmitting phase 1 MM_NO_STATE...""",
    ("key-length", "R2"): "ISAKMP:(0):Proposed key length does not match policy",
    ("hash", "R2"): "ISAKMP:(0):Hash algorithm offered does not match policy!",
    ("group", "R2"): "ISAKMP:(0):Diffie-Hellman group offered does not match policy!",
    ("authentication", "R2"): "ISAKMP:(0):Preshared authentication offered but does not match policy!",
    ("lifetime", "R1"): """\
ISAKMP:(1001): processing NOTIFY RESPONDER_LIFETIME protocol 1
ISAKMP:(1001):restart ike sa timer to 3600 secs""",
    ("key-missing-here", "R1"): """\
ISAKMP:(0):Can not start Aggressive mode, trying Main mode.
ISAKMP:(0):No pre-shared key with 198.51.100.2!
ISAKMP:(0): No Cert or pre-shared address key.
ISAKMP:(0): construct_initial_message: Can not start Main mode
ISAKMP: Unlocking peer struct 0x{ptr} for isadb_unlock_peer_delete_sa(), count 0
ISAKMP: Deleting peer node by peer_reap for 198.51.100.2: {ptr}
ISAKMP:(0):purging SA., sa={ptr}, delme={ptr}
ISAKMP: Error while processing SA request: Failed to initialize SA
ISAKMP: Error while processing KMI message 0, error 2.""",
    ("key-missing", "R2"): """\
ISAKMP:(0):No pre-shared key with 192.0.2.1!
ISAKMP:(0):Preshared authentication offered but does not match policy!
ISAKMP:(0):no offers accepted!""",
    ("key-wrong", "R2"): """\
ISAKMP (1001): received packet from 192.0.2.1 dport 500 sport 500 Global (R) MM_KEY_EXCH
ISAKMP: reserved not zero on ID payload!
%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 192.0.2.1 failed its sanity check or is malformed
ISAKMP (1001): incrementing error counter on sa, attempt 1 of 5: PAYLOAD_MALFORMED
ISAKMP:(1001): retransmitting phase 1 MM_KEY_EXCH...
ISAKMP (1001): incrementing error counter on sa, attempt 2 of 5: retransmit phase 1
ISAKMP:(1001): retransmitting phase 1 MM_KEY_EXCH
ISAKMP:(1001): sending packet to 192.0.2.1 my_port 500 peer_port 500 (R) MM_KEY_EXCH
ISAKMP:(1001):Sending an IKE IPv4 Packet.""",
    ("key-wrong", "R1"): """\
ISAKMP (1001): received packet from 198.51.100.2 dport 500 sport 500 Global (I) MM_KEY_EXCH
ISAKMP:(1001): phase 1 packet is a duplicate of a previous packet.
ISAKMP:(1001): retransmitting due to retransmit phase 1
ISAKMP:(1001): retransmitting phase 1 MM_KEY_EXCH...
ISAKMP (1001): incrementing error counter on sa, attempt 1 of 5: retransmit phase 1
ISAKMP:(1001): retransmitting phase 1 MM_KEY_EXCH
ISAKMP:(1001): sending packet to 198.51.100.2 my_port 500 peer_port 500 (I) MM_KEY_EXCH
ISAKMP:(1001):Sending an IKE IPv4 Packet.""",
    ("udp-500", "R1"): """\
ISAKMP:(0): retransmitting phase 1 MM_NO_STATE...
ISAKMP (0): incrementing error counter on sa, attempt 1 of 5: retransmit phase 1
ISAKMP:(0): retransmitting phase 1 MM_NO_STATE
ISAKMP:(0): sending packet to 198.51.100.2 my_port 500 peer_port 500 (I) MM_NO_STATE
ISAKMP:(0):Sending an IKE IPv4 Packet.
IPSEC(key_engine): request timer fired: count = 1,
ISAKMP: set new node 0 to QM_IDLE
ISAKMP:(0):SA is still budding. Attached new ipsec request to it. (local 192.0.2.1, remote 198.51.100.2)
ISAKMP: Error while processing SA request: Failed to initialize SA
ISAKMP: Error while processing KMI message 0, error 2.
ISAKMP (0): incrementing error counter on sa, attempt 5 of 5: retransmit phase 1
ISAKMP:(0): retransmitting phase 1 MM_NO_STATE...
ISAKMP:(0):peer does not do paranoid keepalives.
ISAKMP:(0):deleting SA reason "Death by retransmission P1" state (I) MM_NO_STATE (peer 198.51.100.2)
ISAKMP:(0):deleting SA reason "Death by retransmission P1" state (I) MM_NO_STATE (peer 198.51.100.2)
ISAKMP: Unlocking peer struct 0x{ptr} for isadb_mark_sa_deleted(), count 0
ISAKMP: Deleting peer node by peer_reap for 198.51.100.2: {ptr}
ISAKMP:(0):deleting node {n} error FALSE reason "IKE deleted"
ISAKMP:(0):Input = IKE_MESG_INTERNAL, IKE_PHASE1_DEL
ISAKMP:(0):Old State = IKE_I_MM1  New State = IKE_DEST_SA""",
    ("transform", "R2"): """\
ISAKMP:(1001):atts are acceptable.
IPSEC(validate_proposal_request): proposal part #1
IPSEC(validate_proposal_request): proposal part #1,
IPSEC(ipsec_process_proposal): transform proposal not supported for identity:
    {esp-aes esp-sha-hmac }
ISAKMP:(1001): IPSec policy invalidated proposal with error 256
ISAKMP:(1001): phase 2 SA policy not acceptable! (local 198.51.100.2 remote 192.0.2.1)
ISAKMP: set new node {n} to QM_IDLE
ISAKMP:(1001):Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3
ISAKMP:(1001): sending packet to 192.0.2.1 my_port 500 peer_port 500 (R) QM_IDLE
ISAKMP:(1001):Sending an IKE IPv4 Packet.
ISAKMP:(1001):purging node {n}
ISAKMP:(1001):deleting node {n} error TRUE reason "QM rejected"
ISAKMP:(1001):Node {n}, Input = IKE_MESG_FROM_PEER, IKE_QM_EXCH
ISAKMP:(1001):Old State = IKE_QM_READY  New State = IKE_QM_READY
%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at 192.0.2.1""",
    ("transform", "R1"): """\
ISAKMP: set new node {n} to QM_IDLE
ISAKMP:(1001): processing HASH payload. message ID = {n}
ISAKMP:(1001): processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3
ISAKMP:(1001):deleting spi {n} message ID = {n}
ISAKMP:(1001):deleting node {n} error TRUE reason "Delete Larval"
ISAKMP:(1001):deleting node {n} error FALSE reason "Informational (in) state 1"
ISAKMP:(1001):Input = IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY
ISAKMP:(1001):Old State = IKE_P1_COMPLETE  New State = IKE_P1_COMPLETE
IPSEC(key_engine): request timer fired: count = 1,
ISAKMP:(1001):SA has outstanding requests  (local 192.0.2.1 port 500, remote 198.51.100.2 port 500)
ISAKMP:(1001):sitting IDLE. Starting QM immediately (QM_IDLE      )""",
    ("disjoint", "R2"): """\
map_db_find_best did not find matching map
IPSEC(ipsec_process_proposal): proxy identities not supported
ISAKMP:(1001): IPSec policy invalidated proposal with error 32
ISAKMP:(1001): phase 2 SA policy not acceptable! (local 198.51.100.2 remote 192.0.2.1)""",
    ("pfs", "R2"): """\
ISAKMP:(1001): IPSec policy invalidated proposal with error 64
ISAKMP:(1001): phase 2 SA policy not acceptable! (local 198.51.100.2 remote 192.0.2.1)""",
    ("elsewhere", "R2"): """\
IPSEC(validate_proposal_request): invalid local address 198.51.100.2
ISAKMP:(1001): IPSec policy invalidated proposal with error 1024""",
}  # fmt: skip


@pytest.mark.parametrize(("fault", "node"), WORDS)
def test_the_words_are_those_of_ios_in_their_order(fault: str, node: str) -> None:
    said = iter(line for line in story(BY_ID[fault]).ends[node].whole if line)
    for line in WORDS[fault, node].splitlines():
        assert any(found == line for found in said), f"{line} is not said, or not at its place"


def test_nothing_is_said_of_traffic_that_is_routed_nowhere() -> None:
    assert not any(line for end in story(BY_ID["no-route"]).ends.values() for line in end.whole if line)


def test_the_page_is_what_the_routers_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.matrix --write"


def test_the_newer_releases_log_no_refused_quick_mode() -> None:
    from iosemu.device.release import software_of

    assert [software_of(text).quick_mode_failure_logged for text in ("12.4(24)T", "15.9(3)M2", "17.3.4a")] == [True, True, False]


