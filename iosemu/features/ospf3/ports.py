"""Which interfaces an OSPFv3 process runs on: those that `ipv6 ospf N area A` names, with an address of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.v6.interface import State
from iosemu.features.ospf.ports import Ports
from iosemu.features.ospf.settings import SLOW, PortSettings, cost_of, network_type
from iosemu.features.ospf3.model import Joined3, Ospf3Interface
from iosemu.features.ospf3.port import Port3

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.features.ospf.area import Area
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.types import IPv4, Prefix

_DEFAULT = Ospf3Interface()


def joined_of(iface: Interface) -> Joined3 | None:
    told = iface.get(Ospf3Interface)
    return told.joined if told is not None else None


class Ports3(Ports):
    def area_of(self, iface: Interface) -> int | None:
        process, joined = self.process, joined_of(iface)
        if joined is None or joined.process != process.number or iface.vrf is not process.vrf or iface.removed:
            return None
        return joined.area if iface.wide and iface.v6.local is not None else None

    def settings(self, iface: Interface, number: int) -> PortSettings:
        config = self.process.config
        told = iface.get(Ospf3Interface) or _DEFAULT
        kind = network_type(iface, told.network)
        hello = told.hello or (30 if kind in SLOW else 10)
        name = iface.name
        return PortSettings(
            kind, told.cost or cost_of(iface, config), told.priority, float(hello), hello, told.dead or 4 * hello,
            retransmit=told.retransmit, transmit_delay=told.transmit_delay, mtu_ignore=told.mtu_ignore,
            filter_out=told.filter_out,
            passive=name not in config.not_passive if config.passive_default else name in config.passive,
            demand=told.demand, demand_ignored=told.demand_ignored, flood_reduction=told.flood_reduction, lls=False,
        )  # fmt: skip

    def make(self, iface: Interface, area: Area, settings: PortSettings) -> OspfPort:
        port = Port3(self.process, area, iface, settings)
        joined = joined_of(iface)
        port.instance = joined.instance if joined is not None else 0
        return port

    def _reborn(self, port: OspfPort) -> bool:
        joined = joined_of(port.iface)
        return super()._reborn(port) or (joined is not None and joined.instance != getattr(port, "instance", 0))

    @staticmethod
    def _address(iface: Interface) -> tuple[IPv4, int]:
        return (iface.v6.local.value if iface.v6.local is not None else 0), 0

    def _secondaries(self, port: OspfPort) -> list[Prefix]:
        """All prefixes of the interface."""
        addresses = port.iface.v6.addresses.values()
        return sorted({own.prefix for own in addresses if own.state is State.VALID and own.kind != "CAL"})

    def up(self, port: OspfPort) -> bool:
        """Nobody else has its link-local address."""
        return port.iface.line_up and port.iface.v6.ready
