"""Keys, passwords and digests; what each end does when they differ."""

from __future__ import annotations

import hashlib

import pytest

from iosemu.features.ospf import authentication
from iosemu.lab.lab import Lab
from iosemu.wire import ospf
from iosemu.wire.ospf import Hello, Kind
from tests.features.wired import chain, log_of, routes

HELLO = ospf.encode(Kind.HELLO, 1, 0, Hello(0xFFFFFF00, 10, 0x12, 1, 40, 0, 0, (2,)).encode())


# RFC 5709 has no vectors; these are HMACs of a short key padded with zeros, and of a long one hashed first
@pytest.mark.parametrize(("algorithm", "size"), [("sha1", 20), ("sha256", 32), ("sha384", 48), ("sha512", 64)])
def test_hmac_of_rfc_5709(algorithm: str, size: int) -> None:
    """By hand from section 3.3: H(K ^ opad || H(K ^ ipad || packet || apad))."""
    for secret in ("cisco", "k" * 100):
        key = secret.encode() if len(secret) <= size else hashlib.new(algorithm, secret.encode()).digest()
        block = 128 if size > 32 else 64
        padded = key.ljust(size, b"\0").ljust(block, b"\0")
        apad = b"\x87\x8f\xe1\xf3" * (size // 4)
        inner = hashlib.new(algorithm, bytes(a ^ 0x36 for a in padded) + HELLO + apad).digest()
        expected = hashlib.new(algorithm, bytes(a ^ 0x5C for a in padded) + inner).digest()
        assert authentication.digest(HELLO, secret, algorithm) == expected


CHAIN = "key chain KEYS\n key 3\n  key-string secret\n"
OSPF = "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n network 192.168.0.0 0.0.255.255 area 0\n"
P2P = " ip ospf network point-to-point\n"
WAYS = [
    " ip ospf authentication\n ip ospf authentication-key {key}\n",
    " ip ospf authentication message-digest\n ip ospf message-digest-key 1 md5 {key}\n",
    " ip ospf authentication key-chain KEYS\n",
]


def pair(here: str, there: str, chains: tuple[str, str] = ("secret", "secret")) -> Lab:
    lab = chain(2, OSPF, platform="iosv")
    for node, port, lines, key in (("R1", "Gi0/0", here, chains[0]), ("R2", "Gi0/1", there, chains[1])):
        text = CHAIN.replace("secret", key) + f"interface {port}\n{P2P}{lines}"
        assert lab[node].configure(text) == ""
    lab.run(30)
    return lab


def refused(lab: Lab, node: str) -> int:
    errors = lab[node].device.engine("ospf").processes[1].traffic.errors
    return int(errors.get("authentication", 0))


@pytest.mark.parametrize("way", WAYS)
def test_equal_keys_come_together(way: str) -> None:
    lines = way.format(key="secret")
    lab = pair(lines, lines)
    before = refused(lab, "R1")  # while one end had it already
    lab.run(20)
    assert routes(lab, "R1", "ospf 1") == {"192.168.2.1/32": (110, 2)}
    assert refused(lab, "R1") == before


@pytest.mark.parametrize("way", WAYS)
def test_other_keys_do_not(way: str) -> None:
    lab = pair(way.format(key="secret"), way.format(key="other"), ("secret", "other"))
    assert not routes(lab, "R1", "ospf 1")
    assert refused(lab, "R1") > 1
    assert refused(lab, "R2") > 1


@pytest.mark.parametrize("way", WAYS)
def test_with_and_without_do_not(way: str) -> None:
    lab = pair(way.format(key="secret"), "")
    assert not routes(lab, "R1", "ospf 1")
    assert refused(lab, "R1") > 1
    assert refused(lab, "R2") > 1


def test_an_old_packet_is_not_taken_again() -> None:
    """Cryptographic sequence numbers of a neighbour do not fall (RFC 2328 appendix D.3)."""
    lab = pair(*[WAYS[1].format(key="secret")] * 2)
    process = lab["R1"].device.engine("ospf").processes[1]
    (neighbor,) = process.neighbors()
    neighbor.crypto_sequence += 1000000
    lab.run(41)
    assert not [n for n in process.neighbors() if n.full]
    assert refused(lab, "R1") > 3


@pytest.mark.parametrize("algorithm", ["hmac-sha-256", "md5"])
def test_keys_of_a_chain_take_turns(algorithm: str) -> None:
    """RFC 5709 with lifetimes: nobody is lost when the next key's time comes; with no key that is alive all is over."""
    chain_of = (
        f"key chain KEYS\n key 1\n  key-string one\n  cryptographic-algorithm {algorithm}\n"
        "  send-lifetime 10:00:00 Jan 1 2030 10:05:00 Jan 1 2030\n  accept-lifetime 10:00:00 Jan 1 2030 10:06:00 Jan 1 2030\n"
        f" key 2\n  key-string two\n  cryptographic-algorithm {algorithm}\n"
        "  send-lifetime 10:04:00 Jan 1 2030 10:10:00 Jan 1 2030\n  accept-lifetime 10:03:00 Jan 1 2030 10:10:00 Jan 1 2030\n"
    )
    lab = chain(2, OSPF, platform="iosv")
    for node, port in (("R1", "Gi0/0"), ("R2", "Gi0/1")):
        lab[node].cli("clock set 10:01:00 1 January 2030")
        assert lab[node].configure(f"{chain_of}interface {port}\n{P2P}{WAYS[2]}") == ""
    lab.run(30)
    log = log_of(lab, "R1", "OSPF")
    name = algorithm.upper()
    assert f"    Sending SA: Key 1, Algorithm {name} - key chain KEYS" in lab["R1"].cli("show ip ospf interface Gi0/0")
    lab.run(270)  # 10:06:00
    assert f"    Sending SA: Key 2, Algorithm {name} - key chain KEYS" in lab["R1"].cli("show ip ospf interface Gi0/0")
    assert routes(lab, "R1", "ospf 1") == {"192.168.2.1/32": (110, 2)} and log == []
    lab.run(320)
    assert not routes(lab, "R1", "ospf 1")
    assert log[-1][1].endswith("Neighbor Down: Dead timer expired")
