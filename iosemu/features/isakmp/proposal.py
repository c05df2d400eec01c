"""Phase 2 proposals: records of the keying contract <-> SA payloads (RFC 2407 section 4.5), and the sizes of keys.

The only place where algorithms have RFC 2407's numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from itertools import islice, product

from iosemu.crypto import esp
from iosemu.crypto.dh import GROUPS
from iosemu.crypto.integrity import HASHES
from iosemu.features.keying.contract import AH, ESP, IPCOMP, Layer, Proposal, Refused, SaRef, Selector, subnet
from iosemu.records import dataclass
from iosemu.types import MAX_IPV4
from iosemu.wire import ipcomp
from iosemu.wire.isakmp import Attribute, Identification, IdType, IpsecAttribute, Sa, Transform
from iosemu.wire.isakmp import Proposal as WireProposal


class Protocol(IntEnum):
    """Protocol-ID of a proposal (RFC 2407 section 4.4.1)."""

    ISAKMP = 1
    AH = 2
    ESP = 3
    IPCOMP = 4


PROTOCOLS = {AH: Protocol.AH, ESP: Protocol.ESP, IPCOMP: Protocol.IPCOMP}
_PROTOCOL_NAMES: dict[int, str] = {number: name for name, number in PROTOCOLS.items()}
MOST_COMBINED = 64  # choices that are looked at when a peer lets us choose a transform of each of several protocols
SECONDS = 1
KILOBYTES = 2
EXTENDED = 1  # Extended (64-bit) Sequence Number (RFC 4304)
TUNNEL, TRANSPORT, UDP_TUNNEL, UDP_TRANSPORT = 1, 2, 3, 4  # Encapsulation Mode (RFC 2407 section 4.5, RFC 3947 5.1)
DRAFT_UDP_TUNNEL = 61443  # of the NAT-T drafts
DRAFT_UDP_TRANSPORT = 61444
POLICY_ERRORS = {Refused.PROXY: 32, Refused.ATTRIBUTE: 64, Refused.TRANSFORM: 256, Refused.ADDRESS: 1024}
"""`IPSec policy invalidated proposal with error N`."""

# ESP transform identifiers (RFC 2407 section 4.4.4, RFC 3602, 4106, 4543)
_AH_TRANSFORMS = {"md5": 2, "sha1": 3, "sha256": 5, "sha384": 6, "sha512": 7}  # (RFC 2407 section 4.4.3, RFC 4868)
_COMPRESSIONS = {"lzs": 3}  # (RFC 2407 section 4.4.5)
_CIPHERS = {"des": 2, "3des": 3, "null": 11, "aes": 12, "gcm": 20, "gmac": 23}
# Authentication Algorithm (RFC 2407 section 4.5, RFC 4868); absent: none
_INTEGRITIES = {"": 0, "md5": 1, "sha1": 2, "sha256": 5, "sha384": 6, "sha512": 7}
_COMPRESSION_NAMES = {number: name for name, number in _COMPRESSIONS.items()}
_CIPHER_NAMES = {number: name for name, number in _CIPHERS.items()}
_INTEGRITY_NAMES = {number: name for name, number in _INTEGRITIES.items()}
_MODES = {  # number -> (tunnel, in UDP)
    TUNNEL: (True, False), TRANSPORT: (False, False), UDP_TUNNEL: (True, True), UDP_TRANSPORT: (False, True),
    DRAFT_UDP_TUNNEL: (True, True), DRAFT_UDP_TRANSPORT: (False, True),
}  # fmt: skip
_SIZED = ("aes", "gcm", "gmac")
LOWEST_SPI = 0x100  # those below are reserved (RFC 4303 section 2.1)
_LIFE = (IpsecAttribute.LIFE_TYPE, IpsecAttribute.LIFE_DURATION)
_ENCAPSULATION_TEXT = {
    TUNNEL: "Tunnel", TRANSPORT: "Transport", UDP_TUNNEL: "Tunnel-UDP", UDP_TRANSPORT: "Transport-UDP",
    DRAFT_UDP_TUNNEL: "Tunnel-UDP", DRAFT_UDP_TRANSPORT: "Transport-UDP",
}  # fmt: skip
_CIPHER_TEXT = {
    1: "ESP_DES_IV64", 2: "ESP_DES", 3: "ESP_3DES", 11: "ESP_NULL", 12: "ESP_AES ", 20: "ESP_GCM", 23: "ESP_GMAC",
}  # fmt: skip
_AH_TEXT = {2: "AH_MD5", 3: "AH_SHA", 5: "AH_SHA256", 6: "AH_SHA384", 7: "AH_SHA512"}
_COMPRESSION_TEXT = {1: "IPCOMP_OUI", 2: "IPCOMP_DEFLATE", 3: "IPCOMP_LZS"}
_INTEGRITY_TEXT = {1: "HMAC-MD5", 2: "HMAC-SHA", 5: "HMAC-SHA256", 6: "HMAC-SHA384", 7: "HMAC-SHA512"}


@dataclass(slots=True)
class Numbered:
    """A proposal as it stands in a message: the numbers of its payloads."""

    proposal: Proposal
    number: int = 1
    transform: int = 1


@dataclass(slots=True)
class Part:
    """One protocol of what was offered: its payload, and the transform that is looked at."""

    wire: WireProposal
    transform: Transform

    @property
    def spi(self) -> int:
        """The sender's."""
        return int.from_bytes(self.wire.spi, "big")


