"""show interfaces and its short forms, show interfaces description, show ip interface, show protocols"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.device.drops import Reason
from iosemu.device.interface import Interface
from iosemu.device.tells import IpFacts, told
from iosemu.device.times import uptime
from iosemu.features.acl.model import AccessGroups
from iosemu.features.interface.counts import accounting_lines, stats_lines, summary_lines
from iosemu.features.interface.engine import InterfaceEngine, burnt_in, state_words
from iosemu.features.interface.model import InterfaceOptions
from iosemu.features.interface.rates import load, rounded, span_words
from iosemu.types import InterfaceName, format_ipv4, format_mac

_CLONES = ("Virtual-Access", "Virtual-Template")


def show_interfaces(ctx: Context, name: InterfaceName | None = None) -> Iterable[str]:
    device: Device = ctx.device
    for iface in chosen(device, name):
        yield from interface_lines(device, iface)


def chosen(device: Device, name: InterfaceName | None) -> Iterable[Interface]:
    if name is None:
        return list(device)
    found = device.interface(name)
    return [found] if found is not None else []


def _first_line(iface: Interface) -> str:
    physical, protocol = state_words(iface)
    return f"{iface.text} is {physical}, line protocol is {protocol}"


def interface_lines(device: Device, iface: Interface) -> Iterator[str]:
    """One interface as `show interfaces` describes it."""
    engine: InterfaceEngine = device.engine("interface")
    ethernet = "Ethernet" in iface.kind
    yield f"{_first_line(iface)} "
    hardware = dict(device.platform.chips).get(iface.kind, iface.kind)
    if iface.kind in _CLONES:
        hardware = f"{iface.kind.replace('-', ' ')} interface"
    if ethernet:
        yield f"  Hardware is {hardware}, address is {format_mac(iface.mac)} (bia {format_mac(burnt_in(iface))})"
    else:
        yield f"  Hardware is {hardware if iface.kind != 'Null' else 'Unknown'}"
    if iface.config.description:
        yield f"  Description: {iface.config.description}"
    if _addressed(iface):
        yield _address_line(iface)
    rates = engine.rates_of(iface)
    out_load, in_load = load(rates.out_bits, iface.bandwidth), load(rates.in_bits, iface.bandwidth)
    yield f"  MTU {iface.mtu} bytes, BW {iface.bandwidth} {device.software.bandwidth_unit}, DLY {iface.delay} usec, "
    yield f"     reliability 255/255, txload {out_load}/255, rxload {in_load}/255"
    yield f"  Encapsulation {_encapsulation(iface)}"
    if iface.name.sub is not None:
        if ethernet:
            yield _arp_line(iface)
            if device.software.subinterface_keepalive:
                yield f"  {_keepalive(iface)}"
        yield f'  Last clearing of "show interface" counters {_ago(device, iface.counters.cleared)}'
        return
    own = [line for lines in told(device, "interfaces", iface) for line in lines]
    yield from own or [f"  {_keepalive(iface)}"]
    if ethernet:
        yield from _ethernet_lines(iface)
    yield from _counter_lines(device, iface, engine)


def _lender(iface: Interface) -> Interface | None:
    """Whose address it shows, though nothing is routed by it."""
    found: Interface | None = getattr(iface.driver, "lender", None)
    return found


def _addressed(iface: Interface) -> bool:
    """Has it an address, its own or another's, or will it have one?"""
    config = iface.config
    told = config.address is not None or config.unnumbered is not None or config.given
    return told or _lender(iface) is not None


def _address_line(iface: Interface) -> str:
    lender = _lender(iface)
    if lender is not None:
        return f"  Interface is unnumbered. Using address of {lender.text} ({format_ipv4(lender.address or 0)})"
    if iface.config.address is not None:
        address, length = iface.config.address
        return f"  Internet address is {format_ipv4(address)}/{length}"
    if iface.config.leased is not None:
        return "  Internet address will be negotiated using DHCP"
    if iface.config.negotiated:
        return "  Internet address will be negotiated using IPCP"
    borrowed = format_ipv4(iface.address) if iface.address is not None else "0.0.0.0"
    return f"  Interface is unnumbered. Using address of {iface.config.unnumbered} ({borrowed})"


def _encapsulation(iface: Interface) -> str:
    kind = iface.kind
    if iface.name.sub is not None:
        return "802.1Q Virtual LAN, Vlan ID  " + (f"{iface.config.dot1q}." if iface.config.dot1q else "1.")
    if "Ethernet" in kind:
        return f"{'802.1Q Virtual LAN, Vlan ID  1.' if iface.subinterfaces else 'ARPA'}, loopback not set"
    if kind == "Serial":
        return "HDLC, crc 16, loopback not set"
    if kind == "NVI":
        return "UNKNOWN, loopback not set"
    if kind in _CLONES:
        return "TUNNEL"
    return f"{kind.upper() if kind in ('Loopback', 'Tunnel') else 'ARPA'}, loopback not set"


