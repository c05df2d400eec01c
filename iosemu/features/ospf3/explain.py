"""Which neighbours of OSPFv3 are missing, or stuck, and why; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import NEIGHBOUR, Finding, Line, Scene, said
from iosemu.device.explain_ip import named
from iosemu.features.ospf.explain import kind_words
from iosemu.features.ospf.states import NbrState, NetworkType
from iosemu.features.ospf3.describe import area_name
from iosemu.features.ospf3.model import Ospf3Interface
from iosemu.features.ospf3.port import Port3
from iosemu.types import format_ipv4
from iosemu.wire.ospf import Option

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface


def _port(iface: Interface) -> Port3 | None:
    engine = iface.device.engines.get("ospf3")
    for process in engine.processes.values() if engine is not None else ():  # type: ignore[attr-defined]
        port = process.ports.get(iface.text)
        if isinstance(port, Port3):
            return port
    return None


def _lines(port: Port3, *fields: str) -> list[Line]:
    """`ipv6 ospf …` lines."""
    told = port.iface.get(Ospf3Interface)
    return [line for name in fields for line in said(port.iface.device, told, name)] if told is not None else []


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Routers that ought to be neighbours and are not, or do not come to the end of it."""
    for iface in device.interfaces.in_order():
        port = _port(iface) if iface.line_up and iface.kind != "Loopback" and only in (None, iface) else None
        for other in scene.adjacent(iface) if port is not None else ():
            there = _port(other)
            if port is None or there is None or (port.settings.passive and there.settings.passive):
                continue
            yield from _pair(*((port, there) if iface.device.node <= other.device.node else (there, port)))


def _pair(one: Port3, two: Port3) -> Iterator[Finding]:
    near, far = one.neighbors.get(two.process.router_id), two.neighbors.get(one.process.router_id)
    states = [each.state if each is not None else NbrState.DOWN for each in (near, far)]
    others = all(state is NbrState.TWO_WAY for state in states) and one.kind is NetworkType.BROADCAST and one.dr
    if all(state is NbrState.FULL for state in states) or others:
        return
    names = [each.name.replace("_", "-") for each in states]
    node = one.iface.device.node, two.iface.device.node
    text = f"{node[0]} and {node[1]} are not adjacent in OSPFv3 on {one.iface.text}"
    if any(state is not NbrState.DOWN for state in states):
        text += f": {node[0]} sees {node[1]} in {names[0]}, {node[1]} sees {node[0]} in {names[1]}"
    yield Finding(text, [], "", NEIGHBOUR)
    found = list(_faults(one, two, states))
    yield from found or [Finding("nothing is wrong: the next hellos will do", [], "", NEIGHBOUR)]


def _faults(one: Port3, two: Port3, states: list[NbrState]) -> Iterator[Finding]:
    a, b = one.settings, two.settings
    here, there = named(one.iface), named(two.iface)
    for port in (one, two):
        process, node, device = port.process, port.iface.device.node, port.iface.device
        if port.settings.passive:
            lines = said(device, process.config, "passive", port.name)
            lines = lines or said(device, process.config, "passive_default")
            remedy = f"{node}, ipv6 router ospf {process.number}: no passive-interface {port.text}"
            yield Finding(f"{port.text} is passive in OSPFv3 {process.number} of {node}", lines, remedy, NEIGHBOUR)
        if process.config.shutdown:
            lines = said(device, process.config, "shutdown")
            yield Finding(f"OSPFv3 is shut down on {node}", lines, "no shutdown", NEIGHBOUR)
    if one.process.router_id == two.process.router_id:
        who = f"{one.iface.device.node} and {two.iface.device.node}"
        text = f"{who} have the same router ID, {format_ipv4(one.process.router_id)}"
        lines = [line for port in (one, two) for line in said(port.iface.device, port.process.config, "router_id")]
        yield Finding(text, lines, "a router-id of its own for each, and clear ipv6 ospf process", NEIGHBOUR)
    joined = _lines(one, "joined") + _lines(two, "joined")
    if one.instance != two.instance:
        text = f"{here} speaks in instance {one.instance}, {there} in instance {two.instance}: neither hears the other"
        yield Finding(text, joined, "the same instance at both ends", NEIGHBOUR)
    if one.area.id != two.area.id:
        areas = [area_name(port.process, port.area.id) for port in (one, two)]
        text = f"{here} is in area {areas[0]}, {there} in area {areas[1]}"
        yield Finding(text, joined, "the same area at both ends", NEIGHBOUR)
    elif (one.area.options ^ two.area.options) & (Option.EXTERNAL | Option.NSSA):
        text = f"area {area_name(one.process, one.area.id)} is {kind_words(one)} on {one.iface.device.node}, "
        text += f"{kind_words(two)} on {two.iface.device.node}"
        lines = [
            line for port in (one, two) for name in ("stub", "nssa")
            for line in said(port.iface.device, port.process.config.areas.get(port.area.id), name)
        ]  # fmt: skip
        yield Finding(text, lines, "the same kind of area on all its routers", NEIGHBOUR)
    for field, mine, theirs in (("hello", a.hello_told, b.hello_told), ("dead", a.dead, b.dead)):
        if mine != theirs:
            text = f"the {field} interval of {here} is {mine} s, that of {there} {theirs} s"
            lines = _lines(one, field, "network") + _lines(two, field, "network")
            yield Finding(text, lines, f"the same {field}-interval at both ends", NEIGHBOUR)
    if one.kind.elects != two.kind.elects:
        text = f"network types differ: {here} is {one.kind.value}, {there} is {two.kind.value}"
        lines = _lines(one, "network") + _lines(two, "network")
        yield Finding(text, lines, "the same ipv6 ospf network at both ends", NEIGHBOUR)
    if one.mtu != two.mtu and not (a.mtu_ignore and b.mtu_ignore) and max(states) >= NbrState.TWO_WAY:
        text = f"{here} has an IPv6 MTU of {one.mtu}, {there} of {two.mtu}: no database description passes"
        lines = [line for port in (one, two) for line in said(port.iface.device, port.iface.v6.config, "mtu")]
        yield Finding(text, lines, "the same ipv6 mtu, or ipv6 ospf mtu-ignore at both ends", NEIGHBOUR)
    if one.kind.elects and two.kind.elects and not a.priority and not b.priority:
        text = f"{here} and {there} both have priority 0: nobody is the designated router"
        lines = _lines(one, "priority") + _lines(two, "priority")
        yield Finding(text, lines, "a priority above 0 for one of them", NEIGHBOUR)
