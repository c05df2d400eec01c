"""Which tunnel is protected by which head, following the model and the world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.interface import Interface
from iosemu.features.gre.access import TemplateDriver
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.model import IPSEC
from iosemu.features.ipsec.accesshead import AccessHead
from iosemu.features.ipsec.builtin import profile_named
from iosemu.features.ipsec.flow import Candidate
from iosemu.features.ipsec.model import ProtectionConfig
from iosemu.features.ipsec.policyhead import PolicyHead
from iosemu.features.ipsec.protection import CLOSED, ProtectionHead, Terms
from iosemu.features.keying.contract import SaOffer, Selector

if TYPE_CHECKING:
    from iosemu.features.ipsec.engine import IpsecEngine


class ProtectionRegistry:
    """All heads, and which tunnel has which."""

    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self.heads: dict[Interface, ProtectionHead] = {}
        self._checking = False  # an IPsec tunnel is asked whether it could be up but for its SAs

    # the model and the world

    def configured(self, owner: object) -> None:
        if isinstance(owner, Interface):
            if owner.up and not owner.enabled:
                owner.update_state(admin=True)
            if not owner.device.booting:
                self._detach(owner)
            self.refresh(owner)

    def refresh_all(self) -> None:
        """A profile was made or removed."""
        for iface in tuple(self.engine.host.device.interfaces.values()):
            self.refresh(iface)

    def reset(self, iface: Interface) -> None:
        """The tunnel has another source, destination, mode or key: its sockets are void."""
        self._detach(iface)
        self.refresh(iface)

    def interface_changed(self, iface: Interface) -> None:
        self.refresh(iface)
        self._open_sockets()

    def lists_changed(self) -> None:
        """Of access lists."""
        for head in dict.fromkeys(self.heads.values()):
            head.sync()

    def routes_changed(self) -> None:
        self._open_sockets()

    def refresh(self, iface: Interface) -> None:
        """Make the protection of a tunnel agree with the model."""
        driver = iface.driver
        if isinstance(driver, TemplateDriver):
            self._await_peers(iface)
        if not isinstance(driver, TunnelDriver):
            return
        wanted = self._wanted(iface)
        head = self.heads.get(iface)
        if head is not None and driver.protector is head and wanted == head.terms:
            head.sync()
            return
        self._detach(iface)
        if wanted is not None:
            self._attach(iface, driver, wanted)
        else:
            self._close(iface, driver)

    def _await_peers(self, iface: Interface) -> None:
        """Peers may come for a clone of a template that protects."""
        config = iface.get(ProtectionConfig)
        name = config.profile if config is not None and iface.enabled and not iface.removed else ""
        profile = profile_named(self.engine.host.device, name) if name else None
        answering = self.engine.keying.answering(profile) if profile is not None else ()
        for manager in self.engine.keying.managers.values():
            if manager in answering:
                manager.listen(iface)
            else:
                manager.unlisten(iface)

    def _close(self, iface: Interface, driver: TunnelDriver) -> None:
        """A tunnel that is to be protected and cannot be is shut to traffic; one that is not is open."""
        config = iface.get(ProtectionConfig)
        protector = CLOSED if config is not None and config.profile and not iface.removed else None
        # of a tunnel that is up NHRP must know that sockets are to be waited for
        sockets = protector if iface.up and driver.local else None
        if (driver.protector, driver.sockets) == (protector, sockets):
            return
        driver.protector, driver.sockets = protector, sockets
        self._follow(iface, driver)
        if iface.removed:
            return
        iface.update_state()
        if driver.nhrp is not None:
            driver.nhrp.protection_changed(iface)

    def _follow(self, iface: Interface, driver: TunnelDriver) -> None:
        """The line protocol of an IPsec tunnel follows its SAs."""
        if driver.protector is not None and driver.config.mode == IPSEC:
            driver.conditions["ipsec"] = self._condition
        else:
            driver.conditions.pop("ipsec", None)

    def _wanted(self, iface: Interface) -> Terms | None:
        """If the tunnel is to be protected now."""
        config = iface.get(ProtectionConfig)
        driver = iface.driver
        if config is None or not config.profile or not isinstance(driver, TunnelDriver) or not iface.up:
            return None
        if not driver.remote and not driver.multipoint:
            return None
        if iface.removed or not driver.local or profile_named(self.engine.host.device, config.profile) is None:
            return None
        acl = config.acl if driver.config.mode == IPSEC else ""
        return Terms(config.profile, config.shared and not acl, driver.local, config.isakmp_profile, acl)

    def _attach(self, iface: Interface, driver: TunnelDriver, terms: Terms) -> None:
        head = None
        if terms.shared:
            alike = (other for other in self.heads.values() if other.shared and other.local == terms.local)
            head = next((other for other in alike if other.name.lower() == terms.profile.lower()), None)
        if head is None:
            plain = ProtectionHead if driver.template is None else AccessHead
            head = (PolicyHead if terms.acl else plain)(self.engine, terms)
        for manager in self.engine.keying.answering(profile_named(self.engine.host.device, terms.profile)):
            manager.listen((head, iface))
        head.tunnels[iface] = driver
        self.heads[iface] = head
        driver.protector = head
        driver.sockets = head
        head.sync()
        self._follow(iface, driver)
        if driver.config.mode == IPSEC:
            iface.update_state()
        self.engine.host.device.paths_changed()
        self._open_socket(iface, driver, head)
        if driver.nhrp is not None:
            driver.nhrp.protection_changed(iface)

    def _detach(self, iface: Interface) -> None:
        """Its head is gone; what comes after must follow at once."""
        head = self.heads.pop(iface, None)
        if head is None:
            return
        driver = head.tunnels[iface]
        if driver.protector is head:
            driver.protector, driver.sockets = CLOSED, None  # until it is known what comes after
            driver.crypto_mtu, driver.crypto_overhead = None, 0
        for nbma in tuple(head.clients):
            head.close(iface, nbma)
        if len(head.tunnels) == 1:
            head.drop(tuple(head.flows))
            head.close_routes()
        del head.tunnels[iface]
        for manager in self.engine.keying.managers.values():
            manager.unlisten((head, iface))
        self.engine.host.device.paths_changed()

    def _condition(self, iface: Interface) -> str | None:
        """Why an IPsec tunnel is down."""
        head = self.heads.get(iface)
        if self._checking:
            return None
        if head is None:
            return "no IPsec SA"
        flow = head.socket(head.tunnels[iface].remote)
        return None if flow is not None and flow.current is not None else "no IPsec SA"

    def _open_sockets(self) -> None:
        for iface, head in tuple(self.heads.items()):
            driver = head.tunnels[iface]
            if driver.remote and not (head.clients.get(driver.remote) and head.socket(driver.remote) is not None):
                self._open_socket(iface, driver, head)

    def _open_socket(self, iface: Interface, driver: TunnelDriver, head: ProtectionHead) -> None:
        """A point-to-point tunnel that could carry traffic opens its one socket by itself."""
        if not driver.remote or not iface.up or not driver.initiates:
            return
        self._checking = True
        ready = driver.down_reason() is None
        self._checking = False
        if ready:
            head.open(iface, driver.remote)

    # offers

    @staticmethod
    def _for_this(head: ProtectionHead, offer: SaOffer) -> bool:
        """A peer that has a tunnel of its own has that one; no other peer has it."""
        if offer.access is not None:
            return any(iface.name == offer.access for iface in head.tunnels)
        return head.driver.template is None or head.driver.initiates

    def has_local(self, offer: SaOffer) -> bool:
        return any(head.receives(offer) for head in self.heads.values())

    def within(self, offer: SaOffer) -> Iterator[tuple[Selector, Selector]]:
        for head in dict.fromkeys(self.heads.values()):
            if head.receives(offer):
                yield head.selectors(offer.remote)

    def candidates(self, offer: SaOffer) -> Iterator[Candidate]:
        """The heads whose sockets fit the offered proxies: those with that far end before multipoint ones."""
        exact: list[ProtectionHead] = []
        multipoint: list[ProtectionHead] = []
        for head in dict.fromkeys(self.heads.values()):
            if not head.receives(offer) or not self._for_this(head, offer):
                continue
            if any(driver.remote == offer.remote for driver in head.tunnels.values()):
                exact.append(head)
            elif any(driver.multipoint for driver in head.tunnels.values()):
                multipoint.append(head)
        for head in exact + multipoint:
            policy = head.current_policy()
            if policy is None or not self.engine.keying.answers(head.profile_now, offer.manager):
                continue
            if policy.profile(offer.manager) not in ("", offer.profile):
                continue
            seq = 65537 if head.driver.multipoint else 65536
            transport = head.driver.config.mode != IPSEC
            for flow, mine, theirs in head.answers(offer):
                yield Candidate(head, flow, None, head.profile_now, seq, policy, transport, mine, theirs)

