"""CDP at work: advertisements each minute on every enabled interface, and the table of neighbours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iosemu.device.drivers import EthernetDriver, HdlcDriver
from iosemu.device.engine import Engine
from iosemu.device.events import AudienceGrew
from iosemu.features.cdp.events import (
    AdvertisementReceived,
    AdvertisementSent,
    DuplexMismatch,
    EntryAdded,
    EntryDeleted,
)
from iosemu.features.cdp.model import CdpConfig, CdpInterface
from iosemu.features.dns.model import DnsConfig
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.interface.model import InterfaceOptions
from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix
from iosemu.wire import Malformed, ethernet, hdlc
from iosemu.wire.cdp import MULTICAST, PROTOCOL, SNAP, Cdp

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface

_NEVER = frozenset({"Loopback", "Null", "Virtual-Template", "BVI"})
_OFF_BY_DEFAULT = frozenset({"Tunnel", "Virtual-Access", "Dialer"})
_MOST = 4096  # entries kept, whoever invents names
_FIRST = 1.0  # seconds from line up to the first advertisement
_ON_THE_WAY = 0.5  # seconds that a frame takes at most


@dataclass(slots=True)
class Neighbor:
    """One entry of the table, as last told. `source` is the address beneath a tunnel, else 0."""

    iface: Interface
    packet: Cdp
    source: IPv4
    heard: float


@dataclass(slots=True)
class Traffic:
    output: int = 0
    input: int = 0
    syntax: int = 0
    checksum: int = 0


Extra = Callable[["Interface", Cdp], object]
Heard = Callable[["Neighbor", bool], object]


class CdpEngine(Engine):
    """`extras` add to an advertisement before it is sent; `listeners` hear of each received one and of its expiry."""

    def start(self) -> None:
        self.neighbors: dict[tuple[str, str, str, IPv4], Neighbor] = {}
        self.traffic = Traffic()
        self.extras: list[Extra] = []
        self.listeners: list[Heard] = []
        self._active: set[str] = set()
        self._sent_at: dict[str, float] = {}  # our last one, by interface
        self.host.device.bus.listen(AudienceGrew, self._audience_grew)
        for iface in list(self.host.device.interfaces.values()):
            self.interface_changed(iface)

    @property
    def config(self) -> CdpConfig:
        return self.host.device.get(CdpConfig) or _DEFAULT

    @property
    def running(self) -> bool:
        run = self.config.run
        return self.host.device.software.cdp_runs if run is None else run

    @staticmethod
    def supported(iface: Interface) -> bool:
        """Does the interface carry CDP at all?"""
        return iface.kind not in _NEVER and iface.name.sub is None

    @staticmethod
    def by_default(iface: Interface) -> bool:
        """Is it on where nobody said anything?"""
        return iface.kind not in _OFF_BY_DEFAULT

    def enabled(self, iface: Interface) -> bool:
        """May CDP run here, its line being up?"""
        if not self.supported(iface):
            return False
        slot = iface.get(CdpInterface)
        if slot is not None and slot.enabled is not None:
            return slot.enabled
        return self.by_default(iface)

    def changed(self, change: Change) -> None:
        for iface in list(self.host.device.interfaces.values()):
            self.interface_changed(iface)

    def _audience_grew(self, event: AudienceGrew) -> None:
        self.host.expect(self._advertise, str(event.iface))

    def interface_changed(self, iface: Interface) -> None:
        wanted = self.running and iface.line_up and not iface.removed and self.enabled(iface)
        if wanted and iface.text not in self._active:
            self._active.add(iface.text)
            self._attach(iface)
            self.host.after(_FIRST, self._advertise, iface.text)
        elif not wanted and iface.text in self._active:
            self._active.discard(iface.text)
            self._sent_at.pop(iface.text, None)
            self.host.cancel(self._advertise, iface.text)
            for key in [key for key in self.neighbors if key[0] == iface.text]:
                self._expire(key)

    def _attach(self, iface: Interface) -> None:
        driver: Any = iface.driver
        if isinstance(driver, EthernetDriver):
            driver.take(0, self._from_ethernet)
        elif isinstance(driver, HdlcDriver):
            driver.take(PROTOCOL, self._from_hdlc)
        elif isinstance(driver, TunnelDriver):
            driver.take(PROTOCOL, self._received)

    # out

    def advertise(self, iface: Interface) -> None:
        """One advertisement, now."""
        device = self.host.device
        platform, capabilities = device.platform.cdp
        addresses = [iface.address] if iface.address is not None else []
        packet = Cdp(
            self.config.holdtime, self._device_id(), addresses, iface.text, capabilities,
            "\n".join(device.platform.image.banner()), platform, management=list(addresses),
        )  # fmt: skip
        if iface.kind.endswith("Ethernet"):
            packet.full_duplex = self._full_duplex(iface)
            packet.vtp_domain = ""
        for extra in self.extras:
            extra(iface, packet)
        self.traffic.output += 1
        data = packet.encode()
        self.host.emit(AdvertisementSent(iface.name))
        driver: Any = iface.driver
        if isinstance(driver, EthernetDriver):
            payload = SNAP + data
            driver.send_frame(MULTICAST, len(payload), payload)
        elif isinstance(driver, HdlcDriver):
            driver.send_frame(PROTOCOL, data)
        elif isinstance(driver, TunnelDriver):
            driver.send_other(PROTOCOL, data)
        self._sent_at[iface.text] = self.host.now

    @staticmethod
    def _full_duplex(iface: Interface) -> bool:
        """As configured; a port left to itself agrees on full duplex, 10 Mbit/s Ethernet on half."""
        options = iface.get(InterfaceOptions)
        if options is not None and options.duplex != "auto":
            return options.duplex == "full"
        return iface.kind != "Ethernet"

    def _device_id(self) -> str:
        """The name as the domain completes it."""
        device = self.host.device
        names = device.get(DnsConfig)
        domain = names.domain if names is not None else ""
        return f"{device.hostname}.{domain}" if domain else device.hostname

    # in

    def _from_ethernet(self, frame: ethernet.Frame, iface: Interface) -> None:
        if frame.payload.startswith(SNAP) and frame.ethertype <= len(frame.payload):
            self._received(frame.payload[len(SNAP) : frame.ethertype], 0, iface)

    def _from_hdlc(self, frame: hdlc.Frame, iface: Interface) -> None:
        self._received(frame.payload, 0, iface)

    def _received(self, data: bytes, source: IPv4, iface: Interface) -> None:
        if iface.text not in self._active:
            return
        self.traffic.input += 1
        try:
            packet = Cdp.decode(data)
        except Malformed as error:
            if "checksum" in str(error):
                self.traffic.checksum += 1
            else:
                self.traffic.syntax += 1
            return
        key = (iface.text, packet.device_id, packet.port_id, source)
        known = key in self.neighbors
        if not known and len(self.neighbors) >= _MOST:
            return
        neighbor = self.neighbors[key] = Neighbor(iface, packet, source, self.host.now)
        self.host.emit(AdvertisementReceived(iface.name, packet))
        if not known:
            self.host.emit(EntryAdded(iface.name, packet.device_id))
            if self._sent_at.get(iface.text, 0.0) < self.host.now - _FIRST - _ON_THE_WAY:
                self.host.expect(self._advertise, iface.text)  # its line was not up yet when we advertised last
        self.host.after(packet.ttl, self._expire, key, background=True)
        own_full = self._full_duplex(iface) if iface.kind.endswith("Ethernet") else packet.full_duplex
        if self.config.log_duplex and packet.full_duplex not in (None, own_full):
            self.host.emit(DuplexMismatch(iface.name, not own_full, packet.device_id, packet.port_id))
        for listener in self.listeners:
            listener(neighbor, True)
        if packet.ttl == 0:
            self._expire(key)

    def _expire(self, key: tuple[str, str, str, IPv4]) -> None:
        neighbor = self.neighbors.pop(key, None)
        self.host.cancel(self._expire, key)
        if neighbor is not None:
            self.host.emit(EntryDeleted(neighbor.iface.name, neighbor.packet.device_id))
            for listener in self.listeners:
                listener(neighbor, False)

    def holdtime(self, neighbor: Neighbor) -> int:
        """Seconds that an entry has left."""
        return max(int(neighbor.packet.ttl - (self.host.now - neighbor.heard)), 0)

    def active(self) -> list[Interface]:
        """Interfaces on which CDP runs now."""
        return [iface for iface in self.host.device.interfaces.values() if iface.text in self._active]

    def next_due(self, iface: Interface) -> float | None:
        """Seconds until its next advertisement."""
        return self.host.due(self._advertise, iface.text)

    def clear(self) -> None:
        """`clear cdp table`"""
        for key in list(self.neighbors):
            self._expire(key)

    def _advertise(self, name: str) -> None:
        iface = next((i for i in self.host.device.interfaces.values() if i.text == name), None)
        if iface is not None and name in self._active:
            self.host.after(self.config.timer, self._advertise, name, background=True)
            self.advertise(iface)

    def prefixes(self) -> list[Prefix]:
        """Connected prefixes of the global table's lines that are up."""
        return sorted(
            {
                Prefix.of(address, length)
                for iface in self.host.device.interfaces.values()
                if iface.line_up and iface.vrf is self.host.device.vrfs.default
                for address, length in iface.addresses
            }
        )


_DEFAULT = CdpConfig()
