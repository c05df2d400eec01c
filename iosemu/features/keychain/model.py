"""Key chains as configured."""

from __future__ import annotations

from iosemu.records import dataclass, field


@dataclass(slots=True)
class Key:
    """`key 1`; the string is kept in clear."""

    secret: str = ""


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
