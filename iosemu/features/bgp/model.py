"""`router bgp` as configured, and what counts for a neighbour in the end (`effective`).

Lines about a neighbour are of two kinds. Those of its session (`SessionLines`) exist once for a neighbour, those of
what is told to it and taken from it (`PolicyLines`) once for each address family. Both are also what a peer group, or
a template of that kind, is made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from iosemu.features.policy.model import DistanceFrom, Redistribution
from iosemu.records import dataclass, field, fields
from iosemu.types import MAX_IPV4, InterfaceName, IPv4, Prefix

Peer = int | str  # the address of a neighbour, of either family, or the name of a peer group
Scope = tuple[str, bool]  # VRF, of IPv6


@dataclass(slots=True)
class SessionLines:
    """What a neighbour, a peer group or a template is told of its session; at their defaults: not said."""

    group: bool = False  # `neighbor NAME peer-group`
    peer_group: str = ""
    inherit_session: str = ""
    remote_as: int | None = None
    local_as: int | None = None
    local_as_no_prepend: bool = False
    local_as_replace: bool = False
    local_as_dual: bool = False
    description: str = ""
    shutdown: bool = False
    password: str = ""  # in clear
    password_hidden: str = ""  # its type 7 form, where that is shown
    ebgp_multihop: int = 0  # time to live; 0: not said
    disable_connected_check: bool = False
    ttl_security: int = 0  # hops; 0: not said
    update_source: InterfaceName | None = None
    keepalive: int | None = None  # seconds
    hold: int | None = None  # seconds
    min_hold: int = 0  # seconds; 0: any
    fall_over: bool = False
    fall_over_map: str = ""
    fall_over_bfd: bool = False
    fall_over_hops: str = ""  # `bfd single-hop`, `bfd multi-hop`
    connection_mode: str = ""  # "active", "passive"
    path_mtu: str = ""  # "enable", "disable"


@dataclass(slots=True)
class PolicyLines:
    """What a neighbour, a peer group or a template is told of an address family; at their defaults: not said."""

    activate: bool | None = None  # of a neighbour said when it is made, unless it is not active by default
    inherit_policy: str = ""  # of a neighbour
    inherits: dict[int, str] = field(default_factory=dict)  # of a template: sequence number -> template
    advertisement_interval: int | None = None  # seconds
    allowas_in: int = 0  # how often our own AS may be in a path; 0: not said
    as_override: bool = False
    default_originate: bool = False
    default_originate_map: str = ""
    distribute_in: str = ""
    distribute_out: str = ""
    prefix_in: str = ""
    prefix_out: str = ""
    filter_in: str = ""
    filter_out: str = ""
    route_map_in: str = ""
    route_map_out: str = ""
    unsuppress_map: str = ""
    advertise_map: str = ""  # what it lets pass is told while the condition holds
    condition: str = ""  # "exist", "non-exist": of routes that the other map lets pass
    condition_map: str = ""
    orf: str = ""  # "send", "receive", "both" (RFC 5291)
    maximum_prefix: int = 0  # 0: no limit
    threshold: int = 75  # percent
    restart: int = 0  # minutes; 0: stays down
    warning_only: bool = False
    next_hop_self: bool = False
    next_hop_self_all: bool = False
    next_hop_unchanged: bool = False
    remove_private: str = ""  # "remove", "all"
    remove_private_replace: bool = False
    route_reflector_client: bool = False
    send_community: bool = False
    send_extended: bool = False
    soft_reconfiguration: bool = False
    weight: int | None = None


@dataclass(slots=True)
class Peers:
    """Neighbours and peer groups of the global table, or of a VRF."""

    neighbors: dict[Peer, SessionLines] = field(default_factory=dict)
    policies: dict[Peer, PolicyLines] = field(default_factory=dict)


@dataclass(slots=True)
class Network:
    """`network A.B.C.D mask …`"""

    route_map: str = ""
    backdoor: bool = False


@dataclass(slots=True)
class Aggregate:
    """`aggregate-address`"""

    as_set: bool = False
    summary_only: bool = False
    suppress_map: str = ""
    advertise_map: str = ""
    attribute_map: str = ""


@dataclass(slots=True)
class Dampening:
    """`bgp dampening`; times in minutes."""

    half_life: int = 15
    reuse: int = 750
    suppress: int = 2000
    max_suppress: int = 60
    route_map: str = ""


@dataclass(slots=True)
class Family:
    """IPv4 unicast of the global table, or of a VRF."""

    wide = False  # of IPv6

    vrf: str = ""
    explicit: bool = False  # its `address-family` was typed: what belongs to it is shown there
    peers: Peers = field(default_factory=Peers)
    router_id: IPv4 | None = None  # of a VRF
    networks: dict[Prefix, Network] = field(default_factory=dict)
    aggregates: dict[Prefix, Aggregate] = field(default_factory=dict)
    redistribute: dict[str, Redistribution] = field(default_factory=dict)
    redistribute_internal: bool = False
    distribute_in: str = ""  # access list
    distribute_out: dict[str, str] = field(default_factory=dict)  # source or "" -> access list
    default_metric: int | None = None
    default_information: bool = False
    distance: tuple[int, int, int] = (20, 200, 200)  # external, internal, local
    distance_from: dict[tuple[IPv4, IPv4], DistanceFrom] = field(default_factory=dict)  # (neighbour, wildcard)
    maximum_paths: int = 1
    maximum_paths_ibgp: int = 1
    maximum_paths_eibgp: int = 1  # of a VRF
    auto_summary: bool = False
    synchronization: bool = False
    table_map: str = ""
    dampening: Dampening | None = None

    @property
    def sessions_here(self) -> bool:
        """The lines of sessions are shown in its block; of the global table they stand at the router's level."""
        return bool(self.vrf)

    @property
    def policies_apart(self) -> bool:
        """Its lines about neighbours stand without those of their sessions."""
        return not self.vrf

    def slot_created(self, record: type) -> None:
        """Nothing is made: see `__getitem__`."""

    @property
    def slots(self) -> Mapping[type, Any]:
        """The records whose lines stand here."""
        return {Peers: self.peers}

    def get(self, record: type) -> Any:
        return self.slots.get(record)

    def __getitem__(self, record: type) -> Any:
        """Lines about neighbours go to its peers. Raises LookupError for other kinds of records."""
        if record is not Peers:
            raise LookupError(record.__qualname__)
        return self.peers


