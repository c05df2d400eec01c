"""Archived configurations, their differences, and `configure replace`."""

from __future__ import annotations

from tests.features.desk import Desk

BASE = """hostname R1
username anna privilege 15 password 0 one
interface FastEthernet0/0
 ip address 10.1.1.1 255.255.255.0
 description here
interface Loopback0
 ip address 192.168.0.1 255.255.255.255
router rip
 version 2
 network 10.0.0.0
ip route 172.16.0.0 255.255.0.0 10.1.1.2
access-list 5 permit 10.1.1.1
access-list 5 permit 10.1.1.2
banner motd ^CHello
  there^C
line vty 0 4
 login local
"""
CHANGES = (
    "configure terminal", "hostname R9", "no username anna", "\r", "username bert password 0 two", "interface FastEthernet0/0",
    "ip address 10.2.2.1 255.255.255.0", "shutdown", "no description", "interface Loopback1",
    "ip address 192.168.1.1 255.255.255.255", "no router rip", "no ip route 172.16.0.0 255.255.0.0 10.1.1.2",
    "ip route 172.17.0.0 255.255.0.0 10.2.2.2", "no access-list 5", "access-list 5 permit 10.1.1.2",
    "access-list 5 permit 10.1.1.1", "line vty 0 4", "session-timeout 5", "no banner motd", "end",
)  # fmt: skip


def kept() -> Desk:
    """A router whose configuration is in flash:base.cfg."""
    desk = Desk(BASE)
    desk.type("copy running-config flash:base.cfg")
    assert "bytes copied" in desk.answer("")
    return desk


def body(desk: Desk) -> list[str]:
    return desk.shell.running_config()


def test_replace_takes_all_back() -> None:
    desk = kept()
    before = body(desk)
    desk.type(*CHANGES)
    assert body(desk) != before
    asked = desk.type("configure replace flash:base.cfg")
    assert asked.startswith("This will apply all necessary additions and deletions\n") and asked.endswith("? [no]: ")
    assert desk.answer("y") == "\nTotal number of passes: 1\nRollback Done\n\n"
    assert body(desk) == before
    assert desk.type("configure replace flash:base.cfg force") == "\nTotal number of passes: 0\nRollback Done\n\n"


def test_replace_can_be_refused() -> None:
    desk = kept()
    desk.type(*CHANGES)
    after = body(desk)
    desk.type("configure replace flash:base.cfg")
    assert desk.answer("") == "" and body(desk) == after
    assert desk.type("configure replace flash:none.cfg force") == "\nError: Could not open file flash:none.cfg for reading\n"
    desk.device.flash.write("junk.txt", "nothing of use\n")
    assert desk.type("configure replace flash:junk.txt force") == "\n%The input file is not a valid config file.\n"


def test_replace_lists_what_it_types() -> None:
    desk = kept()
    desk.type("configure terminal", "interface FastEthernet0/0", "description there", "ip route 9.0.0.0 255.0.0.0 Null0", "end")
    said = desk.type("configure replace flash:base.cfg force list")
    assert said.startswith("\n!Pass 1\n\n!List of Commands:\n")
    assert "no ip route 9.0.0.0 255.0.0.0 Null0\n" in said
    assert "interface FastEthernet0/0\n no description there\n description here\n" in said
    assert said.endswith("\nend\n\nTotal number of passes: 1\nRollback Done\n\n")


def test_what_cannot_be_reached_is_told() -> None:
    desk = kept()
    text = desk.device.flash["base.cfg"].decode().replace("hostname R1\n", "hostname R1\nfrobnicate all\n")
    desk.device.flash.write("odd.cfg", text)
    said = desk.type("configure replace flash:odd.cfg force")
    assert "!List of Rollback Commands:\nfrobnicate all\nend\n********\n" in said
    assert said.endswith("Rollback aborted after 1 passes\n")


