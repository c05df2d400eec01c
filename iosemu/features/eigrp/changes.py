"""What a change of configuration does to adjacencies: some end and begin anew, some only resynchronise."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from iosemu.features.eigrp.events import NbrReason
from iosemu.features.eigrp.model import PortSettings

if TYPE_CHECKING:
    from iosemu.features.eigrp.neighbors import EigrpPort, Neighbor
    from iosemu.features.eigrp.process import Process

Facts = dict[str, Hashable]

# a difference in one of these ends the adjacencies, in these words
_ENDS = {
    "weights": NbrReason.METRIC_CHANGED,
    "stub": NbrReason.PEER_INFO_CHANGED,
    "router_id": NbrReason.ROUTE_CONFIGURATION_CHANGED,
    "authentication": NbrReason.AUTHENTICATION_MODE_CHANGED,
}
# a difference in one of these makes the neighbours hear the whole table again
_RESYNCS = {
    "split_horizon": NbrReason.SPLIT_HORIZON_CHANGED,
    "next_hop_self": NbrReason.NEXT_HOP_SELF_VALUE_CHANGED,
    "summaries": NbrReason.SUMMARY_CONFIGURED,
    "auto_summary": NbrReason.SUMMARY_CONFIGURED,
    "filters": NbrReason.ROUTE_CONFIGURATION_CHANGED,
    "own filters": NbrReason.INTF_ROUTE_CONFIGURATION_CHANGED,
    "offsets": NbrReason.ROUTE_CONFIGURATION_CHANGED,
}


class Changes:
    """Compares the configuration with that of the last look, port by port."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._before: dict[str, Facts] = {}  # by interface

    def _facts(self, port: EigrpPort, settings: PortSettings) -> Facts:
        instance = self.process.instance
        text = port.iface.text
        lists = {key: (entry.kind, entry.name) for key, entry in instance.distribute.items()}
        offsets = {key: (entry.acl, entry.offset) for key, entry in instance.offsets.items()}
        return {
            "weights": instance.weights,
            "stub": self.process.stub_flags,
            "router_id": instance.router_id,
            "authentication": settings.authentication,
            "split_horizon": settings.split_horizon,
            "next_hop_self": (settings.next_hop_self, settings.no_ecmp_mode),
            "add_paths": settings.add_paths,
            "summaries": tuple(sorted((key, summary.leak_map) for key, summary in settings.summaries.items())),
            "auto_summary": self.process.auto_summary,
            "filters": tuple(item for item in lists.items() if not item[0][1]),
            "own filters": tuple(item for item in lists.items() if item[0][1] == text),
            "offsets": tuple(item for item in offsets.items() if item[0][1] in ("", text)),
        }

    def reset(self) -> None:
        """End what must end. Call when the settings are new, before the ports speak again."""
        process = self.process
        for port in process.ports.values():
            self._drop_strangers(port)
            reason = next(self._differing(port, _ENDS), None)
            if reason is not None:
                for neighbor in list(port.neighbors.values()):
                    port.drop(neighbor, reason, tell=True)
                port.send_hello()

    def resync(self) -> None:
        """Tell the table again where what may be told is different; then take the new configuration as known."""
        now: dict[str, Facts] = {}
        for text, port in self.process.ports.items():
            for reason in dict.fromkeys(self._differing(port, _RESYNCS)):
                port.resync(reason)
            now[text] = self._facts(port, port.settings)
            if text in self._before and now[text]["add_paths"] != self._before[text]["add_paths"]:
                self.process.announcer.everything()
        self._before = now

    def _differing(self, port: EigrpPort, reasons: dict[str, NbrReason]) -> Iterator[NbrReason]:
        before = self._before.get(port.iface.text)
        if before is None or not port.neighbors:
            return
        facts = self._facts(port, port.settings)
        yield from (reason for name, reason in reasons.items() if facts[name] != before[name])

    def _drop_strangers(self, port: EigrpPort) -> None:
        """`neighbor` makes an interface deaf to all others; without it all must be found by multicast again."""
        statics = self.process.static_neighbors(port.iface)
        old = port.statics
        port.statics = set(statics)
        if port.statics == old:
            return
        topologies = self.process.device.software.eigrp_topologies
        strangers: list[Neighbor] = [n for n in port.neighbors.values() if n.address in old or not old]
        for neighbor in strangers:
            if neighbor.address in port.statics and neighbor.address in old:
                continue
            added = bool(port.statics)
            reason = NbrReason.STATIC_PEER_REPLACES_MULTICAST if topologies else NbrReason.STATIC_PEER_CONFIGURED
            port.drop(neighbor, reason if added else NbrReason.STATIC_PEER_DELETED, tell=True)
        port.send_hello()
