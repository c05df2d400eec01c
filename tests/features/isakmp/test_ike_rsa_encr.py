"""authentication rsa-encr: every message against RFC 2409 section 5.2, computed by another hand with the private keys
of both ends and the Diffie-Hellman secret; and what breaks it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from isakmp_world import Datagram, Net, Node, pair
from test_ike_debug import check_golden, listen, masked
from test_ike_wire import FIELDS, read_by_tshark, tshark, write_capture

from iosemu.crypto import dh
from iosemu.crypto.rsa import BadKey, PublicKey, RsaKey, generate, read_public_der
from iosemu.device.events import KeyMaterial
from iosemu.features.isakmp.model import PresharedKey
from iosemu.features.isakmp.trace import AuthenticationFailed, KeyQueryFailed, ModeFailure
from iosemu.features.keying.contract import Failure
from iosemu.features.rsa.model import ENCRYPTION, KeyText, PeerKey, PubkeyChain
from iosemu.sim import chance

INITIATOR = "198.51.100.2 192.0.2.1"


@cache
def key(name: str, bits: int = 768) -> RsaKey:
    return generate(bits, Random(name))


class Rsa:
    """The key pairs of a router."""

    def __init__(self, own: RsaKey | None) -> None:
        self.own = own

    def key_for(self, use: str) -> RsaKey | None:
        return self.own


def rsa_pair(platform: str = "c7200", **policy: Any) -> tuple[Net, Node, Node]:
    """Both have the other's public key by its address, and no other key."""
    net, r1, r2 = pair(platform)
    for node, peer in ((r1, r2), (r2, r1)):
        node.config.keys.clear()
        node.policy(authentication="rsa-encr", **policy)
        node.engines["rsa"] = Rsa(key(node.hostname))
        know(node, peer, key(peer.hostname))
    return net, r1, r2


def know(node: Node, peer: Node, public: RsaKey, use: str | None = None) -> None:
    text = KeyText(public.public_der().hex().upper())
    node[PubkeyChain].addressed[peer.address, use] = PeerKey(peer.address, text)


