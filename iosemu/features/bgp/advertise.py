"""Update groups: neighbours that are told the same, and what they have been told.

A group has one outbound policy and a number. Its buckets are those of its members that have the same address here and
the same subnet: the next hop is the same for them, and so is every byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.bgp.events import ConditionChanged, PrefixSent
from iosemu.features.bgp.orf import permits
from iosemu.features.bgp.outbound import Outbound, default_route
from iosemu.features.bgp.policy import Candidate, run_map
from iosemu.features.policy.api import entries_of
from iosemu.types import Prefix
from iosemu.wire.bgp_attributes import Attributes
from iosemu.wire.bgp_update import END_OF_RIB, END_OF_RIB6, announcements, withdrawals

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.bgp.member import Member
    from iosemu.features.bgp.model import Settings
    from iosemu.features.bgp.paths import Destination
    from iosemu.features.bgp.policy import Filter
    from iosemu.features.bgp.process import Process
    from iosemu.features.bgp.table import Table

Known = dict[Prefix, Attributes]
GATHER = 0.1  # seconds in which changes come together


def _maps(device: Device, name: str, destination: Destination) -> bool:
    """Does a map that is there let its best path pass?"""
    best = destination.best
    if best is None or not entries_of(device, name):
        return False
    return run_map(device, name, Candidate(destination.prefix, best.attributes, best.weight), counted=False)


class Group:
    """`settings` are those of its members, as far as they matter here."""

    def __init__(self, table: Table, number: int, key: tuple[object, ...], peer: Member) -> None:
        self.table = table
        self.process: Process = table.process
        self.number = number
        self.key = key
        self.settings: Settings = peer.settings
        self.type = peer.type
        self.remote_as = peer.remote_as
        self.four = peer.session is not None and peer.session.four
        self.interval = peer.interval
        self.posed_as = peer.posed_as
        self.leaving = peer.leaving.attributes if peer.leaving is not None else None
        self.filter: Filter | None = table.process.outbound(peer)
        self.wanted = peer.filters or ()  # what its members want to hear of
        self.condition = True  # of `advertise-map`: does it hold?
        self.look()
        self.buckets: dict[tuple[object, ...], Bucket] = {}
        self.formatted = self.replicated = 0  # messages
        self.next_run = 0.0

    def look(self) -> bool:
        """At the condition of `advertise-map`; True: it is another one now."""
        policy = self.settings.policy
        if not policy.advertise_map:
            return False
        before = self.condition
        exists = any(
            _maps(self.process.device, policy.condition_map, destination)
            for destination in self.table.destinations.values()
        )
        self.condition = exists == (policy.condition == "exist")
        return self.condition != before

    def conditional(self) -> list[Prefix]:
        """The networks that are told while the condition holds."""
        name, device = self.settings.policy.advertise_map, self.process.device
        return [prefix for prefix, found in self.table.destinations.items() if _maps(device, name, found)]

    @property
    def members(self) -> Iterator[Member]:
        for bucket in self.buckets.values():
            yield from bucket.members


class Bucket:
    """Members that get the same bytes."""

    def __init__(
        self, group: Group, key: tuple[object, ...], local: int, subnet: Prefix | None, link_local: int
    ) -> None:
        self.group = group
        self.key = key
        self.local = local
        self.link_local = link_local  # ours, where it is told beside the other
        self.subnet = subnet
        self.members: list[Member] = []
        self.advertised: Known = {}
        self.pending: dict[Prefix, None] = {}
        self.lost: list[Prefix] = []  # of them those that are gone
        self.next_run = 0.0
        self.outbound = Outbound(self)
        self.tells_next_hops = False
        self.denied: Counter[str] = Counter()

    @property
    def text(self) -> str:
        return f"update-group {self.group.number}"

    def deny(self, why: str) -> None:
        self.denied[why] += 1
        for member in self.members:
            member.denied["out", why] += 1

    # what is due

    def changed(self, prefixes: Iterable[Prefix], lost: Iterable[Prefix] = ()) -> None:
        """`lost` are those that nothing leads to any more."""
        if not self.members:
            return
        host = self.group.process.host
        wait = max(self.next_run - host.now, 0.0) if self.group.interval else 0.0
        self.pending.update(dict.fromkeys(prefixes))
        if host.due(self.run) is None:
            host.after(max(wait, GATHER), self.run)
        if wait:
            known = self.advertised
            self.lost += (prefix for prefix in lost if prefix in known)
            if self.lost and host.due(self.withdraw) is None:
                host.after(0.0, self.withdraw)

    def withdraw(self) -> None:
        """What has gone does not wait for the interval."""
        lost, self.lost = self.lost, []
        for prefix in lost:
            self.pending.pop(prefix, None)
        news, gone = self._compute(lost)
        self._send([member for member in self.members if member.synchronized], gone, news)

    def run(self) -> None:
        """Tell the members what is different."""
        if not self.pending:
            return
        prefixes, self.pending = list(self.pending), {}
        news, gone = self._compute(prefixes)
        members = [member for member in self.members if member.synchronized]
        self._send(members, gone, news)
        host = self.group.process.host
        if news or gone:
            self.next_run = host.now + self.group.interval
        for member in members:
            member.version = self.group.table.version

    def _compute(self, prefixes: Iterable[Prefix]) -> tuple[dict[Attributes, list[Prefix]], list[Prefix]]:
        """What is new by attributes, and what is to be withdrawn; remembered as told."""
        known, destinations = self.advertised, self.group.table.destinations
        news: dict[Attributes, list[Prefix]] = {}
        gone: list[Prefix] = []
        for prefix in prefixes:
            found = self._told(prefix, destinations.get(prefix))
            old = known.get(prefix)
            if found is None:
                if old is not None:
                    del known[prefix]
                    gone.append(prefix)
            elif found is not old:
                known[prefix] = found
                news.setdefault(found, []).append(prefix)
        return news, gone

    def _told(self, prefix: Prefix, destination: Destination | None) -> Attributes | None:
        found = None
        if destination is not None and destination.best is not None:
            if self.group.process.instance.suppress_inactive and self.group.table.rib_failed(destination):
                return None
            if self.group.wanted and not permits(self.group.wanted, prefix):
                self.deny("orf")
            elif not self.group.condition and _maps(
                self.group.process.device, self.group.settings.policy.advertise_map, destination
            ):
                pass
            elif not destination.suppressed or self._unsuppressed(destination):
                found = self.outbound.attributes(prefix, destination.best)
        if found is None and prefix == self.group.table.default and self.group.settings.policy.default_originate:
            return self._default()
        return found

    def _unsuppressed(self, destination: Destination) -> bool:
        name = self.group.settings.policy.unsuppress_map
        best = destination.best
        if not name or best is None:
            return False
        return run_map(self.group.process.device, name, Candidate(destination.prefix, best.attributes, best.weight))

    def _default(self) -> Attributes | None:
        """`default-originate`, while its map lets a route of the table pass."""
        group, name = self.group, self.group.settings.policy.default_originate_map
        instance = group.process.instance
        found = default_route(
            self.local, self.link_local, None if group.type == "external" else instance.default_local_preference
        )
        if name:
            plain = found.but(link_local=0)
            candidates = (
                Candidate(route.prefix, plain.but(next_hop=route.paths[0].next_hop or 0, med=route.metric), 0)
                for route in group.table.rib
            )
            if not any(run_map(group.process.device, name, candidate) for candidate in candidates):
                return None
        return self.outbound.finish(found)

    def _send(self, members: list[Member], gone: list[Prefix], news: dict[Attributes, list[Prefix]]) -> None:
        group = self.group
        if not members:
            return
        bus = group.process.device.bus
        if bus.wants(PrefixSent):
            lead = members[0]
            for prefix in gone:
                bus.emit(PrefixSent(lead.vrf, lead.address, prefix, None, group.number))
            for attributes, prefixes in news.items():
                for prefix in prefixes:
                    bus.emit(PrefixSent(lead.vrf, lead.address, prefix, attributes, group.number))
        wide = group.table.wide
        messages = list(withdrawals(gone, wide))
        for attributes, prefixes in news.items():
            messages += announcements(attributes, group.four, prefixes, wide)
        count = sum(map(len, news.values()))
        for member in members:
            if member.session is not None:
                member.session.write(b"".join(messages))
                member.peer.sent.updates += len(messages)
                member.out.total += count
                member.out.explicit += len(gone)
        group.formatted += len(messages)
        group.replicated += len(messages) * (len(members) - 1)

    # members

    def join(self, peer: Member, known: Known | None = None) -> None:
        """`known`: what it was told by another bucket."""
        first = not self.members
        self.members.append(peer)
        peer.bucket, peer.group, peer.synchronized = self, self.group, False
        if first:
            self._compute([*self.group.table.destinations, self.group.table.default])
        elif self.pending:
            self.run()
        news: dict[Attributes, list[Prefix]] = {}
        for prefix, attributes in self.advertised.items():
            news.setdefault(attributes, []).append(prefix)
        gone = [prefix for prefix in known or () if prefix not in self.advertised]
        self._send([peer], gone, news)
        peer.version, peer.synchronized = self.group.table.version, True
        host = self.group.process.host
        if first and (news or gone):
            self.next_run = host.now + self.group.interval
        if peer.open is not None and peer.open.restart is not None and peer.session is not None and known is None:
            peer.session.write(END_OF_RIB6 if peer.wide else END_OF_RIB)
            peer.peer.sent.updates += 1

    def leave(self, peer: Member) -> None:
        self.members.remove(peer)
        peer.bucket = peer.group = None
        if not self.members:
            self.group.process.host.cancel(self.run)
            self.group.process.host.cancel(self.withdraw)
            del self.group.buckets[self.key]


class Advertiser:
    """All update groups of a table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.groups: dict[tuple[object, ...], Group] = {}

    @property
    def buckets(self) -> Iterator[Bucket]:
        for group in self.groups.values():
            yield from group.buckets.values()

    @staticmethod
    def _key(peer: Member) -> tuple[object, ...]:
        policy, lines = peer.settings.policy, peer.settings.session
        session = peer.session
        return (
            peer.type, session is not None and session.four, peer.interval, policy.default_originate,
            policy.default_originate_map, policy.distribute_out, policy.prefix_out, policy.filter_out,
            policy.route_map_out, policy.advertise_map, policy.condition, policy.condition_map,
            tuple((number, each.permit, each.prefix, each.ge, each.le) for number, each in peer.filters or ()),
            policy.unsuppress_map, policy.next_hop_self, policy.next_hop_self_all,
            policy.next_hop_unchanged, policy.remove_private, policy.remove_private_replace,
            policy.route_reflector_client, policy.send_community, policy.send_extended,
            policy.as_override and peer.remote_as, peer.posed_as, lines.local_as_replace,
            peer.leaving is not None and peer.leaving.attributes,
        )  # fmt: skip

    def join(self, peer: Member, known: Known | None = None) -> None:
        """Its session is up."""
        if peer.session is None or peer.session.connection is None:
            return
        key = self._key(peer)
        group = self.groups.get(key)
        if group is None:
            used = {each.number for each in self.groups.values()}
            number = next(number for number in range(1, len(used) + 2) if number not in used)
            group = self.groups[key] = Group(self.table, number, key, peer)
        subnet = peer.subnet if peer.type == "external" else None
        place = (peer.local, subnet, peer.link_local)
        bucket = group.buckets.get(place)
        if bucket is None:
            bucket = group.buckets[place] = Bucket(group, place, *place)
        bucket.join(peer, known)

    def leave(self, peer: Member) -> None:
        bucket = peer.bucket
        if bucket is not None:
            bucket.leave(peer)
            if not bucket.group.buckets:
                del self.groups[bucket.group.key]

    def again(self, peer: Member) -> None:
        """Everything once more, with the policy that counts now; what it must not have is withdrawn."""
        bucket = peer.bucket
        if bucket is None:
            return
        known = dict(bucket.advertised)
        if self._key(peer) != bucket.group.key:
            self.leave(peer)
            self.join(peer, known)
            return
        group = bucket.group
        group.filter = group.process.outbound(peer)
        group.look()
        news: dict[Attributes, list[Prefix]] = {}
        for each in group.buckets.values():
            each.outbound.forget()
            changed, gone = each._compute([*self.table.destinations, *each.advertised, self.table.default])
            each._send([member for member in each.members if member is not peer], gone, changed)
            if each is bucket:
                for prefix, attributes in each.advertised.items():
                    news.setdefault(attributes, []).append(prefix)
                each._send([peer], gone, news)

    def changed(self, destinations: list[Destination]) -> None:
        if self.groups:
            prefixes = [destination.prefix for destination in destinations]
            lost = [destination.prefix for destination in destinations if destination.best is None]
            for bucket in list(self.buckets):
                bucket.changed(prefixes, lost)

    def conditions(self) -> None:
        """The scanner looks at those of `advertise-map`."""
        for group in list(self.groups.values()):
            if group.look():
                prefixes = group.conditional()
                policy, version = group.settings.policy, self.table.version
                self.table.process.host.emit(
                    ConditionChanged(
                        self.table.vrf.name, policy.condition_map, policy.advertise_map, group.condition,
                        tuple(prefixes), version,
                    )
                )  # fmt: skip
                for bucket in list(group.buckets.values()):
                    bucket.changed(prefixes, () if group.condition else prefixes)

    @property
    def asks_routes(self) -> bool:
        """Is there a `default-originate` whose map looks at the routing table?"""
        return any(group.settings.policy.default_originate_map for group in self.groups.values())

    def default_changed(self) -> None:
        """Routes came or went, of whatever source."""
        for bucket in list(self.buckets):
            if bucket.group.settings.policy.default_originate_map:
                bucket.changed([self.table.default])

    def stop(self) -> None:
        for bucket in list(self.buckets):
            for member in list(bucket.members):
                bucket.leave(member)
        self.groups.clear()
