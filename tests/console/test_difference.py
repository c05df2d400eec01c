"""`iosemu diff` by what lines mean, `iosemu parse` of a folder."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from iosemu.__main__ import main
from iosemu.cli.tree import tree_of
from iosemu.console.difference import difference
from iosemu.console.parse import shell_for
from iosemu.features.archive.changes import commands
from iosemu.lab import catalog

A = """hostname R1
interface FastEthernet0/0
 ip address 10.0.0.1 255.255.255.0
 no shutdown
interface Tunnel0
 ip address 172.16.0.1 255.255.255.0
 ip nhrp network-id 1
 tunnel source FastEthernet0/0
 tunnel mode gre multipoint
router ospf 1
 network 10.0.0.0 0.0.0.255 area 0
ip route 0.0.0.0 0.0.0.0 10.0.0.254
"""
SAME = """hostn R1
int tu0
 ip nhrp network-id 1
 tunnel mode gre multi
 tunnel source fa0/0
 ip addr 172.16.0.1 255.255.255.0
int fa0/0
 ip addr 10.0.0.1 255.255.255.0
 no shut
 arp timeout 14400
ip route 0.0.0.0 0.0.0.0 10.0.0.254
router ospf 1
 network 10.0.0.0 0.0.0.255 area 0
"""
B = A.replace("network-id 1", "network-id 2").replace("ip route 0.0.0.0 0.0.0.0 10.0.0.254\n", "ip route 0.0.0.0 0.0.0.0 10.0.0.253\n")


def test_what_means_the_same_is_no_difference() -> None:
    found = difference(A, SAME, "c7200")
    assert not found.refused and not found.typed and not found.rows


def test_a_port_that_the_other_says_nothing_of() -> None:
    """It is shut down there, and has no address; what is typed is taken as it stands."""
    port = "interface GigabitEthernet0/1\n ip address 10.9.0.2 255.255.255.0\n no shutdown\n"
    there = difference("hostname R1\n", f"hostname R1\n{port}", "c7200")
    assert there.typed == ["interface GigabitEthernet0/1", " no shutdown", " ip address 10.9.0.2 255.255.255.0"]
    back = difference(f"hostname R1\n{port}", "hostname R1\n", "c7200")
    assert back.typed == ["interface GigabitEthernet0/1", " no ip address 10.9.0.2 255.255.255.0", " no ip address", " shutdown"]
    assert not there.left and not back.left


def test_lines_to_type_and_sections() -> None:
    found = difference(A, B, "c7200")
    assert found.typed == [
        "no ip route 0.0.0.0 0.0.0.0 10.0.0.254", "interface Tunnel0", " no ip nhrp network-id 1", " ip nhrp network-id 2",
        "ip route 0.0.0.0 0.0.0.0 10.0.0.253",
    ]  # fmt: skip
    assert found.rows == [
        "interface Tunnel0", "+ ip nhrp network-id 2", "- ip nhrp network-id 1",
        "+ip route 0.0.0.0 0.0.0.0 10.0.0.253", "-ip route 0.0.0.0 0.0.0.0 10.0.0.254",
    ]  # fmt: skip


def test_lines_that_count_in_their_order() -> None:
    one = "ip access-list extended X\n permit ip any any\n deny ip host 10.0.0.1 any\n"
    other = "ip access-list extended X\n deny ip host 10.0.0.1 any\n permit ip any any\n"
    found = difference(one, other, "c7200")
    assert found.rows == ["ip access-list extended X\n (other order)"]
    assert found.typed[0] == "no ip access-list extended X"


PAIRS = [
    (lab, one, other)
    for lab in ("bgp-policy", "dmvpn-ipsec", "dmvpn-phase3-eigrp", "ospf-areas")
    for one, other in pairwise(sorted(Path(catalog.shipped()[lab]).glob("*.cfg")))
]


@pytest.mark.parametrize(("lab", "one", "other"), PAIRS, ids=lambda value: getattr(value, "stem", value))
def test_typed_at_the_one_its_lines_make_the_other(lab: str, one: Path, other: Path) -> None:
    old, new = one.read_text(), other.read_text()
    platform = "csr1000v" if "GigabitEthernet1\n" in old + new else "c7200"
    found = difference(old, new, platform)
    assert found.typed and not found.refused and not found.left
    shell, wanted = shell_for(old, platform, others=new), shell_for(new, platform, others=old)
    shell.parse(old)
    refused = [line.text for line in shell.parse("\n".join(found.typed)) if line.status == "refused"]
    wanted.parse(new)
    assert commands(tree_of("\n".join(shell.running_config())), tree_of("\n".join(wanted.running_config()))) == [], refused


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = tmp_path / "A.cfg", tmp_path / "B.cfg"
    one.write_text(A + "nonsense\n")
    other.write_text(B)
    assert main(["diff", str(one), str(other)]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "no ip route 0.0.0.0 0.0.0.0 10.0.0.254"
    assert err == f"iosemu: {one}:{len(A.splitlines()) + 1}: nonsense: % Invalid input detected at '^' marker.\n"
    assert main(["diff", "--sections", str(one), str(other)]) == 1
    assert capsys.readouterr().out.startswith("interface Tunnel0\n+ ip nhrp network-id 2\n")
    assert main(["diff", "--json", str(one), str(other)]) == 1
    assert json.loads(capsys.readouterr().out)["type"][-1] == "ip route 0.0.0.0 0.0.0.0 10.0.0.253"
    assert main(["diff", str(other), str(other)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["diff", "-", "-"]) == 1
    assert "standard input can be one of the two only" in capsys.readouterr().err
    assert main(["diff", str(one), str(tmp_path / "C.cfg")]) == 1
    assert "C.cfg: no such file" in capsys.readouterr().err


def test_parse_of_a_folder_is_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "A.cfg").write_text(A)
    (tmp_path / "site" / "B.conf").write_text("hostname B\nnonsense\nmore nonsense\n")
    (tmp_path / "notes.md").write_text("no configuration")
    assert main(["parse", str(tmp_path)]) == 1
    rows = [row.split() for row in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["accepted", "partial", "stored", "refused"]
    assert rows[2] == ["site/B.conf", "1", "0", "0", "2"]
    assert rows[3][0] == "all" and [int(a) + int(b) for a, b in zip(rows[1][1:], rows[2][1:], strict=True)] == list(map(int, rows[3][1:]))
    assert main(["parse", "--json", str(tmp_path / "site")]) == 1
    assert json.loads(capsys.readouterr().out) == [{"file": "B.conf", "accepted": 1, "partial": 0, "stored": 0, "refused": 2}]
    assert main(["parse", "--render", str(tmp_path)]) == 1
    (tmp_path / "empty").mkdir()
    assert main(["parse", str(tmp_path / "empty")]) == 1
    assert "there is no configuration in it or below" in capsys.readouterr().err
