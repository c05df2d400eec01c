"""The log: timestamps, levels, buffer, console and monitor, syslog servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.device.debug import LogRecord, Message
from iosemu.sim.scheduler import Scheduler
from iosemu.types import parse_ipv4
from iosemu.wire.udp import Udp
from tests.features.desk import Desk, cable
from tests.features.wired import chain, network

HEADER = """\
Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, xml disabled, \
filtering disabled)

No Active Message Discriminator.



No Inactive Message Discriminator.


    Console logging: level debugging, 5 messages logged, xml disabled,
                     filtering disabled
    Monitor logging: level debugging, 0 messages logged, xml disabled,
                     filtering disabled
    Buffer logging:  level debugging, 5 messages logged, xml disabled,
                    filtering disabled
    Exception Logging: size (4096 bytes)
    Count and timestamp logging messages: disabled
    Persistent logging: disabled

No active filter modules.

    Trap logging: level informational, 5 message lines logged
        Logging Source-Interface:       VRF Name:

Log Buffer (4096 bytes):

*Mar  1 00:00:03.500: %SYS-5-CONFIG_I: Configured from memory by console
"""


def say(desk: Desk, text: str = "Something happened", severity: int = 5) -> str:
    """A message of that severity appears; what the console shows of it."""
    desk.device.debug.syslog(Message("TEST", severity, "EVENT", text))
    return desk.take().lstrip("\n")


def test_show_logging_after_the_start() -> None:
    """Layout of show-logging/ntc-1 and genie-4 (real 15.2 and XE routers)."""
    assert Desk().type("show logging").startswith(HEADER)


def test_show_logging_of_an_old_release() -> None:
    head = Desk(platform="c3725").type("show logging").splitlines()[:10]
    assert head[0] == "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited,"
    assert head[1] == "                0 flushes, 0 overruns, xml disabled, filtering disabled)"
    assert head[8].startswith("    Logging Exception size")


@pytest.mark.parametrize(
    ("service", "prefix"),
    [
        ("datetime msec", "*Mar  1 00:00:10.000: "),
        ("datetime", "*Mar  1 00:00:10: "),
        ("datetime msec year", "*Mar  1 2002 00:00:10.000: "),
        ("datetime msec show-timezone", "*Mar  1 00:00:10.000 UTC: "),
        ("datetime localtime show-timezone", "*Mar  1 02:00:10 EET: "),
        ("uptime", "00:00:10: "),
        ("", "00:00:10: "),
    ],
)
def test_timestamps(service: str, prefix: str) -> None:
    desk = Desk("hostname R1\nclock timezone EET 2\n")
    desk.type("configure terminal", f"service timestamps log {service}")
    assert say(desk) == f"{prefix}%TEST-5-EVENT: Something happened\n"


def test_no_timestamps_and_sequence_numbers() -> None:
    desk = Desk()
    desk.type("configure terminal", "no service timestamps log")
    assert say(desk) == "%TEST-5-EVENT: Something happened\n"
    desk.type("service sequence-numbers")
    assert say(desk) == "000007: %TEST-5-EVENT: Something happened\n"
    assert "no service timestamps log uptime\n" in desk.type("do show running-config")


def test_debug_lines_have_their_own_timestamps() -> None:
    desk = Desk()
    desk.type("configure terminal", "no service timestamps debug")
    desk.device.bus.emit(LogRecord(desk.scheduler.now, 7, "", "", "ISAKMP:(0): beginning"))
    assert desk.take() == "\nISAKMP:(0): beginning\n"


def test_uptime_of_a_long_running_router() -> None:
    desk = Desk("service timestamps log uptime\n")
    desk.run(86400 * 9)
    assert say(desk).startswith("1w2d: ")


def test_levels_decide_where_a_message_goes() -> None:
    desk = Desk()
    desk.type("configure terminal", "logging console warnings", "logging buffered errors", "end")
    desk.run(1)
    assert say(desk, "for the console", 4) != ""
    assert say(desk, "for nobody", 5) == ""
    assert say(desk, "for both", 3) != ""
    shown = desk.type("show logging")
    assert "Console logging: level warnings" in shown
    assert "for both" in shown.split("Log Buffer")[1]
    assert "for the console" not in shown
    desk.type("configure terminal", "no logging console", "end")
    desk.run(1)
    assert say(desk, "x", 0) == ""
    assert "    Console logging: disabled\n" in desk.type("show logging")


def test_the_buffer_is_a_ring_of_bytes() -> None:
    desk = Desk()
    for number in range(200):
        say(desk, f"message {number} " + "x" * 60)
    lines = desk.type("show logging").split("Log Buffer (4096 bytes):\n\n")[1].splitlines()
    assert "message 199" in lines[-1]
    assert 4096 - 150 < sum(len(line) + 1 for line in lines) <= 4096
    desk.type("configure terminal", "logging buffered 8192")
    say(desk, "one more")
    assert "Log Buffer (8192 bytes)" in desk.type("do show logging")


def test_clear_logging_asks() -> None:
    desk = Desk()
    assert desk.type("clear logging") == "Clear logging buffer [confirm]"
    desk.answer("n")
    assert "CONFIG_I" in desk.type("show logging")
    desk.type("clear logging")
    assert desk.answer("") == "\n"
    assert "CONFIG_I" not in desk.type("show logging")


def test_a_vty_sees_messages_with_terminal_monitor_only() -> None:
    desk = Desk()
    assert desk.type("terminal monitor") == "% Console already monitors\n"
    console = desk.written
    desk.session = desk.open("vty 1")
    assert say(desk) == ""
    desk.type("terminal monitor")
    assert "%TEST-5-EVENT" in say(desk)
    assert "        Logging to: vty1(1)\n" in desk.type("show logging")
    desk.type("terminal no monitor")
    assert say(desk) == ""
    assert "".join(console).count("%TEST-5-EVENT") == 3


def test_logging_off_leaves_the_console() -> None:
    desk = Desk()
    desk.type("configure terminal", "no logging on")
    assert say(desk) != ""
    shown = desk.type("do show logging")
    assert shown.startswith("Syslog logging: disabled")
    assert "Something" not in shown


def test_messages_cross_the_wire_to_a_syslog_server() -> None:
    """RFC 3164: <facility * 8 + severity>, then IOS's counter and the line."""
    scheduler = Scheduler()
    config = "interface FastEthernet0/0\n ip address 192.0.2.{} 255.255.255.0\n"
    r1 = Desk(config.format(1), scheduler=scheduler)
    server = Desk(config.format(9), scheduler=scheduler, number=2)
    cable(r1, "FastEthernet0/0", server, "FastEthernet0/0")
    heard: list[tuple[int, bytes]] = []

    def hear(udp: Udp, passage: object, iface: object) -> None:
        heard.append((udp.src_port, udp.payload))

    server.device.ip.udp.listen(514, hear)
    r1.run(5)
    text = r1.type("configure terminal", "logging host 192.0.2.9")
    assert text.endswith(
        "%SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 192.0.2.9 port 514 started - CLI initiated\n"
    )
    r1.run(0.5)
    r1.type("logging trap warnings", "logging facility local0")
    heard.clear()
    say(r1, "not for the server", 5)
    say(r1, "for the server", 4)
    r1.run(1)
    number = r1.device.engine("logging").sequence
    text = f"<132>{number}: *Mar  1 00:00:25.500: %TEST-4-EVENT: for the server"
    assert heard == [(514, text.encode())]
    assert "        Logging to 192.0.2.9  (udp port 514, audit disabled," in r1.type("do show logging")
    assert (parse_ipv4("192.0.2.9"), "") in r1.device.engine("logging").host_counts
    r1.type("no logging host 192.0.2.9")
    say(r1, "too late", 1)
    r1.run(1)
    assert len(heard) == 1


