"""Authentication of packets: none, a password, keyed MD5 (RFC 2328 appendix D), HMAC-SHA (RFC 5709); and the block of
link-local signaling behind hellos and descriptions."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from iosemu.features.keychain import api as keychain
from iosemu.features.ospf.events import Adj, Step
from iosemu.wire import ospf
from iosemu.wire.ospf import Authentication, Kind, Packet

if TYPE_CHECKING:
    from iosemu.features.ospf.interface import OspfPort
    from iosemu.features.ospf.neighbor import Neighbor

LR = 1  # extended options: out-of-band resynchronization
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
# what a key chain may name
ALGORITHMS = {
    "md5": "md5", "hmac-sha-1": "sha1", "hmac-sha-256": "sha256", "hmac-sha-384": "sha384", "hmac-sha-512": "sha512",
}  # fmt: skip


def kind_of(port: OspfPort) -> int:
    """AuType."""
    said = port.settings.authentication
    if not said:
        return Authentication.NULL
    return Authentication.SIMPLE if said == "simple" else Authentication.CRYPTOGRAPHIC


SendKey = tuple[int, str, str]  # number, secret, algorithm


def send_keys(port: OspfPort) -> list[SendKey | None]:
    """A packet goes with each of them, last with the one to send with: neighbours may have an older one yet."""
    keys = port.settings.md5_keys
    return [*((number, keys[number].text, "md5") for number in port.old_keys()), send_key(port)]


def send_key(port: OspfPort) -> SendKey | None:
    """The key to send with; None: there is none. Of typed ones the youngest."""
    settings = port.settings
    if settings.authentication == "key-chain":
        live = keychain.send_key(port.process.device, settings.key_chain)
        return None if live is None else (live.number, live.secret, ALGORITHMS.get(live.algorithm, "md5"))
    if not settings.md5_keys:
        return None
    number = next(reversed(settings.md5_keys))
    return number, settings.md5_keys[number].text, "md5"


def accept_key(port: OspfPort, number: int) -> tuple[str, str] | None:
    """(secret, algorithm) of that key."""
    settings = port.settings
    if settings.authentication == "key-chain":
        live = keychain.accepted(port.process.device, settings.key_chain, number)
        return None if live is None else (live.secret, ALGORITHMS.get(live.algorithm, "md5"))
    found = settings.md5_keys.get(number)
    return None if found is None else (found.text, "md5")


def digest(data: bytes, secret: str, algorithm: str) -> bytes:
    """Over the packet with its authentication field, as it is appended."""
    key = secret.encode()
    if algorithm == "md5":
        return hashlib.md5(data + key[:16].ljust(16, b"\0")).digest()
    size = _SIZES[algorithm]
    if len(key) > size:
        key = hashlib.new(algorithm, key).digest()
    return hmac.new(key.ljust(size, b"\0"), data + b"\x87\x8f\xe1\xf3" * (size // 4), algorithm).digest()


def next_sequence(port: OspfPort) -> int:
    """Seconds since 1970 by the router's clock, and never lower than before."""
    now = int(port.process.clock.utc().timestamp())
    port.sequence = max(port.sequence, now)
    return port.sequence & 0xFFFFFFFF


def seal(port: OspfPort, kind: int, body: bytes, key: SendKey | None) -> bytes:
    """The packet as it is sent, with what stands behind it."""
    process = port.process
    rid, area = process.router_id, port.area.id
    lls = port.settings.lls and kind in (Kind.HELLO, Kind.DESCRIPTION)
    auth = kind_of(port)
    if auth != Authentication.CRYPTOGRAPHIC:
        field = port.settings.password.encode()[:8].ljust(8, b"\0") if auth == Authentication.SIMPLE else bytes(8)
        packet = ospf.encode(kind, rid, area, body, auth, field)
        return packet + ospf.lls_block(LR) if lls else packet
    number, secret, algorithm = key if key is not None else (0, "", "md5")
    if kind == Kind.HELLO and process.device.bus.wants(Adj):
        port.tell(Step.YOUNGEST_KEY, key=number)
    sequence = next_sequence(port)
    packet = ospf.encode(kind, rid, area, body, auth, ospf.crypto_field(number, _SIZES[algorithm], sequence))
    sealed = packet + digest(packet, secret, algorithm)
    if lls and algorithm == "md5":
        block = ospf.lls_block_open(LR, sequence)
        sealed += block + digest(block, secret, algorithm)
    elif lls:
        sealed += ospf.lls_block(LR)
    return sealed


def check(port: OspfPort, packet: Packet, source: int, neighbor: Neighbor | None) -> bool:
    """May it pass? Else it is told why."""
    own = kind_of(port)
    if packet.auth_type != own:
        port.tell(Step.AUTH_TYPE, address=source, got=packet.auth_type, own=own)
        return False
    if own == Authentication.NULL:
        return True
    if own == Authentication.SIMPLE:
        if packet.auth == port.settings.password.encode()[:8].ljust(8, b"\0"):
            return True
        port.tell(Step.AUTH_KEY, address=source, what="clear")
        return False
    key = accept_key(port, packet.key_id)
    keyless = packet.key_id == 0 and send_key(port) is None and port.settings.authentication == "message-digest"
    if key is None and not keyless:  # a chain whose last key has expired is not the same as no key
        port.tell(Step.AUTH_KEY, address=source, what="none", key=packet.key_id)
        return False
    secret, algorithm = key if key is not None else ("", "md5")
    if packet.digest_size != _SIZES[algorithm] or packet.digest != digest(packet.data, secret, algorithm):
        port.tell(Step.AUTH_KEY, address=source, what="digest", key=packet.key_id)
        return False
    if neighbor is not None:
        if packet.sequence < neighbor.crypto_sequence:
            port.tell(Step.AUTH_SEQUENCE, address=source, got=packet.sequence, own=neighbor.crypto_sequence)
            return False
        neighbor.crypto_sequence = packet.sequence
        neighbor.key = packet.key_id
    return True
