"""Source route options of IPv4 (RFC 791 section 3.1).

    | type (1): 131 loose, 137 strict | length (1) | pointer (1), from 4 | addresses (4 each) |
"""

from __future__ import annotations

LOOSE = 131
STRICT = 137


def find(options: bytes) -> int | None:
    """Where a source route option that is whole begins; None: there is none."""
    at = 0
    while at < len(options) and options[at]:
        if options[at] == 1:  # no operation
            at += 1
            continue
        size = options[at + 1] if at + 1 < len(options) else 0
        if size < 2 or at + size > len(options):
            return None
        if options[at] in (LOOSE, STRICT):
            return at if size >= 3 and size & 3 == 3 and options[at + 2] >= 4 and not options[at + 2] & 3 else None
        at += size
    return None


def next_hop(options: bytes, at: int) -> int | None:
    """The address that the option which begins at `at` points to; None at the end of the route."""
    pointer, size = options[at + 2], options[at + 1]
    if pointer > size:
        return None
    start = at + pointer - 1
    return int.from_bytes(options[start : start + 4], "big")


def recorded(options: bytes, at: int, address: int) -> bytes:
    """The options after one step: `address` stands where the next hop stood, the pointer is behind it."""
    pointer = options[at + 2]
    start = at + pointer - 1
    route = options[at + 3 : start] + address.to_bytes(4, "big") + options[start + 4 :]
    return options[: at + 2] + bytes((pointer + 4,)) + route
