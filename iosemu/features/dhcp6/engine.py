"""DHCPv6 of a router: ports and groups, general prefixes, and who serves, relays and asks.

The interface of a message says what is done with it: a pool, relay destinations, or a client's questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.device.rib import Path, Route
from iosemu.device.v6.events import AddressChange6
from iosemu.features.dhcp6.model import Dhcp6Config, Dhcp6Interface
from iosemu.features.static import STATIC
from iosemu.types import Prefix6
from iosemu.wire import Malformed
from iosemu.wire.dhcpv6 import ALL_AGENTS, CLIENT, SERVER, Kind, Message, Relayed

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf
    from iosemu.features.dhcp6.client import Client
    from iosemu.wire.udp import Udp


class Dhcp6Engine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        from iosemu.features.dhcp6.relay import Relay
        from iosemu.features.dhcp6.server import Server

        self.server = Server(self)
        self.relay = Relay(self)
        self.clients: dict[tuple[Interface, bool], Client] = {}  # with True: who asks for prefixes
        self.joined: set[Interface] = set()
        self.told: dict[str, dict[Interface, tuple[int, int]]] = {}  # general prefixes that servers delegated
        self._open: dict[int, object] = {}
        self.malformed = self.unsent = 0
        self.counts: dict[tuple[bool, int], int] = {}  # sent?, kind of message

    @property
    def config(self) -> Dhcp6Config:
        return self.host.device[Dhcp6Config]

    def start(self) -> None:
        self._listens = self.host.device.bus.listen(AddressChange6, self._addresses)
        self._agree()

    def stop(self) -> None:
        self._listens()
        self.clients.clear()
        self.joined.clear()
        self.told.clear()

    def changed(self, change: Change) -> None:
        self._agree()

    def interface_changed(self, iface: Interface) -> None:
        if iface.removed:
            self.joined.discard(iface)
            for key in [key for key in self.clients if key[0] is iface]:
                self.clients.pop(key).stop()
            self.server.gone(iface)
        if iface.get(Dhcp6Interface) is not None or iface in self.joined:
            self._agree()

    def _addresses(self, event: AddressChange6) -> None:
        """IPv6 is there again: so is who serves or relays."""
        iface = self.host.device.interfaces.get(event.iface)
        if iface is not None:
            self._join(iface)

    # ports, groups, clients

    def _join(self, iface: Interface) -> bool:
        """The group that clients ask, where somebody answers for it."""
        slot = iface.get(Dhcp6Interface)
        wanted = slot is not None and bool(slot.server or slot.relays) and iface.wide and iface.line_up
        if wanted and not iface.v6.groups.get(ALL_AGENTS):
            self.host.device.ip6.join(iface, ALL_AGENTS)
            self.joined.add(iface)
        return wanted

    def _agree(self) -> None:
        for iface, prefixes in list(self.clients):  # what it has goes back while IPv6 is there
            slot = iface.get(Dhcp6Interface)
            if slot is None or not (slot.delegated if prefixes else slot.asks):
                self.clients.pop((iface, prefixes)).release()
        self.address()  # IPv6 runs for the sake of a client before it asks
        device = self.host.device
        serves = False
        for iface in device.interfaces.values():
            slot = iface.get(Dhcp6Interface)
            wanted = self._join(iface)
            serves = serves or (slot is not None and bool(slot.server or slot.relays))
            if not wanted and iface in self.joined:
                self.joined.discard(iface)
                if iface.wide:
                    device.ip6.leave(iface, ALL_AGENTS)
            if slot is not None:
                self._client(iface, slot.asks, False, slot.asks_rapid)
                self._client(iface, bool(slot.delegated), True, slot.delegated_rapid)
        self._port(SERVER, serves or any(slot.relays for slot in self._slots()))
        self._port(CLIENT, bool(self.clients))
        self.server.agree()
        self.address()

    def _slots(self) -> list[Dhcp6Interface]:
        slots = (iface.get(Dhcp6Interface) for iface in self.host.device.interfaces.values())
        return [slot for slot in slots if slot is not None]

    def _client(self, iface: Interface, wanted: bool, prefixes: bool, rapid: bool) -> None:
        from iosemu.features.dhcp6.client import Client

        if not wanted:
            return
        client = self.clients.get((iface, prefixes))
        if client is None:
            client = self.clients[iface, prefixes] = Client(self.host.child(), iface, prefixes, self)
        client.rapid = rapid
        client.follow()

    def _port(self, port: int, wanted: bool) -> None:
        open_ = self._open.get(port)
        if wanted and open_ is None:
            heard = self._at_server if port == SERVER else self._at_client
            self._open[port] = self.host.device.ip6.udp.listen(port, heard)
        elif not wanted and callable(open_):
            open_()
            del self._open[port]

    def _at_server(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        slot = iface.get(Dhcp6Interface)
        source, data = passage.packet.src, udp.payload
        self.count(False, data)
        try:
            if data[:1] == bytes([Kind.RELAY_REPLY]):
                self.relay.back(Relayed.decode(data), passage.vrf)
            elif data[:1] == bytes([Kind.RELAY_FORWARD]):
                relayed = Relayed.decode(data)
                if slot is not None and slot.relays:
                    self.relay.onward(relayed, source, iface, slot)
                else:
                    self.server.relayed(relayed, source, iface)
            else:
                message = Message.decode(data)
                if slot is not None and slot.relays:
                    self.relay.request(message, source, iface, slot)
                elif slot is not None and slot.server:
                    answer = self.server.answer(message, slot.server, slot, iface, source)
                    if answer is not None:
                        self.send(iface, source, CLIENT, SERVER, answer.encode())
        except Malformed:
            self.malformed += 1

    def _at_client(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        self.count(False, udp.payload)
        try:
            message = Message.decode(udp.payload)
        except Malformed:
            self.malformed += 1
            return
        for prefixes in (False, True):
            client = self.clients.get((iface, prefixes))
            if client is not None and client.xid == message.xid:
                client.received(message, passage.packet.src)

    def send(self, iface: Interface, to: int, port: int, own_port: int, data: bytes) -> bool:
        """On the link of an interface, from its link-local address."""
        half = iface.v6
        sent = False
        if half.ready and half.local is not None:
            udp = self.host.device.ip6.udp
            sent = bool(udp.send(half.vrf, half.local.value, own_port, to, port, data, iface=iface))
        return self._told(sent, data)

    def route(self, vrf: Vrf, to: int, port: int, data: bytes) -> bool:
        """The way that the routing table says."""
        return self._told(bool(self.host.device.ip6.udp.send(vrf, 0, SERVER, to, port, data)), data)

    def _told(self, sent: bool, data: bytes) -> bool:
        if sent:
            self.count(True, data)
        else:
            self.unsent += 1
        return sent

    def count(self, sent: bool, data: bytes) -> None:
        key = (sent, data[0] if data else 0)
        self.counts[key] = self.counts.get(key, 0) + 1

    def duid(self) -> bytes:
        """How the router names itself: by the link-layer address of its first port (DUID-LL)."""
        ports = (each for each in self.host.device.interfaces.in_order() if each.kind.endswith("Ethernet"))
        first = next(ports, None)
        return b"\0\x03\0\x01" + (first.mac if first is not None else 0).to_bytes(6, "big")

    # general prefixes, and addresses of interfaces

    def general(self, name: str) -> list[tuple[int, int]]:
        """The prefixes of a name: those that servers delegated, then those by hand."""
        found = list(self.told.get(name, {}).values())
        return found + [prefix for known, prefix in self.config.general if known == name]

    def address(self) -> None:
        """Interfaces have the addresses that general prefixes and servers give."""
        for iface in self.host.device.interfaces.values():
            slot = iface.get(Dhcp6Interface)
            if slot is None:
                continue
            wanted: dict[int, tuple[int, str]] = {}
            for name, (low, length) in slot.general:
                for prefix, size in self.general(name):
                    mask = (1 << 128 - size) - 1
                    wanted[prefix & ~mask | low & mask] = length, ""
            client = self.clients.get((iface, False))
            if client is not None and client.bound:
                wanted.update({each.value: (128, "DHCP") for each in client.leases})
            half = iface.v6
            if half.given != wanted or half.also is not slot.runs:
                half.given, half.also = wanted, slot.runs
                self.host.device.ip6.interface_changed(iface)
                self.host.device.paths_changed()

    def delegated(self, iface: Interface, name: str, prefix: tuple[int, int] | None) -> None:
        """A server delegated a prefix, or no more: what is not used of it leads nowhere."""
        known = self.told.setdefault(name, {})
        old = known.pop(iface, None)
        table = iface.v6.vrf.v6
        if old is not None and old != prefix:
            table.update(f"{STATIC} dhcp {iface.text}", Prefix6.of(*old), None)
        if prefix is not None:
            known[iface] = prefix
            where = Prefix6.of(*prefix)
            route = Route(where, STATIC, 1, 0, (Path(None, self.host.device.null0),))
            table.update(f"{STATIC} dhcp {iface.text}", where, route)
        elif not known:
            del self.told[name]
        self.address()
