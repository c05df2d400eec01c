"""Proposals and traffic of child SAs: records of the keying contract <-> payloads (RFC 7296 sections 3.3, 3.13).

The only place where algorithms of child SAs have IANA's numbers. IKEv2 makes one AH or one ESP; there are no bundles
(RFC 7296 section 1.3.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product

from iosemu.crypto import esp
from iosemu.crypto.dh import GROUPS
from iosemu.crypto.integrity import HASHES
from iosemu.features.keying.contract import AH, ESP, Layer, Selector
from iosemu.features.keying.contract import Proposal as Wanted
from iosemu.records import dataclass
from iosemu.wire.ikev2 import IPV4_RANGE, Proposal, Protocol, TrafficSelector, Transform, TransformType

PROTOCOLS = {AH: Protocol.AH, ESP: Protocol.ESP}
PROTOCOL_NAMES: dict[int, str] = {Protocol.AH: AH, Protocol.ESP: ESP}
_CIPHERS = {"des": 2, "3des": 3, "null": 11, "aes": 12, "gcm": 20, "gmac": 21}
_INTEGRITIES = {"": 0, "md5": 1, "sha1": 2, "sha256": 12, "sha384": 13, "sha512": 14}
_CIPHER_NAMES = {number: name for name, number in _CIPHERS.items()}
_INTEGRITY_NAMES = {number: name for name, number in _INTEGRITIES.items()}
_SIZED = ("aes", "gcm", "gmac")
_COMBINED = ("gcm", "gmac")
MOST_CHOICES = 64  # combinations that are looked at
LOWEST_SPI = 0x100
LAST_PORT = 0xFFFF


@dataclass(slots=True)
class Choice:
    """One combination of transforms that a proposal leaves."""

    wanted: Wanted
    wire: Proposal
    transforms: list[Transform]

    def answer(self, spi: int) -> Proposal:
        return Proposal(self.wire.number, self.wire.protocol, spi.to_bytes(4, "big"), self.transforms)


def usable(proposals: Iterable[Wanted]) -> list[Wanted]:
    """Those that one AH or ESP can do."""
    return [each for each in proposals if len(each.layers) == 1 and each.layer.protocol in PROTOCOLS]


def key_octets(layer: Layer) -> tuple[int, int]:
    """Octets of the encryption key (with AES-GCM's salt) and of the authentication key."""
    if layer.protocol == AH:
        return 0, HASHES[layer.integrity].size
    sizes = esp.layout(layer.cipher, layer.key_bits, layer.integrity)
    return sizes.key, sizes.auth_key


def to_wire(proposals: Iterable[Wanted], spi: int, group: bool) -> list[Proposal]:
    """Our offer, in the order of preference; `group`: with the Diffie-Hellman group of PFS."""
    found = []
    for number, each in enumerate(proposals, 1):
        layer = each.layer
        transforms = []
        if layer.protocol == ESP:
            transforms.append(Transform(TransformType.ENCR, _CIPHERS[layer.cipher], layer.key_bits))
        if layer.integrity:
            transforms.append(Transform(TransformType.INTEG, _INTEGRITIES[layer.integrity]))
        if group and each.group:
            transforms.append(Transform(TransformType.DH, each.group))
        transforms.append(Transform(TransformType.ESN, int(each.extended)))
        found.append(Proposal(number, PROTOCOLS[layer.protocol], spi.to_bytes(4, "big"), transforms))
    return found


def from_wire(proposals: Iterable[Proposal], tunnel: bool, udp: bool) -> Iterator[Choice]:
    """Each combination that the proposals leave, in the order offered; what we cannot do is left out."""
    for wire in proposals:
        if wire.protocol not in PROTOCOL_NAMES or len(wire.spi) != 4:
            continue
        if int.from_bytes(wire.spi, "big") < LOWEST_SPI:
            continue
        kinds = dict.fromkeys(each.type for each in wire.transforms)
        lists = [[each for each in wire.transforms if each.type == kind] for kind in kinds]
        for picked in islice(product(*lists), MOST_CHOICES):
            found = _meant(wire.protocol, list(picked), tunnel, udp)
            if found is not None:
                yield Choice(found, wire, list(picked))


def _meant(protocol: int, picked: list[Transform], tunnel: bool, udp: bool) -> Wanted | None:
    layer = Layer("null" if protocol == Protocol.ESP else "", 0, "", PROTOCOL_NAMES[protocol])
    found = Wanted((layer,), tunnel, udp, 0, 0)
    ciphered = False
    for each in picked:
        if each.others:
            return None
        match each.type:
            case TransformType.ENCR if each.identifier in _CIPHER_NAMES and protocol == Protocol.ESP:
                layer.cipher, layer.key_bits = _CIPHER_NAMES[each.identifier], each.key_length
                ciphered = True
            case TransformType.INTEG if each.identifier in _INTEGRITY_NAMES:
                layer.integrity = _INTEGRITY_NAMES[each.identifier]
            case TransformType.DH if not each.identifier or each.identifier in GROUPS:
                found.group = each.identifier
            case TransformType.ESN if each.identifier in (0, 1):
                found.extended = bool(each.identifier)
            case _:
                return None
    if layer.cipher in _SIZED and layer.key_bits not in (128, 192, 256):
        return None
    if layer.cipher not in _SIZED and layer.key_bits:
        return None
    if protocol == Protocol.AH and not layer.integrity:
        return None
    if protocol == Protocol.ESP and (not ciphered or (layer.cipher in _COMBINED) is bool(layer.integrity)):
        return None
    return found


def answered(answer: Proposal, offered: list[Proposal], wanted: list[Wanted]) -> Wanted | None:
    """Which of our proposals a responder took; None: none."""
    for mine, meant in zip(offered, wanted, strict=True):
        if mine.number == answer.number and mine.protocol == answer.protocol:
            same = sorted(map(_key, mine.transforms)) == sorted(map(_key, answer.transforms))
            fits = len(answer.spi) == 4 and int.from_bytes(answer.spi, "big") >= LOWEST_SPI
            return meant if same and fits else None
    return None


def _key(each: Transform) -> tuple[int, int, int]:
    return each.type, each.identifier, each.key_length


def to_selector(selector: Selector) -> TrafficSelector:
    return TrafficSelector(
        IPV4_RANGE, selector.protocol, selector.first_port, selector.last_port, selector.first.to_bytes(4, "big"),
        selector.last.to_bytes(4, "big"),
    )  # fmt: skip


def from_selector(found: TrafficSelector) -> Selector | None:
    """None: not of IPv4, or nothing is within."""
    if found.type != IPV4_RANGE:
        return None
    first, last = int.from_bytes(found.first, "big"), int.from_bytes(found.last, "big")
    if first > last or found.first_port > found.last_port:
        return None
    return Selector(first, last, found.protocol, found.first_port, found.last_port)
