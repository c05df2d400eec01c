"""Sitting at `iosemu run` on a real terminal: keys, pager, log lines while typing, the lab's own commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs pseudo terminals")

from tests.console.terminal_user import User


def test_an_evening_at_the_console(two: Path) -> None:
    with User("run", str(two), "--node", "R1") as user:
        user.expect(r"two: R1 R2\.  This is R1; Ctrl-\] for the lab's commands\.")
        user.expect(r"Press RETURN to get started!\n\n\n")
        user.expect(r"%LINEPROTO-5-UPDOWN: Line protocol on Interface FastEthernet0/0, changed state to up\n")
        user.type("\r")
        user.expect(r"R1>$")
        user.do("enable", "R1#$")

        # help without Enter, also after a part of a word; Tab; the line is there again each time
        user.type("sh clo?")
        assert user.expect(r"R1#sh clo$") == "sh clo?\nclock  \n\nR1#sh clo"
        user.type("\t")
        assert user.expect("clock $") == "\nR1#sh clock "
        assert "*00:00:" in user.do("", "R1#$")

        # the pager: a page, a line, the end
        user.type("show running-config\r")
        assert user.expect(" --More-- $").count("\n") == 24
        user.type("\r")
        assert user.expect(" --More-- $").count("\n") == 1
        user.type("q")
        user.expect("R1#$")

        # Ctrl-Shift-6 stops a ping that nobody answers
        user.type("ping 10.0.0.99 repeat 1000\r")
        user.expect(r"timeout is 2 seconds:\n\.")
        user.type("\x1e")
        user.expect(r"Success rate is 0 percent \(0/\d+\)\nR1#$")

        # Ctrl-Z and Ctrl-C leave configuration; history brings lines back
        user.do("configure terminal", r"R1\(config\)#$")
        user.do("interface loopback 7", r"R1\(config-if\)#$")
        user.type("\x1a")
        user.expect(r"\^Z\n.*%SYS-5-CONFIG_I: Configured from console by console\n.*R1#$")
        user.type("\x1b[A\x1b[A")
        user.expect(r"configure terminal$")
        user.type("\x03")
        user.expect(r"\nR1#$")


def test_log_lines_while_typing(two: Path) -> None:
    """`logging synchronous`: the unfinished line comes back beneath the message."""
    with User("run", str(two)) as user:
        user.expect(r"changed state to up\n.*changed state to up\n")
        user.type("\r")
        user.expect("R1>$")
        user.type("show clo\x02")
        user.expect("show clo\x08$")
        user.type("\x1d")
        user.expect("lab> $")
        user.type("cut R1 R2\r")
        user.expect("is cut\nlab> $")
        user.type("\r")
        user.expect(r"%LINK-3-UPDOWN: Interface FastEthernet0/0, changed state to down\nR1>show clo")
        user.expect(r"%LINEPROTO-5-UPDOWN: .* changed state to down\nR1>show clo\x08$")
        user.type("L\x05k\r")
        assert "% Invalid input" in user.expect("R1>$")


def test_the_lab_menu(two: Path) -> None:
    with User("run", str(two), "--cold") as user:
        user.expect("started!")
        user.type("\x1d")
        assert "two  00:00:0" in user.expect("lab> $")
        user.type("nodes\r")
        nodes = user.expect("lab> $")
        assert "* R1  c7200" in nodes
        assert "  R2  c7200" in nodes
        user.type("sped 5\r")
        assert 'no command and no router' in user.expect("lab> $")
        user.type("speed 0\r")
        assert "speed 0" in user.expect("lab> $")
        user.type("advance 1h\r")  # its prompt comes back when the hour is over
        assert re.search(r"advance 1h\ntwo  01:00:0\d  speed 0\nlab> $", user.expect("lab> $"))
        user.type("advance 300d\rnodes\r")
        user.type("\x03")  # enough: what was typed ahead is forgotten, too
        user.expect(r"speed 0\nlab> $")
        user.type("r2\r")
        user.expect("R2\n.*started!")
        user.type("\r")
        user.expect("R2>$")
        user.type("\x1dquit\r")
        user.expect("lab> quit")
        assert user.ended() == 0


def test_exit_and_back(two: Path) -> None:
    with User("run", str(two)) as user:
        user.expect("started!")
        user.type("\r")
        user.expect("R1>$")
        user.do("exit", r"R1 con0 is now available\n+Press RETURN to get started\.\n\n\n$")
        user.type("\r")
        user.expect("R1>$")


def test_typing_ahead_waits_for_the_ping(two: Path) -> None:
    with User("run", str(two)) as user:
        user.expect("started!")
        user.type("\r")
        user.expect("R1>$")
        user.type("ping 10.0.0.2\rshow clock\r")
        text = user.expect(r"UTC [^\n]*\nR1>$")
        assert text.index("Success rate is") < text.index("R1>show clock")


def test_a_narrow_terminal_scrolls_the_line(two: Path) -> None:
    with User("run", str(two), columns=40) as user:
        user.expect("started!")
        user.type("\r")
        user.expect("R1>$")
        user.type("x" * 45)
        user.expect(r"\x08\$x+")


def test_pings_inside_tclsh(two: Path) -> None:
    """A question that comes when a command of a script has ended takes keys."""
    with User("run", str(two), "--node", "R1") as user:
        user.expect("Press RETURN")
        user.type("\r")
        user.expect("R1>")
        user.type("enable\r")
        user.expect("R1#")
        user.type("tclsh\r")
        user.expect(r"R1\(tcl\)#")
        user.type("foreach VAR { 10.0.0.1 } { ping $VAR repeat 2 }\r")
        user.expect(r"Success rate.*R1\(tcl\)#")
        user.type("puts hello\r")
        user.expect(r"hello.*R1\(tcl\)#")
        user.type("tclquit\r")
        user.expect("R1#")
