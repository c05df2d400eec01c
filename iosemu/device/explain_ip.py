"""Why the IP stack and the interfaces do what they do; see `explain`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.explain import LINK, ROUTING, TRANSPORT, Dropped, Finding, Line, Scene, Why, line_of, said
from iosemu.device.fib import Kind
from iosemu.device.interface import VIRTUAL, Interface
from iosemu.device.sources import CONNECTED, LOCAL
from iosemu.types import IPv4, format_ipv4, is_multicast
from iosemu.wire import ipv4
from iosemu.wire.tcp import Tcp
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.passage import Passage
    from iosemu.device.rib import Route
    from iosemu.device.vrf import Vrf
    from iosemu.wire.ipv4 import IPv4 as Datagram


def section(iface: Interface) -> str:
    return f"interface {iface.text}"


def shut(iface: Interface) -> list[Line]:
    """The `shutdown` of an interface."""
    return line_of(iface.device, section(iface), "shutdown")


def named(iface: Interface) -> str:
    """``R1's FastEthernet0/0``"""
    return f"{iface.text} of {iface.device.node}"


def refuses(scene: Scene, device: Device, packet: Datagram, vrf: Vrf) -> Iterator[Finding]:
    """Nobody is at the port."""
    if packet.protocol == ipv4.TCP:
        name, port = "TCP", Tcp.decode(packet.payload, packet.src, packet.dst).dst_port
        known = port in device.ip.tcp.services
    elif packet.protocol == ipv4.UDP:
        name, port = "UDP", Udp.decode(packet.payload, packet.src, packet.dst).dst_port
        known = port in device.ip.udp.handlers
    else:
        return
    if not known:
        yield Finding(f"nobody listens at {name} port {port} of {device.node}", [], "", TRANSPORT)


# what is right as it is


def route(device: Device, found: Route) -> list[Line]:
    """Connected networks: the address."""
    if found.source not in (CONNECTED, LOCAL):
        return []
    for path in found.paths:
        iface = path.interface
        if iface is not None:
            for address, length in iface.addresses:
                if found.prefix.network ^ address < 1 << 32 - found.prefix.length or length == found.prefix.length:
                    return address_lines(iface, address)
    return []


def address_lines(iface: Interface, address: IPv4) -> list[Line]:
    """The `ip address` line of an address."""
    if iface.config.address is not None and iface.config.address[0] == address:
        return [line for line in said(iface.device, iface.config, "address") if "ip address" in line.text][:1]
    return said(iface.device, iface.config, "secondaries", address)


def sends(scene: Scene, passage: Passage, iface: Interface) -> Iterator[Finding]:
    """Out by a cable: how long it is, and whose turn it is then."""
    if iface.kind in VIRTUAL:
        return
    packet = passage.packet
    to = format_ipv4(passage.next_hop)
    hop = "" if is_multicast(passage.next_hop) or passage.next_hop == 0xFFFFFFFF else f" to {to}"
    yield Finding(f"{iface.text}{hop}: {packet.length} bytes, MTU {iface.ip_mtu}")


# why not

_EMPTY: list[Line] = []


