"""Policies of the far ends of a multipoint tunnel: each registers with a group, and has its own while it is known.

The group is that of NHRP's registration; another one, or none, counts from the next registration on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.interface.rates import load_interval
from iosemu.features.nhrp import events
from iosemu.features.qos.egress import Egress
from iosemu.features.qos.model import QosConfig, QosInterface
from iosemu.features.qos.policy import Attached, attach
from iosemu.features.qos.quick import framing
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iosemu.device.engine import Host
    from iosemu.device.events import Subscription
    from iosemu.device.interface import Interface


@dataclass(slots=True)
class FarEnd:
    """One with a policy: its group, its address inside the tunnel."""

    group: str
    overlay: IPv4
    attached: Attached
    egress: Egress | None


class Multipoint:
    def __init__(self, host: Host) -> None:
        self.host = host
        self.ends: dict[InterfaceName, dict[IPv4, FarEnd]] = {}  # by NBMA address
        self._heard: list[Subscription] = []

    def stop(self) -> None:
        for name in tuple(self.ends):
            self._drop_all(name)

    def leave(self, iface: Interface) -> None:
        """The interface is gone."""
        self._drop_all(iface.name)
        self.ends.pop(iface.name, None)

    def agree(self, iface: Interface, slot: QosInterface) -> None:
        """The groups of a tunnel are others, or their policies."""
        old = self.ends.pop(iface.name, {})
        for end in old.values():
            _end(end)
        if not slot.groups:
            return
        self._listen()
        self.ends[iface.name] = {}
        tunnel = self.host.peer("nhrp").tunnels.get(iface.name)
        for entry in tuple(tunnel.cache.entries.values()) if tunnel is not None else ():
            if entry.registered and entry.nbma is not None:
                before = old.get(entry.nbma)
                self._learn(iface, entry.nbma, entry.next_hop, entry.group, before.attached if before else None)

    def policy(self, iface: Interface, next_hop: IPv4) -> Attached | None:
        """Of the far end behind a next hop."""
        ends = self.ends.get(iface.name)
        tunnel = self.host.peer("nhrp").tunnels.get(iface.name) if ends else None
        entry = tunnel.cache.hosts.get(next_hop) if tunnel is not None else None
        end = ends.get(entry.nbma) if ends and entry is not None and entry.nbma is not None else None
        return end.attached if end is not None else None

    def all(self) -> Iterator[tuple[InterfaceName, IPv4, FarEnd]]:
        for name, ends in self.ends.items():
            yield from ((name, nbma, end) for nbma, end in ends.items())

    # what NHRP tells

    def _listen(self) -> None:
        if not self._heard:
            bus = self.host.device.bus
            self._heard = [
                bus.listen(events.CacheAdded, self._known),
                bus.listen(events.CacheUpdated, self._known),
                bus.listen(events.CacheDeleted, self._gone),
            ]

    def _known(self, event: events.OfCache) -> None:
        ends, iface = self.ends.get(event.iface), self.host.device.interfaces.get(event.iface)
        if ends is None or iface is None or event.nbma is None or event.target.length != 32:
            return
        old = ends.get(event.nbma)
        if old is None or old.group != event.group or old.overlay != event.next_hop:
            self._forget(event.iface, event.nbma)
            self._learn(iface, event.nbma, event.next_hop, event.group, None)

    def _gone(self, event: events.CacheDeleted) -> None:
        if event.nbma is not None and event.target.length == 32:
            self._forget(event.iface, event.nbma)

    def _learn(self, iface: Interface, nbma: IPv4, overlay: IPv4, group: str, old: Attached | None) -> None:
        name = iface[QosInterface].groups.get(group) if group else None
        config = self.host.device[QosConfig]
        policy = config.policies.get(name) if name else None
        if policy is None:
            return
        old = old if old is not None and old.name == policy.name else None
        made = attach(config, policy, iface.bandwidth, self.host.now, old, True)
        made.pace(self.host.now, load_interval(iface))
        egress = Egress(self.host.child(), iface, made.level, framing(iface)) if made.level is not None else None
        self.ends[iface.name][nbma] = FarEnd(group, overlay, made, egress)

    def _forget(self, name: InterfaceName, nbma: IPv4) -> None:
        end = self.ends.get(name, {}).pop(nbma, None)
        if end is not None:
            _end(end)

    def _drop_all(self, name: InterfaceName) -> None:
        for nbma in tuple(self.ends.get(name, ())):
            self._forget(name, nbma)


def _end(end: FarEnd) -> None:
    """Its policy goes; what waits in it is sent."""
    if end.egress is not None:
        end.egress.end()
        end.egress.host.stop()
