"""What happens at a name server."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import IPv4


@dataclass(slots=True)
class QueryCame:
    """`over`: "UDP" or "TCP"."""

    id: int
    over: str


@dataclass(slots=True)
class QueryRead:
    id: int
    type: int
    name: str
    client: IPv4
    port: int


@dataclass(slots=True)
class QuerySentOn:
    id: int
    type: int
    server: IPv4


@dataclass(slots=True)
class AnswerCame:
    id: int
    type: int
    name: str
    server: IPv4


@dataclass(slots=True)
class QueryDone:
    """`seconds` since it came; `relayed`: somebody else knew."""

    id: int
    seconds: float
    client: IPv4
    port: int
    relayed: bool