def test_console_interrupts_the_line_and_synchronous_brings_it_back() -> None:
    desk = Desk()
    desk.session.partial = "show ver"
    assert say(desk).endswith("Something happened\n")
    desk.type("configure terminal", "line con 0", "logging synchronous", "end")
    desk.run(1)
    desk.session.partial = "show ver"
    say(desk)
    assert desk.run(1).endswith("Something happened\nR1#show ver")


def test_configuration_comes_back_as_typed() -> None:
    lines = [
        "logging buffered 16384 informational",
        "no logging console",
        "logging monitor warnings",
        "logging trap debugging",
        "logging facility local3",
        "logging origin-id hostname",
        "logging host 192.0.2.9",
        "logging host 192.0.2.10 transport udp port 1514",
    ]
    desk = Desk("\n".join(["hostname R1", *lines]) + "\n")
    assert desk.shell.boot_output == ""
    assert sorted(desk.type("show running-config | include logging").splitlines()) == sorted(lines)


def test_lines_of_real_configurations_are_accepted(reference: Path) -> None:
    """Every `logging` and `service timestamps` line of the collected configurations, but for features not built."""
    desk = Desk()
    refused: dict[str, int] = {}
    for file in sorted(reference.glob("configs/*/*.cfg")):
        for line in file.read_text("latin-1").splitlines():
            if line.startswith(("service timestamps", "no service timestamps", "logging buffered", "logging console")):
                for parsed in desk.shell.parse(line):
                    if parsed.status == "refused":
                        refused[line] = refused.get(line, 0) + 1
    assert refused == {}


