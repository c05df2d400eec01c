"""`privilege … level N`: commands really move, for the parser, for `?` and for what the running-config shows."""

from __future__ import annotations

from tests.features.desk import Desk

INVALID = "% Invalid input detected at '^' marker."


def at(level: int, config: str) -> Desk:
    return Desk(f"hostname R1\n{config}", privilege=level)


def configured(config: str, level: int) -> Desk:
    """As typed, by a user who is then at this level."""
    desk = Desk("hostname R1\n")
    desk.type("configure terminal")
    for line in config.splitlines():
        assert desk.type(line) == "", line
    desk.type("end", f"disable {level}" if level else "disable 0")
    return desk


def test_a_command_and_what_leads_to_it_come_down() -> None:
    desk = configured("privilege exec level 5 show run\n", 5)
    assert desk.type("show privilege") == "Current privilege level is 5\n"
    assert "Building configuration" in desk.type("show running-config")
    assert INVALID in desk.type("show tech-support")
    assert INVALID in desk.type("configure terminal") and INVALID in desk.type("clear counters")
    lines = desk.shell.running_config()
    assert "privilege exec level 5 show running-config" in lines and "privilege exec level 5 show" in lines
    for level in (1, 4):
        desk.type(f"disable {level}")
        assert INVALID in desk.type("show version"), "`show` itself went up to 5"
    helped = " ".join(desk.session.help(""))
    assert " show " not in helped and " enable " in helped


def test_help_shows_what_one_may() -> None:
    desk = configured("privilege exec level 5 show running-config\n", 5)
    words = {line.split()[0] for line in desk.session.help("show ")}
    assert "running-config" in words and "version" in words
    assert not {"tech-support", "startup-config"} & words
    assert desk.session.complete("show runn") == "show running-config "


def test_a_command_goes_up() -> None:
    desk = configured("privilege exec level 7 ping\n", 1)
    assert desk.type("ping 1.1.1.1").count("^")
    assert "ping" not in {line.split()[0] for line in desk.session.help("") if line.startswith("  ")}
    assert configured("privilege exec level 7 ping\n", 7).type("ping").startswith("Protocol")


def test_an_interface_operator() -> None:
    desk = configured(
        "privilege exec level 5 configure terminal\nprivilege configure level 5 interface\n"
        "privilege interface level 5 shutdown\n", 5,
    )  # fmt: skip
    desk.type("configure terminal")
    assert desk.prompt == "R1(config)#"
    assert INVALID in desk.type("hostname R2") and INVALID in desk.type("router rip")
    desk.type("interface FastEthernet0/0")
    assert desk.prompt == "R1(config-if)#"
    assert INVALID in desk.type("ip address 10.0.0.1 255.0.0.0")
    assert desk.type("no shutdown") == ""
    assert not desk.device.interface(next(iter(desk.device.interfaces))).config.shutdown
    assert desk.type("shutdown") == ""
    assert {line.split()[0] for line in desk.session.help("") if line.startswith("  ")} == {
        "default", "exit", "no", "shutdown",
    }  # fmt: skip


def test_all_of_a_family() -> None:
    one = configured("privilege exec level 5 clear ip\n", 5)
    assert INVALID in one.type("clear ip route *")
    every = configured("privilege exec all level 5 clear ip\n", 5)
    assert every.type("clear ip route *") == ""
    assert INVALID in every.type("clear counters")


def test_debug_and_its_negation() -> None:
    desk = configured("privilege exec all level 5 debug ip rip\nprivilege exec all level 5 undebug\n", 5)
    assert "on" in desk.type("debug ip rip")
    assert desk.type("undebug ip rip").endswith("off\n")
    assert INVALID in desk.type("debug ip icmp")


def test_reset_and_no() -> None:
    desk = configured("privilege exec level 5 reload\nprivilege exec reset reload\n", 5)
    assert "Translating" in desk.type("reload")
    desk = configured("privilege exec level 5 reload\nno privilege exec level 5 reload\n", 5)
    assert "Translating" in desk.type("reload")
    assert not [line for line in desk.shell.running_config() if line.startswith("privilege")]


def test_unknown_commands_are_refused() -> None:
    desk = Desk()
    desk.type("configure terminal")
    assert INVALID in desk.type("privilege exec level 5 frobnicate")
    assert INVALID in desk.type("privilege exec level 16 show")


def test_it_comes_back_as_it_was_written() -> None:
    first = configured("privilege exec level 5 configure terminal\nprivilege exec level 1 show version\n", 15)
    lines = [line for line in first.shell.running_config() if line.startswith("privilege")]
    again = Desk("\n".join(lines) + "\n", privilege=5)
    assert [line for line in again.shell.running_config() if line.startswith("privilege")] == lines
    assert again.type("configure terminal").startswith("Enter configuration")


def test_level_zero_has_five_commands() -> None:
    desk = configured("", 0)
    assert {line.split()[0] for line in desk.session.help("") if line.startswith("  ")} == {
        "disable", "enable", "exit", "help", "logout",
    }  # fmt: skip


def test_the_running_config_shows_what_one_may_configure() -> None:
    rules = (
        "interface Fa0/0\n ip address 10.1.1.1 255.255.255.0\n description here\nrouter rip\n network 10.0.0.0\n"
        "privilege exec level 5 show running-config\nprivilege configure level 5 interface\n"
        "privilege interface level 5 description\n"
    )
    shown = configured(rules, 5).type("show running-config")
    assert "interface FastEthernet0/0\n description here\n" in shown
    assert "router rip" not in shown and "ip address" not in shown and "hostname" not in shown
    assert "router rip" in configured(rules, 15).type("show running-config")
