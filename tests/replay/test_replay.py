"""A log typed into a lab: what is as it was, what is not, and a run written down that replays to the byte."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from iosemu.__main__ import main

LAB = """
name: two
seed: 7
nodes:
  R1: {config: R1.cfg}
  R2: {config: R2.cfg}
links:
  - {endpoints: ["R1:FastEthernet0/0", "R2:FastEthernet0/0"], delay: 5ms}
"""
CONFIG = """hostname {name}
interface FastEthernet0/0
 ip address 10.0.0.{number} 255.255.255.0
 no shutdown
router eigrp 1
 network 10.0.0.0
"""
LOG = """R1>en
R1#ping 10.0.0.2
Type escape sequence to abort.
Sending 5, 100-byte ICMP Echos to 10.0.0.2, timeout is 2 seconds:
!!!!!
Success rate is 100 percent (5/5), round-trip min/avg/max = 1/2/4 ms
R2#conf t
Enter configuration commands, one per line.  End with CNTL/Z.
R2(config)#int fa0/0
R2(config-if)#ip addres 10.0.0.9 255.255.255.0 seconday
                                                   ^
% Invalid input detected at '^' marker.

R2(config-if)#no ip address
R2(config-if)#end
*Mar  1 00:10:00.000: %SYS-5-CONFIG_I: Configured from console by console
R2#copy run st
Destination filename [startup-config]?
Building configuration...
[OK]
R1#ping 10.0.0.2
Type escape sequence to abort.
Sending 5, 100-byte ICMP Echos to 10.0.0.2, timeout is 2 seconds:
.....
Success rate is 0 percent (0/5)
"""


@pytest.fixture
def lab(tmp_path: Path) -> str:
    (tmp_path / "lab.yaml").write_text(LAB)
    for number in (1, 2):
        (tmp_path / f"R{number}.cfg").write_text(CONFIG.format(name=f"R{number}", number=number))
    return str(tmp_path)


def replay(tmp_path: Path, log: str, *arguments: str) -> int:
    (tmp_path / "log.txt").write_text(log)
    return main(["replay", str(tmp_path / "log.txt"), *arguments])


def test_a_log_that_comes_out_as_it_was(lab: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(tmp_path, LOG, "--lab", lab, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["score"]["different"] == 0
    pings = [step["rows"][-1] for step in told["steps"] if step["command"].startswith("ping")]
    assert [(row["verdict"], row["kinds"]) for row in pings] == [("explained", ["round trip"]), ("equal", [])]
    # the neighbour is lost before the line of the log that the transcript begins with
    assert [row["expected"] for log in told["logs"] for row in log["rows"]] == [LOG.splitlines()[15]]


def test_a_log_of_another_network_differs(lab: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = LOG.replace("no ip address", "ip address 10.0.0.2 255.255.255.0")
    report = tmp_path / "report.xml"
    assert replay(tmp_path, other, "--lab", lab, "--junit", str(report)) == 1
    shown = capsys.readouterr().out
    assert "R1#ping 10.0.0.2" in shown and "....." in shown and "!!!!!" in shown and "4 different" in shown
    (suite,) = ElementTree.parse(report).getroot()
    (failed,) = [case for case in suite if len(case)]
    assert suite.get("failures") == "1" and (failed.get("name") or "").endswith("R1#ping 10.0.0.2")


def test_a_recorded_run_replays_to_the_byte(lab: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.log", tmp_path / "second.log"
    replay(tmp_path, LOG, "--lab", lab, "--record", str(first))
    assert first.read_text().startswith(f"! lab {lab} seed 7\n")
    assert main(["replay", str(first), "--strict", "--record", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()


def test_names_that_are_others_in_the_lab(lab: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = LOG.replace("R1", "Hub").replace("10.0.0.2", "172.16.1.2")
    assert replay(tmp_path, theirs, "--lab", lab) == 1
    assert ':1: the lab has no router "Hub" (it has R1, R2); --map Hub=NODE names one' in capsys.readouterr().err
    assert replay(tmp_path, theirs, "--lab", lab, "--map", "Hub=R1", "--map", "172.16.1.2=10.0.0.2") == 0


def test_what_is_recorded_of_other_names_are_those_of_the_lab(lab: str, tmp_path: Path) -> None:
    theirs = LOG.replace("R1", "Hub").replace("10.0.0.2", "172.16.1.2")
    theirs = f"Hub#debug ip icmp\nR2#ping 10.0.0.1\n{theirs}Hub#ping\nProtocol [ip]:\nTarget IP address: 172.16.1.2\n"
    first, second = tmp_path / "first.log", tmp_path / "second.log"
    names = ["--map", "Hub=R1", "--map", "172.16.1.2=10.0.0.2"]
    replay(tmp_path, theirs, "--lab", lab, *names, "--record", str(first))
    kept = first.read_text()
    assert "R1#ping 10.0.0.2\n" in kept and "Target IP address: 10.0.0.2\n" in kept
    assert "! log of R1\n" in kept and "Hub" not in kept and "172.16" not in kept
    assert main(["replay", str(first), "--strict", "--record", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()


def test_a_router_that_is_called_otherwise_from_there_on(lab: str, tmp_path: Path) -> None:
    log = """R1#debug ip icmp
