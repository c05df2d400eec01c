"""`parser view`: who has it, what is left of the commands, what is said."""

from __future__ import annotations

import pytest

from iosemu.device.debug import LogRecord
from tests.features.desk import Desk

INVALID = "% Invalid input detected at '^' marker.\n"
QUIET = "hostname R1\nenable secret top\nno logging console\nno ip domain lookup\n"
AAA = f"{QUIET}aaa new-model\n"
VIEWS = """\
parser view SHOWS
 secret cisco
 commands exec include show version
 commands exec include show ip route
 commands exec include all ping
!
parser view EDIT
 secret edit
 commands exec include configure terminal
 commands configure include interface
 commands interface include shutdown
 commands interface include all ip address
!
parser view ALMOST inclusive
 secret almost
 commands exec exclude all show ip
 commands exec exclude all show ipv6
 commands exec exclude show version
 commands exec exclude configure terminal
!
parser view BOTH superview
 secret both
 view SHOWS
 view EDIT
!
"""


def enter(desk: Desk, view: str, secret: str) -> str:
    desk.type(f"enable view {view}".strip())
    return desk.answer(secret)


def root(config: str = AAA, platform: str = "c7200") -> Desk:
    desk = Desk(config, platform)
    enter(desk, "", "top")
    return desk


def heard(desk: Desk) -> list[str]:
    lines: list[str] = []
    desk.device.bus.listen(LogRecord, lambda record: lines.append(f"%{record.facility}-{record.severity}-{record.mnemonic}: {record.text}"))
    return lines


def test_the_root_alone_makes_views() -> None:
    desk = Desk(QUIET)
    assert desk.type("enable view").startswith("% AAA must be enabled")
    desk.type("configure terminal")
    assert desk.type("parser view A").startswith("% AAA must be enabled")
    desk.type("aaa new-model")
    assert desk.type("parser view A") == "No view Active! Switch to View Context\n"
    desk.type("end")
    said = heard(desk)
    assert desk.type("show parser view") == "No view is active ! Currently in Privilege Level Context\n"
    assert desk.type("enable view") == "Password: "
    assert desk.answer("wrong") == "Password: " and desk.answer("top") == ""
    assert said == ["%PARSER-6-VIEW_SWITCH: successfully set to view 'root'."]
    assert desk.type("show parser view") == "Current view is 'root'\n"
    assert desk.type("show privilege") == "Currently in View Context with view 'root'\n"
    desk.type("configure terminal", "parser view SHOWS")
    assert desk.prompt == "R1(config-view)#"
    assert said[-1] == "%PARSER-6-VIEW_CREATED: view 'SHOWS' successfully created."
    assert desk.type("commands exec include ping") == "% Password not set for the view SHOWS\n\n"
    desk.type("secret cisco")
    assert desk.type("secret cisco") == "Overwriting existing secret for the current view\n\n"
    assert desk.type("commands exec include show ip route") == ""
    assert desk.type("commands exec include exit") == "% Addition/Deletion of default commands not possible\n"
    assert INVALID in desk.type("commands exec include nonsense")
    desk.type("parser view TEAM superview", "secret team")
    assert said[-1] == "%PARSER-6-SUPER_VIEW_CREATED: super view 'TEAM' successfully created."
    assert desk.type("view SHOWS") == ""
    assert said[-1] == "%PARSER-6-SUPER_VIEW_EDIT_ADD: view SHOWS added to superview TEAM."
    assert desk.type("view NONE") == "% Invalid view name NONE\n\n"
    assert INVALID in desk.type("commands exec include ping")
    assert desk.type("do show parser view all") == (
        "Views/SuperViews Present in System:\n SHOWS\n TEAM *\n\n-------(*) represent superview-------\n"
    )
    shown = "\n".join(desk.shell.running_config())
    assert "\n commands exec include show ip route\n commands exec include show ip\n commands exec include show\n!\nparser view TEAM superview\n secret 5 $1$" in shown
    desk.type("exit", "no parser view SHOWS")
    assert said[-2:] == ["%PARSER-6-VIEW_DELETED: view 'SHOWS' successfully deleted.", "%PARSER-6-SUPER_VIEW_EDIT_REMOVE: view SHOWS removed from superview TEAM."]
    assert desk.type("parser view TEAM") == "" and desk.prompt == "R1(config-view)#"


