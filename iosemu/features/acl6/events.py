"""What IPv6 access lists did."""

from __future__ import annotations

from iosemu.features.acl.events import EntryLogged
from iosemu.records import dataclass


@dataclass(slots=True)
class EntryLogged6(EntryLogged):
    """The same of an IPv6 list."""
