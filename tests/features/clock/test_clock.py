"""The clock of a router, set and told in zones."""

from __future__ import annotations

import pytest

from tests.features.desk import Desk


def test_a_clock_that_nobody_set_is_marked() -> None:
    desk = Desk()
    assert desk.type("show clock") == "*00:00:10.000 UTC Fri Mar 1 2002\n"
    desk.run(90000.25)
    assert desk.type("show clock") == "*01:00:10.250 UTC Sat Mar 2 2002\n"
    assert desk.type("show clock detail") == "*01:00:10.250 UTC Sat Mar 2 2002\nNo time source\n"


def test_clock_set() -> None:
    desk = Desk()
    assert desk.type("clock set 16:26:57 22 february 2025") == (
        "Feb 22 16:26:57.000: %SYS-6-CLOCKUPDATE: System clock has been updated from 00:00:10 UTC Fri Mar 1 2002 "
        "to 16:26:57 UTC Sat Feb 22 2025, configured from console by console.\n"
        "Feb 22 16:26:57.000: %PKI-6-AUTHORITATIVE_CLOCK: The system clock has been set.\n"
    )
    assert desk.type("show clock") == "16:26:57.000 UTC Sat Feb 22 2025\n"
    assert desk.type("show clock detail").splitlines()[1] == "Time source is user configuration"


@pytest.mark.parametrize(
    ("line", "caret"), [("clock set 12:00:00 31 February 2024", "31"), ("clock set 12:00:00 3 Janember 2024", "Janember")]
)
def test_dates_that_do_not_exist(line: str, caret: str) -> None:
    desk = Desk()
    column = len(desk.prompt) + line.index(caret)
    assert desk.type(line) == f"{' ' * column}^\n% Invalid input detected at '^' marker.\n\n"


def test_time_zone_and_summer_time() -> None:
    desk = Desk()
    desk.type("clock set 12:00:00 1 July 2024", "configure terminal")
    assert "to 17:30:00 IST Mon Jul 1 2024" in desk.type("clock timezone IST 5 30")
    desk.type("clock timezone EST -5", "clock summer-time EDT recurring", "end")
    assert desk.type("show clock") == "08:00:00.000 EDT Mon Jul 1 2024\n"
    desk.type("clock set 01:59:59 3 November 2024")
    assert desk.type("show clock") == "01:59:59.000 EDT Sun Nov 3 2024\n"
    desk.run(1)
    assert desk.type("show clock") == "01:00:00.000 EST Sun Nov 3 2024\n"
    assert desk.type("show running-config | include clock") == (
        "clock timezone EST -5 0\nclock summer-time EDT recurring\n"
    )


def test_european_rule() -> None:
    desk = Desk()
    desk.type("configure terminal", "clock timezone CET 1")
    desk.type("clock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00", "end")
    desk.type("clock set 01:59:59 31 March 2024")
    assert "CET" in desk.type("show clock")
    desk.run(1)
    assert desk.type("show clock") == "03:00:00.000 CEST Sun Mar 31 2024\n"
    assert "^" in desk.type("configure terminal", "clock summer-time CEST recurring last Sun")
