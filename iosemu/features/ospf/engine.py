"""All OSPF processes of a router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.events import AudienceGrew, PasswordEncryption, VrfEmptied
from iosemu.device.passage import Passage
from iosemu.features.ospf import secrets
from iosemu.features.ospf.joined import forget
from iosemu.features.ospf.model import OspfConfig, OspfInterface, OspfProcess
from iosemu.features.ospf.process import Process
from iosemu.features.ospf.states import NbrState
from iosemu.features.policy.events import PolicyChanged
from iosemu.wire import ipv4
from iosemu.wire.ospf import ALL_ROUTERS

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf


class OspfEngine(Engine):
    """Starts, stops and feeds the processes."""

    def start(self) -> None:
        device = self.host.device
        self.processes: dict[int, Process] = {}
        self._subscriptions = [
            device.bus.listen(VrfEmptied, self._vrf_emptied),
            device.bus.listen(AudienceGrew, self._audience_grew),
            device.bus.listen(PolicyChanged, self._policy_changed),
            device.bus.listen(PasswordEncryption, self._passwords_hidden),
        ]
        self._agree()

    def stop(self) -> None:
        for subscription in self._subscriptions:
            subscription()
        self.processes.clear()

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

    def _wanted(self) -> dict[int, tuple[OspfProcess, Vrf]]:
        found: dict[int, tuple[OspfProcess, Vrf]] = {}
        for number, config in self.config.processes.items():
            vrf = self.host.device.vrfs.routed(config.vrf)
            if vrf is not None:
                found[number] = (config, vrf)
        return found

    def _vrf_emptied(self, event: VrfEmptied) -> None:
        """Its processes go with it."""
        processes = self.config.processes
        for number in [number for number, config in processes.items() if config.vrf and config.vrf == event.vrf]:
            del processes[number]
            forget(self.host.device, number)
        self._agree()

    def _agree(self) -> None:
        wanted, policy = self._wanted(), self.host.peer("policy")
        for number, process in list(self.processes.items()):
            config, vrf = wanted.get(number, (None, None))
            if process.config is not config or process.vrf is not vrf:
                del self.processes[number]
                process.stop()
                policy.register(process.vrf, process.source, None)
        for number, (config, vrf) in wanted.items():
            if number not in self.processes:
                process = self.processes[number] = Process(self.host.child(), self, config, number, vrf)
                policy.register(vrf, process.source, process.networks, process.imports)
        for process in self.processes.values():
            process.refresh()
        ip = self.host.device.ip
        if not self.processes:
            ip.unregister(ipv4.OSPF)
        elif ipv4.OSPF not in ip.handlers:
            ip.register(ipv4.OSPF, self.packet)

    def changed(self, change: Change) -> None:
        self._agree()
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
            if process.router_id:
                process.look_outside()
                process.computation.schedule_all()
                process.installer.agree()

    def _audience_grew(self, event: AudienceGrew) -> None:
        """Somebody on the tunnel waits for our next hello."""
        for process in self.processes.values():
            port = process.ports.get(str(event.iface))
            if port is not None:
                process.host.expect(port.send_hello)

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
