"""Who is behind which next hop and why, and why a registration does not come about; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import ROUTING, Depth, Dropped, Finding, Layer, Line, Scene, said
from iosemu.device.explain_ip import address_lines, named
from iosemu.features.gre.explain import driver_of, far_tunnel, tunnels
from iosemu.features.nhrp.cache import Entry, Kind
from iosemu.features.nhrp.client import NhsState
from iosemu.features.nhrp.model import NhrpConfig
from iosemu.features.nhrp.tunnel import NhrpTunnel
from iosemu.types import IPv4, Prefix, format_ipv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage

NHRP = Layer(Depth.MAPPING, "NHRP")


def nhrp_of(iface: Interface | None) -> NhrpTunnel | None:
    """NHRP's state on a tunnel; None where it does not run."""
    if iface is None or "nhrp" not in iface.device.engines:
        return None
    found: NhrpTunnel | None = iface.device.engine("nhrp").tunnels.get(iface.name)
    return found


def _lines(iface: Interface, field: str, key: object = None, hide: str = "") -> list[Line]:
    config = iface.get(NhrpConfig)
    return said(iface.device, config, field, key, hide) if config is not None else []


def _place(iface: Interface) -> str:
    return f"{iface.device.node}, interface {iface.text}: "


# what is right as it is


def wraps(scene: Scene, inner: Passage, iface: Interface, outer: Passage) -> Iterator[Finding]:
    """Why by this NBMA address."""
    tunnel = nhrp_of(iface)
    if tunnel is None or tunnel.point_to_point:
        return
    nbma, next_hop = outer.packet.dst, inner.next_hop
    entry = tunnel.cache.hosts.get(next_hop)
    hop, place = format_ipv4(next_hop), format_ipv4(nbma)
    if entry is not None and entry.nbma == nbma:
        text = f"{hop} is at {place}, {_how(tunnel, entry)}"
        yield Finding(text, _of_entry(iface, entry), "", NHRP)
        return
    short = tunnel.cache.covering(inner.packet.dst)
    if short is not None and short.nbma == nbma:
        text = f"{short.target} is at {place}: a shortcut past {hop}, {_how(tunnel, short)}"
        yield Finding(text, _lines(iface, "shortcut"), "", NHRP)
        return
    for state in tunnel.nhss.values():
        if state.nbma == nbma and state.address is not None:
            text = f"{hop} is being asked for; meanwhile by the next hop server, "
            text += f"{format_ipv4(state.address)} at {place}"
            yield Finding(text, _of_nhs(iface, state), "", NHRP)
            return


def _how(tunnel: NhrpTunnel, entry: Entry) -> str:
    if entry.kind is Kind.STATIC:
        return "by configuration"
    age = round(tunnel.engine.host.now - entry.created)
    return f"registered {age} s ago" if entry.registered else f"resolved {age} s ago"


def _of_entry(iface: Interface, entry: Entry) -> list[Line]:
    found = _lines(iface, "maps", entry.target.network)
    return found or (_lines(iface, "nhss", entry.target.network) if entry.kind is Kind.STATIC else [])


def _of_nhs(iface: Interface, state: NhsState) -> list[Line]:
    dynamic, name = state.key
    return _lines(iface, "dynamic_nhss" if dynamic else "nhss", name)


# why not


def _unresolved(dropped: Dropped) -> Iterator[Finding]:
    scene, passage = dropped.scene, dropped.passage
    iface = dropped.at or passage.out
    if iface is None:
        return
    yield from unresolved(scene, iface, passage.next_hop)


