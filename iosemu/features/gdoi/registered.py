"""Members, as a key server knows them."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import IPv4


@dataclass(slots=True)
class Registered:
    """A member, as its server knows it."""

    address: IPv4
    server: IPv4  # as whom it knows us
    vrf: str = ""
    rekeys: int = 0
    retries: int = 0
    acks: int = 0
    missed: int = 0
    in_a_row: int = 0  # missed
    sent: list[int] = field(default_factory=list)  # the last sequence numbers
    heard: list[int] = field(default_factory=list)
