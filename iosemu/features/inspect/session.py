"""Sessions, and how one of TCP is followed."""

from __future__ import annotations

from collections import deque
from typing import Protocol

from iosemu.features.inspect.events import Wrong
from iosemu.features.inspect.model import InspectionRule
from iosemu.features.inspect.stats import State, Stats
from iosemu.records import dataclass, field
from iosemu.types import InterfaceName, IPv4
from iosemu.wire import ipv4
from iosemu.wire.tcp import ACK, FIN, RST, SYN, Options

Key = tuple[int, int, IPv4, int, IPv4, int]
"""Table, protocol, who begins with his port, who answers with his; of ICMP the type of the question and 0."""

Owner = InterfaceName | tuple[str, str]
"""Who follows a session: the interface whose rule made it, or its zones, where it began and where it goes."""

MINUTE = 60.0
_WINDOW = 66_000  # bytes that an acknowledgment may be behind (van Rooij)


@dataclass(slots=True)
class Segment:
    """What is looked at of a TCP header: of a first fragment, too."""

    sequence: int
    acknowledgment: int
    flags: int
    window: int
    size: int  # of the payload
    options: bytes

    @property
    def space(self) -> int:
        return self.size + bool(self.flags & SYN) + bool(self.flags & FIN)

    @classmethod
    def of(cls, data: bytes) -> Segment | None:
        if len(data) < 20:
            return None
        header = data[12] >> 4 << 2
        if not 20 <= header <= len(data):
            return None
        word = int.from_bytes
        return cls(
            word(data[4:8], "big"), word(data[8:12], "big"), data[13], word(data[14:16], "big"),
            len(data) - header, data[20:header],
        )  # fmt: skip


@dataclass(slots=True)
class _End:
    """One end of a connection: how far it has sent, how far it may, and what window it gave."""

    sent: int = 0
    most: int = 0
    window: int = 0
    scale: int | None = None
    finished: bool = False


@dataclass(slots=True)
class Tcp:
    """Follows one connection: its states, and whether a segment is within the windows."""

    ends: tuple[_End, _End] = field(default_factory=lambda: (_End(), _End()))
    answered: bool = False  # SYN with ACK was seen
    established: bool = False

    @property
    def finished(self) -> bool:
        return all(end.finished for end in self.ends)

    @property
    def closing(self) -> bool:
        return any(end.finished for end in self.ends)

    def begin(self, segment: Segment) -> None:
        first = self.ends[0]
        first.sent = first.most = segment.sequence + segment.space & 0xFFFFFFFF
        first.window, first.scale = segment.window, Options.decode(segment.options).scale

    def follow(self, segment: Segment, forward: bool) -> Wrong | None:
        """What is wrong with a segment; None when it may pass, and then it is counted in."""
        sender, other = self.ends if forward else self.ends[::-1]
        flags = segment.flags
        if not self.answered:
            return self._opening(segment, forward)
        if flags & SYN and not flags & ACK and forward:
            return None if segment.sequence + 1 & 0xFFFFFFFF == self.ends[0].sent else Wrong.SYN
        end = segment.sequence + segment.space & 0xFFFFFFFF
        if _behind(sender.most, segment.sequence) or _behind(end, sender.sent - max(other.window, 1)):
            return Wrong.SEGMENT
        if flags & ACK:
            acknowledged = segment.acknowledgment
            if _behind(other.sent, acknowledged) or _behind(acknowledged, other.sent - max(_WINDOW, sender.window)):
                return Wrong.ACK
            scale = sender.scale if sender.scale is not None and other.scale is not None and not flags & SYN else 0
            window = segment.window << scale
            sender.window = max(sender.window, window)
            most = acknowledged + max(window, 1) & 0xFFFFFFFF
            if _behind(other.most, most):
                other.most = most
        if _behind(sender.sent, end):
            sender.sent = end
        if flags & FIN:
            sender.finished = True
        if forward and flags & ACK and not flags & SYN:
            self.established = True
        return None

    def _opening(self, segment: Segment, forward: bool) -> Wrong | None:
        first, second = self.ends
        if forward:
            repeated = segment.flags & SYN and segment.sequence + 1 & 0xFFFFFFFF == first.sent
            return None if repeated or segment.flags & RST else Wrong.SEGMENT
        if not segment.flags & ACK or segment.acknowledgment != first.sent or not segment.flags & (SYN | RST):
            return Wrong.SEGMENT
        if segment.flags & RST:
            return None
        self.answered = True
        second.sent = segment.sequence + segment.space & 0xFFFFFFFF
        second.most = second.sent + max(first.window, 1) & 0xFFFFFFFF
        second.window, second.scale = segment.window, Options.decode(segment.options).scale
        first.most = segment.acknowledgment + max(segment.window, 1) & 0xFFFFFFFF
        return None


