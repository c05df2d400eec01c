"""Running and start-up configuration, and the dialogues around them."""

from __future__ import annotations

import re

import pytest

from tests.features.desk import Desk

CONFIG = """\
hostname R1
!
interface FastEthernet0/0
 description uplink
 ip address 192.0.2.1 255.255.255.0
!
line con 0
 exec-timeout 0 0
"""


def restarted(desk: Desk) -> None:
    """Somebody sits down again after a reload."""
    desk.run(40)
    desk.session = desk.open("con 0")


def test_running_config_begins_and_ends_as_on_ios() -> None:
    desk = Desk(CONFIG)
    lines = desk.type("show running-config").splitlines()
    size = int(lines[2].split()[3])
    assert lines[:2] == ["Building configuration...", ""]
    assert lines[2] == f"Current configuration : {size} bytes"
    assert lines[3:5] == ["!", "version 15.2"]
    assert lines[-4:] == ["!", "!", "end", ""]
    assert size == len("\n".join(lines[3:-1])) + 1


def test_last_change_is_told_after_the_first_configuration() -> None:
    desk = Desk(CONFIG)
    desk.type("configure terminal", "end")
    desk.run(5)
    lines = desk.type("show running-config").splitlines()
    assert lines[3:7] == ["!", "! Last configuration change at 00:00:10 UTC Fri Mar 1 2002", "!", "version 15.2"]
    desk.type("write memory")
    lines = desk.type("show running-config").splitlines()
    assert lines[5] == "! NVRAM config last updated at 00:00:15 UTC Fri Mar 1 2002"


def test_one_interface() -> None:
    shown = Desk(CONFIG).type("show running-config interface FastEthernet0/0").splitlines()
    assert shown[2] == f"Current configuration : {len(chr(10).join(shown[3:-1])) + 1} bytes"
    assert shown[3:] == [
        "!",
        "interface FastEthernet0/0",
        " description uplink",
        " ip address 192.0.2.1 255.255.255.0",
        " speed auto",
        " duplex auto",
        "end",
        "",
    ]


@pytest.mark.parametrize("platform", ["c7200", "iosv", "c3725", "c8000v"])
def test_what_is_written_is_read_again_alike(platform: str) -> None:
    desk = Desk("hostname R1\nlogging buffered 9000\nline vty 0 4\n transport input none\n", platform)
    desk.type("write memory")
    first = desk.shell.running_config()
    again = Desk(desk.device.startup_config, platform)
    assert again.shell.boot_output == ""
    assert again.shell.running_config() == first


def test_copy_running_startup_and_reload() -> None:
    desk = Desk(CONFIG)
    assert desk.type("configure terminal", "hostname OTHER", "end") == ""
    assert desk.type("copy running-config startup-config") == "Destination filename [startup-config]? "
    assert desk.answer("") == "Building configuration...\n[OK]\n"
    assert desk.type("reload") == "Proceed with reload? [confirm]"
    text = desk.answer("")
    assert text.endswith("%SYS-5-RELOAD: Reload requested by console. Reload Reason: Reload Command.\n")
    desk.run(1)
    assert desk.session.closed
    restarted(desk)
    assert desk.prompt == "OTHER#"
    shown = desk.type("show version")
    assert "System returned to ROM by reload\n" in shown
    assert "OTHER uptime is 0 minutes\n" in shown
    assert "Last reload reason: Reload Command\n" in shown


def test_reload_asks_about_changes() -> None:
    desk = Desk(CONFIG)
    desk.type("configure terminal", "hostname LOST", "end")
    desk.run(1)
    assert desk.type("reload") == "\nSystem configuration has been modified. Save? [yes/no]: "
    assert desk.answer("perhaps") == (
        "% Please answer 'yes' or 'no'.\n\nSystem configuration has been modified. Save? [yes/no]: "
    )
    assert desk.answer("no") == "Proceed with reload? [confirm]"
    desk.answer("")
    restarted(desk)
    assert desk.prompt == "R1#"