def key_octets(layer: Layer) -> tuple[int, int]:
    """Octets of the encryption key (with AES-GCM's salt) and of the authentication key."""
    if layer.protocol == AH:
        return 0, HASHES[layer.integrity].size
    if layer.protocol == IPCOMP:
        return 0, 0
    sizes = esp.layout(layer.cipher, layer.key_bits, layer.integrity)
    return sizes.key, sizes.auth_key


def passes_nat(proposal: Proposal) -> bool:
    """AH covers the addresses that a NAT changes (RFC 3715 section 2.1)."""
    return all(layer.protocol != AH for layer in proposal.layers)


def answer_to(parts: list[Part], spis: Mapping[str, int]) -> Sa:
    """The transforms that were taken, returned unchanged (RFC 2407 section 4.5.4), with our SPIs."""
    found = []
    for part in parts:
        protocol = _PROTOCOL_NAMES[part.wire.protocol]
        spi = _spi(protocol, spis[protocol])
        found.append(WireProposal(part.wire.number, part.wire.protocol, spi, [part.transform]))
    return Sa(found)


def to_wire(proposals: list[Numbered], spis: Mapping[str, int]) -> Sa:
    """Our offer; protocols that belong together have one number."""
    return Sa([
        _proposal(each, layer, _spi(layer.protocol, spis[layer.protocol]))
        for each in proposals
        for layer in each.proposal.layers
    ])  # fmt: skip


def _spi(protocol: str, spi: int) -> bytes:
    """A CPI has two octets (RFC 3173 section 4.1)."""
    return spi.to_bytes(2 if protocol == IPCOMP else 4, "big")


def _mode(proposal: Proposal) -> int:
    if proposal.udp:
        return UDP_TUNNEL if proposal.tunnel else UDP_TRANSPORT
    return TUNNEL if proposal.tunnel else TRANSPORT


def _proposal(numbered: Numbered, layer: Layer, spi: bytes) -> WireProposal:
    proposal = numbered.proposal
    attributes = [
        Attribute(IpsecAttribute.ENCAPSULATION, _mode(proposal)),
        Attribute(IpsecAttribute.LIFE_TYPE, SECONDS),
        Attribute.number(IpsecAttribute.LIFE_DURATION, proposal.life_seconds),
    ]
    if proposal.life_kilobytes:
        attributes.append(Attribute(IpsecAttribute.LIFE_TYPE, KILOBYTES))
        attributes.append(Attribute.number(IpsecAttribute.LIFE_DURATION, proposal.life_kilobytes))
    if layer.integrity:
        attributes.append(Attribute(IpsecAttribute.AUTHENTICATION, _INTEGRITIES[layer.integrity]))
    if layer.key_bits:
        attributes.append(Attribute(IpsecAttribute.KEY_LENGTH, layer.key_bits))
    if proposal.group:
        attributes.append(Attribute(IpsecAttribute.GROUP, proposal.group))
    if proposal.extended and layer.protocol != IPCOMP:  # which has no sequence numbers
        attributes.append(Attribute(IpsecAttribute.EXTENDED_SEQUENCE, EXTENDED))
    transform = Transform(numbered.transform, _identifier(layer), attributes)
    return WireProposal(numbered.number, PROTOCOLS[layer.protocol], spi, [transform])


