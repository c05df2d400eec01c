"""BFD watches established neighbours that ask for it (`fall-over bfd`): those on a line of ours, or some hops away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.bfd.contract import Watches
from iosemu.features.bfd.ways import Hops, Line, Way
from iosemu.features.bgp.events import Reset

if TYPE_CHECKING:
    from iosemu.features.bgp.peer import Peer
    from iosemu.features.bgp.process import Process


def multihop(peer: Peer) -> bool:
    """As the line says, else: it is on no line of ours."""
    asked = peer.settings.session.fall_over_hops
    if not peer.process.device.software.bfd_multihop:
        return False
    return asked == "multi-hop" or (not asked and peer.interface is None)


class Liveness:
    """Of the neighbours of one process."""

    def __init__(self, process: Process) -> None:
        self._watches: Watches[Peer] = Watches(process.host, "BGP", self._dead)

    def agree(self, peer: Peer) -> None:
        """It came up, or its lines are others."""
        way = self._way(peer) if peer.up and peer.settings.session.fall_over_bfd else None
        known = self._watches.of(peer)
        if known is not None and (way is None or way.place != known.place):
            self._watches.end(peer)
        if way is not None:
            self._watches.begin(peer, way, peer.address)

    def _way(self, peer: Peer) -> Way | None:
        """None: it has none that BFD could watch."""
        if multihop(peer):
            connection = peer.session.connection if peer.session is not None else None
            return Hops(peer.home, connection.local[0]) if connection is not None else None
        return Line(peer.interface) if peer.interface is not None else None

    def end(self, peer: Peer) -> None:
        """It went down."""
        self._watches.end(peer)

    def up(self, peer: Peer) -> bool:
        """Is there a session with it, and is it up?"""
        watch = self._watches.of(peer)
        return watch is not None and watch.up

    def _dead(self, peer: Peer) -> None:
        peer.lose(Reset.BFD)
