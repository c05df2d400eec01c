"""Cooperative key servers: who is primary, what the others know, and what becomes of members when one dies."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.gdoi.servers import servers
from tests.features.gdoi.test_gdoi import ping, spis


@pytest.fixture
def lab() -> Lab:
    made = servers()
    made.run(90)
    return made


def role(lab: Lab, node: str) -> str:
    text = lab[node].cli("show crypto gdoi")
    return next(line.split(":")[1].strip() for line in text.splitlines() if "Local KS Role" in line)


def test_the_election() -> None:
    """The one with the higher priority, 40 seconds after the start; the other one has its keys."""
    lab = servers()
    lab.run(30)
    assert (role(lab, "KS4"), role(lab, "KS5")) == ("Election", "Election")
    lab.run(60)
    assert (role(lab, "KS4"), role(lab, "KS5")) == ("Primary", "Secondary")
    wanted = "%GDOI-5-COOP_KS_TRANS_TO_PRI: KS 192.1.40.2 in group G1 transitioned to Primary (Previous Primary = NONE)"
    assert wanted in lab["KS5"].console.take() or "Peer KS Role: Primary" in lab["KS5"].cli("show crypto gdoi ks coop")
    assert spis(lab["R1"]) == spis(lab["R2"]) and len(spis(lab["R1"])) == 1
    assert ping(lab, 1, 2) == "!!!"
    for node in ("KS4", "KS5"):
        members = lab[node].cli("show crypto gdoi ks members")
        assert "192.1.10.2" in members and "192.1.20.2" in members


def test_the_primary_dies(lab: Lab) -> None:
    """The other one goes on with its keys, and rekeys in its place; who comes back does not take over."""
    lab["KS4"].power_off()
    lab.run(120)
    assert role(lab, "KS5") == "Primary"
    lost = 0
    for _ in range(80):
        lab.run(60)
        lost += ping(lab, 1, 2, 1) != "!"
    assert lost == 0
    assert "Unicast rekey received: 1" in lab["R1"].cli("show crypto gdoi")
    assert "Succeeded registration: 1" in lab["R1"].cli("show crypto gdoi")
    lab["KS4"].power_on()
    lab.run(200)
    assert (role(lab, "KS4"), role(lab, "KS5")) == ("Secondary", "Primary")


def test_two_parts_become_one(lab: Lab) -> None:
    """Each part has a primary; when they meet the worthier one stays, and members know the keys of both."""
    lab.cut("KS4:FastEthernet0/0")
    lab.run(200)
    assert (role(lab, "KS4"), role(lab, "KS5")) == ("Primary", "Primary")
    lost = 0
    for _ in range(40):
        lab.run(60)
        lost += ping(lab, 1, 2, 1) != "!"
    lab.repair("KS4:FastEthernet0/0")
    for _ in range(120):
        lab.run(60)
        lost += ping(lab, 1, 2, 1) != "!"
    assert lost == 0
    assert (role(lab, "KS4"), role(lab, "KS5")) == ("Primary", "Secondary")
    assert spis(lab["R1"]) == spis(lab["R2"])


def test_a_rekey_is_the_primarys_affair(lab: Lab) -> None:
    lab["KS5"].cli("crypto gdoi ks rekey replace-now")
    lab.run(2)
    assert "Rekeys received          : 0" in lab["R1"].cli("show crypto gdoi")
    lab["KS4"].cli("crypto gdoi ks rekey replace-now")
    lab.run(2)
    assert "Rekeys received          : 1" in lab["R1"].cli("show crypto gdoi")
    assert ping(lab, 1, 2) == "!!!"
    shown = lab["KS5"].cli("show crypto gdoi ks policy")
    assert any(spi.split("(")[0] in shown for spi in spis(lab["R1"]))


def test_peers_come_and_go(lab: Lab) -> None:
    told = lab["KS4"].configure(
        "crypto gdoi group G1\n server local\n  redundancy\n   peer address ipv4 192.0.2.9\n   no peer address ipv4 192.0.2.9\n"
    )
    told += lab["KS4"].console.take()
    assert "%GDOI-5-COOP_KS_ADD: 192.0.2.9 added as COOP Key Server in group G1." in told
    assert "%GDOI-5-COOP_KS_REMOVE: 192.0.2.9 removed" in told