def test_reload_may_be_declined() -> None:
    desk = Desk(CONFIG)
    desk.type("reload")
    desk.answer("n")
    desk.run(60)
    assert not desk.session.closed
    assert "uptime is 1 minute\n" in desk.type("show version")


def test_reload_in_and_cancel() -> None:
    desk = Desk(CONFIG)
    assert desk.type("show reload") == "No reload is scheduled.\n"
    assert desk.type("reload in 10") == (
        "Reload scheduled in 10 minutes by console\n"
        "Reload reason: Reload Command\nProceed with reload? [confirm]"
    )
    assert "%SYS-5-SCHEDULED_RELOAD: Reload requested for 00:10:10 UTC Fri Mar 1 2002" in desk.answer("")
    desk.run(290)
    assert desk.type("show reload").splitlines()[0].endswith("(in 5 minutes and 10 seconds) by console")
    assert desk.run(10).endswith("\n\n***\n*** --- SHUTDOWN in 0:05:00 ---\n***\n")
    aborted = desk.type("reload cancel")
    assert aborted.startswith("\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n")
    assert "R1#" not in aborted  # the prompt comes once, after the command
    desk.run(600)
    assert not desk.session.closed
    desk.type("reload in 1")
    desk.answer("")
    assert "\n\n***\n*** --- SHUTDOWN in 0:01:00 ---\n***\n" in desk.run(1)
    assert "*** --- SHUTDOWN NOW ---" in desk.run(60)
    assert desk.session.closed


def test_reload_in_names_the_hour_when_the_clock_is_set() -> None:
    desk = Desk(CONFIG + " logging synchronous\n")
    desk.type("clock set 11:13:53 1 Feb 2026")
    desk.run(1)
    assert desk.type("reload in 20").startswith("Reload scheduled for 11:33:54 UTC Sun Feb 1 2026 (in 20 minutes) by console\n")


def test_erasing_the_start_up_configuration() -> None:
    desk = Desk(CONFIG)
    assert desk.type("show startup-config").splitlines()[0] == f"Using {len(CONFIG)} out of 522232 bytes"
    question = "Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]"
    assert desk.type("write erase") == question
    desk.answer("n")
    assert desk.type("erase startup-config") == question
    text = desk.answer("")
    assert text.startswith("\n[OK]\nErase of nvram: complete\n")
    assert text.endswith("%SYS-7-NV_BLOCK_INIT: Initialized the geometry of nvram\n")
    assert desk.type("show startup-config") == "startup-config is not present\n"
    desk.type("reload")
    desk.answer("no")
    desk.answer("")
    restarted(desk)
    assert desk.prompt == "Router#"
    assert "FastEthernet0/0            unassigned      YES unset  administratively down down" in desk.type(
        "show ip interface brief"
    )


def test_copy_startup_running_merges() -> None:
    desk = Desk(CONFIG)
    desk.type("configure terminal", "hostname X", "interface FastEthernet0/0", "no description", "end")
    assert desk.type("copy startup-config running-config") == "Destination filename [running-config]? "
    assert re.fullmatch(r"\d+ bytes copied in 0\.000 secs\n", desk.answer(""))
    assert desk.prompt == "R1#"
    assert "%SYS-5-CONFIG_I: Configured from memory by console" in desk.run(1)
    assert " description uplink\n" in desk.type("show running-config")


def test_write_terminal_is_show_running_config() -> None:
    desk = Desk(CONFIG)
    assert desk.type("write terminal") == desk.type("show running-config")


def test_refused_lines_of_a_start_up_configuration_are_printed() -> None:
    desk = Desk("hostname R1\nqoo bar\ninterface FastEthernet0/0\n ip address 10.0.0.0 255.0.0.0\n")
    assert desk.shell.boot_output == (
        "qoo bar\n^\n% Invalid input detected at '^' marker.\n\n"
        " ip address 10.0.0.0 255.0.0.0\nBad mask /8 for address 10.0.0.0\n"
    )


