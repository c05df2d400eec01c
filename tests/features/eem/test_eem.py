"""Applets: what sets them off, what they do at their own terminal line, how they end."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import chain, network

TUNNEL = "interface Tunnel0\n ip address 172.16.0.{0} 255.255.255.0\n tunnel source {1}\n tunnel destination {2}\n"
RUN = "No.  Job Id Proc Status   Time of Event            Event Type        Name\n"


def logged(lab: Lab, router: str = "R1", name: str = "") -> list[str]:
    """Messages of applets in the log."""
    lines = lab[router].cli("show logging").splitlines()
    return [line.partition("%HA_EM-")[2] for line in lines if "%HA_EM-" in line and name in line]


@pytest.fixture
def lab() -> Lab:
    made = chain(2, "line vty 0 4\n no login\n")
    made["R1"].configure("logging buffered 100000\n")
    made.run(10)
    return made


def test_a_tunnel_comes_back(lab: Lab) -> None:
    """The log says that it went down; the applet takes its time, then brings it up."""
    r1 = lab["R1"]
    r1.configure(TUNNEL.format(1, "10.0.12.1", "10.0.12.2"))
    lab["R2"].configure(TUNNEL.format(2, "10.0.12.2", "10.0.12.1"))
    assert r1.configure(
        "event manager environment _tunnel Tunnel0\n"
        "event manager applet BACK\n"
        ' event syslog pattern "Interface Tunnel0, changed state to administratively down"\n'
        ' action 1.0 syslog priority warnings msg "$_tunnel went down"\n'
        " action 2.0 wait 10\n"
        ' action 3.0 cli command "enable"\n'
        ' action 4.0 cli command "configure terminal"\n'
        ' action 5.0 cli command "interface $_tunnel"\n'
        ' action 6.0 cli command "no shutdown"\n'
        ' action 7.0 cli command "end"\n'
    ) == ""  # fmt: skip
    r1.configure("interface Tunnel0\n shutdown\n")
    lab.run(8)
    assert logged(lab) == ["4-LOG: BACK: Tunnel0 went down"]
    assert "administratively down" in r1.cli("show interfaces Tunnel0")
    lab.run(8)
    assert "Tunnel0 is up, line protocol is up" in r1.cli("show interfaces Tunnel0")
    assert "%SYS-5-CONFIG_I: Configured from console by  on vty0 (EEM:BACK)\n" in r1.cli("show logging")
    assert r1.cli("show event manager history events").startswith(f"{RUN}1    1      Actv success  Fri Mar 1 00:00:1")
    assert "  syslog            applet: BACK\n" in r1.cli("show event manager history events")


def test_what_is_registered_and_remembered(lab: Lab) -> None:
    r1 = lab["R1"]
    assert r1.cli("show event manager policy registered") == ""
    lines = (
        "event manager environment _b two words\nevent manager environment _a 1\n"
        "event manager session cli username somebody\n"
        "event manager applet LOGGED authorization bypass\n description looks at the log\n"
        ' event syslog occurs 2 pattern "a \\"b\\" c" period 60 maxrun 30\n'
        ' action 10.0 regexp "(a+) \\"" "$_syslog_msg" all part\n action 2.0 if $_regexp_result eq "1"\n'
        ' action 3.0  puts nonewline "$part"\n action 4.0 end\n'
        'event manager applet NIGHTLY\n event timer cron name NIGHT cron-entry "0 0 * * *"\n action 1 reload\n'
        "event manager applet TIMED\n event timer watchdog time 5\n action 1.0 increment count\n"
        "event manager applet WATCHED\n event track 1 state down\n action 1.0 track read 1\n"
        'event manager applet TYPED\n event cli pattern "^show version" sync no skip yes\n action 1.0 break\n'
        'event manager applet BYHAND\n event none sync no\n action 1.0 cli command "show clock" pattern "#"\n'
        ' action 2.0 syslog priority alerts msg "$_cli_result"\n action 3.0 string trim " a b "\n'
        ' action 4.0 foreach x "1,2" ","\n action 5.0  add $x 3\n action 6.0  continue\n action 7.0 end\n'
        " action 8.0 exit 1\n"
    )
    assert r1.configure(lines) == ""
    running = "\n".join([*r1.running_config(), ""])
    sorted_lines = lines.replace(' action 10.0 regexp "(a+) \\"" "$_syslog_msg" all part\n action 2.0 if', " action 2.0 if")
    sorted_lines = sorted_lines.replace("event manager environment _b two words\nevent manager environment _a 1\n", "")
    first = ' action 10.0 regexp "(a+) \\"" "$_syslog_msg" all part\n'
    for block in sorted_lines.split("event manager applet ")[1:]:
        block = block if not block.startswith("LOGGED") else block.replace(' action 2.0', first + ' action 2.0', 1)
        assert f"event manager applet {block}" in running
    again = network({"R1": running}, "R1:Fa0/0 R1:Fa0/1")["R1"]
    eem = [line for line in again.running_config() if line.startswith(("event", " event", " action"))]
    assert eem == [line for line in running.splitlines() if line.startswith(("event", " event", " action"))]
    assert r1.cli("show event manager environment") == (
        "No.  Name                          Value\n1    _a                            1\n"
        "2    _b                            two words\n"
    )
    shown = r1.cli("show event manager policy registered")
    assert shown.startswith(
        "No.  Class     Type    Event Type          Trap  Time Registered           Name\n"
        "1    applet    user    syslog              Off   Fri Mar 1 00:00:10 2002   LOGGED\n"
        ' pattern {a "b" c} occurs 2 period 60.000\n maxrun 30.000\n action 10.0 regexp'
    )
    for line in (" name {NIGHT} cron entry {0 0 * * *}", " time 5.000", " track 1 state down", " maxrun 20.000",
                 " pattern {^show version} sync {no} skip {yes}", " policyname {BYHAND} sync {no}"):  # fmt: skip
        assert f"{line}\n" in shown
    for name in ("NIGHTLY", "TIMED", "WATCHED", "TYPED", "BYHAND"):
        r1.configure(f"no event manager applet {name}\n")
    r1.configure("event manager applet LOGGED\n no action 10.0\n no description\n no event\n")
    r1.configure("no event manager environment _a\nno event manager session cli username\n")
    assert r1.cli("show event manager policy registered") == ""
    running = "\n".join(r1.running_config())
    assert "_a" not in running and "action 10.0" not in running and " event " not in running
    lab.run(1)
    assert logged(lab)[-1] == "4-FMPD_NO_EVENT: No event configured for applet LOGGED"


@pytest.mark.parametrize(
    "line",
    [
        ' event syslog pattern "not closed', ' event syslog pattern "(("', ' event cli pattern "x" sync maybe',
        ' event timer cron cron-entry "61 * * * *"', " event timer watchdog time soon", ' action 1 cli command "a" "b"',
        ' action 1 regexp "(" "$x"', ' action 1 if $x like "y"', " action 1 wait", ' action 1 cli comand "x"',
    ],
)  # fmt: skip
def test_what_is_refused(lab: Lab, line: str) -> None:
    r1 = lab["R1"]
    assert "% In" in r1.configure(f"event manager applet A\n{line}\n")
    assert r1.configure("event manager applet A\n event cli pattern x\n") == "% Incomplete command.\n\n"
    assert " event" not in "\n".join(r1.running_config()).partition("event manager")[2]


def test_an_applet_watches_an_object(lab: Lab) -> None:
    r1 = lab["R1"]
    assert r1.configure(
        "track 1 interface FastEthernet0/0 line-protocol\n"
        "event manager applet DOWN\n event track 1 state down\n"
        ' action 1.0 cli command "enable"\n action 2.0 cli command "configure terminal"\n'
        ' action 3.0 cli command "ip route 10.9.9.0 255.255.255.0 Null0"\n'
        ' action 4.0 syslog msg "object $_track_number is $_track_state"\n'
        "event manager applet UP\n event track 1 state up\n"
        ' action 1.0 cli command "enable"\n action 2.0 cli command "configure terminal"\n'
        ' action 3.0 cli command "no ip route 10.9.9.0 255.255.255.0 Null0"\n'
    ) == ""  # fmt: skip
    lab["R2"].configure("interface FastEthernet0/1\n shutdown\n")
    lab.links[next(iter(lab.links))].cut()
    lab.run(10)
    assert "10.9.9.0" in r1.cli("show ip route static")
    assert logged(lab)[-1] == "6-LOG: DOWN: object 1 is down"
    lab.links[next(iter(lab.links))].repair()
    lab["R2"].configure("interface FastEthernet0/1\n no shutdown\n")
    lab.run(10)
    assert "10.9.9.0" not in r1.cli("show ip route static")


def test_it_takes_a_virtual_line(lab: Lab) -> None:
    """While it waits it is listed; where all lines are taken it cannot begin."""
    r1 = lab["R1"]
    r1.configure(
        'event manager applet SLOW\n event none sync no\n action 1.0 cli command "enable"\n action 2.0 wait 5\n'
        ' action 3.0 cli command "show clock"\n'
    )
    r1.cli("event manager run SLOW")
    lab.run(1)
    assert "   2 vty 0                idle                 00:00:0" in r1.cli("show users")
    assert "EEM:SLOW\n" in r1.cli("show users")
    lab.run(10)
    assert "vty 0" not in r1.cli("show users")
    for _ in range(5):
        r1.cli("event manager run SLOW")
    lab.run(1)
    r1.cli("event manager run SLOW")
    lab.run(1)
    assert logged(lab) == [
        "3-FMPD_CLI_CONNECT: Unable to establish CLI session: no tty lines available, minimum of 2 required by EEM",
        "3-FMPD_ERROR: Error executing applet SLOW statement 1.0",
    ]
    assert r1.cli("show event manager history events").count("abort") == 1
    lab.run(10)
    assert r1.cli("show event manager history events").count("success") == 6


def test_the_terminal_that_runs_it_waits_and_sees_what_it_puts(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure(
        "event manager applet SUM\n event none\n action 1.0 set i 0\n action 1.1 set total 0\n"
        " action 2.0 while $i lt $_none_arg1\n action 3.0 increment i\n action 3.1 if $i eq 2\n action 3.2 continue\n"
        " action 3.3 elseif $i eq 5\n action 3.4 break\n action 3.5 else\n action 3.6 append seen \"$i \"\n"
        " action 3.7 end\n action 4.0 add $total $i\n action 4.1 set total $_result\n action 5.0 end\n"
        ' action 6.0 puts "sum $total of $seen"\n'
        ' action 7.0 foreach word "b c"\n action 7.1 string toupper "$word"\n'
        ' action 7.2 puts nonewline "$_string_result;"\n action 7.3 end\n action 8.0 puts ""\n action 9.0 puts "$nothing"\n'
    )
    assert r1.cli("event manager run SUM 9").startswith("sum 8 of 1 3 4 \nB;C;\n*Mar")
    assert r1.cli("event manager run NONE") == "EEM policy NONE not registered with event none Event Detector\n"
    assert logged(lab) == [
        "3-FMPD_UNKNOWN_ENV: fh_parse_var: could not find environment variable: nothing",
        "3-FMPD_ERROR: Error executing applet SUM statement 9.0",
    ]


@pytest.mark.parametrize(
    ("actions", "label"),
    [
        (" action 1 else\n", "1"), (" action 1 end\n", "1"), (" action 1 while 1 eq 2\n", "1"), (" action 1 break\n", "1"),
        (" action 1 divide 4 0\n", "1"), (" action 1 increment no\n", "1"), (" action 1 if 1 eq 1 goto 7\n", "1"),
        (" action 1 track read 9\n", "1"), (' action 1 cli command "exit"\n action 2 cli command "x"\n', "2"),
        (' action 1 string index "abc" "x"\n', "1"),
    ],
)  # fmt: skip
def test_an_action_that_cannot_be_carried_out_ends_it(lab: Lab, actions: str, label: str) -> None:
    r1 = lab["R1"]
    r1.configure(f"event manager applet A\n event none\n{actions} action 9 puts \"on\"\n")
    assert "on\n" not in r1.cli("event manager run A")
    assert logged(lab)[-1] == f"3-FMPD_ERROR: Error executing applet A statement {label}"


def test_questions_and_the_longest_time(lab: Lab) -> None:
    """A command that asks something goes on where its question was expected; else the applet's time runs out."""
    r1 = lab["R1"]
    r1.configure(
        'event manager applet GOOD\n event none sync no\n action 1 cli command "enable"\n'
        ' action 2 cli command "clear counters" pattern "confirm"\n action 3 cli command "y"\n'
        ' action 4 syslog msg "cleared"\n'
        'event manager applet STUCK\n event none sync no maxrun 30\n action 1 cli command "enable"\n'
        ' action 2 cli command "clear counters"\n action 3 syslog msg "never"\n'
    )
    r1.cli("event manager run GOOD")
    r1.cli("event manager run STUCK")
    lab.run(5)
    assert "%CLEAR-5-COUNTERS: Clear counter on all interfaces by  on vty0 (EEM:GOOD)\n" in r1.cli("show logging")
    assert logged(lab) == ["6-LOG: GOOD: cleared"]
    assert "EEM:STUCK" in r1.cli("show users")
    lab.run(30)
    assert logged(lab)[1:] == ["6-LOG: STUCK: Process Forced Exit- MAXRUN timer expired."]
    assert "EEM:STUCK" not in r1.cli("show users")


