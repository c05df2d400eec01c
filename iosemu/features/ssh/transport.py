"""The transport of SSH 2 without input or output (RFC 4253): packets, keys, what both ends agree on. For both ends.

Bytes that have come go in by `receive`, bytes to be sent stand in `out`. Messages of the layers above are given back,
and sent, as `wire.ssh` has them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from hmac import compare_digest
from hmac import digest as hmac_digest
from random import Random
from typing import Any

from iosemu.crypto import dh
from iosemu.crypto.ciphers import Flow
from iosemu.crypto.rsa import BadKey, PublicKey, RsaKey
from iosemu.records import dataclass, field
from iosemu.wire import Malformed, ssh
from iosemu.wire.ssh import LONGEST, KexInit, Msg, Reader, mpint, string, uint32

CIPHERS = {  # name, mode, octets of the key
    "aes128-ctr": ("aes", "ctr", 16), "aes192-ctr": ("aes", "ctr", 24), "aes256-ctr": ("aes", "ctr", 32),
    "aes128-cbc": ("aes", "cbc", 16), "aes192-cbc": ("aes", "cbc", 24), "aes256-cbc": ("aes", "cbc", 32),
    "3des-cbc": ("3des", "cbc", 24),
}  # fmt: skip
MACS = {  # hash, octets of the key, octets that are sent
    "hmac-sha1": ("sha1", 20, 20), "hmac-sha1-96": ("sha1", 20, 12), "hmac-sha2-256": ("sha256", 32, 32),
    "hmac-sha2-512": ("sha512", 64, 64),
}  # fmt: skip
KEX = {  # group as IKE numbers it, hash
    "diffie-hellman-group14-sha1": (14, "sha1"), "diffie-hellman-group14-sha256": (14, "sha256"),
    "diffie-hellman-group16-sha512": (16, "sha512"), "ecdh-sha2-nistp256": (19, "sha256"),
    "ecdh-sha2-nistp384": (20, "sha384"), "ecdh-sha2-nistp521": (21, "sha512"),
}  # fmt: skip
HOSTKEYS = {"ssh-rsa": "sha1", "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512"}
_CURVES = (19, 20, 21)
_UNCOMPRESSED = b"\4"
_LONGEST_HELLO = 255
_LEAST_PADDING = 4
PROTOCOL_ERROR, KEX_FAILED, MAC_ERROR, NO_VERSION, HOST_KEY, BY_APPLICATION, NO_MORE_TRIES = 2, 3, 5, 8, 9, 11, 14


class Broken(Exception):
    """The conversation cannot go on: the reason's number and words (RFC 4253, section 11.1)."""

    def __init__(self, reason: int, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(slots=True)
class Offer:
    """What one end can do, best first: names of the tables above."""

    kex: list[str] = field(default_factory=list)
    hostkeys: list[str] = field(default_factory=list)
    ciphers: list[str] = field(default_factory=list)
    macs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Way:
    """One direction: what seals and signs its packets. Nothing before the first keys."""

    flow: Flow | None = None
    mac: str = ""
    key: bytes = b""
    count: int = 0  # packets, from the first on

    @property
    def block(self) -> int:
        return max(self.flow.block if self.flow is not None else 8, 8)

    @property
    def mac_size(self) -> int:
        return MACS[self.mac][2] if self.mac else 0

    def signature(self, packet: bytes) -> bytes:
        if not self.mac:
            return b""
        name, _, size = MACS[self.mac]
        return hmac_digest(self.key, uint32(self.count) + packet, name)[:size]


class Transport:
    """`key` is the server's host key; without one this is the client."""

    def __init__(self, hello: str, offer: Offer, rng: Random, key: RsaKey | None = None) -> None:
        self.hello = hello
        self.offer = offer
        self.rng = rng
        self.key = key
        self.peer_hello = ""
        self.session = b""  # the hash of the first exchange
        self.cipher = self.mac = ""  # agreed on
        self.ready = False  # there are keys for what is sent
        self.out = bytearray(hello.encode() + b"\r\n")
        self._came = bytearray()
        self._head = b""  # the opened first block of a packet whose rest has not come
        self._sending, self._receiving = Way(), Way()
        self._next: Way | None = None  # for what comes behind NEWKEYS
        self._ours = self._theirs = b""  # KEXINIT of the exchange under way
        self._kex = self._hostkey = ""
        self._pair: dh.KeyPair | None = None
        self._guessed = False  # a message comes that was guessed, wrongly
        self._held: list[bytes] = []  # messages that wait for the end of an exchange
        self._begin()

    # what is sent

    def send(self, number: int, *values: Any) -> None:
        payload = ssh.encode(number, *values)
        if self._ours and number > Msg.KEXINIT:
            self._held.append(payload)
        else:
            self._packet(payload)

    def _packet(self, payload: bytes) -> None:
        way = self._sending
        padding = way.block - (5 + len(payload)) % way.block
        if padding < _LEAST_PADDING:
            padding += way.block
        packet = uint32(1 + len(payload) + padding) + bytes([padding]) + payload + self.rng.randbytes(padding)
        signature = way.signature(packet)
        self.out += (way.flow.turn(packet) if way.flow is not None else packet) + signature
        way.count = (way.count + 1) % (1 << 32)

    def disconnect(self, reason: int, text: str) -> None:
        self._packet(ssh.encode(Msg.DISCONNECT, reason, text.encode(), b""))

    def _begin(self) -> None:
        """An exchange of keys."""
        offer = self.offer
        lists = [offer.kex, offer.hostkeys, *[offer.ciphers] * 2, *[offer.macs] * 2, ["none"], ["none"], [], []]
        self._ours = KexInit(self.rng.randbytes(16), lists).encode()
        self._packet(self._ours)

    # what comes

    def receive(self, data: bytes) -> Iterator[tuple[int, list[Any]]]:
        """Messages of the layers above. Raises Broken, also for what makes no sense."""
        self._came += data
        try:
            if self.peer_hello or self._greeted():
                while (payload := self._opened()) is not None:
                    yield from self._taken(payload)
        except (Malformed, BadKey) as error:
            raise Broken(PROTOCOL_ERROR, str(error)) from None

    def _greeted(self) -> bool:
        while not self.peer_hello:
            line, end, rest = bytes(self._came).partition(b"\n")
            if not end:
                if len(line) > _LONGEST_HELLO:
                    raise Broken(PROTOCOL_ERROR, "no version")
                return False
            self._came = bytearray(rest)
            text = line.decode("ascii", "replace").rstrip("\r")
            if text.startswith("SSH-"):
                if not text.startswith(("SSH-2.0-", "SSH-1.99-")):
                    raise Broken(NO_VERSION, "Protocol version not supported")
                self.peer_hello = text
            elif self.key is not None:  # only servers may say something before
                raise Broken(PROTOCOL_ERROR, "no version")
        return True

    def _opened(self) -> bytes | None:
        """The payload of the next packet; None: it has not come yet."""
        way, came = self._receiving, self._came
        block = way.block
        if not self._head:
            if len(came) < block:
                return None
            first = bytes(came[:block])
            self._head = way.flow.turn(first) if way.flow is not None else first
        size = int.from_bytes(self._head[:4], "big")
        if not block <= size + 4 <= LONGEST or (size + 4) % block:
            raise Broken(PROTOCOL_ERROR, "Bad packet length")
        if len(came) < 4 + size + way.mac_size:
            return None
        rest = bytes(came[block : 4 + size])
        packet = self._head + (way.flow.turn(rest) if way.flow is not None else rest)
        signature = bytes(came[4 + size : 4 + size + way.mac_size])
        del came[: 4 + size + way.mac_size]
        self._head = b""
        if not compare_digest(signature, way.signature(packet)):
            raise Broken(MAC_ERROR, "Corrupted MAC on input")
        way.count = (way.count + 1) % (1 << 32)
        padding = packet[4]
        if padding < _LEAST_PADDING or padding + 1 >= size:
            raise Broken(PROTOCOL_ERROR, "Bad padding")
        return packet[5 : 4 + size - padding]

    def _taken(self, payload: bytes) -> Iterator[tuple[int, list[Any]]]:
        number = payload[0]
        if number == Msg.KEXINIT:
            self._agree(payload)
            return
        if self._guessed and number not in (Msg.DISCONNECT, Msg.IGNORE, Msg.DEBUG):
            self._guessed = False
            return
        try:
            number, values = ssh.decode(payload)
        except Malformed:
            if number in ssh.FIELDS:
                raise
            self.send(Msg.UNIMPLEMENTED, (self._receiving.count - 1) % (1 << 32))
            return
        if number in (Msg.IGNORE, Msg.DEBUG, Msg.UNIMPLEMENTED, Msg.EXT_INFO):
            return
        if number == Msg.DISCONNECT:
            raise Broken(0, values[1].decode("utf-8", "replace"))
        if number == Msg.KEXDH_INIT and self.key is not None and self._kex:
            self._answer(values[0])
        elif number == Msg.KEXDH_REPLY and self.key is None and self._pair is not None:
            self._conclude(*values)
        elif number == Msg.NEWKEYS and self._next is not None:
            self._next.count = self._receiving.count
            self._receiving, self._next = self._next, None
        elif number <= Msg.KEXDH_REPLY and number not in (Msg.SERVICE_REQUEST, Msg.SERVICE_ACCEPT):
            raise Broken(PROTOCOL_ERROR, f"message {number} out of turn")
        elif self._receiving.flow is None:
            raise Broken(PROTOCOL_ERROR, "not encrypted")
        else:
            yield number, values

    # keys

    def _agree(self, payload: bytes) -> None:
        """Of each list of the client's the first that the server has."""
        if self._theirs:
            raise Broken(PROTOCOL_ERROR, "an exchange of keys is under way")
        theirs = KexInit.decode(payload)
        if not self._ours:
            self._begin()
        self._theirs = payload
        offer = self.offer
        self._kex = self._first("key exchange", offer.kex, theirs.kex)
        self._hostkey = self._first("host key", offer.hostkeys, theirs.hostkeys)
        self.cipher, back = (self._first("cipher", offer.ciphers, each) for each in theirs.ciphers)
        self.mac, mac_back = (self._first("MAC", offer.macs, each) for each in theirs.macs)
        if (self.cipher, self.mac) != (back, mac_back):
            raise Broken(KEX_FAILED, "both directions are not the same")
        right = theirs.kex[:1] == [self._kex] and theirs.hostkeys[:1] == [self._hostkey]
        self._guessed = theirs.follows and not right
        if self.key is None:
            self._pair = dh.generate(KEX[self._kex][0], self.rng)
            self._packet(ssh.encode(Msg.KEXDH_INIT, self._public(self._pair)[4:]))

    def _first(self, what: str, ours: list[str], theirs: list[str]) -> str:
        client, server = (ours, theirs) if self.key is None else (theirs, ours)
        found = next((name for name in client if name in server), None)
        if found is None:
            raise Broken(KEX_FAILED, f"no matching {what} found: client {','.join(client)} server {','.join(server)}")
        return found

    def _public(self, pair: dh.KeyPair) -> bytes:
        """As a field: of a curve a point, else a number."""
        if KEX[self._kex][0] in _CURVES:
            return string(_UNCOMPRESSED + pair.public)
        return mpint(int.from_bytes(pair.public, "big"))

    def _shared(self, pair: dh.KeyPair, peer: bytes) -> int:
        group = KEX[self._kex][0]
        if group in _CURVES:
            if peer[:1] != _UNCOMPRESSED:
                raise Malformed("a point of another form")
            peer = peer[1:]
        else:
            peer = peer.lstrip(b"\0").rjust(dh.public_size(group), b"\0")
        try:
            return int.from_bytes(pair.shared(peer), "big")
        except dh.BadPublicValue as error:
            raise Malformed(str(error)) from None

    def _answer(self, peer: bytes) -> None:
        """The server's part."""
        assert self.key is not None
        pair = dh.generate(KEX[self._kex][0], self.rng)
        secret, ours, blob = self._shared(pair, peer), self._public(pair), self.key.ssh_blob()
        fixed = self._digest(blob, string(peer), ours, secret)
        signature = string(self._hostkey.encode()) + string(self.key.sign(HOSTKEYS[self._hostkey], fixed))
        self._packet(ssh.encode(Msg.KEXDH_REPLY, blob, ours[4:], signature))
        self._switch(secret, fixed)

    def _conclude(self, blob: bytes, peer: bytes, signature: bytes) -> None:
        """The client's part."""
        assert self._pair is not None
        pair, self._pair = self._pair, None
        secret = self._shared(pair, peer)
        fixed = self._digest(blob, self._public(pair), string(peer), secret)
        reader = Reader(signature)
        name, proof = reader.string(), reader.string()
        if name != self._hostkey.encode() or not _key_of(blob).signed(HOSTKEYS[self._hostkey], fixed, proof):
            raise Broken(HOST_KEY, "Host key not verifiable")
        self._switch(secret, fixed)

    def _digest(self, blob: bytes, client: bytes, server: bytes, secret: int) -> bytes:
        hellos, inits = (self.hello, self.peer_hello), (self._ours, self._theirs)
        if self.key is not None:
            hellos, inits = hellos[::-1], inits[::-1]
        told = b"".join(string(each.encode()) for each in hellos) + b"".join(map(string, inits))
        return self._hash(told + string(blob) + client + server + mpint(secret))

    def _hash(self, data: bytes) -> bytes:
        return hashlib.new(KEX[self._kex][1], data, usedforsecurity=False).digest()

    def _switch(self, secret: int, fixed: bytes) -> None:
        """New keys, from the next packet on."""
        self.session = self.session or fixed
        self._packet(ssh.encode(Msg.NEWKEYS))
        up, down = self._way("ACE", secret, fixed), self._way("BDF", secret, fixed)
        mine, self._next = (up, down) if self.key is None else (down, up)
        mine.count = self._sending.count
        self._sending = mine
        self._ours = self._theirs = b""
        self.ready = True
        held, self._held = self._held, []
        for payload in held:
            self._packet(payload)

    def _way(self, letters: str, secret: int, fixed: bytes) -> Way:
        """Letters of RFC 4253, section 7.2, for IV, key and the key of the MAC. A to and fro has one cipher."""
        name, mode, size = CIPHERS[self.cipher]
        block = 8 if name == "3des" else 16
        iv, key, proof = (
            self._grown(letter, wanted, secret, fixed)
            for letter, wanted in zip(letters, (block, size, MACS[self.mac][1]), strict=True)
        )
        sealing = (letters == "ACE") == (self.key is None)
        return Way(Flow(name, mode, key, iv, sealing), self.mac, proof)

    def _grown(self, letter: str, size: int, secret: int, fixed: bytes) -> bytes:
        base = mpint(secret) + fixed
        grown = self._hash(base + letter.encode() + self.session)
        while len(grown) < size:
            grown += self._hash(base + grown)
        return grown[:size]


def _key_of(blob: bytes) -> PublicKey:
    """Raises Malformed."""
    reader = Reader(blob)
    if reader.string() != b"ssh-rsa":
        raise Malformed("no RSA key")
    e, n = reader.mpint(), reader.mpint()
    reader.end()
    if n < 3 or e < 3:
        raise Malformed("no RSA key")
    return PublicKey(n, e)
