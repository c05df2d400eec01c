"""What a crypto map is for: which entry, and which line of its list, selects a packet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ipsec.model import DynamicEntry, MapEntry
from iosemu.features.ipsec.sadb import Sa
from iosemu.features.keying.engine import OWN

if TYPE_CHECKING:
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf
    from iosemu.features.acl.compile import Compiled, Rule
    from iosemu.features.acl.engine import AclEngine
    from iosemu.features.ipsec.engine import IpsecEngine
    from iosemu.features.keying.contract import GroupKeys
    from iosemu.wire import ipv4


def own(passage: Passage) -> bool:
    """Is it IKE, ESP or AH made here? They are never protected (again)."""
    sa = passage.origin
    return sa == OWN or (isinstance(sa, Sa) and sa in sa.pair.outs)


def group_of(engine: IpsecEngine, settings: object) -> GroupKeys | None:
    """Who is told by a server what the entry protects."""
    groups = engine.keying.groups
    return groups.get(settings.kind) if groups and isinstance(settings, MapEntry) else None


def list_of(engine: IpsecEngine, settings: MapEntry | DynamicEntry) -> Compiled | None:
    """What the entry protects: its own list says so, or the server of its group."""
    group = group_of(engine, settings)
    if group is not None:
        return group.traffic(settings)
    acl: AclEngine = engine.host.device.engine("acl")
    return acl.get(settings.acl) if settings.acl else None


def peerless(engine: IpsecEngine, settings: object) -> bool:
    """Are its SAs those of a group?"""
    manager = engine.keying.manager(settings)
    return manager is not None and manager.peerless


def disabled(engine: IpsecEngine, part: object) -> bool:
    """Entries remain so until they have a peer, as the note of a new one says: what they select is in the clear."""
    return isinstance(part, MapEntry) and not part.peers and not peerless(engine, part)


def selecting(
    engine: IpsecEngine, name: str, packet: ipv4.IPv4, vrf: Vrf, front: Vrf, idle: bool = False
) -> tuple[MapEntry | DynamicEntry, Rule] | None:
    """The first entry of a crypto map that selects a packet of `vrf`, whole or not, and the line that does; with `idle`
    also such that are disabled.

    A list that is not defined, or has remarks only, selects nothing (IOS). An entry is for traffic of the VRF that its
    profile names, else of that which the map works in (`front`).
    """
    profile = engine.config.isakmp_profiles.get(name, "")
    for entry in engine.config.entries(name):
        parts = engine.config.dynamic_entries(entry.template) if entry.template else (entry,)
        for part in parts:
            if (engine.inside(part.key_profile or profile) or front.name) != vrf.name:
                continue
            if not idle and disabled(engine, part):
                continue
            compiled = list_of(engine, part)
            rule = compiled.find(packet) if compiled is not None else None
            if rule is None or (not rule.permit and engine.config.ipv4_deny == "jump"):
                continue
            return (part, rule) if rule.permit or engine.config.ipv4_deny == "drop" else None
    return None
