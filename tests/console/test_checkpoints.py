"""`/checkpoint`, `/restore`, `iosemu run --restore`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iosemu import Lab, LabError
from iosemu.console import checkpoints
from iosemu.console.rack import Rack
from tests.console.test_commands import Person


@pytest.fixture
def one(two: Path) -> Person:
    lab = Lab.load(two)
    lab.settle()
    person = Person(lab, "R1")
    person.type("\nenable\n")
    return person


def test_back_to_a_moment(one: Person, two: Path) -> None:
    one.type("configure terminal\ninterface Loopback5\nip address 10.5.5.5 255.255.255.255\nend\nwrite memory\n")
    one.after(1)
    before = one.rack.lab.now
    shown = one.type("/checkpoint first\n")
    path = two / "two.first.checkpoint"
    assert shown == f"/checkpoint first\n{path}: the lab at 00:00:{int(before):02d}\nR1#"
    assert path.exists() and not path.with_suffix(".checkpoint.new").exists()
    one.type("/cut R1 R2\n")
    one.type("/advance 5m\n")
    assert one.type("show ip interface brief | include Loop\n").count("10.5.5.5") == 1
    shown = one.type("/restore first\n")
    assert "Lab not saved (/save): configuration of R1\nGo back all the same? [no]: " in shown
    assert one.type("n\n") == "n\nR1#"
    one.type("/restore first\n")
    shown = one.type("yes\n")
    assert shown.endswith(f"\nThe lab is again as it was at 00:00:{int(before):02d}: {path}\nR1#")
    assert one.rack.lab.now == before
    assert "00:00:" in one.type("/nodes\n") and "up" in one.type("/links\n")
    assert one.type("show clock\n").startswith("show clock\n")
    assert f"is again as it was at 00:00:{int(before):02d}" in "".join(one.rack.consoles["R2"]._held)


def test_it_asks_only_when_something_would_be_lost(one: Person) -> None:
    one.type("/checkpoint a\n/advance 10m\n")
    assert "[no]" not in one.type("/restore a\n")
    assert one.rack.lab.now < 600
    assert one.rack.pace.scheduler is one.rack.lab.scheduler


def test_names(one: Person, two: Path) -> None:
    assert "no checkpoints; /checkpoint NAME makes one\n" in one.type("/restore\n")
    for name in ("../up", "a b", ".hidden", "x" * 70):
        assert "is no name for a checkpoint" in one.type(f"/checkpoint {name}\n")
    one.type("/checkpoint one\n/checkpoint other\n")
    assert "/restore\none\nother\nR1#" in one.type("/restore\n")
    assert "no checkpoint third (" in one.type("/restore third\n")
    assert (one.type("/restore ot") + one.press("c-i")).endswith("/restore other ")
    assert "write /checkpoint NAME" in one.type("\n/checkpoint\n")


def test_a_damaged_file_leaves_the_lab_alone(one: Person, two: Path) -> None:
    one.type("/checkpoint bad\n")
    file = two / "two.bad.checkpoint"
    file.write_bytes(file.read_bytes()[:-5])
    lab = one.rack.lab
    assert f"{file}: the checkpoint is damaged: it was cut off or changed after it was written\n" in one.type("/restore bad\n")
    assert one.rack.lab is lab


def test_while_a_command_is_under_way(one: Person) -> None:
    other = Person(one.rack, "R2")
    other.type("\nenable\nping 10.99.9.9 repeat 100\n")
    assert "R2 con 0: a command is under way; a lab is saved when it has ended\n" in one.type("/checkpoint now\n")


def test_what_is_half_typed_is_there_again(one: Person) -> None:
    other = Person(one.rack, "R2")
    other.type("\nenable\nshow ip ro")
    one.type("/checkpoint a\n")
    other.type("ute\n")
    one.type("/restore a\n")
    assert other.press().endswith("\nR2#show ip ro")
    assert "Gateway of last resort" in other.type("ute\n")


def test_consoles_end_up_where_they_were_elsewhere(one: Person, two: Path) -> None:
    """Another process: another rack, no terminal that pages."""
    one.type("configure terminal\ninterface FastEthernet0/0\n")
    path = checkpoints.write(one.rack.lab, "b")
    rack = Rack(checkpoints.read(path), paging=False)
    person = Person(rack, "R1")
    assert person.type("description again\n").endswith("R1(config-if)#")
    assert " description again" in rack.lab["R1"].running_config()


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"", "no checkpoint of iosemu"), (b"iosemu checkpoint\n", "no checkpoint of iosemu"), (b"\x80\x04N.", "no checkpoint of iosemu")],
)
def test_other_files(tmp_path: Path, data: bytes, problem: str) -> None:
    file = tmp_path / "x"
    file.write_bytes(data)
    with pytest.raises(LabError, match=re.escape(str(file)) + ".*" + problem):
        checkpoints.read(str(file))
    with pytest.raises(LabError, match="no such file"):
        checkpoints.read(str(tmp_path / "y"))
    with pytest.raises(LabError, match=r"no regular file|Is a directory"):
        checkpoints.read(str(tmp_path))
