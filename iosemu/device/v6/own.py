"""Own addresses (RFC 4862): duplicate address detection, connected and local routes, what a table takes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.rib import Path, Route
from iosemu.device.sources import CONNECTED, DISCOVERED, LOCAL
from iosemu.device.v6.addresses import ALL_NODES, ALL_ROUTERS, solicited_node
from iosemu.device.v6.events import AddressChange6, DuplicateAddress
from iosemu.device.v6.interface import Address, Interface6, State
from iosemu.types import Prefix6

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.v6.stack import Ip6Stack
    from iosemu.device.vrf import Vrf

MULTICASTS = Prefix6(0xFF << 120, 8)
_SILENT = frozenset({"Loopback", "Null"})  # nobody else is there


class OwnAddresses:
    """Those of all interfaces."""

    def __init__(self, stack: Ip6Stack) -> None:
        self.stack = stack

    def stop(self) -> None:
        """Nothing of an address comes to an end any more."""
        for iface in self.stack.device.interfaces.values():
            for own in iface.v6.all() if iface.wide else ():
                for timer in (own.timer, own.ends):
                    if timer is not None:
                        timer.cancel()
                own.timer = own.ends = None

    def agree(self, iface: Interface) -> None:
        """Addresses follow the configuration and the line."""
        half = iface.v6
        runs = half.runs and not iface.removed
        if not runs:
            for own in half.all():
                self._forget(half, own)
            if iface.wide:
                self._leave_groups(half)
                iface.wide = False
                self._multicasts(half.vrf)
            return
        if not iface.wide:
            iface.wide = True
            self.stack.join(iface, ALL_NODES)
        self._multicasts(half.vrf)
        if self.stack.routing:
            half.groups.setdefault(ALL_ROUTERS, 1)
        else:
            half.groups.pop(ALL_ROUTERS, None)
        self._agree_local(half)
        wanted = self._wanted(half)
        for value, own in list(half.addresses.items()):
            kept = half.config.autoconfig if own.kind == "CAL" else wanted.get(value, (None,))[0] == own.length
            if not kept:
                self._forget(half, own)
        for value, (length, kind) in wanted.items():
            known = half.addresses.get(value)
            if known is None:
                half.addresses[value] = Address(value, length, kind)
            else:
                known.kind = kind
        self._start(half)

    def _wanted(self, half: Interface6) -> dict[int, tuple[int, str]]:
        """Of the configuration, and what was given: address -> prefix length, kind."""
        found = dict(half.given)
        for (value, length), line in half.config.addresses.items():
            if line.eui64:
                found[Prefix6.of(value, length).network | half.identifier] = length, "EUI"
            else:
                found[value] = length, "ANY" if line.anycast else ""
        return found

    def _agree_local(self, half: Interface6) -> None:
        value = half.own_link_local
        if half.local is not None and half.local.value != value:
            self._forget(half, half.local)
        if half.local is None:
            half.local = Address(value, 10)

    def _multicasts(self, vrf: Vrf) -> None:
        """Groups have a route as long as an interface of the VRF runs IPv6."""
        wanted = any(iface.wide and iface.v6.vrf is vrf for iface in self.stack.device.interfaces.values())
        if wanted != (vrf.v6.best(MULTICASTS) is not None):
            path = (Path(None, self.stack.device.null0),)
            vrf.v6.update(str(LOCAL), MULTICASTS, Route(MULTICASTS, LOCAL, 0, 0, path) if wanted else None)

    def _leave_groups(self, half: Interface6) -> None:
        half.groups.clear()
        half.local = None
        half.addresses.clear()

    # duplicate address detection

    def _start(self, half: Interface6) -> None:
        """What is tentative is asked for, while the line is up: the link-local address first."""
        for own in half.all():
            if not half.iface.line_up:
                self._withdraw(half, own)
            elif own.state is State.TENTATIVE and own.timer is None and (own is half.local or half.ready):
                self._detect(half, own)

    def _detect(self, half: Interface6, own: Address) -> None:
        group = solicited_node(own.value)
        self.stack.join(half.iface, group)
        if half.iface.kind in _SILENT or not half.config.dad_attempts or own.kind == "ANY":
            self._valid(half, own)
            return
        own.tries = half.config.dad_attempts
        self._ask(half, own)

    def _ask(self, half: Interface6, own: Address) -> None:
        if not own.tries:
            self._valid(half, own)
            return
        own.tries -= 1
        own.timer = self.stack.device.scheduler.after(half.retransmit, self._ask, half, own)
        self.stack.neighbours.detect(half.iface, own.value)

    def _valid(self, half: Interface6, own: Address) -> None:
        own.timer = None
        own.state = State.VALID
        iface = half.iface
        if own is not half.local:
            self._install(iface, own)
        if half.iface.kind not in _SILENT:
            self.stack.neighbours.announce(iface, own.value)
        if own is half.local:
            self._start(half)
        self.stack.routers.follow(iface)
        self.stack.bus.emit(AddressChange6(iface.name))

    def claimed(self, iface: Interface, value: int) -> bool:
        """Somebody else has, or asks for, a tentative address of ours."""
        half = iface.v6
        own = half.find(value)
        if own is None or own.state is not State.TENTATIVE or own.timer is None:
            return False
        own.timer.cancel()
        own.timer = None
        own.state = State.DUPLICATE
        self.stack.bus.emit(DuplicateAddress(iface.name, value))
        return True

    # what a table knows

    def _install(self, iface: Interface, own: Address) -> None:
        table = iface.v6.vrf.v6
        table.flush()
        table.receive[own.value] = iface
        path = (Path(None, iface),)
        host = Prefix6(own.value, 128)
        if own.length < 128:
            self._network(iface.v6, own.prefix)
            table.update(f"{LOCAL} {iface.text}", host, Route(host, LOCAL, 0, 0, path))
        else:
            table.update(f"{CONNECTED} {iface.text}", host, Route(host, CONNECTED, 0, 0, path, kind="local"))

    def _network(self, half: Interface6, prefix: Prefix6) -> None:
        """The routes to a network that addresses are of: that of autoconfigured ones is neighbour discovery's."""
        iface = half.iface
        kinds = [own.kind for own in half.addresses.values() if own.prefix == prefix and own.state is State.VALID]
        plain = [kind for kind in kinds if kind != "CAL" or not self.stack.device.software.nd_prefixes]
        for source, there, kind in ((CONNECTED, plain, ""), (DISCOVERED, len(kinds) > len(plain), "prefix")):
            route = Route(prefix, source, source.distance, 0, (Path(None, iface),), kind=kind) if there else None
            half.vrf.v6.update(f"{source} {iface.text}", prefix, route)

    def _withdraw(self, half: Interface6, own: Address) -> None:
        """It is tentative again."""
        iface = half.iface
        was, own.state = own.state, State.TENTATIVE
        joined = was is not State.TENTATIVE or own.timer is not None
        if own.timer is not None:
            own.timer.cancel()
            own.timer = None
        if joined:
            self.stack.leave(iface, solicited_node(own.value))
        if was is not State.VALID or own is half.local:
            return
        table = iface.v6.vrf.v6
        table.flush()
        if table.receive.get(own.value) is iface:
            del table.receive[own.value]
        if own.length < 128:
            self._network(half, own.prefix)
            table.update(f"{LOCAL} {iface.text}", Prefix6(own.value, 128), None)
        else:
            table.update(f"{CONNECTED} {iface.text}", own.prefix, None)
        self.stack.bus.emit(AddressChange6(iface.name))

    def _forget(self, half: Interface6, own: Address) -> None:
        self._withdraw(half, own)
        if own.ends is not None:
            own.ends.cancel()
            own.ends = None
        if own is half.local:
            half.local = None
        else:
            half.addresses.pop(own.value, None)

    def leaves_vrf(self, iface: Interface) -> None:
        """The tables of its VRF forget it; what is still configured comes into those of the next one."""
        half = iface.v6
        for own in half.all():
            self._forget(half, own)
        self._leave_groups(half)
        iface.wide = False
        self._multicasts(half.vrf)

    # autoconfiguration

    def learn(self, iface: Interface, prefix: Prefix6, valid: int, preferred: int) -> None:
        """A router advertised a prefix for addresses (RFC 4862 section 5.5.3)."""
        half, now = iface.v6, self.stack.device.scheduler.now
        value = prefix.network | half.identifier
        own = half.addresses.get(value)
        if own is not None and own.kind != "CAL":
            return
        if own is None:
            if not valid:
                return
            own = half.addresses[value] = Address(value, prefix.length, "CAL")
        forever = 0xFFFFFFFF
        left = None if own.valid is None else own.valid - now
        if own.valid is not None and valid <= 7200 and left is not None and left > valid:
            valid = int(min(left, 7200))  # nobody may end it at once
        own.valid = None if valid == forever else now + valid
        own.preferred = None if preferred == forever else now + preferred
        self._start(half)
        if own.ends is not None:
            own.ends.cancel()
            own.ends = None
        if own.valid is not None:
            own.ends = self.stack.device.scheduler.after(own.valid - now, self._forget, half, own, background=True)