def _behind(one: int, other: int) -> bool:
    """Is `one` before `other` (RFC 9293 section 3.4)?"""
    return 0 < (other - one & 0xFFFFFFFF) < 1 << 31


class Limits(Protocol):
    """Times in seconds, and how many sessions there may be; a limit of None is none."""

    drop_log: bool  # what does not fit is logged
    max_incomplete_low: int | None
    max_incomplete_high: int | None
    one_minute_low: int | None
    one_minute_high: int | None
    host_limit: int | None
    host_block: int  # minutes
    synwait: int
    finwait: int

    @property
    def sessions_maximum(self) -> int | None: ...

    def timeout(self, rule: InspectionRule) -> int: ...

    def audits(self, rule: InspectionRule) -> bool: ...

    def alerts(self, rule: InspectionRule) -> bool: ...


class Group:
    """Sessions that are counted and limited together: those of all rules of interfaces, or of one class of a pair of
    zones (`target`: the names of the pair and of the class)."""

    __slots__ = ("aggressive", "blocked", "limits", "made", "stats", "target")

    def __init__(self, limits: Limits, target: tuple[str, str] | None = None) -> None:
        self.limits = limits
        self.target = target
        self.stats = Stats()
        self.made: deque[float] = deque()  # when those of the last minute were
        self.aggressive = False
        self.blocked: dict[IPv4, float] = {}  # hosts, until when

    def rate(self, now: float) -> int:
        """Sessions that were made in the last minute."""
        while self.made and self.made[0] <= now - MINUTE:
            self.made.popleft()
        return len(self.made)


@dataclass(slots=True, eq=False)
class Session:
    """`owner` is the interface whose rule made it, `inbound` which one of its two; or its zones."""

    handle: int
    key: Key
    rule: InspectionRule
    protocol: str  # as shown: that of the rule, or of a channel that an application asked for
    owner: Owner
    inbound: bool
    group: Group
    timeout: float
    created: float
    heard: float
    hole: str = ""  # the access list that its answers pass
    hole_side: str = "In "
    matches: int = 0  # of its answers, at access lists
    both: bool = False  # what its initiator sends passes access lists, too
    sent: int = 0  # bytes above TCP, UDP, ICMP
    answered: int = 0
    state: State = State.OPENING
    tcp: Tcp | None = None
    local: bool = False  # the router's own
    ends: float = 0.0

    @property
    def carrier(self) -> int:
        return self.key[1]

    @property
    def half_open(self) -> bool:
        return self.state is State.OPENING


@dataclass(slots=True)
class Expected:
    """A channel that an application asked for: from there, any port, to here."""

    table: int
    carrier: int
    src: IPv4
    dst: IPv4
    dst_port: int
    session: Session  # that asked
    until: float


def ports(packet: ipv4.IPv4) -> tuple[int, int]:
    data = packet.payload
    return (data[0] << 8 | data[1], data[2] << 8 | data[3]) if len(data) > 3 else (0, 0)
