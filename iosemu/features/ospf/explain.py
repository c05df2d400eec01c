"""Which neighbours of OSPF are missing, or stuck, and why; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.explain import NEIGHBOUR, Finding, Line, Scene, said
from iosemu.device.explain_ip import address_lines, named
from iosemu.features.ospf import authentication
from iosemu.features.ospf.model import OspfInterface
from iosemu.features.ospf.states import NbrState, NetworkType
from iosemu.types import format_ipv4
from iosemu.wire import ipv4
from iosemu.wire.ospf import ALL_ROUTERS, Option

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.process import Process


def _processes(iface: Interface) -> list[Process]:
    """Those of the VRF of an interface."""
    if "ospf" not in iface.device.engines:
        return []
    return [each for each in iface.device.engine("ospf").processes.values() if each.vrf is iface.vrf]


def _port(iface: Interface) -> OspfPort | None:
    return next((port for each in _processes(iface) for port in [each.ports.get(iface.text)] if port is not None), None)


def _lines(port: OspfPort, *fields: str) -> list[Line]:
    """`ip ospf …` lines."""
    told = port.iface.get(OspfInterface)
    return [line for name in fields for line in said(port.iface.device, told, name)] if told is not None else []


def _area_lines(port: OspfPort) -> list[Line]:
    """What brought the interface into its area."""
    if port.joined is not None:
        return _lines(port, "joined")
    found: list[Line] = []
    config = port.process.config
    for key in config.networks:
        network, wildcard = key
        if (port.address ^ network) & ~wildcard & 0xFFFFFFFF == 0:
            found += said(port.iface.device, config, "networks", key)
    return found


def _kind_lines(port: OspfPort, *fields: str) -> list[Line]:
    area = port.process.config.areas.get(port.area.id)
    return [line for name in fields for line in said(port.iface.device, area, name)] if area is not None else []


def _neighbor(port: OspfPort, other: Interface) -> Neighbor | None:
    addresses = {address for address, _ in other.addresses}
    return next((each for each in port.neighbors.values() if each.address in addresses), None)


def _area(number: int) -> str:
    return str(number) if number < 1 << 16 else format_ipv4(number)


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Routers that ought to be neighbours and are not, or do not come to the end of it."""
    for iface in device.interfaces.in_order():
        port = _port(iface) if iface.line_up and iface.kind != "Loopback" and only in (None, iface) else None
        if port is None:
            continue
        for other in scene.adjacent(iface):
            there = _port(other)
            if there is None:
                yield from _absent(port, other)
                continue
            if port.settings.passive and there.settings.passive:
                continue  # both mean it
            ends = (port, there) if iface.device.node <= other.device.node else (there, port)
            yield from _pair(scene, *ends)


def _absent(port: OspfPort, other: Interface) -> Iterator[Finding]:
    """The other router speaks OSPF, but not there."""
    running = _processes(other)
    if not running or port.settings.passive or other.address is None:
        return
    process = running[0]
    address = format_ipv4(other.address)
    text = (
        f"OSPF {process.number} of {other.device.node} does not run on {other.text}: no network line takes in {address}"
    )
    lines = [line for key in process.config.networks for line in said(other.device, process.config, "networks", key)]
    remedy = f"{other.device.node}, router ospf {process.number}: network {address} 0.0.0.0 area {_area(port.area.id)}"
    yield Finding(text, lines, remedy, NEIGHBOUR)


def _pair(scene: Scene, one: OspfPort, two: OspfPort) -> Iterator[Finding]:
    near, far = _neighbor(one, two.iface), _neighbor(two, one.iface)
    states = [each.state if each is not None else NbrState.DOWN for each in (near, far)]
    hubs = (NetworkType.BROADCAST, NetworkType.NON_BROADCAST)
    both_others = all(state is NbrState.TWO_WAY for state in states) and one.kind in hubs and (one.dr and two.dr)
    if all(state is NbrState.FULL for state in states) or both_others:
        if one.kind.elects != two.kind.elects:
            yield _types(one, two, "the adjacency is full, and no route comes of it")
        return
    names = [each.name.replace("_", "-") for each in states]
    node = one.iface.device.node, two.iface.device.node
    text = f"{node[0]} and {node[1]} are not adjacent in OSPF on {one.iface.text}"
    if any(state is not NbrState.DOWN for state in states):
        text += f": {node[0]} sees {node[1]} in {names[0]}, {node[1]} sees {node[0]} in {names[1]}"
    yield Finding(text, [], "", NEIGHBOUR)
    found = list(_faults(scene, one, two, states))
    yield from found or [Finding("nothing is wrong: the next hellos will do", [], "", NEIGHBOUR)]


