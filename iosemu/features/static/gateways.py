"""`ip route static bfd`: routes whose next hop BFD watches are there while it is reached."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from iosemu.features.bfd.contract import News, Watch
from iosemu.features.bfd.ways import Line
from iosemu.features.static.model import StaticConfig
from iosemu.types import InterfaceName, IPv4

if TYPE_CHECKING:
    from iosemu.features.static.engine import StaticEngine

CLIENT = "IPv4 Static"


class Gateways:
    """The next hops that are watched."""

    def __init__(self, engine: StaticEngine) -> None:
        self.engine = engine
        self._watches: dict[tuple[InterfaceName, IPv4], Watch] = {}
        self._given_up: set[tuple[InterfaceName, IPv4]] = set()  # whose neighbour watches us no more

    def agree(self) -> None:
        """One is watched while its line is there, its interface is, and a route leads to it (or none needs to)."""
        device = self.engine.host.device
        config = device[StaticConfig]
        led_to = {key[2:] for key in config.routes} if config.watched else set()
        wanted = {
            key for key, line in config.watched.items()
            if key[0] in device.interfaces and (line.alone or key in led_to)
        }  # fmt: skip
        for key in [key for key in self._watches if key not in wanted]:
            self._watches.pop(key).end()
            self._given_up.discard(key)
            self.engine.look_again(key[0])
        for key in [key for key in config.watched if key in wanted and key not in self._watches]:
            bfd = self.engine.host.peer("bfd")
            self._watches[key] = bfd.watch(CLIENT, Line(device.interfaces[key[0]]), key[1], partial(self._told, key))
            self.engine.look_again(key[0])

    def dead(self, name: InterfaceName, next_hop: IPv4 | None) -> bool:
        """Does a session say that this next hop is not reached?"""
        if next_hop is None or (name, next_hop) not in self._watches or (name, next_hop) in self._given_up:
            return False
        watched = self.engine.host.device[StaticConfig].watched.get((name, next_hop))
        if watched is None or watched.alone:
            return False
        watch = self._watches[name, next_hop]
        return watch.state is not None and not watch.up

    def _told(self, key: tuple[InterfaceName, IPv4], watch: Watch, news: News) -> None:
        if news is News.ADMIN_DOWN:
            self._given_up.add(key)
        else:
            self._given_up.discard(key)
        self.engine.look_again(key[0])
