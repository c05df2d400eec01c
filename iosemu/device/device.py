"""One router: it owns interfaces, tables, engines and the event bus, and knows no feature by name."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from iosemu.device.claims import Claim, claim
from iosemu.device.debug import Debugging
from iosemu.device.engine import Engine, Host
from iosemu.device.events import AddressChange, EventBus
from iosemu.device.feature import feature_of, features, joining
from iosemu.device.flash import Flash
from iosemu.device.interface import Driver, Interface, InterfaceConfig
from iosemu.device.platform import Platform, platform_of
from iosemu.device.release import Software
from iosemu.device.slots import Slotted
from iosemu.device.subnets import Subnets
from iosemu.device.vault import Vault
from iosemu.device.vrf import Vrf, Vrfs
from iosemu.sim import chance
from iosemu.sim.scheduler import Scheduler
from iosemu.types import INTERFACE_KINDS, InterfaceName

if TYPE_CHECKING:
    from random import Random

    from iosemu.cli.context import Change
    from iosemu.cli.session import Session
    from iosemu.device.ip import IpStack
    from iosemu.device.shell import DeviceShell
    from iosemu.device.v6.stack import Ip6Stack
    from iosemu.sim.link import Link


NULL0 = InterfaceName("Null", (0,))
IGNORE_STARTUP = 0x0040  # bit of the configuration register: start without what NVRAM holds
_PLACES = {kind: number for number, kind in enumerate(dict.fromkeys(("Loopback", "Tunnel", *INTERFACE_KINDS)))}
_NOT_CONFIGURED = ("NVI", "Virtual-Access")  # nobody types their lines
_PASSIVE = frozenset({"description", "redirects", "unreachables", "directed_broadcast"})  # looked at when needed


def config_key(name: InterfaceName) -> tuple[object, ...]:
    """Ascends in the order of the running-config."""
    kind, unit, sub = name
    return _PLACES[kind], unit, -1 if sub is None else sub


class Interfaces(dict[InterfaceName, Interface]):
    """All interfaces by name. Physical ports are there from power-on; virtual ones and subinterfaces come on demand."""

    def __init__(self, device: Device) -> None:
        super().__init__()
        self.device = device

    def create(self, name: InterfaceName) -> Interface | None:
        """The interface of that name, made if it can be; None if this platform has no such port."""
        found = self.get(name)
        return found if found is not None else self.device.create_interface(name)

    def remove(self, name: InterfaceName) -> bool:
        """Delete a virtual interface or subinterface; False for a physical port."""
        return self.device.remove_interface(name)

    def in_order(self) -> list[Interface]:
        """As IOS lists them: by kind in platform order, then by number."""
        return sorted(self.values(), key=lambda iface: self.device.platform.sort_key(iface.name))

    def config_order(self) -> list[Interface]:
        """As the running-config lists them: loopbacks and tunnels before the ports of the chassis. Templates of tunnels
        have a line of their own."""
        shown = [
            iface
            for iface in self.values()
            if iface.kind not in _NOT_CONFIGURED and iface.cli_kind != "Virtual-Template-tunnel"
        ]
        shown.sort(key=lambda iface: config_key(iface.name))
        return shown


class Device(Slotted):
    """A router of one platform. `node` is its name in the lab, `hostname` what its configuration says."""

    def __init__(
        self,
        node: str,
        platform: str = "c7200",
        scheduler: Scheduler | None = None,
        seed: int = 0,
        number: int = 1,
        release: str = "",
    ) -> None:
        super().__init__()
        from iosemu.device.ip import IpStack

        self.node = node
        self.hostname = "Router"
        self.prompt = ""  # `prompt`, "" for the host name
        self.platform: Platform = platform_of(platform, release)
        self.software: Software = self.platform.software
        self.scheduler = scheduler if scheduler is not None else Scheduler()
        self.seed = seed
        self.number = number  # of the router in its lab: makes MAC addresses unique
        self.bus = EventBus()
        self.debug = Debugging(self)
        self.engines: dict[str, Engine] = {}
        self._making: tuple[str, ...] = ()  # engines being made: records that they ask for bring up no second one
        self._watching: list[Engine] = []  # those that care for interfaces
        self.running = False
        self.booted_at = self.scheduler.now
        self.vrfs = Vrfs(self)
        self._driver_makers: dict[str, Callable[[Interface], Driver]] = {}
        self._ports: dict[InterfaceName, Link | None] = {}  # what the chassis has, and the cables in it
        self.ip: IpStack = IpStack(self)
        self._ip6: Ip6Stack | None = None
        self._null0: Interface | None = None
        self._serial = 0  # of identifiers and ports handed out
        self.interfaces = Interfaces(self)
        self.subnets = Subnets()
        self._borrowers: dict[Interface, None] = {}  # interfaces without an address of their own (unnumbered)
        self.startup_config = ""
        self.private_config: dict[str, Any] = {}  # what engines keep in NVRAM beside it, by feature
        self.edits = 0  # lines that changed the configuration: what was worked out from it holds as long as this does
        # files by name; they stay over a reload
        self.flash = Flash(self.scheduler, self.platform.disk[1])
        self.booting = False  # the start-up configuration is being read
        self._unheard: dict[Hashable, tuple[Engine, Change]] = {}  # meanwhile: what engines will be told
        self._unseen: dict[Interface, None] = {}  # and which interfaces changed
        self.power_listeners: list[Callable[[Device], None]] = []  # called after power-on; they stay over a reload
        self.shell: DeviceShell | None = None  # its command language; set by the shell itself
        self.boots = 0  # times that it was switched on
        self.sessions: list[Session] = []  # open terminal lines; the shell keeps it
        self.register: int | None = None  # configuration register of this start, None: as the router was shipped
        self.next_register: int | None = None  # of the next one
        self.reload_reason = ""  # of the last reload, "" after power-on
        self.encrypt_passwords = False  # service password-encryption
        self.asks_for_dots = False  # bgp asnotation dot
        self.password_length = 0  # security passwords min-length
        self.vault = Vault(self)  # of passwords

    @property
    def ports(self) -> tuple[InterfaceName, ...]:
        """Physical ports of the chassis, also while it has no power."""
        return tuple(self._ports)

    # power

    def power_on(self) -> None:
        """Start the engines that always run; the rest start when their first record is made."""
        self.running = True
        self.register = self.next_register
        self.boots += 1
        self.booted_at = self.scheduler.now
        for name, link in self._ports.items():
            if name not in self.interfaces:
                self._place(name, link)
        for feature in features().values():
            if (feature.always or self.remembered(feature.name) is not None) and self.platform.router:
                self.engine(feature.name)
        for listener in tuple(self.power_listeners):
            listener(self)

    def power_off(self, crashed: bool = False) -> None:
        """Everything but ports, cables and start-up configuration is gone, without a word on the wire.

        `crashed`: an engine failed, and may fail again when it is stopped.
        """
        self.running = False
        for engine in reversed(list(self.engines.values())):
            try:
                engine.stop()
            except Exception:  # of a crash only: the first failure has been reported
                if not crashed:
                    raise
            engine.host.stop()
        self.engines.clear()
        self._watching.clear()
        self._unheard.clear()
        self._unseen.clear()
        for iface in list(self.interfaces.values()):
            iface.removed = True
            iface.up = iface.line_up = False
            if iface.link is not None:
                iface.link.detach(iface)
        self._null0 = None
        self._serial = 0
        self.clear_slots()
        self.bus = EventBus()
        self.debug = Debugging(self)
        self.vrfs = Vrfs(self)
        self._driver_makers.clear()
        if self._ip6 is not None:
            self._ip6.own.stop()
        self.interfaces.clear()
        self.subnets = Subnets()
        self._borrowers.clear()
        self.ip.reset()
        if self._ip6 is not None:
            self._ip6.stop()
            self._ip6 = None
        self.hostname, self.prompt = "Router", ""
        self.encrypt_passwords = self.asks_for_dots = False
        self.password_length = 0
        self.vault = Vault(self)

    @property
    def ip6(self) -> Ip6Stack:
        """Its IPv6, made on first use."""
        if self._ip6 is None:
            from iosemu.device.v6.stack import Ip6Stack

            self._ip6 = Ip6Stack(self)
        return self._ip6

    @property
    def has_ip6(self) -> bool:
        """Has anybody asked for it?"""
        return self._ip6 is not None

    @property
    def as_dot(self) -> bool:
        """Are numbers of autonomous systems shown with a dot (see `as_numbers`)?"""
        return self.asks_for_dots or not self.software.bgp_plain_numbers

    def next_ident(self) -> int:
        """Identifier for a series of echo requests."""
        self._serial = self._serial % 0xFFFF + 1
        return self._serial

    def next_port(self) -> int:
        """Source port for a conversation of our own (49152-65535)."""
        self._serial = self._serial % 0xFFFF + 1
        return 49152 + self._serial % 16384

    def rng(self, *names: str) -> Random:
        """A stream of chance of its own for each name; after a reload it goes on with other numbers."""
        again = (f"boot {self.boots}",) if self.boots > 1 else ()
        return chance.stream(self.seed, self.node, *names, *again)

    # features

    def engine(self, name: str) -> Any:
        """The engine of a feature, started on first use. Raises LookupError for a feature without one."""
        found = self.engines.get(name)
        if found is None:
            feature = features()[name]
            for need in feature.needs:
                if features()[need].engine:
                    self.engine(need)
            found = self.engines.get(name)
            if found is not None:
                return found  # it joined one of those
            kind = feature.function("engine", feature.engine)
            host = Host(self, name)
            outer, self._making = self._making, (*self._making, name)
            found = self.engines[name] = host.engine = kind(host)
            self._making = outer
            if kind.interface_changed is not Engine.interface_changed:
                self._watching.append(found)
            self.debug.attach(feature)
            found.start()
            for other in joining(name):
                self.engine(other)
        return found

    def remembered(self, name: str) -> Any:
        """What the engine of a feature kept at the last `write memory`; None for nothing."""
        return None if (self.register or 0) & IGNORE_STARTUP else self.private_config.get(name)

    def keep_private(self) -> None:
        """`write memory`: what the running-config does not tell."""
        kept = {name: engine.in_nvram() for name, engine in self.engines.items()}
        self.private_config = {name: value for name, value in kept.items() if value is not None}

    def slot_created(self, record: type) -> None:
        """A feature's record was made somewhere on this device: its engine must live."""
        feature = feature_of(record)
        known = (*self._making, *self.engines)
        if feature is not None and feature.engine and self.running and feature.name not in known:
            self.engine(feature.name)

    def commit(self, changes: Iterable[Change]) -> None:
        """Tell the engines what the configuration of one line changed. The model holds it already."""
        self.edits += 1
        self.ip.repeats.clear()
        for change in changes:
            if change.record is InterfaceConfig:
                self._interface_configured(change)
            feature = feature_of(change.record)
            if feature is not None and feature.engine:
                engine = self.engine(feature.name)
                if self.booting and not engine.at_once:
                    self._unheard[feature.name, change.record, id(change.owner), change.path] = engine, change
                else:
                    engine.changed(change)

    def _interface_configured(self, change: Change) -> None:
        iface = change.owner
        if not isinstance(iface, Interface):
            return
        field = change.path[0]
        if field == "shutdown":
            iface.update_state(admin=True)
            for sub in tuple(iface.subs.values()):
                sub.update_state()
            if iface.link is not None:
                iface.link.refresh()
        elif field in ("address", "secondaries", "unnumbered"):
            self.readdressed(iface)
        elif field == "vrf":
            iface.vrf = self.vrfs.get(iface.config.vrf) or self.vrfs.default
            self.readdressed(iface)
        elif field in ("dot1q", "native"):
            self._tag_subinterface(iface)
            if iface.config.dot1q is None and (iface.config.address is not None or iface.config.secondaries):
                iface.config.address = None  # a subinterface without a VLAN has no IP
                iface.config.secondaries.clear()
                self.readdressed(iface)
        elif field == "keepalive":
            iface.update_state()  # a serial line lives or dies by them
        elif field == "route_cache":
            self.paths_changed()
        elif field not in _PASSIVE:
            self.interface_changed(iface)

    def readdressed(self, iface: Interface) -> None:
        """Its addresses are others now."""
        self.subnets.follow(iface)
        if iface.config.unnumbered is not None:
            self._borrowers[iface] = None
        else:
            self._borrowers.pop(iface, None)
        self.ip.addresses.agree(iface)
        self.bus.emit(AddressChange(iface.name))
        if not iface.update_state():
            self.interface_changed(iface)
        self._tell_borrowers(iface)

    def _tell_borrowers(self, lender: Interface) -> None:
        """Unnumbered interfaces have the address that the lender has now, or none."""
        for other in tuple(self._borrowers):
            if other.config.unnumbered == lender.name and not other.removed:
                other.update_state()
                self.interface_changed(other)

    # interfaces

    def add_port(self, name: InterfaceName) -> Interface:
        """A physical port of the chassis, shut down as IOS ships it unless the platform says otherwise."""
        iface = Interface(self, name)
        iface.index = len(self.interfaces) + 1
        iface.mac = self.platform.mac(self.number, name)
        self.interfaces[name] = iface
        return iface

    def install(self, name: InterfaceName, link: Link | None = None) -> Interface:
        """A port of the chassis, with the cable in it: it is there again after a reload."""
        self._ports[name] = link
        return self._place(name, link)

    def _place(self, name: InterfaceName, link: Link | None) -> Interface:
        iface = self.add_port(name)
        if link is not None:
            iface.link = link
            link.attach(iface)
        return iface

    def interface(self, name: InterfaceName) -> Interface | None:
        """The interface of that name, also Null0, which is always there though no list shows it."""
        found = self.interfaces.get(name)
        return self.null0 if found is None and name == NULL0 else found

    @property
    def null0(self) -> Interface:
        if self._null0 is None:
            self._null0 = Interface(self, NULL0)
            self._null0.update_state()
        return self._null0

    def create_interface(self, name: InterfaceName) -> Interface | None:
        if name == NULL0:  # somebody configures it: now it is in the running-config
            return self.interfaces.setdefault(name, self.null0)
        if name.sub is not None:
            parent = self.interfaces.get(name.parent)
            if parent is None or name.kind not in self.platform.port_kinds:
                return None
            iface = parent.subs[name.sub] = self.add_port(name)
            iface.mac, iface.link = parent.mac, None
            iface.has_carrier = parent.has_carrier
        elif self.platform.may_create(name) or (self.platform.any_port and self.platform.has_port(name)):
            iface = self.add_port(name)
        else:
            return None
        if not iface.update_state():
            self.interface_changed(iface)
        return iface

    def may_come(self, name: InterfaceName, after: InterfaceName) -> bool:
        """Can an interface of this name be made, that stands behind the other one in the running-config?

        At boot any that can be made: it may have been there when the line was typed, and gone when it was saved.
        """
        if name.sub is not None:
            possible = name.parent in self.interfaces and name.kind in self.platform.port_kinds
        else:
            possible = self.platform.may_create(name)
        return possible and (self.booting or config_key(name) > config_key(after))

    def remove_interface(self, name: InterfaceName) -> bool:
        iface = self.interfaces.get(name)
        if iface is None or (name.sub is None and not self.platform.may_create(name)):
            return False
        self.discard(iface)
        return True

    def discard(self, iface: Interface) -> None:
        """An interface is no more: that somebody removed, or that was made for a peer."""
        name = iface.name
        iface.removed = True
        if name.sub is not None:
            parent = self.interfaces[name.parent]
            parent.subs.pop(name.sub, None)
            for vlan, sub in list(parent.subinterfaces.items()):
                if sub is iface:
                    del parent.subinterfaces[vlan]
            if parent.native is iface:
                parent.native = None
        iface.update_state()
        del self.interfaces[name]
        self.subnets.follow(iface)
        self._borrowers.pop(iface, None)
        self.ip.addresses.agree(iface)
        self.interface_changed(iface)
        self._tell_borrowers(iface)

    def _tag_subinterface(self, iface: Interface) -> None:
        parent = self.interfaces.get(iface.name.parent)
        if parent is None or parent is iface:
            return
        for vlan, sub in list(parent.subinterfaces.items()):
            if sub is iface:
                del parent.subinterfaces[vlan]
        if iface.config.dot1q is not None:
            parent.subinterfaces[iface.config.dot1q] = iface
        parent.native = next((sub for sub in parent.subinterfaces.values() if sub.config.native), None)
        self.paths_changed()
        iface.update_state()

    def make_driver(self, iface: Interface) -> Driver:
        from iosemu.device.drivers import builtin_driver

        maker = self._driver_makers.get(iface.kind)
        return maker(iface) if maker is not None else builtin_driver(iface)

    def register_driver(self, kind: str, maker: Callable[[Interface], Driver]) -> Claim:
        """A feature brings the layer beneath IP for interfaces of this kind; existing ones get it at once. Calling what
        it returns takes it away. Raises Taken when another feature has brought one."""
        return claim(self._driver_makers, kind, maker, partial(self._drive_anew, kind))

    def _drive_anew(self, kind: str) -> None:
        for iface in self.interfaces.values():
            if iface.kind == kind:
                iface.driver = self.make_driver(iface)
                iface.update_state()

    def interface_changed(self, iface: Interface) -> None:
        """State or addresses of an interface changed: routing first, then every engine."""
        self.ip.interface_changed(iface)
        if self._ip6 is not None:
            self._ip6.interface_changed(iface)
        if self.booting:
            self._unseen[iface] = None
        else:
            self._tell(iface)

    def _tell(self, iface: Interface) -> None:
        for engine in tuple(self._watching):
            engine.interface_changed(iface)

    def configured(self) -> None:
        """The start-up configuration is read: engines hear, once, of each record and interface that it speaks of."""
        while self._unheard or self._unseen:
            unheard, self._unheard = self._unheard, {}
            for engine, change in unheard.values():
                engine.changed(change)
            if not self._unheard:
                unseen, self._unseen = self._unseen, {}
                for iface in unseen:
                    self._tell(iface)

    def paths_changed(self) -> None:
        """Stages or rewrites changed: cached forwarding decisions are void."""
        self.ip.flush_cache()

    def owner_of(self, vrf: Vrf, address: int) -> Interface | None:
        """The interface of a VRF that holds this address, whatever its state."""
        for iface in self.interfaces.values():
            if iface.vrf is vrf and any(own == address for own, _ in iface.addresses):
                return iface
        return None

    def __iter__(self) -> Iterator[Interface]:
        return iter(self.interfaces.in_order())
