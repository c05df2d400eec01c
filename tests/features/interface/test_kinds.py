"""Names of interfaces begin with the kinds that a platform has; numbers are read whole."""

from __future__ import annotations

import re

import pytest

from tests.features.desk import Desk

KINDS = {
    "iol": "BVI Dialer Ethernet Loopback Null Port-channel Serial Tunnel Virtual-Template",
    "csr1000v": "BVI Dialer GigabitEthernet Loopback Null Port-channel Tunnel Virtual-Template",
    "c3725": "BVI Dialer FastEthernet Loopback Null Port-channel Serial Tunnel Virtual-Template",
}
INVALID = "% Invalid input detected at '^' marker.\n\n"


def under(column: int) -> str:
    return f"{' ' * column}^\n{INVALID}"


@pytest.mark.parametrize("platform", KINDS)
def test_only_kinds_that_the_platform_has(platform: str) -> None:
    desk = Desk(platform=platform)
    desk.type("configure terminal")
    listed = desk.session.help("interface ")
    kinds = KINDS[platform].split()
    assert set(kinds) <= {line.split()[0] for line in listed}
    lacking = ["Vlan", "TenGigabitEthernet", "FastEthernet", "Ethernet", "Serial", "GigabitEthernet", "Virtual-Access"]
    assert not {line.split()[0] for line in listed} & (set(lacking) - set(kinds))
    prompt = len(desk.prompt)
    assert desk.type("interface te1") == under(prompt + len("interface t"))  # it could be Tunnel
    assert desk.type("interface TenGigabitEthernet 1/0") == under(prompt + len("interface T"))
    assert desk.session.help("interface te") == ["% Unrecognized command"]
    assert desk.session.complete("interface t") == "interface Tunnel "
    assert desk.type("interface t7") == ""
    assert desk.prompt == "R1(config-if)#"


def test_a_kind_without_the_port() -> None:
    desk = Desk(platform="c7200")
    desk.type("configure terminal")
    assert desk.type("interface fa7/0") == under(len(desk.prompt) + len("interface fa7/"))


def test_a_number_is_no_beginning_of_another() -> None:
    desk = Desk(platform="iol")
    desk.type("configure terminal", "crypto isakmp policy 10")
    column = len(desk.prompt) + len("group ")
    for number in ("1", "2", "5", "17"):
        assert desk.type(f"group {number}") == under(column)
    assert re.findall(r"\d+", desk.session.help("group 1")[0]) == ["14", "15", "16", "19"]
    assert desk.type("group 20") == ""
    assert desk.type("encryption aes 2") == under(len(desk.prompt) + len("encryption aes "))
    assert "group 20" in desk.type("do show running-config | section isakmp policy")


def test_a_number_of_the_release_is_taken() -> None:
    desk = Desk(platform="c7200")
    desk.type("configure terminal", "crypto isakmp policy 10")
    assert desk.type("group 2") == "" == desk.type("encryption 3")  # 3des
    assert "encr 3des" in desk.type("do show running-config | section isakmp policy")
