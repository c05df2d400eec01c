"""BFD over tunnels: to each neighbour of a multipoint one by itself, in the clear and encrypted, with echoes and without."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.bfd.worlds import logged


def dmvpn(name: str, more: str) -> Lab:
    """A shipped lab whose tunnels have timers and whose EIGRP asks for BFD."""
    lab = Lab.load(name)
    for node in lab:
        config = node.running_config()
        if "interface Tunnel0" in config:
            process = next(line for line in config if line.startswith("router eigrp"))
            said = node.configure(
                f"interface Tunnel0\n bfd interval 500 min_rx 500 multiplier 3\n{more}"
                f"{process}\n bfd interface Tunnel0\n"
            )
            assert said == ""
    lab.run(90)
    return lab


def states(lab: Lab, node: str) -> dict[str, str]:
    rows = [line.split() for line in lab[node].cli("show bfd neighbors").splitlines()]
    return {row[0]: f"{row[3]} {row[4]}" for row in rows if len(row) == 5 and row[1] != "LD/RD"}


@pytest.mark.parametrize("name", ["dmvpn-phase2-eigrp", "front-door-vrf"])
@pytest.mark.parametrize("more", ["", " no bfd echo\n"])
def test_hub_and_spokes(name: str, more: str) -> None:
    lab = dmvpn(name, more)
    hub = next(node.name for node in lab if len(states(lab, node.name)) > 1)
    spokes = [node.name for node in lab if len(states(lab, node.name)) == 1]
    assert len(states(lab, hub)) == len(spokes) >= 2
    assert all(set(states(lab, node).values()) == {"Up Tu0"} for node in (hub, *spokes))
    assert ("using echo function with 500 ms" in lab[hub].cli("show bfd neighbors details")) == (more == "")
    messages = logged(lab, hub, "DUAL")
    port = next(iface for iface in lab[spokes[0]].device if iface.up and iface.link is not None)
    lab.cut(f"{spokes[0]}:{port.text}")  # the hub's own line stays up
    lab.run(1.6)
    assert len(messages) == 1 and messages[0].endswith("(Tunnel0) is down: BFD peer down notified")
    lab.repair(f"{spokes[0]}:{port.text}")
    lab.run(90)
    assert set(states(lab, hub).values()) == {"Up Tu0"} and len(states(lab, hub)) == len(spokes)