def test_differences() -> None:
    desk = kept()
    desk.type("write memory")
    assert "!No changes were found" in desk.type("show archive config differences")
    desk.type("configure terminal", "interface FastEthernet0/0", "no description", "delay 7", "hostname R2", "end")
    said = desk.type("show archive config differences")
    assert "!Contextual Config Diffs:\n+hostname R2\ninterface FastEthernet0/0\n+ delay 7\n- description here\n-hostname R1\n" in said
    back = desk.type("show archive config differences system:running-config nvram:startup-config")
    assert "+hostname R1" in back and "- delay 7" in back
    assert "Could not open file flash:x" in desk.type("show archive config differences flash:x")
    missing = desk.type("show archive config incremental-diffs flash:base.cfg")
    assert "!List of Commands:\nhostname R1\ninterface FastEthernet0/0\n description here\nend\n" in missing


def test_archiving() -> None:
    desk = Desk(BASE)
    assert desk.type("show archive") == "Archive feature not enabled\n"
    desk.type("configure terminal", "archive", "path flash:cfg", "maximum 2", "write-memory", "end")
    assert body(desk).count(" path flash:cfg") == 1
    desk.type("archive config")
    desk.type("write memory")
    shown = desk.type("show archive").splitlines()
    assert shown[1] == "There are currently 2 archive configurations saved."
    assert shown[2] == "The next archive file will be named flash:cfg-<timestamp>-2"
    assert shown[5].startswith("   2        flash:cfg-") and shown[5].endswith("-1 <- Most Recent")
    desk.type("archive config")
    assert len(desk.device.flash) == 2
    name = next(iter(desk.device.flash))
    desk.type(*CHANGES)
    desk.type(f"configure replace flash:{name} force")
    assert desk.device.hostname == "R1"


def test_archiving_by_time() -> None:
    desk = Desk(BASE + "archive\n path flash:cfg\n time-period 10\n")
    desk.run(10 * 60 + 1)
    assert len(desk.device.flash) == 1
    desk.run(20 * 60)
    assert len(desk.device.flash) == 3


def test_what_is_configured_is_logged() -> None:
    desk = Desk(BASE)
    assert desk.type("show archive log config all") == "% Config Logger disabled.\n"
    desk.type("configure terminal", "archive", "log config", "logging enable", "hidekeys", "notify syslog", "end")
    desk.type("configure terminal", "interface Loopback7", "ip address 1.1.1.1 255.255.255.255", "frobnicate", "username x password y", "end")
    shown = desk.type("show archive log config all")
    rows = [line.partition("|")[2] for line in shown.splitlines()[1:]]
    assert rows[-3:] == ["interface Loopback7", " ip address 1.1.1.1 255.255.255.255", "username x password *****"]
    assert "  console@console     |" in shown and "frobnicate" not in shown
    assert "%PARSER-5-CFGLOG_LOGGEDCMD: User:console  logged command:interface Loopback7" in desk.type("show logging")
    assert {" log config", "  logging enable", "  notify syslog contenttype plaintext", "  hidekeys"} <= set(body(desk))


def test_a_change_that_nobody_confirms_is_taken_back() -> None:
    desk = kept()
    desk.type("configure terminal", "hostname R3", "end")
    refused = desk.type("configure replace flash:base.cfg force time 2")
    assert refused == "%Turn config archive on before using Rollback Confirmed Change\n"
    desk.type("configure terminal", "archive", "path flash:cfg", "end")
    desk.type("configure replace flash:base.cfg force time 2")
    assert desk.device.hostname == "R1" and "Timer value: 2 min" in desk.type("show archive config rollback timer")
    desk.run(121)
    assert desk.device.hostname == "R3"
    desk.device.flash.write("with.cfg", desk.device.flash["base.cfg"].decode() + "archive\n path flash:cfg\n")
    desk.type("configure replace flash:with.cfg force time 2")
    assert desk.type("configure confirm") == ""
    desk.run(200)
    assert desk.device.hostname == "R1"
    assert desk.type("configure confirm") == "%No Rollback Confirmed Change pending\n"


