"""What a release brings by itself: a transform set and a profile, both called `default`; names are looked up here.

Source: IOS 15 and later, `show crypto ipsec transform-set` and `show crypto ipsec profile` of an unconfigured router;
from 12.4(20)T two sets whose names nobody can type (Security Command Reference, `crypto ipsec default transform-set`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ipsec.model import DEFAULT, DEFAULT_SET, IpsecConfig, IpsecProfile, TransformSet

if TYPE_CHECKING:
    from iosemu.device.device import Device

NUMBERED = (
    TransformSet("#$!default_transform_set_1", "esp-aes", "esp-sha-hmac", "transport"),
    TransformSet("#$!default_transform_set_0", "esp-3des", "esp-sha-hmac", "transport"),
)
DEFAULT_PROFILE = IpsecProfile(name=DEFAULT)


def has_builtins(device: Device) -> bool:
    """Does the release know `default`?"""
    return device.software.crypto_defaults


def default_set(device: Device) -> TransformSet | None:
    """The set of that name; None: the release has none, or it was taken away."""
    config = device[IpsecConfig]
    own = config.transform_sets.get(DEFAULT)
    return own if own is not None else DEFAULT_SET if config.builtin_set and has_builtins(device) else None


def unnamed_sets(device: Device) -> tuple[TransformSet, ...]:
    """What stands in where no set is named."""
    if device.software.crypto_numbered_sets:
        return NUMBERED if device[IpsecConfig].builtin_set else ()
    found = default_set(device) if has_builtins(device) else None
    return (found,) if found is not None else ()


def transform_set(device: Device, name: str) -> TransformSet | None:
    """The set of that name; None: there is none."""
    return default_set(device) if name == DEFAULT else device[IpsecConfig].transform_sets.get(name)


def profile_named(device: Device, name: str) -> IpsecProfile | None:
    """The profile of that name, in upper or lower case."""
    config = device[IpsecConfig]
    found = config.profiles.get(name)
    if found is None and name.lower() == DEFAULT and config.builtin_profile and has_builtins(device):
        return DEFAULT_PROFILE
    return found