ICMP packet debugging is on
R1#conf t
Enter configuration commands, one per line.  End with CNTL/Z.
R1(config)#hostname HOHO
HOHO(config)#host R2
R2(config)#ho HOHO
HOHO(config)#do ping 10.0.0.2 repeat 1 timeout 1
Type escape sequence to abort.
Sending 1, 100-byte ICMP Echos to 10.0.0.2, timeout is 1 seconds:
!
Success rate is 100 percent (1/1), round-trip min/avg/max = 10/10/10 ms
HOHO(config)#do show running-config | include ^hostname
hostname HOHO
"""
    first, second = tmp_path / "first.log", tmp_path / "second.log"
    assert replay(tmp_path, log, "--lab", lab, "--record", str(first)) == 0
    assert main(["replay", str(first), "--strict", "--record", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()


BANNER = """R1#conf t
Enter configuration commands, one per line.  End with CNTL/Z.
R1(config)#banner motd #
Enter TEXT message.  End with the character '#'.
------------------------
  Who are you?

exit
------------------------
#
R1(config)#do show running-config | include ^exit|Who
  Who are you?
exit
R1(config)#hostname R1
"""


def test_a_banner_is_typed_to_its_end(lab: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.log", tmp_path / "second.log"
    assert replay(tmp_path, BANNER, "--lab", lab, "--record", str(first)) == 0
    assert BANNER[BANNER.index("Enter TEXT") : BANNER.index("#\nR1(config)#do")] in first.read_text()
    assert main(["replay", str(first), "--strict", "--record", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()


def test_a_banner_without_an_end_is_told_and_left(lab: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(tmp_path, BANNER.replace("#\nR1(config)#do", "R1(config)#do"), "--lab", lab, "--json") == 1
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [step["problem"] for step in steps] == ["", "the text that begins here has no end in the transcript", "", ""]


def test_a_log_that_begins_in_a_section(lab: str, tmp_path: Path) -> None:
    log = "R2(config-router)#network 10.0.0.0\nR2(config-router)#do show clock\n*00:00:01.000 UTC Fri Mar 1 2002\n"
    assert replay(tmp_path, log, "--lab", lab) == 0


@pytest.mark.parametrize(
    ("log", "arguments", "told"),
    [
        (LOG, (), "log.txt: does not say which lab it belongs to; --lab names one"),
        ("nothing\n", (), "log.txt: holds no prompt of a router with a command"),
        (LOG, ("--lab", "nowhere"), "nowhere"),
        (LOG, ("--map", "R1"), '--map R1: write it as OLD=NEW, "10.1.1.1=10.2.2.2" or "R14=R1"'),
    ],
)
def test_what_is_wrong_is_one_line(
    tmp_path: Path, log: str, arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(tmp_path, log, *arguments) == 1
    error = capsys.readouterr().err
    assert told in error and error.count("\n") == 1


def test_what_log_keeps_of_a_console_is_typed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`run --log`: header, times, and the lab's own commands passed over."""
    folder = tmp_path / "lab"
    folder.mkdir()
    (folder / "lab.yaml").write_text(LAB)
    for number in (1, 2):
        (folder / f"R{number}.cfg").write_text(CONFIG.format(name=f"R{number}", number=number))
    typed = "enable\n/advance 90s\nping 10.0.0.2\nconf t\nint lo9\nip address 9.9.9.9 255.255.255.255\nend\nshow ip route\nshow clock\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert main(["run", str(folder), "--log", str(tmp_path / "log")]) == 0
    kept = (tmp_path / "log" / "R1.log").read_text()
    assert kept.startswith(f"! lab {folder}/lab.yaml seed 7\n") and "R1#/advance 90s\n" in kept
    capsys.readouterr()
    assert main(["replay", str(tmp_path / "log" / "R1.log")]) == 0
    told = capsys.readouterr().out
    assert ", 0 different\n" in told and int(told.split()[0]) > 20


