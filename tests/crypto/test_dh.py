"""Diffie-Hellman: the RFCs' numbers, both ends agree, and the fast ways give the bytes of the plain one."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import deepcopy
from random import Random

import pytest

from iosemu.crypto import dh


class _Fixed(Random):
    """A stream that yields one given private value."""

    def __init__(self, value: int) -> None:
        super().__init__(0)
        self.value = value

    def getrandbits(self, k: int, /) -> int:
        return self.value


@pytest.mark.parametrize(
    ("group", "tail"),
    [  # last octets before the 64 one-bits: RFC 2409 sections 6.1, 6.2; RFC 3526 sections 2-5
        (1, "A63A3620"),
        (2, "ECE65381"),
        (5, "CA237327"),
        (14, "8AACAA68"),
        (15, "A93AD2CA"),
        (16, "34063199"),
    ],
)
def test_primes_of_the_formula(group: int, tail: str) -> None:
    prime, generator = dh.modp(group)
    text = f"{prime:X}"
    assert text.startswith("FFFFFFFFFFFFFFFFC90FDAA22168C234")
    assert text.endswith(tail + "FFFFFFFFFFFFFFFF")
    assert len(text) // 2 == dh.public_size(group)
    assert generator == 2
    assert pow(3, prime - 1, prime) == 1


def test_group_24_has_the_subgroup_of_256_bits() -> None:
    prime, generator = dh.modp(24)
    assert prime.bit_length() == 2048
    assert pow(generator, dh._Q24, prime) == 1
    assert (prime - 1) % dh._Q24 == 0
    assert pow(3, prime - 1, prime) == 1


@pytest.mark.parametrize("group", dh.GROUPS)
def test_both_ends_agree_with_and_without_memory(group: int) -> None:
    one, two = dh.generate(group, Random("one")), dh.generate(group, Random("two"))
    assert len(one.public) == len(two.public) == dh.public_size(group)
    first = one.shared(two.public)
    assert two.shared(one.public) == first  # remembered
    assert two.shared(one.public) == first  # computed: the entry was taken out
    assert len(first) == (dh.public_size(group) if group not in (19, 20, 21) else dh.public_size(group) // 2)


@pytest.mark.parametrize("group", [1, 2, 5, 14, 15, 16, 24])
def test_the_library_gives_the_bytes_of_pow(group: int) -> None:
    prime, generator = dh.modp(group)
    exponent = Random(group).getrandbits(160) | 1 << 223
    key = dh.generate(group, _Fixed(exponent))
    exponent |= 1 << (dh._MODP[group].exponent - 1)
    assert int.from_bytes(key.public, "big") == pow(generator, exponent, prime)
    peer = pow(generator, 0xDEADBEEF, prime)
    assert int.from_bytes(key.shared(peer.to_bytes(len(key.public), "big")), "big") == pow(peer, exponent, prime)


def test_same_seed_same_key() -> None:
    assert dh.generate(14, Random(7)).public == dh.generate(14, Random(7)).public
    assert dh.generate(14, Random(7)).public != dh.generate(14, Random(8)).public


def test_rfc5903_section_8_1() -> None:
    i = dh.generate(19, _Fixed(0xC88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433))
    r = dh.generate(19, _Fixed(0xC6EF9C5D78AE012A011164ACB397CE2088685D8F06BF9BE0B283AB46476BEE53))
    assert i.public.hex().upper() == (
        "DAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180"
        "5271A0461CDB8252D61F1C456FA3E59AB1F45B33ACCF5F58389E0577B8990BB3"
    )
    assert i.shared(r.public).hex().upper() == "D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE"


@pytest.mark.parametrize("group", dh.GROUPS)
def test_bad_public_values_are_refused(group: int) -> None:
    key = dh.generate(group, Random(1))
    size = dh.public_size(group)
    for bad in (b"", bytes(size - 1), bytes(size), b"\0" * (size - 1) + b"\1", b"\xff" * size):
        with pytest.raises(dh.BadPublicValue):
            key.shared(bad)


@pytest.mark.parametrize("group", [1, 2, 14, 19])
@pytest.mark.parametrize("again", [deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_a_saved_key_pair_is_the_same_one(group: int, again: Callable[[dh.KeyPair], dh.KeyPair]) -> None:
    ours, theirs = dh.generate(group, Random(1)), dh.generate(group, Random(2))
    kept = again(ours)
    assert kept.public == ours.public
    secret = ours.shared(theirs.public)
    assert theirs.shared(ours.public) == secret  # takes what is remembered
    assert kept.shared(theirs.public) == secret
