"""Tells routing protocols that policy has changed, and knows on which networks each of them runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.device.sources import CONNECTED, LOCAL
from iosemu.features.acl.events import ListsChanged
from iosemu.features.policy.counts import Counts
from iosemu.features.policy.events import PolicyChanged

if TYPE_CHECKING:
    from iosemu.cli.context import Change
    from iosemu.device.rib import Route
    from iosemu.device.sources import RouteSource
    from iosemu.types import Prefix


class PolicyEngine(Engine):
    def start(self) -> None:
        self._networks: dict[RouteSource, Callable[[], list[Prefix]]] = {}
        self._imports: dict[RouteSource, Callable[[Prefix], bool]] = {}
        self.counts = Counts()
        self.last_list = ""  # the prefix list touched last
        self._deafen = self.host.device.bus.listen(ListsChanged, self._lists_changed)
        self.host.device.vrfs.default.v4.annotators.append(self._redistributing)

    def stop(self) -> None:
        self._deafen()
        annotators = self.host.device.vrfs.default.v4.annotators
        if self._redistributing in annotators:
            annotators.remove(self._redistributing)

    def _lists_changed(self, event: ListsChanged) -> None:
        self.touched()

    def register(
        self,
        source: RouteSource,
        networks: Callable[[], list[Prefix]] | None,
        imports: Callable[[Prefix], bool] | None = None,
    ) -> None:
        """`source` runs on the connected networks that `networks()` lists; None: no longer.

        `imports(prefix)` tells whether it redistributes the route to `prefix`.
        """
        self._imports.pop(source, None)
        if imports is not None:
            self._imports[source] = imports
        if networks is None:
            self._networks.pop(source, None)
        else:
            self._networks[source] = networks

    def _redistributing(self, route: Route) -> Iterator[str]:
        """For `show ip route PREFIX`: the protocols that tell others of this route."""
        if route.source is LOCAL:
            return
        attached = route.source is CONNECTED
        tellers = [
            str(source)
            for source, networks in self._networks.items()
            if route.source is source
            or (attached and route.prefix in networks())
            or (source in self._imports and self._imports[source](route.prefix))
        ]
        if tellers:
            yield f"Redistributing via {', '.join(tellers)}"

    def own_networks(self, source: RouteSource) -> list[Prefix]:
        """Connected networks on which a protocol runs."""
        networks = self._networks.get(source)
        return networks() if networks is not None else []

    def changed(self, change: Change) -> None:
        if change.path[0] == "prefix_lists" and len(change.path) > 1:
            self.last_list = str(change.path[1])
        self.touched()

    def touched(self) -> None:
        """Something that protocols may use is different: they look again at the end of the burst."""
        self.host.timer("changed", 0.0)

    def timer(self, key: str) -> None:
        self.host.emit(PolicyChanged())
