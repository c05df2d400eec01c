"""Ports of global addresses: kept where they can be, else the first that is free of the same group.

    1-511, 512-1023, 1024-65535

as IOS divides them. What has ports is TCP, UDP, and the questions of ICMP by their identifiers.
"""

from __future__ import annotations

from collections.abc import Callable

from iosemu.types import IPv4
from iosemu.wire import ipv4

_GROUPS = ((1, 511), (512, 1023), (1024, 65535))
_FRESH = {ipv4.TCP: 4096}  # where releases begin that keep no port; others at 1024
_FIRST = 1024
_LAST = 65535

Blocked = Callable[[int, IPv4, int], bool]
"""Is a port of a protocol at an address taken by something else?"""


class Ports:
    """Who has which. An owner is a number: one inside address with its port, in its VRF."""

    __slots__ = ("_hints", "_owners", "_shared")

    def __init__(self) -> None:
        self._owners: dict[int, int] = {}
        self._shared: dict[int, int] = {}  # how many more translations of the same owner use it
        self._hints: dict[tuple[int, IPv4, int], int] = {}  # by group: nothing is free below

    def __len__(self) -> int:
        return len(self._owners)

    @staticmethod
    def _key(protocol: int, address: IPv4, port: int) -> int:
        return protocol << 48 | address << 16 | port

    def owner(self, protocol: int, address: IPv4, port: int) -> int | None:
        return self._owners.get(self._key(protocol, address, port))

    def take(
        self, protocol: int, address: IPv4, wanted: int, owner: int, blocked: Blocked, keep: bool = True
    ) -> int | None:
        """A port for `owner`, who would like the one it has (`keep`: if it can have that); None: none is left."""
        if keep:
            low, high = next((group for group in _GROUPS if group[0] <= wanted <= group[1]), _GROUPS[-1])
            holder = self._owners.get(self._key(protocol, address, wanted))
            if holder == owner or (holder is None and wanted and not blocked(protocol, address, wanted)):
                return self._give(protocol, address, wanted, owner)
        else:
            low, high = _FRESH.get(protocol, _FIRST), _LAST
        start = self._hints.get((protocol, address, low), low)
        for port in range(start, high + 1):
            holder = self._owners.get(self._key(protocol, address, port))
            if holder == owner or (holder is None and not blocked(protocol, address, port)):
                self._hints[protocol, address, low] = port
                return self._give(protocol, address, port, owner)
        return None

    def _give(self, protocol: int, address: IPv4, port: int, owner: int) -> int:
        key = self._key(protocol, address, port)
        if key in self._owners:
            self._shared[key] = self._shared.get(key, 0) + 1
        else:
            self._owners[key] = owner
        return port

    def release(self, protocol: int, address: IPv4, port: int) -> None:
        key = self._key(protocol, address, port)
        more = self._shared.get(key)
        if more is not None:
            if more > 1:
                self._shared[key] = more - 1
            else:
                del self._shared[key]
            return
        self._owners.pop(key, None)
        for low in (*(group[0] for group in _GROUPS if group[0] <= port <= group[1]), _FRESH.get(protocol, _FIRST)):
            hint = self._hints.get((protocol, address, low))
            if hint is not None and low <= port < hint:
                self._hints[protocol, address, low] = port

    def clear(self) -> None:
        self._owners.clear()
        self._shared.clear()
        self._hints.clear()
