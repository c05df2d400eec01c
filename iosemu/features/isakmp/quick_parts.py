"""The payloads of quick mode messages, sorted."""

from __future__ import annotations

from iosemu.features.isakmp.proposal import from_identification
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.keying.contract import Selector, subnet
from iosemu.wire.isakmp import Chain, Identification, Kind, Notification, Sa

_MAY_REPEAT: frozenset[int] = frozenset({Kind.ID, Kind.NOTIFY, Kind.VID, Kind.NAT_OA, Kind.NAT_OA_DRAFT})


class Parts:
    """The payloads of a quick mode message, sorted."""

    def __init__(self) -> None:
        self.sa = Sa([])
        self.nonce = b""
        self.public = b""
        self.ids: list[Identification] = []
        self.notifications: list[Notification] = []
        self.usable = True

    @classmethod
    def of(cls, chain: Chain) -> Parts | None:
        """None when a payload is missing, comes twice or does not belong here."""
        found = cls()
        seen: set[int] = set()
        for each, body in zip(chain.payloads[1:], chain.bodies[1:], strict=True):
            kind = each.kind
            if kind in seen and kind not in _MAY_REPEAT:
                return None
            seen.add(kind)
            if isinstance(each, Sa):
                found.sa = each
            elif isinstance(each, Identification):
                found.ids.append(each)
            elif isinstance(each, Notification):
                found.notifications.append(each)
            elif kind == Kind.NONCE:
                found.nonce = body
            elif kind == Kind.KE:
                found.public = body
            elif kind not in _MAY_REPEAT:
                return None
        if not found.sa.proposals or not 8 <= len(found.nonce) <= 256 or len(found.ids) not in (0, 2):
            return None
        found.usable = all(from_identification(each) is not None for each in found.ids)
        return found

    def selectors(self, sa: IkeSa) -> tuple[Selector, Selector]:
        """(ours, the peer's); the ends themselves when the message names none (RFC 2409 section 5.5)."""
        if len(self.ids) == 2:
            theirs, ours = (from_identification(each) for each in self.ids)
            if ours is not None and theirs is not None:
                return ours, theirs
        return subnet(sa.local), subnet(sa.remote)
