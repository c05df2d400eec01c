"""Where IPsec and the key managers of a router find each other."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.engine import Engine, Host
from iosemu.device.feature import features
from iosemu.features.keying.conditions import Conditions
from iosemu.features.keying.contract import GroupKeys, IkeSession, KeyManager, SaUser

OWN = "IKE"  # `origin` of the datagrams of key managers: crypto maps let them pass


class KeyingEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.user: SaUser | None = None
        self.managers: dict[str, KeyManager] = {}  # by name, the latest first
        self.groups: dict[str, GroupKeys] = {}  # by the kind of their crypto map entries
        self.nat_traversal = True  # `crypto ipsec nat-transparency udp-encapsulation`
        self.conditions = Conditions()  # `debug crypto condition`

    def wake(self) -> None:
        """Start the key managers that run wherever IPsec does."""
        for feature in features().values():
            if feature.keys:
                self.host.device.engine(feature.name)

    def serve(self, user: SaUser) -> None:
        """The one user of keys."""
        self.user = user

    def register(self, manager: KeyManager) -> None:
        """A key manager runs here. Who came later is asked first whether settings are his."""
        self.managers = {manager.name: manager} | self.managers

    def manager(self, settings: object) -> KeyManager | None:
        """Who keys what these settings protect; None: nobody here."""
        return next((each for each in self.managers.values() if each.wants(settings)), None)

    def answering(self, settings: object) -> list[KeyManager]:
        """By whom a peer may ask for what these settings protect."""
        return [each for each in self.managers.values() if each.answers(settings)]

    def answers(self, settings: object, name: str) -> bool:
        """Is the key manager of this name one of them?"""
        found = self.managers.get(name)
        return found is not None and found.answers(settings)

    def sessions(self) -> Iterator[IkeSession]:
        """The SAs of all key managers, newest first of each."""
        for each in self.managers.values():
            yield from each.sessions()

    def passes(self, area: str, remote: int) -> bool:
        """May a debug of an area ("isakmp", "ipsec", "engine") tell of a peer (0: of nobody)?"""
        conditions = self.conditions
        if not conditions.on:
            return True
        with_peer = (session for session in self.sessions() if session.remote == remote)
        return conditions.pass_(area, remote, with_peer)
