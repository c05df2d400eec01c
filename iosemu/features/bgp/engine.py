"""BGP of a router: one process, and TCP's port 179."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.events import PasswordEncryption, VrfEmptied, VrfEmptied6, VrfMade
from iosemu.features.bgp.config import encrypt
from iosemu.features.bgp.exports import Exports
from iosemu.features.bgp.model import BgpConfig
from iosemu.features.bgp.process import Process
from iosemu.features.policy.events import PolicyChanged
from iosemu.wire.bgp import PORT

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.sockets.tcp import Connection, TcpUser
    from iosemu.device.vrf import Vrf
    from iosemu.types import IPv4


class BgpEngine(Engine):
    """Starts and ends the process; offers it who knocks (`TcpService`)."""

    def start(self) -> None:
        self.process: Process | None = None
        self._listening: Claim | None = None  # while there is a process
        self.host.peer("policy").exporters["bgp"] = Exports(self)
        bus = self.host.device.bus
        self._deafen = [
            bus.listen(PolicyChanged, self._policy_changed), bus.listen(VrfEmptied, self._vrf_emptied),
            bus.listen(VrfEmptied6, self._vrf_emptied6),
            bus.listen(VrfMade, self._vrf_made), bus.listen(PasswordEncryption, self._encrypt),
        ]  # fmt: skip
        self._agree()

    def stop(self) -> None:
        for end in self._deafen:
            end()

    @property
    def config(self) -> BgpConfig:
        return self.host.device[BgpConfig]

    def changed(self, change: Change) -> None:
        """A process comes and goes at once; what many lines tell it is looked at together."""
        if self.config.instance is not None:
            self.config.instance.agree()
        if self.process is None or self.process.instance is not self.config.instance:
            self._agree()
        elif self.host.due(self._agree) is None:
            self.host.after(0.0, self._agree)

    def agree(self) -> None:
        """What waits for the end of the lines that are typed is done now."""
        if self.host.due(self._agree) is not None:
            self.host.cancel(self._agree)
            self._agree()

    def _agree(self) -> None:
        instance, process = self.config.instance, self.process
        self.host.device.asks_for_dots = instance is not None and instance.asnotation_dot
        if process is not None and process.instance is not instance:
            process.stop()
            process.host.stop()
            self.process = process = None
            if self._listening is not None:
                self._listening()
        if instance is not None:
            if process is None:
                process = self.process = Process(self.host.child(), instance)
                self._listening = self.host.device.ip.tcp.listen(PORT, self, dual=True)
            process.refresh()

    def _policy_changed(self, event: PolicyChanged) -> None:
        if self.process is not None:
            self.process.policy_changed()

    def _vrf_made(self, event: VrfMade) -> None:
        if self.process is not None:
            self.process.refresh()

    def _vrf_emptied(self, event: VrfEmptied) -> None:
        """The address family goes with it."""
        instance = self.config.instance
        if instance is not None:
            instance.vrfs.pop(event.vrf, None)
        self._agree_again()

    def _vrf_emptied6(self, event: VrfEmptied6) -> None:
        instance = self.config.instance
        if instance is not None:
            instance.vrfs6.pop(event.vrf, None)
        self._agree_again()

    def _agree_again(self) -> None:
        if self.process is not None:
            self.process.refresh()

    def _encrypt(self, event: PasswordEncryption) -> None:
        if self.config.instance is not None:
            encrypt(self.config.instance, self.host.device)

    def routes_changed(self) -> None:
        if self.process is not None:
            self.process.routes_changed()

    def interface_changed(self, iface: Interface) -> None:
        if self.process is not None:
            self.process.interface_changed(iface)

    # TcpService

    def admits(self, connection: Connection) -> bool:
        return self.process is not None and self.process.admits(connection)

    def accept(self, connection: Connection) -> TcpUser | None:
        return self.process.accept(connection) if self.process is not None else None

    def key(self, remote: IPv4, vrf: Vrf) -> bytes | None:
        return self.process.secret(vrf.name, remote) if self.process is not None else None
