"""`iosemu practice` in its window: the task is there, the lab of another one takes its place, the keys go on."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs pseudo terminals")

from tests.console.terminal_user import User


def test_a_task_in_the_window(tmp_path: Path) -> None:
    progress = str(tmp_path / "progress.db")
    with User("practice", "first-tunnel", "--progress", progress, columns=100, rows=50, runtime=tmp_path) as user:
        user.shows("Task 1 of 8: A way to the provider")
        user.type("\renable\r")
        user.shows("R1#$")
        user.type("/check\r")
        user.shows(r"FAIL  R1 reaches R2.*not yet: 2 of 2 do not hold\nR1#$")
        user.type("configure terminal\rip route 0.0.0.0 0.0.0.0 203.0.113.2\rend\r/attach R2\r")
        user.shows("Press RETURN")
        user.type("\renable\rconfigure terminal\rip route 0.0.0.0 0.0.0.0 198.51.100.2\rend\r")
        user.shows("R2#$")
        user.type("/check\r")
        user.shows(r"task 1 is solved: 1 of 1 points, \d:\d\d:\d\d; /task next goes on\nR2#$")
        user.type("/task next\r")
        user.shows(r"Task 2 of 8: A tunnel \(2 points\).*\nR2#$")
        user.type("/solution\r")
        user.shows(r"Show it\? \[no\]: $|Show it\? \[no\]:$")
        user.type("n\r/quit\ryes\r")
        assert user.ended() == 0