def _keepalive(iface: Interface) -> str:
    if iface.kind in ("Null",) or not iface.config.keepalive:
        return "Keepalive not set"
    if iface.kind == "Loopback" and not iface.device.software.loopback_keepalive:
        return "Keepalive not set"
    return f"Keepalive set ({iface.config.keepalive} sec)"


_SPEED = {"FastEthernet": "100Mb/s", "GigabitEthernet": "1000Mb/s", "TenGigabitEthernet": "10Gb/s"}
_MEDIA = {"FastEthernet": "100BaseTX/FX", "GigabitEthernet": "RJ45", "TenGigabitEthernet": "RJ45"}


def _ethernet_lines(iface: Interface) -> Iterator[str]:
    kind, words = iface.kind, iface.device.platform.port_words
    options = iface.get(InterfaceOptions) or InterfaceOptions()
    if kind == "GigabitEthernet" and words:
        if words == "XE":
            duplex = "Half" if options.duplex == "half" else "Full"
            speed = "1000" if options.speed == "auto" else options.speed
            forced = "auto" if options.speed == "auto" else "force-up"
            yield f"  {duplex} Duplex, {speed}Mbps, link type is {forced}, media type is Virtual"
        else:
            duplex = f"{options.duplex.capitalize()} Duplex"
            speed = "Auto Speed" if options.speed == "auto" else f"{options.speed}Mbps"
            kind = "auto" if options.speed == "auto" else "force-up"
            yield f"  {duplex}, {speed}, link type is {kind}, media type is RJ45"
        yield "  output flow-control is unsupported, input flow-control is unsupported"
    elif kind != "Ethernet":
        duplex = "Half-duplex" if options.duplex == "half" else "Full-duplex"
        speed = f"{options.speed}Mb/s" if options.speed not in ("auto",) else _SPEED[kind]
        yield f"  {duplex}, {speed}, {_MEDIA[kind]}"
    yield _arp_line(iface)


def _arp_line(iface: Interface) -> str:
    minutes, seconds = divmod(iface.device.ip.arp.timeout_of(iface), 60)
    return f"  ARP type: ARPA, ARP Timeout {minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def _enabled(on: object) -> str:
    return "enabled" if on else "disabled"


def _ago(device: Device, at: float | None) -> str:
    return uptime(None if at is None else device.scheduler.now - at)


def _counter_lines(device: Device, iface: Interface, engine: InterfaceEngine) -> Iterator[str]:
    c, rates = iface.counters, engine.rates_of(iface)
    ethernet, serial = "Ethernet" in iface.kind, iface.kind == "Serial"
    options = iface.get(InterfaceOptions) or InterfaceOptions()
    hang = "never"
    yield f"  Last input {_ago(device, c.last_input)}, output {_ago(device, c.last_output)}, output hang {hang}"
    yield f'  Last clearing of "show interface" counters {_ago(device, c.cleared)}'
    queue, drops = options.hold_queue_in, c.drops.get(Reason.OUTPUT_QUEUE, 0)  # a cable in order takes all at once
    yield f"  Input queue: 0/{queue}/0/0 (size/max/drops/flushes); Total output drops: {drops}"
    strategy = "".join(told(device, "queueing strategy", iface)) or "fifo"
    yield f"  Queueing strategy: {strategy}"
    waiting = iface.link.held(iface) if iface.link is not None else 0
    yield f"  Output queue: {waiting}/{options.hold_queue_out if ethernet or serial else 0} (size/max)"
    span = span_words(options.load_interval)
    yield f"  {span} input rate {rounded(rates.in_bits)} bits/sec, {int(rates.in_packets + 0.5)} packets/sec"
    yield f"  {span} output rate {rounded(rates.out_bits)} bits/sec, {int(rates.out_packets + 0.5)} packets/sec"
    broadcasts = c.in_broadcasts + c.in_multicasts
    fast = iface.kind == "FastEthernet" or (iface.kind == "Ethernet")
    yield f"     {c.in_packets} packets input, {c.in_bytes} bytes" + ("" if fast else ", 0 no buffer")
    yield f"     Received {broadcasts} broadcasts ({c.in_multicasts} IP multicasts)"
    yield f"     0 runts, {c.drops.get(Reason.TOO_LONG, 0)} giants, 0 throttles "
    frame = c.drops.get(Reason.MALFORMED, 0)
    errors = frame + c.drops.get(Reason.TOO_LONG, 0)
    yield f"     {errors} input errors, 0 CRC, {frame} frame, 0 overrun, 0 ignored" + ("" if ethernet else ", 0 abort")
    if ethernet and iface.kind != "Ethernet":
        if fast:
            yield "     0 watchdog"
        else:
            yield f"     0 watchdog, {c.in_multicasts} multicast, 0 pause input"
    if fast:
        yield "     0 input packets with dribble condition detected"
    yield f"     {c.out_packets} packets output, {c.out_bytes} bytes, 0 underruns"
    yield f"     0 output errors, 0 collisions, {c.resets} interface resets"
    if device.software.unknown_protocol_drops:
        yield f"     {c.drops.get(Reason.UNKNOWN_PROTOCOL, 0)} unknown protocol drops"
    if ethernet:
        yield "     0 babbles, 0 late collision, 0 deferred"
        lost = max(c.carrier_transitions - 1, 0) if not iface.has_carrier else 0
        yield f"     {lost} lost carrier, 0 no carrier" + ("" if fast else ", 0 pause output")
    yield "     0 output buffer failures, 0 output buffers swapped out"
    if serial:
        yield f"     {c.carrier_transitions} carrier transitions"
        state = "up" if iface.has_carrier else "down"
        own = "up" if iface.enabled else "down"
        yield f"  DCD={state}  DSR={state}  DTR={own}  RTS={own}  CTS={state}"
        yield ""


