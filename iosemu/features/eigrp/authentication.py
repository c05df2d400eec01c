"""Authentication of EIGRP packets: keyed MD5 by key chain, HMAC-SHA-256 by password (RFC 7868 section 6.4)."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from iosemu.features.keychain import api as keychain
from iosemu.wire.eigrp import Authentication, Packet

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.eigrp.model import AfInterface

MD5 = 2
SHA256 = 3


def seal(packet: Packet, settings: AfInterface, device: Device) -> bytes:
    """Encode, with the authentication TLV that the interface asks for (none while its key chain has no live key)."""
    if settings.authentication == "md5":
        key = keychain.send_key(device, settings.key_chain)
        if key is not None:
            packet.authentication = Authentication(MD5, key.number, bytes(16))
            packet.authentication.digest = _md5(packet.encode(), key.secret)
    elif settings.authentication == "hmac-sha-256":
        packet.authentication = Authentication(SHA256, 0, bytes(32))
        packet.authentication.digest = _sha(packet.encode(), settings.sha_password)
    return packet.encode()


def check(packet: Packet, data: bytes, settings: AfInterface, device: Device) -> str:
    """ "" if it may pass, else IOS's reason."""
    if not settings.authentication:
        return "" if packet.authentication is None else "authentication off"
    auth = packet.authentication
    if auth is None:
        return "missing authentication"
    if settings.authentication == "md5":
        secret = keychain.accept_key(device, settings.key_chain, auth.key_id)
        if auth.kind == MD5 and secret is not None and _md5(_blank(data, auth), secret) == auth.digest:
            return ""
        return "invalid authentication" if secret is not None else "missing authentication or key-chain missing"
    if auth.kind == SHA256 and _sha(_blank(data, auth), settings.sha_password) == auth.digest:
        return ""
    return "invalid authentication"


def _blank(data: bytes, auth: Authentication) -> bytes:
    """The packet with its digest zeroed; the authentication TLV stands first."""
    at = 20 + 4 + 20
    return data[:at] + bytes(len(auth.digest)) + data[at + len(auth.digest) :]


def _md5(data: bytes, secret: str) -> bytes:
    """The digest covers the header (checksum 0) and, of the TLV, its first 24 octets, then the key padded to 16.

    Hellos are covered so; other packets whole, their digest octets zero.
    """
    key = secret.encode()[:16].ljust(16, b"\0")
    head = data[:2] + b"\0\0" + data[4:44]
    return hashlib.md5(head + key + (b"" if data[1] == 5 else data[60:])).digest()


def _sha(data: bytes, password: str) -> bytes:
    return hmac.new(password.encode(), data[:2] + b"\0\0" + data[4:], hashlib.sha256).digest()
