"""The pseudo header before UDP and TCP checksums (RFC 768, RFC 9293 section 3.1; RFC 8200 section 8.1).

IPv4: source (4), destination (4), zero (1), protocol (1), length (2).
IPv6: source (16), destination (16), length (4), zero (3), next header (1).
"""

from __future__ import annotations

from struct import Struct

_HEADER = Struct("!IIHH")
_TAIL = Struct("!II")


def pseudo(src: int, dst: int, protocol: int, length: int, wide: bool = False) -> bytes:
    """`wide`: the addresses are those of IPv6."""
    if wide:
        return b"".join((src.to_bytes(16, "big"), dst.to_bytes(16, "big"), _TAIL.pack(length, protocol)))
    return _HEADER.pack(src, dst, protocol, length)