def _line_down(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at or dropped.passage.out
    if iface is not None:
        yield from dead_line(dropped.scene, iface)


def dead_line(scene: Scene, iface: Interface) -> Iterator[Finding]:
    """Why the line protocol of an interface is down."""
    if not iface.enabled:
        yield Finding(f"{named(iface)} is administratively down", shut(iface), _no_shutdown(iface), LINK)
        return
    if iface.kind in VIRTUAL:
        return  # whoever brings such interfaces knows
    if iface.subinterface:
        parent = iface.device.interfaces.get(iface.name.parent)
        if parent is not None and not parent.line_up:
            yield from dead_line(scene, parent)
        return
    link = iface.link
    if link is None:
        yield Finding(f"no cable is in {named(iface)}", [], "connect it in lab.yaml", LINK)
    elif link.is_cut or iface.label in link.unplugged:
        yield Finding(f"the cable at {named(iface)} is cut ({link.name})", [], f"/repair {iface.label}", LINK)
    else:
        for other in scene.attached(iface):
            if not other.device.running:
                yield Finding(f"{other.device.node} has no power", [], f"/power on {other.device.node}", LINK)
            elif not other.enabled:
                text = f"{named(other)}, at the other end of the cable, is administratively down"
                yield Finding(text, shut(other), _no_shutdown(other), LINK)
        if iface.kind == "Serial" and iface.has_carrier:
            others = [other for other in scene.attached(iface) if not other.config.keepalive and iface.config.keepalive]
            for other in others:
                text = f"{named(iface)} waits for keepalives, and {named(other)} sends none"
                yield Finding(text, said(other.device, other.config, "keepalive"), "keepalive on both ends", LINK)


def _no_shutdown(iface: Interface) -> str:
    return f"{iface.device.node}, {section(iface)}: no shutdown"


def _no_route(dropped: Dropped) -> Iterator[Finding]:
    device, passage = dropped.device, dropped.passage
    dst, vrf = passage.packet.dst, passage.vrf
    place = f" in VRF {vrf.name}" if vrf.name else ""
    yield Finding(f"{device.node} has no route to {format_ipv4(dst)}{place}", [], "", ROUTING)
    yield from missing_route(dropped.scene, device, vrf.name, dst)


def missing_route(scene: Scene, device: Device, vrf: str, dst: IPv4) -> Iterator[Finding]:
    """Who has the destination, and who ought to have told of it."""
    from iosemu.types import Prefix

    own = [
        iface for iface in device.interfaces.values()
        if iface.vrf.name == vrf and not iface.line_up and any(dst in Prefix.of(*each) for each in iface.addresses)
    ]  # fmt: skip
    for iface in own:
        yield Finding(f"its subnet is that of {named(iface)}, whose line is down", [], "", ROUTING)
        yield from dead_line(scene, iface)
        if iface.kind in VIRTUAL and iface.enabled:
            yield from scene.ask("ails", device, iface)
    if own:
        return
    for iface in device.interfaces.values():
        if iface.vrf.name != vrf and any(dst in Prefix.of(*each) for each in iface.addresses):
            where = f"VRF {iface.vrf.name}" if iface.vrf.name else "the global table"
            lines = said(device, iface.config, "vrf")
            yield Finding(f"{device.node} is attached to it by {iface.text}, in {where}", lines, "", ROUTING)
    homes = [
        iface for each in scene.devices for iface in each.interfaces.values()
        if each is not device and any(dst in Prefix.of(*each) for each in iface.addresses)
    ]  # fmt: skip
    if not homes:
        yield from scene.without_power()
        yield Finding("no router of the lab has an address in its subnet", [], "", ROUTING)
        return
    for iface in homes[:1]:
        address = next(own for own, length in iface.addresses if dst in Prefix.of(own, length))
        text = f"its subnet is that of {named(iface)}"
        if not iface.line_up:
            text += ", whose line is down"
        yield Finding(text, address_lines(iface, address), "", ROUTING)
        if not iface.line_up:
            yield from dead_line(scene, iface)
    yield from scene.ask("ails", device, None)


def _null_route(dropped: Dropped) -> Iterator[Finding]:
    from iosemu.device.explain import lines_of_route

    device, dst = dropped.device, dropped.passage.packet.dst
    entry = dropped.passage.vrf.v4.find(dst)
    if entry is None or entry.route is None:
        return
    prefix = entry.route.prefix
    text = f"the longest route to {format_ipv4(dst)} on {device.node} is {prefix} to Null0, {entry.route.source}"
    yield Finding(text, lines_of_route(device, entry.route), "a longer route, or none to Null0", ROUTING)


def _not_a_gateway(dropped: Dropped) -> Iterator[Finding]:
    device = dropped.device
    if not device.ip.forwards:
        yield Finding(f"{device.node} is a host: it forwards nothing", [], "", ROUTING)
        return
    lines = line_of(device, "", "no ip routing")
    yield Finding(f"{device.node} does not route", lines, f"{device.node}: ip routing", ROUTING)


def _martian(dropped: Dropped) -> Iterator[Finding]:
    packet = dropped.passage.packet
    text = f"no router forwards from {format_ipv4(packet.src)} to {format_ipv4(packet.dst)} (RFC 1812 section 5.3.7)"
    yield Finding(text, [], "another address", ROUTING)


def _ttl(dropped: Dropped) -> Iterator[Finding]:
    device, packet = dropped.device, dropped.passage.packet
    yield Finding(f"its time to live ended on {device.node}, {format_ipv4(packet.dst)} is not there", [], "", ROUTING)
    seen: set[tuple[str, str]] = set()
    here, path = device, []
    while (here.node, dropped.passage.vrf.name) not in seen:  # does the packet come back?
        seen.add((here.node, dropped.passage.vrf.name))
        path.append(here.node)
        vrf = here.vrfs.get(dropped.passage.vrf.name) or here.vrfs.default
        entry = vrf.v4.find(packet.dst)
        if entry is None or entry.kind is not Kind.NEXT_HOP:
            return
        owner = dropped.scene.owner(entry.hop(packet.src, packet.dst)[1], here)
        if owner is None:
            return
        here = owner.device
    loop = path[path.index(here.node) :]
    if len(loop) > 1:
        from iosemu.device.explain import lines_of_route

        lines: list[Line] = []
        for name in loop:
            each = next(each for each in dropped.scene.devices if each.node == name)
            found = (each.vrfs.get(dropped.passage.vrf.name) or each.vrfs.default).v4.lookup(packet.dst)
            lines += lines_of_route(each, found) if found is not None else []
        yield Finding(f"its routes lead in a circle: {' -> '.join([*loop, loop[0]])}", lines, "mend a route", ROUTING)


def _directed_broadcast(dropped: Dropped) -> Iterator[Finding]:
    packet, out = dropped.passage.packet, dropped.passage.out
    if out is None:
        return
    text = f"{format_ipv4(packet.dst)} is the broadcast address of {named(out)}, which forwards none"
    yield Finding(text, _EMPTY, f"{out.device.node}, {section(out)}: ip directed-broadcast", ROUTING)


def _fragmentation(dropped: Dropped) -> Iterator[Finding]:
    iface, packet = dropped.at, dropped.passage.packet
    if iface is None:
        return
    lines = said(iface.device, iface.config, "ip_mtu") or said(iface.device, iface.config, "mtu")
    what = "by configuration" if lines else "as it is by default"
    text = (
        f"the packet has {packet.length} bytes and may not be fragmented, and {iface.ip_mtu} go through "
        f"{named(iface)}, {what}"
    )
    yield Finding(text, lines, f"packets of {iface.ip_mtu} bytes, or ip tcp adjust-mss where TCP passes", LINK)


def _encapsulation(dropped: Dropped) -> Iterator[Finding]:
    """ARP."""
    scene, iface, passage = dropped.scene, dropped.at, dropped.passage
    if iface is None:
        return
    hop = passage.next_hop
    address = format_ipv4(hop)
    others = scene.attached(iface)
    owner = next((o for o in others if any(own == hop for own, _ in o.addresses)), None)
    if owner is not None and owner.line_up and owner.vrf is not None:
        text = (
            f"{iface.device.node} asks for the MAC address of {address} on {iface.text} (ARP), of {owner.device.node}"
        )
        yield Finding(text, [], "nothing: the answer comes, the next packet goes", LINK)
        return
    if owner is not None:
        yield Finding(
            f"nobody answers ARP for {address}: it is that of {named(owner)}, whose line is down", [], "", LINK
        )
        yield from dead_line(scene, owner)
        return
    stations = ", ".join(named(each) for each in others) or "nobody"
    text = f"nobody on the cable of {named(iface)} has the address {address} (there is {stations})"
    lines = [line for each in [iface, *others] for line in _own_address(each)]
    elsewhere = scene.owner(hop, iface.device)
    remedy = f"an address that is there as next hop; {address} is that of {named(elsewhere)}" if elsewhere else ""
    yield Finding(text, lines, remedy or "a next hop that is there", LINK)


def _own_address(iface: Interface) -> list[Line]:
    return address_lines(iface, iface.config.address[0]) if iface.config.address is not None else []


def _no_address(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at
    if iface is None:
        owner = dropped.passage.packet.dst
        text = f"{format_ipv4(owner)} is no address of {dropped.device.node} any more"
        yield Finding(text, [], "", LINK)
        return
    lines = line_of(iface.device, section(iface), "no ip address")
    text = f"{named(iface)} has no IP address: it takes no IP packets"
    yield Finding(text, lines, f"{iface.device.node}, {section(iface)}: ip address <address> <mask>", LINK)


def _no_listener(dropped: Dropped) -> Iterator[Finding]:
    packet, device = dropped.passage.packet, dropped.device
    if is_multicast(packet.dst):
        where = f" on {dropped.at.text}" if dropped.at is not None else ""
        yield Finding(f"nobody on {device.node} has joined {format_ipv4(packet.dst)}{where}", [], "", TRANSPORT)
        return
    text = f"nothing on {device.node} takes IP protocol {packet.protocol}: it is for {format_ipv4(packet.dst)}, its own"
    yield Finding(text, [], "configure what is to take it", TRANSPORT)


def _source_route(dropped: Dropped) -> Iterator[Finding]:
    device = dropped.device
    text = f"{device.node} drops datagrams with a source route"
    yield Finding(text, line_of(device, "", "no ip source-route"), f"{device.node}: ip source-route", ROUTING)


def _not_reassembled(dropped: Dropped) -> Iterator[Finding]:
    text = f"not all fragments came to {dropped.device.node} in time: what drops one of them drops the packet"
    yield Finding(text, [], "smaller packets, or a way that loses none", TRANSPORT)


def _null_interface(dropped: Dropped) -> Iterator[Finding]:
    text = f"it was sent to Null0 of {dropped.device.node}"
    yield Finding(text, [], "a route or policy that leads elsewhere", ROUTING)


def _frame(text: str, remedy: str, field: str = "") -> Why:
    def found(dropped: Dropped) -> Iterable[Finding]:
        iface = dropped.at
        place = named(iface) if iface is not None else dropped.device.node
        lines = said(iface.device, iface.config, field) if iface is not None and field else []
        yield Finding(text.format(place=place), lines, remedy.format(place=place), LINK)

    return found


def _unknown_vlan(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at
    if iface is None:
        return
    have = ", ".join(str(sub.config.dot1q) for sub in iface.subinterfaces.values()) or "none"
    lines = [line for other in dropped.scene.attached(iface) for sub in other.subinterfaces.values()
             for line in said(sub.device, sub.config, "dot1q")]  # fmt: skip
    text = f"no subinterface of {named(iface)} takes the VLAN of this frame (there are {have})"
    yield Finding(text, lines, "the same VLAN at both ends", LINK)


def _too_long(dropped: Dropped) -> Iterator[Finding]:
    iface = dropped.at
    if iface is None:
        return
    lines = said(iface.device, iface.config, "mtu")
    text = f"the frame is longer than {named(iface)} takes, MTU {iface.mtu}"
    for other in dropped.scene.attached(iface):
        if other.mtu > iface.mtu:
            text += f"; {named(other)} sends up to {other.mtu}"
            lines = lines + said(other.device, other.config, "mtu")
    yield Finding(text, lines, "the same mtu at both ends", LINK)


def _ttl_security(dropped: Dropped) -> Iterator[Finding]:
    """RFC 5082: a session that takes segments of near neighbours only."""
    packet, device = dropped.passage.packet, dropped.device
    text = f"{device.node} takes TCP from {format_ipv4(packet.src)} only with a longer time to live than {packet.ttl}: "
    text += "the neighbour is farther away than its ttl-security hops says, or does not send with 255"
    yield Finding(text, [], "the same ttl-security hops at both ends, as many as there are routers", TRANSPORT)


DROPS: dict[Reason, Why] = {
    Reason.MALFORMED: _frame(
        "what came to {place} is no datagram: a header or a checksum is wrong", "look at a capture"
    ),
    Reason.TOO_LONG: _too_long,
    Reason.UNKNOWN_PROTOCOL: _frame("nothing on {place} takes the protocol of this frame", "configure it at both ends"),
    Reason.UNKNOWN_VLAN: _unknown_vlan,
    Reason.UNICAST_TO_MANY: _frame(
        "{place} drops what is for one host in a frame for all (RFC 1122 section 3.3.6)",
        "the MAC address of a neighbour: look for arp lines with a group or ffff.ffff.ffff",
    ),
    Reason.NO_ADDRESS: _no_address,
    Reason.SOURCE_ROUTE: _source_route,
    Reason.NO_LISTENER: _no_listener,
    Reason.NOT_REASSEMBLED: _not_reassembled,
    Reason.NOT_A_GATEWAY: _not_a_gateway,
    Reason.MARTIAN: _martian,
    Reason.NO_ROUTE: _no_route,
    Reason.NULL_ROUTE: _null_route,
    Reason.TTL: _ttl,
    Reason.DIRECTED_BROADCAST: _directed_broadcast,
    Reason.OUTPUT_QUEUE: _frame(
        "the hold queue of {place} was full: more came than the cable takes", "less traffic, or /loss and /delay off"
    ),
    Reason.LINE_DOWN: _line_down,
    Reason.FRAGMENTATION_NEEDED: _fragmentation,
    Reason.ENCAPSULATION_FAILED: _encapsulation,
    Reason.NULL_INTERFACE: _null_interface,
    Reason.TTL_SECURITY: _ttl_security,
}


def ails(scene: Scene, device: Device, only: Interface | None) -> Iterator[Finding]:
    """Lines that are down though somebody wants them up."""
    for iface in device.interfaces.in_order():
        wanted = iface.enabled and iface.kind not in VIRTUAL and (iface.address is not None or iface.subinterfaces)
        if only not in (None, iface) or iface.line_up:
            continue
        if only is iface or wanted:
            yield from dead_line(scene, iface)
