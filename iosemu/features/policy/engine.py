"""Tells routing protocols that policy has changed, and knows on which networks each of them runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.features.acl.events import ListsChanged

if TYPE_CHECKING:
    from iosemu.cli.bind import Change
    from iosemu.types import Prefix


class PolicyEngine(Engine):
    def start(self) -> None:
        self._networks: dict[str, Callable[[], list[Prefix]]] = {}
        self.last_list = ""  # the prefix list touched last
        self._deafen = self.host.device.bus.listen(ListsChanged, self._lists_changed)

    def stop(self) -> None:
        self._deafen()

    def _lists_changed(self, event: ListsChanged) -> None:
        self.touched()

    def register(self, source: str, networks: Callable[[], list[Prefix]] | None) -> None:
        """`source` ("eigrp 1") runs on the connected networks that `networks()` lists; None: no longer."""
        if networks is None:
            self._networks.pop(source, None)
        else:
            self._networks[source] = networks

    def own_networks(self, source: str) -> list[Prefix]:
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
        for engine in list(self.host.device.engines.values()):
            if engine is not self:
                engine.policy_changed()
