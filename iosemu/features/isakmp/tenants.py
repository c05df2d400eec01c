"""Another exchange under ISAKMP's phase 1, on a port of its own (GDOI: 848). Its SAs serve nothing else, and IPsec does
not hear of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from iosemu.features.isakmp.sa import IkeSa, Node
from iosemu.features.isakmp.states import Phase
from iosemu.wire.isakmp import Header


class Tenant(Protocol):
    """What phase 1 tells whoever has a port (`IsakmpEngine.tenants`); `Opening.start` begins an SA of its service."""

    idle: Phase  # what `show crypto isakmp sa` calls an SA that is up

    def up(self, sa: IkeSa) -> None:
        """Both ends are authenticated."""

    def down(self, sa: IkeSa) -> None:
        """It has ended, or came to nothing."""

    def receive(self, sa: IkeSa, header: Header, body: bytes, data: bytes) -> None:
        """A message of exchange 32 under an SA; `data` is the whole of it."""

    def no_answer(self, sa: IkeSa, node: Node) -> None:
        """The last repeat of a message of its own was not answered."""

    def more(self) -> Sequence[IkeSa]:
        """SAs that were not made by phase 1, for `show crypto isakmp sa`."""