def show_interfaces_description(ctx: Context, name: InterfaceName | None = None) -> Iterable[str]:
    yield "Interface                      Status         Protocol Description"
    for iface in chosen(ctx.device, name):
        status, protocol, description = described(iface)
        yield f"{iface.name.short:<30} {status:<14} {protocol:<8} {description}"


def described(iface: Interface) -> tuple[str, str, str]:
    """Status, protocol, description."""
    physical, protocol = state_words(iface)
    return "admin down" if physical.startswith("admin") else physical, protocol, iface.config.description


def show_interfaces_summary(ctx: Context, name: InterfaceName | None = None) -> Iterable[str]:
    return summary_lines(ctx.device, counted_ones(ctx.device, name))


def show_interfaces_stats(ctx: Context, name: InterfaceName | None = None) -> Iterable[str]:
    return stats_lines(ctx.device, counted_ones(ctx.device, name))


def show_interfaces_accounting(ctx: Context, name: InterfaceName | None = None) -> Iterable[str]:
    return accounting_lines(counted_ones(ctx.device, name))


def counted_ones(device: Device, name: InterfaceName | None) -> list[Interface]:
    return [iface for iface in chosen(device, name) if iface.kind != "Null"]


def show_protocols(ctx: Context, name: InterfaceName | None = None) -> Iterable[str]:
    device: Device = ctx.device
    if name is None:
        yield "Global values:"
        yield f"  Internet Protocol routing is {_enabled(device.ip.routing)}"
    for iface in counted_ones(device, name):
        yield _first_line(iface)
        if iface.config.address is not None or iface.config.unnumbered is not None:
            yield _address_line(iface)


def show_ip_interface_brief(ctx: Context, name: InterfaceName | None = None) -> Iterable[str]:
    device: Device = ctx.device
    engine: InterfaceEngine = device.engine("interface")
    width = device.software.interface_column
    yield f"{'Interface':<{width}} {'IP-Address':<15} OK? Method {'Status':<21} Protocol"
    for iface in chosen(device, name):
        if iface.kind == "Null":
            continue
        physical, protocol = state_words(iface)
        lender = _lender(iface)
        own = iface.address if lender is None else lender.address
        address = format_ipv4(own) if own is not None else "unassigned"
        yield f"{iface.text:<{width}} {address:<15} YES {engine.method(iface):<6} {physical:<21} {protocol:<8}"


def show_ip_interface(ctx: Context, name: InterfaceName | None = None) -> Iterable[str]:
    device: Device = ctx.device
    for iface in chosen(device, name):
        if iface.kind != "Null" or name is not None:
            yield from ip_interface_lines(device, iface)


def list_of(iface: Interface, direction: str) -> str:
    """The access list of a direction, "" for none."""
    groups = iface.get(AccessGroups)
    return "" if groups is None else groups.inbound if direction == "in" else groups.outbound


def _facts(device: Device, iface: Interface) -> IpFacts:
    """Access lists come first in the order of operation, then what the other features do."""
    facts = IpFacts()
    for features, direction in ((facts.input_features, "in"), (facts.output_features, "out")):
        if list_of(iface, direction):
            features.append("Access List")
    for _ in told(device, "ip interface", iface, facts):
        pass
    return facts


