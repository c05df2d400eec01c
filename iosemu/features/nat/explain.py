"""Which rule translates a datagram, or why none does; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import POLICY, Dropped, Finding, Line, Scene, said
from iosemu.device.passage import Point
from iosemu.features.nat.model import INSIDE, Dynamic, NatConfig, NatInterface, Static
from iosemu.features.nat.rewrite import back, flow_of, is_error, parts, quoted
from iosemu.types import IPv4, format_ipv4, is_multicast
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.features.nat.engine import NatEngine
    from iosemu.features.nat.table import Entry


def behind(scene: Scene, address: IPv4) -> IPv4:
    """The inside address of a static translation, of all or of a port; 0: there is none."""
    for device in scene.devices:
        config = device.get(NatConfig)
        for rule in config.statics.values() if config is not None else ():
            if rule.side == INSIDE and rule.protocol != "network" and not rule.vrf and rule.global_ == address:
                return rule.local
    return 0


def _lines(engine: NatEngine, rule: Static | Dynamic | None) -> list[Line]:
    """Those that say so."""
    if rule is None:
        return []
    table = "statics" if isinstance(rule, Static) else "dynamics"
    return said(engine.host.device, engine.config, table, rule.key)


def _end(address: IPv4, port: int, protocol: int) -> str:
    return f"{format_ipv4(address)}:{port}" if protocol in (ipv4.TCP, ipv4.UDP, ipv4.ICMP) else format_ipv4(address)


def _told(engine: NatEngine, iface: Interface, entry: Entry, outward: bool) -> Finding:
    protocol = entry.protocol
    near, far = _end(*entry.local, protocol), _end(*entry.global_, protocol)
    first, second = (near, far) if outward else (far, near)
    text = f"{iface.text}: a translation makes {first} {second}"
    if entry.outside_local != entry.outside_global and protocol != ipv4.ICMP:
        there = [_end(*end, protocol) for end in (entry.outside_local, entry.outside_global)]
        first, second = there if outward else there[::-1]
        text += f" and {first} {second}"
    return Finding(text, [*_lines(engine, entry.inside), *_lines(engine, entry.outside)])


def _leaves(passage: Passage, iface: Interface) -> Finding | None:
    engine: NatEngine = iface.device.engine("nat")
    packet, came = passage.packet, passage.came
    if is_multicast(packet.dst) or (came is None and passage.origin is not None):
        return None
    slot = came.get(NatInterface) if came is not None else None
    if came is not None and (slot is None or not slot.inside):
        text = f"{iface.text}: it came in by {came.text}, which is not inside: it is not translated"
        return Finding(text, said(iface.device, iface[NatInterface], "outside"))
    vrf = (came.vrf if came is not None else passage.vrf).number
    key = flow_of(packet)
    if is_error(packet):
        about = quoted(packet)
        key = back(about) if about is not None else None
    entry = engine.table.outgoing.get(vrf, {}).get(key) if key is not None else None
    if entry is not None:
        return _told(engine, iface, entry, True)
    if key is None:
        return None
    protocol, local, _, port, _ = parts(key)
    for match in engine.statics.by_local(INSIDE, vrf, local, protocol, port):
        text = f"{iface.text}: a static translation makes {format_ipv4(local)} {format_ipv4(match.address)}"
        return Finding(text, _lines(engine, match.rule))
    for rule in engine.config.rules(INSIDE):
        name = f"{'list' if rule.how == 'list' else 'route map'} {rule.name}"
        if engine.maker.speaks(rule, passage, iface, counted=False):
            where = str(rule.interface) if rule.interface is not None else f"pool {rule.pool}"
            text = f"{iface.text}: {name} permits it: it gets an address of {where}"
            return Finding(text, _lines(engine, rule))
    rules = engine.config.rules(INSIDE)
    if came is None or not rules:
        return None
    names = ", ".join(f"{'list' if rule.how == 'list' else 'route map'} {rule.name}" for rule in rules)
    lines = [line for rule in rules for line in _lines(engine, rule)]
    return Finding(f"{iface.text}: not permitted by {names}: it is not translated", lines)


def translates(scene: Scene, passage: Passage, iface: Interface) -> Iterator[Finding]:
    """A rule would give a datagram that leaves by an interface another source."""
    engine, came = iface.device.engine("nat"), passage.came
    inside, outside = (each.get(NatInterface) if each is not None else None for each in (came, iface))
    if engine is None or came is None or inside is None or not inside.inside or outside is None or not outside.outside:
        return
    src = passage.packet.src
    for match in engine.statics.by_local(INSIDE, came.vrf.number, src, passage.packet.protocol, 0):
        yield Finding(f"a static translation makes {format_ipv4(match.address)} of it", _lines(engine, match.rule))
        return
    for rule in engine.config.rules(INSIDE):
        if engine.maker.speaks(rule, passage, iface, counted=False):
            name = f"{'list' if rule.how == 'list' else 'route map'} {rule.name}"
            yield Finding(f"{name} permits it", _lines(engine, rule))
            return


def _enters(passage: Passage, iface: Interface) -> Finding | None:
    engine: NatEngine = iface.device.engine("nat")
    packet = passage.packet
    if is_multicast(packet.dst):
        return None
    key = flow_of(packet)
    if is_error(packet):
        about = quoted(packet)
        key = back(about) if about is not None else None
    entry = engine.table.incoming.get(iface.vrf.number, {}).get(key) if key is not None else None
    if entry is not None:
        return _told(engine, iface, entry, False)
    if key is None or is_error(packet):
        return None
    protocol, _, address, _, port = parts(key)
    match = engine.statics.by_global(INSIDE, address, protocol, port)
    if match is not None:
        text = f"{iface.text}: a static translation makes {_end(address, port, protocol)} "
        return Finding(text + _end(match.address, match.port, protocol), _lines(engine, match.rule))
    return None


STAGES = {Point.OUT_NAT: _leaves, Point.IN_NAT: _enters}


def _dropped(dropped: Dropped) -> Iterator[Finding]:
    iface, packet = dropped.at, dropped.passage.packet
    if iface is None:
        return
    device = iface.device
    engine: NatEngine = device.engine("nat")
    config = engine.config
    if config.max_entries and len(engine.table) + len(engine.table.by_local) >= config.max_entries:
        text = f"{device.node} has as many translations as it may have ({config.max_entries})"
        yield Finding(text, said(device, config, "max_entries"), "", POLICY)
        return
    if dropped.passage.out is None:
        text = f"{device.node} answers for {format_ipv4(packet.dst)}, but has no translation for what comes to it"
        yield Finding(text, [], "", POLICY)
        return
    for rule in config.rules(INSIDE):
        if engine.maker.speaks(rule, dropped.passage, iface, counted=False):
            where = f"pool {rule.pool}" if rule.interface is None else str(rule.interface)
            text = f"{device.node} has no address or port of {where} left for {format_ipv4(packet.src)}"
            if rule.pool and rule.pool not in config.pools:
                text = f"{device.node} has no pool {rule.pool}"
            elif not engine.maker.can(rule, packet.protocol):
                text = f"{device.node} cannot share an address among hosts that speak protocol {packet.protocol}"
            yield Finding(text, _lines(engine, rule), "", POLICY)
            return
    yield Finding(f"{device.node} has no translation for it", [], "", POLICY)


DROPS = {Reason.TRANSLATION: _dropped}