def unresolved(scene: Scene, iface: Interface, next_hop: IPv4) -> Iterator[Finding]:
    """Nobody knows the NBMA address of a next hop."""
    device, hop = iface.device, format_ipv4(next_hop)
    tunnel = nhrp_of(iface)
    if tunnel is None:
        text = f"NHRP does not run on {named(iface)}: nobody knows who {hop} is"
        yield Finding(text, [], _place(iface) + "ip nhrp network-id 1", NHRP)
        return
    yield Finding(f"{device.node} does not know the NBMA address of {hop} on {iface.text}", [], "", NHRP)
    home = scene.owner(next_hop, device)
    there = home if driver_of(home) is not None else None
    if there is None:
        where = f"it is that of {named(home)}, no tunnel" if home is not None else "no router of the lab has it"
        yield Finding(f"{hop} is no tunnel address: {where}", [], "a route by an address of the tunnel", ROUTING)
        return
    other = nhrp_of(there)
    far = driver_of(there)
    if other is None and far is not None:
        text = f"{named(there)} has {hop}, and NHRP does not run there: no ip nhrp network-id"
        yield Finding(text, [], _place(there) + "ip nhrp network-id 1", NHRP)
    if tunnel.nhss:  # a spoke: it asks its servers
        for state in tunnel.nhss.values():
            if not state.responding:
                yield from _server(scene, tunnel, state)
    if other is not None and other.nhss:
        for state in other.nhss.values():
            if not state.responding:
                yield from _server(scene, other, state)
        own = driver_of(iface)
        if own is not None and not any(state.nbma == own.local for state in other.nhss.values()) and not tunnel.nhss:
            text = f"{named(there)} has no next hop server at {format_ipv4(own.local)}: it does not register with "
            text += device.node
            yield Finding(text, _lines(there, "nhss"), f"{_place(there)}ip nhrp nhs {_text(iface.address)}", NHRP)
    elif other is not None and not tunnel.nhss:
        text = f"{named(there)} has no next hop server: it registers with nobody"
        yield Finding(text, [], f"{_place(there)}ip nhrp nhs {_text(iface.address)}", NHRP)


def _text(address: IPv4 | None) -> str:
    return format_ipv4(address) if address else "<address>"


def _server(scene: Scene, tunnel: NhrpTunnel, state: NhsState) -> Iterator[Finding]:
    """A next hop server that does not answer."""
    iface, device = tunnel.iface, tunnel.iface.device
    name = format_ipv4(state.address) if state.address is not None else str(state.key[1])
    if not tunnel.usable:
        driver = driver_of(iface)
        reason = driver.down_reason() if driver is not None else None
        text = f"{named(iface)} is down{f': {reason}' if reason else ''}; it registers with nobody"
        yield Finding(text, [], "", NHRP)
        return
    if state.waiting:
        return
    if state.nbma is None:
        text = f"{device.node} has {name} as next hop server on {iface.text}, and does not know its NBMA address"
        remedy = f"{_place(iface)}ip nhrp map {name} <address of the hub's tunnel source>"
        yield Finding(text, _of_nhs(iface, state), remedy, NHRP)
        return
    text = (
        f"{device.node} is not registered with its next hop server {name} at {format_ipv4(state.nbma)} ({iface.text})"
    )
    yield Finding(text, _of_nhs(iface, state), "", NHRP)
    yield from scene.ask("tunnel", iface, state.nbma)


def tunnel(scene: Scene, iface: Interface, far: IPv4) -> Iterator[Finding]:
    """What NHRP lacks between a tunnel and an NBMA address."""
    near, driver = iface.get(NhrpConfig), driver_of(iface)
    other = far_tunnel(scene, iface, far)
    if driver is None or other is None:
        return
    ends = [(iface, nhrp_of(iface), other), (other, nhrp_of(other), iface)]
    for here, state, there in ends:
        mapped = nhrp_of(there) is not None
        if state is None and mapped:
            text = f"NHRP does not run on {named(here)}: it has no ip nhrp network-id"
            yield Finding(text, [], f"{_place(here)}ip nhrp network-id {nhrp_id(there)}", NHRP)
    ours, theirs = nhrp_of(iface), nhrp_of(other)
    if ours is None or theirs is None or near is None:
        return
    yield from _authentication(ours, theirs)
    for client, server in ((ours, theirs), (theirs, ours)):
        yield from _registration(client, server)


def nhrp_id(iface: Interface) -> str:
    found = nhrp_of(iface)
    return str(found.network_id) if found is not None else "1"


