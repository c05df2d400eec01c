"""Secrets of privilege levels."""

from __future__ import annotations

from iosemu.device.device import Device
from iosemu.features.system.model import Secret, SystemConfig


def enable_secret(device: Device, level: int) -> Secret | None:
    """Of a privilege level; the password where there is no secret."""
    config = device[SystemConfig]
    return config.enable_secrets.get(level) or config.enable_passwords.get(level)


def check_enable(device: Device, level: int, typed: str) -> bool:
    """Is this the enable secret, or without one the enable password, of the level?"""
    secret = enable_secret(device, level)
    return secret is not None and device.vault.matches(secret.kind, secret.text, typed)
