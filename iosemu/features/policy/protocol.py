"""What RIP, EIGRP and OSPF have in common: an instance for each thing that is configured, in the VRF that it names."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from iosemu.device.engine import Engine
from iosemu.device.events import AudienceGrew, VrfEmptied
from iosemu.features.policy.events import PolicyChanged

if TYPE_CHECKING:
    from iosemu.device.claims import Claim
    from iosemu.device.rib import RoutingTable
    from iosemu.device.sources import RouteSource
    from iosemu.device.vrf import Vrf
    from iosemu.types import Prefix


class Instance(Protocol):
    """`record` is the configuration that it was made for: with another one there comes another instance."""

    vrf: Vrf

    @property
    def record(self) -> object: ...

    @property
    def table(self) -> RoutingTable:
        """Where its routes go."""

    @property
    def source(self) -> RouteSource: ...

    def networks(self) -> list[Prefix]:
        """Connected prefixes that it runs on."""

    def imports(self, prefix: Prefix) -> str | None:
        """The options with which the route is redistributed into it; None: it is not."""

    def refresh(self) -> None:
        """Its interfaces agree with configuration and line states."""

    def routes_changed(self) -> None:
        """The routing table moved."""

    def ends(self) -> None:
        """It is configured no more, or its VRF is gone."""


K = TypeVar("K", bound=Hashable)
I = TypeVar("I", bound=Instance)  # noqa: E741


class RoutingEngine(Engine, Generic[K, I]):
    """Starts, stops and registers instances; `running` are those that there are."""

    def start(self) -> None:
        self.running: dict[K, I] = {}
        self._listening: Claim | None = None  # while anything runs
        bus = self.host.device.bus
        self._subscriptions = [
            bus.listen(VrfEmptied, self._vrf_emptied),
            bus.listen(AudienceGrew, self._audience_grew),
            bus.listen(PolicyChanged, self._policy_changed),
        ]
        self.agree()

    def stop(self) -> None:
        for subscription in self._subscriptions:
            subscription()
        self.running.clear()

    @abstractmethod
    def wanted(self) -> dict[K, tuple[Any, Vrf]]:
        """What is to run: the record of each, and the VRF, which is there and has IPv4."""

    @abstractmethod
    def make(self, key: K, record: Any, vrf: Vrf) -> I:
        """An instance that has not run yet."""

    @abstractmethod
    def listen(self) -> Claim:
        """To its protocol; what ends that."""

    @abstractmethod
    def forget(self, vrf: str) -> None:
        """The lines of a VRF go with it."""

    @abstractmethod
    def reconsider(self, instance: I) -> None:
        """Lists, maps or lines that concern it are others."""

    def audience_grew(self, instance: I, iface: str) -> None:
        """Somebody on the tunnel waits for what it says there next."""

    def agree(self) -> None:
        """There is what is wanted, and it agrees with the configuration."""
        wanted, policy = self.wanted(), self.host.peer("policy")
        for key, instance in list(self.running.items()):
            record, vrf = wanted.get(key, (None, None))
            if instance.record is not record or instance.vrf is not vrf:
                del self.running[key]
                instance.ends()
                policy.register(instance.table, instance.source, None)
        for key, (record, vrf) in wanted.items():
            if key not in self.running:
                instance = self.running[key] = self.make(key, record, vrf)
                policy.register(instance.table, instance.source, instance.networks, instance.imports)
        self._look_again()
        if self.running and self._listening is None:
            self._listening = self.listen()
        elif not self.running and self._listening is not None:
            self._listening()
            self._listening = None

    def look_again(self) -> None:
        """At interfaces: once per burst, many may change together."""
        if self.running and self.host.due(self._look_again) is None:
            self.host.after(0.0, self._look_again)

    def _look_again(self) -> None:
        for instance in self.running.values():
            instance.refresh()

    def routes_changed(self) -> None:
        for instance in self.running.values():
            instance.routes_changed()

    def _vrf_emptied(self, event: VrfEmptied) -> None:
        self.forget(event.vrf)
        self.agree()

    def _audience_grew(self, event: AudienceGrew) -> None:
        for instance in self.running.values():
            self.audience_grew(instance, str(event.iface))

    def _policy_changed(self, event: PolicyChanged) -> None:
        for instance in self.running.values():
            self.reconsider(instance)
