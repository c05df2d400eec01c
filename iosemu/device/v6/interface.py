"""The IPv6 half of an interface: its addresses with their states, groups, sizes and stages."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from iosemu.device.interface import Staged
from iosemu.device.v6.addresses import LINK_LOCAL, eui64, is_link_local
from iosemu.device.v6.config import Ipv6Config
from iosemu.records import dataclass
from iosemu.types import Prefix6

if TYPE_CHECKING:
    from iosemu.device.interface import Interface
    from iosemu.device.vrf import Vrf
    from iosemu.sim.scheduler import Timer

LEAST_MTU = 1280  # bytes that every link carries (RFC 8200 section 5)
REACHABLE = 30.0  # seconds that a neighbour's confirmation lasts
RETRANSMIT = 1.0  # seconds between solicitations


class State(Enum):
    """Of an address (RFC 4862), in the words of `show ipv6 interface`."""

    TENTATIVE = "TEN"
    VALID = ""
    DUPLICATE = "DUP"


@dataclass(slots=True)
class Address:
    """One of an interface. `kind` is "EUI", "ANY", "CAL" (autoconfigured), "DHCP" or "". `valid` and `preferred` are
    virtual times when it ends and when it is deprecated, None: never."""

    value: int
    length: int
    kind: str = ""
    state: State = State.TENTATIVE
    valid: float | None = None
    preferred: float | None = None
    timer: Timer | None = None  # of duplicate address detection
    ends: Timer | None = None
    tries: int = 0

    @property
    def prefix(self) -> Prefix6:
        return Prefix6.of(self.value, self.length)

    def deprecated(self, now: float) -> bool:
        return self.preferred is not None and now >= self.preferred


class Interface6(Staged):
    """IPv6 on one interface."""

    def __init__(self, iface: Interface) -> None:
        super().__init__()
        self.device = iface.device
        self.iface = iface
        self.config = iface[Ipv6Config]
        self.local: Address | None = None  # link-local
        self.addresses: dict[int, Address] = {}  # others
        self.given: dict[int, tuple[int, str]] = {}  # addresses by DHCP and general prefixes: length, kind
        self.also = False  # does IPv6 run for their sake?
        self.groups: dict[int, int] = {}  # joined, how often
        self.told = (0, 0)  # reachable and retransmission time as a router advertises them to hosts, ms; 0: not
        self.link_mtu: int | None = None  # likewise

    @property
    def vrf(self) -> Vrf:
        """Where it routes: a VRF that knows IPv4 alone (`ip vrf`) leaves IPv6 in the global table."""
        return self.iface.vrf.for6

    @property
    def runs(self) -> bool:
        return self.config.runs or self.also

    @property
    def mac(self) -> int:
        """What addresses are made of: interfaces without one take that of the first port that has."""
        iface = self.iface
        if iface.kind.endswith("Ethernet"):
            return iface.mac
        ports = (each for each in self.device.interfaces.in_order() if each.kind.endswith("Ethernet"))
        first = next(ports, None)
        return first.mac if first is not None else iface.mac

    @property
    def identifier(self) -> int:
        """Low half of addresses that are made here."""
        return eui64(self.mac)

    @property
    def own_link_local(self) -> int:
        """Configured, or made."""
        return self.config.link_local if self.config.link_local is not None else LINK_LOCAL | self.identifier

    @property
    def mtu(self) -> int:
        """Largest datagram sent, bytes."""
        if self.config.mtu is not None:
            return self.config.mtu
        own: int | None = getattr(self.iface.driver, "ip_mtu", None)
        mtu = self.iface.mtu if own is None else own
        return max(LEAST_MTU, min(mtu, self.link_mtu or mtu))

    @property
    def reachable(self) -> float:
        """Seconds that a neighbour's confirmation lasts."""
        return (self.config.reachable_time or self.told[0]) / 1000 or REACHABLE

    @property
    def retransmit(self) -> float:
        """Seconds between solicitations of a neighbour."""
        return (self.config.ns_interval or self.told[1]) / 1000 or RETRANSMIT

    def on_link(self, address: int) -> bool:
        """Is it of the interface's own link?"""
        return is_link_local(address) or any(address in own.prefix for own in self.addresses.values())

    @property
    def ready(self) -> bool:
        """Has it a link-local address that nobody else has?"""
        return self.local is not None and self.local.state is State.VALID

    def holds(self, address: int) -> bool:
        """Is it an address of this interface that is in use?"""
        own = self.find(address)
        return own is not None and own.state is State.VALID

    def find(self, address: int) -> Address | None:
        if self.local is not None and self.local.value == address:
            return self.local
        return self.addresses.get(address)

    def all(self) -> list[Address]:
        """The link-local one first."""
        return ([self.local] if self.local is not None else []) + list(self.addresses.values())

    @property
    def resolves(self) -> bool:
        """Are there neighbours with addresses of their own beneath (Ethernet)?"""
        return self.iface.kind.endswith("Ethernet")
