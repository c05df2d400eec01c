"""BFD watches established neighbours that ask for it (`fall-over bfd`) and are one hop away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.bfd.contract import Watches
from iosemu.features.bgp.events import Reset

if TYPE_CHECKING:
    from iosemu.features.bgp.peer import Peer
    from iosemu.features.bgp.process import Process


class Liveness:
    """Of the neighbours of one process."""

    def __init__(self, process: Process) -> None:
        self._watches: Watches[Peer] = Watches(process.host, "BGP", self._dead)

    def agree(self, peer: Peer) -> None:
        """It came up, or its lines are others."""
        iface = peer.interface if peer.up and peer.settings.session.fall_over_bfd else None
        if iface is not None:
            self._watches.begin(peer, iface, peer.address)
        else:
            self.end(peer)

    def end(self, peer: Peer) -> None:
        """It went down."""
        self._watches.end(peer)

    def up(self, peer: Peer) -> bool:
        """Is there a session with it, and is it up?"""
        watch = self._watches.of(peer)
        return watch is not None and watch.up

    def _dead(self, peer: Peer) -> None:
        peer.lose(Reset.BFD)
