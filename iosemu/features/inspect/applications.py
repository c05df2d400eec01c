"""Applications that open channels of their own: FTP (RFC 959, RFC 2428) and TFTP (RFC 1350)."""

from __future__ import annotations

import re

from iosemu.types import IPv4

_PORT = re.compile(rb"^PORT (\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})\s*$", re.I | re.M)
_PASSIVE = re.compile(rb"^227 .*?(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})", re.M)
_EPRT = re.compile(rb"^EPRT \|1\|(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\|(\d{1,5})\|\s*$", re.I | re.M)
_EPSV = re.compile(rb"^229 .*?\(\|\|\|(\d{1,5})\|\)", re.M)


def ftp(payload: bytes, forward: bool, client: IPv4, server: IPv4) -> tuple[IPv4, IPv4, int] | None:
    """Who will call whom at which port, when a line of the control connection says so. An address that is neither's
    own opens nothing: it is the bounce attack."""
    if forward:
        found = _PORT.search(payload)
        numbers = [int(part) for part in found.groups()] if found else []
        if found and max(numbers) < 256:
            port = numbers[4] << 8 | numbers[5]
        else:
            found = _EPRT.search(payload)
            numbers = [int(part) for part in found.groups()] if found else []
            if not found or max(numbers[:4]) > 255:
                return None
            port = numbers[4]
        return (server, client, port) if _address(numbers) == client and 1023 < port < 65536 else None
    found = _PASSIVE.search(payload)
    if found:
        numbers = [int(part) for part in found.groups()]
        fits = max(numbers) < 256 and _address(numbers) == server
        return (client, server, numbers[4] << 8 | numbers[5]) if fits else None
    found = _EPSV.search(payload)
    return (client, server, int(found[1])) if found and int(found[1]) < 65536 else None


def _address(numbers: list[int]) -> IPv4:
    return numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3]
