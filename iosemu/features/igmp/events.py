"""What happens to memberships."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4


@dataclass(slots=True)
class MembersChanged:
    """A group (of one source, if it is not 0) has listeners on an interface, or has them no more."""

    iface: InterfaceName
    group: IPv4
    source: IPv4
    joined: bool


@dataclass(slots=True)
class QuerySent:
    """`group` 0: a general one."""

    iface: InterfaceName
    version: int
    group: IPv4


@dataclass(slots=True)
class QueryHeard:
    iface: InterfaceName
    version: int
    peer: IPv4
    group: IPv4


@dataclass(slots=True)
class AnswerPlanned:
    """In `delay` seconds."""

    iface: InterfaceName
    group: IPv4
    delay: float


@dataclass(slots=True)
class ReportSent:
    iface: InterfaceName
    version: int
    group: IPv4


@dataclass(slots=True)
class ReportHeard:
    """`mode` of `wire.igmp.Mode`; `first`: the group had no members."""

    iface: InterfaceName
    version: int
    peer: IPv4
    group: IPv4
    mode: int
    sources: int
    first: bool


@dataclass(slots=True)
class LeaveSent:
    iface: InterfaceName
    group: IPv4


@dataclass(slots=True)
class LeaveHeard:
    iface: InterfaceName
    peer: IPv4
    group: IPv4
