"""What runs at a console can be stopped, and does not keep the keyboard waiting."""

from __future__ import annotations

import pytest

from iosemu import Lab
from iosemu.console.desk import Desk
from iosemu.console.pace import Pace
from iosemu.console.rack import Rack


@pytest.mark.parametrize("key", ["c-c", "c-^"])
def test_a_script_without_end(key: str) -> None:
    lab = Lab.load("dmvpn-ipsec")
    written: list[str] = []
    desk = Desk(Rack(lab, Pace(lab.scheduler, clock=lambda: 0.0)), written.append, "R6")
    desk.begin()

    def typed(text: str) -> str:
        for character in text:
            desk.key("c-m" if character == "\n" else character)
        said = "".join(written)
        written.clear()
        return said

    assert typed("\nenable\ntclsh\n").endswith("R6(tcl)#")
    typed("while 1 {}\n")
    console = desk.console
    assert console.occupied
    lab.scheduler.step()
    assert console.occupied
    desk.key(key)
    assert not console.occupied
    assert typed("").endswith("R6(tcl)#")
    assert "4" in typed("expr 2 + 2\n")
