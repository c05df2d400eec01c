"""`show crypto ikev2 …`, `clear crypto ikev2 …`, what is said when something that is not whole is entered, debugs."""

from __future__ import annotations

import re

import pytest
from ikev2_world import MAP, pair, ping

from iosemu.lab.lab import Lab
from tests.features.wired import log_of, network

GROUPS = "DH_GROUP_256_ECP/Group 19 DH_GROUP_2048_MODP/Group 14 DH_GROUP_521_ECP/Group 21 DH_GROUP_1536_MODP/Group 5"


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = pair(platform="csr1000v")
    lab.run(10)
    return lab


def show(lab: Lab, what: str) -> str:
    return lab["R1"].cli(f"show crypto ikev2 {what}")


def test_sessions(lab: Lab) -> None:
    shown = show(lab, "session")
    assert shown.startswith(" IPv4 Crypto IKEv2 Session \n\nSession-id:1, Status:UP-ACTIVE, IKE count:1, CHILD count:1\n\n")
    assert (
        "Child sa: local selector  0.0.0.0/0 - 255.255.255.255/65535\n"
        "          remote selector 0.0.0.0/0 - 255.255.255.255/65535\n"
        "          ESP spi in/out: 0x"
    ) in shown
    assert "Encr: AES-CBC, keysize: 256, esp_hmac: SHA256\n          ah_hmac: None, comp: IPCOMP_NONE, mode tunnel\n" in show(
        lab, "session detailed"
    )


def test_proposals_and_policies(lab: Lab) -> None:
    assert show(lab, "proposal default") == (
        " IKEv2 proposal: default \n     Encryption : AES-CBC-256\n     Integrity  : SHA512 SHA384\n"
        f"     PRF        : SHA512 SHA384\n     DH Group   : {GROUPS}\n"
    )
    assert show(lab, "policy") == (
        " IKEv2 policy : default\n      Match fvrf : any\n      Match address local : any\n      Proposal    : default\n\n"
        " IKEv2 policy : POL\n      Match fvrf  : global\n      Match address local : any\n      Proposal    : PROP\n"
    )


def test_an_older_release_has_other_defaults() -> None:
    old = pair(MAP)
    assert show(old, "proposal default") == (
        " IKEv2 proposal: default \n     Encryption : AES-CBC-256 AES-CBC-192 AES-CBC-128\n"
        "     Integrity  : SHA512 SHA384 SHA256 SHA96 MD596\n     PRF        : SHA512 SHA384 SHA256 SHA1 MD5\n"
        "     DH Group   : DH_GROUP_1536_MODP/Group 5 DH_GROUP_1024_MODP/Group 2\n"
    )


def test_profiles(lab: Lab) -> None:
    shown = show(lab, "profile PROF")
    assert shown.startswith("\nIKEv2 profile: PROF\n Shutdown : No\n Ref Count: 5\n Match criteria: \n  Fvrf: global\n")
    assert "  Identities: \n   address 10.0.12.2 255.255.255.255\n  Certificate maps: none\n" in shown
    assert shown.endswith(" AAA group authorization: none\n AAA user authorization: none\n")


def test_statistics() -> None:
    lab = pair(MAP)
    lab.run(1)
    ping(lab)
    shown = show(lab, "stats")
    assert "Outgoing IKEv2 Requests: 1        accepted:      1        rejected:    0       \n" in shown
    assert "IKE_SA_INIT                               1          0          0          1\n" in show(lab, "stats exchange")
    assert "SA CREATION                                       1          0\n" in show(lab, "stats ext-service")
    lab["R1"].cli("clear crypto ikev2 stats")
    assert "Outgoing IKEv2 Requests: 0 " in show(lab, "stats")


