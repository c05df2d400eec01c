"""Why a datagram or frame went no further: the one list of reasons, counted per interface."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class Reason(StrEnum):
    """Each with the words of `Counters.drops`."""

    # frames and what is in them
    MALFORMED = "malformed"
    TOO_LONG = "too long"
    UNKNOWN_PROTOCOL = "unknown protocol"
    UNKNOWN_VLAN = "unknown vlan"
    UNICAST_TO_MANY = "unicast in a broadcast frame"
    # a datagram comes in
    NO_ADDRESS = "no address"
    ACCESS_LIST = "access list"
    INSPECTION = "inspection"
    ZONE_PAIR = "no pair of zones"
    ZONE_POLICY = "policy of zones"
    TRANSLATION = "no translation"
    UNICAST_RPF = "unicast RPF"
    UNICAST_RPF_SUPPRESSED = "unicast RPF suppressed"  # it would have been dropped, and was let pass
    NOT_IPSEC = "not an IPsec packet"
    CRYPTO_ACCESS_LIST = "access list of a crypto map"
    INVALID_IDENTITY = "not the traffic of its SA"
    SOURCE_ROUTE = "source route"
    NO_LISTENER = "no listener"
    MULTICAST_RPF = "multicast RPF"
    NOT_REASSEMBLED = "not reassembled"
    # it is looked up
    NOT_A_GATEWAY = "not a gateway"
    MARTIAN = "martian"
    NO_ROUTE = "no route"
    NULL_ROUTE = "null route"
    TTL = "ttl"
    DIRECTED_BROADCAST = "directed broadcast"
    # it leaves
    POLICED = "policed"
    CLASS_DROP = "dropped by its class"
    OUTPUT_QUEUE = "output queue full"
    LINE_DOWN = "line protocol down"
    FRAGMENTATION_NEEDED = "fragmentation needed"
    ENCAPSULATION_FAILED = "encapsulation failed"
    NO_SA = "no security association"
    NULL_INTERFACE = "null"
    # tunnels
    NO_MULTICAST_MAPPING = "no multicast mapping"
    UNRESOLVED_NEXT_HOP = "unresolved next hop"
    RECURSIVE_ROUTING = "recursive routing"
    NOT_PROTECTED = "not protected"
    OUT_OF_ORDER = "out of order"
    OTHER_FAMILY = "not carried by the tunnel"
    NO_TUNNEL = "no tunnel"
    # protocols
    TTL_SECURITY = "ttl security"
    UNREADABLE = "unreadable"  # for the protocol whose message it should be
