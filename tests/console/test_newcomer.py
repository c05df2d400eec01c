"""From the list of labs to a report: what somebody does who has just installed it, at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs pseudo terminals")

from tests.console.terminal_user import User


def says(tmp_path: Path, pattern: str, *arguments: str) -> None:
    """A command that ends by itself prints that, and ends well."""
    with User(*arguments, columns=160, rows=60, runtime=tmp_path) as user:
        user.expect(pattern, timeout=60)
        assert user.ended() == 0


def test_the_whole_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # checkpoints of labs that came with iosemu go there
    says(tmp_path, r"\nfirst-tunnel\b", "labs")

    # a lab, typed at and kept
    log = tmp_path / "log"
    with User("run", "first-tunnel", "--node", "R1", "--log", str(log), columns=100, rows=40, runtime=tmp_path) as user:
        user.shows("Press RETURN", timeout=60)
        user.type("\renable\rconfigure terminal\rip route 0.0.0.0 0.0.0.0 203.0.113.2\rend\r")
        user.shows(r"%SYS-5-CONFIG_I.*R1#$")
        user.type("show ip route static\r")
        user.shows(r"S\* +0\.0\.0\.0/0 \[1/0\] via 203\.0\.113\.2.*R1#$")
        user.type("/checkpoint there\r")
        user.shows(r"first-tunnel\.there\.checkpoint: the lab at")
        user.type("/quit\r")
        user.shows(r"not written: R1.*\[no\]:$")
        user.type("yes\r")
        assert user.ended() == 0

    # typed again; of what was kept it is the same
    says(tmp_path, r"\d+ rows: \d+ equal, \d+ explained, 0 different", "replay", str(log / "R1.log"))

    # the checks, a task, a fault, the report
    says(tmp_path, r"\d+ checks, 0 failed", "test", "first-tunnel")
    progress = str(tmp_path / "progress.db")
    with User("practice", "first-tunnel", "--progress", progress, columns=100, rows=50, runtime=tmp_path) as user:
        user.shows("Task 1 of 8: A way to the provider", timeout=60)
        user.type("\renable\r/hint\r")
        user.shows(r"^1 of 2: ")
        user.type("/quit\ryes\r")
        assert user.ended() == 0
    with User("break", "dmvpn-ipsec", "--seed", "3", "--progress", progress, columns=100, rows=50, runtime=tmp_path) as user:
        user.shows("[Tt]icket", timeout=60)
        user.type("\renable\r/check\r")
        user.shows(r"not yet|FAIL", timeout=60)
        user.type("/solution\r")
        user.shows(r"Show it\? \[no\]:")
        user.type("yes\r")
        user.shows(r"R1#$")
        user.type("/quit\ryes\r")
        assert user.ended() == 0
    says(tmp_path, "first-tunnel", "practice", "first-tunnel", "--progress", progress, "--report")
