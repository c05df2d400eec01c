"""IPsec processing (RFC 4301): flows, the interfaces that they belong to, and what becomes of both.

    clear packet -> head (tunnel protection, crypto map) -> flow -> current pair -> ESP, AH  no pair: drop, ask for keys
    ESP (IP protocol 50, UDP 4500), AH (51) -> SA by (our address, SPI) -> window, ICV, selectors -> head -> IP stack

Whose traffic is protected is the heads' matter (`protection`, `cryptomap`); this file knows flows only. `asking` gets
them SAs, `desk` takes these from the key managers, `lives` ends them, `datapath` uses them, `pathmtu` knows what fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.device.engine import Engine, Host
from iosemu.device.events import StandsIn
from iosemu.features.acl.events import ListsChanged
from iosemu.features.gre.events import TunnelReset
from iosemu.features.ipsec.asking import ASK_AGAIN, Asking
from iosemu.features.ipsec.datapath import DataPath
from iosemu.features.ipsec.desk import Desk
from iosemu.features.ipsec.dialect import dialect_of
from iosemu.features.ipsec.flow import Flow, Head
from iosemu.features.ipsec.injection import Injection
from iosemu.features.ipsec.lives import Lives
from iosemu.features.ipsec.mapregistry import MapRegistry
from iosemu.features.ipsec.model import InterfaceMap, IpsecConfig, MapEntry, ProtectionConfig
from iosemu.features.ipsec.names import PeerNames
from iosemu.features.ipsec.pathmtu import PathMtu
from iosemu.features.ipsec.protections import ProtectionRegistry
from iosemu.features.ipsec.sadb import Sadb
from iosemu.features.keying.contract import Selector
from iosemu.features.keying.events import CryptoEngine, Work
from iosemu.types import IPv4
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.features.keying.engine import KeyingEngine


class IpsecEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.config = host.device[IpsecConfig]
        self.dialect = dialect_of(host.device.platform)
        self.sadb = Sadb(host.rng, self.dialect.first_conn + 1)
        self.keying: KeyingEngine = host.peer("keying")
        self.flows: list[Flow] = []
        self._by_peer: dict[IPv4, list[Flow]] = {}
        self.work: dict[Work, int] = {}  # what the crypto engine was made to do
        self.epoch = 0  # counts changes of routes and interfaces
        self._serial = 0
        self._complaints: dict[type, float] = {}  # kind of message -> when it was last told
        self.data = DataPath(self)
        self.paths = PathMtu(self)
        self.names = PeerNames(self)
        self.asking = Asking(self)
        self.desk = Desk(self)
        self.lives = Lives(self)
        self.injection = Injection(self)
        self.protections = ProtectionRegistry(self)
        self.maps = MapRegistry(self)

    def start(self) -> None:
        device = self.host.device
        for protocol in (ipv4.ESP, ipv4.AH):
            device.ip.register(protocol, self.data.received)
        device.ip.take(ipv4.ESP, self.data.take)
        device.ip.icmp.on_error(self.paths.heard)
        device.bus.listen(TunnelReset, self._tunnel_reset)
        device.bus.listen(ListsChanged, self._lists_changed)
        device.bus.listen(StandsIn, self.maps.stands_in)
        device.bus.listen(CryptoEngine, self._worked)
        self.keying.serve(self.desk)
        self.keying.nat_traversal = self.config.nat_transparency
        self.keying.wake()  # now that they find this engine
        keeps = self._debugged
        for flag in ("ipsec", "ipsec error", "ipsec message", "ipsec states", "routing", "socket"):
            device.debug.filters[f"crypto {flag}"] = keeps
        device.debug.filters["crypto engine"] = self._engine_debugged
        for iface in tuple(device.interfaces.values()):
            self.protections.refresh(iface)
            self.maps.refresh(iface)

    def _worked(self, event: CryptoEngine) -> None:
        self.work[event.work] = self.work.get(event.work, 0) + 1

    def _tunnel_reset(self, event: TunnelReset) -> None:
        self.protections.reset(self.host.device.interfaces[event.iface])

    def _lists_changed(self, event: ListsChanged) -> None:
        if self.maps.heads:
            self.host.after(0.0, self.maps.lists_changed)
        if self.protections.heads:
            self.host.after(0.0, self.protections.lists_changed)

    def _engine_debugged(self, event: object) -> bool:
        return self.keying.passes("engine", 0)

    # the model and the world change

    def changed(self, change: Change) -> None:
        if change.record is ProtectionConfig:
            self.protections.configured(change.owner)
        elif change.record is InterfaceMap:
            self.maps.refresh(change.owner)
        elif change.record is MapEntry:
            self.maps.reconfigured()
        else:
            self.keying.nat_traversal = self.config.nat_transparency
            field = change.path[0]
            if field in ("maps", "dynamic_maps", "local_addresses", "isakmp_profiles", "transform_sets", "builtin_set"):
                self.maps.reconfigured(moved=field == "local_addresses")
            elif field in ("profiles", "builtin_profile"):
                self.protections.refresh_all()

    def interface_changed(self, iface: Interface) -> None:
        self.epoch += 1
        self.protections.interface_changed(iface)
        self.maps.interface_changed(iface)

    def routes_changed(self) -> None:
        self.epoch += 1
        self.protections.routes_changed()

    def _debugged(self, event: Any) -> bool:
        """Does `debug crypto condition` let the event be told?"""
        return self.keying.passes("ipsec", event.peer)

    def complain(self, event: object, interval: float) -> None:
        """Tell of a bad packet, one of its kind in `interval` seconds (as IOS limits these messages)."""
        last = self._complaints.get(type(event))
        if last is None or self.host.now - last >= interval:
            self._complaints[type(event)] = self.host.now
            self.host.emit(event)

    # flows

    def new_flow(self, head: Head, local: IPv4, peer: IPv4, mine: Selector, theirs: Selector, entry: object) -> Flow:
        flow = Flow(head, local, peer, mine, theirs, entry, vrf=head.front.name)
        self._serial += 1
        flow.session = self._serial
        self.flows.append(flow)
        self._by_peer.setdefault(peer, []).append(flow)
        return flow

    def set_peer(self, flow: Flow, peer: IPv4) -> None:
        """Another peer serves the flow from now on."""
        if flow.peer != peer:
            self._unlist(flow)
            self._by_peer.setdefault(peer, []).append(flow)
            flow.peer = peer
            self.paths.forget(flow)
            flow.head.peer_changed(flow)

    def drop_flow(self, flow: Flow, tell: bool = True) -> None:
        """The flow and its SAs are gone; `tell` the peer."""
        self.clear_flow(flow, tell)
        self.host.cancel(self.asking.open, flow)
        self.host.cancel(self.lives.idle, flow)
        if flow.alive:
            flow.alive = False
            self.flows.remove(flow)
            self._unlist(flow)

    def _unlist(self, flow: Flow) -> None:
        flows = self._by_peer[flow.peer]
        flows.remove(flow)
        if not flows:
            del self._by_peer[flow.peer]

    def clear_flow(self, flow: Flow, tell: bool = True) -> None:
        """Delete all SAs of a flow and forget what was asked for it."""
        self.asking.forget(flow)
        if not flow.pairs:
            self.asking.reopen(flow, ASK_AGAIN)  # nothing will be lost that could tell the head
        for pair in tuple(flow.pairs):
            self.lives.delete(pair, tell)

    def inside(self, profile: str) -> str:
        """The VRF that traffic under a profile of a key manager is in; "" when it does not say."""
        found = (manager.inside(profile) for manager in self.keying.managers.values()) if profile else ()
        return next((name for name in found if name), "")

    def flows_with(self, peer: IPv4, local: IPv4 | None = None, vrf: str = "") -> list[Flow]:
        found = self._by_peer.get(peer, ())
        return [flow for flow in found if local in (None, flow.local) and flow.vrf == vrf]
