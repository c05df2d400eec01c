"""What a changed line about a neighbour does to its session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.bgp.events import Reset
from iosemu.wire.bgp import Cease

if TYPE_CHECKING:
    from iosemu.features.bgp.model import PolicyLines, SessionLines, Settings

_SESSION: tuple[tuple[str, Reset, Cease], ...] = (
    ("shutdown", Reset.SHUTDOWN, Cease.SHUTDOWN),
    ("remote_as", Reset.REMOTE_AS, Cease.CONFIGURATION),
    ("peer_group", Reset.GROUP, Cease.CONFIGURATION),
    ("local_as", Reset.LOCAL_AS, Cease.CONFIGURATION),
    ("local_as_replace", Reset.LOCAL_AS, Cease.CONFIGURATION),
    ("local_as_no_prepend", Reset.LOCAL_AS, Cease.CONFIGURATION),
    ("local_as_dual", Reset.LOCAL_AS, Cease.CONFIGURATION),
    ("password", Reset.PASSWORD, Cease.CONFIGURATION),
    ("update_source", Reset.SOURCE, Cease.CONFIGURATION),
    ("ebgp_multihop", Reset.MULTIHOP, Cease.CONFIGURATION),
    ("disable_connected_check", Reset.MULTIHOP, Cease.CONFIGURATION),
    ("ttl_security", Reset.TTL, Cease.CONFIGURATION),
)
_OUTBOUND = (
    "advertisement_interval", "as_override", "default_originate", "default_originate_map", "distribute_out",
    "prefix_out", "filter_out", "route_map_out", "unsuppress_map", "advertise_map",
    "condition", "condition_map", "next_hop_self", "next_hop_self_all",
    "next_hop_unchanged", "remove_private", "remove_private_replace", "send_community", "send_extended",
)  # fmt: skip


def session_change(old: SessionLines, new: SessionLines) -> tuple[Reset, Cease] | None:
    """Why the session ends, and with which NOTIFICATION; None: it stays."""
    for name, reason, subcode in _SESSION:
        if getattr(old, name) != getattr(new, name):
            if name == "peer_group" and not new.peer_group:
                return Reset.UNGROUP, subcode
            return reason, subcode
    return None


def policy_change(old: PolicyLines, new: PolicyLines) -> tuple[Reset, Cease] | None:
    """The same for lines about one of its families."""
    if old.route_reflector_client != new.route_reflector_client:
        return Reset.CLIENT, Cease.CONFIGURATION
    if old.orf != new.orf:
        return Reset.CAPABILITY, Cease.CONFIGURATION
    return None


def soft_change(old: Settings, new: Settings) -> bool:
    """Is it something that neighbours are told otherwise for?"""
    return any(getattr(old.policy, name) != getattr(new.policy, name) for name in _OUTBOUND)


def default_change(old: Settings, new: Settings) -> bool:
    """A default route is told, or taken back, at once."""
    was, now = old.policy, new.policy
    return (was.default_originate, was.default_originate_map) != (now.default_originate, now.default_originate_map)
