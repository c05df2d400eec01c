"""Why something is as it is, in words: what features tell of their part, and the lines that said so.

A feature's module `explain` has what it knows (each part may be missing):

    STAGES   Point -> fn(passage, iface)              what its stage makes of a datagram, asked before it looks
    DROPS    Reason -> fn(dropped)                    why the datagram was dropped, and what would help
    sends(scene, passage, iface)                      how an interface puts a datagram on its cable
    wraps(scene, inner, iface, outer)                 how a tunnel carries one: why by this outer datagram
    swallowed(scene, outer)                           why nothing comes out of what carries one
    comes(scene, passage)                             what a datagram came out of
    route(device, route)                              which lines brought a route of its sources
    tunnel(scene, iface, far)                         what is missing between a tunnel and a far end (an outer address)
    keys(scene, ask)                                  why two ends have no keys
    translates(scene, passage, iface)                 what would change the source of a datagram on its way out
    in_clear(scene, iface, passage, before)           why what was to be sealed left an interface as it is
    ails(scene, device, only)                         what ought to be up on a router (or an interface) and is not
    adjacent(scene, iface)                            interfaces at the other ends of a tunnel
    multicast(scene, iface, other)                    why hellos of one interface do not reach the other
    refuses(scene, device, packet, vrf)               why a router, at which a datagram has arrived, does not take it

All give `Finding`s, `route` gives `Line`s; none changes anything, none names another feature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum, auto
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from iosemu.cli.records import REQUIRED, ModelError, record_info
from iosemu.cli.tree import tree_of
from iosemu.device.feature import features
from iosemu.records import dataclass, field
from iosemu.types import IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.drops import Reason
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage, Point
    from iosemu.device.rib import Route
    from iosemu.device.shell import DeviceShell
    from iosemu.device.vrf import Vrf
    from iosemu.wire.ipv4 import IPv4 as Datagram


class Depth(IntEnum):
    """Lowest first: what is missing below hides what is missing above."""

    LINK = auto()
    ROUTING = auto()
    TRANSPORT = auto()
    POLICY = auto()
    KEYS = auto()
    SECURITY = auto()
    TUNNEL = auto()
    MAPPING = auto()
    NEIGHBOUR = auto()


class Layer(NamedTuple):
    """Where something is amiss: how deep, and the word for it. A feature has words of its own for some depths."""

    depth: Depth
    name: str


LINK = Layer(Depth.LINK, "link")
ROUTING = Layer(Depth.ROUTING, "routing")
TRANSPORT = Layer(Depth.TRANSPORT, "transport")
POLICY = Layer(Depth.POLICY, "policy")
NEIGHBOUR = Layer(Depth.NEIGHBOUR, "neighbour")

SECRET = "<key>"


class Line(NamedTuple):
    """One of a running-config: the router, the line that opens its block ("" at the top), and the line itself."""

    router: str
    section: str
    text: str

    def __str__(self) -> str:
        return f"{self.router}: {self.section} / {self.text}" if self.section else f"{self.router}: {self.text}"


@dataclass(slots=True)
class Finding:
    """A sentence, the lines that it rests on, and what would change it ("" for what is right as it is)."""

    text: str
    lines: list[Line] = field(default_factory=list)
    remedy: str = ""
    layer: Layer | None = None  # None where it stands for itself


class Ends(NamedTuple):
    """Two addresses that want keys: on the device of `near`, and the other end's address."""

    near: Interface
    vrf: str
    local: IPv4
    remote: IPv4
    settings: object  # the profile or map entry that asks
    profile: str  # of the key manager, "" for none
    theirs: str = ""  # the one that the other end wants
    seen: IPv4 = 0  # the address that the other end sees `local` by, where somebody translates
    other: object = None  # the profile or map entry of the other end that answers


class Probe(Protocol):
    """Sends a datagram that a router makes in a VRF, with an origin, and says why it does not arrive; None: it does.

    With `iface` it leaves by that (to a group), and must arrive at the router `at`.
    """

    def __call__(
        self, device: Device, vrf: Vrf, packet: Datagram, origin: object, iface: Interface | None = None, at: str = ""
    ) -> tuple[str, list[Finding]] | None: ...


class SeenAs(Protocol):
    """The source that a datagram of a router has where it arrives; 0: it does not."""

    def __call__(self, device: Device, vrf: Vrf, packet: Datagram, origin: object) -> IPv4: ...


