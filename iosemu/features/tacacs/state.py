"""What became of the connections to a server."""

from __future__ import annotations

from iosemu.features.tacacs.model import Place
from iosemu.records import dataclass


@dataclass(slots=True)
class ServerState:
    place: Place
    opens: int = 0
    closes: int = 0
    aborts: int = 0
    errors: int = 0
    timeouts: int = 0
    unreached: int = 0  # connections that never opened
    sent: int = 0  # packets
    received: int = 0
    alive: bool = True
    failed_logins: int = 0  # in a row that it did not answer
    failed_rights: int = 0
