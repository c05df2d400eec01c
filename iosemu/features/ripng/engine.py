"""All processes of RIPng of a router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.v6.events import AddressChange6
from iosemu.features.policy.protocol import RoutingEngine
from iosemu.features.ripng.instance import RipngInstance
from iosemu.features.ripng.model import RipngConfig, RipngInterface, RipngProcess

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf
    from iosemu.wire.udp import Udp


class Ports:
    """The UDP ports that processes listen on; called, all are given up."""

    def __init__(self, engine: RipngEngine) -> None:
        self.engine = engine
        self.claims: dict[int, Claim] = {}

    def agree(self, wanted: set[int]) -> None:
        for port in self.claims.keys() - wanted:
            self.claims.pop(port)()
        for port in sorted(wanted - self.claims.keys()):
            self.claims[port] = self.engine.host.device.ip6.udp.listen(port, self.engine.received)

    def __call__(self) -> None:
        self.agree(set())


class RipngEngine(RoutingEngine[str, RipngInstance]):
    """`running` by name."""

    def start(self) -> None:
        self.ports = Ports(self)
        super().start()
        self._subscriptions.append(self.host.device.bus.listen(AddressChange6, self._addresses))

    @property
    def config(self) -> RipngConfig:
        return self.host.device[RipngConfig]

    def wanted(self) -> dict[str, tuple[RipngProcess, Vrf]]:
        vrf = self.host.device.vrfs.default
        return {name: (process, vrf) for name, process in self.config.processes.items()}

    def make(self, key: str, record: RipngProcess, vrf: Vrf) -> RipngInstance:
        return RipngInstance(self.host.child(), record, vrf)

    def listen(self) -> Ports:
        return self.ports

    def forget(self, vrf: str) -> None:
        """All are of the global table."""

    def reconsider(self, instance: RipngInstance) -> None:
        instance.changed()

    def audience_grew(self, instance: RipngInstance, iface: str) -> None:
        if iface in instance.ports:
            instance.host.expect(instance.update)

    def _addresses(self, event: AddressChange6) -> None:
        self.look_again()

    def changed(self, change: Change) -> None:
        """A line of an interface makes the process that it names."""
        for iface in self.host.device.interfaces.values():
            slot = iface.get(RipngInterface)
            for name, join in slot.rips.items() if slot is not None else ():
                if join.enabled and name not in self.config.processes:
                    self.config.processes[name] = RipngProcess(name)
        self.agree()
        self.ports.agree({process.port for process in self.config.processes.values()})
        for instance in self.running.values():
            instance.changed()

    def interface_changed(self, iface: Interface) -> None:
        for instance in self.running.values():
            instance.refresh()

    def received(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        for instance in list(self.running.values()):
            if instance.process.port == udp.dst_port and passage.vrf is instance.vrf:
                instance.received(udp, passage.packet, iface)
