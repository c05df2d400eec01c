"""Virtual-Access interfaces: a tunnel for one peer, cloned from a `Virtual-Template … type tunnel`."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import Change
from iosemu.device.drops import Reason
from iosemu.device.feature import feature_of
from iosemu.device.interface import Defaults, Interface, InterfaceConfig, Stacked
from iosemu.features.gre.driver import TunnelDriver
from iosemu.features.gre.model import TunnelConfig
from iosemu.records import dataclass, fields
from iosemu.types import InterfaceName, IPv4

if TYPE_CHECKING:
    from iosemu.device.passage import Passage
    from iosemu.features.gre.engine import GreEngine

TEMPLATE, ACCESS = "Virtual-Template", "Virtual-Access"
TUNNEL_TEMPLATE = "Virtual-Template-tunnel"  # what grammars call one of `type tunnel`
LOCKED = "% Virtual-template config is locked, active vaccess present"


class TemplateDriver(Stacked):
    """What is typed at a template works in its clones: its own line protocol never comes up."""

    def __init__(self, iface: Interface) -> None:
        self.iface = iface

    def line_protocol(self) -> bool:
        return False

    @property
    def log_severity(self) -> int:
        return 3

    def stands_on(self) -> Interface | None:
        return None

    @property
    def defaults(self) -> Defaults:
        software = self.iface.device.software
        return Defaults(software.tunnel_mtu - 24, *software.tunnel_defaults)

    def send(self, passage: Passage) -> None:
        self.iface.device.ip.drop(passage, self.iface, Reason.LINE_DOWN)

    def receive(self, frame: bytes) -> None:
        """No cable ends here."""


@dataclass(slots=True, frozen=True)
class Ends:
    """The outer addresses of a clone, the VRF that they live in ("" for that of the template), and the mode of the
    tunnel that the peer wants ("" for that of the template)."""

    local: IPv4
    remote: IPv4
    vrf: str = ""
    mode: str = ""
    port: int = 0  # of the peer's key exchange: several may stand behind one address


def template_name(number: int) -> InterfaceName:
    return InterfaceName(TEMPLATE, (number,))


def is_template(iface: Interface | None) -> bool:
    """Is it a template for tunnels?"""
    return iface is not None and iface.kind == TEMPLATE and iface.cli_kind == TUNNEL_TEMPLATE and not iface.removed


class Accesses:
    """The clones of a router, and what each was made from."""

    def __init__(self, engine: GreEngine) -> None:
        self.engine = engine
        self.made: dict[InterfaceName, InterfaceName] = {}  # clone -> template
        self.passing: dict[InterfaceName, Ends] = {}  # those that end with their SAs

    def template(self, number: int) -> Interface | None:
        """The template of that number, if clones can be made of it."""
        found = self.engine.host.device.interfaces.get(template_name(number))
        return found if found is not None and is_template(found) and found.enabled else None

    def make(self, number: int, ends: Ends, initiates: bool = False) -> Interface | None:
        """A clone with the lowest number that is free; None: there is no such template. `initiates`: its SAs are asked
        for, else the peer does that."""
        device, template = self.engine.host.device, self.template(number)
        if template is None:
            return None
        free = next(n for n in range(1, len(self.made) + 2) if InterfaceName(ACCESS, (n,)) not in device.interfaces)
        iface = device.add_port(InterfaceName(ACCESS, (free,)))
        self.made[iface.name] = template.name
        iface.cli_kind = TUNNEL_TEMPLATE
        template.cli_lock = LOCKED
        driver = iface.driver
        assert isinstance(driver, TunnelDriver)
        driver.initiates, driver.template = initiates, template.name
        if not initiates:
            iface.derived = ("no tunnel protection ipsec initiate",)
        found = [_copied(iface, kind, record) for kind, record in template.slots.items() if _typed(kind)]
        last = _told(iface, TunnelConfig, _tunnel(iface, template, ends))
        iface.update_state()
        # its protection is there before its ends are: nothing leaves in the clear
        for changes in sorted(found, key=lambda each: not each or each[0].record is not InterfaceConfig):
            device.commit(changes)
        device.commit(last)
        return iface

    def asking(self, number: int, ends: Ends) -> Interface | None:
        """A clone towards these ends that asks for its SAs itself: the peer, who has begun at the same time, has it."""
        for name, template in self.made.items():
            driver = self.engine.drivers.get(name)
            asks = driver is not None and driver.initiates and template == template_name(number)
            if driver is not None and asks and (driver.local, driver.remote) == (ends.local, ends.remote):
                return driver.iface
        return None

    def own(self, name: InterfaceName) -> bool:
        """Does it end with the SA that it was made for?"""
        driver = self.engine.drivers.get(name)
        return driver is not None and not driver.initiates

    def passing_for(self, number: int, ends: Ends) -> Interface | None:
        """The clone of a peer whose SAs alone keep it, made if there is none; None: there is no template."""
        name = next((name for name, known in self.passing.items() if known == ends), None)
        found = self.engine.host.device.interfaces.get(name) if name is not None else self.make(number, ends)
        if found is not None:
            self.passing[found.name] = ends
        return found

    def unprotected(self, name: InterfaceName) -> None:
        """The last SA of a clone has gone."""
        if name in self.passing:
            self.engine.host.after(0.0, self.engine.access_idle, name)

    def end(self, name: InterfaceName) -> None:
        """Its peer has gone."""
        device = self.engine.host.device
        origin, iface = self.made.pop(name, None), device.interfaces.get(name)
        self.passing.pop(name, None)
        if origin is None or iface is None:
            return
        device.discard(iface)
        template = device.interfaces.get(origin)
        if template is not None and origin not in self.made.values():
            template.cli_lock = ""


def _typed(kind: type) -> bool:
    """Has a slot of this kind lines of the template, but for the tunnel's own?"""
    return kind is not TunnelConfig and (kind is InterfaceConfig or feature_of(kind) is not None)


def _fill(iface: Interface, kind: type, record: Any) -> Any:
    own: Any = iface[kind]
    for info in fields(record):
        setattr(own, info.name, deepcopy(getattr(record, info.name)))
    return own


def _tunnel(iface: Interface, template: Interface, ends: Ends) -> TunnelConfig:
    found: TunnelConfig = _fill(iface, TunnelConfig, template[TunnelConfig])
    found.source, found.destination = ends.local, ends.remote
    found.vrf = ends.vrf or found.vrf
    found.mode = ends.mode or found.mode
    return found


def _copied(iface: Interface, kind: type, record: Any) -> list[Change]:
    return _told(iface, kind, _fill(iface, kind, record))


def _told(iface: Interface, kind: type, record: Any) -> list[Change]:
    """What is not at its default, as if it had been typed; the VRF goes before the addresses in it."""
    changes = []
    blank = kind()
    for info in sorted(fields(record), key=lambda each: each.name != "vrf"):
        value = getattr(record, info.name)
        default = getattr(blank, info.name)
        if value == default:
            continue
        if isinstance(value, dict):
            changes += [Change(iface, kind, (info.name, key), None, each, record) for key, each in value.items()]
        else:
            changes.append(Change(iface, kind, (info.name,), default, value, record))
    return changes
