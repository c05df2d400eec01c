"""All OSPFv3 processes of a router."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iosemu.device.v6.events import AddressChange6
from iosemu.features.ospf.engine import OspfEngine
from iosemu.features.ospf3.model import Ospf3Config, Ospf3Process
from iosemu.features.ospf3.port import Port3
from iosemu.features.ospf3.process import Process3
from iosemu.features.policy.protocol import RoutingEngine
from iosemu.wire.ospf3 import PROTOCOL

if TYPE_CHECKING:
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf
    from iosemu.features.ospf.model import OspfConfig, OspfProcess
    from iosemu.features.ospf.process import Process


class Ospf3Engine(OspfEngine):
    def start(self) -> None:
        RoutingEngine.start(self)
        self._subscriptions.append(self.host.device.bus.listen(AddressChange6, self._addresses))

    @property
    def config(self) -> OspfConfig:
        return cast("OspfConfig", self.host.device[Ospf3Config])

    def claims(self, process: Process, iface: Interface) -> bool:
        return True

    def wanted(self) -> dict[int, tuple[OspfProcess, Vrf]]:
        vrf = self.host.device.vrfs.default
        return {number: (config, vrf) for number, config in self.config.processes.items()}

    def make(self, key: int, record: OspfProcess, vrf: Vrf) -> Process:
        assert isinstance(record, Ospf3Process)
        return Process3(self.host.child(), self, record, key, vrf)

    def listen(self) -> Claim:
        return self.host.device.ip6.register(PROTOCOL, self.packet)

    def forget(self, vrf: str) -> None:
        """All are of the global table."""

    def _addresses(self, event: AddressChange6) -> None:
        self.look_again()

    def packet(self, passage: Passage, iface: Interface) -> None:
        data = passage.packet.payload
        for process in self.processes.values():
            port = process.ports.get(iface.text) if process.vrf is passage.vrf else None
            if isinstance(port, Port3):
                if len(data) >= 16 and data[14] != port.instance:
                    port.refused("instance", len(data) + 40)  # of others on the same link
                else:
                    process.receiver.received(passage.packet, port)
