"""The library for Robot Framework: the verbs of checks.yaml as keywords."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from iosemu.IosemuLibrary import IosemuLibrary

SUITE = """*** Settings ***
Library           iosemu.IosemuLibrary
Suite Setup       Load Lab    dmvpn-phase3-eigrp    seed=3
Suite Teardown    Close Lab

*** Test Cases ***
Shortcut
    Keep Lab
    Ping Should Get    R2    150.1.1.1    some    source=Loopback0
    Traceroute Should Go    R2    150.1.1.1 source Loopback0    155.1.0.1    within=10s
    ${rows}=    Rows    R2    show ip route nhrp
    Should Be Equal    ${rows}[0][code]    H

Without
    Go Back To
    Command Should Lack    R2    show ip route nhrp    150.1.1.1
    Configure    R5    interface Tunnel0    ${SPACE}shutdown
    Command Should Lack    R2    show ip route eigrp    0.0.0.0/0    within=30s

Wrong
    Command Should Have    R2    show ip route    10.99.0.0/16
"""


@pytest.fixture
def robot() -> IosemuLibrary:
    library = IosemuLibrary()
    library.load_lab("dmvpn-phase3-eigrp", seed="3")
    return library


def test_keywords_hold_and_fail_as_checks_do(robot: IosemuLibrary) -> None:
    robot.command_should_have("R2", "show ip route eigrp", "/^D\\*/", "155.1.0.5", within="60s")
    robot.command_should_count("R5", "show ip eigrp neighbors", "Tu0", 4)
    robot.keep_lab("before")
    robot.ping_should_get("R2", "150.1.1.1", "some", source="Loopback0")
    robot.traceroute_should_go("R2", "150.1.1.1 source Loopback0", "155.1.0.1", within="10s")
    assert {row["code"] for row in robot.rows("R2", "show ip route nhrp")} == {"H"}
    with pytest.raises(AssertionError, match=r'a row has "150\.1\.1\.1"\n'):
        robot.command_should_lack("R2", "show ip route nhrp", "150.1.1.1")
    robot.go_back_to("before")
    robot.command_should_lack("R2", "show ip route nhrp", "150.1.1.1")
    robot.cut("R5:GigabitEthernet1")
    robot.command_should_lack("R2", "show ip route eigrp", "0.0.0.0/0", within="60s")
    robot.repair("R5:GigabitEthernet1")
    robot.power_off("R1")
    robot.wait("20s")
    robot.power_on("R1")
    robot.execute("R2", "clear counters")
    robot.lose("R1 R5", "10%")
    robot.delay("R1 R5", "20ms")
    assert robot.show("R2", "show clock").startswith("*")


def test_verbs_of_the_api(robot: IosemuLibrary, tmp_path: Path) -> None:
    robot.capture(str(tmp_path), "R2:GigabitEthernet1")
    assert robot.ping("R2", "150.1.5.5", source="Loopback0") == 100 and robot.traceroute("R2", "155.1.0.5") == ["155.1.0.5"]
    assert "hostname R2" in robot.running_config("R2") and "155.1.0.5" in robot.trace("R2", "155.1.0.5")
    assert "all that ought to be up is up" in robot.diagnose("R2")
    robot.duplicate("R2:GigabitEthernet1", "10%")
    robot.reorder("R2:GigabitEthernet1", "0.1", "20ms")
    mac = robot.rows("R2", "show interfaces GigabitEthernet1")[0]["mac"].replace(".", "")
    robot.inject("R2", "GigabitEthernet1", f"{mac} 020000000009 9000" + "00" * 46)
    robot.wait("1s")
    robot.execute("R5", "clear ip eigrp neighbors")
    came = robot.wait_for_event("eigrp.NeighborChange", "R2", within="2m", state="UP")
    assert came.startswith("NeighborChange(")
    robot.reload("R2")
    robot.settle()
    robot.command_should_have("R2", "show ip eigrp neighbors", "155.1.0.5", within="2m")
    robot.close_lab()
    assert [path.stat().st_size > 1000 for path in tmp_path.glob("*.pcap*")] == [True]
    for wrong in (lambda: robot.duplicate("R1 R2", "some"), lambda: robot.inject("R2", "GigabitEthernet1", "zz")):
        with pytest.raises(AssertionError, match="write it"):
            robot.load_lab("first-tunnel", settle=False)
            wrong()


def test_what_a_keyword_is_told_wrong(robot: IosemuLibrary) -> None:
    from iosemu import LabError

    with pytest.raises(AssertionError, match="R2 refused: nonsense"):
        robot.configure("R2", "nonsense")
    with pytest.raises(AssertionError, match='nothing is kept as "never"'):
        robot.go_back_to("never")
    with pytest.raises(LabError, match='no node "R99"'):
        robot.ping_should_get("R99", "1.1.1.1")
    with pytest.raises(LabError, match="within must be a time like 90s"):
        robot.ping_should_get("R2", "1.1.1.1", within="soon")
    with pytest.raises(AssertionError, match="Load Lab comes first"):
        IosemuLibrary().show("R1", "show clock")


def test_a_suite_in_robot_framework(tmp_path: Path) -> None:
    pytest.importorskip("robot")
    (tmp_path / "story.robot").write_text(SUITE)
    done = subprocess.run(
        [sys.executable, "-m", "robot", "--output", "NONE", "--log", "NONE", "--report", "NONE", str(tmp_path / "story.robot")],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "3 tests, 2 passed, 1 failed" in done.stdout, done.stdout + done.stderr
    assert 'no row has "10.99.0.0/16"' in done.stdout