@dataclass(slots=True)
class Family6(Family):
    """IPv6 unicast of the global table, or of a VRF."""

    wide = True


@dataclass(slots=True)
class BgpInstance:
    """`router bgp N`. Its lines about neighbours and about the family go to `ipv4`. Sessions of the global table are
    those of both families."""

    asn: int = 0
    ipv4: Family = field(default_factory=Family)
    ipv6: Family6 = field(default_factory=Family6)
    vrfs: dict[str, Family] = field(default_factory=dict)
    vrfs6: dict[str, Family6] = field(default_factory=dict)
    session_templates: dict[str, SessionLines] = field(default_factory=dict)
    policy_templates: dict[str, PolicyLines] = field(default_factory=dict)
    router_id: IPv4 | None = None
    asnotation_dot: bool = False
    log_neighbor_changes: bool = True
    default_ipv4_unicast: bool = True
    default_local_preference: int = 100
    listen_ranges: dict[Prefix, str] = field(default_factory=dict)  # -> peer group
    listen_limit: int = 100
    cluster_id: IPv4 | None = None
    client_to_client: bool = True
    confederation_id: int = 0
    confederation_peers: list[int] = field(default_factory=list)
    always_compare_med: bool = False
    deterministic_med: bool = False
    med_missing_worst: bool = False
    med_confed: bool = False
    compare_routerid: bool = False
    as_path_ignore: bool = False
    multipath_relax: bool = False
    igp_metric_ignore: bool = False
    fast_external_fallover: bool = True
    enforce_first_as: bool = True
    suppress_inactive: bool = False
    scan_time: int = 60  # seconds
    nexthop_trigger: bool = True
    nexthop_delay: int = 5  # seconds
    keepalive: int = 60  # seconds
    hold: int = 180  # seconds
    min_hold: int = 0  # seconds
    graceful_restart: bool = False
    restart_time: int = 120  # seconds
    stalepath_time: int = 360  # seconds
    maxas_limit: int = 0
    path_mtu_discovery: bool = True  # of the connections of all neighbours

    def __post_init__(self) -> None:
        self.ipv6.peers.neighbors = self.ipv4.peers.neighbors

    def agree(self) -> None:
        """What belongs together: with IPv6, IPv4 has a block of its own, and lines about neighbours go with them."""
        if self.ipv6.explicit:
            self.ipv4.explicit = True
        for peers in (self.ipv4.peers, self.ipv6.peers):
            for gone in peers.policies.keys() - peers.neighbors.keys():
                del peers.policies[gone]

    @property
    def families(self) -> dict[Scope, Family]:
        """By VRF ("" for the global table) and whether it is that of IPv6."""
        found: dict[Scope, Family] = {("", False): self.ipv4}
        if self.ipv6.explicit:
            found["", True] = self.ipv6
        found.update({(name, False): family for name, family in self.vrfs.items()})
        found.update({(name, True): family for name, family in self.vrfs6.items()})
        return found

    def family(self, vrf: str, wide: bool = False) -> Family:
        """That of a scope, an empty one where nothing was typed."""
        if not vrf:
            return self.ipv6 if wide else self.ipv4
        found = self.vrfs6.get(vrf) if wide else self.vrfs.get(vrf)
        return found if found is not None else Family6(vrf) if wide else Family(vrf)

    def way(self, vrf: str, wide: bool = False) -> tuple[Any, ...]:
        """Where the record of a family is, for changes."""
        if vrf:
            return ("vrfs6" if wide else "vrfs", vrf)
        return ("ipv6" if wide else "ipv4",)

    @property
    def sessions_here(self) -> bool:
        return True

    @property
    def policies_apart(self) -> bool:
        """At the router's level they never do."""
        return False

    def slot_created(self, record: type) -> None:
        """Nothing is made: see `__getitem__`."""

    @property
    def slots(self) -> Mapping[type, Any]:
        """For rendering: what stands in the block of the address family is not shown at the router's level."""
        found: dict[type, Any] = {Peers: self.ipv4.peers}
        if not self.ipv4.explicit:
            found[Family] = self.ipv4
        return found

    def get(self, record: type) -> Any:
        return self.slots.get(record)

    def __getitem__(self, record: type) -> Any:
        """Raises LookupError."""
        if record is Peers:
            return self.ipv4.peers
        if record is Family:
            return self.ipv4
        raise LookupError(record.__qualname__)