def test_messages_are_counted_by_name() -> None:
    desk = Desk()
    desk.type("configure terminal", "logging count", "end")
    desk.run(1)
    desk.type("configure terminal", "interface Loopback1", "interface Loopback2", "shutdown", "end")
    desk.run(10)
    lines = desk.type("show logging count").splitlines()
    assert lines[0] == "Facility       Message Name                     Sev Occur      Last Time" and lines[1] == "=" * 82
    assert lines[2].startswith("SYS            CONFIG_I                           5    2 *Mar  1 00:00:")
    assert "SYS TOTAL                                              2" in lines
    assert any(line.startswith("LINK           CHANGED                            5    1 *Mar") for line in lines)
    assert "    Count and timestamp logging messages: enabled" in desk.type("show logging").splitlines()


def test_rate_limit() -> None:
    desk = Desk("hostname R1\nlogging rate-limit console 2 except warnings\n")
    desk.run(1)
    desk.type("clear logging")
    desk.answer("")
    before = desk.device.engine("logging").limited  # of those at the start
    assert [bool(say(desk)) for _ in range(5)] == [True, True, False, False, False]  # on the console
    head = desk.type("show logging")
    assert f"{before + 3} messages rate-limited" in head and head.count("Something happened") == 5
    assert say(desk, severity=4)
    desk.run(2)
    assert "Something happened" in say(desk)
    desk.type("configure terminal", "logging rate-limit 1", "end")
    desk.run(2)
    for _ in range(3):
        say(desk)
    assert desk.type("show logging").count("Something happened") == 8


def test_userinfo_tells_who_became_privileged() -> None:
    desk = Desk("hostname R1\nlogging userinfo\nenable secret right\n", privilege=1)
    desk.type("enable")
    assert "%SYS-5-PRIV_AUTH_PASS: Privilege level set to 15 by unknown on console" in desk.type("right") + desk.run(1)
    desk.type("disable", "enable", "a", "b")
    assert "%SYS-5-PRIV_AUTH_FAIL: Authentication to Privilage level 15 failed by unknown on console" in desk.type("c") + desk.run(1)


def test_debugs_of_datagrams_to_a_server_are_not_sent_to_it() -> None:
    """They would make datagrams of their own, without end; the buffer has them."""
    lab = network({"R1": SYSLOG, "R2": SYSLOG.replace("10.0.0.1", "10.0.0.2")}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    lab["R1"].cli("debug ip packet")
    lab["R1"].cli("configure terminal\nend")
    lab.run(5)
    assert "10.0.0.2" in lab["R1"].cli("show logging | include sending")


SYSLOG = """\
logging buffered debugging
logging trap debugging
logging host 10.0.0.2
interface FastEthernet0/0
 ip address 10.0.0.1 255.255.255.0
 no shutdown
"""


def test_debug_output_of_an_interface_comes_behind_its_coming_up() -> None:
    lab = chain(2, "router eigrp 1\n network 10.0.0.0\n", platform="iosv")
    lab.run(20)
    lab["R1"].configure("interface Gi0/0\n shutdown")
    lab.run(10)
    lab["R1"].cli("debug eigrp packets hello")
    lab["R1"].console.take()
    lab["R1"].configure("interface Gi0/0\n no shutdown")
    lab.run(1)
    said = [line.split(": ", 1)[1] for line in lab["R1"].console.take().splitlines() if ": " in line]
    told = [line for line in said if "changed state to" in line or "Sending HELLO on Gi0/0" in line]
    assert [line.split(" ")[0] for line in told[:3]] == ["%LINK-3-UPDOWN:", "%LINEPROTO-5-UPDOWN:", "EIGRP:"]
    lab.run(10)
    assert "changed state to" not in lab["R1"].console.take()  # once
