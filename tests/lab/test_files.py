"""Files of a lab that are broken, endless, or none of its business."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iosemu import Lab
from iosemu.lab.errors import LabError
from iosemu.lab.files import LARGEST, read_text
from iosemu.lab.topology import parse

YAML = """name: x
nodes:
  R1: {config: %s}
"""


def lab(folder: Path, config: str = "R1.cfg", trust: bool = False) -> Lab:
    (folder / "lab.yaml").write_text(YAML % config)
    return Lab.load(folder, trust=trust)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xef\xbb\xbfhostname RR\nend\n", "RR"),
        ("hostname RR\r\nend\r\n".encode("utf-16"), "RR"),
        (b"\xfe\xff" + "hostname RR\nend\n".encode("utf-16-be"), "RR"),
        (b"hostname RR\r\n! \xff\xfe\r\nend\r\n", "RR"),
    ],
)
def test_every_encoding_is_read_whole(tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / "R1.cfg").write_bytes(data)
    found = lab(tmp_path)
    assert found["R1"].shell.hostname == name
    assert found.refused_lines() == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"hostname A\nhostname R\0R\n", "lab.yaml:3: configuration of R1: holds a NUL character; it is no text file: {}:2"),
        ("hostname A".encode("utf-16") + b"\0", "lab.yaml:3: configuration of R1: is not UTF-8 text; save it as UTF-8: {}:1"),
        (b"!" * (LARGEST + 1), "lab.yaml:3: configuration of R1: is larger than 16 MB: {}"),
    ],
)
def test_what_is_no_text_is_told_once(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "R1.cfg"
    file.write_bytes(data)
    with pytest.raises(LabError) as error:
        lab(tmp_path)
    assert str(error.value) == f"{tmp_path}/{said.format(file)}"


def test_nothing_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "R1.cfg")
    with pytest.raises(LabError, match="is no regular file"):
        lab(tmp_path)
    for device in ("/dev/zero", "/dev/full", "/dev/stdin"):
        with pytest.raises(LabError):
            lab(tmp_path, device)
        with pytest.raises(LabError):
            lab(tmp_path, device, trust=True)


def test_a_lab_reads_inside_its_folder(tmp_path: Path) -> None:
    """Not above it, not elsewhere, not through symbolic links; with trust it may."""
    folder = tmp_path / "lab"
    (folder / "configs").mkdir(parents=True)
    secret = tmp_path / "secret.cfg"
    secret.write_text("hostname STOLEN\n")
    (folder / "link.cfg").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    (folder / "round.cfg").symlink_to("round.cfg")
    (folder / "configs" / "R1.cfg").write_text("hostname OWN\n")
    for name in ("../secret.cfg", str(secret), "link.cfg", "up/secret.cfg", "configs/../../secret.cfg"):
        with pytest.raises(LabError, match=r"lab\.yaml:3: .*outside of the lab's folder \(--trust"):
            lab(folder, name)
        with pytest.raises(LabError, match="outside"):
            parse(YAML % name, folder / "lab.yaml")
        assert lab(folder, name, trust=True)["R1"].shell.hostname == "STOLEN"
    assert lab(folder, "configs/R1.cfg")["R1"].shell.hostname == "OWN"
    (folder / "same.cfg").symlink_to("configs/R1.cfg")
    assert lab(folder, "same.cfg")["R1"].shell.hostname == "OWN"
    for name in ("round.cfg", "x" * 5000, '"a\\0b"'):
        with pytest.raises(LabError, match=r"lab\.yaml:3: "):
            lab(folder, name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: " + "x" * 5_000_000 + "\nnodes: {R1: {}}", "lab.yaml:1: name is longer than 100 characters"),
        ('name: "a\\x1b[2Jb"\nnodes: {R1: {}}', "lab.yaml:1: name holds a character that cannot be printed"),
        ('name: x\ndescription: "\\x07"\nnodes: {R1: {}}', "lab.yaml:2: description holds a character"),
        ('name: x\nnodes:\n  "R\\n1": {}', r'lab.yaml:3: "R\n1" is no name for a node'),
        ("name: x\nnodes: {R1: {platform: " + "y" * 5000 + "}}", "unknown platform"),
    ],
)
def test_errors_are_one_line_that_a_terminal_can_show(text: str, said: str) -> None:
    with pytest.raises(LabError) as error:
        Lab.from_yaml(text)
    assert said in str(error.value)
    assert str(error.value).isprintable() and len(str(error.value)) < 1000


@pytest.mark.parametrize("delay", ["9" * 400 + "s", "3601s", "99999999999999999999999ms"])
def test_a_delay_has_a_longest(delay: str) -> None:
    text = f"name: x\nnodes: {{R1: {{}}, R2: {{}}}}\nlinks:\n  - {{endpoints: ['R1:FastEthernet0/0', 'R2:FastEthernet0/0'], delay: {delay}}}\n"
    with pytest.raises(LabError, match=r"lab\.yaml:4: delay can be 3600s at most"):
        Lab.from_yaml(text)


def test_captures_of_a_lab_without_links(tmp_path: Path) -> None:
    with Lab.from_yaml("name: x\nnodes: {R1: {}}\n") as found:
        found.capture(folder=tmp_path / "pcap")
        found.run(1)
    assert (tmp_path / "pcap" / "preferences").is_file()


def test_a_segment_of_many_stations_has_a_file_name(tmp_path: Path) -> None:
    names = [f"R{i}" for i in range(20)]
    ends = ", ".join(f"'{name}:FastEthernet0/0'" for name in names)
    text = f"name: x\nnodes: {{{', '.join(f'{name}: {{}}' for name in names)}}}\nlinks: [{{endpoints: [{ends}]}}]\n"
    with Lab.from_yaml(text) as found:
        found.capture(folder=tmp_path)
    assert len(list(tmp_path.glob("*.pcap"))) == 1


def test_a_full_disk_ends_the_capture_not_the_lab(tmp_path: Path) -> None:
    """The first problem is told at the end, with its time; what else can be written is written."""
    with pytest.raises(LabError, match=r"No space left on device; the capture (ends at|lacks its end)"), Lab.load("dmvpn-ipsec") as found:
        first = next(iter(found.links.values()))
        from iosemu.lab.capture import file_name

        (tmp_path / file_name(first)).symlink_to("/dev/full")
        found.capture(folder=tmp_path)
        found.settle()
        assert "UP" in found["R1"].cli("show dmvpn")
    assert (tmp_path / "esp_sa").stat().st_size > 0
    assert sum(file.is_file() and file.stat().st_size > 1000 for file in tmp_path.glob("*.pcap")) >= 3


def test_files_of_flash_that_cannot_be_written_do_not_hold_up_others(tmp_path: Path) -> None:
    found = Lab.from_yaml("name: x\nnodes: {R1: {}}\n")
    flash = found["R1"].device.flash
    flash["a"], flash["x" * 300], flash["z"] = b"1", b"2", b"3"
    with pytest.raises(LabError, match="File name too long"):
        found.save_flash(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["R1-a", "R1-z"]


def test_reading_text(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="no such file"):
        read_text(tmp_path / "none")
    with pytest.raises(LabError, match="is a folder"):
        read_text(tmp_path)


def test_refused_lines_are_those_of_the_configuration_that_was_read(tmp_path: Path) -> None:
    (tmp_path / "R1.cfg").write_text("hostname R1\nfoo\nend\n")
    found = lab(tmp_path)
    assert found.refused_lines() == [f"{tmp_path}/R1.cfg:2: foo: % Invalid input detected at '^' marker."]
    shell = found["R1"].shell
    shell.device.startup_config = "hostname R1\nbar\nend\n"
    assert found.refused_lines()[0].startswith(f"{tmp_path}/R1.cfg:2: foo: ")  # not read yet
    shell.boot()
    assert found.refused_lines() == ["startup-config of R1:2: bar: % Invalid input detected at '^' marker."]
