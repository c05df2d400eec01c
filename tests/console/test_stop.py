"""What runs at a console can be stopped, and does not keep the keyboard waiting."""

from __future__ import annotations

import pytest

from iosemu import Lab
from iosemu.console.pace import Pace
from iosemu.console.terminal import Consoles, Screen


@pytest.mark.parametrize("key", ["c-c", "c-^"])
def test_a_script_without_end(key: str) -> None:
    lab = Lab.load("dmvpn-ipsec")
    written: list[bytes] = []
    pace = Pace(lab.scheduler, clock=lambda: 0.0)
    screen = Screen(written.append)
    consoles = Consoles(lab, screen, pace, "R6")

    def typed(text: str) -> str:
        for character in text:
            consoles.key("c-m" if character == "\n" else character)
        screen.flush()
        said = b"".join(written).decode()
        written.clear()
        return said

    assert typed("\nenable\ntclsh\n").endswith("R6(tcl)#")
    typed("while 1 {}\n")
    console = consoles.current
    assert console.occupied
    lab.scheduler.step()
    assert console.occupied
    consoles.key(key)
    assert not console.occupied
    assert typed("").endswith("R6(tcl)#")
    assert "4" in typed("expr 2 + 2\n")
