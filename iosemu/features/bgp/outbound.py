"""What a path looks like to neighbours of one kind, if they hear of it at all (RFC 4271 section 9.2, 4456, 5065)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.bgp.events import NextHopKept
from iosemu.features.bgp.leaving import told
from iosemu.features.bgp.policy import Candidate
from iosemu.types import Prefix
from iosemu.wire.bgp_attributes import (
    CONFED_SEQUENCE,
    CONFED_SET,
    LOCAL_AS,
    NO_ADVERTISE,
    NO_EXPORT,
    AsPath,
    Attributes,
    prepend,
)

if TYPE_CHECKING:
    from iosemu.features.bgp.advertise import Bucket
    from iosemu.features.bgp.paths import Path

PRIVATE = range(64512, 65536)
PRIVATE4 = range(4200000000, 4294967295)


def is_private(asn: int) -> bool:
    return asn in PRIVATE or asn in PRIVATE4


class Outbound:
    """For the members of a bucket, who are all told the same."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self.group = bucket.group
        self.process = bucket.group.process
        self._known: dict[tuple[object, ...], Attributes | None] = {}

    def forget(self) -> None:
        """Settings or maps are otherwise."""
        self._known.clear()

    def attributes(self, prefix: Prefix, path: Path) -> Attributes | None:
        """As they go out; None: they are not told of it."""
        policy = self.group.filter
        key = (path.attributes, path.peer.type if path.peer else path.kind, self._source(path))
        if policy is None and not self.bucket.tells_next_hops:
            if key not in self._known:
                if len(self._known) > 20000:
                    self._known.clear()
                self._known[key] = self._make(prefix, path)
            return self._known[key]
        return self._make(prefix, path)

    def _source(self, path: Path) -> tuple[object, ...]:
        """What else of the neighbour that told it counts here."""
        peer = path.peer
        if peer is None:
            return ()
        client = peer.settings.policy.route_reflector_client
        return (client, peer.identifier if peer.type == "internal" else 0, peer.address)

    def _make(self, prefix: Prefix, path: Path) -> Attributes | None:
        found = path.attributes
        communities = found.communities
        kind = self.group.type
        if communities:
            if NO_ADVERTISE in communities:
                return None
            if kind != "internal" and LOCAL_AS in communities:
                return None
            if kind == "external" and NO_EXPORT in communities:
                return None
        peer = path.peer
        reflected = False
        if peer is not None and peer.type == "internal" and kind == "internal":
            told_by, told_to = (each.policy.route_reflector_client for each in (peer.settings, self.group.settings))
            if not (told_by or told_to) or (told_by and told_to and not self.process.instance.client_to_client):
                return None
            reflected = True
        candidate = Candidate(prefix, self._base(prefix, path, kind, reflected), path.weight)
        candidate.local = peer is None
        candidate.learned_from = peer.far if peer is not None else 0
        candidate.peer_as = peer.remote_as if peer is not None else 0
        candidate.own_as = self.process.instance.asn
        candidate.metric = path.metric
        candidate.self_address = self.bucket.local
        candidate.unchanged = path.attributes.next_hop
        policy = self.group.filter
        if policy is not None:
            why = policy.run(candidate)
            if why:
                self.bucket.deny(why)
                return None
        return self.finish(candidate.attributes)

    def shown(self, prefix: Prefix, path: Path, sent: Attributes) -> Attributes:
        """As `advertised-routes` shows what they were told (`sent`): the path of our table with what the route map made
        of it, our own AS not yet in front."""
        found, peer, kind = path.attributes, path.peer, self.group.type
        reflected = kind == "internal" and peer is not None and peer.type == "internal"
        plain = self.finish(self._base(prefix, path, kind, reflected))
        changes: dict[str, object] = {
            name: getattr(sent, name)
            for name in ("origin", "next_hop", "link_local", "med", "local_pref")
            if getattr(sent, name) != getattr(plain, name)
        }
        if sent.as_path != plain.as_path:
            changes["as_path"] = self._without_own(sent.as_path)
        return found.but(**changes) if changes else found

    def _without_own(self, path: AsPath) -> AsPath:
        """Undoes what `finish` puts in front."""
        if not path or self.group.type == "internal":
            return path
        lines = self.group.settings.session
        own = self._own(self.group.posed_as, lines.local_as_replace) if self.group.type == "external" else (1,)
        kind, asns = path[0]
        rest = asns[len(own) :]
        return ((kind, rest), *path[1:]) if rest else path[1:]

    def _base(self, prefix: Prefix, path: Path, kind: str, reflected: bool) -> Attributes:
        """Before the route map: the next hop is settled, our AS not yet in front."""
        found, peer = path.attributes, path.peer
        changes: dict[str, object] = {}
        hop = self._next_hop(prefix, path, kind, reflected)
        if hop != found.next_hop:
            changes["next_hop"] = hop
        link_local = self._link_local(path, hop, kind)
        if link_local != found.link_local:
            changes["link_local"] = link_local
        if kind == "external":
            if found.local_pref is not None:
                changes["local_pref"] = None
            if peer is not None and found.med is not None:
                changes["med"] = None
            if found.originator is not None or found.clusters:
                changes |= {"originator": None, "clusters": ()}
        else:
            if found.local_pref is None:
                changes["local_pref"] = self.process.instance.default_local_preference
            if reflected:
                assert peer is not None
                originator = peer.identifier if found.originator is None else found.originator
                changes |= {"originator": originator, "clusters": (self.process.cluster_id, *found.clusters)}
        return found.but(**changes) if changes else found

    def _next_hop(self, prefix: Prefix, path: Path, kind: str, reflected: bool) -> int:
        policy, hop = self.group.settings.policy, path.attributes.next_hop
        own = self.bucket.local
        if policy.next_hop_unchanged and path.peer is not None:
            return hop
        if policy.next_hop_self and (not reflected or policy.next_hop_self_all):
            return own
        if not hop:
            return own
        if kind == "external":
            subnet = self.bucket.subnet
            if subnet is not None and hop in subnet and hop != own:
                if self.bucket.tells_next_hops:
                    for member in self.bucket.members:
                        self.process.host.emit(NextHopKept(member.vrf, member.address, prefix, hop))
                return hop
            return own
        return hop

    def _link_local(self, path: Path, hop: int, kind: str) -> int:
        """Beside the next hop, where those who are told share a link with it (RFC 2545 section 3)."""
        if hop == self.bucket.local:
            return self.bucket.link_local
        third = kind == "external" and self.bucket.subnet is not None and hop in self.bucket.subnet
        return path.attributes.link_local if third else 0

    def finish(self, found: Attributes) -> Attributes:
        """Behind the route map: our AS in front, communities as configured."""
        kind = self.group.type
        policy, lines = self.group.settings.policy, self.group.settings.session
        if self.group.leaving is not None:
            found = told(found, self.group.leaving, kind != "external")
        changes: dict[str, object] = {}
        path = found.as_path
        instance = self.process.instance
        if kind == "external":
            path = tuple(segment for segment in path if segment[0] not in (CONFED_SEQUENCE, CONFED_SET))
            if policy.remove_private:
                path = self._without_private(path, policy.remove_private == "all", policy.remove_private_replace)
            if policy.as_override:
                path = _replace(path, self.group.remote_as, self.process.public_as)
            path = prepend(path, self._own(self.group.posed_as, lines.local_as_replace))
            if found.local_pref is not None:
                changes["local_pref"] = None
        elif kind == "confed":
            path = prepend(path, (instance.asn,), CONFED_SEQUENCE)
        if path != found.as_path:
            changes["as_path"] = path
        if found.communities and not policy.send_community:
            changes["communities"] = ()
        if found.extended and not policy.send_extended:
            changes["extended"] = ()
        return found.but(**changes) if changes else found

    def _own(self, local_as: int | None, replace: bool) -> tuple[int, ...]:
        public = self.process.public_as
        if local_as is None or local_as == public:
            return (public,)
        return (local_as,) if replace else (local_as, public)

    def _without_private(self, path: AsPath, everywhere: bool, replace: bool) -> AsPath:
        """`remove-private-as`: from a path of private numbers only that the neighbour's is not among; `all`: also from
        between public ones."""
        numbers = [asn for _, asns in path for asn in asns]
        if not everywhere and (self.group.remote_as in numbers or not all(map(is_private, numbers))):
            return path
        own = self.process.public_as
        found = []
        for kind, asns in path:
            if replace:
                kept = tuple(own if is_private(asn) else asn for asn in asns)
            else:
                kept = tuple(asn for asn in asns if not is_private(asn))
            if kept:
                found.append((kind, kept))
        return tuple(found)


def _replace(path: AsPath, old: int, new: int) -> AsPath:
    return tuple((kind, tuple(new if asn == old else asn for asn in asns)) for kind, asns in path)


def default_route(own: int, link_local: int, local_pref: int | None) -> Attributes:
    """What `default-originate` tells."""
    return Attributes.make(next_hop=own, local_pref=local_pref, link_local=link_local)