def _types(one: OspfPort, two: OspfPort, so: str) -> Finding:
    text = f"network types differ: {named(one.iface)} is {one.kind.value}, {named(two.iface)} is {two.kind.value}: {so}"
    return Finding(text, _lines(one, "network") + _lines(two, "network"), "the same ip ospf network", NEIGHBOUR)


def _faults(scene: Scene, one: OspfPort, two: OspfPort, states: list[NbrState]) -> Iterator[Finding]:
    a, b = one.settings, two.settings
    here, there = named(one.iface), named(two.iface)
    for port in (one, two):
        process, node = port.process, port.iface.device.node
        if port.settings.passive:
            lines = said(port.iface.device, process.config, "passive", port.name)
            lines = lines or said(port.iface.device, process.config, "passive_default")
            remedy = f"{node}, router ospf {process.number}: no passive-interface {port.text}"
            yield Finding(f"{port.text} is passive in OSPF {process.number} of {node}", lines, remedy, NEIGHBOUR)
        if process.config.shutdown or port.settings.shutdown:
            lines = said(port.iface.device, process.config, "shutdown") + _lines(port, "shutdown")
            yield Finding(f"OSPF is shut down on {named(port.iface)}", lines, "no shutdown", NEIGHBOUR)
        if port.kind.polls and not process.config.neighbors and not two.process.config.neighbors:
            text = f"{named(port.iface)} is {port.kind.value}: neighbours must be configured, at one end at least"
            remedy = f"{node}, router ospf {process.number}: neighbor <address>"
            yield Finding(text, _lines(port, "network"), remedy, NEIGHBOUR)
    if one.process.router_id == two.process.router_id:
        text = f"{one.iface.device.node} and {two.iface.device.node} have the same router ID, "
        text += format_ipv4(one.process.router_id)
        lines = [line for port in (one, two) for line in said(port.iface.device, port.process.config, "router_id")]
        yield Finding(text, lines, "a router-id of its own for each, and clear ip ospf process", NEIGHBOUR)
    if one.area.id != two.area.id:
        text = f"{here} is in area {_area(one.area.id)}, {there} in area {_area(two.area.id)}"
        yield Finding(text, _area_lines(one) + _area_lines(two), "the same area at both ends", NEIGHBOUR)
    elif (one.area.options ^ two.area.options) & (Option.EXTERNAL | Option.NSSA):
        text = f"area {_area(one.area.id)} is {kind_words(one)} on {one.iface.device.node}, {kind_words(two)} on "
        text += two.iface.device.node
        lines = _kind_lines(one, "stub", "nssa") + _kind_lines(two, "stub", "nssa")
        yield Finding(text, lines, "the same kind of area on all its routers", NEIGHBOUR)
    if a.hello_told != b.hello_told and not a.multiplier and not b.multiplier:
        text = f"{here} says hello every {a.hello_told} s, {there} every {b.hello_told} s"
        lines = _lines(one, "hello", "network") + _lines(two, "hello", "network")
        yield Finding(text, lines, "the same hello-interval at both ends", NEIGHBOUR)
    if a.dead != b.dead:
        text = f"the dead interval of {here} is {a.dead} s, that of {there} {b.dead} s"
        lines = _lines(one, "dead", "hello", "multiplier") + _lines(two, "dead", "hello", "multiplier")
        yield Finding(text, lines, "the same dead-interval at both ends", NEIGHBOUR)
    elects = one.kind.elects and two.kind.elects
    if elects and one.mask != two.mask:
        text = f"the masks differ: {here} has /{one.length}, {there} /{two.length}"
        lines = address_lines(one.iface, one.address) + address_lines(two.iface, two.address)
        yield Finding(text, lines, "the same mask at both ends", NEIGHBOUR)
    if one.kind is not two.kind and (one.kind.elects != two.kind.elects or one.kind.polls != two.kind.polls):
        yield _types(one, two, "they do not agree on who is told what")
    yield from _authentication(one, two)
    if one.mtu != two.mtu and not (a.mtu_ignore and b.mtu_ignore) and max(states) >= NbrState.TWO_WAY:
        text = f"{here} has an IP MTU of {one.mtu}, {there} of {two.mtu}: no database description passes"
        lines = [line for port in (one, two) for name in ("ip_mtu", "mtu")
                 for line in said(port.iface.device, port.iface.config, name)]  # fmt: skip
        yield Finding(text, lines, "the same ip mtu, or ip ospf mtu-ignore at both ends", NEIGHBOUR)
    if elects and not a.priority and not b.priority:
        text = f"{here} and {there} both have priority 0: nobody is the designated router"
        lines = _lines(one, "priority") + _lines(two, "priority")
        yield Finding(text, lines, "a priority above 0 for one of them", NEIGHBOUR)
    if a.ttl_hops != b.ttl_hops and (a.ttl_hops or b.ttl_hops):
        text = f"{here} {_ttl(a.ttl_hops)}, {there} {_ttl(b.ttl_hops)}"
        lines = _lines(one, "ttl_hops") + _lines(two, "ttl_hops")
        yield Finding(text, lines, "ttl-security at both ends", NEIGHBOUR)
    for port, other in ((one, two), (two, one)):
        if not port.kind.polls and not port.settings.passive:
            yield from scene.hears(port.iface, other.iface, ALL_ROUTERS, ipv4.OSPF, "OSPF's hellos")