class Scene:
    """All routers, for explanations that look at both ends."""

    def __init__(self, devices: Iterable[Device]) -> None:
        self.devices = list(devices)
        self.probe: Probe | None = None
        self.seen_as: SeenAs | None = None
        self._asked: set[tuple[object, ...]] = set()  # what is being told

    def behind(self, address: IPv4) -> IPv4:
        """The address that somebody always translates this one to; itself where nobody does."""
        for module in explainers():
            fn = getattr(module, "behind", None)
            home: IPv4 = fn(self, address) if fn is not None else 0
            if home:
                return home
        return address

    def owner(self, address: IPv4, but: Device | None = None) -> Interface | None:
        """Who has an address, stands behind one, or answers for one of several routers, on a line that is up if there
        is one; `but`: another router than this."""
        found, address = None, self.behind(address)
        for device in self.devices:
            if device is but:
                continue
            for iface in device.interfaces.values():
                if address in iface.stand_ins or any(own == address for own, _ in iface.addresses):
                    if iface.line_up:
                        return iface
                    found = found or iface
        return found

    def attached(self, iface: Interface) -> list[Interface]:
        """Interfaces at the other ends of its cable, in the same VLAN, whatever their state."""
        if iface.subinterface:
            parent = iface.device.interfaces.get(iface.name.parent)
            link, vlan = (parent.link if parent is not None else None), iface.config.dot1q
        else:
            link, vlan = iface.link, None
        found: list[Interface] = []
        for port in link.ports if link is not None else ():
            other = next((each for device in self.devices for each in device.interfaces.values() if each is port), None)
            if other is None or other.device is iface.device:
                continue
            subs = [
                sub for sub in other.device.interfaces.values() if sub.subinterface and sub.name.parent == other.name
            ]
            if vlan is None or iface.config.native:
                found += [other, *(sub for sub in subs if sub.config.native)]
            else:
                found += [sub for sub in subs if sub.config.dot1q == vlan and not sub.config.native]
        return found

    def adjacent(self, iface: Interface) -> list[Interface]:
        """Interfaces that are one hop away, up, and on a subnet of this one (or either is unnumbered): those on its
        cable, and the ends of tunnels that it knows."""
        found = list(self.attached(iface))
        for module in explainers():
            fn = getattr(module, "adjacent", None)
            if fn is not None:
                found += fn(self, iface)
        own = [Prefix.of(*each) for each in iface.addresses]
        return [
            other for other in dict.fromkeys(found)
            if other.line_up and other.address is not None
            and (not own or not other.addresses or any(other.address in prefix for prefix in own))
        ]  # fmt: skip

    def hears(self, iface: Interface, other: Interface, group: IPv4, protocol: int, what: str) -> Iterator[Finding]:
        """Why what is sent to a group on one interface does not come to the other's router; nothing if it does."""
        found = self.ask("multicast", iface, other)
        if found:
            yield from found
            return
        if self.probe is None:
            return
        from iosemu.wire.ipv4 import IPv4 as Datagram

        packet = Datagram(iface.address or 0, group, protocol, bytes(28), 1)
        why_not = self.probe(iface.device, iface.vrf, packet, None, iface, other.device.node)
        if why_not is not None:
            sentence, reasons = why_not
            text = f"{what} from {iface.text} of {iface.device.node} do not come to {other.device.node}: {sentence}"
            yield Finding(text, [], "", TRANSPORT)
            yield from reasons

    def without_power(self) -> list[Finding]:
        """Routers that are off: of what they have nobody knows now."""
        off = [device.node for device in self.devices if not device.running]
        return [Finding(f"{name} has no power", [], f"/power on {name}", LINK) for name in off]

    def ask(self, what: str, *about: Any) -> list[Finding]:
        """What all features find, the lowest layer first; nothing of a question within itself: a tunnel is down for
        want of a route, which is missing for want of what is down."""
        question = what, *map(id, about)
        if question in self._asked:
            return []
        self._asked.add(question)
        found: list[Finding] = []
        try:
            for module in explainers():
                fn = getattr(module, what, None)
                if fn is not None:
                    found += fn(self, *about)
        finally:
            self._asked.remove(question)
        return sorted(found, key=_rank)


def _rank(finding: Finding) -> int:
    return finding.layer.depth if finding.layer is not None else 0


@dataclass(slots=True)
class Dropped:
    """A datagram that went no further. `at` is the interface that counted it."""

    scene: Scene
    device: Device
    passage: Passage
    at: Interface | None
    reason: Reason


Why = Callable[[Dropped], Iterable[Finding]]
Look = Callable[["Passage", "Interface"], "Finding | None"]


