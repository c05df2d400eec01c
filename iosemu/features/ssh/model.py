"""`ip ssh`, `ip scp`."""

from __future__ import annotations

from iosemu.records import dataclass, field
from iosemu.types import InterfaceName


@dataclass(slots=True)
class SshConfig:
    version: int | None = None  # None: 1.99, or as the release has it
    timeout: int = 120  # seconds until a caller must be in
    retries: int = 3  # tries of a caller after the first
    source: InterfaceName | None = None  # of the client
    keypair: str = ""  # label, "" for the router's own
    logging_events: bool = False
    dh_min: int | None = None  # bits; None: as the release has it
    ciphers: list[str] = field(default_factory=list)  # [] as the release has them
    macs: list[str] = field(default_factory=list)
    kex: list[str] = field(default_factory=list)
    scp: bool = False
