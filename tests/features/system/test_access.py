"""Privilege, secrets, users, encryption of passwords."""

from __future__ import annotations

import re

import pytest

from tests.features.desk import Desk
from tests.features.wired import network


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
    asked = "This operation will remove all username related configurations with same name.Do you want to continue? [confirm]"
    assert desk.type("configure terminal", "no username carl") == asked and desk.answer("n") == "\n"
    assert "carl" in desk.type("do show running-config")
    assert desk.type("no username carl") == asked and desk.answer("") == "\n"
    assert "carl" not in desk.type("do show running-config")
    assert desk.type("no username nobody") == ""
    assert Desk(lines[0], release="12.4(24)T").type("configure terminal", "no username admin") == ""


_CISCO = {
    4: "tnhtc92DXBhelxjYk8LWJrPV36S2i4ntXrpb4RFmfqY",
    5: "$1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
    8: "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk",
    9: "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6",
}
_WORD = {4: "cisco", 5: "cisco", 8: "hashcat", 9: "hashcat"}


@pytest.mark.parametrize(
    ("platform", "release", "takes", "makes"),
    [
        ("c2811", "", {5}, 5),
        ("c2811", "15.0(1)M", {5}, 5),
        ("c2811", "15.1(4)M", {4, 5}, 4),
        ("c7200", "", {4, 5}, 5),
        ("iosv", "", {4, 5, 8, 9}, 5),
        ("c8000v", "", {4, 5, 8, 9}, 9),
    ],
)
def test_a_release_takes_the_hashes_that_it_knows(platform: str, release: str, takes: set[int], makes: int) -> None:
    desk = Desk("hostname R1\nenable secret cisco\n", platform, release=release)
    assert f"enable secret {makes} " in desk.type("show running-config | include enable")
    desk.type("configure terminal")
    for kind, text in _CISCO.items():
        for line in (f"enable secret {kind} {text}", f"username u{kind} secret {kind} {text}"):
            said = desk.type(line)
            kept = line in desk.type("do show running-config").splitlines()
            assert kept == (kind in takes), line
            assert ("Invalid input" in said) == (kind not in takes)
            assert ("Type 4 passwords have been deprecated" in said) == (kind == 4 and 8 in takes)
        wrong = desk.type(f"enable secret {kind} plain")
        known = kind in takes
        assert (f"do not specify type {kind} encryption" in wrong) == known and ("Invalid input" in wrong) != known
    if 8 not in takes:
        assert "Invalid input" in desk.type("enable algorithm-type sha256 secret x")


@pytest.mark.parametrize("kind", [4, 5, 8, 9])
def test_login_against_every_type(kind: int) -> None:
    desk = Desk(f"hostname R1\nenable secret {kind} {_CISCO[kind]}\n", "iosv", privilege=1)
    desk.type("enable")
    assert desk.answer("Cisco") == "Password: "
    desk.answer(_WORD[kind])
    assert desk.prompt == "R1#"


def test_algorithm_type_chooses_the_hash() -> None:
    desk = Desk("hostname R1\n", "iosv")
    desk.type("configure terminal", "enable algorithm-type scrypt secret one")
    desk.type("username anna privilege 15 algorithm-type sha256 secret two", "username bert algorithm-type md5 secret three")
    shown = desk.type("do show running-config | include secret").splitlines()
    assert [line[: line.index("$") + 3] for line in shown] == [
        "enable secret 9 $9$", "username anna privilege 15 secret 8 $8$", "username bert secret 5 $1$",
    ]  # fmt: skip
    desk.type("end", "disable", "enable")
    desk.answer("one")
    assert desk.prompt == "R1#"


def test_enable_waits_thirty_seconds_for_its_answer() -> None:
    desk = user("enable secret cisco\n")
    desk.type("enable")
    assert desk.run(29) == ""
    assert desk.run(2) == "\n% Password:  timeout expired!\nPassword: "
    desk.run(30)
    assert desk.run(31).endswith("% Password:  timeout expired!\n% Bad secrets\n\n")
    desk.type("enable")
    desk.run(31)
    desk.answer("cisco")
    assert desk.prompt == "R1#"


@pytest.mark.parametrize(
    ("platform", "release", "enable", "user"),
    [
        ("c2811", "", {"5": "an ENCRYPTED"}, {"5": "a HIDDEN"}),
        ("c2811", "15.1(4)M", *[{"4": "a SHA256 ENCRYPTED", "5": "a MD5 ENCRYPTED"}] * 2),
        ("iosv", "", *[{"5": "a MD5 HASHED", "8": "a PBKDF2 HASHED", "9": "a SCRYPT HASHED"}] * 2),
    ],
)
def test_help_names_the_types_as_the_release_does(
    platform: str, release: str, enable: dict[str, str], user: dict[str, str]
) -> None:
    with network({"R1": ""}, platform=platform, release=release) as lab:
        for line, zero, kinds in (("enable secret", "password", enable), ("username a secret", "secret", user)):
            told = lab["R1"].cli(f"configure terminal\n{line} ?\nend")
            rows = dict(re.findall(r"^  (\d) +Specifies (.*) will follow$", told, re.MULTILINE))
            assert rows == {"0": f"an UNENCRYPTED {zero}"} | {kind: f"{word} secret" for kind, word in kinds.items()}


def test_a_weak_password_of_a_user_is_told() -> None:
    desk = Desk("hostname R1\n", "c8000v")
    desk.type("configure terminal")
    weak = (
        "WARNING: Command has been added to the configuration using a type {0} password. However, type {0} passwords"
        " will soon be deprecated. Migrate to a supported password type"
    )
    for kind, line in ((0, "password cisco"), (7, "password 7 094F471A1A0A"), (5, f"secret 5 {_CISCO[5]}")):
        said = desk.type(f"username u{kind} {line}")
        assert f" {weak.format(kind)}\n" in said
        assert f"%AAAA-4-CLI_DEPRECATED: {weak.format(kind)}\n" in said
    assert "WARNING" not in desk.type("username u9 secret cisco")
    assert "WARNING" not in Desk().type("configure terminal", "username u password cisco")


def test_generic_takes_the_configurations_of_newer_routers() -> None:
    lines = f"enable secret 9 {_CISCO[9]}\nusername anna secret 8 {_CISCO[8]}"
    with network({"R1": lines}, platform="generic") as lab:
        assert lines.splitlines() == [line for line in lab["R1"].running_config() if " secret " in line]
