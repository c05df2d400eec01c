"""Configuration of manual keys. Source: Security Command Reference, `set session-key`."""

from __future__ import annotations

from iosemu.features.ipsec.model import IpsecConfig, MapEntry
from iosemu.records import dataclass

__all__ = ["KIND", "IpsecConfig", "ManualKeys", "MapEntry", "SessionKey"]

KIND = "ipsec-manual"  # of the entries of crypto maps


@dataclass(slots=True)
class SessionKey:
    """The keys as typed, in hexadecimal; the transform set says how much of them is used."""

    spi: int
    cipher: str = ""
    authenticator: str = ""


@dataclass(slots=True)
class ManualKeys:
    """On an entry of a crypto map: `set session-key inbound | outbound`, `esp` and `ah` (authenticator only)."""

    inbound: SessionKey | None = None
    outbound: SessionKey | None = None
    inbound_ah: SessionKey | None = None
    outbound_ah: SessionKey | None = None
