"""How far `iosemu test` is: drawn on a terminal, gone at the end, and never in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.__main__ import main
from tests.checks.test_checks import GOOD, lab
from tests.console.terminal_user import User

__all__ = ["lab"]


def test_the_bar(lab: Path) -> None:
    (lab / "checks.yaml").write_text(GOOD)
    with User("test", str(lab), columns=160) as user:
        user.expect(r"\d+/16")
        user.expect("16 checks, 0 failed")
    assert user.screen.display[-1].strip() == "" and "━" not in "\n".join(user.screen.display)
    rows = [row.strip() for row in user.screen.display if row.strip()]
    assert rows[0].endswith("checks.yaml") and rows[1].startswith("ok    the LAN is known")


def test_none_in_a_file(lab: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (lab / "checks.yaml").write_text(GOOD)
    assert main(["test", str(lab)]) == 0
    said, errors = capfd.readouterr()
    assert "\x1b" not in said and not errors and said.endswith("16 checks, 0 failed\n")
