"""The public keys of others (`crypto key pubkey-chain rsa`)."""

from __future__ import annotations

from iosemu.crypto.rsa import BadKey, PublicKey, read_public_der
from iosemu.records import dataclass, field
from iosemu.types import IPv4

GENERAL, SIGNATURE, ENCRYPTION = None, "signature", "encryption"  # what a key is for


@dataclass(slots=True)
class KeyText:
    """`key-string`: the octets of SubjectPublicKeyInfo in hexadecimal, as the other router shows them."""

    digits: str = ""

    @property
    def whole(self) -> bool:
        """Has it as many octets as its first ones say?"""
        head = self.digits[:8]
        octets = {"81": 1, "82": 2}.get(head[2:4], 0)  # of the length, where one is not enough
        length = head[4 : 4 + 2 * octets] if octets else head[2:4]
        return len(length) == 2 * (octets or 1) and len(self.digits) >= 4 + 2 * octets + 2 * int(length, 16)

    def key(self) -> PublicKey | None:
        """None: it is none, or not all of it."""
        try:
            return read_public_der(bytes.fromhex(self.digits))
        except (BadKey, ValueError):
            return None


@dataclass(slots=True)
class PeerKey:
    """A key of one peer."""

    address: IPv4 | None = None  # of a key that has a name
    text: KeyText | None = None


@dataclass(slots=True)
class PubkeyChain:
    """On a device."""

    named: dict[tuple[str, str | None], PeerKey] = field(default_factory=dict)  # by (name, use)
    addressed: dict[tuple[IPv4, str | None], PeerKey] = field(default_factory=dict)  # by (address, use)

    def find(self, use: str, address: IPv4 | None = None, name: str = "") -> PublicKey | None:
        """The key of a peer for a use: that of the address, else that of the name; one for every use will do."""
        for wanted in (use, GENERAL):
            places: list[PeerKey | None] = []
            if address is not None:
                places = [self.addressed.get((address, wanted))]
                places += [each for (_, what), each in self.named.items() if (each.address, what) == (address, wanted)]
            places.append(self.named.get((name, wanted)))
            for place in places:
                key = place.text.key() if place is not None and place.text is not None else None
                if key is not None:
                    return key
        return None
