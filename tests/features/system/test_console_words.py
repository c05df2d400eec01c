"""What people type at a console about the router itself: names, prompts, forms of the running-config."""

from __future__ import annotations

import pytest

from tests.features.desk import Desk


@pytest.mark.parametrize("name", ["1", "R_1", "R1-", "a" * 64])
def test_an_illegal_name_is_taken_with_a_warning(name: str) -> None:
    desk = Desk()
    desk.type("configure terminal")
    assert desk.type(f"hostname {name}") == "% Hostname contains one or more illegal characters.\n\n"
    assert desk.device.hostname == name
    assert desk.type("hostname R-1") == ""


def test_prompt() -> None:
    desk = Desk()
    desk.type("configure terminal", "prompt %h:%n%s%p")
    assert desk.prompt == "R1:0 (config)#"
    desk.type("end")
    assert desk.prompt == "R1:0 #"
    assert "prompt %h:%n%s%p" in desk.shell.running_config()
    desk.type("configure terminal", "prompt Emma", "end")
    assert desk.prompt == "Emma#"
    assert desk.type("show @zz").startswith(" " * len("Emma#show ") + "^")
    desk.type("configure terminal", "no prompt", "end")
    assert desk.prompt == "R1#"


def test_line_numbers_and_brief() -> None:
    desk = Desk()
    plain = desk.type("show running-config").splitlines()
    numbered = desk.type("show running-config linenum").splitlines()
    assert numbered[:3] == plain[:3]
    assert numbered[3:5] == ["  1 : !", f"  2 : {plain[4]}"]
    assert numbered[-2] == f"{len(plain) - 4:>3} : end"
    assert desk.type("show running-config brief").splitlines() == plain
    assert desk.type("show running-config interface FastEthernet0/0 linenum").splitlines()[4] == "  2 : interface FastEthernet0/0"


def test_derived_config() -> None:
    desk = Desk()
    plain = desk.type("show running-config interface FastEthernet0/0").splitlines()
    derived = desk.type("show derived-config interface FastEthernet0/0").splitlines()
    assert derived[2] == plain[2].replace("Current", "Derived") and derived[3:] == plain[3:]


def test_when_it_started_is_told_once_the_clock_is_set() -> None:
    desk = Desk()
    assert "System restarted" not in desk.type("show version")
    desk.type("clock set 12:00:00 1 january 2024")
    shown = desk.type("show version").splitlines()
    place = shown.index("System returned to ROM by power-on")
    assert shown[place + 1] == "System restarted at 11:59:50 UTC Mon Jan 1 2024"


def test_time_stamps_of_show_commands() -> None:
    desk = Desk()
    desk.type("terminal exec prompt timestamp")
    assert desk.type("show privilege").splitlines() == [
        "Load for five secs: 0%/0%; one minute: 0%; five minutes: 0%",
        "No time source, *00:00:10.000 UTC Fri Mar 1 2002", "", "Current privilege level is 15",
    ]  # fmt: skip
    assert desk.type("terminal no exec prompt timestamp") == ""
    assert desk.type("show privilege") == "Current privilege level is 15\n"


@pytest.mark.parametrize("line", ["no service config", "no service finger", "no service tcp-small-servers", "no ip bootp server", "no ip gratuitous-arps", "ip bootp server"])
def test_hardening_lines_are_taken(line: str) -> None:
    desk = Desk()
    desk.type("configure terminal")
    assert desk.type(line) == ""
    assert (line in desk.shell.running_config()) is line.startswith("no ip")


OTHERS = {
    "c7200": ("platform ", "virtual-service", "spanning-tree", "memory-size", "subscriber", "cts ", "service call-home"),
    "c3725": ("platform ", "upgrade", "mmi ", "subscriber", "cts ", "spanning-tree"),
    "c8000v": ("upgrade", "mmi ", "memory-size"),
}


@pytest.mark.parametrize("platform", sorted(OTHERS))
def test_all_defaults_are_those_of_the_platform(platform: str) -> None:
    desk = Desk(platform=platform)
    shown = desk.type("show running-config all").splitlines()
    assert [line for line in shown if line.removeprefix("no ").startswith(OTHERS[platform])] == []


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("show interfaces FastEthernet0/9", len("show interfaces FastEthernet0/")),
        ("show interfaces Loopback99", len("show interfaces Loopback")),
        ("show interfaces fa 0/9", len("show interfaces fa 0/")),
        ("show ip interface FastEthernet0/0.77", len("show ip interface FastEthernet0/0.")),
    ],
)
def test_the_caret_stands_under_the_number(line: str, column: int) -> None:
    desk = Desk()
    assert desk.type(line).split("\n")[0] == " " * (len("R1#") + column) + "^"


def test_a_port_that_the_router_does_not_have() -> None:
    desk = Desk()
    desk.type("configure terminal")
    assert desk.type("interface FastEthernet0/9").split("\n")[0] == " " * len("R1(config)#interface FastEthernet0/") + "^"


def test_ping_wants_a_word() -> None:
    lines = Desk().session.help("ping ")
    assert "  WORD  Ping destination address or hostname" in lines
    assert "  WORD  Trace route to destination address or hostname" in Desk().session.help("traceroute ")


def test_small_forms() -> None:
    desk = Desk()
    assert desk.type("who") == desk.type("show users")
    assert desk.type("show protocols FastEthernet0/0").splitlines() == ["FastEthernet0/0 is administratively down, line protocol is down"]