def test_incomplete_objects_say_so() -> None:
    lab = pair(MAP)
    said = lab["R1"].configure("crypto ikev2 proposal X\ncrypto ikev2 policy Y\ncrypto ikev2 profile Z\ncrypto ikev2 keyring W\n")
    assert said == (
        "IKEv2 proposal MUST either have a set of an encryption algorithm other than aes-gcm, an integrity algorithm and a"
        " DH group configured or \n encryption algorithm aes-gcm, a prf algorithm and a DH group configured\n"
        "IKEv2 policy MUST have atleast one complete proposal attached \n"
        "IKEv2 profile MUST have:\n   1. A local and a remote authentication method.\n"
        "   2. A match identity or a match certificate or match any statement.\n"
    )
    assert lab["R1"].configure("crypto ikev2 proposal PROP\ncrypto ikev2 policy POL\ncrypto ikev2 profile PROF\n") == ""
    assert lab["R1"].configure("crypto ikev2 policy POL\n proposal PROP\n") == "% Policy already has same proposal set \n"


def test_newer_releases_refuse_what_is_weak() -> None:
    lab = network({"R1": ""}, platform="iol")
    said = lab["R1"].configure("crypto ikev2 proposal X\n integrity md5\n group 2\n encryption 3des\n group 14\n")
    assert said.count("% Invalid input detected") == 3


def both(change: tuple[str, str], debug: str = "debug crypto ikev2 error") -> tuple[Lab, list[str], list[str]]:
    """R2 differs: what the initiator and the responder tell."""
    lab = pair(MAP, two=(change,))
    lab.run(1)
    logs = [log_of(lab, node) for node in ("R1", "R2")]
    for node in ("R1", "R2"):
        lab[node].cli(debug)
    assert "!" not in ping(lab).split("\n")[3]
    lab.run(15)
    one, two = ([text for _, text in log] for log in logs)
    return lab, one, two


PRE = "IKEv2-ERROR:(SESSION ID = 1,SA ID = 1):"


def test_no_policy_fits() -> None:
    lab, one, two = both((" integrity sha256\n", " integrity sha512\n"))
    policies = "Failed to find a matching policyProposal 1:  ENCRYPTION: AES-CBC-256 PRF: SHA{0} INTEGRITY: SHA{0} DH GROUP: DH_GROUP_2048_MODP/Group 14"
    assert two[:2] == [
        f"IKEv2-ERROR:Received Policies: : {policies.format(256)}", f"IKEv2-ERROR:Expected Policies: : {policies.format(512)}",
    ]  # fmt: skip
    assert f"{PRE}Received no proposal chosen notify" in one
    assert show(lab, "sa") == ""
    assert "Error(" in show(lab, "diagnose error")


def test_the_key_differs() -> None:
    lab, one, two = both(("cisco123", "other"))
    assert f"{PRE}: Auth exchange failed" in one and f"{PRE}: Auth exchange failed" in two
    assert f"{PRE}: Failed to authenticate the IKE SA" in two
    assert "READY" not in show(lab, "sa")


def test_the_transform_set_differs() -> None:
    lab, one, two = both(("esp-aes 256 esp-sha256-hmac", "esp-aes esp-sha256-hmac"))
    assert f"{PRE}Received no proposal chosen notify" in one
    assert any("ESP: Proposal 1:" in line for line in two)
    assert show(lab, "sa") == lab["R2"].cli("show crypto ikev2 sa") == ""


def test_the_responder_has_no_profile_for_the_initiator() -> None:
    change = ("match identity remote address 10.0.12.1", "match identity remote address 10.0.12.9")
    _, one, two = both(change, "debug crypto ikev2")
    assert "IKEv2:% IKEv2 profile not found" in two
    assert f"{PRE}: Auth exchange failed" in one and f"{PRE}: Auth exchange failed" in two


def test_the_initiator_expects_another_responder() -> None:
    """The responder believes that all is well, as on IOS."""
    lab = pair(MAP, one=(("match identity remote address 10.0.12.2", "match identity remote address 10.0.12.9"),))
    lab.run(1)
    lab["R1"].cli("ping 192.168.2.1 source Loopback0 repeat 3")
    assert "READY" not in show(lab, "sa") and "READY" in lab["R2"].cli("show crypto ikev2 sa")


