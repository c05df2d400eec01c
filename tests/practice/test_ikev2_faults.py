"""Faults of IKEv2: `/trace` of the lab in which one is planted says what the two ends do not agree on."""

from __future__ import annotations

import pytest

from iosemu import Lab
from iosemu.practice import faults
from iosemu.practice.repair import Repair
from tests.few import few
from tests.practice import proof

SITES, CLOUD, DOOR = "ikev2-site-to-site", "dmvpn-ikev2", "dmvpn-ikev2-front-door-vrf"
FLEX, STRAIGHT = "flexvpn-hub-spoke", "flexvpn-spoke-to-spoke"
SAID = {
    "ikev2-key": "the pre-shared keys differ: that of R1 for 203.0.113.2 (peer R3 of key ring SITES), and that of R3 for 192.0.2.9 (peer R1",
    "ikev2-block": "R1 has no pre-shared key for 203.0.113.2 (R3): no peer of key ring SITES is it",
    "ikev2-no-keyring": "the IKEv2 profile R3 of R1 names no key ring and has no key",
    "ikev2-identity": "R1 shows the identity fqdn R1.invalid, which on R3 falls into no IKEv2 profile; profile R1 is wanted",
    "ikev2-match": "R3 shows the identity fqdn r3.example.com, which on R1 falls into no IKEv2 profile; profile R3 is wanted",
    "ikev2-group": "IKEv2 proposal SITES of R1 offers group 14, IKEv2 proposal SITES of R3 takes group 19",
    "ikev2-encryption": "IKEv2 proposal SITES of R1 offers aes-cbc-192, IKEv2 proposal SITES of R3 takes aes-cbc-256",
    "ikev2-policy-vrf": "the built-in IKEv2 proposal of R1 offers integrity sha512 sha384, IKEv2 proposal SITES of R3 takes integrity sha256; "
    "policy SITES of R1 is for VRF INTERNET, the ends are in the global table",
    "ikev2-profile-shut": "the IKEv2 profile R3 of R1 is shut down",
    "ikev2-transform": "transform set SITES of R1 is esp-gcm 256, SITES of R3 is esp-256-aes esp-sha256-hmac",
    "key-direction": "the pre-shared keys differ: that of R1 for 198.51.100.2 (peer R2 of key ring SITES), and that of R2 for 192.0.2.2",
    "one-direction": "R1 has no pre-shared key for 198.51.100.2 (R2): peer R2 of key ring SITES lacks one, at least for one direction",
    "who-it-is-for": "R2 shows the identity 198.51.100.2, which on R1 falls into no IKEv2 profile; profile R2 is wanted",
    "policy-for-no-door": "policy DMVPN of R2 is for the global table, the ends are in VRF INET",
    "profile-for-no-door": "the IKEv2 profile DMVPN of R2 is for the global table, and it is VRF INET that the ends are in",
    "spoke-ikev2-key": "that of R1 for 169.254.100.5 (peer R5 of key ring DMVPN), and that of R5 for 169.254.100.1 (peer R1 of key ring DMVPN)",
    "spoke-ikev2-block": "that of R1 for 169.254.100.5 (peer SPOKES of key ring DMVPN), and that of R5 for 169.254.100.1 (peer R1",
    "spoke-ikev2-identity": "R1 shows the identity fqdn R1.invalid, which on R5 falls into no IKEv2 profile; profile DMVPN is wanted",
    "spoke-ikev2-group": "IKEv2 proposal DMVPN of R1 offers group 14, IKEv2 proposal DMVPN of R5 takes group 19",
    "spoke-ikev2-policy-vrf": "policy DMVPN of R1 is for VRF INTERNET, the ends are in the global table",
    "spoke-ikev2-not-named": "R1 asks by IKEv1, for profile DMVPN names no IKEv2 profile; R5 asks by IKEv2 (profile DMVPN)",
    "spoke-ikev2-profile-gone": "the IKEv2 profile DMVPN is not configured on R1",
    "flex-no-template": "the IKEv2 profile FLEX of R1 clones Virtual-Template9, which is not there: no peer gets a tunnel",
    "flex-spokes-list-gone": "the IKEv2 profile SPOKES of R1 authorizes its peers by list FLEX, which is not there: nobody gets in",
    "flex-list-gone": "the IKEv2 profile FLEX of R1 authorizes its peers by list FLEX, which is not there: nobody gets in",
}


@pytest.mark.slow
def test_none_is_forgotten() -> None:
    assert {fault for name in (SITES, CLOUD, DOOR, FLEX, STRAIGHT) for fault in proof.share_of(name)} == set(SAID)


@pytest.mark.parametrize("fault", few(SAID, "ikev2-key", "ikev2-policy-vrf", "who-it-is-for", "spoke-ikev2-not-named"))
def test_a_look_at_the_lab_names_it(fault: str) -> None:
    name = CLOUD if fault.startswith("spoke") else DOOR if fault.endswith("door") else SITES
    name = STRAIGHT if fault.startswith("flex-spokes") else FLEX if fault.startswith("flex") else name
    found, where = next(each for each in proof._catalogue(name) if each[0].id == fault)
    lab = Repair(proof.topology(name), faults.at(found, where[0], Lab(proof.topology(name))), None).plant()
    told = [finding.text for finding in lab.diagnose().findings]
    assert any(SAID[fault] in text for text in told), told
    assert not proof.ready(proof.topology(name), None).diagnose().findings
