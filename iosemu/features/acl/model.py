"""Access lists as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import IPv4

ANY = 0xFFFFFFFF  # the wildcard of `any`


@dataclass(slots=True)
class Ports:
    """`operator` is eq, neq, gt, lt or range; eq and neq take up to ten ports, range two."""

    operator: str
    ports: tuple[int, ...]


@dataclass(slots=True)
class Entry:
    """One access control entry, or a remark. In wildcards a set bit does not matter; addresses hold no such bit."""

    seq: int
    permit: bool = True
    protocol: int = 0  # 0: any (`ip`)
    src: IPv4 = 0
    src_wildcard: IPv4 = ANY
    dst: IPv4 = 0
    dst_wildcard: IPv4 = ANY
    src_ports: Ports | None = None
    dst_ports: Ports | None = None
    icmp_type: int | None = None
    icmp_code: int | None = None
    established: bool = False
    flags_set: int = 0
    flags_clear: int = 0
    flags_all: bool = False  # match-all rather than match-any
    flags_named: bool = False  # written match-any/match-all +x -y; else as bare words
    dscp: int | None = None
    precedence: int | None = None
    tos: int | None = None
    ttl: Ports | None = None
    fragments: bool = False
    log: str = ""  # "", "log" or "log-input"
    reflect: str = ""  # the reflexive list that gets an entry for what comes back; "": none
    reflect_timeout: int | None = None  # seconds; None: that of all lists
    evaluate: str = ""  # a reflexive list that is looked at here; the entry says nothing else
    remark: str | None = None
    wide: bool = False  # addresses are those of IPv6

    def same(self, other: Entry) -> bool:
        """Equal but for the sequence number."""
        mine = self.seq
        try:
            self.seq = other.seq
            return self == other
        finally:
            self.seq = mine


@dataclass(slots=True)
class AccessList:
    """`entries` ascend by sequence number; a remark has the number of the entry behind it (release 17: ten more than
    the last one if none follows yet), in old releases of the one before it (0: none)."""

    name: str = ""
    extended: bool = False
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class AclConfig:
    """All IP access lists of a router. Named and numbered ones are rendered in different forms."""

    standard: dict[str, AccessList] = field(default_factory=dict)
    extended: dict[str, AccessList] = field(default_factory=dict)
    standard_numbers: dict[str, AccessList] = field(default_factory=dict)
    extended_numbers: dict[str, AccessList] = field(default_factory=dict)
    reflexive_timeout: int = 300  # seconds without traffic, of entries of reflexive lists
    log_threshold: int = 0  # packets after which a flow is logged again before its five minutes are over; 0: not

    def find(self, name: str) -> AccessList | None:
        """By name or number."""
        for table in (self.standard, self.extended, self.standard_numbers, self.extended_numbers):
            found = table.get(name)
            if found is not None:
                return found
        return None


@dataclass(slots=True)
class AccessGroups:
    """`ip access-group` of one interface; "" is none."""

    inbound: str = ""
    outbound: str = ""
