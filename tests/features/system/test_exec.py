"""Names, aliases, debugging, version, small exec commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.features.desk import Desk

UNKNOWN = "% Unknown command or computer name, or unable to find computer address\n"


def test_hostname() -> None:
    desk = Desk()
    desk.type("configure terminal")
    assert desk.prompt == "R1(config)#"
    desk.type("hostname A-very-long-name-of-a-router")
    assert desk.prompt == "A-very-long-name-of-(config)#"
    desk.type("no hostname")
    assert desk.prompt == "Router(config)#"
    assert "hostname Router\n" in desk.type("do show running-config")


def test_an_unknown_word_is_looked_up_for_nine_seconds() -> None:
    desk = Desk()
    assert desk.type("foo") == 'Translating "foo"...domain server (255.255.255.255)'
    assert desk.run(8.9) == ""
    assert desk.run(0.2) == "\n" + UNKNOWN
    desk.type("configure terminal", "no ip domain lookup", "end")
    desk.run(1)
    assert desk.type("foo") == f'Translating "foo"\n{UNKNOWN}'


def test_the_look_up_is_stopped_by_the_escape_sequence() -> None:
    desk = Desk()
    desk.type("foo")
    desk.session.interrupt()
    assert not desk.session.busy


def test_a_line_with_transport_preferred_none_does_not_look_up() -> None:
    desk = Desk("hostname R1\nline con 0\n transport preferred none\n")
    assert desk.type("foo") == "   ^\n% Invalid input detected at '^' marker.\n\n"


def test_aliases() -> None:
    desk = Desk("hostname R1\nalias exec sib show ip interface brief\n")
    assert desk.type("sib") == desk.type("show ip interface brief") != ""
    assert desk.type("s clock | include UTC") == desk.type("show clock")
    assert desk.type("u all") == "All possible debugging has been turned off\n"
    assert "  sib                   show ip interface brief\n" in desk.type("show aliases")
    assert "alias exec sib show ip interface brief\n" in desk.type("show running-config")


def test_aliases_begin_like_the_real_listing(reference: Path) -> None:
    real = (reference / "ios-output/show-aliases/ntc-1.txt").read_text().splitlines()
    assert Desk().type("show aliases").splitlines()[:9] == real[:9]


def test_debug_switches_and_show_debugging() -> None:
    desk = Desk()
    assert desk.type("show debugging") == ""
    assert desk.type("debug arp") == "ARP packet debugging is on\n"
    assert desk.type("show debugging") == "ARP:\n  ARP packet debugging is on\n"
    assert desk.type("no debug arp") == "ARP packet debugging is off\n"
    desk.type("debug arp", "debug ip icmp")
    assert desk.type("undebug arp") == "ARP packet debugging is off\n"
    assert desk.type("no debug all") == "All possible debugging has been turned off\n"
    assert desk.type("show debugging") == ""


def test_debug_all_asks() -> None:
    desk = Desk()
    assert desk.type("debug all") == "This may severely impact network performance. Continue? (yes/[no]): "
    assert desk.answer("") == ""
    assert desk.type("show debugging") == ""
    desk.type("debug all")
    assert desk.answer("yes") == "All possible debugging has been turned on\n"
    assert "ARP packet debugging is on" in desk.type("show debugging")


@pytest.mark.parametrize(
    ("platform", "sample", "head"),
    [
        ("iosv", "genie-1", 7),  # IOSv 15.6(3)M2
        ("c8000v", "", 0),
        ("c7200", "", 0),
        ("c3725", "", 0),
    ],
)
def test_show_version(platform: str, sample: str, head: int, reference: Path) -> None:
    desk = Desk("hostname R1\n", platform)
    desk.run(3600 * 26 + 50)
    lines = desk.type("show version").splitlines()
    assert "R1 uptime is 1 day, 2 hours, 1 minute" in lines
    assert "2 Gigabit Ethernet interfaces" in lines or "2 FastEthernet interfaces" in lines
    if sample:
        real = (reference / f"ios-output/show-version/{sample}.txt").read_text().splitlines()
        assert lines[:head] == real[:head]
        start, end = lines.index("This product contains cryptographic features and is subject to United"), -1
        first = real.index(lines[start])
        own = [line for line in lines[start:end] if "Processor board" not in line and "Ethernet interfaces" not in line]
        theirs = [line for line in real[first:] if "Processor board" not in line and "Ethernet interfaces" not in line]
        assert own == theirs


def test_inventory_has_the_serial_number_of_show_version() -> None:
    for number in (1, 2):
        desk = Desk(number=number)
        serial = f"{4279256516 + number}"
        assert f"Processor board ID {serial}\n" in desk.type("show version")
        assert f"SN: {serial}\n" in desk.type("show inventory")


def test_hosts() -> None:
    desk = Desk("ip host server 192.0.2.5 192.0.2.6\nip domain name example.com\nno ip domain lookup\n")
    shown = desk.type("show hosts")
    assert shown.startswith("Default domain is example.com\nName/address lookup uses static mappings\n")
    assert "server                    None  (perm, OK)  0   IP    192.0.2.5\n" in shown


def test_configure_dialogue() -> None:
    desk = Desk()
    assert desk.type("configure") == "Configuring from terminal, memory, or network [terminal]? "
    assert desk.answer("") == "Enter configuration commands, one per line.  End with CNTL/Z.\n"
    assert desk.prompt == "R1(config)#"
    desk.type("end")
    assert desk.run(0).endswith("%SYS-5-CONFIG_I: Configured from console by console\n")


def test_a_banner_of_several_lines() -> None:
    desk = Desk()
    desk.type("configure terminal")
    assert desk.type("banner motd #") == "Enter TEXT message.  End with the character '#'.\n"
    desk.type("  Keep out", "no # more")
    assert desk.prompt == "R1(config)#"
    shown = desk.type("do show running-config")
    assert "banner motd ^C\n  Keep out\nno ^C\n" in shown


def test_logout_closes_the_session() -> None:
    for word in ("logout", "exit", "quit"):
        desk = Desk()
        desk.type(word)
        assert desk.session.closed


@pytest.mark.parametrize(
    "line",
    [
        "no aaa new-model",
        "no ip http server",
        "mmi polling-interval 60",
        "multilink bundle-name authenticated",
        "ip forward-protocol nd",
        "no service pad",
        "redundancy",
        "control-plane",
        "boot-start-marker",
        "version 15.2",
    ],
)
def test_lines_of_every_configuration_are_accepted(line: str) -> None:
    assert [parsed.status for parsed in Desk().shell.parse(line)] != ["refused"]


@pytest.mark.parametrize("line", ["ip http secure-server", "ip telnet source"])
def test_what_is_not_built_is_refused(line: str) -> None:
    assert [parsed.status for parsed in Desk().shell.parse(line)] == ["refused"]


def test_show_debugging_repeats_the_options() -> None:
    desk = Desk()
    said = desk.type("debug ip packet 101 detail")
    assert said == "IP packet debugging is on (detailed) for access list 101\n"
    assert f"  {said}" in desk.type("show debugging")
    desk.type("debug ip packet")
    assert "  IP packet debugging is on\n" in desk.type("show debugging")


@pytest.mark.parametrize("platform", ["iosv", "c8000v"])
def test_a_board_keeps_its_serial_number(platform: str) -> None:
    desk = Desk(platform=platform)
    before = desk.type("show inventory")
    desk.shell.reload()
    desk.run(60)
    desk.session = desk.open("con 0")
    assert desk.type("show inventory") == before


def test_configure_asks_from_where_and_tells_what_came_of_it() -> None:
    desk = Desk()
    assert desk.type("configure", "memory") == "startup-config is not present\n" or desk.device.startup_config
    desk.device.startup_config = "interface nonsense 9\nhostname Changed\n"
    assert "% Invalid input detected" in desk.type("configure", "memory")
    assert desk.prompt == "Changed#"
    desk.device.startup_config = ""
    assert desk.type("configure", "memory") == "startup-config is not present\n"
    assert desk.type("configure", "network").startswith("This command has been replaced by the command:\n")
    assert desk.type("configure", "elsewhere") == '?Must be "terminal", "memory" or "network"\n'
