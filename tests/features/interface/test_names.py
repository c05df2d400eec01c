"""Order of interfaces in lists."""

from __future__ import annotations

import pytest

from tests.features.wired import chain


@pytest.mark.parametrize("router", ["router eigrp 1", "router rip"])
def test_an_interface_and_its_subinterfaces_stand_together(router: str) -> None:
    lab = chain(2)
    lab["R1"].configure("interface Fa0/0.20\ninterface Fa0/0.5\n")
    lines = [f" passive-interface FastEthernet0/0{sub}" for sub in ("", ".5", ".20")]
    lab["R1"].configure(f"{router}\n" + "\n".join(reversed(lines)) + "\n")
    assert [line for line in lab["R1"].running_config() if "passive" in line] == lines
