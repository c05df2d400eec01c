"""Authentication of control packets by keys of a key chain (RFC 5880 section 6.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.keychain import api
from iosemu.wire.bfd import Auth, AuthType, Control

if TYPE_CHECKING:
    from iosemu.features.bfd.session import Session

KINDS = {
    "md5": AuthType.MD5, "meticulous-md5": AuthType.METICULOUS_MD5,
    "sha-1": AuthType.SHA1, "meticulous-sha-1": AuthType.METICULOUS_SHA1,
}  # fmt: skip
METICULOUS = (AuthType.METICULOUS_MD5, AuthType.METICULOUS_SHA1)

BAD_VERSION = "Authen invalid BFD ver"
BAD_SEQUENCE = "Authen invalid seq"
FAILED = "Authen failed"


class Seal:
    """Sequence numbers and digests of one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._next = session.host.rng.getrandbits(32) if session.settings.authentication else 0
        self._heard: int | None = None  # the neighbour's last sequence number
        self._heard_at = 0.0

    def sealed(self, packet: Control) -> bytes:
        """Encoded as the settings say. Without a key that may be sent now it goes out as it is."""
        settings = self.session.settings
        kind = KINDS.get(settings.authentication)
        key = api.send_key(self.session.host.device, settings.key_chain) if kind is not None else None
        if kind is None or key is None:
            return packet.encode()
        self._next = (self._next + 1) & 0xFFFFFFFF
        packet.auth = Auth(kind, key.number & 0xFF, self._next)
        return packet.seal(key.secret.encode())

    def judge(self, packet: Control, data: bytes) -> str:
        """What is wrong with a packet, "" for nothing."""
        session = self.session
        kind = KINDS.get(session.settings.authentication)
        auth = packet.auth
        if kind is None or auth is None:
            return FAILED if (kind is None) != (auth is None) else ""
        if auth.kind != kind:
            return FAILED
        secret = api.accept_key(session.host.device, session.settings.key_chain, auth.key)
        if secret is None or not packet.verify(data, secret.encode()):
            return FAILED
        now = session.host.now
        if self._heard is not None and now - self._heard_at < 2 * session.detection / 1e6:
            ahead = (auth.sequence - self._heard) & 0xFFFFFFFF
            if not (kind in METICULOUS) <= ahead <= 3 * session.settings.multiplier:
                return BAD_SEQUENCE
        self._heard, self._heard_at = auth.sequence, now
        return ""