def ip_interface_lines(device: Device, iface: Interface) -> Iterator[str]:
    """One interface as `show ip interface` describes it."""
    yield _first_line(iface)
    config = iface.config
    if not _addressed(iface):
        yield "  Internet protocol processing disabled"
        return
    engine: InterfaceEngine = device.engine("interface")
    facts, cef = _facts(device, iface), device.ip.cef
    yield _address_line(iface)
    yield "  Broadcast address is 255.255.255.255"
    if config.address is not None:
        source = "non-volatile memory" if engine.method(iface) == "NVRAM" else "setup command"
        yield f"  Address determined by {facts.lender or source}"
    yield f"  MTU is {iface.ip_mtu} bytes"
    yield from _helpers(facts)
    yield f"  Directed broadcast forwarding is {'enabled' if config.directed_broadcast else 'disabled'}"
    yield from _groups(device, iface)
    for address, length in config.secondaries.items():
        yield f"  Secondary address {format_ipv4(address)}/{length}"
    for title, direction in (("Outgoing access list", "out"), ("Inbound  access list", "in")):
        found = list_of(iface, direction)
        yield f"  {title} is {found or 'not set'}"
    yield f"  Proxy ARP is {'enabled' if config.proxy_arp else 'disabled'}"
    yield "  Local Proxy ARP is disabled"
    yield "  Security level is default"
    yield f"  Split horizon is {_enabled(facts.split_horizon)}"
    yield f"  ICMP redirects are {'always' if config.redirects else 'never'} sent"
    yield f"  ICMP unreachables are {'always' if config.unreachables else 'never'} sent"
    yield "  ICMP mask replies are never sent"
    cached = config.route_cache
    yield f"  IP fast switching is {_enabled(cached)}"
    if device.software.fast_switching_lines:
        yield "  IP fast switching on the same interface is disabled"
        yield "  IP Flow switching is disabled"
    yield f"  IP CEF switching is {_enabled(cef and cached)}"
    yield "  IP Null turbo vector" if not cached else f"  IP {'CEF' if cef else 'Fast'} switching turbo vector"
    topologies = device.software.interface_topologies
    if topologies:
        yield "  IP Null turbo vector"  # of multicast, which is not routed
    if iface.vrf.name:
        yield f'  VPN Routing/Forwarding "{iface.vrf.name}"'
    if topologies:
        yield "  Associated unicast routing topologies:"
        yield f'        Topology "base", operation state is {"UP" if iface.line_up else "DOWN"}'
    yield "  IP multicast fast switching is enabled"
    yield "  IP multicast distributed fast switching is disabled"
    if cached:
        yield f"  IP route-cache flags are Fast{', CEF' if cef else ''}"
    yield "  Router Discovery is disabled"
    yield "  IP output packet accounting is disabled"
    yield "  IP access violation accounting is disabled"
    yield "  TCP/IP header compression is disabled"
    yield "  RTP/IP header compression is disabled"
    policy = f"enabled, using route map {facts.policy_map}" if facts.policy_map else "disabled"
    yield f"  Policy routing is {policy}"
    domain = f"enabled, interface in domain {facts.domain}" if facts.domain else "disabled"
    yield f"  Network address translation is {domain}"
    yield "  BGP Policy Mapping is disabled"
    yield f"  Input features: {', '.join([*facts.input_features, 'MCI Check'])}"
    if facts.output_features:
        yield f"  Output features: {', '.join(facts.output_features)}"
    for way in ("outbound", "inbound", "exclude"):
        yield f"  {device.software.wccp} Redirect {way} is disabled"
    yield from facts.inspection
    yield from facts.verify


def _helpers(facts: IpFacts) -> Iterator[str]:
    """Whom broadcasts are sent on to."""
    if not facts.helpers:
        yield "  Helper address is not set"
    elif len(facts.helpers) == 1:
        yield f"  Helper address is {facts.helpers[0]}"
    else:
        yield f"  Helper addresses are {facts.helpers[0]}"
        for helper in facts.helpers[1:]:
            yield f"{'':23}{helper}"


def _groups(device: Device, iface: Interface) -> Iterator[str]:
    """Multicast groups, four in a line."""
    groups = [format_ipv4(group) for group in sorted(device.ip.groups.get(iface, ()))]
    for start in range(0, len(groups), 4):
        title = "  Multicast reserved groups joined: " if start == 0 else "      "
        yield title + " ".join(groups[start : start + 4])
