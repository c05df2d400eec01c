"""BFD watches the peers of a tunnel that has its timers: who is silent is forgotten before its holding time is over.

No line asks for it: timers on the tunnel are enough. What is configured stays in the cache.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from iosemu.features.bfd.contract import News, Watch
from iosemu.features.bfd.ways import Line
from iosemu.features.nhrp import events
from iosemu.features.nhrp.cache import Kind
from iosemu.types import InterfaceName, IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.features.nhrp.cache import Entry
    from iosemu.features.nhrp.engine import NhrpEngine
    from iosemu.features.nhrp.tunnel import NhrpTunnel

Key = tuple[InterfaceName, IPv4]


class Liveness:
    """Of all tunnels of a router."""

    def __init__(self, engine: NhrpEngine) -> None:
        self.engine = engine
        self._watches: dict[Key, Watch] = {}

    def agree(self, tunnel: NhrpTunnel, entry: Entry) -> None:
        """An entry came, or became that of a next hop."""
        host, key = self.engine.host, (tunnel.iface.name, entry.next_hop)
        peer = entry.nbma is not None and not entry.local and entry.target == Prefix(entry.next_hop, 32)
        if not peer or not host.device.software.nhrp_bfd or not (entry.nhop or entry.kind is Kind.STATIC):
            return
        if key not in self._watches:
            told = partial(self._told, key)
            self._watches[key] = host.peer("bfd").watch("NHRP", Line(tunnel.iface), entry.next_hop, told)
        entry.bfd = self._watches[key].session is not None

    def end(self, tunnel: NhrpTunnel, entry: Entry) -> None:
        """It has left the cache."""
        if entry.target == Prefix(entry.next_hop, 32):
            watch = self._watches.pop((tunnel.iface.name, entry.next_hop), None)
            if watch is not None:
                watch.end()

    def _told(self, key: Key, watch: Watch, news: News) -> None:
        tunnel = self.engine.tunnels.get(key[0])
        entry = tunnel.cache.hosts.get(key[1]) if tunnel is not None else None
        if tunnel is None or entry is None:
            return
        entry.bfd = news is not News.GONE
        if news is News.DOWN and entry.kind is Kind.DYNAMIC:
            self.engine.remove(tunnel, entry, events.Reason.EXTERNAL, close=True)
