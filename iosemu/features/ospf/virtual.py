"""Virtual links: the backbone through another area (RFC 2328 section 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.interface import OspfPort
from iosemu.features.ospf.settings import PortSettings
from iosemu.features.ospf.spf import Hops
from iosemu.features.ospf.states import IfEvent, IfState, NetworkType
from iosemu.types import InterfaceName, IPv4
from iosemu.wire import ipv4
from iosemu.wire.ospf_lsa import ROUTER, RouterBody

if TYPE_CHECKING:
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.model import VirtualLink
    from iosemu.features.ospf.neighbor import Neighbor
    from iosemu.features.ospf.process import Process
    from iosemu.features.ospf.spf import Hop


UNREACHED = 0xFFFF  # the cost while the end is not reached


class VirtualPort(OspfPort):
    """`transit` is the area that it leads through, `peer` the router at its end, `remote` that one's address."""

    def __init__(
        self, process: Process, backbone: Area, transit: Area, peer: IPv4, config: VirtualLink, number: int
    ) -> None:
        self._transit = transit
        self.peer = peer
        self.remote: IPv4 = 0
        self.way: Hops = ()
        self.own_cost = UNREACHED
        iface = next(port.iface for port in transit.ports)
        super().__init__(process, backbone, iface, virtual_settings(config, backbone))
        self.name = InterfaceName("OSPF_VL", (number,))

    @property
    def transit(self) -> Area:
        return self._transit

    @property
    def cost(self) -> int:
        return self.own_cost

    @property
    def link_data(self) -> IPv4:
        return self.address

    @property
    def mtu(self) -> int:
        return 1500

    def hops(self) -> Hops:
        """The way of what goes over it."""
        return self.way

    @property
    def carries_external(self) -> bool:
        return False

    def all(self) -> IPv4:
        return 0

    @property
    def alone(self) -> bool:
        return True

    @property
    def offers_demand(self) -> bool:
        """It is a demand circuit (RFC 1793), as on IOS."""
        return True

    def hello_to(self, to: IPv4, only: Neighbor | None = None) -> None:
        """Not to one that is adjacent."""
        if not self.quiet:
            super().hello_to(self.remote, only)

    def to_reach(self) -> None:
        """The transit area was computed: is its end reached, from which address to which, at what cost?"""
        tree = self.transit.tree
        reached = tree.routers.get(self.peer) if tree is not None else None
        remote = self._remote()
        if reached is None or not reached[1] or reached[0] >= UNREACHED or not remote:
            self.own_cost, self.way = UNREACHED, ()
            self.event(IfEvent.DOWN)
            return
        cost, self.way, _ = reached
        hop: Hop = self.way[0]
        changed = (cost, remote, hop[0].address) != (self.own_cost, self.remote, self.address)
        self.own_cost, self.remote, self.address = cost, remote, hop[0].address
        self.iface = hop[0].iface
        if self.state is IfState.DOWN:
            self.event(IfEvent.UP)
        elif changed:
            self.process.origin.changed(self.area)

    def _remote(self) -> IPv4:
        """Its address on the way to us: what it says of its link to the node before it."""
        tree = self.transit.tree
        entry = self.transit.lsdb.find((ROUTER, self.peer, self.peer))
        if tree is None or entry is None or not isinstance(entry.lsa.body, RouterBody):
            return 0
        before = tree.parents.get(self.peer)
        for to, _, data in entry.lsa.body.edges:
            if to == before and data >> 24:
                return data
        return 0

    def _send(self, data: bytes, to: IPv4) -> None:
        packet = ipv4.IPv4(self.address, self.remote, ipv4.OSPF, data, ttl=255, tos=0xC0)
        self.process.device.ip.send(self.process.vrf, packet)


def virtual_settings(config: VirtualLink, backbone: Area) -> PortSettings:
    authentication = config.authentication or backbone.config.authentication
    return PortSettings(
        NetworkType.VIRTUAL, 1, 1, float(config.hello), config.hello, config.dead or 4 * config.hello, 0,
        config.retransmit, config.transmit_delay, "" if authentication == "null" else authentication, config.key_chain,
        config.key.text if config.key is not None else "", dict(config.md5_keys),
        ttl_hops=config.hops, lls=backbone.process.config.lls,
    )  # fmt: skip

