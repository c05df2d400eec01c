"""How tunnels carry datagrams, and what keeps them down; see `device/explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import LINK, ROUTING, Depth, Dropped, Finding, Layer, Line, Scene, lines_of_route, said
from iosemu.device.explain_ip import dead_line, missing_route, named, shut
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.model import BARE, IPIP, IPSEC, IPV6IP, TunnelConfig
from iosemu.types import InterfaceName, IPv4, format_ipv4
from iosemu.wire import Malformed, gre

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage

GRE = Layer(Depth.TUNNEL, "GRE")


def driver_of(iface: Interface | None) -> TunnelDriver | None:
    """That of a tunnel."""
    return iface.driver if iface is not None and isinstance(iface.driver, TunnelDriver) else None


def tunnels(device: Device) -> Iterator[tuple[Interface, TunnelDriver]]:
    for iface in device.interfaces.in_order():
        driver = driver_of(iface)
        if driver is not None:
            yield iface, driver


def lines(iface: Interface, *fields: str) -> list[Line]:
    """`tunnel …` lines."""
    return [line for field in fields for line in said(iface.device, iface[TunnelConfig], field)]


def far_tunnel(scene: Scene, iface: Interface, far: IPv4) -> Interface | None:
    """The tunnel at the other end that is sourced from that address, the best fit first."""
    near = driver_of(iface)
    if near is None:
        return None
    best: tuple[int, Interface] | None = None
    far = scene.behind(far)
    for device in scene.devices:
        for other, driver in tunnels(device):
            if driver.local != far or device is iface.device:
                continue
            ours, theirs = near.config, driver.config
            fit = 2 * (driver.remote in (0, near.local)) + (ours.key == theirs.key) + (ours.mode == theirs.mode)
            if best is None or fit > best[0]:
                best = fit, other
    return best[1] if best is not None else None


# what is right as it is


def wraps(scene: Scene, inner: Passage, iface: Interface, outer: Passage) -> Iterator[Finding]:
    """The outer datagram's addresses."""
    driver = driver_of(iface)
    if driver is None:
        return
    config, packet = driver.config, outer.packet
    kind = {IPSEC: "IPsec tunnel", IPIP: "IP in IP", IPV6IP: "IPv6 in IP"}.get(config.mode, GRE.name)
    key = f", key {config.key}" if config.key is not None else ""
    vrf = f", in VRF {driver.front.name}" if driver.front.name else ""
    text = f"{iface.text}: {kind} {format_ipv4(driver.local)} -> {format_ipv4(packet.dst)}{key}{vrf}"
    yield Finding(text, lines(iface, "source", "destination", "key", "vrf"), "", GRE)


# why not


