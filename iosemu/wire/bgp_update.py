"""UPDATE of BGP (RFC 4271 section 4.3), around the attributes of `bgp_attributes`.

| length (2) | withdrawn networks | length (2) | path attributes | networks |

What is wrong with an attribute is said in `Update.fault`, with what RFC 7606 makes of it; what leaves the rest of the
message unreadable raises BgpError.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.records import dataclass, field
from iosemu.types import Prefix
from iosemu.wire.bgp import HEADER, LONGEST, BgpError, Code, Kind, Updating, frame, pack_prefixes, unpack_prefixes
from iosemu.wire.bgp_attributes import Attributes, Fault, Type, parse_attributes


@dataclass(slots=True)
class Update:
    """Networks that go, networks that come and their attributes. `fault` is set on what a decoder did not like."""

    withdrawn: list[Prefix] = field(default_factory=list)
    attributes: Attributes | None = None
    networks: list[Prefix] = field(default_factory=list)
    fault: Fault | None = None

    @property
    def end_of_rib(self) -> bool:
        """RFC 4724 section 2: nothing at all."""
        return not self.withdrawn and not self.networks and self.attributes is None

    @classmethod
    def decode(cls, body: bytes, four: bool = True, new: bool = True) -> Update:
        """`four`: AS numbers have four octets on this session; without `new` the reader knows of none such at all.

        Raises BgpError where the session must be reset.
        """
        size = body[0] << 8 | body[1] if len(body) > 3 else 0
        if 4 + size > len(body):
            raise BgpError(Code.UPDATE, Updating.MALFORMED)
        total = body[2 + size] << 8 | body[3 + size]
        start = 4 + size
        if start + total > len(body):
            raise BgpError(Code.UPDATE, Updating.MALFORMED)
        update = cls(unpack_prefixes(body[2 : 2 + size]) if size else [])
        update.networks = unpack_prefixes(body[start + total :])
        if not total:
            if update.networks:
                raise BgpError(Code.UPDATE, Updating.MISSING, bytes((Type.ORIGIN,)))
            return update
        parsed = parse_attributes(body[start : start + total], four, bool(update.networks), new)
        update.attributes, update.fault = parsed.attributes, parsed.fault
        if parsed.reach is not None and parsed.reach[:2] == (1, 1):
            update.networks += unpack_prefixes(parsed.reach[2])
        if parsed.unreach is not None and parsed.unreach[:2] == (1, 1):
            update.withdrawn += unpack_prefixes(parsed.unreach[2])
        return update


END_OF_RIB = frame(Kind.UPDATE, bytes(4))
_ROOM = LONGEST - HEADER - 4


def announcements(attributes: bytes, networks: Iterable[Prefix]) -> Iterator[bytes]:
    """The UPDATEs, as few as can be, that tell these networks with these packed attributes."""
    head = b"\0\0" + len(attributes).to_bytes(2, "big") + attributes
    for part in _parts(networks, _ROOM - len(attributes)):
        yield frame(Kind.UPDATE, head + part)


def withdrawals(networks: Iterable[Prefix]) -> Iterator[bytes]:
    for part in _parts(networks, _ROOM):
        yield frame(Kind.UPDATE, len(part).to_bytes(2, "big") + part + b"\0\0")


def _parts(networks: Iterable[Prefix], room: int) -> Iterator[bytes]:
    out: list[bytes] = []
    size = 0
    for network in networks:
        data = pack_prefixes((network,))
        if size + len(data) > room:
            yield b"".join(out)
            out.clear()
            size = 0
        out.append(data)
        size += len(data)
    if out:
        yield b"".join(out)
