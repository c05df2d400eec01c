"""Translation at work: a stage at each end of the way through an interface that is outside.

    in    IN_NAT   what comes from outside, behind decryption, before the look-up
    out   OUT_NAT  what leaves to outside and came in inside (or was made here), behind the look-up, before crypto maps

A flow that is known is translated by its `Entry`; another one asks the static rules, then the dynamic ones, and gets an
entry if one of them speaks of it. What sealing made is never looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from iosemu.device.engine import Engine, Host
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Drop, Passage, Point, Verdict
from iosemu.features.nat import events
from iosemu.features.nat.aliases import Aliases
from iosemu.features.nat.fragments import Pieces
from iosemu.features.nat.making import Maker
from iosemu.features.nat.model import Dynamic, NatConfig, NatInterface, Static
from iosemu.features.nat.named import is_answer, renamed
from iosemu.features.nat.nvi import NviDriver, make
from iosemu.features.nat.rewrite import back, flow_of, is_error, parts, quoted, readdressed, requoted, rewritten
from iosemu.features.nat.statics import Statics
from iosemu.features.nat.stats import Stats
from iosemu.features.nat.table import ANSWERED, ENDED, Entry, Pair, Table
from iosemu.types import IPv4, is_multicast
from iosemu.wire import ipv4
from iosemu.wire.tcp import ACK, FIN, RST, SYN

if TYPE_CHECKING:
    from iosemu.cli.context import Change

_DNS = 53


class NatEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.table = Table()
        self.stats = Stats()
        self.statics = Statics(host.device, self.config)
        self.maker = Maker(self)
        self.pieces = Pieces()
        self.aliases = Aliases()
        self._addresses: dict[Interface, IPv4 | None] = {}  # of interfaces whose address hosts get

    @property
    def config(self) -> NatConfig:
        return self.host.device[NatConfig]

    def start(self) -> None:
        self.host.device.register_driver("NVI", NviDriver)
        make(self.host.device)
        self.host.peer("acl").foresight = self
        for iface in self.host.device.interfaces.values():
            self._apply(iface)
        self._agree()

    def stop(self) -> None:
        self.table = Table()
        self.pieces = Pieces()
        self.maker.forget()

    def tables(self) -> Iterator[Collection[Any]]:
        yield list(self.table)
        yield self.table.pairs

    def changed(self, change: Change) -> None:
        if isinstance(change.owner, Interface):
            self._apply(change.owner)
            return
        if change.path[0] in ("statics", "dynamics", "pools"):
            self._agree()

    def interface_changed(self, iface: Interface) -> None:
        self._agree()

    def _apply(self, iface: Interface) -> None:
        slot = iface.get(NatInterface)
        if slot is not None:
            iface.set_stage(Point.IN_NAT, self._enters, slot.outside)
            iface.set_stage(Point.OUT_NAT, self._leaves, slot.outside)

    def _agree(self) -> None:
        """Rules or addresses of interfaces changed: what rests on those that are gone ends."""
        device, config = self.host.device, self.config
        self.statics = Statics(device, config)
        self.aliases = Aliases.of(device, config)
        for iface in device.interfaces.values():
            iface.more_addresses = self.aliases
        lent = {rule.interface for rule in config.dynamics.values()}
        lent |= {rule.interface for rule in config.statics.values()}
        now: dict[Interface, IPv4 | None] = {}
        for name in lent:
            lender = device.interfaces.get(name) if name is not None else None
            if lender is not None:
                now[lender] = lender.address
        moved = {address for iface, address in self._addresses.items() if address and now.get(iface) != address}
        self._addresses = now
        for entry in [entry for entry in self.table if self._stale(entry, moved)]:
            self.end(entry)
        for pair in [pair for pair in self.table.pairs if not self._stands(pair.rule)]:
            self.end(pair)

    def _stale(self, entry: Entry, moved: set[IPv4]) -> bool:
        rules = (entry.inside, entry.outside)
        if any(rule is not None and not self._stands(rule) for rule in rules):
            return True
        return bool(moved) and entry.inside is not None and bool(entry.inside.interface) and entry.global_[0] in moved

    def _stands(self, rule: Static | Dynamic) -> bool:
        if isinstance(rule, Static):
            return self.config.statics.get(rule.key) is rule
        return self.config.dynamics.get(rule.key) is rule

    # stages

    def _leaves(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        """To outside: what came from inside, or was made here in the clear."""
        packet, came = passage.packet, passage.came
        if came is not None:
            slot = came.get(NatInterface)
            if slot is None or not slot.inside:
                return PASS
        elif passage.origin is not None:
            return PASS
        if is_multicast(packet.dst) or packet.dst in iface.table.broadcasts or packet.dst == 0xFFFFFFFF:
            return PASS
        vrf = (came.vrf if came is not None else passage.vrf).number
        if is_error(packet):
            return self._error_leaves(passage, vrf)
        key = flow_of(packet)
        if key is None:
            return self._piece(passage, vrf, True)
        entry = self.table.outgoing.get(vrf, {}).get(key)
        first = entry is None
        if entry is None:
            made = self.maker.outward(key, passage, iface, vrf)
            if not isinstance(made, Entry):
                return made
            entry = made
            self._began(entry)
        self._translate(passage, entry, True, first)
        return PASS

    def _enters(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        """From outside."""
        packet = passage.packet
        if is_multicast(packet.dst) or packet.dst in iface.table.broadcasts or packet.dst == 0xFFFFFFFF:
            return PASS
        vrf = iface.vrf.number
        if is_error(packet):
            return self._error_enters(passage, vrf)
        key = flow_of(packet)
        if key is None:
            return self._piece(passage, vrf, False)
        entry = self.table.incoming.get(vrf, {}).get(key)
        first = entry is None
        if entry is None:
            made = self.maker.inward(key, passage, iface, vrf)
            if not isinstance(made, Entry):
                return made
            entry = made
            self._began(entry)
        self._translate(passage, entry, False, first)
        return PASS

    def _began(self, entry: Entry) -> None:
        self.table.add(entry)
        self.stats.grew(self.active, self.host.now)
        self.host.emit(events.EntryMade(entry.number))
        self.schedule()

    def _translate(self, passage: Passage, entry: Entry, outward: bool, first: bool) -> None:
        before = passage.packet
        old, new = (entry.inner, back(entry.outer)) if outward else (entry.outer, back(entry.inner))
        after = rewritten(before, old, new)
        if self.config.alg_dns and is_answer(after):
            after = renamed(self, after, entry.inner_vrf, outward)
        if before.flags_offset & ipv4.MORE_FRAGMENTS:
            self.pieces.note(before, outward, entry, self.host.now)
        self._used(entry, before, outward)
        self._goes(passage, after, entry, outward)
        if first:
            self.stats.misses += 1
        else:
            self.stats.hits += 1
        if self.host.device.bus.wants(events.Translated):
            self.host.emit(events.Translated(before, after, outward, first))

    def _goes(self, passage: Passage, after: ipv4.IPv4, entry: Entry, outward: bool) -> None:
        passage.packet = after
        if not outward and entry.inner_vrf != passage.vrf.number:
            known = self.host.device.vrfs.all()
            passage.vrf = next((vrf for vrf in known if vrf.number == entry.inner_vrf), passage.vrf)

    def _used(self, entry: Entry, packet: ipv4.IPv4, outward: bool) -> None:
        entry.used = now = self.host.now
        entry.uses += 1
        if entry.pair is not None:
            entry.pair.used = now
        if packet.protocol != ipv4.TCP or len(packet.payload) < 14:
            return
        flags, config = packet.payload[13], self.config
        if flags & (FIN | RST):
            entry.seen |= ENDED
            timeout = config.finrst_timeout
        elif flags & SYN and not flags & ACK and entry.seen & ENDED:
            entry.seen, timeout = 0, config.syn_timeout  # its ports are used again
        elif entry.seen & (ANSWERED | ENDED):
            return
        elif flags & ACK:
            entry.seen |= ANSWERED
            timeout = config.tcp_timeout
        else:
            return
        entry.timeout = timeout
        self.table.watch(entry)
        self.schedule()

    def foreseen(self, passage: Passage, iface: Interface) -> Passage | None:
        """What comes from outside, as inside will see it, where that is known; nothing is counted."""
        slot, packet = iface.get(NatInterface), passage.packet
        if slot is None or not slot.outside:
            return None
        flows = self.table.incoming.get(iface.vrf.number, {})
        if is_error(packet):
            about = quoted(packet)
            entry = flows.get(back(about)) if about is not None else None
            if about is None or entry is None:
                return None
            after = requoted(packet, packet.src, entry.local[0], about, entry.inner)
        else:
            key = flow_of(packet)
            entry = flows.get(key) if key is not None else None
            if key is None or entry is None:
                return None
            after = rewritten(packet, key, back(entry.inner))
        later = Passage(after, passage.vrf, passage.came, passage.origin)
        known = self.host.device.vrfs.all()
        later.vrf = next((vrf for vrf in known if vrf.number == entry.inner_vrf), passage.vrf)
        return later

    # errors of ICMP, and what comes in pieces

    def _error_leaves(self, passage: Passage, vrf: int) -> Verdict | Drop:
        """About what came from outside."""
        packet = passage.packet
        about = quoted(packet)
        entry = self.table.outgoing.get(vrf, {}).get(back(about)) if about is not None else None
        if about is None or entry is None:
            return PASS
        src = entry.global_[0] if passage.came is not None else packet.src  # what is inside stays unseen
        after = requoted(packet, src, entry.outside_global[0], about, entry.outer)
        passage.packet = after
        self.stats.hits += 1
        if self.host.device.bus.wants(events.Translated):
            self.host.emit(events.Translated(packet, after, True, False))
        return PASS

    def _error_enters(self, passage: Passage, vrf: int) -> Verdict | Drop:
        """About what went out."""
        packet = passage.packet
        about = quoted(packet)
        entry = self.table.incoming.get(vrf, {}).get(back(about)) if about is not None else None
        if about is None or entry is None:
            return PASS
        far, near = entry.outside_global[0], entry.outside_local[0]
        src = near if packet.src == far else packet.src
        after = requoted(packet, src, entry.local[0], about, entry.inner)
        self._goes(passage, after, entry, False)
        self.stats.hits += 1
        if self.host.device.bus.wants(events.Translated):
            self.host.emit(events.Translated(packet, after, False, False))
        return PASS

    def _piece(self, passage: Passage, vrf: int, outward: bool) -> Verdict | Drop:
        """A later fragment goes the way of the first one; where a whole address is translated it needs none."""
        packet = passage.packet
        entry = self.pieces.find(packet, outward, self.host.now)
        if entry is None:
            found = self.maker.whole(packet, vrf, outward)
            if found is None:
                return PASS
            if isinstance(found, Drop):
                return found
            passage.packet = readdressed(packet, *found)
            return PASS
        _, src, dst, _, _ = parts(back(entry.outer) if outward else back(entry.inner))
        self._goes(passage, readdressed(packet, src, dst), entry, outward)
        self.stats.hits += 1
        return PASS

    # the end

    @property
    def active(self) -> int:
        """Translations that there are, static ones among them."""
        return len(self.config.statics) + len(self.table) + len(self.table.by_local)

    def time_of(self, key: bytes) -> float:
        """Seconds that a new flow's translation lives unused; -1: for ever."""
        config = self.config
        protocol, _, _, first, second = parts(key)
        if protocol == ipv4.TCP:
            return config.syn_timeout
        if protocol == ipv4.UDP:
            return config.dns_timeout if _DNS in (first, second) else config.udp_timeout
        return config.icmp_timeout if protocol == ipv4.ICMP else config.timeout

    def schedule(self) -> None:
        """Something may end sooner than what was waited for."""
        due = self.table.next_due
        if due is None:
            return
        left, wanted = self.host.due(self._age), max(due - self.host.now, 0.0)
        if left is None or wanted < left:
            self.host.after(wanted, self._age, background=True)

    def _age(self) -> None:
        self.table.expired(self.host.now, self._expire)
        self.schedule()

    def _expire(self, each: Entry | Pair) -> None:
        self.stats.expired += 1
        self.end(each, True)

    def end(self, each: Entry | Pair, expired: bool = False) -> None:
        """It is forgotten, and what it held is free."""
        if isinstance(each, Pair):
            if self.table.remove_pair(each):
                self.maker.free(each)
                outer, inner = each.global_, each.local
                self.host.emit(events.EntryGone(each.number, 0, outer, inner, 0, expired))
            return
        if self.table.remove(each):
            (outer, port), (inner, _) = each.global_, each.local
            if each.ported:
                self.maker.ports.release(each.protocol, outer, port)
            self.pieces.forget(each)
            self.host.emit(events.EntryGone(each.number, each.protocol, outer, inner, port, expired))

    def in_use(self, rule: Static | Dynamic) -> bool:
        """Is anything translated by it now?"""
        if any(pair.rule is rule for pair in self.table.by_local.values()):
            return True
        return any(entry.inside is rule or entry.outside is rule for entry in self.table)

    def clear(self) -> None:
        """`clear ip nat translation *`: the static ones stay."""
        for entry in list(self.table):
            self.end(entry)
        for pair in self.table.pairs:
            self.end(pair)
