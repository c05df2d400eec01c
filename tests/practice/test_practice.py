"""`iosemu practice` and `iosemu break` as people use them: tasks, grades, hints, progress, and what is wrong in their files."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from iosemu import Builder
from iosemu.__main__ import main
from iosemu.console.commands import Typed
from iosemu.console.exercise import Watch
from iosemu.console.practice import Practice
from iosemu.console.rack import Rack
from iosemu.lab.errors import LabError
from iosemu.lab.lab import Lab
from iosemu.lab.topology import read
from iosemu.practice import faults, tasks
from iosemu.practice.progress import Progress, gain
from iosemu.practice.repair import Repair
from iosemu.practice.report import page, rows_of
from iosemu.practice.scene import graded, ready
from tests.practice.proof import topology

LAB = """
name: two
nodes: {R1: {config: R1.cfg}, R2: {config: R2.cfg}}
links: [{endpoints: ["R1:FastEthernet0/0", "R2:FastEthernet0/0"], delay: 5ms}]
"""
CONFIG = "hostname R{0}\ninterface FastEthernet0/0\n ip address 10.0.0.{0} 255.255.255.0\n no shutdown\ninterface Loopback0\n ip address {0}.{0}.{0}.{0} 255.255.255.255\n"
TASKS = """
tasks:
  - id: one
    title: A static route
    text: Let R1 reach 2.2.2.2.
    points: 4
    hints: [A route is needed., "`ip route`"]
    checks: [{name: R1 reaches it, node: R1, ping: 2.2.2.2, gets: all, within: 5s}]
    solution: {R1: ip route 2.2.2.2 255.255.255.255 10.0.0.2}
  - id: two
    title: And back
    text: Let R2 reach 1.1.1.1.
    points: 1
    checks:
      - {node: R2, ping: 1.1.1.1, gets: all, within: 5s}
      - {do: cut, what: R1 R2}
      - {name: it goes by the cable, node: R2, ping: 1.1.1.1, gets: none}
    solution: {R2: ip route 1.1.1.1 255.255.255.255 10.0.0.1}
  - id: three
    title: Another lab
    text: The address of R2 is gone.
    points: 2
    start: {R2: "interface FastEthernet0/0\\n no ip address"}
    checks: [{node: R1, ping: 10.0.0.2, within: 10s, gets: all}]
    solution: {R2: "interface FastEthernet0/0\\n ip address 10.0.0.2 255.255.255.0"}
"""
FAULTS = """
faults:
  - id: no-address
    title: R2 has lost its address
    level: 1
    kind: configuration
    finds:
      - {section: 'interface (?P<port>Fast\\S+)', lines: ['(?P<line>ip address 10\\.0\\.0\\.2 .*)']}
    plant: {"{node}": "interface {port}\\n no ip address"}
    mend: {"{node}": "interface {port}\\n {line}"}
    ticket: Nobody reaches {node}.
    story: It had no address on {port}.
    hints: [Look at the interfaces.]
    checks: [{node: R1, ping: 10.0.0.2, within: 10s, gets: all}]
    breaks: [interface]
