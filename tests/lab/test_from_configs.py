"""`iosemu lab from`: a folder of configurations is wired as it was, and what is not clear is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from iosemu import Lab
from iosemu.__main__ import main
from iosemu.lab import catalog
from iosemu.lab.imports.configs import lab_of
from iosemu.lab.topology import read


def folder_of(tmp_path: Path, **configs: str) -> Path:
    for name, text in configs.items():
        (tmp_path / f"{name}.cfg").write_text(f"hostname {name}\n{text}")
    return tmp_path


def port(name: str, address: str, more: str = "", mask: str = "255.255.255.0") -> str:
    return f"interface {name}\n{more} ip address {address} {mask}\n no shutdown\n"


# cables whose ends have no addresses yet, or such that two customers have
WITHOUT_ADDRESSES = {"dhcp-basics": 2, "ipv6-dhcp": 2}
UNKNOWN = {"vrf-lite": 4, "vrf-aware-site-to-site": 4, **WITHOUT_ADDRESSES}


@pytest.mark.parametrize("name", list(catalog.shipped()))
def test_the_shipped_labs_are_wired_as_they_are(name: str, tmp_path: Path) -> None:
    """Their cables show in their addresses, but where two customers have the same ones: that is told."""
    there = catalog.shipped()[name]
    for file in Path(there).glob("*.cfg"):
        shutil.copy(file, tmp_path)
    guess = lab_of(str(tmp_path))
    wires = {frozenset(map(str, link.endpoints)) for link in guess.topology.links}
    missing = {frozenset(map(str, link.endpoints)) for link in read(there).links} ^ wires
    assert len(missing) == UNKNOWN.get(name, 0)
    if name not in WITHOUT_ADDRESSES:
        assert all(any(end in line for line in guess.unclear) for wire in missing for end in wire)


def test_it_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path, R1=port("GigabitEthernet1", "10.0.0.1"), R2=port("GigabitEthernet3", "10.0.0.2"))
    assert main(["lab", "from", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{folder}/lab.yaml: 2 nodes, 1 links", "  R1:GigabitEthernet1 -- R2:GigabitEthernet3  10.0.0.0/24",
    ]  # fmt: skip
    lab = Lab.load(folder)
    assert {node.device.platform.name for node in lab} == {"csr1000v"}
    lab.settle()
    assert "!!!!" in lab["R1"].cli("ping 10.0.0.2")
    assert main(["lab", "from", str(folder)]) == 1
    assert capsys.readouterr().err == f"iosemu: {folder}/lab.yaml: is there already\n"


def told(folder: Path) -> list[str]:
    return lab_of(str(folder)).unclear


def test_what_is_there_twice_is_told_and_not_wired(tmp_path: Path) -> None:
    """Two customers with one address plan."""
    pe = port("FastEthernet0/0", "10.0.0.1", " vrf forwarding RED\n") + port("FastEthernet0/1", "10.0.0.1", " vrf forwarding BLUE\n")
    folder = folder_of(tmp_path, PE=pe, CE1=port("FastEthernet0/0", "10.0.0.2"), CE2=port("FastEthernet0/0", "10.0.0.2"))
    guess = lab_of(str(folder))
    assert not guess.topology.links
    assert guess.unclear[0].startswith("10.0.0.0/24 is there twice (10.0.0.2 at CE1:FastEthernet0/0, CE2:FastEthernet0/0; 10.0.0.1 at PE")


def test_descriptions_tell_them_apart(tmp_path: Path) -> None:
    pe = port("FastEthernet0/0", "10.0.0.1", " description to CE1\n vrf forwarding RED\n")
    pe += port("FastEthernet0/1", "10.0.0.1", " description to CE2 Fa0/0\n vrf forwarding BLUE\n")
    ces = {name: port("FastEthernet0/0", "10.0.0.2", " description PE\n") for name in ("CE1", "CE2")}
    guess = lab_of(str(folder_of(tmp_path, PE=pe, **ces)))
    wires = {frozenset(map(str, link.endpoints)) for link in guess.topology.links}
    assert wires == {
        frozenset({"PE:FastEthernet0/0", "CE1:FastEthernet0/0"}), frozenset({"PE:FastEthernet0/1", "CE2:FastEthernet0/0"}),
    }  # fmt: skip
    assert not guess.unclear


def test_ports_without_addresses_by_their_descriptions_alone(tmp_path: Path) -> None:
    one = "interface Serial1/0\n description R2\n no ip address\n no shutdown\n"
    guess = lab_of(str(folder_of(tmp_path, R1=one, R2=one.replace("R2", "R1"))))
    assert [str(end) for end in guess.topology.links[0].endpoints] == ["R1:Serial1/0", "R2:Serial1/0"]


def test_vlans_of_one_cable(tmp_path: Path) -> None:
    def trunk(last: int) -> str:
        port = "interface GigabitEthernet0/0\n no ip address\n no shutdown\n"
        return port + "".join(
            f"interface GigabitEthernet0/0.{vlan}\n encapsulation dot1Q {vlan}\n ip address 10.0.{vlan}.{last} 255.255.255.0\n"
            for vlan in (10, 20)
        )

    guess = lab_of(str(folder_of(tmp_path, R1=trunk(1), R2=trunk(2))))
    assert len(guess.topology.links) == 1 and "10.0.10.0/24 in VLAN 10, 10.0.20.0/24 in VLAN 20" in guess.told[0]


def test_what_else_is_not_clear(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path,
        R1=port("FastEthernet0/0", "10.0.0.1") + port("FastEthernet0/1", "10.0.1.1", " description R2\n"),
        R2=port("Serial1/0", "10.0.0.2") + port("FastEthernet0/0", "10.0.2.1", " description R1\n"),
        R3=port("FastEthernet0/0", "10.9.0.1"),
        R4="interface FastEthernet0/0\n ip address 10.9.0.2 255.255.255.0\n shutdown\n",
    )
    assert told(folder) == [
        "R1:FastEthernet0/0, R2:Serial1/0 (10.0.0.0/24): a Serial port and one of another kind",
        "R1:FastEthernet0/1 and R2:FastEthernet0/0 name each other, and have no subnet in common",
        "R3:FastEthernet0/0: nobody else is in 10.9.0.0/24",
    ]


def test_bad_folders_are_told_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "from", str(tmp_path / "none")]) == 1
    assert main(["lab", "from", str(tmp_path)]) == 1
    (tmp_path / "A.cfg").write_text("hostname R1\n")
    (tmp_path / "B.cfg").write_text("hostname r1\n")
    assert main(["lab", "from", str(tmp_path)]) == 1
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 3 and "holds no configuration" in err[1] and err[2].endswith("B.cfg: is r1, and so is A.cfg")