def explainers() -> Iterator[Any]:
    """The device's own explanations, then those of features."""
    from iosemu.device import explain_ip

    yield explain_ip
    for feature in features().values():
        module = feature.module("explain")
        if module is not None:
            yield module


def stage(point: Point, passage: Passage, iface: Interface) -> Finding | None:
    """What the stage there will make of a datagram; None: nothing worth a word."""
    for module in explainers():
        fn: Look | None = getattr(module, "STAGES", {}).get(point)
        if fn is not None:
            return fn(passage, iface)
    return None


def why(dropped: Dropped) -> list[Finding]:
    """All that is known of a drop, the lowest layer first; the sentence about the drop itself stands before."""
    found: list[Finding] = []
    for module in explainers():
        fn: Why | None = getattr(module, "DROPS", {}).get(dropped.reason)
        if fn is not None:
            found += fn(dropped)
    return sorted(found, key=_rank)


def explained() -> set[Reason]:
    """The reasons that somebody explains."""
    return {reason for module in explainers() for reason in getattr(module, "DROPS", {})}


def lines_of_route(device: Device, route: Route) -> list[Line]:
    """What brought it into the table."""
    found: list[Line] = []
    for module in explainers():
        fn = getattr(module, "route", None)
        if fn is not None:
            found += fn(device, route)
    return found


def said(device: Device, record: Any, name: str, key: Any = None, hide: str = "") -> list[Line]:
    """The lines of the running-config that a field of a record (or one entry of a table of it) is written in: those
    that are not there without it. None for a default. `hide` is a secret, which is left out.

    Only in a lab of one's own: the field is changed meanwhile.
    """
    shell = device.shell
    if shell is None or record is None:
        return []
    told = device[Told]
    if not told.config:
        told.config = shell.running_config()
    asked = id(record), name, key if not isinstance(key, list) and _hashable(key) else id(key)
    known = told.lines.get(asked)
    if known is None:
        known = told.lines[asked] = _said(device, shell, told.config, record, name, key)
    return [Line(*line[:2], line.text.replace(hide, SECRET)) for line in known] if hide else known


@dataclass(slots=True)
class Told:
    """Slot of a router that is not configured any more: its running-config, and what of it was asked for."""

    config: list[str] = field(default_factory=list)
    lines: dict[tuple[Any, ...], list[Line]] = field(default_factory=dict)


def _hashable(key: object) -> bool:
    try:
        hash(key)
    except TypeError:
        return False
    return True


def _said(device: Device, shell: DeviceShell, before: list[str], record: Any, name: str, key: Any) -> list[Line]:
    try:
        value = getattr(record, name)
        default = record_info(type(record)).default(name)
    except (AttributeError, ModelError):
        return []
    if key is not None:
        if isinstance(value, list):
            at = next((at for at, each in enumerate(value) if each is key or each == key), None)
            if at is None:
                return []
            without: Any = value[:at] + value[at + 1 :]
        elif key in value:
            without = type(value)()
            for each, entry in value.items():
                if each != key:
                    dict.__setitem__(without, each, entry)
        else:
            return []
    elif default is REQUIRED:
        return []
    else:
        without = default
    setattr(record, name, without)
    try:
        after = shell.running_config()
    finally:
        setattr(record, name, value)
    return [Line(device.node, section, text) for section, text in _missing(before, after)]


def _missing(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """(opening line, line) of what stands in the first and not in the second."""
    left: dict[tuple[str, str], int] = {}
    for pair in _blocks(after):
        left[pair] = left.get(pair, 0) + 1
    for pair in _blocks(before):
        if left.get(pair):
            left[pair] -= 1
        else:
            yield pair


def _blocks(lines: list[str]) -> Iterator[tuple[str, str]]:
    for branch in tree_of("\n".join(lines)):
        yield "", branch.text
        for text in branch.inner():
            yield branch.text, text


def without_openings(lines: list[Line]) -> list[Line]:
    """Without the lines that open a block of which another one is there."""
    opened = {(line.router, line.section) for line in lines if line.section}
    return [line for line in lines if line.section or (line.router, line.text) not in opened]


def first(lines: list[Line]) -> list[Line]:
    """Of a block, the line that opens it."""
    return lines[:1]


def line_of(device: Device, section: str, beginning: str) -> list[Line]:
    """A line of a block that is known by its first words, where no record stands for it."""
    shell = device.shell
    found = _blocks(shell.running_config()) if shell is not None else ()
    return [Line(device.node, s, text) for s, text in found if s == section and text.startswith(beginning)][:1]
