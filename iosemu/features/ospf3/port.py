"""OSPFv3 on one interface, and its neighbours: routers are told apart by their IDs (RFC 5340 section 4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iosemu.features.ospf.interface import OspfPort
from iosemu.features.ospf.lsdb import Lsdb
from iosemu.features.ospf.neighbor import Neighbor
from iosemu.features.ospf3 import events
from iosemu.types import IPv4, Prefix, format_ipv6
from iosemu.wire import ospf3
from iosemu.wire.ipv6 import IPv6
from iosemu.wire.ospf3_lsa import LINK, V6, LinkBody, R
from iosemu.wire.ospf_lsa import MAX_AGE

if TYPE_CHECKING:
    from iosemu.device.v6.stack import Ip6Stack
    from iosemu.features.ospf.version import Hello
    from iosemu.features.ospf3.process import Process3


class Neighbor3(Neighbor):
    """`address` is link-local; `interface_id` is its number of the interface by which it is reached."""

    def __init__(self, port: OspfPort, router_id: IPv4, address: int) -> None:
        super().__init__(port, router_id, address)
        self.interface_id = 0

    @property
    def text(self) -> str:
        return f"{self.port.text} {format_ipv6(self.address)}"

    @property
    def identity(self) -> int:
        return self.router_id

    def said(self, hello: Hello) -> None:
        number: int = getattr(hello, "interface_id", 0)
        if number != self.interface_id:
            self.interface_id = number
            self.port.process.origin.changed(self.port.area)


class Port3(OspfPort):
    """`secondaries` are its prefixes; `address` is link-local."""

    instance = 0

    @property
    def stack(self) -> Ip6Stack:
        return self.process.device.ip6

    @property
    def interface_id(self) -> int:
        return self.iface.index

    @property
    def identity(self) -> int:
        return self.process.router_id

    @property
    def network_id(self) -> IPv4:
        return self.interface_id

    @property
    def link_data(self) -> IPv4:
        return self.interface_id

    @property
    def by_router_id(self) -> bool:
        return True

    @property
    def maskless(self) -> bool:
        return True

    @property
    def mtu(self) -> int:
        return self.iface.v6.mtu

    @property
    def dr_interface(self) -> int:
        """The number that the DR gives its interface; 0: there is none, or it is not known."""
        if self.dr == self.identity:
            return self.interface_id
        dr = self.neighbors.get(self.dr)
        return dr.interface_id if isinstance(dr, Neighbor3) else 0

    def on_link(self, address: int) -> bool:
        return any(address in prefix for prefix in self.secondaries) and not self.iface.v6.holds(address)

    @property
    def hosts(self) -> list[Prefix]:
        """Its addresses alone: what is told of a loopback, and of a network of several points."""
        prefixes = self.process.prefixes
        return [prefixes.of(own.value, 128) for own in self.iface.v6.addresses.values() if self.on_prefix(own.value)]

    def on_prefix(self, address: int) -> bool:
        """Is that an address within one of its prefixes?"""
        return any(address in prefix for prefix in self.secondaries)

    def links(self) -> dict[IPv4, LinkBody]:
        """What routers tell on the link alone, by router."""
        now = self.process.host.now
        live = (entry.lsa for entry in self.lsdb.of(LINK).values() if entry.age(now) < MAX_AGE)
        return {lsa.adv: cast("LinkBody", lsa.body) for lsa in live}

    def address_of(self, router: IPv4) -> int:
        """Of a router on the link: what it tells there, else where its hellos come from; 0: it is not known."""
        told = self.links().get(router)
        if told is not None:
            return told.address
        neighbor = self.neighbors.get(router)
        return neighbor.address if neighbor is not None else 0

    def made(self, router_id: IPv4, address: int) -> Neighbor:
        return Neighbor3(self, router_id, address)

    def forget_hellos(self, neighbor: Neighbor) -> None:
        """Each is read."""

    def _end(self) -> None:
        super()._end()
        self.lsdb = Lsdb()
        cast("Process3", self.process).origin.link_gone(self)

    # sending

    @property
    def hello_options(self) -> int:
        return super().hello_options & 0x28 | self.area.options | V6 | R

    @property
    def options(self) -> int:
        return self.hello_options

    def hello_event(self, to: int) -> object:
        number, area = self.process.number, self.area.id
        return events.HelloSent(number, self.name, area, self.address, to, self.interface_id)

    def _hello(self, heard: tuple[IPv4, ...]) -> bytes:
        settings = self.settings
        return ospf3.Hello3(
            self.interface_id, settings.hello_told, self.hello_options, self.priority, settings.dead, self.dr, self.bdr,
            heard,
        ).encode()  # fmt: skip

    def transmit(self, kind: int, body: bytes, to: int) -> None:
        process = self.process
        data = ospf3.encode(kind, process.router_id, self.area.id, body, self.instance, self.address, to)
        self._transmit(kind, data, len(data), to)

    def _send(self, data: bytes, to: int) -> None:
        packet = IPv6(self.address, to, ospf3.PROTOCOL, data, ttl=1, tos=0xC0)
        self.stack.send(self.iface.vrf, packet, iface=self.iface, next_hop=to)