def _down_line(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at or dropped.passage.out
    driver = driver_of(iface)
    if iface is not None and driver is not None:
        yield from down(dropped.scene, iface, driver)


def down(scene: Scene, iface: Interface, driver: TunnelDriver) -> Iterator[Finding]:
    """Why the line protocol of a tunnel is down."""
    device, config = iface.device, driver.config
    if not iface.enabled:
        yield Finding(f"{named(iface)} is administratively down", shut(iface), "no shutdown", LINK)
        return
    reason, place = driver.down_reason(), f"{device.node}, interface {iface.text}"
    if reason is None:
        return
    if config.source is None:
        yield Finding(f"{named(iface)} has no source", [], f"{place}: tunnel source <interface>", GRE)
    elif not driver.local:
        name = str(config.source)
        text = f"{name}, the source of {named(iface)}, has no address in {vrf_words(driver)}"
        yield Finding(text, lines(iface, "source", "vrf"), f"{device.node}, interface {name}: ip address", GRE)
    elif not driver.remote and not driver.multipoint:
        text = f"{named(iface)} is point-to-point and has no destination"
        yield Finding(text, lines(iface, "mode"), f"{place}: tunnel destination, or tunnel mode gre multipoint", GRE)
    elif driver.source_iface is None:
        text = f"no interface of {device.node} has {format_ipv4(driver.local)}, the source of {iface.text}"
        text += f", in {vrf_words(driver)}"
        yield Finding(text, lines(iface, "source", "vrf"), f"{place}: tunnel source, tunnel vrf", GRE)
    elif not driver.source_iface.line_up:
        text = f"{driver.source_iface.text}, the source of {named(iface)}, is down"
        yield Finding(text, lines(iface, "source"), "", GRE)
        yield from dead_line(scene, driver.source_iface)
    elif driver.disabled:
        yield from _circle(iface, driver, driver.remote)
    elif reason == "no output interface":
        text = f"{device.node} has no route to {format_ipv4(driver.remote)}, the destination of {iface.text}"
        yield Finding(f"{text}, in {vrf_words(driver)}", lines(iface, "destination", "vrf"), "", ROUTING)
        yield from missing_route(scene, device, driver.front.name, driver.remote)
    elif reason == "keepalive down":
        text = f"keepalives of {named(iface)} do not come back from {format_ipv4(driver.remote)}"
        yield Finding(text, lines(iface, "keepalive"), "", GRE)
        yield from scene.ask("tunnel", iface, driver.remote)
    else:
        yield Finding(f"the line protocol of {named(iface)} is down: {reason}", [], "", GRE)
        if driver.remote:
            yield from scene.ask("tunnel", iface, driver.remote)


def vrf_words(driver: TunnelDriver) -> str:
    return f"VRF {driver.front.name}" if driver.front.name else "the global table"


def _circle(iface: Interface, driver: TunnelDriver, far: IPv4) -> Iterator[Finding]:
    """The way to a far end (0: to which one is not known) leads into the tunnel itself."""
    route = driver.front.v4.lookup(far) if far else None
    whom = f"{format_ipv4(far)}, the far end of {named(iface)}," if far else f"a far end of {named(iface)}"
    text = f"the route to {whom} leads into the tunnel itself"
    found = lines(iface, "destination")
    if route is not None:
        text += f": {route.prefix}, {route.source}"
        found += lines_of_route(iface.device, route)
    yield Finding(text, found, "keep the outer networks out of the routing of the tunnel", ROUTING)


def _recursive(dropped: Dropped) -> Iterator[Finding]:
    for iface in (dropped.at, dropped.passage.out):
        driver = driver_of(iface)
        if iface is None or driver is None:
            continue
        known = dict(driver.resolver.known(iface)) if driver.resolver is not None else {}
        yield from _circle(iface, driver, driver.remote or known.get(dropped.passage.next_hop, 0))
        return


def _no_tunnel(dropped: Dropped) -> Iterator[Finding]:
    """GRE came for an address of this router, and no tunnel is its."""
    packet, device, passage = dropped.passage.packet, dropped.device, dropped.passage
    src, dst = format_ipv4(packet.src), format_ipv4(packet.dst)
    text = f"no tunnel of {device.node} takes GRE from {src} to {dst}"
    yield Finding(text, [], "", GRE)
    try:
        key = gre.Gre.decode(packet.payload).key
    except Malformed:
        key = None
    for iface, driver in tunnels(device):
        if driver.local != packet.dst:
            continue
        found, place = [], f"{device.node}, interface {iface.text}: "
        if driver.config.key != key:
            has = f"key {driver.config.key}" if driver.config.key is not None else "no key"
            what = f"key {key}" if key is not None else "no key"
            sender = dropped.scene.owner(packet.src, device)
            there = far_tunnel(dropped.scene, iface, packet.src) if sender is not None else None
            both = lines(iface, "key") + (lines(there, "key") if there is not None else [])
            yield Finding(
                f"{iface.text} has {has}, the packet has {what}",
                both,
                place + "the same tunnel key at both ends",
                GRE,
            )
        if driver.remote and driver.remote != packet.src:
            found = lines(iface, "destination")
            text = f"{iface.text} is point-to-point with {format_ipv4(driver.remote)}, not with {src}"
            yield Finding(text, found, place + f"tunnel destination {src}", GRE)
        if driver.front is not passage.vrf:
            text = f"{iface.text} has its outer side in {vrf_words(driver)}"
            yield Finding(text, lines(iface, "vrf"), place + "tunnel vrf", GRE)
        if not iface.up:
            yield from down(dropped.scene, iface, driver)
        return
    for iface, _ in tunnels(device):
        if iface[TunnelConfig].source is not None:
            yield Finding(f"{named(iface)} has another source", lines(iface, "source"), "", GRE)


def _out_of_order(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at
    if iface is not None:
        text = f"{named(iface)} takes datagrams in their order only, and this one came late"
        place = f"{iface.device.node}, interface {iface.text}"
        yield Finding(text, lines(iface, "sequencing"), f"{place}: no tunnel sequence-datagrams", GRE)


def _other_family(dropped: Dropped) -> Iterator[Finding]:
    """The mode of the tunnel carries one family only."""
    iface = dropped.at
    driver = driver_of(iface)
    if iface is not None and driver is not None:
        family = "IPv6" if dropped.passage.packet.wide else "IPv4"
        text = f"{named(iface)} carries no {family} in mode {driver.config.mode}"
        place = f"{iface.device.node}, interface {iface.text}"
        yield Finding(text, lines(iface, "mode"), f"{place}: tunnel mode gre ip", GRE)


DROPS = {
    Reason.OTHER_FAMILY: _other_family,
    Reason.LINE_DOWN: _down_line,
    Reason.RECURSIVE_ROUTING: _recursive,
    Reason.NO_TUNNEL: _no_tunnel,
    Reason.OUT_OF_ORDER: _out_of_order,
}


def tunnel(scene: Scene, iface: Interface, far: IPv4) -> Iterator[Finding]:
    """What the two ends of a tunnel do not agree on."""
    near = driver_of(iface)
    if near is None:
        return
    if not iface.line_up:
        reason = near.down_reason()
        if reason is not None and near.local and not near.disabled and reason.startswith("tunnel source"):
            yield from down(scene, iface, near)
    home = scene.owner(far, iface.device)
    address = format_ipv4(far)
    if home is None:
        yield from scene.without_power()
        text = f"no router of the lab has {address}, the far end of {named(iface)}"
        yield Finding(text, lines(iface, "destination"), "the address of the far end's tunnel source", GRE)
        return
    other = far_tunnel(scene, iface, far)
    if other is None:
        text = f"{home.device.node} has {address}, but no tunnel of it is sourced from there"
        found: list[Line] = []
        for each, driver in tunnels(home.device):
            if each[TunnelConfig].source is not None:
                place = format_ipv4(driver.local) if driver.local else "no address"
                text += f"; {each.text} is sourced from {_source(driver)} ({place})"
                found += lines(each, "source")
        yield Finding(text, found, "the address of the tunnel source, on both sides", GRE)
        return
    far_driver = driver_of(other)
    assert far_driver is not None
    if not other.line_up and other is not iface:
        reason = far_driver.own_reason()
        if not other.enabled or (reason is not None and not reason.startswith("keepalive")):
            yield from down(scene, other, far_driver)
    ours, theirs = near.config, far_driver.config
    if _carrier(ours.mode) != _carrier(theirs.mode):
        text = f"{named(iface)} is {ours.mode}, {named(other)} is {theirs.mode}"
        yield Finding(text, lines(iface, "mode") + lines(other, "mode"), "the same tunnel mode at both ends", GRE)
    if ours.key != theirs.key and _carrier(ours.mode) == "gre":
        text = f"{named(iface)} has {_key(ours)}, {named(other)} has {_key(theirs)}: each drops what the other sends"
        yield Finding(text, lines(iface, "key") + lines(other, "key"), "the same tunnel key at both ends", GRE)
    for one, one_driver, two, two_driver in ((iface, near, other, far_driver), (other, far_driver, iface, near)):
        if one_driver.remote and scene.behind(one_driver.remote) != two_driver.local:
            text = f"{named(one)} is point-to-point with {format_ipv4(one_driver.remote)}, "
            text += f"not with {format_ipv4(two_driver.local)}, the source of {named(two)}"
            found = lines(one, "destination") + lines(two, "source")
            yield Finding(text, found, f"{one.device.node}: tunnel destination, or tunnel mode gre multipoint", GRE)


def _source(driver: TunnelDriver) -> str:
    source = driver.config.source
    return str(source) if isinstance(source, InterfaceName) else "its address"


def _carrier(mode: str) -> str:
    return mode if mode in (*BARE, IPSEC) else "gre"


def _key(config: TunnelConfig) -> str:
    return f"tunnel key {config.key}" if config.key is not None else "no tunnel key"


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Tunnels that are down."""
    for iface, driver in tunnels(device):
        if not iface.line_up and iface.enabled and only in (None, iface):
            yield from down(scene, iface, driver)


def adjacent(scene: Scene, iface: Interface) -> Iterator[Interface]:
    """The other end of a point-to-point tunnel, and those that have this one as theirs."""
    driver = driver_of(iface)
    if driver is None or not driver.local:
        return
    if driver.remote:
        other = far_tunnel(scene, iface, driver.remote)
        if other is not None:
            yield other
    for device in scene.devices:
        for other, there in tunnels(device):
            if device is not iface.device and there.remote == driver.local and driver.remote in (0, there.local):
                yield other
