"""Which pre-shared key is the peer's: that of the profile's key rings, or of all key rings and the global keys.

The address is all that is known of a peer then (RFC 2409 section 5.4), and the routing table that it is reached by: a
key ring belongs to one, the global keys to the global table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.isakmp.model import Keyring, PresharedKey, find_key
from iosemu.features.isakmp.sa import IkeSa

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine


class Keyrings:
    def __init__(self, engine: IsakmpEngine) -> None:
        self.engine = engine

    def _of_profile(self, name: str) -> list[Keyring]:
        """The key rings that a profile names and that there are, in order of preference."""
        config = self.engine.config
        profile = config.profiles.get(name) if name else None
        names = profile.keyrings if profile is not None else ()
        return [config.keyrings[name] for name in names if name in config.keyrings]

    def find(self, sa: IkeSa) -> bytes | None:
        """The key for the other end; None: there is none that can be used."""
        found = find_key(self.keys(sa.profile, sa.vrf), sa.remote)
        return found.secret.encode() if found is not None and found.secret else None

    def keys(self, profile: str, vrf: str) -> dict[tuple[int, int], PresharedKey]:
        """All that count under a profile ("" for none), for peers in a VRF."""
        config = self.engine.config
        rings = self._of_profile(profile)
        alone = not rings
        keys: dict[tuple[int, int], PresharedKey] = {}
        for ring in reversed(rings or list(config.keyrings.values())):
            if ring.vrf == vrf:
                keys.update(ring.keys)
        if alone and not vrf:
            keys.update(config.keys)
        return keys

    def name_for(self, sa: IkeSa) -> str:
        """The key ring of the SA's profile that knows the peer; "" when none."""
        rings = (ring for ring in self._of_profile(sa.profile) if ring.vrf == sa.vrf)
        return next((ring.name for ring in rings if find_key(ring.keys, sa.remote) is not None), "")
