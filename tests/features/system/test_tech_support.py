"""show tech-support: other shows, one after another."""

from __future__ import annotations

import re

import pytest

from tests.features.desk import Desk
from tests.features.wired import network

SECRETS = """\
hostname R1
enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0
username anna privilege 15 password 0 hidden
key chain K
 key 1
  key-string hidden
crypto isakmp policy 10
 authentication pre-share
crypto isakmp key hidden address 192.0.2.1
crypto keyring R
  pre-shared-key address 192.0.2.2 key hidden
line vty 0 4
 password hidden
 login
"""
HEADING = re.compile(r"^-{18} (.*) -{18}$", re.M)


@pytest.mark.parametrize("platform", ["c7200", "csr1000v", "c3725", "iol"])
def test_each_section_is_the_show(platform: str) -> None:
    desk = Desk(platform=platform)
    text = desk.type("show tech-support")
    names = HEADING.findall(text)
    assert names[:2] == (["show version", "show running-config"] if platform == "c3725" else ["show clock", "show version"])
    assert {"show interfaces", "show process memory", "show process cpu", "show user"} <= set(names)
    for name in names:
        gap = "\n\n" if name == "show version" else "\n\n\n"
        shown = desk.type(name)
        assert f"\n------------------ {name} ------------------{gap}{shown}\n" in text


def test_a_release_without_the_command_has_no_section() -> None:
    lacking = "% Invalid input"
    desk = Desk(platform="c3725")
    assert lacking in desk.type("show tech-support ipsec")
    assert lacking in desk.type("show tech-support nonsense")


def test_secrets_are_removed_unless_asked_for() -> None:
    desk = Desk(SECRETS)
    text = desk.type("show tech-support")
    assert "hidden" not in text and "$1$mERr" not in text
    for line in (
        "enable secret 5 <removed>",
        "username anna privilege 15 password 0 <removed>",
        "   key-string <removed>",
        "crypto isakmp key <removed> address 192.0.2.1",
        "  pre-shared-key address 192.0.2.2 key <removed>",
        " password <removed>",
    ):
        assert f"\n{line}" in text, line
    plain = desk.type("show tech-support password")
    assert "<removed>" not in plain and "crypto isakmp key hidden address 192.0.2.1" in plain


def test_pages_and_pipes() -> None:
    desk = Desk()
    desk.session.length = 24
    assert "--More--" not in desk.type("show tech-support")
    assert "--More--" in desk.type("show tech-support page")
    desk.session.key("q")
    assert HEADING.findall(desk.type("show tech-support | include ---- show v")) == ["show version"]


def test_ipsec() -> None:
    peer = "crypto isakmp policy 10\n authentication pre-share\ncrypto isakmp key K address 192.0.2.1\n"
    with network({"R1": peer}) as lab:
        text = lab["R1"].cli("show tech-support ipsec")
        names = HEADING.findall(text)
        assert names[:4] == [
            "show version", "show running-config", "show crypto isakmp sa count", "show crypto ipsec sa count",
        ]  # fmt: skip
        assert names[-2:] == ["show processes memory | include Crypto IKMP", "show processes cpu | include Crypto IKMP"]
        for name in names[2:]:
            assert f"------------------ {name} ------------------\n\n\n{lab['R1'].cli(name)}\n" in text
        assert "Crypto IKMP" in text.splitlines()[-2]
