"""The way from here to a neighbour: a line that both are on (RFC 5881), or a network between them (RFC 5883)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from iosemu.types import InterfaceName, IPv4, format_ipv4
from iosemu.wire import bfd

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf
    from iosemu.wire.ipv4 import IPv4 as Packet


class Source(NamedTuple):
    """Where a way of several hops begins: our address in a VRF (by name)."""

    vrf: str
    address: IPv4


Place = InterfaceName | Source


class Way(ABC):
    """`port` of control packets; `iface` None: whichever the routes lead to."""

    port: int
    iface: Interface | None
    place: Place

    @property
    @abstractmethod
    def text(self) -> str:
        """As timers name it."""

    @property
    @abstractmethod
    def vrf(self) -> Vrf: ...

    @property
    @abstractmethod
    def own_address(self) -> IPv4:
        """0: none."""

    @property
    @abstractmethod
    def ready(self) -> bool:
        """Can anything be sent?"""

    @abstractmethod
    def stands(self, device: Device) -> bool:
        """Is it what its place means now?"""

    @abstractmethod
    def send(self, packet: Packet, neighbor: IPv4) -> None: ...


class Line(Way):
    """The neighbour is on the same line."""

    port = bfd.PORT

    def __init__(self, iface: Interface) -> None:
        self.iface: Interface = iface
        self.place = iface.name

    @property
    def text(self) -> str:
        return self.iface.text

    @property
    def vrf(self) -> Vrf:
        return self.iface.vrf

    @property
    def own_address(self) -> IPv4:
        return self.iface.address or 0

    @property
    def ready(self) -> bool:
        return self.iface.line_up and not self.iface.removed

    def stands(self, device: Device) -> bool:
        return device.interfaces.get(self.iface.name) is self.iface

    def send(self, packet: Packet, neighbor: IPv4) -> None:
        self.iface.device.ip.send(self.iface.vrf, packet, self.iface, neighbor)


class Hops(Way):
    """The neighbour is some hops away."""

    port = bfd.MULTIHOP_PORT
    iface = None

    def __init__(self, vrf: Vrf, source: IPv4) -> None:
        self._vrf = vrf
        self.source = source
        self.place = Source(vrf.name, source)

    @property
    def text(self) -> str:
        return format_ipv4(self.source)

    @property
    def vrf(self) -> Vrf:
        return self._vrf

    @property
    def own_address(self) -> IPv4:
        return self.source

    @property
    def ready(self) -> bool:
        return self.source in self._vrf.v4.receive

    def stands(self, device: Device) -> bool:
        return device.vrfs.get(self._vrf.name) is self._vrf

    def send(self, packet: Packet, neighbor: IPv4) -> None:
        self._vrf.device.ip.send(self._vrf, packet)


def way_of(device: Device, place: Place) -> Way | None:
    """None: there is no such interface or VRF (any more)."""
    if isinstance(place, InterfaceName):
        iface = device.interfaces.get(place)
        return Line(iface) if iface is not None else None
    vrf = device.vrfs.get(place.vrf)
    return Hops(vrf, place.address) if vrf is not None else None
