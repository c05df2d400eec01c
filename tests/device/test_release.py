"""Releases are ordered values; one table says what differs; the grammar limits commands and words to releases."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.cli.language import Language
from iosemu.cli.match import Match, match
from iosemu.cli.source import GrammarSource, parse_texts
from iosemu.device.device import Device
from iosemu.device.platform import platform_of
from iosemu.device.release import software_of
from iosemu.device.shell import FeatureResolver, language_of
from iosemu.lab.errors import LabError
from iosemu.lab.lab import Lab
from iosemu.types import Release
from tests.features.wired import network

IN_ORDER = ("12.4(15)T14", "12.4(24)T", "15.0(1)M", "15.1(4)M", "15.2(4)M7", "15.6(3)M2", "15.10", "16", "17.3.4a", "17.15.1")


def test_releases_are_ordered_by_their_numbers() -> None:
    values = [Release.parse(text) for text in IN_ORDER]
    assert values == sorted(values) and len(set(values)) == len(values)
    assert Release.parse("15.10") > Release.parse("15.2") == (15, 2)  # as texts "15.10" < "15.2"
    assert Release.parse("15.10(1)T").version == "15.10"
    with pytest.raises(ValueError, match="not a release"):
        Release.parse("latest")


def test_the_table_of_differences() -> None:
    old, new = software_of("12.4(24)T"), software_of("15.10(1)T")
    assert (old.local_routes, new.local_routes) == (False, True)
    assert (old.blank_before_ping, new.blank_before_ping) == (True, False)
    assert (old.eigrp_version, new.eigrp_version) == ((12, 4, 1, 2), (8, 0, 2, 0))
    assert Device("R1", "csr1000v").software is platform_of("csr1000v").software


GRAMMAR = """
feature system  Test
mode exec
show colours [{red | green | blue}:colour] => show colours
    since: 15.1
    before: 17
    since 15.2: green
    before 15.4: blue
    > show colours
    > show colours green
"""


@pytest.mark.parametrize(
    ("release", "known"),
    [("15.0(1)M", ""), ("15.1(4)M", "- red blue"), ("15.2(4)M7", "- red green blue"), ("15.10", "- red green"), ("17.3", "")],
)
def test_commands_and_words_belong_to_releases(release: str, known: str) -> None:
    source = GrammarSource(parse_texts([("sample.cmd", GRAMMAR)]))
    language = Language(source, FeatureResolver(), "c7200", Release.parse(release))
    root = language.graph("exec").root
    lines = {"-": "show colours", **{word: f"show colours {word}" for word in ("red", "green", "blue")}}
    assert [word for word, line in lines.items() if isinstance(match(root, line), Match)] == known.split()


def test_a_lab_names_the_release_of_a_router(tmp_path: Path) -> None:
    (tmp_path / "lab.yaml").write_text("name: x\nnodes:\n  R1: {platform: c3725, release: 12.4(15)T14}\n  R2: {platform: c3725}\n")
    with Lab.load(tmp_path) as lab:
        assert [lab[name].device.platform.version for name in ("R1", "R2")] == ["12.4(15)T14"] * 2
    with pytest.raises(LabError, match=r'lab\.yaml:3: c3725 has no release "15.2"; it has: 12'):
        Lab.from_yaml("name: x\nnodes:\n  R1: {platform: c3725, release: 15.2}\n")
    assert language_of("c3725", "12.4(15)T14") is language_of("c3725")


@pytest.mark.parametrize(
    ("platform", "release", "line"),
    [
        ("c3725", "", "router eigrp DMVPN"),
        ("c2811", "", "router eigrp DMVPN"),
        ("c3725", "", "interface Tunnel0\nif-state nhrp"),
        ("c3725", "", "interface Tunnel0\nip nhrp group SLOW"),
        ("c2811", "15.0(1)M", "interface Tunnel0\nip nhrp nhs 10.0.0.1 priority 10"),
        ("c3725", "", "do monitor capture buffer B size 256"),
        ("c3725", "", "do show ip route next-hop-override"),
        ("c2811", "15.1(4)M", "do show ip nhrp shortcut"),
    ],
)
def test_commands_that_a_release_lacks_are_refused(platform: str, release: str, line: str) -> None:
    assert "% Invalid input detected" in _configured(platform, release, line)
    assert "% Invalid" not in _configured("c7200", "", line)


def _configured(platform: str, release: str, text: str) -> str:
    with network({"R1": ""}, platform=platform, release=release) as lab:
        return lab["R1"].configure(text)
