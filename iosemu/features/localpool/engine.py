"""Who has which address of a pool. An address that comes back waits behind all others, as in a queue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.engine import Engine
from iosemu.features.localpool.model import LocalPoolConfig
from iosemu.records import dataclass, field
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.cli.context import Change


@dataclass(slots=True)
class Holding:
    """One pool's state: how many of its addresses were ever given, and which came back, the first first."""

    given: int = 0
    returned: dict[IPv4, None] = field(default_factory=dict)
    used: dict[IPv4, str] = field(default_factory=dict)  # address -> who has it


class LocalPoolEngine(Engine):
    def start(self) -> None:
        self.holdings: dict[str, Holding] = {}

    @property
    def config(self) -> LocalPoolConfig:
        return self.host.device[LocalPoolConfig]

    def changed(self, change: Change) -> None:
        """A pool with other ranges begins anew; what was given stays with who has it."""
        for name, held in list(self.holdings.items()):
            ranges = self.config.pools.get(name)
            if ranges is None and not held.used:
                del self.holdings[name]
                continue
            held.given = 0
            held.returned.clear()

    def holding(self, name: str) -> Holding:
        return self.holdings.setdefault(name, Holding())

    def _all(self, name: str) -> Iterator[IPv4]:
        for low, high in self.config.pools.get(name, ()):
            yield from range(low, high + 1)

    def size(self, name: str) -> int:
        return sum(high - low + 1 for low, high in self.config.pools.get(name, ()))

    def _at(self, name: str, index: int) -> IPv4:
        for low, high in self.config.pools.get(name, ()):
            if index <= high - low:
                return low + index
            index -= high - low + 1
        raise LookupError

    def has(self, name: str, address: IPv4) -> bool:
        """Is it an address of the pool?"""
        return any(low <= address <= high for low, high in self.config.pools.get(name, ()))

    def take(self, name: str, owner: str, wanted: IPv4 = 0) -> IPv4 | None:
        """An address for somebody: the one that he would like to have if it is free, else the next; None: there is no
        pool of that name, or nothing is left in it."""
        if name not in self.config.pools:
            return None
        held = self.holding(name)
        if wanted and self.has(name, wanted) and wanted not in held.used:
            held.returned.pop(wanted, None)
            held.used[wanted] = owner
            return wanted
        while held.given < self.size(name):
            address = self._at(name, held.given)
            held.given += 1
            if address not in held.used:
                held.used[address] = owner
                return address
        for address in held.returned:
            del held.returned[address]
            held.used[address] = owner
            return address
        return None

    def release(self, name: str, address: IPv4) -> None:
        """It is free again."""
        held = self.holdings.get(name)
        if held is None or held.used.pop(address, None) is None:
            return
        if self._place(name, address) < held.given:
            held.returned[address] = None
        if name not in self.config.pools and not held.used:
            del self.holdings[name]

    def _place(self, name: str, address: IPv4) -> int:
        """Where an address stands in its pool, from 0; behind all others if it is none of them."""
        before = 0
        for low, high in self.config.pools.get(name, ()):
            if low <= address <= high:
                return before + address - low
            before += high - low + 1
        return before

    def available(self, name: str) -> Iterator[IPv4]:
        """Free addresses in the order in which they will be given."""
        held = self.holding(name)
        for index in range(held.given, self.size(name)):
            address = self._at(name, index)
            if address not in held.used:
                yield address
        yield from held.returned
