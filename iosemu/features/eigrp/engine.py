"""All EIGRP processes of a router."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.device.engine import Engine
from iosemu.device.events import AudienceGrew
from iosemu.device.passage import Passage
from iosemu.features.eigrp.model import EigrpConfig, Instance
from iosemu.features.eigrp.process import Process
from iosemu.features.policy.events import PolicyChanged
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.interface import Interface


class EigrpEngine(Engine):
    """Starts, stops and feeds the processes."""

    def start(self) -> None:
        self.processes: dict[tuple[str, int], Process] = {}
        self.host.device.ip.register(ipv4.EIGRP, self.packet)
        self.host.device.bus.listen(AudienceGrew, self._audience_grew)
        self.host.device.bus.listen(PolicyChanged, self._policy_changed)
        self._refresh()

    def stop(self) -> None:
        self.processes.clear()

    def _audience_grew(self, event: AudienceGrew) -> None:
        for process in self.processes.values():
            self.host.expect(("hello", process.asn, str(event.iface)))

    def _wanted(self) -> dict[tuple[str, int], Instance]:
        config = self.host.device[EigrpConfig]
        found = {("", asn): instance for asn, instance in config.classic.items()}
        for name, named in config.named.items():
            if not named.shutdown:
                found.update({(name, asn): instance for asn, instance in named.ipv4.items()})
        return found

    def _refresh(self) -> None:
        wanted = self._wanted()
        for key in list(self.processes):
            if key not in wanted or self.processes[key].instance is not wanted[key]:
                process = self.processes.pop(key)
                process.stop("manually cleared")
                self.host.peer("policy").register(process.source, None)
        for key, instance in wanted.items():
            instance.asn = key[1]
            running = self.processes.get(key)
            if running is None:
                running = self.processes[key] = Process(self.host, instance, key[0])
                self.host.peer("policy").register(running.source, running.networks, running.imports)
            running.refresh()

    def changed(self, change: Change) -> None:
        self._refresh()
        for process in self.processes.values():
            process.reconsider()

    def interface_changed(self, iface: Interface) -> None:
        """Looked at once per burst: many interfaces may change together."""
        if self.processes and self.host.due(("refresh",)) is None:
            self.host.timer(("refresh",), 0.0)

    def routes_changed(self) -> None:
        for process in self.processes.values():
            process.routes_changed()

    def _policy_changed(self, event: PolicyChanged) -> None:
        for process in self.processes.values():
            process.reconsider()

    def packet(self, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        asn = int.from_bytes(packet.payload[18:20], "big")
        for (_, number), process in self.processes.items():
            if number == asn:
                process.receiver.received(packet.payload, packet.src, packet.dst, iface)

    def timer(self, key: Any) -> None:
        kind, *rest = key
        if kind == "refresh":
            for process in self.processes.values():
                process.refresh()
            return
        for process in list(self.processes.values()):
            if kind == "hello" and rest[0] == process.asn:
                port = process.ports.get(rest[1])
                if port is not None:
                    port.send_hello()
            elif kind == "greet" and rest[0] == process.asn:
                port = process.ports.get(rest[1])
                if port is not None:
                    port.greet()
            elif kind == "pace" and rest[0] == process.asn:
                port = process.ports.get(rest[1])
                if port is not None:
                    port.paced()
            elif kind == "flush" and rest[0] == process.asn:
                process.announcer.flush()
            elif kind in ("hold", "retransmit") and rest[2] == process.asn:
                self._neighbor_timer(process, kind, rest[0], rest[1])
            elif kind == "limit" and rest[0] == process.asn:
                process.limits.timer(rest[1], rest[2])
            elif kind == "active" and rest[0] == process.asn:
                process.topology.active_timer(rest[1])

    @staticmethod
    def _neighbor_timer(process: Process, kind: str, text: str, address: int) -> None:
        port = process.ports.get(text)
        neighbor = port.neighbors.get(address) if port is not None else None
        if port is None or neighbor is None:
            return
        if kind == "hold":
            port.drop(neighbor, "holding time expired", tell=True)
        else:
            port.retransmit(neighbor)
