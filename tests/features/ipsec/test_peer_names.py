"""`set peer NAME`: looked up once when it is typed; the entry has the address."""

from __future__ import annotations

import pytest

from tests.features.desk import Desk
from tests.features.ipsec.office import Office
from tests.features.wired import network

ENTRY = "crypto map CM 10 {0}\n"


@pytest.mark.parametrize("kind", ["ipsec-isakmp", "ipsec-manual"])
def test_a_known_name_is_its_address(kind: str) -> None:
    desk = Desk("ip host branch 192.0.2.7\n")
    assert desk.shell.configure(ENTRY.format(kind) + " set peer branch\n").count("%") == 1  # the note of a new entry
    config = "\n".join(desk.shell.running_config())
    assert " set peer 192.0.2.7" in config and "set peer branch" not in config
    desk.shell.configure(ENTRY.format(kind) + " no set peer branch\n")
    assert "set peer" not in "\n".join(desk.shell.running_config())


def test_a_default_peer_by_name() -> None:
    desk = Desk("ip host branch 192.0.2.7\nip host other 192.0.2.8\n")
    desk.shell.configure(ENTRY.format("ipsec-isakmp") + " set peer other\n set peer branch default\n")
    assert " set peer 192.0.2.7 default" in desk.shell.running_config()


def test_nobody_is_asked_while_a_configuration_is_read() -> None:
    desk = Desk("no ip domain lookup\n")
    desk.type("configure terminal", "crypto map CM 10 ipsec-isakmp")
    said = desk.type("set peer nowhere")
    assert "% Invalid input detected" in said
    column = len(desk.prompt + "set peer ")
    assert said.startswith(" " * column + "^")


def test_the_name_servers_are_asked_for_the_rest() -> None:
    one = "interface FastEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\nip name-server 10.0.0.2\n"
    two = (
        "interface FastEthernet0/0\n ip address 10.0.0.2 255.255.255.0\n no shutdown\nip dns server\n"
        "ip host branch.example.com 192.0.2.9\n"
    )
    lab = network({"R1": one, "R2": two}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    said = lab["R1"].cli("configure terminal\ncrypto map CM 10 ipsec-isakmp\nset peer branch.example.com\nend")
    assert 'Translating "branch.example.com"' in said and "[OK]" in said
    assert " set peer 192.0.2.9" in lab["R1"].running_config()


LATER = "crypto map CM 10 ipsec-isakmp\n no set peer 10.0.0.2\n set peer branch.example.com dynamic\n"


def test_a_dynamic_name_is_kept_and_looked_up_when_sas_are_made() -> None:
    office = Office()
    assert office.one.shell.configure("no ip domain lookup\n" + LATER) == ""  # nobody knows it yet
    config = office.one.shell.running_config()
    assert " set peer branch.example.com dynamic" in config and " ! Incomplete" not in config
    assert "\tPeer = branch.example.com (dynamic)\n" in office.one.type("show crypto map")
    assert office.lan_ping(2) == ".."
    office.one.shell.configure("ip host branch.example.com 10.0.0.2\n")
    assert office.lan_ping() == ".!!"
    assert "\tCurrent peer: 10.0.0.2\n" in office.one.type("show crypto map")
    # the branch moves: the SAs that are there stay, the next ones are made with its new address
    office.two.shell.configure("interface FastEthernet0/0\n ip address 10.0.0.8 255.255.255.0\n")
    office.one.shell.configure(
        "no ip host branch.example.com\nip host branch.example.com 10.0.0.8\n"
        "ip route 10.2.2.0 255.255.255.0 10.0.0.8\n"
    )
    assert "\tCurrent peer: 10.0.0.2\n" in office.one.type("show crypto map")
    office.one.type("clear crypto session")
    office.ping("10.0.0.8", 2)
    assert office.lan_ping() == ".!!"
    assert "\tCurrent peer: 10.0.0.8\n" in office.one.type("show crypto map")
    assert "current_peer 10.0.0.8 port 500" in office.one.type("show crypto ipsec sa")


def test_a_dynamic_name_is_asked_of_the_servers_and_answers_too() -> None:
    office = Office()
    office.two.shell.configure("ip dns server\nip host branch.example.com 10.0.0.2\n")
    office.one.shell.configure("ip name-server 10.0.0.2\n" + LATER)
    assert office.lan_ping(4)[-2:] == "!!"
    office.one.type("clear crypto session")
    office.run(2)
    office.one.type("clear crypto sa counters")
    office.two.type("ping 10.1.1.1 source 10.2.2.1 repeat 3")
    office.run(6)
    assert "#pkts decaps: 2" in office.one.type("show crypto ipsec sa")


def test_a_name_that_nobody_knows_is_a_peer_that_does_not_answer() -> None:
    office = Office()
    office.one.shell.configure("no ip domain lookup\n" + LATER + " set peer 10.0.0.2\n")
    assert office.lan_ping(4)[-1] == "!"  # the second peer is asked at once
    assert "current_peer 10.0.0.2" in office.one.type("show crypto ipsec sa")
    assert " set peer branch.example.com dynamic" in office.one.shell.running_config()
    office.one.shell.configure("crypto map CM 10\n no set peer branch.example.com dynamic\n")
    assert not any("branch" in line for line in office.one.shell.running_config())


def test_an_address_is_no_name() -> None:
    desk = Desk()
    desk.type("configure terminal", "crypto map CM 10 ipsec-isakmp")
    assert "% Invalid input" in desk.type("set peer 192.0.2.1 dynamic")
