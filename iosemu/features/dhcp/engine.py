"""DHCP of a router: who is served, relayed, and asks for addresses itself.

Nothing of the server or the relay agent is there before a pool or a helper address is configured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.device.events import VrfEmptied
from iosemu.features.dhcp.model import DhcpConfig, DhcpInterface
from iosemu.types import IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.rib import RoutingTable
    from iosemu.features.dhcp.client import Client, Lease
    from iosemu.features.dhcp.relay import Relay
    from iosemu.features.dhcp.server import DhcpServer
    from iosemu.wire.udp import Udp

ANYWHERE = Prefix(0, 0)


class DhcpEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.server: DhcpServer | None = None
        self.relay: Relay | None = None
        self.clients: dict[Interface, Client] = {}
        self._asked: dict[Interface, object] = {}  # what the line said that a client speaks by
        self._routes: dict[Interface, tuple[RoutingTable, str]] = {}  # default routes that servers gave
        self._serves: object = None  # the port of the server, while it is open
        self._listens: object = None  # that of the clients

    def start(self) -> None:
        self.host.device.bus.listen(VrfEmptied, self._emptied)
        self._agree()

    @property
    def config(self) -> DhcpConfig:
        return self.host.device[DhcpConfig]

    def changed(self, change: Change) -> None:
        if change.record is DhcpInterface and change.path[0] in ("distance", "request_router"):
            client = self.clients.get(change.owner)
            if client is not None and client.lease is not None:
                self._route(client, client.lease)
        self._agree()

    def interface_changed(self, iface: Interface) -> None:
        line = iface.config.leased
        client = self.clients.get(iface)
        if line is None and client is None:
            return
        if iface.removed or line is None:
            if client is not None:
                del self.clients[iface]
                self._asked.pop(iface, None)
                if iface.removed:
                    client.stop()
                else:
                    client.release()
                client.host.stop()
                self._agree()
            return
        if client is not None and self._asked.get(iface) is not line:
            client.release()
            client.host.stop()
            client = None
        if client is None:
            client = self._client(iface)
        if not iface.line_up:
            client.released = False
            if client.active:
                client.stop()
        elif not client.active and not client.released:
            client.start()

    def _client(self, iface: Interface) -> Client:
        from iosemu.features.dhcp.client import Client
        from iosemu.features.dhcp.identity import settings_of

        line = iface.config.leased
        assert line is not None
        client = self.clients[iface] = Client(self.host.child(), iface, settings_of(iface, line), self)
        self._asked[iface] = line
        self._agree()
        return client

    def stop(self) -> None:
        self.clients.clear()

    def _emptied(self, event: VrfEmptied) -> None:
        for iface in self.host.device:
            line = iface.get(DhcpInterface)
            if line is not None:
                line.helpers = {key: True for key in line.helpers if key[0] != event.vrf}
        self._agree()

    # ports

    def _agree(self) -> None:
        config, udp = self.config, self.host.device.ip.udp
        lines = (each.get(DhcpInterface) for each in self.host.device)
        helped = any(line is not None and line.helpers for line in lines)
        if config.pools and config.service and self.server is None:
            from iosemu.features.dhcp.server import DhcpServer

            self.server = DhcpServer(self)
        elif self.server is not None and not config.service:
            for binding in list(self.server.bindings.values()):
                self.server.remove(binding)
            self.server = None
        elif self.server is not None:
            self.server.agree()
        if helped and self.relay is None:
            from iosemu.features.dhcp.relay import Relay

            self.relay = Relay(self)
            udp.forwarder = self.relay.broadcast
        elif not helped and self.relay is not None:
            self.relay = udp.forwarder = None
        self._serves = self._port(self._serves, config.service and bool(config.pools or helped), 67)
        self._listens = self._port(self._listens, bool(self.clients), 68)

    def _port(self, open_: object, wanted: bool, port: int) -> object:
        if wanted and open_ is None:
            return self.host.device.ip.udp.listen(port, self._asked_for if port == 67 else self._heard)
        if not wanted and callable(open_):
            open_()
            return None
        return open_

    def _asked_for(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        from iosemu.wire import Malformed
        from iosemu.wire.dhcp import REPLY, Dhcp

        try:
            message = Dhcp.decode(udp.payload)
        except Malformed:
            if self.server is not None:
                self.server.malformed += 1
            return
        if message.op == REPLY:
            if self.relay is not None:
                self.relay.reply(message, iface)
            return
        served = self.server is not None and bool(self.config.pools) and self.server.take(message, iface)
        wide = passage.packet.dst == 0xFFFFFFFF or bool(message.giaddr)
        if not served and wide and self.relay is not None:
            self.relay.request(message, iface)

    def _heard(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        from iosemu.wire import Malformed
        from iosemu.wire.dhcp import Dhcp

        client = self.clients.get(iface)
        if client is None:
            return
        try:
            message = Dhcp.decode(udp.payload)
        except Malformed:
            return
        client.received(message, passage)

    # what clients tell

    def assigned(self, client: Client, lease: Lease) -> None:
        from iosemu.features.dhcp.events import AddressAssigned

        iface = client.iface
        iface.config.address = lease.address, lease.length
        self.host.device.readdressed(iface)
        self._route(client, lease)
        router = lease.routers[0] if lease.routers else 0
        hostname = client.settings.hostname
        self.host.emit(AddressAssigned(iface.name, lease.address, lease.length, hostname, router))

    def renewed(self, client: Client, lease: Lease) -> None:
        self._route(client, lease)

    def lost(self, client: Client, lease: Lease) -> None:
        from iosemu.features.dhcp.events import LeaseOver

        iface = client.iface
        self._unroute(iface)
        if iface.config.address == (lease.address, lease.length) and not iface.removed:
            iface.config.address = None
            self.host.device.readdressed(iface)
        self.host.emit(LeaseOver(iface.name, lease.address))

    def failed(self, client: Client) -> None:
        """It tries again by itself."""

    def _route(self, client: Client, lease: Lease) -> None:
        from iosemu.device.rib import Path, Route
        from iosemu.features.static import STATIC

        iface = client.iface
        self._unroute(iface)
        line = iface.get(DhcpInterface)
        if not lease.routers or (line is not None and not line.request_router):
            return
        slot = f"{STATIC} dhcp {iface.text}"
        distance = line.distance if line is not None else 254
        route = Route(ANYWHERE, STATIC, distance, 0, (Path(lease.routers[0], None),))
        iface.table.update(slot, ANYWHERE, route)
        self._routes[iface] = iface.table, slot

    def _unroute(self, iface: Interface) -> None:
        found = self._routes.pop(iface, None)
        if found is not None:
            found[0].update(found[1], ANYWHERE, None)

    def imported(self) -> dict[int, bytes]:
        """What pools with `import all` hand on: what servers told the clients here."""
        from iosemu.wire.dhcp import Option, addresses

        found: dict[int, bytes] = {}
        for client in self.clients.values():
            lease = client.lease
            if lease is not None:
                values = {
                    Option.DNS: addresses(lease.dns), Option.DOMAIN: lease.domain.encode("latin-1"),
                    Option.NETBIOS_SERVERS: addresses(lease.netbios),
                }  # fmt: skip
                found.update({code: value for code, value in values.items() if value and code not in found})
        return found

    def router_of(self, iface: Interface) -> IPv4:
        """The gateway that a server gave there, 0 without one."""
        client = self.clients.get(iface)
        lease = client.lease if client is not None else None
        return lease.routers[0] if lease is not None and lease.routers else 0
