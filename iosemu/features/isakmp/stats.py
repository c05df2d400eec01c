"""What an ISAKMP engine counts of its work (CISCO-IPSEC-FLOW-MONITOR-MIB, cikeGlobalStats)."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class Statistics:
    """Since the router was started. Octets are those of ISAKMP messages."""

    previous: int = 0  # tunnels that were up and are gone
    in_octets: int = 0
    out_octets: int = 0
    in_packets: int = 0
    out_packets: int = 0
    in_drops: int = 0  # not sane, or of no SA
    in_notifies: int = 0
    out_notifies: int = 0
    in_exchanges: int = 0  # quick modes of peers
    out_exchanges: int = 0  # quick modes of our own
    in_invalids: int = 0  # quick modes whose messages made no sense
    in_rejects: int = 0  # of peers, that we refused
    out_rejects: int = 0  # of our own, that a peer refused
    in_deletes: int = 0  # of IPsec SAs
    out_deletes: int = 0
    initiated: int = 0  # main modes
    initiated_failed: int = 0
    responded_failed: int = 0
    capacity_failures: int = 0  # refused by call admission
    authentication_failures: int = 0
    decrypt_failures: int = 0
    hash_failures: int = 0
    no_sa: int = 0
