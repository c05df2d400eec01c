"""How many routes the table of a VRF may have (`maximum routes`)."""

from __future__ import annotations

from iosemu.device.engine import Host
from iosemu.features.vrf.events import LimitExceeded, LimitNear
from iosemu.types import Prefix


class Limit:
    """See device.rib.RouteLimit. Each message comes once, until the number of routes has fallen below it again."""

    def __init__(self, host: Host, vrf: str, routes: int, threshold: int, reinstall: int, warning_only: bool) -> None:
        self.host = host
        self.vrf = vrf
        self.routes = routes
        self.near = -(-routes * threshold // 100) if threshold else 0
        self.again = routes * reinstall // 100 if reinstall else routes - 1  # routes left, and those refused may come
        self.warning_only = warning_only
        self._told_near = self._told_exceeded = False

    def admits(self, prefix: Prefix, count: int) -> bool:
        if self.near and count + 1 >= self.near and not self._told_near:
            self._told_near = True
            self.host.emit(LimitNear(self.vrf))
        if count < self.routes:
            return True
        if not self._told_exceeded:
            self._told_exceeded = True
            self.host.emit(LimitExceeded(self.vrf, prefix))
        return self.warning_only

    def left(self, count: int) -> bool:
        if count < self.near:
            self._told_near = False
        if count < self.routes:
            self._told_exceeded = False
        return count <= self.again
