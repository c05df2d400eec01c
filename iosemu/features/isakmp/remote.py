"""Who names clients and configures them, between phase 1 and quick mode (XAUTH, mode configuration)."""

from __future__ import annotations

from typing import Protocol

from iosemu.features.isakmp.model import PeerPolicy
from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.states import State
from iosemu.records import dataclass, field
from iosemu.types import IPv4
from iosemu.wire.isakmp import Config, Identification


@dataclass(slots=True)
class Plan:
    """What begins aggressive mode with: our identity, the secret ("": a key as for main mode); with `xauth` we expect
    to be asked for a name."""

    ident: Identification
    password: str = field(default="", repr=False)
    policy: PeerPolicy | None = None
    xauth: bool = False


@dataclass(slots=True)
class Known:
    """What is known of a client. Empty: nothing."""

    user: str = ""
    group: str = ""
    address: IPv4 = 0  # that it was given

    @property
    def letters(self) -> str:
        """Capabilities as shows write them."""
        return "C" * bool(self.address) + "X" * bool(self.user)


NOBODY = Known()


class RemoteAccess(Protocol):
    """What phase 1 and the transaction exchange ask (`IsakmpEngine.remote`)."""

    def plan(self, sa: IkeSa) -> Plan | None:
        """How we begin as a client; None: we are none of this peer's."""

    def key(self, sa: IkeSa, group: str) -> str:
        """The pre-shared key of a group of clients; "": there is none."""

    def takes_xauth(self, sa: IkeSa) -> bool:
        """May the ends agree that the initiator is asked for a name?"""

    def up(self, sa: IkeSa) -> State | None:
        """Phase 1 is done. The state that is left for, where something comes before quick mode."""

    def heard(self, sa: IkeSa, node: Node, config: Config) -> bool:
        """A message of a transaction. False: nobody waits for it."""

    def known(self, sa: IkeSa) -> Known:
        """Of the client at the other end of an SA."""

    def down(self, sa: IkeSa) -> None:
        """The SA has ended, or came to nothing."""
