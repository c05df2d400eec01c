"""`aaa new-model`: lists of methods at login, at `enable`, for shells and for commands."""

from __future__ import annotations

import pytest

from iosemu import Lab
from iosemu.cli.session import Session
from tests.features.desk import Desk

USERS = "username anna privilege 15 secret one\nusername bert password 0 two\nenable secret top\n"
INVALID = "% Invalid input detected at '^' marker.\n"


def arrive(desk: Desk, line: str = "vty 0") -> Session:
    session = desk.session = desk.open(line, privilege=1)
    greeting = desk.shell.greet(session)
    if greeting is not None:
        session.run_process(greeting)
    return session


def login(config: str, *answers: str, line: str = "vty 0") -> tuple[str, Session, Desk]:
    """What the last answer brings."""
    desk = Desk(f"hostname R1\naaa new-model\n{config}")
    session = arrive(desk, line)
    said = desk.take()
    for answer in answers:
        said = desk.answer(answer)
    return said, session, desk


def test_there_is_nothing_without_new_model() -> None:
    desk = Desk("hostname R1\n")
    desk.type("configure terminal")
    told = desk.type("aaa authentication login default local")
    assert told == f"{' ' * len('R1(config)#aaa ')}^\n{INVALID}\n"
    assert "no aaa new-model" in desk.shell.running_config()
    desk.type("line vty 0 4")
    assert INVALID in desk.type("login authentication X")


def test_lines_lose_their_own_login() -> None:
    desk = Desk("line vty 0 4\n login local\nline con 0\n login local\n")
    desk.type("configure terminal", "aaa new-model", "line vty 0 4")
    said = desk.type("login local")
    assert said == "AAA is enabled. Command not supported. Use an aaa authentication methodlist\n"
    assert " login local" not in desk.shell.running_config()
    desk.type("no aaa new-model")
    assert desk.shell.running_config().count(" login") == 1  # the vtys' default


def test_without_lists_vtys_ask_local_users_and_the_console_nobody() -> None:
    said, session, _ = login(USERS, "anna", "one")
    assert said == "" and (session.username, session.privilege) == ("anna", 1)
    said, session, desk = login(USERS, line="con 0")
    assert said == "" and not session.busy and desk.prompt == "R1>"


def test_what_failure_says() -> None:
    said, session, desk = login(USERS, "anna", "wrong")
    assert said == "% Authentication failed\n\nUsername: "
    desk.answer("nobody")
    desk.answer("x")
    desk.answer("anna")
    assert desk.answer("") == "% Authentication failed\n\n" and session.closed


@pytest.mark.parametrize(
    ("methods", "first", "password", "good"),
    [
        ("group tacacs+ local", "Username: ", "one", True),
        ("group radius local", "Username: ", "one", True),
        ("group radius enable", "Username: ", "top", True),
        ("group tacacs+ enable", "Password: ", "top", True),
        ("group radius none", "Username: ", "anything", True),
        ("group radius", "Username: ", "one", False),
        ("local enable", "Username: ", "top", False),  # a refusal is the last word
        ("enable local", "Password: ", "top", True),
        ("line enable", "Password: ", "top", True),  # the line has none
        ("local-case", "Username: ", "one", False),
        ("local", "Username: ", "one", True),
    ],
)
def test_methods(methods: str, first: str, password: str, good: bool) -> None:
    said, session, desk = login(f"{USERS}aaa authentication login default {methods}\n")
    assert said.endswith(f"User Access Verification\n\n{first}")
    if first == "Username: ":
        desk.answer("ANNA")
    desk.answer(password)
    assert (not session.busy and not session.closed) == good


def test_a_list_of_its_own_for_the_console() -> None:
    config = f"{USERS}aaa authentication login default local\naaa authentication login CON line none\nline con 0\n login authentication CON\n password cisco\n"
    said, session, desk = login(config, line="con 0")
    assert said.endswith("Password: ")
    desk.answer("cisco")
    assert not session.busy
    assert " login authentication CON" in desk.shell.running_config()


def test_a_list_that_nobody_defined_is_told_and_the_default_one_counts() -> None:
    desk = Desk(USERS + "aaa new-model\naaa authentication login default enable\n")
    desk.type("configure terminal", "line vty 0 4")
    assert desk.type("login authentication X") == 'AAA: Warning authentication list "X" is not defined for LOGIN.\n\n'
    arrive(desk)
    assert desk.take().endswith("Password: ")


def test_a_shell_is_authorized_with_its_privilege() -> None:
    shell = "aaa authorization exec default local\n"
    _, session, _ = login(USERS + shell, "anna", "one")
    assert session.privilege == 15
    _, session, _ = login(USERS + shell, "bert", "two")
    assert session.privilege == 1
    said, session, _ = login(USERS + "aaa authorization exec default group tacacs+\n", "anna", "one")
    assert said == "% Authorization failed.\n" and session.closed
    _, session, _ = login(USERS + "aaa authorization exec default group tacacs+ if-authenticated\n", "anna", "one")
    assert session.privilege == 1 and not session.closed


def test_the_console_is_authorized_where_it_is_said() -> None:
    lists = USERS + "aaa authentication login default local\naaa authorization exec default local\n"
    assert login(lists, "anna", "one", line="con 0")[1].privilege == 1
    assert login(lists + "aaa authorization console\n", "anna", "one", line="con 0")[1].privilege == 15


