"""All OSPF processes of a router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.events import PasswordEncryption
from iosemu.device.passage import Passage
from iosemu.features.ospf import secrets
from iosemu.features.ospf.joined import forget
from iosemu.features.ospf.model import OspfConfig, OspfInterface, OspfProcess
from iosemu.features.ospf.process import Process
from iosemu.features.ospf.states import NbrState
from iosemu.features.policy.protocol import RoutingEngine
from iosemu.wire import ipv4
from iosemu.wire.ospf import ALL_ROUTERS

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf


class OspfEngine(RoutingEngine[int, Process]):
    """Starts, stops and feeds the processes."""

    at_once = True  # its first LSAs tell of the lines, and what comes by cables comes behind them

    def start(self) -> None:
        super().start()
        self._subscriptions.append(self.host.device.bus.listen(PasswordEncryption, self._passwords_hidden))

    @property
    def processes(self) -> dict[int, Process]:
        return self.running

    @property
    def config(self) -> OspfConfig:
        return self.host.device[OspfConfig]

    def claims(self, process: Process, iface: Interface) -> bool:
        """May the process have the interface? Each has one; `ip ospf N area A` goes before `network` lines."""
        told = iface.get(OspfInterface)
        if told is not None and told.joined is not None:
            return told.joined.process == process.number
        for other in self.processes.values():
            if other is process:
                return True
            if other.ports_of.area_of(iface) is not None:
                return False
        return True

    def has_neighbors(self, number: int) -> bool:
        """Does the process speak with anybody?"""
        process = self.processes.get(number)
        return process is not None and any(neighbor.state > NbrState.DOWN for neighbor in process.neighbors())

    def _passwords_hidden(self, event: PasswordEncryption) -> None:
        secrets.hide(self.host.device)

    def wanted(self) -> dict[int, tuple[OspfProcess, Vrf]]:
        found: dict[int, tuple[OspfProcess, Vrf]] = {}
        for number, config in self.config.processes.items():
            vrf = self.host.device.vrfs.routed(config.vrf)
            if vrf is not None:
                found[number] = (config, vrf)
        return found

    def make(self, key: int, record: OspfProcess, vrf: Vrf) -> Process:
        return Process(self.host.child(), self, record, key, vrf)

    def listen(self) -> Claim:
        return self.host.device.ip.register(ipv4.OSPF, self.packet)

    def forget(self, vrf: str) -> None:
        """Its processes go with it."""
        processes = self.config.processes
        for number in [number for number, config in processes.items() if config.vrf and config.vrf == vrf]:
            del processes[number]
            forget(self.host.device, number)

    def reconsider(self, instance: Process) -> None:
        if instance.router_id:
            instance.look_outside()
            instance.computation.schedule_all()
            instance.installer.agree()

    def audience_grew(self, instance: Process, iface: str) -> None:
        port = instance.ports.get(iface)
        if port is not None:
            instance.host.expect(port.send_hello)

    def changed(self, change: Change) -> None:
        self.agree()
        if self.host.due(self._reconfigured) is None:
            self.host.after(0.0, self._reconfigured)

    def _reconfigured(self) -> None:
        for process in list(self.processes.values()):
            process.reconfigured()

    def interface_changed(self, iface: Interface) -> None:
        """Lines that go down are looked at now; all else once per burst."""
        for process in self.processes.values():
            port = process.ports.get(iface.text)
            if port is not None and (not iface.line_up or iface.vrf is not process.vrf or iface.removed):
                process.refresh()
        self.look_again()

    def packet(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        for process in self.processes.values():
            if process.vrf is passage.vrf:
                port = process.ports.get(iface.text)
                if port is not None:
                    neighbor = process.receiver.received(packet, port)
                    if neighbor is not None and (packet.dst == ALL_ROUTERS or port.kind.polls):
                        method = process.receiver.repeated
                        self.host.device.ip.repeats.expect(packet, iface, method, neighbor, neighbor.hello)
                    return
