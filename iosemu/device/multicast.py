"""What routes datagrams to groups, as IP sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from iosemu.device.drops import Reason
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.types import IPv4

LOCAL = 0xE00000FF  # groups up to 224.0.0.255 stay on their cable (RFC 5771 section 4)


class MulticastRouter(Protocol):
    """Of one router; it is asked of groups beyond `LOCAL` only."""

    def came(self, passage: Passage, iface: Interface) -> Reason | None:
        """One that came in: why it goes no further; None: copies of it went on."""

    def made(self, passage: Passage) -> bool:
        """One made here, of which nobody said where it leaves. True: it went its ways."""


def routed(group: IPv4) -> bool:
    """Is it a group whose datagrams routers forward?"""
    return LOCAL < group < 0xF0000000
