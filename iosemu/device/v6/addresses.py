"""Kinds of IPv6 addresses (RFC 4291) and how they are made of a MAC address."""

from __future__ import annotations

from iosemu.types import Mac

LINK_LOCAL = 0xFE80 << 112
ALL_NODES = 0xFF02 << 112 | 1
ALL_ROUTERS = 0xFF02 << 112 | 2
_SOLICITED = 0xFF02 << 112 | 0x1FF000000


def is_multicast(address: int) -> bool:
    return address >> 120 == 0xFF


def is_link_local(address: int) -> bool:
    """FE80::/10"""
    return address >> 118 == 0x3FA


def is_here_only(address: int) -> bool:
    """Never leaves its link: link-local, or a multicast group of that scope or less."""
    return is_link_local(address) or (is_multicast(address) and address >> 112 & 15 <= 2)


def is_unicast(address: int) -> bool:
    """May it be the address of one host: neither unspecified nor loopback nor multicast."""
    return address > 1 and not is_multicast(address)


def solicited_node(address: int) -> int:
    """FF02::1:FF00:0/104 with its low 24 bits."""
    return _SOLICITED | address & 0xFFFFFF


def eui64(mac: Mac) -> int:
    """The interface identifier (64 bits) that a MAC address gives: FFFE in its middle, the universal bit turned."""
    return (mac >> 24 ^ 0x020000) << 40 | 0xFFFE << 24 | mac & 0xFFFFFF


def multicast_mac(group: int) -> Mac:
    """RFC 2464: 33:33 before its low 32 bits."""
    return 0x3333 << 32 | group & 0xFFFFFFFF
