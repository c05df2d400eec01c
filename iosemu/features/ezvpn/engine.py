"""The engine of Easy VPN: what ISAKMP asks about clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.device.events import MasterKeyChanged
from iosemu.features.ezvpn.model import EzvpnConfig
from iosemu.features.ezvpn.server import Server
from iosemu.features.isakmp.remote import NOBODY, Known, Plan
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.states import State
from iosemu.wire.isakmp import Config

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine


class EzvpnEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.isakmp: IsakmpEngine = host.peer("isakmp")
        self.server = Server(self)

    def start(self) -> None:
        self.isakmp.remote = self
        self.host.device.bus.listen(MasterKeyChanged, self._go_over)

    def stop(self) -> None:
        self.isakmp.remote = None

    def _go_over(self, event: MasterKeyChanged) -> None:
        for group in self.host.device[EzvpnConfig].groups.values():
            if group.key is not None:
                group.key.again(self.host.device.vault)

    # for ISAKMP (isakmp.remote.RemoteAccess)

    def plan(self, sa: IkeSa) -> Plan | None:
        """See RemoteAccess."""
        return None

    def key(self, sa: IkeSa, group: str) -> str:
        """See RemoteAccess."""
        return self.server.key(sa, group)

    def takes_xauth(self, sa: IkeSa) -> bool:
        """See RemoteAccess."""
        if sa.initiator:
            return self.plan(sa) is not None
        return bool(self.server.access(sa).authentication)

    def up(self, sa: IkeSa) -> State | None:
        """See RemoteAccess."""
        return None if sa.initiator else self.server.up(sa)

    def heard(self, sa: IkeSa, node: Node, config: Config) -> bool:
        """See RemoteAccess."""
        guest = self.server.guests.get(sa.serial)
        return guest is not None and self.server.heard(guest, node, config)

    def known(self, sa: IkeSa) -> Known:
        """See RemoteAccess."""
        guest = self.server.guests.get(sa.serial)
        return Known(guest.user if guest.known else "", guest.group, guest.address) if guest is not None else NOBODY

    def down(self, sa: IkeSa) -> None:
        """See RemoteAccess."""
        self.server.down(sa)

    def xauth_timeout(self, sa: IkeSa) -> None:
        """The client has not said its name in time."""
        if sa.serial in self.server.guests and not sa.deleted:
            self.isakmp.life.delete(sa, "XAuth timed out")
