"""Are the keys still agreed upon as well as they were? See `device/guards`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.crypto import strength
from iosemu.features.isakmp.model import IsakmpConfig, Policy

if TYPE_CHECKING:
    from iosemu.device.device import Device

_HASHES = {"sha": "sha1"}


def weaker(sound: Device, now: Device) -> Iterator[str]:
    before, after = _weakest(sound), _weakest(now)
    for part, (bits, words) in before.items():
        other, said = after.get(part, (bits, words))  # no policy: no keys, and nothing passes
        if other < bits:
            yield f"IKE: {part} is {said}, and was {words}"


def _weakest(device: Device) -> dict[str, tuple[int, str]]:
    """Of all policies that a peer may choose from, part by part."""
    config = device.get(IsakmpConfig)
    found: dict[str, tuple[int, str]] = {}
    for policy in config.suites(device.software) if config is not None else ():
        for part, bits, words in _parts(policy):
            if part not in found or bits < found[part][0]:
                found[part] = bits, words
    return found


def _parts(policy: Policy) -> Iterator[tuple[str, int, str]]:
    words = f"aes {policy.key_bits}" if policy.encryption == "aes" else policy.encryption
    yield "encryption", strength.of_cipher(policy.encryption, policy.key_bits), words
    yield "hash", strength.of_hash(_HASHES.get(policy.hash, policy.hash)), policy.hash
    yield "Diffie-Hellman", strength.of_group(policy.group), f"group {policy.group}"