def _identifier(layer: Layer) -> int:
    if layer.protocol == AH:
        return _AH_TRANSFORMS[layer.integrity]
    return (_COMPRESSIONS if layer.protocol == IPCOMP else _CIPHERS)[layer.cipher]


def from_wire(sa: Sa) -> Iterator[tuple[Numbered, list[Part]]]:
    """Each choice that a proposal leaves, in the order offered: all protocols of one number, a transform of each
    (RFC 2408 section 4.2).

    What we cannot do is marked `known = False`: another protocol than AH, ESP and IPComp, one of them twice, IPComp
    alone, ciphers, integrity or groups that we do not have, protocols that do not agree on mode and group.
    """
    for number in dict.fromkeys(wire.number for wire in sa.proposals):
        same = (wire for wire in sa.proposals if wire.number == number)
        wires = sorted(same, key=lambda wire: wire.protocol)  # AH is outside, IPComp inside
        for transforms in islice(product(*(wire.transforms for wire in wires)), MOST_COMBINED):
            parts = [Part(*both) for both in zip(wires, transforms, strict=True)]
            yield Numbered(_together(parts), number, transforms[0].number), parts


def _together(parts: list[Part]) -> Proposal:
    found = [_from_transform(part.wire, part.transform) for part in parts]
    whole = found[0]
    whole.layers = tuple(each.layer for each in found)
    protocols = [layer.protocol for layer in whole.layers]
    # IPComp has neither keys nor numbers: some peers name no group there
    groups = {each.group for each in found if each.layer.protocol != IPCOMP or each.group}
    extended = {each.extended for each in found if each.layer.protocol != IPCOMP}
    modes = {(each.tunnel, each.udp) for each in found}
    whole.known = (
        all(each.known for each in found)
        and len(set(protocols)) == len(protocols)
        and protocols != [IPCOMP]
        and len(groups) == len(modes) == 1
        and len(extended) <= 1
        and all(_named(part) for part in parts)
    )
    for limit in ("life_seconds", "life_kilobytes"):
        limits = [getattr(each, limit) for each in found]
        setattr(whole, limit, min(filter(None, limits), default=0))
    return whole


def _named(part: Part) -> bool:
    """Has it an SPI that may be?"""
    if part.wire.protocol != Protocol.IPCOMP:
        return len(part.wire.spi) == 4 and part.spi >= LOWEST_SPI
    negotiated = ipcomp.LOWEST_CPI <= part.spi <= ipcomp.HIGHEST_CPI
    return len(part.wire.spi) in (2, 4) and (negotiated or part.spi == part.transform.identifier)


