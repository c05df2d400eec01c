"""What stands in a saved router for a program of the host that was connected to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iosemu.device.vrf import Vrf
    from iosemu.types import IPv4


class Gone:
    """The far end of a terminal's connection: it says nothing, and hears nothing.

    `hang_up` tells its user so, once the router is there again.
    """

    unread = waiting = 0
    finished = True

    def __init__(self, remote: tuple[IPv4, int], local: tuple[IPv4, int], vrf: Vrf, user: Any) -> None:
        self.remote = remote
        self.local = local
        self.vrf = vrf
        self.user = user

    def read(self) -> bytes:
        return b""

    def write(self, data: bytes) -> None:
        """Nobody reads it."""

    def close(self, half: bool = False) -> None:
        """It is closed."""

    def abort(self) -> None:
        """It is over."""

    def hang_up(self) -> None:
        user, self.user = self.user, None
        if user is not None:
            user.ended(self)
