"""Proposals for IKE SAs: keywords of the configuration <-> transforms (RFC 7296 section 3.3), and the choice.

The only place where algorithms of IKE SAs have IANA's numbers.
"""

from __future__ import annotations

from collections.abc import Iterable

from iosemu.crypto.dh import GROUPS
from iosemu.crypto.ikev2 import Suite
from iosemu.features.ikev2.model import Ikev2Proposal
from iosemu.wire.ikev2 import Proposal, Protocol, Transform, TransformType

CIPHERS = {  # keyword -> (number, bits)
    "des": (2, 0), "3des": (3, 0), "aes-cbc-128": (12, 128), "aes-cbc-192": (12, 192), "aes-cbc-256": (12, 256),
    "aes-gcm-128": (20, 128), "aes-gcm-256": (20, 256),
}  # fmt: skip
_CIPHER_NAMES = {2: "des", 3: "3des", 12: "aes", 20: "gcm"}
_CIPHER_TEXT = {2: "DES", 3: "3DES", 11: "NULL", 12: "AES-CBC", 20: "AES-GCM", 21: "AES-GMAC"}
PRFS = {"md5": 1, "sha1": 2, "sha256": 5, "sha384": 6, "sha512": 7}
INTEGRITIES = {"md5": 1, "sha1": 2, "sha256": 12, "sha384": 13, "sha512": 14}
_PRF_NAMES = {number: name for name, number in PRFS.items()}
_INTEGRITY_NAMES = {number: name for name, number in INTEGRITIES.items()}
GROUP_NAMES = {
    1: "DH_GROUP_768_MODP", 2: "DH_GROUP_1024_MODP", 5: "DH_GROUP_1536_MODP", 14: "DH_GROUP_2048_MODP",
    15: "DH_GROUP_3072_MODP", 16: "DH_GROUP_4096_MODP", 19: "DH_GROUP_256_ECP", 20: "DH_GROUP_384_ECP",
    21: "DH_GROUP_521_ECP", 24: "DH_GROUP_2048_256_MODP",
}  # fmt: skip


def group_text(number: int) -> str:
    """``DH_GROUP_2048_MODP/Group 14``."""
    return f"{GROUP_NAMES.get(number, 'DH_GROUP')}/Group {number}"


def integrity_text(name: str) -> str:
    """As shows call the integrity of an IKE SA."""
    return {"": "None", "sha1": "SHA96", "md5": "MD596"}.get(name, name.upper())


def cipher_text(cipher: str, bits: int) -> str:
    """``AES-CBC, keysize: 256``."""
    name = {"aes": "AES-CBC", "gcm": "AES-GCM"}.get(cipher, cipher.upper())
    return f"{name}, keysize: {bits}" if bits else name


def transform_text(each: Transform) -> str:
    """As debugs list transforms."""
    match each.type:
        case TransformType.ENCR:
            return _CIPHER_TEXT.get(each.identifier, "Unknown")
        case TransformType.PRF:
            return _PRF_NAMES.get(each.identifier, "unknown").upper()
        case TransformType.INTEG:
            return integrity_text(_INTEGRITY_NAMES.get(each.identifier, "unknown")) if each.identifier else "None"
        case TransformType.DH:
            return group_text(each.identifier) if each.identifier else "None"
        case _:
            return "ESN" if each.identifier else "Don't use ESN"


def to_wire(proposals: Iterable[Ikev2Proposal], spi: bytes = b"") -> list[Proposal]:
    """What we offer, numbered."""
    return [Proposal(number, Protocol.IKE, spi, transforms(each)) for number, each in enumerate(proposals, 1)]


def transforms(proposal: Ikev2Proposal) -> list[Transform]:
    found = [Transform(TransformType.ENCR, *CIPHERS[name]) for name in proposal.encryption]
    found += [Transform(TransformType.PRF, PRFS[name]) for name in proposal.prfs]
    if not proposal.combined:
        found += [Transform(TransformType.INTEG, INTEGRITIES[name]) for name in proposal.integrity]
    return found + [Transform(TransformType.DH, group) for group in proposal.group]


def choose(offered: Iterable[Proposal], own: Iterable[Ikev2Proposal]) -> tuple[Proposal, Suite] | None:
    """The first of the peer's proposals that one of ours has transforms in common with: of each type the first of the
    peer's. What comes back is the answer, without SPI, and what it means."""
    mine = [transforms(each) for each in own]
    for proposal in offered:
        if proposal.protocol != Protocol.IKE:
            continue
        for each in mine:
            picked = _pick(proposal.transforms, each)
            if picked is not None:
                return Proposal(proposal.number, Protocol.IKE, b"", picked), suite_of(picked)
    return None


def _pick(offered: list[Transform], own: list[Transform]) -> list[Transform] | None:
    picked = []
    for kind in sorted({each.type for each in offered} | {each.type for each in own}):
        theirs = [each for each in offered if each.type == kind]
        ours = [each for each in own if each.type == kind]
        if not ours and all(each.identifier == 0 for each in theirs):
            continue  # "none" of a type that we do not have
        common = next((each for each in theirs if each in ours), None)
        if common is None:
            return None
        picked.append(common)
    return picked


def answer_fits(answer: Proposal, offered: Iterable[Proposal]) -> Suite | None:
    """The suite of a responder's answer; None: it is none of what we offered."""
    for proposal in offered:
        picked = _pick(answer.transforms, proposal.transforms) if proposal.number == answer.number else None
        if picked is not None and sorted(each.type for each in answer.transforms) == [each.type for each in picked]:
            return suite_of(picked)  # in whatever order they came
    return None


def suite_of(picked: list[Transform]) -> Suite:
    """Of transforms, one of each type."""
    by_type = {each.type: each for each in picked}
    cipher = by_type[TransformType.ENCR]
    integrity = by_type.get(TransformType.INTEG)
    return Suite(
        _CIPHER_NAMES[cipher.identifier],
        cipher.key_length,
        _INTEGRITY_NAMES[integrity.identifier] if integrity is not None and integrity.identifier else "",
        _PRF_NAMES[by_type[TransformType.PRF].identifier],
        by_type[TransformType.DH].identifier,
    )


def first_group(offered: Iterable[Proposal]) -> int:
    """The group that the first proposal prefers."""
    for proposal in offered:
        for each in proposal.transforms:
            if each.type == TransformType.DH and each.identifier in GROUPS:
                return each.identifier
    return 0


def all_of(offered: Iterable[Proposal]) -> list[Transform]:
    """The transforms of all proposals."""
    return [each for proposal in offered for each in proposal.transforms]
