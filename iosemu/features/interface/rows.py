"""The rows of shows of interfaces, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.interface.counts import protocols_of, summed, switched
from iosemu.features.interface.engine import state_words
from iosemu.features.interface.show import chosen, counted_ones, described, list_of
from iosemu.records import dataclass
from iosemu.types import format_ipv4, format_mac

if TYPE_CHECKING:
    from iosemu.cli.context import Context
    from iosemu.types import InterfaceName


@dataclass(slots=True)
class InterfaceAddressRow:
    """`address` is "" where the table says unassigned."""

    interface: str
    address: str
    method: str
    status: str
    protocol: str


def show_ip_interface_brief(ctx: Context, name: InterfaceName | None = None) -> Iterator[InterfaceAddressRow]:
    engine = ctx.device.engine("interface")
    for iface in chosen(ctx.device, name):
        if iface.kind != "Null":
            status, protocol = state_words(iface)
            address = "" if iface.address is None else format_ipv4(iface.address)
            yield InterfaceAddressRow(iface.text, address, engine.method(iface).strip(), status, protocol)


@dataclass(slots=True)
class InterfaceRow:
    """`mac` is "" where there is none; counters since power-on or `clear counters`."""

    interface: str
    status: str
    protocol: str
    description: str
    mac: str
    mtu: int
    bandwidth: int  # kbit/s
    delay: int  # microseconds
    in_packets: int
    in_bytes: int
    out_packets: int
    out_bytes: int
    carrier_transitions: int


def show_interfaces(ctx: Context, name: InterfaceName | None = None) -> Iterator[InterfaceRow]:
    for iface in chosen(ctx.device, name):
        status, protocol = state_words(iface)
        counters = iface.counters
        yield InterfaceRow(
            interface=iface.text,
            status=status,
            protocol=protocol,
            description=iface.config.description,
            mac=format_mac(iface.mac) if "Ethernet" in iface.kind else "",
            mtu=iface.mtu,
            bandwidth=iface.bandwidth,
            delay=iface.delay,
            in_packets=counters.in_packets,
            in_bytes=counters.in_bytes,
            out_packets=counters.out_packets,
            out_bytes=counters.out_bytes,
            carrier_transitions=counters.carrier_transitions,
        )


@dataclass(slots=True)
class IpInterfaceRow:
    """`address` with its length, "" without one; `inbound` and `outbound` are access lists, "" for none."""

    interface: str
    status: str
    protocol: str
    address: str
    mtu: int
    inbound: str
    outbound: str
    vrf: str


def show_ip_interface(ctx: Context, name: InterfaceName | None = None) -> Iterator[IpInterfaceRow]:
    for iface in chosen(ctx.device, name):
        if iface.kind == "Null" and name is None:
            continue
        status, protocol = state_words(iface)
        prefix = iface.prefix
        yield IpInterfaceRow(
            interface=iface.text,
            status=status,
            protocol=protocol,
            address="" if iface.address is None or prefix is None else f"{format_ipv4(iface.address)}/{prefix.length}",
            mtu=iface.ip_mtu,
            inbound=list_of(iface, "in"),
            outbound=list_of(iface, "out"),
            vrf=iface.vrf.name,
        )


@dataclass(slots=True)
class DescriptionRow:
    """`status` as that table shortens it: "admin down"."""

    interface: str
    status: str
    protocol: str
    description: str


def show_interfaces_description(ctx: Context, name: InterfaceName | None = None) -> Iterator[DescriptionRow]:
    for iface in chosen(ctx.device, name):
        yield DescriptionRow(iface.text, *described(iface))


@dataclass(slots=True)
class InterfaceSummaryRow:
    """Packets that wait in and were dropped from the output queue; rates in bits and packets a second (0 of a
    subinterface, which has none of its own)."""

    interface: str
    up: bool
    waiting: int
    dropped: int
    in_bits: int
    in_packets: int
    out_bits: int
    out_packets: int


def show_interfaces_summary(ctx: Context, name: InterfaceName | None = None) -> Iterator[InterfaceSummaryRow]:
    for iface in counted_ones(ctx.device, name):
        yield InterfaceSummaryRow(iface.text, iface.up, *(summed(ctx.device, iface) or (0,) * 6))


@dataclass(slots=True)
class SwitchedRow:
    """What an interface has passed, by the switching path: "Processor", "Route cache", "Distributed cache", "Total"."""

    interface: str
    path: str
    in_packets: int
    in_bytes: int
    out_packets: int
    out_bytes: int


def show_interfaces_stats(ctx: Context, name: InterfaceName | None = None) -> Iterator[SwitchedRow]:
    for iface in counted_ones(ctx.device, name):
        for path, counts in switched(ctx.device, iface).items() if iface.enabled else ():
            yield SwitchedRow(iface.text, path, *counts)


@dataclass(slots=True)
class ProtocolCountRow:
    """What an interface has passed, by protocol."""

    interface: str
    protocol: str
    in_packets: int
    in_bytes: int
    out_packets: int
    out_bytes: int


def show_interfaces_accounting(ctx: Context, name: InterfaceName | None = None) -> Iterator[ProtocolCountRow]:
    for iface in counted_ones(ctx.device, name):
        for protocol, counts in protocols_of(iface.counters).items() if iface.enabled else ():
            yield ProtocolCountRow(iface.text, protocol, *counts)


def show_protocols(ctx: Context, name: InterfaceName | None = None) -> Iterator[IpInterfaceRow]:
    return (row for iface in counted_ones(ctx.device, name) for row in show_ip_interface(ctx, iface.name))
