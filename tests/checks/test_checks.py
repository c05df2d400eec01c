"""Checks beside a lab: what holds, what does not and what was seen, until when; whatever is wrong in the file is told."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

from iosemu.__main__ import main
from iosemu.checks.language import parse
from iosemu.checks.run import Outcome, in_words
from iosemu.lab.errors import LabError

LAB = """
name: three
nodes:
  R1: {config: R1.cfg}
  R2: {config: R2.cfg}
  PC1: {kind: host, config: PC1.txt}
links:
  - {endpoints: ["R1:FastEthernet0/0", "R2:FastEthernet0/0"], delay: 5ms}
  - {endpoints: ["R2:FastEthernet0/1", "PC1:eth0"]}
"""
FILES = {
    "lab.yaml": LAB,
    "R1.cfg": "hostname R1\ninterface FastEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n"
    "router rip\n version 2\n network 10.0.0.0\n",
    "R2.cfg": "hostname R2\ninterface FastEthernet0/0\n ip address 10.0.0.2 255.255.255.0\n no shutdown\n"
    "interface FastEthernet0/1\n ip address 172.16.0.1 255.255.255.0\n no shutdown\n"
    "router rip\n version 2\n network 10.0.0.0\n network 172.16.0.0\n",
    "PC1.txt": "ip 172.16.0.10/24 172.16.0.1\n",
}
GOOD = """
checks:
  - {name: the LAN is known, node: R1, command: show ip route rip, has: "/^R .*172\\\\.16/", count: {"[120/1]": 1}, lacks: D EX}
  - {node: R1, ping: 172.16.0.10, gets: some}
  - {node: PC1, ping: 10.0.0.1, gets: all}
  - {node: R1, traceroute: 172.16.0.10, via: [10.0.0.2, 172.16.0.10]}
  - {do: cut, what: R1 R2}
  - {node: PC1, ping: 10.0.0.1, gets: none}
  - {do: wait, what: 1s}
  - {node: R1, command: show ip route, lacks: 172.16}
  - {do: repair, what: R1 R2}
  - {name: back, node: R1, ping: 172.16.0.10, within: 2m}
  - {do: configure, node: R2, what: "interface FastEthernet0/1\\n shutdown"}
  - {do: exec, node: R2, what: clear counters}
  - {do: power off, what: R2}
  - {name: gone, node: R1, ping: 10.0.0.2, gets: none, within: 20s}
  - {do: power on, what: R2}
  - {name: back, node: R1, ping: 10.0.0.2, gets: 80%, within: 2m}
"""


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def checked(lab: Path, checks: str, *arguments: str) -> int:
    (lab / "checks.yaml").write_text(checks)
    return main(["test", str(lab), *arguments])


def test_all_that_can_be_checked_and_done(lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = checked(lab, GOOD)
    told = capsys.readouterr().out
    assert status == 0, told
    assert "  ok    the LAN is known\n" in told and told.endswith("16 checks, 0 failed\n")


@pytest.mark.parametrize(
    ("check", "why"),
    [
        ("{node: R1, command: show ip route, has: 192.168.9.0}", 'no row has "192.168.9.0"'),
        ("{node: R1, command: show ip route, lacks: 10.0.0.0}", 'a row has "10.0.0.0"'),
        ("{node: R1, command: show ip route rip, count: {172.16: 2}}", '1 rows have "172.16", not 2'),
        ("{node: R1, command: show ip rote, lacks: x}", "R1 does not know the command"),
        ("{node: R1, ping: 172.16.0.11, within: 3s}", "0% answered"),
        ("{node: R1, traceroute: 10.0.0.2, via: 10.0.0.9}", "the way is 10.0.0.2, not 10.0.0.9"),
        ("{do: configure, node: R1, what: nonsense}", "R1 refused: nonsense"),
        ("{do: exec, node: R1, what: nonsense}", "R1 refused: nonsense"),
    ],
)
def test_what_does_not_hold_is_told_with_what_was_seen(
    lab: Path, check: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report = lab / "report.xml"
    assert (
        checked(lab, f"checks:\n  - {check}\n  - {{node: R2, ping: 10.0.0.1, gets: some}}\n", "--junit", str(report)) == 1
    )
    told = capsys.readouterr().out
    assert f": {why} (line 2)\n" in told and told.endswith("2 checks, 1 failed\n")
    (suite,) = ElementTree.parse(report).getroot()
    assert [len(case) for case in suite] == [1, 0]


def test_a_deadline_is_one_of_virtual_time(lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    late = "checks:\n  - {do: cut, what: R1 R2}\n  - {name: forgotten, node: R2, command: show ip route, lacks: 10.0.0.0, within: 30s}\n"
    assert checked(lab, late) == 0
    never = "checks:\n  - {name: late, node: R2, command: show ip route, has: 9.9.9.9, within: 1h}\n"
    assert checked(lab, never) == 1
    assert "FAIL  late (3600 s)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"/8\.8\.8\.8 +192\.168\.1\.8 +UP .* D/", "8.8.8.8 192.168.1.8 UP … D"),
        (r"/^192\.0\.2\.2 .* [0-9]+$/", "192.0.2.2 … N"),
        (r"/#pkts encaps: [1-9]\d*/", "#pkts encaps: NN"),
        (r"/O (?:E[12]|IA) +10\.0\.0\.0\b/", "O E1 or IA 10.0.0.0"),
        (r"/Fast\S+ is up/", "Fast … is up"),
        ("MTU is 1400 bytes", "MTU is 1400 bytes"),
        ("/", "/"),
    ],
)
def test_what_is_missing_in_words(pattern: str, words: str) -> None:
    """For whoever has to reach it: no regular expressions."""
    text = json.dumps(pattern)
    (check,) = parse(f"checks:\n  - {{node: R1, command: show x, has: {text}, count: {{{text}: 2}}}}\n", "f").checks
    missing = Outcome(check, 0.0, f'no row has "{pattern}"', "something else\n")
    assert in_words(missing) == f'in "show x" of R1 no row has "{words}"'
    assert in_words(Outcome(check, 0.0, "R1 does not know the command", "% Invalid")) == "R1 does not know the command"


def test_patterns_of_strangers_take_no_time() -> None:
    """RE2's do not go back; one that would is refused."""
    (check,) = parse('checks:\n  - {node: R1, command: show x, has: "/(a+)+$/"}\n', "f").checks
    assert not check.has[0].in_row("a" * 5000 + "b")
    assert pickle.loads(pickle.dumps(check)).has[0].in_row("aa")
    with pytest.raises(LabError, match=r"^f:2: /a\(\?!b\)/ is no regular expression: invalid perl operator"):
        parse('checks:\n  - {node: R1, command: show x, has: "/a(?!b)/"}\n', "f")
    with pytest.raises(LabError, match=r"^f:2: .* is no regular expression"):
        parse('checks:\n  - {node: R1, command: show x, has: "/((a{99}){99}){99}/"}\n', "f")


