"""What is counted of packets and of computations."""

from __future__ import annotations

from iosemu.records import dataclass, field

ERRORS = (
    "length", "checksum", "version", "type", "body", "duplicate router ID", "hello", "mtu", "neighbor ignored", "lls",
    "unknown neighbor", "authentication", "ttl", "adjacency limit", "area", "passive", "test", "lsa",
)  # fmt: skip


class Traffic:
    """Packets and bytes (with the IP header) by type, each way, and what was refused, by why (`ERRORS`)."""

    __slots__ = ("bytes_in", "bytes_out", "cleared", "errors", "packets_in", "packets_out")

    def __init__(self) -> None:
        self.cleared: float | None = None  # virtual time
        self.packets_in = [0] * 6  # by type; 0: invalid ones
        self.bytes_in = [0] * 6
        self.packets_out = [0] * 6
        self.bytes_out = [0] * 6
        self.errors: dict[str, int] = {}

    def sent(self, kind: int, size: int) -> None:
        self.packets_out[kind] += 1
        self.bytes_out[kind] += size

    def received(self, kind: int, size: int) -> None:
        self.packets_in[kind] += 1
        self.bytes_in[kind] += size

    def refused(self, why: str) -> None:
        self.errors[why] = self.errors.get(why, 0) + 1

    def clear(self, now: float) -> None:
        self.__init__()  # type: ignore[misc]
        self.cleared = now


@dataclass(slots=True)
class SpfRun:
    """One computation, as `show ip ospf statistics` lists them. `reasons`: "R", "N", "SN", "SA", "X" by types of LSAs.

    Nodes and prefixes stand for the time it would take: there is none in virtual time.
    """

    at: float  # virtual time
    area: int | None
    full: bool
    nodes: int = 0
    routes: int = 0
    reasons: list[str] = field(default_factory=list)
