"""What of a lab is the host's and is not saved; and whether what was restored is a lab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.lab.checkpoint.unpack import Damaged

if TYPE_CHECKING:
    from iosemu.lab.lab import Lab


def under_way(lab: Lab) -> list[str]:
    """Terminal lines with a command that has begun and not ended: ``R1 con 0``."""
    return [f"{node.name} {session.line}" for node in lab for session in node.device.sessions if session.busy]


def host_side(lab: Lab) -> frozenset[int]:
    """Captures that go to files."""
    found: set[int] = set()
    for capture in lab._captures:
        if capture.folder is not None:
            found |= {id(capture), id(capture.keys), *(id(tap) for _, tap in capture._taps)}
    return frozenset(found)


def check(root: Any) -> Lab:
    """The lab, if it is one that its methods can work with, and touches nothing on the host. Raises Damaged."""
    from iosemu.lab.capture import Capture
    from iosemu.lab.lab import Lab
    from iosemu.lab.node import Node
    from iosemu.lab.topology import Topology
    from iosemu.lab.wiring import NODE_NAME
    from iosemu.sim.link import Link
    from iosemu.sim.scheduler import Scheduler

    if type(root) is not Lab:
        raise Damaged("it is no lab")
    topology = root.topology
    _need(type(topology) is Topology and type(root.scheduler) is Scheduler and type(topology.nodes) is dict)
    topology.path = None  # it came from no file
    _need(all(type(name) is str and NODE_NAME.match(name) for name in topology.nodes))
    _need(type(root.nodes) is dict and root.nodes.keys() == topology.nodes.keys())
    _need(all(type(node) is Node and node.name == name and node.lab is root for name, node in root.nodes.items()))
    _need(all(spec.name == name for name, spec in topology.nodes.items()))
    _need(type(root.links) is dict and all(type(link) is Link for link in root.links.values()))
    _need(len(root.links) == len(topology.links))
    _need(type(root._captures) is list)
    _need(all(type(each) is Capture and each.folder is None for each in root._captures))
    _need(type(root.name) is str and type(root.seed) is int and type(root.crashed) is list)
    return root


def _need(holds: bool) -> None:
    if not holds:
        raise Damaged("it is no lab")