def payloads(data: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    """(type, body) of generic payloads, one after the other."""
    kind, at = first, 0
    while kind:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        yield kind, data[at + 4 : at + size]
        kind, at = data[at], at + size


@pytest.mark.parametrize(("hash_name", "bits"), [("sha", 128), ("sha256", 256), ("md5", 128)])
def test_every_message_by_another_hand(hash_name: str, bits: int) -> None:
    """RFC 2409 sections 5 and 5.2, appendix B; RFC 8017 by the library."""
    net, r1, r2 = rsa_pair(hash=hash_name, key_bits=bits, group=2)
    r1.request(r2)
    net.run(1)
    name = {"sha": "sha1"}.get(hash_name, hash_name)
    sent = [each.payload for each in net.sent[:6]]
    assert [data[18] for data in sent] == [2] * 6
    clear = [dict(payloads(data[28:], data[16])) for data in sent[:4]]
    cookies = sent[1][:16]
    sa_b = clear[0][1]
    private = {1: key("R1").private_key(), 2: key("R2").private_key()}

    def opened(number: int, receiver: int, kind: int) -> bytes:
        return private[receiver].decrypt(clear[number][kind], padding.PKCS1v15())

    order = [kind for kind, _ in payloads(sent[2][28:], sent[2][16])]
    assert order[:3] == [4, 5, 10] and order[-2:] == [20, 20]
    id_i, ni = opened(2, 2, 5), opened(2, 2, 10)
    id_r, nr = opened(3, 1, 5), opened(3, 1, 10)
    assert id_i == bytes([1, 17, 1, 244]) + r1.address.to_bytes(4, "big")
    assert id_r == bytes([1, 17, 1, 244]) + r2.address.to_bytes(4, "big")
    gxi, gxr = clear[2][4], clear[3][4]

    def prf(secret: bytes, data: bytes) -> bytes:
        return hmac.digest(secret, data, name)

    (sa,) = r1.isakmp.life.sas.values()
    (other,) = r2.isakmp.life.sas.values()
    skeyid = prf(hashlib.new(name, ni + nr).digest(), cookies)
    gxy = _shared(gxi, gxr)
    seed = gxy + cookies
    skeyid_d = prf(skeyid, seed + b"\0")
    skeyid_a = prf(skeyid, skeyid_d + seed + b"\1")
    skeyid_e = prf(skeyid, skeyid_a + seed + b"\2")
    encryption = skeyid_e[: bits // 8]
    if len(skeyid_e) < bits // 8:
        k1 = prf(skeyid_e, b"\0")
        encryption = (k1 + prf(skeyid_e, k1))[: bits // 8]
    assert sa.keys is not None and other.keys is not None
    assert sa.keys.encryption_key == other.keys.encryption_key == encryption
    iv = hashlib.new(name, gxi + gxr).digest()[:16]
    hash_i = prf(skeyid, gxi + gxr + cookies + sa_b + id_i)
    hash_r = prf(skeyid, gxr + gxi + cookies[8:] + cookies[:8] + sa_b + id_r)
    for data, wanted in ((sent[4], hash_i), (sent[5], hash_r)):
        decryptor = Cipher(algorithms.AES(encryption), modes.CBC(iv)).decryptor()
        body = decryptor.update(data[28:])
        iv = data[-16:]
        found = dict(payloads(body, data[16]))
        assert found[8] == wanted
        assert set(found) == ({8, 11} if data is sent[4] else {8})
    assert len(r1.ipsec.live) == len(r2.ipsec.live) == 1


def _shared(gxi: bytes, gxr: bytes) -> bytes:
    """g^xy: what R1 drew is drawn once more, until its public value is met."""
    rng = chance.stream(1, "R1", "isakmp")
    for _ in range(50):
        state = rng.getstate()
        found = dh.generate(2, rng)
        if found.public == gxi:
            return found.shared(gxr)
        rng.setstate(state)
        rng.getrandbits(32)
    raise AssertionError("not found")


@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_from_the_first_message_to_the_last(role: str) -> None:
    net, r1, r2 = rsa_pair()
    lines = listen(r1 if role == "initiator" else r2)
    r1.request(r2)
    net.run(1)
    assert r1.rows() == r2.rows() == [f"{INITIATOR} QM_IDLE 1001 ACTIVE"]
    check_golden(f"rsa_encr_{role}.txt", masked(lines))


def test_names() -> None:
    net, r1, r2 = rsa_pair()
    r1.config.identity = "hostname"
    r2[PubkeyChain].addressed.clear()
    r2[PubkeyChain].named["R1", None] = PeerKey(None, KeyText(key("R1").public_der().hex()))
    r1.request(r2)
    net.run(1)
    (sa,) = r2.isakmp.life.sas.values()
    assert sa.identity == "R1" and sa.established


def _watch(node: Node, kind: type) -> list[Any]:
    seen: list[Any] = []
    node.bus.listen(kind, seen.append)
    return seen


FAULTS = ["no public key here", "no public key there", "wrong public key here", "wrong public key there", "no pair here",
          "no pair there", "a short key and a long name"]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_breaks_it(fault: str) -> None:
    net, r1, r2 = rsa_pair()
    queried, failed = _watch(r2, KeyQueryFailed), _watch(r2, AuthenticationFailed)
    failed_here, modes_ = _watch(r1, AuthenticationFailed), _watch(r2, ModeFailure)
    match fault:
        case "no public key here":
            r1[PubkeyChain].addressed.clear()
        case "no public key there":
            r2[PubkeyChain].addressed.clear()
        case "wrong public key here":
            know(r1, r2, key("R3"))
        case "wrong public key there":
            know(r2, r1, key("R3"))
        case "no pair here":
            r1.engines["rsa"].own = None
        case "no pair there":
            r2.engines["rsa"].own = None
        case _:
            know(r1, r2, key("R2", 512))
            r2.engines["rsa"].own = key("R2", 512)
            r1.config.identity, r1.hostname = "hostname", "r" * 60
    r1.request(r2)
    net.run(5)
    assert r1.ipsec.live == []
    told = (len(queried), len(failed), len(failed_here), len(modes_))
    wanted = {
        "no public key here": (0, 0, 0, 0), "no pair here": (0, 0, 0, 0),  # nothing is sent
        "no public key there": (1, 1, 0, 0),
        "wrong public key here": (0, 1, 0, 0),  # the responder cannot open it
        "wrong public key there": (0, 0, 1, 0),
        "no pair there": (0, 0, 0, 1),  # no policy fits
        "a short key and a long name": (0, 0, 1, 0),
    }[fault]  # fmt: skip
    assert told == wanted
    if fault.endswith(" here") and "wrong" not in fault:
        assert r1.ipsec.failures == [Failure.NO_KEY] and net.sent == []


def test_a_key_for_signatures_is_none_for_encryption() -> None:
    net, r1, r2 = rsa_pair()
    r1[PubkeyChain].addressed.clear()
    know(r1, r2, key("R2"), "signature")
    r1.request(r2)
    assert r1.ipsec.failures == [Failure.NO_KEY]
    know(r1, r2, key("R2"), ENCRYPTION)
    r1.request(r2)
    net.run(1)
    assert r1.ipsec.live


def test_the_other_methods_go_along() -> None:
    """Where the peer has no public key there are pre-shared ones, policy by policy."""
    net, r1, r2 = rsa_pair()
    for node in (r1, r2):
        node.policy(20, authentication="pre-share")
        node.config.keys[0, 0] = PresharedKey("cisco")
    r2.engines["rsa"].own = None
    r1.request(r2)
    net.run(1)
    (sa,) = r2.isakmp.life.sas.values()
    assert sa.terms is not None and sa.terms.authentication == "pre-share" and r1.ipsec.live


@pytest.mark.parametrize("lost", range(6))
def test_any_message_may_be_lost_or_come_twice(lost: int) -> None:
    for twice in (False, True):
        net, r1, r2 = rsa_pair()
        count = iter(range(10_000))

        def way(each: Datagram, count: Iterator[int] = count, net: Net = net, twice: bool = twice) -> Datagram | None:
            if next(count) != lost:
                return each
            if twice:
                net.scheduler.call(0.4, net.nodes[each.dst].receive, each)
            return each if twice else None

        net.filters.append(way)
        r1.request(r2)
        net.run(30)
        assert len(r1.ipsec.live) == len(r2.ipsec.live) == 1


@tshark
def test_tshark_decrypts_it(tmp_path: Any) -> None:
    net, r1, r2 = rsa_pair()
    keys: list[KeyMaterial] = []
    r2.bus.listen(KeyMaterial, keys.append)
    r1.request(r2)
    net.run(1)
    write_capture(tmp_path / "ike.pcap", net.sent)
    rows = read_by_tshark(tmp_path / "ike.pcap", keys, *FIELDS)
    assert [row[0] for row in rows] == ["2"] * 6 + ["32"] * 3
    found = [row[1].split(",") for row in rows]
    assert found[2][:3] == ["4", "5", "10"] and found[4] == ["8", "11"] and found[5] == ["8"]
    assert found[6][:4] == ["8", "1", "2", "3"]


def test_public_keys_of_the_wrong_form() -> None:
    der = key("R1").public_der()
    assert read_public_der(der) == PublicKey(key("R1").n, key("R1").e)
    for at in range(0, len(der), 7):
        for broken in (der[:at], der[:at] + bytes([der[at] ^ 0x81]) + der[at + 1 :], der + b"\0" * at):
            try:
                found = read_public_der(broken)
            except BadKey:
                continue
            assert found.n.bit_length() <= 4096
    assert KeyText("30").key() is None and KeyText("3").key() is None and KeyText("").key() is None
