"""What neighbours tell: checks, policy, and into the table (RFC 4271 section 9.1, 4456 section 8, 7606)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.bgp.events import (
    Denied,
    PathTooLong,
    PrefixLimit,
    PrefixReceived,
    PrefixWithdrawn,
    Reset,
    UpdateReceived,
)
from iosemu.features.bgp.paths import Path
from iosemu.features.bgp.policy import Candidate
from iosemu.features.policy.api import acl_permits
from iosemu.types import Prefix, usable_destination
from iosemu.wire.bgp import BgpError, Cease, Code, RouteRefresh
from iosemu.wire.bgp_attributes import (
    CONFED_SEQUENCE,
    CONFED_SET,
    Attributes,
    Handling,
    as_numbers,
    first_as,
    prepend,
)
from iosemu.wire.bgp_update import Update

if TYPE_CHECKING:
    from iosemu.features.bgp.member import Member
    from iosemu.features.bgp.paths import Destination
    from iosemu.features.bgp.process import Process

_WHY = {
    "route-map": Denied.ROUTE_MAP, "distribute": Denied.DISTRIBUTE, "prefix": Denied.PREFIX, "filter": Denied.FILTER,
}  # fmt: skip
MOST_AS = 254  # numbers in a path, unless `bgp maxas-limit` says so


class Inbox:
    """All neighbours of a process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.bus = process.device.bus

    def received(self, peer: Member, update: Update) -> None:
        """Raises BgpError where the session must end."""
        fault = update.fault
        if fault is not None:
            milder = self.process.device.software.bgp_enhanced_errors
            if fault.handling is Handling.RESET or not milder:
                raise BgpError(Code.UPDATE, fault.subcode, fault.data)
            if fault.handling is Handling.WITHDRAW:
                update.withdrawn += update.networks
                update.networks = []
        if update.withdrawn:
            self._withdraw(peer, update.withdrawn)
        if update.networks and update.attributes is not None:
            self._announce(peer, update.attributes, update.networks)
        elif update.end_of_rib:
            self.process.ended(peer)

    # networks that go

    def _withdraw(self, peer: Member, prefixes: list[Prefix]) -> None:
        table, tells = peer.table, self.bus.wants(PrefixWithdrawn)
        for prefix in prefixes:
            if tells:
                self.bus.emit(PrefixWithdrawn(peer.vrf, peer.address, prefix))
            peer.into.explicit += 1
            peer.adj_in.pop(prefix, None)
            destination = table.destinations.get(prefix)
            path = destination.of(peer) if destination is not None else None
            if destination is not None and path is not None:
                self.lose(peer, destination, path)

    def lose(self, peer: Member, destination: Destination, path: Path) -> None:
        """One path goes."""
        peer.accepted -= not path.history
        if not peer.table.damper.withdrawn(destination, path):
            peer.table.take(destination, path)

    def forget(self, peer: Member) -> None:
        """The session is over: all that it brought."""
        peer.adj_in.clear()
        table = peer.table
        for destination in list(table.destinations.values()):
            path = destination.of(peer)
            if path is not None:
                table.take(destination, path)
        peer.accepted = 0

    # networks that come

    def _announce(self, peer: Member, attributes: Attributes, prefixes: list[Prefix]) -> None:
        if peer.type == "external" and (
            attributes.local_pref is not None or attributes.originator is not None or attributes.clusters
        ):
            attributes = attributes.but(local_pref=None, originator=None, clusters=())
        denied = self._denied(peer, attributes)
        if self.bus.wants(UpdateReceived):
            self.bus.emit(UpdateReceived(peer.vrf, peer.address, attributes, denied))
        if denied is not None:
            for prefix in prefixes:
                self._refuse(peer, prefix, denied)
            return
        lines = peer.settings.session
        posed = peer.posed_as
        if posed is not None and peer.type == "external" and not lines.local_as_no_prepend:
            attributes = attributes.but(as_path=prepend(attributes.as_path, (posed,)))
        peer.into.total += len(prefixes)
        if peer.settings.policy.soft_reconfiguration:
            peer.adj_in.update(dict.fromkeys(prefixes, attributes))
        self._take(peer, attributes, prefixes)
        limit = peer.settings.policy.maximum_prefix
        if limit:
            self._limit(peer, limit)

    def _take(self, peer: Member, attributes: Attributes, prefixes: list[Prefix]) -> None:
        table, policy, now, leaving = peer.table, peer.inbound, self.process.host.now, peer.leaving
        if leaving is not None and leaving.local_preference is not None and policy is None:
            attributes = attributes.but(local_pref=leaving.local_preference)
        listed = table.family.distribute_in
        weight = peer.settings.policy.weight or 0
        epoch, known = peer.epoch, table.destinations
        tells = self.bus.wants(PrefixReceived)
        damper = table.damper if table.damper.on and peer.type == "external" else None
        hop, wide = table.hops.hold(attributes.next_hop), table.wide
        for prefix in prefixes:
            if (not wide and prefix.network >> 28 >= 14) or not usable_destination(prefix):
                self._refuse(peer, prefix, Denied.MARTIAN)
                continue
            if listed and not acl_permits(self.process.device, listed, prefix):
                self._refuse(peer, prefix, Denied.DISTRIBUTE)
                continue
            found, own_weight, own_hop = attributes, weight, hop
            if policy is not None:
                candidate = self._candidate(peer, prefix, attributes, weight)
                why = policy.run(candidate)
                if why:
                    self._refuse(peer, prefix, _WHY[why])
                    continue
                found, own_weight = candidate.attributes, candidate.weight
                if leaving is not None and leaving.local_preference is not None:
                    found = found.but(local_pref=leaving.local_preference)
                if found.next_hop != hop.address:
                    own_hop = table.hops.hold(found.next_hop, 0)
            destination = known.get(prefix)
            old = None
            if destination is None:
                destination = table.destination(prefix)
            else:
                old = destination.of(peer)
            if old is not None and old.attributes is found and old.weight == own_weight and not old.history:
                old.epoch, old.stale = epoch, False
                if tells:
                    self.bus.emit(PrefixReceived(peer.vrf, peer.address, prefix, duplicate=True))
                continue
            own_hop.users += 1
            path = Path(found, peer, own_hop, own_weight, now)
            if old is None:
                peer.accepted += 1
            else:
                peer.into.implicit += 1
                peer.accepted += old.history
            if damper is not None:
                damper.announced(destination, path, old)
            table.put(destination, path, old)
            if tells:
                self.bus.emit(PrefixReceived(peer.vrf, peer.address, prefix))
        table.hops.release(hop)

    @staticmethod
    def _candidate(peer: Member, prefix: Prefix, attributes: Attributes, weight: int) -> Candidate:
        found = Candidate(prefix, attributes, weight)
        found.learned_from = peer.far
        found.peer_as = peer.remote_as
        found.own_as = peer.process.instance.asn
        found.unchanged = attributes.next_hop
        session = peer.session
        if session is not None and session.connection is not None:
            found.self_address = peer.local
        return found

    def _refuse(self, peer: Member, prefix: Prefix, why: Denied) -> None:
        """Not taken; what was there before is gone with it."""
        peer.denied["in", why.name] += 1
        if self.bus.wants(PrefixReceived):
            self.bus.emit(PrefixReceived(peer.vrf, peer.address, prefix, denied=why))
        destination = peer.table.destinations.get(prefix)
        path = destination.of(peer) if destination is not None else None
        if destination is not None and path is not None:
            peer.accepted -= not path.history
            peer.table.take(destination, path)

    def _denied(self, peer: Member, attributes: Attributes) -> Denied | None:
        """What rules all networks of an UPDATE out."""
        process, instance, table = self.process, self.process.instance, peer.table
        path = attributes.as_path
        own = {instance.asn, process.public_as, peer.local_as}
        if path:
            numbers = list(as_numbers(path))
            loops = max((numbers.count(asn) for asn in own), default=0)
            if loops > peer.settings.policy.allowas_in:
                return Denied.AS_LOOP
            if peer.type == "external":
                if path[0][0] in (CONFED_SEQUENCE, CONFED_SET):
                    raise BgpError(Code.UPDATE, 11)
                if instance.enforce_first_as and first_as(path) != peer.remote_as:
                    raise BgpError(Code.UPDATE, 11)
            limit = instance.maxas_limit or MOST_AS
            if len(numbers) > limit:
                self.bus.emit(PathTooLong(peer.vrf, peer.address, path, limit))
                return Denied.LONG
        elif peer.type == "external" and instance.enforce_first_as:
            raise BgpError(Code.UPDATE, 11)
        if attributes.originator == process.router_id(table.vrf):
            return Denied.ORIGINATOR
        if attributes.clusters and process.cluster_id in attributes.clusters:
            return Denied.CLUSTER
        hop = attributes.next_hop
        if not table.unicast(hop):
            return Denied.BAD_NEXT_HOP
        if table.rib.is_own(hop):
            return Denied.OWN_NEXT_HOP
        if peer.kin and peer.must_be_attached and hop != peer.address and not table.hops.attached(hop):
            return Denied.FAR_NEXT_HOP
        return None

    # limits

    def _limit(self, peer: Member, limit: int) -> None:
        policy, count = peer.settings.policy, peer.accepted
        if count > limit and not policy.warning_only:
            self.bus.emit(PrefixLimit(peer.vrf, peer.address, count, limit, True, peer.dynamic, peer.wide))
            peer.peer.over_limit = True
            if policy.restart:
                self.process.host.after(policy.restart * 60.0, self.process.restart, peer.peer)
            data = bytes((0, *peer.family)) + limit.to_bytes(4, "big")
            peer.reset(Reset.PREFIXES, Cease.PREFIXES, data)
        elif count > limit and not peer.warned_over:
            peer.warned_over = True
            self.bus.emit(PrefixLimit(peer.vrf, peer.address, count, limit, True, peer.dynamic, peer.wide))
        elif count > limit * policy.threshold // 100:
            if not peer.warned:
                peer.warned = True
                self.bus.emit(PrefixLimit(peer.vrf, peer.address, count, limit, False, peer.dynamic, peer.wide))
        else:
            peer.warned = peer.warned_over = False

    # again

    def soft(self, peer: Member) -> bool:
        """Policy once more on all that it tells; False: that cannot be done."""
        if not peer.up or peer.session is None:
            return False
        peer.inbound = self.process.inbound(peer)
        if peer.settings.policy.soft_reconfiguration and (peer.adj_in or not peer.session.refreshes):
            peer.epoch += 1
            sets: dict[Attributes, list[Prefix]] = {}
            for prefix, attributes in peer.adj_in.items():
                sets.setdefault(attributes, []).append(prefix)
            for attributes, prefixes in sets.items():
                denied = self._denied(peer, attributes)
                if denied is not None:
                    for prefix in prefixes:
                        self._refuse(peer, prefix, denied)
                else:
                    self._take(peer, attributes, prefixes)
            return True
        if not peer.session.refreshes:
            return False
        peer.epoch += 1
        peer.peer.sent.refreshes += 1
        peer.session.write(RouteRefresh(*peer.family).message())
        return True

    def sweep(self, peer: Member) -> None:
        """It has told everything again: what it did not name is gone (RFC 7313 section 4, 4724 section 4.2)."""
        for destination in list(peer.table.destinations.values()):
            path = destination.of(peer)
            if path is not None and (path.stale or path.epoch < peer.epoch):
                peer.accepted -= not path.history
                peer.table.take(destination, path)