def kind_words(port: OspfPort) -> str:
    """What its area is."""
    external, nssa = (port.area.options & option for option in (Option.EXTERNAL, Option.NSSA))
    return "not so stubby" if nssa else "neither stub nor NSSA" if external else "stub"


def _ttl(hops: int) -> str:
    return f"has ttl-security hops {hops}" if hops else "has no ttl-security"


def _authentication(one: OspfPort, two: OspfPort) -> Iterator[Finding]:
    fields = ("authentication", "key", "md5_keys", "key_chain")
    lines = [_hidden(line) for port in (one, two) for line in _lines(port, *fields)]
    lines += _kind_lines(one, "authentication") + _kind_lines(two, "authentication")
    here, there = named(one.iface), named(two.iface)
    mine, theirs = one.settings.authentication, two.settings.authentication
    if authentication.kind_of(one) != authentication.kind_of(two):
        text = f"{here} has {mine or 'no'} authentication, {there} has {theirs or 'no'} authentication"
        yield Finding(text, lines, "the same authentication at both ends", NEIGHBOUR)
        return
    if mine == "simple" and one.settings.password != two.settings.password:
        yield Finding(
            f"the passwords of {here} and {there} differ", lines, "the same password at both ends", NEIGHBOUR
        )
    if not mine or mine == "simple":
        return
    for sender, receiver in ((one, two), (two, one)):
        key = authentication.send_key(sender)
        if key is None:
            text = f"{named(sender.iface)} has no key that is valid now"
            yield Finding(text, lines, "ip ospf message-digest-key, or a key in the chain", NEIGHBOUR)
            continue
        known = authentication.accept_key(receiver, key[0])
        if known is None:
            text = f"{named(sender.iface)} sends with key {key[0]}, which {named(receiver.iface)} does not have"
            yield Finding(text, lines, "the same key number at both ends", NEIGHBOUR)
        elif known != key[1:]:
            text = f"key {key[0]} of {here} and of {there} differ"
            yield Finding(text, lines, "the same key at both ends", NEIGHBOUR)
            return


def _hidden(line: Line) -> Line:
    """Without the secret."""
    words = line.text.split()
    for word in ("authentication-key", "md5"):
        if word in words:
            line = Line(line.router, line.section, " ".join(words[: words.index(word) + 1]) + " <key>")
    return line
