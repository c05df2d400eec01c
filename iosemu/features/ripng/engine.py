"""All processes of RIPng of a router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.claims import Claim
from iosemu.device.v6.events import AddressChange6
from iosemu.features.policy.protocol import RoutingEngine
from iosemu.features.ripng.instance import RipngInstance
from iosemu.features.ripng.model import RipngConfig, RipngInterface, RipngProcess

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf
    from iosemu.wire.udp import Udp


class RipngEngine(RoutingEngine[str, RipngInstance]):
    """`running` by name."""

    def start(self) -> None:
        self._heard: dict[int, Claim] = {}  # UDP ports that processes listen on
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

    def listen(self) -> Claim:
        """Each process has its own port: when there is none left, all are given up."""
        return Claim({"ports": self}, "ports", self, self._hear)

    def _hear(self) -> None:
        wanted = {instance.process.port for instance in self.running.values()}
        for port in self._heard.keys() - wanted:
            self._heard.pop(port)()
        for port in sorted(wanted - self._heard.keys()):
            self._heard[port] = self.host.device.ip6.udp.listen(port, self.received)

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
        self._hear()
        for instance in self.running.values():
            instance.changed()

    def interface_changed(self, iface: Interface) -> None:
        for instance in self.running.values():
            instance.refresh()

    def received(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        for instance in list(self.running.values()):
            if instance.process.port == udp.dst_port and passage.vrf is instance.vrf:
                instance.received(udp, passage.packet, iface)
