"""What a policy has against a transform that is offered, in IOS's words."""

from __future__ import annotations

from enum import Enum


class Mismatch(Enum):
    """Why a policy does not take a transform; in the order in which IOS compares."""

    ENCRYPTION = "Encryption algorithm offered does not match policy!"
    KEY_LENGTH = "Proposed key length does not match policy"
    HASH = "Hash algorithm offered does not match policy!"
    GROUP = "Diffie-Hellman group offered does not match policy!"
    AUTHENTICATION = "Authentication method offered does not match policy!"
    PRESHARED = "Preshared authentication offered but does not match policy!"
    XAUTH = "Xauth authentication by pre-shared key offered but does not match policy!"
