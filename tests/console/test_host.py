"""Streams that are closed or full, locales, signals: one line, nothing left behind."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time

import pytest

from iosemu.console import host

COMMAND = [sys.executable, "-m", "iosemu"]
SHOW = "exec dmvpn-ipsec R6 'show version | include uptime'"


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", line.replace("iosemu", f"{sys.executable} -m iosemu", 1)],
        capture_output=True, timeout=120, env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"iosemu {SHOW} >/dev/full", "iosemu: standard output: No space left on device\n"),
        (f"iosemu {SHOW} >&-", "iosemu: standard output is closed; nothing could be shown\n"),
        ("iosemu run dmvpn-ipsec <&-", "iosemu: standard input is closed; nothing could be typed\n"),
        (f"iosemu {SHOW} --after 99999999999d", 'iosemu: "99999999999d" is too long; 365d is the most\n'),
        (f"iosemu {SHOW} --pcap /dev/full", "iosemu: /dev/full: is no folder\n"),
        ("iosemu parse /dev/zero", "iosemu: /dev/zero: is larger than 16 MB\n"),
        ("iosemu run dmvpn-ipsec --cold </dev/zero", "iosemu: standard input: a line is longer than 16 million characters\n"),
    ],
)
def test_one_line(line: str, said: str) -> None:
    done = shell(line)
    assert (done.stderr.decode(), done.returncode) == (said, 1)


def test_standard_error_may_be_closed() -> None:
    done = shell(f"iosemu {SHOW} 2>&-")
    assert done.returncode == 0 and b"uptime" in done.stdout


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_any_locale(environment: dict[str, str]) -> None:
    done = shell("iosemu exec dmvpn-ipsec R6 'conf t' 'int lo0' 'description café' end 'show run int lo0'", **environment)
    assert done.returncode == 0 and done.stderr == b""
    assert b" description caf" in done.stdout


def test_bytes_that_are_no_text_and_a_very_long_line_are_typed() -> None:
    lines = b"enable\nshow \xe9\xff\n" + b"x" * 1_000_000 + b"\nshow version | include uptime\n"
    done = subprocess.run([*COMMAND, "run", "dmvpn-ipsec", "--cold"], input=lines, capture_output=True, timeout=120)
    assert done.returncode == 0 and done.stderr == b""
    assert done.stdout.count(b"% Line is longer than 4096 characters") == 1
    assert b"R1 uptime is" in done.stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_signals_leave_the_terminal_as_it_was(number: signal.Signals) -> None:
    user, terminal = pty.openpty()
    before = termios.tcgetattr(terminal)
    process = subprocess.Popen(
        [*COMMAND, "run", "dmvpn-ipsec", "--cold"], stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # whoever runs the suite may ignore it (nohup, &)
    )  # fmt: skip
    seen = b""
    end = time.monotonic() + 60  # only as a way out: what is waited for is raw mode
    while termios.tcgetattr(terminal) == before and time.monotonic() < end:
        if select.select([user], [], [], 0.05)[0]:
            seen += os.read(user, 65536)
    assert termios.tcgetattr(terminal) != before
    process.send_signal(number)
    while process.poll() is None and time.monotonic() < end:
        if select.select([user], [], [], 0.05)[0]:
            seen += os.read(user, 65536)
    assert process.wait(5) == 128 + number
    assert termios.tcgetattr(terminal) == before
    assert b"Traceback" not in seen
    os.close(user)
    os.close(terminal)


def test_a_terminal_gets_no_control_sequence_of_a_router() -> None:
    """A banner may set colours; it sets no title of the window, clears no screen, and asks the terminal nothing."""
    banner = "\x1b]0;pwned\x07\x1b[2Jwel\x1b[31mco\x1b[0mme\x9b6n\x1bc \x1b[6n\r\nR1>\b"
    assert host.harmless(banner) == "]0;pwnedwel\x1b[31mco\x1b[0mme6nc \r\nR1>\b"
