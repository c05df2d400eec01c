"""Are the keys still agreed upon as well as they were? See `device/guards`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.crypto import strength
from iosemu.features.ikev2.model import Ikev2Config, Ikev2Proposal
from iosemu.features.ikev2.profiles import proposals_of

if TYPE_CHECKING:
    from iosemu.device.device import Device


def weaker(sound: Device, now: Device) -> Iterator[str]:
    before, after = _weakest(sound), _weakest(now)
    for part, (bits, words) in before.items():
        other, said = after.get(part, (bits, words))  # no policy: no keys, and nothing passes
        if other < bits:
            yield f"IKEv2: {part} is {said}, and was {words}"


def _weakest(device: Device) -> dict[str, tuple[int, str]]:
    """Of all proposals that a peer may choose from, part by part."""
    config = device.get(Ikev2Config)
    found: dict[str, tuple[int, str]] = {}
    for policy in config.policies_in_force() if config is not None else ():
        for proposal in proposals_of(device, policy):
            for part, bits, words in _parts(proposal):
                if part not in found or bits < found[part][0]:
                    found[part] = bits, words
    return found


def _parts(proposal: Ikev2Proposal) -> Iterator[tuple[str, int, str]]:
    for name in proposal.encryption:
        cipher, _, bits = name.rpartition("-")
        yield "encryption", strength.of_cipher(name if not cipher else "aes", int(bits) if cipher else 0), name
    for name in () if proposal.combined else proposal.integrity:
        yield "integrity", strength.of_hash(name), name
    for name in proposal.prfs:
        yield "prf", strength.of_hash(name), name
    for number in proposal.group:
        yield "Diffie-Hellman", strength.of_group(number), f"group {number}"
