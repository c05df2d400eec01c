"""A trace in words, as consoles and the shell take it: ``R1 10.2.2.1 tcp 80 from 10.1.1.1``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.lab.errors import LabError
from iosemu.lab.trace.packet import address_of, parse
from iosemu.lab.trace.records import Report, Trace
from iosemu.lab.trace.run import diagnose, trace
from iosemu.types import InterfaceName, IPv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.lab.lab import Lab
    from iosemu.lab.node import Node

USAGE = "[NODE [INTERFACE|ADDRESS [protocol [port]] [from ADDRESS]]]"


def carried_out(lab: Lab, words: list[str]) -> Trace | Report:
    """The trace, or without a destination what is wrong in the lab, on a router, on an interface. Raises LabError.

    What fails in the copy, or in an explanation, is told; it is no router's crash.
    """
    try:
        return _carried_out(lab, words)
    except LabError:
        raise
    except Exception as error:
        raise LabError(f"the trace failed, please report it: {type(error).__name__}: {error}") from error


def _carried_out(lab: Lab, words: list[str]) -> Trace | Report:
    if not words:
        return diagnose(lab)
    node = node_of(lab, words[0])
    if len(words) == 1:
        return diagnose(lab, node.name)
    if len(words) == 2:
        iface = interface_of(node, words[1])
        if iface is not None:
            return diagnose(lab, node.name, iface.name)
    here = lambda text: place_of(lab, text, node)  # noqa: E731  # nothing of it is kept
    asked, vrf = parse(words[1:], here)
    return trace(lab, node.name, asked, vrf)


def node_of(lab: Lab, text: str) -> Node:
    """By its name, or the beginning of one. Raises LabError."""
    if text in lab:
        return lab[text]
    found = [node for node in lab if node.name.lower().startswith(text.lower())]
    same = [node for node in found if node.name.lower() == text.lower()]
    if len(same or found) != 1:
        raise LabError(f'"{text}" is no router of lab {lab.name}: {", ".join(lab.nodes)}')
    return (same or found)[0]


def interface_of(node: Node, text: str) -> Interface | None:
    """By a name as it is typed: ``Tu0``; None: it is none."""
    try:
        name = InterfaceName.parse(text)
    except ValueError:
        return None
    return node.device.interfaces.get(name)


def place_of(lab: Lab, text: str, near: Node) -> IPv4:
    """An address; that of an interface (``R2:Lo0``, ``Lo0`` of `near`); one of a router. Raises LabError."""
    name, colon, port = text.partition(":")
    if colon:
        iface = interface_of(node_of(lab, name), port)
    else:
        iface = interface_of(near, text)
        if iface is None and text in lab:
            device = lab[text].device
            up = [each for each in device.interfaces.config_order() if each.line_up and each.address is not None]
            iface = up[0] if up else None
    if iface is None and not colon:
        return address_of(text)
    if iface is None or iface.address is None:
        raise LabError(f"{text} has no address")
    return iface.address