def _authentication(ours: NhrpTunnel, theirs: NhrpTunnel) -> Iterator[Finding]:
    mine, other = ours.config.authentication, theirs.config.authentication
    if mine == other:
        return
    one, two = named(ours.iface), named(theirs.iface)
    if mine and other:
        text = f"the NHRP authentication of {one} and of {two} differ"
    else:
        text = f"{one if mine else two} has NHRP authentication, {two if mine else one} has none"
    found = _lines(ours.iface, "authentication", None, mine) + _lines(theirs.iface, "authentication", None, other)
    yield Finding(text, found, "the same ip nhrp authentication at both ends", NHRP)


def _registration(client: NhrpTunnel, server: NhrpTunnel) -> Iterator[Finding]:
    """What keeps one end from being registered with the other."""
    iface, there = client.iface, server.iface
    address = server.address
    at = server.driver.local
    mapped = [hop for hop, entry in client.config.maps.items() if entry.nbma == at]
    states = [state for state in client.nhss.values() if state.nbma == at]
    if mapped and not states and not server.nhss and not client.point_to_point:
        hop = format_ipv4(mapped[0])
        text = (
            f"{named(iface)} has a map for {hop} at {format_ipv4(at)}, and no ip nhrp nhs: it does not register with "
        )
        text += there.device.node
        yield Finding(text, _lines(iface, "maps", mapped[0]), f"{_place(iface)}ip nhrp nhs {_text(address)}", NHRP)
    for state in states:
        if state.address is not None and state.address != address:
            text = f"{iface.device.node} takes {format_ipv4(state.address)} for its next hop server at "
            text += f"{format_ipv4(at)}, and {named(there)} has {_text(address)} there"
            found = _of_nhs(iface, state) + _lines(iface, "maps", state.address)
            found += address_lines(there, address) if address else []
            yield Finding(text, found, f"{_place(iface)}ip nhrp nhs {_text(address)}, and its map", NHRP)
        if state.responding or state.waiting:
            continue
        yield from _refused(client, server)


def _refused(client: NhrpTunnel, server: NhrpTunnel) -> Iterator[Finding]:
    """Why a server would say no."""
    iface, there, own = client.iface, server.iface, client.address
    if own == server.address:
        text = f"{named(iface)} and {named(there)} have the same address, {_text(own)}"
        found = address_lines(iface, own) + address_lines(there, own)
        yield Finding(text, found, "an address of its own for each", NHRP)
        return
    entry = server.cache.get(Prefix(own, 32))
    local = client.driver.local
    if entry is None or entry.nbma in (None, local):
        return
    assert entry.nbma is not None
    if entry.kind is Kind.STATIC:
        text = f"{named(there)} has a map of its own for {_text(own)}, at {format_ipv4(entry.nbma)}: it refuses the "
        text += f"registration from {format_ipv4(local)}"
        yield Finding(text, _lines(there, "maps", own), f"{_place(there)}no ip nhrp map {_text(own)} …", NHRP)
    elif entry.unique:
        text = f"{_text(own)} is registered on {named(there)} from {format_ipv4(entry.nbma)}, uniquely: it refuses the "
        text += f"registration from {format_ipv4(local)} until that one expires"
        remedy = f"clear ip nhrp on {there.device.node}, or {_place(iface)}ip nhrp registration no-unique"
        yield Finding(text, _lines(iface, "no_unique"), remedy, NHRP)


