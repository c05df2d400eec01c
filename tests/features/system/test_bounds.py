"""Nothing that is typed makes the process hang or grow: each has a bound in steps or memory, and a line that says so."""

from __future__ import annotations

import pytest

from iosemu.cli.limits import LONGEST_LINE, TOO_LONG
from iosemu.features.interface.config import MOST
from iosemu.lab import node
from iosemu.lab.errors import LabError
from tests.features.wired import chain


@pytest.mark.parametrize(
    "line", ["description ", "description \t", "ip address ", "no ", "do show ", "x", "banner motd #", "!"]
)
def test_a_line_has_a_longest_length(line: str) -> None:
    lab = chain(1)
    said = lab["R1"].configure("interface Loopback0\n" + line + "x" * LONGEST_LINE + "\n")
    assert said == ("" if line == "!" else TOO_LONG + "\n")
    assert "xxx" not in "\n".join(lab["R1"].running_config())


def test_a_long_line_in_exec_in_a_banner_and_at_a_question() -> None:
    lab = chain(1)
    r1 = lab["R1"]
    long = "x" * (LONGEST_LINE + 1)
    assert r1.cli(long) == TOO_LONG + "\n"
    assert r1.cli(f"conf t\nbanner motd #\n{long}\nshort\n#\nend").count(TOO_LONG) == 1
    assert "short" in "\n".join(r1.running_config()) and "xxx" not in "\n".join(r1.running_config())
    assert TOO_LONG in r1.cli("tclsh", long, "tclquit")


@pytest.mark.parametrize("base", ["match tag {}", "match tag {} x", "match ip address {}", "no {}", "default {}"])
def test_as_many_words_as_a_line_holds(base: str) -> None:
    """Deeper than Python calls itself, and with more readings than can be tried."""
    lab = chain(1)
    word = "1" if "match" in base else base.split()[0]
    words = " ".join([word] * (4000 // (len(word) + 1)))
    said = lab["R1"].configure("route-map X permit 10\n" + base.format(words))
    assert said == "" or said.rstrip().endswith("marker.")
    assert lab["R1"].console.session.help(base.format(words) + " ")


def test_interfaces_are_counted() -> None:
    lab = chain(1)
    r1 = lab["R1"]
    full = f"% No more than {MOST} interfaces can be configured\n"
    assert r1.configure("interface range loopback 0 - 2147483647") == full
    r1.configure("interface range tunnel 0 - 999")
    assert r1.configure(f"interface range loopback 0 - {MOST - 1}, loopback 3") == full
    assert len(r1.device.interfaces) <= MOST
    r1.configure(f"interface range loopback 0 - {MOST - 1000}")
    assert len(r1.device.interfaces) == MOST
    assert r1.configure("interface Loopback99999") == full
    assert r1.configure("interface Loopback0") == ""


def test_a_ping_ends_after_so_many_events(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even one that takes no time: replies are not waited for."""
    lab = chain(1)
    monkeypatch.setattr(node, "COMMAND_EVENTS", 10_000)
    with pytest.raises(LabError, match="did not end within 10000 events"):
        lab["R1"].cli("ping 9.9.9.9 timeout 0 repeat 2147483647")
    assert "Success rate is 0 percent" in lab["R1"].console.take()
