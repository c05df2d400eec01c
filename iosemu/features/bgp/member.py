"""A neighbour in one address family: what it has told, and what it is told. The session is the neighbour's."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from iosemu.records import dataclass
from iosemu.types import MAX_IPV4, Prefix
from iosemu.wire.bgp import FAMILIES

if TYPE_CHECKING:
    from iosemu.features.bgp.advertise import Bucket, Group
    from iosemu.features.bgp.model import Settings
    from iosemu.features.bgp.orf import Filters
    from iosemu.features.bgp.peer import Peer
    from iosemu.features.bgp.policy import Filter
    from iosemu.features.bgp.table import Table
    from iosemu.wire.bgp_attributes import Attributes

_MAPPED = 0xFFFF << 32  # ::FFFF:0:0/96


@dataclass(slots=True)
class Networks:
    """Networks of one direction."""

    total: int = 0  # `Prefixes Total`
    implicit: int = 0  # told again with other attributes
    explicit: int = 0  # withdrawn


class Member:
    """What it does not know itself it asks the neighbour for: address, session, type, counters of messages."""

    __slots__ = (
        "accepted", "adj_in", "bucket", "denied", "epoch", "filters", "group", "inbound", "into", "out", "peer",
        "restarting", "sent_filter", "settings", "synchronized", "table", "version", "warned", "warned_over",
    )  # fmt: skip

    def __init__(self, peer: Peer, table: Table, settings: Settings) -> None:
        self.peer = peer
        self.table = table
        self.settings = settings
        self.epoch = 1  # refreshes received
        self.accepted = 0  # paths in the table
        self.denied: Counter[tuple[str, str]] = Counter()  # (direction, why)
        self.warned = self.warned_over = False  # of the limit
        self.inbound: Filter | None = None
        self.adj_in: dict[Prefix, Attributes] = {}  # all that it told, where that is kept
        self.filters: Filters | None = None  # what it wants to be told of (RFC 5292); None: it has not said
        self.sent_filter = False  # we have told it what we want
        self.group: Group | None = None
        self.bucket: Bucket | None = None
        self.version = 0  # of the table, as told to it
        self.synchronized = False
        self.restarting = False  # its paths are kept while it is away
        self.out = Networks()
        self.into = Networks()

    def __getattr__(self, name: str) -> Any:
        if name in Member.__slots__:  # not there yet
            raise AttributeError(name)
        return getattr(self.peer, name)

    @property
    def wide(self) -> bool:
        return self.table.wide

    @property
    def family(self) -> tuple[int, int]:
        """AFI, SAFI"""
        return FAMILIES[self.table.wide]

    @property
    def text(self) -> str:
        """As timers name it."""
        return f"{self.peer.text}{' IPv6' * self.wide}"

    @property
    def up(self) -> bool:
        """Both ends take part in this family."""
        return self.peer.speaks(self.family)

    @property
    def interval(self) -> float:
        """Seconds between two advertisement runs."""
        said = self.settings.policy.advertisement_interval
        if said is not None:
            return float(said)
        return 30.0 if self.peer.type == "external" else 0.0

    @property
    def local(self) -> int:
        """Our address on the session, as a next hop of this family: IOS maps one of IPv4 into IPv6, and of one of IPv6
        takes the first four octets."""
        session = self.peer.session
        connection = session.connection if session is not None else None
        return self._as_hop(connection.local[0] if connection is not None else 0)

    @property
    def far(self) -> int:
        """The same of its own address."""
        return self._as_hop(self.peer.address)

    def _as_hop(self, address: int) -> int:
        if self.wide:
            return address if address > MAX_IPV4 else _MAPPED | address
        return address if address <= MAX_IPV4 else address >> 96

    @property
    def kin(self) -> bool:
        """Is its session of this family?"""
        return self.wide == self.peer.wide

    @property
    def subnet(self) -> Prefix | None:
        """The network that we share with it, where that is one of this family."""
        return self.peer.subnet if self.kin else None

    @property
    def link_local(self) -> int:
        """Our link-local address on the link that we share with it, as external neighbours are told it (RFC 2545,
        section 3); 0: none."""
        iface = self.peer.interface if self.wide and self.kin and self.peer.type == "external" else None
        own = iface.v6.local if iface is not None and iface.wide else None
        return own.value if own is not None else 0
