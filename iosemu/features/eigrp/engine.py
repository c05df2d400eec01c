"""All EIGRP processes of a router."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.events import AudienceGrew, VrfEmptied
from iosemu.device.passage import Passage
from iosemu.features.eigrp.model import EigrpConfig, Instance
from iosemu.features.eigrp.process import Key, Process
from iosemu.features.policy.events import PolicyChanged
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf


class EigrpEngine(Engine):
    """Starts, stops and feeds the processes."""

    def start(self) -> None:
        self.processes: dict[Key, Process] = {}
        self._deafen = self.host.device.bus.listen(VrfEmptied, self._vrf_emptied)
        self.host.device.bus.listen(AudienceGrew, self._audience_grew)
        self.host.device.bus.listen(PolicyChanged, self._policy_changed)
        self._refresh()

    def stop(self) -> None:
        self._deafen()
        self.processes.clear()

    def _audience_grew(self, event: AudienceGrew) -> None:
        for process in self.processes.values():
            port = process.ports.get(str(event.iface))
            if port is not None:
                process.host.expect(port.send_hello)

    def _configured(self) -> Iterator[tuple[Key, Instance]]:
        config = self.host.device[EigrpConfig]
        for asn, instance in config.classic.items():
            yield ("", "", asn), instance
            yield from ((("", vrf, family.asn), family) for vrf, family in instance.families.items() if family.asn)
        for name, named in config.named.items():
            if not named.shutdown:
                yield from (((name, "", asn), instance) for asn, instance in named.ipv4.items())
                yield from (((name, vrf, asn), instance) for (vrf, asn), instance in named.vrfs.items())

    def _wanted(self) -> dict[Key, tuple[Instance, Vrf]]:
        found: dict[Key, tuple[Instance, Vrf]] = {}
        for key, instance in self._configured():
            vrf = self.host.device.vrfs.routed(key[1])
            if vrf is not None:
                found[key] = (instance, vrf)
        return found

    def _vrf_emptied(self, event: VrfEmptied) -> None:
        """Its address families go with it."""
        config = self.host.device[EigrpConfig]
        for instance in config.classic.values():
            instance.families.pop(event.vrf, None)
        for named in config.named.values():
            for key in [key for key in named.vrfs if key[0] == event.vrf]:
                del named.vrfs[key]
        self._refresh()

    def _refresh(self) -> None:
        wanted = self._wanted()
        policy = self.host.peer("policy")
        for key, process in list(self.processes.items()):
            instance, vrf = wanted.get(key, (None, None))
            if process.instance is not instance or process.vrf is not vrf:
                del self.processes[key]
                process.stop("manually cleared")
                policy.register(process.vrf, process.source, None)
        for key, (instance, vrf) in wanted.items():
            running = self.processes.get(key)
            if running is None:
                running = self.processes[key] = Process(self.host.child(), instance, key, vrf)
                policy.register(vrf, running.source, running.networks, running.imports)
            running.refresh()
        ip = self.host.device.ip
        if not self.processes:
            ip.unregister(ipv4.EIGRP)
        elif ipv4.EIGRP not in ip.handlers:
            ip.register(ipv4.EIGRP, self.packet)

    def changed(self, change: Change) -> None:
        self._refresh()
        for process in self.processes.values():
            process.reconsider()

    def interface_changed(self, iface: Interface) -> None:
        """Looked at once per burst: many interfaces may change together. Who moves to another VRF ends at once."""
        for process in self.processes.values():
            process.moved(iface)
        if self.processes and self.host.due(self._look_again) is None:
            self.host.after(0.0, self._look_again)

    def _look_again(self) -> None:
        for process in self.processes.values():
            process.refresh()

    def routes_changed(self) -> None:
        for process in self.processes.values():
            process.routes_changed()

    def _policy_changed(self, event: PolicyChanged) -> None:
        for process in self.processes.values():
            process.reconsider()

    def packet(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        asn = int.from_bytes(packet.payload[18:20], "big")
        concerned = [it for it in self.processes.values() if it.asn == asn and it.vrf is passage.vrf]
        for process in concerned:
            neighbor = process.receiver.received(packet, iface)
            if neighbor is not None and len(concerned) == 1:
                method = process.receiver.repeated
                self.host.device.ip.repeats.expect(packet, iface, method, neighbor, neighbor.hello)
