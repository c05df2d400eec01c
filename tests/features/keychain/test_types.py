"""Key strings of type 0 and 7, and `service password-encryption`."""

from __future__ import annotations

import re

import pytest

from iosemu.crypto.passwords import reveal_type7
from iosemu.lab.lab import Lab
from tests.features.wired import network, routes

EIGRP = (
    " ip authentication mode eigrp 1 md5\n ip authentication key-chain eigrp 1 K\nrouter eigrp 1\n network 0.0.0.0\n"
)
RIP = (
    " ip rip authentication mode md5\n ip rip authentication key-chain K\n"
    "router rip\n version 2\n network 10.0.0.0\n network 192.168.1.0\n network 192.168.2.0\n"
)


def pair(one: str, two: str, protocol: str = EIGRP, seconds: float = 40) -> Lab:
    texts = {}
    for number, key in ((1, one), (2, two)):
        texts[f"R{number}"] = (
            f"key chain K\n key 1\n  key-string {key}\n"
            f"interface Loopback0\n ip address 192.168.{number}.1 255.255.255.0\n"
            f"interface Fa0/0\n ip address 10.0.0.{number} 255.255.255.0\n no shutdown\n{protocol}"
        )
    lab = network(texts, "R1:Fa0/0 R2:Fa0/0")
    lab.run(seconds)
    return lab


def line(lab: Lab) -> str:
    found = re.search(r"^   (key-string .*)$", lab["R1"].cli("show running-config"), re.M)
    assert found
    return found[1]


@pytest.mark.parametrize(("protocol", "source"), [(EIGRP, "eigrp 1"), (RIP, "rip")])
@pytest.mark.parametrize("typed", ["7 0822455D0A16", "0 cisco"])
def test_typed_forms_agree_with_the_clear_string(typed: str, protocol: str, source: str) -> None:
    assert "192.168.2.0/24" in routes(pair(typed, "cisco", protocol), "R1", source)


def test_another_string_of_type_7_does_not_agree() -> None:
    assert "192.168.2.0/24" not in routes(pair("7 094F471A1A0A57", "cisco"), "R1", "eigrp 1")


def test_shown_as_typed() -> None:
    lab = pair("7 0822455D0A16", "0 cisco", seconds=1)
    assert line(lab) == "key-string 7 0822455D0A16"
    assert ' text "cisco"' in lab["R1"].cli("show key chain")
    assert "   key-string cisco\n" in lab["R2"].cli("show running-config")


def test_service_encrypts_strings_there_and_those_typed_later() -> None:
    lab = pair("cisco", "cisco")
    lab["R1"].configure("service password-encryption")
    assert reveal_type7(line(lab).removeprefix("key-string 7 ")) == "cisco"
    lab["R1"].configure("key chain K\n key 1\n  key-string other")
    assert reveal_type7(line(lab).removeprefix("key-string 7 ")) == "other"
    lab["R1"].configure("key chain K\n key 1\n  no key-string\n")
    assert "key-string" not in lab["R1"].cli("show running-config")


def test_text_that_is_not_of_type_7_is_refused() -> None:
    lab = pair("cisco", "cisco", seconds=1)
    said = lab["R1"].configure("key chain K\n key 1\n  key-string 7 cisco")
    assert "Invalid encrypted password: cisco" in said
    assert line(lab) == "key-string cisco"