@dataclass(slots=True)
class BgpConfig:
    """Slot of the device."""

    instance: BgpInstance | None = None

    @property
    def asn(self) -> int:
        """0 without a process."""
        return self.instance.asn if self.instance is not None else 0


# what counts in the end


@dataclass(slots=True)
class Settings:
    """A neighbour in one VRF with all that its own lines, its peer group and its templates say. Equal when alike."""

    session: SessionLines = field(default_factory=SessionLines)
    policy: PolicyLines = field(default_factory=PolicyLines)

    def __getattr__(self, name: str) -> Any:
        """The fields of both, as if they were its own."""
        if name in _POLICY:
            return getattr(self.policy, name)
        if name in _SESSION:
            return getattr(self.session, name)
        raise AttributeError(name)


_SESSION = {each.name: each.default for each in fields(SessionLines)}
_POLICY = {each.name: each.default for each in fields(PolicyLines) if each.name != "inherits"}
_TOGETHER = (  # what one line says as a whole: the rest is not taken from elsewhere
    ("local_as", "local_as_no_prepend", "local_as_replace", "local_as_dual"),
    ("password", "password_hidden"),
    ("keepalive", "hold", "min_hold"),
    ("fall_over", "fall_over_map", "fall_over_bfd", "fall_over_hops"),
    ("default_originate", "default_originate_map"),
    ("maximum_prefix", "threshold", "restart", "warning_only"),
    ("advertise_map", "condition", "condition_map"),
    ("next_hop_self", "next_hop_self_all"),
    ("remove_private", "remove_private_replace"),
    ("send_community", "send_extended"),
)
_FIRST = {name: group[0] for group in _TOGETHER for name in group}
_DEEPEST = 16  # templates within templates


