"""Which pool serves a client, what it says, and which address is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.dhcp.config import undotted
from iosemu.features.dhcp.model import DhcpPool
from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix, mask_of
from iosemu.wire import dhcp
from iosemu.wire.dhcp import Dhcp, Kind, Option, addresses

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.dhcp.server import DhcpServer

_NODE_TYPES = {"b-node": 1, "p-node": 2, "m-node": 4, "h-node": 8}
_ALWAYS = (Option.KIND, Option.SERVER, Option.LEASE, Option.RENEWAL, Option.REBINDING, Option.MASK)


@dataclass(slots=True)
class Settings:
    """A pool as it serves: with what it inherits from the pools of the networks around its own."""

    name: str
    vrf: str
    network: Prefix
    length: int
    lease: int | None
    values: dict[int, bytes]  # options
    next_server: IPv4 = 0
    bootfile: str = ""
    manual: bool = False
    host: IPv4 = 0

    def options(self, kind: Kind, message: Dhcp, own: IPv4, lease: int | None, leased: bool) -> dict[int, bytes]:
        """Of an answer, in IOS's order: only what was asked for, if the client said what it would like."""
        found = {Option.KIND: bytes([kind]), Option.SERVER: own.to_bytes(4, "big")}
        options: dict[int, bytes] = {int(code): value for code, value in found.items()}
        if kind == Kind.NAK:
            return self._echo(message, options)
        if leased:
            seconds = dhcp.FOREVER if lease is None else lease
            for code, value in ((Option.LEASE, seconds), *self._times(seconds)):
                options[code] = value.to_bytes(4, "big")
        options[Option.MASK] = mask_of(self.length).to_bytes(4, "big")
        wanted = message.options.get(Option.PARAMETERS)
        for code, data in self.values.items():
            if wanted is None or code in wanted:
                options[code] = data
        return self._echo(message, options)

    @staticmethod
    def _times(seconds: int) -> tuple[tuple[int, int], ...]:
        if seconds == dhcp.FOREVER:
            return (Option.RENEWAL, dhcp.FOREVER), (Option.REBINDING, dhcp.FOREVER)
        return (Option.RENEWAL, seconds // 2), (Option.REBINDING, seconds * 7 // 8)

    @staticmethod
    def _echo(message: Dhcp, options: dict[int, bytes]) -> dict[int, bytes]:
        """What a relay agent put in comes back to it, last (RFC 3046 section 2.2)."""
        relay = message.options.get(Option.RELAY)
        if relay is not None:
            options[Option.RELAY] = relay
        return options


class Pools:
    """The pools of the configuration, and how far each has come."""

    def __init__(self, server: DhcpServer) -> None:
        self.server = server
        self.next: dict[str, IPv4] = {}  # where the search for the next address begins

    @property
    def _all(self) -> dict[str, DhcpPool]:
        return self.server.engine.config.pools

    # which one

    def of(self, message: Dhcp, iface: Interface) -> Settings | None:
        """The pool that serves whoever sent a message."""
        vrf = iface.vrf.name
        if message.giaddr:
            places = [message.giaddr]
        elif message.ciaddr:
            places = [message.ciaddr]
        else:
            places = [address for address, _ in iface.addresses] or ([iface.address] if iface.address else [])
        return self._manual(message, vrf, places) or self._automatic(vrf, places)

    def _manual(self, message: Dhcp, vrf: str, places: list[IPv4]) -> Settings | None:
        ident = message.options.get(Option.CLIENT)
        hardware = int.from_bytes(message.chaddr, "big") if len(message.chaddr) == 6 else None
        for name, pool in self._all.items():
            if pool.host is None or pool.vrf != vrf:
                continue
            named = bool(pool.client_id) and ident == undotted(pool.client_id)
            if not named and (pool.hardware is None or pool.hardware != hardware):
                continue
            if any(place in Prefix.of(*pool.host) for place in places):
                return self.named(name)
        return None

    def _automatic(self, vrf: str, places: list[IPv4]) -> Settings | None:
        for place in places:
            fits = [
                (pool.network[1], name)
                for name, pool in self._all.items()
                if pool.network is not None and pool.vrf == vrf and place in Prefix.of(*pool.network)
            ]
            if fits:
                return self.named(max(fits)[1])
        return None

    def named(self, name: str) -> Settings | None:
        """A pool by its name; None without a network or a host."""
        pool = self._all.get(name)
        place = (pool.host or pool.network) if pool is not None else None
        if pool is None or place is None:
            return None
        network = Prefix.of(*place)
        chain = [pool, *self._around(pool, network)]
        return Settings(
            name, pool.vrf, network, place[1], pool.lease, self._values(chain),
            next((each.next_servers[0] for each in chain if each.next_servers), 0),
            next((each.bootfile for each in chain if each.bootfile), ""),
            pool.host is not None, pool.host[0] if pool.host is not None else 0,
        )  # fmt: skip

    def _around(self, pool: DhcpPool, network: Prefix) -> list[DhcpPool]:
        """Pools of the networks that this one is within, the smallest first."""
        found = [
            (each.network[1], each)
            for each in self._all.values()
            if each is not pool and each.network is not None and each.vrf == pool.vrf
            and network.network in Prefix.of(*each.network)
            and each.network[1] < network.length + (pool.host is not None)
        ]  # fmt: skip
        return [each for _, each in sorted(found, key=lambda one: -one[0])]

    def _values(self, chain: list[DhcpPool]) -> dict[int, bytes]:
        """Options; of each the first pool counts that has it."""
        found: dict[int, bytes] = {}
        for pool in chain:
            own: dict[int, bytes] = {}
            if pool.routers:
                own[Option.ROUTERS] = addresses(pool.routers)
            if pool.dns:
                own[Option.DNS] = addresses(pool.dns)
            if pool.client_name:
                own[Option.HOSTNAME] = pool.client_name.encode()
            if pool.domain:
                own[Option.DOMAIN] = pool.domain.encode()
            if pool.netbios:
                own[Option.NETBIOS_SERVERS] = addresses(pool.netbios)
            if pool.netbios_type != "":
                own[Option.NETBIOS_TYPE] = bytes([_NODE_TYPES.get(str(pool.netbios_type), 0) or int(pool.netbios_type)])
            for code, (_, value) in sorted(pool.options.items()):
                own[code] = value
            if pool.import_all:
                own = {**self.server.engine.imported(), **own}
            found = {**found, **{code: value for code, value in own.items() if code not in found}}
        return {code: value for code, value in found.items() if code not in _ALWAYS}

    # which address

    def within(self, pool: Settings, address: IPv4) -> bool:
        return address in pool.network

    def may_have(self, pool: Settings, address: IPv4, key: bytes, given: bool = False) -> bool:
        """May the client have (or, `given`, keep) this address of the pool?"""
        if pool.manual:
            return address == pool.host
        prefix = pool.network
        if address not in prefix or address in (prefix.network, prefix.broadcast):
            return False
        holder = self.server.bindings.get((pool.vrf, address))
        if holder is not None and holder.key != key:
            return False
        return given or not self._kept(pool.vrf, address)

    def _kept(self, vrf: str, address: IPv4) -> bool:
        """Excluded, in conflict, one of the router's own, or that of a manual binding."""
        engine = self.server.engine
        if any(where == vrf and low <= address <= high for where, low, high in engine.config.excluded):
            return True
        table = engine.host.device.vrfs.get(vrf)
        if (vrf, address) in self.server.conflicts or (table is not None and table.v4.is_own(address)):
            return True
        return any(pool.host is not None and pool.vrf == vrf and pool.host[0] == address for pool in self._all.values())

    def choose(self, pool: Settings, key: bytes, wanted: IPv4 | None) -> IPv4 | None:
        """An address that is free: the one that the client would like, else the next one."""
        if pool.manual:
            return pool.host if self.may_have(pool, pool.host, key) and not self._held(pool, pool.host) else None
        if wanted and not self._held(pool, wanted) and self.may_have(pool, wanted, key):
            return wanted
        first, last = pool.network.network + 1, pool.network.broadcast - 1
        begin = self.index(pool.name, pool.network)
        address = self._free(pool, begin, last, key)
        if address is None:
            address = self._free(pool, first, begin - 1, key)
        if address is not None:
            self.next[pool.name] = address + 1 if address < last else first
        return address

    def _free(self, pool: Settings, low: IPv4, high: IPv4, key: bytes) -> IPv4 | None:
        """The first that is free; ranges that are kept are passed over in one step."""
        spans = sorted((a, b) for where, a, b in self.server.engine.config.excluded if where == pool.vrf)
        address = low
        while address <= high:
            span = next((b for a, b in spans if a <= address <= b), None)
            if span is not None:
                address = span + 1
            elif self._held(pool, address) or not self.may_have(pool, address, key):
                address += 1
            else:
                return address
        return None

    def _held(self, pool: Settings, address: IPv4) -> bool:
        return (pool.vrf, address) in self.server.bindings

    def index(self, name: str, network: Prefix) -> IPv4:
        """Where the search for the next address begins."""
        found = self.next.get(name, 0)
        return found if network.network < found < network.broadcast else network.network + 1
