"""The groups of a router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.events import StandsIn
from iosemu.device.interface import Interface
from iosemu.features.hsrp.events import BadAuthentication, DuplicateAddress, HsrpSeen
from iosemu.features.hsrp.group import Group
from iosemu.features.hsrp.model import HsrpInterface, StandbyGroup
from iosemu.features.keychain import api as keychain
from iosemu.features.track.events import TrackChanged
from iosemu.types import InterfaceName
from iosemu.wire import Malformed, hsrp
from iosemu.wire.hsrp import Hsrp

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.passage import Passage
    from iosemu.wire.udp import Udp

Key = tuple[InterfaceName, int]


class HsrpEngine(Engine):
    def start(self) -> None:
        self.groups: dict[Key, Group] = {}
        self._joined: dict[InterfaceName, tuple[Interface, int]] = {}
        self._up: dict[InterfaceName, float] = {}
        device = self.host.device
        device.ip.udp.listen(hsrp.PORT, self._received)
        device.bus.listen(TrackChanged, self._tracked)
        for iface in tuple(device.interfaces.values()):
            self._agree(iface)

    def stop(self) -> None:
        for group in self.groups.values():
            group.end(silently=True)
        self.groups.clear()

    def changed(self, change: Change) -> None:
        iface = change.owner
        if isinstance(iface, Interface):
            version = change.path == ("version",)
            for key in [key for key in self.groups if version and key[0] == iface.name]:
                self.groups.pop(key).end()
            self._agree(iface)
            self.host.emit(StandsIn(iface.name))  # a group may have another name, or address

    def interface_changed(self, iface: Interface) -> None:
        if iface.line_up:
            self._up.setdefault(iface.name, self.host.now)
        else:
            self._up.pop(iface.name, None)
        self._agree(iface)
        for group in tuple(self.groups.values()):  # lines that others track
            if group.iface is not iface and iface.name in group.config.tracks:
                group.agree()

    def up_since(self, iface: Interface) -> float:
        return self._up.get(iface.name, self.host.now)

    def _tracked(self, event: TrackChanged) -> None:
        for group in tuple(self.groups.values()):
            if event.number in group.config.tracks:
                group.agree()

    def _agree(self, iface: Interface) -> None:
        slot = iface.get(HsrpInterface)
        if slot is None:
            return
        wanted = {} if iface.removed else slot.groups
        for key in [key for key in self.groups if key[0] == iface.name and key[1] not in wanted]:
            self.groups.pop(key).end(silently=True)
        self._listen(iface, slot.version if wanted else 0)
        for number in wanted:
            group = self.groups.get((iface.name, number))
            if group is None:
                group = self.groups[iface.name, number] = Group(self, iface, number)
            group.agree()

    def _listen(self, iface: Interface, version: int) -> None:
        """To the multicast group of the version; 0: to none."""
        old = self._joined.pop(iface.name, None)
        to = {1: hsrp.GROUP1, 2: hsrp.GROUP2}
        if old is not None and old[1] != version:
            self.host.device.ip.leave(old[0], to[old[1]])
        if version:
            if old is None or old[1] != version:
                self.host.device.ip.join(iface, to[version])
            self._joined[iface.name] = iface, version

    # packets

    def secret(self, config: StandbyGroup) -> tuple[int, bytes | None]:
        """The number of the key and what packets are signed with."""
        if config.md5:
            return 0, config.md5.encode()
        if config.chain:
            key = keychain.send_key(self.host.device, config.chain)
            return (key.number, key.secret.encode()) if key is not None else (0, b"")
        return 0, None

    def _received(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        peer = passage.packet.src
        try:
            packet = Hsrp.decode(udp.payload)
        except Malformed:
            return
        self.host.emit(HsrpSeen(iface.name, packet, peer))
        group = self.groups.get((iface.name, packet.group))
        if group is None or packet.version != group.version or peer == group.own:
            return
        if not self._proven(packet, udp.payload, group.config):
            self.host.emit(BadAuthentication(iface.name, packet.group, peer, packet.state))
            return
        if peer == group.address:
            self.host.emit(DuplicateAddress(iface.name, peer, peer))
            return
        if group.state is not hsrp.State.INIT:
            group.heard(packet, peer)

    def _proven(self, packet: Hsrp, data: bytes, config: StandbyGroup) -> bool:
        if config.chain:
            found = keychain.accept_key(self.host.device, config.chain, packet.key)
            return found is not None and bool(packet.digest) and hsrp.proven(data, found.encode())
        if config.md5:
            return bool(packet.digest) and hsrp.proven(data, config.md5.encode())
        text = config.text.encode()[:8].ljust(8, b"\0") if config.text else hsrp.PLAIN
        return not packet.digest and packet.text == text
