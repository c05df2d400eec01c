"""What the neighbours of a port know from us."""

from __future__ import annotations

from iosemu.types import IPv4, Prefix
from iosemu.wire.eigrp import RouteTlv

_NOTHING: dict[IPv4, RouteTlv | None] = {}


class Told:
    """The last that each synchronized neighbour was told of each destination, in updates, queries and replies alike.

    Mostly all know the same: kept once, and beside it who knows otherwise (None: that we have no way).
    """

    __slots__ = ("common", "otherwise")

    def __init__(self) -> None:
        self.common: dict[Prefix, RouteTlv] = {}
        self.otherwise: dict[Prefix, dict[IPv4, RouteTlv | None]] = {}

    def prefixes(self) -> set[Prefix]:
        """All that somebody was told of and may still use."""
        return self.common.keys() | self.otherwise.keys()

    def known(self, prefix: Prefix) -> RouteTlv | None:
        """What somebody there takes for our way."""
        found = self.common.get(prefix)
        return found or next((tlv for tlv in self.otherwise.get(prefix, _NOTHING).values() if tlv is not None), None)

    def is_news(self, prefix: Prefix, tlv: RouteTlv | None) -> bool:
        """Would anybody learn something from it?"""
        return self.common.get(prefix) != tlv or prefix in self.otherwise

    def all(self, prefix: Prefix, tlv: RouteTlv | None) -> None:
        """Everybody hears it."""
        self.otherwise.pop(prefix, None)
        if tlv is None:
            self.common.pop(prefix, None)
        else:
            self.common[prefix] = tlv

    def one(self, address: IPv4, prefix: Prefix, tlv: RouteTlv | None) -> None:
        """This neighbour alone hears it."""
        others = self.otherwise.get(prefix)
        if self.common.get(prefix) != tlv:
            if others is None:
                others = self.otherwise[prefix] = {}
            others[address] = tlv
        elif others is not None and address in others:
            del others[address]
            if not others:
                del self.otherwise[prefix]

    def table(self, address: IPv4, table: dict[Prefix, RouteTlv]) -> None:
        """This neighbour hears all of a table and forgets the rest."""
        for prefix in self.prefixes() | table.keys():
            self.one(address, prefix, table.get(prefix))

    def forget(self, address: IPv4) -> None:
        """The neighbour is gone."""
        for prefix in [prefix for prefix, others in self.otherwise.items() if address in others]:
            self.one(address, prefix, self.common.get(prefix))

    def clear(self) -> None:
        """All are gone."""
        self.common.clear()
        self.otherwise.clear()
