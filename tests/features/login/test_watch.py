"""login block-for, login delay, login on-success and on-failure."""

from __future__ import annotations

import re

from iosemu.cli.session import Session
from tests.features.desk import Desk
from tests.features.telnet.test_telnet import R3, ROUTES
from tests.features.wired import chain

VTY = "username anna secret one\nline vty 0 4\n login local\n"


def arrive(desk: Desk) -> Session:
    session = desk.session = desk.open("vty 0", privilege=1)
    session.peer, session.port = "192.0.2.9", 23
    greeting = desk.shell.greet(session)
    assert greeting is not None
    session.run_process(greeting)
    desk.take()
    return session


def tried(desk: Desk, password: str) -> str:
    desk.answer("anna")
    return desk.answer(password)


def log(desk: Desk) -> str:
    desk.session = desk.open("con 0")
    return desk.type("show logging")


def test_not_configured() -> None:
    desk = Desk("hostname R1\n")
    assert desk.type("show login") == (
        "     No login delay has been applied.\n     No Quiet-Mode access list has been configured.\n\n"
        "     Router NOT enabled to watch for login Attacks\n"
    )
    assert desk.type("show login failures") == "*** No logged failed login attempts with the device.***\n"


def test_failures_are_counted_and_logged() -> None:
    desk = Desk(f"hostname R1\nlogging buffered 8192\nlogin on-failure log\nlogin on-success log\n{VTY}")
    arrive(desk)
    assert tried(desk, "x") == "% Login invalid\n\nUsername: "
    tried(desk, "y")
    tried(desk, "one")
    told = log(desk)
    assert told.count("%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: anna] [Source: 192.0.2.9] [localport: 23] [Reason: Login Authentication Failed] at ") == 2
    assert "%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: anna] [Source: 192.0.2.9] [localport: 23] at " in told
    rows = desk.type("show login failures").splitlines()
    assert rows[0] == "     Total failed logins: 2"
    assert rows[-1].startswith("anna            192.0.2.9       23    2     ")
    assert "     All failed login is logged.\n" in desk.type("show login")


def test_a_delay_between_tries() -> None:
    desk = Desk(f"login delay 3\n{VTY}")
    arrive(desk)
    assert tried(desk, "x") == ""
    assert desk.run(2.9) == ""
    assert desk.run(0.2) == "% Login invalid\n\nUsername: "


def test_newer_releases_log_success_if_not_told() -> None:
    desk = Desk("hostname R1\n", "c8000v")
    assert "login on-success log" in desk.shell.running_config()
    desk.type("configure terminal", "no login on-success log", "end")
    assert "no login on-success log" in desk.shell.running_config()
    assert not [line for line in Desk("hostname R1\n").shell.running_config() if "on-success" in line]


def test_too_many_failures_bring_a_quiet_period() -> None:
    more = "login block-for 30 attempts 2 within 120\nusername anna secret one\nline vty 0 4\n login local\n"
    lab = chain(3, ROUTES + more + "logging buffered 8192\n")
    lab.run(10)
    lab["R1"].cli(f"ping {R3}")
    said = lab["R1"].cli(f"telnet {R3}\nanna\nx\nanna\ny\nanna\none\nexit")
    assert said.count("% Login invalid") == 2
    assert f"Trying {R3} ... \n% Connection refused by remote host\n" in lab["R1"].cli(f"telnet {R3}")
    shown = lab["R3"].cli("show login")
    assert "     Router presently in Quiet-Mode.\n     Will remain in Quiet-Mode for " in shown
    assert shown.endswith("     Denying logins from all sources.\n")
    told = lab["R3"].cli("show logging")
    on = r"%SEC_LOGIN-1-QUIET_MODE_ON: Still timeleft for watching failures is (\d+) secs, \[user: anna\] \[Source: 10.0.12.1\]"
    found = re.search(on, told)
    assert found is not None and 0 < int(found[1]) < 120
    assert "[Reason: Login Authentication Failed] [ACL: sl_def_acl] at " in told
    lab.run(40)
    assert "%SEC_LOGIN-5-QUIET_MODE_OFF: Quiet Mode is OFF, because block period timed out at " in lab["R3"].cli("show logging")
    assert "     Router presently in Normal-Mode.\n" in lab["R3"].cli("show login")
    assert "Open" in lab["R1"].cli(f"telnet {R3}\nanna\none\nexit")


def test_a_list_lets_some_in_during_a_quiet_period() -> None:
    more = (
        "login block-for 300 attempts 1 within 120\nlogin quiet-mode access-class 5\naccess-list 5 permit 10.0.23.1\n"
        "username anna secret one\nline vty 0 4\n login local\n"
    )
    lab = chain(3, ROUTES + more)
    lab.run(10)
    lab["R1"].cli(f"ping {R3}")
    lab["R1"].cli(f"telnet {R3}\nanna\nx\nanna\none\nexit")
    assert "refused" in lab["R1"].cli(f"telnet {R3}")
    assert "Open" in lab["R2"].cli(f"telnet {R3}\nanna\none\nexit")
    lab["R3"].configure("no login block-for\n")
    assert "Open" in lab["R1"].cli(f"telnet {R3}\nanna\none\nexit")
