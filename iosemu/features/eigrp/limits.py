"""Prefix limits: a source that tells too much is stopped for a while, and for good when it does so again and again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.eigrp.events import NbrReason, PrefixLevel, Teller
from iosemu.features.eigrp.model import PrefixLimit
from iosemu.records import dataclass
from iosemu.types import InterfaceName, IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.features.eigrp.neighbors import Neighbor
    from iosemu.features.eigrp.process import Process
    from iosemu.features.eigrp.topology import TopologyPath

Source = tuple[str, IPv4]  # of a neighbour: interface and address
REDISTRIBUTED: Source = ("", 0)
PROCESS: Source = ("*", 0)  # all of them together
MINUTE = 60.0


@dataclass(slots=True)
class Account:
    """`state` as shown: A(djacency), P(ending: stopped for a while), D(own: until it is cleared)."""

    state: str = "A"
    exceeded: int = 0  # times that it was stopped since the last reset
    level: int = 0  # what has been said: 1 threshold, 2 limit
    penalty: float = 0.0  # seconds that `dampened` adds to the next wait, as of `penalised`
    penalised: float = 0.0


class Limits:
    """The accounts of a process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._accounts: dict[Source, Account] = {}
        self._stopped: list[Source] = []  # neighbours that the limit of the process has ended
        self._configured = self._configuration()

    def _configuration(self) -> tuple[object, ...]:
        instance = self.process.instance
        limits = (instance.maximum_prefix, instance.redistribute_limit, instance.peer_limit)
        return (*limits, *sorted(instance.neighbor_limits.items()))

    def refresh(self) -> None:
        """Other limits: everybody begins anew."""
        now = self._configuration()
        if now != self._configured:
            self._configured = now
            self.release()

    def release(self, address: IPv4 | None = None, name: InterfaceName | None = None) -> None:
        """Forget what these neighbours did; without an address and an interface also the rest."""
        whole = address is None and name is None
        for source in list(self._accounts):
            if whole or (
                source[1] and address in (None, source[1]) and (name is None or InterfaceName.parse(source[0]) == name)
            ):
                for method in (self._restart, self._reset):
                    self.process.host.cancel(method, source)
                del self._accounts[source]
        if whole:
            self._stopped.clear()

    def gone(self, neighbor: Neighbor) -> None:
        """An adjacency has ended: one that was never stopped needs no account."""
        account = self._accounts.get(_source(neighbor))
        if account is not None and not account.exceeded and account.state == "A":
            del self._accounts[_source(neighbor)]

    # what they say

    def blocks(self, source: Source) -> bool:
        """Is the source stopped?"""
        accounts = self._accounts
        return bool(accounts) and any(accounts[key].state != "A" for key in (source, PROCESS) if key in accounts)

    def account(self, source: Source) -> Account:
        return self._accounts.get(source) or Account()

    def seconds(self, source: Source) -> int:
        """Until the restart of a stopped source, or until its count is reset."""
        account = self.account(source)
        due = self.process.host.due(self._reset if account.state == "A" else self._restart, source)
        return int(due or 0)

    def stopped(self) -> Iterator[tuple[Source, Source]]:
        """Neighbours that may not come up, each with the account that says so."""
        for source, account in self._accounts.items():
            if source[1] and account.state != "A":
                yield source, source
        if self.account(PROCESS).state != "A":
            yield from ((source, PROCESS) for source in self._stopped if self.account(source).state == "A")

    # judging

    def check(self) -> None:
        """All neighbours and the whole; redistribution is checked where it is done, see `admitted`."""
        if self.process.instance.peer_limit is not None or self.process.instance.neighbor_limits:
            for neighbor in list(self.process.neighbors()):
                self.check_neighbor(neighbor)
        limit = self.process.instance.maximum_prefix
        if limit is None or self.blocks(PROCESS):
            return
        destinations = self.process.topology.destinations.values()
        foreign = ("neighbor", "redistributed")
        count = sum(any(path.kind in foreign for path in known.paths.values()) for known in destinations)
        if self._exceeds(PROCESS, limit, count, Teller.PROCESS):
            neighbors = list(self.process.neighbors())
            self._stopped = [_source(neighbor) for neighbor in neighbors]
            for neighbor in neighbors:
                neighbor.port.drop(neighbor, NbrReason.PREFIX_LIMIT_EXCEEDED, tell=True)
            self.process.redistribute()

    def check_neighbor(self, neighbor: Neighbor) -> None:
        limit = self._limit(neighbor.address)
        if limit is None:
            return
        key = self.process.topology.key(neighbor)
        count = sum(key in known.paths for known in self.process.topology.destinations.values())
        if self._exceeds(_source(neighbor), limit, count, Teller.NEIGHBOR):
            neighbor.port.drop(neighbor, NbrReason.PREFIX_LIMIT_EXCEEDED, tell=True)

    def admitted(self, paths: dict[Prefix, TopologyPath]) -> dict[Prefix, TopologyPath]:
        """The redistributed routes, or none of them."""
        if self.blocks(REDISTRIBUTED):
            return {}
        limit = self.process.instance.redistribute_limit
        if limit is not None and self._exceeds(REDISTRIBUTED, limit, len(paths), Teller.REDISTRIBUTED):
            return {}
        return paths

    def _limit(self, address: IPv4) -> PrefixLimit | None:
        return self.process.instance.neighbor_limits.get(address, self.process.instance.peer_limit)

    def _times(self, source: Source) -> PrefixLimit:
        """A single neighbour's limit has the times of that for all neighbours, else of the process."""
        instance = self.process.instance
        if source == REDISTRIBUTED:
            found = instance.redistribute_limit
        else:
            found = instance.peer_limit if source[1] else None
        return found or instance.maximum_prefix or PrefixLimit()

    def _exceeds(self, source: Source, limit: PrefixLimit, count: int, who: Teller) -> bool:
        """Say what is to be said about it; True when it has been stopped."""
        account = self._accounts.setdefault(source, Account())
        threshold = limit.maximum * limit.threshold // 100
        level = 2 if count > limit.maximum else 1 if count and count >= threshold else 0
        before, account.level = account.level, level
        if level > before:
            bound = limit.maximum if level == 2 else threshold
            process = self.process
            process.host.emit(PrefixLevel(process.asn, who, bound, level == 2))
        if level < 2 or limit.warning_only:
            return False
        self._stop(source, account)
        return True

    def _stop(self, source: Source, account: Account) -> None:
        host, times = self.process.host, self._times(source)
        host.cancel(self._reset, source)
        account.level = 0
        if account.exceeded >= times.restart_count:
            account.state = "D"
            return
        account.exceeded += 1
        account.state = "P"
        wait = times.restart * MINUTE
        if times.dampened:
            left = account.penalty * 0.5 ** ((host.now - account.penalised) / (1.5 * wait))
            account.penalty, account.penalised = left + wait, host.now
            wait += left
        host.after(wait, self._restart, source, background=True)

    def _reset(self, source: Source) -> None:
        """It has behaved for long enough."""
        account = self._accounts.get(source)
        if account is not None:
            account.exceeded, account.penalty = 0, 0.0

    def _restart(self, source: Source) -> None:
        """The wait is over."""
        account = self._accounts.get(source)
        if account is None:
            return
        account.state = "A"
        wait = self._times(source).reset_time * MINUTE
        self.process.host.after(wait, self._reset, source, background=True)
        if source == PROCESS:
            self._stopped.clear()
        if not source[1]:
            self.process.redistribute()


def _source(neighbor: Neighbor) -> Source:
    return (neighbor.port.iface.text, neighbor.address)