"""


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    folder = tmp_path / "lab"
    folder.mkdir()
    (folder / "lab.yaml").write_text(LAB)
    for number in (1, 2):
        (folder / f"R{number}.cfg").write_text(CONFIG.format(number))
    (folder / "tasks.yaml").write_text(TASKS)
    (folder / "faults.yaml").write_text(FAULTS)
    return folder


@pytest.fixture
def sits(lab: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Types lines at the consoles of an exercise, and gives what was shown."""

    def typed(command: str, lines: str, *options: str) -> str:
        import io

        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        assert main([command, str(lab), "--progress", str(tmp_path / "progress.db"), *options]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return typed


def test_from_task_to_task(sits, lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = sits(
        "practice",
        "enable\n/check\n/hint\nconf t\nip route 2.2.2.2 255.255.255.255 10.0.0.2\nend\n/check\n/task next\n/check\n"
        "/attach R2\nenable\nconf t\nip route 1.1.1.1 255.255.255.255 10.0.0.1\nend\n/check\n/solution\n/task 9\n/task all\n",
    )
    assert "Task 1 of 3: A static route (4 points)\nLet R1 reach 2.2.2.2.\n" in shown
    assert "  FAIL  R1 reaches it: 0% answered\nnot yet: 1 of 1 does not hold\n" in shown
    assert "1 of 2: A route is needed.\n" in shown
    assert "  ok    R1 reaches it" in shown and "task 1 is solved: 2.7 of 4 points" in shown
    assert "Task 2 of 3: And back" in shown and "task 2 is solved: 1 of 1 points" in shown
    assert "R2:\n  ip route 1.1.1.1 255.255.255.255 10.0.0.1\n" in shown  # no question: it was solved
    assert 'there is no task "9"; there are 1 to 3' in shown
    assert "3.7 of 7 points, 2 of 3 solved" in shown
    assert "is cut" not in shown
    # progress is kept
    assert main(["practice", str(lab), "--progress", str(lab.parent / "progress.db"), "--report", "--html", str(lab.parent / "r.html")]) == 0
    told = capsys.readouterr().out
    assert [row.split()[:2] for row in told.splitlines()[2:5]] == [["task", "1"], ["task", "2"], ["task", "3"]]
    assert told == "\n".join(told.splitlines()) + "\n" and "3.7 of 7 points, 2 of 3 solved" in told
    assert '<tr class="solved"><td>task 1</td><td>A static route</td>' in (lab.parent / "r.html").read_text()


def test_grading_leaves_the_lab_alone(lab: Path) -> None:
    """The checks pull a cable; the lab of whoever is graded keeps it, and its time."""
    there = read(lab)
    running = ready(there, None)
    before = running.now, running["R1"].cli("show interfaces FastEthernet0/0")
    task = tasks.read(there).tasks[1]
    running["R2"].configure("ip route 1.1.1.1 255.255.255.255 10.0.0.1\n")
    assert all(outcome.passed for outcome in graded(running, task.checks, ""))
    assert (running.now, running["R1"].cli("show interfaces FastEthernet0/0")) == before


def test_keystrokes_do_not_count(sits) -> None:
    """Whatever reaches the state is right: a default route instead of the line of the solution."""
    shown = sits("practice", "enable\nconf t\nip route 0.0.0.0 0.0.0.0 10.0.0.2\nend\n/check\n")
    assert "task 1 is solved: 4 of 4 points" in shown
    wrong = sits("practice", "enable\nconf t\nip route 2.2.2.2 255.255.255.255 10.0.0.7\nend\n/check\n")
    assert "not yet" in wrong


def test_a_task_goes_on_where_the_one_before_ends(sits) -> None:
    shown = sits("practice", "enable\nshow ip route static\n/check\n/task 3\n/reset\nyes\n", "--task", "2", "--node", "R1")
    assert "Task 2 of 3" in shown and "2.2.2.2 [1/0] via 10.0.0.2" in shown
    assert "Task 3 of 3: Another lab (2 points)\nThe address of R2 is gone." in shown


ROUTE = "conf t\nip route 2.2.2.2 255.255.255.255 10.0.0.2\nend\n"


def test_whoever_comes_back_goes_on_with_the_same_try(sits, tmp_path: Path) -> None:
    """In another lab, on another evening: what was seen was seen, and a try is over when it is solved."""
    sits("practice", "enable\n/hint\n/task 2\n/task 1\n/task 3\ny\n/task 1\ny\n/check\n")
    shown = sits("practice", f"enable\n/hint\n{ROUTE}/check\n/solution\n/task all\n/task 3\ny\n/task 1\n")
    assert "2 of 2: `ip route`" in shown and "task 1 is solved: 1.3 of 4 points" in shown
    tries = Progress(str(tmp_path / "progress.db")).tries()
    assert [(one.exercise, one.hints, one.checks, one.gained) for one in tries] == [
        ("one", 2, 2, 1.3), ("two", 0, 0, 0), ("three", 0, 0, 0), ("one", 0, 0, 0),
    ]  # fmt: skip
    # one try; to read a task is none
    rows = [re.split(r"  +", line) for line in shown.splitlines() if line.startswith("task ") and " / " in line]
    assert [(row[2], row[3], row[5]) for row in rows] == [("solved", "1.3 / 4", "1"), ("begun", "0 / 1", "0"), ("begun", "0 / 2", "0")]


def test_a_solution_that_was_shown_stays_shown(sits) -> None:
    """Neither another lab, nor another evening, nor a try that was solved with it makes it forgotten."""
    sits("practice", "enable\n/solution\ny\n/task 3\ny\n")
    for _ in range(2):
        assert "task 1 is solved: 0 of 4 points" in sits("practice", f"enable\n{ROUTE}/check\n")
    assert "task 3 is solved: 2 of 2 points" in sits(
        "practice", "enable\n/attach R2\nenable\nconf t\nint fa0/0\nip address 10.0.0.2 255.255.255.0\nend\n/check\n", "--task", "3"
    )


def test_what_was_typed_for_whoever_begins_behind_it_counts_no_points(sits) -> None:
    """Task 2 begins with the solution of task 1: to go back to that one is to begin with another lab."""
    shown = sits("practice", "enable\n/task 1\n/check\n", "--task", "2")
    assert "Task 1 of 3" in shown and "not yet: 1 of 1 does not hold" in shown


def test_a_solution_counts_no_points(sits) -> None:
    lines = "enable\n/solution\nno\n/solution\nyes\nconf t\nip route 2.2.2.2 255.255.255.255 10.0.0.2\nend\n/check\n"
    shown = sits("practice", lines)
    assert shown.count("It counts no points then. Show it? [no]: ") == 2
    assert "R1:\n  ip route 2.2.2.2 255.255.255.255 10.0.0.2\n" in shown
    assert "task 1 is solved: 0 of 4 points" in shown


def test_time_of_an_examination(lab: Path, sits) -> None:
    (lab / "tasks.yaml").write_text("time: 1ms\n" + TASKS)
    shown = sits("practice", f"enable\n{ROUTE}/check\n/task\n")
    assert "the time is over" in shown and "task 1 is solved: 0 of 4 points" in shown


class Clock:
    """Of the wall, as the story has it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def sitting(lab: Path, tmp_path: Path, clock: Clock, anew: bool = False) -> Practice:
    there = Practice(read(lab / "lab.yaml"), None, Progress(str(tmp_path / "p.db")), anew=anew)
    there.watch = Watch(clock)
    return there


def test_an_examination_goes_on_another_day(lab: Path, tmp_path: Path) -> None:
    """Its clock stands while nobody sits at the consoles, while a lab is made, and while it is looked at."""
    (lab / "tasks.yaml").write_text("time: 2h\n" + TASKS)
    clock = Clock()

    def work(there: Practice, seconds: float) -> str:
        running = there.lab()
        clock.now += 60  # the lab was made
        there.join(Rack(running))
        clock.now += seconds
        told = there.told()
        there.leave()
        there.progress.close()
        clock.now += 86400
        return told

    assert "1:00:00 left of all)" in work(sitting(lab, tmp_path, clock), 3600)
    assert "0:30:00 left of all)" in work(sitting(lab, tmp_path, clock), 1800)
    anew = work(sitting(lab, tmp_path, clock, anew=True), 600)
    assert "1:50:00 left of all)" in anew and "(0:10:00; /check" in anew
    late = work(sitting(lab, tmp_path, clock), 7000)
    assert "the time is over)" in late
    assert "2:00:00 left of all)" in work(sitting(lab, tmp_path, clock), 0)  # another one


def test_grading_takes_no_time(lab: Path, tmp_path: Path) -> None:
    clock = Clock()
    there = sitting(lab, tmp_path, clock)
    rack = Rack(there.lab())
    there.join(rack)
    looked = there.checked

    def slow(running: Lab) -> str:
        clock.now += 500
        return looked(running)

    there.checked = slow  # type: ignore[method-assign]
    clock.now += 7
    assert "not yet" in str(there.check(Typed(rack.consoles["R1"], "", None)))
    assert "(0:00:07; /check" in there.told()


def test_the_solution_of_an_examination_that_is_over_may_be_read(lab: Path, sits) -> None:
    """The next sitting begins with nothing."""
    (lab / "tasks.yaml").write_text("time: 2h\n" + TASKS)
    shown = sits("practice", f"enable\n/solution\ny\n{ROUTE}/check\n")
    assert "task 1 is solved: 0 of 4 points" in shown
    shown = sits("practice", f"enable\n{ROUTE}/check\n/task all\n", "--anew")
    assert "task 1 is solved: 4 of 4 points" in shown and "4 of 7 points, 1 of 3 solved" in shown


def test_a_ticket_is_found_and_mended(sits) -> None:
    lines = "enable\n/task\n/check\n/hint\n/attach R2\nenable\nconf t\nint fa0/0\nip address 10.0.0.2 255.255.255.0\nend\n/check\n"
    shown = sits("break", lines, "--seed", "7", "--fault", "no-address")
    assert "Ticket 7 (level 1, 2 points)\nNobody reaches R2.\n" in shown
    assert "not mended yet" in shown and "1 of 3: Look at the interfaces." in shown
    assert "mended: 1.5 of 2 points" in shown
    assert "R2 has lost its address\nIt had no address on FastEthernet0/0.\nWhat mends it:\nR2:\n  interface FastEthernet0/0\n   ip address 10.0.0.2" in shown
    assert "What /trace said of it:\n" in shown


def test_the_same_seed_is_the_same_fault() -> None:
    there = topology("dmvpn-ipsec")
    lab, known = Lab(there), faults.catalogue(there)
    chosen = [faults.choose(lab, known, seed).name for seed in range(16)]
    assert chosen[:4] == [faults.choose(lab, known, seed).name for seed in range(4)]
    assert len(set(chosen)) > 8
    assert {faults.choose(lab, known, seed, 3).fault.level for seed in range(4)} == {3}


def test_who_takes_the_encryption_away_has_mended_nothing() -> None:
    there = topology("dmvpn-ipsec")
    fault = next(each for each in faults.catalogue(there) if each.id == "spoke-wrong-key")
    repair = Repair(there, faults.at(fault, faults.places(Lab(there), fault)[0], Lab(there)), None)
    lab = repair.plant()
    for name in ("R1", "R6", "R7", "R8"):
        lab[name].configure("interface Tunnel0\n no tunnel protection\n")
    lab.run(200)
    found = repair.look(lab)
    assert all(outcome.passed for outcome in found.outcomes)
    assert not found.mended and "R1 Tunnel0 was protected by IPsec, and is not any more" in found.bare


@pytest.mark.parametrize(
    ("fault_id", "lines", "bare"),
    [
        ("spoke-transform", "crypto ipsec transform-set TSET esp-null esp-sha-hmac\n mode transport\n",
         "Tunnel0: encryption is esp-null esp-sha-hmac, and was esp-aes esp-sha-hmac"),
        ("spoke-transform", "crypto ipsec transform-set TSET esp-aes\n mode transport\n", "Tunnel0: integrity is esp-aes, and was esp-aes esp-sha-hmac"),
        ("spoke-transform", "crypto ipsec transform-set TSET esp-aes esp-sha-hmac\n mode transport\ncrypto ipsec profile DMVPN\n no set pfs\n",
         "Tunnel0: perfect forward secrecy is none, and was group5"),
        ("spoke-policy-group", "crypto isakmp policy 10\n group 2\n", "IKE: Diffie-Hellman is group 2, and was group 5"),
        ("spoke-policy-encryption", "crypto isakmp policy 10\n encr des\n", "IKE: encryption is des, and was aes 128"),
    ],
)  # fmt: skip
def test_who_makes_it_weaker_has_mended_nothing(fault_id: str, lines: str, bare: str) -> None:
    """All ends agree on something, so everything works again."""
    there = topology("dmvpn-ipsec")
    fault = next(each for each in faults.catalogue(there) if each.id == fault_id)
    repair = Repair(there, faults.at(fault, faults.places(Lab(there), fault)[0], Lab(there)), None)
    lab = repair.plant()
    for name in ("R1", "R6", "R7", "R8"):
        lab[name].configure(lines)
    for name in ("R1", "R6", "R7", "R8"):
        lab[name].cli("clear crypto session", "")
    lab.run(200)
    verdict = repair.look(lab)
    assert all(outcome.passed for outcome in verdict.outcomes)
    assert not verdict.mended and verdict.bare == [f"{name} {bare}" for name in ("R1", "R6", "R7", "R8")]


def test_a_crypto_map_that_selects_less_protects_less() -> None:
    """Another list with the same traffic is as good as the one that was there."""
    from iosemu.device.guards import weaker

    port = "interface FastEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n"
    text = (
        "crypto isakmp policy 1\n encr aes\n authentication pre-share\n group 14\ncrypto isakmp key k address 10.0.0.2\n"
        "crypto ipsec transform-set T esp-aes 256 esp-sha256-hmac\ncrypto map M 10 ipsec-isakmp\n set peer 10.0.0.2\n set transform-set T\n"
        f" match address 101\naccess-list 101 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255\n{port} crypto map M\n"
    )
    plan = Builder("map", seed=1).router("R1", text)
    sound = plan.lab()

    def told(lines: str) -> list[str]:
        now = plan.lab()
        now["R1"].configure(lines)
        return list(weaker(sound["R1"].device, now["R1"].device))

    gone = "10.1.0.0-10.1.255.255 to 10.2.0.0-10.2.255.255 was protected by IPsec, and is not any more"
    assert told("") == []
    assert told("access-list 102 permit ip any 10.2.0.0 0.255.255.255\ncrypto map M 10\n match address 102\n") == []
    assert told("no access-list 101\naccess-list 101 permit icmp host 10.1.0.1 any\n") == [f"FastEthernet0/0: {gone}"] * 2
    assert told("interface FastEthernet0/0\n no crypto map\n") == [f"FastEthernet0/0: {gone}"] * 2
    assert told("crypto ipsec transform-set T esp-null esp-sha256-hmac\n") == [
        "FastEthernet0/0: encryption is esp-null esp-sha256-hmac, and was esp-256-aes esp-sha256-hmac"
    ]


# files


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points: 4", "points: many", 'tasks.yaml:6: points must be a whole number, not "many"'),
        ("points: 4", "points: 0", "tasks.yaml:6: points must be from 1 to 100"),
        ("points: 4", "pionts: 4", 'tasks.yaml:6: task: unknown key "pionts"; did you mean "points"?'),
        ("id: one", "id: One!", 'tasks.yaml:3: "One!" is no id; use small letters'),
        ("id: two", "id: one", 'tasks.yaml:10: the task "one" is in line 3 already'),
        ("    text: Let R1 reach 2.2.2.2.\n", "", 'tasks.yaml:3: task: the key "text" is missing'),
        ("solution: {R1: ip", "solution: {R9: ip", 'tasks.yaml:3: solution of one: no node "R9"; nodes: R1, R2'),
        ("solution: {R1: ip", "solution: {R1: , R2: ip", "tasks.yaml:9: solution of R1: there are no lines"),
        ("start: {R2: \"interface", "start: {R2: \"interfrob", 'tasks.yaml:23: R2 refuses "interfrob FastEthernet0/0"; type it at the console of R2 to see why'),
        ("ping: 2.2.2.2,", "pong: 2.2.2.2,", 'tasks.yaml:8: check: unknown key "pong"; did you mean "ping"?'),
        ("node: R1, ping: 2.2.2.2", "node: R9, ping: 2.2.2.2", 'tasks.yaml:8: check of one: no node "R9"; nodes: R1, R2'),
        ("node: R1, ping: 10.0.0.2, within: 10s, gets: all}", "node: R1, ping: 10.0.0.2}, {do: cut, what: R1 R7}", 'tasks.yaml:24: lab two has no node "R7"'),
        ("tasks:", "tusks:", 'tasks.yaml:2: tasks.yaml: unknown key "tusks"'),
        ("tasks:", "time: soon\ntasks:", 'tasks.yaml:2: time must be a time like 90s'),
    ],
)
def test_what_is_wrong_in_tasks(lab: Path, old: str, new: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert old in TASKS
    (lab / "tasks.yaml").write_text(TASKS.replace(old, new, 1))
    assert main(["practice", str(lab), "--task", "3", "--progress", str(lab / "p.db")]) == 1
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level: 1", "level: 4", "faults.yaml:5: level must be 1, 2 or 3"),
        ("kind: configuration", "kind: magic", 'faults.yaml:6: kind must be one of configuration, network, timing, not "magic"'),
        ("breaks: [interface]", "breaks: [all]", 'faults.yaml:15: breaks: "all" is no layer; known: interface, '),
        ("(?P<port>Fast", "(?P<port>Fast(", "faults.yaml:8: section: interface (?P<port>Fast(\\S+) is no regular expression"),
        ("{node}.\n", "{nobody}.\n", "faults.yaml:11: nothing is called {nobody}; there are: line, node, port"),
        ("mend: {", "amend: {", 'faults.yaml:10: fault: unknown key "amend"; did you mean "mend"?'),
        ("    title: R2 has lost its address\n", "", 'faults.yaml:3: fault: the key "title" is missing'),
        ("plant: {\"{node}\"", "plant: {R7", 'faults.yaml:3: fault no-address: no node "R7"; nodes: R1, R2'),
        ("id: no-address", "id: spoke-nbma", 'faults.yaml:3: the fault "spoke-nbma" is in '),
        ("finds:\n", "finds: []\n    then:\n", "faults.yaml:7: finds is empty"),
        ("{section: 'interface", "{router: hub, section: 'interface", "faults.yaml:8: finds never looks for a {node}: leave out the key router once"),
        ("no ip address\"", "no ip adress\"", 'faults.yaml:9: R2 refuses "no ip adress"; type it at the console of R2 to see why'),
        ("plant: {\"{node}\": \"interface {port}\\n no ip address\"}", "plant: [{do: cut, what: R1 R9}]", 'faults.yaml:9: lab two has no node "R9"'),
        ("plant: {\"{node}\": \"interface {port}\\n no ip address\"}", "plant: [{do: exec, node: R2, what: clear ip nothing}]",
         "faults.yaml:9: R2 refused: clear ip nothing"),
    ],
)
def test_what_is_wrong_in_faults(lab: Path, old: str, new: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert old in FAULTS
    (lab / "faults.yaml").write_text(FAULTS.replace(old, new, 1))
    assert main(["break", str(lab), "--fault", "no-address", "--progress", str(lab / "p.db")]) == 1
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


@pytest.mark.parametrize(("text", "read_it"), [(TASKS, tasks.parse), (FAULTS, faults.parse)])
def test_whatever_is_in_a_file_is_told(text: str, read_it: Callable[[str, str], object]) -> None:
    """Lines that are missing, doubled, moved, or hold another character."""
    rng = Random(7)
    told = 0
    for _ in range(400):
        lines = text.split("\n")
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(lines))
            change = rng.randrange(4)
            if change == 0 and len(lines) > 1:
                del lines[at]
            elif change == 1:
                lines[at] = lines[rng.randrange(len(lines))]
            elif change == 2 and lines[at]:
                where = rng.randrange(len(lines[at]))
                lines[at] = lines[at][:where] + rng.choice("{}[]:*&!|>'\"#,(?-\x00") + lines[at][where + 1 :]
            else:
                lines[at] = lines[at].strip()
        try:
            read_it("\n".join(lines), "file.yaml")
        except LabError as error:
            told += 1
            assert re.match(r"file\.yaml(:\d+)?: ", str(error)) and "\n" not in str(error)
    assert 100 < told < 400


def test_a_lab_without_tasks_and_a_fault_that_is_not_there(lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lab / "tasks.yaml").unlink()
    assert main(["practice", str(lab), "--progress", str(lab / "p.db")]) == 1
    assert "lab two has no tasks.yaml: there is nothing to practise" in capsys.readouterr().err
    assert main(["break", str(lab), "--fault", "nothing", "--progress", str(lab / "p.db")]) == 1
    assert 'there is no fault "nothing"' in capsys.readouterr().err
    assert main(["break", str(lab), "--level", "3", "--progress", str(lab / "p.db")]) == 1
    assert "lab two has nothing that the faults of level 3 of the catalogue could break" in capsys.readouterr().err


def test_progress_that_is_none_of_ours(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("dear diary, " * 200)
    with pytest.raises(LabError, match="no progress can be kept there: file is not a database"):
        Progress(str(text))
    other = tmp_path / "other.db"
    base = sqlite3.connect(other)
    base.execute("CREATE TABLE mine (a)")
    base.commit()
    base.close()
    with pytest.raises(LabError, match="holds no progress of this iosemu"):
        Progress(str(other))
    with pytest.raises(LabError, match=r"no progress can be kept there|Not a directory|File exists"):
        Progress(str(text / "deep" / "p.db"))


def test_progress_of_an_older_release(tmp_path: Path) -> None:
    old = tmp_path / "p.db"
    base = sqlite3.connect(old)
    base.execute(
        "CREATE TABLE tries (number INTEGER PRIMARY KEY, lab TEXT NOT NULL, kind TEXT NOT NULL, exercise TEXT NOT NULL,"
        " title TEXT NOT NULL, points REAL NOT NULL, gained REAL NOT NULL DEFAULT 0, hints INTEGER NOT NULL DEFAULT 0,"
        " checks INTEGER NOT NULL DEFAULT 0, shown INTEGER NOT NULL DEFAULT 0, solved INTEGER NOT NULL DEFAULT 0,"
        " seconds REAL NOT NULL DEFAULT 0, began TEXT NOT NULL)"
    )
    base.execute("INSERT INTO tries (lab, kind, exercise, title, points, hints, began) VALUES ('lab', 'task', 'x', 'X', 3, 1, 'then')")
    base.execute("PRAGMA user_version = 1")
    base.commit()
    base.close()
    assert Progress(str(old)).begin("lab", "task", "x", "X", 3, "now").hints == 1
    assert Progress(str(old)).begin("lab", "task", "y", "Y", 3, "now").hints == 0


def test_progress(tmp_path: Path) -> None:
    path = str(tmp_path / "a" / "b" / "progress.db")
    kept = Progress(path)
    first = kept.begin("lab", "task", "x", "<b>X</b>", 3, "then")
    first.gained, first.solved, first.seconds = 1.5, True, 65.0
    kept.keep(first)
    kept.begin("lab", "task", "x", "<b>X</b>", 3, "later")
    kept.begin("lab", "fault", "secret@R1", "The secret", 2, "later")
    kept.close()
    again = Progress(path)
    assert [(one.gained, one.solved) for one in again.tries("lab")] == [(1.5, 1), (0.0, 0), (0.0, 0)]
    rows = rows_of(None, again.tries("lab"))
    assert [(row.title, row.state) for row in rows] == [("(not found yet)", "begun")]  # what it is stays a secret
    assert "<script>" not in page("<script>", rows)
    assert again.tries("another") == []


def test_what_hints_cost() -> None:
    assert [gain(6, seen, 2) for seen in range(3)] == [6, 4, 2]
    assert gain(5, 0, 0) == 5


def test_faults_and_tasks_are_many() -> None:
    from iosemu.lab.catalog import shipped
    from tests.practice.proof import all_tasks

    assert len(all_tasks()) >= 60
    assert len({fault.id for name in shipped() for fault in faults.catalogue(topology(name))}) >= 60
