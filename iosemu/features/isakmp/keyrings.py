"""Which pre-shared key is the peer's: that of the profile's key rings, or of all key rings and the global keys.

In main mode the address is all that is known of a peer (RFC 2409 section 5.4), and the routing table that it is reached
by: a key ring belongs to one, the global keys to the global table. In aggressive mode its identity has come, too: a key
for its name goes before one for its address. Of several for an address the one with the longest mask counts, of such
the global one, then that of the ring that was configured first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.isakmp.identity import known_by
from iosemu.features.isakmp.model import KeyTable, PresharedKey
from iosemu.features.isakmp.sa import IkeSa, KeyFound
from iosemu.features.isakmp.trace import Step
from iosemu.records import dataclass
from iosemu.types import MAX_IPV4, IPv4, format_ipv4
from iosemu.wire import printable
from iosemu.wire.isakmp import IdType

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

DEFAULT = "default"  # the name of the global keys
_NAMED = (IdType.FQDN, IdType.USER_FQDN)


@dataclass(slots=True)
class Place:
    """A key that fits a peer, and where it stands."""

    key: PresharedKey
    ring: str  # "": the global keys
    place: tuple[IPv4, IPv4] | str  # address and mask, or a name


class Keyrings:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine

    def rings(self, profile: str, vrf: str, local: IPv4) -> Iterator[tuple[str, KeyTable]]:
        """Those that count under a profile ("" for none) for peers in a VRF that know us as `local`; the global keys
        are the ring "". A profile without key rings uses the global keys."""
        config = self.engine.config
        found = config.profiles.get(profile) if profile else None
        names = list(config.keyrings) if found is None else list(found.keyrings)
        if not vrf and (found is None or not names):
            yield "", config
        for name in names:
            if name == DEFAULT and not vrf and name not in config.keyrings:
                yield "", config
            ring = config.keyrings.get(name)
            if ring is not None and ring.vrf == vrf and known_by(self.engine.device, ring, local, vrf):
                yield name, ring

    def fits(self, profile: str, vrf: str, local: IPv4, remote: IPv4) -> Place | None:
        """The key for an address."""
        best: tuple[int, Place] | None = None
        named: Place | None = None
        for name, ring in self.rings(profile, vrf, local):
            for (network, mask), key in ring.keys.items():
                if (remote ^ network) & mask == 0 and (best is None or mask > best[0]):
                    best = mask, Place(key, name, (network, mask))
            for host, key in ring.hosts.items():
                if named is None and self._known(host, vrf) == remote:
                    named = Place(key, name, host)
        if best is not None and (best[0] == MAX_IPV4 or named is None):
            return best[1]
        return named

    def named(self, profile: str, vrf: str, local: IPv4, host: str) -> Place | None:
        """The key for a name."""
        for name, ring in self.rings(profile, vrf, local):
            if host in ring.hosts:
                return Place(ring.hosts[host], name, host)
        return None

    def _known(self, host: str, vrf: str) -> IPv4 | None:
        """The address of a peer that a key names (`ip host`)."""
        found: IPv4 | None = self.engine.device.engine("dns").known(host, vrf)
        return found

    # for an SA

    def find(self, sa: IkeSa) -> KeyFound | None:
        """The key for the other end; None: there is none that can be used."""
        exchange = sa.exchange
        if exchange is not None and exchange.tunnel:
            return KeyFound(exchange.tunnel)
        if name := named_identity(sa):
            place = self.named(sa.profile, sa.vrf, sa.local, name)
            if place is not None and place.key.secret:
                chosen = self._chosen(sa, place.ring)
                return KeyFound(place.key.secret, name, True, place.ring, chosen, place.key.no_xauth)
        if group := group_identity(sa):
            secret = self.engine.remote.key(sa, group) if self.engine.remote is not None else ""
            return KeyFound(secret, group, True) if secret else None
        place = self.fits(sa.profile, sa.vrf, sa.local, sa.remote)
        if place is None or not place.key.secret:
            return None
        chosen, key = self._chosen(sa, place.ring), place.key
        return KeyFound(key.secret, format_ipv4(sa.remote), False, place.ring, chosen, key.no_xauth)

    def _chosen(self, sa: IkeSa, ring: str) -> bool:
        profile = self.engine.config.profiles.get(sa.profile)
        return profile is not None and ring in profile.keyrings

    def tell(self, sa: IkeSa) -> None:
        """Where the key of an exchange was found, as IOS does each time it looks for it."""
        engine, found = self.engine, sa.phase1.found
        if sa.phase1.tunnel:
            engine.trace(sa, Step.TUNNEL_PASSWORD)
        elif found is not None and found.chosen:
            engine.trace(sa, Step.KEYRING_FOUND, "HOST" if found.host else "ADDRESS", found.ring)
        elif found is not None:
            engine.trace(sa, Step.KEY_FOUND, found.name)

    def counts(self, sa: IkeSa) -> bool:
        """The profile is known at last: does the key that was used so far stand where the profile looks for it?"""
        found, profile = sa.phase1.found, self.engine.config.profiles.get(sa.profile)
        if found is None or profile is None or sa.phase1.tunnel or group_identity(sa):
            return True
        return any(name == found.ring for name, _ in self.rings(sa.profile, sa.vrf, sa.local))


def named_identity(sa: IkeSa) -> str:
    """The name that the peer says it has, while phase 1 goes on; ""."""
    ident = sa.exchange.ident if sa.exchange is not None else None
    return printable(ident.data) if ident is not None and ident.type in _NAMED else ""


def group_identity(sa: IkeSa) -> str:
    """The same of the group of clients that it says it belongs to."""
    ident = sa.exchange.ident if sa.exchange is not None else None
    return printable(ident.data) if ident is not None and ident.type == IdType.KEY_ID else ""