def effective(instance: BgpInstance, vrf: str, peer: Peer, wide: bool = False) -> Settings:
    """What counts in a family for a neighbour, or for a peer group (of a listen range).

    Its own lines come first, then those of its templates (which have their own before those that they inherit), then
    those of its peer group.
    """
    peers = instance.family(vrf, wide).peers
    sessions = peers.neighbors
    own = sessions.get(peer, SessionLines())
    own_policy = peers.policies.get(peer, PolicyLines())
    levels = [own, *_session_templates(instance, own.inherit_session, _DEEPEST)]
    policies = [own_policy, *_policy_templates(instance, own_policy.inherit_policy, _DEEPEST)]
    if own.peer_group in sessions:
        group_policy = peers.policies.get(own.peer_group, PolicyLines())
        levels.append(sessions[own.peer_group])
        policies += [group_policy, *_policy_templates(instance, group_policy.inherit_policy, _DEEPEST)]
    session, policy = SessionLines(), PolicyLines()
    _merge(session, levels, _SESSION)
    _merge(policy, policies, _POLICY)
    session.group, session.peer_group, session.inherit_session = own.group, own.peer_group, own.inherit_session
    return Settings(session, policy)


def sessions_of(instance: BgpInstance, template: str) -> SessionLines:
    """What a session template says with all that it inherits."""
    found = SessionLines()
    _merge(found, list(_session_templates(instance, template, _DEEPEST)), _SESSION)
    return found


def policies_of(instance: BgpInstance, template: str) -> PolicyLines:
    """What a policy template says with all that it inherits."""
    found = PolicyLines()
    _merge(found, list(_policy_templates(instance, template, _DEEPEST)), _POLICY)
    return found


def _merge(into: Any, levels: list[Any], names: dict[str, Any]) -> None:
    """Of each line what the first level says that has it."""
    for level in levels:
        taken = {first for name, first in _FIRST.items() if name in names and getattr(into, name) != names[name]}
        for name, default in names.items():
            value = getattr(level, name)
            if value != default and getattr(into, name) == default and _FIRST.get(name) not in taken:
                setattr(into, name, value)


def _session_templates(instance: BgpInstance, name: str, depth: int) -> Iterator[SessionLines]:
    template = instance.session_templates.get(name)
    if template is not None and depth:
        yield template
        yield from _session_templates(instance, template.inherit_session, depth - 1)


def _policy_templates(instance: BgpInstance, name: str, depth: int) -> Iterator[PolicyLines]:
    """Of those that one inherits, the higher sequence number counts more."""
    template = instance.policy_templates.get(name)
    if template is not None and depth:
        yield template
        for _, inherited in sorted(template.inherits.items(), reverse=True):
            yield from _policy_templates(instance, inherited, depth - 1)


def remote_as(instance: BgpInstance, vrf: str, peer: Peer, wide: bool = False) -> int | None:
    """Of a neighbour: its own, its template's, or that of its group."""
    found: int | None = effective(instance, vrf, peer, wide).session.remote_as
    return found


def peers_of(instance: BgpInstance, vrf: str, wide: bool = False) -> list[int]:
    """The configured neighbours of a family whose autonomous system is known, by address."""
    neighbors = instance.family(vrf, wide).peers.neighbors
    return sorted(
        peer for peer in neighbors if isinstance(peer, int) and remote_as(instance, vrf, peer, wide) is not None
    )


def is_wide(peer: Peer) -> bool:
    """An address of IPv6?"""
    return isinstance(peer, int) and peer > MAX_IPV4


def group_settings(instance: BgpInstance, vrf: str, group: str, wide: bool = False) -> Settings:
    """Of a neighbour that a listen range makes: a member without lines of its own."""
    settings = effective(instance, vrf, group, wide)
    settings.session.group, settings.session.peer_group = False, group
    if settings.policy.activate is None and not wide:
        settings.policy.activate = instance.default_ipv4_unicast
    return settings
