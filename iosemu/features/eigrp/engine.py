"""All EIGRP processes of a router."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.passage import Passage
from iosemu.features.eigrp.model import EigrpConfig, Instance
from iosemu.features.eigrp.process import Key, Process
from iosemu.features.policy.protocol import RoutingEngine
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf


class EigrpEngine(RoutingEngine[Key, Process]):
    """Starts, stops and feeds the processes."""

    @property
    def processes(self) -> dict[Key, Process]:
        return self.running

    def _configured(self) -> Iterator[tuple[Key, Instance]]:
        config = self.host.device[EigrpConfig]
        for asn, instance in config.classic.items():
            yield ("", "", asn), instance
            yield from ((("", vrf, family.asn), family) for vrf, family in instance.families.items() if family.asn)
        for name, named in config.named.items():
            if not named.shutdown:
                yield from (((name, "", asn), instance) for asn, instance in named.ipv4.items())
                yield from (((name, vrf, asn), instance) for (vrf, asn), instance in named.vrfs.items())

    def wanted(self) -> dict[Key, tuple[Instance, Vrf]]:
        found: dict[Key, tuple[Instance, Vrf]] = {}
        for key, instance in self._configured():
            vrf = self.host.device.vrfs.routed(key[1])
            if vrf is not None:
                found[key] = (instance, vrf)
        return found

    def make(self, key: Key, record: Instance, vrf: Vrf) -> Process:
        return Process(self.host.child(), record, key, vrf)

    def listen(self) -> Claim:
        return self.host.device.ip.register(ipv4.EIGRP, self.packet)

    def forget(self, vrf: str) -> None:
        """Its address families go with it."""
        config = self.host.device[EigrpConfig]
        for instance in config.classic.values():
            instance.families.pop(vrf, None)
        for named in config.named.values():
            for key in [key for key in named.vrfs if key[0] == vrf]:
                del named.vrfs[key]

    def reconsider(self, instance: Process) -> None:
        instance.reconsider()

    def audience_grew(self, instance: Process, iface: str) -> None:
        port = instance.ports.get(iface)
        if port is not None:
            instance.host.expect(port.send_hello)

    def changed(self, change: Change) -> None:
        self.agree()
        for process in self.running.values():
            process.reconsider()

    def interface_changed(self, iface: Interface) -> None:
        """Who moves to another VRF ends at once; all else is looked at once per burst."""
        for process in self.running.values():
            process.moved(iface)
        self.look_again()

    def packet(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        asn = int.from_bytes(packet.payload[18:20], "big")
        concerned = [it for it in self.running.values() if it.asn == asn and it.vrf is passage.vrf]
        for process in concerned:
            neighbor = process.receiver.received(packet, iface)
            if neighbor is not None and len(concerned) == 1:
                method = process.receiver.repeated
                self.host.device.ip.repeats.expect(packet, iface, method, neighbor, neighbor.hello)
