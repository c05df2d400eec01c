"""BGP's state can be saved in the middle of things, and goes on to the byte."""

from __future__ import annotations

import pickle
from copy import deepcopy

import pytest

from iosemu.lab.lab import Lab
from tests.features.bgp.test_routes import NETS, TELL
from tests.features.bgp.world import pair, process, table, up
from tests.lab.graph import walk


def busy() -> Lab:
    """Sessions up, one of them flapping, networks damped, an advertisement that waits."""
    more = " bgp dampening\n neighbor 10.0.12.2 soft-reconfiguration inbound\n aggregate-address 172.16.0.0 255.255.0.0\n"
    lab = pair(more, TELL + NETS)
    up(lab, "R1", "10.0.12.2")
    for line in ("no ip route 172.16.1.0 255.255.255.0 Null0", "ip route 172.16.1.0 255.255.255.0 Null0") * 2:
        lab["R2"].configure(line + "\n")
        lab.run(3)
    lab["R1"].configure("router bgp 65001\n neighbor 10.0.99.2 remote-as 5\n")
    lab.run(1)
    return lab


def told(lab: Lab) -> list[object]:
    found: list[object] = []
    for name in ("R1", "R2"):
        found += [(key, each.state, each.sent, each.received, each.members[False].accepted) for key, each in process(lab, name).peers.items()]
        found += [
            (each.prefix, each.version, [(path.attributes, path.valid, path.since) for path in each.paths])
            for each in table(lab, name).destinations.values()
        ]
    return found


@pytest.mark.parametrize("copied", [deepcopy, lambda lab: pickle.loads(pickle.dumps(lab))], ids=["copy", "pickle"])
def test_it_goes_on(copied: object) -> None:
    lab = busy()
    assert callable(copied)
    again = copied(lab)
    for each in (lab, again):
        each.run(100)
        each["R2"].configure("no ip route 172.16.2.0 255.255.255.0 Null0\n")
        each.run(100)
        each["R1"].configure("interface Fa0/0\n shutdown\n")
        each.run(5)
    assert told(again) == told(lab)
    assert table(again, "R1") is not table(lab, "R1")


def test_it_is_made_of_what_can_be_saved() -> None:
    assert not walk(busy(), "lab").offenders
