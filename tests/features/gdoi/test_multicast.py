"""Rekeys to a group of IP multicast: the provider's router forwards them to the members that listen."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.gdoi.group import SERVER, group
from tests.features.wired import log_of

TARGET = "239.77.77.77"
MULTICAST = SERVER.replace("  rekey transport unicast\n", "  rekey address ipv4 REKEYS\n").replace(
    "101 permit", "101 deny udp any eq 848 any eq 848\naccess-list 101 permit"
) + f"ip access-list extended REKEYS\n permit udp host 192.1.40.2 eq 848 host {TARGET} eq 848\n"


def routed(lab: Lab, mode: str = "dense-mode", more: str = "") -> Lab:
    ports = "".join(f"interface FastEthernet{n}/0\n ip pim {mode}\n" for n in (1, 2, 3, 4))
    assert lab["P"].configure(f"ip multicast-routing\n{more}{ports}") == ""
    return lab


@pytest.fixture
def lab() -> Lab:
    lab = routed(group(server=MULTICAST))
    lab.run(120)
    return lab


def test_one_rekey_for_all(lab: Lab) -> None:
    assert f"{TARGET}(1)" in lab["R1"].cli("show ip igmp interface")
    shown = lab["R1"].cli("show crypto gdoi")
    assert "Rekey Transport Type     : Multicast" in shown and "Multicast rekey rcvd  : 0" in shown
    logs = {name: log_of(lab, name, "GDOI") for name in ("KS", "R1", "R2", "R3")}
    lab["KS"].cli("crypto gdoi ks rekey")
    lab.run(1)
    texts = [text for _, text in logs["KS"]]
    assert texts == [f"Sending Multicast Rekey for group SALES from address 192.1.40.2 to {TARGET}  with seq # 1 "]
    for name in ("R1", "R2", "R3"):
        assert any("Received Rekey for group" in text and "with seq # 1" in text for _, text in logs[name]), name
    lab.run(60)
    assert len(logs["KS"]) == 3  # two more, for those who have missed it; nobody is deleted
    assert lab["KS"].cli("show crypto gdoi ks members").count("Group Member ID") == 3


def test_two_hours_of_rekeys_lose_nothing(lab: Lab) -> None:
    lab["R1"].cli("ping 10.1.2.1 source Loopback1")
    before = lab["R1"].cli("show crypto gdoi").count("Succeeded registration: 1")
    for _ in range(24):
        lab.run(300)
        assert "(5/5)" in lab["R1"].cli("ping 10.1.2.1 source Loopback1")
    assert before == 1 == lab["R1"].cli("show crypto gdoi").count("Succeeded registration: 1")


def test_who_does_not_hear_registers_again(lab: Lab) -> None:
    lab["P"].configure("interface FastEthernet1/0\n no ip pim dense-mode\n")
    lab.run(4000)
    assert "Succeeded registration: 1" not in lab["R1"].cli("show crypto gdoi")
    assert "Succeeded registration: 1" in lab["R2"].cli("show crypto gdoi")
    assert "(5/5)" in lab["R1"].cli("ping 10.1.2.1 source Loopback1")


def test_from_unicast_to_multicast_and_back(lab: Lab) -> None:
    told = log_of(lab, "KS", "GDOI")
    lab["KS"].configure("crypto gdoi group SALES\n server local\n  rekey transport unicast\n")
    assert [text for _, text in told] == ["Group SALES transitioned to Unicast Rekey."]
    lab["KS"].cli("crypto gdoi ks rekey")
    lab.run(60)
    assert "Rekey Transport Type     : Unicast" in lab["R1"].cli("show crypto gdoi")
    assert TARGET not in lab["R1"].cli("show ip igmp interface")
    lab["KS"].cli("crypto gdoi ks rekey")
    lab.run(5)
    assert lab["KS"].cli("show crypto gdoi ks members").count("Rekey Acks Rcvd   : 1") == 3
    lab["KS"].configure("crypto gdoi group SALES\n server local\n  no rekey transport unicast\n")
    assert [text for _, text in told][-1] == "Group SALES transitioned to Multicast Rekey."


def test_without_an_address_there_are_no_rekeys(lab: Lab) -> None:
    assert lab["KS"].configure("crypto gdoi group SALES\n server local\n  no rekey address ipv4\n") == ""
    lab["R1"].cli("clear crypto gdoi", "yes")
    lab.run(60)
    assert "KEK POLICY" not in lab["R1"].cli("show crypto gdoi")
    assert TARGET not in lab["R1"].cli("show ip igmp interface")


def test_a_group_of_one_sender() -> None:
    """232.0.0.0/8: members ask for what the key server sends (IGMP 3)."""
    lab = routed(group(server=MULTICAST.replace(TARGET, "232.23.23.23")), "sparse-mode", "ip pim ssm default\n")
    for n in (1, 2, 3):
        lab[f"R{n}"].configure("interface FastEthernet0/0\n ip igmp version 3\n")
        lab["P"].configure(f"interface FastEthernet{n}/0\n ip igmp version 3\n")
    lab.run(200)
    assert "(192.1.40.2, 232.23.23.23)" in lab["P"].cli("show ip mroute")
    told = log_of(lab, "R2", "GDOI")
    lab["KS"].cli("crypto gdoi ks rekey")
    lab.run(5)
    assert any("Received Rekey" in text for _, text in told)
