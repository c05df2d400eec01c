"""What access lists did."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName, Mac


@dataclass(slots=True)
class EntryLogged:
    """An entry with `log` fits a new flow, or a known flow again after five minutes (`count` packets since)."""

    name: str
    extended: bool
    permit: bool
    protocol: int
    src: int
    dst: int
    src_port: int  # with ICMP the type
    dst_port: int  # with ICMP the code
    came: InterfaceName | None  # with log-input
    station: Mac | None  # that sent it, on Ethernet
    count: int
    sequence: int = 0  # of the entry


@dataclass(slots=True)
class EntryLogged6(EntryLogged):
    """The same of an IPv6 list."""


@dataclass(slots=True)
class LogMissed:
    """There were too many flows at a time to log each: so many packets were passed over."""

    packets: int


@dataclass(slots=True)
class ListsChanged:
    """Lists were typed or taken away: whoever filters by them looks again."""
