"""Terminal lines: settings, sessions on them, login."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest

from iosemu.cli.session import Session
from iosemu.crypto.passwords import type7
from tests.features.desk import Desk


def at_line(desk: Desk, name: str) -> Desk:
    desk.type("configure terminal", f"line {name}")
    assert desk.prompt.endswith("(config-line)#")
    return desk


def lines_of(desk: Desk) -> list[str]:
    shown = desk.type("show running-config").splitlines()
    return shown[shown.index("line con 0") : -3]


def test_a_fresh_router_has_seven_lines() -> None:
    assert lines_of(Desk()) == ["line con 0", "line aux 0", "line vty 0 4", " login", "!"]


def test_settings_come_back_as_typed() -> None:
    config = [
        "line con 0",
        " exec-timeout 0 0",
        " privilege level 15",
        " logging synchronous",
        " stopbits 1",
        "line aux 0",
        " exec-timeout 5 30",
        "line vty 0",
        " login",
        "line vty 1",
        " login",
        " length 0",
        "line vty 2 4",
        " password cisco",
        " login local",
        " transport input telnet ssh",
        "line vty 5 15",
        " no login",
        " transport input none",
    ]
    desk = Desk("\n".join(config) + "\n")
    assert desk.shell.boot_output == ""
    assert lines_of(desk) == [*config, "!"]


def test_lines_that_were_made_can_go() -> None:
    """From the first that is named on; five stay."""
    desk = Desk()
    desk.type("configure terminal", "line vty 0 20", "exit")
    assert desk.type("no line vty 4 20") == "% Can't delete last 5 VTY lines\n"
    assert "line vty 5 20" in desk.type("do show running-config")
    visitor = Session(desk.shell, [].append, desk.scheduler, line="vty 9")
    assert desk.type("no line vty 5 20", "end") == ""
    assert lines_of(desk) == ["line con 0", "line aux 0", "line vty 0 4", " login", "!"]
    assert visitor.closed and visitor not in desk.device.sessions


def test_login_without_password_warns() -> None:
    answer = at_line(Desk(), "vty 0 4").type("login")
    assert answer.splitlines() == [f"% Login disabled on line {n}, until 'password' is set" for n in range(2, 7)]
    assert at_line(Desk(), "con 0").type("login") == "% Login disabled on line 0, until 'password' is set\n"


def test_login_goes_back_to_what_the_line_came_with() -> None:
    desk = Desk("line con 0\n login local\nline vty 0 4\n no login\n")
    at_line(desk, "con 0").type("default login", "line vty 0 4", "default login", "end")
    assert lines_of(desk) == ["line con 0", "line aux 0", "line vty 0 4", " login", "!"]


def test_an_encrypted_password_must_be_one() -> None:
    desk = at_line(Desk(), "vty 0 4")
    assert desk.type("password 7 xyz") == "Invalid encrypted password: xyz\n"
    assert desk.type("password 7 094F471A1A0A", "end", "show running-config | include password 7") == (
        " password 7 094F471A1A0A\n"
    )


def test_terminal_commands_change_the_session() -> None:
    desk = Desk()
    desk.type("terminal length 5", "terminal width 132")
    assert desk.type("show version").endswith(" --More-- ")
    desk.session.key("q")
    assert "Length: 0 lines, Width: 132 columns" in desk.type("terminal length 0", "show terminal")
    for number in range(30):
        desk.type(f"show clock | include {number}")
    assert len(desk.type("show history").splitlines()) == 10
    desk.type("terminal history size 3")
    assert desk.type("show history").splitlines() == [
        "  show history",
        "  terminal history size 3",
        "  show history",
    ]


def test_show_users() -> None:
    """Layout of show-users/genie-4 (a console session)."""
    desk = Desk()
    other = Session(desk.shell, [].append, desk.scheduler, line="vty 0")
    other.username = "cisco"
    desk.run(65)
    assert desk.type("show users").splitlines() == [
        "    Line       User       Host(s)              Idle       Location",
        "*  0 con 0                idle                 00:00:00   ",
        "   2 vty 0     cisco      idle                 00:01:05   ",
        "",
        "  Interface    User               Mode         Idle     Peer Address",
    ]


def test_show_privilege_and_line() -> None:
    desk = Desk()
    assert desk.type("show privilege") == "Current privilege level is 15\n"
    rows = desk.type("show line").splitlines()
    assert rows[0].split()[:3] == ["Tty", "Typ", "Tx/Rx"]
    assert rows[1] == "*     0 CTY              -    -      -    -    -      1       0     0/0       -"
    assert rows[2] == "      1 AUX   9600/9600  -    -      -    -    -      0       0     0/0       -"
    assert len(rows) == 8
    desk.shell.configure("line vty 0\n access-class 10 in\n access-class 120 out\n")
    rows = desk.type("show line").splitlines()
    assert rows[3] == "      2 VTY              -    -      -  120   10      0       0     0/0       -"


def greet(desk: Desk, line: str = "con 0") -> Any:
    """Somebody presses RETURN at a line."""
    desk.session = desk.open(line, privilege=1)
    body = desk.shell.greet(desk.session)
    if body is not None:
        desk.session.run_process(body)
    return desk.session


def test_a_console_without_login_just_opens() -> None:
    session = greet(Desk())
    assert not session.busy
    assert session.prompt == "R1>"


def test_privilege_level_of_the_line() -> None:
    assert greet(Desk("hostname R1\nline con 0\n privilege level 15\n")).prompt == "R1#"


def test_password_on_a_line() -> None:
    desk = Desk("hostname R1\nbanner motd #No entry#\nline con 0\n password s3cret\n login\n")
    session = greet(desk)
    assert desk.take() == "No entry\n\n\nUser Access Verification\n\nPassword: "
    assert desk.answer("wrong") == "Password: "
    assert desk.answer("s3cret") == ""
    assert session.prompt == "R1>"


def test_tokens_in_banners() -> None:
    desk = Desk(
        "hostname R1\nip domain name example.net\nbanner motd #$(hostname).$(domain) $(mtu) $(x#\n"
        "banner login #line $(line)#\nbanner exec #at $(line-desc)#\n"
        "line vty 0 4\n location Room 3\n password s3cret\n login\n"
    )
    greet(desk, "vty 1")
    assert desk.take() == "R1.example.net $(mtu) $(x\nline 3\n\n\nUser Access Verification\n\nPassword: "
    assert desk.answer("s3cret") == "at Room 3\n"


def test_tokens_stay_as_typed_in_the_configuration() -> None:
    desk = Desk("banner motd #$(hostname) here#\n")
    assert "banner motd ^C$(hostname) here^C\n" in desk.type("show running-config")


def test_three_wrong_passwords() -> None:
    desk = Desk("line vty 0 4\n password s3cret\n login\n")
    session = greet(desk, "vty 0")
    desk.answer("a")
    desk.answer("b")
    assert desk.answer("c") == "% Bad passwords\n"
    assert session.closed


def test_a_vty_without_a_password_lets_nobody_in() -> None:
    desk = Desk()
    session = greet(desk, "vty 0")
    assert desk.take() == "\n\nPassword required, but none set\n"
    assert session.closed


@pytest.mark.parametrize("kind", ["password 0 s3cret", "secret s3cret", f"password 7 {type7('s3cret', Random(5))}"])
def test_login_with_a_name(kind: str) -> None:
    desk = Desk(f"hostname R1\nusername anna privilege 15 {kind}\nline con 0\n login local\n")
    session = greet(desk)
    assert desk.take().endswith("Username: ")
    assert desk.answer("anna") == "Password: "
    assert desk.answer("nothing") == "% Login invalid\n\nUsername: "
    desk.answer("anna")
    desk.answer("s3cret")
    assert session.prompt == "R1#"
    desk.type("configure terminal", "end")
    assert "%SYS-5-CONFIG_I: Configured from console by anna on console" in desk.run(1)


def test_an_idle_line_is_closed() -> None:
    desk = Desk("hostname R1\nline con 0\n exec-timeout 5 0\n")
    session = greet(desk)
    desk.run(299)
    desk.type("show clock")
    desk.run(299)
    assert not session.closed
    desk.run(2)
    assert session.closed


def test_exec_timeout_zero_is_for_ever() -> None:
    desk = Desk("hostname R1\nline con 0\n exec-timeout 0 0\n")
    session = greet(desk)
    desk.run(86400)
    assert not session.closed
    desk.type("enable", "configure terminal", "line con 0", "exec-timeout 1 0", "end")
    desk.run(61)
    assert session.closed


def test_a_question_or_the_pager_does_not_hold_a_line_for_ever() -> None:
    desk = Desk("hostname R1\nenable secret top\nline con 0\n exec-timeout 1 0\n")
    session = greet(desk)
    desk.type("enable")
    assert session.question is not None
    desk.run(61)
    assert session.closed
    session = greet(desk)
    session.length = 3
    session.privilege = 15
    desk.type("show running-config")
    assert session.paging
    desk.run(50)
    session.key(" ")
    desk.run(50)
    assert session.paging and not session.closed  # a key is something typed
    desk.run(11)
    assert session.closed


def test_a_command_that_runs_keeps_its_line() -> None:
    desk = Desk("hostname R1\nline con 0\n exec-timeout 1 0\n")
    session = greet(desk)
    desk.type("ping 192.0.2.99 repeat 100")
    desk.run(150)
    assert session.working and not session.closed


@pytest.mark.parametrize("way", ["login", "login local"])
def test_who_does_not_answer_at_login_is_sent_away(way: str) -> None:
    """Three questions of 30 s each, whatever exec-timeout says."""
    desk = Desk(f"hostname R1\nline vty 0 4\n exec-timeout 0 0\n password s3cret\n {way}\n")
    session = greet(desk, "vty 0")
    what = "Password" if way == "login" else "Username"
    assert desk.take().endswith(f"\n{what}: ")
    again = f"\n% {what}:  timeout expired!\n"
    assert desk.run(29) == ""
    assert desk.run(2) == f"{again}{what}: "
    assert desk.run(30) == f"{again}{what}: "
    assert desk.run(30) == f"{again}% Bad passwords\n"
    assert session.closed


def test_the_time_to_answer_at_login_can_be_set() -> None:
    desk = Desk("hostname R1\nline con 0\n timeout login response 100\n password s3cret\n login\n")
    assert " timeout login response 100" in lines_of(desk)
    session = greet(desk)
    desk.run(99)
    assert desk.answer("s3cret") == ""
    desk.run(200)
    assert not session.closed


def test_sessions_that_are_gone_are_forgotten() -> None:
    desk = Desk("hostname R1\nline con 0\n exec-timeout 0 0\n")
    for _ in range(5):
        greet(desk).close()
    assert desk.device.engine("line")._watched == set()


def test_show_line_of_one_line() -> None:
    desk = Desk("line vty 0 4\n exec-timeout 5 0\n location Rack 7\n")
    rows = desk.type("show line con 0").split("\n")
    assert rows[1].startswith("*     0 CTY") and rows[2] == ""
    assert rows[3:] == desk.type("show terminal").split("\n")
    rows = desk.type("show line vty 3").split("\n")
    assert rows[1].startswith("      5 VTY")
    assert rows[3] == 'Line 5, Location: "Rack 7", Type: ""'
    assert rows[5:9] == ["Baud rate (TX/RX) is 9600/9600", "Status: No Exit Banner", "Capabilities: none", "Modem state: Idle"]
    assert any(row.split() == ["00:05:00", "never", "none", "not", "set"] for row in rows)
    assert "% Invalid input" in desk.type("show line vty 5") and "% Invalid input" in desk.type("show line 99")
    assert desk.type("show line 5") == "\n".join(rows)
    several = desk.type("show line vty 0 4")
    assert re.findall(r"^ +(\d) VTY", several, re.M) == ["2", "3", "4", "5", "6"] == re.findall(r"^Line (\d),", several, re.M)
    assert desk.type("systat") == desk.type("show users") == desk.type("who")


def test_show_terminal_as_captured() -> None:
    """IOSv, five minutes after the console was opened."""
    desk = Desk("hostname R1\nline con 0\n transport preferred none\n", platform="iosv")
    desk.run(335)
    assert desk.type("show terminal").split("\n") == [
        'Line 0, Location: "", Type: ""', "Length: 0 lines, Width: 80 columns", "Status: PSI Enabled, Ready, Active, Automore On",
        "Capabilities: none", "Modem state: Ready", "Special Chars: Escape  Hold  Stop  Start  Disconnect  Activation",
        "                ^^x    none   -     -       none         ",
        "Timeouts:      Idle EXEC    Idle Session   Modem Answer  Session   Dispatch",
        "               00:10:00        never                        none     not set",
        "                            Idle Session Disconnect Warning", "                              never ",
        "                            Login-sequence User Response", "                             00:00:30",
        "                            Autoselect Initial Wait", "                              not set ", "Modem type is unknown.",
        "Session limit is not set.", "Time since activation: 00:05:35", "Editing is enabled.",
        "History is enabled, history size is 10.", "DNS resolution in show commands is enabled", "Full user help is disabled",
        "Allowed input transports are none.", "Allowed output transports are lat pad telnet rlogin lapb-ta mop v120 ssh.",
        "Preferred transport is none.", "Shell: disabled", "Shell trace: off", "No output characters are padded",
        "No special data dispatching characters", "",
    ]  # fmt: skip


def test_absolute_timeout() -> None:
    """However busy the user is; twenty seconds before it he is warned, or as long as the line says."""
    desk = Desk("hostname R1\nline con 0\n exec-timeout 0 0\n absolute-timeout 2\n privilege level 15\n")
    assert " absolute-timeout 2" in lines_of(desk)
    session = greet(desk)
    for _ in range(9):
        desk.run(11)
        desk.type("show clock")
    assert desk.run(2) == "\n*\n*\n* Line timeout expired\n*\n*\n"
    desk.run(18)
    assert not session.closed
    desk.run(2)
    assert session.closed
    session = greet(desk)
    for line in ("configure terminal", "line con 0", "logout-warning 60", "absolute-timeout 5"):
        session.feed_line(line)
    assert " logout-warning 60" in desk.type("do show running-config").splitlines()
    assert "expired" not in desk.run(239)
    assert "expired" in desk.run(2)
    session.feed_line("no absolute-timeout")
    desk.run(600)
    assert not session.closed


def test_escape_character() -> None:
    desk = Desk("hostname R1\nline con 0\n escape-character 3\n")
    assert " escape-character 3" in lines_of(desk)
    session = greet(desk)
    assert session.escape == "c-c" and "                ^Cx    none" in desk.type("show terminal")
    desk.type("terminal escape-character none")
    assert session.escape == "" and "                none   none" in desk.type("show terminal")
    desk.type("terminal escape-character 30")
    assert session.escape == "c-^"


def test_prompts_with_the_time() -> None:
    desk = Desk("hostname R1\nline con 0\n exec prompt timestamp\n exec-character-bits 8\n databits 8\n parity none\n")
    assert {" exec prompt timestamp", " exec-character-bits 8", " databits 8", " parity none"} <= set(lines_of(desk))
    greet(desk)
    assert desk.type("show privilege").startswith(
        "Load for five secs: 0%/0%; one minute: 0%; five minutes: 0%\nNo time source, *00:00:10.000 UTC Fri Mar 1 2002\n"
    )


@pytest.mark.parametrize(("platform", "last"), [("c2811", 988), ("c8000v", 15)])
def test_how_many_lines_there_are(platform: str, last: int) -> None:
    desk = Desk(platform=platform)
    desk.type("configure terminal")
    assert "% Invalid input" in desk.type(f"line vty 0 {last + 1}")
    assert desk.type(f"line vty 0 {last}") == ""
    desk.type("end")
    assert f"line vty 5 {last}" in lines_of(desk)