def test_the_start_is_told_in_the_log() -> None:
    shown = Desk(CONFIG).type("show logging")
    assert (
        "*Mar  1 00:00:03.500: %SYS-5-CONFIG_I: Configured from memory by console\n"
        "*Mar  1 00:00:03.500: %SYS-5-RESTART: System restarted --\n"
        "Cisco IOS Software, 7200 Software (C7200-ADVENTERPRISEK9-M), Version 15.2(4)M7, RELEASE SOFTWARE (fc2)\n"
    ) in shown
    assert "Configured from memory" not in Desk("").type("show logging")


def test_password_recovery() -> None:
    """Register 0x2142: the next start passes the start-up configuration over, which stays where it is."""
    desk = Desk("hostname R1\nenable secret forgotten\ninterface FastEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n")
    assert desk.type("show version").endswith("Configuration register is 0x2102\n\n")
    desk.type("configure terminal", "config-register 0x2142", "end")
    assert "register is 0x2102 (will be 0x2142 at next reload)\n" in desk.type("show version")
    assert "config-register" not in desk.type("show running-config")
    desk.shell.reload()
    desk.run(60)
    desk.session = desk.open("con 0", 1)
    desk.type("enable")
    assert desk.prompt == "Router#"
    assert "register is 0x2142\n" in desk.type("show version")
    assert "enable secret" not in desk.type("show running-config")
    assert "enable secret" in desk.type("show startup-config")
    desk.type("copy startup-config running-config")
    desk.answer("")
    assert desk.prompt == "R1#"
    assert "administratively down" in desk.type("show ip interface brief")  # no line of it says `no shutdown`
    desk.type("configure terminal", "no config-register", "end")
    assert "register is 0x2142 (will be 0x2102 at next reload)\n" in desk.type("show version")
    desk.shell.reload()
    desk.run(60)
    assert desk.device.hostname == "R1"


def test_config_register_takes_sixteen_bits() -> None:
    desk = Desk()
    desk.type("configure terminal")
    assert "Invalid input" in desk.type("config-register 0x12142")
    assert desk.type("do show version | include register") == "Configuration register is 0x2102\n"


def test_a_text_without_an_end_is_told_at_its_line() -> None:
    begin, missing = "banner motd #Hello", 'the character "#"'
    text = f"hostname R7\n{begin}\ninterface Loopback0\n ip address 192.0.2.1 255.255.255.0\n"
    desk = Desk(text)
    assert desk.shell.boot_refused == [(2, begin, f"its text does not end: {missing} is missing")]
    assert begin in desk.shell.boot_output
    assert "% Incomplete command." in desk.shell.configure(text)
    assert (2, "refused") in [(line.number, line.status) for line in desk.shell.parse(text)]


def test_nvram_can_be_full() -> None:
    """A c3725 has 57336 bytes: what does not fit is refused, and the old file stays; compressed it fits."""
    desk = Desk(platform="c3725")
    desk.type("write")
    old = desk.device.startup_config
    routes = "".join(f"ip route 10.{i // 250}.{i % 250}.0 255.255.255.0 Null0 name {'n' * 30}\n" for i in range(900))
    desk.shell.configure(routes)
    full = "startup-config file open failed (Not enough space)\n"
    assert desk.type("write") == f"Building configuration...\n{full}"
    assert desk.device.startup_config == old
    desk.type("copy running-config flash:big")
    desk.answer("")
    desk.type("copy flash:big startup-config")
    assert desk.answer("").endswith(full)
    assert desk.device.startup_config == old
    desk.type("configure terminal", "service compress-config", "end")
    told = desk.type("write")
    said = re.search(r"^Compressed configuration from (\d+) bytes to (\d+) bytes\[OK\]$", told, re.MULTILINE)
    assert said
    plain, size = map(int, said.groups())
    assert plain == len(desk.device.startup_config) > 57336 > size
    first = desk.type("show startup-config").split("\n")[0]
    assert first == f"Using {size} out of 57336 bytes, uncompressed size = {plain} bytes"
