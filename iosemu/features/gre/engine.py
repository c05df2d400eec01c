"""All tunnels of a router: which one a packet belongs to, keepalives, and the guard against recursive routing."""

from __future__ import annotations

from iosemu.cli.context import Change
from iosemu.device.drops import Reason
from iosemu.device.engine import Engine, Host
from iosemu.device.events import VrfEmptied
from iosemu.device.interface import Interface
from iosemu.device.passage import Passage
from iosemu.device.vrf import Vrf
from iosemu.features.gre import events
from iosemu.features.gre.access import ACCESS, TEMPLATE, Accesses, TemplateDriver
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.model import BARE, IPSEC, TunnelConfig
from iosemu.types import InterfaceName, IPv4
from iosemu.wire import Malformed, gre, icmp, ipv4

LOOP_DETECTION = 5.0  # seconds from the looped adjacency to the tunnel being disabled
LOOP_RETRY = 60.0  # seconds that it stays so
_RESETTING = frozenset({"mode", "source", "destination", "dynamic", "vrf"})  # another key tells the far ends nothing
_NO_KEY = -1
_PLAIN_IP, _KEYED_IP = gre.Gre(gre.IPV4, b"").encode(), gre.Gre(gre.IPV4, b"", 0).encode()[:4]


class GreEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.drivers: dict[InterfaceName, TunnelDriver] = {}
        self.accesses = Accesses(self)
        # (front VRF, local, remote or 0, key), and for IP in IP without the key: rebuilt when a tunnel changes
        self._gre: dict[tuple[Vrf, IPv4, IPv4, int], TunnelDriver] | None = None
        self._bare: dict[tuple[Vrf, IPv4, IPv4, int], TunnelDriver] = {}
        self._looped: set[tuple[InterfaceName, IPv4]] = set()  # told already

    def start(self) -> None:
        device = self.host.device
        device.register_driver("Tunnel", self._driver)
        device.register_driver(ACCESS, self._driver)
        device.register_driver(TEMPLATE, TemplateDriver)
        device.ip.register(ipv4.GRE, self._gre_input)
        for protocol in BARE.values():
            device.ip.register(protocol, self._bare_input)
        device.ip.icmp.on_error(self._icmp_error)
        device.bus.listen(VrfEmptied, self._emptied)

    def stop(self) -> None:
        self.drivers.clear()
        self.accesses = Accesses(self)
        self._gre = None

    def _driver(self, iface: Interface) -> TunnelDriver:
        driver = self.drivers[iface.name] = TunnelDriver(self, iface)
        return driver

    # the model and the world change

    def changed(self, change: Change) -> None:
        iface = change.owner
        driver = self.drivers.get(iface.name) if isinstance(iface, Interface) else None
        if driver is None:
            return
        field = change.path[0]
        self._refresh(driver)
        if field in _RESETTING:
            self._looped = {entry for entry in self._looped if entry[0] != driver.iface.name}
            self._reset(driver)
        elif str(field).startswith("keepalive"):
            self._keepalive_configured(driver)
        driver.iface.update_state()
        self.host.device.interface_changed(driver.iface)

    def choose(self, driver: TunnelDriver, destination: IPv4) -> None:
        """The far end of a tunnel with a dynamic destination; 0: none."""
        if driver.chosen == destination:
            return
        driver.chosen = destination
        self._refresh(driver)
        self._reset(driver)
        if not driver.iface.update_state():
            self.host.device.interface_changed(driver.iface)

    def _emptied(self, event: VrfEmptied) -> None:
        """The lines that name a VRF as front door go with it."""
        for driver in list(self.drivers.values()):
            config = driver.config
            if config.vrf == event.vrf:
                config.vrf = ""
                change = Change(driver.iface, TunnelConfig, ("vrf",), event.vrf, "", config)
                self.host.device.commit([change])

    def interface_changed(self, iface: Interface) -> None:
        if iface.removed:
            self._remove(iface.name)
        for driver in list(self.drivers.values()):
            if driver.iface is iface:
                self._gre = None  # a tunnel that is shut takes nothing
                self._keepalive_configured(driver)
            elif driver.source_iface is iface or driver.sourced_from(iface):
                old = driver.local
                self._refresh(driver)
                if driver.local != old:
                    self._reset(driver)
                driver.iface.update_state()

    def routes_changed(self) -> None:
        for driver in list(self.drivers.values()):
            if driver.remote:
                driver.iface.update_state()
                self._check_loop(driver)

    def _remove(self, name: InterfaceName) -> None:
        driver = self.drivers.pop(name, None)
        if driver is not None:
            self._gre = None
            for method in (self._keepalive, self._recursive, self._retry, self._forget_mtu):
                self.host.cancel(method, driver)

    def _refresh(self, driver: TunnelDriver) -> None:
        driver.refresh()
        self._gre = None

    def _reset(self, driver: TunnelDriver) -> None:
        driver.reset()
        if self.host.device.booting:
            return  # nobody has met the tunnel yet
        self.host.cancel(self._retry, driver)
        self.host.emit(events.TunnelEnding(driver.iface.name))
        self.host.emit(events.TunnelReset(driver.iface.name))

    # which tunnel

    def find(self, vrf: Vrf, local: IPv4, remote: IPv4, key: int | None) -> TunnelDriver | None:
        """The GRE tunnel that a packet from `remote` to `local` belongs to: the exact far end before multipoint."""
        table = self._gre
        if table is None:
            table = self._index()
        wire_key = _NO_KEY if key is None else key
        return table.get((vrf, local, remote, wire_key)) or table.get((vrf, local, 0, wire_key))

    def _index(self) -> dict[tuple[Vrf, IPv4, IPv4, int], TunnelDriver]:
        table: dict[tuple[Vrf, IPv4, IPv4, int], TunnelDriver] = {}
        self._bare = {}
        for name in sorted(self.drivers):
            driver = self.drivers[name]
            config = driver.config
            if not driver.local or not driver.iface.up or (not driver.remote and not driver.multipoint):
                continue
            if config.mode in BARE:
                self._bare.setdefault((driver.front, driver.local, driver.remote, BARE[config.mode]), driver)
            elif config.mode != IPSEC:
                key = _NO_KEY if config.key is None else config.key
                table.setdefault((driver.front, driver.local, driver.remote, key), driver)
        self._gre = table
        return table

    def _gre_input(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        try:
            inner = gre.Gre.decode(packet.payload)
        except Malformed:
            iface.drop(Reason.MALFORMED)
            return
        driver = self.find(passage.vrf, packet.dst, packet.src, inner.key)
        if driver is not None:
            driver.receive_outer(passage, inner)
        else:
            iface.drop(Reason.NO_TUNNEL)

    def plain(self, data: bytes, vrf: Vrf, src: IPv4, dst: IPv4) -> TunnelDriver | None:
        """The tunnel that takes this GRE packet, if it may do so on bytes (`receive_plain`); None changes nothing."""
        key = None
        if data[:4] == _KEYED_IP:
            key = int.from_bytes(data[4:8], "big")
        elif data[:4] != _PLAIN_IP:
            return None
        driver = self.find(vrf, dst, src, key)
        return driver if driver is not None and driver.takes_plain else None

    def _bare_input(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        if self._gre is None:
            self._index()
        driver = self._bare.get((passage.vrf, packet.dst, packet.src, packet.protocol))
        if driver is not None:
            driver.receive_outer(passage, None)
        else:
            iface.drop(Reason.NO_TUNNEL)

    def _icmp_error(self, message: icmp.Icmp, quote: icmp.Quote, passage: Passage) -> None:
        """Path MTU discovery: a router on the way could not pass an outer datagram on (RFC 1191)."""
        if (message.type, message.code) != (icmp.UNREACHABLE, icmp.FRAGMENTATION_NEEDED):
            return
        for driver in self.drivers.values():
            config = driver.config
            if not config.path_mtu_discovery or (driver.local, driver.remote) != (quote.src, quote.dst):
                continue
            if driver.front is not passage.vrf or quote.protocol not in (ipv4.GRE, *BARE.values()):
                continue  # of what is sealed IPsec learns
            if message.mtu < config.min_mtu or message.mtu >= (driver.path_mtu or 0xFFFF):
                continue
            driver.path_mtu = message.mtu
            if config.age_timer is not None:
                self.host.after(config.age_timer * 60.0, self._forget_mtu, driver, background=True)
            self.host.device.paths_changed()

    def access_idle(self, name: InterfaceName) -> None:
        """A clone that its SAs alone keep has none."""
        driver = self.drivers.get(name)
        ready = driver.protector.ready(driver.remote, driver.iface) if driver and driver.protector else False
        if not ready:
            self.accesses.end(name)

    # keepalives

    def _keepalive_configured(self, driver: TunnelDriver) -> None:
        config = driver.config
        unable = driver.multipoint or config.mode == IPSEC  # they are GRE between two ends
        if not config.keepalive or not config.keepalive_period or unable or not driver.iface.up:
            self.host.cancel(self._keepalive, driver)
            driver.unanswered, driver.alive = 0, True
            return
        due = self.host.due(self._keepalive, driver)
        if due is None or due > config.keepalive_period:
            self.host.after(config.keepalive_period, self._keepalive, driver, background=True)

    def _keepalive(self, driver: TunnelDriver) -> None:
        config, iface = driver.config, driver.iface
        self.host.after(config.keepalive_period, self._keepalive, driver, background=True)
        if driver.unanswered >= config.keepalive_retries and driver.alive:
            driver.alive = False
            iface.update_state()
        if driver.local and driver.remote and not driver.disabled:
            driver.unanswered += 1
            driver.send_keepalive()

    def keepalive_returned(self, driver: TunnelDriver, packet: ipv4.IPv4) -> None:
        """A keepalive of ours came back from the far end."""
        self.host.emit(events.KeepaliveReceived(driver.iface.name, packet.src, packet.dst, packet.length, packet.ttl))
        driver.unanswered = 0
        if not driver.alive:
            driver.alive = True
            driver.iface.update_state()

    # recursive routing

    def _check_loop(self, driver: TunnelDriver) -> None:
        name = driver.iface.name
        looped = driver.iface.line_up and driver.output_interface() is driver.iface
        if not looped:
            self.host.cancel(self._recursive, driver)
            self._looped.discard((name, 0))
        elif self.host.due(self._recursive, driver) is None:
            self.looped(driver, 0)
            self.host.after(LOOP_DETECTION, self._recursive, driver)

    def looped(self, driver: TunnelDriver, next_hop: IPv4) -> None:
        """Tell once that an adjacency of this tunnel rests on the tunnel itself."""
        key = (driver.iface.name, next_hop if driver.multipoint else 0)
        if key not in self._looped:
            self._looped.add(key)
            self.host.emit(events.LoopedChain(driver.iface.name, key[1]))

    def _recursive(self, driver: TunnelDriver) -> None:
        """The route to the far end has led into the tunnel for a while: it is down until a later try."""
        if driver.output_interface() is driver.iface:
            self.host.emit(events.RecursiveRouting(driver.iface.name))
            driver.disabled = True
            self._looped.discard((driver.iface.name, 0))
            driver.iface.update_state()
            self.host.after(LOOP_RETRY, self._retry, driver)

    def _retry(self, driver: TunnelDriver) -> None:
        driver.disabled = False
        driver.iface.update_state()

    def _forget_mtu(self, driver: TunnelDriver) -> None:
        driver.path_mtu = None
        self.host.device.paths_changed()
