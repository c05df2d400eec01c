"""Messages of IKEv1 in pieces that no router on the way cuts (Cisco's; before RFC 7383, which is of IKEv2).

Who announces it by its vendor ID takes a message in several datagrams: each has the header of the whole, whose payload
is a fragment, with the number of the message, that of the piece from 1, and whether it is the last. Source: [MS-IKEE]
section 2.2.3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.records import dataclass, field
from iosemu.wire.isakmp import HEADER_SIZE, Header, Kind

if TYPE_CHECKING:
    from iosemu.features.isakmp.sa import IkeSa

LARGEST = 576 - 20 - 8 - 4  # of a message in one datagram, behind IP, UDP and the marker of NAT traversal
MOST = 0xFFFF  # octets of a message
_PIECE = struct.Struct("!BBHHBB")  # next payload, reserved, length; message, number, flags
_LAST = 1


@dataclass(slots=True)
class Pieces:
    """Of the message of a peer that is coming in."""

    number: int
    found: dict[int, bytes] = field(default_factory=dict)
    count: int = 0  # of pieces, once the last is there


def cut(sa: IkeSa, data: bytes) -> Iterator[bytes]:
    """The datagrams of a message: itself, where it fits or the peer would not understand."""
    if not sa.fragments or len(data) <= LARGEST:
        yield data
        return
    sa.fragment_id = sa.fragment_id % 0xFFFF + 1
    whole, _ = Header.decode(data)
    size = LARGEST - HEADER_SIZE - _PIECE.size
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    for number, part in enumerate(parts, 1):
        head = Header(whole.cookie_i, whole.cookie_r, whole.exchange, 0, 0, Kind.FRAGMENT)
        flags = _LAST if number == len(parts) else 0
        yield head.encode(_PIECE.pack(Kind.NONE, 0, _PIECE.size + len(part), sa.fragment_id, number, flags) + part)


def join(sa: IkeSa, body: bytes) -> bytes | None:
    """One more piece; the message, when it was the one that lacked. A piece of another message ends the one before."""
    if len(body) < _PIECE.size:
        return None
    _, _, length, message, number, flags = _PIECE.unpack_from(body)
    if length != len(body) or not number:
        return None
    pieces = sa.pieces
    if pieces is None or message != pieces.number:
        pieces = sa.pieces = Pieces(message)
    pieces.found[number] = body[_PIECE.size :]
    if flags & _LAST:
        pieces.count = number
    if sum(map(len, pieces.found.values())) > MOST:
        sa.pieces = None
        return None
    if not pieces.count or any(each not in pieces.found for each in range(1, pieces.count + 1)):
        return None
    sa.pieces = None
    return b"".join(pieces.found[each] for each in range(1, pieces.count + 1))
