"""RIP of a router: one instance for the global table and one for each address family of a VRF, and who gets what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.policy.protocol import RoutingEngine
from iosemu.features.rip.instance import RipInstance
from iosemu.features.rip.model import RipConfig, RipProcess
from iosemu.wire.rip import PORT
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf


class RipEngine(RoutingEngine[str, RipInstance]):
    """`instances` by name of the VRF."""

    @property
    def instances(self) -> dict[str, RipInstance]:
        return self.running

    def wanted(self) -> dict[str, tuple[RipProcess, Vrf]]:
        device = self.host.device
        router = device[RipConfig].process
        if router is None:
            return {}
        found = {"": (router, device.vrfs.default)}
        for name, family in router.families.items():
            vrf = device.vrfs.routed(name)
            if vrf is not None:
                found[name] = (family, vrf)
        return found

    def make(self, key: str, record: RipProcess, vrf: Vrf) -> RipInstance:
        return RipInstance(self.host.child(), record, self.wanted()[""][0], vrf)

    def listen(self) -> Claim:
        return self.host.device.ip.udp.listen(PORT, self._received)

    def forget(self, vrf: str) -> None:
        """Its address family goes with it."""
        router = self.host.device[RipConfig].process
        if router is not None:
            router.families.pop(vrf, None)

    def reconsider(self, instance: RipInstance) -> None:
        instance.changed()

    def audience_grew(self, instance: RipInstance, iface: str) -> None:
        if iface in instance.ports:
            instance.host.expect(instance.update)

    def changed(self, change: Change) -> None:
        self.agree()
        for rip in self.running.values():
            rip.changed()

    def interface_changed(self, iface: Interface) -> None:
        for rip in self.running.values():
            rip.refresh()

    def _received(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        rip = self.running.get(iface.vrf.name)
        if rip is not None:
            rip.inbox.received(udp, passage.packet, iface)
