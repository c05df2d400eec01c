"""What translation did."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire import ipv4


@dataclass(slots=True)
class Translated:
    """`before` became `after`; `first`: it was the first of its flow. `outward`: from inside to outside."""

    before: ipv4.IPv4
    after: ipv4.IPv4
    outward: bool
    first: bool


@dataclass(slots=True)
class EntryMade:
    number: int


@dataclass(slots=True)
class EntryGone:
    """`expired`: by itself; else it was cleared."""

    number: int
    protocol: int
    inside_global: IPv4
    inside_local: IPv4
    port: int  # the global one, identifier of ICMP
    expired: bool


@dataclass(slots=True)
class AllocationFailed:
    """No address (or port) is left for `address`; `group` is "" where it is an interface's."""

    address: IPv4
    destination: IPv4
    name: str  # of the list or route map
    group: str  # the pool