def test_commands_that_are_typed(lab: Lab) -> None:
    """An applet goes ahead of a command, and may hold it back; it follows it, or stands in its place."""
    r1 = lab["R1"]
    r1.configure(
        'event manager applet NOT\n event cli pattern "^configure terminal" sync yes\n'
        ' action 1 if $_cli_privilege eq 15\n action 2 puts "not now"\n action 3 end\n action 4 set _exit_status 0\n'
        'event manager applet BEFORE\n event cli pattern "show privilege" sync yes\n action 1 puts "first"\n action 2 exit 1\n'
        'event manager applet AFTER\n event cli pattern "show clock" sync no skip no\n action 1 syslog msg "$_cli_msg"\n'
        'event manager applet INSTEAD\n event cli pattern "show history" sync no skip yes\n action 1 syslog msg "hidden"\n'
    )
    assert r1.cli("conf t") == "not now\n" and r1.console.session.config is None
    assert r1.cli("sh privil") == "first\nCurrent privilege level is 15\n"
    assert "UTC" in r1.cli("sh clo")
    assert r1.cli("show history") == ""
    lab.run(1)
    assert logged(lab) == ["6-LOG: AFTER: show clock", "6-LOG: INSTEAD: hidden"]
    r1.configure("no event manager applet NOT\n")
    r1.configure('event manager applet LINE\n event cli pattern "^shutdown" sync no skip yes\n action 1 syslog msg "no"\n')
    for line in ("configure terminal", "interface FastEthernet0/0", "shut", "end"):
        r1.console.session.feed_line(line)
    assert "shutdown" not in "\n".join(r1.running_config()).partition("interface FastEthernet0/0\n")[2].partition("!")[0]


