"""ARP (RFC 826): the neighbours of each Ethernet interface, gratuitous and proxy ARP, ageing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.fib import Kind
from iosemu.device.ip_events import AddressConflict, ArpEntryMade, ArpFiltered, ArpReceived, ArpSent
from iosemu.records import dataclass
from iosemu.types import BROADCAST_MAC, IPv4, Mac, mask_of
from iosemu.wire.arp import REPLY, REQUEST, Arp

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf
    from iosemu.sim.scheduler import Timer

TIMEOUT = 14400  # seconds, default of `arp timeout`
REFRESH = 60  # seconds before its end an entry is asked for again, by unicast
RETRY = 2.0  # seconds between requests for one address
INCOMPLETE = 60.0  # seconds that an unanswered entry is kept
MOST_INCOMPLETE = 1024  # unanswered entries at a time; more, and the oldest goes


@dataclass(slots=True)
class ArpEntry:
    """`mac` is None while unanswered; `updated` is when the neighbour last spoke, `asked` when it was last asked."""

    address: IPv4
    mac: Mac | None
    iface: Interface
    updated: float
    asked: float = -1e9


class ArpCache:
    """All ARP of a device; tables are per interface."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.tables: dict[Interface, dict[IPv4, ArpEntry]] = {}
        self.static: dict[tuple[str, IPv4], Mac] = {}  # by VRF: `arp A.B.C.D H.H.H arpa`: stronger than what is learned
        self._waiting: dict[tuple[Interface, IPv4], None] = {}  # incomplete entries, oldest first
        self.timeouts: dict[Interface, int] = {}  # `arp timeout`, where not the default
        self.requests_received = self.replies_received = 0
        self.requests_sent = self.replies_sent = self.proxied = 0
        self._timer: Timer | None = None
        self.runs = 0  # times that something aged

    def clear_counters(self) -> None:
        self.requests_received = self.replies_received = 0
        self.requests_sent = self.replies_sent = self.proxied = 0

    # look-up

    def resolve(self, iface: Interface, address: IPv4) -> Mac | None:
        """The MAC address of a neighbour; None sends a request (at most one each two seconds)."""
        table = self.tables.get(iface)
        if table is None:
            table = self.tables[iface] = {}
        static = self.static.get((iface.vrf.name, address)) if self.static else None
        if static is not None:
            return static
        entry = table.get(address)
        if entry is not None and entry.mac is not None:
            return entry.mac
        now = self.device.scheduler.now
        if entry is None:
            entry = table[address] = ArpEntry(address, None, iface, now)
            self._wait(entry)
            self._emit_made(entry)
            self._expect(now + INCOMPLETE)
        if now - entry.asked >= RETRY:
            entry.asked = now
            self._request(iface, address, BROADCAST_MAC)
        return None

    def _wait(self, entry: ArpEntry) -> None:
        """Not more than so many unanswered requests: whoever scans a subnet must not fill the memory."""
        self._waiting[entry.iface, entry.address] = None
        while len(self._waiting) > MOST_INCOMPLETE:
            iface, address = next(iter(self._waiting))
            del self._waiting[iface, address]
            old = self.tables.get(iface, {}).get(address)
            if old is not None and old.mac is None:
                del self.tables[iface][address]

    def set_static(self, table: dict[tuple[str, IPv4], Mac]) -> None:
        """The static entries from now on; what was learned of their addresses is forgotten."""
        self.static = table
        for iface, learned in self.tables.items():
            for vrf, address in table:
                if vrf == iface.vrf.name and learned.pop(address, None) is not None:
                    self.device.paths_changed()

    def neighbours(self, iface: Interface) -> dict[IPv4, Mac | None]:
        """Of one interface, static ones on its subnets included; None while a neighbour has not answered."""
        found = {entry.address: entry.mac for entry in self.tables.get(iface, {}).values()}
        for (vrf, address), mac in self.static.items() if iface.kind.endswith("Ethernet") else ():
            if vrf == iface.vrf.name and any((address ^ own) & mask_of(length) == 0 for own, length in iface.addresses):
                found[address] = mac
        return found

    def entries(self) -> list[ArpEntry]:
        """Learned and incomplete entries, by address."""
        return sorted((entry for table in self.tables.values() for entry in table.values()), key=lambda e: e.address)

    def clear(
        self, iface: Interface | None = None, address: IPv4 | None = None, vrf: Vrf | None = None
    ) -> None:
        """`clear arp-cache`: known neighbours are asked again at once, by unicast, and forgotten if silent."""
        now = self.device.scheduler.now
        for where, table in self.tables.items():
            if (iface is not None and where is not iface) or (vrf is not None and where.vrf is not vrf):
                continue
            for entry in list(table.values()):
                if address is not None and entry.address != address:
                    continue
                if entry.mac is None or not where.line_up:
                    del table[entry.address]
                    self._waiting.pop((where, entry.address), None)
                    continue
                mac, entry.mac = entry.mac, None
                entry.updated = entry.asked = now
                self._request(where, entry.address, mac)
        self._expect(now + INCOMPLETE)
        self.device.paths_changed()

    def learn(self, iface: Interface, address: IPv4, mac: Mac) -> None:
        """A server gives an address to a station that it knows already."""
        self._learn(iface, address, mac, make=True)

    def forget(self, iface: Interface, address: IPv4) -> None:
        """That station has it no longer."""
        if self.tables.get(iface, {}).pop(address, None) is not None:
            self._waiting.pop((iface, address), None)
            self.device.paths_changed()

    # what interfaces tell

    def interface_down(self, iface: Interface) -> None:
        gone = self.tables.pop(iface, None)
        if gone:
            for address in gone:
                self._waiting.pop((iface, address), None)
            self.device.paths_changed()

    def announce(self, iface: Interface) -> None:
        """Gratuitous ARP for each address of the interface."""
        for address, mac in (*((own, iface.mac) for own, _ in iface.addresses), *iface.stand_ins.items()):
            self._send(iface, Arp(REPLY, mac, address, BROADCAST_MAC, address), BROADCAST_MAC)

    def receive(self, packet: Arp, iface: Interface) -> None:
        device = self.device
        if device.bus.wants(ArpReceived):
            device.bus.emit(ArpReceived(packet, iface.name))
        if packet.operation == REQUEST:
            self.requests_received += 1
        else:
            self.replies_received += 1
        sender, mac = packet.sender_ip, packet.sender_mac
        own = [address for address, _ in iface.addresses]
        if mac == iface.mac or mac in iface.stand_ins.values() or sender in iface.stand_ins:
            return
        if sender in own:
            device.bus.emit(AddressConflict(sender, mac, iface.name))
            if packet.target_ip != sender or packet.operation == REQUEST:
                self._send(iface, Arp(REPLY, iface.mac, sender, BROADCAST_MAC, sender), BROADCAST_MAC)
            return
        # a reply may come from another subnet: a proxy answers for what lies behind it
        probe = not sender and packet.target_ip in own  # RFC 5227 section 2.1.1: is this address free?
        near = probe or any((sender ^ address) & mask_of(length) == 0 for address, length in iface.addresses)
        if packet.operation == REQUEST and not near:
            if own:
                device.bus.emit(ArpFiltered(packet, iface.name))
            return
        target = packet.target_ip
        if target in own or target in iface.stand_ins or (near and target in iface.more_addresses):
            self._learn(iface, sender, mac, make=True)
            if packet.operation == REQUEST:
                self._answer(packet, iface)
            return
        self._learn(iface, sender, mac, make=False)
        if packet.operation == REQUEST and packet.target_ip != sender and iface.config.proxy_arp and device.ip.routing:
            entry = iface.table.find(packet.target_ip)
            if entry is not None and entry.interface is not iface and entry.kind is not Kind.DROP:
                self.proxied += 1
                self._learn(iface, sender, mac, make=True)
                self._answer(packet, iface)

    # inside

    def _answer(self, request: Arp, iface: Interface) -> None:
        own = iface.stand_ins.get(request.target_ip, iface.mac)
        reply = Arp(REPLY, own, request.target_ip, request.sender_mac, request.sender_ip)
        self._send(iface, reply, request.sender_mac)

    def _request(self, iface: Interface, address: IPv4, to: Mac) -> None:
        near = next((own for own, length in iface.addresses if (own ^ address) & mask_of(length) == 0), iface.address)
        if near is not None and iface.line_up:
            self._send(iface, Arp(REQUEST, iface.mac, near, 0, address), to)

    def _send(self, iface: Interface, packet: Arp, to: Mac) -> None:
        send_arp = getattr(iface.driver, "send_arp", None)
        if send_arp is None or not send_arp(packet, to):
            return
        if packet.operation == REQUEST:
            self.requests_sent += 1
        else:
            self.replies_sent += 1
        if self.device.bus.wants(ArpSent):
            self.device.bus.emit(ArpSent(packet, iface.name))

    def _learn(self, iface: Interface, address: IPv4, mac: Mac, make: bool) -> None:
        if not address or (iface.vrf.name, address) in self.static:
            return
        table = self.tables.setdefault(iface, {})
        entry = table.get(address)
        now = self.device.scheduler.now
        if entry is None:
            if not make:
                return
            entry = table[address] = ArpEntry(address, mac, iface, now)
            self._emit_made(entry)
        else:
            if entry.mac is None:
                entry.mac = mac
                self._waiting.pop((iface, address), None)
                self._emit_made(entry)
            elif entry.mac != mac:
                entry.mac = mac
                self.device.paths_changed()
            entry.updated = now
        self._expect(now + self.timeout_of(iface) - REFRESH)

    def _emit_made(self, entry: ArpEntry) -> None:
        if self.device.bus.wants(ArpEntryMade):
            self.device.bus.emit(ArpEntryMade(entry.address, entry.mac, entry.iface.name))

    def timeout_of(self, iface: Interface) -> int:
        """Seconds that an entry lives without a word of the neighbour."""
        return self.timeouts.get(iface, TIMEOUT)

    # one timer for the whole cache, at the time when the first entry needs something

    def _expect(self, time: float) -> None:
        now = self.device.scheduler.now
        time = max(time, now + 1.0)
        if self._timer is None or time < self._timer.time:
            self.stop()
            self._timer = self.device.scheduler.after(time - now, self._age, background=True)

    def stop(self) -> None:
        """Nothing ages any more: the device was switched off."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _age(self) -> None:
        self._timer = None
        self.runs += 1
        now = self.device.scheduler.now
        following: float | None = None
        for iface, table in self.tables.items():
            timeout = self.timeout_of(iface)
            for entry in list(table.values()):
                ends = entry.updated + (INCOMPLETE if entry.mac is None else timeout)
                if ends <= now:
                    del table[entry.address]
                    self._waiting.pop((iface, entry.address), None)
                    self.device.paths_changed()
                    continue
                if entry.mac is not None and now >= ends - REFRESH:
                    if entry.asked < ends - REFRESH:
                        entry.asked = now
                        self._request(iface, entry.address, entry.mac)
                elif entry.mac is not None:
                    ends -= REFRESH
                following = ends if following is None else min(following, ends)
        if following is not None:
            self._expect(following)

    def timeout_changed(self) -> None:
        """`arp timeout` was changed: ages are looked at again."""
        self._expect(self.device.scheduler.now)