def test_debug_of_a_good_exchange() -> None:
    lab = pair(MAP)
    lab.run(1)
    log = log_of(lab, "R1")
    assert lab["R1"].cli("debug crypto ikev2") == "IKEv2 default debugging is on\n"
    ping(lab)
    lines = [text for _, text in log]
    head = "IKEv2:(SESSION ID = 1,SA ID = 1):"
    wanted = [
        "IKEv2:% Getting preshared key from profile keyring KR",
        "IKEv2:% Matched peer block 'PEER'",
        "IKEv2:Searching Policy with fvrf 0, local address 10.0.12.1",
        "IKEv2:Found Policy 'POL'",
        f"{head}[IKEv2 -> Crypto Engine] Computing DH public key, DH Group 14",
        "IKEv2:(SA ID = 1):[Crypto Engine -> IKEv2] DH key Computation PASSED",
        f"{head}Request queued for computation of DH key",
        "IKEv2:IKEv2 initiator - no config data to send in IKE_SA_INIT exch",
        f"{head}Generating IKE_SA_INIT message",
        f"{head}IKE Proposal: 1, SPI size: 0 (initial negotiation), \nNum. transforms: 4\n"
        "   AES-CBC   SHA256   SHA256   DH_GROUP_2048_MODP/Group 14 \n",
    ]
    assert lines[: len(wanted)] == wanted
    assert f"{head}Verification of peer's authenctication data PASSED" in lines
    assert f"{head}Session with IKE ID PAIR (10.0.12.2, 10.0.12.1) is UP" in lines
    assert lab["R1"].cli("undebug all")


def test_looking_starts_nothing() -> None:
    lab = Lab.load("first-tunnel")
    lab.run(1)
    before = set(lab["R1"].device.engines)
    for what in ("sa", "session", "profile", "proposal", "policy", "stats"):
        lab["R1"].cli(f"show crypto ikev2 {what}")
    lab["R1"].cli("clear crypto ikev2 sa")
    assert set(lab["R1"].device.engines) == before


def test_numbers_of_the_crypto_engine_and_references() -> None:
    """An SA that took over from another one has none; a profile is referred to by what names it, and by its SAs."""
    lab = pair(one=((" keyring local KR", " keyring local KR\n lifetime 120"),))
    lab.run(10)
    first = re.search(r"CE id: (\d+), Session-id: (\d+)", lab["R1"].cli("show crypto ikev2 sa detailed"))
    assert first is not None and int(first[1]) > 1000
    assert " Ref Count: 5\n" in lab["R1"].cli("show crypto ikev2 profile PROF")
    lab.run(120)
    assert f"CE id: 0, Session-id: {first[2]}\n" in lab["R1"].cli("show crypto ikev2 sa detailed")
    lab["R1"].configure("crypto ipsec profile OTHER\n set ikev2-profile PROF\n")
    assert " Ref Count: 6\n" in lab["R1"].cli("show crypto ikev2 profile PROF")
    lab["R1"].cli("debug crypto ipsec")
    lab["R1"].console.take()
    lab["R2"].cli("clear crypto session")
    lab.run(10)
    assert "proposal part #1" in lab["R1"].console.take()


def test_xe_tells_more_of_the_sas_with_one_peer() -> None:
    """Reference show-crypto-ikev2-sa-remote and -local."""
    with Lab.load("dmvpn-ikev2") as lab:
        lab.settle()
        one = lab["R1"]
        assert "CE id" not in one.cli("show crypto ikev2 sa")
        for which in ("remote 169.254.100.10", "local 169.254.100.1"):
            assert re.search(r" sec\n {6}CE id: \d+, Session-id: \d+\n {6}Local spi: [0-9A-F]{16} {7}Remote spi: [0-9A-F]{16}\n\n",
                             one.cli(f"show crypto ikev2 sa {which}"))  # fmt: skip
