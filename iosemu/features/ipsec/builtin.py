"""What a release brings by itself: a transform set and a profile, both called `default`; names are looked up here.

Source: IOS 15 and later, `show crypto ipsec transform-set` and `show crypto ipsec profile` of an unconfigured router.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ipsec.model import DEFAULT, DEFAULT_SET, IpsecConfig, IpsecProfile, TransformSet

if TYPE_CHECKING:
    from iosemu.device.device import Device

DEFAULT_PROFILE = IpsecProfile(name=DEFAULT)


def has_builtins(device: Device) -> bool:
    """Does the release know `default`?"""
    return device.software.crypto_defaults


def default_set(device: Device) -> TransformSet | None:
    """The set that stands in where none is named; None: the release has none, or it was taken away."""
    config = device[IpsecConfig]
    own = config.transform_sets.get(DEFAULT)
    return own if own is not None else DEFAULT_SET if config.builtin_set and has_builtins(device) else None


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