def test_applets_that_set_themselves_off(lab: Lab) -> None:
    """They go on as long as they stand, and take their time: ten a second."""
    r1 = lab["R1"]
    r1.configure(
        'event manager applet PING\n event syslog pattern "LOG: P.NG: (tick|start)"\n action 1 syslog msg "tick"\n'
        'event manager applet START\n event none\n action 1 syslog msg "PONG: LOG: PING: start"\n'
        "event manager applet SPIN\n event none sync no\n action 1 while 1 eq 1\n action 2 end\n"
    )
    r1.cli("event manager run START")
    r1.cli("event manager run SPIN")
    assert lab.settle(600) is not None
    before = r1.device.engine("eem").jobs
    lab.run(60)
    assert 500 < r1.device.engine("eem").jobs - before < 700
    r1.configure("no event manager applet PING\n")
    lab.run(1)
    jobs = r1.device.engine("eem").jobs
    lab.run(60)
    assert r1.device.engine("eem").jobs == jobs
    assert "6-LOG: SPIN: Process Forced Exit- MAXRUN timer expired." in logged(lab)


def test_timers(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure(
        'event manager applet EVERY\n event timer watchdog time 10\n action 1 syslog msg "every"\n'
        'event manager applet ONCE\n event timer countdown time 15\n action 1 syslog msg "once $_timer_type"\n'
        'event manager applet AT\n event timer cron cron-entry "2-4/2 * * * *"\n action 1 syslog msg "minute"\n'
    )
    lab.run(300.5)
    said = logged(lab)
    assert said.count("6-LOG: EVERY: every") == 30 and said.count("6-LOG: ONCE: once countdown") == 1
    assert said.count("6-LOG: AT: minute") == 2
    stamped = [line for line in r1.cli("show logging").splitlines() if "minute" in line]
    assert ["00:02:00.0" in stamped[0], "00:04:00.0" in stamped[1]] == [True, True]
    now = int(r1.device.engine("clock").utc().timestamp())
    r1.configure(
        f'event manager applet THEN\n event timer absolute time {now + 30}\n action 1 syslog msg "then"\n'
        "no event manager applet EVERY\n"
    )
    lab.run(29)
    assert "6-LOG: THEN: then" not in logged(lab)
    lab.run(3)
    assert logged(lab)[-1] == "6-LOG: THEN: then"


def test_occurrences_in_a_while(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure(
        'event manager applet TWICE\n event syslog occurs 2 pattern "tick" period 30\n action 1 syslog msg "twice"\n'
        'event manager applet TICK\n event none\n action 1 syslog priority errors msg "tick"\n'
        'event manager applet SERIOUS\n event syslog priority errors pattern "tick"\n action 1 syslog msg "serious"\n'
    )
    for pause in (40, 20, 1):
        r1.cli("event manager run TICK")
        lab.run(pause)
    assert logged(lab, name="TWICE") == ["6-LOG: TWICE: twice"]
    assert len(logged(lab, name="SERIOUS")) == 3


def test_a_lab_is_saved_while_an_applet_waits(lab: Lab) -> None:
    """It goes on where it was restored, with what it knew and its line."""
    r1 = lab["R1"]
    r1.configure(
        'event manager applet SLOW\n event none sync no\n action 1 cli command "enable"\n'
        ' action 2 cli command "show version"\n action 3 set x "kept"\n action 4 wait 15\n'
        ' action 5 cli command "configure terminal"\n action 6 cli command "interface Loopback9"\n'
        ' action 7 syslog msg "$x"\n'
    )
    r1.cli("event manager run SLOW")
    lab.run(5)
    again = Lab.restore(lab.checkpoint())
    for each in (lab, again):
        each.run(15)
        assert logged(each) == ["6-LOG: SLOW: kept"]
        assert "Loopback9" in each["R1"].cli("show ip interface brief")
        assert "EEM" not in each["R1"].cli("show users")


def test_a_reload_ends_it_and_registers_what_was_saved(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure(
        'event manager applet SLOW\n event none sync no\n action 1 cli command "enable"\n action 2 wait 15\n'
        ' action 3 syslog msg "never"\n'
        "event manager applet AGAIN\n event none\n action 1 reload\n"
    )
    r1.cli("write memory")
    r1.cli("event manager run SLOW")
    lab.run(1)
    r1.cli("event manager run AGAIN")
    lab.run(60)
    assert r1.cli("show event manager policy registered").count("applet    user") == 2
    assert logged(lab) == [] and r1.cli("show event manager history events") == ""
    r1.cli("event manager run SLOW")
    lab.run(20)
    assert "success" in r1.cli("show event manager history events")


def test_debug_tells_each_command(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure(
        'event manager applet DBG\n event none sync no\n action 1 cli command "en"\n action 2 cli command "configure t"\n'
        ' action 3 cli command "nonsense"\n'
    )
    assert r1.cli("debug event manager action cli") == "Debug EEM action cli debugging is on\n"
    r1.cli("event manager run DBG")
    lab.run(1)
    told = [line.removeprefix("6-LOG: DBG : DEBUG(cli_lib) : : ") for line in logged(lab)]
    assert told == [
        "CTL : cli_open called.", "OUT : R1>", "IN  : R1>en", "OUT : R1#", "IN  : R1#configure t",
        "OUT : Enter configuration commands, one per line.  End with CNTL/Z.", "OUT : R1(config)#",
        "IN  : R1(config)#nonsense", "OUT :              ^", "OUT : % Invalid input detected at '^' marker.", "OUT : ",
        "OUT : R1(config)#", "CTL : cli_close called.",
    ]  # fmt: skip
    assert r1.cli("no debug event manager action cli") == "Debug EEM action cli debugging is off\n"


def test_it_is_registered_when_its_mode_is_left(lab: Lab) -> None:
    r1 = lab["R1"]
    for line in ("configure terminal", "event manager applet A", "event timer watchdog time 1", 'action 1 syslog msg "one"'):
        r1.console.session.feed_line(line)
    lab.run(5)
    assert logged(lab) == []
    r1.console.session.feed_line("end")
    lab.run(2)
    assert logged(lab)[0] == "6-LOG: A: one"


def test_a_policy_on_a_spoke_that_has_registered() -> None:
    """The spoke of a DMVPN gets its policy when the server knows it, and loses it with the server."""
    lab = Lab.load("dmvpn-phase1-eigrp")
    spoke = next(node for node in lab if "nhrp nhs" in " ".join(node.running_config()))
    assert spoke.configure(
        "logging dmvpn\nlogging buffered 100000\n"
        "policy-map SPOKE\n class class-default\n  shape average 2000000\n"
        'event manager applet REGISTERED\n event syslog pattern "DMVPN-5-NHRP_NHS_UP"\n'
        ' action 1.0 regexp "(Tunnel[0-9]+): Next" "$_syslog_msg" all tunnel\n'
        ' action 2.0 cli command "enable"\n action 3.0 cli command "configure terminal"\n'
        ' action 4.0 cli command "interface $tunnel"\n action 5.0 cli command "service-policy output SPOKE"\n'
        ' action 6.0 cli command "end"\n'
        'event manager applet LOST\n event syslog pattern "DMVPN-5-NHRP_NHS_DOWN: (Tunnel[0-9]+)"\n'
        ' action 1.0 regexp "(Tunnel[0-9]+): Next" "$_syslog_msg" all tunnel\n'
        ' action 2.0 cli command "enable"\n action 3.0 cli command "configure terminal"\n'
        ' action 4.0 cli command "interface $tunnel"\n action 5.0 cli command "no service-policy output SPOKE"\n'
    ) == ""
    tunnel = next(line for line in spoke.running_config() if line.startswith("interface Tunnel"))
    block = "\n".join(spoke.device.shell.running_block(tunnel))
    assert "service-policy" not in block
    lab.run(120)
    block = "\n".join(spoke.device.shell.running_block(tunnel))
    assert " service-policy output SPOKE" in block
    spoke.configure(f"{tunnel}\n shutdown\n")
    lab.run(30)
    spoke.configure(f"{tunnel}\n no shutdown\n")
    lab.run(120)
    assert logged(lab, spoke.device.node) == []
    assert "LOST" in spoke.cli("show event manager history events")
    block = "\n".join(spoke.device.shell.running_block(tunnel))
    assert " service-policy output SPOKE" in block
