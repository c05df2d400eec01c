"""Sitting at `iosemu run` on a real terminal: keys, pager, panes, log lines while typing, commands of the lab."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs pseudo terminals")

from tests.console.terminal_user import User

SETTLED = r"changed state to up$.*×1$"


def at(two: Path, *arguments: str, columns: int = 80, rows: int = 24) -> User:
    """In front of the window, the lab in its usual pace."""
    return User("run", str(two), *arguments, columns=columns, rows=rows, runtime=two)


def test_an_evening_at_the_console(two: Path) -> None:
    with at(two, "--node", "R1", rows=30) as user:
        user.shows(SETTLED)
        user.golden("first")
        user.type("/speed 10\r\r")
        user.shows(r"R1>$")
        user.type("enable\r")
        user.shows("R1#$")

        # help without Enter, also after a part of a word; Tab; the line is there again each time
        user.type("sh clo?")
        user.shows(r"^R1#sh clo\?\nclock\n\nR1#sh clo$")
        user.type("\t")
        user.shows(r"^R1#sh clo\nR1#sh clock$")
        user.type("\r")
        user.shows(r"^R1#sh clock\n\*00:\d\d:.*^R1#$")

        # the pager: a page, a search, the end
        user.type("show running-config\r")
        user.shows(" --More-- $| --More--$")
        user.type("/FastEthernet0/1\r")
        user.shows(r"^/FastEthernet0/1\ninterface FastEthernet0/1$")
        user.type("q")
        user.shows(r"R1#$")

        # Ctrl-Shift-6 stops a ping that nobody answers
        user.type("ping 10.0.0.99 repeat 1000\r")
        user.shows(r"timeout is 2 seconds:\n\.")
        user.type("\x1e")
        user.shows(r"Success rate is 0 percent \(0/\d+\)\nR1#$")

        # Ctrl-Z and Ctrl-C leave configuration; history brings lines back; the cursor moves within the line
        user.type("configure terminal\rinterface loopback 7\r")
        user.shows(r"Interface Loopback7,\s+changed state to up\nR1\(config-if\)#$")
        user.type("\x1a")
        user.shows(r"\^Z\n.*%SYS-5-CONFIG_I: Configured from console by console\n(R1#)?\n?R1#$")
        user.type("\x1b[A\x1b[A")
        user.shows(r"^R1#configure terminal$")
        user.type("\x01\x1b[C")
        user.type("\x03")
        user.shows(r"configure terminal\nR1#$")
        user.type("/quit\r")
        user.shows(r"^Configuration changed and not written: R1\nLeave all the same\? \[no\]:$")
        user.golden("quit")
        user.type("yes\r")
        assert user.ended() == 0


def test_panes(two: Path) -> None:
    """Two routers side by side; marks at those that nobody sees; what has gone by; names follow the keys."""
    with at(two, "--cold", columns=100, rows=16) as user:
        user.shows("started!")
        user.type("\r/speed 0\r")
        user.shows("paused")
        user.type("\x1d2")
        user.shows(r"^ 1 R1  2 R2 .*\Z")
        user.type("\r/speed 20\r")
        user.shows(r"^ 1 R1\*  2 R2 ")  # it has something to say, elsewhere
        user.shows(r"administratively\s+down$")
        user.type("/pause\r")
        user.shows("paused")
        user.type("\x1dt")
        user.shows(r"^ R1 .*│ R2$")
        user.golden("two panes")
        user.type("\x1dw")
        user.type("show privilege\r")
        user.shows(r"^Current privilege level is 1 *│")
        user.type("\x1b[5~")
        user.shows(r"R1  \(\d+ rows back\)")
        user.type("\x1b[6~")
        user.shows(r"^ R1  +│")
        user.type("\x1do\x1d2")
        user.shows(r"^\*Mar")
        user.type("\x1d?")
        user.shows(r"Ctrl-\] o, t, f +one pane, two, four$")
        user.resize(60, 12)
        user.shows(r"two  00:0\d:\d\d  paused\Z")


def test_log_lines_while_typing(two: Path) -> None:
    """`logging synchronous`: the unfinished line comes back beneath the message, the cursor where it was."""
    with at(two) as user:
        user.shows(SETTLED)
        user.type("\x1d2\r/speed 10\r/cut R1 R2\r\x1d1\rshow clo\x02")  # R1's interface goes down two seconds later
        user.shows(r"changed state to down\nR1>show clo$")
        user.shows(r"%LINEPROTO-5-UPDOWN: .* changed state to down\nR1>show clo$")
        assert user.screen.cursor.x == len("R1>show cl")
        user.shows(r"×10  1 cut$")
        user.type("L\x05k\r")
        user.shows(r"^R1>show clLok\n +\^\n% Invalid input")


def test_commands_of_the_lab(two: Path) -> None:
    with at(two, "--cold") as user:
        user.shows("started!")
        user.type("/pause\r")  # also before anybody has pressed RETURN
        user.shows("time stands still; /pause lets it go on")
        user.type("\r/nodes\r")
        user.shows(r"^R1>/nodes\n\* R1  c7200  .*\n  R2  c7200  .*\ntwo  00:00:00  speed 0\nR1>$")
        user.type("/advance 1h\r")  # the line has timed out meanwhile
        user.shows(r"^Press RETURN to get started\.$.*^two  01:00:00  speed 0$")
        user.type("/advance 300d\rshow clock\r")
        user.shows("ahead")
        user.type("\x03")  # enough: what was typed ahead is forgotten, too
        user.shows(r"^two  .*speed 0$.*paused\Z")
        assert "show clock" not in user.text
        user.type("/attach r2\r")
        user.shows(r"2 R2  .*paused\Z")
        user.type("\x1dq")
        assert user.ended() == 0


def test_exit_and_typing_ahead(two: Path) -> None:
    with at(two) as user:
        user.shows(SETTLED)
        user.type("\r/speed 10\rping 10.0.0.2\rshow clock\r")
        text = user.shows(r"UTC [^\n]*\nR1>$")
        assert text.index("Success rate is") < text.index("R1>show clock")
        user.type("exit\r")
        user.shows(r"R1 con0 is now available\n+Press RETURN to get started\.$")
        user.type("\r")
        user.shows("R1>$")


def test_a_narrow_pane_scrolls_the_line(two: Path) -> None:
    with at(two, columns=80) as user:
        user.shows(SETTLED)
        user.type("\x1dt\r")
        user.shows(r"R1>")
        user.type("x" * 45)
        user.shows(r"^R1>\$x{20,36} +│")


def test_pings_inside_tclsh(two: Path) -> None:
    """A question that comes when a command of a script has ended takes keys."""
    with at(two, "--node", "R1") as user:
        user.shows(SETTLED)
        user.type("\renable\rtclsh\r")
        user.shows(r"^R1\(tcl\)#$")
        user.type("foreach VAR { 10.0.0.1 } { ping $VAR repeat 2 }\r")
        user.shows(r"Success rate.*^R1\(tcl\)#$")
        user.type("puts hello\rtclquit\r")
        user.shows(r"^hello$.*^R1#$")


def test_a_transcript_a_router(two: Path) -> None:
    with at(two, "--log", str(two / "log")) as user:
        user.shows(SETTLED)
        user.type("\rena\t\rshow run\r")
        user.shows("--More--")
        user.type("q")
        user.shows("R1#$")
        user.type("/links\r/quit\r")
        assert user.ended() == 0
    lines = (two / "log" / "R1.log").read_text().split("\n")
    assert re.match(rf"! lab {re.escape(str(two))}/lab.yaml seed \d+$", lines[0])
    assert re.match(r"! at \d+\.\d+$", lines[lines.index("R1#show run") - 1])
    assert "R1#show run" in lines and " --More--" not in lines and "\x1b" not in "".join(lines)
    told = [line for line in lines if not line.startswith("! at ")]
    assert told[-5:-2] == ["R1#/links", "R1:FastEthernet0/0  --  R2:FastEthernet0/0  5 ms    up", "R1#/quit"]
    assert re.search(r"^\*Mar .*%LINK-3-UPDOWN", (two / "log" / "R2.log").read_text(), re.MULTILINE)


def test_attaching_from_other_terminals(two: Path) -> None:
    """Two more terminals at a console of the lab: all see the same, and the lab's end is theirs."""
    with at(two) as owner:
        owner.shows(SETTLED)
        with User("attach", "nowhere", runtime=two, columns=100) as lost:
            lost.shows(r'^iosemu: no lab "nowhere" runs here \(iosemu run nowhere starts it\); running: two$')
            assert lost.ended() == 1
        with User("attach", "two", "R2", runtime=two) as one, User("attach", str(two), "R2", runtime=two) as other:
            one.shows("Press RETURN")
            other.shows("Press RETURN")
            one.type("\rena")
            other.shows(r"^R2>ena$")
            other.type("\t\r")
            one.shows(r"^R2#$")
            one.type("/cut R1 R2\r")
            other.shows(r"is cut$")
            owner.shows("1 cut")
            other.type("\x1d1")
            other.shows("^R1$.*Press RETURN")
            other.type("\x1dq")
            assert other.ended() == 0
            with at(two, "--cold") as twin:
                twin.shows("×1")
                with User("attach", "two", runtime=two, columns=200) as lost:
                    lost.shows(r'^iosemu: lab "two" runs 2 times \(processes \d+, \d+\): name its control socket in ')
                    assert lost.ended() == 1
                twin.type("/quit\r")
                assert twin.ended() == 0
            owner.type("\r/quit\r")
            one.shows(r"^iosemu: the lab has ended")
            assert (owner.ended(), one.ended()) == (0, 0)
        assert list((two / "iosemu").iterdir()) == []
