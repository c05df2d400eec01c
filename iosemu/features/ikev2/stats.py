"""What an IKEv2 engine counts (`show crypto ikev2 stats`)."""

from __future__ import annotations

from collections import Counter

from iosemu.records import dataclass, field


@dataclass(slots=True)
class Statistics:
    """Since the router was started, or `clear crypto ikev2 stats`. Exchanges and notifications are counted by name for
    (requests, responses) sent and received."""

    incoming: int = 0
    incoming_accepted: int = 0
    incoming_rejected: int = 0
    outgoing: int = 0
    outgoing_accepted: int = 0
    outgoing_rejected: int = 0
    limited: int = 0  # refused by a limit
    dropped: int = 0
    challenged: int = 0
    challenge_accepted: int = 0
    challenge_rejected: int = 0
    challenge_missing: int = 0
    tx_requests: Counter[str] = field(default_factory=Counter)
    tx_responses: Counter[str] = field(default_factory=Counter)
    rx_requests: Counter[str] = field(default_factory=Counter)
    rx_responses: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)  # of other parts of the router: name, or "name failed"
    auth_timeouts: int = 0
    retransmission_timeouts: int = 0
    dpd_timeouts: int = 0

    def count(self, name: str, sent: bool, response: bool) -> None:
        if sent:
            (self.tx_responses if response else self.tx_requests)[name] += 1
        else:
            (self.rx_responses if response else self.rx_requests)[name] += 1
