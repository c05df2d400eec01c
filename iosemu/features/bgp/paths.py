"""Networks of the BGP table and the ways to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.types import IPv4, Prefix

if TYPE_CHECKING:
    from iosemu.features.bgp.member import Member
    from iosemu.features.bgp.model import Dampening
    from iosemu.features.bgp.nexthop import NextHop
    from iosemu.wire.bgp_attributes import Attributes

LOCAL_WEIGHT = 32768  # of what is made here


class Path:
    """One way to a network. Without a `peer` it was made here: `kind` says how."""

    __slots__ = (
        "attributes",
        "best",
        "epoch",
        "history",
        "hop",
        "kind",
        "multipath",
        "peer",
        "penalty",
        "since",
        "stale",
        "weight",
    )  # fmt: skip

    def __init__(
        self, attributes: Attributes, peer: Member | None, hop: NextHop | None, weight: int, since: float,
        kind: str = "",
    ) -> None:  # fmt: skip
        self.attributes = attributes
        self.peer = peer
        self.hop = hop  # None: it needs none
        self.weight = weight
        self.since = since  # virtual time
        self.kind = kind  # "", "network", "redistributed", "aggregate", "default"
        self.epoch = peer.epoch if peer is not None else 1
        self.best = False
        self.multipath = False
        self.stale = False  # its peer restarts (RFC 4724)
        self.history = False  # withdrawn, only its penalty counts (RFC 2439)
        self.penalty: Penalty | None = None

    @property
    def valid(self) -> bool:
        """May it be used: the next hop can be reached, and it is not damped."""
        if self.history or (self.penalty is not None and self.penalty.suppressed):
            return False
        return self.hop is None or self.hop.metric is not None

    @property
    def internal(self) -> bool:
        return self.peer is not None and self.peer.type == "internal"

    @property
    def external(self) -> bool:
        return self.peer is not None and self.peer.type == "external"

    @property
    def accessible(self) -> bool:
        return self.hop is None or self.hop.metric is not None

    @property
    def metric(self) -> int:
        """That of the route to the next hop."""
        return 0 if self.hop is None or self.hop.metric is None else self.hop.metric

    @property
    def router_id(self) -> IPv4:
        """Of who brought it into the AS."""
        if self.attributes.originator is not None:
            return self.attributes.originator
        return self.peer.identifier if self.peer is not None else 0

    @property
    def neighbor(self) -> int:
        return self.peer.address if self.peer is not None else 0


class Penalty:
    """What flapping has earned (RFC 2439). `figure` is that of the time `at`; `settings` are those of a route map."""

    __slots__ = ("at", "began", "figure", "flaps", "settings", "suppressed")

    def __init__(self, now: float) -> None:
        self.figure = 0.0
        self.at = self.began = now
        self.flaps = 0
        self.suppressed = False
        self.settings: Dampening | None = None


class Destination:
    """A network. `paths` newest first; `suppressed` by how many aggregates."""

    __slots__ = ("best", "installed", "paths", "prefix", "suppressed", "version")

    def __init__(self, prefix: Prefix) -> None:
        self.prefix = prefix
        self.paths: list[Path] = []
        self.best: Path | None = None
        self.version = 0  # of the table, when it changed last
        self.installed = False  # we gave the routing table a route
        self.suppressed = 0

    def of(self, peer: Member | None, kind: str = "") -> Path | None:
        """The path from this peer, or of this kind of our own."""
        for path in self.paths:
            if path.peer is peer and path.kind == kind:
                return path
        return None
