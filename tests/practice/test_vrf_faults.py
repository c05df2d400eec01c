"""Faults of front doors and inside VRFs, and of half a move to IKEv2: `/trace` says which VRF is meant and which one it
is, and who asks by what."""

from __future__ import annotations

import pytest

from iosemu import Lab
from iosemu.practice import faults
from iosemu.practice.repair import Repair
from tests.few import few
from tests.practice import proof

NAME, MOVE = "vrf-aware-site-to-site", "ikev1-to-ikev2-migration"
SAID = {
    "keyring-of-the-global-table": "keyring RED of R1 has one, and is for peers of the global table: the ends are in VRF INET",
    "profile-of-the-global-table": "the IKEv2 profile BLUE of R1 is for the global table, and it is VRF INET that the ends are in",
    "no-tunnel-vrf": "Loopback0, the source of Tunnel0 of R1, has no address in the global table",
    "one-end-moved": "R1 asks by IKEv1, for crypto map SITES 10 names no IKEv2 profile; R2 asks by IKEv2 (crypto map SITES 10)",
    "old-key-too-early": "R3 asks by IKEv1, for profile R1 names no IKEv2 profile; R1 asks by IKEv2 (profile R3)",
}
# only a packet shows it
TRACED = {
    "no-inside-vrf": "crypto map SITES 10 is for traffic of VRF INET, and this is of VRF RED: it leaves as it is",
    "no-way-out-of-red": "R1 has no route to 10.2.0.10 in VRF RED",
}


def broken(fault: str) -> Lab:
    topology = proof.topology(MOVE if fault in ("one-end-moved", "old-key-too-early") else NAME)
    found, where = next(each for each in proof._catalogue(topology.name) if each[0].id == fault)
    return Repair(topology, faults.at(found, where[0], Lab(topology)), None).plant()


@pytest.mark.parametrize("fault", few(SAID, "keyring-of-the-global-table", "one-end-moved"))
def test_a_look_at_the_lab_names_it(fault: str) -> None:
    told = [finding.text for finding in broken(fault).diagnose().findings]
    assert any(SAID[fault] in text for text in told), told


@pytest.mark.parametrize("fault", few(TRACED, "no-inside-vrf"))
def test_a_packet_shows_it(fault: str) -> None:
    told = str(broken(fault).trace("RED1", "10.2.0.10"))
    assert TRACED[fault] in told, told


@pytest.mark.parametrize("name", [NAME, MOVE])
def test_a_sound_lab_has_nothing_amiss(name: str) -> None:
    assert not proof.ready(proof.topology(name), None).diagnose().findings
