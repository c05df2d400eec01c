"""Authentication of EIGRP packets: keyed MD5 by key chain, HMAC-SHA-256 by password (RFC 7868 section 6.4)."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from iosemu.features.eigrp.events import Refusal
from iosemu.features.keychain import api as keychain
from iosemu.types import IPv4, format_ipv4
from iosemu.wire.eigrp import Authentication, Packet

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.eigrp.model import PortSettings

MD5 = 2
SHA256 = 3
_HEAD = 44  # octets: header and authentication TLV up to its digest
_MD5_END = 60  # where the TLV ends that carries an MD5 digest


def seal(packet: Packet, source: IPv4, settings: PortSettings, device: Device) -> bytes:
    """Encode, with the authentication TLV that the interface asks for (none while its key chain has no live key)."""
    if settings.authentication == "md5":
        key = keychain.send_key(device, settings.key_chain)
        if key is not None:
            packet.authentication = Authentication(MD5, key.number, bytes(16))
            packet.authentication.digest = _md5(packet.encode(), key.secret)
    elif settings.authentication == "hmac-sha-256":
        packet.authentication = Authentication(SHA256, 0, bytes(32))
        packet.authentication.digest = _sha(packet.encode(), settings.sha_password, source)
    return packet.encode()


def check(packet: Packet, data: bytes, source: IPv4, settings: PortSettings, device: Device) -> Refusal | None:
    """Why it may not pass."""
    if not settings.authentication:
        return None if packet.authentication is None else Refusal.OFF
    auth = packet.authentication
    if auth is None:
        return Refusal.MISSING
    if settings.authentication == "md5":
        secret = keychain.accept_key(device, settings.key_chain, auth.key_id)
        if auth.kind == MD5 and secret is not None and _md5(_blank(data, auth), secret) == auth.digest:
            return None
        return Refusal.INVALID if secret is not None else Refusal.NO_KEY
    if auth.kind == SHA256 and _sha(_blank(data, auth), settings.sha_password, source) == auth.digest:
        return None
    return Refusal.INVALID


def _blank(data: bytes, auth: Authentication) -> bytes:
    """The packet with its digest zeroed; the authentication TLV stands first."""
    return data[:_HEAD] + bytes(len(auth.digest)) + data[_HEAD + len(auth.digest) :]


def _md5(data: bytes, secret: str) -> bytes:
    """What IOS computes: header (checksum 0), TLV up to the digest, there the key (zeros up to 16), then the rest.

    IOS counts the octets without the header but begins with it, so the last 20 never get in. Of a packet that ends
    with the TLV (an INIT update, an acknowledgment) only 40 are left, and the key is not among them.
    """
    head = data[:2] + b"\0\0" + data[4:_HEAD]
    if len(data) <= _MD5_END:
        return hashlib.md5(head[: _MD5_END - 20]).digest()
    return hashlib.md5(
        head + secret.encode().ljust(16, b"\0") + data[_MD5_END : max(len(data) - 20, _MD5_END)]
    ).digest()


def _sha(data: bytes, password: str, source: IPv4) -> bytes:
    """HMAC over the packet, checksum and digest 0. Its key: a line feed, the password, the sender's address as text."""
    key = f"\n{password}{format_ipv4(source)}".encode()
    return hmac.new(key, data[:2] + b"\0\0" + data[4:], hashlib.sha256).digest()
