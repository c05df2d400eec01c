"""Entries as IOS writes them."""

from __future__ import annotations

from iosemu.features.acl.model import AccessList, Entry
from iosemu.features.acl.names import DSCP, name_of
from iosemu.features.acl.text import flags_text, ports_text
from iosemu.features.acl6.names import ICMP_MESSAGES, PROTOCOLS
from iosemu.types import MAX_IPV6, format_ipv6

_ICMP_NAMES = {number: name for name, number in ICMP_MESSAGES.items()}


def _address(address: int, wildcard: int) -> str:
    if wildcard == MAX_IPV6:
        return "any"
    if not wildcard:
        return f"host {format_ipv6(address)}"
    return f"{format_ipv6(address)}/{128 - wildcard.bit_length()}"


def _icmp(entry: Entry) -> str:
    if entry.icmp_type is None:
        return ""
    name = _ICMP_NAMES.get((entry.icmp_type, entry.icmp_code))
    if name is not None:
        return f" {name}"
    return f" {entry.icmp_type}" + ("" if entry.icmp_code is None else f" {entry.icmp_code}")


def entry_text(entry: Entry) -> str:
    """From `permit` or `deny` on, without the sequence number."""
    text = (
        f"{'permit' if entry.permit else 'deny'} {name_of(PROTOCOLS, entry.protocol)}"
        f" {_address(entry.src, entry.src_wildcard)}{ports_text(entry.src_ports, entry.protocol)}"
        f" {_address(entry.dst, entry.dst_wildcard)}{ports_text(entry.dst_ports, entry.protocol)}"
        f"{_icmp(entry)}{flags_text(entry)}"
    )
    if entry.dscp is not None:
        text += f" dscp {name_of(DSCP, entry.dscp)}"
    text += " fragments" if entry.fragments else ""
    return f"{text} {entry.log}" if entry.log else text


def config_lines(config: AccessList) -> list[str]:
    """Those of the running-config: a number is told where it is not ten more than the one before."""
    found, last = [], 0
    for entry in config.entries:
        if entry.remark is not None:
            found.append(f"remark {entry.remark}")
            continue
        said = "" if entry.seq == last + 10 else f"sequence {entry.seq} "
        found.append(f"{said}{entry_text(entry)}")
        last = entry.seq
    return found
