"""Entries as IOS writes them: in the running-config and in `show access-lists`."""

from __future__ import annotations

from iosemu.features.acl.model import ANY, AccessList, Entry, Ports
from iosemu.features.acl.names import (
    DSCP,
    FLAGS,
    ICMP_MESSAGES,
    PRECEDENCE,
    PROTOCOLS,
    TCP_PORTS,
    TOS,
    UDP_PORTS,
    name_of,
)
from iosemu.types import format_ipv4
from iosemu.wire import ipv4

_ICMP_NAMES = {number: name for name, number in ICMP_MESSAGES.items()}


def _address(address: int, wildcard: int) -> str:
    if wildcard == ANY:
        return "any"
    if not wildcard:
        return f"host {format_ipv4(address)}"
    return f"{format_ipv4(address)} {format_ipv4(wildcard)}"


def ports_text(ports: Ports | None, protocol: int) -> str:
    if ports is None:
        return ""
    names = TCP_PORTS if protocol == ipv4.TCP else UDP_PORTS
    return f" {ports.operator} " + " ".join(name_of(names, port) for port in ports.ports)


def _icmp(entry: Entry) -> str:
    if entry.icmp_type is None:
        return ""
    name = _ICMP_NAMES.get((entry.icmp_type, entry.icmp_code))
    if name is not None:
        return f" {name}"
    return f" {entry.icmp_type}" + ("" if entry.icmp_code is None else f" {entry.icmp_code}")


def flags_text(entry: Entry) -> str:
    text = " established" if entry.established else ""
    if not (entry.flags_set or entry.flags_clear):
        return text
    if not entry.flags_named:
        return text + "".join(f" {name}" for name, bit in FLAGS.items() if entry.flags_set & bit)
    text += " match-all" if entry.flags_all else " match-any"
    for name, bit in FLAGS.items():
        if entry.flags_set & bit:
            text += f" +{name}"
        elif entry.flags_clear & bit:
            text += f" -{name}"
    return text


def _options(entry: Entry) -> str:
    text = ""
    if entry.dscp is not None:
        text += f" dscp {name_of(DSCP, entry.dscp)}"
    if entry.precedence is not None:
        text += f" precedence {name_of(PRECEDENCE, entry.precedence)}"
    if entry.tos is not None:
        text += f" tos {name_of(TOS, entry.tos)}"
    if entry.ttl is not None:
        text += f" ttl {entry.ttl.operator} " + " ".join(map(str, entry.ttl.ports))
    if entry.fragments:
        text += " fragments"
    if entry.log:
        text += f" {entry.log}"
    if entry.reflect:
        text += f" reflect {entry.reflect}"
        if entry.reflect_timeout is not None:
            text += f" timeout {entry.reflect_timeout}"
    return text


def extended_text(entry: Entry) -> str:
    """What follows `permit` or `deny` in an extended list."""
    return (
        name_of(PROTOCOLS, entry.protocol)
        + f" {_address(entry.src, entry.src_wildcard)}{ports_text(entry.src_ports, entry.protocol)}"
        + f" {_address(entry.dst, entry.dst_wildcard)}{ports_text(entry.dst_ports, entry.protocol)}"
        + _icmp(entry)
        + flags_text(entry)
        + _options(entry)
    )


def standard_text(entry: Entry, separator: str = " ") -> str:
    """What follows `permit` or `deny` in a standard list; `separator` stands before the wildcard."""
    if entry.src_wildcard == ANY:
        text = "any"
    elif entry.src_wildcard:
        text = f"{format_ipv4(entry.src)}{separator}{format_ipv4(entry.src_wildcard)}"
    else:
        text = format_ipv4(entry.src)
    return text + (f" {entry.log}" if entry.log else "")


def config_line(config: AccessList, entry: Entry) -> str:
    """The line of the running-config, without what stands before it."""
    if entry.remark is not None:
        return f"remark {entry.remark}"
    if entry.evaluate:
        return f"evaluate {entry.evaluate}"
    text = extended_text(entry) if config.extended else standard_text(entry)
    return f"{'permit' if entry.permit else 'deny  '} {text}"