def test_the_lab_of_a_header_is_found_from_another_folder(
    lab: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    assert replay(tmp_path, LOG, "--lab", "./lab.yaml", "--record", "logs/R1.log") == 0
    assert Path("logs/R1.log").read_text().startswith("! lab ./lab.yaml seed 7\n")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert main(["replay", "../logs/R1.log", "--strict", "--record", "R1.log"]) == 0
    assert Path("R1.log").read_bytes() == Path("../logs/R1.log").read_bytes()
    Path("R1.log").write_text("! lab nowhere/lab.yaml seed 7\nR1#show clock\nR1#\n")
    assert main(["replay", "R1.log"]) == 1
    assert "nowhere/lab.yaml: no such file" in capsys.readouterr().err


def test_a_pc_has_its_prompt(tmp_path: Path) -> None:
    pc = "  PC1: {kind: host, config: PC1.txt}\nlinks:\n  - {endpoints: [\"R1:FastEthernet0/1\", \"PC1:eth0\"]}"
    (tmp_path / "lab.yaml").write_text("name: pc\nnodes:\n  R1: {config: R1.cfg}\n" + pc)
    (tmp_path / "R1.cfg").write_text("interface FastEthernet0/1\n ip address 10.9.0.1 255.255.255.0\n no shutdown\n")
    (tmp_path / "PC1.txt").write_text("ip 10.9.0.2/24 10.9.0.1\n")
    log = "PC1> ping 10.9.0.1\n\n84 bytes from 10.9.0.1 icmp_seq=1 ttl=255 time=4.663 ms\n"
    log += "".join(f"84 bytes from 10.9.0.1 icmp_seq={n} ttl=255 time=1.067 ms\n" for n in (2, 3, 4, 5))
    (tmp_path / "log.txt").write_text(log)
    assert main(["replay", str(tmp_path / "log.txt"), "--lab", str(tmp_path)]) == 0


SERVER = """R1#conf t
R1(config)#crypto pki server CA
R1(cs-server)#no shutdown
%Some server settings cannot be changed after CA certificate generation.
% Please enter a passphrase to protect the private key
% or type Return to exit
Password:

Re-enter password:
% Exporting Certificate Server signing certificate and keys...

% Certificate Server enabled.
R1(cs-server)#end
"""


def test_a_password_that_nobody_sees_is_typed_all_the_same(lab: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clock = "R1#clock set 10:00:00 1 June 2024\n"
    replay(tmp_path, clock + SERVER, "--lab", lab, "--json")
    told = json.loads(capsys.readouterr().out)
    rows = [row["expected"] for step in told["steps"] for row in step["rows"] if row["verdict"] != "different"]
    assert "% Certificate Server enabled." in rows