def _no_multicast(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at or dropped.passage.out
    if iface is not None:
        yield from without_multicast(iface)


def without_multicast(iface: Interface) -> Iterator[Finding]:
    """A multipoint tunnel whose multicasts go nowhere."""
    state = nhrp_of(iface)
    if state is None:
        yield Finding(f"NHRP does not run on {named(iface)}", [], _place(iface) + "ip nhrp network-id 1", NHRP)
        return
    if state.nhss and not state.config.multicast:
        text = f"{named(iface)} sends multicasts to nobody: it has no multicast map for its next hop server"
        nbma = next((each.nbma for each in state.nhss.values() if each.nbma), 0)
        yield Finding(text, _lines(iface, "nhss"), f"{_place(iface)}ip nhrp map multicast {_text(nbma)}", NHRP)
    elif not state.multicast_dynamic:
        text = f"{named(iface)} sends multicasts to nobody: it does not learn whom from registrations"
        found = _lines(iface, "multicast_dynamic")
        yield Finding(text, found, f"{_place(iface)}ip nhrp map multicast dynamic", NHRP)
    else:
        text = f"{named(iface)} sends multicasts to nobody: nobody is registered with {iface.device.node}"
        yield Finding(text, [], "", NHRP)


def multicast(scene: Scene, iface: Interface, other: Interface) -> Iterator[Finding]:
    """Why hellos of one tunnel do not reach the other."""
    near, far = driver_of(iface), driver_of(other)
    if near is None or far is None or not near.multipoint or far.local in near.multicast_nbmas:
        return
    state = nhrp_of(iface)
    if not near.multicast_nbmas:
        yield from without_multicast(iface)
    elif state is not None:
        place = format_ipv4(far.local)
        text = f"{named(iface)} sends multicasts to others, but not to {place}, {other.device.node}"
        remedy = "" if state.nhss else "it must register"
        yield Finding(
            text, _lines(iface, "multicast"), remedy or f"{_place(iface)}ip nhrp map multicast {place}", NHRP
        )


def _malformed(dropped: Dropped) -> Iterator[Finding]:
    where = named(dropped.at) if dropped.at is not None else dropped.device.node
    if dropped.passage.packet.protocol in (ipv4.GRE, ipv4.ESP):
        yield Finding(f"what came to {where} as NHRP cannot be read", [], "look at a capture of what was sent", NHRP)


DROPS = {
    Reason.UNRESOLVED_NEXT_HOP: _unresolved,
    Reason.NO_MULTICAST_MAPPING: _no_multicast,
    Reason.UNREADABLE: _malformed,
}


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Servers that do not answer; tunnels of many that NHRP does not know."""
    for iface, driver in tunnels(device):
        if not iface.enabled or only not in (None, iface):
            continue
        state = nhrp_of(iface)
        if state is None:
            if driver.multipoint and driver.local:
                text = f"{named(iface)} is multipoint, and NHRP does not run on it: it has no ip nhrp network-id"
                yield Finding(text, [], _place(iface) + "ip nhrp network-id 1", NHRP)
            continue
        servers = [each.nbma for each in state.nhss.values() if each.nbma]
        for server in state.nhss.values():
            if not server.responding:
                yield from _server(scene, state, server)
        for nbma in dict.fromkeys([*servers, *(entry.nbma for entry in state.config.maps.values())]):
            yield from scene.ask("tunnel", iface, nbma)  # also what will only break at the next registration
        if not state.nhss:
            yield from _nobody(scene, state)


def _nobody(scene: Scene, state: NhrpTunnel) -> Iterator[Finding]:
    """A hub, maybe: who wanted to be its client and is not?"""
    own = state.driver.local
    for device in scene.devices:
        for iface, driver in tunnels(device):
            other = nhrp_of(iface)
            config = iface.get(NhrpConfig)
            if device is state.iface.device or config is None:
                continue
            known = {entry.nbma for entry in config.maps.values()} | {driver.remote}
            states = list(other.nhss.values()) if other is not None else []
            if not (states or config.maps or driver.multipoint or state.driver.multipoint):
                continue  # two ends of one tunnel, as FlexVPN's: nobody registers there
            there = state.cache.get(Prefix(iface.address or 0, 32))
            if there is not None and there.registered:
                continue
            if any(each.waiting and each.nbma == own for each in (other.nhss.values() if other is not None else ())):
                continue  # a better one is used
            if own in known or any(each.nbma == own for each in states):
                text = f"{named(iface)} is not registered with {named(state.iface)}"
                yield Finding(text, [], "", NHRP)
                yield from scene.ask("tunnel", iface, own)


def adjacent(scene: Scene, iface: Interface) -> Iterator[Interface]:
    """Next hop servers and clients: spokes are not neighbours of one another."""
    state, driver = nhrp_of(iface), driver_of(iface)
    if state is None or driver is None:
        return
    for server in state.nhss.values():
        other = far_tunnel(scene, iface, server.nbma) if server.nbma and not server.waiting else None
        if other is not None:
            yield other
    for device in scene.devices:
        for other, _ in tunnels(device):
            client = nhrp_of(other)
            if client is None or device is iface.device:
                continue
            if any(server.nbma == driver.local and not server.waiting for server in client.nhss.values()):
                yield other