def test_checks_that_have_much_in_common() -> None:
    text = "checks:\n  - &one {name: first, node: R1, ping: 1.1.1.1, within: 5s}\n  - {<<: *one, name: second, node: R2}\n"
    assert [(each.name, each.node, each.ping, each.within) for each in parse(text, "f").checks] == [
        ("first", "R1", "1.1.1.1", 5.0), ("second", "R2", "1.1.1.1", 5.0),
    ]  # fmt: skip
    for wrong, told in (
        ("<<: 5", "f:2: check: << must be a mapping"), ("<<: {pong: x}", 'f:2: check: unknown key "pong"'),
        ("<<: [*missing]", "f:2: not valid YAML: found undefined alias"),
    ):  # fmt: skip
        with pytest.raises(LabError) as error:
            parse(f"checks:\n  - {{node: R1, ping: 1.1.1.1, {wrong}}}\n", "f")
        assert str(error.value).startswith(told)
    endless = "checks:\n  - &one {name: first, node: R1, ping: 1.1.1.1, <<: *one}\n"
    assert parse(endless, "f").checks[0].name == "first"


def test_labs_side_by_side_give_the_same_text(lab: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        for file, text in FILES.items():
            (folder / file).write_text(text)
        (folder / "checks.yaml").write_text("checks:\n  - {node: R1, ping: 10.0.0.2, gets: some}\n")
    assert main(["test", str(tmp_path)]) == 0
    alone = capsys.readouterr().out
    assert main(["test", str(tmp_path), "-j", "2"]) == 0
    assert capsys.readouterr().out == alone and alone.endswith("2 checks in 2 labs, 0 failed\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "f:1: is empty"),
        ("checks: []", "f:1: there is nothing that is checked"),
        ("chekcs: []", 'f:1: checks: unknown key "chekcs"; did you mean "checks"?'),
        ("checks:\n - {node: R1}", "f:2: a check has one of the keys command, ping, traceroute, do"),
        ("checks:\n - {ping: 1.1.1.1}", 'f:2: the key "node" is missing'),
        ("checks:\n - {node: R1, ping: 1.1.1.1, has: x}", 'f:2: "has" has no meaning beside "ping"'),
        ("checks:\n - {node: R1, command: show x}", 'f:2: a command is checked by "has", "lacks" or "count"'),
        ("checks:\n - {node: R1, command: show x, has: /(/}", "f:2: /(/ is no regular expression"),
        ("checks:\n - {node: R1, ping: 1.1.1.1, gets: most}", "f:2: gets must be all, none, some"),
        ("checks:\n - {node: R1, ping: 1.1.1.1, within: soon}", "f:2: within must be a time like 90s"),
        ("checks:\n - {do: jump, what: R1}", 'f:2: "jump" is nothing to do; known: cut, repair'),
        ("checks:\n - {do: cut}", 'f:2: "cut" needs the key "what"'),
        ("checks: [", "f:2: not valid YAML"),
    ],
)
def test_a_file_that_is_wrong(text: str, told: str) -> None:
    with pytest.raises(LabError) as error:
        parse(text, "f")
    assert str(error.value).startswith(told)


