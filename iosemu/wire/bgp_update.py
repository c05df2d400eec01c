"""UPDATE of BGP (RFC 4271 section 4.3), around the attributes of `bgp_attributes`. Networks of IPv6 and what is said of
them stand in attributes of their own (RFC 4760): for whoever takes them that part is an `Update` too.

| length (2) | withdrawn networks | length (2) | path attributes | networks |

What is wrong with an attribute is said in `Update.fault`, with what RFC 7606 makes of it; what leaves the rest of the
message unreadable raises BgpError.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.records import dataclass, field
from iosemu.types import Prefix
from iosemu.wire.bgp import (
    HEADER,
    IPV4_UNICAST,
    IPV6_UNICAST,
    LONGEST,
    BgpError,
    Code,
    Kind,
    Updating,
    frame,
    pack_prefixes,
    unpack_prefixes,
)
from iosemu.wire.bgp_attributes import (
    Attributes,
    Fault,
    Type,
    pack_attributes,
    pack_reach,
    pack_unreach,
    parse_attributes,
)


@dataclass(slots=True)
class Update:
    """Networks that go, networks that come and their attributes. `fault` is set on what a decoder did not like."""

    withdrawn: list[Prefix] = field(default_factory=list)
    attributes: Attributes | None = None
    networks: list[Prefix] = field(default_factory=list)
    fault: Fault | None = None
    wide: Update | None = None  # what it says of IPv6

    @property
    def end_of_rib(self) -> bool:
        """RFC 4724 section 2: nothing at all."""
        return not self.withdrawn and not self.networks and self.attributes is None and self.wide is None

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
        for said, into in ((parsed.reach, "networks"), (parsed.unreach, "withdrawn")):
            if said is None or said[:2] not in (IPV4_UNICAST, IPV6_UNICAST):
                continue
            wide = said[:2] == IPV6_UNICAST
            found = unpack_prefixes(said[2], wide)
            if not wide:
                getattr(update, into).extend(found)
                continue
            if update.wide is None:
                update.wide = cls(fault=parsed.fault)
            setattr(update.wide, into, found)
        if update.wide is not None and update.wide.networks:
            update.wide.attributes = parsed.attributes6
        return update


END_OF_RIB = frame(Kind.UPDATE, bytes(4))
_GONE6 = pack_unreach(b"")
END_OF_RIB6 = frame(Kind.UPDATE, b"\0\0" + len(_GONE6).to_bytes(2, "big") + _GONE6)
_ROOM = LONGEST - HEADER - 4
_ROOM6 = _ROOM - 9  # flags, type, length of two octets; family, length of the next hop, reserved


def announcements(
    attributes: Attributes, four: bool, networks: Iterable[Prefix], wide: bool = False
) -> Iterator[bytes]:
    """The UPDATEs, as few as can be, that tell these networks with these attributes. `four`: the far end speaks AS
    numbers of four octets; `wide`: the networks are those of IPv6."""
    packed = pack_attributes(attributes, four, wide)
    if wide:
        hop = 32 if attributes.link_local else 16
        for part in _parts(networks, _ROOM6 - hop - len(packed)):
            whole = pack_reach(attributes, part) + packed
            yield frame(Kind.UPDATE, b"\0\0" + len(whole).to_bytes(2, "big") + whole)
        return
    for part in _parts(networks, _ROOM - len(packed)):
        yield frame(Kind.UPDATE, b"\0\0" + len(packed).to_bytes(2, "big") + packed + part)


def withdrawals(networks: Iterable[Prefix], wide: bool = False) -> Iterator[bytes]:
    if wide:
        for part in _parts(networks, _ROOM6 - 16):
            gone = pack_unreach(part)
            yield frame(Kind.UPDATE, b"\0\0" + len(gone).to_bytes(2, "big") + gone)
        return
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
