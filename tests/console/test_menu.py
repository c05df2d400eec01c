"""The lab's own prompt, without a terminal: which cable `cut` pulls, and what `links` says of it."""

from __future__ import annotations

from iosemu.console.menu import Menu
from iosemu.console.pace import Pace
from iosemu.lab.lab import Lab


def test_cables_of_a_segment() -> None:
    lab = Lab.load("dmvpn-dual-hub")
    menu = Menu(lab, Pace(lab.scheduler), lambda _name: None, lambda: None)
    (name,) = lab.links
    assert menu.run("cut R5:gi1") == "R5:GigabitEthernet1 is cut\n"
    assert menu.run("links").endswith("  5 ms    up, but R5:GigabitEthernet1 cut\n")
    assert menu.run("cut R1 R5") == f"{name} is cut\n"
    shown = menu.run("links")
    assert shown.endswith("  5 ms    cut\n")
    assert menu.run(f"repair {shown.split('  5 ms')[0]}") == f"{name} is whole\n"  # as `links` writes it
    assert menu.run("links").endswith("  5 ms    up\n")
    assert menu.run("cut R5:gi2") == f"no link at R5:gi2; links: {name}\n"