@pytest.mark.parametrize(
    ("check", "told"),
    [
        ("{node: R9, ping: 1.1.1.1}", 'checks.yaml:2: no node "R9"; nodes: R1, R2, PC1'),
        ("{do: power off, what: R9}", 'checks.yaml:2: no node "R9"'),
        ("{do: cut, what: R1 PC1}", "checks.yaml:2: "),
    ],
)
def test_what_the_lab_does_not_have(lab: Path, check: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    more = "" if "ping" in check else "\n  - {node: R1, ping: 10.0.0.2}"
    assert checked(lab, f"checks:\n  - {check}{more}\n") == 1
    assert told in capsys.readouterr().out


def test_a_path_without_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(tmp_path)]) == 1
    assert "there is no checks.yaml in it or below" in capsys.readouterr().err


def test_checks_of_the_shipped_labs() -> None:
    """Each passes; they are told of in the labs' stories."""
    folder = Path(__file__).resolve().parents[2] / "labs"
    assert main(["test", str(folder)]) == 0


def test_a_run_for_each_seed(lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(lab, GOOD, "--seeds", "3-5", "-j", "2") == 0
    told = capsys.readouterr().out
    assert [row.rsplit(" ", 1)[1] for row in told.splitlines() if row.endswith(("seed 3", "seed 4", "seed 5"))] == ["3", "4", "5"]
    assert told.endswith("48 checks in 3 runs, 0 failed\n")
    for wrong in ("5-3", "x", "1"):
        assert checked(lab, GOOD, "--seeds", wrong) == 2


def test_the_cluster_gets_the_bytes_of_the_local_run(lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A scheduler of Dask and two workers, processes of their own, on loopback."""
    distributed = pytest.importorskip("distributed")
    failing = GOOD + "  - {name: never, node: R1, command: show ip route, has: /9\\.9/}\n"
    assert checked(lab, failing, "--seeds", "1-4", "--junit", str(lab / "here.xml")) == 1
    here = capsys.readouterr().out
    with distributed.LocalCluster(2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        assert len(cluster.workers) == 2 and cluster.scheduler_address.startswith("tcp://127.0.0.1:")
        assert checked(lab, failing, "--seeds", "1-4", "--junit", str(lab / "there.xml"), "--cluster", cluster.scheduler_address) == 1
    assert capsys.readouterr().out == here and here.endswith("68 checks in 4 runs, 4 failed\n")
    assert (lab / "there.xml").read_bytes() == (lab / "here.xml").read_bytes()


def test_runs_of_a_cluster(lab: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for Dask's client; without Dask a line says what is missing."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert checked(lab, GOOD, "--cluster", "tcp://127.0.0.1:1") == 1
    assert capsys.readouterr().err == "iosemu: --cluster needs Dask: pip install distributed\n"
    asked: list[str] = []

    class Client:
        def __init__(self, address: str, timeout: float) -> None:
            if address.endswith(":1"):
                raise OSError("timed out")
            asked.append(address)

        def __enter__(self) -> Client:
            return self

        def __exit__(self, *_: object) -> None:
            asked.append("closed")

        def wait_for_workers(self, count: int, timeout: float) -> None:
            if asked[-1].endswith(":2"):
                raise TimeoutError

        def map(self, function: Callable[[Any], Any], jobs: list[Any], pure: bool) -> list[Any]:
            def later(job: Any) -> Any:
                if asked[-1].endswith(":3"):
                    raise ModuleNotFoundError("No module named 'iosemu'")
                there, given = pickle.loads(pickle.dumps((function, job)))
                return there(given)

            return [SimpleNamespace(result=partial(later, job)) for job in jobs]

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=Client))
    assert checked(lab, GOOD, "--cluster", "tcp://127.0.0.1:1") == 1
    assert capsys.readouterr().err == "iosemu: no Dask scheduler answers at tcp://127.0.0.1:1: timed out\n"
    assert checked(lab, GOOD, "--cluster", "tcp://h:2") == 1
    assert capsys.readouterr().err == "iosemu: the Dask scheduler at tcp://h:2 has no workers: start dask worker tcp://h:2\n"
    assert checked(lab, GOOD, "--cluster", "tcp://h:3") == 1
    told = capsys.readouterr().err
    assert told == f"iosemu: {lab}/checks.yaml: a worker of the cluster failed: No module named 'iosemu'; has it the same iosemu?\n"
    asked.clear()
    assert checked(lab, GOOD, "--seeds", "1-2", "--cluster", "tcp://h:8786") == 0
    assert capsys.readouterr().out.endswith("32 checks in 2 runs, 0 failed\n") and asked == ["tcp://h:8786", "closed"]
