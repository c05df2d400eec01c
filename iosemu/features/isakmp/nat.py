"""NAT detection in phase 1 (RFC 3947 section 3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.crypto.integrity import HASHES
from iosemu.features.isakmp.policy import HASH_NAMES
from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.trace import Step
from iosemu.wire.isakmp import Chain, Kind, Opaque, Payload

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

NAT_D: frozenset[int] = frozenset({Kind.NAT_D, Kind.NAT_D_DRAFT})


def _hash(sa: IkeSa, address: int, port: int) -> bytes:
    assert sa.terms is not None
    data = sa.cookies + address.to_bytes(4, "big") + port.to_bytes(2, "big")
    return HASHES[HASH_NAMES[sa.terms.hash]].digest(data)


def discovery(sa: IkeSa) -> list[Payload]:
    """The peer's end as we see it, then our own; nothing with a peer that does not know of NAT traversal."""
    if not sa.nat_t:
        return []
    ends = (sa.remote, sa.remote_port), (sa.local, sa.local_port)
    return [Opaque(Kind.NAT_D, _hash(sa, *end)) for end in ends]


def detect(engine: IsakmpEngine, sa: IkeSa, chain: Chain) -> None:
    """The first hash is of our address as the peer sees it, the others of its own addresses."""
    trace = engine.trace
    hashes = [body for each, body in zip(chain.payloads, chain.bodies, strict=True) if each.kind in NAT_D]
    if not sa.nat_t or len(hashes) < 2:
        return
    sa.behind_nat = hashes[0] != _hash(sa, sa.local, sa.local_port)
    sa.peer_behind_nat = _hash(sa, sa.remote, sa.remote_port) not in hashes[1:]
    for index in range(2):
        trace(sa, Step.PAYLOAD_TYPE, int(Kind.NAT_D))
        if sa.behind_nat:
            trace(sa, (Step.BOTH_NAT, Step.MY_HASH)[index])
        else:
            trace(sa, Step.NO_NAT if index and not sa.peer_behind_nat else Step.HIS_HASH)
