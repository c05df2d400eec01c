"""Phase 2 proposals: kmi records <-> SA payloads (RFC 2407 section 4.5), and the sizes of their keys."""

from __future__ import annotations

from iosemu.crypto.dh import GROUPS
from iosemu.features.isakmp.kmi import Encapsulation, EspCipher, Integrity, Proposal, SecurityProtocol, Selector
from iosemu.types import MAX_IPV4
from iosemu.wire.isakmp import Attribute, Identification, IdType, IpsecAttribute, Sa, Transform
from iosemu.wire.isakmp import Proposal as WireProposal

SECONDS = 1
KILOBYTES = 2
DRAFT_UDP_TUNNEL = 61443  # of the NAT-T drafts
DRAFT_UDP_TRANSPORT = 61444

_CIPHER_OCTETS = {EspCipher.DES: 8, EspCipher.TRIPLE_DES: 24, EspCipher.NULL: 0}
_INTEGRITY_OCTETS = {
    Integrity.NONE: 0,
    Integrity.HMAC_MD5: 16,
    Integrity.HMAC_SHA: 20,
    Integrity.HMAC_SHA256: 32,
    Integrity.HMAC_SHA384: 48,
    Integrity.HMAC_SHA512: 64,
}
GCM_SALT = 4
LOWEST_SPI = 0x100  # those below are reserved (RFC 4303 section 2.1)
_LIFE = (IpsecAttribute.LIFE_TYPE, IpsecAttribute.LIFE_DURATION)
_CIPHERS = {int(each): each for each in EspCipher}
_INTEGRITIES = {int(each): each for each in Integrity}
_ENCAPSULATIONS = {int(each): each for each in Encapsulation}
_ENCAPSULATION_TEXT = {
    1: "Tunnel",
    2: "Transport",
    3: "Tunnel-UDP",
    4: "Transport-UDP",
    DRAFT_UDP_TUNNEL: "Tunnel-UDP",
    DRAFT_UDP_TRANSPORT: "Transport-UDP",
}


def key_octets(proposal: Proposal) -> tuple[int, int]:
    """Octets of the encryption key (with AES-GCM's salt) and of the authentication key."""
    if proposal.cipher is EspCipher.AES_CBC:
        size = proposal.key_bits // 8
    elif proposal.cipher is EspCipher.AES_GCM_16:
        size = proposal.key_bits // 8 + GCM_SALT
    else:
        size = _CIPHER_OCTETS[proposal.cipher]
    return size, _INTEGRITY_OCTETS[proposal.integrity]


def answer_to(chosen: WireProposal, transform: Transform, spi: int) -> Sa:
    """The transform that was taken, returned unchanged (RFC 2407 section 4.5.4), with our SPI."""
    return Sa([WireProposal(chosen.number, chosen.protocol, spi.to_bytes(4, "big"), [transform])])


def to_wire(proposals: list[Proposal], spi: int) -> Sa:
    """Our offer."""
    return Sa([_proposal(proposal, spi.to_bytes(4, "big")) for proposal in proposals])


def _proposal(proposal: Proposal, spi: bytes) -> WireProposal:
    attributes = [
        Attribute(IpsecAttribute.ENCAPSULATION, proposal.encapsulation),
        Attribute(IpsecAttribute.LIFE_TYPE, SECONDS),
        Attribute.number(IpsecAttribute.LIFE_DURATION, proposal.life_seconds),
    ]
    if proposal.life_kilobytes:
        attributes.append(Attribute(IpsecAttribute.LIFE_TYPE, KILOBYTES))
        attributes.append(Attribute.number(IpsecAttribute.LIFE_DURATION, proposal.life_kilobytes))
    if proposal.integrity:
        attributes.append(Attribute(IpsecAttribute.AUTHENTICATION, proposal.integrity))
    if proposal.key_bits:
        attributes.append(Attribute(IpsecAttribute.KEY_LENGTH, proposal.key_bits))
    if proposal.group:
        attributes.append(Attribute(IpsecAttribute.GROUP, proposal.group))
    transform = Transform(proposal.transform, proposal.cipher, attributes)
    return WireProposal(proposal.number, proposal.protocol, spi, [transform])


def from_wire(sa: Sa) -> list[tuple[Proposal, bytes, WireProposal, Transform]]:
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
            found.append((proposal, wire.spi, wire, transform))
    return found


def _from_transform(wire: WireProposal, transform: Transform) -> Proposal:
    known = wire.protocol == SecurityProtocol.ESP
    cipher = EspCipher.NULL
    if transform.identifier in _CIPHERS:
        cipher = _CIPHERS[transform.identifier]
    else:
        known = False
    proposal = Proposal(
        cipher, life_seconds=0, life_kilobytes=0, number=wire.number, transform=transform.number,
        encapsulation=Encapsulation.TUNNEL,
    )  # fmt: skip
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
            case IpsecAttribute.ENCAPSULATION if value in _ENCAPSULATIONS:
                proposal.encapsulation = _ENCAPSULATIONS[value]
            case IpsecAttribute.ENCAPSULATION if value in (DRAFT_UDP_TUNNEL, DRAFT_UDP_TRANSPORT):
                tunnel = value == DRAFT_UDP_TUNNEL
                proposal.encapsulation = Encapsulation.UDP_TUNNEL if tunnel else Encapsulation.UDP_TRANSPORT
            case IpsecAttribute.AUTHENTICATION if value in _INTEGRITIES:
                proposal.integrity = _INTEGRITIES[value]
            case IpsecAttribute.KEY_LENGTH:
                proposal.key_bits = value
            case _:
                known = False
    keyed = cipher in (EspCipher.AES_CBC, EspCipher.AES_GCM_16)
    if keyed and proposal.key_bits == 0:
        proposal.key_bits = 128  # RFC 3602 section 5.3: the default of AES
    if keyed and proposal.key_bits not in (128, 192, 256):
        known = False
    proposal.known = known
    return proposal


def same_offer(ours: Proposal, answer: Proposal) -> bool:
    """Has the responder returned one of our proposals unchanged? Lifetimes may differ (RFC 2407 section 4.5.4)."""
    return (
        answer.known
        and ours.number == answer.number
        and ours.transform == answer.transform
        and ours.cipher is answer.cipher
        and ours.key_bits == answer.key_bits
        and ours.integrity is answer.integrity
        and ours.encapsulation is answer.encapsulation
        and ours.group == answer.group
    )


def to_identification(selector: Selector) -> Identification:
    """IDci or IDcr: a host or a subnet."""
    address = selector.address.to_bytes(4, "big")
    if selector.mask == MAX_IPV4:
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
    return Selector(first, second, ident.protocol, ident.port)


def encapsulation_text(value: int) -> str:
    """As IOS prints it."""
    return _ENCAPSULATION_TEXT.get(value, "UNKNOWN")
