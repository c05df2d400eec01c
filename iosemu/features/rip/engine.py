"""RIP of a router: one instance for the global table and one for each address family of a VRF, and who gets what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.events import AudienceGrew, VrfEmptied
from iosemu.features.policy.events import PolicyChanged
from iosemu.features.rip import RIP
from iosemu.features.rip.instance import RipInstance
from iosemu.features.rip.model import RipConfig, RipProcess
from iosemu.wire import ipv4
from iosemu.wire.rip import PORT
from iosemu.wire.udp import Udp

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf


class RipEngine(Engine):
    """`instances` by name of the VRF."""

    def start(self) -> None:
        self.instances: dict[str, RipInstance] = {}
        self._deafen = self.host.device.bus.listen(VrfEmptied, self._vrf_emptied)
        self.host.device.bus.listen(AudienceGrew, self._audience_grew)
        self.host.device.bus.listen(PolicyChanged, self._policy_changed)
        self._refresh()

    def stop(self) -> None:
        self._deafen()

    def _audience_grew(self, event: AudienceGrew) -> None:
        for rip in self.instances.values():
            if str(event.iface) in rip.ports:
                rip.host.expect(rip.update)

    def _wanted(self) -> dict[str, tuple[RipProcess, Vrf]]:
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

    def _refresh(self) -> None:
        """As many instances as the configuration says, each of which agrees with it."""
        device, policy, wanted = self.host.device, self.host.peer("policy"), self._wanted()
        for name, rip in list(self.instances.items()):
            process, vrf = wanted.get(name, (None, None))
            if rip.process is not process or rip.vrf is not vrf:
                del self.instances[name]
                rip.stop()
                policy.register(rip.vrf, RIP, None)
        if wanted:
            device.ip.udp.listen(PORT, self._received)
        else:
            device.ip.udp.close(PORT)
        for name, (process, vrf) in wanted.items():
            if name not in self.instances:
                rip = self.instances[name] = RipInstance(self.host.child(), process, wanted[""][0], vrf)
                policy.register(vrf, RIP, rip.networks, rip.imports)
            self.instances[name].refresh()

    def _vrf_emptied(self, event: VrfEmptied) -> None:
        """Its address family goes with it."""
        router = self.host.device[RipConfig].process
        if router is not None:
            router.families.pop(event.vrf, None)
        self._refresh()

    def changed(self, change: Change) -> None:
        self._refresh()
        self._look_again()

    def _policy_changed(self, event: PolicyChanged) -> None:
        self._look_again()

    def _look_again(self) -> None:
        for rip in self.instances.values():
            rip.changed()

    def interface_changed(self, iface: Interface) -> None:
        for rip in self.instances.values():
            rip.refresh()

    def routes_changed(self) -> None:
        for rip in self.instances.values():
            rip.routes_changed()

    def _received(self, udp: Udp, packet: ipv4.IPv4, iface: Interface) -> None:
        rip = self.instances.get(iface.vrf.name)
        if rip is not None:
            rip.inbox.received(udp, packet, iface)