def test_a_view_has_what_it_includes_and_no_more() -> None:
    desk = root(AAA + VIEWS)
    enter(desk, "SHOWS", "cisco")
    assert desk.prompt == "R1#" and desk.type("show parser view") == "Current view is 'SHOWS'\n"
    assert "R1 uptime" in desk.type("show version") and "Codes:" in desk.type("show ip route")
    for line in ("show running-config", "configure terminal", "show ip interface brief", "show version | include x", "debug ip packet", "no debug all"):
        told = desk.type(line)
        assert (INVALID in told) == (line != "show version | include x"), line
    assert desk.type("reload") == "Translating \"reload\"\n% Unknown command or computer name, or unable to find computer address\n"
    listed = [line.split()[0] for line in desk.session.help("") if line.startswith("  ")]
    assert listed == ["enable", "exit", "ping", "show"]
    assert [line.split()[0] for line in desk.session.help("show ") if line.startswith("  ")] == ["ip", "parser", "version"]
    assert desk.session.complete("conf") is None and desk.session.complete("show ver") == "show version "
    assert "Sending 1, 100-byte" in desk.type("ping 10.0.0.9 repeat 1 timeout 0") + desk.run(5)
    assert desk.type("show parser view all") == f"{' ' * len('R1#show parser view ')}^\n{INVALID}\n"
    # the way out asks for the secret
    assert desk.type("enable") == "Password: "
    desk.answer("wrong")
    assert desk.type("show parser view") == "Current view is 'SHOWS'\n"
    desk.type("enable")
    desk.answer("top")
    assert desk.type("show parser view").startswith("No view is active")


def test_configuration_in_a_view() -> None:
    desk = root(AAA + VIEWS + "interface FastEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n")
    enter(desk, "EDIT", "edit")
    assert INVALID in desk.type("show version")
    desk.type("configure terminal")
    assert desk.prompt == "R1(config)#" and INVALID in desk.type("hostname R9")
    assert INVALID in desk.type("parser view X") and INVALID in desk.type("do show version")
    listed = [line.split()[0] for line in desk.session.help("") if line.startswith("  ")]
    assert listed == ["default", "do", "end", "exit", "interface", "no"]
    desk.type("interface FastEthernet0/0")
    assert desk.type("shutdown") == "" and desk.type("no shutdown") == ""
    assert desk.type("ip address 10.0.0.2 255.255.255.0") == "" and INVALID in desk.type("description x")
    assert INVALID in desk.type("no description x")
    desk.type("end")
    assert desk.prompt == "R1#"
    enter(desk, "BOTH", "both")
    assert "R1 uptime" in desk.type("show version") and "Enter configuration" in desk.type("configure terminal")


def test_an_inclusive_view_lacks_what_it_excludes() -> None:
    desk = root(AAA + VIEWS)
    enter(desk, "ALMOST", "almost")
    assert "hostname R1" not in desk.type("show version") and INVALID in desk.type("show version")
    assert INVALID in desk.type("show ip route") and INVALID in desk.type("configure terminal")
    assert "*" in desk.type("show clock") and "Sending 1, 100-byte" in desk.type("ping 10.0.0.9 repeat 1 timeout 0") + desk.run(5)
    assert "ip" not in [line.split()[0] for line in desk.session.help("show ") if line.startswith("  ")]


def test_exclusive_commands() -> None:
    desk = root()
    desk.type("configure terminal", "parser view A", "secret a", "commands exec include-exclusive show clock", "parser view B", "secret b")
    assert "exclusively in view 'A'" in desk.type("commands exec include show clock")
    assert desk.type("commands exec include show version") == ""
    assert desk.type("no commands exec include show version") == "" and "show version" not in "\n".join(desk.shell.running_config())


def test_users_have_views() -> None:
    users = "username anna view SHOWS secret one\nusername bert privilege 15 secret two\naaa authentication login default local\naaa authorization exec default local\n"
    desk = Desk(AAA + users + VIEWS)
    assert not desk.shell.boot_refused
    session = desk.session = desk.open("vty 0", privilege=1)
    session.run_process(desk.shell.greet(session))
    desk.answer("anna")
    desk.answer("one")
    assert desk.prompt == "R1#" and INVALID in desk.type("show running-config") and "uptime" in desk.type("show version")
    assert "username anna view SHOWS secret 5 $1$" in "\n".join(desk.shell.running_config())
    other = root(AAA)
    other.type("configure terminal")
    assert other.type("username carl view NONE secret x") == "% Invalid view name NONE\n"


def test_it_reads_back_and_what_is_gone_is_gone() -> None:
    desk = root(AAA + VIEWS)
    shown = desk.shell.running_config()
    again = Desk("\n".join(shown) + "\n")
    assert again.shell.running_config() == shown and not again.shell.boot_refused
    enter(desk, "SHOWS", "cisco")
    victim = desk.session
    other = desk.session = desk.open("vty 0")
    other.view = "root"
    desk.type("configure terminal", "no parser view SHOWS")
    desk.session = victim
    desk.written = desk.written
    victim._write = desk.written.append
    assert INVALID in desk.type("show version")


@pytest.mark.parametrize("count", [16])
def test_there_are_fifteen_at_most(count: int) -> None:
    desk = root()
    desk.type("configure terminal")
    said = [desk.type(f"parser view V{number}") for number in range(count)]
    assert said[:15] == [""] * 15 and "(15)" in said[15]
