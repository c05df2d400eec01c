"""Faults of IPsec: `/trace` of the lab in which one is planted says what the two ends do not agree on."""

from __future__ import annotations

import pytest

from iosemu import Lab
from iosemu.practice import faults
from iosemu.practice.repair import Repair
from tests.few import few
from tests.practice import proof

HERE = ("ipsec-troubleshooting", "ipsec-crypto-map", "gre-over-ipsec-sdm", "gre-over-ipsec", "ipsec-vti", "ipsec-backup-peer")
SAID = {
    "map-encryption": "policy 10 of R7 offers 3des, policy 20 of R8 wants aes 192",
    "map-key-length": "policy 10 of R7 offers aes 128, policy 20 of R8 wants aes 192",
    "map-hash": "policy 10 of R7 offers hash md5, policy 20 of R8 wants hash sha384",
    "map-group": "policy 10 of R7 offers group 2, policy 20 of R8 wants group 5",
    "map-authentication": "policy 10 of R7 offers rsa-sig authentication, policy 20 of R8 wants pre-share authentication",
    "map-no-policy": "the default policy of R7 offers",
    "map-key-wrong": "the pre-shared keys differ: that of R7 for 155.1.58.8, and that of R8 for 155.1.37.7",
    "map-key-missing": "R7 has no pre-shared key for 155.1.58.8 (R8)",
    "map-key-of-another": "R7 has no pre-shared key for 155.1.58.8 (R8)",
    "map-identity": "R7 shows the identity R7, which on R8 falls into no profile; profile PEER is wanted",
    "map-peer": "no router of the lab has 155.1.58.250, the peer of crypto map MAP1 10",
    "map-peer-answers": "no entry of crypto map MAP1 of R7 has 155.1.58.8 (R8) as its peer",
    "map-source": "R8 has no pre-shared key for 150.1.7.7 (R7)",
    "map-no-source": "R8 has no pre-shared key for 155.1.37.7 (R7)",
    "map-wider": "list R9_TO_R10 of R7 protects 155.1.79.0/255.255.255.0 -> 0.0.0.0/0.0.0.0, and list R10_TO_R9 of R8 has no entry",
    "map-narrower": "155.1.79.0/255.255.255.0, and list R9_TO_R10 of R7 has no entry 155.1.79.0/255.255.255.0 -> 155.1.108.0",
    "map-disjoint": "list R9_TO_R10 of R7 protects 155.1.79.0/255.255.255.0 -> 10.77.0.0/255.255.0.0, and list R10_TO_R9 of R8 has no",
    "map-transform": "of R7 is esp-3des esp-md5-hmac, ESP_AES_192_SHA1 of R8 is esp-192-aes esp-sha-hmac",
    "map-ah": "of R7 is ah-sha-hmac, ESP_AES_192_SHA1 of R8 is esp-192-aes esp-sha-hmac",
    "map-pfs": "R7 wants PFS with group 14 (crypto map MAP1 10), R8 has none (crypto map MAP1 10): R7 may begin, R8 may not",
    "map-pfs-group": "R8 wants PFS with group 14 (crypto map MAP1 10), and R7 offers group 5",
    "map-not-applied": "R7 has 155.1.37.7 on FastEthernet0/0, and no crypto map there",
    "map-elsewhere": "and no crypto map there; its crypto map MAP1 is on FastEthernet0/1",
    "map-order": "no router of the lab has 155.1.58.250, the peer of crypto map MAP1 5",
    "map-mode": "ESP-3DES-SHA of R1 is of transport mode, ESP-3DES-SHA of R2 of tunnel mode, and nothing else will do",
    "map-peer-route": "R1 has no route to 198.51.100.1",
    "pair-encryption": "policy 1 of R1 offers aes 256, policy 1 of R2 wants 3des",
    "pair-key": "the pre-shared keys differ: that of R1 for 198.51.100.1, and that of R2 for 192.0.2.1",
    "pair-transform": "ESP-3DES-SHA of R1 is esp-3des esp-md5-hmac, ESP-3DES-SHA of R2 is esp-3des esp-sha-hmac",
    "pair-destination": "Tunnel0 is point-to-point with 198.51.100.250, not with 198.51.100.1",
    "outside-no-isakmp": "IKE (UDP port 500) from 155.1.58.8 (R8) does not reach 155.1.37.7: dropped by R3",
    "outside-no-esp": "ESP from 155.1.58.8 (R8) does not reach 155.1.37.7: dropped by R3 at FastEthernet0/1: access list",
    "inside-no-esp": "has no entry for it, nor is there a session in reflexive list SESSIONS: its end denies",
    "no-route-to-peer": "R7 has no route to 155.1.58.8",
    "branch-no-route": "R1 has no route to 198.51.100.2",
    "udp-500": "IKE (UDP port 500) from 150.1.7.7 (R7) does not reach 155.1.58.8: dropped by R5",
    "esp-back": "ESP from 155.1.58.8 (R8) does not reach 150.1.7.7: dropped by R5 at GigabitEthernet1.58: access list",
    "esp": "ESP from 150.1.7.7 (R7) does not reach 155.1.58.8: dropped by R5 at GigabitEthernet1.58: access list",
    "vti-mode": "Tunnel0 of R7 is gre ip, Tunnel0 of R8 is ipsec ipv4",
    "vti-unprotected": "Tunnel0 of R8 is protected by IPsec, Tunnel0 of R7 is not",
    "second-key": "R1 has no pre-shared key for 198.51.100.6 (R3)",
}
# only a packet shows it: router, what is traced from there, its size, what is told
TRACED = {
    "fragments": ("R10", "155.1.79.9", 1500, "access list FILTER, applied inbound to GigabitEthernet1.58 of R5, denies it"),
    "no-route": ("R9", "155.1.108.10", 100, "R9 has no route to 155.1.108.10"),
    "inspect-way": ("R9", "155.1.35.5", 100, "dropped by R3: FastEthernet0/1 in: list OUTSIDE denies it, entry 50"),
    "inspect-no-icmp": ("R9", "155.1.35.5", 100, "dropped by R3: FastEthernet0/1 in: list OUTSIDE denies it, entry 50"),
}
UNTOLD = {
    "no-dpd": "nothing is wrong as long as the peer is there",
}


def lab_of(fault: str) -> str:
    return next(name for name in HERE if fault in proof.faults_of(name))


def planted(fault: str) -> Lab:
    """At its first place."""
    name = lab_of(fault)
    found, where = next(each for each in proof._catalogue(name) if each[0].id == fault)
    return Repair(proof.topology(name), faults.at(found, where[0], Lab(proof.topology(name))), None).plant()


@pytest.mark.slow
def test_none_is_forgotten() -> None:
    there = {fault for name in HERE for fault in proof.faults_of(name)}
    assert there == {*SAID, *TRACED, *UNTOLD}


@pytest.mark.parametrize("fault", few(SAID, "map-key-wrong", "map-narrower", "pair-transform", "map-peer-route"))
def test_a_look_at_the_lab_names_it(fault: str) -> None:
    lab = planted(fault)
    told = [finding.text for finding in lab.diagnose().findings]
    assert any(SAID[fault] in text for text in told), told
    sound = {finding.text for finding in proof.ready(proof.topology(lab_of(fault)), None).diagnose().findings}
    assert sound == set()


@pytest.mark.parametrize("fault", few(TRACED, "inspect-way"))
def test_a_packet_names_it(fault: str) -> None:
    lab = planted(fault)
    node, destination, size, said = TRACED[fault]
    assert said in str(lab.trace(node, destination, size=size))
