"""Phase 2 proposals: records of the keying contract <-> SA payloads (RFC 2407 section 4.5), and the sizes of keys.

The only place where algorithms have RFC 2407's numbers.
"""

from __future__ import annotations

from enum import IntEnum

from iosemu.crypto import esp
from iosemu.crypto.dh import GROUPS
from iosemu.features.keying.contract import ESP, Layer, Proposal, Refused, Selector, subnet
from iosemu.records import dataclass
from iosemu.types import MAX_IPV4
from iosemu.wire.isakmp import Attribute, Identification, IdType, IpsecAttribute, Sa, Transform
from iosemu.wire.isakmp import Proposal as WireProposal


class Protocol(IntEnum):
    """Protocol-ID of a proposal (RFC 2407 section 4.4.1)."""

    ISAKMP = 1
    AH = 2
    ESP = 3


SECONDS = 1
KILOBYTES = 2
TUNNEL, TRANSPORT, UDP_TUNNEL, UDP_TRANSPORT = 1, 2, 3, 4  # Encapsulation Mode (RFC 2407 section 4.5, RFC 3947 5.1)
DRAFT_UDP_TUNNEL = 61443  # of the NAT-T drafts
DRAFT_UDP_TRANSPORT = 61444
POLICY_ERRORS = {Refused.PROXY: 32, Refused.ATTRIBUTE: 64, Refused.TRANSFORM: 256, Refused.ADDRESS: 1024}
"""`IPSec policy invalidated proposal with error N`."""

# ESP transform identifiers (RFC 2407 section 4.4.4, RFC 3602, RFC 4106)
_CIPHERS = {"des": 2, "3des": 3, "null": 11, "aes": 12, "gcm": 20}
# Authentication Algorithm (RFC 2407 section 4.5, RFC 4868); absent: none
_INTEGRITIES = {"": 0, "md5": 1, "sha1": 2, "sha256": 5, "sha384": 6, "sha512": 7}
_CIPHER_NAMES = {number: name for name, number in _CIPHERS.items()}
_INTEGRITY_NAMES = {number: name for name, number in _INTEGRITIES.items()}
_MODES = {  # number -> (tunnel, in UDP)
    TUNNEL: (True, False), TRANSPORT: (False, False), UDP_TUNNEL: (True, True), UDP_TRANSPORT: (False, True),
    DRAFT_UDP_TUNNEL: (True, True), DRAFT_UDP_TRANSPORT: (False, True),
}  # fmt: skip
_SIZED = ("aes", "gcm")
LOWEST_SPI = 0x100  # those below are reserved (RFC 4303 section 2.1)
_LIFE = (IpsecAttribute.LIFE_TYPE, IpsecAttribute.LIFE_DURATION)
_ENCAPSULATION_TEXT = {
    TUNNEL: "Tunnel", TRANSPORT: "Transport", UDP_TUNNEL: "Tunnel-UDP", UDP_TRANSPORT: "Transport-UDP",
    DRAFT_UDP_TUNNEL: "Tunnel-UDP", DRAFT_UDP_TRANSPORT: "Transport-UDP",
}  # fmt: skip
_CIPHER_TEXT = {1: "ESP_DES_IV64", 2: "ESP_DES", 3: "ESP_3DES", 11: "ESP_NULL", 12: "ESP_AES ", 20: "ESP_GCM"}
_INTEGRITY_TEXT = {1: "HMAC-MD5", 2: "HMAC-SHA", 5: "HMAC-SHA256", 6: "HMAC-SHA384", 7: "HMAC-SHA512"}


@dataclass(slots=True)
class Numbered:
    """A proposal as it stands in a message: the numbers of its payloads."""

    proposal: Proposal
    number: int = 1
    transform: int = 1


def key_octets(proposal: Proposal) -> tuple[int, int]:
    """Octets of the encryption key (with AES-GCM's salt) and of the authentication key."""
    layer = proposal.layer
    sizes = esp.layout(layer.cipher, layer.key_bits, layer.integrity)
    return sizes.key, sizes.auth_key


def answer_to(chosen: WireProposal, transform: Transform, spi: int) -> Sa:
    """The transform that was taken, returned unchanged (RFC 2407 section 4.5.4), with our SPI."""
    return Sa([WireProposal(chosen.number, chosen.protocol, spi.to_bytes(4, "big"), [transform])])


def to_wire(proposals: list[Numbered], spi: int) -> Sa:
    """Our offer."""
    return Sa([_proposal(each, spi.to_bytes(4, "big")) for each in proposals])


def _mode(proposal: Proposal) -> int:
    if proposal.udp:
        return UDP_TUNNEL if proposal.tunnel else UDP_TRANSPORT
    return TUNNEL if proposal.tunnel else TRANSPORT


def _proposal(numbered: Numbered, spi: bytes) -> WireProposal:
    proposal, layer = numbered.proposal, numbered.proposal.layer
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
    transform = Transform(numbered.transform, _CIPHERS[layer.cipher], attributes)
    return WireProposal(numbered.number, Protocol.ESP, spi, [transform])


def from_wire(sa: Sa) -> list[tuple[Numbered, bytes, WireProposal, Transform]]:
    """Each transform of each proposal, with the SPI, in the order offered.

    What we cannot do is marked `known = False`: another protocol than ESP, several protocols under one number (AH and
    ESP together), ciphers, integrity or groups that we do not have.
    """
    numbers = [proposal.number for proposal in sa.proposals]
    found = []
    for wire in sa.proposals:
        bundle = numbers.count(wire.number) > 1
        for transform in wire.transforms:
            proposal = _from_transform(wire, transform)
            if bundle or len(wire.spi) != 4 or int.from_bytes(wire.spi, "big") < LOWEST_SPI:
                proposal.known = False
            found.append((Numbered(proposal, wire.number, transform.number), wire.spi, wire, transform))
    return found


def _from_transform(wire: WireProposal, transform: Transform) -> Proposal:
    known = wire.protocol == Protocol.ESP and transform.identifier in _CIPHER_NAMES
    layer = Layer(_CIPHER_NAMES.get(transform.identifier, "null"), protocol=ESP)
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
            case IpsecAttribute.KEY_LENGTH:
                layer.key_bits = value
            case _:
                known = False
    keyed = layer.cipher in _SIZED
    if keyed and layer.key_bits == 0:
        layer.key_bits = 128  # RFC 3602 section 5.3: the default of AES
    if keyed and layer.key_bits not in (128, 192, 256):
        known = False
    proposal.known = known
    return proposal


def same_offer(ours: Numbered, answer: Numbered) -> bool:
    """Has the responder returned one of our proposals unchanged? Lifetimes may differ (RFC 2407 section 4.5.4)."""
    mine, theirs = ours.proposal, answer.proposal
    return (
        theirs.known
        and (ours.number, ours.transform) == (answer.number, answer.transform)
        and mine.layers == theirs.layers
        and (mine.tunnel, mine.udp, mine.group) == (theirs.tunnel, theirs.udp, theirs.group)
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


def encapsulation_text(value: int) -> str:
    """As IOS prints it."""
    return _ENCAPSULATION_TEXT.get(value, "UNKNOWN")


def cipher_text(identifier: int) -> str:
    return _CIPHER_TEXT.get(identifier, f"unknown ({identifier})")


def integrity_text(value: int) -> str:
    return _INTEGRITY_TEXT.get(value, str(value))
