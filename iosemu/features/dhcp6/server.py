"""The server (RFC 8415 section 18.3): bindings of addresses and prefixes, by client and association."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.rib import Path, Route
from iosemu.features.dhcp6.model import Dhcp6Interface, Pool6
from iosemu.features.static import STATIC
from iosemu.records import dataclass, field
from iosemu.types import Prefix6
from iosemu.wire.dhcpv6 import (
    FOREVER,
    SERVER,
    Association,
    Kind,
    Lease,
    Message,
    Option,
    Relayed,
    Status,
    addresses,
    domains,
    status,
)

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.dhcp6.engine import Dhcp6Engine

MOST_BINDINGS = 10_000
TRIES = 64  # to find an address that nobody has
Key = tuple[bytes, int, bool]
"""DUID, identifier of the association, prefixes?"""


@dataclass(slots=True, eq=False)
class Binding:
    """What a client has under one identifier. `until`: virtual time that it ends, None: never."""

    key: Key
    client: int  # its link-local address
    pool: str
    interface: str
    lease: Lease
    until: float | None = None
    route: bool = False  # to the prefix, by the client

    @property
    def prefixes(self) -> bool:
        return self.key[2]


@dataclass(slots=True)
class Asked:
    """Where a message came from: the interface, and whether by a relay agent."""

    iface: Interface
    client: int
    direct: bool = True
    bindings: list[Binding] = field(default_factory=list)


class Server:
    def __init__(self, engine: Dhcp6Engine) -> None:
        self.engine = engine
        self.host = engine.host
        self.bindings: dict[Key, Binding] = {}
        self.conflicts: set[int] = set()  # addresses that somebody declined

    # configuration

    def agree(self) -> None:
        """Bindings of pools that are gone, or whose prefix is another one, end."""
        for binding in list(self.bindings.values()):
            pool = self.engine.config.pools.get(binding.pool)
            if pool is None or not self._of(pool, binding.lease, binding.prefixes):
                self.remove(binding)

    def _of(self, pool: Pool6, lease: Lease, prefixes: bool) -> bool:
        if not prefixes:
            return pool.prefix is not None and lease.value in Prefix6.of(*pool.prefix)
        local = self.engine.config.locals.get(pool.delegation)
        return local is not None and local.length == lease.length and lease.value in Prefix6.of(*local.prefix)

    def gone(self, iface: Interface) -> None:
        """Routes by an interface go with it."""
        for binding in self.bindings.values():
            if binding.interface == iface.text:
                binding.route = False

    # messages

    def relayed(self, message: Relayed, source: int, iface: Interface) -> None:
        """One that came by relay agents goes back by them. Raises Malformed."""
        chain, inner = [message], message.find(Option.MESSAGE)
        while inner is not None and inner[:1] == bytes([Kind.RELAY_FORWARD]) and len(chain) < 9:
            chain.append(Relayed.decode(inner))
            inner = chain[-1].find(Option.MESSAGE)
        slot = iface.get(Dhcp6Interface)
        if inner is None or slot is None or not slot.server:
            return
        answer = self.answer(Message.decode(inner), slot.server, slot, iface, chain[-1].peer, False)
        if answer is None:
            return
        data = answer.encode()
        for each in reversed(chain):
            options = [(code, value) for code, value in each.options if code == Option.INTERFACE]
            wrapped = Relayed(Kind.RELAY_REPLY, each.hops, each.link, each.peer, [*options, (Option.MESSAGE, data)])
            data = wrapped.encode()
        if source >> 118 == 0x3FA:
            self.engine.send(iface, source, SERVER, SERVER, data)
        else:
            self.engine.route(iface.v6.vrf, source, SERVER, data)

    def answer(
        self, message: Message, name: str, slot: Dhcp6Interface, iface: Interface, client: int, direct: bool = True
    ) -> Message | None:
        """To a message of a client; None: there is none."""
        pool = self.engine.config.pools.get(name)
        duid, own, named = message.find(Option.CLIENT), self.engine.duid(), message.find(Option.SERVER)
        if pool is None or (named is not None and named != own):
            return None
        kind = message.kind
        if kind == Kind.INFORMATION_REQUEST:
            return self._reply(message, duid, pool)
        needs_server = kind in (Kind.REQUEST, Kind.RENEW, Kind.RELEASE, Kind.DECLINE)
        if not duid or (needs_server and named is None) or (named is not None and not needs_server):
            return None
        asked = Asked(iface, client, direct)
        if kind == Kind.SOLICIT:
            rapid = slot.rapid and message.find(Option.RAPID) is not None
            reply = self._reply(message, duid, pool, Kind.REPLY if rapid else Kind.ADVERTISE)
            if slot.preference:
                reply.add(Option.PREFERENCE, bytes([slot.preference]))
            if rapid:
                reply.add(Option.RAPID)
            return self._bind(message, reply, pool, duid, asked, rapid)
        if kind == Kind.REQUEST:
            return self._bind(message, self._reply(message, duid, pool), pool, duid, asked, True)
        if kind in (Kind.RENEW, Kind.REBIND):
            return self._extend(message, pool, duid)
        if kind == Kind.CONFIRM:
            return self._confirm(message, pool, duid)
        if kind in (Kind.RELEASE, Kind.DECLINE):
            return self._end(message, duid, kind == Kind.DECLINE)
        return None

    def _reply(self, message: Message, duid: bytes | None, pool: Pool6, kind: int = Kind.REPLY) -> Message:
        reply = Message(kind, message.xid)
        reply.add(Option.SERVER, self.engine.duid())
        if duid:
            reply.add(Option.CLIENT, duid)
        asked = message.find(Option.ASKED) or b""
        codes = {int.from_bytes(asked[at : at + 2], "big") for at in range(0, len(asked) - 1, 2)}
        if pool.dns and Option.DNS in codes:
            reply.add(Option.DNS, addresses(list(pool.dns)))
        if pool.domains and Option.DOMAIN in codes:
            reply.add(Option.DOMAIN, domains(list(pool.domains)))
        return reply

    def _bind(
        self, message: Message, reply: Message, pool: Pool6, duid: bytes, asked: Asked, commit: bool
    ) -> Message:  # fmt: skip
        for wanted in message.associations:
            key = (duid, wanted.ident, wanted.prefixes)
            binding = self.bindings.get(key)
            lease = binding.lease if binding is not None else self._find(pool, key, wanted, asked)
            if lease is None:
                lacks = Status.NO_PREFIXES if wanted.prefixes else Status.NO_ADDRESSES
                reply.associate(Association(wanted.ident, wanted.prefixes, status=lacks))
                continue
            self._times(pool, lease, wanted.prefixes)
            if commit:
                if binding is None:
                    binding = Binding(key, asked.client, pool.name, asked.iface.text, lease)
                    self.bindings[key] = binding
                self._commit(binding, asked)
            reply.associate(_association(wanted.ident, wanted.prefixes, lease))
        return reply

    def _times(self, pool: Pool6, lease: Lease, prefixes: bool) -> None:
        if prefixes:
            lease.preferred, lease.valid = pool.delegation_preferred, pool.delegation_valid
        else:
            lease.preferred, lease.valid = pool.preferred, pool.valid

    def _commit(self, binding: Binding, asked: Asked) -> None:
        binding.client, binding.interface = asked.client, asked.iface.text
        self._lasts(binding)
        if binding.prefixes and asked.direct and not binding.route:
            binding.route = True
            self._route(binding, asked.iface)

    def _lasts(self, binding: Binding) -> None:
        if binding.lease.valid == FOREVER:
            binding.until = None
            self.host.cancel(self._over, binding)
        else:
            binding.until = self.host.now + binding.lease.valid
            self.host.after(binding.lease.valid, self._over, binding, background=True)

    def _over(self, binding: Binding) -> None:
        self.remove(binding)

    def _route(self, binding: Binding, iface: Interface | None) -> None:
        """To the prefix, by who has it."""
        prefix = Prefix6.of(binding.lease.value, binding.lease.length)
        slot = f"{STATIC} dhcp {binding.key[0].hex()}"
        where = iface if iface is not None else self._interface(binding.interface)
        if where is not None:
            route = Route(prefix, STATIC, 1, 0, (Path(binding.client, where),)) if iface is not None else None
            where.v6.vrf.v6.update(slot, prefix, route)

    def _interface(self, text: str) -> Interface | None:
        return next((each for each in self.host.device if each.text == text), None)

    def remove(self, binding: Binding) -> None:
        self.bindings.pop(binding.key, None)
        self.host.cancel(self._over, binding)
        if binding.route:
            binding.route = False
            self._route(binding, None)

    def _find(self, pool: Pool6, key: Key, wanted: Association, asked: Asked) -> Lease | None:
        """What nobody has."""
        if len(self.bindings) >= MOST_BINDINGS:
            return None
        return self._find_prefix(pool, wanted, asked) if wanted.prefixes else self._find_address(pool, key)

    def _find_address(self, pool: Pool6, key: Key) -> Lease | None:
        if pool.prefix is None:
            return None
        prefix = Prefix6.of(*pool.prefix)
        used = {each.lease.value for each in self.bindings.values() if not each.prefixes} | self.conflicts
        rng, bits = self.host.device.rng("dhcp6", key[0].hex(), str(key[1])), 128 - prefix.length
        for _ in range(TRIES):
            value = prefix.network | (rng.getrandbits(bits) if bits else 0)
            if (value != prefix.network or not bits) and value not in used and value not in self._own():
                return Lease(value)
        if bits > 16:
            return None
        free = (prefix.network + at for at in range(1, 1 << bits))
        found = next((each for each in free if each not in used and each not in self._own()), None)
        return Lease(found) if found is not None else None

    def _own(self) -> set[int]:
        """Addresses of the router itself."""
        found: set[int] = set()
        for vrf in self.host.device.vrfs:
            found |= vrf.v6.receive.keys()
        return found

    def _find_prefix(self, pool: Pool6, wanted: Association, asked: Asked) -> Lease | None:
        local = self.engine.config.locals.get(pool.delegation)
        if local is None:
            return None
        whole = Prefix6.of(*local.prefix)
        used = {each.lease.value for each in self.bindings.values() if each.prefixes}
        slot = asked.iface.get(Dhcp6Interface)
        if slot is not None and slot.allow_hint:
            for hint in wanted.leases:
                if hint.length == local.length and hint.value in whole and hint.value not in used:
                    return Lease(Prefix6.of(hint.value, hint.length).network, hint.length)
        step = 1 << 128 - local.length
        count = 1 << min(local.length - whole.length, 20)
        found = next((at for at in range(count) if whole.network + at * step not in used), None)
        return Lease(whole.network + found * step, local.length) if found is not None else None

    def _extend(self, message: Message, pool: Pool6, duid: bytes) -> Message | None:
        reply = self._reply(message, duid, pool)
        for wanted in message.associations:
            binding = self.bindings.get((duid, wanted.ident, wanted.prefixes))
            if binding is None:
                if message.kind == Kind.REBIND:
                    return None  # another server may know of it
                reply.associate(Association(wanted.ident, wanted.prefixes, status=Status.NO_BINDING))
                continue
            self._times(pool, binding.lease, binding.prefixes)
            self._lasts(binding)
            answer = _association(wanted.ident, wanted.prefixes, binding.lease)
            kept = binding.lease.value
            answer.leases += [Lease(each.value, each.length) for each in wanted.leases if each.value != kept]
            reply.associate(answer)
        return reply

    def _confirm(self, message: Message, pool: Pool6, duid: bytes) -> Message | None:
        leases = [lease for each in message.associations if not each.prefixes for lease in each.leases]
        if not leases or pool.prefix is None:
            return None
        prefix = Prefix6.of(*pool.prefix)
        fits = all(lease.value in prefix for lease in leases)
        reply = self._reply(message, duid, pool)
        reply.add(Option.STATUS, status(Status.SUCCESS if fits else Status.NOT_ON_LINK))
        return reply

    def _end(self, message: Message, duid: bytes, declined: bool) -> Message:
        reply = Message(Kind.REPLY, message.xid)
        reply.add(Option.SERVER, self.engine.duid())
        reply.add(Option.CLIENT, duid)
        for wanted in message.associations:
            binding = self.bindings.get((duid, wanted.ident, wanted.prefixes))
            if binding is None:
                reply.associate(Association(wanted.ident, wanted.prefixes, status=Status.NO_BINDING))
                continue
            if declined and not binding.prefixes:
                self.conflicts.add(binding.lease.value)
            self.remove(binding)
        reply.add(Option.STATUS, status(Status.SUCCESS))
        return reply

    def of(self, pool: str) -> Iterator[Binding]:
        yield from (each for each in self.bindings.values() if each.pool == pool)


def _association(ident: int, prefixes: bool, lease: Lease) -> Association:
    """With its times of renewal."""
    t1, t2 = times(lease)
    given = Lease(lease.value, lease.length, lease.preferred, lease.valid)
    return Association(ident, prefixes, t1, t2, [given])


def times(lease: Lease) -> tuple[int, int]:
    """Half and four fifths of the time that it is preferred (RFC 8415 section 21.4)."""
    if lease.preferred == FOREVER:
        return FOREVER, FOREVER
    return lease.preferred // 2, lease.preferred * 4 // 5