def test_values_that_no_does_not_bring_back() -> None:
    desk = kept()
    before = body(desk)
    desk.type("configure terminal", "line vty 0 4", "exec-timeout 5 0", "end")
    assert desk.type("configure replace flash:base.cfg force").endswith("passes: 2\nRollback Done\n\n")
    assert body(desk) == before


def test_what_a_merge_would_change() -> None:
    desk = kept()
    flash = desk.device.flash
    flash.write("same.cfg", "interface FastEthernet0/0\n description here\nno router ospf 1\nend\n")
    said = desk.type("show archive config incremental-diffs flash:same.cfg ignorecase")
    assert said == "\n!List of Commands:\nend\n!No changes were found\n\n"
    flash.write("new.cfg", "interface FastEthernet0/0\n no description\n delay 7\nno router rip\nend\n")
    said = desk.type("show archive config incremental-diffs flash:new.cfg")
    assert said == "\n!List of Commands:\ninterface FastEthernet0/0\n no description\n delay 7\nno router rip\nend\n\n"


def test_an_error_takes_the_whole_replacement_back() -> None:
    desk = kept()
    text = desk.device.flash["base.cfg"].decode().replace("hostname R1\n", "hostname R7\nfrobnicate all\n")
    desk.device.flash.write("odd.cfg", text)
    turn_on = "%Turn config archive on before using Rollback Confirmed Change\n"
    assert desk.type("configure replace flash:odd.cfg force revert trigger error") == turn_on
    assert desk.type("configure terminal revert timer 5") == turn_on
    desk.type("configure terminal", "archive", "path flash:cfg", "end")
    before = body(desk)
    said = desk.type("configure replace flash:odd.cfg force revert trigger error")
    assert "!List of Rollback Commands:\nfrobnicate all\n" in said
    assert said.endswith(" passes\nThe original configuration has been successfully restored.\n")
    assert body(desk) == before and desk.device.hostname == "R1"


def test_what_is_typed_and_not_confirmed_is_taken_back() -> None:
    desk = Desk(BASE + "archive\n path flash:cfg\n")
    said = desk.type("configure terminal revert timer 2")
    assert said.startswith("Rollback Confirmed Change: Backing up current running config to flash:cfg-")
    assert said.endswith("-0\n\nEnter configuration commands, one per line.  End with CNTL/Z.\n")
    desk.type("hostname R8", "end")
    assert "Timer value: 2 min\n" in desk.type("show archive config rollback timer")
    desk.run(119)
    assert desk.device.hostname == "R8"
    desk.run(2)
    assert desk.device.hostname == "R1"
    desk.type("configure terminal revert timer 2", "hostname R8", "end", "configure confirm")
    desk.run(200)
    assert desk.device.hostname == "R8"


def test_replace_takes_away_what_was_made_of_a_port_or_added_to_the_lines() -> None:
    desk = kept()
    before = body(desk)
    desk.type(
        "configure terminal", "interface FastEthernet0/0.7", "encapsulation dot1Q 7", "ip address 10.7.7.1 255.255.255.0",
        "interface FastEthernet0/1", "description there", "line vty 5 15", "login local", "exec-timeout 3 0", "end",
    )  # fmt: skip
    said = desk.type("configure replace flash:base.cfg force list")
    assert {"no interface FastEthernet0/0.7", "no line vty 5 15"} <= set(said.splitlines())
    assert "no interface FastEthernet0/1" not in said
    assert "Total number of passes: 1\nRollback Done" in said
    assert body(desk) == before
    assert "FastEthernet0/0.7" not in desk.type("show ip interface brief")
    desk.type("configure terminal", "line vty 5 15", "login local", "end", "copy running-config flash:more.cfg")
    assert "bytes copied" in desk.answer("")
    before = body(desk)
    desk.type("configure terminal", "no line vty 10 15", "line vty 7", "session-timeout 5", "end")
    assert body(desk) != before
    desk.type("configure replace flash:more.cfg force")
    assert body(desk) == before
