"""Privilege, secrets, users, encryption of passwords."""

from __future__ import annotations

import pytest

from tests.features.desk import Desk


def user(config: str = "", line: str = "con 0", platform: str = "c7200") -> Desk:
    """A desk in user mode."""
    return Desk(f"hostname R1\n{config}", platform, privilege=1, line=line)


def test_user_mode_has_fewer_commands() -> None:
    desk = user()
    assert desk.prompt == "R1>"
    column = len("R1>show r")  # it could be reload
    assert desk.type("show running-config") == f"{' ' * column}^\n% Invalid input detected at '^' marker.\n\n"
    assert "Current privilege level is 1" in desk.type("show privilege")
    assert desk.type("enable") == ""
    assert desk.prompt == "R1#"
    desk.type("disable")
    assert desk.prompt == "R1>"


@pytest.mark.parametrize(
    "line",
    [
        "enable secret cisco",
        "enable password cisco",
        "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
        "enable password 7 094F471A1A0A",
    ],
)
def test_enable(line: str) -> None:
    desk = user(f"{line}\n")
    assert desk.type("enable") == "Password: "
    assert desk.answer("wrong") == "Password: "
    assert desk.answer("cisco") == ""
    assert desk.prompt == "R1#"


def test_three_wrong_secrets() -> None:
    desk = user("enable secret cisco\n")
    desk.type("enable")
    desk.answer("a")
    desk.answer("b")
    assert desk.answer("c") == "% Bad secrets\n\n"
    assert desk.prompt == "R1>"
    other = user("enable password cisco\n")
    other.type("enable")
    other.answer("a")
    other.answer("b")
    assert other.answer("c") == "% Bad passwords\n\n"


def test_the_secret_goes_before_the_password() -> None:
    desk = user("enable password first\nenable secret second\n")
    desk.type("enable")
    assert desk.answer("first") == "Password: "
    desk.answer("second")
    assert desk.prompt == "R1#"


def test_a_vty_cannot_enable_without_a_password() -> None:
    assert user(line="vty 0").type("enable") == "% No password set\n"


def test_levels() -> None:
    desk = user("enable secret level 5 five\n")
    desk.type("enable 5")
    desk.answer("five")
    assert desk.type("show privilege") == "Current privilege level is 5\n"
    assert desk.type("disable 7") == "New privilege level must be less than current privilege level\n"


def test_secrets_are_hashed_by_the_releases_type() -> None:
    old = Desk("enable secret cisco\n").type("show running-config | include enable")
    assert old.startswith("enable secret 5 $1$") and "cisco" not in old
    new = Desk("enable secret cisco\n", "c8000v").type("show running-config | include enable")
    assert new.startswith("enable secret 9 $9$")


def test_two_routers_of_a_lab_have_other_salts() -> None:
    one = Desk("enable secret cisco\n").type("show running-config | include enable")
    two = Desk("enable secret cisco\n", number=2).type("show running-config | include enable")
    again = Desk("enable secret cisco\n").type("show running-config | include enable")
    assert one == again != two


def test_what_is_refused() -> None:
    desk = Desk()
    desk.type("configure terminal")
    assert desk.type("enable secret 5 cisco").startswith(
        "ERROR: The secret you entered is not a valid encrypted secret.\n"
    )
    desk.type("enable password cisco")
    assert desk.type("enable secret cisco") == (
        "The enable secret you have chosen is the same as your enable password.\n"
        "This is not recommended.  Re-enter the enable secret.\n\n"
    )
    desk.type("username anna password 0 x")
    assert desk.type("username anna secret y") == (
        "ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other.\n"
    )


def test_password_encryption_reaches_everything_and_stays() -> None:
    desk = Desk("enable password cisco\nusername anna password 0 cisco\nline vty 0 4\n password cisco\n login\n")
    desk.type("configure terminal", "service password-encryption", "line con 0", "password later", "end")
    shown = desk.type("show running-config")
    assert "cisco" not in shown and "later" not in shown
    assert shown.count(" 7 ") == 4
    desk.type("configure terminal", "no service password-encryption", "end")
    assert desk.type("show running-config").count(" 7 ") == 4
    desk.type("disable", "enable")
    desk.answer("cisco")
    assert desk.prompt == "Router#"


def test_users_come_back_as_typed() -> None:
    lines = [
        "username admin privilege 15 password 0 cisco",
        "username anna secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
        "username bert nopassword",
        "username carl password 7 094F471A1A0A",
    ]
    desk = Desk("\n".join(lines) + "\n")
    assert desk.type("show running-config | include username").splitlines() == lines
    desk.type("configure terminal", "no username carl")
    assert "carl" not in desk.type("do show running-config")
