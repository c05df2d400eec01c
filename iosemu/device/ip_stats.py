"""What `show ip traffic` counts."""

from __future__ import annotations

from iosemu.records import dataclass


@dataclass(slots=True)
class IpStats:
    """What `show ip traffic` counts, since power-on or `clear ip traffic`."""

    received: int = 0
    local: int = 0
    forwarded: int = 0
    generated: int = 0
    broadcasts_in: int = 0
    broadcasts_out: int = 0
    multicasts_in: int = 0
    multicasts_out: int = 0
    format_errors: int = 0
    checksum_errors: int = 0
    bad_hops: int = 0
    unknown_protocol: int = 0
    not_gateway: int = 0
    options: int = 0
    alerts: int = 0  # of these, router alert
    loose_source_routes: int = 0
    strict_source_routes: int = 0
    reassembled: int = 0
    reassembly_timeouts: int = 0
    not_reassembled: int = 0
    fragmented: int = 0
    fragments_made: int = 0
    not_fragmented: int = 0
    encapsulation_failed: int = 0
    no_route: int = 0
