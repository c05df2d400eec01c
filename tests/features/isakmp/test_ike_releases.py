"""What each release knows of IKE and IPsec: algorithms, default policies, words."""

from __future__ import annotations

import re

import pytest

from tests.features.desk import Desk
from tests.features.wired import network

GROUPS = {
    "c3725": ("", "1 2 5"),
    "c2811": ("15.0(1)M", "1 2 5"),
    "c7200": ("", "1 14 15 16 19 2 20 24 5"),
    "iosv": ("", "1 14 15 16 19 2 20 21 24 5"),
    "iol": ("", "14 15 16 19 20 21 24"),
}
REFUSED = "% Invalid input detected at '^' marker."


@pytest.mark.parametrize("platform", GROUPS)
def test_groups_of_a_release(platform: str) -> None:
    release, groups = GROUPS[platform]
    with network({"R1": ""}, platform=platform, release=release) as lab:
        listed = lab["R1"].cli("configure terminal\ncrypto isakmp policy 10\ngroup ?")
        keys = lab["R1"].cli("configure terminal\ncrypto ipsec profile P\nset pfs ?")
    assert re.findall(r"^  (\d+)  ", listed, re.M) == groups.split()
    assert re.findall(r"^  group(\d+)  ", keys, re.M) == groups.split()


@pytest.mark.parametrize(
    ("platform", "lines"),
    [
        ("c3725", ["hash sha256", "group 14", "encr aes gcm"]),
        ("iol", ["encr 3des", "encr des", "hash md5", "group 5"]),
    ],
)
def test_algorithms_that_a_release_lacks_are_refused(platform: str, lines: list[str]) -> None:
    desk = Desk(platform=platform)
    for line in lines:
        assert REFUSED in desk.shell.configure(f"crypto isakmp policy 10\n{line}\n"), line
    assert not [line for line in desk.shell.running_config() if line.strip() in lines]


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        ("c3725", "crypto ipsec transform-set T esp-gcm 256"),
        ("c3725", "crypto ipsec transform-set T esp-aes esp-sha256-hmac"),
        ("c3725", "no crypto isakmp default policy"),
        ("iol", "crypto ipsec transform-set T esp-3des esp-sha-hmac"),
        ("iol", "crypto ipsec transform-set T esp-aes esp-md5-hmac"),
        ("iol", "no crypto isakmp default policy"),
    ],
)
def test_lines_that_a_release_lacks_are_refused(platform: str, line: str) -> None:
    assert REFUSED in Desk(platform=platform).shell.configure(line)
    assert Desk(platform="c7200").shell.configure(line) == ""


def test_default_policies_since_12_4_20_until_they_were_too_weak() -> None:
    for platform, first in (("c3725", "Global"), ("c2811", "Default"), ("c8000v", "Default"), ("iol", "Global")):
        text = Desk(platform=platform).type("show crypto isakmp policy")
        assert text.startswith(f"\n{first} IKE policy\n"), platform
        assert ("suite of priority 65507" in text) == (first == "Default")
        assert ("Default protection suite\n" in text) == (platform == "c3725")


def test_a_suite_below_the_compliance_is_not_offered() -> None:
    """DES and group 1 are still what a policy has where nothing else is typed."""
    text = "crypto isakmp policy 10\n authentication pre-share\ncrypto isakmp policy 20\n encr aes\n group 14\n"
    for platform, offered in (("c7200", [10, 20]), ("iol", [20])):
        desk = Desk(text, platform=platform)
        config = desk.device.engine("isakmp").config
        assert [policy.priority for policy in config.suites(desk.device.software)] == offered
