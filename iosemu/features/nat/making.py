"""New translations: which rule speaks of a flow, and what address and port it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iosemu.device.drops import Reason
from iosemu.device.passage import PASS, Drop, Passage, Verdict
from iosemu.features.nat import events
from iosemu.features.nat.model import DESTINATION, INSIDE, OUTSIDE, Dynamic, Pool, Static
from iosemu.features.nat.ports import Ports
from iosemu.features.nat.rewrite import Flow, back, flow, has_ports, parts
from iosemu.features.nat.table import Entry, Pair
from iosemu.features.policy import api as policy
from iosemu.features.policy.packets import fits
from iosemu.types import IPv4
from iosemu.wire import icmp, ipv4
from iosemu.wire.tcp import ACK, SYN

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.nat.engine import NatEngine


class Given(NamedTuple):
    """What one side's end of a flow becomes."""

    address: IPv4
    port: int
    rule: Static | Dynamic | None  # None: of what this router sends from a port that a host has
    pair: Pair | None = None
    ported: bool = False


_REFUSED = Drop(Reason.TRANSLATION)
_BY_ADDRESS = frozenset({ipv4.GRE, ipv4.ESP})  # without ports: one host for each far end at an address


class Maker:
    def __init__(self, engine: NatEngine) -> None:
        self.engine = engine
        self.ports = Ports()
        self.held: dict[str, dict[IPv4, Pair]] = {}  # by pool: who has which address
        self._number = 0
        self._turns: dict[str, int] = {}  # by rotary pool: how many connections it has taken

    def forget(self) -> None:
        self.ports.clear()
        self.held.clear()
        self._turns.clear()

    def free(self, pair: Pair) -> None:
        if isinstance(pair.rule, Dynamic):
            self.held.get(pair.rule.pool, {}).pop(pair.local if pair.rule.side == OUTSIDE else pair.global_, None)

    def _next(self) -> int:
        self._number += 1
        return self._number

    # from inside

    def outward(self, key: Flow, passage: Passage, iface: Interface, vrf: int) -> Entry | Verdict | Drop:
        engine = self.engine
        protocol, local, outside_local, port, far_port = parts(key)
        far = self._outside_of_local(vrf, outside_local, protocol, far_port)
        near = self._inside_global(protocol, local, port, passage, iface, vrf, outside_local)
        if near is None and far is None:
            return PASS
        if near is _FAILED:
            return self._failed(passage)
        if self._full():
            return _REFUSED
        address, global_port = (near.address, near.port) if near is not None else (local, port)
        outside_global, outside_port = (far.address, far.port) if far is not None else (outside_local, far_port)
        if protocol == ipv4.ICMP:
            outside_port = global_port
        outer = flow(protocol, outside_global, address, outside_port, global_port)
        if protocol == ipv4.ESP:
            outer = back(flow(protocol, address, outside_global, port, far_port))
        if outer in engine.table.incoming.get(iface.vrf.number, {}):
            if near is not None and near.ported:
                self.ports.release(protocol, address, global_port)
            return self._failed(passage)  # another host's, with the same far end
        entry = self._entry(key, outer, vrf, iface.vrf.number, near, far, passage)
        entry.came_in = True
        return entry

    def _entry(
        self, inner: Flow, outer: Flow, inner_vrf: int, outer_vrf: int, near: Given | None, far: Given | None,
        passage: Passage,
    ) -> Entry:  # fmt: skip
        now = self.engine.host.now
        pair = near.pair if near is not None and near.pair is not None else far.pair if far is not None else None
        entry = Entry(
            self._next(), inner, outer, inner_vrf, outer_vrf,
            near.rule if near is not None else None, far.rule if far is not None else None,
            pair, near is not None and near.ported, now, now, self.engine.time_of(inner),
        )  # fmt: skip
        entry.came = passage.came.text if passage.came is not None else ""
        return entry

    def _inside_global(
        self, protocol: int, local: IPv4, port: int, passage: Passage, iface: Interface, vrf: int, far: IPv4
    ) -> Given | None:
        """By static rules, then dynamic ones; None: no rule speaks of it."""
        engine = self.engine
        for match in engine.statics.by_local(INSIDE, vrf, local, protocol, port):
            if not match.rule.route_map or self._map_permits(match.rule.route_map, passage, iface):
                return Given(match.address, match.port, match.rule)
        if passage.came is None:
            owner = self.ports.owner(protocol, local, port)
            if owner is not None and owner != _owner(vrf, local, port):  # our own port, but a host has it now
                return self._ported(protocol, local, local, port, vrf, None, far)
        name = (passage.came.vrf if passage.came is not None else passage.vrf).name
        for rule in engine.config.rules(INSIDE):
            if rule.vrf == name and self.speaks(rule, passage, iface):
                return self._of_rule(rule, protocol, local, port, vrf, far)
        return None

    def _of_rule(self, rule: Dynamic, protocol: int, local: IPv4, port: int, vrf: int, far: IPv4) -> Given:
        engine = self.engine
        if rule.interface is not None:
            lender = engine.host.device.interfaces.get(rule.interface)
            address = lender.address if lender is not None else None
            if address is None:
                return _FAILED
            return self._ported(protocol, address, local, port, vrf, rule, far)
        pool = engine.config.pools.get(rule.pool)
        if pool is None:
            return _FAILED
        if rule.overload:
            for start, end in pool.ranges:
                for address in range(start, end + 1):
                    if address in engine.statics.globals:
                        continue
                    given = self._ported(protocol, address, local, port, vrf, rule, far)
                    if given is not _FAILED:
                        return given
            return _FAILED
        pair = engine.table.by_local.get((INSIDE, vrf, local))
        if pair is None or pair.rule is not rule:
            pair = self._pair(rule, pool, local, vrf)
        return Given(pair.global_, port, rule, pair) if pair is not None else _FAILED

    def _ported(
        self, protocol: int, address: IPv4, local: IPv4, port: int, vrf: int, rule: Dynamic | None, far: IPv4
    ) -> Given:
        """A port of a shared address. What has no ports has the address alone, with each far end."""
        if not has_ports(protocol):
            if protocol not in _BY_ADDRESS:
                return _FAILED
            return Given(address, port, rule)
        keep = self.engine.host.device.software.nat_keeps_ports
        taken = self.ports.take(protocol, address, port, _owner(vrf, local, port), self._blocked, keep)
        return Given(address, taken, rule, None, True) if taken is not None else _FAILED

    def _blocked(self, protocol: int, address: IPv4, port: int) -> bool:
        """A static rule, or this router itself, has it."""
        engine = self.engine
        match = engine.statics.by_global(INSIDE, address, protocol, port)
        if match is not None and match.rule.protocol != "network":
            return True
        ip = engine.host.device.ip
        if not any(address in table.receive for table in engine.host.device.vrfs.tables()):
            return False
        if protocol == ipv4.UDP:
            return port in ip.udp.handlers
        return protocol == ipv4.TCP and ip.tcp.uses(port)

    def _pair(self, rule: Dynamic, pool: Pool, address: IPv4, vrf: int) -> Pair | None:
        """A whole address of a pool for another one, until that is not used any more."""
        engine = self.engine
        held = self.held.setdefault(pool.name, {})
        found = next(
            (
                each for start, end in pool.ranges for each in range(start, end + 1)
                if each not in held and each not in engine.statics.globals
            ),
            None,
        )  # fmt: skip
        if found is None or self._full():
            return None
        now = engine.host.now
        local, global_ = (address, found) if rule.side == INSIDE else (found, address)
        pair = Pair(self._next(), rule, local, global_, vrf, now, now, engine.config.timeout)
        held[found] = pair
        engine.table.add_pair(pair)
        engine.stats.grew(engine.active, now)
        return pair

    # from outside

    def inward(self, key: Flow, passage: Passage, iface: Interface, vrf: int) -> Entry | Verdict | Drop:
        engine = self.engine
        protocol, outside_global, address, far_port, port = parts(key)
        if protocol == ipv4.ESP:
            return self._sealed(key, passage, iface, vrf)
        near, shared = self._inside_local(protocol, address, port), None
        if near is None and protocol == ipv4.TCP:
            near, shared = self._server(passage, iface, vrf)
        far = self._outside_local(protocol, outside_global, far_port, passage, iface)
        if far is _FAILED:
            return self._failed(passage)
        if near is None and far is None:
            return _REFUSED if address in engine.aliases else PASS
        if self._full():
            return _REFUSED
        local, local_port, inner_vrf = near if near is not None else (address, port, vrf)
        outside_local, outside_port = (far.address, far.port) if far is not None else (outside_global, far_port)
        if protocol == ipv4.ICMP:
            outside_port = local_port
        inner = flow(protocol, local, outside_local, local_port, outside_port)
        if inner in engine.table.outgoing.get(inner_vrf, {}):
            return _REFUSED
        given = None
        if near is not None:
            rule, pair = (shared, None) if shared is not None else self._rule_of_global(protocol, address, port)
            given = Given(address, port, rule, pair)
        return self._entry(inner, key, inner_vrf, vrf, given, far, passage)

    def _server(
        self, passage: Passage, iface: Interface, vrf: int
    ) -> tuple[tuple[IPv4, int, int] | None, Dynamic | None]:
        """`ip nat inside destination`: the next server takes a new connection to the address that they share. The list
        speaks of that address; a standard one knows no destinations, so it is its source there."""
        packet, engine = passage.packet, self.engine
        if not packet.payload[13:14] or packet.payload[13] & (SYN | ACK) != SYN:
            return None, None
        acl = engine.host.peer("acl")
        for rule in engine.config.rules(DESTINATION):
            pool, found = engine.config.pools.get(rule.pool), acl.get(rule.name)
            if pool is None or not pool.rotary or found is None:
                continue
            asked = packet if found.config.extended else ipv4.IPv4(packet.dst, packet.dst, packet.protocol, b"")
            if acl.matches(rule.name, asked, iface) is True:
                turn = self._turns.get(pool.name, 0)
                self._turns[pool.name] = turn + 1
                port = int.from_bytes(packet.payload[2:4], "big")
                return (pool.at(turn % pool.size), port, vrf), rule
        return None, None

    def _rule_of_global(self, protocol: int, address: IPv4, port: int) -> tuple[Static | Dynamic, Pair | None]:
        match = self.engine.statics.by_global(INSIDE, address, protocol, port)
        if match is not None:
            return match.rule, None
        pair = self.engine.table.by_global[INSIDE, address]
        return pair.rule, pair

    def _inside_local(self, protocol: int, address: IPv4, port: int) -> tuple[IPv4, int, int] | None:
        """Address, port and table of who is known by an address."""
        engine = self.engine
        match = engine.statics.by_global(INSIDE, address, protocol, port)
        if match is not None:
            vrf = engine.host.device.vrfs.get(match.rule.vrf)
            return (match.address, match.port, vrf.number) if vrf is not None else None
        pair = engine.table.by_global.get((INSIDE, address))
        return (pair.local, port, pair.vrf) if pair is not None else None

    def _sealed(self, key: Flow, passage: Passage, iface: Interface, vrf: int) -> Entry | Verdict | Drop:
        """ESP: its SPI is the receiver's own, which nobody here has heard. It is for the host that speaks ESP with this
        far end, or that an address stands for."""
        engine = self.engine
        _, far, address, high, low = parts(key)
        near = self._inside_local(ipv4.ESP, address, 0)
        rule: Static | Dynamic
        if near is not None:
            local, _, inner_vrf = near
            rule, pair = self._rule_of_global(ipv4.ESP, address, 0)
        else:
            speaks = [
                entry for entry in engine.table.incoming.get(vrf, {}).values()
                if entry.protocol == ipv4.ESP and entry.global_[0] == address and entry.outside_global[0] == far
            ]  # fmt: skip
            if not speaks or speaks[-1].inside is None:
                return _REFUSED if address in engine.aliases else PASS
            local, inner_vrf, rule, pair = speaks[-1].local[0], speaks[-1].inner_vrf, speaks[-1].inside, None
        inner = back(flow(ipv4.ESP, far, local, high, low))
        if inner in engine.table.outgoing.get(inner_vrf, {}) or self._full():
            return _REFUSED
        return self._entry(inner, key, inner_vrf, vrf, Given(address, 0, rule, pair), None, passage)

    # the other side's addresses

    def _outside_of_local(self, vrf: int, address: IPv4, protocol: int, port: int) -> Given | None:
        """What an address of outside that inside knows really is."""
        engine = self.engine
        for match in engine.statics.by_local(OUTSIDE, vrf, address, protocol, port):
            return Given(match.address, match.port, match.rule)
        pair = engine.table.by_local.get((OUTSIDE, vrf, address))
        return Given(pair.global_, port, pair.rule, pair) if pair is not None else None

    def _outside_local(
        self, protocol: int, address: IPv4, port: int, passage: Passage, iface: Interface
    ) -> Given | None:
        """As what inside shall know a source outside."""
        engine = self.engine
        match = engine.statics.by_global(OUTSIDE, address, protocol, port)
        if match is not None:
            return Given(match.address, match.port, match.rule)
        pair = engine.table.by_global.get((OUTSIDE, address))
        if pair is not None:
            return Given(pair.local, port, pair.rule, pair)
        for rule in engine.config.rules(OUTSIDE):
            pool = engine.config.pools.get(rule.pool)
            if self.speaks(rule, passage, iface):
                vrf = engine.host.device.vrfs.get(rule.vrf)
                pair = self._pair(rule, pool, address, vrf.number) if pool is not None and vrf is not None else None
                return Given(pair.local, port, rule, pair) if pair is not None else _FAILED
        return None

    # rules

    def speaks(self, rule: Dynamic, passage: Passage, iface: Interface, counted: bool = True) -> bool:
        """A list or map that is not defined speaks of nothing."""
        if rule.how != "list":
            return self._map_permits(rule.name, passage, iface, counted)
        acl = self.engine.host.peer("acl")
        if counted:
            return acl.matches(rule.name, passage.packet, passage.came) is True
        found = acl.get(rule.name)
        return found is not None and bool(found.rules) and found.permits(passage.packet)

    @staticmethod
    def can(rule: Dynamic, protocol: int) -> bool:
        """Is there a way to translate such datagrams?"""
        return not rule.overload or has_ports(protocol) or protocol in _BY_ADDRESS

    def _map_permits(self, name: str, passage: Passage, iface: Interface, counted: bool = True) -> bool:
        device = self.engine.host.device
        for sequence, entry in policy.entries_of(device, name):
            if not fits(device, passage.packet, entry, passage.came, counted):
                continue
            if entry.match_interfaces and (passage.out is None or passage.out.name not in entry.match_interfaces):
                continue
            if entry.match_next_hop_acls and not self._hop_fits(passage, entry.match_next_hop_acls):
                continue
            policy.counts_of(device).of(name, sequence, entry).times += counted
            return entry.permit
        return False

    def _hop_fits(self, passage: Passage, lists: list[str]) -> bool:
        acl = self.engine.host.peer("acl")
        probe = ipv4.IPv4(passage.next_hop, passage.next_hop, 0, b"")
        return any(acl.matches(str(name), probe) is not False for name in lists)

    def whole(self, packet: ipv4.IPv4, vrf: int, outward: bool) -> tuple[IPv4, IPv4] | Drop | None:
        """Addresses for a fragment whose first one nobody has seen. None: no rule speaks of its addresses."""
        engine, table = self.engine, self.engine.table
        near, far = (packet.src, packet.dst) if outward else (packet.dst, packet.src)
        if outward:
            matches = engine.statics.by_local(INSIDE, vrf, near, 0, 0)
            pair = table.by_local.get((INSIDE, vrf, near))
            address = matches[0].address if matches else pair.global_ if pair is not None else None
            if address is not None:
                return address, far
            speaks = any(entry.local[0] == near for entry in table.outgoing.get(vrf, {}).values())
            return _REFUSED if speaks else None
        found = self._inside_local(0, near, 0)
        if found is not None:
            return far, found[0]
        held = near in engine.aliases or any(entry.global_[0] == near for entry in table.incoming.get(vrf, {}).values())
        return _REFUSED if held else None

    # what does not work

    def _full(self) -> bool:
        engine = self.engine
        limit = engine.config.max_entries
        if limit and len(engine.table) + len(engine.table.by_local) >= limit:
            engine.stats.limited += 1
            return True
        return False

    def _failed(self, passage: Passage) -> Drop:
        """No address is left for it: its source hears of it."""
        engine, packet = self.engine, passage.packet
        rule = next(
            (
                rule for rule in engine.config.rules(INSIDE)
                if passage.out is not None and self.speaks(rule, passage, passage.out)
            ),
            None,
        )  # fmt: skip
        pool = rule.pool if rule is not None else ""
        engine.stats.missed[pool] = engine.stats.missed.get(pool, 0) + 1
        name = rule.name if rule is not None else ""
        engine.host.emit(events.AllocationFailed(packet.src, packet.dst, name, pool))
        if passage.came is not None:
            engine.host.device.ip.icmp.unreachable(packet, passage.came, icmp.HOST)
        return _REFUSED


_FAILED = Given(0, 0, None)


def _owner(vrf: int, local: IPv4, port: int) -> int:
    return vrf << 48 | local << 16 | port
