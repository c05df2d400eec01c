"""`username` beyond name and password: who needs none, what is done for them at once; the shortest passwords."""

from __future__ import annotations

from iosemu.cli.session import Session
from iosemu.lab.lab import Lab
from tests.features.desk import Desk
from tests.features.telnet.test_telnet import R3, ROUTES
from tests.features.telnet.test_telnet import Desk as Person
from tests.features.wired import chain

LOCAL = "line vty 0 4\n login local\n"


def caller(desk: Desk) -> Session:
    session = desk.session = desk.open("vty 0", privilege=1)
    session.run_process(desk.shell.greet(session))
    desk.take()
    return session


def test_a_user_without_password_is_not_asked_for_one() -> None:
    desk = Desk("username help nopassword\nusername bare\n" + LOCAL)
    caller(desk)
    assert desk.answer("help") == "" and desk.prompt == "Router>"
    caller(desk)
    assert desk.answer("bare") == "Password: "
    assert desk.answer("") == "% Login invalid\n\nUsername: "


def test_an_automatic_command_is_all_that_one_gets() -> None:
    desk = Desk("username help nopassword autocommand show privilege\nusername stay nopassword nohangup autocommand show clock\n" + LOCAL)
    session = caller(desk)
    assert desk.answer("help") == "Current privilege level is 1\n"
    assert session.closed
    session = caller(desk)
    assert desk.answer("stay").startswith("*")
    assert not session.closed and desk.prompt == "Router>"
    shown = Desk.type(desk, "enable") + desk.shell.renderer.running_config(desk.device).__str__()
    assert "username stay nohangup" in shown and "username stay autocommand show clock" in shown


def test_an_automatic_command_of_the_line_pages_and_ends() -> None:
    desk = Desk("line vty 0 4\n no login\n autocommand show running-config\n privilege level 15\n")
    session = desk.session = desk.open("vty 0", privilege=1, length=24)
    session.run_process(desk.shell.greet(session))
    assert session.paging and not session.closed
    session.key("q")
    assert session.closed


def test_privilege_of_the_user_goes_before_that_of_the_line() -> None:
    desk = Desk("username a privilege 5 password x\nusername b password x\nline vty 0 4\n privilege level 7\n login local\n")
    for name, level in (("a", 5), ("b", 7)):
        session = caller(desk)
        desk.answer(name)
        desk.answer("x")
        assert session.privilege == level


def test_short_passwords_are_refused() -> None:
    desk = Desk("security passwords min-length 6\n")
    desk.type("configure terminal")
    said = "% Password too short - must be at least 6 characters. Password configuration failed\n"
    for line in ("username a password five5", "username a secret five5", "enable secret five5", "enable password five5"):
        assert desk.type(line) == said, line
    desk.type("line con 0")
    assert desk.type("password five5") == said
    assert desk.type("password sixsix") == ""
    desk.type("end")
    assert desk.device.shell.running_config().count("security passwords min-length 6") == 1


def calling(more: str) -> tuple[Lab, Person]:
    lab = chain(3, ROUTES + "line vty 0 4\n no login\n" + more)
    lab.run(10)
    lab["R1"].cli(f"ping {R3}")
    return lab, Person(lab, "R1")


def test_session_timeout_hangs_up_and_ends_the_session() -> None:
    lab, person = calling("line con 0\n session-timeout 2\n")
    person.type(f"telnet {R3}", "show clock")
    lab.run(100)
    assert "timed out" not in person.type("show clock")
    lab.run(125)
    assert f"[Connection to {R3} idle too long; timed out]" in person.type()
    assert not lab["R1"].device.sessions or lab["R1"].device.sessions[0].attended is False


def test_session_limit() -> None:
    _, person = calling("line con 0\n session-limit 1\n")
    person.type(f"telnet {R3}")
    person.keys("c-^", "x")
    assert "% All connections in use" in person.type(f"telnet {R3}")


def test_equal_secrets_have_salts_of_their_own() -> None:
    desk = Desk("enable secret cisco\nusername a secret cisco\nusername b secret cisco\n")
    hashes = [line.split()[-1] for line in desk.shell.running_config() if " secret " in line]
    assert len(hashes) == len(set(hashes)) == 3
