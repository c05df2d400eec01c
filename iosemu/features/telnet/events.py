"""Conversations of our users with other hosts."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.types import IPv4


@dataclass(slots=True)
class ConversationBegun:
    line: str  # of the user
    number: int
    address: IPv4
    port: int
    telnet: bool  # else it is SSH


@dataclass(slots=True)
class ConversationEnded:
    line: str
    number: int
