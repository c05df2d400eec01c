"""Key chains as configured."""

from __future__ import annotations

from datetime import datetime

from iosemu.records import dataclass, field


@dataclass(slots=True)
class Lifetime:
    """When a key may be used. `start` and `end` are in UTC, or with `local` in the router's zone. `end` None: for ever.

    `duration`: seconds, where the end was told that way.
    """

    start: datetime = datetime.min
    end: datetime | None = None
    duration: int | None = None
    local: bool = False


@dataclass(slots=True)
class Key:
    """`key 1`; `secret` in clear ("": it has none, or no one can open it), `hidden` its form of type `kind` where
    that is shown (6, 7). Lifetimes of None: always.
    """

    secret: str = ""
    hidden: str = ""
    kind: int = 0
    algorithm: str = ""  # `cryptographic-algorithm`: "md5", "hmac-sha-256", …; "": as the protocol has it
    accept: Lifetime | None = None
    send: Lifetime | None = None


@dataclass(slots=True)
class KeyChain:
    name: str = ""
    description: str = ""
    keys: dict[int, Key] = field(default_factory=dict)


@dataclass(slots=True)
class KeyChainConfig:
    """Slot of the device."""

    chains: dict[str, KeyChain] = field(default_factory=dict)


@dataclass(slots=True)
class LiveKey:
    number: int
    secret: str
    algorithm: str = ""
