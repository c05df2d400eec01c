"""Graceful shutdown (RFC 8326): what a neighbour is told, and what it told, becomes the last choice some time before
the session ends. Nothing of it is kept in the configuration until then, when the neighbour has its `shutdown`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.records import dataclass
from iosemu.wire.bgp_attributes import GRACEFUL_SHUTDOWN, Attributes

if TYPE_CHECKING:
    from iosemu.features.bgp.model import Peer as PeerName
    from iosemu.features.bgp.peer import Peer
    from iosemu.features.bgp.process import Process


@dataclass(slots=True, frozen=True)
class Leave:
    """`until` is virtual time in seconds. None: nothing is set."""

    until: float
    community: int | None
    local_preference: int | None

    @property
    def attributes(self) -> tuple[int | None, int | None]:
        """What makes neighbours differ in what they are told."""
        return self.community, self.local_preference


def told(found: Attributes, attributes: tuple[int | None, int | None], internal: bool) -> Attributes:
    """As a neighbour hears it that is left."""
    community, preference = attributes
    more = {GRACEFUL_SHUTDOWN} if community is None else {GRACEFUL_SHUTDOWN, community}
    changes: dict[str, object] = {"communities": tuple(sorted({*found.communities, *more}))}
    if internal and preference is not None:
        changes["local_pref"] = preference
    return found.but(**changes)


class Leaving:
    """Of the neighbours of one process."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def _of(self, vrf: str, name: PeerName) -> list[Peer]:
        """A neighbour, or the members of a group."""
        return [
            peer
            for peer in self.process.sessions_in(vrf)
            if name in (peer.address, peer.settings.session.peer_group)
        ]

    def begin(self, vrf: str, name: PeerName, leave: Leave) -> None:
        host = self.process.host
        for peer in self._of(vrf, name):
            self._set(peer, leave)
        host.after(max(leave.until - host.now, 0.0), self.shut_down, vrf, name)

    def cancel(self, vrf: str, name: PeerName) -> None:
        self.process.host.cancel(self.shut_down, vrf, name)
        for peer in self._of(vrf, name):
            if peer.leaving is not None:
                self._set(peer, None)

    def _set(self, peer: Peer, leave: Leave | None) -> None:
        peer.leaving = leave
        if peer.up:
            for member in peer.members.values():
                self.process.soft_out(member)
                self.process.soft_in(member)

    def shut_down(self, vrf: str, name: PeerName) -> None:
        """The time is over."""
        for peer in self._of(vrf, name):
            peer.leaving = None
        families = [family for (own, _), family in self.process.instance.families.items() if own == vrf]
        lines = next((each.peers.neighbors[name] for each in families if name in each.peers.neighbors), None)
        if lines is not None:
            lines.shutdown = True
            self.process.refresh()
