"""`show cef interface`: how IP is switched on each interface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.interface import Interface
from iosemu.device.tells import IpFacts, told
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.device.device import Device


def interface_lines(device: Device, only: Interface | None = None) -> Iterator[str]:
    for iface in device if only is None else (only,):
        if iface.kind != "Null":
            yield from _one(device, iface)


def _one(device: Device, iface: Interface) -> Iterator[str]:
    config = iface.config
    cef = device.ip.cef and config.route_cache
    yield f"{iface.text} is {'up' if iface.line_up else 'down'} (if_number {iface.index})"
    yield f"  Corresponding hwidb fast_if_number {_hardware(device, iface).index}"
    yield f"  Corresponding hwidb firstsw->if_number {_hardware(device, iface).index}"
    if config.address is not None:
        yield f"  Internet address is {format_ipv4(config.address[0])}/{config.address[1]}"
    elif config.unnumbered is not None and iface.address is not None:
        yield f"  Interface is unnumbered. Using address of {config.unnumbered} ({format_ipv4(iface.address)})"
    else:
        yield "  Internet Protocol processing disabled"
    if iface.address is not None:
        facts = IpFacts()
        for _ in told(device, "ip interface", iface, facts):
            pass
        yield f"  ICMP redirects are {'always' if config.redirects else 'never'} sent"
        yield "  Per packet load-sharing is disabled"
        yield f"  IP unicast RPF check is {_enabled(bool(facts.verify))}"
        if facts.input_features:
            yield f"  Input features: {', '.join(facts.input_features)}"
        if facts.output_features:
            yield f"  Output features: {', '.join(facts.output_features)}"
        yield f"  IP policy routing is {_enabled(bool(facts.policy_map))}"
        yield "  BGP based policy accounting on input is disabled"
        yield "  BGP based policy accounting on output is disabled"
    yield f"  Hardware idb is {_hardware(device, iface).text}"
    yield f"  IP CEF switching {_enabled(cef)}"
    yield f"  IP {'CEF switching' if cef else 'Null'} turbo vector"
    yield f"  ifindex {iface.index}({iface.index})"
    yield f"  IP MTU {iface.ip_mtu if iface.address is not None else 0}"


def _hardware(device: Device, iface: Interface) -> Interface:
    """The port of a subinterface."""
    return device.interfaces.get(iface.name.parent, iface)


def _enabled(yes: bool) -> str:
    return "enabled" if yes else "disabled"
