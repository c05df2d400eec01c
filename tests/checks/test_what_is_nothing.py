"""Checks that check nothing, amounts that are none, names that are nobody's: one line each, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.checks.command import carry_out_file
from iosemu.checks.language import parse
from iosemu.console.options import _range
from iosemu.lab.errors import LabError
from iosemu.lab.imports.configs import lab_of
from iosemu.lab.lab import Lab

SHOW = "checks:\n  - {node: R1, command: show clock, %s}\n"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (SHOW % "has: []", "c.yaml:2: has is empty"),
        (SHOW % "lacks: []", "c.yaml:2: lacks is empty"),
        (SHOW % "count: {}", "c.yaml:2: count is empty"),
        ("checks:\n  - {do: loss, what: '30%'}\n" + SHOW[8:] % "has: x", 'c.yaml:2: a loss needs a link, like "R1 R2 30%"'),
        ("checks:\n  - {do: delay, what: 20ms}\n" + SHOW[8:] % "has: x", 'c.yaml:2: a delay needs a link, like "R1 R2 20ms"'),
        (f"checks:\n  - {{do: loss, what: R1 R2 {'9' * 5000}%}}\n", "c.yaml:2: a loss is written"),
        (f"checks:\n  - {{node: R1, ping: 10.0.0.1, gets: {'9' * 5000}%}}\n", "c.yaml:2: gets must be"),
    ],
)
def test_what_is_no_check(text: str, wrong: str) -> None:
    with pytest.raises(LabError) as caught:
        parse(text, "c.yaml")
    assert str(caught.value).startswith(wrong)


def test_a_lab_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "checks.yaml"
    file.write_text("lab: nolab\n" + SHOW % "has: UTC")
    assert carry_out_file((str(file), None, False)).error.startswith(f'{file}:1: no lab named "nolab"')


def test_a_platform_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "R1.cfg").write_text("hostname R1\n")
    with pytest.raises(LabError, match='unknown platform "zz"'):
        lab_of(str(tmp_path), "zz")


@pytest.mark.parametrize("text", ["1-9999999999", "9" * 5000 + "-" + "9" * 5000, "5-1", "x-2"])
def test_seeds_without_end(text: str) -> None:
    with pytest.raises(Exception, match="are no seeds"):
        _range(text)


def test_lines_behind_the_end_are_told() -> None:
    lab = Lab.load("first-tunnel")
    node = next(iter(lab))
    assert node.configure("end\nshow clock\nhostname ZZ\n") == ""
    assert node.refused == ["show clock", "hostname ZZ"]
    assert node.name.lower() in lab and "nobody" not in lab
    with pytest.raises(LabError, match="which link"):
        lab.cut()
    node.power_off()
    with pytest.raises(LabError, match="has no power"):
        lab.inject(node.name, "Fa0/0", b"")