def _from_transform(wire: WireProposal, transform: Transform) -> Proposal:
    if wire.protocol == Protocol.AH:
        known = transform.identifier in _AH_TRANSFORMS.values()
        layer = Layer("", protocol=AH)
    elif wire.protocol == Protocol.IPCOMP:
        known = transform.identifier in _COMPRESSION_NAMES
        layer = Layer(_COMPRESSION_NAMES.get(transform.identifier, ""), protocol=IPCOMP)
    else:
        known = wire.protocol == Protocol.ESP and transform.identifier in _CIPHER_NAMES
        layer = Layer(_CIPHER_NAMES.get(transform.identifier, "null"))
    proposal = Proposal((layer,), life_seconds=0, life_kilobytes=0)
    life_type = 0
    types = [attribute.type for attribute in transform.attributes if attribute.type not in _LIFE]
    if len(types) != len(set(types)) or len(transform.attributes) - len(types) > 4:
        known = False  # twice the same: which of them counts is not told
    for attribute in transform.attributes:
        value = attribute.value
        match attribute.type:
            case IpsecAttribute.LIFE_TYPE:
                life_type = value
            case IpsecAttribute.LIFE_DURATION if life_type == SECONDS:
                proposal.life_seconds = value
            case IpsecAttribute.LIFE_DURATION if life_type == KILOBYTES:
                proposal.life_kilobytes = value
            case IpsecAttribute.GROUP:
                proposal.group = value
                known = known and value in GROUPS
            case IpsecAttribute.ENCAPSULATION if value in _MODES:
                proposal.tunnel, proposal.udp = _MODES[value]
            case IpsecAttribute.AUTHENTICATION if value in _INTEGRITY_NAMES:
                layer.integrity = _INTEGRITY_NAMES[value]
            case IpsecAttribute.EXTENDED_SEQUENCE if value == EXTENDED:
                proposal.extended = True
            case IpsecAttribute.KEY_LENGTH:
                layer.key_bits = value
            case _:
                known = False
    keyed = layer.cipher in _SIZED
    if keyed and layer.key_bits == 0:
        layer.key_bits = 128  # RFC 3602 section 5.3: the default of AES
    if keyed and layer.key_bits not in (128, 192, 256):
        known = False
    if layer.protocol == IPCOMP:
        known = known and not layer.key_bits and not layer.integrity
    if layer.protocol == AH:
        known = known and not layer.key_bits and _AH_TRANSFORMS.get(layer.integrity) == transform.identifier
    proposal.known = known
    return proposal


def same_offer(ours: Numbered, answer: Numbered) -> bool:
    """Has the responder returned one of our proposals unchanged? Lifetimes may differ (RFC 2407 section 4.5.4)."""
    mine, theirs = ours.proposal, answer.proposal
    return (
        theirs.known
        and (ours.number, ours.transform) == (answer.number, answer.transform)
        and mine.layers == theirs.layers
        and (mine.tunnel, mine.udp, mine.group, mine.extended)
        == (theirs.tunnel, theirs.udp, theirs.group, theirs.extended)
    )


def to_identification(selector: Selector) -> Identification:
    """IDci or IDcr: a host or a subnet."""
    address = selector.address.to_bytes(4, "big")
    if selector.single:
        return Identification(IdType.IPV4_ADDR, selector.protocol, selector.port, address)
    mask = selector.mask.to_bytes(4, "big")
    return Identification(IdType.IPV4_ADDR_SUBNET, selector.protocol, selector.port, address + mask)


def from_identification(ident: Identification) -> Selector | None:
    """None for a kind of identity that no selector can express."""
    if ident.type not in (IdType.IPV4_ADDR, IdType.IPV4_ADDR_SUBNET, IdType.IPV4_ADDR_RANGE):
        return None
    first = int.from_bytes(ident.data[:4], "big")
    second = int.from_bytes(ident.data[4:8], "big") if len(ident.data) == 8 else MAX_IPV4
    if ident.type == IdType.IPV4_ADDR_RANGE:
        span = first ^ second
        if span & (span + 1) or first & span:
            return None  # no power of two on its boundary
        second = MAX_IPV4 ^ span
    return subnet(first, second, ident.protocol, ident.port)


def refs_of(protocol: int, vrf: str, destination: int, spis: Iterable[int]) -> list[SaRef]:
    """The SAs that a notification or a delete names; none for another protocol than AH and ESP."""
    name = _PROTOCOL_NAMES.get(protocol, "")
    return [SaRef(vrf, name, destination, spi) for spi in spis] if name else []


def encapsulation_text(value: int) -> str:
    """As IOS prints it."""
    return _ENCAPSULATION_TEXT.get(value, "UNKNOWN")


def transform_text(protocol: int, identifier: int) -> str:
    if protocol == Protocol.AH:
        return _AH_TEXT.get(identifier, f"unknown ({identifier})")
    if protocol == Protocol.IPCOMP:
        return _COMPRESSION_TEXT.get(identifier, f"unknown ({identifier})")
    return _CIPHER_TEXT.get(identifier, f"unknown ({identifier})")


def integrity_text(value: int) -> str:
    return _INTEGRITY_TEXT.get(value, str(value))