def test_enable() -> None:
    _, session, desk = login(USERS, "bert", "two")
    assert desk.type("enable") == "Password: "
    assert desk.answer("wrong") == "% Access denied\n\n"
    desk.type("enable")
    desk.answer("top")
    assert session.privilege == 15
    _, session, desk = login("username bert password two\n", "bert", "two")
    assert desk.type("enable") == "% Error in authentication.\n\n"
    _, session, desk = login(USERS + "aaa authentication enable default group tacacs+ none\n", "bert", "two")
    desk.type("enable")
    assert session.privilege == 15


def test_commands_are_authorized() -> None:
    config = USERS + "aaa authorization exec default local\naaa authorization commands 15 default {}\n"
    _, _, desk = login(config.format("group tacacs+"), "anna", "one")
    assert desk.type("show running-config") == "Command authorization failed.\n\n"
    assert "R1 uptime" in desk.type("show version")
    _, _, desk = login(config.format("group tacacs+ local"), "anna", "one")
    assert "Building" in desk.type("show running-config")
    desk.type("configure terminal")
    assert desk.type("hostname R9") == "" and desk.device.hostname == "R9"
    _, _, desk = login(config.format("none") + "aaa authorization config-commands\naaa authorization commands 1 default none\n", "anna", "one")
    desk.type("configure terminal")
    assert desk.type("hostname R9") == ""


def test_who_tries_too_often_is_locked_out() -> None:
    _, session, desk = login(USERS + "aaa local authentication attempts max-fail 2\n", "bert", "x", "bert", "x")
    log = desk.device.shell.device.engine("aaa")
    assert list(log.locked) == ["bert"]
    desk.answer("bert")
    assert desk.answer("two") == "% Authentication failed\n\n" and session.closed
    desk.session = desk.open("con 0")
    assert "bert" in desk.type("show aaa local user lockout")
    desk.type("clear aaa local user lockout username bert")
    assert not log.locked
    arrive(desk)
    desk.answer("bert")
    desk.answer("two")
    assert not desk.session.closed


def test_debug() -> None:
    desk = Desk(USERS + "hostname R1\naaa new-model\naaa authorization exec default local\n")
    console = desk.session
    desk.type("terminal monitor")
    assert desk.type("debug aaa authentication") == "AAA Authentication debugging is on\n"
    desk.type("debug aaa authorization")
    written = desk.written
    arrive(desk)
    for text in ("anna", "one", "disable", "enable", "top"):
        desk.answer(text)
    console.notify([])
    told = "".join(written)
    assert "AAA/AUTHEN/LOGIN (00000001): Pick method list 'default' \n" in told
    assert "AAA/AUTHOR/EXEC(00000001): processing AV priv-lvl=15\n" in told
    assert "non-console enable - default to enable password\n" in told and "status = PASS\n" in told


def test_it_comes_back_as_it_was_written() -> None:
    lines = [
        "aaa new-model",
        "aaa authentication login default local enable",
        "aaa authentication login VTY group tacacs+ local",
        "aaa authentication enable default group tacacs+ enable",
        "aaa authorization exec default local if-authenticated",
        "aaa authorization commands 15 default local",
        "aaa accounting exec default",
        "aaa session-id common",
    ]
    one_line = "aaa accounting exec default start-stop group tacacs+\n"
    desk = Desk("\n".join(lines[:-2]) + f"\n{one_line}line vty 0 4\n authorization exec VTY\n authorization commands 15 VTY\n login authentication VTY\n")
    shown = desk.shell.running_config()
    assert sorted(line for line in shown if line.startswith("aaa")) == sorted(lines)
    at = shown.index("aaa accounting exec default")
    assert shown[at + 1 : at + 4] == [" action-type start-stop", " group tacacs+", "!"]
    again = Desk("\n".join(shown) + "\n")
    assert again.shell.running_config() == shown and not again.shell.boot_refused
    assert "  name=VTY valid=TRUE id=1 :state=ALIVE : SERVER_GROUP tacacs+  LOCAL" in desk.type("show aaa method-lists all")


def test_lists_of_accounting_in_a_mode_of_their_own() -> None:
    """12.4 has no such mode, 15 shows every list so, IOS XE those that were told so."""
    told = (
        "aaa new-model\n"
        "aaa accounting commands 15 default start-stop broadcast group tacacs+ group radius\n"
        "aaa accounting exec X\n action-type stop-only\n broadcast\n group radius\n group tacacs+\n no broadcast\n"
    )
    line = "aaa accounting commands 15 default start-stop broadcast group tacacs+ group radius\n"
    block = "aaa accounting exec X\n action-type stop-only\n group radius\n group tacacs+\n"
    nested = "aaa accounting commands 15 default\n action-type start-stop\n broadcast\n group tacacs+\n group radius\n"
    for platform, shown in (("c3725", line), ("c7200", block + nested), ("csr1000v", block + line)):
        lab = Lab.from_yaml(f"name: one\nnodes:\n  R1: {{platform: {platform}}}\n")
        answer = lab["R1"].configure(told)
        assert ("% Incomplete command." in answer) == (platform == "c3725")
        assert lab["R1"].cli("show running-config | section accounting").strip("\n") + "\n" == shown
        lab["R1"].configure("no aaa accounting commands 15 default\nno aaa accounting exec X\n")
        assert "accounting" not in lab["R1"].running_config()
