"""`set peer NAME`: looked up once when it is typed; the entry has the address."""

from __future__ import annotations

import pytest

from tests.features.desk import Desk
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
