"""Which interface has which crypto map: the stages stand as long as the line does, the head works while it can.

Without a head (the interface is down, has no address, the map's own address is missing, or another router of its
redundancy group answers for that) what it selects is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.drops import Reason
from iosemu.device.events import StandsIn
from iosemu.device.interface import Interface
from iosemu.device.passage import PASS, Drop, Passage, Point, Verdict
from iosemu.device.tells import told
from iosemu.features.ipsec.cryptomap import MapHead
from iosemu.features.ipsec.flow import Candidate
from iosemu.features.ipsec.model import InterfaceMap
from iosemu.features.ipsec.narrow import mirrored
from iosemu.features.ipsec.selection import own, selecting
from iosemu.features.keying.contract import SaOffer, Selector
from iosemu.wire import ipv4

if TYPE_CHECKING:
    from iosemu.device.vrf import Vrf
    from iosemu.features.ipsec.engine import IpsecEngine
    from iosemu.types import IPv4



class MapRegistry:
    """Which interface has which map."""

    def __init__(self, engine: IpsecEngine) -> None:
        self.engine = engine
        self.heads: dict[Interface, MapHead] = {}
        self._guarded: set[Interface] = set()  # those with stages

    def reconfigured(self, moved: bool = False) -> None:
        """An entry, a dynamic entry or a transform set changed; `moved`: a map's own address."""
        if moved:
            for iface in tuple(self.heads):
                self._detach(iface)
        for iface in tuple(self.engine.host.device.interfaces.values()):
            self.refresh(iface)
        for iface, head in self.heads.items():
            self._attend(iface, head)
        for head in dict.fromkeys(self.heads.values()):
            head.sync()

    def lists_changed(self) -> None:
        """What needs no traffic to have SAs or routes looks at its list at once; the others do with the next packet."""
        for head in dict.fromkeys(self.heads.values()):
            if any(head.ready_made(entry) or head.routes.wants_list(entry) for entry in head.entries()):
                head.sync()

    def interface_changed(self, iface: Interface) -> None:
        self.refresh(iface)
        for other, head in tuple(self.heads.items()):
            if head.source is iface and other is not iface:
                self.refresh(other)

    def refresh(self, iface: object) -> None:
        """Make the map of an interface agree with the model."""
        if not isinstance(iface, Interface):
            return
        self._guard(iface)
        source, name, local = self._wanted(iface)
        head = self.heads.get(iface)
        if head is not None and (head.name, head.source, head.local) == (name, source, local):
            return
        self._detach(iface)
        if source is not None:
            self._attach(iface, name, source, local)

    def _guard(self, iface: Interface) -> None:
        """The stages stand while the line does, whatever the state of the interface."""
        config = iface.get(InterfaceMap)
        wanted = config is not None and bool(config.name) and not iface.removed
        if wanted is not (iface in self._guarded):
            (self._guarded.add if wanted else self._guarded.remove)(iface)
            iface.set_stage(Point.OUT_CRYPTO, self._outbound, wanted)
            iface.set_stage(Point.IN_CLEAR, self._inbound, wanted)

    def _outbound(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        head = self.heads.get(iface)
        if head is not None:
            return head.outbound(passage, iface)
        return PASS if own(passage) else self._closed(passage.packet, passage.vrf, iface)

    def _inbound(self, passage: Passage, iface: Interface) -> Verdict | Drop:
        head = self.heads.get(iface)
        if head is not None:
            return head.inbound(passage, iface)
        return self._closed(mirrored(passage.packet), passage.vrf, iface)

    def _closed(self, selected: ipv4.IPv4, vrf: Vrf, iface: Interface) -> Verdict | Drop:
        """Nobody can protect it: only what the map does not select passes."""
        missed = selecting(self.engine, iface[InterfaceMap].name, selected, vrf, iface.vrf) is None
        return PASS if missed else Drop(Reason.NO_SA)

    def _wanted(self, iface: Interface) -> tuple[Interface | None, str, IPv4]:
        """Whose address, which map, which address; None: it does not work now."""
        config = iface.get(InterfaceMap)
        if config is None or not config.name or not iface.up or iface.removed:
            return None, "", 0
        if not self.engine.config.entries(config.name):
            return None, "", 0
        if config.redundancy:
            answers = told(self.engine.host.device, "redundancy", iface, config.redundancy)
            local = next((each for each in answers if each), 0)
            return (iface, config.name, local) if local else (None, "", 0)
        source_name = self.engine.config.local_addresses.get(config.name)
        source = iface if source_name is None else self.engine.host.device.interfaces.get(source_name)
        if source is None or source.address is None:
            return None, "", 0
        return source, config.name, source.address

    def stands_in(self, event: StandsIn) -> None:
        """A group of routers has another one that answers for its address."""
        iface = self.engine.host.device.interfaces.get(event.iface)
        config = iface.get(InterfaceMap) if iface is not None else None
        if config is not None and config.redundancy:
            self.refresh(iface)

    def _attach(self, iface: Interface, name: str, source: Interface, local: IPv4) -> None:
        shared = source is not iface or name in self.engine.config.local_addresses
        head = None
        if shared:
            place = (name, source, local)
            same = (each for each in self.heads.values() if (each.name, each.source, each.local) == place)
            head = next(same, None)
        if head is None:
            head = MapHead(self.engine, name, source, local)
        head.applied.append(iface)
        self.heads[iface] = head
        self._attend(iface, head)
        head.sync()

    def _attend(self, iface: Interface, head: MapHead) -> None:
        """Those who key the map's entries hear that it is at work."""
        keying = self.engine.keying
        wanted = {id(each) for entry in head.entries() for each in keying.answering(entry)}
        for manager in keying.managers.values():
            if id(manager) in wanted:
                manager.listen((head, iface))
            else:
                manager.unlisten((head, iface))

    def _detach(self, iface: Interface) -> None:
        head = self.heads.pop(iface, None)
        if head is None:
            return
        head.applied.remove(iface)
        lent = all(head.local != own for own, _ in head.source.addresses)  # whose it is now, speaks for it
        if not head.applied:
            head.close(not lent)
            for manager in self.engine.keying.managers.values() if lent else ():
                manager.abandon(head.local, iface.vrf.name)
        for manager in self.engine.keying.managers.values():
            manager.unlisten((head, iface))

    def has_local(self, offer: SaOffer) -> bool:
        return any(head.receives(offer) for head in self.heads.values())

    def within(self, offer: SaOffer) -> Iterator[tuple[Selector, Selector]]:
        for head in dict.fromkeys(self.heads.values()):
            yield from head.within(offer)

    def candidates(self, offer: SaOffer) -> Iterator[Candidate]:
        for head in dict.fromkeys(self.heads.values()):
            yield from head.candidates(offer)
