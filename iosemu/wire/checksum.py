"""The Internet checksum (RFC 1071)."""

from __future__ import annotations


def checksum(data: bytes) -> int:
    """Ones' complement of the ones' complement sum of 16-bit words; 0 over data that holds its right checksum."""
    if len(data) & 1:
        data += b"\0"
    total = int.from_bytes(data, "big") % 65535
    # a sum of 0 and of 65535 are the same residue; only all-zero data sums to 0
    return 65535 - total if total else (0 if any(data) else 65535)
