"""What console, telnet and SSH ask of the login engine, without any of them."""

from __future__ import annotations

from iosemu.features.line.model import LinesConfig
from iosemu.features.login.contract import Caller
from iosemu.features.login.engine import LoginEngine
from iosemu.features.ssh.call import Gone
from tests.features.desk import Desk

USERS = "username anna privilege 15 secret one\nusername bert password 0 two\nline vty 0 4\n login local\n"


def engine(desk: Desk) -> LoginEngine:
    found: LoginEngine = desk.device.engine("login")
    return found


def caller(desk: Desk, line: str = "vty 0") -> Caller:
    return Caller(desk.device[LinesConfig].by_name(line), "192.0.2.9", 22)


def test_a_name_and_a_password_in_one_go() -> None:
    desk = Desk(USERS)
    gate, who = engine(desk), caller(desk)
    assert (gate.questions(who.line).name, gate.questions(who.line).password) == (True, True)
    anna = gate.judge(who, "anna", "one", Gone())
    assert anna.accepted and (anna.name, anna.privilege) == ("anna", 15)
    assert gate.judge(who, "bert", "two", Gone()).privilege == 1
    wrong = gate.judge(who, "anna", "two", Gone())
    assert not wrong.accepted and wrong.says == "% Login invalid\n\n"
    assert not gate.judge(who, "carl", "", Gone()).accepted


def test_who_is_let_in_elsewhere_begins_with_name_privilege_and_banner() -> None:
    desk = Desk(USERS + "banner exec ^Welcome to line $(line)^\nbanner login ^Halt, $(hostname)^\n")
    gate, who = engine(desk), caller(desk)
    assert gate.banner(who.line) == "Halt, Router\n"
    session = desk.session = desk.open("vty 0", privilege=1)
    session.run_process(gate.begin(session, gate.judge(who, "anna", "one", Gone())))
    assert desk.take() == "Welcome to line 2\n"
    assert (session.username, session.privilege, session.prompt) == ("anna", 15, "Router#")


def test_a_line_with_a_password_asks_for_no_name() -> None:
    desk = Desk("line vty 0 4\n password cisco\n login\nline vty 0\n privilege level 7\n")
    gate, who = engine(desk), caller(desk)
    assert not gate.questions(who.line).name and gate.questions(who.line).password
    assert gate.judge(who, "", "cisco", Gone()).accepted and gate.judge(who, "", "cisco", Gone()).privilege == 7
    assert not gate.judge(who, "", "Cisco", Gone()).accepted
    bare = Desk()
    assert engine(bare).blocked(caller(bare).line) == "Password required, but none set"
    assert not engine(bare).judge(caller(bare), "", "", Gone()).accepted
